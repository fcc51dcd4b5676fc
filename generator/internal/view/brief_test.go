package view

import (
	"strings"
	"testing"

	"readout/generator/internal/site"
)

func TestReferencesAreNumberedInReadingOrder(t *testing.T) {
	files := map[string]string{
		"content/site.yaml": "title: T\nbase_url: https://x.example/\nas_of: 2025-01-01\n",
		"content/briefs/b.md": `---
title: B
date: 2024-01-01
key_points: ["Point [@s-key]."]
---
Body [@s-body].

![[r-embedded]]

After [@s-after; @s-key].
`,
		"content/recommendations/r.yaml": `recommendations:
  - {id: r-card, title: Card, brief: b, text: "Card [@s-card]."}
  - {id: r-embedded, title: Embedded, brief: b, text: "Embedded [@s-embedded]."}
`,
		"content/sources/s.yaml": "sources:\n" + strings.Join([]string{
			"  - {id: s-key, title: Key}", "  - {id: s-body, title: Body}", "  - {id: s-embedded, title: Embedded}",
			"  - {id: s-after, title: After}", "  - {id: s-card, title: Card}", "  - {id: s-other, title: Other}",
		}, "\n") + "\n",
	}
	p := viewAt[Brief](t, New(siteOf(t, files, site.Options{}), Options{Base: "/"}), "/briefs/b/")
	var got []string
	for i, r := range p.References {
		if r.Number != i+1 {
			t.Errorf("reference %d has the number %d", i+1, r.Number)
		}
		got = append(got, r.Source.Label)
	}
	if s := strings.Join(got, " "); s != "Key Body Embedded After Card" {
		t.Errorf("references %q", s)
	}
	if n := len(p.References[0].Back); n != 2 {
		t.Errorf("%d ways back to the key point's source", n)
	}
	if len(p.Cards) != 1 || p.Cards[0].ID != "r-card" || len(p.Made.Rows) != 2 {
		t.Errorf("cards %+v, made %+v", p.Cards, p.Made)
	}
}

func TestMentionsSayHowThingsStandNowAndStoodThen(t *testing.T) {
	files := map[string]string{
		"content/site.yaml":   "title: T\nbase_url: https://x.example/\nas_of: 2025-01-01\n",
		"content/briefs/b.md": "---\ntitle: B\ndate: 2024-01-01\n---\nSee [[r-1]], [[r-2]] and [[r-1|it]]{state=accepted}.\n",
		"content/pages/p.md":  "---\ntitle: P\n---\nSee [[r-1]].\n",
		"content/recommendations/r.yaml": `recommendations:
  - id: r-1
    title: One
    text: One.
    events:
      - {date: 2023-06-01, type: response, set: {response: accepted}}
      - {date: 2024-06-01, type: response, set: {response: rejected}}
  - id: r-2
    title: Two
    text: Two.
    events: [{date: 2023-06-01, type: response, set: {response: accepted}}]
`,
	}
	v := New(siteOf(t, files, site.Options{}), Options{Base: "/"})
	brief := string(viewAt[Brief](t, v, "/briefs/b/").Body[0].HTML)
	for _, want := range []string{
		`>One</a> <small class="state bad">Rejected; at publication: accepted</small>`,
		`>Two</a> <small class="state progress">Accepted</small>`,
		`>it</a> <small class="state bad">Rejected; when this was written: accepted</small>`,
	} {
		if !strings.Contains(brief, want) {
			t.Errorf("the brief lacks %s:\n%s", want, brief)
		}
	}
	page := string(viewAt[Standing](t, v, "/p/").Body[0].HTML)
	if want := `>One</a> <small class="state bad">Rejected</small>`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s:\n%s", want, page)
	}
}

func TestBriefsLeadToTheirNeighbours(t *testing.T) {
	v := lanternViews(t)
	label := func(l *Link) string {
		if l == nil {
			return ""
		}
		return l.Label
	}
	for url, want := range map[string]string{
		"/briefs/apart/":  " | Keeping watch",
		"/briefs/watch/":  "Apart from the series | Listening",
		"/briefs/listen/": "Keeping watch | ",
	} {
		p := viewAt[Brief](t, v, url)
		if got := label(p.Prev) + " | " + label(p.Next); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
	p := viewAt[Brief](t, v, "/briefs/listen/")
	if p.Series == nil || label(p.Series.Prev) != "Keeping watch" || p.Series.Next != nil || len(p.Series.Items) != 2 || !p.Series.Items[1].Current {
		t.Errorf("series %+v", p.Series)
	}
	r := viewAt[Recommendation](t, v, "/recommendations/lan-1a/")
	if label(r.Prev) != "Build the radar" || label(r.Next) != "Share the picture" {
		t.Errorf("recommendation between %q and %q", label(r.Prev), label(r.Next))
	}
	e := viewAt[Event](t, v, "/events/storm/")
	if label(e.Prev) != "The launch" || e.Next != nil {
		t.Errorf("event between %q and %q", label(e.Prev), label(e.Next))
	}
}
