package site

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"readout/generator/internal/diag"
	"readout/generator/internal/source"
)

// parseFiles reads files as a build does, in no particular order.
func parseFiles(t testing.TB, files map[string]string) []*Parsed {
	t.Helper()
	fsys := fstest.MapFS{}
	for p, text := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(text)}
	}
	var mu sync.Mutex
	var out []*Parsed
	new(source.Tree).Update(fsys, nil, func(f *source.File) {
		p := Parse(f)
		mu.Lock()
		defer mu.Unlock()
		out = append(out, p)
	})
	return out
}

const plainSettings = "title: Test\nbase_url: https://test.example/\nas_of: 2026-06-01\n"

// siteOf makes the site of some files; site.yaml is added where none is given.
func siteOf(t testing.TB, files map[string]string) *Site {
	t.Helper()
	files = maps.Clone(files)
	if _, ok := files[settingsFile]; !ok {
		files[settingsFile] = plainSettings
	}
	return New(Options{Today: day(t, "2026-06-01")}).With(parseFiles(t, files), nil)
}

func day(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// printed is a list of problems, a line each, with hints.
func printed(l diag.List) string {
	var b strings.Builder
	for _, d := range l {
		b.WriteString(strings.TrimPrefix(d.String(), contentDir))
		if d.Hint != "" {
			b.WriteString(" · " + d.Hint)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// problems are those of some files, except for warnings that nearly every
// short record has.
func problems(t testing.TB, files map[string]string) string {
	t.Helper()
	l := slices.DeleteFunc(siteOf(t, files).Problems(), func(d diag.Diagnostic) bool {
		return d.Code == "recommendation-text" || d.Code == "recommendation-addressee"
	})
	return printed(l)
}
