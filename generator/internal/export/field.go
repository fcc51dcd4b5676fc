package export

import (
	"strconv"

	"readout/generator/internal/site"
)

// form is what the values of a field look like, for JSON Schemas and for the
// data package.
type form struct {
	kind    string // of JSON Schema: string, boolean, integer, array, object
	format  string // of JSON Schema
	pattern string
	codes   []string   // the only values there are; nil when they are free
	items   *form      // of an array
	fields  []property // of an object
	others  *form      // of an object whose keys are free: what their values look like
}

// property describes a field without saying how to get it.
type property struct {
	name, about string
	form        form
	always      bool
}

// field is one field of records of type T: its description, and its value in
// JSON and in a table's cell.
type field[T any] struct {
	property
	// json appends the value; it appends nothing when there is none, which
	// leaves the field out unless it is there always.
	json func(b []byte, x T) []byte
	// cell appends the value as text; nil for a field that fits no cell.
	cell func(b []byte, x T) []byte
}

// appendObject appends a record as a JSON object.
func appendObject[T any](b []byte, fields []field[T], x T) []byte {
	b = append(b, '{')
	first := true
	for i := range fields {
		f := &fields[i]
		before := len(b)
		if !first {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, f.name...) // names are plain ASCII
		b = append(b, '"', ':')
		start := len(b)
		b = f.json(b, x)
		switch {
		case len(b) > start:
		case f.always:
			b = append(b, '"', '"')
		default:
			b = b[:before]
			continue
		}
		first = false
	}
	return append(b, '}')
}

func describe[T any](fields []field[T]) []property {
	out := make([]property, len(fields))
	for i, f := range fields {
		out[i] = f.property
	}
	return out
}

// must makes a text, code, date or address a field that is there always.
func must[T any](f field[T]) field[T] {
	f.always = true
	return f
}

func text[T any](name, about string, get func(T) string) field[T] {
	return field[T]{
		property: property{name: name, about: about, form: form{kind: "string"}},
		json: func(b []byte, x T) []byte {
			if s := get(x); s != "" {
				b = appendString(b, s)
			}
			return b
		},
		cell: func(b []byte, x T) []byte { return append(b, get(x)...) },
	}
}

// code is a text that is one of the contract's codes.
func code[T any](name, about string, codes []string, get func(T) string) field[T] {
	f := text(name, about, get)
	f.form.codes = codes
	return f
}

// address is an absolute URL.
func address[T any](name, about string, get func(T) string) field[T] {
	f := text(name, about, get)
	f.form.format = "uri"
	return f
}

// datePattern is the dates of the contract.
const datePattern = `^(~|before )?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`

func date[T any](name, about string, get func(T) site.Date) field[T] {
	f := text(name, about, func(x T) string { return get(x).String() })
	f.form.pattern = datePattern
	return f
}

func number[T any](name, about string, get func(T) int) field[T] {
	appendNumber := func(b []byte, x T) []byte {
		if n := get(x); n != 0 {
			b = strconv.AppendInt(b, int64(n), 10)
		}
		return b
	}
	return field[T]{
		property: property{name: name, about: about, form: form{kind: "integer"}},
		json:     appendNumber, cell: appendNumber,
	}
}

func boolean[T any](name, about string, get func(T) bool) field[T] {
	appendBool := func(b []byte, x T) []byte { return strconv.AppendBool(b, get(x)) }
	return field[T]{
		property: property{name: name, about: about, form: form{kind: "boolean"}, always: true},
		json:     appendBool, cell: appendBool,
	}
}

// listSeparator stands between the items of a list in a cell. In an item a
// comma stands for it.
const listSeparator = ';'

// list is a list of texts that each passes on one by one.
func list[T any](name, about string, each func(x T, item func(string))) field[T] {
	return field[T]{
		property: property{name: name, about: about, always: true, form: form{kind: "array", items: &form{kind: "string"}}},
		json: func(b []byte, x T) []byte {
			b = append(b, '[')
			start := len(b)
			each(x, func(s string) {
				if len(b) > start {
					b = append(b, ',')
				}
				b = appendString(b, s)
			})
			return append(b, ']')
		},
		cell: func(b []byte, x T) []byte {
			start := len(b)
			each(x, func(s string) {
				if len(b) > start {
					b = append(b, listSeparator)
				}
				for i := range len(s) {
					if s[i] == listSeparator { // or one item would be read as two
						b = append(b, ',')
					} else {
						b = append(b, s[i])
					}
				}
			})
			return b
		},
	}
}

// ids is a list of the ids that references mean.
func ids[T interface{ id(site.Ref) string }](name, about string, get func(T) []site.Ref) field[T] {
	return list(name, about, func(x T, item func(string)) {
		for _, ref := range get(x) {
			item(x.id(ref))
		}
	})
}

// objects is a list of records of another type.
func objects[T, U any](name, about string, fields []field[U], each func(x T, item func(U))) field[T] {
	return field[T]{
		property: property{name: name, about: about, always: true, form: form{
			kind: "array", items: &form{kind: "object", fields: describe(fields)},
		}},
		json: func(b []byte, x T) []byte {
			b = append(b, '[')
			start := len(b)
			each(x, func(u U) {
				if len(b) > start {
					b = append(b, ',')
				}
				b = appendObject(b, fields, u)
			})
			return append(b, ']')
		},
	}
}

// pairs is an object whose keys differ from record to record; each passes them
// on with their values, which are texts if quoted and JSON numbers if not.
func pairs[T any](name, about string, f form, quoted bool, each func(x T, pair func(key, value string))) field[T] {
	f.kind = "object"
	return field[T]{
		property: property{name: name, about: about, form: f, always: true},
		json: func(b []byte, x T) []byte {
			b = append(b, '{')
			start := len(b)
			each(x, func(key, value string) {
				if len(b) > start {
					b = append(b, ',')
				}
				b = append(appendString(b, key), ':')
				if quoted {
					b = appendString(b, value)
				} else {
					b = append(b, value...)
				}
			})
			return append(b, '}')
		},
		cell: func(b []byte, x T) []byte {
			start := len(b)
			each(x, func(key, value string) {
				if len(b) > start {
					b = append(b, listSeparator)
				}
				b = append(append(append(b, key...), ':'), value...)
			})
			return b
		},
	}
}
