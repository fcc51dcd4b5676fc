package site

import (
	"regexp"
	"slices"
	"strings"

	"readout/generator/internal/diag"
)

// What a recommendation may lack without being wrong. docs/checks.md says of
// each why it matters and how to mend it.

// lint reports what a recommendation lacks, as far as it can be told from its
// own record. fields are the record as it was written.
func (c *reader) lint(r *Recommendation, fields *recommendationFields) {
	c.lintDeadlines(r)
	for i := range r.History {
		c.lintResponse(&r.History[i], &fields.Events[i])
		c.lintAssessment(r, &fields.Events[i], i)
	}
	for _, t := range fields.Text {
		if t.lang == "" || t.lang == "en" || strings.HasPrefix(t.lang, "en-") {
			c.lintWording(t.text)
		}
	}
}

// lintDeadlines reports deadlines that name no date, from which nothing can be
// computed.
func (c *reader) lintDeadlines(r *Recommendation) {
	for i := range r.To {
		to := &r.To[i]
		if to.DueText == "" || !to.Due.IsZero() || slices.ContainsFunc(r.History, func(h HistoryEvent) bool {
			return !h.Due.IsZero() && concerns(&h, to, keyOf)
		}) {
			continue
		}
		c.warnAt(to.Actor, "due-unresolvable", "the deadline “%s” has no date", strings.TrimSpace(to.DueText)).
			Hint = "when the date is known, add due: or an event of type deadline_set"
	}
}

// lintResponse reports a response of which nobody can read the words.
func (c *reader) lintResponse(h *HistoryEvent, f *eventField) {
	if h.Type != "response" || h.NoteSource != "" || slices.ContainsFunc(h.Evidence, func(v Evidence) bool { return v.Quote != "" }) {
		return
	}
	c.warnAt(f.Type, "response-text", "this response does not say what was answered").
		Hint = "add note:, or evidence: with a source and a quote"
}

// lintAssessment reports an assessment that says something was done and rests
// on one source, or against which evidence speaks.
func (c *reader) lintAssessment(r *Recommendation, f *eventField, i int) {
	h := &r.History[i]
	for k, v := range h.Set {
		if v.Axis != "assessed" || !slices.Contains(actedValues, v.Value) {
			continue
		}
		at := Ref{Pos: v.Pos, Width: f.Set.widths[k]}
		var sources []string
		for _, e := range evidenceUntil(r, i) {
			if id := keyOf(e.Source.Value); e.Stance == "supports" && !slices.Contains(sources, id) {
				sources = append(sources, id)
			}
		}
		if len(sources) == 1 {
			c.warnAt(at, "evidence-single", "“%s” rests on a single source, “%s”", v.Value, sources[0]).
				Hint = "add another to evidence:, independent of the first"
		}
		if by := contradiction(r, i); by != "" {
			c.warnAt(at, "evidence-contradicted", "“%s” stands, though “%s” contradicts it", v.Value, by).
				Hint = "say in a note why it stands, or add an assessment that weighs both"
		}
	}
}

// contradiction returns the source that contradicts an assessment which
// stands: evidence of its own event, unless that has a note to weigh it, or of
// a later one about a common addressee. It is "" where there is none, or where
// a later assessment of a common addressee replaced this one.
func contradiction(r *Recommendation, i int) (by string) {
	h := &r.History[i]
	for j := range r.History {
		x := &r.History[j]
		day := x.Date.First()
		later := day > h.Date.First() || day == h.Date.First() && j > i
		if j != i && (!later || !shareActors(h, x)) {
			continue
		}
		if later && x.sets("assessed") != "" {
			return ""
		}
		at := slices.IndexFunc(x.Evidence, func(e Evidence) bool { return e.Stance == "contradicts" })
		if at >= 0 && by == "" && (later || h.NoteSource == "") {
			by = x.Evidence[at].Source.Value
		}
	}
	return by
}

// noActor are the phrases of English in which a recommendation asks something
// of nobody. They are few on purpose: where the passive has its place, as in
// “meetings should be held in public”, it is left alone.
var noActor = regexp.MustCompile(`(?i)\b(?:` +
	`(?:efforts?|steps|measures|attention|consideration|emphasis) (?:should|must|shall|needs? to|ought to) be [a-z]+` +
	`|(?:should|must|shall|needs? to|ought to) be (?:done|ensured|enhanced|strengthened|improved|considered|explored|encouraged|promoted|addressed|undertaken|facilitated|pursued)` +
	`|there (?:is|remains) an? (?:[a-z]+ )?need` +
	`|it is (?:[a-z]+ )?(?:necessary|important|essential|vital|imperative|desirable|advisable|crucial|recommended) (?:to|that)` +
	`)\b`)

// lintWording reports such phrases, unless the sentence goes on to say by whom.
func (c *reader) lintWording(t diag.Text) {
	s := t.String
	// Every phrase has one of these, and most texts have none.
	if !strings.Contains(s, " be ") && !strings.Contains(s, "here ") && !strings.Contains(s, "t is ") {
		return
	}
	if !mayAskNobody(s) {
		return
	}
	for _, at := range noActor.FindAllStringIndex(s, -1) {
		rest, _, _ := strings.Cut(s[at[1]:], ".")
		if strings.Contains(rest, " by ") {
			continue
		}
		c.warnAt(Ref{Pos: t.Pos(at[0]), Width: at[1] - at[0]}, "wording-addressee", "“%s” asks this of nobody", s[at[0]:at[1]]).
			Hint = "name who should act: “The ministry should …”"
	}
}

// mayAskNobody reports whether a text has a word that every phrase of noActor
// has; the expression itself takes longer than parsing the text.
func mayAskNobody(s string) bool {
	lower := strings.ToLower(s)
	for _, words := range []string{" be done", " be ensured", " be enhanced", " be strengthened", " be improved", " be considered", " be explored", " be encouraged", " be promoted", " be addressed", " be undertaken", " be facilitated", " be pursued", " need", "it is ", "effort", "steps ", "measures ", "attention ", "consideration ", "emphasis "} {
		if strings.Contains(lower, words) {
			return true
		}
	}
	return false
}

// lintState reports what can be told only from a recommendation's state.
func (c *checker) lintState(r *Recommendation) {
	if !c.site.settings.checks("recommendation-stale") {
		return // most publications do without, and a state costs something
	}
	if st := c.site.State(r); st.Stale {
		last := "nothing was ever recorded"
		if !st.LastEvent.IsZero() {
			last = "the last event is dated " + st.LastEvent.Words()
		}
		c.warn(r.Pos, 0, "recommendation-stale", "“%s” is open, and %s", r.ID, last).
			Hint = "look again, and record what was found as an event of type recheck"
	}
}

// checks reports whether a check that is off by itself is wanted.
func (s *Settings) checks(code string) bool {
	chosen := s.Checks[code]
	return chosen != "" && chosen != SeverityOff
}
