package site

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"readout/generator/internal/markdown"
)

// backlinks keeps who mentions what: the public records under every id and
// path that they name, there or not. While it looks at the references that
// differ, it notes for later steps what else they touch.
func (a *assembly) backlinks() {
	m := mentionEdits{of: map[string]*mentionEdit{}}
	steps := a.new.steps.Edit()
	for _, c := range a.changes {
		if c.old == c.new {
			continue
		}
		was := a.scan(c.old, func(k string) { m.out(k, c.old) })
		is := a.scan(c.new, func(k string) { m.in(k, c.new) })
		if slices.Equal(was, is) {
			continue
		}
		for _, st := range slices.Concat(was, is) {
			if t := &a.turned[st.sort]; len(*t) == 0 || (*t)[len(*t)-1] != c.key {
				*t = append(*t, c.key)
			}
		}
		if len(is) > 0 {
			steps.Set(c.key, is)
		} else {
			steps.Delete(c.key)
		}
	}
	a.new.steps = steps.Map()
	mentions := a.new.mentions.Edit()
	for _, d := range m.all {
		list, _ := mentions.Get(d.key)
		if list = merged(list, d.out, d.in); len(list) > 0 {
			mentions.Set(d.key, list)
		} else {
			mentions.Delete(d.key)
		}
	}
	a.new.mentions = mentions.Map()
}

// scan looks at the references of a record, which may be nil. It calls f with
// every id and path that they name, and returns those that could be part of a
// circle.
func (a *assembly) scan(r *Record, f func(string)) (steps []step) {
	if r == nil {
		return nil
	}
	r.eachEdge(func(e edge) {
		id, path := e.keys()
		if id != "" {
			f(id)
			steps = e.steps(steps, id)
		}
		if path != "" {
			f(path)
			a.named.add(e.path)
		}
	})
	return steps
}

// mentionEdits gathers what changes in the lists of who mentions what.
type mentionEdits struct {
	of  map[string]*mentionEdit
	all []*mentionEdit
}

type mentionEdit struct {
	key     string
	out, in []*Record
}

func (m *mentionEdits) at(k string) *mentionEdit {
	d := m.of[k]
	if d == nil {
		d = &mentionEdit{key: k}
		m.of[k] = d
		m.all = append(m.all, d)
	}
	return d
}

func (m *mentionEdits) out(k string, r *Record) {
	if d := m.at(k); len(d.out) == 0 || d.out[len(d.out)-1] != r {
		d.out = append(d.out, r)
	}
}

func (m *mentionEdits) in(k string, r *Record) {
	if d := m.at(k); len(d.in) == 0 || d.in[len(d.in)-1] != r {
		d.in = append(d.in, r)
	}
}

// merged returns a list in order of compareSources without some records and
// with others, which are in that order too.
func merged(list, out, in []*Record) []*Record {
	if len(list) == 0 {
		return slices.Clip(in)
	}
	if len(out) > 0 {
		gone := make(map[*Record]struct{}, len(out))
		for _, r := range out {
			gone[r] = struct{}{}
		}
		kept := make([]*Record, 0, len(list))
		for _, r := range list {
			if _, ok := gone[r]; !ok {
				kept = append(kept, r)
			}
		}
		list = kept
	}
	if len(in) == 0 {
		return list
	}
	next := make([]*Record, 0, len(list)+len(in))
	for _, r := range in {
		n := sort.Search(len(list), func(i int) bool { return compareSources(list[i], r) > 0 })
		next = append(append(next, list[:n]...), r)
		list = list[n:]
	}
	return append(next, list...)
}

// lists keeps the list of each kind.
func (a *assembly) lists() {
	lang := a.new.settings.Lang()
	c := newCollation(lang)
	n := a.new
	n.briefs = n.briefs.with(editsOf[*Brief](a.changes, c, lang))
	n.recommendations = n.recommendations.with(editsOf[*Recommendation](a.changes, c, lang))
	n.actors = n.actors.with(editsOf[*Actor](a.changes, c, lang))
	n.instruments = n.instruments.with(editsOf[*Instrument](a.changes, c, lang))
	n.topics = n.topics.with(editsOf[*Topic](a.changes, c, lang))
	n.events = n.events.with(editsOf[*Event](a.changes, c, lang))
	n.sources = n.sources.with(editsOf[*Source](a.changes, c, lang))
	n.pages = n.pages.with(editsOf[*Page](a.changes, c, lang))
}

func editsOf[E Entity](changes []change, c *collation, lang string) []listEdit[E] {
	var out []listEdit[E]
	for _, ch := range changes {
		if ch.old == ch.new {
			continue
		}
		if ch.old != nil {
			if e, ok := ch.old.self.(E); ok {
				out = append(out, listEdit[E]{key: c.listKey(e, lang), remove: true})
			}
		}
		if ch.new != nil {
			if e, ok := ch.new.self.(E); ok {
				out = append(out, listEdit[E]{key: c.listKey(e, lang), item: e})
			}
		}
	}
	return out
}

// findDirty finds the records that have to be checked again: those that are
// new, and those that mention something which is no longer what it was to
// them.
func (a *assembly) findDirty() {
	for _, c := range a.changes {
		if c.new != nil {
			a.dirty[c.key] = c.new
		}
	}
	if a.clean {
		return
	}
	for _, c := range a.changes {
		if a.seemsOther(c) {
			a.eachName(c, a.mark)
		}
	}
	for _, p := range a.paths {
		before, _ := a.old.files.Get(p)
		after, _ := a.new.files.Get(p)
		if before.nature() == after.nature() && (after == nil || after.asset == nil) {
			continue
		}
		a.mark(p)
		if dir, ok := strings.CutSuffix(p, "/index.md"); ok {
			a.mark(dir)
		}
		if before != nil && before.asset != nil || after != nil && after.asset != nil {
			a.mark(keyOf(assetURL(p)))
		}
	}
}

// nature says what a file is to those who refer to it by its path.
func (p *Parsed) nature() string {
	switch {
	case p == nil:
		return "nothing"
	case p.asset != nil:
		return "asset"
	case p.translation != nil || len(p.records) == 1 && strings.HasSuffix(p.Path, ".md"):
		return "record"
	case p.broken:
		return "broken"
	}
	return "records"
}

// mark has everything checked that mentions an id or path.
func (a *assembly) mark(k string) {
	list, _ := a.new.mentions.Get(k)
	for _, r := range list {
		a.dirty[keyOf(r.ID)] = r
	}
}

// seemsOther reports whether a record has changed in something that records
// which mention it are checked for.
func (a *assembly) seemsOther(c change) bool {
	if c.old == nil || c.new == nil {
		return true
	}
	if c.old == c.new {
		return false
	}
	if c.old.Kind != c.new.Kind || c.old.ID != c.new.ID || c.old.File != c.new.File ||
		!slices.EqualFunc(c.old.Aliases, c.new.Aliases, func(x, y Ref) bool { return x.Value == y.Value }) {
		return true
	}
	if x, ok := c.old.self.(*Source); ok && x.Tier != c.new.self.(*Source).Tier {
		return true
	}
	return !slices.EqualFunc(slices.Collect(c.old.headings()), slices.Collect(c.new.headings()),
		func(x, y *markdown.Heading) bool { return x.ID == y.ID && x.Text == y.Text })
}

// eachName calls f with every id and path that leads or has led to a record.
// It may call f with one of them twice.
func (a *assembly) eachName(c change, f func(string)) {
	f(c.key)
	for _, e := range []entry{c.was, c.now} {
		if e.entity == nil {
			continue
		}
		r := e.entity.Common()
		f(keyOf(urlOf(r)))
		for _, k := range r.aliases() {
			f(k)
		}
	}
	file := func(p string) {
		if strings.HasSuffix(p, ".md") {
			f(p)
			if dir, ok := strings.CutSuffix(p, "/index.md"); ok {
				f(dir)
			}
		}
	}
	for _, s := range []*Site{a.old, a.new} {
		claims, _ := s.claims.Get(c.key)
		for _, e := range claims {
			file(e.Common().File)
		}
		translations, _ := s.translations.Get(c.key)
		for _, t := range translations {
			file(t.Pos.File)
		}
	}
}

// leanings has the sentences checked that lean on the state of a
// recommendation which is now in another.
func (a *assembly) leanings() {
	if a.clean {
		return // everything is checked anyway
	}
	var moved []change
	for k, r := range a.dirty {
		rec, ok := r.self.(*Recommendation)
		if !ok {
			continue
		}
		was, _ := a.old.records.Get(k)
		old, ok := was.entity.(*Recommendation)
		if !ok || !a.old.public(was) || a.old.State(old).Badge != a.new.State(rec).Badge {
			now, _ := a.new.records.Get(k)
			moved = append(moved, change{key: k, was: was, now: now})
		}
	}
	for _, c := range moved {
		a.eachName(c, func(k string) {
			list, _ := a.new.mentions.Get(k)
			for _, r := range list {
				if leans(r) {
					a.dirty[keyOf(r.ID)] = r
				}
			}
		})
	}
}

// leans reports whether some sentence of a record leans on a state.
func leans(r *Record) bool {
	found := false
	r.eachEdge(func(e edge) { found = found || e.ref != nil && e.ref.State != "" })
	return found
}

// redirects checks the aliases that are new, or that stand where a record or
// a file now does or no longer does.
func (a *assembly) redirects() {
	if a.new.aliases.Len() > 0 && !a.clean {
		// One whose last claim went is in the list already.
		add := func(k string) {
			if _, ok := a.new.aliases.Get(k); ok {
				a.aliases.add(k)
			}
		}
		for _, c := range a.changes {
			a.eachName(c, add)
		}
		for _, p := range a.paths {
			add(keyOf(assetURL(p)))
		}
	}
	for k := range a.aliases {
		a.file("a/"+k, a.new.checkAlias(k))
	}
}

func assetURL(p string) string { return "/" + strings.TrimPrefix(p, contentDir) }

// Links returns what points at a record, by Via, then newest brief first for
// briefs, then natural order of id, then place in the text. Events that are not
// known at the as-of date point at nothing.
func (s *Site) Links(e Entity) []Link {
	me := e.Common()
	names := s.names(me)
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
		hidden := s.unknownEvents(r)
		r.eachEdge(func(ed edge) {
			if hidden.has(&ed) {
				return
			}
			if !s.leadsTo(ed, me, names) || ed.other && slices.ContainsFunc(out[start:], func(l Link) bool { return l.Via == ed.via }) {
				return
			}
			out = append(out, s.link(r, ed))
		})
	}
	slices.SortStableFunc(out, func(a, b Link) int { return cmp.Compare(a.Via, b.Via) })
	return out
}

// unknown is the events of a recommendation that are not known at the as-of
// date, and their notes.
type unknown struct {
	events []*HistoryEvent
	notes  []*markdown.Document
}

func (s *Site) unknownEvents(r *Record) (out unknown) {
	rec, ok := r.self.(*Recommendation)
	if !ok {
		return out
	}
	for i := range rec.History {
		h := &rec.History[i]
		if h.knownOn(s.asOf.Last()) {
			continue
		}
		out.events = append(out.events, h)
		out.notes = append(out.notes, h.Note)
		for _, t := range r.Others {
			for _, n := range t.Notes {
				if n.Event == i {
					out.notes = append(out.notes, n.Note)
				}
			}
		}
	}
	return out
}

// has reports whether an edge stands in one of them.
func (u *unknown) has(e *edge) bool {
	return e.event != nil && slices.Contains(u.events, e.event) || e.doc != nil && slices.Contains(u.notes, e.doc)
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
// id first.
func (s *Site) names(r *Record) []string {
	k := keyOf(r.ID)
	names := []string{k, keyOf(urlOf(r))}
	for _, old := range r.aliases() {
		names = append(names, old)
	}
	add := func(p string) {
		if strings.HasSuffix(p, ".md") {
			names = append(names, p)
			if dir, ok := strings.CutSuffix(p, "/index.md"); ok {
				names = append(names, dir)
			}
		}
	}
	add(r.File)
	translations, _ := s.translations.Get(k)
	for _, t := range translations {
		add(t.Pos.File)
	}
	return names
}

// leadsTo reports whether an edge is a sound link to a record with some names.
func (s *Site) leadsTo(e edge, r *Record, names []string) bool {
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
	for _, l := range s.Links(r) {
		if p, ok := l.From.(*Recommendation); ok && l.Via == ViaPartOf {
			out = append(out, p)
		}
	}
	return out
}
