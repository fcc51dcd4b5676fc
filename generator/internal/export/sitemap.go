package export

import (
	"strconv"
	"strings"
	"sync"

	"readout/generator/internal/site"
)

// mapLimit is how many addresses a site map may hold (sitemaps.org).
const mapLimit = 50_000

// place is one address of the site map.
type place struct {
	url     string    // root-relative
	changed site.Date // zero when it is not known
}

// sitemaps are the site map's files: one, or an index with its parts when
// there are more addresses than one may hold.
func (e *exporter) sitemaps(limit int) []file {
	total := e.countPlaces()
	if total <= limit {
		return []file{{"sitemap.xml", func(s *sink) { e.writeMap(s, 0, total) }}}
	}
	parts := (total + limit - 1) / limit
	files := []file{{"sitemap.xml", func(s *sink) { e.writeMapIndex(s, parts) }}}
	for i := range parts {
		files = append(files, file{mapPart(i), func(s *sink) { e.writeMap(s, i*limit, (i+1)*limit) }})
	}
	return files
}

func mapPart(i int) string { return "sitemap-" + strconv.Itoa(i+1) + ".xml" }

// listPages are the pages that every site has and that are worth finding.
func listPages() []string {
	urls := []string{"/"}
	for _, k := range site.Kinds() {
		if k != site.KindPage {
			urls = append(urls, "/"+k.Folder()+"/")
		}
	}
	for _, name := range site.TrackerPages() {
		urls = append(urls, "/recommendations/"+name+"/")
	}
	return urls
}

// countPlaces is how many addresses eachPlace has in all. It counts states that
// nothing has: which ones those are is costly to know, and asked for each file
// that is looked up.
func (e *exporter) countPlaces() int {
	n := len(listPages()) + len(site.Badges())
	for x := range e.site.Entities() {
		if e.site.Hidden(x) == "" {
			n++
		}
	}
	return n
}

// eachPlace passes on the addresses numbered from from, up to and without to.
// Those of states that nothing has are numbered and left out.
func (e *exporter) eachPlace(from, to int, visit func(place)) {
	i := 0
	next := func(url string, changed func() site.Date) bool {
		if i >= from && i < to {
			visit(place{url, changed()})
		}
		i++
		return i < to
	}
	for _, url := range listPages() {
		if !next(url, func() site.Date { return e.listChanged(url) }) {
			return
		}
	}
	has := sync.OnceValue(func() map[site.Badge]bool {
		has := map[site.Badge]bool{}
		for _, r := range e.site.Recommendations() {
			has[e.site.State(r).Badge] = true
		}
		return has
	})
	for _, b := range site.Badges() {
		if i >= from && i < to && !has()[b] {
			i++
			continue
		}
		url := "/recommendations/state/" + string(b) + "/"
		if !next(url, func() site.Date { return e.listChanged(url) }) {
			return
		}
	}
	for x := range e.site.Entities() {
		if e.site.Hidden(x) == "" && !next(e.site.URL(x), func() site.Date { return e.changed(x) }) {
			return
		}
	}
}

// changed is when a record's page last changed as far as the record says: a
// brief's dates, the latest entry of a recommendation's history. The other
// kinds have no such date.
func (e *exporter) changed(x site.Entity) site.Date {
	var last site.Date
	switch x := x.(type) {
	case *site.Brief:
		_, last = briefDates(x)
	case *site.Recommendation:
		for _, i := range e.site.State(x).History {
			if d := recordedOn(&x.History[i]); d.Compare(last) > 0 {
				last = d
			}
		}
	}
	return last
}

// listChanged is the same of a list: its newest record's, for the lists whose
// records have such a date.
func (e *exporter) listChanged(url string) site.Date {
	briefs, recommendations := e.newest()
	switch {
	case url == "/":
		if briefs.Compare(recommendations) > 0 {
			return briefs
		}
		return recommendations
	case url == "/briefs/":
		return briefs
	case strings.HasPrefix(url, "/recommendations/"):
		return recommendations
	}
	return site.Date{}
}

func (e *exporter) findNewest() (briefs, recommendations site.Date) {
	later := func(last *site.Date, x site.Entity) {
		if d := e.changed(x); d.Compare(*last) > 0 && e.site.Hidden(x) == "" {
			*last = d
		}
	}
	for _, b := range e.site.Briefs() {
		later(&briefs, b)
	}
	for _, r := range e.site.Recommendations() {
		later(&recommendations, r)
	}
	return briefs, recommendations
}

const mapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

func (e *exporter) writeMap(s *sink, from, to int) {
	x := xmlWriter{s.b}
	x.raw(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	x.open("urlset", "xmlns", mapNamespace)
	e.eachPlace(from, to, func(p place) {
		x.raw("<url><loc>")
		x.text(e.absolute(p.url))
		x.raw("</loc>")
		// A date that is no more than a guess is no modification date.
		if d := p.changed; !d.IsZero() && !d.About && !d.Before {
			x.raw("<lastmod>" + d.ISO() + "</lastmod>")
		}
		x.raw("</url>\n")
		s.b = x.b
		s.spill()
		x.b = s.b
	})
	x.raw("</urlset>\n")
	s.b = x.b
}

func (e *exporter) writeMapIndex(s *sink, parts int) {
	x := xmlWriter{s.b}
	x.raw(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	x.open("sitemapindex", "xmlns", mapNamespace)
	for i := range parts {
		x.raw("<sitemap><loc>")
		x.text(e.absolute("/" + mapPart(i)))
		x.raw("</loc></sitemap>\n")
	}
	x.raw("</sitemapindex>\n")
	s.b = x.b
}

// writeRobots lets everybody read everything and names the site map.
func (e *exporter) writeRobots(s *sink) {
	s.b = append(s.b, "User-agent: *\nAllow: /\n"...)
	if e.set.Writes("sitemap") {
		s.b = append(append(append(s.b, "\nSitemap: "...), e.absolute("/sitemap.xml")...), '\n')
	}
}
