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

// history tells the events known at the as-of date, oldest first, each with the
// state after its day as it is known now.
func (v *Views) history(t *text, r *site.Recommendation, st *site.State, moments []moment) []HistoryEntry {
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
			Changes: setWords(r, st, e),
			Note:    t.inline(&r.Record, e.Note, eventID(i)+"-"),
		}
		if on := learned(e); on != e.Date {
			h.Recorded = timeOf(on)
		}
		if n == 0 || e.Date.First() != day {
			day = e.Date.First()
			at, _ := slices.BinarySearchFunc(moments, day, func(m moment, day site.Day) int { return cmp.Compare(m.on.First(), day) })
			before, after = after, moments[at].now.Badge
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
// beside it: the one that was known in a state.
func setWords(r *site.Recommendation, st *site.State, e *site.HistoryEvent) []string {
	var out []string
	for _, s := range e.Set {
		out = append(out, site.AxisName(s.Axis)+": "+lower(site.AxisLabel(s.Axis, s.Value)))
	}
	if !e.Due.IsZero() {
		out = append(out, movedWords("Due: ", e.Due, deadlineBefore(r, st, e, func(a *site.Addressee) site.Date { return a.Due }, func(e *site.HistoryEvent) site.Date { return e.Due })))
	}
	if !e.RespondBy.IsZero() {
		out = append(out, movedWords("Reply due: ", e.RespondBy, deadlineBefore(r, st, e, func(a *site.Addressee) site.Date { return a.RespondBy }, func(e *site.HistoryEvent) site.Date { return e.RespondBy })))
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
// was given. What was recorded after the date of a state is not known in it.
func deadlineBefore(r *site.Recommendation, st *site.State, e *site.HistoryEvent, given func(*site.Addressee) site.Date, moved func(*site.HistoryEvent) site.Date) site.Date {
	var before site.Date
	var on site.Day
	for i := range r.To {
		if len(e.Actors) == 0 || names(e.Actors, r.To[i].Actor.Value) {
			before = given(&r.To[i])
			break
		}
	}
	for _, i := range st.History {
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
