package view

// Actor is the page of a country, organisation or person.
type Actor struct {
	Head
	Name         string // the full name; Head.Title too
	ShortName    string // empty when there is none
	Form         string // "Country", "Organisation", "Person"
	Summary      string
	OtherNames   []OtherName
	Offices      []Period
	Parent       *Link
	Children     []Link // actors whose parent it is
	Successors   []Succession
	Predecessors []Succession
	MemberOf     []Link
	Members      []Link
	Identifiers  []Identifier
	Body         []Fragment
	References   []Reference
	Scorecard    *Scorecard  // counts its own assignments, not the recommendations, which others may share
	Made         Table       // recommendations made to it: open ones first, the next date first
	Briefs       []BriefItem // about it
	Authored     []BriefItem // by it
	Instruments  []IndexItem // it is party to
	Timeline     *Timeline   // nil when there is none
	Obstructs    []Backlink  // recommendations to which it is an obstacle
}

// OtherName is another name, as used at some time.
type OtherName struct {
	Name, Lang string
	When       string // "1998 to 2014"; empty when not known
}

// Period is a post held for some time.
type Period struct{ Title, When string }

// Succession is duties that went from one actor to another.
type Succession struct {
	Link
	Date  Time
	Scope string
}

// Identifier is a number in a public register.
type Identifier struct {
	Scheme string // "ROR"
	Value  string
	URL    string
}

// Instrument is the page of an agreement, exercise, forum or law.
type Instrument struct {
	Head
	Form       string
	Date       Time
	Summary    string
	Actors     []Link
	Topics     []Link
	Body       []Fragment
	References []Reference
	Obstructs  []Backlink
}

// Topic is a topic's page.
type Topic struct {
	Head
	Summary     string
	Broader     []Link // from the broadest to the next broader
	Narrower    []IndexItem
	Body        []Fragment
	References  []Reference
	Scorecard   *Scorecard
	Made        *Table // recommendations on it
	Briefs      []BriefItem
	Instruments []IndexItem
	Timeline    *Timeline // nil when there is none
}

// Event is an event's page.
type Event struct {
	Head
	Date, End       Time
	When            string
	Place           string
	Summary         string
	Actors          []Link
	Topics          []Link
	Recommendations []Backlink // with their states
	Sources         []SourceLine
	Body            []Fragment
	References      []Reference
}

// Source is a source's page.
type Source struct {
	Head
	Line       SourceLine
	Cite       Cite
	Summary    string
	Topics     []Link
	Body       []Fragment
	References []Reference
	// Uses counts what rests on it: citations, evidence, events. The places
	// themselves are Head.Backlinks.
	Uses int
}

// Standing is a standing page.
type Standing struct {
	Head
	Summary    string
	Contents   []Contents
	Body       []Fragment
	References []Reference
}
