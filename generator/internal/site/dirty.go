package site

import (
	"slices"
	"strings"

	"readout/generator/internal/markdown"
)

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
