package diag

import (
	"bufio"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Print writes problems for people, in the order of the list:
//
//	content/briefs/x.md:12:7: error: no actor "unicef" [ref-unknown]
//	    See [[unicef]] for more.
//	          ^^^^^^
//	  hint: did you mean "unicef-hq"?
//
// lines returns the text of a file, and false when it cannot be had, in which
// case the source line is left out. With color, ANSI colours are used.
// Characters that would steer the terminal are replaced.
func Print(w io.Writer, l List, lines func(file string) ([]byte, bool), color bool) error {
	out := bufio.NewWriter(w)
	p := printer{out, color}
	var index *Lines // of the file last printed from
	for _, d := range l {
		p.styled(bold, visible(d.Pos.String())+": ")
		severity := red
		if d.Severity == Warning {
			severity = yellow
		}
		p.styled(severity, d.Severity.String()+": ")
		p.styled(bold, visible(d.Message))
		p.styled(faint, " ["+d.Code+"]")
		p.out.WriteByte('\n')
		if d.Pos.Line > 0 {
			if index == nil || index.file != d.Pos.File {
				index = nil
				if text, ok := lines(d.Pos.File); ok {
					index = NewLines(d.Pos.File, text)
				}
			}
			if index != nil {
				p.excerpt(index.Line(d.Pos.Line), d.Pos.Col, d.Width)
			}
		}
		if d.Hint != "" {
			p.styled(cyan, "  hint: ")
			p.out.WriteString(visible(d.Hint))
			p.out.WriteByte('\n')
		}
	}
	return out.Flush()
}

// ANSI styles.
const (
	bold   = "\x1b[1m"
	faint  = "\x1b[2m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	green  = "\x1b[1;32m"
	cyan   = "\x1b[36m"
	plain  = "\x1b[0m"
)

type printer struct {
	out   *bufio.Writer
	color bool
}

func (p printer) styled(style, s string) {
	if p.color {
		s = style + s + plain
	}
	p.out.WriteString(s)
}

// The source line is clipped to so many terminal cells, with so many of them
// kept before the caret.
const (
	clipCells  = 100
	clipBefore = 60
)

// excerpt prints a source line and a caret under its column.
func (p printer) excerpt(line string, col, width int) {
	if strings.TrimSpace(line) == "" && col <= 1 {
		return
	}
	runes := []rune(visible(line))
	from := max(0, min(col-1, len(runes)))
	to := min(len(runes), from+max(width, 1))

	first, cells := from, 0 // the first rune shown
	for first > 0 && cells+Cells(runes[first-1]) <= clipBefore {
		first--
		cells += Cells(runes[first])
	}
	last := from // the rune after the last one shown
	for last < len(runes) && cells+Cells(runes[last]) <= clipCells {
		cells += Cells(runes[last])
		last++
	}
	var text, caret strings.Builder
	if first > 0 {
		text.WriteString("…")
		caret.WriteByte(' ')
	}
	for i := first; i < last; i++ {
		text.WriteRune(runes[i])
		mark := byte(' ')
		if i >= from && i < to {
			mark = '^'
		}
		switch {
		case runes[i] == '\t' && i < from:
			caret.WriteByte('\t') // so that the caret stands right however wide tabs are
		case runes[i] == '\t':
			caret.WriteByte(mark)
		default:
			for range Cells(runes[i]) {
				caret.WriteByte(mark)
			}
		}
	}
	if last < len(runes) {
		text.WriteString("…")
	}
	if from >= len(runes) {
		caret.WriteByte('^')
	}
	p.out.WriteString("    " + text.String() + "\n    ")
	p.styled(green, strings.TrimRight(caret.String(), " "))
	p.out.WriteByte('\n')
}

// visible replaces control characters other than tabs, so that no text can
// steer the terminal or break a line.
func visible(s string) string {
	if strings.IndexFunc(s, steers) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r':
			return ' '
		case steers(r):
			return utf8.RuneError
		}
		return r
	}, s)
}

// steers reports whether a character moves the cursor, changes the terminal's
// state or turns the direction of writing around.
func steers(r rune) bool {
	return unicode.IsControl(r) && r != '\t' || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}
