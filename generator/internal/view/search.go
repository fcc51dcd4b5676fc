package view

import (
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/site"
)

// Search is the search page: what it lists needs no JavaScript.
type Search struct {
	Head
	Lists  []Link // of everything, each with its number in Note
	Groups []IndexGroup
	Action string // the page's own URL, for the form
	// Indexed reports whether there is an index to look things up in; the rest
	// serves those who do.
	Indexed bool
	Filters []SearchFilter
	States  []*State // that results can have
}

// SearchFilter narrows results to records filed under one of its options.
type SearchFilter struct {
	Name, Label, Any string // Any is the option that leaves all
	Options          []SearchOption
}

// SearchOption is one choice of a filter.
type SearchOption struct{ Value, Label string }

// NotFound is /404.html.
type NotFound struct {
	Head
	Lists []Link
}

// searchItems is how many records of each kind the search page lists.
const searchItems = 100

func (v *Views) search(int) any {
	f := v.frame()
	p := &Search{
		Head:   v.head("search", "/search/", "Search", "Find briefs, recommendations, actors, topics and sources of "+f.SiteTitle+"."),
		Action: f.Search,
		Lists:  v.lists(),
	}
	if tree := v.topicTree(); len(tree) > 0 {
		p.Groups = append(p.Groups, IndexGroup{Title: "Topics", Items: tree})
	}
	group(p, "Briefs", v.site.Briefs(), func(b *site.Brief) IndexItem {
		it := v.item(b)
		it.Detail, it.Summary = b.Date.Words(), ""
		return it
	})
	group(p, "Actors", v.site.Actors(), func(a *site.Actor) IndexItem {
		it := v.item(a)
		it.Detail, it.Summary = upper(a.Form), ""
		return it
	})
	group(p, "Instruments", v.site.Instruments(), func(i *site.Instrument) IndexItem {
		it := v.item(i)
		it.Detail, it.Summary = joined(upper(i.Form), i.Date.Words()), ""
		return it
	})
	if v.site.Settings().Writes("search") {
		p.Indexed = true
		p.States = v.statesThere()
		p.Filters = v.searchFilters(p.States)
	}
	v.finish(&p.Head, nil)
	return p
}

// statesThere are the states that some recommendation has, worst first.
func (v *Views) statesThere() []*State {
	there := map[site.Badge]bool{}
	for _, r := range v.site.Recommendations() {
		there[v.site.State(r).Badge] = true
	}
	var out []*State
	for _, b := range site.Badges() {
		if there[b] {
			out = append(out, stateOf(b))
		}
	}
	return out
}

// searchFilters are the filters of which something is left to choose.
func (v *Views) searchFilters(states []*State) []SearchFilter {
	filters := []SearchFilter{
		{Name: "kind", Label: "Kind", Any: "Everything"},
		{Name: "topic", Label: "Topic", Any: "All topics"},
		{Name: "actor", Label: "Actor", Any: "All actors"},
		{Name: "year", Label: "Year", Any: "All years"},
		{Name: "state", Label: "State", Any: "All states"},
	}
	add := func(i int, value, label string) {
		filters[i].Options = append(filters[i].Options, SearchOption{Value: value, Label: label})
	}
	there := map[site.Kind]bool{}
	var years []int
	for e := range v.site.Entities() {
		there[e.Common().Kind] = true
		if y := int(site.DateOf(e).Year); y != 0 {
			years = append(years, y)
		}
	}
	for _, k := range site.Kinds() {
		if there[k] {
			add(0, k.String(), upper(k.Plural()))
		}
	}
	for _, t := range v.site.Topics() {
		add(1, strings.ToLower(t.ID), v.title(t))
	}
	for _, a := range v.site.Actors() {
		add(2, strings.ToLower(a.ID), v.title(a))
	}
	slices.Sort(years)
	for _, y := range slices.Backward(slices.Compact(years)) {
		add(3, strconv.Itoa(y), strconv.Itoa(y))
	}
	for _, s := range states {
		add(4, s.Code, s.Label)
	}
	return slices.DeleteFunc(filters, func(f SearchFilter) bool { return len(f.Options) < 2 })
}

// group adds a group of the first items of a list, if there are any.
func group[E site.Entity](p *Search, title string, list []E, item func(E) IndexItem) {
	if len(list) == 0 {
		return
	}
	g := IndexGroup{Title: title}
	for _, e := range list[:min(len(list), searchItems)] {
		g.Items = append(g.Items, item(e))
	}
	p.Groups = append(p.Groups, g)
}

func (v *Views) notFound(int) any {
	p := &NotFound{
		Head:  v.head("404", "/404.html", "Page not found", "There is no page at this address."),
		Lists: v.lists(),
	}
	p.NoIndex = true
	v.finish(&p.Head, nil)
	return p
}

// lists leads to the lists that are not empty, each with its number.
func (v *Views) lists() []Link {
	var out []Link
	for _, k := range listed {
		n := 0
		switch k {
		case site.KindBrief:
			n = len(v.site.Briefs())
		case site.KindRecommendation:
			n = len(v.site.Recommendations())
		case site.KindActor:
			n = len(v.site.Actors())
		case site.KindInstrument:
			n = len(v.site.Instruments())
		case site.KindTopic:
			n = len(v.site.Topics())
		case site.KindEvent:
			n = len(v.site.Events())
		case site.KindSource:
			n = len(v.site.Sources())
		}
		if n > 0 {
			l := v.listLink(k)
			l.Note = strconv.Itoa(n)
			out = append(out, l)
		}
	}
	return out
}
