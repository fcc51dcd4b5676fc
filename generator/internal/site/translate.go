package site

import (
	"slices"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

// translationFields are the keys that a <id>.<lang>.md takes: the texts. What
// is no text stands in the original alone.
type translationFields struct {
	Title           Text    `yaml:"title"`
	Name            Text    `yaml:"name"`
	ShortName       Text    `yaml:"short_name"`
	Subtitle        Text    `yaml:"subtitle"`
	Summary         Text    `yaml:"summary"`
	KeyPoints       []prose `yaml:"key_points"`
	Text            prose   `yaml:"text"`
	ClosureCriteria []prose `yaml:"closure_criteria"`
}

// translatable are the keys of translationFields that records of a kind have.
func translatable(k Kind) []string {
	switch k {
	case KindActor:
		return []string{"name", "short_name", "summary"}
	case KindBrief:
		return []string{"title", "subtitle", "summary", "key_points"}
	case KindRecommendation:
		return []string{"title", "summary", "text", "closure_criteria"}
	}
	return []string{"title", "summary"}
}

// parseTranslation reads a record's text in another language.
func (p *Parsed) parseTranslation(kind Kind, id, lang string, meta *source.Node, body diag.Text) {
	own := *meta
	own.Pairs = nil
	for _, pair := range meta.Pairs {
		name := pair.Key.Value.String
		if slices.Contains(translatable(kind), name) {
			own.Pairs = append(own.Pairs, pair)
			continue
		}
		d := p.Problems.Errorf(pair.Key.Pos, source.CodeUnknownKey, "a translation has no key %q", name)
		d.Width, d.Hint = pair.Key.Width, diag.DidYouMean(name, slices.Values(translatable(kind)))
		if d.Hint == "" {
			d.Hint = "only texts are translated (" + orList(translatable(kind)) + "); all else stands in the original"
		}
	}
	var f translationFields
	source.Decode(&own, &f, &p.Problems)
	c := &reader{problems: &p.Problems, record: &Record{Kind: kind, ID: id}, lang: lang}
	t := &Translation{
		Lang: lang, Pos: diag.Pos{File: p.Path, Line: 1, Col: 1},
		Title: f.Title, ShortName: f.ShortName, Subtitle: f.Subtitle, Summary: f.Summary,
	}
	if kind == KindActor {
		t.Title = f.Name
	}
	for _, text := range []Text{t.Title, t.ShortName, t.Subtitle, t.Summary} {
		c.use(text)
	}
	none := func(*Translation) *[]*markdown.Document { return new([]*markdown.Document) }
	t.KeyPoints, t.ClosureCriteria = c.each(f.KeyPoints, none), c.each(f.ClosureCriteria, none)
	t.Text = c.note(f.Text)
	if body.String != "" {
		t.Body = c.read(langText{text: body}, &c.texts)
	}
	for _, u := range c.texts.languages {
		if u.lang != lang {
			p.Problems.Errorf(u.pos, "language-invalid", "this file is the translation into “%s”, so that it holds no text in “%s”", lang, u.lang).
				Hint = "write the text alone"
		}
	}
	t.texts = c.texts
	p.translation = &fileTranslation{Translation: t, kind: kind, id: id}
}
