package view

import (
	"fmt"

	"readout/generator/internal/site"
)

// Tracker is one page of /recommendations/. It is whole without JavaScript;
// with it, the first page filters and sorts all recommendations, of which it
// fetches what it needs from Index when a reader begins to.
type Tracker struct {
	Head
	Pager     Pager
	Scorecard *Scorecard // of all recommendations, not only this page's; nil when there is none
	Facets    []Facet    // of the first page; nil on the others
	Rows      []*Row
	Rule      string        // the rule behind the state of each row, as a sentence
	Parts     []TrackerPage // pages about parts of it
	ByState   []TrackerPage // pages of those that stand alike
	Data, CSV string        // URLs of the whole table; empty when not written
	Index     string        // URL of data/tracker/index.json; empty when it is not written or not needed
	Pieces    *RowPieces    // what scripts make rows of; nil where Index is empty
	Search    string        // URL of the folder of the search index; empty where words cannot be looked up
}

// RowPieces are parts of rows for scripts to copy, so that what they show has
// the markup of layouts.
type RowPieces struct {
	Sample *Row // with every part that a row may have
	States []*State
	Gaps   []*Flag
}

// trackerRows is how many recommendations stand on one page of the tracker.
const trackerRows = 500

func (v *Views) tracker(page int) any {
	all := v.site.Recommendations()
	pager := v.pager("/recommendations/", page, trackerRows, len(all))
	states := v.overview().states
	p := &Tracker{
		Head: v.listHead("recommendations", "/recommendations/", "Recommendations", fmt.Sprintf(
			"%s with the state of each as of %s.", upper(number(len(all), "recommendation", "recommendations")), v.site.AsOf().Words()), pager),
		Pager:     pager,
		Scorecard: states.scorecard("", v.rollUpRule(len(all))),
		Rows:      v.rowsOf(onPage(all, page, trackerRows)),
		Rule:      "A recommendation stands " + site.RollUpWords(v.site.Settings().RollUp) + ".",
		Parts:     v.trackerPages(""),
	}
	for _, b := range states.present() {
		p.ByState = append(p.ByState, TrackerPage{
			Link: Link{URL: v.url(stateURL(b)), Label: b.Label()}, N: states.counts[b], State: stateOf(b),
		})
	}
	if v.site.Settings().Writes("data") {
		p.Data = v.url("/data/recommendations.json")
		if v.site.Settings().Writes("tables") {
			p.CSV = v.url("/data/recommendations.csv")
		}
		if page == 1 && len(all) > 1 && v.site.Settings().Writes("tracker") {
			p.Facets, p.Index, p.Pieces = v.facets(), v.url("/data/tracker/index.json"), rowPieces()
			if v.site.Settings().Writes("search") {
				p.Search = v.url("/search/")
			}
		}
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

// HasTracker reports whether the tracker's page has the script that reads
// Index.
func (v *Views) HasTracker() bool { return v.uses("recommendations", "Index") }

func rowPieces() *RowPieces {
	link := &Link{}
	p := &RowPieces{
		Sample: &Row{
			State: stateOf("not_assessed"), SplitText: " ", To: []Addressee{{Link: link, Role: " "}}, Topics: []*Link{link}, Brief: link,
			Form: " ", Horizon: " ", Priority: " ", Due: Time{Words: " "}, Late: true, Updated: Time{Words: " "},
			Gap: gapFlags["claimed_ahead"], Stale: true,
		},
		Gaps: []*Flag{gapFlags["claimed_ahead"], gapFlags["evidence_ahead"]},
	}
	for _, b := range site.Badges() {
		p.States = append(p.States, stateOf(b))
	}
	return p
}

// canonicalID is the id of the record that a reference leads to, as the record
// has it, so that old ids and other capitals are the same.
func (v *Views) canonicalID(ref site.Ref) string {
	if e, ok := v.site.Lookup(ref.Value); ok {
		return e.Common().ID
	}
	return ref.Value
}
