package view

import (
	"cmp"
	"slices"

	"readout/generator/internal/site"
)

// Events is one page of /events/.
type Events struct {
	Head
	Pager    Pager
	Timeline *Timeline // never nil
}

// Timeline is events grouped by year, oldest first.
type Timeline struct {
	Years []TimelineYear
	Empty string // shown when there are none
}

// TimelineYear is the events of one year.
type TimelineYear struct {
	ID    string // of the element: "y2022"; empty inside a text
	Year  string
	Items []TimelineItem
}

// TimelineItem is one event.
type TimelineItem struct {
	Link
	Date            Time
	End             Time   // zero when it lasted a day or no end is known
	When            string // both dates in words
	Place           string
	Summary         string
	Actors          []Link
	Recommendations []Backlink // that it bears on, with their states
}

func (v *Views) events(page int) any {
	all := v.site.Events()
	pager := v.pager("/events/", page, perIndex, len(all))
	p := &Events{
		Head:     v.listHead("events", "/events/", "Events", "What happened, in order of date.", pager),
		Pager:    pager,
		Timeline: v.timeline(onPage(all, page, perIndex)),
	}
	for i := range p.Timeline.Years {
		if y := &p.Timeline.Years[i]; y.Year != undated {
			y.ID = "y" + y.Year
		}
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

const undated = "Undated"

// timeline groups events, which are in order of date, by year.
func (v *Views) timeline(events []*site.Event) *Timeline {
	t := &Timeline{Empty: "No event is recorded."}
	for _, e := range events {
		y := undated
		if !e.Date.IsZero() {
			y = year(e.Date)
		}
		if n := len(t.Years); n == 0 || t.Years[n-1].Year != y {
			t.Years = append(t.Years, TimelineYear{Year: y})
		}
		last := &t.Years[len(t.Years)-1]
		last.Items = append(last.Items, v.timelineItem(e))
	}
	return t
}

// timelineOf is the timeline of the events among links that point in one way;
// nil when there are none.
func (v *Views) timelineOf(links []site.Link, via site.Via) *Timeline {
	events := eventsVia(links, via)
	if len(events) == 0 {
		return nil
	}
	return v.timeline(events)
}

// eventsVia are the events among links that point in one way, oldest first.
func eventsVia(links []site.Link, via site.Via) []*site.Event {
	var events []*site.Event
	for i := range links {
		if from, ok := links[i].From.(*site.Event); ok && links[i].Via == via {
			events = append(events, from)
		}
	}
	slices.SortStableFunc(events, func(a, b *site.Event) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID, b.ID))
	})
	return events
}

func (v *Views) timelineItem(e *site.Event) TimelineItem {
	return TimelineItem{
		Link:            v.link(e),
		Date:            timeOf(e.Date),
		End:             timeOf(e.EndDate),
		When:            eventWhen(e),
		Place:           e.Place,
		Summary:         e.Summary.In(v.lang),
		Actors:          v.linksTo(e.Actors),
		Recommendations: v.stated(e.Recommendations),
	}
}

// stated are the recommendations that references lead to, with their states.
func (v *Views) stated(refs []site.Ref) []Backlink {
	var out []Backlink
	for _, ref := range refs {
		if e, ok := v.site.Lookup(ref.Value); ok {
			if r, ok := e.(*site.Recommendation); ok {
				out = append(out, Backlink{Link: v.link(r), State: stateOf(v.site.State(r).Badge)})
			}
		}
	}
	return out
}

// eventWhen is when an event took place, in words.
func eventWhen(e *site.Event) string {
	if e.EndDate.IsZero() || e.EndDate == e.Date {
		return e.Date.Words()
	}
	return e.Date.Words() + " to " + e.EndDate.Words()
}
