package site

import (
	"strings"
	"testing"
)

func TestRecommendationsLeaveTheTrackersPagesTheirAddresses(t *testing.T) {
	for _, id := range []string{"due", "gaps", "matrix", "page", "repeated", "stale", "state"} {
		got := problems(t, map[string]string{"content/recommendations/r.yaml": "recommendations: [{id: " + id + ", title: T, text: T}]\n"})
		if !strings.Contains(got, "id-reserved") {
			t.Errorf("%s may be the id of a recommendation: %s", id, got)
		}
	}
	got := problems(t, map[string]string{
		"content/topics/t.yaml":         "topics: [{id: due, title: T}]\n",
		"content/pages/about.md":        "---\ntitle: About\n---\nSee [what is due](/recommendations/due/).\n",
		"content/recommendations/r.yml": "",
	})
	if got != "" {
		t.Errorf("a topic may have the name, and texts may lead there: %s", got)
	}
}

func TestBriefsOfOneDayComeInOrderOfTheirParts(t *testing.T) {
	brief := func(date, part string) string {
		return "---\ntitle: B\ndate: " + date + "\nseries: S\n" + part + "---\n"
	}
	s := siteOf(t, map[string]string{
		"content/briefs/a.md": brief("2025-03-01", "part: 3\n"),
		"content/briefs/b.md": brief("2025-03-01", ""),
		"content/briefs/c.md": brief("2025-03-01", "part: 1\n"),
		"content/briefs/d.md": brief("2025-03-02", "part: 2\n"),
	})
	var got []string
	for _, b := range s.Briefs() {
		got = append(got, b.ID)
	}
	if g := strings.Join(got, " "); g != "d c a b" {
		t.Errorf("briefs %s, want the newest first, and of one day part 1 first", g)
	}
}
