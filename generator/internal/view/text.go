package view

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

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
	Data      *DataTable // an embedded data file
	Picture   *Picture   // an embedded image
}

// Mention is a record embedded in a text that is not a recommendation.
type Mention struct {
	Link
	Summary string
	Detail  string
}

// Reference is one numbered source of a page.
type Reference struct {
	ID     string // of the element: "ref:camp-david"
	Number int
	Source SourceLine
	Back   []Link // to the places that cite it: "#cite.3" and "1", "2", …
}

// SourceLine is a source as lists print it.
type SourceLine struct {
	Link              // to the source's own page
	Authors    string // "A, B and C"
	Publisher  string
	Date       Time
	External   string // its address on the web; may be empty
	Archived   string // address of a copy that stays; may be empty
	ArchivedAt Time
	Accessed   Time
	DOI        string
	Tier       string // "Law or budget"; empty when not given
	Form       string // "Report"; may be empty
	Lang       string // BCP 47, when not the page's language; else empty
}

// text renders the documents of one page, numbering citations as they come.
type text struct {
	v        *Views
	refs     []*site.Source
	cited    [][]Link // by place in refs: the citations
	numbers  map[*site.Source]int
	embedded map[*site.Recommendation]bool // whose cards are on the page
	// of is the record whose page it is, when it was published on a day: when.
	// What it mentions is shown with its state then, too.
	of    *site.Record
	when  site.Date
	depth int // cards within cards
	// pictured is set once the page has an image.
	pictured bool
}

func (v *Views) newText() *text { return &text{v: v} }

// render is how a document of a record is written.
func (t *text) render(from *site.Record, prefix string) markdown.Render {
	return markdown.Render{Resolve: t.resolve(from), Prefix: prefix, Sources: t.v.options.Sources}
}

// resolve returns what fills the reference holes of a record's documents.
func (t *text) resolve(from *site.Record) func(*markdown.Ref) markdown.Target {
	return func(ref *markdown.Ref) markdown.Target {
		r := t.v.site.Resolve(from, ref)
		if ref.Kind == markdown.Citation {
			s, ok := r.Entity.(*site.Source)
			if !ok {
				return markdown.Target{Label: ref.Target}
			}
			return markdown.Target{URL: "#" + refID(s), Label: strconv.Itoa(t.numbers[s])}
		}
		target := markdown.Target{URL: t.v.url(r.URL), Label: r.Label}
		if r.Asset != nil && ref.Kind == markdown.Image {
			p := t.picture(target.URL, r.Asset)
			target.URL, target.SrcSet, target.WebP, target.Sizes = p.URL, p.SrcSet, p.WebP, p.Sizes
			target.Width, target.Height, target.Early = p.Width, p.Height, p.Early
		}
		if r.Entity != nil {
			target.Class = r.Entity.Common().Kind.String()
		}
		if rec, ok := r.Entity.(*site.Recommendation); ok && from != r.Entity.Common() {
			target.Note, target.NoteClass = t.stateNote(rec, ref, from)
		}
		return target
	}
}

// stateNote says beside a mention of a recommendation how it stands, and what
// the text's author knew, so that prose cannot silently go stale. What the
// author wrote about the state comes before what the record said on the day.
func (t *text) stateNote(r *site.Recommendation, ref *markdown.Ref, from *site.Record) (note, class string) {
	now := t.v.site.State(r).Badge
	note, class = now.Label(), "state "+now.Tone()
	switch then := site.Badge(ref.State); {
	case then != "" && then != now:
		note += "; when this was written: " + lower(then.Label())
	case then == "" && from == t.of:
		if then = t.v.site.StateAt(r, t.when).Badge; then != now {
			note += "; at publication: " + lower(then.Label())
		}
	}
	return note, class
}

// The ids of references and cards hold a colon, which no heading's id does.
func refID(s *site.Source) string          { return "ref:" + s.ID }
func cardID(r *site.Recommendation) string { return "rec:" + r.ID }

// number gives the sources that a document cites their numbers, in reading
// order: what an embedded card cites comes where the card stands. It must run
// before the document is rendered, with the same prefix.
func (t *text) number(from *site.Record, d *markdown.Document, prefix string) {
	if d == nil {
		return
	}
	refs := d.Refs()
	for i := range refs {
		ref := &refs[i]
		if ref.Kind != markdown.Citation && ref.Kind != markdown.Embed {
			continue
		}
		switch e := t.v.site.Resolve(from, ref).Entity.(type) {
		case *site.Source:
			if ref.Kind == markdown.Citation {
				t.cite(e, prefix+ref.CiteID())
			}
		case *site.Recommendation:
			if t.depth < site.MaxCardDepth {
				t.depth++
				t.number(&e.Record, e.Text, prefix+embedPrefix(ref))
				t.depth--
			}
		}
	}
}

// embedPrefix is the prefix of the ids in an embedded card.
func embedPrefix(ref *markdown.Ref) string { return "embed-" + strconv.Itoa(ref.Index) + "-" }

// cite gives a source its number on the page, if it has none, and notes the
// citation's id so that the reference can lead back to it.
func (t *text) cite(s *site.Source, id string) {
	n, ok := t.numbers[s]
	if !ok {
		if t.numbers == nil {
			t.numbers = map[*site.Source]int{}
		}
		t.refs = append(t.refs, s)
		t.cited = append(t.cited, nil)
		n = len(t.refs)
		t.numbers[s] = n
	}
	back := &t.cited[n-1]
	*back = append(*back, Link{URL: "#" + id, Label: strconv.Itoa(len(*back) + 1)})
}

// inline renders a short document: one paragraph without its <p>. prefix is as
// in body.
func (t *text) inline(from *site.Record, d *markdown.Document, prefix string) markdown.HTML {
	if d == nil {
		return ""
	}
	t.number(from, d, prefix)
	return d.Inline(t.render(from, prefix))
}

// numbered is the prefix of the i-th document of a sort: "point-1-".
func numbered(name string, i int) string { return name + "-" + strconv.Itoa(i+1) + "-" }

// inlines renders short documents, with the prefixes "name-1-", "name-2-", …
func (t *text) inlines(from *site.Record, ds []*markdown.Document, name string) []markdown.HTML {
	var out []markdown.HTML
	for i, d := range ds {
		out = append(out, t.inline(from, d, numbered(name, i)))
	}
	return out
}

// body renders a document with its embeds and blocks. prefix keeps the ids of
// several documents on one page apart.
func (t *text) body(from *site.Record, d *markdown.Document, prefix string) []Fragment {
	t.number(from, d, prefix)
	return t.fragments(from, d, prefix)
}

// fragments renders a document whose citations have their numbers.
func (t *text) fragments(from *site.Record, d *markdown.Document, prefix string) []Fragment {
	if d == nil {
		return nil
	}
	var out []Fragment
	for _, p := range d.Pieces(t.render(from, prefix)) {
		switch {
		case p.Embed != nil:
			out = append(out, t.embed(from, p.Embed, prefix)...)
		case p.Block != nil:
			out = append(out, t.block(from, p.Block, prefix)...)
		case strings.TrimSpace(string(p.HTML)) != "":
			out = append(out, Fragment{HTML: p.HTML})
		}
	}
	return out
}

// contents is a document's table of contents: nil when it has fewer than two
// headings.
func (t *text) contents(from *site.Record) []Contents {
	if from.Body == nil {
		return nil
	}
	headings := from.Body.Contents(t.v.label(from))
	if len(headings) < 2 {
		return nil
	}
	top := headings[0].Level
	for _, h := range headings {
		top = min(top, h.Level)
	}
	var out []Contents
	for _, h := range headings {
		c := Contents{URL: "#" + h.ID, HTML: h.HTML}
		switch {
		case h.Level == top || len(out) == 0:
			out = append(out, c)
		case h.Level == top+1:
			last := &out[len(out)-1]
			last.Items = append(last.Items, c)
		}
	}
	return out
}

// label gives the words of references without labels, where plain text is
// wanted.
func (v *Views) label(from *site.Record) func(*markdown.Ref) string {
	return func(ref *markdown.Ref) string { return v.site.Resolve(from, ref).Label }
}

// plain is a document of a record as plain text.
func (v *Views) plain(from *site.Record, d *markdown.Document) string {
	if d == nil {
		return ""
	}
	return d.Text(v.label(from))
}

// maxDescription is how many characters of a text describe a page.
const maxDescription = 200

// describe is a record's description: its summary, else the beginning of a
// text.
func (v *Views) describe(r *site.Record, d *markdown.Document) string {
	if s := r.Summary.In(v.lang); s != "" {
		return s
	}
	return clip(v.plain(r, d), maxDescription)
}

func (t *text) embed(from *site.Record, ref *markdown.Ref, prefix string) []Fragment {
	r := t.v.site.Resolve(from, ref)
	switch e := r.Entity.(type) {
	case nil:
		if r.Asset != nil && len(r.Asset.Header) > 0 {
			caption := ref.Label
			if caption == "" {
				caption = path.Base(r.Asset.URL)
			}
			return []Fragment{{Data: newDataTable(caption, r.Asset.Header, r.Asset.Rows, t.v.url(r.Asset.URL))}}
		}
		if r.Asset != nil && r.Asset.Width > 0 {
			p := t.picture(t.v.url(r.Asset.URL), r.Asset)
			p.Alt = ref.Label
			return []Fragment{{Picture: &p}}
		}
		return nil
	case *site.Recommendation:
		card := t.numberedCard(e, prefix+embedPrefix(ref))
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
		m.Detail = joined(e.Publisher, e.Date.Words())
	case *site.Instrument:
		m.Detail = joined(upper(e.Form), e.Date.Words())
	case *site.Actor:
		m.Detail = upper(e.Form)
	case *site.Brief:
		m.Detail = e.Date.Words()
	}
	return m
}

// block answers a fenced block.
func (t *text) block(from *site.Record, b *markdown.Block, prefix string) []Fragment {
	q := t.v.site.Query(from, b)
	switch b.Name {
	case "recommendations":
		rs := t.v.site.Select(q)
		switch q.View {
		case "cards":
			f := Fragment{}
			for i, r := range rs {
				f.Cards = append(f.Cards, t.card(r, fmt.Sprintf("%sblock-%d-%d-", prefix, b.Index, i)))
			}
			if f.Cards != nil {
				return []Fragment{f}
			}
		case "scorecard":
			if card := t.v.scorecard("", rs); card != nil {
				return []Fragment{{Scorecard: card}}
			}
		}
		return []Fragment{{Table: &Table{Rows: t.v.rowsOf(rs), Empty: "No recommendation matches."}}}
	case "timeline":
		tl := t.v.timeline(t.v.site.SelectEvents(q))
		return []Fragment{{Timeline: tl}}
	case "chart":
		return []Fragment{{Chart: t.v.chart(&q.Chart, fmt.Sprintf("%schart-%d", prefix, b.Index+1))}}
	}
	return nil
}

// card shows a recommendation with its text.
func (t *text) card(r *site.Recommendation, prefix string) Card {
	t.number(&r.Record, r.Text, prefix)
	return t.numberedCard(r, prefix)
}

// numberedCard is card for a text whose citations have their numbers. The
// first card of a recommendation on a page has its anchor. A text that embeds
// the card it stands in is a cycle, which site refuses: no such page is
// published, but one that is asked for must end.
func (t *text) numberedCard(r *site.Recommendation, prefix string) Card {
	c := Card{Row: t.v.row(r)}
	if !t.embedded[r] {
		if t.embedded == nil {
			t.embedded = map[*site.Recommendation]bool{}
		}
		t.embedded[r] = true
		c.Anchor = cardID(r)
	}
	if t.depth < site.MaxCardDepth {
		t.depth++
		c.Text = t.fragments(&r.Record, r.Text, prefix)
		t.depth--
	}
	c.PartOf = t.v.linkTo(r.PartOf)
	for _, p := range t.v.parts(r) {
		c.Parts = append(c.Parts, t.v.link(p))
	}
	return c
}

// references lists the sources cited so far, in order of number.
func (t *text) references() []Reference {
	var out []Reference
	for i, s := range t.refs {
		out = append(out, Reference{ID: refID(s), Number: i + 1, Source: t.v.sourceLine(s), Back: t.cited[i]})
	}
	return out
}

func (v *Views) sourceLine(s *site.Source) SourceLine {
	l := SourceLine{
		Link:       v.link(s),
		Authors:    andList(s.Authors),
		Publisher:  s.Publisher,
		Date:       timeOf(s.Date),
		External:   s.URL,
		Archived:   s.ArchivedURL,
		ArchivedAt: timeOf(s.ArchivedAt),
		Accessed:   timeOf(s.Accessed),
		DOI:        s.DOI,
		Form:       upper(s.Type),
		Tier:       site.TierLabel(s.Tier),
	}
	if s.Language != v.lang {
		l.Lang = s.Language
	}
	if l.External == "" && s.DOI != "" {
		l.External = "https://doi.org/" + s.DOI
	}
	return l
}

// andList joins names as prose does.
func andList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// joined puts a comma between the words that are there.
func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), ", ")
}
