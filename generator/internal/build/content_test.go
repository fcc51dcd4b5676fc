package build

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readout/generator/internal/site"
)

// cached are the options of one process after another that share a cache.
func cached(t *testing.T) Options {
	return Options{Cache: filepath.Join(t.TempDir(), "cache"), Program: [32]byte{1}}
}

// next is the next process: a builder that knows what the cache has.
func (f *folder) next() {
	f.builder.Close()
	f.builder = New(f.project, f.options)
}

func TestABuildFromTheCacheEqualsACleanOne(t *testing.T) {
	f := newFolder(t, small(), cached(t))
	s, problems := f.builder.Build(t.Context(), nil)
	f.equalsClean("the first", s, problems)
	f.next()
	if n := len(f.builder.look(nil).known); n != len(small()) {
		t.Errorf("%d files of %d are known", n, len(small()))
	}
	f.next()
	s, problems = f.builder.Build(t.Context(), nil)
	f.equalsClean("the second", s, problems)
	f.write("content/briefs/rivers.md", "---\ntitle: On streams\ndate: 2025-12-01\n---\n\nSee [[prots]].\n")
	f.next()
	s, problems = f.builder.Build(t.Context(), nil)
	f.equalsClean("a broken one", s, problems)
	f.next()
	s, problems = f.builder.Build(t.Context(), nil)
	f.equalsClean("the broken one again", s, problems)
}

func TestAnyEditsBetweenProcessesGiveWhatACleanBuildGives(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	f := newFolder(t, small(), cached(t))
	paths := slices.Sorted(maps.Keys(small()))
	for range 12 {
		switch path := paths[r.IntN(len(paths))]; r.IntN(4) {
		case 0:
			f.remove(path)
		case 1:
			f.write(path, small()[path])
		case 2:
			f.write(path, small()[paths[r.IntN(len(paths))]])
		case 3:
			f.write("content/briefs/more.md", small()["content/briefs/ports.md"])
		}
		f.next()
		s, problems := f.builder.Build(t.Context(), nil)
		f.equalsClean("after edits", s, problems)
	}
}

func TestACacheThatIsDamagedIsNotTrusted(t *testing.T) {
	f := newFolder(t, small(), cached(t))
	f.good()
	f.builder.Close()
	path := filepath.Join(f.options.Cache, "parsed")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(b []byte) []byte{
		"cut off":           func(b []byte) []byte { return b[:len(b)/2] },
		"entries changed":   func(b []byte) []byte { clear(b[100 : len(b)/2]); return b },
		"all of it":         func(b []byte) []byte { clear(b); return b },
		"another program's": func(b []byte) []byte { b[20]++; return b },
	} {
		if err := os.WriteFile(path, spoil(slices.Clone(whole)), 0o666); err != nil {
			t.Fatal(err)
		}
		f.builder = New(f.project, f.options)
		s, problems := f.builder.Build(t.Context(), nil)
		f.equalsClean(name, s, problems)
		f.builder.Close()
	}
}

func TestInputsDifferWhenAnythingDoes(t *testing.T) {
	f := newFolder(t, small(), cached(t))
	seen := map[[32]byte]string{}
	look := func(what string, want bool) {
		t.Helper()
		f.next()
		in := f.builder.Inputs()
		if before, same := seen[in]; same == want {
			t.Errorf("%s: the inputs are those of %q: %t", what, before, same)
		}
		seen[in] = what
	}
	look("the first", true)
	look("the same", false)
	f.write("content/pages/about.md", "---\ntitle: About\n---\n\nOther text.\n")
	look("a text", true)
	f.remove("content/briefs/map/data.csv")
	look("a file less", true)
	f.write("layouts/site.css", "body{}")
	look("a layout", true)
	f.options.Today = site.Date{Year: 2026, Month: 2, Day: 1}
	look("a day later", true)
	f.options.Drafts = true
	look("drafts", true)
	f.options.Program[3]++
	look("a program", true)
}

func TestInputsAndTheBuildBehindThemReadOnce(t *testing.T) {
	f := newFolder(t, small(), Options{})
	f.builder.Inputs()
	f.write("content/pages/about.md", "---\ntitle: Later\n---\n")
	s := f.good()
	if text := rendered(s)["about/index.html"]; text == "" {
		t.Error("the page is missing")
	}
	s, problems := f.builder.Build(t.Context(), []string{"content/pages/about.md"})
	f.equalsClean("told of the change", s, problems)
}

func TestBuildsAreTheSameOnAnyNumberOfProcessors(t *testing.T) {
	f := newFolder(t, small(), Options{})
	many := rendered(f.good())
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f.builder = New(f.project, f.options)
	if d := cmp.Diff(many, rendered(f.good())); d != "" {
		t.Error(d)
	}
}
