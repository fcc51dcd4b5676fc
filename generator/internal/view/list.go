package view

// Home is the first page.
type Home struct {
	Head
	Lead      *BriefItem  // the newest brief; nil when there is none
	Briefs    []BriefItem // the next newest
	AllBriefs Link        // Note says how many there are
	Scorecard *Scorecard  // of every recommendation; nil when there is none
	Tracker   Link        // Note says how many recommendations there are
	Due       []*Row      // open recommendations with the next deadlines, overdue ones first
	Changes   []Update    // what recommendations' histories most recently recorded, newest first
	Topics    []IndexItem
	Events    []TimelineItem // the latest, newest first
	AllEvents Link
}

// BriefItem is a brief as lists show it.
type BriefItem struct {
	Link
	Subtitle        string
	Summary         string
	Date            Time
	Authors         []Link
	Topics          []Link
	Series          string // "Name, part 2"; empty when in none
	Number          string
	Recommendations int    // how many it makes
	Draft           string // as Head.Draft
}

// Update is one entry of a recommendation's history, told outside its page.
type Update struct {
	Recommendation Link // URL leads to the entry in the history
	Date           Time
	Type           string // "Assessment"
	Changes        []string
	State          *State // of the recommendation now
}

// BriefList is one page of /briefs/.
type BriefList struct {
	Head
	Pager Pager
	Items []BriefItem // newest first
}

// Pager leads through a list that is cut into pages.
type Pager struct {
	Page, Pages  int // from 1
	From, To, Of int // of the items on this page; From is 0 when the list is empty
	Prev, Next   *Link
	Numbers      []NavLink // the first, the last and those about this one; an entry without URL is a gap
}

// Tracker is one page of /recommendations/.
type Tracker struct {
	Head
	Pager     Pager
	Scorecard *Scorecard // of all recommendations, not only this page's; nil when there is none
	Facets    []Facet
	Rows      []TrackerRow
	Rule      string // the rule behind the state of each row, as a sentence
	Data, CSV string // URLs of the whole table; empty when not written
}

// TrackerRow is a recommendation with the values of its data attributes, each
// a list of codes with a space between: what the facets filter by.
type TrackerRow struct {
	*Row
	Actors, TopicIDs, BriefID string
}

// Facet is one property that the tracker can be filtered by: badge, actor, topic,
// horizon or brief. Rows carry the codes of its options.
type Facet struct {
	Name    string // of the data attribute and of the query parameter: "badge"
	Title   string // "State"
	Options []FacetOption
}

// FacetOption is one value of a facet; counts are over all recommendations.
type FacetOption struct {
	Code, Label string
	N           int
	State       *State // of the facet of states; nil for the others
}

// Index is one page of a list of actors, instruments, topics or sources.
type Index struct {
	Head
	Intro  string // what is listed and how it is ordered
	Pager  Pager
	Groups []IndexGroup
}

// IndexGroup is items under one heading; Title is empty for a list without.
type IndexGroup struct {
	Title string
	Items []IndexItem
}

// IndexItem is a record as lists show it.
type IndexItem struct {
	Link
	Name    string // the full name or title when Label is a short one; else empty
	Detail  string // "Treaty, 2022"; "Reuters, 2 March 2024"
	Summary string
	Counts  []string    // "3 recommendations", "1 brief"
	Items   []IndexItem // narrower topics, narrower ones within
}

// Events is one page of /events/.
type Events struct {
	Head
	Pager    Pager
	Timeline *Timeline // never nil
}

// Timeline is events grouped by year, oldest first.
type Timeline struct {
	Years []TimelineYear
	Empty string // shown when there are none
}

// TimelineYear is the events of one year.
type TimelineYear struct {
	ID    string // of the element: "y2022"; empty inside a text
	Year  string
	Items []TimelineItem
}

// TimelineItem is one event.
type TimelineItem struct {
	Link
	Date            Time
	End             Time   // zero when it lasted a day or no end is known
	When            string // both dates in words
	Place           string
	Summary         string
	Actors          []Link
	Recommendations []Backlink // that it bears on, with their states
}

// Search is the search page: what it lists needs no JavaScript.
type Search struct {
	Head
	Lists  []Link // of everything, each with its number in Note
	Groups []IndexGroup
	Action string // the page's own URL, for the form
}

// NotFound is /404.html.
type NotFound struct {
	Head
	Lists []Link
}
