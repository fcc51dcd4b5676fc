package site

import (
	"slices"
	"testing"
)

func TestWhatIsNotKnownYetPointsAtNothing(t *testing.T) {
	s := siteOf(t, map[string]string{
		settingsFile: plainSettings + "languages: [en, ko]\n",
		"content/recommendations/all.yaml": `
recommendations:
  - id: r-1
    title: One
    text: Do it.
    to: [a]
    events:
      - {date: 2023-01-01, type: issued, note: "See [[old]]."}
      - {date: 2024-01-01, recorded: 2025-06-01, type: assessment, actors: [a], set: {assessed: started}, note: {en: "See [[new]].", ko: "[[korean]]."}, evidence: [s]}
    searches:
      - {date: 2024-12, where: [x], result: nothing}
      - {date: 2025-07-01, where: [y], result: nothing}
  - {id: old, title: Old, text: x, to: [a]}
  - {id: new, title: New, text: x, to: [a]}
  - {id: korean, title: Korean, text: x, to: [a]}
`,
		"content/actors/all.yaml":  "actors: [{id: a, name: A}]\n",
		"content/sources/all.yaml": "sources: [{id: s, title: S, tier: 1}]\n",
	})
	links := func(s *Site, id string) (out []Via) {
		e, _ := s.Lookup(id)
		for _, l := range s.Links(e) {
			if l.From.Common().ID == "r-1" {
				out = append(out, l.Via)
			}
		}
		return out
	}
	r := s.Recommendations()[slices.IndexFunc(s.Recommendations(), func(r *Recommendation) bool { return r.ID == "r-1" })]
	before := s.WithOptions(Options{AsOf: day(t, "2025-01-01")})
	for _, c := range []struct {
		id     string
		before []Via
		now    []Via
	}{
		{"old", []Via{ViaMention}, []Via{ViaMention}},
		{"new", nil, []Via{ViaMention}},
		{"korean", nil, []Via{ViaMention}},
		{"s", nil, []Via{ViaEvidence}},
		{"a", []Via{ViaAddressee}, []Via{ViaAddressee, ViaHistoryActor}},
	} {
		if got := links(before, c.id); !slices.Equal(got, c.before) {
			t.Errorf("%s before: %v", c.id, got)
		}
		if got := links(s, c.id); !slices.Equal(got, c.now) {
			t.Errorf("%s now: %v", c.id, got)
		}
	}
	if n, m := len(before.Searches(r)), len(s.Searches(r)); n != 1 || m != 2 {
		t.Errorf("%d searches before, %d now", n, m)
	}
}
