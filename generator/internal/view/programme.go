package view

import (
	"cmp"
	"slices"
	"strings"

	"readout/generator/internal/site"
)

// Programme draws how all recommendations of a brief hang together, in columns:
// what others build on stands to the left of them. Lengths are as in Chart.
type Programme struct {
	Width, Height float64
	Nodes         []Node
	Edges         []Edge // without labels: Key explains their lines
	Key           []ProgrammeKey
	Desc          string     // the drawing in one sentence
	Says          []Sentence // the same in words, each edge
	Alone         []Link     // recommendations without any relation; they are not drawn
	More          int        // recommendations left out of the drawing, since nobody could read it
}

// ProgrammeKey explains one sort of line.
type ProgrammeKey struct{ Type, Label string }

// Sentence is a relation in words: From, Says, To.
type Sentence struct {
	From, To Link
	Says     string // "is part of"
	Note     string
}

// maxProgramme is how many recommendations one drawing shows.
const maxProgramme = 40

// programmeWords are the relations within a sentence, in the order of the key.
var programmeWords = []struct{ kind, says string }{
	{"part_of", "is part of"},
	{"depends_on", "depends on"},
	{"supports", "supports"},
	{"narrows", "narrows"},
	{"conflicts_with", "conflicts with"},
	{"repeats", "repeats"},
	{"supersedes", "supersedes"},
	{"merged_into", "was merged into"},
	{"precedent", "follows the example of"},
}

// says is a relation within a sentence.
func says(kind string) string {
	for _, w := range programmeWords {
		if w.kind == kind {
			return w.says
		}
	}
	return lower(site.RelationLabel(kind))
}

// tie is one relation of a programme.
type tie struct {
	from, to *site.Recommendation
	kind     string
	note     string
}

// ties are the relations of some recommendations, among themselves and with
// others, each once.
func (v *Views) ties(rs []*site.Recommendation) []tie {
	var out []tie
	add := func(t tie) {
		if t.from != t.to && !slices.ContainsFunc(out, func(x tie) bool { return x.from == t.from && x.to == t.to && x.kind == t.kind }) {
			out = append(out, t)
		}
	}
	to := func(ref site.Ref) *site.Recommendation {
		e, _ := v.site.Lookup(ref.Value)
		r, _ := e.(*site.Recommendation)
		return r
	}
	own := func(r *site.Recommendation) {
		if whole := to(r.PartOf); whole != nil {
			add(tie{r, whole, "part_of", ""})
		}
		for i := range r.Relations {
			if other := to(r.Relations[i].Target); other != nil {
				add(tie{r, other, r.Relations[i].Type, r.Relations[i].Note})
			}
		}
	}
	for _, r := range rs {
		own(r)
		for from := range v.pointers(r) {
			other, ok := from.(*site.Recommendation)
			if !ok || slices.Contains(rs, other) {
				continue
			}
			if to(other.PartOf) == r {
				add(tie{other, r, "part_of", ""})
			}
			for i := range other.Relations {
				if to(other.Relations[i].Target) == r {
					add(tie{other, r, other.Relations[i].Type, other.Relations[i].Note})
				}
			}
		}
	}
	return out
}

// programme lays out the recommendations of a brief; nil when none of them has
// to do with another. Recommendations of other briefs are drawn where they are
// related to one of this.
func (v *Views) programme(rs []*site.Recommendation) *Programme {
	ties := v.ties(rs)
	if len(ties) == 0 {
		return nil
	}
	p := &Programme{}
	var drawn []*site.Recommendation
	see := func(r *site.Recommendation) {
		if !slices.Contains(drawn, r) {
			drawn = append(drawn, r)
		}
	}
	for _, r := range rs {
		if slices.ContainsFunc(ties, func(t tie) bool { return t.from == r || t.to == r }) {
			see(r)
		} else {
			p.Alone = append(p.Alone, v.link(r))
		}
	}
	for _, t := range ties {
		see(t.from)
		see(t.to)
		p.Says = append(p.Says, Sentence{From: v.link(t.from), To: v.link(t.to), Says: says(t.kind), Note: t.note})
	}
	for _, w := range programmeWords {
		if slices.ContainsFunc(ties, func(t tie) bool { return t.kind == w.kind }) {
			p.Key = append(p.Key, ProgrammeKey{w.kind, w.says})
		}
	}
	p.Desc = number(len(drawn), "recommendation", "recommendations") + " and " + number(len(ties), "relation", "relations") + " between them; the list below says each in words."
	if len(drawn) > maxProgramme {
		p.More = len(drawn)
		return p
	}
	p.draw(v, layers(drawn, ties), rs, ties)
	return p
}

// layers puts each recommendation into a column to the right of all that it
// says something of. Where relations lead in a circle, the one that closes it
// is not looked at.
func layers(drawn []*site.Recommendation, ties []tie) [][]*site.Recommendation {
	depth := map[*site.Recommendation]int{}
	on := map[*site.Recommendation]bool{}
	var find func(*site.Recommendation) int
	find = func(r *site.Recommendation) int {
		if d, ok := depth[r]; ok {
			return d
		}
		on[r] = true
		d := 0
		for _, t := range ties {
			if t.from == r && !on[t.to] {
				d = max(d, find(t.to)+1)
			}
		}
		delete(on, r)
		depth[r] = d
		return d
	}
	var columns [][]*site.Recommendation
	for _, r := range drawn {
		d := find(r)
		for len(columns) <= d {
			columns = append(columns, nil)
		}
		columns[d] = append(columns[d], r)
	}
	untangle(columns, ties)
	return columns
}

// untangle moves what is related to the same height: each column in turn is
// sorted by the middle of its neighbours' places, a few times over.
func untangle(columns [][]*site.Recommendation, ties []tie) {
	place := map[*site.Recommendation]float64{}
	note := func(c []*site.Recommendation) {
		for i, r := range c {
			place[r] = (float64(i) + 0.5) / float64(len(c))
		}
	}
	for _, c := range columns {
		note(c)
	}
	for range 6 {
		for _, c := range columns {
			middle := map[*site.Recommendation]float64{}
			for _, r := range c {
				sum, n := 0.0, 0.0
				for _, t := range ties {
					if t.from == r {
						sum, n = sum+place[t.to], n+1
					} else if t.to == r {
						sum, n = sum+place[t.from], n+1
					}
				}
				middle[r] = place[r]
				if n > 0 {
					middle[r] = sum / n
				}
			}
			slices.SortStableFunc(c, func(a, b *site.Recommendation) int { return cmp.Compare(middle[a], middle[b]) })
			note(c)
		}
	}
}

func (p *Programme) draw(v *Views, columns [][]*site.Recommendation, own []*site.Recommendation, ties []tie) {
	const gap, between = 16.0, 72.0
	tallest := 0
	for _, c := range columns {
		tallest = max(tallest, len(c))
	}
	high := func(n int) float64 { return float64(n)*(nodeHeight+gap) - gap }
	p.Height = high(tallest) + 2*edge
	at := map[*site.Recommendation]int{}
	x := edge
	for _, c := range columns {
		// A short column spreads over the height, so that lines run level.
		step := nodeHeight + gap
		y := edge
		if len(c) < tallest {
			step = (p.Height - 2*edge - nodeHeight) / float64(len(c)+1)
			step = max(step, nodeHeight+gap)
			y = edge + (p.Height-2*edge-nodeHeight-step*float64(len(c)-1))/2
		}
		for _, r := range c {
			n := Node{ID: r.ID, URL: v.link(r).URL, X: x, Y: round1(y), Other: !slices.Contains(own, r)}
			v.fillNode(&n, r)
			at[r] = len(p.Nodes)
			p.Nodes = append(p.Nodes, n)
			y += step
		}
		x += nodeWidth + between
	}
	p.Width = x - between + edge
	for _, t := range ties {
		from, to := p.Nodes[at[t.from]], p.Nodes[at[t.to]]
		e := Edge{From: from.ID, To: to.ID, Type: t.kind}
		if from.X == to.X {
			e.Path, e.Tip = loop(from, to)
		} else {
			e.Path, e.Tip = curve(from, to)
		}
		p.Edges = append(p.Edges, e)
	}
}

// loop leads from one node to another in the same column, around their side.
func loop(from, to Node) (path, tip string) {
	const head, out = 8.0, 34.0
	x := from.X + from.Width
	y1, y2 := from.Y+from.Height/2, to.Y+to.Height/2
	p := func(x, y float64) string { return coordinate(x) + "," + coordinate(y) }
	path = "M" + p(x, y1) + " C" + strings.Join([]string{p(x+out, y1), p(x+out, y2), p(x+head, y2)}, " ")
	tip = p(x, y2) + " " + p(x+head, y2-head/2) + " " + p(x+head, y2+head/2)
	return path, tip
}
