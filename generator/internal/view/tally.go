package view

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"readout/generator/internal/site"
)

// Scorecard counts the states of a list of recommendations, or of the
// assignments of one actor. Of is all of them: nothing leaves the denominator.
type Scorecard struct {
	Title string // may be empty
	Of    int
	Bars  []Bar  // best state first, then records that are not open; only states that occur
	Rates []Rate // what is usually asked: how many are delivered
	Rule  string // what was counted, and how a state is found
	Width int    // of the drawing
}

// Bar is one state of a scorecard; X and Width are its place in the stacked
// drawing, which is Scorecard.Width wide.
type Bar struct {
	*State
	N, Of    int
	Percent  string // "33%"
	X, Width int
}

// Rate is a share with everything that a reader needs to check it: N of Of,
// what is still pending among Of, and what was left out of it and why.
type Rate struct {
	Label   string // "Delivered"
	N, Of   int
	Percent string
	Pending int      // of Of, those of which the outcome is open
	Left    []string // what is not in Of: "1 superseded"; empty when nothing was left out
}

// tally counts the states of a whole list. It is the only way to a scorecard
// and to a rate, so that no figure can be shown whose denominator was chosen
// to suit it.
type tally struct {
	counts map[site.Badge]int
	of     int
}

func newTally() *tally { return &tally{counts: map[site.Badge]int{}} }

func (t *tally) add(b site.Badge) {
	t.counts[b]++
	t.of++
}

// present are the states that occur, best first.
func (t *tally) present() []site.Badge {
	return slices.DeleteFunc(slices.Clone(bestFirst), func(b site.Badge) bool { return t.counts[b] == 0 })
}

// settled are the states in which a recommendation is no longer anybody's to
// carry out. They alone may be left out of a denominator. Closed is not among
// them: a closed recommendation had its chance.
var settled = []site.Badge{"superseded", "merged", "withdrawn", "overtaken"}

// ended are the states of which the outcome is known, for better or worse:
// whatever is in no such state is pending.
var ended = []site.Badge{"delivered", "delivered_late", "rejected", "rejected_but_acted", "reported_will_not", "reversed", "closed"}

// rate is how many of all have one of some states. without are states to be
// left out of the denominator. A rate from whose denominator something is
// missing that could still come about, or that failed, is refused: an
// acceptance of 100 per cent among those who have answered is none.
func (t *tally) rate(label string, has, without []site.Badge) (Rate, error) {
	r := Rate{Label: label, Of: t.of}
	for _, b := range without {
		switch {
		case !slices.Contains(settled, b):
			return Rate{}, fmt.Errorf("the rate “%s” leaves out what is “%s”, which belongs into its denominator", label, lower(b.Label()))
		case slices.Contains(has, b):
			return Rate{}, fmt.Errorf("the rate “%s” counts what is “%s” and leaves it out", label, lower(b.Label()))
		}
		if n := t.counts[b]; n > 0 {
			r.Of -= n
			r.Left = append(r.Left, strconv.Itoa(n)+" "+lower(b.Label()))
		}
	}
	for b, n := range t.counts {
		switch {
		case slices.Contains(has, b):
			r.N += n
		case !slices.Contains(ended, b) && !slices.Contains(without, b):
			r.Pending += n
		}
	}
	r.Percent = percent(r.N, r.Of)
	return r, nil
}

// percent is a share in words: empty of nothing.
func percent(n, of int) string {
	if of == 0 {
		return ""
	}
	return strconv.Itoa((200*n/of+1)/2) + "%"
}

// scorecard counts the rolled-up states of recommendations; nil when there are
// none.
func (v *Views) scorecard(title string, rs []*site.Recommendation) *Scorecard {
	t := newTally()
	for _, r := range rs {
		t.add(v.site.State(r).Badge)
	}
	return t.scorecard(title, v.rollUpRule(len(rs)))
}

// rollUpRule says what a scorecard of n recommendations counts.
func (v *Views) rollUpRule(n int) string {
	return countOnce(n, "recommendation") + ", " + site.RollUpWords(v.site.Settings().RollUp) + "."
}

// countOnce says that nothing was left out: "Each of the 15 recommendations
// counts once".
func countOnce(n int, what string) string {
	if n == 1 {
		return "The one " + what + " counts once"
	}
	return fmt.Sprintf("Each of the %d %ss counts once", n, what)
}

// bestFirst is every badge in the order in which they are counted: open ones
// from the best to the worst, then those of records that are not open.
var bestFirst = func() []site.Badge {
	all := site.Badges() // worst first, not open ones last
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b site.Badge) int { return cmp.Compare(closedLast(a), closedLast(b)) })
	return all
}()

func closedLast(b site.Badge) int {
	if b.Tone() == "closed" {
		return 1
	}
	return 0
}

// scorecard draws the counts, the best state first; nil of nothing.
func (t *tally) scorecard(title, rule string) *Scorecard {
	const width = 600
	if t.of == 0 {
		return nil
	}
	s := &Scorecard{Title: title, Of: t.of, Rule: rule, Width: width}
	done := 0
	for _, b := range t.present() {
		n := t.counts[b]
		x := done * width / s.Of
		done += n
		s.Bars = append(s.Bars, Bar{State: stateOf(b), N: n, Of: s.Of, X: x, Width: done*width/s.Of - x, Percent: percent(n, s.Of)})
	}
	if r, err := t.rate("Delivered", []site.Badge{"delivered", "delivered_late"}, settled); err == nil && r.Of > 0 {
		s.Rates = []Rate{r}
	}
	return s
}
