package view

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
}

// TextLine is one line of text in a drawing.
type TextLine struct {
	X, Y float64
	Text string
}

// Edge leads from one node to another, in the reading direction of Label:
// From "depends on" To.
type Edge struct {
	From, To string // ids of nodes
	Type     string // part_of or a relation's type, for its class
	Label    string // "Part of", "Depends on"
	Path     string // d attribute: a curve that ends at To's border
	// Tip is the arrow head at To: the points attribute of a <polygon>.
	Tip            string
	LabelX, LabelY float64 // middle of the label
}
