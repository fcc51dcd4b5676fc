package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// follows opens the tracker and notes what would be lost if it were loaded
// again.
func (s *served) follows(address, settled string) *tab {
	s.Helper()
	t := s.open(address)
	t.settles(settled)
	t.do(`window.before = document.querySelector('.tracker-table')`)
	return t
}

// replaces edits a file as editors do that write beside it first. What is
// written in place may be read while it is empty, and a publication without
// recommendations has another page, without the tracker.
func (s *served) replaces(path string, oldNew ...string) {
	s.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, path))
	if err != nil {
		s.Fatal(err)
	}
	now := strings.NewReplacer(oldNew...).Replace(string(text))
	if now == string(text) {
		s.Fatalf("%s has none of %q", path, oldNew)
	}
	s.save("beside", now)
	s.rename("beside", path)
}

// stays wants the page to be the one that it was.
func (t *tab) stays() {
	t.Helper()
	t.want(`window.before && window.before === document.querySelector('.tracker-table')`)
}

func TestAFilteredTrackerFollowsASaveInPlace(t *testing.T) {
	t.Parallel()
	s := serve(t, asked())
	tab := s.follows("/recommendations/?actor=sudland&sort=title", "2 of 4 recommendations shown")
	tab.do(`document.querySelector('.facets input[name=q]').focus()`)
	tab.run(chromedp.KeyEvent("harbour"))
	tab.settles("1 of 4 recommendations shown")
	tab.do(`document.activeElement.setSelectionRange(2, 5); document.body.style.minHeight = '4000px'; scrollTo({top: 300, behavior: 'instant'});
		window.fieldTop = () => Math.round(document.activeElement.getBoundingClientRect().top)`)
	stands := ask[int](tab, `window.fieldTop()`)

	// One more fits, and one has another title; the page's own rows change too.
	s.replaces("content/recommendations/r.yaml", "title: Élan for the harbour", "title: Zeal for the harbour",
		"title: Arm the ministry\n    text: Do it.\n    to: [war]", "title: Arm the harbour\n    text: Do it.\n    to: [war, sudland]")
	tab.settles("2 of 4 recommendations shown")
	tab.wait(`[...document.querySelectorAll('.tracker-table tbody .c-title > a')].map((a) => a.textContent).join() === 'Arm the harbour,Zeal for the harbour'`)
	tab.stays()
	if at := ask[string](tab, `[document.activeElement.name, document.activeElement.value, fieldTop()].join()`); at != fmt.Sprintf("q,harbour,%d", stands) {
		t.Errorf("the focus and its field stand at %s, and stood at %d", at, stands)
	}
	tab.want(`document.activeElement.selectionStart === 2 && document.activeElement.selectionEnd === 5`)
	if at := ask[string](tab, `location.search`); at != "?q=harbour&actor=sudland&sort=title" {
		t.Errorf("address %s", at)
	}
	tab.want(`document.querySelectorAll('.chip').length === 2`)
	tab.want(`document.querySelector('th[data-sort=title]').ariaSort === 'ascending'`)

	// Without the filter the rows are those of the page as it is now.
	tab.do(`[...document.querySelectorAll('.chip')].at(-1).click()`) // all filters
	tab.settles("4 of 4 recommendations shown")
	tab.do(`document.querySelector('th[data-sort=title] button').click()`)
	tab.do(`document.querySelector('th[data-sort=title] button').click()`)
	tab.wait(`!document.querySelector('th[data-sort=title]').ariaSort`)
	tab.wait(`document.querySelector('.tracker-table tbody').textContent.includes('Zeal') && document.querySelectorAll('.tracker-table tbody tr').length === 4`)
	tab.stays()
}

func TestAFilteredTrackerKeepsFocusAndFiltersAsStatesChange(t *testing.T) {
	t.Parallel()
	s := serve(t, asked())
	tab := s.follows("/recommendations/?response=rejected", "1 of 4 recommendations shown")
	tab.do(`document.querySelector('.facets-all').open = true; document.querySelector('[data-facet=response]').open = true`)
	tab.leaves("response", "accepted", "1")
	tab.do(`document.querySelector('.tracker-table tbody .c-title > a').focus()`)

	s.replaces("content/recommendations/r.yaml", "set: {response: accepted, claimed: complete}", "set: {response: noted, claimed: complete}")
	tab.leaves("response", "noted", "1")
	tab.settles("1 of 4 recommendations shown")
	tab.want(`document.activeElement.pathname === '/recommendations/r-1/'`)

	s.replaces("content/recommendations/r.yaml", "set: {response: rejected}", "set: {response: noted}")
	tab.settles("0 of 4 recommendations shown")
	tab.want(`document.querySelector('.tracker-table .empty') && document.querySelector('[data-facet=response]').open`)
	tab.stays()
	s.replaces("content/recommendations/r.yaml", "actors: [sudland], set: {response: noted}", "actors: [sudland], set: {response: rejected}")
	tab.settles("1 of 4 recommendations shown")
	tab.wait(`document.querySelector('[data-facet=response] input[value=rejected]').checked`)
	tab.stays()
}

func TestATrackerHearsOfWhatItsPageDoesNotSay(t *testing.T) {
	t.Parallel()
	s := serve(t, asked())
	tab := s.follows("/recommendations/?priority=high", "1 of 4 recommendations shown")
	if ids := tab.shownIDs(); ids != "r-1" {
		t.Errorf("at first %s", ids)
	}
	page := s.get("/recommendations/")
	// The other one has the priority now: rows do not show it, and the count is
	// the same.
	const priority = "    priority: {level: high, reason: It matters.}\n"
	s.replaces("content/recommendations/r.yaml", priority, "", "    horizon: long\n", "    horizon: long\n"+priority)
	tab.wait(`document.querySelector('.tracker-table tbody .c-title > a').pathname === '/recommendations/r-2/'`)
	withoutLines := regexp.MustCompile(` data-source="[^"]*"|data-readout="[^"]*"`)
	if withoutLines.ReplaceAllString(s.get("/recommendations/"), "") != withoutLines.ReplaceAllString(page, "") {
		t.Error("the page says it, so that this test shows nothing")
	}
	tab.stays()
}

func TestATrackerThatIsNotFilteredFollowsAndFlashes(t *testing.T) {
	t.Parallel()
	s := serve(t, asked())
	tab := s.follows("/recommendations/", "4 of 4 recommendations shown")
	tab.do(`document.querySelector('th[data-sort=due] button').focus()`)
	s.replaces("content/recommendations/r.yaml", "  - id: r-11\n", "  - id: r-12\n    title: One more\n    text: Do it.\n    to: [norland]\n  - id: r-11\n")
	tab.settles("5 of 5 recommendations shown")
	tab.wait(`document.querySelector('.tracker-table caption').textContent.includes('5')`)
	tab.wait(`flashed.some((text) => text.includes('One more'))`)
	tab.stays()
	tab.want(`document.activeElement.closest('th')?.dataset.sort === 'due'`)
	tab.want(`document.querySelectorAll('th[data-sort=due] button').length === 1`)
	tab.leaves("actor", "norland", "2")
	tab.choose("actor", "norland")
	tab.settles("2 of 5 recommendations shown")
}
