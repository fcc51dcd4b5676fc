package site

import (
	"maps"
	"slices"
	"strings"

	"readout/generator/internal/diag"
)

// circular are the sorts of references that must not lead back to where they
// began.
var circular = [...]struct {
	name     string
	via      Via
	relation string
	says     string // of the chain, in front of it
}{
	{"part_of", ViaPartOf, "", "recommendations are parts of one another"},
	{"supersedes", ViaRelation, "supersedes", "recommendations supersede one another"},
	{"merged_into", ViaRelation, "merged_into", "recommendations are merged into one another"},
	{"repeats", ViaRelation, "repeats", "recommendations repeat one another"},
	{"depends_on", ViaRelation, "depends_on", "recommendations depend on one another"},
	{"embeds", ViaEmbed, "", "texts embed one another"},
	{"broader", ViaBroader, "", "topics are broader than one another"},
	{"parent", ViaParent, "", "actors are parents of one another"},
}

// steps calls f with the sort and target of every reference of a record that
// must not lead in a circle. A record's references to itself are not circles:
// they are reported as such.
func (s *Site) steps(r *Record, f func(sort int, to string, e *edge)) {
	me := keyOf(r.ID)
	r.eachEdge(func(e *edge) {
		if e.id == "" {
			return
		}
		for i := range circular {
			if c := &circular[i]; c.via == e.via && c.relation == "" || c.via == e.via && c.relation == e.detail {
				if to := s.states.canonical(e.id); to != me {
					f(i, to, e)
				}
			}
		}
	})
}

type step struct {
	sort int
	to   string
}

func (s *Site) stepsOf(r *Record) []step {
	var out []step
	if r != nil {
		s.steps(r, func(sort int, to string, _ *edge) { out = append(out, step{sort, to}) })
	}
	return out
}

// circles looks for circles of every sort of which some reference differs.
func (a *assembly) circles() {
	var differs [len(circular)]bool
	compare := func(k string, old, now *Record) {
		was, is := a.old.stepsOf(old), a.new.stepsOf(now)
		if slices.Equal(was, is) {
			return
		}
		for _, st := range slices.Concat(was, is) {
			differs[st.sort] = true
		}
	}
	changed := keySet{}
	for _, c := range a.changes {
		changed.add(c.key)
		compare(c.key, c.old, c.new)
	}
	if a.old.states.aliases != a.new.states.aliases {
		for k, r := range a.dirty {
			if _, done := changed[k]; !done {
				compare(k, r, r)
			}
		}
	}
	if !slices.Contains(differs[:], true) {
		return
	}
	var graphs [len(circular)]map[string][]string
	for i := range graphs {
		graphs[i] = map[string][]string{}
	}
	for e := range a.new.Entities() {
		r := e.Common()
		me := keyOf(r.ID)
		a.new.steps(r, func(sort int, to string, _ *edge) {
			if differs[sort] {
				graphs[sort][me] = append(graphs[sort][me], to)
			}
		})
	}
	for i := range circular {
		if differs[i] {
			a.file("c/"+circular[i].name, a.new.circlesIn(i, graphs[i]))
		}
	}
}

// circlesIn reports the circles of one sort: of each knot of records that lead
// to one another the shortest chain through the record whose id comes first.
func (s *Site) circlesIn(sort int, graph map[string][]string) []problem {
	var out []problem
	for _, knot := range knots(graph) {
		first := slices.MinFunc(knot, naturally)
		chain := shortestCircle(first, knot, graph)
		entry, _ := s.records.Get(first)
		p := problem{Diagnostic: diag.Diagnostic{Code: "cycle", Pos: entry.entity.Common().Pos}}
		if circular[sort].name == "depends_on" {
			p.Code, p.Severity = "cycle-depends-on", diag.Warning
		}
		s.steps(entry.entity.Common(), func(at int, to string, e *edge) {
			if at == sort && to == chain[1] && p.Width == 0 {
				p.Pos, p.Width = e.pos, e.width
			}
		})
		p.Message = circular[sort].says + ": " + strings.Join(chain, " → ")
		p.Hint = "take one of the references out"
		out = append(out, p)
	}
	return out
}

// shortestCircle returns the shortest chain from a record of a knot back to
// itself.
func shortestCircle(first string, knot []string, graph map[string][]string) []string {
	in := keySet{}
	for _, k := range knot {
		in.add(k)
	}
	from := map[string]string{}
	queue := []string{first}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, to := range graph[at] {
			if to == first {
				chain := []string{first}
				for ; at != first; at = from[at] {
					chain = append(chain, at)
				}
				chain = append(chain, first)
				slices.Reverse(chain)
				return chain
			}
			if _, inside := in[to]; !inside {
				continue
			}
			if _, seen := from[to]; !seen {
				from[to] = at
				queue = append(queue, to)
			}
		}
	}
	return []string{first, first}
}

// knots returns the strongly connected components that have more than one
// member, by Tarjan's algorithm without recursion, in order of their first
// member by key.
func knots(graph map[string][]string) [][]string {
	type visit struct{ index, low, next int }
	visits := map[string]*visit{}
	onStack := keySet{}
	var stack, path []string
	var out [][]string
	for _, root := range slices.Sorted(maps.Keys(graph)) {
		if visits[root] != nil {
			continue
		}
		enter := func(k string) {
			visits[k] = &visit{index: len(visits), low: len(visits)}
			stack, path = append(stack, k), append(path, k)
			onStack.add(k)
		}
		enter(root)
		for len(path) > 0 {
			k := path[len(path)-1]
			v := visits[k]
			if v.next < len(graph[k]) {
				to := graph[k][v.next]
				v.next++
				if w := visits[to]; w == nil {
					enter(to)
				} else if _, on := onStack[to]; on {
					v.low = min(v.low, w.index)
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := visits[path[len(path)-1]]
				up.low = min(up.low, v.low)
			}
			if v.low != v.index {
				continue
			}
			at := len(stack) - 1
			for stack[at] != k {
				at--
			}
			knot := slices.Clone(stack[at:])
			stack = stack[:at]
			for _, member := range knot {
				delete(onStack, member)
			}
			if len(knot) > 1 {
				out = append(out, knot)
			}
		}
	}
	return out
}
