package export

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"readout/generator/internal/site"
)

// table is one set of rows of data/, published as <name>.csv and <name>.json.
type table struct {
	name, title, about string
	columns            []property // of the CSV
	items              []property // of each object in the JSON
	key                []string   // the columns that name a row
	refs               []reference
	writeCSV           func(*exporter, *sink)
	writeJSON          func(*exporter, *sink)
}

// reference says that a column holds ids of another table's rows.
type reference struct{ column, table string }

// rows is what a table is made of: what its rows are called, the columns, and
// the rows, passed on one by one.
type rows[T edition] struct {
	name, title, about string
	key                []string
	refs               []reference
	columns            []field[T]
	items              []field[T] // of the JSON, where they are not the columns
	each               func(e *exporter, row func(T))
}

// edition is anything that knows the exporter, which stamps its rows.
type edition interface{ edition() *exporter }

func (e *exporter) edition() *exporter { return e }

// byteOrderMark begins every CSV file: see the package's doc.
const byteOrderMark = "\ufeff"

// newTable makes a table. In the CSV as_of stands before the columns and
// license behind them, unless the rows have a licence of their own; in the JSON
// both stand once, before the list.
func newTable[T edition](r rows[T]) table {
	columns := join([]field[T]{asOf[T]()}, r.columns)
	if !slices.ContainsFunc(columns, func(f field[T]) bool { return f.name == licenseName }) {
		columns = append(columns, license[T]())
	}
	items := r.items
	if items == nil {
		items = r.columns
	}
	return table{
		name: r.name, title: r.title, about: r.about, key: r.key, refs: r.refs,
		columns: describe(columns), items: describe(items),
		writeCSV: func(e *exporter, s *sink) {
			s.b = append(s.b, byteOrderMark...)
			for i, c := range columns {
				if i > 0 {
					s.b = append(s.b, ',')
				}
				s.b = append(s.b, c.name...)
			}
			s.b = append(s.b, '\r', '\n')
			cell := make([]byte, 0, 4<<10)
			r.each(e, func(x T) {
				for i := range columns {
					if i > 0 {
						s.b = append(s.b, ',')
					}
					cell = columns[i].cell(cell[:0], x)
					s.b = appendCell(s.b, cell)
				}
				s.b = append(s.b, '\r', '\n')
				s.spill()
			})
		},
		writeJSON: func(e *exporter, s *sink) {
			s.b = append(s.b, '{')
			s.b = append(e.appendStamp(s.b), `,"`+r.name+`":[`...)
			first := true
			r.each(e, func(x T) {
				if !first {
					s.b = append(s.b, ',')
				}
				first = false
				s.b = append(s.b, '\n') // a line for each, so that two versions can be compared line by line
				s.b = appendObject(s.b, items, x)
				s.spill()
			})
			s.b = append(s.b, "\n]}\n"...)
		},
	}
}

// licenseName is the field that holds the licence, in every file.
const licenseName = "license"

// asOf and license are the two fields with which every file of data says what
// it is a copy of.
func asOf[T edition]() field[T] {
	return must(date("as_of", "The date at which the states are given.", func(x T) site.Date { return x.edition().site.AsOf() }))
}

func license[T edition]() field[T] {
	return text(licenseName, "The licence of the data, as the publication names it.", func(x T) string { return x.edition().set.License })
}

// appendStamp appends the same as the first members of a JSON object.
func (e *exporter) appendStamp(b []byte) []byte {
	b = appendString(append(b, `"as_of":`...), e.asOf)
	if e.set.License != "" {
		b = appendString(append(b, `,"`+licenseName+`":`...), e.set.License)
	}
	return b
}

// appendCell appends a cell, quoted where RFC 4180 asks for it. A text that a
// spreadsheet would take for a formula gets an apostrophe in front, and so does
// one that would without its own apostrophes, so that taking one away gives
// the text back.
func appendCell(b, cell []byte) []byte {
	formula := isFormula(cell)
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

// isFormula reports whether some spreadsheet takes a text for a formula, or
// would without apostrophes in front. Those for Japanese and Korean take the
// wide forms of the signs too, and some overlook spaces in front.
func isFormula(cell []byte) bool {
	r, _ := utf8.DecodeRune(bytes.TrimLeft(cell, " '"))
	switch r {
	case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
		return true
	}
	return false
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

func join[T any](parts ...[]field[T]) []field[T] { return slices.Concat(parts...) }
