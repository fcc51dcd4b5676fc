package build

import (
	"strings"

	"readout/generator/internal/markdown"
	"readout/generator/internal/site"
)

// differences is what became of the public records since the last snapshot.
// Builds that failed in between count: a renamed file often breaks references,
// and the author mends them before anything can be shown.
type differences map[string]site.Difference // by id in lower case

// add takes in what one build changed.
func (d differences) add(changes []site.Difference) {
	for _, c := range changes {
		k := keyOf(c)
		if before, ok := d[k]; ok {
			c.Was = before.Was
		}
		d[k] = c
	}
}

func keyOf(c site.Difference) string {
	if c.Is != nil {
		return strings.ToLower(c.Is.Common().ID)
	}
	return strings.ToLower(c.Was.Common().ID)
}

// touched counts the records that differ, and the others that mention them.
func (d differences) touched(s *site.Site) (records, mentioning int) {
	others := map[string]struct{}{}
	for _, c := range d {
		e := c.Is
		if e == nil {
			e = c.Was
		}
		for other := range s.MentionedBy(e) {
			k := strings.ToLower(other.Common().ID)
			if _, itself := d[k]; !itself {
				others[k] = struct{}{}
			}
		}
	}
	return len(d), len(others)
}

// moved returns the pages that stood elsewhere before: old address to new. A
// record that went and one that came are taken for the same one when they are
// of one kind and have the same title or, failing that, the same text; what
// could be several is taken for none.
func (d differences) moved(s *site.Site) map[string]string {
	moved := map[string]string{}
	move := func(was, is site.Entity) {
		if from, to := s.URL(was), s.URL(is); from != to {
			moved[from] = to
		}
	}
	var gone, came []site.Entity
	for _, c := range d {
		switch {
		case c.Is == nil && c.Was != nil:
			gone = append(gone, c.Was)
		case c.Was == nil && c.Is != nil:
			came = append(came, c.Is)
		case c.Is != nil:
			move(c.Was, c.Is) // into another kind's folder, with its id
		}
	}
	if len(gone) == 0 || len(came) == 0 {
		return moved
	}
	taken := map[site.Entity]bool{}
	for _, likeness := range []func(site.Entity) string{title, words} {
		before, now := only(gone, likeness), only(came, likeness)
		for k, was := range before {
			if is := now[k]; was != nil && is != nil && !taken[was] && !taken[is] {
				taken[was], taken[is] = true, true
				move(was, is)
			}
		}
	}
	return moved
}

// only returns the records of a list by a likeness that no other one has;
// those that share theirs are nil, and a likeness "" is none.
func only(list []site.Entity, likeness func(site.Entity) string) map[string]site.Entity {
	found := make(map[string]site.Entity, len(list))
	for _, e := range list {
		k := likeness(e)
		if k == "" {
			continue
		}
		k = e.Common().Kind.String() + "\x00" + k
		if _, shared := found[k]; shared {
			e = nil
		}
		found[k] = e
	}
	return found
}

func title(e site.Entity) string { return e.Common().Title.In("") }

// words is a record's text, if it is long enough to be known by.
func words(e site.Entity) string {
	const known = 40
	body := e.Common().Body
	if r, ok := e.(*site.Recommendation); ok {
		body = r.Text
	}
	if body == nil {
		return ""
	}
	text := body.Text(func(ref *markdown.Ref) string { return ref.Target })
	if len(text) < known {
		return ""
	}
	return text
}
