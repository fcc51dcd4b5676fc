package layout

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// These functions write what html/template's escapers of the same purpose
// return, byte for byte; the tests compare them.

// refused stands where html/template refuses a value.
const refused = "ZgotmplZ"

// entities are what some bytes become in text and in quoted attributes.
var entities = [256]string{
	0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;",
}

// markupEntities are the same for markup, which has entities already.
var markupEntities = [256]string{
	0: "\uFFFD", '"': "&#34;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;",
}

// unquotedEntities are those in an attribute without quotes.
var unquotedEntities = [256]string{
	0: "&#xfffd;", '\t': "&#9;", '\n': "&#10;", '\v': "&#11;", '\f': "&#12;", '\r': "&#13;", ' ': "&#32;",
	'"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '=': "&#61;", '>': "&gt;", '`': "&#96;",
}

func appendAsItIs(b []byte, s string) []byte { return append(b, s...) }

func appendEscaped(b []byte, s string) []byte { return appendEntities(b, s, &entities) }

func appendMarkupEscaped(b []byte, s string) []byte { return appendEntities(b, s, &markupEntities) }

func appendEntities(b []byte, s string, entities *[256]string) []byte {
	written := 0
	for i := range len(s) {
		if e := entities[s[i]]; e != "" {
			b = append(b, s[written:i]...)
			b = append(b, e...)
			written = i + 1
		}
	}
	return append(b, s[written:]...)
}

// appendUnquoted also escapes noncharacters, and invalid bytes as U+FFFD.
func appendUnquoted(b []byte, s string) []byte {
	if s == "" {
		return append(b, refused...)
	}
	written := 0
	for i, width := 0, 0; i < len(s); i += width {
		width = 1
		if s[i] < utf8.RuneSelf {
			if e := unquotedEntities[s[i]]; e != "" {
				b = append(b, s[written:i]...)
				b = append(b, e...)
				written = i + 1
			}
			continue
		}
		var r rune
		if r, width = utf8.DecodeRuneInString(s[i:]); 0xfdd0 <= r && r <= 0xfdef || 0xfff0 <= r && r <= 0xffff {
			b = append(b, s[written:i]...)
			b = append(b, "&#x"...)
			b = strconv.AppendInt(b, int64(r), 16)
			b = append(b, ';')
			written = i + width
		}
	}
	return append(b, s[written:]...)
}

// isSafeURL reports whether a URL is relative or has a harmless scheme.
func isSafeURL(s string) bool {
	if s != "" && s[0] == '/' {
		return true
	}
	i := strings.IndexByte(s, ':')
	if i < 0 || strings.IndexByte(s[:i], '/') >= 0 {
		return true
	}
	scheme := s[:i]
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto")
}

func filterURL(s string) string {
	if !isSafeURL(s) {
		return "#" + refused
	}
	return s
}

func appendFilteredURL(b []byte, s string) []byte { return appendURL(b, filterURL(s)) }

// Sorts of bytes in URLs.
const (
	encoded  = iota // becomes %xx
	free            // stands everywhere
	reserved        // stands where it is in a URL, but is encoded in a part of one
)

var urlBytes = func() (t [256]uint8) {
	for c := range 256 {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~", byte(c)) >= 0:
			t[c] = free
		case strings.IndexByte("!#$&*+,/:;=?@[]", byte(c)) >= 0:
			t[c] = reserved
		}
	}
	return t
}()

// appendURL normalizes a URL for a quoted attribute.
func appendURL(b []byte, s string) []byte {
	written := 0
	for i := range len(s) {
		c := s[i]
		if urlBytes[c] != encoded {
			if c == '&' || c == '+' {
				b = append(b, s[written:i]...)
				b = append(b, entities[c]...)
				written = i + 1
			}
		} else if !isEscape(s[i:]) {
			b = append(b, s[written:i]...)
			b = appendPercent(b, c)
			written = i + 1
		}
	}
	return append(b, s[written:]...)
}

// normalizeURL normalizes a URL; what is to be escaped in HTML is left.
func normalizeURL(s string) string {
	for i := range len(s) {
		if urlBytes[s[i]] == encoded && !isEscape(s[i:]) {
			return string(appendNormalized(make([]byte, 0, len(s)+16), s))
		}
	}
	return s
}

func appendNormalized(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; urlBytes[c] == encoded && !isEscape(s[i:]) {
			b = appendPercent(b, c)
		} else {
			b = append(b, c)
		}
	}
	return b
}

// appendURLPart writes what may stand in a query or fragment.
func appendURLPart(b []byte, s string) []byte {
	written := 0
	for i := range len(s) {
		if urlBytes[s[i]] != free {
			b = append(b, s[written:i]...)
			b = appendPercent(b, s[i])
			written = i + 1
		}
	}
	return append(b, s[written:]...)
}

// isEscape reports whether a text begins with %xx.
func isEscape(s string) bool {
	return len(s) > 2 && s[0] == '%' && isHexDigit(s[1]) && isHexDigit(s[2])
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func appendPercent(b []byte, c byte) []byte {
	const digits = "0123456789abcdef"
	return append(b, '%', digits[c>>4], digits[c&15])
}
