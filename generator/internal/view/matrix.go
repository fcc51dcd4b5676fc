package view

import (
	"slices"
	"strings"

	"readout/generator/internal/site"
)

// Matrix shows who was asked what and how it stands: recommendations in rows,
// addressees in columns. It is a drawing and, with the same cells, a table.
type Matrix struct {
	ID            string // of the element
	Title, Desc   string // of the drawing, in words
	Width, Height float64
	Columns       []MatrixColumn
	Rows          []MatrixRow
	Key           []*State // the states that occur, best first
}

// MatrixColumn is one addressee.
type MatrixColumn struct {
	Link
	X, Y float64 // where its name begins; it is written aslant
	Line Stroke
	Text string // its name cut to fit
}

// MatrixRow is one recommendation.
type MatrixRow struct {
	Link
	ID    string
	Y     float64 // of the line of its title
	Line  Stroke
	Text  string // its title cut to fit
	Cells []MatrixCell
}

// MatrixCell is where a recommendation stands with an addressee; State is nil
// where it was not asked.
type MatrixCell struct {
	*State
	X, Y float64 // of the upper left corner of its sign
	Role string  // "Lead"; empty when not written
	To   string  // what the addressee is called, as its column is
}

// Measures of the matrix, and how much one drawing holds.
const (
	matrixLabel   = 330.0 // width of the titles
	matrixColumn  = 44.0
	matrixRow     = 34.0
	matrixHead    = 132.0
	matrixSign    = 20.0
	matrixRows    = 60
	matrixColumns = 30
)

// Lookup of a whole site's matrix.
type MatrixPage struct {
	Head
	Intro  string
	Matrix *Matrix // nil when there is nothing to show, or too much
	Why    string  // there is none
	Briefs []TrackerPage
	Topics []TrackerPage
	Others []TrackerPage
}

func (v *Views) matrixPage(int) any {
	all := v.site.Recommendations()
	p := &MatrixPage{
		Head:   v.trackerHead("matrix", "Who was asked what", "Each recommendation with each of its addressees, and where it stands with them as of "+v.site.AsOf().Words()+".", 1),
		Others: v.trackerPages("matrix"),
	}
	p.Intro = p.Description
	p.Matrix = v.matrix("matrix", p.Title, all)
	switch {
	case p.Matrix != nil:
	case len(all) == 0:
		p.Why = "No recommendation has been made yet."
	default:
		p.Why = number(len(all), "recommendation is", "recommendations are") + " too many for one drawing that can be read. Briefs and topics have theirs."
	}
	made := map[*site.Record]int{}
	for _, r := range all {
		if e, ok := v.site.Lookup(r.Brief.Value); ok {
			made[e.Common()]++
		}
		for _, t := range r.Topics {
			if e, ok := v.site.Lookup(t.Value); ok {
				made[e.Common()]++
			}
		}
	}
	add := func(to *[]TrackerPage, e site.Entity) {
		if n := made[e.Common()]; n > 1 && len(*to) < reviewRows {
			*to = append(*to, TrackerPage{Link: v.link(e), N: n, Note: "recommendations"})
		}
	}
	for _, b := range v.site.Briefs() {
		add(&p.Briefs, b)
	}
	for _, t := range v.site.Topics() {
		add(&p.Topics, t)
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

// smallMatrix is the matrix on the page of a brief or a topic. One or two
// columns, and a single row, are read as well from the table above it.
func (v *Views) smallMatrix(rs []*site.Recommendation) *Matrix {
	if len(rs) < 2 {
		return nil
	}
	m := v.matrix("whom", "Who was asked what", rs)
	if m == nil || len(m.Columns) < 3 {
		return nil
	}
	return m
}

// matrix lays out recommendations against their addressees, who come in the
// order in which they are first asked. It is nil when one of both is missing or
// when there are too many to read.
func (v *Views) matrix(id, title string, rs []*site.Recommendation) *Matrix {
	if len(rs) == 0 || len(rs) > matrixRows {
		return nil
	}
	var actors []*site.Actor
	of := func(ref site.Ref) int {
		e, _ := v.site.Lookup(ref.Value)
		a, ok := e.(*site.Actor)
		if !ok {
			return -1
		}
		i := slices.Index(actors, a)
		if i < 0 {
			i = len(actors)
			actors = append(actors, a)
		}
		return i
	}
	m := &Matrix{ID: id, Title: title}
	seen := map[site.Badge]bool{}
	for n, r := range rs {
		y := matrixHead + float64(n)*matrixRow
		row := MatrixRow{
			Link: v.link(r), ID: r.ID, Y: y + matrixRow/2 + 5, Text: cutText(v.title(r), matrixLabel-16),
			Line: Stroke{X1: 0, Y1: y + matrixRow, Y2: y + matrixRow},
		}
		st := v.site.State(r)
		for i := range st.Assignments {
			a := &st.Assignments[i]
			at := of(a.Addressee.Actor)
			if at < 0 {
				continue
			}
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, MatrixCell{})
			}
			cell := MatrixCell{
				State: stateOf(a.Badge),
				X:     matrixLabel + float64(at)*matrixColumn + (matrixColumn-matrixSign)/2,
				Y:     y + (matrixRow-matrixSign)/2,
				To:    v.title(actors[at]),
			}
			if a.Addressee.Role != "" {
				cell.Role = site.RoleLabel(a.Addressee.Role)
			}
			row.Cells[at] = cell
			seen[a.Badge] = true
		}
		m.Rows = append(m.Rows, row)
	}
	if len(actors) == 0 || len(actors) > matrixColumns {
		return nil
	}
	const slant = 90.0 // how far a name reaches beyond its column
	m.Width = matrixLabel + float64(len(actors))*matrixColumn + slant
	m.Height = matrixHead + float64(len(rs))*matrixRow + 1
	for i := range m.Rows {
		r := &m.Rows[i]
		r.Line.X2 = matrixLabel + float64(len(actors))*matrixColumn
		for len(r.Cells) < len(actors) {
			r.Cells = append(r.Cells, MatrixCell{})
		}
	}
	for i, a := range actors {
		x := matrixLabel + (float64(i)+0.5)*matrixColumn
		m.Columns = append(m.Columns, MatrixColumn{
			Link: v.link(a), X: x, Y: matrixHead - 10, Text: cutText(v.title(a), 150),
			Line: Stroke{X1: x, Y1: matrixHead - 4, X2: x, Y2: m.Height},
		})
	}
	for _, b := range bestFirst {
		if seen[b] {
			m.Key = append(m.Key, stateOf(b))
		}
	}
	var names []string
	for _, c := range m.Columns {
		names = append(names, c.Label)
	}
	m.Desc = number(len(rs), "recommendation", "recommendations") + " to " + number(len(actors), "addressee", "addressees") + ": " + strings.Join(names, ", ") + ". The table below says the same in words."
	return m
}
