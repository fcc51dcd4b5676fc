package view

import (
	"cmp"
	"slices"
	"strings"

	"readout/generator/internal/markdown"
	"readout/generator/internal/site"
)

// Brief is a brief's page. Its references are numbered in the order in which a
// page should print what cites them: KeyPoints, Body, Cards.
type Brief struct {
	Head
	Subtitle  string
	Summary   string
	KeyPoints []markdown.HTML
	Authors   []Link
	Date      Time // of publication
	Updated   Time // zero when never
	Version   string
	Number    string // the publisher's report number
	DOI       Link   // empty URL when it has none
	License   Link   // URL is empty for a licence without a known address
	Words     int
	Minutes   int        // reading time, at least 1
	Contents  []Contents // nil when there are fewer than two headings
	Series    *Series

	Made      *Table     // every recommendation it makes, in natural order; nil when none
	Scorecard *Scorecard // of those; nil when none
	Programme *Programme // how they hang together; nil when none is related to another
	Matrix    *Matrix    // whom each is made to; nil where the table says as much, or nobody could read it
	Filter    Link       // the same in the tracker
	Cards     []Card     // those whose full text the body does not already show
	Body      []Fragment

	References  []Reference
	Corrections []Correction // newest first
	Changes     []Change     // version history, newest first
	Topics      []Link
	Actors      []Link
	LastChange  LastChange
	Cite        Cite
}

// Contents is an entry of a table of contents.
type Contents struct {
	URL   string        // "#heading"
	HTML  markdown.HTML // inline markup without links
	Items []Contents    // headings below it; one level deep
}

// Series is a brief's place in its series.
type Series struct {
	Name       string
	Part       int // 0 when not numbered
	Prev, Next *Link
	Items      []SeriesItem // every part, this one included
}

// SeriesItem is one part of a series.
type SeriesItem struct {
	Link
	Part    int
	Current bool
}

// Correction is a dated correction.
type Correction struct {
	Date Time
	Note markdown.HTML
}

// Change is an entry of a version history.
type Change struct {
	Version string
	Date    Time
	Kind    string // "Editorial", "Substantive", "Correction"; may be empty
	Note    markdown.HTML
}

// wordsPerMinute is how fast a policy text is read.
const wordsPerMinute = 220

func (v *Views) brief(b *site.Brief) any {
	t := v.newText()
	t.of, t.when = &b.Record, b.Date
	p := &Brief{
		Head:     v.entityHead(b, v.describe(&b.Record, b.Body)),
		Subtitle: b.Subtitle.In(v.lang),
		Summary:  b.Summary.In(v.lang),
		Authors:  v.linksTo(b.Authors),
		Date:     timeOf(b.Date),
		Updated:  timeOf(b.Updated),
		Version:  b.Version,
		Number:   b.Number,
		License:  license(cmp.Or(b.License, v.site.Settings().License)),
		Topics:   v.linksTo(b.Topics),
		Actors:   v.linksTo(b.Actors),
		Series:   v.seriesOf(b),
	}
	p.Lang = v.language(b)
	if b.DOI != "" {
		p.DOI = Link{URL: "https://doi.org/" + b.DOI, Label: b.DOI}
	}
	p.KeyPoints = t.inlines(&b.Record, b.KeyPoints, "point")
	if v.uses("brief", "Contents") {
		p.Contents = t.contents(&b.Record)
	}
	p.Body = t.body(&b.Record, b.Body, "")
	if b.Body != nil {
		p.Words = b.Body.Words()
	}
	if made := v.made(b); len(made) > 0 {
		p.Made = &Table{Rows: v.rowsOf(made)}
		p.Scorecard = v.scorecard("", made)
		if v.uses("brief", "Programme") {
			p.Programme = v.programme(made)
		}
		if v.uses("brief", "Matrix") {
			p.Matrix = v.smallMatrix(made)
		}
		p.Filter = v.trackerAt("brief="+b.ID, "Sort and filter these in the tracker")
		for _, r := range made {
			if r.Text != nil {
				p.Words += r.Text.Words()
			}
			if !t.embedded[r] {
				p.Cards = append(p.Cards, t.card(r, r.ID+"-"))
			}
		}
	}
	p.Minutes = max(1, (p.Words+wordsPerMinute/2)/wordsPerMinute)
	for i, c := range newestFirst(b.Corrections, func(c site.Correction) site.Date { return c.Date }) {
		p.Corrections = append(p.Corrections, Correction{Date: timeOf(c.Date), Note: t.inline(&b.Record, c.Note, numbered("correction", i))})
	}
	for i, c := range newestFirst(b.Changelog, func(c site.Change) site.Date { return c.Date }) {
		p.Changes = append(p.Changes, Change{Version: c.Version, Date: timeOf(c.Date), Kind: upper(c.Kind), Note: t.inline(&b.Record, c.Note, numbered("change", i))})
	}
	p.References = t.references()
	if v.uses("brief", "Backlinks") {
		p.Backlinks = v.mentions(b, v.site.Links(b), site.ViaMention, site.ViaEmbed, site.ViaRelation)
	}
	if v.uses("brief", "LastChange") {
		p.LastChange = v.lastChange(b)
	}
	if v.uses("brief", "Cite") {
		p.Cite = v.citeBrief(b, p.Canonical)
	}
	p.Next, p.Prev = v.briefsAround(b) // the list is newest first
	if p.Series != nil {
		p.Prev, p.Next = p.Series.before(p.Prev, p.Series.Prev), p.Series.before(p.Next, p.Series.Next)
	}
	p.Links = append(p.Links, v.briefLinks(p, b)...)
	var metas []Meta
	if v.uses("brief", "Metas") {
		metas = v.briefMetas(p, b)
	}
	var data []any
	if v.uses("brief", "LinkedData") {
		data = append(data, v.briefData(p, b))
	}
	v.finish(&p.Head, metas, data...)
	return p
}

// newestFirst orders dated entries, of one date the last written first.
func newestFirst[E any](list []E, date func(E) site.Date) []E {
	out := slices.Clone(list)
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b E) int { return date(b).Compare(date(a)) })
	return out
}

// recommendationsVia are the recommendations that point at a record in one
// way, each once, in the order of the links.
func recommendationsVia(links []site.Link, via site.Via) []*site.Recommendation {
	var out []*site.Recommendation
	for i := range links {
		r, ok := links[i].From.(*site.Recommendation)
		if ok && links[i].Via == via && (len(out) == 0 || out[len(out)-1] != r) {
			out = append(out, r)
		}
	}
	return out
}

// made are the recommendations that a brief makes, in natural order of id.
func (v *Views) made(b *site.Brief) []*site.Recommendation {
	return v.pointing(b, site.ViaBrief, func(r *site.Recommendation) site.Ref { return r.Brief })
}

// parts are the parts of a recommendation, in natural order of id.
func (v *Views) parts(r *site.Recommendation) []*site.Recommendation {
	return v.pointing(r, site.ViaPartOf, func(r *site.Recommendation) site.Ref { return r.PartOf })
}

// pointing are the recommendations with a field that leads to a record, as
// Links gives them, but without its looking through their texts: every card on
// every page asks for them. A record that has old ids may be known by one of
// those, which is left to Links.
func (v *Views) pointing(e site.Entity, via site.Via, field func(*site.Recommendation) site.Ref) []*site.Recommendation {
	to := e.Common()
	if len(to.Aliases) > 0 {
		return recommendationsVia(v.site.Links(e), via)
	}
	var out []*site.Recommendation
	for from := range v.site.MentionedBy(e) {
		// What points at the record in several ways may come again.
		if r, ok := from.(*site.Recommendation); ok && strings.EqualFold(field(r).Value, to.ID) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// briefsVia are the briefs that point at a record in one way, newest first.
func (v *Views) briefsVia(links []site.Link, via site.Via) []BriefItem {
	var out []BriefItem
	for i := range links {
		if b, ok := links[i].From.(*site.Brief); ok && links[i].Via == via {
			out = append(out, v.briefItem(b))
		}
	}
	return out
}

// around are the records before and after one in a list. places tells where
// each stands.
func around[E site.Entity](v *Views, list []E, places map[*site.Record]int, e E) (before, after *Link) {
	i, ok := places[e.Common()]
	if !ok {
		return nil, nil
	}
	if i > 0 {
		before = v.linkPtr(list[i-1])
	}
	if i+1 < len(list) {
		after = v.linkPtr(list[i+1])
	}
	return before, after
}

func placesIn[E site.Entity](list []E) map[*site.Record]int {
	places := make(map[*site.Record]int, len(list))
	for i, e := range list {
		places[e.Common()] = i
	}
	return places
}

func (v *Views) briefsAround(b *site.Brief) (before, after *Link) {
	return around(v, v.site.Briefs(), v.briefPlaces(), b)
}

// newSeries gathers the parts of every series in order.
func (v *Views) newSeries() map[string][]*site.Brief {
	all := map[string][]*site.Brief{}
	for _, b := range slices.Backward(v.site.Briefs()) { // oldest first
		if b.Series != "" {
			all[b.Series] = append(all[b.Series], b)
		}
	}
	for _, parts := range all {
		slices.SortStableFunc(parts, func(a, b *site.Brief) int { return cmp.Compare(a.Part, b.Part) })
	}
	return all
}

// before puts a neighbour in the series before one by date. Parts of one day
// come in their own order, so that a neighbour by date may be the wrong part.
func (s *Series) before(byDate, inSeries *Link) *Link {
	if inSeries == nil && byDate != nil && slices.ContainsFunc(s.Items, func(i SeriesItem) bool { return i.URL == byDate.URL }) {
		return nil
	}
	return cmp.Or(inSeries, byDate)
}

// seriesOf is a brief's place in its series; nil when it is in none.
func (v *Views) seriesOf(b *site.Brief) *Series {
	if b.Series == "" {
		return nil
	}
	s := &Series{Name: b.Series, Part: b.Part}
	parts := v.series()[b.Series]
	for i, p := range parts {
		s.Items = append(s.Items, SeriesItem{Link: v.link(p), Part: p.Part, Current: p == b})
		if p != b {
			continue
		}
		if i > 0 {
			s.Prev = v.linkPtr(parts[i-1])
		}
		if i+1 < len(parts) {
			s.Next = v.linkPtr(parts[i+1])
		}
	}
	return s
}
