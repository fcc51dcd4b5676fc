package export

import (
	"readout/generator/internal/site"
)

// equivalent is what one of our values is called elsewhere. A name is empty
// where the other vocabulary has no value that means the same, whatever else
// is known: nothing here is guessed.
type equivalent struct {
	axis, value string
	gao         string // United States Government Accountability Office
	oig         string // United States inspectors general, oversight.gov
	ntsb        string // United States National Transportation Safety Board
	tsb         string // Transportation Safety Board of Canada: the rating of a response
	upr         string // United Nations Universal Periodic Review
	nhrck       string // National Human Rights Commission of Korea
	schemaOrg   string // the enumeration member of schema.org's actionStatus
}

// equivalents are the values that are called something elsewhere;
// docs/data.md gives the reasons.
var equivalents = []equivalent{
	{axis: "response", value: "none", oig: "Open-unresolved", ntsb: "Open - Await Response"},
	{axis: "response", value: "considering", oig: "Open-unresolved", ntsb: "Open - Response Received", nhrck: "검토중"},
	{axis: "response", value: "accepted", oig: "Open-resolved", ntsb: "Open - Acceptable Response", upr: "Supported", nhrck: "수용"},
	{axis: "response", value: "accepted_in_principle", oig: "Open-resolved"},
	{axis: "response", value: "accepted_in_part", oig: "Open-resolved", nhrck: "일부수용"},
	{axis: "response", value: "noted", upr: "Noted"},
	{axis: "response", value: "rejected", oig: "Open-unresolved", ntsb: "Open - Unacceptable Response", upr: "Noted", nhrck: "불수용", schemaOrg: "FailedActionStatus"},

	{axis: "claimed", value: "not_started", schemaOrg: "PotentialActionStatus"},
	{axis: "claimed", value: "will_not", schemaOrg: "FailedActionStatus"},

	{axis: "assessed", value: "started", gao: "Open", schemaOrg: "ActiveActionStatus"},
	{axis: "assessed", value: "partial", gao: "Open", tsb: "Satisfactory in Part", schemaOrg: "ActiveActionStatus"},
	{axis: "assessed", value: "delivered", gao: "Closed - Implemented", oig: "Closed", ntsb: "Closed - Acceptable Action", tsb: "Fully Satisfactory", schemaOrg: "CompletedActionStatus"},
	{axis: "assessed", value: "delivered_alternative", gao: "Closed - Implemented", oig: "Closed", ntsb: "Closed - Acceptable Alternate Action", schemaOrg: "CompletedActionStatus"},
	{axis: "assessed", value: "exceeded", gao: "Closed - Implemented", oig: "Closed", ntsb: "Closed - Exceeds Recommended Action", tsb: "Fully Satisfactory", schemaOrg: "CompletedActionStatus"},
	{axis: "assessed", value: "reversed", schemaOrg: "FailedActionStatus"},

	{axis: "record", value: "superseded", ntsb: "Closed - Superseded"},
	{axis: "record", value: "withdrawn", ntsb: "Closed - Reconsidered"},
	{axis: "record", value: "overtaken", ntsb: "Closed - No Longer Applicable"},

	{axis: "badge", value: "reversed", schemaOrg: "FailedActionStatus"},
	{axis: "badge", value: "rejected", oig: "Open-unresolved", ntsb: "Open - Unacceptable Response", upr: "Noted", nhrck: "불수용", schemaOrg: "FailedActionStatus"},
	{axis: "badge", value: "rejected_but_acted", upr: "Noted", nhrck: "불수용", schemaOrg: "FailedActionStatus"},
	{axis: "badge", value: "reported_will_not", schemaOrg: "FailedActionStatus"},
	{axis: "badge", value: "reply_overdue", oig: "Open-unresolved", ntsb: "Open - Await Response"},
	{axis: "badge", value: "awaiting_reply", oig: "Open-unresolved", ntsb: "Open - Await Response"},
	{axis: "badge", value: "under_consideration", oig: "Open-unresolved", ntsb: "Open - Response Received", nhrck: "검토중"},
	{axis: "badge", value: "noted", upr: "Noted"},
	{axis: "badge", value: "accepted", oig: "Open-resolved"},
	{axis: "badge", value: "accepted_no_evidence", oig: "Open-resolved"},
	{axis: "badge", value: "in_progress", gao: "Open", schemaOrg: "ActiveActionStatus"},
	{axis: "badge", value: "partly_delivered", gao: "Open", tsb: "Satisfactory in Part", schemaOrg: "ActiveActionStatus"},
	{axis: "badge", value: "delivered", gao: "Closed - Implemented", oig: "Closed", schemaOrg: "CompletedActionStatus"},
	{axis: "badge", value: "delivered_late", gao: "Closed - Implemented", oig: "Closed", schemaOrg: "CompletedActionStatus"},
	{axis: "badge", value: "superseded", ntsb: "Closed - Superseded"},
	{axis: "badge", value: "withdrawn", ntsb: "Closed - Reconsidered"},
	{axis: "badge", value: "overtaken", ntsb: "Closed - No Longer Applicable"},
}

// crossing is a row of the crosswalk: one of our values, whatever it is called
// elsewhere.
type crossing struct {
	*exporter
	equivalent
	label string
}

var crosswalk = newTable(rows[crossing]{
	name: "crosswalk", title: "Crosswalk",
	about: "What the values of the axes, and the badges, are called in other trackers' vocabularies; empty where they have no such value.",
	key:   []string{"axis", "value"},
	columns: []field[crossing]{
		must(code("axis", "The axis, or badge.", append(crossedAxes(), "badge"), func(c crossing) string { return c.axis })),
		must(text("value", "The value's code here.", func(c crossing) string { return c.value })),
		must(text("label", "Its words here.", func(c crossing) string { return c.label })),
		text("gao", "The status in the database of the United States Government Accountability Office.", func(c crossing) string { return c.gao }),
		text("oig", "The status in the reports of United States inspectors general, as oversight.gov defines it.", func(c crossing) string { return c.oig }),
		text("ntsb", "The status of a safety recommendation of the United States National Transportation Safety Board.", func(c crossing) string { return c.ntsb }),
		text("tsb", "The rating that the Transportation Safety Board of Canada gives a response.", func(c crossing) string { return c.tsb }),
		text("upr", "The position in the United Nations Universal Periodic Review.", func(c crossing) string { return c.upr }),
		text("nhrck", "The response in the reports of the National Human Rights Commission of Korea.", func(c crossing) string { return c.nhrck }),
		address("schema_org", "The value of schema.org's actionStatus.", func(c crossing) string {
			if c.schemaOrg == "" {
				return ""
			}
			return "https://schema.org/" + c.schemaOrg
		}),
	},
	each: func(e *exporter, row func(crossing)) {
		for _, axis := range crossedAxes() {
			for _, value := range site.AxisValues(axis) {
				row(crossing{e, equivalentOf(axis, value), site.AxisLabel(axis, value)})
			}
		}
		for _, b := range site.Badges() {
			row(crossing{e, equivalentOf("badge", string(b)), b.Label()})
		}
	},
})

// crossedAxes are the axes that events set, and the one that is computed.
func crossedAxes() []string { return append(site.Axes(), "schedule") }

func equivalentOf(axis, value string) equivalent {
	for _, x := range equivalents {
		if x.axis == axis && x.value == value {
			return x
		}
	}
	return equivalent{axis: axis, value: value}
}
