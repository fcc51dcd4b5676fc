package site

import (
	"fmt"
	"slices"
	"testing"
)

func TestDeadlinesOfAnActorAreItsOwnAndThoseItInherited(t *testing.T) {
	s := siteOf(t, map[string]string{
		"content/actors/a.yaml": "actors: [{id: old, name: Old, successors: [{actor: new, date: 2025-01-01}]}, {id: new, name: New}, {id: other, name: Other}]\n",
		"content/recommendations/r.yaml": `
recommendations:
  - {id: r-1, title: R, text: R, to: [{actor: old, due: 2027}, {actor: other, due: 2028}]}
  - {id: r-2, title: R, text: R, to: [{actor: NEW, respond_by: 2026-07}], events: [{date: 2026-05-01, type: recheck}]}
  - {id: r-3, title: R, text: R, to: [old], events: [{date: 2026-05-01, type: withdrawn}]}
`,
	})
	of := func(s *Site, id string) (out []string) {
		var e Entity
		if id != "" {
			e, _ = s.Lookup(id)
		}
		for d := range s.Deadlines(e) {
			out = append(out, fmt.Sprintf("%s %s %s", d.Of.ID, d.Axis, d.On))
		}
		slices.Sort(out)
		return out
	}
	for id, want := range map[string][]string{
		"old":   {"r-1 due 2027"},
		"new":   {"r-1 due 2027", "r-2 recheck 2026-05-01", "r-2 respond_by 2026-07"},
		"other": {"r-1 due 2028"},
		"r-3":   nil,
		"":      {"r-1 due 2027", "r-1 due 2028", "r-2 recheck 2026-05-01", "r-2 respond_by 2026-07"},
	} {
		if got := of(s, id); !slices.Equal(got, want) {
			t.Errorf("of %q: %v, want %v", id, got, want)
		}
	}
	if got := of(s.WithOptions(Options{AsOf: day(t, "2024-12-31")}), "new"); !slices.Equal(got, []string{"r-2 respond_by 2026-07"}) {
		t.Errorf("before the succession: %v", got)
	}
	for range s.Deadlines(nil) {
		break // an early end is no fault
	}
}

func TestAPlannedRecheckIsNoMistake(t *testing.T) {
	got := problems(t, map[string]string{
		"content/actors/a.yaml":          "actors: [{id: a, name: A}]\n",
		"content/recommendations/r.yaml": "recommendations: [{id: r, title: R, text: R, to: [a], events: [{date: 2027, recorded: 2026-01-01, type: recheck}, {date: 2027, recorded: 2026-01-01, type: evidence_added}]}]\n",
	})
	if got != "recommendations/r.yaml:1:138: warning: this event was recorded (2026-01-01) before it happened (2027) [event-recorded-early]\n" {
		t.Error(got)
	}
}
