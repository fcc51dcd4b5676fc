package view

import (
	"slices"
	"strings"

	"readout/generator/internal/site"
)

// Graph draws how a recommendation hangs together with others: its parts, what
// it is part of, and its relations in both directions. Lengths are as in Chart.
type Graph struct {
	Width, Height float64
	Nodes         []Node
	Edges         []Edge
	Desc          string // the same in words
	More          int    // related recommendations left out, so that it stays readable
}

// Node is one recommendation.
type Node struct {
	X, Y, Width, Height float64
	ID                  string
	URL                 string     // empty for the page's own
	Title               string     // in full
	Lines               []TextLine // Title cut to fit
	State               *State
	Current             bool // the page's own recommendation
	Other               bool // of another brief than the one whose programme it is
}

// TextLine is one line of text in a drawing.
type TextLine struct {
	X, Y float64
	Text string
}

// Edge joins the page's own recommendation with another. The arrow points from
// the one that says so to the one of which it is said: from a part to the
// whole, from what depends to what it depends on.
type Edge struct {
	From, To string // ids of nodes
	Type     string // part_of or a relation's type, for its class
	// Label says what the other node is to the page's own: "Part of", "Depends
	// on", "Needed by". It stands above the other node.
	Label          string
	LabelX, LabelY float64
	Path           string // d attribute: a curve that ends at To's border
	Tip            string // points attribute of the arrow head at To
}

// Measures of the graph.
const (
	nodeWidth  = 204.0
	nodeHeight = 62.0
	nodeGap    = 30.0 // between nodes; an edge's label stands in it
	nodeInset  = 10.0
	columnGap  = 52.0
	maxNodes   = 6 // in one column
)

// relative is a recommendation that hangs together with the page's own.
type relative struct {
	of     *site.Recommendation
	kind   string // of the edge
	labels []string
	up     bool // the page's own says it of this one
}

// relatives finds what a recommendation hangs together with: the whole, what
// it names in its relations, its parts, and what names it. A recommendation
// that is several of these is one relative with several labels.
func (v *Views) relatives(r *site.Recommendation, links []site.Link) []relative {
	var out []relative
	add := func(e site.Entity, kind, label string, up bool) {
		rec, ok := e.(*site.Recommendation)
		if !ok || rec == r {
			return
		}
		for i := range out {
			if out[i].of == rec {
				if !slices.Contains(out[i].labels, label) {
					out[i].labels = append(out[i].labels, label)
				}
				return
			}
		}
		out = append(out, relative{rec, kind, []string{label}, up})
	}
	if r.PartOf.Value != "" {
		whole, _ := v.site.Lookup(r.PartOf.Value)
		add(whole, "part_of", "Part of", true)
	}
	for _, p := range v.parts(r) {
		add(p, "part_of", "Part", false)
	}
	for i := range r.Relations {
		target, _ := v.site.Lookup(r.Relations[i].Target.Value)
		add(target, r.Relations[i].Type, site.RelationLabel(r.Relations[i].Type), true)
	}
	for i := range links {
		if links[i].Via == site.ViaRelation {
			add(links[i].From, links[i].Detail, site.RelationInverseLabel(links[i].Detail), false)
		}
	}
	return out
}

// graph lays out a recommendation between what it builds on, to the left, and
// what builds on it, to the right.
func (v *Views) graph(r *site.Recommendation, links []site.Link) *Graph {
	all := v.relatives(r, links)
	if len(all) == 0 {
		return nil
	}
	g := &Graph{}
	var left, right []relative
	var words []string
	for _, x := range all {
		column := &right
		if x.up {
			column = &left
		}
		words = append(words, strings.Join(x.labels, ", ")+": "+v.title(x.of))
		if len(*column) == maxNodes {
			g.More++
			continue
		}
		*column = append(*column, x)
	}
	g.Desc = "What “" + v.title(r) + "” hangs together with. " + strings.Join(words, "; ") + "."

	g.Height = columnHeight(max(len(left), len(right)))
	x := edge
	own := Node{ID: r.ID, Current: true, Y: round1((g.Height-columnHeight(1))/2 + nodeGap)}
	if len(left) > 0 {
		x += nodeWidth + columnGap
	}
	own.X = x
	v.fillNode(&own, r)
	g.Nodes = append(g.Nodes, own)
	g.column(v, left, own, edge)
	if len(right) > 0 {
		x += nodeWidth + columnGap
		g.column(v, right, own, x)
	}
	g.Width = x + nodeWidth + edge
	return g
}

func columnHeight(n int) float64 { return float64(n)*(nodeHeight+nodeGap) + edge }

// column adds relatives below each other at x, with their edges to own.
func (g *Graph) column(v *Views, relatives []relative, own Node, x float64) {
	y := (g.Height-columnHeight(len(relatives)))/2 + nodeGap
	for _, rel := range relatives {
		n := Node{ID: rel.of.ID, URL: v.link(rel.of).URL, X: x, Y: round1(y)}
		v.fillNode(&n, rel.of)
		g.Nodes = append(g.Nodes, n)
		e := Edge{
			From: n.ID, To: own.ID, Type: rel.kind,
			Label:  cutText(strings.Join(rel.labels, ", "), nodeWidth),
			LabelX: round1(x + nodeWidth/2), LabelY: round1(y - 7),
		}
		from, to := n, own
		if rel.up {
			e.From, e.To, from, to = own.ID, n.ID, own, n
		}
		e.Path, e.Tip = curve(from, to)
		g.Edges = append(g.Edges, e)
		y += nodeHeight + nodeGap
	}
}

// curve leads from the side of one node to the facing side of another, and
// ends in an arrow head.
func curve(from, to Node) (path, tip string) {
	const head = 8.0
	x1, x2, side := from.X, to.X+to.Width, 1.0 // leftwards
	if to.X > from.X {
		x1, x2, side = from.X+from.Width, to.X, -1
	}
	y1, y2 := from.Y+from.Height/2, to.Y+to.Height/2
	end := x2 + side*head
	bend := (x1 + end) / 2
	p := func(x, y float64) string { return coordinate(x) + "," + coordinate(y) }
	path = "M" + p(x1, y1) + " C" + p(bend, y1) + " " + p(bend, y2) + " " + p(end, y2)
	tip = p(x2, y2) + " " + p(end, y2-head/2) + " " + p(end, y2+head/2)
	return path, tip
}

// fillNode writes a recommendation into its node: two lines of its title, and
// its state in words.
func (v *Views) fillNode(n *Node, r *site.Recommendation) {
	n.Width, n.Height = nodeWidth, nodeHeight
	n.Title = v.title(r)
	n.State = stateOf(v.site.State(r).Badge)
	y := n.Y + 18
	for _, line := range wrap(n.Title, nodeWidth-2*nodeInset, 2) {
		n.Lines = append(n.Lines, TextLine{X: n.X + nodeInset, Y: round1(y), Text: line})
		y += 16
	}
	n.Lines = append(n.Lines, TextLine{X: n.X + nodeInset, Y: round1(n.Y + nodeHeight - 10), Text: cutText(n.State.Label, nodeWidth-2*nodeInset)})
}

// wrap breaks a text between words, or within one that is too long, into at
// most n lines of a width; what does not fit ends in an ellipsis.
func wrap(s string, width float64, n int) []string {
	var out []string
	for len(out) < n-1 {
		end := fitting(s, width)
		if end == len(s) || end == 0 {
			break
		}
		if space := strings.LastIndexByte(s[:end+1], ' '); space > 0 {
			end = space
		}
		out = append(out, strings.TrimSpace(s[:end]))
		s = strings.TrimSpace(s[end:])
	}
	return append(out, cutText(s, width))
}
