package view

import "readout/generator/internal/markdown"

// Brief is a brief's page. Its references are numbered in the order in which a
// page should print what cites them: KeyPoints, Body, Cards.
type Brief struct {
	Head
	Subtitle  string
	Summary   string
	KeyPoints []markdown.HTML
	Authors   []Link
	Date      Time // of publication
	Updated   Time // zero when never
	Version   string
	Number    string // the publisher's report number
	DOI       Link   // empty URL when it has none
	License   Link   // URL is empty for a licence without a known address
	Words     int
	Minutes   int        // reading time, at least 1
	Contents  []Contents // nil when there are fewer than two headings
	Series    *Series

	Made      *Table     // every recommendation it makes, in natural order; nil when none
	Scorecard *Scorecard // of those; nil when none
	Cards     []Card     // those whose full text the body does not already show
	Body      []Fragment

	References  []Reference
	Corrections []Correction // newest first
	Changes     []Change     // version history, newest first
	Topics      []Link
	Actors      []Link
	Cite        Cite
}

// Contents is an entry of a table of contents.
type Contents struct {
	URL   string        // "#heading"
	HTML  markdown.HTML // inline markup without links
	Items []Contents    // headings below it; one level deep
}

// Series is a brief's place in its series.
type Series struct {
	Name       string
	Part       int // 0 when not numbered
	Prev, Next *Link
	Items      []SeriesItem // every part, this one included
}

// SeriesItem is one part of a series.
type SeriesItem struct {
	Link
	Part    int
	Current bool
}

// Correction is a dated correction.
type Correction struct {
	Date Time
	Note markdown.HTML
}

// Change is an entry of a version history.
type Change struct {
	Version string
	Date    Time
	Kind    string // "Editorial", "Substantive", "Correction"; may be empty
	Note    markdown.HTML
}

// Cite says how to cite a page, in the forms that reference managers read.
// All but Text are whole files.
type Cite struct{ Text, BibTeX, RIS, CSL string }
