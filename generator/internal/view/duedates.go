package view

import (
	"cmp"
	"slices"

	"readout/generator/internal/site"
)

// deadline is an open date of some addressees of one recommendation.
type deadline struct {
	of     *site.Recommendation
	reply  bool // when a reply is due, not delivery
	on     site.Date
	late   bool
	soon   bool
	actors []*site.Assignment
}

// deadlines are the dates of a recommendation by which something is still to
// come: a reply that was not given, a delivery that was not found.
func (v *Views) deadlines(r *site.Recommendation, st *site.State) []deadline {
	if st.Record != "open" {
		return nil
	}
	var out []deadline
	today, soon := v.site.AsOf().Last(), v.site.Settings().DueSoonDays
	add := func(a *site.Assignment, reply bool, on site.Date) {
		for i := range out {
			if out[i].reply == reply && out[i].on == on {
				out[i].actors = append(out[i].actors, a)
				return
			}
		}
		out = append(out, deadline{
			of: r, reply: reply, on: on, actors: []*site.Assignment{a},
			late: on.Last() < today, soon: on.Last() >= today && int(on.Last()-today) <= soon,
		})
	}
	for i := range st.Assignments {
		a := &st.Assignments[i]
		if a.Response == "none" && !a.RespondBy.IsZero() {
			add(a, true, a.RespondBy)
		}
		if due := st.OpenDue(a); !due.IsZero() {
			add(a, false, due)
		}
	}
	return out
}

func (v *Views) due(page int) any {
	p := v.review("due", page, v.reviewed["due"](), "Overdue and due soon",
		"Every date by which an addressee still owes a reply or a delivery.",
		"A delivery is overdue when its date is before "+v.site.AsOf().Words()+" and the evidence does not show it delivered; a reply, when there is none. A month or a year means its last day. What comes within "+
			number(v.site.Settings().DueSoonDays, "day", "days")+" is due soon. "+v.datedWords())
	p.Filter = v.trackerAt("overdue=yes", "What is overdue, in the tracker")
	return v.finished(p)
}

func (v *Views) dueGroups() []ReviewGroup {
	var overdue, replies, soon, later []deadline
	for _, r := range v.site.Recommendations() {
		for _, d := range v.deadlines(r, v.site.State(r)) {
			switch {
			case d.late && d.reply:
				replies = append(replies, d)
			case d.late:
				overdue = append(overdue, d)
			case d.soon:
				soon = append(soon, d)
			default:
				later = append(later, d)
			}
		}
	}
	return []ReviewGroup{
		reviewGroup("overdue", "Overdue", "No delivery is overdue.", v.dueRows(overdue)),
		reviewGroup("reply-overdue", "Reply overdue", "No reply is overdue.", v.dueRows(replies)),
		reviewGroup("due-soon", "Due soon", "Nothing falls due within "+number(v.site.Settings().DueSoonDays, "day", "days")+".", v.dueRows(soon)),
		reviewGroup("next", "Later", "No later date is set.", v.dueRows(later)),
	}
}

// datedWords says how much of the whole has a date at all.
func (v *Views) datedWords() string {
	n, open := 0, 0
	for _, r := range v.site.Recommendations() {
		st := v.site.State(r)
		if st.Record != "open" {
			continue
		}
		open++
		if slices.ContainsFunc(st.Assignments, func(a site.Assignment) bool { return !a.Due.IsZero() || !a.RespondBy.IsZero() }) {
			n++
		}
	}
	return upper(number(n, "recommendation", "recommendations")) + " of " + number(open, "that is open has a date.", "that are open have a date.")
}

// dueRows are dates in order.
func (v *Views) dueRows(ds []deadline) []ReviewRow {
	slices.SortStableFunc(ds, func(a, b deadline) int { return cmp.Compare(a.on.Last(), b.on.Last()) })
	rows := make([]ReviewRow, len(ds))
	for i, d := range ds {
		what := "delivery"
		if d.reply {
			what = "reply"
		}
		rows[i] = ReviewRow{
			Row: v.row(d.of), State: stateOf(d.actors[0].Badge), When: timeOf(d.on), Late: d.late,
			Note: what + ", " + v.sinceWords(d.on.Last()),
		}
		for _, a := range d.actors {
			if l := v.linkTo(a.Addressee.Actor); l != nil {
				rows[i].Actors = append(rows[i].Actors, *l)
			}
		}
	}
	return rows
}
