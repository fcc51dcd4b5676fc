package site

// OpenDue returns the date by which a delivery is still to come: zero when the
// record is not open, when there is no date, and when it has come.
func (s *State) OpenDue(a *Assignment) Date {
	if s.Record == "open" && (a.Schedule == "due" || a.Schedule == "due_soon" || a.Schedule == "overdue") {
		return a.Due
	}
	return Date{}
}

// NextDue returns the earliest of the open dates of its assignments, zero when
// there is none.
func (s *State) NextDue() Date {
	var next Date
	for i := range s.Assignments {
		if due := s.OpenDue(&s.Assignments[i]); !due.IsZero() && (next.IsZero() || due.Last() < next.Last()) {
			next = due
		}
	}
	return next
}

// Overdue reports whether an open recommendation waits for a delivery or a
// reply whose date has passed.
func (s *State) Overdue() bool {
	if s.Record != "open" {
		return false
	}
	for i := range s.Assignments {
		if a := &s.Assignments[i]; a.Schedule == "overdue" || a.ReplyOverdue {
			return true
		}
	}
	return false
}

// Gap returns how claim and evidence disagree for some assignment: claimed_ahead
// before evidence_ahead, none where they agree for all.
func (s *State) Gap() Gap {
	gap := Gap("none")
	for i := range s.Assignments {
		if g := s.Assignments[i].Gap; g == "claimed_ahead" || gap == "none" {
			gap = g
		}
	}
	return gap
}

// Issued returns when a recommendation was made: the date of its first event
// of that type, else of the brief that makes it.
func (s *Site) Issued(r *Recommendation) Date {
	var on Date
	for i := range r.History {
		if e := &r.History[i]; e.Type == "issued" && (on.IsZero() || e.Date.First() < on.First()) {
			on = e.Date
		}
	}
	if on.IsZero() {
		e, _ := s.Lookup(r.Brief.Value)
		if b, ok := e.(*Brief); ok {
			on = b.Date
		}
	}
	return on
}
