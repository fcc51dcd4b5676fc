package layout

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"readout/generator/internal/diag"
)

// page makes the HTML of one kind of page. It is the seam between this room
// and what runs templates: nothing else here knows which engine does.
type page interface {
	// render appends the page of a view to b; it is safe for use from many
	// goroutines.
	render(b []byte, view any) ([]byte, error)
}

// newPages prepares the templates of every view. They are escaped and compiled
// when they are first rendered: after a save, only the pages are that somebody
// looks at.
func newPages(ts *templates, funcs template.FuncMap) map[string]page {
	library := newEscapers()
	pages := make(map[string]page, len(ts.pages))
	for view := range ts.pages {
		p := &pageInTime{}
		used := sync.OnceValue(func() trees { return ts.of(view).usedBy(view + ".html") })
		p.escaped = sync.OnceValues(func() (*template.Template, error) {
			return escapeTemplates(used().copied(), view+".html", funcs)
		})
		p.page = sync.OnceValue(func() page {
			escaped, err := p.escaped()
			if err != nil {
				return failedPage{err}
			}
			return newPage(escaped, used(), reflect.PointerTo(ts.views[view]), funcs, library)
		})
		pages[view] = p
	}
	return pages
}

// escapeAll reports what contextual escaping objects to in any page, and
// returns the fields that each layout shows.
func escapeAll(pages map[string]page, ts *templates, problems *diag.List) map[string]func() *fieldNames {
	views := slices.Sorted(maps.Keys(pages))
	names, errs := make([]func() *fieldNames, len(views)), make([]error, len(views))
	var all sync.WaitGroup
	for i, view := range views {
		all.Go(func() {
			var escaped *template.Template
			if escaped, errs[i] = pages[view].(*pageInTime).escaped(); errs[i] == nil {
				names[i] = fieldsOf(escaped)
			}
		})
	}
	all.Wait()
	uses := make(map[string]func() *fieldNames, len(views))
	for i, view := range views {
		if errs[i] != nil {
			*problems = append(*problems, describe(errs[i], "layout-escape", ts.sources))
			continue
		}
		uses[view] = names[i]
	}
	return uses
}

// pageInTime is made when it is first rendered.
type pageInTime struct {
	escaped func() (*template.Template, error)
	page    func() page
}

func (p *pageInTime) render(b []byte, view any) ([]byte, error) { return p.page().render(b, view) }

// failedPage is one that cannot be escaped. Load reports such a page, so that
// no Set has one.
type failedPage struct{ err error }

func (p failedPage) render(b []byte, _ any) ([]byte, error) { return b, p.err }

// newPage compiles a page, or leaves it to the standard library.
func newPage(t *template.Template, all trees, view reflect.Type, funcs template.FuncMap, library *escapers) page {
	set, err := newEscapedSet(t, all, funcs)
	if err != nil {
		return standardPage{t, err.Error()}
	}
	main, why := compile(set, view, funcs, library)
	if main == nil {
		return standardPage{t, why}
	}
	return &compiledPage{view, main, standardPage{t, ""}}
}

// standardPage runs templates with the standard library.
type standardPage struct {
	*template.Template
	why string // they are not compiled; empty when they are
}

func (p standardPage) render(b []byte, view any) ([]byte, error) {
	w := bytes.NewBuffer(b)
	err := p.Execute(w, view)
	return w.Bytes(), err
}

// escapeTemplates makes templates of trees and has the one called name
// escaped, with all that it calls. Escaping writes into the trees.
func escapeTemplates(all trees, name string, funcs template.FuncMap) (*template.Template, error) {
	t := template.New("").Funcs(funcs)
	for _, called := range slices.Sorted(maps.Keys(all)) {
		if _, err := t.AddParseTree(called, all[called]); err != nil {
			return nil, err
		}
	}
	// Templates are escaped when they are first called for: call for this one
	// behind a word that cannot be written, so that what cannot be escaped is
	// known now and nothing runs.
	probe, err := t.New("probe of " + name).Parse("." + "{{template " + strconv.Quote(name) + " .}}")
	if err != nil {
		return nil, err
	}
	err = probe.Execute(closed{}, nil)
	if _, ok := errors.AsType[*template.Error](err); ok {
		return nil, err
	}
	return t.Lookup(name), nil
}

// closed is a writer that takes nothing.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// functions are what templates may call beside what the language has. They are
// few and pure: what a page shows is decided in views.
func functions(base string, icons map[string]template.HTML, built *assets) template.FuncMap {
	return template.FuncMap{
		// asset is the URL of a published file: asset "site.css".
		"asset": func(name string) (template.URL, error) {
			p, ok := built.paths[name]
			if !ok {
				return "", fmt.Errorf("there is no asset %q", name)
			}
			return template.URL(base + p), nil //nolint:gosec // a name of our own making
		},
		// icon draws a picture of icons/ in place: icon "check".
		"icon": func(name string) (template.HTML, error) {
			svg, ok := icons[name]
			if !ok {
				return "", fmt.Errorf("there is no icon %q", name)
			}
			return svg, nil
		},
	}
}

// functionNames are the functions of this room and builtinNames those of the
// language, for parsing; only the keys count.
var (
	functionNames = map[string]any{"asset": "", "icon": ""}
	builtinNames  = map[string]any{
		"and": "", "or": "", "not": "", "call": "", "html": "", "index": "", "slice": "", "js": "", "len": "",
		"print": "", "printf": "", "println": "", "urlquery": "", "eq": "", "ne": "", "lt": "", "le": "", "gt": "", "ge": "",
	}
)

func allFunctionNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, m := range []map[string]any{functionNames, builtinNames} {
			for name := range m {
				if !yield(name) {
					return
				}
			}
		}
	}
}
