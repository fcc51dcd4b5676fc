package source

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"readout/generator/internal/diag"
)

const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle

const block = yaml.LiteralStyle | yaml.FoldedStyle

// scalar fills in a scalar that stands, its anchor and tag included, at an
// offset of the text.
func (d *document) scalar(node *Node, n *yaml.Node, at int) {
	node.Kind = Scalar
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 || n.Tag == "!" {
		at = d.skipProperties(at, n.Anchor)
	}
	start := d.place(at)
	node.Pos = diag.Pos{File: d.text.File, Line: int(start.Line), Col: int(start.Col)}
	node.Plain = n.Style&(quoted|block) == 0 && n.Tag != "!" && (n.Style&yaml.TaggedStyle == 0 || n.Tag != "!!str")
	node.Null = n.Tag == "!!null"
	node.Value = diag.Text{String: n.Value, File: d.text.File}
	if node.Null {
		node.Width = utf8.RuneCountInString(n.Value)
		node.Value.String = ""
		node.Value.Runs = d.oneRun(start)
		return
	}

	// Nearly every scalar stands in the file as it reads.
	src := d.text.String[at:]
	switch {
	case n.Style&(quoted|block) == 0:
		if strings.HasPrefix(src, n.Value) && strings.IndexByte(n.Value, '\n') < 0 {
			node.Width = utf8.RuneCountInString(n.Value)
			node.Value.Runs = d.oneRun(start)
			return
		}
	case n.Style&quoted != 0 && len(src) > len(n.Value)+1:
		if inner := src[1 : 1+len(n.Value)]; inner == n.Value && src[1+len(n.Value)] == src[0] &&
			!strings.ContainsAny(n.Value, "'\"\\\n") {
			node.Width = utf8.RuneCountInString(n.Value) + 2
			start.Col++
			node.Value.Runs = d.oneRun(start)
			return
		}
	}
	t := trace{d: d, value: n.Value}
	if n.Style&block != 0 {
		t.block(at, n.Style&yaml.FoldedStyle != 0)
	} else {
		t.flow(at, n.Style&quoted != 0)
	}
	node.Value.Runs, node.Width = t.runs, t.width
	if t.lost || len(t.runs) == 0 {
		node.Value.Runs = d.oneRun(start)
	}
}

// skipProperties returns where the value itself begins after its anchor and
// tag, which may stand on lines of their own.
func (d *document) skipProperties(at int, anchor string) int {
	s := d.text.String
	for at < len(s) {
		switch {
		case s[at] == '&' && anchor != "":
			at += 1 + len(anchor)
			anchor = ""
		case s[at] == '!':
			ends := " \t\r\n,]}"
			if strings.HasPrefix(s[at:], "!<") {
				ends = ">"
			}
			n := strings.IndexAny(s[at:], ends)
			if n < 0 {
				return len(s)
			}
			at += n
			if s[at] == '>' {
				at++
			}
		case s[at] == '#':
			for at < len(s) && lineBreak(s[at:]) == 0 {
				at++
			}
		case isBlank(s[at]):
			at++
		case lineBreak(s[at:]) > 0:
			at += lineBreak(s[at:])
		default:
			return at
		}
	}
	return at
}

// trace follows a scalar through the text a second time, by the rules of the
// library's scanner, to learn where each byte of its value stands. It checks
// what it finds against the value and is lost once they differ.
type trace struct {
	d     *document
	value string
	done  int // bytes of value found so far
	runs  []diag.Run
	width int
	lost  bool
}

// run says that the value goes on at an offset of the text.
func (t *trace) run(at int) {
	r := t.d.place(at)
	r.Offset = int32(t.done)
	if n := len(t.runs); n > 0 && t.runs[n-1].Offset == r.Offset {
		t.runs[n-1] = r
		return
	}
	t.runs = append(t.runs, r)
}

// emit finds a part of the value.
func (t *trace) emit(s string) {
	if !strings.HasPrefix(t.value[t.done:], s) {
		t.lost = true
		return
	}
	t.done += len(s)
}

// breaks finds the line breaks of a text of blanks and breaks that begins at
// an offset, each where it stands.
func (t *trace) breaks(at, end int) {
	for s := t.d.text.String; at < end && !t.lost; {
		n := lineBreak(s[at:])
		if n == 0 {
			at++
			continue
		}
		t.run(at)
		t.emit(asRead(s[at : at+n]))
		at += n
	}
}

// asRead returns what the library makes of a line break.
func asRead(lineBreak string) string {
	if lineBreak == "\u2028" || lineBreak == "\u2029" {
		return lineBreak
	}
	return "\n"
}

// flow traces a plain or quoted scalar.
func (t *trace) flow(at int, quoted bool) {
	s := t.d.text.String
	i := at
	var quote byte
	if quoted {
		quote = s[i]
		i++
	}
	t.run(i)
	for i < len(s) && !t.lost {
		if !quoted && t.done == len(t.value) {
			break
		}
		switch c := s[i]; {
		case quoted && c == quote && quote == '\'' && strings.HasPrefix(s[i:], "''"):
			t.run(i)
			t.emit("'")
			i += 2
			t.run(i)
		case quoted && c == quote:
			i++
			t.measure(at, i)
			t.lost = t.lost || t.done != len(t.value)
			return
		case quote == '"' && c == '\\':
			i = t.escape(i)
		case isBlank(c) || lineBreak(s[i:]) > 0:
			i = t.blanks(i)
		default:
			end := i + 1
			for end < len(s) && !isBlank(s[end]) && s[end] != quote && s[end] != '\\' && lineBreak(s[end:]) == 0 {
				end++
			}
			if rest := len(t.value) - t.done; !quoted && end-i > rest {
				end = i + rest // the value ends before ":" or a flow indicator
			}
			t.emit(s[i:end])
			i = end
		}
	}
	t.measure(at, i)
	t.lost = t.lost || quoted || t.done != len(t.value)
}

// measure sets the width of a scalar that stands between two offsets.
func (t *trace) measure(from, to int) {
	first := t.d.text.String[from:to]
	for i := range first {
		if lineBreak(first[i:]) > 0 {
			first = first[:i]
			break
		}
	}
	t.width = utf8.RuneCountInString(strings.TrimRight(first, " \t"))
}

// blanks traces blanks and line breaks inside a flow scalar: blanks alone
// stand for themselves, breaks are folded.
func (t *trace) blanks(at int) (next int) {
	s := t.d.text.String
	first, end := -1, at
	for end < len(s) {
		if n := lineBreak(s[end:]); n > 0 {
			if first < 0 {
				first = end
			}
			end += n
		} else if isBlank(s[end]) {
			end++
		} else {
			break
		}
	}
	if first < 0 {
		t.emit(s[at:end])
		return end
	}
	n := lineBreak(s[first:])
	switch read := asRead(s[first : first+n]); {
	case read != "\n":
		t.run(first)
		t.emit(read)
		t.breaks(first+n, end)
	case !strings.ContainsFunc(s[first+n:end], func(r rune) bool { return r != ' ' && r != '\t' }):
		t.emit(" ")
	default:
		t.breaks(first+n, end)
	}
	t.run(end)
	return end
}

// escape traces an escape in double quotes.
func (t *trace) escape(at int) (next int) {
	s := t.d.text.String
	if at+1 >= len(s) {
		t.lost = true
		return len(s)
	}
	if n := lineBreak(s[at+1:]); n > 0 {
		next = at + 1 + n
		end := next
		for end < len(s) && (isBlank(s[end]) || lineBreak(s[end:]) > 0) {
			end += max(1, lineBreak(s[end:]))
		}
		t.breaks(next, end)
		t.run(end)
		return end
	}
	next = at + 2
	switch s[at+1] {
	case 'x':
		next += 2
	case 'u':
		next += 4
	case 'U':
		next += 8
	}
	t.run(at)
	if t.done >= len(t.value) || next > len(s) {
		t.lost = true
		return len(s)
	}
	_, n := utf8.DecodeRuneInString(t.value[t.done:])
	t.emit(t.value[t.done : t.done+n])
	t.run(next)
	return next
}

// block traces a literal or folded block scalar.
func (t *trace) block(at int, folded bool) {
	s := t.d.text.String
	i := at + 1
	for i < len(s) && (s[i] == '+' || s[i] == '-' || s[i] >= '0' && s[i] <= '9') {
		i++
	}
	t.width = i - at
	for i < len(s) && lineBreak(s[i:]) == 0 {
		i++
	}
	i += lineBreak(s[i:])
	indent := t.indent(i)

	// The names are those of the scanner: the break that ends the line
	// before, and the breaks of the empty lines after it.
	var lead, trail span
	var blankBefore bool
	i, trail = t.emptyLines(i, indent)
	for i < len(s) && t.done < len(t.value) && !t.lost && t.atIndent(i, indent) {
		blank := isBlank(s[i])
		if folded && !blankBefore && !blank && lead.size() > 0 && asRead(s[lead.from:lead.to]) == "\n" {
			if trail.size() == 0 {
				t.emit(" ")
			}
		} else if lead.size() > 0 {
			t.breaks(lead.from, lead.to)
		}
		t.breaks(trail.from, trail.to)
		t.run(i)
		end := i
		for end < len(s) && lineBreak(s[end:]) == 0 {
			end++
		}
		t.emit(s[i:end])
		blankBefore = blank
		lead = span{end, end + lineBreak(s[end:])}
		i, trail = t.emptyLines(lead.to, indent)
	}
	// Chomping decides how much of the tail belongs to the value.
	if t.done < len(t.value) && !t.lost && lead.size() > 0 {
		t.breaks(lead.from, lead.to)
	}
	if t.done < len(t.value) && !t.lost {
		t.breaks(trail.from, trail.to)
	}
	if i == len(s) && t.value[t.done:] == "\n" {
		t.run(i) // the library gives a blank last line the break that it lacks
		t.emit("\n")
	}
	t.lost = t.lost || t.done != len(t.value)
}

type span struct{ from, to int }

func (s span) size() int { return s.to - s.from }

// indent returns how many spaces the lines of a block scalar that begins at
// an offset are indented by: as many as its first line that is not blank has
// in the file and not in the value. When all lines are blank, the longest one
// tells.
func (t *trace) indent(at int) int {
	inFile, longestInFile, _ := leadingSpaces(t.d.text.String[at:])
	inValue, longestInValue, found := leadingSpaces(t.value)
	if !found {
		return max(0, longestInFile-longestInValue)
	}
	return max(0, inFile-inValue)
}

// leadingSpaces returns how many spaces the first line that has anything else
// begins with, whether there is one, and the most spaces that a line before it
// has.
func leadingSpaces(s string) (first, longest int, found bool) {
	n := 0
	for i := 0; i < len(s); {
		if b := lineBreak(s[i:]); b > 0 {
			i += b
			longest = max(longest, n)
			n = 0
		} else if s[i] == ' ' {
			i++
			n++
		} else {
			return n, longest, true
		}
	}
	return 0, max(longest, n), false
}

// emptyLines skips empty lines and the indentation of the line after them; it
// returns where that line's text begins and the span of the empty lines.
func (t *trace) emptyLines(at, indent int) (next int, trail span) {
	s := t.d.text.String
	trail = span{at, at}
	for {
		i := at
		for i < len(s) && i-at < indent && s[i] == ' ' {
			i++
		}
		n := lineBreak(s[min(i, len(s)):])
		if n == 0 {
			return i, trail
		}
		at = i + n
		trail.to = at
	}
}

// atIndent reports whether the text at an offset is indented by as much.
func (t *trace) atIndent(at, indent int) bool {
	return at >= indent && strings.Count(t.d.text.String[at-indent:at], " ") == indent
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
