package export

import (
	"strconv"

	"readout/generator/internal/site"
)

// trackerColumn is one property of every recommendation, or of every addressee
// of every recommendation, as numbers.
type trackerColumn struct {
	name string
	of   func(e *exporter, l *trackerLists, r *site.Recommendation, st *site.State) int
	// each appends the numbers of a column that has none or several for a
	// recommendation.
	each func(e *exporter, l *trackerLists, r *site.Recommendation, st *site.State, to []int) []int
	// counted tells how many there are for each; not needed where another
	// column has the same.
	counted bool
	// more writes what else the file holds.
	more func(e *exporter, l *trackerLists, s *sink)
}

var trackerColumns = []trackerColumn{
	{name: "badge", of: func(_ *exporter, l *trackerLists, _ *site.Recommendation, st *site.State) int {
		return l.codes["badge"][string(st.Badge)]
	}},
	{name: "record", of: func(_ *exporter, l *trackerLists, _ *site.Recommendation, st *site.State) int {
		return l.codes["record"][st.Record]
	}},
	{name: "horizon", of: func(_ *exporter, l *trackerLists, r *site.Recommendation, _ *site.State) int {
		return l.codes["horizon"][r.Horizon]
	}},
	{name: "kind", of: func(_ *exporter, l *trackerLists, r *site.Recommendation, _ *site.State) int {
		return l.kinds.at[r.Form]
	}},
	{name: "priority", of: func(_ *exporter, l *trackerLists, r *site.Recommendation, _ *site.State) int {
		return l.priorities.at[r.Priority.Level]
	}},
	{name: "year", of: func(e *exporter, l *trackerLists, r *site.Recommendation, _ *site.State) int {
		return l.years.at[yearOf(e.site.Issued(r))]
	}},
	{name: "overdue", of: func(_ *exporter, _ *trackerLists, _ *site.Recommendation, st *site.State) int {
		return bit(st.Overdue())
	}},
	{name: "stale", of: func(_ *exporter, _ *trackerLists, _ *site.Recommendation, st *site.State) int { return bit(st.Stale) }},
	{
		name: "brief",
		of: func(e *exporter, l *trackerLists, r *site.Recommendation, _ *site.State) int {
			return e.briefPlace(l, r)
		},
		more: func(_ *exporter, l *trackerLists, s *sink) {
			s.b = append(s.b, `,"ids":[""`...)
			for _, b := range l.briefs.list[1:] {
				s.b = appendString(append(s.b, ','), b.ID)
				s.spill()
			}
			s.b = append(s.b, ']')
		},
	},
	{
		name: "due", of: func(_ *exporter, l *trackerLists, _ *site.Recommendation, st *site.State) int {
			return l.due.at[st.NextDue()]
		},
		more: func(_ *exporter, l *trackerLists, s *sink) { writeTrackerDates(l.due.list, s) },
	},
	{
		name: "updated", of: func(_ *exporter, l *trackerLists, _ *site.Recommendation, st *site.State) int {
			return l.updated.at[st.LastEvent]
		},
		more: func(_ *exporter, l *trackerLists, s *sink) { writeTrackerDates(l.updated.list, s) },
	},
	{name: "topic", counted: true, each: func(e *exporter, l *trackerLists, r *site.Recommendation, _ *site.State, to []int) []int {
		for _, t := range r.Topics {
			if x, ok := e.site.Lookup(t.Value); ok {
				to = append(to, l.topics.at[x.Common()])
			}
		}
		return to
	}},
	{name: "actor", counted: true, each: assigned(func(e *exporter, l *trackerLists, a *site.Assignment) int { return e.actorPlace(l, a) })},
	{name: "role", each: assigned(func(_ *exporter, l *trackerLists, a *site.Assignment) int { return l.codes["role"][a.Addressee.Role] })},
	{name: "response", each: assigned(func(_ *exporter, l *trackerLists, a *site.Assignment) int { return l.codes["response"][a.Response] })},
	{name: "claimed", each: assigned(func(_ *exporter, l *trackerLists, a *site.Assignment) int { return l.codes["claimed"][a.Claimed] })},
	{name: "assessed", each: assigned(func(_ *exporter, l *trackerLists, a *site.Assignment) int { return l.codes["assessed"][a.Assessed] })},
	{name: "schedule", each: assigned(func(_ *exporter, l *trackerLists, a *site.Assignment) int {
		return l.codes["schedule"][string(a.Schedule)]
	})},
	{name: "gap", each: assigned(func(_ *exporter, l *trackerLists, a *site.Assignment) int { return l.codes["gap"][string(a.Gap)] })},
	{name: "actor-state", each: assigned(func(_ *exporter, l *trackerLists, a *site.Assignment) int { return l.codes["badge"][string(a.Badge)] })},
}

type eachPlace = func(*exporter, *trackerLists, *site.Recommendation, *site.State, []int) []int

// assigned is a number of every assignment to an actor that there is.
func assigned(of func(*exporter, *trackerLists, *site.Assignment) int) eachPlace {
	return func(e *exporter, l *trackerLists, _ *site.Recommendation, st *site.State, to []int) []int {
		for i := range st.Assignments {
			if a := &st.Assignments[i]; e.actorPlace(l, a) >= 0 {
				to = append(to, of(e, l, a))
			}
		}
		return to
	}
}

// actorPlace is the number of an assignment's actor, -1 of one that is no
// record.
func (e *exporter) actorPlace(l *trackerLists, a *site.Assignment) int {
	if x, ok := e.site.Lookup(a.Addressee.Actor.Value); ok {
		return l.actors.at[x.Common()]
	}
	return -1
}

// briefPlace is the number of the brief that makes a recommendation, 0 of none.
func (e *exporter) briefPlace(l *trackerLists, r *site.Recommendation) int {
	if x, ok := e.site.Lookup(r.Brief.Value); ok {
		return l.briefs.at[x.Common()]
	}
	return 0
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// writeTrackerColumn writes a column as strings of digits to the base 91, one
// string for each place: the first of each has the highest digit of every
// number. That is as small as deflate makes it, and quickly read.
func (e *exporter) writeTrackerColumn(c *trackerColumn, s *sink) {
	l := e.options.Tracker.lists()
	all := e.site.Recommendations()
	var list, counts, own []int
	for _, r := range all {
		st := e.site.State(r)
		if c.of != nil {
			list = append(list, c.of(e, l, r, st))
			continue
		}
		own = c.each(e, l, r, st, own[:0])
		list, counts = append(list, own...), append(counts, len(own))
	}
	s.b = append(s.b, `{"of":`...)
	writeTrackerDigits(list, s)
	if c.counted {
		s.b = append(s.b, `,"n":`...)
		writeTrackerDigits(counts, s)
	}
	if c.more != nil {
		c.more(e, l, s)
	}
	s.b = append(s.b, "}\n"...)
}

// trackerBase is how many digits there are: the characters of ASCII from # on
// that JSON writes as they are.
const trackerBase = 91

func trackerDigit(n int) byte {
	if n += '#'; n >= '\\' {
		n++
	}
	return byte(n)
}

func writeTrackerDigits(list []int, s *sink) {
	highest, power := 0, 1
	for _, n := range list {
		highest = max(highest, n)
	}
	for highest/power >= trackerBase {
		power *= trackerBase
	}
	for s.b = append(s.b, '['); power > 0; power /= trackerBase {
		s.b = append(s.b, '"')
		for _, n := range list {
			s.b = append(s.b, trackerDigit(n/power%trackerBase))
			s.spill()
		}
		s.b = append(s.b, '"')
		if power > 1 {
			s.b = append(s.b, ',')
		}
	}
	s.b = append(s.b, ']')
}

// writeTrackerDates writes the dates of a column: machine form, first day, last
// day. The first is none.
func writeTrackerDates(dates []site.Date, s *sink) {
	s.b = append(s.b, `,"dates":[["",0,0]`...)
	for _, d := range dates[1:] {
		s.b = appendString(append(s.b, ",["...), d.ISO())
		s.b = strconv.AppendInt(append(s.b, ','), int64(d.First()), 10)
		s.b = strconv.AppendInt(append(s.b, ','), int64(d.Last()), 10)
		s.b = append(s.b, ']')
		s.spill()
	}
	s.b = append(s.b, ']')
}

// writeTrackerBriefs writes the titles of the briefs, in the order of their
// numbers.
func (e *exporter) writeTrackerBriefs(s *sink) {
	s.b = append(s.b, `[""`...)
	for _, b := range e.options.Tracker.lists().briefs.list[1:] {
		s.b = appendString(append(s.b, ",\n"...), b.Title.In(e.lang))
		s.spill()
	}
	s.b = append(s.b, "]\n"...)
}

// writeTrackerRows writes what the table shows of some recommendations, column
// by column, with the briefs that they name. A date is the number of its day,
// or if it is less precise [machine form, words, last day]; none is 0.
func (e *exporter) writeTrackerRows(part []*site.Recommendation, s *sink) {
	l := e.options.Tracker.lists()
	var briefs places[*site.Record]
	list := func(name string, value func(*site.Recommendation, *site.State)) {
		s.b = append(append(append(s.b, ",\n\""...), name...), `":[`...)
		for i, r := range part {
			if i > 0 {
				s.b = append(s.b, ',')
			}
			value(r, e.site.State(r))
		}
		s.b = append(s.b, ']')
	}
	number := func(n int) { s.b = strconv.AppendInt(s.b, int64(n), 10) }
	numbers := func(ns []int) {
		for i, n := range ns {
			s.b = append(s.b, ",["[bit(i == 0)])
			number(n)
		}
		if len(ns) == 0 {
			s.b = append(s.b, '[')
		}
		s.b = append(s.b, ']')
	}
	date := func(d site.Date) {
		switch {
		case d.IsZero():
			number(0)
		case d.Day != 0 && !d.About && !d.Before && d.Last() != 0: // the day 0 would be none
			number(int(d.Last()))
		default:
			s.b = appendString(append(s.b, '['), d.ISO())
			s.b = appendString(append(s.b, ','), d.Words())
			s.b = strconv.AppendInt(append(s.b, ','), int64(d.Last()), 10)
			s.b = append(s.b, ']')
		}
	}
	e.writeTrackerNames(part, s)
	for i := range trackerColumns {
		c := &trackerColumns[i]
		switch {
		case c.name == "brief":
			list(c.name, func(r *site.Recommendation, _ *site.State) {
				if x, ok := e.site.Lookup(r.Brief.Value); ok {
					number(briefs.of(x.Common()) + 1)
				} else {
					number(0)
				}
			})
		case c.name == "due":
			list(c.name, func(_ *site.Recommendation, st *site.State) { date(st.NextDue()) })
		case c.name == "updated":
			list(c.name, func(_ *site.Recommendation, st *site.State) { date(st.LastEvent) })
		case c.name == "gap": // one flag for all addressees
			list(c.name, func(_ *site.Recommendation, st *site.State) { number(l.codes["gap"][string(st.Gap())]) })
		case c.of != nil:
			list(c.name, func(r *site.Recommendation, st *site.State) { number(c.of(e, l, r, st)) })
		default:
			var own []int
			list(c.name, func(r *site.Recommendation, st *site.State) {
				own = c.each(e, l, r, st, own[:0])
				numbers(own)
			})
		}
	}
	s.b = append(s.b, ",\n\"briefs\":["...)
	for i, b := range briefs.list {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendString(append(s.b, '['), b.ID)
		s.b = appendString(append(s.b, ','), b.Title.In(e.lang))
		s.b = append(s.b, ']')
	}
	s.b = append(s.b, "]}\n"...)
}

// writeTrackerTitles writes a file of titles.
func (e *exporter) writeTrackerTitles(part []*site.Recommendation, s *sink) {
	e.writeTrackerNames(part, s)
	s.b = append(s.b, "}\n"...)
}

// writeTrackerNames begins an object with the ids and the titles of
// recommendations.
func (e *exporter) writeTrackerNames(part []*site.Recommendation, s *sink) {
	s.b = append(s.b, `{"ids":[`...)
	for i, r := range part {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendString(s.b, r.ID)
	}
	s.b = append(s.b, "],\n\"titles\":["...)
	for i, r := range part {
		if i > 0 {
			s.b = append(s.b, ',')
		}
		s.b = appendString(s.b, e.title(r))
		s.spill()
	}
	s.b = append(s.b, ']')
}
