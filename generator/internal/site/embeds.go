package site

import (
	"fmt"
	"strings"

	"readout/generator/internal/diag"
)

// MaxCardDepth is how deep cards of recommendations may stand in one another,
// and MaxCards how many a text may show, those in other cards among them: ten
// texts that each embed the next ten times would ask for ten billion.
const (
	MaxCardDepth = 4
	MaxCards     = 500
)

// embedsSort is the sort of steps that embeds are.
var embedsSort = func() int {
	for i := range circular {
		if circular[i].via == ViaEmbed {
			return i
		}
	}
	panic("site: embeds must not lead in a circle")
}()

// embeds checks how deep and how often the texts that differ embed others, and
// those in which they are embedded.
func (a *assembly) embeds() {
	concerned := keyList{seen: keySet{}}
	for _, k := range a.turned[embedsSort] {
		concerned.add(k)
	}
	if !a.clean {
		for _, c := range a.changes {
			if isCard(c.was) != isCard(c.now) {
				concerned.add(c.key)
			}
		}
		for k := range a.aliases {
			if strings.HasPrefix(k, "/") {
				continue
			}
			// The id may have another meaning now.
			for _, s := range []*Site{a.old, a.new} {
				concerned.add(s.states.canonical(k))
			}
			concerned.add(k)
		}
		a.embedders(&concerned)
	}
	for _, k := range concerned.keys {
		a.file("e/"+k, a.new.embedsOf(k))
	}
}

// embedders adds those that embed one of a list, and those that embed them, as
// far up as a measure reaches.
func (a *assembly) embedders(of *keyList) {
	for from, level := 0, 0; level <= MaxCardDepth; level++ {
		to := len(of.keys)
		for _, k := range of.keys[from:to] {
			names := []string{k}
			if e, ok := a.new.records.Get(k); ok && e.entity != nil {
				for _, name := range e.entity.Common().aliases() {
					names = append(names, name)
				}
			}
			for _, name := range names {
				list, _ := a.new.mentions.Get(name)
				for _, r := range list {
					above := keyOf(r.ID)
					steps, _ := a.new.steps.Get(above)
					for _, st := range steps {
						if int(st.sort) == embedsSort && st.to == name {
							of.add(above)
							break
						}
					}
				}
			}
		}
		from = to
	}
}

// isCard reports whether a record is shown as a card where it is embedded,
// with its own text in it.
func isCard(e entry) bool {
	_, is := e.entity.(*Recommendation)
	return is
}

// expansion is what a text comes to when all that it embeds is put in.
type expansion struct{ depth, cards int }

// expand measures a text, as far down as matters.
func (s *Site) expand(k string, levels int, known map[string]expansion) expansion {
	at := fmt.Sprint(levels, " ", k)
	if x, ok := known[at]; ok {
		return x
	}
	var x expansion
	steps, _ := s.steps.Get(k)
	for _, st := range steps {
		to := s.states.canonical(st.to)
		if e, _ := s.records.Get(to); int(st.sort) != embedsSort || !isCard(e) || to == k {
			continue
		}
		var in expansion
		if levels > 0 {
			in = s.expand(to, levels-1, known)
		}
		x.depth = max(x.depth, 1+in.depth)
		x.cards = min(x.cards+1+in.cards, MaxCards+1)
	}
	known[at] = x
	return x
}

// circles reports whether what a text embeds, as far down as matters, leads in
// a circle.
func (s *Site) circles(k string) bool {
	graph := map[string][]string{}
	level := []string{k}
	for range MaxCardDepth + 1 {
		var next []string
		for _, k := range level {
			if graph[k] != nil {
				continue
			}
			graph[k] = []string{}
			steps, _ := s.steps.Get(k)
			for _, st := range steps {
				if to := s.states.canonical(st.to); int(st.sort) == embedsSort && to != k {
					graph[k] = append(graph[k], to)
					next = append(next, to)
				}
			}
		}
		level = next
	}
	return len(knots(graph)) > 0
}

// embedsOf reports what is wrong with how a record's texts embed others.
func (s *Site) embedsOf(k string) []problem {
	own, _ := s.records.Get(k)
	if !s.public(own) {
		return nil
	}
	x := s.expand(k, MaxCardDepth, map[string]expansion{})
	if isCard(own) {
		x.depth++ // where it is embedded itself
	}
	d := diag.Diagnostic{Code: "embed-limit", Pos: own.entity.Common().Pos}
	switch {
	case x.depth > MaxCardDepth:
		d.Message = fmt.Sprintf("with what is embedded here, cards stand in one another more than %d deep", MaxCardDepth)
		d.Hint = "write a link, [[id]], instead of the card"
	case x.cards > MaxCards:
		d.Message = fmt.Sprintf("with what is embedded here, this text shows more than %d cards", MaxCards)
		d.Hint = "ask for a table instead, with a block of recommendations"
	default:
		return nil
	}
	if s.circles(k) {
		return nil // an error of its own, which this one follows from
	}
	own.entity.Common().eachEdge(func(e edge) {
		if e.via == ViaEmbed && d.Width == 0 {
			d.Pos, d.Width = e.pos, e.width
		}
	})
	return []problem{{Diagnostic: d}}
}
