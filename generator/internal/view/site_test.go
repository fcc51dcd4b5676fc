package view

import (
	"io/fs"
	"os"
	"sync"
	"testing"
	"testing/fstest"

	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// siteIn builds the site of a project folder and holds it to being free of
// errors.
func siteIn(t testing.TB, project fs.FS, o site.Options) *site.Site {
	t.Helper()
	s := read(project, o)
	if l := s.Problems(); l.HasErrors() {
		t.Fatalf("the test's own site is wrong: %v", l)
	}
	return s
}

// read builds the site of a project folder, whatever is wrong with it.
func read(project fs.FS, o site.Options) *site.Site {
	var mu sync.Mutex
	var parsed []*site.Parsed
	new(source.Tree).Update(project, nil, func(f *source.File) {
		p := site.Parse(f)
		mu.Lock()
		defer mu.Unlock()
		parsed = append(parsed, p)
	})
	return site.New(o).With(parsed, nil)
}

// siteOf builds a site from files.
func siteOf(t testing.TB, files map[string]string, o site.Options) *site.Site {
	t.Helper()
	return siteIn(t, mapFS(files), o)
}

func mapFS(files map[string]string) fs.FS {
	project := fstest.MapFS{}
	for name, text := range files {
		project[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return project
}

// lanternViews are those of the publication in testdata/site, which has
// something of everything.
func lanternViews(t testing.TB) *Views {
	t.Helper()
	return New(siteIn(t, os.DirFS("testdata/site"), site.Options{}), Options{Base: "/site/", Origin: "https://lantern.example", Version: "test"})
}

// viewAt is what the page at a URL shows.
func viewAt[V any](t testing.TB, v *Views, url string) *V {
	t.Helper()
	p, ok := v.Page(url)
	if !ok {
		t.Fatalf("there is no page %s", url)
	}
	got, ok := p.View().(*V)
	if !ok {
		t.Fatalf("page %s shows a %T", url, p.View())
	}
	return got
}
