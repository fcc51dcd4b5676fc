package search

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"readout/generator/internal/site"
)

// recordsPerFile balances what a result costs to show against the number of
// files: about 10 kB before compression.
const recordsPerFile = 24

// show writes what a result shows of a record: a JSON array of
//
//	id, title, text, state, date, language, other titles …
//
// State is a badge's code, the date is in words, the language is that of title
// and text where it is not the publication's. All may be empty but the first
// two; empty ones at the end are left out.
func (x *reader) show(out []byte, e site.Entity) []byte {
	r := e.Common()
	fields := make([]string, 0, 8)
	fields = append(fields, r.ID, r.Title.In(x.lang), clip(x.summary(e)), "", site.DateOf(e).Words(), "")
	language := ""
	switch e := e.(type) {
	case *site.Brief:
		language = e.Language
	case *site.Source:
		language = e.Language
	case *site.Recommendation:
		fields[3], fields[4] = string(x.site.State(e).Badge), ""
	case *site.Actor:
		for _, n := range e.OtherNames {
			fields = append(fields, n.Name)
		}
	}
	if language != x.lang {
		fields[5] = language
	}
	for _, v := range r.Title.Values {
		if v.Value != fields[1] {
			fields = append(fields, v.Value)
		}
	}
	for _, t := range r.Others {
		for _, v := range t.Title.Values {
			fields = append(fields, v.Value)
		}
	}
	for fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	next := byte('[')
	for _, f := range fields {
		out = appendJSON(append(out, next), f)
		next = ','
	}
	return append(out, ']')
}

// summary is a text that says what a record is.
func (x *reader) summary(e site.Entity) string {
	r := e.Common()
	if s := r.Summary.In(x.lang); s != "" {
		return s
	}
	d := r.Body
	switch e := e.(type) {
	case *site.Recommendation:
		if e.Text != nil {
			d = e.Text
		}
	case *site.Brief:
		if s := e.Subtitle.In(x.lang); s != "" {
			return s
		}
	case *site.Source:
		return strings.Join(append(e.Authors[:len(e.Authors):len(e.Authors)], e.Publisher), ", ")
	}
	if d == nil {
		return ""
	}
	x.to.buf = x.appendPlain(x.to.buf[:0], r, d)
	return string(x.to.buf[:min(len(x.to.buf), 4*clipped)])
}

// clipped is how many letters of a text a result shows; a wide character
// counts as two.
const clipped = 180

// clip shortens a text to what a result shows: at a space, if there is one
// late enough. Breaks between lines become spaces.
func clip(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	width, space := 0, 0
	for i, r := range s {
		if r == ' ' {
			space = i
		}
		if width++; r >= 0x1100 {
			width++
		}
		if width > clipped {
			if space > i/2 {
				i = space
			}
			return strings.TrimRight(s[:i], " ,;:.") + "…"
		}
	}
	return s
}

// appendJSON writes a JSON string.
func appendJSON(out []byte, s string) []byte {
	out = append(out, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r < 0x20:
			out = append(out, `\u00`...)
			if r < 0x10 {
				out = append(out, '0')
			}
			out = strconv.AppendInt(out, int64(r), 16)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}
