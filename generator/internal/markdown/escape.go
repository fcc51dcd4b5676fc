package markdown

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

func escapeOf(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	}
	return ""
}

// appendEscaped appends s so that it is text in HTML, and in a quoted
// attribute too.
func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		if e := escapeOf(s[i]); e != "" {
			b = append(b, s[from:i]...)
			b = append(b, e...)
			from = i + 1
		}
	}
	return append(b, s[from:]...)
}

func appendEscapedBytes(b, s []byte) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		if e := escapeOf(s[i]); e != "" {
			b = append(b, s[from:i]...)
			b = append(b, e...)
			from = i + 1
		}
	}
	return append(b, s[from:]...)
}

// entity reads a character reference at the start of s, which begins with &.
// It returns what it stands for and its length, 0 when it is none.
func entity(s []byte) (string, int) {
	end := bytes.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return "", 0
	}
	name := s[1:end]
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(string(name)); ok {
			return string(e.Characters), end + 1
		}
		return "", 0
	}
	base, digits, longest := 10, name[1:], 7
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		base, digits, longest = 16, digits[1:], 6
	}
	if len(digits) == 0 || len(digits) > longest || digits[0] == '+' || digits[0] == '-' || bytes.IndexByte(digits, '_') >= 0 {
		return "", 0
	}
	v, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil {
		return "", 0
	}
	return string(util.ToValidRune(rune(v))), end + 1
}

// unescape undoes backslashes before punctuation, and character references.
func unescape(s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			i++
			out = append(out, s[i])
		case s[i] == '&':
			if e, n := entity(s[i:]); n > 0 {
				out = append(out, e...)
				i += n - 1
				continue
			}
			out = append(out, '&')
		default:
			out = append(out, s[i])
		}
	}
	return out
}

// special marks the bytes that text cannot copy as they are.
var special = [256]bool{'&': true, '<': true, '>': true, '"': true, '\'': true, '-': true, '.': true, '\\': true}

// text writes prose: escapes and character references undone, quotes and
// dashes as in print where the language is English.
func (r *reading) text(s []byte) {
	if len(s) == 0 {
		return
	}
	if r.brk >= 0 {
		r.joinLines(s)
	}
	from := 0 // of what is not written yet
	emit := func(i int, with string, skip int) {
		if i > from {
			r.prev, _ = utf8.DecodeLastRune(s[from:i])
			r.buf = append(r.buf, s[from:i]...)
		}
		if with != "" {
			r.buf = appendEscaped(r.buf, with)
			r.prev, _ = utf8.DecodeLastRuneInString(with)
		}
		from = i + skip
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !special[c] {
			continue
		}
		switch c {
		case '\\':
			if i+1 < len(s) && util.IsPunct(s[i+1]) {
				emit(i, string(s[i+1]), 2)
				i++
			}
		case '&':
			if e, n := entity(s[i:]); n > 0 {
				emit(i, e, n)
				i += n - 1
			} else {
				emit(i, "&", 1)
			}
		case '<', '>':
			emit(i, string(c), 1)
		case '"', '\'':
			if r.smart {
				emit(i, "", 0)
				emit(i, smartQuote(r.prev, s[i:], r.lineEnds), 1)
			} else if c == '"' {
				emit(i, `"`, 1)
			}
		case '-', '.':
			n := runLength(s[i:])
			switch {
			case !r.smart:
			case c == '-' && n == 2:
				emit(i, "–", 2)
			case c == '-' && n == 3:
				emit(i, "—", 3)
			case c == '.' && n == 3:
				emit(i, "…", 3)
			}
			i += n - 1
		}
	}
	emit(len(s), "", 0)
}

// smartQuote returns the printed form of the quote that s begins with.
// lineEnds says that behind s the line does, rather than markup begin.
func smartQuote(prev rune, s []byte, lineEnds bool) string {
	next := rune(0)
	if len(s) > 1 {
		next, _ = utf8.DecodeRune(s[1:])
	} else if lineEnds {
		next = ' '
	}
	opens := unicode.IsSpace(prev) || prev == '/' || unicode.In(prev, unicode.Ps, unicode.Pi, unicode.Pd)
	if unicode.IsSpace(next) {
		opens = false
	}
	switch {
	case s[0] == '"' && opens:
		return "“"
	case s[0] == '"':
		return "”"
	case opens && !isClipped(s[1:]):
		return "‘"
	}
	return "’"
}

// isClipped reports whether an apostrophe before s stands for letters or
// digits left out: ’90s, ’tis.
func isClipped(s []byte) bool {
	end := 0
	for end < len(s) && util.IsAlphaNumeric(s[end]) {
		end++
	}
	word := string(bytes.ToLower(s[:end]))
	if len(word) >= 2 && util.IsNumeric(word[0]) && util.IsNumeric(word[1]) && (len(word) == 2 || word[2:] == "s") {
		return true
	}
	switch word {
	case "tis", "twas", "em", "til", "cause", "round":
		return true
	}
	return false
}

// joinLines takes back the line break before s when it stands between two
// characters of a script without spaces.
func (r *reading) joinLines(s []byte) {
	at := r.brk
	r.brk = -1
	if !r.dropBreaks || !isCJK(r.brkPrev) || unicode.Is(unicode.Hangul, r.brkPrev) {
		return
	}
	if c, _ := utf8.DecodeRune(s); !isCJK(c) || unicode.Is(unicode.Hangul, c) {
		return
	}
	r.buf = append(r.buf[:at], r.buf[at+1:]...)
	for i := len(r.holes) - 1; i >= 0 && r.holes[i].at > at; i-- {
		r.holes[i].at--
	}
}
