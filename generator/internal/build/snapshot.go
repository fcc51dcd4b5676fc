package build

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync/atomic"

	"readout/generator/internal/diag"
	"readout/generator/internal/export"
	"readout/generator/internal/layout"
	"readout/generator/internal/output"
	"readout/generator/internal/picture"
	"readout/generator/internal/revision"
	"readout/generator/internal/search"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
	"readout/generator/internal/view"
)

// Snapshot is everything that a project publishes at one moment. It is
// immutable and safe for use from many goroutines; nothing is rendered before
// it is asked for.
type Snapshot struct {
	files     fs.FS
	options   Options
	site      *site.Site
	since     differences    // the snapshot before; empty in the first
	book      *revision.Book // nil where no revisions are kept
	revisions keptRevisions
	additions func() Additions
	inputs    func(revisions [sha256.Size]byte) [sha256.Size]byte
	views     *view.Views
	layouts   *layout.Set
	editions  export.Options
	search    *search.Index
	studio    *picture.Studio
	darkroom  *darkroom
	lost      *atomic.Pointer[lostText]
}

// AsOf returns the date at which the site gives every state.
func (s *Snapshot) AsOf() site.Date { return s.site.AsOf() }

// Moved returns the addresses of pages that stood elsewhere in the snapshot
// before, root-relative and without base path: old to new.
func (s *Snapshot) Moved() map[string]string { return s.since.moved(s.site) }

// Touched returns how many public records differ from the snapshot before, and
// how many others mention one of them. Both are zero in the first snapshot and
// after a change to site.yaml, which concerns every page.
func (s *Snapshot) Touched() (records, mentioning int) { return s.since.touched(s.site) }

// Files yields every file that is published: pages and redirects, the
// layouts' assets, the files of content/ that texts refer to, the
// machine-readable editions, and the search index.
func (s *Snapshot) Files() iter.Seq[output.File] {
	return func(yield func(output.File) bool) {
		for f := range s.claims() {
			if !yield(f.File) {
				return
			}
		}
	}
}

// Find returns one file by its path in the output folder.
func (s *Snapshot) Find(path string) (output.File, bool) {
	url := "/" + path
	if folder, ok := strings.CutSuffix(url, "/index.html"); ok {
		if p, ok := s.views.Page(folder + "/"); ok {
			return s.page(p), true
		}
	}
	if p, ok := s.views.Page(url); ok && p.Path() == path {
		return s.page(p), true
	}
	assets := s.site.Assets()
	if i, ok := slices.BinarySearchFunc(assets, url, func(a *site.Asset, url string) int { return strings.Compare(a.URL, url) }); ok {
		return s.asset(assets[i]), true
	}
	if f, ok := s.findPicture(url); ok {
		return f, true
	}
	for _, f := range s.layouts.Assets() {
		if f.Path == path {
			return f, true
		}
	}
	if f, ok := s.search.Find(path); ok {
		return f, true
	}
	if f, ok := s.findGoneTwin(url); ok {
		return f, true
	}
	return export.Find(s.site, s.editions, path)
}

// madeOf yields the files that the site is made of. Which ones of content/ those
// are says the site: the name of a file with nothing but drafts in it is
// nobody's business. The file of revisions is one, as it will be when this
// snapshot is published, for its pages show that already.
func (s *Snapshot) madeOf(content *source.Tree) iter.Seq[export.Input] {
	return func(yield func(export.Input) bool) {
		for f := range content.Files() {
			if s.site.Publishes(f.Path) && !yield(export.Input{Path: f.Path, Hash: f.Hash}) {
				return
			}
		}
		for name, hash := range s.layouts.Own() {
			if !yield(export.Input{Path: layoutsDir + "/" + name, Hash: hash}) {
				return
			}
		}
		if hash := s.Additions().Hash; s.book != nil && hash != ([sha256.Size]byte{}) {
			yield(export.Input{Path: RevisionsFile, Hash: hash})
		}
	}
}

// Sums reports whether the sums of all files are published with them, as
// output.Options has it.
func (s *Snapshot) Sums() bool { return s.site.Settings().Writes("proof") }

// Pages returns the number of pages, redirects not counted.
func (s *Snapshot) Pages() int {
	n := 0
	for p := range s.views.Pages() {
		if p.Layout != "redirect" {
			n++
		}
	}
	return n
}

// RecordPages returns the number of pages of what authors wrote: one for each
// record, and for each of its translations.
func (s *Snapshot) RecordPages() int {
	n := 0
	for p := range s.views.Pages() {
		if p.Entity != nil {
			n++
		}
	}
	return n
}

// Check renders everything and forgets it. It returns what Publish would have
// found wrong with it.
func (s *Snapshot) Check(ctx context.Context) diag.List {
	problems, _ := s.Problems(output.Check(ctx, s.Files()))
	return problems
}

// ErrNoHistory says that a folder holds no published data to compare with, or
// none that can be read.
var ErrNoHistory = export.ErrNoHistory

// Rewritten reports what has become of events that were published before, in
// a folder of data files such as data/ of the output folder. The only error is
// ErrNoHistory.
func (s *Snapshot) Rewritten(published fs.FS) (diag.List, error) {
	return export.Rewritten(s.site, published)
}

// Problems turns the error that output has with this snapshot's files into
// problems of the project. What is not about the files is returned as it is.
func (s *Snapshot) Problems(err error) (diag.List, error) {
	var failed output.Errors
	var shrunk *output.Shrunk
	var problems diag.List
	if errors.As(err, &shrunk) {
		problems.Errorf(diag.Pos{File: "content"}, "output-shrunk", "the site would lose more than half of its pages: of %d that were published last, %d would be left", shrunk.Were, shrunk.Are).
			Hint = "if that is meant, build again with --allow-shrink"
		return problems, nil
	}
	if !errors.As(err, &failed) {
		return nil, err
	}
	for _, e := range failed {
		var inLayout *layout.Error
		var inPicture *pictureError
		switch {
		case errors.As(e, &inPicture):
			if d := inPicture.diagnostic(); !slices.Contains(problems, d) { // each edition fails
				problems = append(problems, d)
			}
		case errors.As(e, &inLayout):
			problems = append(problems, inLayout.Diagnostic)
		case errors.Is(e, output.ErrDuplicate), errors.Is(e, output.ErrFolder):
			problems = append(problems, s.collision(e.Path))
		case errors.Is(e, output.ErrPath):
			problems.Errorf(s.owners(e.Path)[0].pos, "output-path", "no file can be published as %q", e.Path).
				Hint = "give the file or record another name"
		default:
			problems.Errorf(s.owners(e.Path)[0].pos, "render-failed", "%s cannot be made: %s", e.Path, e.Err)
		}
	}
	return problems.Sorted(), nil
}

// claim is a file with its owner.
type claim struct {
	output.File
	name string   // "brief x", "the page /briefs/"
	pos  diag.Pos // where the owner is written; zero for what the program makes
}

// claims yields every file with its owner. Those that take long come first: at
// the end, one processor would wait for the other to finish a table.
func (s *Snapshot) claims() iter.Seq[claim] {
	return func(yield func(claim) bool) {
		for f := range export.Files(s.site, s.editions) {
			if !yield(claim{File: f, name: "the data file of that name"}) {
				return
			}
		}
		for f := range s.search.Files() {
			if !yield(claim{File: f, name: "a file of the search index"}) {
				return
			}
		}
		for p := range s.views.Pages() {
			if !yield(s.pageClaim(p)) {
				return
			}
		}
		for f := range s.goneTwins() {
			if !yield(claim{File: f, name: "the data of a record that is gone"}) {
				return
			}
		}
		for _, f := range s.layouts.Assets() {
			if !yield(claim{File: f, name: "a file of the layouts"}) {
				return
			}
		}
		for _, a := range s.site.Assets() {
			if !yield(claim{File: s.asset(a), name: "the file " + a.Source, pos: diag.Pos{File: a.Source}}) {
				return
			}
			for _, e := range a.Editions {
				if !yield(claim{File: s.darkroom.edition(a, e), name: "a smaller copy of " + a.Source, pos: diag.Pos{File: a.Source}}) {
					return
				}
			}
		}
		for e := range s.site.Entities() {
			if c, ok := s.card(e); ok && !yield(claim{File: c, name: "the card of " + e.Common().ID, pos: e.Common().Pos}) {
				return
			}
		}
	}
}

func (s *Snapshot) pageClaim(p view.Page) claim {
	c := claim{File: s.page(p)}
	if p.Entity != nil {
		r := p.Entity.Common()
		c.name, c.pos = r.Kind.String()+" "+r.ID, r.Pos
		return c
	}
	c.name = "the page " + p.URL
	if p.Layout == "redirect" {
		c.name = "the redirect at " + p.URL
		aliases := s.site.Aliases() // sorted by path
		i, ok := slices.BinarySearchFunc(aliases, p.URL, func(a site.Alias, url string) int { return strings.Compare(a.Path, url) })
		if ok {
			c.pos = aliases[i].To.Common().Pos
		}
	}
	return c
}

// owners returns all that want to be published under a path, or stand below
// it; at least one.
func (s *Snapshot) owners(path string) []claim {
	var owners []claim
	for c := range s.claims() {
		if c.Path == path || strings.HasPrefix(c.Path, path+"/") {
			owners = append(owners, c)
		}
	}
	if len(owners) == 0 {
		owners = append(owners, claim{name: path})
	}
	// The one that an author can change comes first.
	slices.SortStableFunc(owners, func(a, b claim) int { return b.pos.Compare(a.pos) })
	return owners
}

func (s *Snapshot) collision(path string) diag.Diagnostic {
	owners := s.owners(path)
	other := owners[len(owners)-1]
	var l diag.List
	d := l.Errorf(owners[0].pos, "output-collision", "%s and %s are both published as %s", owners[0].name, other.name, path)
	d.Hint = "give one of them another id, alias or file name"
	return *d
}

func (s *Snapshot) page(p view.Page) output.File {
	return output.File{Path: p.Path(), Write: func(w io.Writer) error {
		err := s.layouts.Render(w, p.Layout, p.View())
		if lost := s.lost.Load(); lost != nil {
			err = cmp.Or(err, error(lost))
		}
		return err
	}}
}

// asset copies a file of content/ as it is on disk when it is asked for.
func (s *Snapshot) asset(a *site.Asset) output.File {
	return output.File{Path: strings.TrimPrefix(a.URL, "/"), Write: func(w io.Writer) error {
		f, err := s.files.Open(a.Source)
		if err != nil {
			return fmt.Errorf("it cannot be read: %w", err)
		}
		defer f.Close()
		_, err = io.Copy(w, f)
		return err
	}}
}
