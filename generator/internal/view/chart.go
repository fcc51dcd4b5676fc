package view

import (
	"fmt"
	"strings"

	"readout/generator/internal/site"
)

// Chart is a figure drawn from a table, with the table itself. All lengths are
// in units of the drawing's viewBox "0 0 Width Height"; y grows downwards, and
// coordinates of text are those of its baseline.
type Chart struct {
	ID      string // unique on the page; layouts derive the ids of title and desc from it
	Type    string // bar, line, dot or range
	Title   string // may be empty
	Desc    string // what the figure shows, in words
	Caption string
	Source  string      // where the data comes from, in words; empty when Cited says it
	Cited   *SourceLine // the source record that the data comes from

	// Problem says why nothing can be drawn; the table stands alone then, and
	// the fields up to Table are zero.
	Problem       string
	Width, Height float64
	Plot          Rect   // where the data is drawn
	Grid          []Tick // of the value axis, with lines
	Labels        []Tick // of the other axis
	ValueTitle    AxisTitle
	LabelTitle    AxisTitle
	Zero          *Stroke // the base line, when the value axis shows 0
	Series        []ChartSeries
	Legend        []LegendItem // empty for a single series
	Textures      []Texture    // those that Series and Legend use

	Table DataTable
}

// Rect is an upright rectangle.
type Rect struct {
	X, Y, Width, Height float64
	Title               string // what it stands for, for <title>: "2024: 12"
}

// Stroke is a straight line.
type Stroke struct {
	X1, Y1, X2, Y2 float64
	Title          string // as of Rect
}

// Dot is a point mark. Its shape is that of its series.
type Dot struct {
	Path  string // ready for d of <path>
	X, Y  float64
	Title string // as of Rect
}

// Tick is a label of an axis and, on the value axis, its grid line.
type Tick struct {
	X, Y   float64 // of the label
	Anchor string  // text-anchor: start, middle or end
	Label  string
	Line   *Stroke
}

// AxisTitle is the name of an axis; Label is empty when it has none.
type AxisTitle struct {
	X, Y   float64
	Anchor string
	Label  string
}

// ChartSeries is the marks of one column. Which kinds of mark there are depends
// on the chart's type: bars; lines with dots; dots; strokes with dots at both
// ends for ranges.
type ChartSeries struct {
	Name   string
	Number int // 1 to 8, for its class: the tones and dashes of a ninth are those of the first
	// Texture is the id of a pattern that bars are filled with, so that colour
	// is not all that tells them apart; empty where there is one series.
	Texture string
	Bars    []Rect
	Lines   []string // one "x,y x,y …" for <polyline> per unbroken run of values
	Strokes []Stroke
	Dots    []Dot
}

// LegendItem names a series beside its key, which looks as its marks do: a bar,
// a line with a dot, or a dot.
type LegendItem struct {
	Number  int    // as of ChartSeries
	Texture string // likewise
	Bar     *Rect
	Line    *Stroke
	Dot     *Dot
	X, Y    float64 // of the label
	Label   string
}

// Texture is a pattern that bars of a series are filled with.
type Texture struct {
	ID     string
	Number int    // of the series
	Lines  string // what is drawn on the ground, ready for d of <path>, in a square of 8 by 8
}

// DataTable is a table of data as it stands in its file. The first column
// names the rows.
type DataTable struct {
	Caption string
	Header  []string
	Rows    [][]string
	Numeric []bool // by column: all its values are numbers, to be set flush right
	URL     string // of the file; empty when it is not published
}

// chart draws the table of a chart block.
func (v *Views) chart(c *site.Chart, id string) *Chart {
	out := &Chart{ID: id, Type: c.Type, Title: c.Title, Caption: c.Caption, Source: c.SourceText}
	if c.SourceRef != "" {
		found, _ := v.site.Lookup(c.SourceRef)
		if s, ok := found.(*site.Source); ok {
			line := v.sourceLine(s)
			out.Cited, out.Source = &line, ""
		}
	}
	out.Table = *newDataTable(c.Title, c.Header, c.Rows, v.assetURL(c.Data))
	data, problem := readChart(c)
	if problem != "" {
		out.Problem = problem
		return out
	}
	out.Desc = data.describe(c.Type)
	d := drawing{chart: out, chartData: data}
	d.draw()
	return out
}

// assetURL is where a file of content/ is published; empty when it is not.
func (v *Views) assetURL(file string) string {
	for _, a := range v.site.Assets() {
		if a.Source == file {
			return v.url(a.URL)
		}
	}
	return ""
}

// newDataTable is a table of data as it stands in its file; short rows are
// filled up, and what goes beyond the header is left out.
func newDataTable(caption string, header []string, rows [][]string, url string) *DataTable {
	t := &DataTable{Caption: caption, Header: header, Numeric: make([]bool, len(header)), URL: url}
	for _, row := range rows {
		full := make([]string, len(header))
		copy(full, row)
		t.Rows = append(t.Rows, full)
	}
	for col := range header {
		numbers, others := 0, 0
		for _, row := range t.Rows {
			if _, ok := parseNumber(row[col]); ok {
				numbers++
			} else if row[col] != "" {
				others++
			}
		}
		t.Numeric[col] = numbers > 0 && others == 0
	}
	return t
}

// chartData is the columns of a table that a chart shows.
type chartData struct {
	x      string   // name of the column of labels
	labels []string // its values
	at     []float64
	places placing // what at means
	names  []string
	values [][]value // by series, then by row
	low    float64   // of all values
	high   float64
}

// value is one number of a table, if there is one.
type value struct {
	number float64
	text   string // as it stands in the file
	known  bool
}

// placing is what decides where a row stands on the axis of labels.
type placing uint8

const (
	byOrder  placing = iota // labels are words
	byDate                  // labels are years, months or days
	byNumber                // labels are numbers
)

// readChart takes the columns of a chart from its table. problem says why there
// is nothing to draw.
func readChart(c *site.Chart) (d chartData, problem string) {
	column := func(name string) int {
		for i, h := range c.Header {
			if strings.TrimSpace(h) == strings.TrimSpace(name) {
				return i
			}
		}
		return -1
	}
	x := column(c.X)
	switch {
	case x < 0:
		return d, fmt.Sprintf("The table has no column “%s”.", c.X)
	case len(c.Rows) == 0:
		return d, "The table has no rows."
	case len(c.Y) == 0:
		return d, "No column is named for the values."
	case c.Type == "range" && len(c.Y) < 2:
		return d, "A range needs two columns, for its two ends."
	}
	cell := func(row []string, i int) string {
		if i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	d.x = c.X
	for _, row := range c.Rows {
		d.labels = append(d.labels, cell(row, x))
	}
	known := false
	for _, name := range c.Y {
		y := column(name)
		if y < 0 {
			return d, fmt.Sprintf("The table has no column “%s”.", name)
		}
		values := make([]value, len(c.Rows))
		for i, row := range c.Rows {
			text := cell(row, y)
			n, ok := parseNumber(text)
			values[i] = value{n, text, ok}
			if !ok {
				continue
			}
			if !known {
				d.low, d.high, known = n, n, true
			}
			d.low, d.high = min(d.low, n), max(d.high, n)
		}
		d.names = append(d.names, name)
		d.values = append(d.values, values)
	}
	if !known {
		return d, "The table has no numbers in the columns to be drawn."
	}
	d.at, d.places = placeRows(d.labels)
	return d, ""
}

// placeRows finds where rows stand on the axis of labels: in proportion when
// all labels are dates or all are numbers, else in order.
func placeRows(labels []string) ([]float64, placing) {
	at := make([]float64, len(labels))
	all := func(parse func(string) (float64, bool)) bool {
		for i, l := range labels {
			x, ok := parse(l)
			if !ok {
				return false
			}
			at[i] = x
		}
		return true
	}
	if all(func(l string) (float64, bool) {
		d, err := site.ParseDate(l)
		return float64(d.First()), err == nil && !d.IsZero() && d.String() == d.ISO()
	}) {
		return at, byDate
	}
	if all(parseNumber) {
		return at, byNumber
	}
	for i := range at {
		at[i] = float64(i)
	}
	return at, byOrder
}

// describe says in words what a chart shows.
func (d *chartData) describe(kind string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s chart of %s by %s, %s.", upper(kind), andList(d.names), d.x, number(len(d.labels), "row", "rows"))
	for s, values := range d.values {
		low, high := -1, -1
		for i, v := range values {
			if !v.known {
				continue
			}
			if low < 0 || v.number < values[low].number {
				low = i
			}
			if high < 0 || v.number > values[high].number {
				high = i
			}
		}
		switch {
		case low < 0:
			fmt.Fprintf(&b, " %s: no values.", d.names[s])
		case values[low].number == values[high].number:
			fmt.Fprintf(&b, " %s: %s throughout.", d.names[s], values[low].text)
		default:
			fmt.Fprintf(&b, " %s: lowest %s (%s), highest %s (%s).", d.names[s],
				values[low].text, d.labels[low], values[high].text, d.labels[high])
		}
	}
	return b.String()
}
