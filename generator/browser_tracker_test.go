package main

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// asked is a small publication with a case of everything that the tracker
// shows and filters by.
func asked() publication {
	return publication{
		"content/site.yaml": "title: Asked\nbase_url: https://asked.example/\nas_of: 2025-06-30\n",
		"content/actors/a.yaml": `actors:
  - {id: norland, name: Kingdom of Norland, short_name: Norland, kind: country}
  - {id: sudland, name: Sudland, kind: country}
  - {id: war, name: Ministry of War, kind: organisation, successors: [{actor: defence, date: 2020}]}
  - {id: defence, name: Ministry of Défense, kind: organisation}
`,
		"content/topics/t.yaml":  "topics: [{id: sea, title: The sea}, {id: sky, title: The sky}]\n",
		"content/sources/s.yaml": "sources: [{id: audit, title: Audit, tier: 2, date: 2025}]\n",
		"content/briefs/one.md":  "---\ntitle: One brief\ndate: 2024-03-01\n---\nText.\n",
		"content/recommendations/r.yaml": `recommendations:
  - id: r-1
    title: "=Zero tolerance, \"now\""
    text: Do it.
    brief: one
    to: [{actor: norland, role: lead, due: 2025-06-01}, {actor: sudland, role: support, due: 2026-01}]
    topics: [sea]
    kind: programme
    horizon: near
    priority: {level: high, reason: It matters.}
    events:
      - {date: 2024-03-01, type: issued}
      - {date: 2025-01-01, type: response, actors: [norland], set: {response: accepted, claimed: complete}}
      - {date: 2025-02-01, type: assessment, actors: [norland], set: {assessed: partial}, evidence: [audit]}
      - {date: 2025-03-01, type: response, actors: [sudland], set: {response: rejected}}
  - id: r-2
    title: Élan for the harbour
    text: Do it.
    brief: one
    to: [sudland]
    topics: [sea, sky]
    kind: exercise
    horizon: long
    events:
      - {date: ~2023, type: issued}
      - {date: 2025-05-01, type: assessment, set: {assessed: delivered}, evidence: [audit]}
  - id: r-10
    title: Arm the ministry
    text: Do it.
    to: [war]
    kind: programme
    events: [{date: 2021, type: issued}]
  - id: r-11
    title: Nobody in particular
    text: Do it.
    to: []
`,
	}
}

// shownIDs are the recommendations in the table, in order.
func (t *tab) shownIDs() string {
	t.Helper()
	return ask[string](t, `[...document.querySelectorAll('.tracker-table tbody .c-title > a')].map((a) => a.pathname.split('/').at(-2)).join(' ')`)
}

// settles waits until the tracker says how many are shown.
func (t *tab) settles(words string) {
	t.Helper()
	t.wait(`document.querySelector('[data-count]').textContent === ` + asJSON(words))
}

// leaves waits until the form says how many a value of a facet would leave.
func (t *tab) leaves(name, value, n string) {
	t.Helper()
	t.wait(fmt.Sprintf(`document.querySelector('[data-facet=%s] input[value="%s"]').parentElement.querySelector('.facet-n').textContent === %q`, name, value, n))
}

// looksAtFacets opens all that there is to filter by.
func (t *tab) looksAtFacets() {
	t.Helper()
	t.do(`for (const d of document.querySelectorAll('.facets-all, .facet')) d.open = true`)
}

func (t *tab) choose(name, value string) {
	t.Helper()
	t.do(fmt.Sprintf(`document.querySelector('[data-facet=%s] input[value="%s"]').click()`, name, value))
}

func (t *tab) types(words string) {
	t.Helper()
	t.do(`const q = document.querySelector('.facets input[name=q]'); q.value = ` + asJSON(words) + `; q.dispatchEvent(new Event('input', {bubbles: true}))`)
}

func TestTheTrackerFiltersAndCountsBeforeOneClicks(t *testing.T) {
	t.Parallel()
	tab := serve(t, asked()).open("/recommendations/")
	tab.settles("4 of 4 recommendations shown")
	tab.leaves("actor", "sudland", "2")
	tab.looksAtFacets()
	tab.choose("actor", "sudland")
	tab.settles("2 of 4 recommendations shown")
	if ids := tab.shownIDs(); ids != "r-1 r-2" {
		t.Errorf("to Sudland: %s", ids)
	}
	// What an addressee answered counts, and not what another did.
	for _, c := range []struct{ name, value, n string }{
		{"response", "accepted", "0"},
		{"response", "rejected", "1"},
		{"topic", "sky", "1"},
		{"actor", "norland", "1"},
		{"actor", "war", "1"},
		{"assessed", "delivered", "1"},
		{"assessed", "partial", "0"},
		{"kind", "exercise", "1"},
	} {
		tab.leaves(c.name, c.value, c.n)
	}
	tab.choose("response", "rejected")
	tab.settles("1 of 4 recommendations shown")
	if at := ask[string](tab, `location.search`); at != "?actor=sudland&response=rejected" {
		t.Errorf("address %s", at)
	}
	tab.do(`history.back()`)
	tab.settles("2 of 4 recommendations shown")
	tab.do(`document.querySelector('.chip').click()`)
	tab.settles("4 of 4 recommendations shown")
	if at := ask[string](tab, `location.search`); at != "" {
		t.Errorf("address %s with nothing chosen", at)
	}

	// Duty follows the successor, and years come from the histories or the brief.
	tab.choose("actor", "defence")
	tab.settles("1 of 4 recommendations shown")
	if ids := tab.shownIDs(); ids != "r-10" {
		t.Errorf("the ministry holds %s", ids)
	}
	for words, want := range map[string]string{"elan": "r-2", "HARBOUR sea": "r-2", "norland": "r-1", "r-11": "r-11", "defense": "", "programme": "r-1 r-10", "r-1": "r-1", "nothing at all": ""} {
		tab.visit("/recommendations/")
		tab.types(words)
		n := len(strings.Fields(want))
		tab.settles(fmt.Sprintf("%d of 4 recommendations shown", n))
		if ids := tab.shownIDs(); ids != want {
			t.Errorf("%q finds %s, want %s", words, ids, want)
		}
	}
}

func TestValuesTooManyForAListAreFoundByTheirWords(t *testing.T) {
	t.Parallel()
	p := asked()
	var b strings.Builder
	b.WriteString("recommendations:\n")
	for i := range 300 {
		p[fmt.Sprintf("content/briefs/b-%d.md", i)] = fmt.Sprintf("---\ntitle: Étude %d of the sea\ndate: 2024-03-01\n---\nText.\n", i)
		fmt.Fprintf(&b, "  - {id: m-%d, title: Do it, text: Do it., brief: b-%d, to: [norland]}\n", i, i)
	}
	p["content/recommendations/many.yaml"] = b.String()
	tab := serve(t, p).open("/recommendations/")
	tab.settles("304 of 304 recommendations shown")
	tab.looksAtFacets()
	const field = `document.querySelector('[data-facet=brief] [data-find]')`
	find := func(words, want string) {
		t.Helper()
		tab.do(fmt.Sprintf(`%s.value = %q; %[1]s.dispatchEvent(new Event('input', {bubbles: true}))`, field, words))
		tab.wait(fmt.Sprintf(`[...document.querySelectorAll('[data-facet=brief] [data-found] label')].map((l) => l.innerText.replace(/\s+/g, ' ').trim()).join('; ') === %q`, want))
	}
	find("etude 270", "Étude 270 of the sea 1")
	tab.do(`document.querySelector('[data-found] input').click()`)
	tab.settles("1 of 304 recommendations shown")
	if ids := tab.shownIDs(); ids != "m-270" {
		t.Errorf("in the brief: %s", ids)
	}
	find("one brief", "Étude 270 of the sea 1; One brief 2")
	find("nothing", "Étude 270 of the sea 1")
	tab.wait(`document.querySelector('[data-facet=brief] [data-find-count]').textContent === 'None fits.'`)
	find("", "Étude 270 of the sea 1")

	// An address says what is chosen, and the page says its name.
	tab.visit("/recommendations/?brief=b-3")
	tab.settles("1 of 304 recommendations shown")
}

func TestTheTrackersRowsAreThoseOfThePage(t *testing.T) {
	t.Parallel()
	tab := serve(t, asked()).open("/recommendations/")
	rows := `[...document.querySelectorAll('.tracker-table tbody tr')].map((tr) => { const c = tr.cloneNode(true); c.removeAttribute('data-source'); return c.outerHTML.replace(/\s+/g, ' ').replace(/> </g, '><'); })`
	own := ask[[]string](tab, rows)
	tab.visit("/recommendations/?sort=due")
	tab.settles("4 of 4 recommendations shown")
	made := ask[[]string](tab, rows)
	if len(own) != 4 || len(made) != 4 {
		t.Fatalf("%d rows and %d", len(own), len(made))
	}
	slices.Sort(own)
	slices.Sort(made)
	for i := range own {
		if own[i] != made[i] {
			t.Errorf("the page has the row\n%s\nthe script makes\n%s", own[i], made[i])
		}
	}
}

func TestTheTrackerSortsByItsColumnsFromTheKeyboard(t *testing.T) {
	t.Parallel()
	tab := serve(t, asked()).open("/recommendations/")
	press := func(column, want, order string) {
		t.Helper()
		tab.run(chromedp.KeyEvent(kb.Enter))
		tab.wait(`[...document.querySelectorAll('.tracker-table tbody .c-title > a')].map((a) => a.pathname.split('/').at(-2)).join(' ') === ` + asJSON(want))
		tab.wait(`(document.querySelector('th[data-sort=` + column + `]').ariaSort ?? '') === ` + asJSON(order))
		tab.want(`document.activeElement.closest('th')?.dataset.sort === '` + column + `'`)
	}
	focus := func(column string) { tab.do(`document.querySelector('th[data-sort=` + column + `] button').focus()`) }
	focus("title")
	press("title", "r-1 r-10 r-2 r-11", "ascending")
	press("title", "r-11 r-2 r-10 r-1", "descending")
	press("title", "r-1 r-2 r-10 r-11", "")
	focus("due")
	press("due", "r-1 r-2 r-10 r-11", "ascending")
	focus("updated")
	press("updated", "r-2 r-1 r-10 r-11", "descending")
	if at := ask[string](tab, `location.search`); at != "?sort=updated&order=descending" {
		t.Errorf("address %s", at)
	}
	focus("badge")
	press("badge", "r-1 r-10 r-11 r-2", "ascending")

	tab.do(`document.querySelector('.facets-all > summary').focus()`)
	tab.run(chromedp.KeyEvent(kb.Enter))
	tab.wait(`document.querySelector('.facets-all').open`)
	tab.run(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Escape))
	tab.wait(`!document.querySelector('.facets-all').open && document.activeElement.matches('.facets-all > summary')`)
}

// TestTheTrackersFiltersAreWorkedWithTheKeyboard opens the filters, chooses a
// value, sees it among what is chosen, and takes it away, with keys alone.
func TestTheTrackersFiltersAreWorkedWithTheKeyboard(t *testing.T) {
	t.Parallel()
	tab := serve(t, asked()).open("/recommendations/")
	tab.settles("4 of 4 recommendations shown")
	// to presses Tab until the focus is where it is wanted.
	to := func(selector string) {
		t.Helper()
		for range 60 {
			tab.press(kb.Tab)
			if ask[bool](tab, `document.activeElement.matches(`+asJSON(selector)+`)`) {
				return
			}
		}
		t.Fatalf("Tab does not lead to %s", selector)
	}
	tab.do(`document.querySelector('h1').setAttribute('tabindex', '-1'); document.querySelector('h1').focus()`)
	to(".facets input[name=q]")
	for _, letter := range "sud" {
		tab.press(string(letter))
	}
	tab.settles("2 of 4 recommendations shown")
	to(".facets-all > summary")
	tab.press(kb.Enter)
	tab.wait(`document.querySelector('.facets-all').open`)
	to("[data-facet=topic] input[value=sky]")
	tab.leaves("topic", "sky", "1")
	tab.press(" ")
	tab.settles("1 of 4 recommendations shown")
	if ids := tab.shownIDs(); ids != "r-2" {
		t.Errorf("to Sudland, on the sky: %s", ids)
	}
	tab.want(`document.activeElement.matches('[data-facet=topic] input[value=sky]') && document.activeElement.checked`)
	tab.want(`document.querySelector('[data-count]').role === 'status'`)
	tab.press(kb.Escape)
	tab.wait(`!document.querySelector('.facets-all').open && document.activeElement.matches('.facets-all > summary')`)
	to(".chip")
	tab.want(`document.activeElement.getAttribute('aria-label') === 'Remove the filter Topic: The sky'`)
	tab.press(kb.Enter)
	tab.settles("2 of 4 recommendations shown")
	tab.want(`document.activeElement.matches('.facets input[name=q]')`)
}

func TestTheTrackerKeepsColumnsAndAddresses(t *testing.T) {
	t.Parallel()
	tab := serve(t, asked()).open("/recommendations/")
	tab.do(`document.querySelector('[data-columns] input[value=response]').click()`)
	tab.do(`document.querySelector('[data-columns] input[value=due]').click()`)
	tab.wait(`document.querySelector('.tracker-table th:last-child').textContent === 'Response'`)
	if got := ask[string](tab, `document.querySelector('.tracker-table tbody tr td:last-child').textContent`); got != "Norland: accepted; Sudland: rejected" {
		t.Errorf("response %q", got)
	}
	tab.want(`getComputedStyle(document.querySelector('.tracker-table td.c-due')).display === 'none'`)
	if at := ask[string](tab, `location.search`); at != "?columns=state,to,updated,response" {
		t.Errorf("address %s", at)
	}
	tab.visit("/recommendations/")
	tab.wait(`document.querySelector('.tracker-table th:last-child').textContent === 'Response'`)
	tab.do(`localStorage.clear()`)

	// An address from elsewhere, with things that are not.
	tab.visit("/recommendations/?badge=delivered&badge=nonsense&actor=nobody&sort=nonsense&q=")
	tab.settles("0 of 4 recommendations shown")
	tab.want(`document.querySelector('.tracker-table .empty')`)
	tab.visit("/recommendations/?gap=claimed_ahead&overdue=yes&year=2024")
	tab.settles("1 of 4 recommendations shown")
	if ids := tab.shownIDs(); ids != "r-1" {
		t.Errorf("claimed ahead: %s", ids)
	}
}

func TestTheTrackersRowsAreSavedAsSafeCSV(t *testing.T) {
	t.Parallel()
	tab := serve(t, asked()).open("/recommendations/?sort=title")
	tab.settles("4 of 4 recommendations shown")
	tab.do(`HTMLAnchorElement.prototype.click = function () { if (this.download) { window.name = this.download; } };
		const make = URL.createObjectURL; URL.createObjectURL = (blob) => { blob.arrayBuffer().then((b) => { window.saved = new TextDecoder('utf-8', {ignoreBOM: true}).decode(b); }); return make(blob); };`)
	tab.do(`document.querySelector('[data-download]').click()`)
	tab.wait(`window.saved`)
	text := ask[string](tab, `saved`)
	if name := ask[string](tab, `window.name`); name != "recommendations-2025-06-30-4-rows.csv" {
		t.Errorf("the file is called %s", name)
	}
	if !strings.HasPrefix(text, "\ufeff") || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("no mark or other ends of lines: %q", text)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(lines) != 6 {
		t.Fatalf("%d lines: %v", len(lines), err)
	}
	if got := lines[1]; got[0] != "r-1" || got[1] != `'=Zero tolerance, "now"` || got[9] != "rejected" || got[15] != "norland" || got[17] != "accepted" || got[23] != "2025-06-30" {
		t.Errorf("line %q", got)
	}
	if got := lines[5]; got[0] != "r-11" || got[15] != "" || !strings.HasSuffix(got[2], "/recommendations/r-11/") {
		t.Errorf("line %q", got)
	}
}
