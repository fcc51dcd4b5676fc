package view

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"readout/generator/internal/diag"
	"readout/generator/internal/site"
)

// Frame is what every page shows around its main part. Pages share it.
type Frame struct {
	SiteTitle   string
	Home        string // URL
	Description string
	Footer      []Link // standing pages and the lists that are not in the navigation
	Publisher   Link   // both fields may be empty
	License     Link   // of the publication; URL is empty for one without a known address
	AsOf        Time   // the date at which every state on the site is given
	Feed, JSON  string // URLs of the site's feeds; empty when not written
	Calendar    string // URL of the site's deadlines; empty when there are none
	Data        string // URL of the recommendations as data; empty when not written
	Search      string // URL
	Twins       bool   // whether records have data twins, which previews of links are made of
	Version     string // of the generator
}

// NavLink is an entry of the navigation, or of a list of pages.
type NavLink struct {
	URL, Label string
	Current    bool // the page, or the section it stands in
}

// Link is a link with its words.
type Link struct {
	URL, Label string
	Kind       string // kind of the record it leads to ("actor"), for its class; empty for other links
	Note       string // a few words more, such as an addressee's role; may be empty
}

// Time is a date for <time>: machine form and words.
type Time struct{ ISO, Words string }

// IsZero reports whether there is no date.
func (t Time) IsZero() bool { return t.Words == "" }

// Meta is a <meta> element with a name, or with a property for Open Graph: one
// of the two is empty.
type Meta struct{ Name, Property, Content string }

// HeadLink is a <link> element of the head.
type HeadLink struct{ Rel, URL, Type string }

// Feed is an alternate edition that readers can follow.
type Feed struct{ Title, URL, Type string }

// Backlink is one place that points at the page's record.
type Backlink struct {
	Link
	Context string // the sentence or row it stands in, plain text; may be empty
	State   *State // of a recommendation; nil for other records
}

// BacklinkGroup is backlinks of one sort, under one heading.
type BacklinkGroup struct {
	Title string
	Items []Backlink
}

// Head is what the <head> and the frame of every page need.
type Head struct {
	Frame       *Frame
	Navigation  []NavLink
	Lang        string // of the page, BCP 47
	Kind        string // body class: "brief", "recommendation", "home"
	Title       string // of the page
	FullTitle   string // for <title>
	Description string // for <meta name="description">; may be empty
	Canonical   string // absolute
	Breadcrumbs []Link // from home to the parent; the page itself is not among them
	Prev, Next  *Link
	Twin        string // URL of the JSON twin; empty when there is none
	Feeds       []Feed
	Metas       []Meta
	Links       []HeadLink
	// LinkedData is JSON-LD for <script type="application/ld+json">. It holds no
	// <, > or &: html/template passes it on there as it is.
	LinkedData json.RawMessage
	NoIndex    bool
	Draft      string // why the page is not public: "Draft", "Scheduled for …"; empty when it is
	DataSource string // "content/briefs/x.md:1", where the record is written; empty in a build
	Backlinks  []BacklinkGroup

	card []Meta // that name the page's card
}

// newFrame is made once per Views: it lists the standing pages.
func (v *Views) newFrame() *Frame {
	cfg := v.site.Settings()
	f := &Frame{
		SiteTitle:   cfg.Title.In(v.lang),
		Home:        v.url("/"),
		Description: cfg.Description.In(v.lang),
		Publisher:   Link{URL: cfg.Publisher.URL, Label: cfg.Publisher.Name},
		License:     license(cfg.License),
		AsOf:        timeOf(v.site.AsOf()),
		Search:      v.url("/search/"),
		Twins:       cfg.Writes("twins"),
		Version:     v.options.Version,
	}
	if cfg.Writes("feeds") {
		f.Feed, f.JSON = v.url("/feed.xml"), v.url("/feed.json")
	}
	if v.hasCalendar(nil) {
		f.Calendar = v.url("/deadlines.ics")
	}
	if cfg.Writes("data") {
		f.Data = v.url("/data/recommendations.json")
	}
	inNav := map[string]bool{}
	for _, n := range v.navigation() {
		inNav[n.URL] = true
	}
	for _, k := range listed {
		if l := v.listLink(k); !inNav[l.URL] {
			f.Footer = append(f.Footer, l)
		}
	}
	for _, p := range v.site.Pages() {
		if l := v.link(p); !inNav[l.URL] {
			f.Footer = append(f.Footer, l)
		}
	}
	return f
}

// listed are the kinds that have a list page.
var listed = []site.Kind{
	site.KindBrief, site.KindRecommendation, site.KindActor, site.KindTopic,
	site.KindEvent, site.KindInstrument, site.KindSource,
}

// listLink leads to the list of a kind.
func (v *Views) listLink(k site.Kind) Link {
	return Link{URL: v.url("/" + k.Folder() + "/"), Label: upper(k.Plural())}
}

// navigation is the main navigation: site.yaml's, else the lists that readers
// look for first and the standing pages that ask to be in it.
func (v *Views) navigation() []NavLink {
	var out []NavLink
	for _, item := range v.site.Settings().Navigation {
		out = append(out, NavLink{URL: v.url(v.site.NavigationURL(item)), Label: item.Title.In(v.lang)})
	}
	if len(out) > 0 {
		return out
	}
	for _, k := range listed[:5] {
		l := v.listLink(k)
		out = append(out, NavLink{URL: l.URL, Label: l.Label})
	}
	for _, p := range v.site.Pages() {
		if p.Navigation {
			l := v.link(p)
			out = append(out, NavLink{URL: l.URL, Label: l.Label})
		}
	}
	return out
}

// navigations are the main navigation as pages show it: at 0 with no entry
// current, at i with entry i-1.
func (v *Views) newNavigations() [][]NavLink {
	nav := v.navigation()
	all := [][]NavLink{nav}
	for i := range nav {
		here := slices.Clone(nav)
		here[i].Current = true
		all = append(all, here)
	}
	return all
}

// navigationAt is the navigation of the page at a URL with base path.
func (v *Views) navigationAt(url string) []NavLink {
	navs := v.navs()
	best := 0
	for i, n := range navs[0] {
		section := n.URL != v.options.Base && strings.HasSuffix(n.URL, "/") && strings.HasPrefix(url, n.URL)
		if n.URL == url || section && (best == 0 || len(n.URL) > len(navs[0][best-1].URL)) {
			best = i + 1
		}
		if n.URL == url {
			break
		}
	}
	return navs[best]
}

// license names a licence, which authors give as an SPDX identifier or as an
// address.
func license(id string) Link { return Link{URL: site.LicenseURL(id), Label: id} }

// head fills in what all pages have. url is root-relative.
func (v *Views) head(kind, url, title, description string) Head {
	frame := v.frame()
	h := Head{
		Frame:       frame,
		Lang:        v.lang,
		Kind:        kind,
		Title:       title,
		FullTitle:   frame.SiteTitle,
		Description: description,
		Canonical:   v.absolute(url),
		Navigation:  v.navigationAt(v.url(url)),
	}
	if url != "/" {
		if title != frame.SiteTitle {
			h.FullTitle = title + " · " + frame.SiteTitle
		}
		h.Breadcrumbs = []Link{{URL: frame.Home, Label: "Home"}}
	}
	if frame.Feed != "" {
		h.Feeds = []Feed{
			{Title: frame.SiteTitle, URL: frame.Feed, Type: "application/atom+xml"},
			{Title: frame.SiteTitle, URL: frame.JSON, Type: "application/feed+json"},
		}
	}
	if frame.Calendar != "" {
		h.Feeds = append(h.Feeds, Feed{Title: frame.SiteTitle, URL: frame.Calendar, Type: calendarType})
	}
	return h
}

// entityHead is head for a record's page: breadcrumbs to its list, its twin
// and feeds.
func (v *Views) entityHead(e site.Entity, description string) Head {
	r, url := e.Common(), v.site.URL(e)
	h := v.head(r.Kind.String(), url, v.longTitle(e), description)
	if r.Kind != site.KindPage {
		h.Breadcrumbs = append(h.Breadcrumbs, v.listLink(r.Kind))
	}
	cfg := v.site.Settings()
	if cfg.Writes("twins") {
		h.Twin = v.url(url + "index.json")
		h.Links = append(h.Links, HeadLink{Rel: "alternate", URL: h.Twin, Type: "application/json"})
	}
	h.Draft = v.site.Hidden(e)
	if k := r.Kind; (k == site.KindBrief || k == site.KindActor || k == site.KindTopic || k == site.KindRecommendation) && cfg.Writes("record_feeds") && h.Draft == "" {
		h.Feeds = append(h.Feeds,
			Feed{Title: h.Title, URL: v.url(url + "feed.xml"), Type: "application/atom+xml"},
			Feed{Title: h.Title, URL: v.url(url + "feed.json"), Type: "application/feed+json"})
	}
	if v.hasCalendar(e) {
		h.Feeds = append(h.Feeds, Feed{Title: h.Title, URL: v.url(url + "deadlines.ics"), Type: calendarType})
	}
	h.NoIndex = h.Draft != ""
	h.DataSource = v.dataSource(r.Pos)
	h.card = v.cardMetas(e)
	return h
}

const calendarType = "text/calendar"

// hasCalendar reports whether a calendar stands beside a record's page, for
// nil at the root: there is one wherever there is a date.
func (v *Views) hasCalendar(e site.Entity) bool {
	if v.site.Settings().Writes("calendars") {
		if e == nil {
			return v.site.HasDeadlines()
		}
		for range v.site.Deadlines(e) {
			return true
		}
	}
	return false
}

// dataSource tells an editor where something is written; empty in a build.
func (v *Views) dataSource(p diag.Pos) string {
	if !v.options.Sources || p.Line == 0 {
		return ""
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

func (v *Views) longTitle(e site.Entity) string { return e.Common().Title.In(v.lang) }

// title is what a record is called in lists and links: an actor's short name
// where it has one.
func (v *Views) title(e site.Entity) string {
	if a, ok := e.(*site.Actor); ok && !a.ShortName.IsZero() {
		return a.ShortName.In(v.lang)
	}
	return v.longTitle(e)
}

// link leads to a record.
func (v *Views) link(e site.Entity) Link { return *v.linkPtr(e) }

// linkPtr is link, shared between all pages that have it. Callers must not
// change it. Recommendations are so many that theirs are made anew.
func (v *Views) linkPtr(e site.Entity) *Link {
	r := e.Common()
	if l, ok := v.links.Load(r); ok {
		return l.(*Link)
	}
	l := &Link{URL: v.url(v.site.URL(e)), Label: v.title(e), Kind: r.Kind.String()}
	if r.Kind != site.KindRecommendation {
		v.links.Store(r, l)
	}
	return l
}

// linkTo leads to a record by id: nil when no such record is public.
func (v *Views) linkTo(ref site.Ref) *Link {
	if ref.Value == "" {
		return nil
	}
	if e, ok := v.site.Lookup(ref.Value); ok {
		return v.linkPtr(e)
	}
	return nil
}

func (v *Views) linksTo(refs []site.Ref) []Link {
	var out []Link
	for _, r := range refs {
		if l := v.linkTo(r); l != nil {
			out = append(out, *l)
		}
	}
	return out
}

// mentions groups the links to a record that point at it in the given ways.
func (v *Views) mentions(e site.Entity, all []site.Link, ways ...site.Via) []BacklinkGroup {
	var groups []BacklinkGroup
	for _, via := range ways {
		if items := v.backlinks(e, all, via); len(items) > 0 {
			groups = append(groups, BacklinkGroup{Title: via.Label(), Items: items})
		}
	}
	return groups
}

// backlinks lists the links to a record that point at it in one way, leaving
// out what a record says of itself and what would be printed twice.
func (v *Views) backlinks(e site.Entity, all []site.Link, via site.Via) []Backlink {
	var out []Backlink
	for i := range all {
		l := &all[i]
		if l.Via != via || l.From.Common() == e.Common() {
			continue
		}
		b := Backlink{Link: v.link(l.From), Context: l.Context}
		b.Note = l.Detail
		if l.Heading != "" {
			b.URL += "#" + l.Heading
		}
		if r, ok := l.From.(*site.Recommendation); ok {
			b.State = stateOf(v.site.State(r).Badge)
		}
		if n := len(out); n == 0 || out[n-1] != b {
			out = append(out, b)
		}
	}
	return out
}

func timeOf(d site.Date) Time { return Time{ISO: d.ISO(), Words: d.Words()} }

func upper(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// lower makes a label fit into a sentence. Labels begin with a plain word, so
// an acronym (DOI) keeps its capitals.
func lower(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// oneLine is a text with single spaces for all its white space.
func oneLine(s string) string {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= utf8.RuneSelf || s[i] == ' ' && (i == 0 || i+1 == len(s) || s[i+1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}

// clip shortens plain text at a word, for descriptions. n counts characters.
func clip(s string, n int) string {
	s = oneLine(s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	cut := s
	for i := range s {
		if n == 0 {
			cut = s[:i]
			break
		}
		n--
	}
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}
