package site

import (
	"cmp"
	"slices"
	"strings"
)

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
	RecordOn    Date   // of the event that set Record; zero when none did
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
	DueText   string // stays beside a Due that was set later
	Response  string
	Claimed   string
	Assessed  string
	// The dates of the events that set the three axes; zero for an axis that
	// none has set.
	ResponseOn, ClaimedOn, AssessedOn Date
	// DeliveredOn is the date since which the assessment has been delivered,
	// delivered_alternative or exceeded without a break: a recheck that finds
	// the same does not move it. Zero while it is none of them.
	DeliveredOn  Date
	Schedule     Schedule
	ReplyOverdue bool // no reply, and RespondBy is past
	Badge        Badge
	Gap          Gap // none, claimed_ahead, evidence_ahead
}

// Derive finds a recommendation's state at a date. It looks at nothing but its
// arguments.
//
// Dates may be imprecise, and each question takes the reading that accuses
// nobody without cause. An event has happened, and is recorded, by the as-of
// date if it can have been: its first day counts, for the order of events and
// for whether delivery came late too. A deadline runs to its last day, and a
// recommendation is stale when even the last day of every event is too long
// ago. As-of itself is a day; of a month or a year it is the last.
//
// An event whose actors are given changes the assignments of those; actors who
// are no addressees have none to change. The roll-up "lead" takes the worst of
// the assignments with the role lead, and the worst of all where none has it.
// A recommendation to nobody is judged as if it had one addressee, who is not
// shown.
func Derive(r *Recommendation, set *Settings, asOf Date) *State {
	return derive(r, set, asOf, strings.ToLower)
}

// derive is Derive with a function that gives ids that mean the same record
// the same form.
func derive(r *Recommendation, set *Settings, asOf Date, canonical func(id string) string) *State {
	day := asOf.Last()
	s := &State{Record: "open", History: knownEvents(r, day)}
	nobody := len(r.To) == 0
	s.Assignments = make([]Assignment, max(len(r.To), 1))
	for i := range s.Assignments {
		a := &s.Assignments[i]
		a.Claimed, a.Assessed = "unstated", "not_assessed"
		if !nobody {
			to := &r.To[i]
			a.Addressee, a.RespondBy, a.Due, a.DueText = to, to.RespondBy, to.Due, to.DueText
		}
	}
	for _, i := range s.History {
		s.apply(&r.History[i], canonical)
	}
	s.Stale = s.Record == "open" && stale(r, s.History, int(day)-set.StaleAfterDays)
	if len(s.History) > 0 {
		s.LastEvent = r.History[s.History[len(s.History)-1]].Date
	}
	for i := range s.Assignments {
		a := &s.Assignments[i]
		if a.Response == "" {
			a.Response = "not_required"
			if !a.RespondBy.IsZero() || replyExpected(r, a.Addressee, set) {
				a.Response = "none"
			}
		}
		a.ReplyOverdue = a.Response == "none" && !a.RespondBy.IsZero() && a.RespondBy.Last() < day
		a.Schedule = a.schedule(day, set.DueSoonDays)
		a.Badge = a.badge(s.Record)
		a.Gap = a.gap()
	}
	s.Badge = s.rollUp(set.RollUp)
	if nobody {
		s.Assignments = nil
	}
	s.Split = split(s.Assignments)
	return s
}

// knownEvents are the indexes of the events that have happened and are
// recorded by a day, oldest first, those of one date in file order.
func knownEvents(r *Recommendation, day Day) []int {
	known := make([]int, 0, len(r.History))
	for i := range r.History {
		if r.History[i].knownOn(day) {
			known = append(known, i)
		}
	}
	slices.SortStableFunc(known, func(i, j int) int {
		return cmp.Compare(r.History[i].Date.First(), r.History[j].Date.First())
	})
	return known
}

// knownOn reports whether the event has happened, and is recorded, by a day.
func (e *HistoryEvent) knownOn(day Day) bool {
	return !e.Date.IsZero() && e.Date.First() <= day && e.Recorded.First() <= day
}

// stale reports whether no known event can have happened on a day or after it.
func stale(r *Recommendation, known []int, since int) bool {
	return !slices.ContainsFunc(known, func(i int) bool { return int(r.History[i].Date.Last()) >= since })
}

// replyExpected asks the addressee, then the recommendation, then site.yaml:
// the nearest that says anything decides.
func replyExpected(r *Recommendation, to *Addressee, set *Settings) bool {
	switch {
	case to != nil && to.ReplyExpected != nil:
		return *to.ReplyExpected
	case r.ReplyExpected != nil:
		return *r.ReplyExpected
	}
	return set.ReplyExpected
}

// apply changes the state as an event says. Values that the contract does not
// know change nothing; where they are written, they are errors.
func (s *State) apply(e *HistoryEvent, canonical func(string) string) {
	if record := e.record(); record != "" {
		s.Record, s.RecordOn = record, e.Date
	}
	for i := range s.Assignments {
		if a := &s.Assignments[i]; concerns(e, a.Addressee, canonical) {
			a.apply(e)
		}
	}
}

// record returns what an event makes of the record, "" when nothing.
func (e *HistoryEvent) record() (record string) {
	switch e.Type {
	case "superseded", "withdrawn", "closed":
		record = e.Type
	case "reopened":
		record = "open"
	}
	for _, v := range e.Set {
		if v.Axis == "record" && (v.Value == "merged" || v.Value == "overtaken") {
			record = v.Value
		}
	}
	return record
}

// concerns reports whether an event is about an addressee, nil for nobody's.
func concerns(e *HistoryEvent, to *Addressee, canonical func(string) string) bool {
	if len(e.Actors) == 0 {
		return true
	}
	if to == nil {
		return false
	}
	id := canonical(to.Actor.Value)
	return slices.ContainsFunc(e.Actors, func(actor Ref) bool { return canonical(actor.Value) == id })
}

func (a *Assignment) apply(e *HistoryEvent) {
	for _, v := range e.Set {
		if !axisValues(v.Axis).has(v.Value) {
			continue
		}
		switch v.Axis {
		case "response":
			a.Response, a.ResponseOn = v.Value, e.Date
		case "claimed":
			a.Claimed, a.ClaimedOn = v.Value, e.Date
		case "assessed":
			a.Assessed, a.AssessedOn = v.Value, e.Date
			if !a.delivered() {
				a.DeliveredOn = Date{}
			} else if a.DeliveredOn.IsZero() {
				a.DeliveredOn = e.Date
			}
		}
	}
	if e.Type == "deadline_set" || e.Type == "deadline_moved" {
		if !e.Due.IsZero() {
			a.Due = e.Due
		}
		if !e.RespondBy.IsZero() {
			a.RespondBy = e.RespondBy
		}
	}
}

func (a *Assignment) delivered() bool {
	return a.Assessed == "delivered" || a.Assessed == "delivered_alternative" || a.Assessed == "exceeded"
}

func (a *Assignment) accepted() bool {
	return a.Response == "accepted" || a.Response == "accepted_in_principle" || a.Response == "accepted_in_part"
}

// schedule compares the deadline with a day: the contract's rule, line by line.
func (a *Assignment) schedule(day Day, dueSoonDays int) Schedule {
	due := a.Due.Last()
	switch {
	case a.Due.IsZero() && a.DueText != "":
		return "unresolvable"
	case a.Due.IsZero():
		return "no_date"
	case a.delivered() && a.DeliveredOn.First() > due:
		return "met_late"
	case a.delivered():
		return "met"
	case due < day:
		return "overdue"
	case int(due)-int(day) <= dueSoonDays:
		return "due_soon"
	}
	return "due"
}

// badge is the first row of the contract's list that fits.
func (a *Assignment) badge(record string) Badge {
	switch {
	case record != "open":
		return Badge(record)
	case a.Assessed == "reversed":
		return "reversed"
	case a.delivered() && a.Schedule == "met_late":
		return "delivered_late"
	case a.delivered():
		return "delivered"
	case a.Response == "rejected" && (a.Assessed == "started" || a.Assessed == "partial"):
		return "rejected_but_acted"
	case a.Response == "rejected":
		return "rejected"
	case a.Claimed == "will_not":
		return "reported_will_not"
	case a.ReplyOverdue:
		return "reply_overdue"
	case a.Schedule == "overdue":
		return "overdue"
	case a.Assessed == "partial":
		return "partly_delivered"
	case a.Assessed == "started":
		return "in_progress"
	case a.Claimed == "complete":
		return "reported_complete"
	case a.Claimed == "in_progress":
		return "reported_in_progress"
	case a.Response == "none":
		return "awaiting_reply"
	case a.Assessed == "no_evidence_found" && a.accepted():
		return "accepted_no_evidence"
	case a.Assessed == "no_evidence_found":
		return "no_evidence"
	case a.accepted():
		return "accepted"
	case a.Response == "noted":
		return "noted"
	case a.Response == "considering":
		return "under_consideration"
	}
	return "not_assessed"
}

// gap compares what is claimed with what is assessed.
func (a *Assignment) gap() Gap {
	if a.Assessed == "not_assessed" {
		return "none"
	}
	claimed, assessed := 0, 0
	switch a.Claimed {
	case "in_progress":
		claimed = 1
	case "complete":
		claimed = 2
	}
	switch {
	case a.Assessed == "started" || a.Assessed == "partial":
		assessed = 1
	case a.delivered():
		assessed = 2
	}
	switch {
	case claimed > assessed:
		return "claimed_ahead"
	case claimed < assessed && a.Claimed != "unstated", a.Response == "rejected" && assessed > 0:
		return "evidence_ahead"
	}
	return "none"
}

// rollUp finds the recommendation's badge from its assignments', of which
// there is at least one.
func (s *State) rollUp(rule string) Badge {
	all := s.Assignments
	worst := func(only func(*Assignment) bool) Badge {
		rank := len(badgeLooks)
		for i := range all {
			if only(&all[i]) {
				rank = min(rank, badgeRank[all[i].Badge])
			}
		}
		if rank == len(badgeLooks) {
			return ""
		}
		return badgeLooks[rank].badge
	}
	switch rule {
	case "lead":
		lead := worst(func(a *Assignment) bool { return a.Addressee != nil && a.Addressee.Role == "lead" })
		if lead != "" {
			return lead
		}
	case "all":
		for i := range all {
			if all[i].Badge != all[0].Badge {
				return "mixed"
			}
		}
	}
	return worst(func(*Assignment) bool { return true })
}

// split counts the badges, worst first.
func split(as []Assignment) []BadgeCount {
	var counts []BadgeCount
	for i := range as {
		at, found := slices.BinarySearchFunc(counts, as[i].Badge, func(c BadgeCount, b Badge) int {
			return cmp.Compare(badgeRank[c.Badge], badgeRank[b])
		})
		if !found {
			counts = slices.Insert(counts, at, BadgeCount{Badge: as[i].Badge})
		}
		counts[at].Count++
	}
	return counts
}
