package export

import (
	"bytes"
	"strings"

	"readout/generator/internal/site"
)

// table is one CSV file of data/.
type table struct {
	name, title, about string
	columns            []property
	key                []string // the columns that name a row
	refs               []reference
	write              func(*exporter, *sink)
}

// reference says that a column holds keys of a table.
type reference struct{ column, table string }

// newTable makes a table whose rows are passed on one by one.
func newTable[T any](name, title, about string, key []string, refs []reference, columns []field[T], rows func(e *exporter, row func(T))) table {
	return table{
		name: name, title: title, about: about, columns: describe(columns), key: key, refs: refs,
		write: func(e *exporter, s *sink) {
			for i, c := range columns {
				if i > 0 {
					s.b = append(s.b, ',')
				}
				s.b = append(s.b, c.name...)
			}
			s.b = append(s.b, '\r', '\n')
			cell := make([]byte, 0, 4<<10)
			rows(e, func(x T) {
				for i, c := range columns {
					if i > 0 {
						s.b = append(s.b, ',')
					}
					cell = c.cell(cell[:0], x)
					s.b = appendCell(s.b, cell)
				}
				s.b = append(s.b, '\r', '\n')
				s.spill()
			})
		},
	}
}

// appendCell appends a cell, quoted where RFC 4180 asks for it. A text that a
// spreadsheet would take for a formula gets an apostrophe in front.
func appendCell(b, cell []byte) []byte {
	formula := len(cell) > 0 && strings.IndexByte("=+-@\t\r", cell[0]) >= 0
	if !formula && !bytes.ContainsAny(cell, ",\"\r\n") {
		return append(b, cell...)
	}
	b = append(b, '"')
	if formula {
		b = append(b, '\'')
	}
	for _, c := range cell {
		if c == '"' {
			b = append(b, '"')
		}
		b = append(b, c)
	}
	return append(b, '"')
}

// columns picks fields by name.
func columns[T any](fields []field[T], names ...string) []field[T] {
	var out []field[T]
	for _, name := range names {
		for _, f := range fields {
			if f.name == name {
				out = append(out, f)
			}
		}
	}
	return out
}

func join[T any](parts ...[]field[T]) []field[T] {
	var out []field[T]
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// tables are the CSV files.
var tables = []table{
	newTable("recommendations", "Recommendations", "One row for each recommendation, with its state rolled up over its addressees.",
		[]string{"id"}, []reference{{"brief", "briefs"}, {"part_of", "recommendations"}},
		join(
			columns(recommendationFields, "id", "title", "text", "url", "brief", "part_of", "parts", "topics", "kind", "horizon"),
			[]field[recommendation]{list("to", "Its addressees, by id.", func(r recommendation, item func(string)) {
				for i := range r.of.To {
					item(r.id(r.of.To[i].Actor))
				}
			})},
			columns(recommendationFields, "badge", "split", "record", "stale"),
			[]field[recommendation]{
				date("last_event", "When something last happened.", func(r recommendation) site.Date { return r.state.LastEvent }),
				asOfField,
			}),
		eachRecommendation),

	newTable("assignments", "Assignments", "One row for each addressee of each recommendation, with its state.",
		[]string{"recommendation", "actor"}, []reference{{"recommendation", "recommendations"}, {"actor", "actors"}},
		join(
			[]field[assignment]{must(text("recommendation", "The recommendation, by id.", func(a assignment) string { return a.of.ID }))},
			columns(assignmentFields, "actor", "role", "respond_by", "due"),
			[]field[assignment]{text("due_text", "A deadline that names no date.", func(a assignment) string { return a.DueText })},
			columns(assignmentFields, "response", "claimed", "assessed", "schedule", "badge", "gap"),
			[]field[assignment]{must(date("as_of", "The date at which the state is given.", func(a assignment) site.Date { return a.site.AsOf() }))}),
		func(e *exporter, row func(assignment)) {
			eachRecommendation(e, func(r recommendation) { r.assignments(row) })
		}),

	newTable("events", "Histories", "One row for each event in the history of each recommendation, as known at the as-of date.",
		[]string{"recommendation", "event"}, []reference{{"recommendation", "recommendations"}},
		join(
			[]field[event]{
				must(text("recommendation", "The recommendation, by id.", func(v event) string { return v.of.ID })),
				number("event", "The event's number in the recommendation's record.", func(v event) int { return v.number }),
			},
			columns(eventFields, "date", "recorded", "type", "actors"),
			changeColumns(),
			columns(eventFields, "note")),
		func(e *exporter, row func(event)) {
			eachRecommendation(e, func(r recommendation) { r.events(row) })
		}),

	newTable("evidence", "Evidence", "One row for each source that an event of a recommendation's history rests on.",
		nil, []reference{{"recommendation", "recommendations"}, {"source", "sources"}},
		join(
			[]field[evidence]{
				must(text("recommendation", "The recommendation, by id.", func(v evidence) string { return v.of.ID })),
				number("event", "The event's number in the recommendation's record.", func(v evidence) int { return v.number }),
			},
			evidenceFields),
		func(e *exporter, row func(evidence)) {
			eachRecommendation(e, func(r recommendation) {
				r.events(func(v event) { v.evidence(row) })
			})
		}),

	newTable("briefs", "Briefs", "One row for each brief.",
		[]string{"id"}, nil,
		columns(briefTwin, "id", "title", "subtitle", "url", "summary", "authors", "date", "updated", "version", "topics", "actors",
			"language", "series", "part", "number", "doi", "license", "recommendations"),
		eachOf((*site.Site).Briefs)),

	newTable("actors", "Actors", "One row for each country, territory, person or organisation.",
		[]string{"id"}, []reference{{"parent", "actors"}},
		columns(actorTwin, "id", "title", "short_name", "form", "url", "summary", "parent", "member_of", "topics", "ror", "orcid", "wikidata", "isni"),
		eachOf((*site.Site).Actors)),

	newTable("topics", "Topics", "One row for each topic.",
		[]string{"id"}, []reference{{"broader", "topics"}},
		columns(topicTwin, "id", "title", "url", "summary", "broader"),
		eachOf((*site.Site).Topics)),

	newTable("sources", "Sources", "One row for each source that is cited or can be.",
		[]string{"id"}, nil,
		columns(sourceTwin, "id", "title", "url", "authors", "publisher", "date", "source_url", "accessed", "archived_url", "archived_at",
			"language", "tier", "type", "doi", "topics"),
		eachOf((*site.Site).Sources)),
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
