package view

import (
	"cmp"
	"slices"

	"readout/generator/internal/site"
)

// Actor is the page of a country, organisation or person.
type Actor struct {
	Head
	Name         string // the full name; Head.Title too
	ShortName    string // empty when there is none
	Form         string // "Country", "Organisation", "Person"
	Summary      string
	OtherNames   []OtherName
	Offices      []Period
	Parent       *Link
	Children     []Link // actors whose parent it is
	Successors   []Succession
	Predecessors []Succession
	MemberOf     []Link
	Members      []Link
	Identifiers  []Identifier
	Body         []Fragment
	References   []Reference
	Scorecard    *Scorecard  // counts its own assignments, not the recommendations, which others may share
	Made         *Table      // recommendations made to it: open ones first, the next date first
	Briefs       []BriefItem // about it
	Authored     []BriefItem // by it
	Instruments  []IndexItem // it is party to
	Timeline     *Timeline   // nil when there is none
	Obstructs    []Backlink  // recommendations to which it is an obstacle
}

// OtherName is another name, as used at some time.
type OtherName struct {
	Name, Lang string
	When       string // "1998 to 2014"; empty when not known
}

// Period is a post held for some time.
type Period struct{ Title, When string }

// Succession is duties that went from one actor to another.
type Succession struct {
	Link
	Date  Time
	Scope string
}

// Identifier is a number in a public register.
type Identifier struct {
	Scheme string // "ROR"
	Value  string
	URL    string
}

func (v *Views) actor(a *site.Actor) any {
	t := v.newText()
	links := v.site.Links(a)
	p := &Actor{
		Head:        v.entityHead(a, v.describe(&a.Record, a.Body)),
		Name:        v.longTitle(a),
		ShortName:   a.ShortName.In(v.lang),
		Form:        upper(a.Form),
		Summary:     a.Summary.In(v.lang),
		Parent:      v.linkTo(a.Parent),
		Children:    v.linksVia(links, site.ViaParent),
		MemberOf:    v.linksTo(a.MemberOf),
		Members:     v.linksVia(links, site.ViaMember),
		Identifiers: identifiers(a.Identifiers),
		Briefs:      v.briefsVia(links, site.ViaBriefActor),
		Authored:    v.briefsVia(links, site.ViaAuthor),
		Timeline:    v.timelineOf(links, site.ViaEventActor),
		Obstructs:   v.backlinks(a, links, site.ViaObstacle),
	}
	for _, n := range a.OtherNames {
		p.OtherNames = append(p.OtherNames, OtherName{Name: n.Name, Lang: n.Lang, When: period(n.From, n.To)})
	}
	for _, o := range a.Offices {
		p.Offices = append(p.Offices, Period{Title: o.Title, When: period(o.From, o.To)})
	}
	for _, s := range a.Successors {
		if l := v.linkTo(s.Actor); l != nil {
			p.Successors = append(p.Successors, Succession{Link: *l, Date: timeOf(s.Date), Scope: s.Scope})
		}
	}
	p.Predecessors = v.predecessors(a, links)
	for i := range links {
		if x, ok := links[i].From.(*site.Instrument); ok && links[i].Via == site.ViaInstrumentActor {
			p.Instruments = append(p.Instruments, v.instrumentItem(x))
		}
	}
	p.Made, p.Scorecard = v.assignments(a, recommendationsVia(links, site.ViaAddressee))
	p.Body = t.body(&a.Record, a.Body, "")
	p.References = t.references()
	p.Backlinks = v.mentions(a, links, site.ViaMention, site.ViaEmbed, site.ViaHistoryActor)
	v.finish(&p.Head, nil, v.actorData(&p.Head, a))
	return p
}

// predecessors are the actors whose duties went to a.
func (v *Views) predecessors(a *site.Actor, links []site.Link) []Succession {
	var out []Succession
	for i := range links {
		from, ok := links[i].From.(*site.Actor)
		if !ok || links[i].Via != site.ViaSuccessor {
			continue
		}
		for _, s := range from.Successors {
			if v.leads(s.Actor, a) {
				out = append(out, Succession{Link: v.link(from), Date: timeOf(s.Date), Scope: s.Scope})
				break
			}
		}
	}
	return out
}

// assignments lists the recommendations made to an actor, open ones first and
// of those the next deadline first, each as it stands with this actor; and
// counts those states.
func (v *Views) assignments(a *site.Actor, rs []*site.Recommendation) (*Table, *Scorecard) {
	type own struct {
		row  *Row
		open bool
		due  site.Date
	}
	counts := map[site.Badge]int{}
	var all []own
	for _, r := range rs {
		st := v.site.State(r)
		for i := range st.Assignments {
			x := &st.Assignments[i]
			if !v.leads(x.Addressee.Actor, a) {
				continue
			}
			counts[x.Badge]++
			row := *v.row(r)
			row.State, row.Gap = stateOf(x.Badge), gapFlags[x.Gap]
			due := openDue(x, st.Record)
			row.Due, row.Late = timeOf(due), v.isLate(due)
			all = append(all, own{&row, st.Record == "open" && row.State.Tone != "good", due})
			break
		}
	}
	slices.SortStableFunc(all, func(a, b own) int {
		if a.open != b.open {
			if a.open {
				return -1
			}
			return 1
		}
		if a.due.IsZero() != b.due.IsZero() {
			if b.due.IsZero() {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.due.Last(), b.due.Last())
	})
	rows := make([]*Row, len(all))
	for i := range all {
		rows[i] = all[i].row
	}
	name := v.title(a)
	return newTable(rows, "Each with its state for "+name+", open ones first", "No recommendation is addressed to "+name+"."),
		newScorecard("", counts, countOnce(len(rs), "recommendation")+", at the state that it has for "+name+".")
}

// maxRows is how many recommendations a table shows in full on the page of an
// actor or a topic.
const maxRows = 200

func newTable(rows []*Row, caption, empty string) *Table {
	n := min(len(rows), maxRows)
	return &Table{Caption: caption, Rows: rows[:n], More: rows[n:], Empty: empty}
}

// linksVia are the records that point at one in one way.
func (v *Views) linksVia(links []site.Link, via site.Via) []Link {
	var out []Link
	for i := range links {
		if links[i].Via == via {
			out = append(out, v.link(links[i].From))
		}
	}
	return out
}

// period is a span of time in words; empty when neither end is known.
func period(from, to site.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case from.IsZero():
		return "until " + to.Words()
	case to.IsZero():
		return "since " + from.Words()
	}
	return from.Words() + " to " + to.Words()
}
