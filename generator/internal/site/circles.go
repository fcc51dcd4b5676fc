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

// step is a reference that must not lead in a circle.
type step struct {
	sort int8   // index in circular
	to   string // key of the id that it names
}

// steps appends an edge to a list of steps if it is one; to is the key of its
// id.
func (e *edge) steps(list []step, to string) []step {
	switch e.via {
	case ViaPartOf, ViaRelation, ViaEmbed, ViaBroader, ViaParent:
	default:
		return list
	}
	for i := range circular {
		if c := &circular[i]; c.via == e.via && (c.relation == "" || c.relation == e.detail) {
			list = append(list, step{int8(i), to})
		}
	}
	return list
}

// circles looks for circles of every sort of which some step differs.
func (a *assembly) circles() {
	renamed := false // what ids mean
	for k := range a.aliases {
		renamed = renamed || !strings.HasPrefix(k, "/")
	}
	for i := range circular {
		about := "c/" + circular[i].name
		_, had := a.problems.Get(about)
		if !had && !renamed && !a.closes(i) || had && !renamed && len(a.turned[i]) == 0 {
			continue
		}
		graph := map[string][]string{}
		for k, steps := range a.new.steps.All() {
			for _, st := range steps {
				if to := a.new.states.canonical(st.to); int(st.sort) == i && to != k {
					graph[k] = append(graph[k], to)
				}
			}
		}
		a.file(about, a.new.circlesIn(i, graph))
	}
}

// closes reports whether a circle of a sort may go through a record whose
// steps differ. It follows their steps, as long as they are few.
func (a *assembly) closes(sort int) bool {
	const few = 64
	if len(a.turned[sort]) > few {
		return true
	}
	for _, start := range a.turned[sort] {
		seen := keySet{}
		queue := []string{start}
		for len(queue) > 0 {
			at := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			steps, _ := a.new.steps.Get(at)
			for _, st := range steps {
				to := a.new.states.canonical(st.to)
				switch {
				case int(st.sort) != sort || to == at:
				case to == start:
					return true
				case !seen.has(to):
					seen.add(to)
					queue = append(queue, to)
				}
			}
		}
	}
	return false
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
		entry.entity.Common().eachEdge(func(e edge) {
			if is := e.steps(nil, s.states.canonical(e.id)); len(is) > 0 && int(is[0].sort) == sort && is[0].to == chain[1] && p.Width == 0 {
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
