package view

import (
	"fmt"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// many is a site with n recommendations to two actors.
func many(t testing.TB, n int) *Views {
	var b strings.Builder
	b.WriteString("recommendations:\n")
	for i := range n {
		event := ""
		if i%3 == 0 {
			event = "\n    events: [{date: 2024-01-01, type: assessment, set: {assessed: delivered}, evidence: [s]}]"
		}
		fmt.Fprintf(&b, "  - id: r-%d\n    title: Number %d\n    text: Do %d.\n    to: [{actor: a-%d, due: %d-01-01}]\n    horizon: near%s\n", i+1, i+1, i+1, i%2, 2030-i%10, event)
	}
	return New(siteOf(t, map[string]string{
		"content/site.yaml":              "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n",
		"content/recommendations/r.yaml": b.String(),
		"content/actors/a.yaml":          "actors:\n  - {id: a-0, name: Zero, kind: country}\n  - {id: a-1, name: One, kind: country}\n",
		"content/sources/s.yaml":         "sources:\n  - {id: s, title: S, tier: 1, date: 2024}\n",
	}, site.Options{}), Options{Base: "/"})
}

func TestTrackerGoesOnOverSeveralPages(t *testing.T) {
	const n = trackerRows + 3
	v := many(t, n)
	var ids []string
	for page := 1; page <= 2; page++ {
		p := viewAt[Tracker](t, v, pageURL("/recommendations/", page))
		if p.Scorecard.Of != n {
			t.Errorf("page %d counts %d, want all %d", page, p.Scorecard.Of, n)
		}
		if (len(p.Facets) > 0) != (page == 1) {
			t.Errorf("page %d has %d facets", page, len(p.Facets))
		}
		for _, r := range p.Rows {
			ids = append(ids, r.ID)
		}
		if want := "https://x.example" + pageURL("/recommendations/", page); p.Canonical != want {
			t.Errorf("canonical %q, want %q", p.Canonical, want)
		}
	}
	if len(ids) != n || ids[0] != "r-1" || ids[1] != "r-2" || ids[n-1] != fmt.Sprintf("r-%d", n) {
		t.Errorf("%d rows from %s to %s", len(ids), ids[0], ids[len(ids)-1])
	}
	if _, ok := v.Page("/recommendations/page/3/"); ok {
		t.Error("there is a page beyond the last")
	}
	urls := map[string]bool{}
	for p := range v.Pages() {
		urls[p.URL] = true
	}
	if !urls["/recommendations/page/2/"] || urls["/recommendations/page/3/"] {
		t.Error("Pages does not yield the pages of the tracker")
	}
}

func TestScorecardsLeaveNothingOut(t *testing.T) {
	s := viewAt[Tracker](t, lanternViews(t), "/recommendations/").Scorecard
	sum, width := 0, 0
	var order []string
	for _, b := range s.Bars {
		if b.X != width || b.Of != s.Of {
			t.Errorf("bar %+v does not begin at %d", b, width)
		}
		sum += b.N
		width += b.Width
		order = append(order, b.Code)
	}
	if sum != 5 || s.Of != 5 || width != s.Width {
		t.Errorf("%d of %d in a drawing of %d of %d", sum, s.Of, width, s.Width)
	}
	if got := strings.Join(order, " "); got != "delivered not_assessed no_evidence withdrawn" {
		t.Errorf("order %q", got)
	}
	if want := "Each of the 5 recommendations counts once, at the state of its worst-placed addressee."; s.Rule != want {
		t.Errorf("rule %q, want %q", s.Rule, want)
	}
}

func TestAnActorsTableHoldsItsOwnStates(t *testing.T) {
	p := viewAt[Actor](t, lanternViews(t), "/actors/norland/")
	var got []string
	for _, part := range p.Work {
		got = append(got, part.Caption)
		for _, r := range part.Rows {
			got = append(got, r.ID+" "+r.State.Code+" "+r.Due.ISO)
		}
	}
	want := "To be done: 2 recommendations of 4, the next date first, lan-1 partly_delivered 2025-08-01, lan-2 no_evidence , " +
		"Delivered: 1 recommendation of 4, the next date first, lan-1a delivered , " +
		"No longer open: 1 recommendation of 4, the next date first, lan-10 withdrawn "
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("rows %q, want %q", s, want)
	}
	if p.Scorecard.Of != 4 || p.Scorecard.Rule != "Each of the 4 recommendations counts once, at the state that it has for Norland." {
		t.Errorf("scorecard %+v", p.Scorecard)
	}
	// The same recommendation elsewhere keeps its rolled-up state.
	if r := viewAt[Recommendation](t, lanternViews(t), "/recommendations/lan-1/"); r.Card.State.Code != "not_assessed" {
		t.Errorf("state %q", r.Card.State.Code)
	}
}

func TestLongTablesGoOnOverSeveralPages(t *testing.T) {
	const n = 2*tableRows + 5 // of each actor
	v := many(t, 2*n)
	seen, due := map[string]bool{}, ""
	check := func(tables []Table, p Pager, page, rows int) {
		t.Helper()
		if p.Page != page || p.Pages != 3 || p.Of != n {
			t.Errorf("page %d is %d of %d, with %d rows in all", page, p.Page, p.Pages, p.Of)
		}
		for _, table := range tables {
			if strings.HasPrefix(table.Caption, "Delivered") {
				due = ""
			}
			for _, r := range table.Rows {
				if seen[r.ID] {
					t.Errorf("%s stands on two pages", r.ID)
				}
				seen[r.ID] = true
				rows--
				if r.Due.ISO < due && !r.Due.IsZero() {
					t.Fatalf("%s, due %s, comes after %s", r.ID, r.Due.ISO, due)
				}
				due = r.Due.ISO
			}
		}
		if rows != 0 {
			t.Errorf("page %d lacks %d rows", page, rows)
		}
	}
	p := viewAt[Actor](t, v, "/actors/a-0/")
	check(p.Work, p.Pager, 1, tableRows)
	for page, rows := range []int{2: tableRows, 3: 5} {
		if rows > 0 {
			p := viewAt[TablePage](t, v, pageURL("/actors/a-0/", page))
			check(p.Tables, p.Pager, page, rows)
			if p.Canonical != "https://x.example"+pageURL("/actors/a-0/", page) || p.Of.URL != "/actors/a-0/" {
				t.Errorf("%s of %s", p.Canonical, p.Of.URL)
			}
		}
	}
	if len(seen) != n || p.Scorecard.Of != n {
		t.Errorf("%d rows, %d counted", len(seen), p.Scorecard.Of)
	}
	urls := map[string]bool{}
	for p := range v.Pages() {
		urls[p.URL] = true
	}
	for url, want := range map[string]bool{"/actors/a-0/page/2/": true, "/actors/a-1/page/3/": true, "/actors/a-1/page/4/": false, "/actors/a-1/page/1/": false, "/recommendations/r-1/page/2/": false} {
		if _, ok := v.Page(url); ok != want || urls[url] != want {
			t.Errorf("%s: %t, listed %t", url, ok, urls[url])
		}
	}
	// A layout that leads to no other page shows all on the first.
	whole := New(v.site, Options{Base: "/", Uses: func(_, field string) bool { return field != "Pager" }})
	if p := viewAt[Actor](t, whole, "/actors/a-0/"); len(p.Work[0].Rows)+len(p.Work[1].Rows) != n || p.Pager.Pages != 1 {
		t.Errorf("without pages %d rows", len(p.Work[0].Rows))
	}
	if _, ok := whole.Page("/actors/a-0/page/2/"); ok {
		t.Error("there is a page that nothing leads to")
	}
}

func TestHomeLeadsToTheNextDeadlinesAndTheLastPassed(t *testing.T) {
	v := many(t, 40)
	p := viewAt[Home](t, v, "/")
	if len(p.Due) != homeRows || len(p.Overdue) != homeRows {
		t.Fatalf("%d due, %d overdue", len(p.Due), len(p.Overdue))
	}
	for i := range homeRows - 1 {
		if p.Due[i].Due.ISO > p.Due[i+1].Due.ISO || p.Overdue[i].Due.ISO < p.Overdue[i+1].Due.ISO {
			t.Errorf("order: due %s, %s; overdue %s, %s", p.Due[i].Due.ISO, p.Due[i+1].Due.ISO, p.Overdue[i].Due.ISO, p.Overdue[i+1].Due.ISO)
		}
	}
	for i := range homeRows {
		if p.Due[i].Late || !p.Overdue[i].Late || p.Due[i].State.Code == "delivered" {
			t.Errorf("due %+v, overdue %+v", p.Due[i], p.Overdue[i])
		}
	}
	if len(p.Changes) != homeChanges {
		t.Errorf("%d changes", len(p.Changes))
	}
}

func TestAnEmptyPublicationHasItsPages(t *testing.T) {
	v := New(siteOf(t, map[string]string{"content/site.yaml": "title: T\nbase_url: https://x.example/\nas_of: 2025-01-01\n"}, site.Options{}), Options{Base: "/"})
	n := 0
	for p := range v.Pages() {
		if p.View() == nil {
			t.Errorf("page %s shows nothing", p.URL)
		}
		n++
	}
	if n != len(lists) {
		t.Errorf("%d pages, want %d", n, len(lists))
	}
	if h := viewAt[Home](t, v, "/"); h.Lead != nil || h.Scorecard != nil {
		t.Errorf("home %+v", h)
	}
}
