package view

import (
	"cmp"
	"math"
	"slices"

	"readout/generator/internal/markdown"
	"readout/generator/internal/site"
)

// Recommendation is a recommendation's page.
type Recommendation struct {
	Head
	Card        Card
	Record      string // in words: "Open", "Superseded"
	RecordOn    Time   // since when; zero when it was never anything but open
	RollUp      string // the rule behind the headline: "at the state of its worst-placed addressee"
	Reason      string // why it has its priority
	Assignments []Assignment
	Stands      []Stand        // the same in sentences, told once for those who stand alike
	History     []HistoryEntry // oldest first
	Known       []KnownState   // its state on each day of its history, oldest first
	Searches    []EvidenceSearch
	Closure     []markdown.HTML // criteria for closing it
	Made        *Table          // its parts; nil when there are none
	Relations   []BacklinkGroup // in both directions; Context is the author's note
	Graph       *Graph          // nil when it is related to none
	Obstacles   []Link
	Events      []TimelineItem // events that bear on it, oldest first
	Body        []Fragment
	References  []Reference
	LastChange  LastChange
	Cite        Cite // of its state at the as-of date
}

// Assignment is where one addressee stands, on five axes.
type Assignment struct {
	ID         string // of the element: "to-japan", as the data call the assignment; empty for one to nobody known
	Actor      Link
	Role       string // "Lead"; empty when not written
	State      *State
	Axes       []Axis   // response, claimed, assessed, schedule, record: always these five
	Statements []string // the same in sentences
	RespondBy  Time
	Due        Time
	DueText    string // a deadline that names no date
	Gap        *Flag
	HeldBy     []Holding // who holds the addressee's duties now; empty while it does itself
}

// Stand is where some addressees stand, in sentences.
type Stand struct {
	Actors     []Link
	Statements []string
}

// Axis is one axis of a state in words.
type Axis struct {
	Name  string // "Response"
	Code  string // response
	Value string // "Accepted in part"
	Set   bool   // something is known; false for the value before any event
	On    Time   // since when; zero when not known
}

// HistoryEntry is one dated entry of a recommendation's history.
type HistoryEntry struct {
	ID       string // of the element: "event-2"
	Date     Time
	Recorded Time     // when it was learned, if later than Date
	Type     string   // "Assessment"
	Code     string   // assessment
	Actors   []Link   // empty: all addressees
	Changes  []string // "Assessed: delivered", "Due: 1 March 2027 (before: 1 June 2026)"
	Note     markdown.HTML
	Evidence []EvidenceLine
	State    *State // of the recommendation after the day of this entry, by what is known now
	Changed  bool   // State differs from the entry before it
}

// EvidenceLine is a source an entry rests on.
type EvidenceLine struct {
	Source  SourceLine
	Quote   string
	Locator string
	Stance  string // "Contradicts", "Context"; empty for plain support
	Code    string // the stance's code, always set
}

// EvidenceSearch is a dated search for evidence.
type EvidenceSearch struct {
	Date   Time
	Where  string
	By     string
	Result string
}

func (v *Views) recommendation(r *site.Recommendation) any {
	t := v.newText()
	st, links := v.site.State(r), v.site.Links(r)
	words := v.plain(&r.Record, r.Text)
	p := &Recommendation{
		Head:     v.entityHead(r, cmp.Or(r.Summary.In(v.lang), clip(words, maxDescription), v.title(r))),
		Card:     t.card(r, "text-"),
		Record:   site.AxisLabel("record", st.Record),
		RecordOn: timeOf(st.RecordOn),
		RollUp:   site.RollUpWords(v.site.Settings().RollUp),
		Reason:   r.Priority.Reason,
	}
	uses := func(field string) bool { return v.uses("recommendation", field) }
	if uses("Assignments") || uses("Stands") {
		for i := range st.Assignments {
			p.Assignments = append(p.Assignments, v.assignment(&st.Assignments[i], st))
		}
		p.Stands = stands(p.Assignments)
	}
	p.Closure = t.inlines(&r.Record, r.ClosureCriteria, "closing")
	if uses("History") || uses("Known") {
		moments := v.moments(r, st)
		p.History = v.history(t, r, st, moments)
		if uses("Known") {
			p.Known = v.known(r, moments)
		}
	}
	for _, s := range v.site.Searches(r) {
		p.Searches = append(p.Searches, EvidenceSearch{Date: timeOf(s.Date), Where: andList(s.Where), By: s.By, Result: s.Result})
	}
	if parts := v.parts(r); len(parts) > 0 {
		p.Made = &Table{Caption: "Parts", Rows: v.rowsOf(parts)}
	}
	p.Relations = v.relations(r, links)
	if uses("Graph") {
		p.Graph = v.graph(r, links)
	}
	p.Obstacles = v.linksTo(v.byDate(r.Obstacles))
	p.Body = t.body(&r.Record, r.Body, "")
	p.References = t.references()
	p.Backlinks = v.mentions(r, links, site.ViaMention, site.ViaEmbed)
	for _, e := range eventsVia(links, site.ViaEventRecommendation) {
		p.Events = append(p.Events, v.timelineItem(e))
	}
	if r.Brief.Value != "" && p.Card.Brief != nil {
		p.Breadcrumbs = append(p.Breadcrumbs, *p.Card.Brief)
	}
	if uses("LastChange") {
		p.LastChange = v.lastChange(r)
	}
	if uses("Cite") {
		p.Cite = v.citeState(r, p.Canonical, st)
	}
	if uses("Prev") || uses("Next") {
		p.Prev, p.Next = v.siblings(r)
	}
	var data []any
	if uses("LinkedData") {
		data = v.recommendationData(p, r, st, words)
	}
	v.finish(&p.Head, nil, data...)
	return p
}

// byDate orders references to records by their dates; those without come last,
// as they are written.
func (v *Views) byDate(refs []site.Ref) []site.Ref {
	day := func(ref site.Ref) site.Day {
		var on site.Date
		switch e, _ := v.site.Lookup(ref.Value); e := e.(type) {
		case *site.Instrument:
			on = e.Date
		case *site.Event:
			on = e.Date
		}
		if on.IsZero() {
			return math.MaxInt32
		}
		return on.First()
	}
	out := slices.Clone(refs)
	slices.SortStableFunc(out, func(a, b site.Ref) int { return cmp.Compare(day(a), day(b)) })
	return out
}

// stands groups assignments of which the same is to be said, in the order of
// the first of each group.
func stands(as []Assignment) []Stand {
	var out []Stand
	for _, a := range as {
		if len(a.Statements) == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(s Stand) bool { return slices.Equal(s.Statements, a.Statements) })
		if i < 0 {
			i = len(out)
			out = append(out, Stand{Statements: a.Statements})
		}
		out[i].Actors = append(out[i].Actors, a.Actor)
	}
	return out
}

func (v *Views) assignment(a *site.Assignment, st *site.State) Assignment {
	out := Assignment{
		State:      stateOf(a.Badge),
		RespondBy:  timeOf(a.RespondBy),
		Due:        timeOf(a.Due),
		DueText:    a.DueText,
		Statements: a.Statements(),
		Gap:        gapFlags[a.Gap],
	}
	if a.Addressee.Role != "" {
		out.Role = site.RoleLabel(a.Addressee.Role)
	}
	if l := v.linkTo(a.Addressee.Actor); l != nil {
		out.ID, out.Actor = "to-"+v.canonicalID(a.Addressee.Actor), *l
	}
	out.HeldBy = v.heldBy(a.Addressee.Actor)
	axis := func(code, value string, set bool, on site.Date) {
		out.Axes = append(out.Axes, Axis{
			Name: site.AxisName(code), Code: code, Value: site.AxisLabel(code, value), Set: set, On: timeOf(on),
		})
	}
	axis("response", a.Response, !a.ResponseOn.IsZero(), a.ResponseOn)
	axis("claimed", a.Claimed, !a.ClaimedOn.IsZero(), a.ClaimedOn)
	axis("assessed", a.Assessed, !a.AssessedOn.IsZero(), a.AssessedOn)
	axis("schedule", string(a.Schedule), a.Schedule != "no_date", site.Date{})
	axis("record", st.Record, !st.RecordOn.IsZero(), st.RecordOn)
	return out
}

// relations lists a recommendation's relations in both directions.
func (v *Views) relations(r *site.Recommendation, links []site.Link) []BacklinkGroup {
	var groups []BacklinkGroup
	for _, rel := range r.Relations {
		e, ok := v.site.Lookup(rel.Target.Value)
		if !ok {
			continue
		}
		item := Backlink{Link: v.link(e), Context: rel.Note}
		if rec, ok := e.(*site.Recommendation); ok {
			item.State = stateOf(v.site.State(rec).Badge)
		}
		groups = addTo(groups, site.RelationLabel(rel.Type), item)
	}
	for _, g := range v.relatedTo(links) {
		for _, item := range g.Items {
			groups = addTo(groups, g.Title, item)
		}
	}
	return groups
}

// siblings are the recommendations before and after one in the same brief, or
// else among the parts of the same recommendation.
func (v *Views) siblings(r *site.Recommendation) (prev, next *Link) {
	up := r.Brief
	if up.Value == "" {
		up = r.PartOf
	}
	var list []*site.Recommendation
	switch parent, _ := v.site.Lookup(up.Value); parent := parent.(type) {
	case *site.Brief:
		list = v.made(parent)
	case *site.Recommendation:
		list = v.parts(parent)
	}
	i := slices.Index(list, r)
	if i > 0 {
		prev = v.linkPtr(list[i-1])
	}
	if i >= 0 && i+1 < len(list) {
		next = v.linkPtr(list[i+1])
	}
	return prev, next
}
