package view

import (
	"cmp"
	"slices"

	"readout/generator/internal/site"
)

// Instrument is the page of an agreement, exercise, forum or law.
type Instrument struct {
	Head
	Form       string
	Date       Time
	Summary    string
	Actors     []Link
	Topics     []Link
	Body       []Fragment
	References []Reference
	Obstructs  []Backlink      // recommendations to which it is an obstacle
	Relations  []BacklinkGroup // recommendations that are related to it
}

// Topic is a topic's page.
type Topic struct {
	Head
	Summary     string
	Broader     []Link // from the broadest to the next broader
	Narrower    []IndexItem
	Body        []Fragment
	References  []Reference
	Scorecard   *Scorecard
	Made        *Table  // recommendations on it
	Pager       Pager   // of Made; further pages are TablePages
	Matrix      *Matrix // whom each is made to; nil where the table says as much, or nobody could read it
	Filter      Link    // the same in the tracker
	Briefs      []BriefItem
	Instruments []IndexItem
	Sources     []SourceLine
	Timeline    *Timeline // nil when there is none
}

// Event is an event's page.
type Event struct {
	Head
	Date, End       Time
	When            string
	Place           string
	Summary         string
	Actors          []Link
	Topics          []Link
	Recommendations []Backlink // with their states
	Sources         []SourceLine
	Body            []Fragment
	References      []Reference
}

// Source is a source's page.
type Source struct {
	Head
	Line       SourceLine
	Cite       Cite
	Summary    string
	Topics     []Link
	Body       []Fragment
	References []Reference
	// Uses counts what rests on it: citations, evidence, events. The places
	// themselves are Head.Backlinks.
	Uses int
}

// Standing is a standing page.
type Standing struct {
	Head
	Summary    string
	Contents   []Contents
	Body       []Fragment
	References []Reference
}

func (v *Views) instrument(i *site.Instrument) any {
	t := v.newText()
	links := v.site.Links(i)
	p := &Instrument{
		Head:      v.entityHead(i, v.describe(&i.Record, i.Body)),
		Form:      upper(i.Form),
		Date:      timeOf(i.Date),
		Summary:   i.Summary.In(v.lang),
		Actors:    v.linksTo(i.Actors),
		Topics:    v.linksTo(i.Topics),
		Body:      t.body(&i.Record, i.Body, ""),
		Obstructs: v.backlinks(i, links, site.ViaObstacle),
	}
	p.References = t.references()
	p.Relations = v.relatedTo(links)
	p.Backlinks = v.mentions(i, links, site.ViaMention, site.ViaEmbed)
	v.finish(&p.Head, nil, v.pageData(&p.Head, "WebPage"))
	return p
}

// relatedTo groups the recommendations that are related to a record, in the
// words of the record's side: "Precedent for".
func (v *Views) relatedTo(links []site.Link) []BacklinkGroup {
	var groups []BacklinkGroup
	for i := range links {
		l := &links[i]
		r, ok := l.From.(*site.Recommendation)
		if !ok || l.Via != site.ViaRelation {
			continue
		}
		groups = addTo(groups, site.RelationInverseLabel(l.Detail),
			Backlink{Link: v.link(r), Context: l.Context, State: stateOf(v.site.State(r).Badge)})
	}
	return groups
}

// addTo adds an item to the group with a title, which it makes if need be.
func addTo(groups []BacklinkGroup, title string, item Backlink) []BacklinkGroup {
	for i := range groups {
		if groups[i].Title == title {
			groups[i].Items = append(groups[i].Items, item)
			return groups
		}
	}
	return append(groups, BacklinkGroup{Title: title, Items: []Backlink{item}})
}

func (v *Views) topic(topic *site.Topic) any {
	t := v.newText()
	links := v.site.Links(topic)
	made := recommendationsVia(links, site.ViaTopic)
	p := &Topic{
		Head:      v.entityHead(topic, v.describe(&topic.Record, topic.Body)),
		Summary:   topic.Summary.In(v.lang),
		Broader:   v.broaderChain(topic),
		Body:      t.body(&topic.Record, topic.Body, ""),
		Scorecard: v.scorecard("", made),
		Briefs:    v.briefsVia(links, site.ViaTopic),
		Timeline:  v.timelineOf(links, site.ViaTopic),
	}
	if v.uses("topic", "Matrix") {
		p.Matrix = v.smallMatrix(made)
	}
	if v.uses("topic", "Made") {
		tables, pager := v.tablesOn([]Table{v.madeOn(made)}, topic, 1)
		p.Made, p.Pager = &tables[0], pager
	}
	if len(made) > 0 {
		p.Filter = v.filterOn(topic)
	}
	for i := range links {
		switch from := links[i].From.(type) {
		case *site.Topic:
			if links[i].Via == site.ViaBroader {
				p.Narrower = append(p.Narrower, v.topicItem(from))
			}
		case *site.Instrument:
			if links[i].Via == site.ViaTopic {
				p.Instruments = append(p.Instruments, v.instrumentItem(from))
			}
		case *site.Source:
			if links[i].Via == site.ViaTopic {
				p.Sources = append(p.Sources, v.sourceLine(from))
			}
		}
	}
	p.References = t.references()
	p.Breadcrumbs = append(p.Breadcrumbs, p.Broader...)
	p.Backlinks = v.mentions(topic, links, site.ViaMention, site.ViaEmbed)
	term := ldTerm{Type: "DefinedTerm", ID: v.subjectID(topic), Name: p.Title, Description: p.Summary, URL: p.Canonical}
	if up, ok := v.broader(topic); ok {
		term.Broader = &ldRef{v.subjectID(up)}
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"), term)
	return p
}

// broaderChain are the topics above one, the broadest first. It ends where a
// circle would begin.
func (v *Views) broaderChain(t *site.Topic) []Link {
	var out []Link
	seen := map[*site.Topic]bool{t: true}
	for up, ok := v.broader(t); ok && !seen[up]; up, ok = v.broader(up) {
		seen[up] = true
		out = append(out, v.link(up))
	}
	slices.Reverse(out)
	return out
}

func (v *Views) event(e *site.Event) any {
	t := v.newText()
	p := &Event{
		Head:            v.entityHead(e, v.describe(&e.Record, e.Body)),
		Date:            timeOf(e.Date),
		End:             timeOf(e.EndDate),
		When:            eventWhen(e),
		Place:           e.Place,
		Summary:         e.Summary.In(v.lang),
		Actors:          v.linksTo(e.Actors),
		Topics:          v.linksTo(e.Topics),
		Recommendations: v.stated(e.Recommendations),
		Body:            t.body(&e.Record, e.Body, ""),
	}
	for _, ref := range e.Sources {
		found, _ := v.site.Lookup(ref.Value)
		if s, ok := found.(*site.Source); ok {
			p.Sources = append(p.Sources, v.sourceLine(s))
		}
	}
	p.References = t.references()
	p.Prev, p.Next = around(v, v.site.Events(), v.eventPlaces(), e)
	p.Backlinks = v.mentions(e, v.site.Links(e), site.ViaMention, site.ViaEmbed, site.ViaRelation)
	v.finish(&p.Head, nil, ldEvent{
		Type: "Event", ID: v.subjectID(e), Name: p.Title, Description: p.Description, URL: p.Canonical,
		Start: e.Date.ISO(), End: e.EndDate.ISO(), Location: e.Place, Contributor: v.subjectIDs(e.Actors),
	})
	return p
}

func (v *Views) source(s *site.Source) any {
	t := v.newText()
	p := &Source{
		Line:    v.sourceLine(s),
		Cite:    v.citeSource(s),
		Summary: s.Summary.In(v.lang),
		Topics:  v.linksTo(s.Topics),
		Body:    t.body(&s.Record, s.Body, ""),
	}
	p.Head = v.entityHead(s, cmp.Or(v.describe(&s.Record, s.Body), joined(p.Line.Authors, s.Publisher, s.Date.Words())))
	p.References = t.references()
	p.Backlinks = v.mentions(s, v.site.Links(s), site.ViaEvidence, site.ViaCitation, site.ViaEventSource, site.ViaMention, site.ViaEmbed)
	for _, g := range p.Backlinks {
		p.Uses += len(g.Items)
	}
	w := v.pageData(&p.Head, "WebPage")
	if p.Line.External != "" {
		w.Citation = []string{p.Line.External}
	}
	v.finish(&p.Head, nil, w)
	return p
}

func (v *Views) standing(page *site.Page) any {
	t := v.newText()
	p := &Standing{
		Head:     v.entityHead(page, v.describe(&page.Record, page.Body)),
		Summary:  page.Summary.In(v.lang),
		Contents: t.contents(&page.Record),
		Body:     t.body(&page.Record, page.Body, ""),
	}
	p.References = t.references()
	p.Backlinks = v.mentions(page, v.site.Links(page), site.ViaMention, site.ViaEmbed)
	v.finish(&p.Head, nil)
	return p
}
