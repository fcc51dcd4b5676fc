package site

import (
	"math"
	"slices"
)

// Holder is an actor that holds duties which were given to it or to one before
// it.
type Holder struct {
	Actor *Actor
	// Since is when it took over; zero when it held them from the start, or
	// when nobody wrote the date.
	Since Date
	// Scopes are the parts of the duties that the successions on the way were
	// limited to, in the words of the record; none when everything came over.
	Scopes []string
	// Through are the actors that held them before, the first one first; nil
	// for the one to whom they were given.
	Through []*Actor
}

// Inherited reports whether the duties came from another actor.
func (h *Holder) Inherited() bool { return len(h.Through) > 0 }

// Holders returns who holds an actor's duties on a date: the actor itself
// while nobody succeeds it, else those who succeeded it by then, or who
// succeeded those. It never returns none.
//
// A succession counts from the first day that its date can mean, and one
// without a date has happened. An actor that keeps something comes before those
// to whom a part of it went. What was taken over goes on only with a later
// succession, so that a ministry which is split off and joined again holds its
// duties in the end, and no circle is followed for ever. One with a scope
// hands over a part, and which duties fall into it only a reader can tell:
// then both hold them.
func (s *Site) Holders(a *Actor, on Date) []Holder {
	var out []Holder
	followed := map[*Successor]bool{}
	var follow func(h Holder, arrived Day)
	follow = func(h Holder, arrived Day) {
		gone, at := false, len(out)
		for i := range h.Actor.Successors {
			next := &h.Actor.Successors[i]
			to := s.actor(next.Actor)
			began := arrived
			if !next.Date.IsZero() {
				began = next.Date.First()
			}
			if to == nil || to == h.Actor || followed[next] || began < arrived || !next.Date.IsZero() && began > on.Last() {
				continue
			}
			followed[next] = true
			heir := Holder{Actor: to, Since: next.Date, Scopes: h.Scopes, Through: append(slices.Clip(h.Through), h.Actor)}
			if next.Scope != "" {
				heir.Scopes = append(slices.Clip(h.Scopes), next.Scope)
			} else {
				gone = true
			}
			follow(heir, began)
		}
		if !gone && !slices.ContainsFunc(out, func(x Holder) bool { return x.Actor == h.Actor && slices.Equal(x.Scopes, h.Scopes) }) {
			out = slices.Insert(out, at, h)
		}
	}
	follow(Holder{Actor: a}, math.MinInt32)
	if len(out) == 0 {
		// Successions that lead round in one day leave nobody; the duties
		// stay where they were.
		out = []Holder{{Actor: a}}
	}
	return out
}

// Inheritances returns the duties that an actor holds on a date because others
// held them: as each of those was given them. In the order of their ids.
func (s *Site) Inheritances(a *Actor, on Date) []Inheritance {
	var out []Inheritance
	seen := map[*Actor]bool{a: true}
	queue := []*Actor{a}
	for len(queue) > 0 {
		heir := queue[0]
		queue = queue[1:]
		for from := range s.MentionedBy(heir) {
			before, ok := from.(*Actor)
			if !ok || seen[before] || !slices.ContainsFunc(before.Successors, func(x Successor) bool { return s.actor(x.Actor) == heir }) {
				continue
			}
			seen[before] = true
			queue = append(queue, before)
			for _, h := range s.Holders(before, on) {
				if h.Actor == a {
					out = append(out, Inheritance{From: before, Holder: h})
					break
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y Inheritance) int { return naturally(x.From.ID, y.From.ID) })
	return out
}

// Inheritance is duties that were given to one actor and are held by another.
type Inheritance struct {
	From *Actor
	Holder
}

// actor is the actor that a reference leads to, nil for none.
func (s *Site) actor(ref Ref) *Actor {
	e, _ := s.Lookup(ref.Value)
	a, _ := e.(*Actor)
	return a
}
