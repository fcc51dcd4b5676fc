// Package view decides which pages exist and what each one shows.
//
// Place in the pipeline: site → views. A view is a plain struct: the words,
// links, states and geometry of one page, with no tags in it. layout turns it
// into HTML. Views are made when they are rendered and then forgotten, so a
// page costs nothing until somebody asks for it.
package view

import (
	"encoding/json"
	"iter"
	"strings"
	"sync"

	"readout/generator/internal/revision"
	"readout/generator/internal/site"
)

// Options are what a page shows that does not come from the publication.
type Options struct {
	// Base is the path the site lives under: "/" or "/sub/path/".
	Base string
	// Origin is where it lives, for absolute addresses: "https://example.org".
	Origin string
	// Version is the generator's version, for <meta name="generator">.
	Version string
	// Uses tells whether a layout may show a field of its view, by name; nil
	// means that every one does. What no layout shows and is dear to make is
	// left out of the view.
	Uses func(layout, field string) bool
	// Sources adds where things are written to what pages show, for the editors
	// that the development server opens.
	Sources bool
	// Book has the revisions of records; nil shows none.
	Book *revision.Book
}

// Page is one page of the site.
type Page struct {
	URL    string      // root-relative without base path: "/briefs/x/" or "/404.html"
	Layout string      // the layout that renders it
	Entity site.Entity // the record it is the page of; nil for the others
	View   func() any  // what it shows; safe from many goroutines
}

// Path returns the file a page is published in, relative to the output folder.
func (p Page) Path() string { return PathOf(p.URL) }

// PathOf returns the file that answers a URL on a static host.
func PathOf(url string) string {
	path := strings.TrimPrefix(url, "/")
	if path == "" || strings.HasSuffix(path, "/") {
		path += "index.html"
	}
	return path
}

// Views answers for one Site. It is safe for use from many goroutines. What
// several pages share is made when the first of them needs it: making a Views
// costs nothing, at any size of site.
type Views struct {
	site    *site.Site
	options Options
	lang    string

	frame       func() *Frame
	navs        func() [][]NavLink
	siteData    func() json.RawMessage
	overview    func() *overview
	reviewed    map[string]func() []ReviewGroup // by name of the page
	inStates    func() map[site.Badge][]*site.Recommendation
	facets      func() []Facet
	chains      func() [][]*site.Recommendation
	series      func() map[string][]*site.Brief
	hasCards    func() bool
	briefPlaces func() map[*site.Record]int // in Site.Briefs
	eventPlaces func() map[*site.Record]int // in Site.Events
	rows        sync.Map                    // *site.Recommendation → *Row
	links       sync.Map                    // *site.Record → *Link
}

// New returns the views of a site.
func New(s *site.Site, o Options) *Views {
	v := &Views{site: s, options: o, lang: s.Settings().Lang()}
	v.frame = sync.OnceValue(v.newFrame)
	v.navs = sync.OnceValue(v.newNavigations)
	v.siteData = sync.OnceValue(v.newSiteData)
	v.overview = sync.OnceValue(v.newOverview)
	v.reviewed = map[string]func() []ReviewGroup{
		"due": sync.OnceValue(v.dueGroups), "gaps": sync.OnceValue(v.gapGroups), "stale": sync.OnceValue(v.staleGroups),
	}
	v.inStates = sync.OnceValue(v.newInStates)
	v.facets = sync.OnceValue(v.newFacets)
	v.chains = sync.OnceValue(v.newChains)
	v.series = sync.OnceValue(v.newSeries)
	v.hasCards = sync.OnceValue(v.newHasCards)
	v.briefPlaces = sync.OnceValue(func() map[*site.Record]int { return placesIn(s.Briefs()) })
	v.eventPlaces = sync.OnceValue(func() map[*site.Record]int { return placesIn(s.Events()) })
	return v
}

// uses reports whether a layout may show a field of its view.
func (v *Views) uses(layout, field string) bool {
	return v.options.Uses == nil || v.options.Uses(layout, field)
}

// Layouts returns every layout's name with the view it is given, for checking
// templates when they are loaded.
func Layouts() map[string]any {
	return map[string]any{
		"home":            Home{},
		"briefs":          BriefList{},
		"brief":           Brief{},
		"recommendations": Tracker{},
		"recommendation":  Recommendation{},
		"index":           Index{},
		"actor":           Actor{},
		"instrument":      Instrument{},
		"topic":           Topic{},
		"events":          Events{},
		"event":           Event{},
		"source":          Source{},
		"page":            Standing{},
		"search":          Search{},
		"review":          Review{},
		"table":           TablePage{},
		"repeated":        Genealogy{},
		"matrix":          MatrixPage{},
		"404":             NotFound{},
		"redirect":        Redirect{},
		"revisions":       Revisions{},
		"tombstone":       Tombstone{},
	}
}

// list is a page that every site has, or a list that goes on over several.
type list struct {
	url, layout string
	view        func(*Views, int) any // of one page, from 1
	pages       func(*Views) int      // nil for one
}

var lists = []list{
	{"/", "home", (*Views).home, nil},
	{"/404.html", "404", (*Views).notFound, nil},
	{"/actors/", "index", (*Views).actors, func(v *Views) int { return pagesOf(len(v.site.Actors()), perIndex) }},
	{"/briefs/", "briefs", (*Views).briefs, func(v *Views) int { return pagesOf(len(v.site.Briefs()), briefsPerPage) }},
	{"/events/", "events", (*Views).events, func(v *Views) int { return pagesOf(len(v.site.Events()), perIndex) }},
	{"/instruments/", "index", (*Views).instruments, func(v *Views) int { return pagesOf(len(v.site.Instruments()), perIndex) }},
	{"/recommendations/", "recommendations", (*Views).tracker, func(v *Views) int { return pagesOf(len(v.site.Recommendations()), trackerRows) }},
	{"/recommendations/due/", "review", (*Views).due, reviewPages("due")},
	{"/recommendations/gaps/", "review", (*Views).gaps, reviewPages("gaps")},
	{"/recommendations/matrix/", "matrix", (*Views).matrixPage, nil},
	{"/recommendations/repeated/", "repeated", (*Views).genealogy, nil},
	{"/recommendations/stale/", "review", (*Views).stale, reviewPages("stale")},
	{"/search/", "search", (*Views).search, nil},
	{"/sources/", "index", (*Views).sources, func(v *Views) int { return pagesOf(len(v.site.Sources()), perIndex) }},
	{"/topics/", "index", (*Views).topics, nil},
}

// Pages yields every page: the lists, page by page, the records' by kind,
// redirects, the records' revisions, and what those that are gone have left.
func (v *Views) Pages() iter.Seq[Page] {
	return func(yield func(Page) bool) {
		for i := range lists {
			for n := range lists[i].count(v) {
				if !yield(v.listPage(&lists[i], n+1)) {
					return
				}
			}
		}
		for _, b := range v.overview().states.present() {
			for n := range pagesOf(v.overview().states.counts[b], reviewRows) {
				if !yield(v.statePage(b, n+1)) {
					return
				}
			}
		}
		for e := range v.site.Entities() {
			if !yield(v.entityPage(e)) {
				return
			}
			for n := 2; n <= v.tablePages(e); n++ {
				if !yield(v.tablePage(e, n)) {
					return
				}
			}
		}
		for _, a := range v.site.Aliases() {
			if !yield(v.redirect(a)) {
				return
			}
		}
		for p := range v.revisionPages() {
			if !yield(p) {
				return
			}
		}
		for p := range v.tombstones() {
			if !yield(p) {
				return
			}
		}
	}
}

// Page returns the page at a URL. It costs the same at any size of site.
func (v *Views) Page(url string) (Page, bool) {
	name, n := pageNumber(url)
	for i := range lists {
		if l := &lists[i]; l.url == name && (n == 1 || n > 1 && n <= l.count(v)) {
			return v.listPage(l, n), true
		}
	}
	if b, ok := strings.CutPrefix(name, stateFolder); ok {
		b := site.Badge(strings.TrimSuffix(b, "/"))
		if has := v.overview().states.counts[b]; stateURL(b) == name && has > 0 && n >= 1 && n <= pagesOf(has, reviewRows) {
			return v.statePage(b, n), true
		}
	}
	if n > 1 {
		if e, ok := v.site.Lookup(name[strings.LastIndexByte(name[:len(name)-1], '/')+1 : len(name)-1]); ok && v.site.URL(e) == name && n <= v.tablePages(e) {
			return v.tablePage(e, n), true
		}
	}
	if above, ok := strings.CutSuffix(url, "/"+revisionsFolder); ok {
		if e, ok := v.entityAt(above + "/"); ok {
			if p, ok := v.revisionPage(e); ok {
				return p, true
			}
		}
	}
	if e, ok := v.entityAt(url); ok {
		return v.entityPage(e), true
	}
	if a, ok := v.site.AliasAt(url); ok {
		return v.redirect(a), true
	}
	return v.tombstoneAt(url)
}

// entityAt returns the record whose page stands at a URL.
func (v *Views) entityAt(url string) (site.Entity, bool) {
	id := strings.TrimSuffix(url, "/")
	id = id[strings.LastIndexByte(id, '/')+1:]
	e, ok := v.site.Lookup(id)
	return e, ok && v.site.URL(e) == url
}

func (l *list) count(v *Views) int {
	if l.pages == nil {
		return 1
	}
	return l.pages(v)
}

func (v *Views) listPage(l *list, n int) Page {
	return Page{URL: pageURL(l.url, n), Layout: l.layout, View: func() any { return l.view(v, n) }}
}

func (v *Views) entityPage(e site.Entity) Page {
	p := Page{URL: v.site.URL(e), Entity: e}
	switch e := e.(type) {
	case *site.Brief:
		p.Layout, p.View = "brief", func() any { return v.brief(e) }
	case *site.Recommendation:
		p.Layout, p.View = "recommendation", func() any { return v.recommendation(e) }
	case *site.Actor:
		p.Layout, p.View = "actor", func() any { return v.actor(e) }
	case *site.Instrument:
		p.Layout, p.View = "instrument", func() any { return v.instrument(e) }
	case *site.Topic:
		p.Layout, p.View = "topic", func() any { return v.topic(e) }
	case *site.Event:
		p.Layout, p.View = "event", func() any { return v.event(e) }
	case *site.Source:
		p.Layout, p.View = "source", func() any { return v.source(e) }
	case *site.Page:
		p.Layout, p.View = "page", func() any { return v.standing(e) }
	}
	return p
}

// Redirect is the page left at an old address.
type Redirect struct {
	Title, To, Canonical, Lang string
}

func (v *Views) redirect(a site.Alias) Page {
	return Page{URL: a.Path, Layout: "redirect", View: func() any {
		to := v.site.URL(a.To)
		return &Redirect{Title: v.title(a.To), To: v.url(to), Canonical: v.absolute(to), Lang: v.lang}
	}}
}

// url puts the base path before a root-relative URL.
func (v *Views) url(path string) string {
	if rest, ok := strings.CutPrefix(path, "/"); ok && v.options.Base != "/" {
		return v.options.Base + rest
	}
	return path
}

// absolute is the permanent address of a root-relative URL: where base_url
// says the site lives, whatever it is served from at the moment.
func (v *Views) absolute(path string) string {
	return v.site.Settings().BaseURL + strings.TrimPrefix(path, "/")
}
