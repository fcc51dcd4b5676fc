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
	Pager  Pager
	Filter Link // the same in the tracker; its URL is empty when there is nothing
	Others []TrackerPage
}

// ReviewGroup is a part of it, or what stands on one page of that; Rows is empty
// where there is nothing to list, and Empty says so.
type ReviewGroup struct {
	ID    string // of the element
	Title string
	Rows  []ReviewRow
	Of    int // rows on all pages
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

// reviewRows is how many rows stand on one page, of all groups together.
const reviewRows = 500

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
func (v *Views) trackerHead(path, title, description string, page int) Head {
	if page > 1 {
		title += ", page " + strconv.Itoa(page)
	}
	h := v.head("review", pageURL("/recommendations/"+path+"/", page), title, description)
	h.Breadcrumbs = append(h.Breadcrumbs, v.listLink(site.KindRecommendation))
	return h
}

// review is one page of groups of rows.
func (v *Views) review(path string, page int, groups []ReviewGroup, title, intro, rule string) *Review {
	p := &Review{
		Head: v.trackerHead(path, title, intro, page), Intro: intro, Rule: rule, Others: v.trackerPages(path),
	}
	p.Groups = groupsOn(groups, page)
	p.Pager = v.pager("/recommendations/"+path+"/", page, reviewRows, rowsIn(groups))
	p.Prev, p.Next = p.Pager.Prev, p.Pager.Next
	if page > 1 {
		p.Breadcrumbs = append(p.Breadcrumbs, Link{URL: v.url("/recommendations/" + path + "/"), Label: title})
	}
	return p
}

// reviewPages is how many pages there are of the review with a name.
func reviewPages(name string) func(*Views) int {
	return func(v *Views) int { return pagesOf(rowsIn(v.reviewed[name]()), reviewRows) }
}

func rowsIn(groups []ReviewGroup) (n int) {
	for i := range groups {
		n += groups[i].Of
	}
	return n
}

// groupsOn are the groups with the rows that stand on one page: they follow one
// another. Groups of which there is nothing at all say so on the first.
func groupsOn(groups []ReviewGroup, page int) []ReviewGroup {
	from, to := (page-1)*reviewRows, page*reviewRows
	var out []ReviewGroup
	for _, g := range groups {
		begin, end := max(0, min(from, g.Of)), max(0, min(to, g.Of))
		from, to = from-g.Of, to-g.Of
		if g.Rows = g.Rows[begin:end]; len(g.Rows) > 0 || g.Of == 0 && page == 1 {
			out = append(out, g)
		}
	}
	return out
}

func (v *Views) finished(p *Review) any {
	if p.Pager.Of == 0 {
		p.Filter = Link{}
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

// trackerAt is the tracker with a filter.
func (v *Views) trackerAt(query, label string) Link {
	return Link{URL: v.url("/recommendations/?" + query), Label: label}
}

func reviewGroup(id, title, empty string, rows []ReviewRow) ReviewGroup {
	return ReviewGroup{ID: id, Title: title, Rows: rows, Of: len(rows), Empty: empty}
}

func (v *Views) gaps(page int) any {
	p := v.review("gaps", page, v.reviewed["gaps"](), "Claim against evidence",
		"Where what an addressee reports and what the evidence supports are not the same, either way.",
		"A claim is ahead when it goes further than the assessment: “complete” beside “partly delivered”. Evidence is ahead when it goes further than the claim, or when there is evidence of action on what was rejected. What was never assessed cannot disagree: "+v.assessedWords()+".")
	p.Filter = v.trackerAt("gap=claimed_ahead&gap=evidence_ahead", "These in the tracker")
	return v.finished(p)
}

func (v *Views) gapGroups() []ReviewGroup {
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
	return []ReviewGroup{
		reviewGroup("claimed_ahead", "Claim ahead of evidence", "No addressee claims more than the evidence supports.", ahead),
		reviewGroup("evidence_ahead", "Evidence ahead of claim", "The evidence nowhere goes further than what is claimed.", behind),
	}
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

func (v *Views) stale(page int) any {
	days := v.site.Settings().StaleAfterDays
	p := v.review("stale", page, v.reviewed["stale"](), "Stale",
		"Open recommendations of which nothing was heard for a long time, the longest first.",
		"A recommendation is stale when its record is open and its history has no entry of the last "+number(days, "day", "days")+" before "+v.site.AsOf().Words()+". It is a flag and no state: nothing may have happened, or nobody may have looked.")
	p.Filter = v.trackerAt("stale=yes", "These in the tracker")
	return v.finished(p)
}

func (v *Views) staleGroups() []ReviewGroup {
	days := v.site.Settings().StaleAfterDays
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
	return []ReviewGroup{reviewGroup("stale", "Without news",
		"None of the "+number(open, "open recommendation", "open recommendations")+" is stale: each has an entry of the last "+number(days, "day", "days")+".", rows)}
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

func (v *Views) statePage(b site.Badge, page int) Page {
	return Page{URL: pageURL(stateURL(b), page), Layout: "review", View: func() any { return v.inState(b, page) }}
}

// newInStates are the recommendations by state.
func (v *Views) newInStates() map[site.Badge][]*site.Recommendation {
	out := map[site.Badge][]*site.Recommendation{}
	for _, r := range v.site.Recommendations() {
		b := v.site.State(r).Badge
		out[b] = append(out[b], r)
	}
	return out
}

// inState is a page of the recommendations with one state.
func (v *Views) inState(b site.Badge, page int) any {
	all := v.inStates()[b]
	of := v.site.Recommendations()
	group := ReviewGroup{ID: "state", Title: upper(number(len(all), "recommendation", "recommendations")) + " of " + strconv.Itoa(len(of)), Of: len(all)}
	p := v.review("state/"+string(b), page, nil, b.Label(),
		"Recommendations whose state is “"+b.Label()+"” as of "+v.site.AsOf().Words()+".",
		"A recommendation stands "+site.RollUpWords(v.site.Settings().RollUp)+".")
	for _, r := range onPage(all, page, reviewRows) {
		group.Rows = append(group.Rows, ReviewRow{Row: v.row(r), State: stateOf(b)})
	}
	p.Groups = []ReviewGroup{group}
	p.Pager = v.pager(stateURL(b), page, reviewRows, len(all))
	p.Prev, p.Next = p.Pager.Prev, p.Pager.Next
	p.Filter = v.trackerAt("badge="+string(b), "These in the tracker")
	return v.finished(p)
}
