package site

import (
	"slices"
	"strings"

	"readout/generator/internal/diag"
)

// orphans reports translations that have no original, or no place beside
// another one.
func orphans(k string, claims []Entity, translations []*fileTranslation) []problem {
	var out []problem
	report := func(t *fileTranslation, code, message, hint string) {
		out = append(out, problem{Diagnostic: diag.Diagnostic{Code: code, Pos: diag.Pos{File: t.Pos.File}, Message: message, Hint: hint}})
	}
	for i, t := range translations {
		switch {
		case len(claims) == 0:
			report(t, "translation-orphan", "no "+t.kind.String()+" has the id “"+t.id+"”, which this file translates",
				"write the original, or give the file the name of another")
			if p := &out[len(out)-1]; strings.Contains(t.Pos.File, ".") {
				p.near, p.kinds = t.id, kinds(t.kind)
			}
		case claims[0].Common().Kind != t.kind:
			report(t, "translation-orphan", "“"+k+"” is "+withArticle(claims[0].Common().Kind.String())+", and this is the folder of "+t.kind.Plural(),
				"move the file to "+contentDir+claims[0].Common().Kind.Folder()+"/")
		default:
			for _, before := range translations[:i] {
				if before.kind == t.kind && before.Lang == t.Lang {
					report(t, "translation-duplicate", "“"+k+"” is translated into “"+t.Lang+"” by "+before.Pos.File+" already", "keep one of them")
					break
				}
			}
		}
	}
	return out
}

// translated returns a record with the translations that stand beside it:
// itself when there are none, else a copy.
func translated(e Entity, files []*fileTranslation) Entity {
	var others []*Translation
	for _, t := range files {
		if t.kind == e.Common().Kind && !slices.ContainsFunc(others, func(o *Translation) bool { return o.Lang == t.Lang }) {
			others = append(others, t.Translation)
		}
	}
	if others == nil {
		return e
	}
	for _, own := range e.Common().Others {
		if i := slices.IndexFunc(others, func(o *Translation) bool { return o.Lang == own.Lang }); i >= 0 {
			others[i] = joined(others[i], own)
		} else {
			others = append(others, own)
		}
	}
	slices.SortFunc(others, func(a, b *Translation) int { return strings.Compare(a.Lang, b.Lang) })
	return withOthers(e, others)
}

// joined is a translation from a file, with what the file lacks and the
// original has written by language.
func joined(file, own *Translation) *Translation {
	t := *file
	if len(t.KeyPoints) == 0 {
		t.KeyPoints = own.KeyPoints
	}
	if t.Text == nil {
		t.Text = own.Text
	}
	if len(t.ClosureCriteria) == 0 {
		t.ClosureCriteria = own.ClosureCriteria
	}
	if t.Body == nil {
		t.Body = own.Body
	}
	t.Notes = own.Notes
	t.texts.docs = slices.Concat(t.texts.docs, own.texts.docs)
	t.texts.blocks = slices.Concat(t.texts.blocks, own.texts.blocks)
	t.texts.targets = slices.Concat(t.texts.targets, own.texts.targets)
	return &t
}

// withOthers returns a copy of a record with other translations.
func withOthers(e Entity, others []*Translation) Entity {
	switch e := e.(type) {
	case *Brief:
		c := *e
		return c.with(&c, others)
	case *Recommendation:
		c := *e
		return c.with(&c, others)
	case *Actor:
		c := *e
		return c.with(&c, others)
	case *Instrument:
		c := *e
		return c.with(&c, others)
	case *Topic:
		c := *e
		return c.with(&c, others)
	case *Event:
		c := *e
		return c.with(&c, others)
	case *Source:
		c := *e
		return c.with(&c, others)
	case *Page:
		c := *e
		return c.with(&c, others)
	}
	return e
}

func (r *Record) with(self Entity, others []*Translation) Entity {
	r.self, r.Others = self, others
	return self
}
