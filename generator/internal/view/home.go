package view

import (
	"slices"

	"readout/generator/internal/site"
)

// Home is the first page.
type Home struct {
	Head
	Lead      *BriefItem  // the newest brief; nil when there is none
	Briefs    []BriefItem // the next newest
	AllBriefs Link        // Note says how many there are
	Scorecard *Scorecard  // of every recommendation; nil when there is none
	Tracker   Link        // Note says how many recommendations there are
	Due       []*Row      // open recommendations with the next deadlines
	Overdue   []*Row      // those whose deadline passed last, the latest first
	Changes   []Update    // what recommendations' histories most recently recorded, newest first
	Topics    []IndexItem
	Events    []TimelineItem // the latest, newest first
	AllEvents Link
	Parts     []TrackerPage // pages about parts of the tracker
}

// Update is one entry of a recommendation's history, told outside its page.
type Update struct {
	Recommendation Link // URL leads to the entry in the history
	Date           Time
	Type           string // "Assessment"
	Changes        []string
	State          *State // of the recommendation now
}

// The most that the first page shows of each.
const (
	homeBriefs  = 12
	homeRows    = 8
	homeChanges = 10
	homeEvents  = 5
)

func (v *Views) home(int) any {
	o := v.overview()
	f := v.frame()
	p := &Home{
		Head:      v.head("home", "/", f.SiteTitle, f.Description),
		Scorecard: o.states.scorecard("", v.rollUpRule(o.states.of)),
		Due:       v.rowsOf(o.due),
		Overdue:   v.rowsOf(o.overdue),
		AllBriefs: v.listLink(site.KindBrief),
		Tracker:   v.listLink(site.KindRecommendation),
		AllEvents: v.listLink(site.KindEvent),
		Parts:     v.trackerPages("matrix"),
	}
	briefs := v.site.Briefs()
	for i, b := range briefs[:min(len(briefs), 1+homeBriefs)] {
		item := v.briefItem(b)
		if i == 0 {
			p.Lead = &item
		} else {
			p.Briefs = append(p.Briefs, item)
		}
	}
	p.AllBriefs.Note = number(len(briefs), "brief", "briefs")
	p.Tracker.Note = number(len(v.site.Recommendations()), "recommendation", "recommendations")
	p.AllEvents.Note = number(len(v.site.Events()), "event", "events")
	for _, r := range o.recent {
		p.Changes = append(p.Changes, v.update(r.of, &r.of.History[r.event], r.event))
	}
	p.Topics = v.topicTree()
	for _, e := range slices.Backward(v.site.Events()) {
		// What is to come stands on the timeline.
		if len(p.Events) < homeEvents && e.Date.First() <= v.site.AsOf().Last() {
			p.Events = append(p.Events, v.timelineItem(e))
		}
	}
	v.finish(&p.Head, nil)
	return p
}

func (v *Views) update(r *site.Recommendation, e *site.HistoryEvent, i int) Update {
	st := v.site.State(r)
	u := Update{
		Recommendation: v.link(r),
		Date:           timeOf(learned(e)),
		Type:           site.EventTypeLabel(e.Type),
		Changes:        setWords(r, st, e),
		State:          stateOf(st.Badge),
	}
	u.Recommendation.URL += "#" + eventID(i)
	return u
}
