package revision

import (
	"iter"
	"slices"
	"strings"
	"sync"

	"readout/generator/internal/diag"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// Archive remembers what files were. Versions yields the contents that a file
// of the project had, the latest first.
type Archive interface {
	Versions(path string) iter.Seq[[]byte]
}

// Sources are where a Book finds wordings.
type Sources struct {
	Read    func(path string) ([]byte, error) // a file of the project
	Archive Archive                           // nil when there is none
}

// Book sets a log of revisions against the site as it is now. It is safe for
// use from many goroutines; making one costs nothing.
//
// A record that says something else than its last revision has a new one,
// dated with the site's as-of date, as if it were in the log already: pages are
// the same before and after a build has added it. A site that looks back, to a
// date before a record's last revision, has none that is later, and no new one.
type Book struct {
	log     *Log
	site    *site.Site
	sources Sources
	current sync.Map // of *site.Record → Revision, for new ones that were compared
	gone    func() []Gone
}

// NewBook returns the book of a site.
func NewBook(l *Log, s *site.Site, from Sources) *Book {
	b := &Book{log: l, site: s, sources: from}
	b.gone = sync.OnceValue(b.listGone)
	return b
}

// history is what the log has of a record, and what is to be added.
type history struct {
	entries []*entry // by date, not later than the as-of date
	sum     site.Sum // of the record now
	isNew   bool     // it says something else than the last of the entries
}

// history returns a record's history; ok is false for one that has none
// because it is of another kind, or not public.
func (b *Book) history(e site.Entity) (h history, ok bool) {
	r := e.Common()
	if !slices.Contains(kinds[:], r.Kind) || b.site.Hidden(e) != "" {
		return h, false
	}
	id := strings.ToLower(r.ID)
	h.entries = b.log.of(key{r.Kind, id}, nil)
	for _, a := range r.Aliases { // a renamed record goes on where it was
		if old := strings.ToLower(a.Value); !strings.HasPrefix(old, "/") && old != id {
			h.entries = b.log.of(key{r.Kind, old}, h.entries)
		}
	}
	later := false
	h.entries, later = b.until(h.entries)
	if later {
		return h, true
	}
	h.sum = b.sum(e)
	last := h.last()
	h.isNew = last == nil || last.gone || last.sum != h.sum
	return h, true
}

func (h *history) last() *entry {
	if len(h.entries) == 0 {
		return nil
	}
	return h.entries[len(h.entries)-1]
}

// until puts entries in order of date and drops those after the as-of date;
// later says whether there are any. Merged branches leave dates in disorder.
func (b *Book) until(entries []*entry) (kept []*entry, later bool) {
	if len(entries) > 1 {
		slices.SortStableFunc(entries, func(x, y *entry) int { return int(x.date.First() - y.date.First()) })
	}
	day := b.site.AsOf().Last()
	n := len(entries)
	for n > 0 && entries[n-1].date.First() > day {
		n--
	}
	return entries[:n], n < len(entries)
}

// sum identifies what a record says now.
func (b *Book) sum(e site.Entity) site.Sum {
	sum, known := b.site.Wording(e)
	if !known {
		if w, ok := b.wordingNow(e); ok {
			sum = w.Sum
		}
	}
	return sum
}

func (b *Book) wordingNow(e site.Entity) (site.Wording, bool) {
	r := e.Common()
	text, err := b.sources.Read(r.File)
	if err != nil {
		return site.Wording{}, false
	}
	return b.site.WordingOf(source.NewFile(r.File, text), r.Kind, r.ID, b.site.AsOf().Last())
}

// date is the day that the site is of. A new revision is dated with it.
func (b *Book) date() site.Date {
	d := b.site.AsOf()
	if d.Day == 0 || d.About || d.Before {
		d = d.Last().Date()
	}
	return d
}

// newest returns the revision that the log does not have yet.
func (b *Book) newest(e site.Entity, h *history) Revision {
	r := e.Common()
	if known, ok := b.current.Load(r); ok {
		return known.(Revision)
	}
	now := Revision{Date: b.date(), Sum: h.sum, Title: r.Title.In(b.site.Settings().Lang()), Path: r.File}
	if len(h.entries) > 0 {
		b.compareWithEarlier(e, h, &now)
		b.current.Store(r, now)
	}
	return now
}

// compareWithEarlier finds the latest revision whose text the archive has, and
// what changed since.
func (b *Book) compareWithEarlier(e site.Entity, h *history, now *Revision) {
	earlier := slices.DeleteFunc(slices.Clone(h.entries), func(e *entry) bool { return e.gone })
	if len(earlier) == 0 {
		return
	}
	slices.Reverse(earlier)
	if earlier[0].sum == now.Sum { // withdrawn, and published again
		now.Compared = true
		return
	}
	if b.sources.Archive == nil {
		return
	}
	found, before := b.lookUp(earlier)
	if found < 0 {
		return
	}
	after, ok := b.wordingNow(e)
	if !ok || after.Sum != now.Sum {
		return // the file has been saved since
	}
	now.Compared, now.Changes = true, compare(before, after.Passages)
	if found > 0 {
		now.Since = earlier[found].sum
	}
}

// lookUp finds the first of some entries whose wording the archive has.
func (b *Book) lookUp(entries []*entry) (found int, wording []site.Passage) {
	found = len(entries)
	seen := map[string]bool{}
	for _, one := range entries {
		path := one.revision().Path
		if seen[path] || path == "" {
			continue
		}
		seen[path] = true
		for text := range b.sources.Archive.Versions(path) {
			for i, e := range entries[:found] {
				if w, ok := b.site.WordingOf(source.NewFile(path, text), e.kind, e.id, e.date.First()); ok && w.Sum == e.sum {
					found, wording = i, w.Passages
					break
				}
			}
			if found == 0 {
				return found, wording
			}
		}
	}
	if found == len(entries) {
		return -1, nil
	}
	return found, wording
}

// Of returns the revisions of a record that readers are shown, oldest first:
// what differs only in form is none, nor is one that was passed over because
// its text never got into the archive while the one after it is compared with
// an earlier one. It is empty for records of which none are kept.
func (b *Book) Of(e site.Entity) []Revision {
	h, ok := b.history(e)
	if !ok {
		return nil
	}
	var all []Revision
	if len(h.entries) == 1 && !h.isNew {
		return []Revision{{Date: h.entries[0].date, Sum: h.sum}}
	}
	for _, e := range h.entries {
		all = appendShown(all, e.revision())
	}
	if h.isNew {
		all = appendShown(all, b.newest(e, &h))
	}
	return all
}

// appendShown appends a revision to those that are shown.
func appendShown(all []Revision, r Revision) []Revision {
	if r.Since != (site.Sum{}) {
		for n := len(all); n > 0; n-- {
			if all[n-1].Sum == r.Since {
				all = all[:n]
				break
			}
		}
	}
	if n := len(all); n > 0 {
		last := &all[n-1]
		same := last.Gone == r.Gone && last.Sum == r.Sum
		onlyForm := r.Compared && len(r.Changes) == 0 && !last.Gone
		if same || onlyForm {
			if onlyForm {
				last.Sum = r.Sum
			}
			return all
		}
	} else if r.Gone {
		return all
	}
	return append(all, r)
}

// Changed reports how many revisions of a record are shown, and the date of
// the last.
func (b *Book) Changed(e site.Entity) (revisions int, last site.Date) {
	all := b.Of(e)
	if len(all) == 0 {
		return 0, site.Date{}
	}
	return len(all), all[len(all)-1].Date
}

// Gone is a record that was published and is no longer.
type Gone struct {
	Kind  site.Kind
	ID    string
	Title string    // with which it was published last
	Last  site.Date // when that revision was published
	On    site.Date // since when it is gone; zero when the site looks back to a time before
	// Withheld says that the record is there and not public: a draft again, or
	// expired. Nothing but its address may be shown.
	Withheld bool
	Moved    site.Entity // the record of another kind that has its id now; nil when none has

	isNew bool // the log does not say so yet
	entry *entry
}

// URL is the address that the record had.
func (g *Gone) URL() string { return "/" + g.Kind.Folder() + "/" + g.ID + "/" }

// Gone returns the records that were published and are no longer, and at whose
// addresses no other record has an alias, by kind and id.
func (b *Book) Gone() []Gone { return b.gone() }

// FindURL returns the record that is gone from an address.
func (b *Book) FindURL(url string) (Gone, bool) {
	for _, kind := range kinds {
		id, ok := strings.CutPrefix(url, "/"+kind.Folder()+"/")
		if !ok {
			continue
		}
		k := key{kind, strings.TrimSuffix(id, "/")}
		if _, known := b.log.chains[k]; !known {
			return Gone{}, false
		}
		g, ok := b.isGone(k)
		return g, ok && g.URL() == url
	}
	return Gone{}, false
}

func (b *Book) listGone() []Gone {
	var out []Gone
	for k := range b.log.chains {
		if g, ok := b.isGone(k); ok {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(x, y Gone) int { return key{x.Kind, x.ID}.compare(key{y.Kind, y.ID}) })
	return out
}

func (b *Book) isGone(k key) (Gone, bool) {
	now, there := b.site.Lookup(k.id)
	if there && now.Common().Kind == k.kind {
		return Gone{}, false
	}
	if _, taken := b.site.AliasAt("/" + k.kind.Folder() + "/" + k.id + "/"); taken {
		return Gone{}, false
	}
	entries, later := b.until(b.log.of(k, nil))
	g := Gone{Kind: k.kind, ID: k.id, Moved: now, Withheld: !there && b.site.Has(k.id), isNew: !later}
	for _, e := range entries {
		if e.gone {
			g.On, g.isNew = e.date, false
			continue
		}
		g.On, g.isNew, g.entry = site.Date{}, !later, e
	}
	if g.entry == nil {
		return Gone{}, false
	}
	if g.isNew {
		g.On = b.date()
	}
	r := g.entry.revision()
	g.Title, g.Last = r.Title, r.Date
	return g, true
}

// Additions returns the lines that the log lacks, in order of kind and id. They
// belong at its end once the site has been published.
func (b *Book) Additions() []byte {
	type addition struct {
		key
		Revision
	}
	var all []addition
	add := func(e site.Entity) {
		if h, ok := b.history(e); ok && h.isNew {
			all = append(all, addition{key{e.Common().Kind, strings.ToLower(e.Common().ID)}, b.newest(e, &h)})
		}
	}
	for _, e := range b.site.Briefs() {
		add(e)
	}
	for _, e := range b.site.Recommendations() {
		add(e)
	}
	for _, g := range b.Gone() {
		if g.isNew {
			all = append(all, addition{key{g.Kind, g.ID}, Revision{Date: g.On, Gone: true}})
		}
	}
	slices.SortFunc(all, func(x, y addition) int { return x.compare(y.key) })
	var out []byte
	for i := range all {
		out = appendLine(out, all[i].kind, all[i].id, &all[i].Revision)
	}
	return out
}

// CodeGone is the code of the warning about records that went without leaving
// their ids to another.
const CodeGone = "record-gone"

// Problems reports the records that the site is the first not to have, and
// names the ones that took their places if it can tell.
func (b *Book) Problems() diag.List {
	var l diag.List
	for _, g := range b.Gone() {
		if !g.isNew || g.Withheld || g.Moved != nil {
			continue
		}
		at, width := g.entry.pos()
		d := l.Warnf(at, CodeGone, "the %s “%s” was published and is gone; its page will say that it was withdrawn", g.Kind, g.ID)
		d.Width = width
		d.Hint = "if it was renamed, add aliases: [" + g.ID + "] to the record that it became"
		if e := b.heir(&g); e != nil {
			d.Hint = "if it has become “" + e.Common().ID + "” (" + e.Common().Pos.String() + "), add aliases: [" + g.ID + "] there"
		}
	}
	return l
}

// heir is the one new record that says the same as one that is gone, or else
// has its title; nil when there is none, or several.
func (b *Book) heir(g *Gone) site.Entity {
	var same, called []site.Entity
	look := func(e site.Entity) {
		if h, ok := b.history(e); !ok || len(h.entries) > 0 {
			return
		} else if h.sum == g.entry.sum {
			same = append(same, e)
		}
		if e.Common().Title.In(b.site.Settings().Lang()) == g.Title {
			called = append(called, e)
		}
	}
	if g.Kind == site.KindBrief {
		for _, e := range b.site.Briefs() {
			look(e)
		}
	} else {
		for _, e := range b.site.Recommendations() {
			look(e)
		}
	}
	switch {
	case len(same) == 1:
		return same[0]
	case len(same) == 0 && len(called) == 1:
		return called[0]
	}
	return nil
}
