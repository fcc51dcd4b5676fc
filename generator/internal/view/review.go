package view

import (
	"cmp"
	"slices"
	"strconv"

	"readout/generator/internal/site"
)

// Review is a page of the recommendations that want looking at for one reason:
// claim and evidence disagree, a date has passed or comes near, or nothing was
// heard for long; or of those that stand alike.
type Review struct {
	Head
	Intro  string // what is listed
	Rule   string // how it is found, and what was looked at
	Groups []ReviewGroup
	Filter Link // the same in the tracker; its URL is empty when there is nothing
	Others []TrackerPage
}

// ReviewGroup is a part of it; Rows is empty where there is nothing to list,
// and Empty says so.
type ReviewGroup struct {
	ID    string // of the element
	Title string
	Rows  []ReviewRow
	More  int // rows that were left out, since the page would grow too long
	Of    int // all rows
	Empty string
}

// ReviewRow is one recommendation, for some of its addressees.
type ReviewRow struct {
	*Row
	State  *State // of these addressees
	Actors []Link // whom it is about; empty when it is about all
	When   Time   // the date that the list is ordered by; may be zero
	Note   string // what it means: "34 days past", "delivery"
	Late   bool
	Facts  []Axis // what is compared
}

// maxReview is how many rows a group shows.
const maxReview = 500

// TrackerPage leads from the tracker to a page about part of it.
type TrackerPage struct {
	Link
	N     int    // how many recommendations, or chains, stand there
	Note  string // what of them: "recommendations"
	State *State // of pages of one state; else nil
}

// trackerPages are the pages about parts of the tracker, but for the one with a
// name.
func (v *Views) trackerPages(but string) []TrackerPage {
	o := v.overview()
	var out []TrackerPage
	add := func(name, label string, n int, one, many string) {
		if name != but {
			note := many
			if n == 1 {
				note = one
			}
			out = append(out, TrackerPage{Link: Link{URL: v.url("/recommendations/" + name + "/"), Label: label}, N: n, Note: note})
		}
	}
	add("due", "Overdue and due soon", o.dated, "open date", "open dates")
	add("gaps", "Claim against evidence", o.gaps, "recommendation", "recommendations")
	add("stale", "Stale", o.stale, "recommendation", "recommendations")
	add("repeated", "Recommended more than once", len(v.chains()), "idea", "ideas")
	add("matrix", "Who was asked what", len(v.site.Recommendations()), "recommendation", "recommendations")
	return out
}

// trackerHead is the head of a page below the tracker.
func (v *Views) trackerHead(path, title, description string) Head {
	h := v.head("review", "/recommendations/"+path+"/", title, description)
	h.Breadcrumbs = append(h.Breadcrumbs, v.listLink(site.KindRecommendation))
	return h
}

func (v *Views) review(path, title, intro, rule string) *Review {
	return &Review{
		Head: v.trackerHead(path, title, intro), Intro: intro, Rule: rule, Others: v.trackerPages(path),
	}
}

func (v *Views) finished(p *Review) any {
	if !slices.ContainsFunc(p.Groups, func(g ReviewGroup) bool { return len(g.Rows) > 0 }) {
		p.Filter = Link{}
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

// trackerAt is the tracker with a filter.
func (v *Views) trackerAt(query, label string) Link {
	return Link{URL: v.url("/recommendations/?" + query), Label: label}
}

// reviewGroup cuts rows to what a page shows.
func reviewGroup(id, title, empty string, rows []ReviewRow) ReviewGroup {
	n := min(len(rows), maxReview)
	return ReviewGroup{ID: id, Title: title, Rows: rows[:n], More: len(rows) - n, Of: len(rows), Empty: empty}
}

func (v *Views) gaps(int) any {
	p := v.review("gaps", "Claim against evidence",
		"Where what an addressee reports and what the evidence supports are not the same, either way.",
		"A claim is ahead when it goes further than the assessment: “complete” beside “partly delivered”. Evidence is ahead when it goes further than the claim, or when there is evidence of action on what was rejected. What was never assessed cannot disagree: "+v.assessedWords()+".")
	var ahead, behind []ReviewRow
	for _, r := range v.site.Recommendations() {
		st := v.site.State(r)
		for _, g := range []site.Gap{"claimed_ahead", "evidence_ahead"} {
			for _, row := range v.alike(r, st, func(a *site.Assignment) bool { return a.Gap == g }) {
				if g == "claimed_ahead" {
					ahead = append(ahead, row)
				} else {
					behind = append(behind, row)
				}
			}
		}
	}
	p.Groups = []ReviewGroup{
		reviewGroup("claimed_ahead", "Claim ahead of evidence", "No addressee claims more than the evidence supports.", ahead),
		reviewGroup("evidence_ahead", "Evidence ahead of claim", "The evidence nowhere goes further than what is claimed.", behind),
	}
	p.Filter = v.trackerAt("gap=claimed_ahead&gap=evidence_ahead", "These in the tracker")
	return v.finished(p)
}

// assessedWords says of how many addressees the gap can be told.
func (v *Views) assessedWords() string {
	n, of := 0, 0
	for _, r := range v.site.Recommendations() {
		st := v.site.State(r)
		for i := range st.Assignments {
			of++
			if st.Assignments[i].Assessed != "not_assessed" {
				n++
			}
		}
	}
	return strconv.Itoa(n) + " of " + number(of, "pair", "pairs") + " of a recommendation and an addressee are assessed"
}

// alike are rows for the assignments of a recommendation that fit, one for
// those that say the same.
func (v *Views) alike(r *site.Recommendation, st *site.State, fits func(*site.Assignment) bool) []ReviewRow {
	type values struct {
		badge                       site.Badge
		response, claimed, assessed string
	}
	var seen []values
	var out []ReviewRow
	for i := range st.Assignments {
		a := &st.Assignments[i]
		if !fits(a) {
			continue
		}
		l := v.linkTo(a.Addressee.Actor)
		if l == nil {
			continue
		}
		own := values{a.Badge, a.Response, a.Claimed, a.Assessed}
		at := slices.Index(seen, own)
		if at < 0 {
			at = len(out)
			seen = append(seen, own)
			out = append(out, ReviewRow{Row: v.row(r), State: stateOf(a.Badge), Facts: v.assignment(a, st).Axes[:3]})
		}
		out[at].Actors = append(out[at].Actors, *l)
	}
	return out
}

func (v *Views) stale(int) any {
	days := v.site.Settings().StaleAfterDays
	p := v.review("stale", "Stale",
		"Open recommendations of which nothing was heard for a long time, the longest first.",
		"A recommendation is stale when its record is open and its history has no entry of the last "+number(days, "day", "days")+" before "+v.site.AsOf().Words()+". It is a flag and no state: nothing may have happened, or nobody may have looked.")
	var rows []ReviewRow
	open := 0
	for _, r := range v.site.Recommendations() {
		st := v.site.State(r)
		if st.Record == "open" {
			open++
		}
		if !st.Stale {
			continue
		}
		row := ReviewRow{Row: v.row(r), State: stateOf(st.Badge), When: timeOf(st.LastEvent), Note: "nothing is recorded"}
		if !st.LastEvent.IsZero() {
			row.Note = "last entry " + v.sinceWords(st.LastEvent.Last())
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b ReviewRow) int { return cmp.Compare(a.When.ISO, b.When.ISO) })
	p.Groups = []ReviewGroup{reviewGroup("stale", "Without news",
		"None of the "+number(open, "open recommendation", "open recommendations")+" is stale: each has an entry of the last "+number(days, "day", "days")+".", rows)}
	p.Filter = v.trackerAt("stale=yes", "These in the tracker")
	return v.finished(p)
}

// sinceWords says how far a day lies from the as-of date: "34 days ago", "in 12
// days".
func (v *Views) sinceWords(day site.Day) string {
	switch n := int(v.site.AsOf().Last()) - int(day); {
	case n == 0:
		return "on this day"
	case n > 0:
		return number(n, "day", "days") + " ago"
	default:
		return "in " + number(-n, "day", "days")
	}
}

// stateFolder holds a page for each state that some recommendation has.
const stateFolder = "/recommendations/state/"

func stateURL(b site.Badge) string { return stateFolder + string(b) + "/" }

func (v *Views) statePage(b site.Badge) Page {
	return Page{URL: stateURL(b), Layout: "review", View: func() any { return v.inState(b) }}
}

// inState is the page of the recommendations with one state.
func (v *Views) inState(b site.Badge) any {
	p := v.review("state/"+string(b), b.Label(),
		"Recommendations whose state is “"+b.Label()+"” as of "+v.site.AsOf().Words()+".",
		"A recommendation stands "+site.RollUpWords(v.site.Settings().RollUp)+".")
	var rows []ReviewRow
	for _, r := range v.site.Recommendations() {
		if v.site.State(r).Badge == b {
			rows = append(rows, ReviewRow{Row: v.row(r), State: stateOf(b)})
		}
	}
	p.Groups = []ReviewGroup{reviewGroup("state", upper(number(len(rows), "recommendation", "recommendations"))+" of "+strconv.Itoa(len(v.site.Recommendations())), "", rows)}
	p.Filter = v.trackerAt("badge="+string(b), "These in the tracker")
	return v.finished(p)
}
