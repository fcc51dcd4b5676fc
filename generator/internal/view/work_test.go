package view

import (
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// ministries is a site in which a ministry was renamed and then merged.
func ministries(t *testing.T) *Views {
	return New(siteOf(t, map[string]string{
		"content/site.yaml": "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n",
		"content/actors/a.yaml": `actors:
  - {id: war, name: Ministry of War, kind: organisation, successors: [{actor: defence, date: 1950}]}
  - {id: defence, name: Ministry of Defence, kind: organisation, successors: [{actor: security, date: 2020, scope: ports}]}
  - {id: security, name: Ministry of Security, kind: organisation, successors: [{actor: peace, date: 2030}]}
  - {id: peace, name: Ministry of Peace, kind: organisation}
`,
		"content/recommendations/r.yaml": `recommendations:
  - {id: r-1, title: Old, text: Old., to: [{actor: war, due: 2024}]}
  - {id: r-2, title: Ports, text: Ports., to: [{actor: defence, due: 2025-09}]}
  - {id: r-3, title: New, text: New., to: [security, war]}
`,
	}, site.Options{}), Options{Base: "/"})
}

func TestAnActorsWorkListHoldsWhatItInherited(t *testing.T) {
	v := ministries(t)
	for actor, want := range map[string]string{
		"war":      "r-1 overdue, r-3 not_assessed; held by defence since 1950, security since 2020 (ports)",
		"defence":  "r-1 overdue from war since 1950, r-2 not_assessed, r-3 not_assessed from war since 1950; held by security since 2020 (ports)",
		"security": "r-1 overdue from war since 2020 (ports), r-2 not_assessed from defence since 2020 (ports), r-3 not_assessed, r-3 not_assessed from war since 2020 (ports); held by ",
		"peace":    "; held by ",
	} {
		p := viewAt[Actor](t, v, "/actors/"+actor+"/")
		var got, held []string
		holding := func(h *Holding) string {
			s := strings.Trim(strings.TrimPrefix(h.URL, "/actors/"), "/") + " since " + h.Since.ISO
			if h.Scope != "" {
				s += " (" + h.Scope + ")"
			}
			return s
		}
		n := 0
		for _, part := range p.Work {
			for _, r := range part.Rows {
				n++
				s := r.ID + " " + r.State.Code
				if r.Inherited != nil {
					s += " from " + holding(r.Inherited)
				}
				got = append(got, s)
			}
		}
		for i := range p.HeldBy {
			held = append(held, holding(&p.HeldBy[i]))
		}
		if s := strings.Join(got, ", ") + "; held by " + strings.Join(held, ", "); s != want {
			t.Errorf("%s: %q, want %q", actor, s, want)
		}
		if p.Scorecard != nil && p.Scorecard.Of != n {
			t.Errorf("%s counts %d of %d", actor, p.Scorecard.Of, n)
		}
	}
	a := viewAt[Recommendation](t, v, "/recommendations/r-1/").Assignments[0]
	if len(a.HeldBy) != 2 || a.HeldBy[0].Label != "Ministry of Defence" || a.Actor.Label != "Ministry of War" {
		t.Errorf("assignment %+v", a)
	}
}
