package main

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"readout/generator/internal/build"
	"readout/generator/internal/diag"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// project is a publication's folder with the builder that works on it.
type project struct {
	*source.Project
	*build.Builder
	dir string
}

func (env environment) openProject(o build.Options) (*project, error) {
	dir := cmp.Or(env.dir, ".")
	p, err := source.Open(dir)
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, fmt.Errorf("the folder %s cannot be opened: %w", dir, err)
	}
	o.Version = programVersion()
	o.Cache = filepath.Join(dir, ".readout")
	o.Program = programIdentity()
	o.Today = dateOf(env.now())
	return &project{Project: p, Builder: build.New(p, o), dir: dir}, nil
}

// Close keeps what was read for the next process, and releases the folder.
func (p *project) Close() {
	p.Builder.Close()
	p.Project.Close()
}

// programIdentity is a hash of the running program; zero when its file cannot
// be read. A version would not do, for two programs of one version may read
// the same text differently while one of them is being worked on.
var programIdentity = sync.OnceValue(func() (sum [sha256.Size]byte) {
	path, err := os.Executable()
	if err != nil {
		return sum
	}
	f, err := os.Open(path)
	if err != nil {
		return sum
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum
	}
	return [sha256.Size]byte(h.Sum(nil))
})

// dateOf is the day of a moment in UTC.
func dateOf(t time.Time) site.Date {
	year, month, day := t.UTC().Date()
	return site.Date{Year: int16(year), Month: uint8(month), Day: uint8(day)}
}

// mostAlike is how many problems with one code are printed for people: nobody
// reads thousands, and whoever mends these sees the next ones.
const mostAlike = 50

// report prints problems for people.
func (env environment) report(p *project, problems diag.List) {
	problems, more := firstOfEach(problems)
	defer func() {
		for _, line := range more {
			fmt.Fprintln(env.stderr, line)
		}
	}()
	lines := func(file string) ([]byte, bool) {
		text, err := p.Read(file)
		return text, err == nil
	}
	// Nothing can be reported when standard error is gone.
	_ = diag.Print(env.stderr, problems, lines, env.fancy() && env.getenv("NO_COLOR") == "")
}

// firstOfEach returns a list with the first problems of each code, and lines
// that say how many others there are.
func firstOfEach(problems diag.List) (first diag.List, more []string) {
	count := map[string]int{}
	for _, d := range problems {
		if count[d.Code]++; count[d.Code] <= mostAlike {
			first = append(first, d)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(count)) {
		if n := count[code] - mostAlike; n > 0 {
			more = append(more, fmt.Sprintf("… and %d more of the kind [%s]", n, code))
		}
	}
	return first, more
}

// fancy reports whether standard error is a terminal that a person looks at.
func (env environment) fancy() bool {
	f, ok := env.stderr.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && env.getenv("CI") == "" && env.getenv("TERM") != "dumb"
}

// counted says how many problems there are: "2 errors, 1 warning".
func counted(l diag.List) string {
	errors, warnings := l.Count()
	switch {
	case errors == 0 && warnings == 0:
		return "no problems"
	case warnings == 0:
		return plural(errors, "error")
	case errors == 0:
		return plural(warnings, "warning")
	}
	return plural(errors, "error") + ", " + plural(warnings, "warning")
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// dateFlag is a flag that takes a date as authors write it.
type dateFlag struct{ site.Date }

func (d *dateFlag) Set(s string) (err error) {
	d.Date, err = site.ParseDate(s)
	return err
}

// urlFlag is a flag that takes the absolute URL of a folder.
type urlFlag string

func (u *urlFlag) String() string { return string(*u) }

func (u *urlFlag) Set(s string) error {
	parsed, err := url.Parse(s)
	switch {
	case err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "":
		return fmt.Errorf("it is not a web address such as https://example.org/")
	case parsed.RawQuery != "" || parsed.Fragment != "":
		return fmt.Errorf("it ends in a query or fragment")
	}
	*u = urlFlag(strings.TrimSuffix(s, "/") + "/")
	return nil
}

// status is the line on a terminal that says how far long work has come. It
// does nothing where nobody would see it.
type status struct {
	env   environment
	shown bool
	last  time.Time
}

func (env environment) status() *status {
	if !env.fancy() {
		return nil
	}
	return &status{env: env}
}

// show replaces the line, but not more often than people can read.
func (s *status) show(format string, args ...any) {
	if s == nil {
		return
	}
	if now := s.env.now(); !s.shown || now.Sub(s.last) > 100*time.Millisecond {
		s.shown, s.last = true, now
		fmt.Fprintf(s.env.stderr, "\r\x1b[K"+format, args...)
	}
}

// clear takes the line away.
func (s *status) clear() {
	if s != nil && s.shown {
		s.shown = false
		fmt.Fprint(s.env.stderr, "\r\x1b[K")
	}
}
