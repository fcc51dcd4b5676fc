package view

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// drawing lays a chart out. The value axis is vertical, except where labels are
// words too long to stand side by side: then every row is a line of its own
// and values run to the right.
type drawing struct {
	chart *Chart
	chartData
	sideways  bool    // rows below each other
	valueAxis scale   // of the value axis
	rowAxis   scale   // of the axis of labels, for rows that stand in proportion
	band      float64 // breadth of one row, for rows in order
}

// Measures of all drawings.
const (
	chartWidth  = 680.0
	chartHeight = 380.0 // of an upright one
	lineHeight  = 18.0
	barBreadth  = 14.0 // of a bar lying down
	keySize     = 12.0
	leastBar    = 1.5 // so that nothing is not taken for a missing value
	edge        = 8.0 // around everything
)

func (d *drawing) draw() {
	c := d.chart
	c.Width = chartWidth
	d.sideways = d.liesDown()
	top := d.legend()
	switch {
	case c.Type == "range" && len(d.names) == 2:
		c.ValueTitle.Label = d.names[0] + " to " + d.names[1]
	case c.Type == "range" || len(d.names) == 1:
		c.ValueTitle.Label = andList(d.names)
	}
	c.LabelTitle.Label = d.x

	// A lone value says nothing without the distance from nothing.
	low, high := d.low, d.high
	if c.Type == "bar" || low == high || low > 0 && low < high/2 {
		low = min(low, 0)
	}
	if c.Type == "bar" || low == high || high < 0 && high > low/2 {
		high = max(high, 0)
	}
	marks := ticks(low, high, 5)
	labels := tickLabels(marks)
	d.valueAxis.low, d.valueAxis.high = marks[0], marks[len(marks)-1]
	if d.sideways {
		d.layLyingDown(top, labels)
	} else {
		d.layUpright(top, labels)
	}
	for i, x := range marks {
		c.Grid = append(c.Grid, d.gridLine(x, labels[i]))
	}
	if d.valueAxis.low < 0 && d.valueAxis.high > 0 || c.Type == "bar" {
		c.Zero = d.gridLine(0, "").Line
	}
	d.rowLabels()
	d.series()
}

// liesDown decides which way a chart runs.
func (d *drawing) liesDown() bool {
	switch d.chart.Type {
	case "range":
		return true
	case "line":
		return false
	case "dot":
		return d.places == byOrder
	}
	room := (chartWidth - 60) / float64(len(d.labels))
	for _, l := range d.labels {
		if textWidth(l)+edge > room {
			return true
		}
	}
	return false
}

// layUpright places the plot of a chart whose values go up.
func (d *drawing) layUpright(top float64, labels []string) {
	c := d.chart
	if c.ValueTitle.Label != "" {
		c.ValueTitle.X, c.ValueTitle.Y, c.ValueTitle.Anchor = edge, round1(top+12), "start"
		top += lineHeight
	}
	left := edge + widest(labels) + 6
	c.Height = chartHeight
	bottom := c.Height - edge - 2*lineHeight - 4
	c.Plot = Rect{X: round1(left), Y: round1(top + 8), Width: round1(chartWidth - left - 2*edge), Height: round1(bottom - top - 8)}
	c.LabelTitle.X, c.LabelTitle.Y, c.LabelTitle.Anchor = round1(c.Plot.X+c.Plot.Width/2), round1(c.Height-edge), "middle"
	d.valueAxis.from, d.valueAxis.to = c.Plot.Y+c.Plot.Height, c.Plot.Y
	d.band = c.Plot.Width / float64(len(d.labels))
	inset := min(24, c.Plot.Width/8)
	d.rowAxis = scale{from: c.Plot.X + inset, to: c.Plot.X + c.Plot.Width - inset}
	d.rowAxis.low, d.rowAxis.high = bounds(d.at)
}

// layLyingDown places the plot of a chart whose rows are below each other; its
// height follows from their number.
func (d *drawing) layLyingDown(top float64, labels []string) {
	c := d.chart
	d.band = 2 * barBreadth
	if c.Type == "bar" {
		d.band = barBreadth*float64(len(d.names)) + barBreadth
	}
	c.LabelTitle.X, c.LabelTitle.Y, c.LabelTitle.Anchor = edge, round1(top+12), "start"
	top += lineHeight + 4
	left := edge + min(widest(d.labels), chartWidth*2/5) + edge
	right := textWidth(labels[len(labels)-1])/2 + edge
	c.Plot = Rect{X: round1(left), Y: round1(top), Width: round1(chartWidth - left - right), Height: round1(d.band * float64(len(d.labels)))}
	c.Height = c.Plot.Y + c.Plot.Height + lineHeight + edge
	if c.ValueTitle.Label != "" {
		c.Height += lineHeight
		c.ValueTitle.X, c.ValueTitle.Y, c.ValueTitle.Anchor = round1(c.Plot.X+c.Plot.Width/2), round1(c.Height-edge), "middle"
	}
	c.Height = round1(c.Height)
	d.valueAxis.from, d.valueAxis.to = c.Plot.X, c.Plot.X+c.Plot.Width
}

func (d *drawing) gridLine(x float64, label string) Tick {
	p, at := d.chart.Plot, d.valueAxis.at(x)
	if d.sideways {
		return Tick{
			X: at, Y: round1(p.Y + p.Height + lineHeight), Anchor: "middle", Label: label,
			Line: &Stroke{X1: at, Y1: p.Y, X2: at, Y2: round1(p.Y + p.Height)},
		}
	}
	return Tick{
		X: round1(p.X - 6), Y: round1(at + 4), Anchor: "end", Label: label,
		Line: &Stroke{X1: p.X, Y1: at, X2: round1(p.X + p.Width), Y2: at},
	}
}

// rowAt is the middle of a row on the axis of labels.
func (d *drawing) rowAt(i int) float64 {
	switch {
	case d.sideways:
		return round1(d.chart.Plot.Y + d.band*(float64(i)+0.5))
	case d.chart.Type == "bar" || d.places == byOrder:
		return round1(d.chart.Plot.X + d.band*(float64(i)+0.5))
	}
	return d.rowAxis.at(d.at[i])
}

// rowLabels writes the axis of labels. Upright, labels that would touch the one
// before them are left out: the table has them all.
func (d *drawing) rowLabels() {
	c := d.chart
	if !d.sideways && c.Type != "bar" && d.places == byNumber {
		marks := ticks(d.rowAxis.low, d.rowAxis.high, 6)
		for i, label := range tickLabels(marks) {
			if marks[i] >= d.rowAxis.low && marks[i] <= d.rowAxis.high {
				c.Labels = append(c.Labels, Tick{X: d.rowAxis.at(marks[i]), Y: d.labelLine(), Anchor: "middle", Label: label})
			}
		}
		return
	}
	end := 0.0
	for i, label := range d.labels {
		at := d.rowAt(i)
		if d.sideways {
			c.Labels = append(c.Labels, Tick{
				X: round1(c.Plot.X - edge), Y: round1(at + 4), Anchor: "end", Label: cutText(label, c.Plot.X-2*edge),
			})
			continue
		}
		half := textWidth(label) / 2
		if at-half < end || at+half > chartWidth {
			continue
		}
		end = at + half + edge
		c.Labels = append(c.Labels, Tick{X: at, Y: d.labelLine(), Anchor: "middle", Label: label})
	}
}

// labelLine is the baseline of the labels below an upright plot.
func (d *drawing) labelLine() float64 {
	return round1(d.chart.Plot.Y + d.chart.Plot.Height + lineHeight)
}

func (d *drawing) series() {
	c := d.chart
	if c.Type == "range" {
		c.Series = []ChartSeries{d.ranges()}
		return
	}
	for i, name := range d.names {
		s := ChartSeries{Name: name, Number: tone(i)}
		switch c.Type {
		case "bar":
			s.Texture, s.Bars = d.texture(i), d.bars(i)
		case "line":
			s.Lines, s.Dots = d.lines(i), d.dots(i)
		default:
			s.Dots = d.dots(i)
		}
		c.Series = append(c.Series, s)
	}
}

// title says what a mark stands for.
func (d *drawing) title(series, row int) string {
	s := d.labels[row] + ": " + d.values[series][row].text
	if len(d.names) > 1 {
		s = d.names[series] + ", " + s
	}
	return s
}

func (d *drawing) bars(series int) []Rect {
	var out []Rect
	n := float64(len(d.names))
	breadth := barBreadth
	if !d.sideways {
		breadth = min(48, d.band*0.8/n)
	}
	zero := d.valueAxis.at(0)
	for i, v := range d.values[series] {
		if !v.known {
			continue
		}
		at := d.valueAxis.at(v.number)
		across := round1(d.rowAt(i) + breadth*(float64(series)-n/2))
		r := Rect{Title: d.title(series, i)}
		if d.sideways {
			r.X, r.Width, r.Y, r.Height = min(zero, at), round1(max(zero, at)-min(zero, at)), across, round1(breadth-1)
			r.Width = max(r.Width, leastBar)
		} else {
			r.Y, r.Height, r.X, r.Width = min(zero, at), round1(max(zero, at)-min(zero, at)), across, round1(breadth-1)
			if r.Height < leastBar {
				r.Y, r.Height = round1(r.Y+r.Height-leastBar), leastBar
			}
		}
		out = append(out, r)
	}
	return out
}

// lines joins the values of a series from left to right; where one is missing the line breaks.
func (d *drawing) lines(series int) []string {
	order := make([]int, len(d.labels))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.at[a], d.at[b]) })
	var out []string
	var run []string
	flush := func() {
		if len(run) > 1 {
			out = append(out, strings.Join(run, " "))
		}
		run = nil
	}
	for _, i := range order {
		v := d.values[series][i]
		if !v.known {
			flush()
			continue
		}
		run = append(run, coordinate(d.rowAt(i))+","+coordinate(d.valueAxis.at(v.number)))
	}
	flush()
	return out
}

func (d *drawing) dots(series int) []Dot {
	var out []Dot
	for i, v := range d.values[series] {
		if v.known {
			out = append(out, d.dot(series, i, v.number, d.title(series, i)))
		}
	}
	return out
}

func (d *drawing) dot(series, row int, x float64, title string) Dot {
	if d.sideways {
		return mark(series, d.valueAxis.at(x), d.rowAt(row), title)
	}
	return mark(series, d.rowAt(row), d.valueAxis.at(x), title)
}

// ranges draws a stroke from the lowest to the highest value of each row, and a
// dot at each value.
func (d *drawing) ranges() ChartSeries {
	s := ChartSeries{Name: andList(d.names), Number: 1}
	for row := range d.labels {
		var low, high *value
		for i := range d.values {
			v := &d.values[i][row]
			if !v.known {
				continue
			}
			if low == nil || v.number < low.number {
				low = v
			}
			if high == nil || v.number > high.number {
				high = v
			}
			s.Dots = append(s.Dots, d.dot(0, row, v.number, d.title(i, row)))
		}
		if low != nil && low != high {
			y := d.rowAt(row)
			s.Strokes = append(s.Strokes, Stroke{
				X1: d.valueAxis.at(low.number), X2: d.valueAxis.at(high.number), Y1: y, Y2: y,
				Title: d.labels[row] + ": " + low.text + " to " + high.text,
			})
		}
	}
	return s
}

func widest(texts []string) float64 {
	w := 0.0
	for _, t := range texts {
		w = max(w, textWidth(t))
	}
	return w
}

func bounds(xs []float64) (low, high float64) {
	low, high = xs[0], xs[0]
	for _, x := range xs {
		low, high = min(low, x), max(high, x)
	}
	return low, high
}

// coordinate writes a length for an attribute.
func coordinate(x float64) string { return strconv.FormatFloat(round1(x), 'f', -1, 64) }
