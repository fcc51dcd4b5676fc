package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"readout/generator/internal/build"
	"readout/generator/internal/devserver"
	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// follower builds after every change, shows the result and tells of it in one
// line.
type follower struct {
	env     environment
	project *project
	server  *devserver.Server
	keys    <-chan byte // nil when there is no keyboard
	open    func()      // shows the site in a browser
	quit    func()

	told diag.List // the problems that have been printed already
	// Pages that nobody looks at are rendered too, in the background.
	found     diag.List          // what the last check found; it stands until the next one is done
	rest      time.Duration      // how long a check takes, as far as is known
	stopCheck context.CancelFunc // of the check that goes on or went last
	checks    chan check         // those that have ended
	current   *build.Snapshot    // the one that is shown without errors; nil when the last build failed
	checking  sync.WaitGroup
}

// check is one look at the pages that nobody looks at.
type check struct {
	of       *build.Snapshot
	problems diag.List // of the snapshot itself
	found    diag.List
	took     time.Duration
	done     bool // it was not given up
}

// follow builds until the changes end.
func (f *follower) follow(ctx context.Context, changes <-chan []string) {
	midnight := time.NewTimer(f.untilMidnight())
	defer midnight.Stop()
	f.checks = make(chan check)
	defer f.checking.Wait() // a check reads the project, which is closed next
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		select {
		case changed, more := <-changes:
			if !more {
				return
			}
			f.build(ctx, changed, paths(changed))
		case c := <-f.checks:
			f.checked(c)
		case key, more := <-f.keys:
			if !more {
				f.keys = nil
			}
			switch key {
			case 'r':
				f.build(ctx, nil, "everything, as asked")
			case 'o':
				f.open()
			case 'q':
				f.quit()
			}
		case <-midnight.C:
			f.project.SetToday(dateOf(f.env.now()))
			f.build(ctx, []string{}, "a new day")
			midnight.Reset(f.untilMidnight())
		}
	}
}

// paths names what changed: two paths, and how many more.
func paths(changed []string) string {
	const named = 2
	switch {
	case slices.Contains(changed, ""):
		return "everything"
	case len(changed) > named:
		return fmt.Sprintf("%s and %d more", strings.Join(changed[:named], ", "), len(changed)-named)
	}
	return strings.Join(changed, ", ")
}

// untilMidnight is how long today lasts, in UTC.
func (f *follower) untilMidnight() time.Duration {
	now := f.env.now().UTC()
	return now.Truncate(24 * time.Hour).Add(24*time.Hour + time.Second).Sub(now)
}

// build makes the next snapshot, shows it, and has the pages checked that
// nobody looks at. why names what changed.
func (f *follower) build(ctx context.Context, changed []string, why string) {
	if f.stopCheck != nil {
		f.stopCheck() // without waiting for the page that it is at
	}
	f.current = nil
	start := f.env.now()
	snapshot, problems := f.project.Build(ctx, changed)
	if ctx.Err() != nil {
		return
	}
	if snapshot == nil {
		f.server.Show(nil, problems)
		f.tell(problems)
		f.line(start, why+": "+counted(problems)+", the last good site stays")
		return
	}
	f.current = snapshot
	f.show(snapshot, problems)
	took := fmt.Sprintf("%s: %s; %s", why, touched(snapshot, changed), counted(problems))
	f.tell(append(slices.Clone(problems), f.found...))
	f.line(start, took)
	f.check(ctx, snapshot, problems)
}

// show shows a snapshot with its own problems and those that rendering found.
func (f *follower) show(s devserver.Site, problems diag.List) {
	f.server.Show(s, append(slices.Clone(problems), f.found...).Sorted())
}

// touched says what of the site a change concerns.
func touched(s *build.Snapshot, changed []string) string {
	var parts []string
	switch records, mentioning := s.Touched(); {
	case records > 0 && mentioning > 0:
		parts = append(parts, fmt.Sprintf("%s, mentioned by %d", plural(records, "record"), mentioning))
	case records > 0:
		parts = append(parts, plural(records, "record"))
	case changed == nil, slices.Contains(changed, ""):
		parts = append(parts, plural(s.Pages(), "page"))
	}
	if slices.ContainsFunc(changed, func(path string) bool { return path == "layouts" || strings.HasPrefix(path, "layouts/") }) {
		parts = append(parts, "the layouts")
	}
	if len(parts) == 0 {
		return "no record differs"
	}
	return strings.Join(parts, " and ")
}

// line says in one line what happened.
func (f *follower) line(start time.Time, what string) {
	now := f.env.now()
	fmt.Fprintf(f.env.stderr, "%s  %s; %s\n", now.Format(time.TimeOnly), what, now.Sub(start).Round(100*time.Microsecond))
}

// tell prints the problems that have not been printed, in full. One that was
// mended and comes back is printed again.
func (f *follower) tell(problems diag.List) {
	told := make(map[diag.Diagnostic]bool, len(f.told))
	for _, d := range f.told {
		told[d] = true
	}
	fresh := slices.DeleteFunc(slices.Clone(problems), func(d diag.Diagnostic) bool { return told[d] })
	f.env.report(f.project, fresh)
	f.told = problems
}

// minRest is how long the author rests at least before pages are checked that
// nobody looks at.
const minRest = time.Second

// check renders the pages that nobody looks at, once the author rests. The rest
// is as long as such a check takes, and the check keeps to one processor, so
// that it does not slow the next save, which it is given up for.
func (f *follower) check(ctx context.Context, snapshot *build.Snapshot, problems diag.List) {
	checking, cancel := context.WithCancel(ctx)
	f.stopCheck = cancel
	rest := max(minRest, f.rest)
	f.checking.Go(func() {
		select {
		case <-time.After(rest):
		case <-checking.Done():
			return
		}
		start := f.env.now()
		found, err := snapshot.Problems(output.Check(checking, pagesOneByOne(snapshot.Files())))
		c := check{snapshot, problems, found, f.env.now().Sub(start), err == nil && checking.Err() == nil}
		select {
		case f.checks <- c:
		case <-ctx.Done():
		}
	})
}

// checked shows what a check found wrong. What the one before it found stood
// until now.
func (f *follower) checked(c check) {
	if !c.done || c.of != f.current {
		f.rest += c.took // the next one waits longer than this one would have had to
		return
	}
	f.rest = c.took
	if slices.Equal(c.found, f.found) {
		return
	}
	f.found = c.found
	f.tell(append(slices.Clone(c.problems), c.found...))
	f.show(c.of, c.problems)
}

// pagesOneByOne lets only one of the pages be made at a time, and none of the
// other files, which no layout can spoil; their paths count all the same.
func pagesOneByOne(files iter.Seq[output.File]) iter.Seq[output.File] {
	return func(yield func(output.File) bool) {
		var mu sync.Mutex
		for f := range files {
			write := f.Write
			f.Write = func(w io.Writer) error {
				if !strings.HasSuffix(f.Path, ".html") {
					return nil
				}
				mu.Lock()
				defer mu.Unlock()
				return write(w)
			}
			if !yield(f) {
				return
			}
		}
	}
}
