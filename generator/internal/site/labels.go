package site

// The words for the contract's codes, in English. Every code has a label, and
// an unknown one is its own. What is listed here is also what authors may
// write: the functions that return codes are for checking them and for "did you
// mean".

// badgeLook is how one badge appears: a word, an icon of a shape of its own,
// and a tone, so that no state is told by colour alone.
type badgeLook struct {
	badge             Badge
	label, icon, tone string
}

// badgeLooks is every badge, in the order that Badges explains.
var badgeLooks = [...]badgeLook{
	{"reversed", "Reversed", "undo", "bad"},
	{"rejected", "Rejected", "cross", "bad"},
	{"reported_will_not", "Reported: will not act", "stop", "bad"},
	{"rejected_but_acted", "Rejected, but evidence of action", "cross-half", "warning"},
	{"reply_overdue", "Reply overdue", "envelope-late", "warning"},
	{"overdue", "Overdue", "clock", "warning"},
	{"no_evidence", "No evidence of delivery found", "lens-empty", "warning"},
	{"accepted_no_evidence", "Accepted, no evidence of delivery found", "lens-ring", "warning"},
	{"awaiting_reply", "Awaiting reply", "envelope", "waiting"},
	{"not_assessed", "Not assessed", "question", "neutral"},
	{"under_consideration", "Under consideration", "dots", "waiting"},
	{"noted", "Noted", "lines", "neutral"},
	{"accepted", "Accepted", "dot-ring", "progress"},
	{"reported_in_progress", "Reported in progress, unverified", "quarter-dashed", "progress"},
	{"in_progress", "In progress", "quarter", "progress"},
	{"reported_complete", "Reported complete, unverified", "check-dashed", "progress"},
	{"partly_delivered", "Partly delivered", "half", "progress"},
	{"delivered_late", "Delivered late", "check-late", "good"},
	{"delivered", "Delivered", "check", "good"},
	{"mixed", "Mixed", "split", "neutral"},
	{"closed", "Closed", "square", "closed"},
	{"superseded", "Superseded", "arrow", "closed"},
	{"merged", "Merged", "join", "closed"},
	{"withdrawn", "Withdrawn", "minus", "closed"},
	{"overtaken", "Overtaken by events", "skip", "closed"},
}

// badgeRank is a badge's place in badgeLooks.
var badgeRank = func() map[Badge]int {
	rank := make(map[Badge]int, len(badgeLooks))
	for i, l := range badgeLooks {
		rank[l.badge] = i
	}
	return rank
}()

// Badges returns every badge, worst first: the order of the worst-open
// roll-up, then mixed (which only the roll-up "all" gives), then the codes for
// records that are not open.
func Badges() []Badge {
	all := make([]Badge, len(badgeLooks))
	for i, l := range badgeLooks {
		all[i] = l.badge
	}
	return all
}

// Icons returns the names of all icons that badges have, in the order of
// Badges, so that it can be checked that layouts draw each.
func Icons() []string {
	names := make([]string, len(badgeLooks))
	for i, l := range badgeLooks {
		names[i] = l.icon
	}
	return names
}

func (b Badge) look() badgeLook {
	if i, ok := badgeRank[b]; ok {
		return badgeLooks[i]
	}
	return badgeLook{b, string(b), "question", "neutral"}
}

// Label returns the words of a badge: "Reported complete, unverified".
func (b Badge) Label() string { return b.look().label }

// Icon returns the name of the badge's icon; icons differ in shape.
func (b Badge) Icon() string { return b.look().icon }

// Tone returns the badge's group: good, progress, waiting, warning, bad,
// neutral or closed.
func (b Badge) Tone() string { return b.look().tone }

// Label returns the words of a gap; none has none.
func (g Gap) Label() string {
	switch g {
	case "none":
		return ""
	case "claimed_ahead":
		return "Claim ahead of evidence"
	case "evidence_ahead":
		return "Evidence ahead of claim"
	}
	return string(g)
}

// word is a code with its words.
type word struct{ code, label string }

// words is a list of codes in the order in which they are explained to
// authors and readers.
type words []word

// label returns the words of a code; an unknown one is its own.
func (ws words) label(code string) string {
	for _, w := range ws {
		if w.code == code {
			return w.label
		}
	}
	return code
}

func (ws words) has(code string) bool {
	for _, w := range ws {
		if w.code == code {
			return true
		}
	}
	return false
}

func (ws words) codes() []string {
	codes := make([]string, len(ws))
	for i, w := range ws {
		codes[i] = w.code
	}
	return codes
}

// axes are the axes with their values. Schedule is computed, so no event may
// set it.
var axes = [...]struct {
	code, name string
	values     words
}{
	{"response", "Response", words{
		{"none", "No reply"},
		{"considering", "Under consideration"},
		{"accepted", "Accepted"},
		{"accepted_in_principle", "Accepted in principle"},
		{"accepted_in_part", "Accepted in part"},
		{"noted", "Noted"},
		{"rejected", "Rejected"},
		{"not_required", "No reply required"},
	}},
	{"claimed", "Claimed", words{
		{"unstated", "Nothing reported"},
		{"not_started", "Not started"},
		{"in_progress", "In progress"},
		{"complete", "Complete"},
		{"will_not", "Will not act"},
	}},
	{"assessed", "Assessed", words{
		{"not_assessed", "Not assessed"},
		{"no_evidence_found", "No evidence found"},
		{"started", "Started"},
		{"partial", "Partly delivered"},
		{"delivered", "Delivered"},
		{"delivered_alternative", "Delivered by other means"},
		{"exceeded", "Delivered and exceeded"},
		{"reversed", "Reversed"},
	}},
	{"record", "Record", words{
		{"open", "Open"},
		{"closed", "Closed"},
		{"superseded", "Superseded"},
		{"merged", "Merged"},
		{"withdrawn", "Withdrawn"},
		{"overtaken", "Overtaken by events"},
	}},
	{"schedule", "Schedule", words{
		{"no_date", "No deadline"},
		{"due", "Due"},
		{"due_soon", "Due soon"},
		{"overdue", "Overdue"},
		{"met", "Met"},
		{"met_late", "Met late"},
		{"unresolvable", "Deadline without a date"},
	}},
}

func axisValues(axis string) words {
	for i := range axes {
		if axes[i].code == axis {
			return axes[i].values
		}
	}
	return nil
}

// Axes returns the axes that an event's set may name.
func Axes() []string { return []string{"response", "claimed", "assessed", "record"} }

// AxisValues returns the values of an axis, nil for an unknown one.
func AxisValues(axis string) []string {
	if ws := axisValues(axis); ws != nil {
		return ws.codes()
	}
	return nil
}

// AxisName returns the name of an axis: "Response".
func AxisName(axis string) string {
	for i := range axes {
		if axes[i].code == axis {
			return axes[i].name
		}
	}
	return axis
}

// AxisLabel returns the words of an axis's value: "Accepted in part".
func AxisLabel(axis, value string) string { return axisValues(axis).label(value) }

var viaLabels = [...]string{
	ViaMention:             "Mentioned in",
	ViaEmbed:               "Shown in",
	ViaCitation:            "Cited by",
	ViaBrief:               "Recommendations made here",
	ViaPartOf:              "Parts",
	ViaAddressee:           "Addressed by",
	ViaRelation:            "Related recommendations",
	ViaObstacle:            "Obstacle to",
	ViaHistoryActor:        "Named in the history of",
	ViaEvidence:            "Evidence for",
	ViaTopic:               "On this topic",
	ViaBriefActor:          "Briefs about it",
	ViaAuthor:              "Author of",
	ViaParent:              "Parent of",
	ViaSuccessor:           "Successor of",
	ViaMember:              "Members",
	ViaInstrumentActor:     "Party to",
	ViaBroader:             "Narrower topics",
	ViaEventActor:          "Took part in",
	ViaEventRecommendation: "Events that bear on it",
	ViaEventSource:         "Source for",
}

// Label returns the heading under which links of this sort are listed on the
// page they point at: "Mentioned in", "Evidence for".
func (v Via) Label() string {
	if int(v) < len(viaLabels) {
		return viaLabels[v]
	}
	return ""
}

// Plural returns the kind's name for lists: "briefs".
func (k Kind) Plural() string { return k.Folder() }

var horizonWords = words{
	{"now", "Now"},
	{"near", "Near term"},
	{"medium", "Medium term"},
	{"long", "Long term"},
}

// Horizons returns the horizons, nearest first.
func Horizons() []string { return horizonsCodes }

var horizonsCodes = horizonWords.codes()

// HorizonLabel returns the words of a horizon.
func HorizonLabel(horizon string) string { return horizonWords.label(horizon) }

var roleWords = words{{"lead", "Lead"}, {"support", "Support"}}

// Roles returns the roles that an addressee may have.
func Roles() []string { return rolesCodes }

var rolesCodes = roleWords.codes()

// RoleLabel returns the words of an addressee's role.
func RoleLabel(role string) string { return roleWords.label(role) }

var eventTypeWords = words{
	{"issued", "Issued"},
	{"response", "Response"},
	{"progress_claim", "Progress claimed"},
	{"assessment", "Assessment"},
	{"deadline_set", "Deadline set"},
	{"deadline_moved", "Deadline moved"},
	{"evidence_added", "Evidence added"},
	{"closed", "Closed"},
	{"reopened", "Reopened"},
	{"superseded", "Superseded"},
	{"withdrawn", "Withdrawn"},
	{"correction", "Correction"},
	{"recheck", "Rechecked"},
}

// EventTypes returns the types of history events.
func EventTypes() []string { return eventTypesCodes }

var eventTypesCodes = eventTypeWords.codes()

// EventTypeLabel returns the words of an event's type: "Progress claimed".
func EventTypeLabel(t string) string { return eventTypeWords.label(t) }

var stanceWords = words{{"supports", "Supports"}, {"contradicts", "Contradicts"}, {"context", "Context"}}

// Stances returns the stances that evidence may take.
func Stances() []string { return stancesCodes }

var stancesCodes = stanceWords.codes()

// StanceLabel returns the words of an evidence's stance.
func StanceLabel(stance string) string { return stanceWords.label(stance) }

var relationWords = words{
	{"repeats", "Repeats"},
	{"supersedes", "Supersedes"},
	{"merged_into", "Merged into"},
	{"narrows", "Narrows"},
	{"conflicts_with", "Conflicts with"},
	{"depends_on", "Depends on"},
	{"supports", "Supports"},
	{"precedent", "Has as precedent"},
}

var relationInverseWords = words{
	{"repeats", "Repeated by"},
	{"supersedes", "Superseded by"},
	{"merged_into", "Absorbed"},
	{"narrows", "Narrowed by"},
	{"conflicts_with", "In conflict with"},
	{"depends_on", "Needed by"},
	{"supports", "Supported by"},
	{"precedent", "Precedent for"},
}

// RelationTypes returns the types of relations.
func RelationTypes() []string { return relationTypesCodes }

var relationTypesCodes = relationWords.codes()

// RelationLabel returns the words of a relation's type: "Depends on".
func RelationLabel(t string) string { return relationWords.label(t) }

// RelationInverseLabel returns the words seen from the target: "Needed by".
func RelationInverseLabel(t string) string { return relationInverseWords.label(t) }

var tierLabels = [...]string{
	1: "Law or budget",
	2: "Audit or statistics",
	3: "Official statement",
	4: "Media or third party",
	5: "Own observation",
}

// TierLabel returns the words of a source's tier: "Law or budget"; of one that
// does not exist "".
func TierLabel(tier int) string {
	if tier < 1 || tier >= len(tierLabels) {
		return ""
	}
	return tierLabels[tier]
}

var rollUpWords = words{
	{"worst-open", "at the state of its worst-placed addressee"},
	{"lead", "at the state of its lead addressee"},
	{"all", "at the state that its addressees share, and as mixed where they differ"},
}

// RollUps returns the roll-up rules, the default first.
func RollUps() []string { return rollUpsCodes }

var rollUpsCodes = rollUpWords.codes()

// RollUpWords explains a roll-up rule within a sentence: "at the state of
// its worst-placed addressee".
func RollUpWords(rollUp string) string { return rollUpWords.label(rollUp) }
