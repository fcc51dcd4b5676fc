package view

import (
	"cmp"
	"slices"

	"readout/generator/internal/site"
)

// overview is what the first page and the tracker say about all
// recommendations together. It is found once for all of their pages.
type overview struct {
	states  *tally
	due     []*site.Recommendation // the next deadlines
	overdue []*site.Recommendation // the last that passed
	recent  []recentEvent          // newest first

	// How much there is on the pages about parts of the tracker.
	dated int // open dates of addressees, for replies too
	gaps  int // recommendations
	stale int
}

// recentEvent is an entry of a recommendation's history.
type recentEvent struct {
	of    *site.Recommendation
	event int // index in its History
	on    site.Day
}

func (v *Views) newOverview() *overview {
	o := &overview{states: newTally()}
	today := v.site.AsOf().Last()
	deadlines := map[*site.Recommendation]site.Day{}
	for _, r := range v.site.Recommendations() {
		st := v.site.State(r)
		o.states.add(st.Badge)
		o.dated += len(v.deadlines(r, st))
		if st.Stale {
			o.stale++
		}
		if st.Gap() != "none" {
			o.gaps++
		}
		if due := st.NextDue(); !due.IsZero() {
			deadlines[r] = due.Last()
			if due.Last() < today {
				o.overdue = append(o.overdue, r)
			} else {
				o.due = append(o.due, r)
			}
		}
		for _, i := range st.History {
			o.note(recentEvent{of: r, event: i, on: learned(&r.History[i]).First()})
		}
	}
	slices.SortStableFunc(o.due, func(a, b *site.Recommendation) int { return cmp.Compare(deadlines[a], deadlines[b]) })
	slices.SortStableFunc(o.overdue, func(a, b *site.Recommendation) int { return cmp.Compare(deadlines[b], deadlines[a]) })
	o.due = slices.Clone(o.due[:min(len(o.due), homeRows)])
	o.overdue = slices.Clone(o.overdue[:min(len(o.overdue), homeRows)])
	return o
}

// note keeps an entry if it is among the newest. Of one day the later in the
// order of ids and of the file comes first.
func (o *overview) note(e recentEvent) {
	if n := len(o.recent); n == homeChanges && o.recent[n-1].on > e.on {
		return
	}
	at, _ := slices.BinarySearchFunc(o.recent, e.on, func(x recentEvent, on site.Day) int {
		return cmp.Compare(on, x.on)
	})
	o.recent = slices.Insert(o.recent, at, e)
	o.recent = o.recent[:min(len(o.recent), homeChanges)]
}
