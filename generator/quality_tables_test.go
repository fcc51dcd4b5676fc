package main

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// TestTablesStayTablesOnPhones asks the browser what it tells screen readers of
// tables whose rows are laid out as blocks.
func TestTablesStayTablesOnPhones(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]map[string]int{
		"/recommendations/count/": {"table": 1, "row": 3, "rowheader": 2, "columnheader": 6, "cell": 10},
		"/recommendations/":       {"table": 1, "row": 3, "rowheader": 2, "cell": 4},
	} {
		tab := specimenSite(t).open(t, path, phone.step())
		tree, err := chromedp.Call(tab.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, n := range tree.Nodes {
			if n.Role != nil && !n.Ignored {
				got[strings.Trim(string(n.Role.Value), `"`)]++
			}
		}
		for role, n := range want {
			if got[role] < n {
				t.Errorf("%s: %d of role %s, want at least %d", path, got[role], role, n)
			}
		}
	}
}
