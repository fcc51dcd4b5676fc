package view

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/site"
)

// learned is the day on which an event became known: the day it happened, or
// the later one on which it was recorded.
func learned(e *site.HistoryEvent) site.Date {
	if e.Recorded.First() > e.Date.First() {
		return e.Recorded
	}
	return e.Date
}

// moment is a day on which something was learned, with the state that was
// known from then on.
type moment struct {
	on     site.Date
	events []int // indexes in the history, oldest first
	state  *site.State
}

// moments are the days on which a recommendation's history became known,
// oldest first.
func (v *Views) moments(r *site.Recommendation, st *site.State) []moment {
	order := slices.Clone(st.History)
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Compare(learned(&r.History[i]).First(), learned(&r.History[j]).First())
	})
	var out []moment
	for _, i := range order {
		on := learned(&r.History[i])
		if n := len(out); n == 0 || out[n-1].on.First() != on.First() {
			out = append(out, moment{on: on, state: v.site.StateAt(r, on.First().Date())})
		}
		last := &out[len(out)-1]
		last.events = append(last.events, i)
	}
	return out
}

// asItHappened is a recommendation with the events known at the as-of date,
// each as if it had been recorded on the day it happened: for telling the
// history as it reads now. What was learned when, known tells.
func asItHappened(r *site.Recommendation, st *site.State) *site.Recommendation {
	late := func(i int) bool { return learned(&r.History[i]) != r.History[i].Date }
	if len(st.History) == len(r.History) && !slices.ContainsFunc(st.History, late) {
		return r
	}
	told := *r
	told.History = make([]site.HistoryEvent, len(st.History))
	for n, i := range st.History {
		told.History[n] = r.History[i]
		told.History[n].Recorded = told.History[n].Date
	}
	return &told
}

// history tells the events known at the as-of date, oldest first.
func (v *Views) history(t *text, r *site.Recommendation, st *site.State, moments []moment) []HistoryEntry {
	told := asItHappened(r, st)
	var out []HistoryEntry
	var before, after site.Badge
	var day site.Day
	for n, i := range st.History {
		e := &r.History[i]
		h := HistoryEntry{
			ID:      eventID(i),
			Date:    timeOf(e.Date),
			Type:    site.EventTypeLabel(e.Type),
			Code:    e.Type,
			Actors:  v.linksTo(e.Actors),
			Changes: setWords(r, e),
			Note:    t.inline(&r.Record, e.Note, eventID(i)+"-"),
		}
		if on := learned(e); on != e.Date {
			h.Recorded = timeOf(on)
		}
		if n == 0 || e.Date.First() != day {
			day = e.Date.First()
			before, after = after, v.badgeOn(told, day, r, moments)
			h.Changed = before != after
		}
		h.State = stateOf(after)
		for j := range e.Evidence {
			if line, ok := v.evidence(&e.Evidence[j]); ok {
				h.Evidence = append(h.Evidence, line)
			}
		}
		out = append(out, h)
	}
	return out
}

// badgeOn is the state of a recommendation as told after a day. Where nothing
// was learned late, moments know it.
func (v *Views) badgeOn(told *site.Recommendation, day site.Day, r *site.Recommendation, moments []moment) site.Badge {
	if told == r {
		for i := range moments {
			if moments[i].on.First() == day {
				return moments[i].state.Badge
			}
		}
	}
	return v.site.StateAt(told, day.Date()).Badge
}

// eventID is the id of the element that shows an event, by its index.
func eventID(i int) string { return "event-" + strconv.Itoa(i+1) }

func (v *Views) evidence(e *site.Evidence) (EvidenceLine, bool) {
	found, _ := v.site.Lookup(e.Source.Value)
	s, ok := found.(*site.Source)
	if !ok {
		return EvidenceLine{}, false
	}
	line := EvidenceLine{Source: v.sourceLine(s), Quote: e.Quote, Locator: e.Locator, Code: cmp.Or(e.Stance, "supports")}
	if line.Code != "supports" {
		line.Stance = site.StanceLabel(line.Code)
	}
	return line, true
}

// setWords says what an event set. A deadline that moved keeps the old one
// beside it.
func setWords(r *site.Recommendation, e *site.HistoryEvent) []string {
	var out []string
	for _, s := range e.Set {
		out = append(out, site.AxisName(s.Axis)+": "+lower(site.AxisLabel(s.Axis, s.Value)))
	}
	if !e.Due.IsZero() {
		out = append(out, movedWords("Due: ", e.Due, deadlineBefore(r, e, func(a *site.Addressee) site.Date { return a.Due }, func(e *site.HistoryEvent) site.Date { return e.Due })))
	}
	if !e.RespondBy.IsZero() {
		out = append(out, movedWords("Reply due: ", e.RespondBy, deadlineBefore(r, e, func(a *site.Addressee) site.Date { return a.RespondBy }, func(e *site.HistoryEvent) site.Date { return e.RespondBy })))
	}
	return out
}

func movedWords(name string, now, before site.Date) string {
	if before.IsZero() || before == now {
		return name + now.Words()
	}
	return name + now.Words() + " (before: " + before.Words() + ")"
}

// deadlineBefore is the deadline that an event replaces: the last that an
// earlier event gave the same addressees, else the one that the first of them
// was given.
func deadlineBefore(r *site.Recommendation, e *site.HistoryEvent, given func(*site.Addressee) site.Date, moved func(*site.HistoryEvent) site.Date) site.Date {
	var before site.Date
	var on site.Day
	for i := range r.To {
		if len(e.Actors) == 0 || names(e.Actors, r.To[i].Actor.Value) {
			before = given(&r.To[i])
			break
		}
	}
	for i := range r.History {
		x := &r.History[i]
		if x == e {
			continue
		}
		same := len(x.Actors) == 0 || len(e.Actors) > 0 && names(x.Actors, e.Actors[0].Value)
		day := x.Date.First()
		earlier := day < e.Date.First() || day == e.Date.First() && x.Pos.Compare(e.Pos) < 0
		if d := moved(x); !d.IsZero() && same && earlier && day >= on {
			before, on = d, day
		}
	}
	return before
}

func names(refs []site.Ref, id string) bool {
	return slices.ContainsFunc(refs, func(r site.Ref) bool { return strings.EqualFold(r.Value, id) })
}

// known tells what was known when: the state from each day on which something
// was learned, and what was new.
func (v *Views) known(r *site.Recommendation, moments []moment) []KnownState {
	var out []KnownState
	var before *site.State
	if len(moments) > 0 {
		before = v.site.StateAt(r, (moments[0].on.First() - 1).Date())
	}
	for i := range moments {
		m := &moments[i]
		k := KnownState{
			Date:    timeOf(m.on),
			State:   stateOf(m.state.Badge),
			Split:   countsOf(m.state),
			Changed: i == 0 || before.Badge != m.state.Badge,
			Changes: v.difference(before, m.state),
		}
		for _, j := range m.events {
			e := &r.History[j]
			if learned(e) != e.Date {
				k.Late = append(k.Late, site.EventTypeLabel(e.Type)+" "+e.Date.When())
			}
		}
		out = append(out, k)
		before = m.state
	}
	return out
}

// difference says in words what one state has that an earlier one had not, by
// addressee; what changed alike for all addressees is said once.
func (v *Views) difference(before, after *site.State) []string {
	var out []string
	if before.Record != after.Record {
		out = append(out, changeWords("", "Record", site.AxisLabel("record", before.Record), site.AxisLabel("record", after.Record)))
	}
	type change struct{ axis, was, is string }
	changes := make([][]change, len(after.Assignments))
	for i := range after.Assignments {
		a, b := &before.Assignments[i], &after.Assignments[i]
		add := func(axis, was, is string) {
			if was != is {
				changes[i] = append(changes[i], change{axis, was, is})
			}
		}
		add("Response", site.AxisLabel("response", a.Response), site.AxisLabel("response", b.Response))
		add("Claimed", site.AxisLabel("claimed", a.Claimed), site.AxisLabel("claimed", b.Claimed))
		add("Assessed", site.AxisLabel("assessed", a.Assessed), site.AxisLabel("assessed", b.Assessed))
		add("Reply due", a.RespondBy.Words(), b.RespondBy.Words())
		add("Due", a.Due.Words(), b.Due.Words())
	}
	alike := true
	for _, c := range changes {
		alike = alike && slices.Equal(c, changes[0])
	}
	for i, of := range changes {
		who := ""
		if !alike {
			if l := v.linkTo(after.Assignments[i].Addressee.Actor); l != nil {
				who = l.Label
			}
		} else if i > 0 {
			break
		}
		for _, c := range of {
			out = append(out, changeWords(who, c.axis, c.was, c.is))
		}
	}
	return out
}

func changeWords(who, axis, was, is string) string {
	s := axis + ": "
	if who != "" {
		s = who + ": " + lower(axis) + ": "
	}
	if was != "" {
		s += lower(was) + " → "
	}
	return s + lower(is)
}
