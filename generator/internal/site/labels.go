package site

// The words for the contract's codes, in English. Every code has a label, and
// an unknown one is its own.

// Badges returns every badge, worst first: the order of the worst-open
// roll-up, then the codes for records that are not open.
func Badges() []Badge { panic("not written yet") }

// Label returns the words of a badge: "Reported complete, unverified".
func (b Badge) Label() string { panic("not written yet") }

// Icon returns the name of the badge's icon; icons differ in shape.
func (b Badge) Icon() string { panic("not written yet") }

// Tone returns the badge's group: good, progress, waiting, warning, bad,
// neutral or closed.
func (b Badge) Tone() string { panic("not written yet") }

// Label returns the words of a gap.
func (g Gap) Label() string { panic("not written yet") }

// Label returns the heading under which links of this sort are listed on the
// page they point at: "Mentioned in", "Evidence for".
func (v Via) Label() string { panic("not written yet") }

// Plural returns the kind's name for lists: "briefs".
func (k Kind) Plural() string { panic("not written yet") }

// AxisName returns the name of an axis: "Response".
func AxisName(axis string) string { panic("not written yet") }

// AxisLabel returns the words of an axis's value: "Accepted in part".
func AxisLabel(axis, value string) string { panic("not written yet") }

// HorizonLabel returns the words of a horizon.
func HorizonLabel(horizon string) string { panic("not written yet") }

// RoleLabel returns the words of an addressee's role.
func RoleLabel(role string) string { panic("not written yet") }

// EventTypeLabel returns the words of an event's type: "Progress claimed".
func EventTypeLabel(t string) string { panic("not written yet") }

// StanceLabel returns the words of an evidence's stance.
func StanceLabel(stance string) string { panic("not written yet") }

// RelationLabel returns the words of a relation's type: "Depends on".
func RelationLabel(t string) string { panic("not written yet") }

// RelationInverseLabel returns the words seen from the target: "Needed by".
func RelationInverseLabel(t string) string { panic("not written yet") }

// TierLabel returns the words of a source's tier: "Law or budget".
func TierLabel(tier int) string { panic("not written yet") }

// RollUpWords explains a roll-up rule within a sentence: "at the state of
// its worst-placed addressee".
func RollUpWords(rollUp string) string { panic("not written yet") }

// Statements says in sentences where an addressee stands: what it said, what
// it claims, what the evidence shows, and the clock.
func (a *Assignment) Statements() []string { panic("not written yet") }
