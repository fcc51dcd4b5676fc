package site

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
)

// blockAt returns the block of a record or its translations that stands at a
// place.
func blockAt(r *Record, b *markdown.Block) *block {
	find := func(t *texts) *block {
		for i := range t.blocks {
			if t.blocks[i].pos == b.Pos {
				return &t.blocks[i]
			}
		}
		return nil
	}
	if r.texts != nil {
		if found := find(r.texts); found != nil {
			return found
		}
	}
	for _, t := range r.Others {
		if found := find(&t.texts); found != nil {
			return found
		}
	}
	return nil
}

// Query returns the question of a fenced block in one of from's documents.
func (s *Site) Query(from *Record, b *markdown.Block) Query {
	found := blockAt(from, b)
	if found == nil {
		return Query{}
	}
	q := found.query
	q.Actors, q.Topics, q.Briefs = s.ids(found.actors), s.ids(found.topics), s.ids(found.briefs)
	if found.name == "chart" {
		c := &q.Chart
		if found.data.Value != "" {
			c.Data = beside(found.data.Pos.File, found.data.Value)
		}
		if t := s.at(c.Data); t.asset != nil {
			c.Data, c.Header, c.Rows = t.asset.Source, t.asset.Header, t.asset.Rows
		}
		if e, ok := s.Lookup(c.SourceText); ok {
			if src, ok := e.(*Source); ok {
				c.SourceRef = src.ID
			}
		}
	}
	return q
}

// ids returns the ids that references lead to, in lower case.
func (s *Site) ids(rs []Ref) []string {
	var out []string
	for _, r := range rs {
		out = append(out, s.states.canonical(r.Value))
	}
	return out
}

// Select returns the recommendations that a query asks for, sorted and cut to
// its limit.
func (s *Site) Select(q Query) []*Recommendation {
	var out []*Recommendation
	for _, r := range s.candidates(q) {
		if s.matches(r, &q) {
			out = append(out, r)
		}
	}
	s.sort(out, q.Sort)
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return slices.Clip(out)
}

// candidates returns the recommendations among which a query's answer is, in
// natural order: as few as the index of mentions can tell.
func (s *Site) candidates(q Query) []*Recommendation {
	var ids []string
	for _, some := range [][]string{q.Briefs, q.Actors, q.Topics} {
		if len(some) > 0 {
			ids = some
			break
		}
	}
	if ids == nil {
		return s.recommendations.items
	}
	var out []*Recommendation
	for _, id := range ids {
		e, ok := s.Lookup(id)
		if !ok {
			continue
		}
		names, _ := s.names(e.Common())
		for _, k := range names {
			list, _ := s.mentions.Get(k)
			for _, r := range list {
				if rec, ok := r.self.(*Recommendation); ok {
					out = append(out, rec)
				}
			}
		}
	}
	slices.SortFunc(out, byID)
	return slices.Compact(out)
}

func byID(a, b *Recommendation) int { return naturally(a.ID, b.ID) }

func (s *Site) matches(r *Recommendation, q *Query) bool {
	is := func(wanted []string, ref Ref) bool { return slices.Contains(wanted, s.states.canonical(ref.Value)) }
	switch {
	case len(q.Briefs) > 0 && !is(q.Briefs, r.Brief),
		len(q.Actors) > 0 && !slices.ContainsFunc(r.To, func(to Addressee) bool { return is(q.Actors, to.Actor) }),
		len(q.Topics) > 0 && !slices.ContainsFunc(r.Topics, func(t Ref) bool { return is(q.Topics, t) }),
		q.Horizon != "" && r.Horizon != q.Horizon,
		len(q.Badges) > 0 && !slices.Contains(q.Badges, s.State(r).Badge):
		return false
	}
	return true
}

// sort sorts recommendations, which are in natural order, by something else:
// ties stay in that order.
func (s *Site) sort(rs []*Recommendation, by string) {
	switch by {
	case "badge":
		slices.SortStableFunc(rs, func(a, b *Recommendation) int {
			return cmp.Compare(badgeRank[s.State(a).Badge], badgeRank[s.State(b).Badge])
		})
	case "due":
		slices.SortStableFunc(rs, func(a, b *Recommendation) int { return cmp.Compare(s.nextDue(a), s.nextDue(b)) })
	case "updated":
		slices.SortStableFunc(rs, func(a, b *Recommendation) int {
			return s.State(b).LastEvent.Compare(s.State(a).LastEvent)
		})
	case "title":
		lang := s.settings.Lang()
		c := newCollation(lang)
		keys := make(map[*Recommendation]string, len(rs))
		for _, r := range rs {
			keys[r] = string(c.append(nil, r.Title.In(lang)))
		}
		slices.SortStableFunc(rs, func(a, b *Recommendation) int { return strings.Compare(keys[a], keys[b]) })
	}
}

// nextDue returns the day of a recommendation's earliest open deadline; one
// without comes last.
func (s *Site) nextDue(r *Recommendation) Day {
	next := Day(math.MaxInt32)
	st := s.State(r)
	for i := range st.Assignments {
		switch a := &st.Assignments[i]; a.Schedule {
		case "due", "due_soon", "overdue":
			next = min(next, a.Due.Last())
		}
	}
	return next
}

// SelectEvents returns the events that a timeline asks for, oldest first.
func (s *Site) SelectEvents(q Query) []*Event {
	is := func(wanted []string, refs []Ref) bool {
		return len(wanted) == 0 || slices.ContainsFunc(refs, func(r Ref) bool { return slices.Contains(wanted, s.states.canonical(r.Value)) })
	}
	var out []*Event
	for _, e := range s.events.items {
		last := e.Date
		if !e.EndDate.IsZero() {
			last = e.EndDate
		}
		if (q.From.IsZero() || last.Last() >= q.From.First()) && (q.To.IsZero() || e.Date.First() <= q.To.Last()) &&
			is(q.Actors, e.Actors) && is(q.Topics, e.Topics) {
			out = append(out, e)
		}
	}
	return out
}

// charts checks that the tables of charts have what is drawn from them.
func (c *checker) charts(blocks []block) {
	for i := range blocks {
		b := &blocks[i]
		if b.name != "chart" || b.data.Value == "" {
			continue
		}
		t := c.site.at(beside(b.data.Pos.File, b.data.Value))
		if t.asset == nil || !isTable(t.asset.Source) {
			continue // reported as a reference
		}
		if c.tooLarge(t.asset, b.data.Pos, b.data.Width) || t.asset.Header == nil {
			continue
		}
		if len(t.asset.Rows) > MaxChartRows {
			c.error(b.data.Pos, b.data.Width, "table-limit", "this table has %d rows; a chart may have %d", len(t.asset.Rows), MaxChartRows).
				Hint = "write one with the numbers of the chart alone"
			continue
		}
		c.column(t.asset, b.x, false)
		for _, y := range b.y {
			c.column(t.asset, y, true)
		}
	}
}

// tooLarge reports a table that is too large to be shown. One that has problems
// of its own was not read either.
func (c *checker) tooLarge(a *Asset, pos diag.Pos, width int) bool {
	if f, _ := c.site.files.Get(a.Source); a.Header != nil || len(f.Problems) > 0 {
		return false
	}
	c.error(pos, width, "table-limit", "this table is too large to be shown: it has more than %d rows or %d MB", MaxTableRows, maxTableBytes>>20).
		Hint = "link to it, and show one with what matters here"
	return true
}

// column checks a column of a table that a chart names.
func (c *checker) column(a *Asset, name Ref, numbers bool) {
	if name.Value == "" {
		return
	}
	at := slices.Index(a.Header, name.Value)
	if at < 0 {
		c.error(name.Pos, name.Width, "chart-columns", "the table has no column “%s”", name.Value).Hint = didYouMean(name.Value, a.Header)
		return
	}
	if !numbers {
		return
	}
	for i, row := range a.Rows {
		if v := row[at]; !isNumber(v) {
			c.error(name.Pos, name.Width, "chart-number", "the column “%s” holds “%s” in row %d, which is no number", name.Value, v, i+2).
				Hint = "write numbers with a point, or leave the field empty"
			return
		}
	}
}

// isNumber reports whether a field of a table can be drawn: a number, with or
// without commas between its thousands, or nothing.
func isNumber(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" {
		return true
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	return err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}
