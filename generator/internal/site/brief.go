package site

import (
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

type briefFields struct {
	recordFields
	Title       Text              `yaml:"title,required"`
	Subtitle    Text              `yaml:"subtitle"`
	KeyPoints   []prose           `yaml:"key_points"`
	Authors     []Ref             `yaml:"authors"`
	Date        locatedDate       `yaml:"date,required"`
	Updated     locatedDate       `yaml:"updated"`
	Version     string            `yaml:"version"`
	Changelog   []changeField     `yaml:"changelog"`
	Actors      []Ref             `yaml:"actors"`
	Language    located           `yaml:"language"`
	Series      string            `yaml:"series"`
	Part        locatedInt        `yaml:"part"`
	PublishAt   Date              `yaml:"publish_at"`
	ExpiresAt   locatedDate       `yaml:"expires_at"`
	Number      string            `yaml:"number"`
	DOI         located           `yaml:"doi"`
	License     string            `yaml:"license"`
	Corrections []correctionField `yaml:"corrections"`
}

type changeField struct {
	Version string  `yaml:"version"`
	Date    Date    `yaml:"date,required"`
	Kind    located `yaml:"kind"`
	Note    prose   `yaml:"note"`
}

type correctionField struct {
	Date Date  `yaml:"date,required"`
	Note prose `yaml:"note,required"`
}

// changeKinds are the kinds of changes to a brief.
var changeKinds = []string{"editorial", "substantive", "correction"}

func (c *reader) brief(b *Brief, n *source.Node) {
	var f briefFields
	source.Decode(n, &f, c.problems)
	if f.Language.Value != "" {
		if isLanguage(f.Language.Value) {
			b.Language = intern(f.Language.Value)
			c.lang = b.Language
			c.useLanguage(b.Language, f.Language.Pos)
		} else {
			c.errorAt(f.Language, "language-invalid", "“%s” is no language code", f.Language.Value).Hint = "write a code such as en, ko or ja"
		}
	}
	b.Subtitle = f.Subtitle
	c.use(b.Subtitle)
	b.KeyPoints = c.each(f.KeyPoints, func(t *Translation) *[]*markdown.Document { return &t.KeyPoints })
	b.Authors, b.Actors = refs(f.Authors), refs(f.Actors)
	b.Date, b.Updated = f.Date.Value, f.Updated.Value
	b.Version, b.Number, b.License = f.Version, f.Number, intern(f.License)
	for _, ch := range f.Changelog {
		b.Changelog = append(b.Changelog, Change{
			Version: ch.Version, Date: ch.Date, Kind: c.oneOf(ch.Kind, "kind of change", changeKinds), Note: c.note(ch.Note),
		})
	}
	for _, k := range f.Corrections {
		b.Corrections = append(b.Corrections, Correction{Date: k.Date, Note: c.note(k.Note)})
	}
	b.Series, b.Part = intern(f.Series), f.Part.Value
	if f.Part.Value < 1 && c.written(f.Part) {
		c.errorAt(Ref{Pos: f.Part.Pos, Width: f.Part.Width}, "value-range", "parts of a series count from 1")
	}
	b.PublishAt, b.ExpiresAt = f.PublishAt, f.ExpiresAt.Value
	b.DOI = c.doi(f.DOI)
	c.notBefore(f.Updated, "updated", b.Date, "date")
	if !b.PublishAt.IsZero() && !b.ExpiresAt.IsZero() && b.ExpiresAt.First() <= b.PublishAt.First() {
		c.errorAt(Ref{Pos: f.ExpiresAt.Pos, Width: f.ExpiresAt.Width}, "date-order",
			"this brief expires (%s) before it is published (%s)", b.ExpiresAt, b.PublishAt)
	}
	c.common(&f.recordFields, f.Title, b)
}

// note reads a text whose other languages no page has a place for yet: they
// are checked and kept with the translation's documents.
func (c *reader) note(p prose) *markdown.Document {
	return c.main(p, func(*Translation, *markdown.Document) {})
}
