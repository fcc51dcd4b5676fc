package view

import (
	"slices"
	"strings"

	"readout/generator/internal/site"
)

// Frame is what every page shows around its main part.
type Frame struct {
	SiteTitle   string
	Home        string
	Description string
	Navigation  []NavLink
	Footer      []Link
	Publisher   Link
	License     Link
	AsOf        Time // the date at which every state on the site is given
	Feed, JSON  string
	Data        string
	Search      string
	Version     string
}

// NavLink is an entry of the main navigation.
type NavLink struct {
	URL, Label string
	Current    bool // the page, or the section it stands in
}

// Link is a link with its words.
type Link struct {
	URL, Label string
	Kind       string // kind of the record it leads to, for its class; empty for other links
	Note       string
}

// Time is a date for <time>: machine form and words.
type Time struct{ ISO, Words string }

// IsZero reports whether there is no date.
func (t Time) IsZero() bool { return t.Words == "" }

// Meta is a <meta> element with a name, or with a property for Open Graph.
type Meta struct{ Name, Property, Content string }

// Feed is an alternate edition that readers can follow.
type Feed struct{ Title, URL, Type string }

// Backlink is one place that mentions the page's record.
type Backlink struct {
	Link
	Context string
	State   *State // of a recommendation
}

// BacklinkGroup is backlinks of one sort, under one heading.
type BacklinkGroup struct {
	Title string
	Items []Backlink
}

// Head is what the <head> and the frame of every page need.
type Head struct {
	Frame       Frame
	Lang        string
	Kind        string // body class: "brief", "recommendation", "home"
	Title       string // of the page
	FullTitle   string // for <title>
	Description string
	Canonical   string
	Breadcrumbs []Link // from home to the parent; the page itself is not among them
	Prev, Next  *Link
	Twin        string // URL of the JSON twin; empty when there is none
	Feeds       []Feed
	Metas       []Meta
	NoIndex     bool
	Draft       string // why the page is not public: "Draft", "Scheduled for …"; empty when it is
	Backlinks   []BacklinkGroup
}

func (v *Views) newFrame() Frame {
	cfg := v.site.Settings()
	f := Frame{
		SiteTitle:   cfg.Title.In(v.lang),
		Home:        v.url("/"),
		Description: cfg.Description.In(v.lang),
		Publisher:   Link{URL: cfg.Publisher.URL, Label: cfg.Publisher.Name},
		License:     license(cfg.License),
		AsOf:        timeOf(v.site.AsOf()),
		Feed:        v.url("/feed.xml"),
		JSON:        v.url("/feed.json"),
		Data:        v.url("/data/recommendations.json"),
		Search:      v.url("/search/"),
		Version:     v.options.Version,
	}
	nav := cfg.Navigation
	for _, item := range nav {
		f.Navigation = append(f.Navigation, NavLink{URL: v.url(v.site.NavigationURL(item)), Label: item.Title.In(v.lang)})
	}
	if len(nav) == 0 {
		for _, k := range []site.Kind{site.KindBrief, site.KindRecommendation, site.KindActor, site.KindTopic, site.KindEvent} {
			f.Navigation = append(f.Navigation, NavLink{URL: v.url("/" + k.Folder() + "/"), Label: upper(k.Plural())})
		}
	}
	for _, k := range []site.Kind{site.KindInstrument, site.KindTopic, site.KindSource} {
		f.Footer = append(f.Footer, Link{URL: v.url("/" + k.Folder() + "/"), Label: upper(k.Plural())})
	}
	for _, p := range v.site.Pages() {
		f.Footer = append(f.Footer, Link{URL: v.url(v.site.URL(p)), Label: v.title(p)})
	}
	return f
}

// licenses are the addresses of the licences that publications of this kind
// use, by SPDX identifier.
var licenses = map[string]string{
	"CC-BY-4.0":       "https://creativecommons.org/licenses/by/4.0/",
	"CC-BY-SA-4.0":    "https://creativecommons.org/licenses/by-sa/4.0/",
	"CC-BY-NC-4.0":    "https://creativecommons.org/licenses/by-nc/4.0/",
	"CC-BY-ND-4.0":    "https://creativecommons.org/licenses/by-nd/4.0/",
	"CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
	"CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
	"CC0-1.0":         "https://creativecommons.org/publicdomain/zero/1.0/",
	"OGL-UK-3.0":      "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}

func license(id string) Link { return Link{URL: licenses[id], Label: id} }

// head fills in what all pages have. url is root-relative.
func (v *Views) head(kind, url, title, description string) Head {
	h := Head{
		Frame:       v.frame,
		Lang:        v.lang,
		Kind:        kind,
		Title:       title,
		FullTitle:   title + " · " + v.frame.SiteTitle,
		Description: description,
		Canonical:   v.absolute(url),
	}
	if url == "/" {
		h.FullTitle = v.frame.SiteTitle
	} else {
		h.Breadcrumbs = []Link{{URL: v.url("/"), Label: "Home"}}
	}
	h.Frame.Navigation = slices.Clone(v.frame.Navigation)
	for i, n := range h.Frame.Navigation {
		here := v.url(url)
		h.Frame.Navigation[i].Current = here == n.URL || n.URL != v.frame.Home && strings.HasSuffix(n.URL, "/") && strings.HasPrefix(here, n.URL)
	}
	if v.site.Settings().Writes("feeds") {
		h.Feeds = []Feed{
			{Title: v.frame.SiteTitle, URL: v.url("/feed.xml"), Type: "application/atom+xml"},
			{Title: v.frame.SiteTitle, URL: v.url("/feed.json"), Type: "application/feed+json"},
		}
	}
	h.Metas = []Meta{
		{Property: "og:title", Content: title},
		{Property: "og:type", Content: "website"},
		{Property: "og:url", Content: h.Canonical},
		{Property: "og:site_name", Content: v.frame.SiteTitle},
		{Property: "og:locale", Content: "en_GB"},
	}
	if description != "" {
		h.Metas = append(h.Metas, Meta{Property: "og:description", Content: description})
	}
	return h
}

// entityHead is head for a record's page: breadcrumbs to its list, its twin
// and feeds, and what mentions it.
func (v *Views) entityHead(e site.Entity, description string) Head {
	r, url := e.Common(), v.site.URL(e)
	h := v.head(r.Kind.String(), url, v.longTitle(e), description)
	if r.Kind != site.KindPage {
		h.Breadcrumbs = append(h.Breadcrumbs, Link{URL: v.url("/" + r.Kind.Folder() + "/"), Label: upper(r.Kind.Plural())})
	}
	if v.site.Settings().Writes("twins") {
		h.Twin = v.url(url + "index.json")
	}
	if k := r.Kind; (k == site.KindActor || k == site.KindTopic || k == site.KindRecommendation) && v.site.Settings().Writes("record_feeds") {
		h.Feeds = append(h.Feeds,
			Feed{Title: h.Title, URL: v.url(url + "feed.xml"), Type: "application/atom+xml"},
			Feed{Title: h.Title, URL: v.url(url + "feed.json"), Type: "application/feed+json"})
	}
	h.Draft = v.site.Hidden(e)
	h.NoIndex = h.Draft != ""
	return h
}

func (v *Views) longTitle(e site.Entity) string { return e.Common().Title.In(v.lang) }

// link leads to a record.
func (v *Views) link(e site.Entity) Link {
	return Link{URL: v.url(v.site.URL(e)), Label: v.title(e), Kind: e.Common().Kind.String()}
}

func (v *Views) linkPtr(e site.Entity) *Link {
	l := v.link(e)
	return &l
}

// linkTo leads to a record by id; ok is false when no such record is public.
func (v *Views) linkTo(ref site.Ref) (Link, bool) {
	if ref.Value == "" {
		return Link{}, false
	}
	e, ok := v.site.Lookup(ref.Value)
	if !ok {
		return Link{}, false
	}
	return v.link(e), true
}

func (v *Views) linksTo(refs []site.Ref) []Link {
	var out []Link
	for _, r := range refs {
		if l, ok := v.linkTo(r); ok {
			out = append(out, l)
		}
	}
	return out
}

// mentions groups what points at a record in texts.
func (v *Views) mentions(e site.Entity, ways ...site.Via) []BacklinkGroup {
	var groups []BacklinkGroup
	for _, via := range ways {
		g := BacklinkGroup{Title: via.Label()}
		for _, l := range v.site.Links(e) {
			if l.Via != via || l.From.Common() == e.Common() {
				continue
			}
			b := Backlink{Link: v.link(l.From), Context: l.Context}
			if l.Heading != "" && v.hasBodyPage(l.From) {
				b.URL += "#" + l.Heading
			}
			b.Note = l.Detail
			if r, ok := l.From.(*site.Recommendation); ok {
				s := stateOf(v.site.State(r).Badge)
				b.State = &s
			}
			if n := len(g.Items); n > 0 && g.Items[n-1].Link == b.Link && g.Items[n-1].Context == b.Context {
				continue
			}
			g.Items = append(g.Items, b)
		}
		if len(g.Items) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// hasBodyPage reports whether headings of a record's body are on its page
// under their own ids.
func (v *Views) hasBodyPage(e site.Entity) bool { return e.Common().Body != nil }

func timeOf(d site.Date) Time {
	if d.IsZero() {
		return Time{}
	}
	return Time{ISO: d.ISO(), Words: d.Words()}
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
