// Package build runs the pipeline, reusing what has not changed.
//
// Place in the pipeline: it is where the pipeline is read from top to bottom.
// Files become records, records a site, a site views, and views with layouts a
// Snapshot: everything that is published, rendered when asked for. Between two
// builds the Builder keeps what earlier stages made, so that a save costs what
// it changed; the result is the same, byte for byte, as that of a new Builder.
package build

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"readout/generator/internal/diag"
	"readout/generator/internal/export"
	"readout/generator/internal/layout"
	"readout/generator/internal/output"
	"readout/generator/internal/picture"
	"readout/generator/internal/search"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
	"readout/generator/internal/view"
	"readout/layouts"
)

// Options are what a build depends on besides the project's files.
type Options struct {
	Version string    // of the generator
	AsOf    site.Date // the date at which states are given; zero: as_of of site.yaml, else Today
	Today   site.Date // required: the wall clock's day in UTC
	Drafts  bool      // unpublished records are part of the site
	BaseURL string    // replaces base_url of site.yaml; empty does not
	// Serve makes the site that the development server shows: it lives at "/",
	// and its pages say where each part of them is written.
	Serve bool
	// Cache is the folder in which what was dear to make is kept from one process
	// to the next: what was parsed, and pictures. Empty keeps nothing. Fresh uses
	// nothing that is in it.
	Cache string
	Fresh bool
	// ReadOnly adds nothing to what was parsed.
	ReadOnly bool
	// Program identifies the running program, for what another one has parsed is
	// not used. Zero keeps nothing that was parsed.
	Program [32]byte
	// Archive has the texts of earlier revisions; nil when there is none.
	Archive Archive
}

// Builder builds one project again and again. Its methods are safe for use
// from many goroutines; builds wait for one another.
type Builder struct {
	files   fs.FS
	options Options

	mu      sync.Mutex
	tree    *source.Tree
	looked  *reading // what Inputs has read and no build has used yet
	pack    *output.Pack
	lost    atomic.Pointer[lostText]
	site    *site.Site
	since   differences // the last snapshot
	layouts loadedLayouts

	revisions keptRevisions
	rest      [sha256.Size]byte // hash of all inputs but the revisions, as Inputs saw them

	darkroom *darkroom
}

// loadedLayouts is the layouts folder as it was last read.
type loadedLayouts struct {
	set      *layout.Set     // the last one without errors; nil before there was one
	studio   *picture.Studio // of set
	fonts    diag.List       // what is wrong with its fonts
	problems diag.List
	options  layout.Options
	read     bool
}

// New returns a builder that has read nothing yet.
func New(p *source.Project, o Options) *Builder {
	return &Builder{
		files: p.FS(), options: o, tree: new(source.Tree), pack: openPack(o),
		site: site.New(siteOptions(o)), since: differences{}, darkroom: newDarkroom(p.FS(), o),
	}
}

// Build looks at the files that changed, given as project-relative paths of
// files or folders that came, went or differ (nil means everything), and
// returns what the project publishes now together with every problem in it.
// The Snapshot is nil when one of them is an error. What a failed build read
// is kept, so that the next one need only be told what changed since. When ctx
// ends the result is nil as well, and may be without problems.
func (b *Builder) Build(ctx context.Context, changed []string) (*Snapshot, diag.List) {
	b.mu.Lock()
	defer b.mu.Unlock()

	records, gone := b.readContent(changed)
	b.site = b.site.With(records, gone)
	b.since.add(b.site.Differences())
	problems := slices.Clone(b.site.Problems())

	address := addressOf(b.site.Settings().BaseURL)
	base := address.base
	if b.options.Serve {
		base = "/"
	}
	b.readLayouts(changed, layout.Options{Base: base, Minify: !b.options.Serve})
	b.readRevisions()
	problems = append(problems, b.revisions.problems...)
	problems = append(problems, b.layouts.problems.WithChecks(b.site.Settings().Checks)...).Sorted()
	if problems.HasErrors() || ctx.Err() != nil {
		return nil, problems
	}

	since := b.since
	b.since = differences{}
	book := b.newBook()
	views := view.New(b.site, view.Options{
		Base: base, Origin: address.origin, Version: b.options.Version, Sources: b.options.Serve, Uses: b.layouts.set.Uses, Book: book,
	})
	editions := export.Options{
		Origin: address.origin, Base: address.base, Version: b.options.Version, Drafts: b.options.Drafts, Cite: citing(views),
	}
	if views.HasTracker() {
		editions.Tracker = export.NewTracker(b.site)
	}
	s := &Snapshot{
		files:     b.files,
		options:   b.options,
		since:     since,
		site:      b.site,
		book:      book,
		revisions: b.revisions,
		inputs:    inputsWith(b.rest),
		layouts:   b.layouts.set,
		studio:    b.layouts.studio,
		darkroom:  b.darkroom,
		views:     views,
		editions:  editions,
		search:    search.New(b.site),
		lost:      &b.lost,
	}
	s.additions = sync.OnceValue(s.findAdditions)
	s.editions.Inputs = s.madeOf(b.tree)
	return s, problems
}

// citing passes the citations that pages show on to the files beside them.
func citing(v *view.Views) func(site.Entity) (export.Citation, bool) {
	return func(e site.Entity) (export.Citation, bool) {
		c, ok := v.Cite(e)
		return export.Citation{BibTeX: c.BibTeX, RIS: c.RIS, CSL: c.CSL}, ok
	}
}

// SetToday tells the builder that a new day has begun. The next build shows it.
func (b *Builder) SetToday(d site.Date) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.options.Today = d
	b.site = b.site.WithOptions(siteOptions(b.options))
}

// Where returns the place at which a record with an id, or an old id, is
// written, as far as the last build knows.
func (b *Builder) Where(id string) (diag.Pos, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.site.Lookup(id)
	if !ok {
		return diag.Pos{}, false
	}
	return e.Common().Pos, true
}

// Read returns the text of a project file, for showing the lines around a
// problem; a layout that the project lacks is the one it has by default.
func (b *Builder) Read(file string) ([]byte, error) {
	text, err := fs.ReadFile(b.files, file)
	if name, ok := strings.CutPrefix(file, "layouts/"); ok && errors.Is(err, fs.ErrNotExist) {
		return fs.ReadFile(layouts.FS, name)
	}
	return text, err
}

func siteOptions(o Options) site.Options {
	return site.Options{AsOf: o.AsOf, Today: o.Today, Drafts: o.Drafts, BaseURL: o.BaseURL}
}

// layoutsDir is the folder of the publication's own layouts.
const layoutsDir = "layouts"

// readLayouts reads the layouts folder again if it may have changed.
func (b *Builder) readLayouts(changed []string, o layout.Options) {
	concerned := changed == nil || slices.ContainsFunc(changed, func(path string) bool {
		return path == "" || path == "." || path == layoutsDir || strings.HasPrefix(path, layoutsDir+"/")
	})
	if b.layouts.read && b.layouts.options == o && !concerned {
		return
	}
	set, problems := layout.Load(b.layoutsFolder(), layouts.FS, view.Layouts(), o, b.layouts.set)
	before := b.layouts
	b.layouts = loadedLayouts{set: cmp.Or(set, before.set), studio: before.studio, fonts: before.fonts, options: o, read: true}
	if s := b.layouts.set; s != nil && (s != before.set || before.studio == nil) {
		b.layouts.studio, b.layouts.fonts = studioOf(s)
	}
	b.layouts.problems = append(problems, b.layouts.fonts...)
}

// address is where a site is published.
type address struct {
	origin string // "https://example.org"
	base   string // "/" or "/sub/path/"
}

// addressOf takes a base URL apart. One that cannot be read, for which site
// has an error, is the root of nowhere.
func addressOf(baseURL string) address {
	u, err := url.Parse(baseURL)
	if err != nil {
		return address{base: "/"}
	}
	a := address{base: strings.TrimSuffix(u.EscapedPath(), "/") + "/"}
	if u.Scheme != "" && u.Host != "" {
		a.origin = u.Scheme + "://" + u.Host
	}
	return a
}
