// Package layout loads layouts and renders a view with the one it names.
//
// Place in the pipeline: views → pages. A layout is an ordinary html/template
// file of the publication's layouts/ folder, with a default beneath it for
// every file that the publication does not have. Everything that can be known
// about the folder is checked when it is loaded: templates against the structs
// they will be given, references to icons and assets, style sheets, scripts.
// What is left to fail while rendering carries a position all the same.
//
// The folder holds
//
//	<view>.html        the page of a view: brief.html, home.html, …
//	base.html, _*.html what pages share; any template may call them by file name
//	*.css, *.js        bundled from each file that a template names with asset
//	icons/*.svg        drawn in place by icon
//	pictures, fonts    published under a name that changes with their contents
//	card.ttf, card-bold.ttf, theme.css, icons/*.svg
//	                   what social cards are drawn with, by others: see File
//
// This room hides html/template and esbuild.
package layout

import (
	"crypto/sha256"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"iter"
	"maps"
	"reflect"
	"sync"

	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// Options are what the layouts depend on beside their files.
type Options struct {
	// Base is the path that the site lives under: "/" or "/sub/path/".
	Base string
	// Minify takes the white space and long names out of CSS and JS.
	Minify bool
}

// Set is a loaded layouts folder. It is immutable and safe for use from many
// goroutines.
type Set struct {
	options Options
	digest  digest // of every file
	files   map[string][]byte
	own     []string // of files, those of the publication, sorted
	views   map[string]reflect.Type
	pages   map[string]page
	uses    map[string]func() *fieldNames // by layout
	sources map[string]*diag.Lines        // template files by path, for errors while rendering
	assets  *assets
	notes   diag.List // the warnings, given again when nothing has changed
	written written
}

// written is what comes of templates and icons alone, whatever style sheets and
// scripts hold.
type written struct {
	digest digest
	*templates
	icons map[string]template.HTML
	notes diag.List
}

// Error is a failure to render a page, at its place in a layout.
type Error struct{ diag.Diagnostic }

func (e *Error) Error() string { return e.Diagnostic.String() }

// Load reads, checks and prepares a layouts folder. Both file systems have the
// folder as their root. project may be nil; a file that it lacks is taken from
// defaults. views gives the zero view of every page that must have a layout.
// before, which may be nil, is an earlier Set: what has not changed since is
// taken from it. All problems are reported at once; the Set is nil if one of
// them is an error.
func Load(project, defaults fs.FS, views map[string]any, o Options, before *Set) (*Set, diag.List) {
	var problems diag.List
	f := readFolder(project, defaults, &problems)
	types := viewTypes(views)
	if before.same(f, types, o) && !problems.HasErrors() {
		return before, append(problems, before.notes...)
	}

	w := written{digest: f.templateDigest()}
	known := before != nil && before.written.digest == w.digest && maps.Equal(before.views, types)
	if known {
		w = before.written
	} else {
		w.templates = parseTemplates(f, types, &w.notes)
		w.icons = readIcons(f, &w.notes)
		checkReferences(w.templates, f, w.icons, &w.notes)
		checkTypes(w.templates, &w.notes)
	}
	problems = append(problems, w.notes...)
	var earlier *assets
	if before != nil {
		earlier = before.assets
	}
	built := buildAssets(f, w.assetNames(), o, earlier, &problems)
	s := &Set{options: o, digest: f.digest, files: f.files, own: f.own, views: types, sources: w.sources, assets: built, written: w}
	if problems.HasErrors() {
		return nil, problems.Sorted()
	}
	pages := newPages(w.templates, functions(o.Base, w.icons, built))
	if known {
		s.uses = before.uses
	} else {
		s.uses = escapeAll(pages, w.templates, &problems)
	}
	s.pages = pages
	s.notes = problems.Sorted()
	if s.notes.HasErrors() {
		return nil, s.notes
	}
	return s, s.notes
}

// same reports whether loading would make s again.
func (s *Set) same(f *folder, views map[string]reflect.Type, o Options) bool {
	return s != nil && s.options == o && s.digest == f.digest && maps.Equal(s.views, views)
}

// viewTypes returns the struct type of every view.
func viewTypes(views map[string]any) map[string]reflect.Type {
	types := make(map[string]reflect.Type, len(views))
	for name, v := range views {
		t := reflect.TypeOf(v)
		if t != nil && t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		types[name] = t
	}
	return types
}

// buffers are reused between pages: a page is written only once it is whole.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Render writes the page of a view to w with the layout of that name. Nothing
// is written when it fails; an error in the layout is an *Error.
func (s *Set) Render(w io.Writer, name string, view any) error {
	p, ok := s.pages[name]
	if !ok {
		return &Error{diag.Diagnostic{
			Code: "layout-missing", Pos: diag.Pos{File: file(name + ".html")},
			Message: fmt.Sprintf("there is no layout %q", name),
		}}
	}
	b := buffers.Get().(*[]byte)
	defer buffers.Put(b)
	var err error
	if *b, err = p.render((*b)[:0], view); err != nil {
		return &Error{describe(err, "layout-run", s.sources)}
	}
	_, err = w.Write(*b)
	return err
}

// File returns a file of the folder as it is: the publication's, else the
// default one; nil when there is none. It must not be changed.
func (s *Set) File(name string) []byte { return s.files[name] }

// Own yields the files of the publication's own folder, by their paths in it and
// in order of them, with their SHA-256.
func (s *Set) Own() iter.Seq2[string, [32]byte] {
	return func(yield func(string, [32]byte) bool) {
		for _, name := range s.own {
			if !yield(name, sha256.Sum256(s.files[name])) {
				return
			}
		}
	}
}

// Assets returns the files that pages refer to: "assets/site-1a2b3c4d5e.css"
// and so on, ordered by path.
func (s *Set) Assets() []output.File { return s.assets.files() }
