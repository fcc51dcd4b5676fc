package export

import "readout/generator/internal/site"

// tables are what data/ holds, each as CSV and as JSON.
var tables = []table{
	newTable(rows[recommendation]{
		name: "recommendations", title: "Recommendations",
		about: "One row for each recommendation, with its state rolled up over its addressees.",
		key:   []string{"id"}, refs: []reference{{"brief", "briefs"}, {"part_of", "recommendations"}},
		columns: join(
			columns(recommendationFields, "id", "title", "text", "url", "brief", "part_of", "parts", "topics", "kind", "horizon"),
			[]field[recommendation]{list("to", "Its addressees, by id.", func(r recommendation, item func(string)) {
				for i := range r.of.To {
					item(r.id(r.of.To[i].Actor))
				}
			})},
			columns(recommendationFields, "badge", "split", "record", "stale"),
			[]field[recommendation]{date("last_event", "When something last happened.", func(r recommendation) site.Date { return r.state.LastEvent })}),
		items: recommendationFields, // the contract's
		each:  eachRecommendation,
	}),
	newTable(rows[assignment]{
		name: "assignments", title: "Assignments",
		about: "One row for each addressee of each recommendation, with its state.",
		key:   []string{"id"}, refs: []reference{{"recommendation", "recommendations"}, {"actor", "actors"}},
		columns: join(
			[]field[assignment]{
				must(text("id", "The assignment's permanent id.", func(a assignment) string { return a.of.ID + "#to-" + a.id(a.Addressee.Actor) })),
				must(text("recommendation", "The recommendation, by id.", func(a assignment) string { return a.of.ID })),
			},
			columns(assignmentFields, "actor", "role", "respond_by", "due"),
			[]field[assignment]{text("due_text", "A deadline that names no date.", func(a assignment) string { return a.DueText })},
			columns(assignmentFields, "response", "claimed", "assessed", "schedule", "badge", "gap")),
		each: func(e *exporter, row func(assignment)) {
			eachRecommendation(e, func(r recommendation) { r.assignments(row) })
		},
	}),
	newTable(rows[event]{
		name: "events", title: "Histories",
		about: "One row for each event in the history of each recommendation, as known at the as-of date.",
		key:   []string{"id"}, refs: []reference{{"recommendation", "recommendations"}},
		columns: join(
			[]field[event]{
				must(text("id", "The event's permanent id: its place in its recommendation's record, which is only ever added to.", event.permanentID)),
				must(text("recommendation", "The recommendation, by id.", func(v event) string { return v.of.ID })),
				number("number", "The event's number in the recommendation's record.", func(v event) int { return v.number }),
			},
			columns(eventFields, "date", "recorded", "type", "actors"),
			changeColumns(),
			columns(eventFields, "note")),
		each: func(e *exporter, row func(event)) {
			eachRecommendation(e, func(r recommendation) { r.events(row) })
		},
	}),
	newTable(rows[evidence]{
		name: "evidence", title: "Evidence",
		about: "One row for each source that an event of a recommendation’s history rests on.",
		key:   []string{"id"}, refs: []reference{{"recommendation", "recommendations"}, {"event", "events"}, {"source", "sources"}},
		columns: join(
			[]field[evidence]{
				must(text("id", "The permanent id of this use of the source.", evidence.permanentID)),
				must(text("recommendation", "The recommendation, by id.", func(v evidence) string { return v.of.ID })),
				must(text("event", "The event, by id.", func(v evidence) string { return v.event.permanentID() })),
			},
			evidenceFields),
		each: func(e *exporter, row func(evidence)) {
			eachRecommendation(e, func(r recommendation) {
				r.events(func(v event) { v.evidence(row) })
			})
		},
	}),
	newTable(rows[brief]{
		name: "briefs", title: "Briefs", about: "One row for each brief.", key: []string{"id"},
		columns: columns(briefTwin, "id", "title", "subtitle", "url", "summary", "authors", "date", "updated", "version", "topics", "actors",
			"language", "series", "part", "number", "doi", "recommendations", licenseName),
		each: eachOf((*site.Site).Briefs),
	}),
	newTable(rows[actor]{
		name: "actors", title: "Actors", about: "One row for each country, territory, person or organisation.",
		key: []string{"id"}, refs: []reference{{"parent", "actors"}},
		columns: columns(actorTwin, "id", "title", "short_name", "form", "url", "summary", "parent", "member_of", "topics",
			"ror", "orcid", "wikidata", "isni"),
		each: eachOf((*site.Site).Actors),
	}),
	newTable(rows[topic]{
		name: "topics", title: "Topics", about: "One row for each topic.", key: []string{"id"}, refs: []reference{{"broader", "topics"}},
		columns: columns(topicTwin, "id", "title", "url", "summary", "broader"),
		each:    eachOf((*site.Site).Topics),
	}),
	newTable(rows[source]{
		name: "sources", title: "Sources", about: "One row for each source that is cited or can be.", key: []string{"id"},
		columns: columns(sourceTwin, "id", "title", "url", "authors", "publisher", "date", "source_url", "accessed", "archived_url", "archived_at",
			"language", "tier", "type", "doi", "topics"),
		each: eachOf((*site.Site).Sources),
	}),
	crosswalk,
}

func eachRecommendation(e *exporter, row func(recommendation)) {
	for _, r := range e.site.Recommendations() {
		row(e.recommendation(r))
	}
}

// eachOf passes on the records of a list of the site.
func eachOf[E site.Entity](list func(*site.Site) []E) func(*exporter, func(record[E])) {
	return func(e *exporter, row func(record[E])) {
		for _, x := range list(e.site) {
			row(record[E]{e, x})
		}
	}
}

// changeColumns spreads what an event sets over columns of their own.
func changeColumns() []field[event] {
	var out []field[event]
	for _, p := range changes().fields {
		f := text(p.name, p.about, func(v event) string {
			found := ""
			v.changes(func(key, value string) {
				if key == p.name {
					found = value
				}
			})
			return found
		})
		f.form = p.form
		out = append(out, f)
	}
	return out
}
