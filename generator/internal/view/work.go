package view

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/site"
)

// task is a recommendation as it stands with one actor.
type task struct {
	row  *Row
	rank int // in worst-first order of states
	open bool
	done bool
	due  site.Day
}

// work is an actor's work list: what it was asked, and what others were asked
// whose duties it holds, each as it stands with the actor that was asked. It is
// whole, and has yet to be cut into pages.
func (v *Views) work(p *Actor, a *site.Actor, own []*site.Recommendation) {
	t := newTally()
	tasks := v.tasks(a, own, nil, t)
	for _, i := range v.site.Inheritances(a, v.site.AsOf()) {
		from := &Holding{Link: v.link(i.From), Since: timeOf(i.Since), Scope: strings.Join(i.Scopes, ", ")}
		tasks = append(tasks, v.tasks(i.From, recommendationsVia(v.site.Links(i.From), site.ViaAddressee), from, t)...)
	}
	worstFirst := map[string]int{}
	for i, b := range site.Badges() {
		worstFirst[string(b)] = i
	}
	for i := range tasks {
		tasks[i].rank = worstFirst[tasks[i].row.State.Code]
	}
	slices.SortStableFunc(tasks, func(a, b task) int { return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.rank, b.rank)) })
	name := v.title(a)
	p.NoWork = "No recommendation is addressed to " + name + "."
	part := func(caption string, fits func(task) bool) {
		var rows []*Row
		for i := range tasks {
			if fits(tasks[i]) {
				rows = append(rows, tasks[i].row)
			}
		}
		if len(rows) > 0 {
			p.Work = append(p.Work, Table{
				Caption: caption + ": " + number(len(rows), "recommendation", "recommendations") + " of " + strconv.Itoa(len(tasks)) + ", the next date first",
				Rows:    rows,
			})
		}
	}
	part("To be done", func(t task) bool { return t.open && !t.done })
	part("Delivered", func(t task) bool { return t.open && t.done })
	part("No longer open", func(t task) bool { return !t.open })
	inherited := len(tasks) - len(own)
	rule := countOnce(len(tasks), "recommendation") + ", at the state that it has for " + name
	if inherited > 0 {
		rule += " or, of the " + number(inherited, "one", "ones") + " inherited, for the actor that was asked"
	}
	p.Scorecard = t.scorecard("", rule+".")
	p.HeldBy = v.holdings(a)
	if len(tasks) > 0 {
		p.Filter = v.trackerAt("actor="+a.ID, "Sort and filter these in the tracker")
	}
}

// tasks are the recommendations to an actor, counted into a tally. from tells
// that another actor has inherited them.
func (v *Views) tasks(a *site.Actor, rs []*site.Recommendation, from *Holding, count *tally) []task {
	var out []task
	for _, r := range rs {
		st := v.site.State(r)
		for i := range st.Assignments {
			x := &st.Assignments[i]
			if !strings.EqualFold(v.canonicalID(x.Addressee.Actor), a.ID) {
				continue
			}
			count.add(x.Badge)
			row := *v.row(r)
			row.State, row.Gap, row.Inherited = stateOf(x.Badge), gapFlags[x.Gap], from
			due := st.OpenDue(x)
			row.Due, row.Late = timeOf(due), v.isLate(due)
			t := task{row: &row, open: st.Record == "open", done: row.State.Tone == "good", due: math.MaxInt32}
			if !due.IsZero() {
				t.due = due.Last()
			}
			out = append(out, t)
			break
		}
	}
	return out
}

// heldBy are the actors that hold the duties of the one that a reference leads
// to.
func (v *Views) heldBy(ref site.Ref) []Holding {
	e, _ := v.site.Lookup(ref.Value)
	a, ok := e.(*site.Actor)
	if !ok || len(a.Successors) == 0 {
		return nil
	}
	return v.holdings(a)
}

func (v *Views) holdings(a *site.Actor) []Holding {
	var out []Holding
	for _, h := range v.site.Holders(a, v.site.AsOf()) {
		if h.Actor != a {
			out = append(out, Holding{Link: v.link(h.Actor), Since: timeOf(h.Since), Scope: strings.Join(h.Scopes, ", ")})
		}
	}
	return out
}
