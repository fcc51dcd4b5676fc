package site

import (
	"slices"
)

// What a recommendation's events must be among themselves. Rules that need
// other records stand in check.go.

// Groups of values that rules speak of.
var (
	deliveredValues = []string{"delivered", "delivered_alternative", "exceeded"}
	actedValues     = []string{"started", "partial", "delivered", "delivered_alternative", "exceeded"}
)

// sets returns the value that an event gives an axis, "" when it gives none.
func (e *HistoryEvent) sets(axis string) string {
	for _, v := range e.Set {
		if v.Axis == axis {
			return v.Value
		}
	}
	return ""
}

// checkHistory reports events that cannot be true together. fields are the
// events as they were written.
func (c *reader) checkHistory(r *Recommendation, fields []eventField) {
	for i := range r.History {
		c.checkDeadline(r, fields, i)
		c.checkEvidence(r, &fields[i], i)
		c.checkRecordAxis(&r.History[i], &fields[i])
	}
	c.checkOrder(r, fields)
}

// checkDeadline checks the dates of an event that sets or moves a deadline.
func (c *reader) checkDeadline(r *Recommendation, fields []eventField, i int) {
	e, f := &r.History[i], &fields[i]
	if e.Type != "deadline_set" && e.Type != "deadline_moved" {
		for _, d := range []locatedDate{f.Due, f.RespondBy} {
			if !d.Value.IsZero() && e.Type != "" {
				c.errorAt(Ref{Pos: d.Pos, Width: d.Width}, "deadline-misplaced", "an event of type %s sets no deadline", e.Type).
					Hint = "write an event of type deadline_set or deadline_moved for it"
			}
		}
		return
	}
	if e.Due.IsZero() && e.RespondBy.IsZero() {
		c.errorAt(f.Type, "deadline-missing", "this event names no deadline").Hint = "add due: or respond_by: with a date"
		return
	}
	earlier := false
	for j := range r.History {
		o := &r.History[j]
		if j == i || o.Type != "deadline_set" && o.Type != "deadline_moved" || !shareActors(o, e) ||
			(o.Due.IsZero() || e.Due.IsZero()) && (o.RespondBy.IsZero() || e.RespondBy.IsZero()) {
			continue
		}
		if o.Date == e.Date && j < i {
			c.warnAt(f.Type, "deadline-moved-twice", "the deadline is set twice %s, here and at line %d", e.Date.When(), o.Pos.Line).
				Hint = "only the later entry counts; keep one"
		}
		if o.Date.First() < e.Date.First() || o.Date.First() == e.Date.First() && j < i {
			earlier = true
		}
	}
	for k := range r.To {
		to := &r.To[k]
		if concerns(e, to, keyOf) && (!e.Due.IsZero() && (!to.Due.IsZero() || to.DueText != "") || !e.RespondBy.IsZero() && !to.RespondBy.IsZero()) {
			earlier = true
		}
	}
	if e.Type == "deadline_moved" && !earlier {
		c.warnAt(f.Type, "deadline-unset", "this event moves a deadline that none has set before").
			Hint = "write the first deadline as deadline_set, or as due: of the addressee"
	}
}

// shareActors reports whether two events concern a common addressee.
func shareActors(a, b *HistoryEvent) bool {
	if len(a.Actors) == 0 || len(b.Actors) == 0 {
		return true
	}
	return slices.ContainsFunc(a.Actors, func(x Ref) bool {
		return slices.ContainsFunc(b.Actors, func(y Ref) bool { return keyOf(x.Value) == keyOf(y.Value) })
	})
}

// checkEvidence checks that an assessment comes with what its value needs.
func (c *reader) checkEvidence(r *Recommendation, f *eventField, i int) {
	for k, v := range r.History[i].Set {
		at := Ref{Pos: v.Pos, Width: f.Set.widths[k]}
		switch {
		case v.Axis != "assessed":
		case v.Value == "no_evidence_found" && len(r.Searches) == 0:
			c.errorAt(at, "search-missing", "“no_evidence_found” without a search").
				Hint = "say in searches: when and where evidence was looked for"
		case slices.Contains(deliveredValues, v.Value) && len(evidenceUntil(r, i)) == 0:
			c.errorAt(at, "evidence-missing", "an assessment as “%s” without the evidence that it needs", v.Value).
				Hint = "add evidence: with the ids of sources"
		}
	}
}

// evidenceUntil returns the evidence of an event and of those before it.
func evidenceUntil(r *Recommendation, i int) []Evidence {
	var out []Evidence
	at := &r.History[i]
	for j := range r.History {
		if o := &r.History[j]; j == i || o.Date.First() < at.Date.First() || o.Date.First() == at.Date.First() && j < i {
			out = append(out, o.Evidence...)
		}
	}
	return out
}

// checkRecordAxis checks a value of record against the event's type, which
// decides for most of them.
func (c *reader) checkRecordAxis(e *HistoryEvent, f *eventField) {
	for k, v := range e.Set {
		if v.Axis != "record" || v.Value == "merged" || v.Value == "overtaken" || e.Type == "" {
			continue
		}
		want := v.Value
		if want == "open" {
			want = "reopened"
		}
		if e.Type != want {
			c.errorAt(Ref{Pos: v.Pos, Width: f.Set.widths[k]}, "record-type", "an event of type %s does not set record to %s", e.Type, v.Value).
				Hint = "write an event of type " + want
		}
	}
}

// checkOrder follows the record through the events in order of date.
func (c *reader) checkOrder(r *Recommendation, fields []eventField) {
	order := make([]int, 0, len(r.History))
	issued := Date{}
	for i := range r.History {
		e := &r.History[i]
		if e.Date.IsZero() || e.Type == "" {
			continue
		}
		order = append(order, i)
		if e.Type == "issued" && (issued.IsZero() || e.Date.First() < issued.First()) {
			issued = e.Date
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return int(r.History[i].Date.First()) - int(r.History[j].Date.First()) })
	record := "open"
	var by Date // of the event that set it
	for _, i := range order {
		e, at := &r.History[i], fields[i].Type
		if e.Type != "issued" && !issued.IsZero() && e.Date.Last() < issued.First() {
			c.warnAt(at, "event-before-issued", "this event (%s) is before the recommendation was issued (%s)", e.Date, issued)
		}
		// A recheck that is recorded before its day is planned.
		if e.Type != "recheck" && !fields[i].Recorded.Value.IsZero() && e.Recorded.Last() < e.Date.First() {
			c.warnAt(Ref{Pos: fields[i].Recorded.Pos, Width: fields[i].Recorded.Width}, "event-recorded-early",
				"this event was recorded (%s) before it happened (%s)", e.Recorded, e.Date)
		}
		switch {
		case e.Type == "reopened" && record == "open":
			c.warnAt(at, "event-reopened-open", "this event reopens a recommendation that is open")
		case e.Type == "closed" && record == "closed":
			c.warnAt(at, "event-closed-twice", "this event closes a recommendation that was closed %s", by.When())
		case record == "superseded" && !slices.Contains(afterTheEnd, e.Type):
			c.warnAt(at, "event-after-superseded", "this event comes after the recommendation was superseded %s", by.When()).
				Hint = "if it is open again, write an event of type reopened before"
		}
		switch {
		case e.Type == "superseded" || e.Type == "withdrawn" || e.Type == "closed":
			record, by = e.Type, e.Date
		case e.Type == "reopened":
			record, by = "open", e.Date
		}
		if v := e.sets("record"); v == "merged" || v == "overtaken" {
			record, by = v, e.Date
		}
	}
}

// afterTheEnd are the types of events that may follow when a recommendation
// was superseded.
var afterTheEnd = []string{"reopened", "superseded", "correction", "evidence_added", "recheck", "withdrawn", "closed"}

// isBadge reports whether a code is a badge's.
func isBadge(code string) bool { _, ok := badgeRank[Badge(code)]; return ok }

func badgeCodes() []string {
	codes := make([]string, 0, len(badgeLooks))
	for _, b := range Badges() {
		codes = append(codes, string(b))
	}
	return codes
}
