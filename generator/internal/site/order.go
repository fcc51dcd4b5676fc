package site

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// appendNatural appends a key to b whose bytes compare as people count: tri-2
// before tri-10. Numbers that differ only in leading zeros come in order of
// their spelling.
func appendNatural(b []byte, s string) []byte {
	zeros := false
	for i := 0; i < len(s); {
		c := s[i]
		if c < '0' || c > '9' {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
			i++
			continue
		}
		end := i
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		digits := strings.TrimLeft(s[i:end-1], "0") + s[end-1:end]
		zeros = zeros || len(digits) < end-i
		b = append(b, '0'+byte(min(len(digits), 100)))
		b = append(b, digits...)
		i = end
	}
	if zeros {
		b = append(append(b, 0), s...)
	}
	return b
}

// naturally compares two ids as people count.
func naturally(a, b string) int {
	var ab, bb [96]byte
	return bytes.Compare(appendNatural(ab[:0], a), appendNatural(bb[:0], b))
}

// appendDate appends a key to b whose bytes compare as dates do.
func appendDate(b []byte, d Date) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(d.First())+1<<31)
	return binary.BigEndian.AppendUint32(b, uint32(d.Last())+1<<31)
}

// appendNewest is appendDate with the order turned round: no date comes last.
func appendNewest(b []byte, d Date) []byte {
	n := len(b)
	b = appendDate(b, d)
	for i := n; i < len(b); i++ {
		b[i] = ^b[i]
	}
	return b
}

// collation makes keys for titles in the order of a language. It is not safe
// for use from several goroutines.
type collation struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

func newCollation(lang string) *collation {
	tag, err := language.Parse(lang)
	if err != nil {
		tag = language.English
	}
	return &collation{collator: collate.New(tag, collate.Numeric)}
}

func (c *collation) append(b []byte, title string) []byte {
	b = append(b, c.collator.KeyFromString(&c.buffer, title)...)
	c.buffer.Reset()
	return append(b, 0, 0)
}

// listKey returns a record's key in the list of its kind.
func (c *collation) listKey(e Entity, lang string) string {
	var b []byte
	switch e := e.(type) {
	case *Brief:
		// Of one day, the parts of a series come in their own order.
		b = appendNewest(b, e.Date)
		b = binary.BigEndian.AppendUint32(b, uint32(e.Part-1)) // 0, no part, comes last
	case *Event:
		b = appendDate(b, e.Date)
	case *Source:
		b = appendNewest(b, e.Date)
	case *Actor:
		title := e.SortKey
		if title == "" {
			title = e.Title.In(lang)
		}
		b = c.append(b, title)
	case *Instrument, *Topic, *Page:
		b = c.append(b, e.Common().Title.In(lang))
	}
	return string(appendNatural(b, e.Common().ID))
}

// orderAsSource returns a key that orders records which point at another:
// briefs, newest first, then all others in natural order of id.
func orderAsSource(r *Record) string {
	var buf [96]byte
	b := append(buf[:0], 1)
	if brief, ok := r.self.(*Brief); ok {
		b[0] = 0
		b = appendNewest(b, brief.Date)
	}
	return string(appendNatural(b, r.ID))
}

// compareSources compares records as the keys of orderAsSource do.
func compareSources(a, b *Record) int {
	ab, aIsBrief := a.self.(*Brief)
	bb, bIsBrief := b.self.(*Brief)
	switch {
	case aIsBrief && bIsBrief:
		if c := cmp.Or(cmp.Compare(bb.Date.First(), ab.Date.First()), cmp.Compare(bb.Date.Last(), ab.Date.Last())); c != 0 {
			return c
		}
	case aIsBrief:
		return -1
	case bIsBrief:
		return 1
	}
	return naturally(a.ID, b.ID)
}

// ordered is a list kept in order of keys that are unique. It is immutable.
type ordered[T any] struct {
	items []T
	keys  []string
}

// change of a list: an item to put in, or to take out, at a key.
type listEdit[T any] struct {
	key    string
	item   T
	remove bool
}

// with returns the list after some edits. To replace an item is to remove its
// key and to add the new one.
func (o ordered[T]) with(edits []listEdit[T]) ordered[T] {
	if len(edits) == 0 {
		return o
	}
	slices.SortFunc(edits, func(a, b listEdit[T]) int {
		if c := strings.Compare(a.key, b.key); c != 0 || a.remove == b.remove {
			return c
		}
		if a.remove {
			return -1
		}
		return 1
	})
	n := len(o.items)
	for _, e := range edits {
		if e.remove {
			n--
		} else {
			n++
		}
	}
	next := ordered[T]{items: make([]T, 0, max(n, 0)), keys: make([]string, 0, max(n, 0))}
	at := 0
	for _, e := range edits {
		to := at + sort.SearchStrings(o.keys[at:], e.key)
		next.items, next.keys = append(next.items, o.items[at:to]...), append(next.keys, o.keys[at:to]...)
		at = to
		if e.remove {
			if at < len(o.keys) && o.keys[at] == e.key {
				at++
			}
			continue
		}
		next.items, next.keys = append(next.items, e.item), append(next.keys, e.key)
	}
	next.items, next.keys = append(next.items, o.items[at:]...), append(next.keys, o.keys[at:]...)
	return next
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

	dates := n.dates.Edit()
	for _, ch := range a.changes {
		var r *Recommendation
		if ch.new != nil {
			r, _ = ch.new.self.(*Recommendation)
		}
		if r != nil && r.dated() {
			dates.Set(ch.key, r)
		} else if !a.clean {
			dates.Delete(ch.key)
		}
	}
	n.dates = dates.Map()
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
