package export

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"readout/generator/internal/site"
)

// The tracker's files are for the script of /recommendations/ alone:
//
//	data/tracker/index.json     how many there are, the words for the codes
//	data/tracker/<column>.json  one property of every recommendation: badge, actor, due …
//	data/tracker/rows/0.json    what the table shows of 32 of them, and so on
//	data/tracker/titles/0.json  ids and titles of 2,500
//	data/tracker/briefs.json    titles of the briefs in the column brief
//
// A reader who filters by an addressee fetches the index, that column, and the
// rows that are shown: the number of recommendations only makes the column
// longer, by less than a byte for each where there are up to 91 addressees.
// Other columns come when what they count is in sight; all titles come for
// sorting by them. Words are looked up in the index of the search page.
//
// The form is no public format: it may change with any version.
// data/recommendations.json is the one to build on.
const (
	trackerRows   = 32    // in a file of rows: fifty that lie apart are in fifty files
	trackerTitles = 2_500 // in a file of titles
	trackerFolder = "data/tracker/"
)

// Tracker is what the files of the tracker's script have in common for one
// Site. It is safe for use from many goroutines, and costs nothing before a
// file is written.
type Tracker struct {
	site  *site.Site
	lists func() *trackerLists
}

// NewTracker returns the tracker of a site.
func NewTracker(s *site.Site) *Tracker {
	t := &Tracker{site: s}
	t.lists = sync.OnceValue(func() *trackerLists { return newTrackerLists(s) })
	return t
}

// trackerFiles are the index and its parts; none where no page has the script.
func (e *exporter) trackerFiles() []file {
	t := e.options.Tracker
	if t == nil {
		return nil
	}
	files := []file{
		{trackerFolder + "index.json", e.writeTrackerIndex},
		{trackerFolder + "briefs.json", e.writeTrackerBriefs},
	}
	for i := range trackerColumns {
		c := &trackerColumns[i]
		files = append(files, file{trackerFolder + c.name + ".json", func(s *sink) { e.writeTrackerColumn(c, s) }})
	}
	all := e.site.Recommendations()
	parts := func(kind string, per int, write func([]*site.Recommendation, *sink)) {
		for i, from := 0, 0; from < len(all); i, from = i+1, from+per {
			part := all[from:min(from+per, len(all))]
			files = append(files, file{trackerFolder + kind + "/" + strconv.Itoa(i) + ".json", func(s *sink) { write(part, s) }})
		}
	}
	parts("rows", trackerRows, e.writeTrackerRows)
	parts("titles", trackerTitles, e.writeTrackerTitles)
	return files
}

// trackerFile returns one of trackerFiles by its path.
func (e *exporter) trackerFile(p string) (file, bool) {
	if strings.HasPrefix(p, trackerFolder) && e.set.Writes("data") && e.set.Writes("tracker") {
		for _, f := range e.trackerFiles() {
			if f.path == p {
				return f, true
			}
		}
	}
	return file{}, false
}

// trackerWord is a code with its words.
type trackerWord [2]string

// trackerIndex is data/tracker/index.json.
type trackerIndex struct {
	AsOf    string `json:"as_of"`
	AsOfDay int    `json:"as_of_day"`
	Count   int    `json:"count"`
	// PerRows and PerTitles are how many rows are in each of the files.
	PerRows   int      `json:"per_rows"`
	PerTitles int      `json:"per_titles"`
	Months    []string `json:"months"`
	// Values are the codes of each column, by the numbers that stand for them.
	Values map[string][]trackerWord `json:"values"`
	// Heirs are the actors that hold an actor's duties now, where it does not
	// itself.
	Heirs map[string][]int `json:"heirs,omitempty"`
}

// places numbers values in the order in which they come.
type places[K comparable] struct {
	at   map[K]int
	list []K
}

func (p *places[K]) of(k K) int {
	i, ok := p.at[k]
	if !ok {
		if p.at == nil {
			p.at = map[K]int{}
		}
		i = len(p.list)
		p.at[k] = i
		p.list = append(p.list, k)
	}
	return i
}

// trackerLists number the values of columns. What all publications have comes
// in a fixed order, the rest in that of the recommendations. They do not change
// once they are made.
type trackerLists struct {
	codes                  map[string]map[string]int // of the columns with fixed values
	kinds, priorities      places[string]
	years                  places[int]
	actors, topics, briefs places[*site.Record] // briefs from 1: 0 is none
	due, updated           places[site.Date]
	asked                  int // actors that are asked; heirs alone come behind them
	heirs                  map[string][]int
}

func newTrackerLists(s *site.Site) *trackerLists {
	l := &trackerLists{codes: map[string]map[string]int{}}
	for name, words := range fixedWords() {
		l.codes[name] = map[string]int{}
		for i, w := range words {
			l.codes[name][w[0]] = i
		}
	}
	l.years.of(0)
	l.briefs.of(nil)
	l.due.of(site.Date{})
	l.updated.of(site.Date{})
	for _, r := range s.Recommendations() {
		st := s.State(r)
		l.kinds.of(r.Form)
		l.priorities.of(r.Priority.Level)
		l.years.of(yearOf(s.Issued(r)))
		l.due.of(st.NextDue())
		l.updated.of(st.LastEvent)
		for i := range r.To {
			if x, ok := s.Lookup(r.To[i].Actor.Value); ok {
				l.actors.of(x.Common())
			}
		}
		for _, t := range r.Topics {
			if x, ok := s.Lookup(t.Value); ok {
				l.topics.of(x.Common())
			}
		}
		if x, ok := s.Lookup(r.Brief.Value); ok {
			l.briefs.of(x.Common())
		}
	}
	l.asked = len(l.actors.list)
	for i := range l.asked {
		x, _ := s.Lookup(l.actors.list[i].ID)
		a, ok := x.(*site.Actor)
		if !ok || len(a.Successors) == 0 {
			continue
		}
		for _, h := range s.Holders(a, s.AsOf()) {
			if h.Actor == a {
				continue
			}
			if l.heirs == nil {
				l.heirs = map[string][]int{}
			}
			k := strconv.Itoa(i)
			l.heirs[k] = append(l.heirs[k], l.actors.of(&h.Actor.Record))
		}
	}
	return l
}

// trackerAxes are the axes by which rows are filtered.
var trackerAxes = []string{"response", "claimed", "assessed", "schedule", "record"}

var trackerGaps = []site.Gap{"none", "claimed_ahead", "evidence_ahead"}

// fixedWords are the values that are the same in all publications.
func fixedWords() map[string][]trackerWord {
	words := map[string][]trackerWord{
		"horizon": {{"", ""}},
		"role":    {{"", ""}},
		"overdue": {{"", ""}, {"yes", "Overdue"}},
		"stale":   {{"", ""}, {"yes", "Stale"}},
	}
	for _, b := range site.Badges() { // worst first
		words["badge"] = append(words["badge"], trackerWord{string(b), b.Label()})
	}
	for _, axis := range trackerAxes {
		for _, v := range site.AxisValues(axis) {
			words[axis] = append(words[axis], trackerWord{v, site.AxisLabel(axis, v)})
		}
	}
	for _, g := range trackerGaps {
		words["gap"] = append(words["gap"], trackerWord{string(g), g.Label()})
	}
	for _, h := range site.Horizons() {
		words["horizon"] = append(words["horizon"], trackerWord{h, site.HorizonLabel(h)})
	}
	for _, r := range site.Roles() {
		words["role"] = append(words["role"], trackerWord{r, site.RoleLabel(r)})
	}
	return words
}

func (e *exporter) writeTrackerIndex(s *sink) {
	l := e.options.Tracker.lists()
	x := trackerIndex{
		AsOf: e.asOf, AsOfDay: int(e.site.AsOf().Last()), Count: len(e.site.Recommendations()),
		PerRows: trackerRows, PerTitles: trackerTitles, Values: fixedWords(), Heirs: l.heirs,
	}
	for m := range uint8(12) {
		x.Months = append(x.Months, strings.Fields(site.Date{Year: 2000, Month: m + 1}.Words())[0])
	}
	for _, k := range l.kinds.list {
		x.Values["kind"] = append(x.Values["kind"], trackerWord{k, capital(k)})
	}
	for _, p := range l.priorities.list {
		x.Values["priority"] = append(x.Values["priority"], trackerWord{p, capital(p)})
	}
	for _, y := range l.years.list {
		code := ""
		if y != 0 {
			code = strconv.Itoa(y)
		}
		x.Values["year"] = append(x.Values["year"], trackerWord{code, code})
	}
	for _, r := range l.actors.list {
		x.Values["actor"] = append(x.Values["actor"], trackerWord{r.ID, e.label(e.entity(r))})
	}
	for _, r := range l.topics.list {
		x.Values["topic"] = append(x.Values["topic"], trackerWord{r.ID, e.label(e.entity(r))})
	}
	b, err := json.Marshal(x)
	if err != nil {
		s.err = err
		return
	}
	s.b = append(append(s.b, b...), '\n')
}

// entity is a record as the kind it is.
func (e *exporter) entity(r *site.Record) site.Entity {
	x, _ := e.site.Lookup(r.ID)
	return x
}

// label is what a record is called in lists: an actor's short name where it
// has one.
func (e *exporter) label(x site.Entity) string {
	if a, ok := x.(*site.Actor); ok && !a.ShortName.IsZero() {
		return a.ShortName.In(e.lang)
	}
	return e.title(x)
}

// yearOf is the year of a date, 0 for none.
func yearOf(d site.Date) int { return int(d.Year) }

// capital begins a text with a capital letter.
func capital(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
