package view

import (
	"strconv"

	"readout/generator/internal/site"
)

// State is a badge as readers see it: never colour alone, so a word, an icon
// whose shape differs, and a tone. There is one of each, shared by all pages.
type State struct {
	Code  string // the badge's code, for CSS classes and filters
	Label string
	Icon  string // name of an icon in layouts/icons
	Tone  string // good progress waiting warning bad neutral closed
}

var states = func() map[site.Badge]*State {
	all := map[site.Badge]*State{}
	for _, b := range site.Badges() {
		all[b] = &State{Code: string(b), Label: b.Label(), Icon: b.Icon(), Tone: b.Tone()}
	}
	return all
}()

func stateOf(b site.Badge) *State {
	if s, ok := states[b]; ok {
		return s
	}
	return &State{Code: string(b), Label: b.Label(), Icon: b.Icon(), Tone: b.Tone()}
}

// Count is how many of Of have a state.
type Count struct {
	*State
	N, Of int
}

// Flag is a short warning beside a state.
type Flag struct{ Code, Label string }

var gapFlags = map[site.Gap]*Flag{
	"claimed_ahead":  {Code: "claimed_ahead", Label: site.Gap("claimed_ahead").Label()},
	"evidence_ahead": {Code: "evidence_ahead", Label: site.Gap("evidence_ahead").Label()},
}

// Row is a recommendation as tables and cards show it. Rows are shared by all
// pages that show them.
type Row struct {
	ID, URL, Title string
	State          *State
	Split          []Count // how its addressees stand, worst first
	SplitText      string  // "2 of 3 delivered": the best state and how many have it; empty when all stand alike
	To             []Addressee
	Topics         []*Link
	Brief          *Link    // where it is made; nil when in none
	Form           string   // what kind of recommendation: "Exercise"; may be empty
	Horizon        string   // "Near term"; may be empty
	HorizonCode    string   // near
	Priority       string   // "High"; may be empty
	Due            Time     // the earliest open deadline; zero when there is none
	Late           bool     // Due is past
	Updated        Time     // the last event known
	Gap            *Flag    // nil when claim and evidence agree
	Stale          bool     // nothing was recorded for a long time
	Inherited      *Holding // on the page of an actor: from whom it came; else nil
	Source         string   // "content/recommendations/x.yaml:12" for editors; empty in a build
}

// Holding is duties that went from one actor to another.
type Holding struct {
	Link         // to the other actor
	Since Time   // zero when not known
	Scope string // the part that went over; empty for all
}

// Addressee is one of those to whom a recommendation is made.
type Addressee struct {
	*Link
	Role string // "Lead"; empty when not written
}

// Card is a recommendation with its text.
type Card struct {
	*Row
	Anchor string // id of the element; empty for a second copy on the page
	Text   []Fragment
	Parts  []Link
	PartOf *Link
}

// Table is a list of recommendations.
type Table struct {
	Caption string
	Rows    []*Row
	Empty   string // shown when there are no rows
}

func (v *Views) row(r *site.Recommendation) *Row {
	if row, ok := v.rows.Load(r); ok {
		return row.(*Row)
	}
	st := v.site.State(r)
	row := &Row{
		ID:          r.ID,
		URL:         v.url(v.site.URL(r)),
		Title:       v.title(r),
		State:       stateOf(st.Badge),
		Form:        upper(r.Form),
		Horizon:     site.HorizonLabel(r.Horizon),
		HorizonCode: r.Horizon,
		Priority:    upper(r.Priority.Level),
		Brief:       v.linkTo(r.Brief),
		Gap:         gapFlags[st.Gap()],
		Stale:       st.Stale,
		Updated:     timeOf(st.LastEvent),
		Source:      v.dataSource(r.Pos),
	}
	for _, t := range r.Topics {
		if l := v.linkTo(t); l != nil {
			row.Topics = append(row.Topics, l)
		}
	}
	row.Split = countsOf(st)
	row.SplitText = splitText(row.Split)
	for i := range st.Assignments {
		a := &st.Assignments[i]
		if l := v.linkTo(a.Addressee.Actor); l != nil {
			to := Addressee{Link: l}
			if a.Addressee.Role != "" {
				to.Role = site.RoleLabel(a.Addressee.Role)
			}
			row.To = append(row.To, to)
		}
	}
	due := st.NextDue()
	row.Due = timeOf(due)
	row.Late = v.isLate(due)
	v.rows.Store(r, row)
	return row
}

func countsOf(st *site.State) []Count {
	out := make([]Count, len(st.Split))
	for i, c := range st.Split {
		out[i] = Count{State: stateOf(c.Badge), N: c.Count, Of: len(st.Assignments)}
	}
	return out
}

// isLate reports whether a deadline has passed.
func (v *Views) isLate(due site.Date) bool {
	return !due.IsZero() && due.Last() < v.site.AsOf().Last()
}

// splitText says how a divided recommendation stands: empty when every
// addressee stands alike, for then the badge says it all.
func splitText(split []Count) string {
	if len(split) < 2 {
		return ""
	}
	best := split[len(split)-1]
	return strconv.Itoa(best.N) + " of " + strconv.Itoa(best.Of) + " " + lower(best.Label)
}

func (v *Views) rowsOf(rs []*site.Recommendation) []*Row {
	out := make([]*Row, len(rs))
	for i, r := range rs {
		out[i] = v.row(r)
	}
	return out
}

// number is a count with its noun: "1 brief", "3 briefs".
func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
