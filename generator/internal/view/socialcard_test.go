package view

import (
	"fmt"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// manyRecommendations is a publication with n of them, and a brief.
func manyRecommendations(t *testing.T, n int, settings string) *Views {
	t.Helper()
	var b strings.Builder
	b.WriteString("recommendations:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {id: r%d, title: R, text: x, brief: b, to: [a]}\n", i)
	}
	return New(siteOf(t, map[string]string{
		"content/site.yaml":              "title: T\nbase_url: https://t.example/sub/\nas_of: 2026-01-31\n" + settings,
		"content/briefs/b.md":            "---\ntitle: B\ndate: 2026-01-02\n---\nText.\n",
		"content/actors/a.yaml":          "actors:\n  - {id: a, name: The Actor, kind: organisation}\n",
		"content/recommendations/r.yaml": b.String(),
	}, site.Options{}), Options{Base: "/"})
}

func TestCardsAreMadeWhereTheyAreFewOrAskedFor(t *testing.T) {
	for _, c := range []struct {
		n        int
		settings string
		want     bool
	}{
		{mostCards - 1, "", true},
		{mostCards, "", false}, // and the brief
		{mostCards, "outputs: {cards: true}\n", true},
		{1, "outputs: {cards: false}\n", false},
	} {
		v := manyRecommendations(t, c.n, c.settings)
		b := v.site.Briefs()[0]
		if got := v.CardURL(b) == "/briefs/b/card.png"; got != c.want {
			t.Errorf("%d recommendations, %q: %q", c.n, c.settings, v.CardURL(b))
		}
		named := 0
		for _, m := range v.cardMetas(b) {
			if m.Property == "og:image" && m.Content == "https://t.example/sub/briefs/b/card.png" || m.Name == "twitter:card" {
				named++
			}
		}
		if (named == 2) != c.want {
			t.Errorf("%d recommendations, %q: the page names the card: %d", c.n, c.settings, named)
		}
	}
}

func TestACardSaysHowItsRecordStands(t *testing.T) {
	v := manyRecommendations(t, 3, "")
	r := v.site.Recommendations()[0]
	card := v.Card(r)
	if card.Detail != "To The Actor" || card.AsOf != "As of 31 January 2026" || card.Address != "t.example/sub/recommendations/"+r.ID+"/" ||
		len(card.States) != 1 || card.States[0].Label != "Not assessed" || card.States[0].Of != 0 {
		t.Errorf("%+v", card)
	}
	brief := v.Card(v.site.Briefs()[0])
	if brief.Detail != "2 January 2026 · 3 recommendations" || len(brief.States) != 1 || brief.States[0].N != 3 || brief.States[0].Of != 3 {
		t.Errorf("%+v", brief)
	}
	for e, want := range map[site.Entity]string{
		r:                  "Recommendation of T: R. Not assessed, as of 31 January 2026.",
		v.site.Briefs()[0]: "Brief of T: B. 3 not assessed, as of 31 January 2026.",
	} {
		var alt string
		for _, m := range v.cardMetas(e) {
			if m.Property == "og:image:alt" {
				alt = m.Content
			}
		}
		if alt != want {
			t.Errorf("%q, want %q", alt, want)
		}
	}
	if v.CardURL(v.site.Actors()[0]) != "" {
		t.Error("an actor has a card")
	}
}
