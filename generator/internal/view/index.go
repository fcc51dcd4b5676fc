package view

import (
	"iter"
	"slices"
	"strings"

	"readout/generator/internal/site"
)

// Index is one page of a list of actors, instruments, topics or sources.
type Index struct {
	Head
	Intro  string // what is listed and how it is ordered
	Pager  Pager
	Groups []IndexGroup
}

// IndexGroup is items under one heading; Title is empty for a list without.
type IndexGroup struct {
	Title string
	Items []IndexItem
}

// IndexItem is a record as lists show it.
type IndexItem struct {
	Link
	Name    string // the full name or title when Label is a short one; else empty
	Detail  string // "Treaty, 2022"; "Reuters, 2 March 2024"
	Summary string
	Counts  []string    // "3 recommendations", "1 brief"
	Items   []IndexItem // narrower topics, narrower ones within
}

// perIndex is how many records stand on one page of a list.
const perIndex = 500

// index is one page of a list of records that are in groups already.
func index[E site.Entity](v *Views, kind site.Kind, page int, intro string, list []E, group func(E) string, item func(E) IndexItem) any {
	url := "/" + kind.Folder() + "/"
	pager := v.pager(url, page, perIndex, len(list))
	p := &Index{
		Head:  v.listHead(kind.Folder(), url, upper(kind.Plural()), intro, pager),
		Intro: intro,
		Pager: pager,
	}
	for _, e := range onPage(list, page, perIndex) {
		title := group(e)
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Title != title {
			p.Groups = append(p.Groups, IndexGroup{Title: title})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Items = append(g.Items, item(e))
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

// actorForms are the kinds of actors in the order in which they are listed.
var actorForms = []struct{ form, plural string }{
	{"country", "Countries"},
	{"territory", "Territories"},
	{"organisation", "Organisations"},
	{"person", "People"},
}

func actorForm(a *site.Actor) int {
	for i, f := range actorForms {
		if f.form == a.Form {
			return i
		}
	}
	return len(actorForms)
}

func (v *Views) actors(page int) any {
	list := slices.Clone(v.site.Actors())
	slices.SortStableFunc(list, func(a, b *site.Actor) int { return actorForm(a) - actorForm(b) })
	return index(v, site.KindActor, page, "Who recommendations are made to, and who else they concern.", list,
		func(a *site.Actor) string {
			switch i := actorForm(a); {
			case i < len(actorForms):
				return actorForms[i].plural
			case a.Form != "":
				return upper(a.Form)
			}
			return "Others"
		}, v.actorItem)
}

func (v *Views) actorItem(a *site.Actor) IndexItem {
	it := v.item(a)
	if a.Parent.Value != "" {
		if l := v.linkTo(a.Parent); l != nil {
			it.Detail = "Part of " + l.Label
		}
	}
	asked, about, by := 0, 0, 0
	for from := range v.pointers(a) {
		switch from := from.(type) {
		case *site.Recommendation:
			if slices.ContainsFunc(from.To, func(to site.Addressee) bool { return v.leads(to.Actor, a) }) {
				asked++
			}
		case *site.Brief:
			if v.oneLeads(from.Actors, a) {
				about++
			}
			if v.oneLeads(from.Authors, a) {
				by++
			}
		}
	}
	it.Counts = counted(count{asked, "recommendation", "recommendations"}, count{about, "brief", "briefs"},
		count{by, "brief written", "briefs written"})
	return it
}

func (v *Views) instruments(page int) any {
	list := slices.Clone(v.site.Instruments())
	slices.SortStableFunc(list, func(a, b *site.Instrument) int { return strings.Compare(a.Form, b.Form) })
	return index(v, site.KindInstrument, page, "Agreements, programmes, exercises, forums, laws and disputes that recommendations build on.", list,
		func(i *site.Instrument) string {
			if i.Form == "" {
				return "Others"
			}
			return upper(i.Form)
		}, v.instrumentItem)
}

func (v *Views) instrumentItem(i *site.Instrument) IndexItem {
	it := v.item(i)
	it.Detail = joined(upper(i.Form), i.Date.Words())
	n := v.linksCounted(i, site.ViaRelation, site.ViaObstacle)
	it.Counts = counted(count{n[0], "related recommendation", "related recommendations"},
		count{n[1], "recommendation that it stands in the way of", "recommendations that it stands in the way of"})
	return it
}

func (v *Views) sources(page int) any {
	return index(v, site.KindSource, page, "Every document that briefs and recommendations rest on, newest first.", v.site.Sources(),
		func(s *site.Source) string {
			if s.Date.IsZero() {
				return "Undated"
			}
			return year(s.Date)
		}, v.sourceItem)
}

func (v *Views) sourceItem(s *site.Source) IndexItem {
	it := v.item(s)
	it.Detail = joined(andList(s.Authors), s.Publisher, s.Date.Words(), site.TierLabel(s.Tier))
	n := v.linksCounted(s, site.ViaCitation, site.ViaEvidence, site.ViaEventSource)
	it.Counts = counted(count{n[0], "citation", "citations"}, count{n[1], "time evidence", "times evidence"}, count{n[2], "event", "events"})
	return it
}

func (v *Views) topics(page int) any {
	all := v.site.Topics()
	p := &Index{
		Intro: "What briefs and recommendations are about, narrower topics below broader ones.",
		Pager: v.pager("/topics/", page, max(1, len(all)), len(all)),
	}
	p.Head = v.listHead("topics", "/topics/", "Topics", p.Intro, p.Pager)
	if tree := v.topicTree(); len(tree) > 0 {
		p.Groups = []IndexGroup{{Items: tree}}
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

// topicTree is every topic, those without a broader one outermost. Topics that
// are broader than each other in a circle hang on the first of them: broken,
// but nothing is lost.
func (v *Views) topicTree() []IndexItem {
	below := map[*site.Record][]*site.Topic{}
	var tops []*site.Topic
	for _, t := range v.site.Topics() {
		if up, ok := v.broader(t); ok {
			below[&up.Record] = append(below[&up.Record], t)
		} else {
			tops = append(tops, t)
		}
	}
	seen := map[*site.Topic]bool{}
	var items func([]*site.Topic) []IndexItem
	items = func(ts []*site.Topic) []IndexItem {
		var out []IndexItem
		for _, t := range ts {
			if seen[t] {
				continue
			}
			seen[t] = true
			it := v.topicItem(t)
			it.Items = items(below[&t.Record])
			out = append(out, it)
		}
		return out
	}
	return append(items(tops), items(v.site.Topics())...)
}

func (v *Views) broader(t *site.Topic) (*site.Topic, bool) {
	if t.Broader.Value == "" {
		return nil, false
	}
	e, _ := v.site.Lookup(t.Broader.Value)
	up, ok := e.(*site.Topic)
	return up, ok
}

func (v *Views) topicItem(t *site.Topic) IndexItem {
	it := v.item(t)
	briefs, recommendations := 0, 0
	for from := range v.pointers(t) {
		if !v.oneLeads(from.Common().Topics, t) {
			continue
		}
		switch from.(type) {
		case *site.Brief:
			briefs++
		case *site.Recommendation:
			recommendations++
		}
	}
	it.Counts = counted(count{briefs, "brief", "briefs"}, count{recommendations, "recommendation", "recommendations"})
	return it
}

// item is what lists show of any record.
func (v *Views) item(e site.Entity) IndexItem {
	it := IndexItem{Link: v.link(e), Summary: e.Common().Summary.In(v.lang)}
	if long := v.longTitle(e); long != it.Label {
		it.Name = long
	}
	return it
}

// count is a number with its noun.
type count struct {
	n         int
	one, many string
}

// counted are the counts that are not 0, in words.
func counted(of ...count) []string {
	var out []string
	for _, c := range of {
		if c.n > 0 {
			out = append(out, number(c.n, c.one, c.many))
		}
	}
	return out
}

// linksCounted counts the links to a record that point at it in some ways.
func (v *Views) linksCounted(e site.Entity, ways ...site.Via) []int {
	n := make([]int, len(ways))
	for _, l := range v.site.Links(e) {
		if i := slices.Index(ways, l.Via); i >= 0 {
			n[i]++
		}
	}
	return n
}

// pointers yields what points at a record, each once. A list of everything
// that counts would be slow if it looked through all texts, as Links does.
func (v *Views) pointers(e site.Entity) iter.Seq[site.Entity] {
	return func(yield func(site.Entity) bool) {
		seen := map[*site.Record]bool{}
		for from := range v.site.MentionedBy(e) {
			if r := from.Common(); !seen[r] {
				seen[r] = true
				if !yield(from) {
					return
				}
			}
		}
	}
}

// leads reports whether a reference leads to a record.
func (v *Views) leads(ref site.Ref, to site.Entity) bool {
	r := to.Common()
	return strings.EqualFold(ref.Value, r.ID) || len(r.Aliases) > 0 && v.canonicalID(ref) == r.ID
}

func (v *Views) oneLeads(refs []site.Ref, to site.Entity) bool {
	return slices.ContainsFunc(refs, func(r site.Ref) bool { return v.leads(r, to) })
}
