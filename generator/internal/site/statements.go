package site

import "strings"

// Statements says in sentences where an addressee stands: what it said, what
// it claims, what the evidence shows, the clock, and any gap between claim and
// evidence.
func (a *Assignment) Statements() []string {
	out := []string{a.replyStatement(), a.claimStatement(), a.evidenceStatement(), a.clockStatement()}
	switch {
	case a.Gap == "claimed_ahead":
		out = append(out, "The claim goes further than the evidence.")
	case a.Gap == "evidence_ahead" && a.Response == "rejected":
		out = append(out, "The recommendation was rejected, yet there is evidence of action.")
	case a.Gap == "evidence_ahead":
		out = append(out, "The evidence goes further than the claim.")
	}
	return out
}

func (a *Assignment) replyStatement() string {
	switch a.Response {
	case "none":
		switch {
		case a.ReplyOverdue:
			return "No reply is known; one was due " + a.RespondBy.ByWhen() + "."
		case !a.RespondBy.IsZero():
			return "No reply is known yet; one is due " + a.RespondBy.ByWhen() + "."
		}
		return "No reply is known."
	case "not_required":
		return "No reply is required."
	case "considering":
		return "The addressee said " + a.ResponseOn.When() + " that the recommendation is under consideration."
	}
	return "The addressee " + replyWords.label(a.Response) + " " + a.ResponseOn.When() + "."
}

func (a *Assignment) claimStatement() string {
	if a.Claimed == "unstated" {
		return "The addressee has not reported progress."
	}
	return "The addressee reported " + a.ClaimedOn.When() + " that " + claimWords.label(a.Claimed) + "."
}

func (a *Assignment) evidenceStatement() string {
	if a.Assessed == "not_assessed" {
		return "The evidence has not been assessed."
	}
	return "As assessed " + a.AssessedOn.When() + ", " + evidenceWords.label(a.Assessed) + "."
}

func (a *Assignment) clockStatement() string {
	switch a.Schedule {
	case "unresolvable":
		return "The deadline names no date: “" + strings.TrimSpace(a.DueText) + "”."
	case "due":
		return "Delivery is due " + a.Due.ByWhen() + "."
	case "due_soon":
		return "Delivery is due soon, " + a.Due.ByWhen() + "."
	case "overdue":
		return "Delivery was due " + a.Due.ByWhen() + "; that time has passed."
	case "met":
		return "Delivery was due " + a.Due.ByWhen() + " and came in time."
	case "met_late":
		return "Delivery was due " + a.Due.ByWhen() + " and came late."
	}
	return "No deadline is set."
}

var replyWords = words{
	{"accepted", "accepted the recommendation"},
	{"accepted_in_principle", "accepted the recommendation in principle"},
	{"accepted_in_part", "accepted the recommendation in part"},
	{"noted", "noted the recommendation"},
	{"rejected", "rejected the recommendation"},
}

var claimWords = words{
	{"not_started", "work has not started"},
	{"in_progress", "work is in progress"},
	{"complete", "the work is complete"},
	{"will_not", "no action will follow"},
}

var evidenceWords = words{
	{"no_evidence_found", "no evidence of delivery was found"},
	{"started", "the evidence shows that work has started"},
	{"partial", "the evidence shows that the recommendation is delivered in part"},
	{"delivered", "the evidence shows that the recommendation is delivered"},
	{"delivered_alternative", "the evidence shows that the recommendation is delivered by other means"},
	{"exceeded", "the evidence shows that more than the recommendation is delivered"},
	{"reversed", "the evidence shows that what was done has been reversed"},
}
