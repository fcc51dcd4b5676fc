package view

import (
	"cmp"
	"slices"

	"readout/generator/internal/site"
)

// KnownState is a recommendation on one day of its history: what happened and
// what was learned on it, its state as this site would have given it on that
// day, and its state on that day by what has been learned since.
type KnownState struct {
	ID       string // of the element: "known-2022-08-14"
	Date     Time
	Happened []Link // entries of that date; URLs lead to them
	Learned  []Link // entries that were recorded that day and had happened before; Note says when
	Then     KnownBadge
	Now      KnownBadge
	Differ   bool // Then and Now are not the same
}

// KnownBadge is a state with how it is divided.
type KnownBadge struct {
	*State
	SplitText string // "2 of 3 delivered"; empty when all addressees stand alike
}

// moment is a day on which something happened or was learned.
type moment struct {
	on       site.Date // as it is written
	happened []int     // events of that date: indexes in the history
	learned  []int     // events that were recorded on it and had happened before
	then     *site.State
	now      *site.State
}

// moments are the days of a recommendation's history, oldest first.
func (v *Views) moments(r *site.Recommendation, st *site.State) []moment {
	out := make([]moment, 0, len(st.History)+1)
	at := func(on site.Date) *moment {
		i, ok := slices.BinarySearchFunc(out, on.First(), func(m moment, day site.Day) int { return cmp.Compare(m.on.First(), day) })
		if !ok {
			out = slices.Insert(out, i, moment{on: on})
		}
		return &out[i]
	}
	late := false
	for _, i := range st.History {
		e := &r.History[i]
		m := at(e.Date)
		m.happened = append(m.happened, i)
		if on := learned(e); on != e.Date {
			late = true
			m := at(on)
			m.learned = append(m.learned, i)
		}
	}
	told := r
	if late || len(st.History) < len(r.History) {
		told = asItHappened(r, st)
	}
	for i := range out {
		m := &out[i]
		day := m.on.First().Date()
		m.then = v.site.StateAt(r, day)
		m.now = m.then
		if told != r {
			m.now = v.site.StateAt(told, day)
		}
	}
	return out
}

// asItHappened is a recommendation with the events known at the as-of date,
// each as if it had been recorded on the day it happened: so its state on a
// day is the one that is known now.
func asItHappened(r *site.Recommendation, st *site.State) *site.Recommendation {
	told := *r
	told.History = make([]site.HistoryEvent, len(st.History))
	for n, i := range st.History {
		told.History[n] = r.History[i]
		told.History[n].Recorded = told.History[n].Date
	}
	return &told
}

// known tells the days of a history apart by what changed and what was
// learned.
func (v *Views) known(r *site.Recommendation, moments []moment) []KnownState {
	badge := func(st *site.State) KnownBadge {
		return KnownBadge{State: stateOf(st.Badge), SplitText: splitText(countsOf(st))}
	}
	entry := func(i int) Link {
		return Link{URL: "#" + eventID(i), Label: site.EventTypeLabel(r.History[i].Type)}
	}
	out := make([]KnownState, len(moments))
	for i := range moments {
		m := &moments[i]
		k := KnownState{ID: "known-" + m.on.First().Date().ISO(), Date: timeOf(m.on), Then: badge(m.then), Now: badge(m.now)}
		k.Differ = k.Then != k.Now
		for _, j := range m.happened {
			k.Happened = append(k.Happened, entry(j))
		}
		for _, j := range m.learned {
			l := entry(j)
			l.Note = r.History[j].Date.When()
			k.Learned = append(k.Learned, l)
		}
		out[i] = k
	}
	return out
}
