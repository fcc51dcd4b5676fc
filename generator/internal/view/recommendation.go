package view

import (
	"fmt"
	"strings"

	"readout/generator/internal/markdown"
	"readout/generator/internal/site"
)

// Recommendation is a recommendation's page.
type Recommendation struct {
	Head
	Card
	Record      string // in words: "Open", "Superseded"
	RollUp      string // the rule behind the headline
	Reason      string // why it has its priority
	Assignments []Assignment
	History     []HistoryEntry
	Searches    []Search
	Closure     []markdown.HTML
	PartCards   []Row
	Relations   []RelationGroup
	Graph       *Graph
	Obstacles   []Link
	References  []Reference
	Cite        Cite
}

// Assignment is where one addressee stands, on five axes.
type Assignment struct {
	Actor      Link
	Role       string
	State      State
	Axes       []Axis
	Statements []string // the same in sentences
	RespondBy  Time
	Due        Time
	DueText    string
	Gap        *Flag
}

// Axis is one axis of a state in words.
type Axis struct {
	Name  string // "Response"
	Code  string // response
	Value string // "Accepted in part"
	Set   bool   // something is known; false for the value before any event
}

// HistoryEntry is one dated entry of a recommendation's history.
type HistoryEntry struct {
	ID       string // of the element
	Date     Time
	Recorded Time // when it differs from Date
	Type     string
	Code     string
	Actors   []Link // empty: all addressees
	Changes  []string
	Note     markdown.HTML
	Evidence []EvidenceLine
	State    State // of the recommendation after it
	Changed  bool  // it changed that state
}

// EvidenceLine is a source an entry rests on.
type EvidenceLine struct {
	Source  SourceLine
	Quote   string
	Locator string
	Stance  string // in words; empty for plain support
}

// Search is a dated search for evidence.
type Search struct {
	Date   Time
	Where  string
	By     string
	Result string
}

// RelationGroup is relations of one type, in one direction.
type RelationGroup struct {
	Title string
	Items []RelationItem
}

// RelationItem is a related record.
type RelationItem struct {
	Link
	State *State
	Note  string
}

// Cite says how to cite a page at its as-of date.
type Cite struct{ Text, BibTeX string }

func (v *Views) recommendation(r *site.Recommendation) any {
	t := v.newText()
	st := v.site.State(r)
	p := &Recommendation{
		Card:   t.card(r, ""),
		Record: site.AxisLabel("record", st.Record),
		RollUp: site.RollUpWords(v.site.Settings().RollUp),
		Reason: r.Priority.Reason,
	}
	p.Head = v.entityHead(r, clip(r.Text.Text(), 200))
	if r.Text == nil {
		p.Head.Description = p.Head.Title
	}
	for i := range st.Assignments {
		p.Assignments = append(p.Assignments, v.assignment(&st.Assignments[i]))
	}
	p.History = v.history(t, r, st)
	for _, s := range r.Searches {
		p.Searches = append(p.Searches, Search{Date: timeOf(s.Date), Where: andList(s.Where), By: s.By, Result: s.Result})
	}
	p.Closure = t.inlines(&r.Record, r.ClosureCriteria)
	p.PartCards = v.rowsOf(v.site.Parts(r))
	p.Relations = v.relations(r)
	p.Graph = v.graph(r)
	p.Obstacles = v.linksTo(r.Obstacles)
	p.References = t.references()
	p.Backlinks = v.mentions(r, site.ViaMention, site.ViaEmbed, site.ViaEventRecommendation)
	p.Cite = v.citeState(p.Head, st)
	p.Prev, p.Next = neighbours(v, v.site.Recommendations(), r)
	return p
}

func (v *Views) assignment(a *site.Assignment) Assignment {
	out := Assignment{
		State:      stateOf(a.Badge),
		Role:       site.RoleLabel(a.Addressee.Role),
		RespondBy:  timeOf(a.RespondBy),
		Due:        timeOf(a.Due),
		DueText:    a.DueText,
		Statements: a.Statements(),
	}
	if a.Actor != nil {
		out.Actor = v.link(a.Actor)
	}
	for _, x := range []struct {
		name, code, value, none string
	}{
		{"Response", "response", a.Response, "not_required"},
		{"Claimed", "claimed", a.Claimed, "unstated"},
		{"Assessed", "assessed", a.Assessed, "not_assessed"},
		{"Schedule", "schedule", string(a.Schedule), "no_date"},
	} {
		out.Axes = append(out.Axes, Axis{Name: x.name, Code: x.code, Value: site.AxisLabel(x.code, x.value), Set: x.value != x.none})
	}
	if a.Gap == "claimed_ahead" || a.Gap == "evidence_ahead" {
		out.Gap = &Flag{Code: string(a.Gap), Label: a.Gap.Label()}
	}
	return out
}

// history tells the events known at the as-of date, oldest first, each with
// the state it left.
func (v *Views) history(t *text, r *site.Recommendation, st *site.State) []HistoryEntry {
	var out []HistoryEntry
	var last site.Badge
	for _, i := range st.History {
		e := &r.History[i]
		after := v.site.StateAt(r, e.Date)
		h := HistoryEntry{
			ID:     fmt.Sprintf("event-%d", i+1),
			Date:   timeOf(e.Date),
			Type:   site.EventTypeLabel(e.Type),
			Code:   e.Type,
			Actors: v.linksTo(e.Actors),
			Note:   t.inline(&r.Record, e.Note),
			State:  stateOf(after.Badge),
		}
		h.Changed = after.Badge != last
		last = after.Badge
		if e.Recorded != e.Date && !e.Recorded.IsZero() {
			h.Recorded = timeOf(e.Recorded)
		}
		for _, s := range e.Set {
			h.Changes = append(h.Changes, site.AxisName(s.Axis)+": "+lower(site.AxisLabel(s.Axis, s.Value)))
		}
		if !e.Due.IsZero() {
			h.Changes = append(h.Changes, "Due: "+e.Due.Words())
		}
		if !e.RespondBy.IsZero() {
			h.Changes = append(h.Changes, "Reply due: "+e.RespondBy.Words())
		}
		for _, ev := range e.Evidence {
			s, ok := v.site.Lookup(ev.Source.Value)
			src, isSource := s.(*site.Source)
			if !ok || !isSource {
				continue
			}
			line := EvidenceLine{Source: v.sourceLine(src), Quote: ev.Quote, Locator: ev.Locator}
			if ev.Stance != "" && ev.Stance != "supports" {
				line.Stance = site.StanceLabel(ev.Stance)
			}
			h.Evidence = append(h.Evidence, line)
		}
		out = append(out, h)
	}
	return out
}

// relations lists a recommendation's relations in both directions.
func (v *Views) relations(r *site.Recommendation) []RelationGroup {
	var groups []RelationGroup
	add := func(title string, e site.Entity, note string) {
		item := RelationItem{Link: v.link(e), Note: note}
		if rec, ok := e.(*site.Recommendation); ok {
			s := stateOf(v.site.State(rec).Badge)
			item.State = &s
		}
		for i := range groups {
			if groups[i].Title == title {
				groups[i].Items = append(groups[i].Items, item)
				return
			}
		}
		groups = append(groups, RelationGroup{Title: title, Items: []RelationItem{item}})
	}
	for _, rel := range r.Relations {
		if e, ok := v.site.Lookup(rel.Target.Value); ok {
			add(site.RelationLabel(rel.Type), e, rel.Note)
		}
	}
	for _, l := range v.site.Links(r) {
		if l.Via == site.ViaRelation {
			add(site.RelationInverseLabel(l.Detail), l.From, "")
		}
	}
	return groups
}

func (v *Views) citeState(h Head, st *site.State) Cite {
	publisher := v.frame.Publisher.Label
	if publisher == "" {
		publisher = v.frame.SiteTitle
	}
	asOf := v.site.AsOf()
	return Cite{
		Text: fmt.Sprintf("%s, “%s”, state as of %s: %s. %s", publisher, h.Title, asOf.Words(), lower(st.Badge.Label()), h.Canonical),
		BibTeX: bibTeX("misc", h.Canonical, [][2]string{
			{"author", "{" + publisher + "}"},
			{"title", h.Title},
			{"year", fmt.Sprint(asOf.Year)},
			{"note", "State as of " + asOf.ISO() + ": " + lower(st.Badge.Label())},
			{"url", h.Canonical},
		}),
	}
}

// bibTeX writes one entry. Values are escaped for TeX; a value already in
// braces is a name to be kept whole.
func bibTeX(kind, url string, fields [][2]string) string {
	key := strings.Trim(url[strings.Index(url, "://")+3:], "/")
	key = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(key[strings.LastIndexByte(key, '/')+1:]))
	var b strings.Builder
	fmt.Fprintf(&b, "@%s{%s,\n", kind, key)
	for _, f := range fields {
		if f[1] == "" {
			continue
		}
		value := f[1]
		if f[0] != "url" {
			value = texEscaper.Replace(value)
		}
		fmt.Fprintf(&b, "  %s = {%s},\n", f[0], value)
	}
	return b.String() + "}\n"
}

var texEscaper = strings.NewReplacer(`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "#", `\#`, "_", `\_`, "$", `\$`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`)

// clip shortens plain text at a word, for descriptions.
func clip(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	cut := string(r[:n])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}

// neighbours are the records before and after one in a list.
func neighbours[E interface {
	comparable
	site.Entity
}](v *Views, list []E, e E) (prev, next *Link) {
	for i, x := range list {
		if x != e {
			continue
		}
		if i > 0 {
			prev = v.linkPtr(list[i-1])
		}
		if i+1 < len(list) {
			next = v.linkPtr(list[i+1])
		}
		break
	}
	return prev, next
}
