package site

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/text/language"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

// What several kinds of records have in common when they are read.

// intern returns a string equal to s that equal strings mostly share, and that
// does not keep the file alive which s was read from: ids and codes stand in
// tens of thousands of records. It remembers one string for each hash, which
// is enough for those that are everywhere and takes no room for the others.
func intern(s string) string {
	if s == "" {
		return ""
	}
	slot := &interned[maphash.String(internSeed, s)%uint64(len(interned))]
	if known := slot.Load(); known != nil && *known == s {
		return *known
	}
	s = strings.Clone(s)
	slot.Store(&s)
	return s
}

var (
	interned   [1 << 13]atomic.Pointer[string]
	internSeed = maphash.MakeSeed()
)

// keyOf returns the form of an id under which it is looked up.
func keyOf(id string) string { return strings.ToLower(id) }

// langText is a text that has not been read yet.
type langText struct {
	lang string // "" when none was written
	text diag.Text
	pos  diag.Pos // of the language, else of the text
}

// langUse is a language that a record names.
type langUse struct {
	lang string
	pos  diag.Pos
}

// byLanguage reads a text, or a mapping from languages to texts. Empty ones
// are left out.
func byLanguage(n *source.Node, l *diag.List) []langText {
	switch n.Kind {
	case source.Scalar:
		if strings.TrimSpace(n.Value.String) == "" {
			return nil
		}
		return []langText{{text: n.Value, pos: n.Pos}}
	case source.Sequence:
		n.WrongType(l, "text")
		return nil
	}
	var out []langText
	for _, p := range n.Pairs {
		lang := p.Key.Value.String
		switch {
		case !isLanguage(lang):
			d := l.Errorf(p.Key.Pos, "language-invalid", "“%s” is no language code", lang)
			d.Width, d.Hint = p.Key.Width, "write a text, or one for each language: {en: …, ko: …}"
		case p.Value.Null:
		case p.Value.Kind != source.Scalar:
			p.Value.WrongType(l, "text")
		case strings.TrimSpace(p.Value.Value.String) != "":
			out = append(out, langText{lang: intern(lang), text: p.Value.Value, pos: p.Key.Pos})
		}
	}
	return out
}

// isLanguage reports whether s is a language code as HTML wants it: en, ko,
// zh-Hant.
func isLanguage(s string) bool {
	base, _, _ := strings.Cut(s, "-")
	if len(base) < 2 || len(base) > 3 || strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") != "" {
		return false
	}
	_, err := language.Parse(s)
	return err == nil
}

// DecodeNode reads a short text: a string, or one for each language.
func (t *Text) DecodeNode(n *source.Node, l *diag.List) {
	t.Pos = n.Pos
	for _, v := range byLanguage(n, l) {
		t.Values = append(t.Values, LangText{Lang: v.lang, Value: strings.Clone(strings.TrimSpace(v.text.String))})
	}
}

// prose is Markdown that has not been read yet, by language.
type prose []langText

// DecodeNode reads Markdown text: a string, or one for each language.
func (p *prose) DecodeNode(n *source.Node, l *diag.List) { *p = byLanguage(n, l) }

// list is a field that takes one value or several.
type list []Ref

// DecodeNode reads a text, or a list of texts.
func (s *list) DecodeNode(n *source.Node, l *diag.List) {
	items := n.Items
	if n.Kind == source.Scalar {
		items = []*source.Node{n}
	} else if n.Kind == source.Mapping {
		n.WrongType(l, "a text or a list of texts")
	}
	for _, item := range items {
		if item.Kind != source.Scalar || item.Null {
			item.WrongType(l, "text")
			continue
		}
		*s = append(*s, Ref{Value: intern(item.Value.String), Pos: item.Pos, Width: item.Width})
	}
}

type (
	located     = source.Located[string]
	locatedDate = source.Located[Date]
	locatedInt  = source.Located[int]
)

// recordFields are the keys that records of every kind take.
type recordFields struct {
	ID      Ref   `yaml:"id"`
	Summary Text  `yaml:"summary"`
	Aliases []Ref `yaml:"aliases"`
	Topics  []Ref `yaml:"topics"`
	Draft   bool  `yaml:"draft"`
	Body    prose `yaml:"body"`
}

// reader reads one record.
type reader struct {
	problems *diag.List
	record   *Record
	lang     string    // of texts without a language; "" is the publication's
	texts    texts     // of the record
	body     diag.Text // below the front matter of a .md file
	fromFile bool      // the record stands in a .md file, which names it
}

func (c *reader) errorAt(r Ref, code, format string, args ...any) *diag.Diagnostic {
	d := c.problems.Errorf(r.Pos, code, format, args...)
	d.Width = r.Width
	return d
}

func (c *reader) warnAt(r Ref, code, format string, args ...any) *diag.Diagnostic {
	d := c.problems.Warnf(r.Pos, code, format, args...)
	d.Width = r.Width
	return d
}

// written reports whether a number stands in the file and could be read.
func (c *reader) written(v locatedInt) bool { return !v.Pos.IsZero() && !c.reported(v.Pos) }

// reported reports whether a problem is known at a place.
func (c *reader) reported(at diag.Pos) bool {
	return slices.ContainsFunc(*c.problems, func(d diag.Diagnostic) bool { return d.Pos == at })
}

// common fills in what every record has. The texts of a kind's own fields are
// read before it, so that documents are in file order for .md files.
func (c *reader) common(f *recordFields, title Text, self Entity) {
	r := c.record
	r.as(self)
	r.Title, r.Summary, r.Draft = title, f.Summary, f.Draft
	r.Aliases, r.Topics = refs(f.Aliases), refs(f.Topics)
	c.use(r.Title)
	c.use(r.Summary)
	for _, a := range r.Aliases {
		c.checkAlias(a)
	}
	if c.fromFile && f.ID.Value != "" && f.ID.Value != r.ID {
		c.errorAt(f.ID, "id-invalid", "“%s” is not this record's id: a .md file's name is, and that is “%s”", f.ID.Value, r.ID).
			Hint = "remove the key, or rename the file"
	}
	switch {
	case !c.fromFile:
		r.Body = c.main(f.Body, func(t *Translation, d *markdown.Document) { t.Body = d })
	case len(f.Body) > 0:
		d := c.problems.Errorf(f.Body[0].pos, "body-misplaced", "the body of a .md file is what stands below its front matter")
		d.Hint = "move the text there"
	}
	if strings.TrimSpace(c.body.String) != "" {
		r.Body = c.read(langText{text: c.body}, &c.texts)
	}
	if t := c.texts; t.docs != nil || t.blocks != nil || t.languages != nil {
		r.texts = &t
	}
	slices.SortFunc(r.Others, func(a, b *Translation) int { return strings.Compare(a.Lang, b.Lang) })
	if r.Title.IsZero() {
		if at := r.Title.Pos; !at.IsZero() && !c.reported(at) {
			c.problems.Errorf(at, source.CodeMissingKey, "the title is empty")
		}
		r.Title.Values = []LangText{{Value: r.ID}} // reported as missing; links still need words
	}
}

// use notes the languages of a text.
func (c *reader) use(t Text) {
	for _, v := range t.Values {
		c.useLanguage(v.Lang, t.Pos)
	}
}

func (c *reader) useLanguage(lang string, pos diag.Pos) {
	if lang == "" || slices.ContainsFunc(c.texts.languages, func(u langUse) bool { return u.lang == lang }) {
		return
	}
	c.texts.languages = append(c.texts.languages, langUse{lang, pos})
}

// translation returns the record's translation into a language, to be filled.
func (c *reader) translation(lang string, pos diag.Pos) *Translation {
	for _, t := range c.record.Others {
		if t.Lang == lang {
			return t
		}
	}
	t := &Translation{Lang: lang, Pos: pos}
	c.record.Others = append(c.record.Others, t)
	return t
}

// main reads a text and returns its document: the one in the record's own
// language, else the first. The others go to the record's translations.
func (c *reader) main(p prose, set func(*Translation, *markdown.Document)) *markdown.Document {
	if len(p) == 0 {
		return nil
	}
	own := max(0, slices.IndexFunc(p, func(t langText) bool { return t.lang == "" || t.lang == c.lang }))
	for i, t := range p {
		c.useLanguage(t.lang, t.pos)
		if i != own {
			other := c.translation(t.lang, t.pos)
			set(other, c.read(t, &other.texts))
		}
	}
	return c.read(p[own], &c.texts)
}

// read reads one document and keeps what it refers to.
func (c *reader) read(t langText, in *texts) *markdown.Document {
	lang := t.lang
	if lang == "" {
		lang = c.lang
	}
	d, problems := markdown.Parse(t.text, markdown.Options{Lang: lang})
	*c.problems = append(*c.problems, problems...)
	refs := d.Refs()
	if len(refs) > 0 {
		in.docs = append(in.docs, d)
		in.targets = slices.Grow(in.targets, len(refs))
	}
	for i := range refs {
		in.targets = append(in.targets, hashOfTarget(&refs[i]))
		c.checkState(&refs[i])
	}
	for _, b := range d.Blocks() {
		in.blocks = append(in.blocks, readBlock(&b, c.problems))
	}
	return d
}

// checkState checks the state that a sentence leans on.
func (c *reader) checkState(r *markdown.Ref) {
	if r.State == "" || isBadge(r.State) {
		return
	}
	d := c.problems.Errorf(r.Pos, "state-unknown", "“%s” is no state", r.State)
	d.Width, d.Hint = r.Width, didYouMean(r.State, badgeCodes())
}

// each reads a list of texts.
func (c *reader) each(ps []prose, of func(*Translation) *[]*markdown.Document) []*markdown.Document {
	var out []*markdown.Document
	for _, p := range ps {
		d := c.main(p, func(t *Translation, d *markdown.Document) {
			list := of(t)
			*list = append(*list, d)
		})
		if d != nil {
			out = append(out, d)
		}
	}
	return out
}

// refs returns references with shared strings, leaving out empty ones, which
// have been reported.
func refs(in []Ref) []Ref {
	if len(in) == 0 {
		return nil
	}
	out := make([]Ref, 0, len(in))
	for _, r := range in {
		if r.Value != "" {
			out = append(out, ref(r))
		}
	}
	return out
}

func ref(r Ref) Ref {
	r.Value = intern(r.Value)
	return r
}

// oneOf returns a code that must be one of some, "" when it is not written or
// not one of them. what names it: "horizon".
func (c *reader) oneOf(v located, what string, codes []string) string {
	return oneOf(v, what, codes, c.problems)
}

func oneOf(v located, what string, codes []string, l *diag.List) string {
	if v.Value == "" || slices.Contains(codes, v.Value) {
		return intern(v.Value)
	}
	d := l.Errorf(v.Pos, "value-unknown", "“%s” is no %s", v.Value, what)
	d.Width, d.Hint = v.Width, didYouMean(v.Value, codes)
	return ""
}

// didYouMean suggests the nearest of some codes, else names them all.
func didYouMean(word string, codes []string) string {
	if hint := diag.DidYouMean(word, slices.Values(codes)); hint != "" {
		return hint
	}
	return "write " + orList(codes)
}

// orList joins words as prose does: "a, b or c".
func orList(ws []string) string {
	if len(ws) < 2 {
		return strings.Join(ws, "")
	}
	return strings.Join(ws[:len(ws)-1], ", ") + " or " + ws[len(ws)-1]
}

// notBefore reports a date that lies before another although it cannot.
func (c *reader) notBefore(later locatedDate, what string, earlier Date, whatEarlier string) {
	if later.Value.IsZero() || earlier.IsZero() || later.Value.Last() >= earlier.First() {
		return
	}
	d := c.problems.Errorf(later.Pos, "date-order", "%s (%s) is before %s (%s)", what, later.Value, whatEarlier, earlier)
	d.Width = later.Width
}
