package export

import (
	"encoding/json"
	"strconv"

	"readout/generator/internal/site"
)

// The tracker's index is for the script of /recommendations/ alone. It holds
// every recommendation in columns of small numbers, so that filtering tens of
// thousands of them costs one look at each number and no request:
//
//	data/tracker/index.json      how many there are, the words for the codes, the other files
//	data/tracker/columns-1.json  what rows are filtered and sorted by, 10,000 to a file
//	data/tracker/titles-1.json   what rows are shown with, 2,500 to a file
//
// A reader who begins to filter fetches the index and the columns; titles come
// when rows with them are shown or searched. So the first page of the tracker
// weighs the same at every size; what the first filter fetches grows by ten to
// twenty bytes a recommendation, compressed, as they are alike or not. The form is no public format: it may change
// with any version. data/recommendations.json is the one to build on.
const (
	trackerColumns = 10_000 // rows in a file of columns
	trackerTitles  = 2_500  // rows in a file of titles
	trackerFolder  = "data/tracker/"
)

// trackerFiles are the index and its parts.
func (e *exporter) trackerFiles() []file {
	all := e.site.Recommendations()
	files := []file{{trackerFolder + "index.json", e.writeTrackerIndex}}
	for i, from := 0, 0; from < len(all); i, from = i+1, from+trackerColumns {
		part := all[from:min(from+trackerColumns, len(all))]
		files = append(files, file{trackerFolder + trackerName("columns", i), func(s *sink) { e.writeTrackerColumns(part, s) }})
	}
	for i, from := 0, 0; from < len(all); i, from = i+1, from+trackerTitles {
		part := all[from:min(from+trackerTitles, len(all))]
		files = append(files, file{trackerFolder + trackerName("titles", i), func(s *sink) { e.writeTrackerTitles(part, s) }})
	}
	return files
}

func trackerName(kind string, i int) string { return kind + "-" + strconv.Itoa(i+1) + ".json" }

// trackerWord is a code with its words.
type trackerWord [2]string

// trackerIndex is data/tracker/index.json. Columns hold places in its lists,
// counted from 0.
type trackerIndex struct {
	AsOf    string `json:"as_of"`
	AsOfDay int    `json:"as_of_day"`
	License string `json:"license,omitempty"`
	Count   int    `json:"count"`
	// PerColumns and PerTitles are how many rows are in each of the files.
	PerColumns int      `json:"per_columns"`
	PerTitles  int      `json:"per_titles"`
	Columns    []string `json:"columns"`
	Titles     []string `json:"titles"`

	Badges     []trackerWord            `json:"badges"` // worst first
	Axes       map[string][]trackerWord `json:"axes"`
	Gaps       []trackerWord            `json:"gaps"`
	Horizons   []trackerWord            `json:"horizons"`
	Roles      []trackerWord            `json:"roles"`
	Kinds      []string                 `json:"kinds"`
	Priorities []string                 `json:"priorities"`
	Actors     []trackerWord            `json:"actors"`
	Topics     []trackerWord            `json:"topics"`
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

// trackerLists are the values whose places columns hold. They depend on all
// recommendations, in order, so that every file of columns has the same.
type trackerLists struct {
	kinds, priorities places[string]
	actors, topics    places[*site.Record]
}

func (e *exporter) trackerLists() *trackerLists {
	l := &trackerLists{}
	for _, r := range e.site.Recommendations() {
		l.kinds.of(r.Form)
		l.priorities.of(r.Priority.Level)
		for i := range r.To {
			if x, ok := e.site.Lookup(r.To[i].Actor.Value); ok {
				l.actors.of(x.Common())
			}
		}
		for _, t := range r.Topics {
			if x, ok := e.site.Lookup(t.Value); ok {
				l.topics.of(x.Common())
			}
		}
	}
	return l
}

func (e *exporter) writeTrackerIndex(s *sink) {
	all := e.site.Recommendations()
	x := trackerIndex{
		AsOf: e.asOf, AsOfDay: int(e.site.AsOf().Last()), License: e.set.License,
		Count: len(all), PerColumns: trackerColumns, PerTitles: trackerTitles,
		Columns: []string{}, Titles: []string{},
		Axes: map[string][]trackerWord{}, Actors: []trackerWord{}, Topics: []trackerWord{},
	}
	for i := 0; i*trackerColumns < len(all); i++ {
		x.Columns = append(x.Columns, trackerName("columns", i))
	}
	for i := 0; i*trackerTitles < len(all); i++ {
		x.Titles = append(x.Titles, trackerName("titles", i))
	}
	for _, b := range site.Badges() {
		x.Badges = append(x.Badges, trackerWord{string(b), b.Label()})
	}
	for _, axis := range trackerAxes {
		for _, v := range site.AxisValues(axis) {
			x.Axes[axis] = append(x.Axes[axis], trackerWord{v, site.AxisLabel(axis, v)})
		}
	}
	for _, g := range trackerGaps {
		x.Gaps = append(x.Gaps, trackerWord{string(g), g.Label()})
	}
	for _, h := range site.Horizons() {
		x.Horizons = append(x.Horizons, trackerWord{h, site.HorizonLabel(h)})
	}
	for _, r := range site.Roles() {
		x.Roles = append(x.Roles, trackerWord{r, site.RoleLabel(r)})
	}
	l := e.trackerLists()
	x.Kinds, x.Priorities = l.kinds.list, l.priorities.list
	asked := len(l.actors.list)
	for i := 0; i < len(l.actors.list); i++ {
		r := l.actors.list[i]
		a, ok := e.entity(r).(*site.Actor)
		label := e.label(e.entity(r))
		x.Actors = append(x.Actors, trackerWord{r.ID, label})
		if !ok || i >= asked || len(a.Successors) == 0 {
			continue
		}
		for _, h := range e.site.Holders(a, e.site.AsOf()) {
			if h.Actor == a {
				continue
			}
			if x.Heirs == nil {
				x.Heirs = map[string][]int{}
			}
			k := strconv.Itoa(i)
			x.Heirs[k] = append(x.Heirs[k], l.actors.of(&h.Actor.Record))
		}
	}
	for _, t := range l.topics.list {
		x.Topics = append(x.Topics, trackerWord{t.ID, e.label(e.entity(t))})
	}
	b, err := json.Marshal(x)
	if err != nil {
		s.err = err
		return
	}
	s.b = append(append(s.b, b...), '\n')
}

// trackerAxes are the axes by which rows are filtered, in the order of
// trackerTo.
var trackerAxes = []string{"response", "claimed", "assessed", "schedule", "record"}

var trackerGaps = []site.Gap{"none", "claimed_ahead", "evidence_ahead"}

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

// Flags of a row.
const (
	trackerStale = 1 << iota
	trackerOverdue
)

// writeTrackerColumns writes a file of columns. Numbers are places in the lists
// of the index, or in the lists of this file: 0 in brief, due, updated and year
// is none.
func (e *exporter) writeTrackerColumns(part []*site.Recommendation, s *sink) {
	l := e.trackerLists()
	code := func(list []string) map[string]int {
		m := map[string]int{}
		for i, c := range list {
			m[c] = i
		}
		return m
	}
	badges := code(badgeCodes())
	axes := map[string]map[string]int{}
	for _, axis := range trackerAxes {
		axes[axis] = code(site.AxisValues(axis))
	}
	gaps := map[site.Gap]int{}
	for i, g := range trackerGaps {
		gaps[g] = i
	}
	horizons, roles := code(site.Horizons()), code(site.Roles())
	var dates places[site.Date]
	var briefs, topics, to places[string]
	dates.of(site.Date{})
	briefs.of("")

	columns := []struct {
		name string
		of   func(*site.Recommendation, *site.State) int
	}{
		{"badge", func(_ *site.Recommendation, st *site.State) int { return badges[string(st.Badge)] }},
		{"record", func(_ *site.Recommendation, st *site.State) int { return axes["record"][st.Record] }},
		{"horizon", func(r *site.Recommendation, _ *site.State) int {
			if i, ok := horizons[r.Horizon]; ok {
				return i + 1
			}
			return 0
		}},
		{"kind", func(r *site.Recommendation, _ *site.State) int { return l.kinds.of(r.Form) }},
		{"priority", func(r *site.Recommendation, _ *site.State) int { return l.priorities.of(r.Priority.Level) }},
		{"year", func(r *site.Recommendation, _ *site.State) int { return yearOf(e.site.Issued(r)) }},
		{"brief", func(r *site.Recommendation, _ *site.State) int { return briefs.of(e.id(r.Brief)) }},
		{"due", func(_ *site.Recommendation, st *site.State) int { return dates.of(st.NextDue()) }},
		{"updated", func(_ *site.Recommendation, st *site.State) int { return dates.of(st.LastEvent) }},
		{"gap", func(_ *site.Recommendation, st *site.State) int { return gaps[st.Gap()] }},
		{"flags", func(_ *site.Recommendation, st *site.State) int {
			flags := 0
			if st.Stale {
				flags |= trackerStale
			}
			if st.Overdue() {
				flags |= trackerOverdue
			}
			return flags
		}},
		{"topics", func(r *site.Recommendation, _ *site.State) int {
			var set []byte
			for _, t := range r.Topics {
				if x, ok := e.site.Lookup(t.Value); ok {
					set = appendNumber(set, l.topics.of(x.Common()))
				}
			}
			return topics.of(string(set))
		}},
		{"to", func(_ *site.Recommendation, st *site.State) int {
			// For each addressee: its place, role, response, claimed, assessed,
			// schedule, badge, gap.
			var set []byte
			for i := range st.Assignments {
				a := &st.Assignments[i]
				x, ok := e.site.Lookup(a.Addressee.Actor.Value)
				if !ok {
					continue
				}
				role := 0
				if at, ok := roles[a.Addressee.Role]; ok {
					role = at + 1
				}
				for _, n := range []int{
					l.actors.of(x.Common()), role, axes["response"][a.Response], axes["claimed"][a.Claimed],
					axes["assessed"][a.Assessed], axes["schedule"][string(a.Schedule)], badges[string(a.Badge)], gaps[a.Gap],
				} {
					set = appendNumber(set, n)
				}
			}
			return to.of(string(set))
		}},
	}
	s.b = append(s.b, `{"count":`...)
	s.b = strconv.AppendInt(s.b, int64(len(part)), 10)
	for _, c := range columns {
		s.b = append(append(append(s.b, ",\n\""...), c.name...), `":[`...)
		for i, r := range part {
			if i > 0 {
				s.b = append(s.b, ',')
			}
			s.b = strconv.AppendInt(s.b, int64(c.of(r, e.site.State(r))), 10)
			s.spill()
		}
		s.b = append(s.b, ']')
	}
	sets := func(name string, list []string) {
		s.b = append(append(append(s.b, ",\n\""...), name...), `":[`...)
		for i, set := range list {
			if i > 0 {
				s.b = append(s.b, ',')
			}
			s.b = append(append(append(s.b, '['), set...), ']')
			s.spill()
		}
		s.b = append(s.b, ']')
	}
	sets("topic_sets", topics.list)
	sets("to_sets", to.list)
	s.b = append(s.b, ",\n\"briefs\":["...)
	for i, id := range briefs.list {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendString(s.b, id)
		s.spill()
	}
	// A date: machine form, words, first day, last day.
	s.b = append(s.b, "],\n\"dates\":["...)
	for i, d := range dates.list {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendString(append(s.b, '['), d.ISO())
		s.b = appendString(append(s.b, ','), d.Words())
		s.b = strconv.AppendInt(append(s.b, ','), int64(d.First()), 10)
		s.b = strconv.AppendInt(append(s.b, ','), int64(d.Last()), 10)
		s.b = append(s.b, ']')
		s.spill()
	}
	s.b = append(s.b, "]}\n"...)
}

func appendNumber(b []byte, n int) []byte {
	if len(b) > 0 {
		b = append(b, ',')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// yearOf is the year of a date, 0 for none.
func yearOf(d site.Date) int {
	if d.IsZero() {
		return 0
	}
	n, _ := strconv.Atoi(d.ISO()[:4]) // ISO writes four digits
	return n
}

// writeTrackerTitles writes a file of what rows are shown with.
func (e *exporter) writeTrackerTitles(part []*site.Recommendation, s *sink) {
	s.b = append(s.b, `{"ids":[`...)
	for i, r := range part {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendString(s.b, r.ID)
		s.spill()
	}
	s.b = append(s.b, "],\n\"titles\":["...)
	var briefs places[*site.Record]
	for i, r := range part {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendString(s.b, e.title(r))
		if x, ok := e.site.Lookup(r.Brief.Value); ok {
			briefs.of(x.Common())
		}
		s.spill()
	}
	s.b = append(s.b, "],\n\"briefs\":{"...)
	for i, r := range briefs.list {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = append(appendString(s.b, r.ID), ':')
		s.b = appendString(s.b, r.Title.In(e.lang))
		s.spill()
	}
	s.b = append(s.b, "}}\n"...)
}
