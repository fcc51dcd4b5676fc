package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"readout/generator/internal/site"
)

// Tracker is one page of /recommendations/.
type Tracker struct {
	Head
	Pager     Pager
	Scorecard *Scorecard // of all recommendations, not only this page's; nil when there is none
	Facets    []Facet
	Rows      []TrackerRow
	Rule      string // the rule behind the state of each row, as a sentence
	Data, CSV string // URLs of the whole table; empty when not written
}

// TrackerRow is a recommendation with the values of its data attributes, each
// a list of codes with a space between: what the facets filter by.
type TrackerRow struct {
	*Row
	Actors, TopicIDs, BriefID string
}

// Facet is one property that the tracker can be filtered by: badge, actor, topic,
// horizon or brief. Rows carry the codes of its options.
type Facet struct {
	Name    string // of the data attribute and of the query parameter: "badge"
	Title   string // "State"
	Options []FacetOption
}

// FacetOption is one value of a facet; counts are over all recommendations.
type FacetOption struct {
	Code, Label string
	N           int
	State       *State // of the facet of states; nil for the others
}

// trackerRows is how many recommendations stand on one page of the tracker.
const trackerRows = 500

// maxOptions is the most values that a facet may have to be offered: a list
// of thousands of briefs helps nobody.
const maxOptions = 250

func (v *Views) tracker(page int) any {
	all := v.site.Recommendations()
	pager := v.pager("/recommendations/", page, trackerRows, len(all))
	o := v.overview()
	p := &Tracker{
		Head: v.listHead("recommendations", "/recommendations/", "Recommendations", fmt.Sprintf(
			"%s with the state of each as of %s.", upper(number(len(all), "recommendation", "recommendations")), v.site.AsOf().Words()), pager),
		Pager:     pager,
		Scorecard: newScorecard("", o.badges, v.rollUpRule(len(all))),
		Facets:    v.facets(),
		Rule:      "A recommendation stands " + site.RollUpWords(v.site.Settings().RollUp) + ".",
	}
	if v.site.Settings().Writes("data") {
		p.Data, p.CSV = v.url("/data/recommendations.json"), v.url("/data/recommendations.csv")
	}
	for _, r := range onPage(all, page, trackerRows) {
		p.Rows = append(p.Rows, v.trackerRow(r))
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

func (v *Views) trackerRow(r *site.Recommendation) TrackerRow {
	row := TrackerRow{Row: v.row(r)}
	var ids []string
	for i := range r.To {
		ids = append(ids, v.canonicalID(r.To[i].Actor))
	}
	row.Actors = strings.Join(ids, " ")
	ids = ids[:0]
	for _, t := range r.Topics {
		ids = append(ids, v.canonicalID(t))
	}
	row.TopicIDs = strings.Join(ids, " ")
	if r.Brief.Value != "" {
		row.BriefID = v.canonicalID(r.Brief)
	}
	return row
}

// canonicalID is the id of the record that a reference leads to, as the record
// has it, so that old ids and other capitals filter alike.
func (v *Views) canonicalID(ref site.Ref) string {
	if e, ok := v.site.Lookup(ref.Value); ok {
		return e.Common().ID
	}
	return ref.Value
}

// newFacets are the facets of all recommendations, which every page of the
// tracker shows.
func (v *Views) newFacets() []Facet {
	actors, topics, briefs := map[*site.Record]int{}, map[*site.Record]int{}, map[*site.Record]int{}
	count := func(m map[*site.Record]int, ref site.Ref) {
		if ref.Value == "" {
			return
		}
		if e, ok := v.site.Lookup(ref.Value); ok {
			m[e.Common()]++
		}
	}
	inHorizon := map[string]int{}
	for _, r := range v.site.Recommendations() {
		inHorizon[r.Horizon]++
		for i := range r.To {
			count(actors, r.To[i].Actor)
		}
		for _, t := range r.Topics {
			count(topics, t)
		}
		count(briefs, r.Brief)
	}
	badges := v.overview().badges
	states := Facet{Name: "badge", Title: "State"}
	for _, b := range bestFirst {
		if n := badges[b]; n > 0 {
			states.Options = append(states.Options, FacetOption{Code: string(b), Label: b.Label(), N: n, State: stateOf(b)})
		}
	}
	horizons := Facet{Name: "horizon", Title: "Horizon"}
	for _, h := range site.Horizons() {
		if n := inHorizon[h]; n > 0 {
			horizons.Options = append(horizons.Options, FacetOption{Code: h, Label: site.HorizonLabel(h), N: n})
		}
	}
	var out []Facet
	for _, f := range []Facet{
		states,
		{Name: "actor", Title: "Addressee", Options: v.recordOptions(actors)},
		{Name: "topic", Title: "Topic", Options: v.recordOptions(topics)},
		horizons,
		{Name: "brief", Title: "Brief", Options: v.recordOptions(briefs)},
	} {
		if n := len(f.Options); n > 1 && n <= maxOptions {
			out = append(out, f)
		}
	}
	return out
}

// recordOptions are records as the values of a facet, by label.
func (v *Views) recordOptions(counts map[*site.Record]int) []FacetOption {
	if len(counts) > maxOptions {
		return nil
	}
	out := make([]FacetOption, 0, len(counts))
	for r, n := range counts {
		if e, ok := v.site.Lookup(r.ID); ok {
			out = append(out, FacetOption{Code: r.ID, Label: v.title(e), N: n})
		}
	}
	slices.SortFunc(out, func(a, b FacetOption) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Code, b.Code))
	})
	return out
}
