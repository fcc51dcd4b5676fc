package view

import (
	"strconv"
	"strings"

	"readout/generator/internal/picture"
	"readout/generator/internal/site"
)

// mostCards is how many cards are made where site.yaml says nothing. Each takes
// a few milliseconds in the first build, so a publication with more briefs and
// recommendations asks for them with outputs: {cards: true}.
const mostCards = 500

// newHasCards decides whether the publication has social cards.
func (v *Views) newHasCards() bool {
	if on, said := v.site.Settings().Outputs["cards"]; said {
		return on
	}
	return len(v.site.Briefs())+len(v.site.Recommendations()) <= mostCards
}

// CardURL is where the card of a record stands, root-relative; empty when it
// has none.
func (v *Views) CardURL(e site.Entity) string {
	switch e.(type) {
	case *site.Brief, *site.Recommendation:
		if v.hasCards() && v.site.Hidden(e) == "" {
			return v.site.URL(e) + "card.png"
		}
	}
	return ""
}

// Card is what the card of a brief or recommendation shows: its name, how it
// stands and when that was.
func (v *Views) Card(e site.Entity) picture.Card {
	_, address, _ := strings.Cut(v.absolute(v.site.URL(e)), "://")
	c := picture.Card{
		Site: v.frame().SiteTitle, Kind: upper(e.Common().Kind.String()), Title: v.longTitle(e), Address: address,
	}
	if as := v.frame().AsOf; !as.IsZero() {
		c.AsOf = "As of " + as.Words
	}
	switch e := e.(type) {
	case *site.Recommendation:
		row := v.row(e)
		var names []string
		for _, to := range row.To {
			names = append(names, to.Label)
		}
		if len(names) > 0 {
			c.Detail = "To " + andList(names)
		}
		c.Split = row.SplitText
		c.States = []picture.CardState{{Label: row.State.Label, Icon: row.State.Icon, Tone: row.State.Tone}}
	case *site.Brief:
		c.Detail = timeOf(e.Date).Words
		card := v.scorecard("", v.made(e))
		if card == nil {
			c.AsOf = ""
			return c
		}
		c.Detail += " · " + number(card.Of, "recommendation", "recommendations")
		for _, b := range card.Bars {
			c.States = append(c.States, picture.CardState{Label: b.Label, Icon: b.Icon, Tone: b.Tone, N: b.N, Of: b.Of})
		}
	}
	return c
}

// cardMetas names a record's card for those who show links to its page, with
// the state in words for those who cannot see it.
func (v *Views) cardMetas(e site.Entity) []Meta {
	url := v.CardURL(e)
	if url == "" {
		return nil
	}
	c := v.Card(e)
	var alt strings.Builder
	alt.WriteString(c.Kind + " of " + c.Site + ": " + c.Title + ". ")
	for i, s := range c.States {
		if i > 0 {
			alt.WriteString(", ")
		}
		if s.Of > 0 {
			alt.WriteString(strconv.Itoa(s.N) + " ")
		}
		alt.WriteString(lowerUnless(i == 0 && s.Of == 0, s.Label))
	}
	if c.Split != "" {
		alt.WriteString(" (" + c.Split + ")")
	}
	if c.AsOf != "" {
		alt.WriteString(", " + lower(c.AsOf) + ".")
	}
	return []Meta{
		{Property: "og:image", Content: v.absolute(url)},
		{Property: "og:image:type", Content: "image/png"},
		{Property: "og:image:width", Content: strconv.Itoa(picture.CardWidth)},
		{Property: "og:image:height", Content: strconv.Itoa(picture.CardHeight)},
		{Property: "og:image:alt", Content: strings.TrimSpace(alt.String())},
		{Name: "twitter:card", Content: "summary_large_image"},
	}
}

func lowerUnless(first bool, s string) string {
	if first {
		return s
	}
	return lower(s)
}
