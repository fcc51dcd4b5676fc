package site

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"readout/generator/internal/cow"
	"readout/generator/internal/diag"
)

// With returns the site after some files changed or came (changed) and others
// went (gone: paths). The result depends only on the files it then has and on
// the options, never on the way there: it is the same, to the byte of every
// answer, as the site made from New and all files at once. What it costs
// depends on the change, but for changes to site.yaml, which cost as much as
// beginning anew. s stays as it was.
func (s *Site) With(changed []*Parsed, gone []string) *Site {
	isSettings := func(p *Parsed) bool { return p.Path == settingsFile }
	if s.files.Len() > 0 && !slices.ContainsFunc(changed, isSettings) && !slices.Contains(gone, settingsFile) {
		return s.assemble(changed, gone)
	}
	files := s.files.Edit()
	for _, p := range gone {
		files.Delete(p)
	}
	for _, p := range changed {
		files.Set(p.Path, p)
	}
	return s.anew(s.options, files.Map())
}

// anew assembles the site of some files from nothing.
func (s *Site) anew(o Options, files cow.Map[*Parsed]) *Site {
	set := defaultSettings()
	if p, ok := files.Get(settingsFile); ok && p.settings != nil {
		set = p.settings
	}
	list := make([]*Parsed, 0, files.Len())
	for _, p := range files.All() {
		list = append(list, p)
	}
	return (&Site{options: o}).configured(set).assemble(list, nil)
}

// assembly is the way from one site to the next. Its steps follow one another
// in the order in which assemble calls them: identity, then what is public,
// then who mentions whom, then the checks, each for what the step before has
// touched.
//
// The problems it keeps are filed by what they are about, so that they can be
// replaced alone: "r/" a record's references and rules, "d/" an id that
// several records claim, "t/" translations of an id, "a/" an alias, "f/" a
// file's place, "n/" files whose names are one, "c/" the circles of one sort, "e/" what a
// record's texts embed, "s" site.yaml.
type assembly struct {
	old, new *Site
	clean    bool     // old has no files, so that everything is new
	paths    []string // of files that differ, in order
	ids      keyList  // whose claims or translations differ, or that a brief may hide
	aliases  keySet   // whose claims differ
	changes  []change // in order of their new records as compareSources has it
	named    keySet   // paths that old or new texts lead to
	turned   [len(circular)][]string
	dirty    map[string]*Record // public records to check again, by key of id
	problems *cow.Editor[[]problem]
}

type keySet map[string]struct{}

func (s keySet) add(k string)      { s[k] = struct{}{} }
func (s keySet) has(k string) bool { _, ok := s[k]; return ok }

// keyList is a set that keeps the order in which keys were added.
type keyList struct {
	seen keySet
	keys []string
}

func (s *keyList) add(k string) {
	if !s.seen.has(k) {
		s.seen.add(k)
		s.keys = append(s.keys, k)
	}
}

// change is a record before and after.
type change struct {
	key      string
	order    string // of the new record among those that point at another
	was, now entry
	old, new *Record // nil where there is none or it is not public
}

func (s *Site) assemble(changed []*Parsed, gone []string) *Site {
	next := *s
	a := &assembly{
		old: s, new: &next, clean: s.files.Len() == 0,
		ids: keyList{seen: keySet{}}, aliases: keySet{}, named: keySet{}, dirty: map[string]*Record{}, problems: s.problems.Edit(),
	}
	next.redirects = sync.OnceValue(next.listRedirects)
	a.files(changed, gone)
	a.identities()
	a.visibility()
	a.note()
	a.backlinks()
	a.lists()
	a.redirects()
	a.findDirty()
	a.leanings()
	a.check()
	a.circles()
	a.embeds()
	a.places()
	a.file("s", next.checkSettings())
	next.problems = a.problems.Map()
	return a.new
}

// file replaces the problems about one thing.
func (a *assembly) file(about string, ps []problem) {
	switch {
	case len(ps) > 0:
		a.problems.Set(about, ps)
	case !a.clean:
		a.problems.Delete(about)
	}
}

// files takes the changed files in and the others out, and notes which ids
// and aliases that concerns.
func (a *assembly) files(changed []*Parsed, gone []string) {
	now := make(map[string]*Parsed, len(changed)+len(gone))
	for _, p := range gone {
		now[p] = nil
	}
	for _, p := range changed {
		now[p.Path] = p
	}
	a.paths = slices.Sorted(maps.Keys(now))
	files, flawed, folded := a.new.files.Edit(), a.new.flawed.Edit(), a.new.folded.Edit()
	claims, translations := a.new.claims.Edit(), a.new.translations.Edit()
	differ := a.paths[:0]
	for _, path := range a.paths {
		before, _ := files.Get(path)
		after := now[path]
		if before == after {
			continue
		}
		differ = append(differ, path)
		if before != nil {
			a.takeOut(before, claims, translations)
			files.Delete(path)
			flawed.Delete(path)
			if before.asset != nil {
				without(folded, fold(path), path)
			}
		}
		if after != nil {
			a.takeIn(after, claims, translations)
			files.Set(path, after)
			if after.asset != nil {
				k := fold(path)
				list, _ := folded.Get(k)
				folded.Set(k, inserted(list, path, strings.Compare))
			}
			if len(after.Problems) > 0 {
				flawed.Set(path, after.Problems)
			}
		}
	}
	a.paths = differ
	a.new.files, a.new.flawed, a.new.folded = files.Map(), flawed.Map(), folded.Map()
	a.new.claims, a.new.translations = claims.Map(), translations.Map()
}

func (a *assembly) takeOut(p *Parsed, claims *cow.Editor[[]Entity], translations *cow.Editor[[]*fileTranslation]) {
	if p.broken {
		a.new.broken--
	}
	for _, e := range p.records {
		k := keyOf(e.Common().ID)
		a.ids.add(k)
		without(claims, k, e)
	}
	if t := p.translation; t != nil {
		k := keyOf(t.id)
		a.ids.add(k)
		without(translations, k, t)
	}
}

func (a *assembly) takeIn(p *Parsed, claims *cow.Editor[[]Entity], translations *cow.Editor[[]*fileTranslation]) {
	if p.broken {
		a.new.broken++
	}
	for _, e := range p.records {
		k := keyOf(e.Common().ID)
		a.ids.add(k)
		list, _ := claims.Get(k)
		claims.Set(k, inserted(list, e, func(x, y Entity) int { return x.Common().Pos.Compare(y.Common().Pos) }))
	}
	if t := p.translation; t != nil {
		k := keyOf(t.id)
		a.ids.add(k)
		list, _ := translations.Get(k)
		translations.Set(k, inserted(list, t, func(x, y *fileTranslation) int { return x.Pos.Compare(y.Pos) }))
	}
}

// inserted returns a list with one more item at its place.
func inserted[T any](list []T, item T, compare func(a, b T) int) []T {
	at, _ := slices.BinarySearchFunc(list, item, compare)
	out := make([]T, 0, len(list)+1)
	return append(append(append(out, list[:at]...), item), list[at:]...)
}

// without removes an item from the list of a key, and the key with the last.
func without[T comparable](e *cow.Editor[[]T], k string, item T) {
	list, _ := e.Get(k)
	i := slices.Index(list, item)
	switch {
	case i < 0:
	case len(list) == 1:
		e.Delete(k)
	default:
		e.Set(k, slices.Concat(list[:i], list[i+1:]))
	}
}

// identities finds the record that has each id, with its translations, and
// the aliases and briefs that it names.
func (a *assembly) identities() {
	records, aliases, heldBy := a.new.records.Edit(), a.new.aliases.Edit(), a.new.heldBy.Edit()
	for _, k := range a.ids.keys {
		before, _ := records.Get(k)
		entity := a.identify(k, before.entity)
		if entity == before.entity {
			continue
		}
		if before.entity != nil {
			r := before.entity.Common()
			for one, key := range r.aliases() {
				a.aliases.add(key)
				without(aliases, key, one)
			}
			if b := briefOf(r); b != "" {
				without(heldBy, b, k)
			}
		}
		if entity == nil {
			records.Delete(k)
			continue
		}
		r := entity.Common()
		for one, key := range r.aliases() {
			a.aliases.add(key)
			list, _ := aliases.Get(key)
			aliases.Set(key, inserted(list, one, func(x, y alias) int { return x.ref.Pos.Compare(y.ref.Pos) }))
		}
		if b := briefOf(r); b != "" {
			list, _ := heldBy.Get(b)
			heldBy.Set(b, inserted(list, k, strings.Compare))
		}
		records.Set(k, entry{entity: entity})
	}
	a.new.records, a.new.aliases, a.new.heldBy = records.Map(), aliases.Map(), heldBy.Map()
	if len(a.aliases) > 0 {
		next := *a.new.states
		next.aliases = a.new.aliases
		a.new.states = &next
	}
}

// briefOf returns the key of the brief that a recommendation is made in.
func briefOf(r *Record) string {
	if rec, ok := r.self.(*Recommendation); ok {
		return keyOf(rec.Brief.Value)
	}
	return ""
}

// identify returns the record with an id. It is the one that was there before
// if nothing about it differs.
func (a *assembly) identify(k string, before Entity) Entity {
	claims, _ := a.new.claims.Get(k)
	translations, _ := a.new.translations.Get(k)
	a.file("d/"+k, duplicates(claims))
	a.file("t/"+k, orphans(k, claims, translations))
	if len(claims) == 0 {
		return nil
	}
	wasClaims, _ := a.old.claims.Get(k)
	was, _ := a.old.translations.Get(k)
	if before != nil && len(wasClaims) > 0 && wasClaims[0] == claims[0] && slices.Equal(was, translations) {
		return before
	}
	return translated(claims[0], translations)
}

// duplicates reports the records that claim an id which another has.
func duplicates(claims []Entity) []problem {
	var out []problem
	for i, e := range claims {
		if i == 0 {
			continue
		}
		r, first := e.Common(), claims[0].Common()
		d := diag.Diagnostic{Code: "id-duplicate", Pos: r.Pos, Message: "the id “" + r.ID + "” is taken by the record at " + first.Pos.String()}
		if r.ID != first.ID {
			d.Message = "the id “" + r.ID + "” differs only in letter case from “" + first.ID + "” at " + first.Pos.String()
		}
		d.Hint = "give one of them another id"
		out = append(out, problem{Diagnostic: d})
	}
	return out
}

// visibility finds out which records are public, and from that the changes
// that all later steps work from.
func (a *assembly) visibility() {
	for _, k := range a.ids.keys {
		held, _ := a.new.heldBy.Get(k)
		for _, k := range held {
			a.ids.add(k)
		}
	}
	for k := range a.aliases {
		held, _ := a.new.heldBy.Get(k)
		for _, k := range held {
			a.ids.add(k)
		}
	}
	records := a.new.records.Edit()
	a.changes = make([]change, 0, len(a.ids.keys))
	for _, k := range a.ids.keys {
		was, _ := a.old.records.Get(k)
		now, _ := a.new.records.Get(k)
		if now.entity != nil {
			if now.why = a.new.hidden(now.entity); now.why != "" || was.why != "" {
				records.Set(k, now)
			}
		}
		if was == now {
			continue
		}
		c := change{key: k, was: was, now: now}
		if a.old.public(was) {
			c.old = was.entity.Common()
		}
		if a.new.public(now) {
			c.new = now.entity.Common()
			c.order = orderAsSource(c.new)
		}
		a.changes = append(a.changes, c)
	}
	a.new.records = records.Map()
	if a.clean {
		a.new.records = a.new.records.Indexed() // every reference on every page asks
	}
	slices.SortFunc(a.changes, func(x, y change) int {
		return cmp.Or(strings.Compare(x.order, y.order), strings.Compare(x.key, y.key))
	})
}

// check checks every record that is new or that something it leans on has
// changed for.
func (a *assembly) check() {
	for _, c := range a.changes {
		if c.new == nil {
			a.file("r/"+c.key, nil)
		}
	}
	keys := slices.Collect(maps.Keys(a.dirty))
	found := make([][]problem, len(keys))
	inParallel(len(keys), func(from, to int) {
		c := &checker{site: a.new, known: map[string]target{}}
		for i := from; i < to; i++ {
			found[i] = c.check(a.dirty[keys[i]])
		}
	})
	for i, k := range keys {
		a.file("r/"+k, found[i])
	}
}

// inParallel calls f with ranges that make up all numbers below n, on all
// processors when there is enough to do.
func inParallel(n int, f func(from, to int)) {
	const chunk = 1024
	if n <= chunk {
		f(0, n)
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				from := int(next.Add(chunk)) - chunk
				if from >= n {
					return
				}
				f(from, min(from+chunk, n))
			}
		})
	}
	wg.Wait()
}
