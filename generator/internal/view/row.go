package view

import (
	"fmt"

	"readout/generator/internal/site"
)

// State is a badge as readers see it: never colour alone, so a word, an icon
// whose shape differs, and a tone.
type State struct {
	Code  string // the badge's code, for CSS classes and filters
	Label string
	Icon  string // name of an icon in layouts/icons
	Tone  string // good progress waiting warning bad neutral closed
}

func stateOf(b site.Badge) State {
	return State{Code: string(b), Label: b.Label(), Icon: b.Icon(), Tone: b.Tone()}
}

// Count is how many of a recommendation's assignments have a state.
type Count struct {
	State
	N, Of int
}

// Flag is a short warning beside a state.
type Flag struct{ Code, Label string }

// Row is a recommendation as tables and cards show it.
type Row struct {
	ID, URL, Title string
	State          State
	Split          []Count
	SplitText      string // "2 of 3 delivered": the worst and how many share it, when they differ
	To             []Link
	Topics         []Link
	Brief          Link // empty URL when it was made in none
	Form           string
	Horizon        string
	Priority       string
	Due            Time // the earliest open deadline; zero when there is none
	Updated        Time // the last event known
	Gap            *Flag
	Stale          bool
	Context        string // why it is in this list, when that needs saying
}

// Card is a recommendation with its text, as briefs show it.
type Card struct {
	Row
	Anchor string // id on the page; empty for an embedded copy
	Text   []Fragment
	Parts  []Link
	PartOf *Link
}

// Table is a list of recommendations.
type Table struct {
	Caption string
	Rows    []Row
	Empty   string // shown when there are no rows
}

// Scorecard counts the states of a list of recommendations. Of is all of
// them: nothing leaves the denominator.
type Scorecard struct {
	Title string
	Of    int
	Bars  []Bar
	Rule  string // how a recommendation's state is found
	Width int    // of the drawing
}

// Bar is one state of a scorecard; X and Width are its place in the stacked
// drawing.
type Bar struct {
	State
	N, Of    int
	X, Width int
}

func (v *Views) row(r *site.Recommendation) *Row {
	if row, ok := v.rows.Load(r.ID); ok {
		return row.(*Row)
	}
	st := v.site.State(r)
	row := &Row{
		ID:       r.ID,
		URL:      v.url(v.site.URL(r)),
		Title:    v.title(r),
		State:    stateOf(st.Badge),
		Topics:   v.linksTo(r.Topics),
		Form:     upper(r.Form),
		Horizon:  site.HorizonLabel(r.Horizon),
		Priority: upper(r.Priority.Level),
		Stale:    st.Stale,
		Updated:  timeOf(st.LastEvent),
	}
	row.Brief, _ = v.linkTo(r.Brief)
	n := len(st.Assignments)
	for _, c := range st.Split {
		row.Split = append(row.Split, Count{State: stateOf(c.Badge), N: c.Count, Of: n})
	}
	row.SplitText = splitText(row.Split)
	var due site.Date
	for _, a := range st.Assignments {
		if a.Actor != nil {
			l := v.link(a.Actor)
			if a.Addressee.Role != "" {
				l.Note = site.RoleLabel(a.Addressee.Role)
			}
			row.To = append(row.To, l)
		}
		if row.Gap == nil || row.Gap.Code == "evidence_ahead" && a.Gap == "claimed_ahead" {
			if a.Gap == "claimed_ahead" || a.Gap == "evidence_ahead" {
				row.Gap = &Flag{Code: string(a.Gap), Label: a.Gap.Label()}
			}
		}
		open := a.Schedule == "due" || a.Schedule == "due_soon" || a.Schedule == "overdue"
		if open && !a.Due.IsZero() && (due.IsZero() || a.Due.Last() < due.Last()) {
			due = a.Due
		}
	}
	row.Due = timeOf(due)
	v.rows.Store(r.ID, row)
	return row
}

// splitText says how a divided recommendation stands: empty when every
// addressee stands alike, for then the badge says it all.
func splitText(split []Count) string {
	if len(split) < 2 {
		return ""
	}
	best := split[len(split)-1]
	return fmt.Sprintf("%d of %d %s", best.N, best.Of, lower(best.Label))
}

func lower(s string) string {
	if s == "" {
		return s
	}
	if s[0] >= 'A' && s[0] <= 'Z' {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}

func (v *Views) rowsOf(rs []*site.Recommendation) []Row {
	out := make([]Row, 0, len(rs))
	for _, r := range rs {
		out = append(out, *v.row(r))
	}
	return out
}

// scorecard counts the rolled-up states of recommendations, best first.
func (v *Views) scorecard(title string, rs []*site.Recommendation) *Scorecard {
	if len(rs) == 0 {
		return nil
	}
	const width = 600
	counts := map[site.Badge]int{}
	for _, r := range rs {
		counts[v.site.State(r).Badge]++
	}
	s := &Scorecard{
		Title: title, Of: len(rs), Width: width,
		Rule: fmt.Sprintf("Each of the %d %s counts once, %s; none is left out.", len(rs),
			plural(len(rs), "recommendation", "recommendations"), site.RollUpWords(v.site.Settings().RollUp)),
	}
	badges := site.Badges() // worst first
	done := 0
	for i := len(badges) - 1; i >= 0; i-- {
		n := counts[badges[i]]
		if n == 0 {
			continue
		}
		x := done * width / len(rs)
		done += n
		s.Bars = append(s.Bars, Bar{State: stateOf(badges[i]), N: n, Of: len(rs), X: x, Width: done*width/len(rs) - x})
	}
	return s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
