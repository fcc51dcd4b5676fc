package site

import "iter"

// Deadline is a date by which something is expected: a reply, a delivery, or
// another look at the evidence.
type Deadline struct {
	Of     *Recommendation
	Axis   string      // respond_by, due or recheck
	To     *Assignment // nil of a recheck
	Event  int         // of a recheck: its index in Of.History
	On     Date
	Moved  int  // how often it was another date, or its recommendation closed or opened
	Closed bool // it no longer counts, since the recommendation is not open
}

// Deadlines yields the dates that concern a record as known at the as-of date:
// of a recommendation its own, of a brief, a topic or an actor those of the
// recommendations that it makes, that are about it, or that are made to it or
// to one whose duties it holds. For nil it yields all there are. Dates of
// recommendations that are not public are left out.
//
// A recheck that is dated later than the as-of date but recorded already is a
// plan: it changes no state, and is yielded.
func (s *Site) Deadlines(e Entity) iter.Seq[Deadline] {
	return func(yield func(Deadline) bool) {
		switch e := e.(type) {
		case nil:
			for _, r := range s.Recommendations() {
				if !s.deadlinesOf(r, nil, yield) {
					return
				}
			}
		case *Recommendation:
			s.deadlinesOf(e, nil, yield)
		case *Actor:
			if !s.deadlinesTo(e, yield) {
				return
			}
			for _, duty := range s.Inheritances(e, s.asOf) {
				if !s.deadlinesTo(duty.From, yield) {
					return
				}
			}
		case *Brief:
			s.deadlinesAbout(e, func(r *Recommendation) bool { return s.leads(r.Brief, e) }, yield)
		case *Topic:
			s.deadlinesAbout(e, func(r *Recommendation) bool { return s.leadAny(r.Topics, e) }, yield)
		}
	}
}

// HasDeadlines reports whether Deadlines yields any for nil. It does not look at
// recommendations without dates.
func (s *Site) HasDeadlines() bool {
	found := false
	for _, r := range s.dates.All() {
		if s.deadlinesOf(r, nil, func(Deadline) bool { found = true; return false }); found {
			return true
		}
	}
	return false
}

func (s *Site) deadlinesAbout(e Entity, about func(*Recommendation) bool, yield func(Deadline) bool) {
	for r := range s.dated(e) {
		if about(r) && !s.deadlinesOf(r, nil, yield) {
			return
		}
	}
}

// deadlinesTo yields an addressee's deadlines, and the rechecks of what was
// recommended to it.
func (s *Site) deadlinesTo(a *Actor, yield func(Deadline) bool) bool {
	for r := range s.dated(a) {
		for i := range r.To {
			if s.leads(r.To[i].Actor, a) {
				if !s.deadlinesOf(r, &r.To[i], yield) {
					return false
				}
				break
			}
		}
	}
	return true
}

// dated yields the recommendations with dates that mention a record, once
// each.
func (s *Site) dated(e Entity) iter.Seq[*Recommendation] {
	return func(yield func(*Recommendation) bool) {
		seen := map[*Recommendation]bool{}
		for from := range s.MentionedBy(e) {
			if r, ok := from.(*Recommendation); ok && r.dated() && !seen[r] {
				seen[r] = true
				if !yield(r) {
					return
				}
			}
		}
	}
}

// dated reports whether a recommendation has any date by which something is
// expected; most have none, which spares the derivation of their state.
func (r *Recommendation) dated() bool {
	for i := range r.To {
		if !r.To[i].Due.IsZero() || !r.To[i].RespondBy.IsZero() {
			return true
		}
	}
	for i := range r.History {
		if h := &r.History[i]; h.Type == "recheck" || !h.Due.IsZero() || !h.RespondBy.IsZero() {
			return true
		}
	}
	return false
}

// leads reports whether a reference leads to a record.
func (s *Site) leads(ref Ref, to Entity) bool {
	if ref.Value == "" {
		return false
	}
	e, _ := s.find(keyOf(ref.Value))
	return e == to
}

func (s *Site) leadAny(refs []Ref, to Entity) bool {
	for _, ref := range refs {
		if s.leads(ref, to) {
			return true
		}
	}
	return false
}

// deadlinesOf yields a recommendation's deadlines, if an addressee is given
// only those of that one. It reports whether more are wanted.
func (s *Site) deadlinesOf(r *Recommendation, to *Addressee, yield func(Deadline) bool) bool {
	if !r.dated() || s.Hidden(r) != "" {
		return true
	}
	st := s.State(r)
	closed := st.Record != "open"
	for i := range st.Assignments {
		a := &st.Assignments[i]
		if to != nil && a.Addressee != to {
			continue
		}
		for _, d := range [...]Deadline{
			{Axis: "respond_by", On: a.RespondBy, Moved: s.moves(r, st, a.Addressee.RespondBy, a, func(h *HistoryEvent) Date { return h.RespondBy })},
			{Axis: "due", On: a.Due, Moved: s.moves(r, st, a.Addressee.Due, a, func(h *HistoryEvent) Date { return h.Due })},
		} {
			d.Of, d.To, d.Closed = r, a, closed
			if !d.On.IsZero() && !yield(d) {
				return false
			}
		}
	}
	for i := range r.History {
		h := &r.History[i]
		if h.Type != "recheck" || h.Date.IsZero() || h.Recorded.First() > s.asOf.Last() {
			continue
		}
		if !yield(Deadline{Of: r, Axis: "recheck", Event: i, On: h.Date}) {
			return false
		}
	}
	return true
}

// moves counts how often a deadline became another date, and how often its
// recommendation closed or opened.
func (s *Site) moves(r *Recommendation, st *State, first Date, a *Assignment, set func(*HistoryEvent) Date) int {
	n, on, record := 0, first, "open"
	for _, i := range st.History {
		h := &r.History[i]
		if d := set(h); !d.IsZero() && concerns(h, a.Addressee, s.states.canonical) {
			if !on.IsZero() && d != on {
				n++
			}
			on = d
		}
		if next := h.record(); next != "" && next != record {
			n++
			record = next
		}
	}
	return n
}
