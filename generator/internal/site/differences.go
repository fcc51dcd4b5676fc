package site

import "iter"

// Difference is a public record that came, went or differs: Was is nil for one
// that came, Is for one that went.
type Difference struct{ Was, Is Entity }

// Differences returns what differs from the Site on which With was called to make
// this one, in no order that matters. It is nil for a Site that was put
// together anew, as it is when site.yaml or the options change.
func (s *Site) Differences() []Difference { return s.differences }

// MentionedBy yields the public records that point at one, some of them
// perhaps twice.
func (s *Site) MentionedBy(e Entity) iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		names, _ := s.names(e.Common())
		for _, name := range names {
			list, _ := s.mentions.Get(name)
			for _, r := range list {
				if !yield(r.self) {
					return
				}
			}
		}
	}
}

// note keeps what the next site tells of its changes.
func (a *assembly) note() {
	a.new.differences = nil
	if a.old.files.Len() == 0 {
		return
	}
	for _, c := range a.changes {
		if c.old == c.new {
			continue
		}
		var d Difference
		if c.old != nil {
			d.Was = c.old.self
		}
		if c.new != nil {
			d.Is = c.new.self
		}
		a.new.differences = append(a.new.differences, d)
	}
}
