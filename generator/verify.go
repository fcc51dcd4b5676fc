package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"readout/generator/internal/verify"
)

// verified is what `verify --json` prints.
type verified struct {
	OK       bool             `json:"ok"`
	Copy     string           `json:"copy"`
	Sums     string           `json:"sums"` // the SHA-256 of its SHA256SUMS
	Files    int              `json:"files"`
	Changed  int              `json:"changed"`
	Missing  int              `json:"missing"`
	Extra    int              `json:"extra"`
	Unread   int              `json:"unread"`
	Findings []verify.Finding `json:"findings"`
}

func runVerify(ctx context.Context, env environment, args []string) int {
	var (
		f      = env.flags("verify", "Checks a copy of a site, in a folder or on the web, against the SHA256SUMS in it, and names what differs.")
		sums   = f.String("sums", "", "the copy's SHA256SUMS has to have this SHA-256, which `build --json` gave: its `HASH`")
		extra  = f.Bool("allow-extra", false, "files that SHA256SUMS does not name are no difference")
		asJSON = f.Bool("json", false, "print a summary as JSON")
	)
	if exit, ok := f.parse(args, 1); !ok {
		return exit
	}
	o := verify.Options{Sums: strings.ToLower(*sums), Extra: *extra}
	if o.Sums != "" && !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(o.Sums) {
		return env.usage(fmt.Sprintf("%q is not a SHA-256", *sums), "it has 64 digits from 0 to 9 and a to f")
	}
	line := env.status()
	line.show("checking…")
	o.Progress = line.counter("%d files checked…")
	of := f.Arg(0)
	var r verify.Result
	var err error
	if strings.HasPrefix(of, "http://") || strings.HasPrefix(of, "https://") {
		r, err = verify.Website(ctx, of, o)
	} else {
		r, err = verify.Folder(ctx, env.path(of), o)
	}
	line.clear()
	switch {
	case ctx.Err() != nil:
		env.say("interrupted; not everything was checked", "")
		return exitFailed
	case err != nil && r.Findings == nil:
		return env.fail(err)
	}
	v := verified{
		Copy: of, Sums: r.Sums, Files: r.Files, Findings: r.Findings,
		Changed: r.Count(verify.Changed), Missing: r.Count(verify.Missing), Extra: r.Count(verify.Extra), Unread: r.Count(verify.Unread),
	}
	v.OK = len(v.Findings) == 0
	return env.concludeVerify(v, err, *asJSON)
}

// concludeVerify prints what was found.
func (env environment) concludeVerify(v verified, cut error, asJSON bool) int {
	exit := exitDone
	switch {
	case v.Changed+v.Missing+v.Extra > 0:
		exit = exitErrors
	case !v.OK:
		exit = exitFailed
	}
	if asJSON {
		if v.Findings == nil {
			v.Findings = []verify.Finding{}
		}
		encoder := json.NewEncoder(env.stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(v); err != nil {
			return env.fail(err)
		}
	} else {
		for _, f := range v.Findings {
			fmt.Fprintf(env.stdout, "%-7s  %s", f.Kind, onOneLine(f.Path))
			if f.Why != "" {
				fmt.Fprintf(env.stdout, "  (%s)", onOneLine(f.Why))
			}
			fmt.Fprintln(env.stdout)
		}
	}
	if cut != nil {
		env.say(cut.Error(), "")
	}
	switch {
	case asJSON:
	case v.OK:
		fmt.Fprintf(env.stdout, "%s as published; the SHA-256 of SHA256SUMS is %s\n", plural(v.Files, "file"), v.Sums)
	default:
		fmt.Fprintf(env.stderr, "%d changed, %d missing, %d extra, %d that could not be checked; SHA256SUMS names %s\n",
			v.Changed, v.Missing, v.Extra, v.Unread, plural(v.Files, "file"))
	}
	return exit
}

// onOneLine is a text as a terminal can show it: names come from whoever made
// the copy.
func onOneLine(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
