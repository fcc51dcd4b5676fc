package site

// Badge is the headline of a recommendation's or an assignment's state: one of
// the codes of the contract, section 4.
type Badge string

// Schedule and Gap are computed axes; their codes stand in the contract.
type (
	Schedule string
	Gap      string
)

// State is what a recommendation's history amounts to at the as-of date.
type State struct {
	Badge       Badge // rolled up
	Split       []BadgeCount
	Record      string // open closed superseded merged withdrawn overtaken
	Stale       bool
	Assignments []Assignment // in order of Addressees
	History     []int        // indexes of the history events known by then, oldest first
	LastEvent   Date         // zero when there is none
}

// BadgeCount is how many assignments have a badge; worst first.
type BadgeCount struct {
	Badge Badge
	Count int
}

// Assignment is the state of one recommendation for one addressee.
type Assignment struct {
	Addressee *Addressee // whose Actor is an id; Lookup leads to the actor
	RespondBy Date
	Due       Date
	DueText   string
	Response  string
	Claimed   string
	Assessed  string
	Schedule  Schedule
	Badge     Badge
	Gap       Gap // none, claimed_ahead, evidence_ahead
}

// Derive finds a recommendation's state at a date. It looks at nothing but its
// arguments.
func Derive(r *Recommendation, set *Settings, asOf Date) *State { panic("not written yet") }
