package site

import (
	"strings"
	"testing"
)

// holdersIn are an actor's holders in words: "a", "b since 2020 through a (ports)".
func holdersIn(hs []Holder) string {
	var out []string
	for _, h := range hs {
		w := h.Actor.ID
		if !h.Since.IsZero() {
			w += " since " + h.Since.String()
		}
		for i, x := range h.Through {
			w += map[bool]string{true: " through ", false: ", "}[i == 0] + x.ID
		}
		if len(h.Scopes) > 0 {
			w += " (" + strings.Join(h.Scopes, "; ") + ")"
		}
		out = append(out, w)
	}
	return strings.Join(out, " | ")
}

func TestDutyFollowsTheSuccessor(t *testing.T) {
	for _, c := range []struct{ name, actors, on, want string }{
		{"nobody succeeds", `{id: a, name: A}`, "2026", "a"},
		{"one that succeeds", `{id: a, name: A, successors: [{actor: b, date: 2020-04}]}, {id: b, name: B}`, "2026", "b since 2020-04 through a"},
		{"before its date", `{id: a, name: A, successors: [{actor: b, date: 2020-04}]}, {id: b, name: B}`, "2020-03-31", "a"},
		{"from the first day that it can mean", `{id: a, name: A, successors: [{actor: b, date: 2020-04}]}, {id: b, name: B}`, "2020-04-01", "b since 2020-04 through a"},
		{"without a date", `{id: a, name: A, successors: [{actor: b}]}, {id: b, name: B}`, "1900", "b through a"},
		{"a chain", `{id: a, name: A, successors: [{actor: b, date: 2010}]}, {id: b, name: B, successors: [{actor: c, date: 2020}]}, {id: c, name: C}`, "2026", "c since 2020 through a, b"},
		{"half a chain", `{id: a, name: A, successors: [{actor: b, date: 2010}]}, {id: b, name: B, successors: [{actor: c, date: 2020}]}, {id: c, name: C}`, "2015", "b since 2010 through a"},
		{"what the heir had handed on before", `{id: a, name: A, successors: [{actor: b, date: 2010}]}, {id: b, name: B, successors: [{actor: c, date: 2005}]}, {id: c, name: C}`, "2026", "b since 2010 through a"},
		{"there and back", `{id: a, name: A, successors: [{actor: b, date: 2010}]}, {id: b, name: B, successors: [{actor: a, date: 2015}]}`, "2026", "a since 2015 through a, b"},
		{"a circle without dates", `{id: a, name: A, successors: [{actor: b}]}, {id: b, name: B, successors: [{actor: a}]}`, "2026", "a through a, b"},
		{"itself", `{id: a, name: A, successors: [{actor: a}]}`, "2026", "a"},
		{"a part", `{id: a, name: A, successors: [{actor: b, date: 2010, scope: ports}]}, {id: b, name: B}`, "2026", "a | b since 2010 through a (ports)"},
		{
			"in two parts, and each on", `{id: a, name: A, successors: [{actor: b, date: 2010, scope: ports}, {actor: c, date: 2010, scope: roads}]},
			{id: b, name: B, successors: [{actor: c, date: 2012}]}, {id: c, name: C}`, "2026",
			"a | c since 2012 through a, b (ports) | c since 2010 through a (roads)",
		},
		{"an old id", `{id: a, name: A, successors: [{actor: old-b}]}, {id: b, name: B, aliases: [old-b]}`, "2026", "b through a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := siteOf(t, map[string]string{"content/actors/a.yaml": "actors: [" + c.actors + "]\n"})
			e, ok := s.Lookup("a")
			if !ok {
				t.Fatal(printed(s.Problems()))
			}
			if got := holdersIn(s.Holders(e.(*Actor), day(t, c.on))); got != c.want {
				t.Errorf("held by %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnActorInheritsWhatItsPredecessorsHeld(t *testing.T) {
	s := siteOf(t, map[string]string{"content/actors/a.yaml": `actors:
  - {id: a-10, name: A, successors: [{actor: b, date: 2010}]}
  - {id: a-2, name: A2, successors: [{actor: b, date: 2011, scope: roads}]}
  - {id: b, name: B, successors: [{actor: c, date: 2020}]}
  - {id: c, name: C, successors: [{actor: d, date: 2030}]}
  - {id: d, name: D}
`})
	for id, want := range map[string]string{
		"a-2": "",
		"b":   "",
		"c":   "a-2: c since 2020 through a-2, b (roads) | a-10: c since 2020 through a-10, b | b: c since 2020 through b",
		"d":   "",
	} {
		e, _ := s.Lookup(id)
		var got []string
		for _, i := range s.Inheritances(e.(*Actor), day(t, "2026-06-01")) {
			got = append(got, i.From.ID+": "+holdersIn([]Holder{i.Holder}))
		}
		if g := strings.Join(got, " | "); g != want {
			t.Errorf("%s inherits %q, want %q", id, g, want)
		}
	}
}
