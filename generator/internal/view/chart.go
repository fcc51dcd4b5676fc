package view

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

// Dot is a point mark.
type Dot struct {
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
	Name    string
	Number  int // from 1, for its class; the shapes and tones that classes have repeat after 8
	Bars    []Rect
	Lines   []string // one "x,y x,y …" for <polyline> per unbroken run of values
	Strokes []Stroke
	Dots    []Dot
}

// LegendItem names a series beside its key.
type LegendItem struct {
	Number int // of the series
	Key    Rect
	X, Y   float64 // of the label
	Label  string
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

func newDataTable(caption string, header []string, rows [][]string, url string) *DataTable {
	panic("not written yet")
}
