package view

import (
	"fmt"
	"strconv"

	"readout/generator/internal/markdown"
	"readout/generator/internal/site"
)

// Fragment is a run of a text: markup, or something a layout draws. One field
// is set.
type Fragment struct {
	HTML      markdown.HTML
	Card      *Card
	Mention   *Mention
	Table     *Table
	Cards     []Card
	Scorecard *Scorecard
	Timeline  *Timeline
	Chart     *Chart
}

// Mention is a record embedded in a text that is not a recommendation.
type Mention struct {
	Link
	Summary string
	Detail  string
}

// Reference is one numbered source of a page.
type Reference struct {
	ID     string // of the element: "ref-camp-david"
	Number int
	Source SourceLine
}

// SourceLine is a source as lists print it.
type SourceLine struct {
	Link             // to the source's own page
	Authors   string // "A, B and C"
	Publisher string
	Date      Time
	External  string // its address on the web
	Archived  string
	Accessed  Time
	Tier      string
	Form      string
	Lang      string
}

// text renders the documents of one page, numbering citations as they come.
type text struct {
	v    *Views
	refs []*site.Source
	seen map[*site.Source]int
}

func (v *Views) newText() *text { return &text{v: v, seen: map[*site.Source]int{}} }

// resolve returns what fills the reference holes of a record's documents.
func (t *text) resolve(from *site.Record) func(*markdown.Ref) markdown.Target {
	return func(ref *markdown.Ref) markdown.Target {
		r := t.v.site.Resolve(from, ref)
		if ref.Kind == markdown.Citation {
			s, ok := r.Entity.(*site.Source)
			if !ok {
				return markdown.Target{Label: ref.Target}
			}
			n := t.cite(s)
			return markdown.Target{URL: "#" + refID(s), Label: strconv.Itoa(n)}
		}
		target := markdown.Target{URL: t.v.url(r.URL), Label: r.Label}
		if r.Entity != nil {
			target.Class = r.Entity.Common().Kind.String()
		}
		return target
	}
}

func refID(s *site.Source) string { return "ref-" + s.ID }

func (t *text) cite(s *site.Source) int {
	n, ok := t.seen[s]
	if !ok {
		t.refs = append(t.refs, s)
		n = len(t.refs)
		t.seen[s] = n
	}
	return n
}

// inline renders a short document: one paragraph without its <p>.
func (t *text) inline(from *site.Record, d *markdown.Document) markdown.HTML {
	if d == nil {
		return ""
	}
	return d.Inline(t.resolve(from))
}

func (t *text) inlines(from *site.Record, ds []*markdown.Document) []markdown.HTML {
	var out []markdown.HTML
	for _, d := range ds {
		out = append(out, t.inline(from, d))
	}
	return out
}

// body renders a document with its embeds and blocks. prefix keeps the ids of
// several documents on one page apart.
func (t *text) body(from *site.Record, d *markdown.Document, prefix string) []Fragment {
	if d == nil {
		return nil
	}
	var out []Fragment
	for _, p := range d.Pieces(t.resolve(from), prefix) {
		switch {
		case p.Embed != nil:
			out = append(out, t.embed(from, p.Embed)...)
		case p.Block != nil:
			out = append(out, t.block(from, p.Block)...)
		default:
			out = append(out, Fragment{HTML: p.HTML})
		}
	}
	return out
}

func (t *text) embed(from *site.Record, ref *markdown.Ref) []Fragment {
	switch e := t.v.site.Resolve(from, ref).Entity.(type) {
	case nil:
		return nil
	case *site.Recommendation:
		card := t.card(e, fmt.Sprintf("embed-%d-", ref.Index))
		card.Anchor = ""
		return []Fragment{{Card: &card}}
	default:
		return []Fragment{{Mention: t.v.mention(e)}}
	}
}

func (v *Views) mention(e site.Entity) *Mention {
	m := &Mention{Link: v.link(e), Summary: e.Common().Summary.In(v.lang)}
	m.Label = v.longTitle(e)
	switch e := e.(type) {
	case *site.Event:
		m.Detail = eventWhen(e)
	case *site.Source:
		m.Detail = e.Publisher
	case *site.Brief:
		m.Detail = e.Date.Words()
	}
	return m
}

// block answers a fenced block.
func (t *text) block(from *site.Record, b *markdown.Block) []Fragment {
	q := t.v.site.Query(from, b)
	switch b.Name {
	case "recommendations":
		rs := t.v.site.Select(q)
		switch q.View {
		case "cards":
			f := Fragment{}
			for i, r := range rs {
				f.Cards = append(f.Cards, t.card(r, fmt.Sprintf("block-%d-%d-", b.Index, i)))
				f.Cards[i].Anchor = ""
			}
			return []Fragment{f}
		case "scorecard":
			return []Fragment{{Scorecard: t.v.scorecard("", rs)}}
		}
		return []Fragment{{Table: &Table{Rows: t.v.rowsOf(rs), Empty: "No recommendation matches."}}}
	case "timeline":
		tl := t.v.timeline(t.v.site.SelectEvents(q))
		return []Fragment{{Timeline: &tl}}
	case "chart":
		c := t.v.chart(&q.Chart, fmt.Sprintf("chart-%d", b.Index))
		return []Fragment{{Chart: c}}
	}
	return nil
}

// card shows a recommendation with its text.
func (t *text) card(r *site.Recommendation, prefix string) Card {
	c := Card{Row: *t.v.row(r), Anchor: r.ID, Text: t.body(&r.Record, r.Text, prefix)}
	if l, ok := t.v.linkTo(r.PartOf); ok {
		c.PartOf = &l
	}
	for _, p := range t.v.site.Parts(r) {
		c.Parts = append(c.Parts, t.v.link(p))
	}
	return c
}

// references lists the sources cited so far, in order of number.
func (t *text) references() []Reference {
	var out []Reference
	for i, s := range t.refs {
		out = append(out, Reference{ID: refID(s), Number: i + 1, Source: t.v.sourceLine(s)})
	}
	return out
}

func (v *Views) sourceLine(s *site.Source) SourceLine {
	l := SourceLine{
		Link:      v.link(s),
		Authors:   andList(s.Authors),
		Publisher: s.Publisher,
		Date:      timeOf(s.Date),
		External:  s.URL,
		Archived:  s.ArchivedURL,
		Accessed:  timeOf(s.Accessed),
		Form:      upper(s.Type),
		Lang:      s.Language,
	}
	if s.Tier > 0 {
		l.Tier = site.TierLabel(s.Tier)
	}
	if l.External == "" && s.DOI != "" {
		l.External = "https://doi.org/" + s.DOI
	}
	return l
}

// andList joins names as prose does.
func andList(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		s := names[0]
		for _, x := range names[1 : n-1] {
			s += ", " + x
		}
		return s + " and " + names[n-1]
	}
}
