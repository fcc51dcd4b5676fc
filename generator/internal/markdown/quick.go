package markdown

import (
	"strings"

	"readout/generator/internal/diag"
)

// quickly reads a text in which nothing can be markup: a single line of plain
// words, as the texts of most recommendations and events are. There are so many
// of them that a parser for each takes longer than all briefs. FuzzQuickly
// holds it to the parser; what may be anything else is left to that.
func quickly(t diag.Text) (*Document, bool) {
	s := strings.TrimSuffix(t.String, "\n")
	if s == "" || !isLetter(s[0]) || !isWordEnd(s[len(s)-1]) {
		return nil, false
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case isLetter(c), c >= '0' && c <= '9', c == ')':
		case c == ' ', c == ',', c == ';', c == '(', c == '.', c == '%':
			if c == s[i-1] {
				return nil, false // an ellipsis, or two spaces
			}
		case c == '-':
			// Between letters it is a hyphen, and elsewhere perhaps a dash.
			if !isLetter(s[i-1]) || i+1 == len(s) || !isLetter(s[i+1]) {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	if strings.Contains(s, "www.") || strings.Contains(s, "WWW.") {
		return nil, false // perhaps a URL
	}
	var holes [8]byte
	d := &Document{
		html:  "<p>" + s + "</p>\n",
		holes: string(appendHoles(holes[:0], []hole{{at: len("<p"), kind: holeSource, n: t.Pos(0).Line}})),
		file:  t.File,
		from:  len("<p>"),
		to:    len("<p>") + len(s),
	}
	d.words = countWords(s, nil, nil)
	return d, true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isWordEnd(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || c == '.' || c == ')' || c == '%'
}
