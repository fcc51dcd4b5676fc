package view

import (
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
	Work         []Table     // what it was asked, in parts: what is to be done, what is delivered, what is no longer open
	Pager        Pager       // of Work; further pages are TablePages
	NoWork       string      // shown when nothing is addressed to it
	HeldBy       []Holding   // who holds its duties now; empty while it does itself
	Filter       Link        // its recommendations in the tracker
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
	v.work(p, a, recommendationsVia(links, site.ViaAddressee))
	p.Work, p.Pager = v.tablesOn(p.Work, a, 1)
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
