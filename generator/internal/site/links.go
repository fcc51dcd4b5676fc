package site

import (
	"cmp"
	"slices"
	"strings"

	"readout/generator/internal/markdown"
)

// Links returns what points at a record, by Via, then newest brief first for
// briefs, then natural order of id, then place in the text. Events that are not
// known at the as-of date point at nothing.
func (s *Site) Links(e Entity) []Link {
	me := e.Common()
	names, hashes := s.names(me)
	var from []*Record
	for i, k := range names {
		list, _ := s.mentions.Get(k)
		if i == 0 {
			from = list
			continue
		}
		if len(list) > 0 {
			from = slices.Concat(from, list)
			slices.SortStableFunc(from, compareSources)
			from = slices.Compact(from)
		}
	}
	var out []Link
	for _, r := range from {
		if r == me {
			continue
		}
		start := len(out)
		r.eachEdgeTo(names, hashes, func(ed edge) {
			if !s.leadsTo(ed, me, names) {
				return
			}
			if s.unknown(r, &ed) || ed.other && slices.ContainsFunc(out[start:], func(l Link) bool { return l.Via == ed.via }) {
				return
			}
			out = append(out, s.link(r, ed))
		})
	}
	slices.SortStableFunc(out, func(a, b Link) int { return cmp.Compare(a.Via, b.Via) })
	return out
}

// unknown reports whether an edge stands in an event of a recommendation, or
// in its note, that is not known at the as-of date.
func (s *Site) unknown(r *Record, e *edge) bool {
	rec, ok := r.self.(*Recommendation)
	if !ok {
		return false
	}
	event := e.event
	for i := range rec.History {
		if e.doc != nil && (rec.History[i].Note == e.doc || r.translatesNote(i, e.doc)) {
			event = &rec.History[i]
		}
	}
	return event != nil && !event.knownOn(s.asOf.Last())
}

// translatesNote reports whether a document is a translation of an event's note.
func (r *Record) translatesNote(event int, d *markdown.Document) bool {
	for _, t := range r.Others {
		for _, n := range t.Notes {
			if n.Event == event && n.Note == d {
				return true
			}
		}
	}
	return false
}

// Searches returns a recommendation's searches for evidence that were made by
// the as-of date, in the order of the file.
func (s *Site) Searches(r *Recommendation) []Search {
	late := func(x Search) bool { return x.Date.First() > s.asOf.Last() }
	if !slices.ContainsFunc(r.Searches, late) {
		return r.Searches
	}
	return slices.DeleteFunc(slices.Clone(r.Searches), late)
}

// names returns the ids and paths under which records mention a record, its
// id first, with their hashes. Callers must not change them.
func (s *Site) names(r *Record) (names nameList, hashes []uint32) {
	translations, _ := s.translations.Get(r.place.key)
	if len(r.Aliases) == 0 && len(translations) == 0 {
		return r.place.names, r.place.hashes // nearly always
	}
	names = slices.Clone(r.place.names)
	for _, old := range r.aliases() {
		names = append(names, old)
	}
	for _, t := range translations {
		names = names.withFile(t.Pos.File)
	}
	return names, names.hashes()
}

// withFile adds the paths that lead to the record of a file.
func (l nameList) withFile(p string) nameList {
	if !strings.HasSuffix(p, ".md") {
		return l
	}
	l = append(l, p)
	if dir, ok := strings.CutSuffix(p, "/index.md"); ok {
		l = append(l, dir)
	}
	return l
}

// leadsTo reports whether an edge is a sound link to a record with some names.
func (s *Site) leadsTo(e edge, r *Record, names nameList) bool {
	if e.via >= viaChartSource || !e.kinds.has(r.Kind) {
		return false
	}
	id, path := e.keys()
	if id == names[0] {
		return true
	}
	if !slices.Contains(names, id) && (path == "" || !slices.Contains(names, path)) {
		return false
	}
	t := s.follow(e)
	return t.entity != nil && t.entity.Common() == r
}

func (s *Site) link(from *Record, e edge) Link {
	l := Link{From: from.self, Via: e.via, Detail: e.detail}
	if e.ref == nil {
		return l
	}
	if e.doc == from.Body {
		l.Heading = e.ref.Under
	}
	refs := e.doc.Refs()
	l.Context = markdown.ExpandContext(e.ref.Context, func(i int) string {
		if i < 0 || i >= len(refs) {
			return ""
		}
		if refs[i].Label != "" {
			return refs[i].Label
		}
		return s.refLabel(&refs[i])
	})
	return l
}

// refLabel returns the words that stand for a reference without a label.
func (s *Site) refLabel(ref *markdown.Ref) string {
	if label := s.Resolve(nil, ref).Label; label != "" {
		return label
	}
	return ref.Target
}

// Parts returns the recommendations whose part_of is r, in natural order.
func (s *Site) Parts(r *Recommendation) []*Recommendation {
	var out []*Recommendation
	names, _ := s.names(&r.Record)
	for from := range s.MentionedBy(r) {
		p, ok := from.(*Recommendation)
		if ok && p != r && names.has(p.PartOf.Value) && !slices.Contains(out, p) && s.leadsTo(edge{kinds: kinds(KindRecommendation), id: p.PartOf.Value}, &r.Record, names) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(p, q *Recommendation) int { return compareSources(&p.Record, &q.Record) })
	return out
}
