package export

import (
	"strconv"

	"readout/generator/internal/site"
)

// recommendation is a recommendation with its state, as its fields are asked
// for.
type recommendation struct {
	record[*site.Recommendation]
	state *site.State
}

func (e *exporter) recommendation(r *site.Recommendation) recommendation {
	return recommendation{record[*site.Recommendation]{e, r}, e.site.State(r)}
}

// assignment is a recommendation to one addressee.
type assignment struct {
	recommendation
	*site.Assignment
}

func (r recommendation) assignments(each func(assignment)) {
	for i := range r.state.Assignments {
		each(assignment{r, &r.state.Assignments[i]})
	}
}

// event is an entry of a recommendation's history; number counts from 1 in the
// order of the file, which is append-only, so it stays.
type event struct {
	recommendation
	*site.HistoryEvent
	number int
}

func (r recommendation) events(each func(event)) {
	for _, i := range r.state.History {
		each(event{r, &r.of.History[i], i + 1})
	}
}

// permanentID is the event's address on the page of its recommendation.
func (v event) permanentID() string { return v.of.ID + "#" + eventAnchor(v.number-1) }

// evidence is a source that an event rests on; place counts from 1 in the
// order of the file.
type evidence struct {
	event
	*site.Evidence
	place int
}

func (v evidence) permanentID() string {
	return v.event.permanentID() + "-evidence-" + strconv.Itoa(v.place)
}

func (v event) evidence(each func(evidence)) {
	for i := range v.HistoryEvent.Evidence {
		each(evidence{v, &v.HistoryEvent.Evidence[i], i + 1})
	}
}

// recommendationFields are the contract's, section 6, in its order.
var recommendationFields = []field[recommendation]{
	must(text("id", "Its permanent id.", func(r recommendation) string { return r.of.ID })),
	must(text("title", "Its title.", func(r recommendation) string { return r.title(r.of) })),
	text("text", "The recommendation in full, in Markdown as it was written.", func(r recommendation) string { return r.of.TextSource }),
	must(address("url", "Its page.", func(r recommendation) string { return r.url(r.of) })),
	text("brief", "The brief that makes it, by id.", func(r recommendation) string { return r.id(r.of.Brief) }),
	text("part_of", "The recommendation that it is a part of, by id.", func(r recommendation) string { return r.id(r.of.PartOf) }),
	list("parts", "The recommendations that are parts of it, by id.", func(r recommendation, item func(string)) {
		for _, part := range r.site.Parts(r.of) {
			item(part.ID)
		}
	}),
	ids("topics", "Its topics, by id.", func(r recommendation) []site.Ref { return r.of.Topics }),
	text("kind", "What sort of recommendation it is, in a word of the authors' choice.", func(r recommendation) string { return r.of.Form }),
	code("horizon", "How soon it is meant to be acted on.", site.Horizons(), func(r recommendation) string { return r.of.Horizon }),
	objects("relations", "How it stands to other records.", relationFields, func(r recommendation, item func(relation)) {
		for i := range r.of.Relations {
			item(relation{r.exporter, &r.of.Relations[i]})
		}
	}),
	must(code("badge", "Its state in one word at the as-of date, rolled up from its assignments.", badgeCodes(), func(r recommendation) string { return string(r.state.Badge) })),
	pairs("split", "How many of its assignments have each badge.", badgeCounts(), false, func(r recommendation, pair func(key, value string)) {
		for _, c := range r.state.Split {
			pair(string(c.Badge), strconv.Itoa(c.Count))
		}
	}),
	must(code("record", "The life of the recommendation itself.", site.AxisValues("record"), func(r recommendation) string { return r.state.Record })),
	boolean("stale", "Whether it is open and nothing was recorded about it for long.", func(r recommendation) bool { return r.state.Stale }),
	objects("assignments", "Its state for each addressee.", assignmentFields, recommendation.assignments),
	objects("events", "Its history as known at the as-of date, oldest first.", eventFields, recommendation.events),
	objects("searches", "Dated searches for evidence.", searchFields, func(r recommendation, item func(*site.Search)) {
		searches := r.site.Searches(r.of)
		for i := range searches {
			item(&searches[i])
		}
	}),
	objects("mentioned_in", "The texts that mention it.", mentionFields, func(r recommendation, item func(link)) {
		for _, l := range r.site.Links(r.of) {
			if l.Via == site.ViaMention || l.Via == site.ViaEmbed || l.Via == site.ViaEventRecommendation {
				item(link{r.exporter, l})
			}
		}
	}),
}

// relation is a relation with the exporter that knows its target.
type relation struct {
	*exporter
	*site.Relation
}

var relationFields = []field[relation]{
	must(code("type", "The sort of relation, read from this recommendation to the target.", site.RelationTypes(), func(r relation) string { return r.Type })),
	must(text("target", "The other record, by id.", func(r relation) string { return r.id(r.Target) })),
}

var assignmentFields = []field[assignment]{
	must(text("actor", "The addressee, by id.", func(a assignment) string { return a.id(a.Addressee.Actor) })),
	code("role", "The addressee's part in it.", site.Roles(), func(a assignment) string { return a.Addressee.Role }),
	date("respond_by", "When a reply is due.", func(a assignment) site.Date { return a.RespondBy }),
	date("due", "When delivery is due; a month or a year means its last day.", func(a assignment) site.Date { return a.Due }),
	must(code("response", "What the addressee said.", site.AxisValues("response"), func(a assignment) string { return a.Response })),
	must(code("claimed", "The progress that the addressee reports.", site.AxisValues("claimed"), func(a assignment) string { return a.Claimed })),
	must(code("assessed", "What the evidence supports.", site.AxisValues("assessed"), func(a assignment) string { return a.Assessed })),
	must(code("schedule", "The deadline against the as-of date.", site.AxisValues("schedule"), func(a assignment) string { return string(a.Schedule) })),
	must(code("badge", "The state in one word.", badgeCodes(), func(a assignment) string { return string(a.Badge) })),
	must(code("gap", "Whether the claim goes further than the evidence, or the other way round.", []string{"none", "claimed_ahead", "evidence_ahead"}, func(a assignment) string { return string(a.Gap) })),
}

var eventFields = []field[event]{
	must(date("date", "When it happened.", func(v event) site.Date { return v.Date })),
	must(date("recorded", "When it was recorded here.", event.recordedOn)),
	must(code("type", "What sort of event it is.", site.EventTypes(), func(v event) string { return v.Type })),
	ids("actors", "The addressees that it is about, by id; none means all.", func(v event) []site.Ref { return v.Actors }),
	pairs("set", "What it changed: axes, and the deadlines due and respond_by.", changes(), true, event.changes),
	text("note", "What happened, in Markdown as it was written.", func(v event) string { return v.NoteSource }),
	objects("evidence", "The sources that it rests on.", evidenceFields, event.evidence),
}

// recordedOn is when the event became known: on its date, unless recorded says
// otherwise.
func (v event) recordedOn() site.Date {
	if v.Recorded.IsZero() {
		return v.Date
	}
	return v.Recorded
}

func (v event) changes(pair func(key, value string)) {
	for _, set := range v.Set {
		pair(set.Axis, set.Value)
	}
	if !v.Due.IsZero() {
		pair("due", v.Due.String())
	}
	if !v.RespondBy.IsZero() {
		pair("respond_by", v.RespondBy.String())
	}
}

var evidenceFields = []field[evidence]{
	must(text("source", "The source, by id.", func(v evidence) string { return v.id(v.Source) })),
	text("quote", "What it says, word for word.", func(v evidence) string { return v.Quote }),
	text("locator", "Where in it.", func(v evidence) string { return v.Locator }),
	code("stance", "Whether it supports or contradicts the event.", site.Stances(), func(v evidence) string { return v.Stance }),
}

var searchFields = []field[*site.Search]{
	must(date("date", "When the search was made.", func(s *site.Search) site.Date { return s.Date })),
	list("where", "What was searched.", func(s *site.Search, item func(string)) {
		for _, where := range s.Where {
			item(where)
		}
	}),
	text("by", "Who searched.", func(s *site.Search) string { return s.By }),
	text("result", "What was found.", func(s *site.Search) string { return s.Result }),
}

var mentionFields = []field[link]{
	must(text("id", "The record that mentions it.", func(l link) string { return l.From.Common().ID })),
	must(address("url", "That record's page.", func(l link) string { return l.url(l.From) })),
	text("context", "The sentence or row in which it is mentioned.", func(l link) string { return l.Context }),
}

func badgeCodes() []string {
	badges := site.Badges()
	codes := make([]string, len(badges))
	for i, b := range badges {
		codes[i] = string(b)
	}
	return codes
}

// badgeCounts is an object from badges to counts.
func badgeCounts() form {
	f := form{}
	for _, b := range site.Badges() {
		f.fields = append(f.fields, property{name: string(b), about: b.Label() + ".", form: form{kind: "integer"}})
	}
	return f
}

// changes is an object from axes to their values, with the deadlines.
func changes() form {
	f := form{}
	for _, axis := range site.Axes() {
		f.fields = append(f.fields, property{
			name: axis, about: site.AxisName(axis) + ".",
			form: form{kind: "string", codes: site.AxisValues(axis)},
		})
	}
	day := form{kind: "string", pattern: datePattern}
	return form{fields: append(f.fields,
		property{name: "due", about: "The deadline for delivery.", form: day},
		property{name: "respond_by", about: "The deadline for a reply.", form: day})}
}

// recommendationTwin is a recommendation by itself, which says what
// recommendations.json says once for all, and in words what previews show.
var recommendationTwin = join([]field[recommendation]{asOf[recommendation](), license[recommendation]()}, recommendationFields, []field[recommendation]{
	must(text("badge_label", "Its state as pages show it.", func(r recommendation) string { return r.state.Badge.Label() })),
	text("text_plain", "The recommendation in full, in plain text.", func(r recommendation) string { return r.plain(&r.of.Record, r.of.Text) }),
})
