package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"readout/generator/internal/build"
	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// summary is what `build --json` prints.
type summary struct {
	OK        bool      `json:"ok"`
	Out       string    `json:"out"`
	AsOf      string    `json:"as_of,omitempty"`
	Pages     int       `json:"pages"`
	Files     int       `json:"files"`
	Written   int       `json:"written"`
	Unchanged int       `json:"unchanged"`
	Removed   int       `json:"removed"`
	Errors    int       `json:"errors"`
	Warnings  int       `json:"warnings"`
	Sums      string    `json:"sums,omitempty"` // the SHA-256 of SHA256SUMS
	Seconds   float64   `json:"seconds"`
	Problems  diag.List `json:"problems"`
}

func runBuild(ctx context.Context, env environment, args []string) int {
	var (
		f       = env.flags("build", "Builds the website. Nothing is published when there is an error.")
		out     = f.String("out", "public", "write the website into this `DIR`")
		drafts  = f.Bool("drafts", false, "publish drafts, scheduled and expired records too")
		asJSON  = f.Bool("json", false, "print a summary as JSON")
		fresh   = f.Bool("no-cache", false, "make everything anew, pictures too")
		asOf    dateFlag
		baseURL urlFlag
	)
	f.Var(&asOf, "as-of", "give every state as of this `DATE`")
	f.Var(&baseURL, "base-url", "publish at this `URL` instead of site.yaml's base_url")
	if exit, ok := f.parse(args, 0); !ok {
		return exit
	}
	start := env.now()
	archive := newGitArchive(ctx, env.path("."))
	defer archive.close()
	p, err := env.openProject(build.Options{AsOf: asOf.Date, Drafts: *drafts, BaseURL: string(baseURL), Fresh: *fresh, Archive: archive})
	if err != nil {
		return env.fail(err)
	}
	defer p.Close()
	folder, err := outputFolder(p.dir, env.path(*out))
	if err != nil {
		return env.usage(err.Error(), "choose another folder with --out")
	}

	line := env.status()
	line.show("reading…")
	to := output.Options{Dir: folder.dir, Manifest: folder.manifest, Inputs: p.Inputs(), Progress: line.counter("%d files made…")}
	if !*fresh {
		if s, ok := standing(to); ok {
			line.clear()
			env.report(p, s.Problems)
			s.Out, s.Seconds = *out, env.now().Sub(start).Round(time.Millisecond).Seconds()
			return env.conclude(s, *asJSON)
		}
	}
	snapshot, problems := p.Build(ctx, nil)
	s := summary{Out: *out}
	if snapshot != nil {
		s.Pages, s.AsOf = snapshot.Pages(), snapshot.AsOf().String()
		to.Sums, to.Note = snapshot.Sums(), s.note(problems)
		problems = slices.Concat(problems, rewritten(snapshot, folder.dir), snapshot.Withdrawn()).Sorted()
	}
	if snapshot != nil && !problems.HasErrors() {
		var report output.Report
		additions := snapshot.Additions()
		to.Inputs = additions.Inputs
		report, err = output.Publish(ctx, to, snapshot.Files())
		if err == nil {
			snapshot.Prune()
			problems = append(problems, p.keep(snapshot, additions)...)
		}
		var found diag.List
		found, err = snapshot.Problems(err)
		problems = append(problems, found...).Sorted()
		s.Files, s.Written, s.Unchanged, s.Removed = report.Files, report.Written, report.Unchanged, report.Removed
		s.Sums = sums(report)
	}
	line.clear()
	env.report(p, problems)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return env.fail(err)
	}
	s.OK, s.Problems = !problems.HasErrors(), problems
	s.Errors, s.Warnings = problems.Count()
	s.Seconds = env.now().Sub(start).Round(time.Millisecond).Seconds()
	return env.conclude(s, *asJSON)
}

// note is what a later build that changes nothing wants to know of this one.
func (s summary) note(problems diag.List) string {
	s.OK, s.Problems = true, problems
	b, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return string(b)
}

// standing is the summary of a build for which there is nothing to do: the
// same inputs have been published, and all of it is still there.
func standing(to output.Options) (s summary, ok bool) {
	report, note, ok := output.Standing(to)
	if !ok || json.Unmarshal([]byte(note), &s) != nil || !s.OK {
		return summary{}, false
	}
	s.Files, s.Unchanged, s.Sums = report.Files, report.Unchanged, sums(report)
	s.Errors, s.Warnings = s.Problems.Count()
	return s, true
}

// sums is the hash that stands for a whole site; empty where it has none.
func sums(r output.Report) string {
	if r.Sums == ([32]byte{}) {
		return ""
	}
	return hex.EncodeToString(r.Sums[:])
}

// conclude prints how a build went, in one line or as JSON.
func (env environment) conclude(s summary, asJSON bool) int {
	exit := exitDone
	if !s.OK {
		exit = exitErrors
	}
	switch {
	case asJSON:
		if s.Problems == nil {
			s.Problems = diag.List{}
		}
		encoder := json.NewEncoder(env.stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(s); err != nil {
			return env.fail(err)
		}
	case s.OK:
		fmt.Fprintf(env.stdout, "%s as of %s in %s: %s, %d written, %d removed; %s; %.2f s\n",
			plural(s.Pages, "page"), s.AsOf, s.Out, plural(s.Files, "file"), s.Written, s.Removed, counted(s.Problems), s.Seconds)
	default:
		fmt.Fprintf(env.stderr, "%s: nothing was published\n", counted(s.Problems))
	}
	return exit
}

// counter returns a function that shows a number from many goroutines, or nil
// where there is no line to show it on.
func (s *status) counter(format string) func(int) {
	if s == nil {
		return nil
	}
	var mu sync.Mutex
	return func(n int) {
		mu.Lock()
		defer mu.Unlock()
		s.show(format, n)
	}
}
