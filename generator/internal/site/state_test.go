package site

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The tests write recommendations as lines: an addressee is its id followed by
// its fields ("japan role=lead due=2024-06"), an event its date, type and
// fields ("2023-05-01 response actors=japan,norway response=accepted").
// Underscores in values stand for spaces.

const asOf2026 = "2026-11-23"

func mustDate(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(strings.ReplaceAll(s, "_", " "))
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return d
}

func addressee(t testing.TB, line string) Addressee {
	t.Helper()
	words := strings.Fields(line)
	a := Addressee{Actor: Ref{Value: words[0]}}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "role":
			a.Role = value
		case "respond_by":
			a.RespondBy = mustDate(t, value)
		case "due":
			a.Due = mustDate(t, value)
		case "due_text":
			a.DueText = strings.ReplaceAll(value, "_", " ")
		case "reply_expected":
			a.ReplyExpected = new(value == "true")
		default:
			t.Fatalf("addressee %q: %s", line, key)
		}
	}
	return a
}

func historyEvent(t testing.TB, line string) HistoryEvent {
	t.Helper()
	words := strings.Fields(line)
	e := HistoryEvent{Date: mustDate(t, words[0]), Type: words[1]}
	e.Recorded = e.Date
	for _, w := range words[2:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "actors":
			for id := range strings.SplitSeq(value, ",") {
				e.Actors = append(e.Actors, Ref{Value: id})
			}
		case "recorded":
			e.Recorded = mustDate(t, value)
		case "due":
			e.Due = mustDate(t, value)
		case "respond_by":
			e.RespondBy = mustDate(t, value)
		default:
			e.Set = append(e.Set, AxisValue{Axis: key, Value: value})
		}
	}
	return e
}

func recommendation(t testing.TB, to []string, events ...string) *Recommendation {
	t.Helper()
	r := &Recommendation{}
	for _, line := range to {
		r.To = append(r.To, addressee(t, line))
	}
	for _, line := range events {
		r.History = append(r.History, historyEvent(t, line))
	}
	return r
}

func defaults() *Settings {
	return &Settings{RollUp: "worst-open", DueSoonDays: 60, StaleAfterDays: 365}
}

// derived is the state of a recommendation to Japan at the usual as-of date.
func derived(t testing.TB, japan string, events ...string) *State {
	t.Helper()
	return Derive(recommendation(t, []string{strings.TrimSpace("japan " + japan)}, events...), defaults(), mustDate(t, asOf2026))
}

func TestBadgeIsTheFirstRowThatFits(t *testing.T) {
	for _, c := range []struct {
		row    string // in the contract's words
		japan  string
		events []string
		want   Badge
	}{
		{"record closed", "", []string{"2023 closed assessed=reversed"}, "closed"},
		{"record superseded", "", []string{"2023 superseded"}, "superseded"},
		{"record merged", "", []string{"2023 correction record=merged"}, "merged"},
		{"record withdrawn", "", []string{"2023 withdrawn response=rejected"}, "withdrawn"},
		{"record overtaken", "", []string{"2023 assessment record=overtaken assessed=delivered"}, "overtaken"},
		{"record reopened is open", "", []string{"2023 closed", "2024 reopened"}, "not_assessed"},
		{"assessed reversed", "", []string{"2023 assessment response=rejected claimed=will_not assessed=reversed"}, "reversed"},
		{"assessed delivered", "", []string{"2023 assessment assessed=delivered"}, "delivered"},
		{"assessed delivered before rejected", "", []string{"2023 assessment response=rejected assessed=delivered"}, "delivered"},
		{"assessed delivered_alternative", "", []string{"2023 assessment assessed=delivered_alternative"}, "delivered"},
		{"assessed exceeded", "", []string{"2023 assessment assessed=exceeded claimed=will_not"}, "delivered"},
		{"delivered_late if met_late", "due=2022-12", []string{"2023 assessment assessed=delivered"}, "delivered_late"},
		{"delivered if met", "due=2023-12", []string{"2023 assessment assessed=delivered"}, "delivered"},
		{"rejected_but_acted if assessed started", "", []string{"2023 assessment response=rejected assessed=started"}, "rejected_but_acted"},
		{"rejected_but_acted if assessed partial", "", []string{"2023 assessment response=rejected assessed=partial claimed=will_not"}, "rejected_but_acted"},
		{"else rejected", "due=2024", []string{"2023 response response=rejected claimed=will_not"}, "rejected"},
		{"rejected with no evidence found", "", []string{"2023 assessment response=rejected assessed=no_evidence_found"}, "rejected"},
		{"claimed will_not", "respond_by=2023 due=2024", []string{"2023 progress_claim claimed=will_not assessed=partial"}, "reported_will_not"},
		{"response none and respond_by before the as-of date", "respond_by=2026-11-22 due=2024", nil, "reply_overdue"},
		{"respond_by on the as-of date is not before it", "respond_by=2026-11-23", nil, "awaiting_reply"},
		{"respond_by is past, but there was a response", "respond_by=2023", []string{"2024 response response=noted"}, "noted"},
		{"schedule overdue", "due=2026-11-22", []string{"2023 assessment assessed=partial claimed=complete"}, "overdue"},
		{"schedule overdue before awaiting reply", "due=2024 reply_expected=true", nil, "overdue"},
		{"assessed partial", "", []string{"2023 assessment assessed=partial claimed=complete response=accepted"}, "partly_delivered"},
		{"assessed started", "", []string{"2023 assessment assessed=started claimed=complete response=accepted"}, "in_progress"},
		{"claimed complete", "", []string{"2023 progress_claim claimed=complete assessed=no_evidence_found"}, "reported_complete"},
		{"claimed in_progress", "reply_expected=true", []string{"2023 progress_claim claimed=in_progress"}, "reported_in_progress"},
		{"response none", "reply_expected=true", []string{"2023 assessment assessed=no_evidence_found"}, "awaiting_reply"},
		{"no_evidence_found if response accepted", "", []string{"2023 assessment response=accepted assessed=no_evidence_found"}, "accepted_no_evidence"},
		{"no_evidence_found if response accepted_in_principle", "", []string{"2023 assessment response=accepted_in_principle assessed=no_evidence_found"}, "accepted_no_evidence"},
		{"no_evidence_found if response accepted_in_part", "", []string{"2023 assessment response=accepted_in_part assessed=no_evidence_found"}, "accepted_no_evidence"},
		{"no_evidence_found else", "", []string{"2023 assessment response=noted assessed=no_evidence_found"}, "no_evidence"},
		{"response accepted", "", []string{"2023 response response=accepted claimed=not_started"}, "accepted"},
		{"response accepted_in_principle", "", []string{"2023 response response=accepted_in_principle"}, "accepted"},
		{"response accepted_in_part", "", []string{"2023 response response=accepted_in_part"}, "accepted"},
		{"noted", "", []string{"2023 response response=noted"}, "noted"},
		{"considering", "", []string{"2023 response response=considering"}, "under_consideration"},
		{"else not_assessed", "", []string{"2023 issued"}, "not_assessed"},
		{"else not_assessed, with a claim of not_started", "", []string{"2023 progress_claim claimed=not_started"}, "not_assessed"},
	} {
		if got := derived(t, c.japan, c.events...); got.Badge != c.want || got.Assignments[0].Badge != c.want {
			t.Errorf("%s: %s for the addressee %s, want %s", c.row, got.Badge, got.Assignments[0].Badge, c.want)
		}
	}
}

func TestAxesBeforeAnyEvent(t *testing.T) {
	yes, no := new(true), new(false)
	for _, c := range []struct {
		why            string
		japan          string
		recommendation *bool
		site           bool
		want           string
	}{
		{"nobody expects a reply", "", nil, false, "not_required"},
		{"the addressee has respond_by", "respond_by=2027", nil, false, "none"},
		{"respond_by weighs more than reply_expected: false", "respond_by=2027 reply_expected=false", no, false, "none"},
		{"site.yaml expects replies", "", nil, true, "none"},
		{"the recommendation expects one", "", yes, false, "none"},
		{"the recommendation expects none though site.yaml does", "", no, true, "not_required"},
		{"the addressee is expected to reply", "reply_expected=true", no, false, "none"},
		{"the addressee is not expected to reply though the rest is", "reply_expected=false", yes, true, "not_required"},
	} {
		r := recommendation(t, []string{"japan " + c.japan})
		r.ReplyExpected = c.recommendation
		set := defaults()
		set.ReplyExpected = c.site
		s := Derive(r, set, mustDate(t, asOf2026))
		a := s.Assignments[0]
		if a.Response != c.want || a.Claimed != "unstated" || a.Assessed != "not_assessed" || s.Record != "open" {
			t.Errorf("%s: response %s, claimed %s, assessed %s, record %s; want response %s", c.why, a.Response, a.Claimed, a.Assessed, s.Record, c.want)
		}
	}
}

func TestAReplyDateSetLaterMeansThatAReplyIsAwaited(t *testing.T) {
	s := derived(t, "", "2026 deadline_set respond_by=2027-01")
	if a := s.Assignments[0]; a.Response != "none" || s.Badge != "awaiting_reply" {
		t.Errorf("response %s, badge %s", a.Response, s.Badge)
	}
}

func TestAnEventSetsTheNamedAxesForItsActors(t *testing.T) {
	r := recommendation(t, []string{"united-states", "japan", "south-korea"},
		"2022 response response=considering",
		"2023 response actors=Japan,south-korea response=accepted claimed=in_progress",
		"2024 assessment actors=japan assessed=started",
		"2025 response actors=norway response=rejected")
	s := Derive(r, defaults(), mustDate(t, asOf2026))
	var got []string
	for _, a := range s.Assignments {
		got = append(got, strings.Join([]string{a.Addressee.Actor.Value, a.Response, a.Claimed, a.Assessed, a.ResponseOn.String(), a.ClaimedOn.String(), a.AssessedOn.String()}, " "))
	}
	want := []string{
		"united-states considering unstated not_assessed 2022  ",
		"japan accepted in_progress started 2023 2023 2024",
		"south-korea accepted in_progress not_assessed 2023 2023 ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

func TestOldIdsOfActorsMeanTheActor(t *testing.T) {
	r := recommendation(t, []string{"uk"}, "2023 response actors=britain response=accepted")
	canonical := func(id string) string {
		if id == "britain" {
			return "uk"
		}
		return id
	}
	if got := derive(r, defaults(), mustDate(t, asOf2026), canonical).Badge; got != "accepted" {
		t.Errorf("got %s", got)
	}
}

func TestTheRecordBelongsToTheRecommendation(t *testing.T) {
	for _, c := range []struct {
		events []string
		want   string
		on     string
	}{
		{[]string{"2023 superseded"}, "superseded", "2023"},
		{[]string{"2023 withdrawn"}, "withdrawn", "2023"},
		{[]string{"2023 closed"}, "closed", "2023"},
		{[]string{"2023 closed", "2024-05 reopened"}, "open", "2024-05"},
		{[]string{"2023 evidence_added record=merged"}, "merged", "2023"},
		{[]string{"2023 recheck actors=japan record=overtaken"}, "overtaken", "2023"},
		{[]string{"2023 closed record=merged"}, "merged", "2023"},
		{[]string{"2023 closed", "2024 assessment assessed=delivered"}, "closed", "2023"},
		// Only events of the type closed close; set is not a second way.
		{[]string{"2023 assessment record=closed"}, "open", ""},
		{[]string{"2022 closed", "2023 assessment record=open"}, "closed", "2022"},
	} {
		if s := derived(t, "", c.events...); s.Record != c.want || s.RecordOn.String() != c.on {
			t.Errorf("%q: record %s on %s, want %s on %s", c.events, s.Record, s.RecordOn, c.want, c.on)
		}
	}
}

func TestRelationsAloneChangeNoState(t *testing.T) {
	r := recommendation(t, []string{"japan"})
	r.Relations = []Relation{{Type: "merged_into", Target: Ref{Value: "x-1"}}, {Type: "supersedes", Target: Ref{Value: "x-2"}}}
	if s := Derive(r, defaults(), mustDate(t, asOf2026)); s.Record != "open" || s.Badge != "not_assessed" {
		t.Errorf("record %s, badge %s", s.Record, s.Badge)
	}
}

func TestScheduleComparesTheDeadlineWithTheAsOfDate(t *testing.T) {
	for _, c := range []struct {
		why    string
		japan  string
		events []string
		want   Schedule
	}{
		{"no due", "", nil, "no_date"},
		{"no due, though delivered", "", []string{"2023 assessment assessed=delivered"}, "no_date"},
		{"only due_text", "due_text=after_the_election", nil, "unresolvable"},
		{"only due_text, though delivered", "due_text=soon", []string{"2023 assessment assessed=delivered"}, "unresolvable"},
		{"due beside due_text", "due=2030 due_text=soon", nil, "due"},
		{"delivered on the day it is due", "due=2023-05-01", []string{"2023-05-01 assessment assessed=delivered"}, "met"},
		{"delivered a day after it was due", "due=2023-05-01", []string{"2023-05-02 assessment assessed=delivered"}, "met_late"},
		{"exceeded late", "due=2023-05-01", []string{"2024 assessment assessed=exceeded"}, "met_late"},
		{"delivered in time and found delivered again", "due=2023", []string{"2023-12-31 assessment assessed=delivered", "2025 recheck assessed=exceeded"}, "met"},
		{"delivered in time, reversed and delivered again", "due=2023", []string{"2023-12-31 assessment assessed=delivered", "2024 recheck assessed=reversed", "2025 recheck assessed=delivered"}, "met_late"},
		{"delivered in a year that may have been in time", "due=2023-05", []string{"2023 assessment assessed=delivered"}, "met"},
		{"reversed counts as not delivered", "due=2023", []string{"2023 assessment assessed=delivered", "2024 recheck assessed=reversed"}, "overdue"},
		{"due the day before", "due=2026-11-22", nil, "overdue"},
		{"due on the day", "due=2026-11-23", nil, "due_soon"},
		{"due in 60 days", "due=2027-01-22", nil, "due_soon"},
		{"due in 61 days", "due=2027-01-23", nil, "due"},
		{"a month means its last day", "due=2026-11", nil, "due_soon"},
		{"a past month", "due=2026-10", nil, "overdue"},
		{"a year means its last day", "due=2026", nil, "due_soon"},
		{"a past year", "due=2025", nil, "overdue"},
		{"about a past year", "due=~2025", nil, "overdue"},
		{"before a day means the day before it", "due=before_2026-11-23", nil, "overdue"},
		{"before tomorrow is today", "due=before_2026-11-24", nil, "due_soon"},
		{"a deadline set by an event", "", []string{"2023 deadline_set due=2024"}, "overdue"},
		{"a deadline moved by an event", "due=2024", []string{"2023 deadline_moved due=2028"}, "due"},
		{"a date set replaces due_text", "due_text=soon", []string{"2023 deadline_set due=2024"}, "overdue"},
		{"a deadline set for somebody else", "", []string{"2023 deadline_set actors=norway due=2024"}, "no_date"},
		{"an event of another type sets no deadline", "", []string{"2023 response due=2024"}, "no_date"},
	} {
		if got := derived(t, c.japan, c.events...).Assignments[0].Schedule; got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

func TestMovingOneDeadlineLeavesTheOther(t *testing.T) {
	a := derived(t, "due=2024 respond_by=2023", "2023 deadline_moved due=2028", "2023-05 deadline_moved respond_by=2027").Assignments[0]
	if a.Due.String() != "2028" || a.RespondBy.String() != "2027" {
		t.Errorf("due %s, respond_by %s", a.Due, a.RespondBy)
	}
}

func TestGapComparesTheClaimWithTheAssessment(t *testing.T) {
	ranks := map[string]int{
		"unstated": 0, "not_started": 0, "will_not": 0, "in_progress": 1, "complete": 2,
		"no_evidence_found": 0, "reversed": 0, "started": 1, "partial": 1, "delivered": 2, "delivered_alternative": 2, "exceeded": 2,
	}
	for _, response := range AxisValues("response") {
		for _, claimed := range AxisValues("claimed") {
			for _, assessed := range AxisValues("assessed") {
				want := Gap("none")
				switch {
				case assessed == "not_assessed":
				case ranks[claimed] > ranks[assessed]:
					want = "claimed_ahead"
				case ranks[claimed] < ranks[assessed] && claimed != "unstated":
					want = "evidence_ahead"
				case response == "rejected" && ranks[assessed] > 0:
					want = "evidence_ahead"
				}
				got := derived(t, "", "2023 assessment response="+response+" claimed="+claimed+" assessed="+assessed).Assignments[0].Gap
				if got != want {
					t.Errorf("response %s, claimed %s, assessed %s: gap %s, want %s", response, claimed, assessed, got, want)
				}
			}
		}
	}
}

func TestStaleWhenNothingHappenedForLong(t *testing.T) {
	for _, c := range []struct {
		why    string
		events []string
		want   bool
	}{
		{"no event at all", nil, true},
		{"an event 365 days before", []string{"2025-11-23 assessment"}, false},
		{"an event 366 days before", []string{"2025-11-22 assessment"}, true},
		{"the latest counts, in whatever order they stand", []string{"2026-05-01 assessment", "2020 issued"}, false},
		{"a year that may reach into the time", []string{"2025 assessment"}, false},
		{"a year that does not", []string{"2024 assessment"}, true},
		{"an event yet to come does not count", []string{"2024 issued", "2026-12 assessment"}, true},
		{"a record that is not open is never stale", []string{"2020 closed"}, false},
		{"a reopened one can be", []string{"2020 closed", "2021 reopened"}, true},
	} {
		if got := derived(t, "", c.events...).Stale; got != c.want {
			t.Errorf("%s: stale is %t", c.why, got)
		}
	}
}

func TestRollUp(t *testing.T) {
	deliver := func(actors string) string { return "2023 assessment assessed=delivered actors=" + actors }
	for _, c := range []struct {
		why, rule string
		to        []string
		events    []string
		want      Badge
		split     string
	}{
		{"worst-open takes the worst", "worst-open", []string{"a", "b", "c"}, []string{deliver("a,b"), "2024 response actors=c response=rejected"}, "rejected", "1 rejected, 2 delivered"},
		{"worst-open of one", "worst-open", []string{"a"}, []string{deliver("a")}, "delivered", "1 delivered"},
		{"lead takes the lead's", "lead", []string{"a", "b role=lead", "c role=support"}, []string{deliver("b")}, "delivered", "2 not_assessed, 1 delivered"},
		{"lead takes the worst of several", "lead", []string{"a role=lead", "b role=lead", "c"}, []string{deliver("a"), "2024 response actors=b response=noted", "2024 response actors=c response=rejected"}, "noted", "1 rejected, 1 noted, 1 delivered"},
		{"without a lead, lead takes the worst of all", "lead", []string{"a", "b role=support"}, []string{deliver("a")}, "not_assessed", "1 not_assessed, 1 delivered"},
		{"all takes the badge that every assignment has", "all", []string{"a", "b"}, []string{deliver("a,b")}, "delivered", "2 delivered"},
		{"all is mixed otherwise", "all", []string{"a", "b"}, []string{deliver("a")}, "mixed", "1 not_assessed, 1 delivered"},
		{"a record that is not open has its own badge under every rule", "all", []string{"a", "b"}, []string{deliver("a"), "2024 closed"}, "closed", "2 closed"},
	} {
		set := defaults()
		set.RollUp = c.rule
		s := Derive(recommendation(t, c.to, c.events...), set, mustDate(t, asOf2026))
		var parts []string
		for _, b := range s.Split {
			parts = append(parts, fmt.Sprintf("%d %s", b.Count, b.Badge))
		}
		if split := strings.Join(parts, ", "); s.Badge != c.want || split != c.split {
			t.Errorf("%s: %s (%s), want %s (%s)", c.why, s.Badge, split, c.want, c.split)
		}
	}
}

func TestWorstFirstIsTheContractsOrder(t *testing.T) {
	const order = `reversed, rejected, reported_will_not, rejected_but_acted, reply_overdue, overdue, no_evidence, accepted_no_evidence, awaiting_reply, not_assessed, under_consideration, noted, accepted, reported_in_progress, in_progress,
		reported_complete, partly_delivered, delivered_late, delivered`
	var want []Badge
	for b := range strings.SplitSeq(order, ",") {
		want = append(want, Badge(strings.TrimSpace(b)))
	}
	if got := Badges()[:len(want)]; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := Badges()[len(want):], []Badge{"mixed", "closed", "superseded", "merged", "withdrawn", "overtaken"}; !slices.Equal(got, want) {
		t.Errorf("after them %v, want %v", got, want)
	}
}

func TestARecommendationToNobodyHasAState(t *testing.T) {
	s := Derive(recommendation(t, nil, "2023 response response=accepted", "2024 response actors=japan response=rejected"), defaults(), mustDate(t, asOf2026))
	if s.Badge != "accepted" || len(s.Split) != 0 || len(s.Assignments) != 0 {
		t.Errorf("badge %s, split %v, assignments %v", s.Badge, s.Split, s.Assignments)
	}
	r := recommendation(t, nil)
	r.ReplyExpected = new(true)
	if s := Derive(r, defaults(), mustDate(t, asOf2026)); s.Badge != "awaiting_reply" {
		t.Errorf("with a reply expected: %s", s.Badge)
	}
}

func TestEventsAfterTheAsOfDateAreIgnored(t *testing.T) {
	for _, c := range []struct {
		why, asOf, event string
		known            bool
	}{
		{"on the day", "2023-05-01", "2023-05-01 response response=accepted", true},
		{"the day after", "2023-04-30", "2023-05-01 response response=accepted", false},
		{"recorded later", "2023-05-01", "2022-05-01 response response=accepted recorded=2023-05-02", false},
		{"recorded by then", "2023-05-02", "2022-05-01 response response=accepted recorded=2023-05-02", true},
		{"dated later though recorded before", "2023-05-01", "2024-05-01 response response=accepted recorded=2023-01-01", false},
		{"a year that has begun", "2023-05-01", "2023 response response=accepted", true},
		{"a month that has not", "2023-05-01", "2023-06 response response=accepted", false},
		{"before a day", "2023-05-01", "before_2023-05-01 response response=accepted", true},
		{"before a day yet to come may not have been", "2023-05-01", "before_2024 response response=accepted", false},
		{"as of a month is as of its last day", "2023-05", "2023-05-31 response response=accepted", true},
		{"as of a year too", "2022", "2023-01-01 response response=accepted", false},
	} {
		s := Derive(recommendation(t, []string{"japan"}, c.event), defaults(), mustDate(t, c.asOf))
		if known := len(s.History) == 1; known != c.known || s.Badge == "accepted" != c.known || s.LastEvent.IsZero() == c.known {
			t.Errorf("%s: known %t, badge %s, last event %v", c.why, known, s.Badge, s.LastEvent)
		}
	}
}

func TestEventsApplyByDateAndOfOneDateInFileOrder(t *testing.T) {
	s := derived(t, "",
		"2024-05-01 response response=rejected",
		"2023-01-01 response response=noted",
		"2024-05-01 response response=accepted",
		"2023-06 response response=considering")
	if want := []int{1, 3, 0, 2}; !slices.Equal(s.History, want) || s.Badge != "accepted" || s.LastEvent.String() != "2024-05-01" {
		t.Errorf("history %v, badge %s, last event %s", s.History, s.Badge, s.LastEvent)
	}
	if recorded := derived(t, "", "2024 response response=noted recorded=2025", "2023 response response=accepted recorded=2026"); recorded.Badge != "noted" {
		t.Errorf("the date orders events, not when they were recorded: %s", recorded.Badge)
	}
}

func TestAnEventThatWasNeverRecordedSeparatelyIsKnownOnItsDate(t *testing.T) {
	r := recommendation(t, []string{"japan"}, "2023 response response=accepted")
	r.History[0].Recorded = Date{}
	if s := Derive(r, defaults(), mustDate(t, asOf2026)); s.Badge != "accepted" {
		t.Errorf("got %s", s.Badge)
	}
}

// TestAnyHistoryHasAKnownState feeds Derive with histories that no check has
// seen: unknown values, undated events, extreme settings.
func TestAnyHistoryHasAKnownState(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	date := func() Date {
		switch r.IntN(8) {
		case 0:
			return Date{}
		case 1:
			return Date{Year: int16(2015 + r.IntN(15)), Before: r.IntN(2) == 0, About: r.IntN(2) == 0}
		}
		return Day(16000 + r.IntN(6000)).Date()
	}
	actors := []string{"a", "B", "b", "c", ""}
	for range 20_000 {
		rec := &Recommendation{}
		for range r.IntN(4) {
			rec.To = append(rec.To, Addressee{Actor: Ref{Value: pick(actors...)}, Role: pick("", "lead", "support", "x"), RespondBy: date(), Due: date(), DueText: pick("", "soon")})
		}
		for range r.IntN(8) {
			e := HistoryEvent{Date: date(), Recorded: date(), Type: pick(append(EventTypes(), "x", "")...), Due: date(), RespondBy: date()}
			for range r.IntN(3) {
				e.Actors = append(e.Actors, Ref{Value: pick(actors...)})
			}
			for range r.IntN(4) {
				axis := pick(append(Axes(), "schedule", "x")...)
				e.Set = append(e.Set, AxisValue{Axis: axis, Value: pick(append(AxisValues(axis), "x", "", "delivered")...)})
			}
			rec.History = append(rec.History, e)
		}
		set := &Settings{RollUp: pick("worst-open", "lead", "all", "", "x"), ReplyExpected: r.IntN(2) == 0, DueSoonDays: r.IntN(200) - 50, StaleAfterDays: r.Int() - r.Int()}
		s := Derive(rec, set, date())
		if !slices.Contains(Badges(), s.Badge) || !axisValues("record").has(s.Record) || len(s.Assignments) != len(rec.To) {
			t.Fatalf("badge %q, record %q, %d assignments of %d: %+v", s.Badge, s.Record, len(s.Assignments), len(rec.To), rec)
		}
		count := 0
		for i, c := range s.Split {
			count += c.Count
			if i > 0 && cmp.Compare(badgeRank[s.Split[i-1].Badge], badgeRank[c.Badge]) >= 0 {
				t.Fatalf("split %v is not worst first", s.Split)
			}
		}
		if count != len(rec.To) {
			t.Fatalf("split %v of %d", s.Split, len(rec.To))
		}
		for _, a := range s.Assignments {
			known := axisValues("response").has(a.Response) && axisValues("claimed").has(a.Claimed) &&
				axisValues("assessed").has(a.Assessed) && axisValues("schedule").has(string(a.Schedule)) &&
				slices.Contains([]Gap{"none", "claimed_ahead", "evidence_ahead"}, a.Gap) && slices.Contains(Badges(), a.Badge)
			if !known || a.Badge == "mixed" || a.Badge == "" {
				t.Fatalf("an unknown code in %+v", a)
			}
			for _, sentence := range a.Statements() {
				if !strings.HasSuffix(sentence, ".") || strings.Contains(sentence, "  ") || strings.ContainsRune(sentence, '_') {
					t.Fatalf("not a sentence: %q from %+v", sentence, a)
				}
			}
		}
	}
}

func BenchmarkDerive(b *testing.B) {
	r := recommendation(b, []string{"united-states due=2024", "japan", "south-korea respond_by=2023"},
		"2022-07-20 issued", "2023-12-19 assessment actors=japan response=accepted claimed=complete assessed=delivered",
		"2024-03-01 deadline_moved due=2027", "2025-05-05 response actors=south-korea response=noted")
	set, asOf := defaults(), mustDate(b, asOf2026)
	for b.Loop() {
		Derive(r, set, asOf)
	}
}
