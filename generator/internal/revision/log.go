package revision

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"readout/generator/internal/diag"
	"readout/generator/internal/site"
)

// Log is the file of revisions, read. It is immutable; the zero Log is empty.
// Where a publication has tens of thousands of records nearly every line is
// looked at in every build and nearly none is shown, so that a line is kept as
// text until its title or changes are asked for.
type Log struct {
	entries []entry
	chains  map[key]chain
}

// key names a record. Ids in the file are in lower case.
type key struct {
	kind site.Kind
	id   string
}

// compare orders records by kind and id.
func (k key) compare(other key) int {
	return cmp.Or(cmp.Compare(k.kind, other.kind), strings.Compare(k.id, other.id))
}

// chain is a record's first and last entry.
type chain struct{ first, last int32 }

// entry is a line of the log.
type entry struct {
	key
	date site.Date
	sum  site.Sum
	gone bool
	line int32
	next int32 // of the same record; 0 when there is none
	text string
}

// Parse reads the file. What cannot be read is an error at its place, and left
// out of the log.
func Parse(text string) (*Log, diag.List) {
	dates := map[string]site.Date{}
	l := &Log{chains: make(map[key]chain, strings.Count(text, "\n"))}
	l.entries = make([]entry, 1, strings.Count(text, "\n")+2) // the first is none
	var problems diag.List
	number := int32(0)
	for text != "" {
		number++
		one, rest, _ := strings.Cut(text, "\n")
		text = rest
		one = strings.TrimSuffix(one, "\r")
		if number == 1 {
			one = strings.TrimPrefix(one, "\ufeff")
		}
		if strings.TrimSpace(one) == "" {
			continue
		}
		e := entry{line: number, text: one}
		if !e.readQuickly(dates) {
			if wrong := e.readWholly(dates); wrong != nil {
				wrong.report(&problems, number, one)
				continue
			}
		}
		l.add(e)
	}
	return l, problems
}

func (l *Log) add(e entry) {
	at := int32(len(l.entries))
	l.entries = append(l.entries, e)
	c, known := l.chains[e.key]
	if known {
		l.entries[c.last].next = at
	} else {
		c.first = at
	}
	c.last = at
	l.chains[e.key] = c
}

// of returns the entries of a record in the order of the file.
func (l *Log) of(k key, into []*entry) []*entry {
	for at := l.chains[k].first; at != 0; at = l.entries[at].next {
		into = append(into, &l.entries[at])
	}
	return into
}

// kinds are the kinds of records of which revisions are kept.
var kinds = [...]site.Kind{site.KindBrief, site.KindRecommendation}

func kindOf(name string) (site.Kind, bool) {
	for _, k := range kinds {
		if k.String() == name {
			return k, true
		}
	}
	return 0, false
}

// readQuickly reads a line in the form in which nearly all are written: a first
// revision, without anything that JSON would have escaped. dates are those
// that were read before: there are few.
func (e *entry) readQuickly(dates map[string]site.Date) bool {
	rest := e.text
	value := func(before string) string {
		after, ok := strings.CutPrefix(rest, before)
		v, more, closed := strings.Cut(after, `"`)
		if !ok || !closed {
			rest = ""
			return ""
		}
		rest = more
		return v
	}
	date, kind, id := value(`{"date":"`), value(`,"kind":"`), value(`,"id":"`)
	sum, path, title := value(`,"sha256":"`), value(`,"path":"`), value(`,"title":"`)
	if rest != "}" || strings.IndexByte(path, '\\') >= 0 || strings.IndexByte(title, '\\') >= 0 || !plain(e.text) {
		return false
	}
	return e.fill(dates, date, kind, id, sum) == nil
}

// plain reports whether a text is UTF-8 without control characters.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' {
			return false
		}
	}
	return utf8.ValidString(s)
}

// fault is what is wrong with a line, at a byte of it or at a key's value.
type fault struct {
	at            int
	key           string
	message, hint string
}

// fill takes over what a line says of itself.
func (e *entry) fill(dates map[string]site.Date, date, kind, id, sum string) *fault {
	var known bool
	if e.date, known = dates[date]; !known {
		d, err := site.ParseDate(date)
		if err != nil || d.Day == 0 || d.About || d.Before {
			return &fault{key: "date", message: "“" + date + "” is no day", hint: "write a day, as in 2022-07-20"}
		}
		e.date, dates[date] = d, d
	}
	if e.kind, known = kindOf(kind); !known {
		return &fault{key: "kind", message: "“" + kind + "” is no kind of record whose revisions are kept", hint: "write brief or recommendation"}
	}
	if e.id = id; !isID(id) {
		return &fault{key: "id", message: "“" + id + "” is no id", hint: "write the record's id in lower case"}
	}
	if !e.gone && !decodeSum(&e.sum, sum) {
		return &fault{key: "sha256", message: "“" + sum + "” is no SHA-256", hint: "it has 64 hexadecimal digits"}
	}
	return nil
}

// isID reports whether an id has nothing but what ids have, in lower case.
func isID(id string) bool {
	for i := range len(id) {
		if c := id[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	return id != ""
}

func decodeSum(sum *site.Sum, s string) bool {
	if len(s) != 2*len(sum) {
		return false
	}
	for i := range sum {
		high, low := hexDigit(s[2*i]), hexDigit(s[2*i+1])
		if high > 15 || low > 15 {
			return false
		}
		sum[i] = high<<4 | low
	}
	return true
}

// hexDigit returns what a digit stands for; 16 for what is none.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 16
}

// readWholly reads a line as JSON.
func (e *entry) readWholly(dates map[string]site.Date) *fault {
	if !utf8.ValidString(e.text) {
		return &fault{at: len(e.text) - len(strings.TrimLeftFunc(e.text, func(r rune) bool { return r != utf8.RuneError })), message: "this is no UTF-8"}
	}
	var l line
	d := json.NewDecoder(strings.NewReader(e.text))
	d.DisallowUnknownFields()
	err := d.Decode(&l)
	if err == nil {
		if _, err = d.Token(); err == nil {
			return &fault{at: int(d.InputOffset()) - 1, message: "there is more behind the end of this line's object"}
		} else if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
	case errors.As(err, &syntax):
		return &fault{at: max(0, int(syntax.Offset)-1), message: "this line is no JSON: " + syntax.Error()}
	case errors.As(err, &wrongType):
		return &fault{key: wrongType.Field, message: "a value of this line is a " + wrongType.Value + " where something else is wanted"}
	default:
		message := strings.TrimPrefix(err.Error(), "json: ")
		if name, unknown := strings.CutPrefix(message, "unknown field "); unknown {
			return &fault{key: strings.Trim(name, `"`), message: "unknown key " + name}
		}
		return &fault{at: len(e.text), message: "this line is cut off"}
	}
	e.gone = l.Gone
	if wrong := e.fill(dates, l.Date, l.Kind, l.ID, l.SHA256); wrong != nil {
		return wrong
	}
	var since site.Sum
	if l.Since != "" && !decodeSum(&since, l.Since) {
		return &fault{key: "since", message: "“" + l.Since + "” is no SHA-256", hint: "it has 64 hexadecimal digits"}
	}
	return nil
}

func (f *fault) report(l *diag.List, number int32, text string) {
	at := min(f.at, len(text))
	if f.key != "" {
		if i := strings.Index(text, `"`+f.key+`"`); i >= 0 {
			at = i
		}
	}
	pos := diag.Pos{File: File, Line: int(number), Col: utf8.RuneCountInString(text[:at]) + 1}
	d := l.Errorf(pos, CodeMalformed, "%s", f.message)
	d.Width = 1
	if f.key != "" && at < len(text) {
		d.Width = len(f.key) + 2
	}
	d.Hint = f.hint
	switch {
	case strings.HasPrefix(text, "<<<<<<<"), strings.HasPrefix(text, "======="), strings.HasPrefix(text, ">>>>>>>"):
		d.Message = "git left the mark of a conflict here"
		d.Hint = "keep the lines of both sides and remove the marks; `" + File + " merge=union` in .gitattributes does it by itself"
	case d.Hint == "":
		d.Hint = "take the line back from the repository; nothing in this file is written by hand"
	}
}

// pos is the place of a line's record id.
func (e *entry) pos() (at diag.Pos, width int) {
	at = diag.Pos{File: File, Line: int(e.line), Col: 1}
	if i := strings.Index(e.text, `"`+e.id+`"`); i >= 0 {
		at.Col = utf8.RuneCountInString(e.text[:i]) + 1
		width = len(e.id) + 2
	}
	return at, width
}

// revision reads all that a line says.
func (e *entry) revision() Revision {
	r := Revision{Date: e.date, Gone: e.gone, Sum: e.sum}
	var l line
	if json.NewDecoder(bytes.NewReader([]byte(e.text))).Decode(&l) != nil { // it was read before
		return r
	}
	r.Title, r.Path = l.Title, l.Path
	decodeSum(&r.Since, l.Since)
	if l.Changes != nil {
		r.Compared, r.Changes = true, *l.Changes
	}
	return r
}
