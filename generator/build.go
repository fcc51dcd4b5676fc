package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
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
	Sums      string    `json:"sums,omitempty"`   // the SHA-256 of SHA256SUMS
	Mended    []string  `json:"mended,omitempty"` // files that were changed by hand, and written anew
	Left      []string  `json:"left,omitempty"`   // files that seem to be of an earlier publication, and were left alone
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
		shrink  = f.Bool("allow-shrink", false, "publish even if more than half of the pages go")
		force   = f.Bool("force", false, "replace files of others that stand in the way, and remove pages that were changed by hand")
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
	s := summary{Out: *out}
	to := output.Options{
		Dir: folder.dir, Manifest: folder.manifest, Inputs: p.Inputs(), AllowShrink: *shrink, Force: *force, Reread: *fresh,
		Holder: holder(start), Progress: line.counter("%d files made…"),
		Mended: func(path string) { s.Mended = append(s.Mended, path) },
		Left:   func(path string) { s.Left = append(s.Left, path) },
	}
	if !*fresh {
		if s, ok := standing(to); ok {
			line.clear()
			env.report(p, s.Problems)
			s.Out, s.Seconds = *out, env.now().Sub(start).Round(time.Millisecond).Seconds()
			return env.conclude(s, *asJSON)
		}
	}
	snapshot, problems := p.Build(ctx, nil)
	if snapshot != nil {
		s.Pages, s.AsOf = snapshot.Pages(), snapshot.AsOf().String()
		to.Sums, to.Note, to.Pages = snapshot.Sums(), s.note(problems), snapshot.RecordPages()
		problems = slices.Concat(problems, rewritten(snapshot, folder.dir), snapshot.Withdrawn()).Sorted()
	}
	if err = ctx.Err(); err == nil && snapshot != nil && !problems.HasErrors() {
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
	if err != nil {
		return env.failToPublish(err)
	}
	env.sayWhatWasThere(s)
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

// holder is how this process is named to another that wants to publish too.
func holder(start time.Time) string {
	host, err := os.Hostname()
	if err != nil {
		host = "an unnamed machine"
	}
	return fmt.Sprintf("process %d on %s, since %s", os.Getpid(), host, start.UTC().Format("2006-01-02 15:04:05 UTC"))
}

// failToPublish reports why a site that is without errors was not published.
func (env environment) failToPublish(err error) int {
	var refused *output.Refusal
	if !errors.As(err, &refused) {
		return env.fail(err)
	}
	hint := "move them elsewhere, or choose another folder with --out"
	if refused.CanForce() {
		hint = "move what you need elsewhere, choose another folder with --out, or lose these files with --force"
	}
	return env.usage(err.Error(), hint)
}

// sayWhatWasThere tells a person what became of files in the output folder
// that were not as they had been written.
func (env environment) sayWhatWasThere(s summary) {
	if len(s.Mended) > 0 {
		env.say(fmt.Sprintf("changed by hand since Readout wrote them, and written anew: %s", output.Listed(s.Mended)),
			"change the files of content/ and layouts/ instead")
	}
	if len(s.Left) > 0 {
		env.say(fmt.Sprintf("no longer part of the site, and left alone since .readout/ does not say that Readout wrote them: %s", output.Listed(s.Left)),
			"remove them if nobody needs them")
	}
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
