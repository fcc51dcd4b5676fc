package layout

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"

	"readout/generator/internal/diag"
)

// page makes the HTML of one kind of page. It is the seam between this room
// and the library that runs templates: nothing else here knows which one does.
type page interface {
	// execute writes the page of a view; it is safe for use from many
	// goroutines.
	execute(w io.Writer, view any) error
}

// newPages prepares the templates of every view, and reports what contextual
// escaping objects to.
func newPages(ts *templates, funcs template.FuncMap, problems *diag.List) map[string]page {
	pages := make(map[string]page, len(ts.pages))
	for _, view := range slices.Sorted(maps.Keys(ts.pages)) {
		p, err := newStandardPage(ts.of(view), view+".html", funcs)
		if err != nil {
			*problems = append(*problems, describe(err, "layout-escape", ts.sources))
			continue
		}
		pages[view] = p
	}
	return pages
}

// standardPage runs templates with the standard library.
type standardPage struct{ *template.Template }

func (p standardPage) execute(w io.Writer, view any) error { return p.Execute(w, view) }

// newStandardPage makes the page whose template is called name. The trees are
// copied, because escaping writes into them.
func newStandardPage(all trees, name string, funcs template.FuncMap) (page, error) {
	t := template.New("").Funcs(funcs)
	for _, called := range slices.Sorted(maps.Keys(all)) {
		if _, err := t.AddParseTree(called, all[called].Copy()); err != nil {
			return nil, err
		}
	}
	// Templates are escaped when they are first called for: call for this one
	// behind a word that cannot be written, so that what cannot be escaped is
	// known now and nothing runs.
	probe, err := t.New("probe").Parse("." + "{{template " + strconv.Quote(name) + " .}}")
	if err != nil {
		return nil, err
	}
	err = probe.Execute(closed{}, nil)
	if _, ok := errors.AsType[*template.Error](err); ok {
		return nil, err
	}
	return standardPage{t.Lookup(name)}, nil
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
