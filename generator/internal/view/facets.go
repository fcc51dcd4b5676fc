package view

import (
	"cmp"
	"maps"
	"slices"

	"readout/generator/internal/site"
)

// Facet is one property that the tracker can be filtered by.
type Facet struct {
	Name    string        // of the query parameter and in data/tracker: "badge"
	Title   string        // "State"
	Main    bool          // one of the few that most readers want
	Of      int           // how many values there are
	Options []FacetOption // the values; nil where they are too many to be listed, so that readers look for theirs
}

// FacetOption is one value of a facet. N counts recommendations, of all: one
// that is made to two addressees counts for both.
type FacetOption struct {
	Code, Label string
	N           int
	State       *State // of the facet of states; nil for the others
}

// maxOptions is the most values that a facet lists: a list of thousands of
// briefs helps nobody.
const maxOptions = 250

// counter counts recommendations for each value, once each.
type counter struct {
	n    map[string]int
	last map[string]*site.Recommendation
}

func (c *counter) add(r *site.Recommendation, code string) {
	if c.n == nil {
		c.n, c.last = map[string]int{}, map[string]*site.Recommendation{}
	}
	if code != "" && c.last[code] != r {
		c.n[code]++
		c.last[code] = r
	}
}

// newFacets counts all recommendations for the facets of the tracker. A facet
// that cannot tell them apart is not offered.
func (v *Views) newFacets() []Facet {
	var badge, actor, topic, brief, horizon, kind, issued, priority, record, overdue, stale, gap counter
	axes := map[string]*counter{"response": {}, "claimed": {}, "assessed": {}, "schedule": {}}
	all := v.site.Recommendations()
	for _, r := range all {
		st := v.site.State(r)
		badge.add(r, string(st.Badge))
		record.add(r, st.Record)
		horizon.add(r, r.Horizon)
		kind.add(r, r.Form)
		priority.add(r, r.Priority.Level)
		if on := v.site.Issued(r); !on.IsZero() {
			issued.add(r, year(on))
		}
		for _, t := range r.Topics {
			topic.add(r, v.canonicalID(t))
		}
		if r.Brief.Value != "" {
			brief.add(r, v.canonicalID(r.Brief))
		}
		if st.Overdue() {
			overdue.add(r, "yes")
		}
		if st.Stale {
			stale.add(r, "yes")
		}
		for i := range st.Assignments {
			a := &st.Assignments[i]
			for _, holder := range v.holders(a.Addressee.Actor) {
				actor.add(r, holder)
			}
			axes["response"].add(r, a.Response)
			axes["claimed"].add(r, a.Claimed)
			axes["assessed"].add(r, a.Assessed)
			axes["schedule"].add(r, string(a.Schedule))
			if a.Gap != "none" {
				gap.add(r, string(a.Gap))
			}
		}
	}
	axis := func(code string, c *counter) Facet {
		return v.codes(code, site.AxisName(code), site.AxisValues(code), c, func(s string) string { return site.AxisLabel(code, s) })
	}
	same := func(s string) string { return s }
	states := v.codes("badge", "State", nil, nil, nil)
	for _, b := range bestFirst {
		if n := badge.n[string(b)]; n > 0 {
			states.Options = append(states.Options, FacetOption{Code: string(b), Label: b.Label(), N: n, State: stateOf(b)})
		}
	}
	states.Of = len(states.Options)
	years := slices.Sorted(maps.Keys(issued.n))
	slices.Reverse(years)
	facets := []Facet{
		states,
		v.records("actor", "Addressee", &actor),
		v.records("topic", "Topic", &topic),
		v.records("brief", "Brief", &brief),
		v.codes("horizon", "Horizon", site.Horizons(), &horizon, site.HorizonLabel),
		v.codes("kind", "Kind", slices.Sorted(maps.Keys(kind.n)), &kind, upper),
		v.codes("priority", "Priority", slices.Sorted(maps.Keys(priority.n)), &priority, upper),
		v.codes("year", "Made in", years, &issued, same),
		axis("response", axes["response"]),
		axis("claimed", axes["claimed"]),
		axis("assessed", axes["assessed"]),
		axis("schedule", axes["schedule"]),
		axis("record", &record),
		v.codes("gap", "Claim against evidence", []string{"claimed_ahead", "evidence_ahead"}, &gap, func(s string) string { return site.Gap(s).Label() }),
		v.codes("overdue", "Overdue", []string{"yes"}, &overdue, func(string) string { return "Overdue, delivery or reply" }),
		v.codes("stale", "Stale", []string{"yes"}, &stale, func(string) string { return "No news for a long time" }),
	}
	var out []Facet
	for i, f := range facets {
		f.Main = i < 4
		if f.Of == 0 || f.Of == 1 && f.Options[0].N == len(all) {
			continue
		}
		if f.Of > maxOptions {
			f.Options = nil
		}
		out = append(out, f)
	}
	return out
}

// codes is a facet of some codes that occur, in their order.
func (v *Views) codes(name, title string, codes []string, c *counter, label func(string) string) Facet {
	f := Facet{Name: name, Title: title}
	for _, code := range codes {
		if n := c.n[code]; n > 0 {
			f.Options = append(f.Options, FacetOption{Code: code, Label: label(code), N: n})
		}
	}
	f.Of = len(f.Options)
	return f
}

// records is a facet of records, by label.
func (v *Views) records(name, title string, c *counter) Facet {
	f := Facet{Name: name, Title: title, Of: len(c.n)}
	if f.Of <= maxOptions {
		f.Options = v.recordOptions(c)
	}
	return f
}

func (v *Views) recordOptions(c *counter) []FacetOption {
	out := make([]FacetOption, 0, len(c.n))
	for id, n := range c.n {
		if e, ok := v.site.Lookup(id); ok {
			out = append(out, FacetOption{Code: id, Label: v.title(e), N: n})
		}
	}
	slices.SortFunc(out, func(a, b FacetOption) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// holders are the ids of an addressee and of those who hold its duties now:
// the addressee first.
func (v *Views) holders(ref site.Ref) []string {
	e, _ := v.site.Lookup(ref.Value)
	a, ok := e.(*site.Actor)
	if !ok {
		return []string{ref.Value}
	}
	out := []string{a.ID}
	if len(a.Successors) == 0 {
		return out
	}
	for _, h := range v.site.Holders(a, v.site.AsOf()) {
		if !slices.Contains(out, h.Actor.ID) {
			out = append(out, h.Actor.ID)
		}
	}
	return out
}
