package source

import (
	"strings"
	"unicode/utf8"

	"readout/generator/internal/diag"
)

// quick reads YAML in the forms in which nearly all records are written, in a
// fraction of the time that the library takes: block mappings and lists with
// plain keys, scalars and flow collections on one line, block scalars of one
// paragraph. It gives up on everything else, and on everything that is wrong:
// then the library reads the text from its start, so that no meaning and no
// message is decided here. FuzzQuick holds the two to each other.
type quick struct {
	d  *document
	s  string
	at int // where reading goes on
	// Of the next line with something on it, once next has found it.
	indent int
	end    bool // there is none
}

// gaveUp ends reading, from however deep inside.
type gaveUp struct{}

// quickDepth is how deep values may nest, the outermost counting as one.
const quickDepth = 24

// readQuickly returns the value of a text; ok is false when the library must
// read it.
func (d *document) readQuickly() (n *Node, ok bool) {
	s := d.text.String
	if strings.IndexByte(s, '\t') >= 0 || strings.IndexByte(s, '\r') >= 0 || strings.Contains(s, "\u0085") ||
		strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029") || strings.Contains(s, "\ufeff") {
		return nil, false
	}
	defer func() {
		if r := recover(); r != nil {
			if _, expected := r.(gaveUp); !expected {
				panic(r)
			}
			n, ok = nil, false
			d.lastPlace.col = 0 // count again from the start
		}
	}()
	q := &quick{d: d, s: s}
	q.next()
	q.must(!q.end && q.indent == 0)
	n = q.block(1)
	q.must(q.end)
	return n, true
}

func (q *quick) must(ok bool) {
	if !ok {
		panic(gaveUp{})
	}
}

// next goes from the start of a line to the first thing on it or a later one
// that is no comment.
func (q *quick) next() {
	for q.at < len(q.s) {
		start := q.at
		for q.at < len(q.s) && q.s[q.at] == ' ' {
			q.at++
		}
		switch {
		case q.at == len(q.s):
		case q.s[q.at] == '\n':
			q.at++
			continue
		case q.s[q.at] == '#':
			q.at = q.lineEnd() + 1
			continue
		default:
			q.indent = q.at - start
			rest := q.s[q.at:]
			q.must(q.indent > 0 || rest[0] != '%' && !strings.HasPrefix(rest, "---") && !strings.HasPrefix(rest, "..."))
			return
		}
	}
	q.end = true
}

// lineEnd returns the offset at which the line ends.
func (q *quick) lineEnd() int {
	if i := strings.IndexByte(q.s[q.at:], '\n'); i >= 0 {
		return q.at + i
	}
	return len(q.s)
}

// endLine leaves a line on which nothing may follow.
func (q *quick) endLine() {
	end := q.lineEnd()
	q.must(strings.TrimLeft(q.s[q.at:end], " ") == "")
	q.at = end + 1
	q.next()
}

func (q *quick) spaces() {
	for q.at < len(q.s) && q.s[q.at] == ' ' {
		q.at++
	}
}

// sees reports whether a character comes next.
func (q *quick) sees(c byte) bool { return q.at < len(q.s) && q.s[q.at] == c }

func (q *quick) seesDash() bool { return strings.HasPrefix(q.s[q.at:], "- ") }

func (q *quick) node(k Kind) *Node {
	n := q.d.newNode()
	n.Kind, n.Pos = k, q.d.pos(q.at)
	return n
}

// block reads a mapping or a list that begins here, at q.indent.
func (q *quick) block(depth int) *Node {
	if q.seesDash() {
		return q.list(q.indent, depth)
	}
	return q.mapping(q.indent, depth)
}

func (q *quick) mapping(indent, depth int) *Node {
	q.must(depth < quickDepth)
	n := q.node(Mapping)
	n.Pairs = make([]Pair, 0, 8)
	for {
		key := q.key(n)
		q.spaces()
		var value *Node
		switch {
		case q.at < len(q.s) && q.s[q.at] != '\n':
			value = q.inline(indent, depth+1)
		default:
			q.endLine()
			q.must(!q.end)
			switch {
			case q.indent > indent:
				value = q.block(depth + 1)
			case q.indent == indent && q.seesDash():
				value = q.list(indent, depth+1)
			default:
				q.must(false) // a null
			}
		}
		n.Pairs = append(n.Pairs, Pair{key, value})
		if q.end || q.indent < indent {
			return n
		}
		q.must(q.indent == indent)
	}
}

func (q *quick) list(indent, depth int) *Node {
	q.must(depth < quickDepth)
	n := q.node(Sequence)
	n.Items = make([]*Node, 0, 4)
	for {
		start := q.at
		q.at++
		q.spaces()
		q.must(q.at < len(q.s) && !q.sees('\n') && !q.seesDash())
		if q.keyLength() > 0 {
			n.Items = append(n.Items, q.mapping(indent+q.at-start, depth+1))
		} else {
			n.Items = append(n.Items, q.inline(indent, depth+1))
		}
		if q.end || q.indent < indent || q.indent == indent && !q.seesDash() {
			return n
		}
		q.must(q.indent == indent)
	}
}

// keyLength returns the length of the key that comes next, before its colon;
// 0 when there is none.
func (q *quick) keyLength() int {
	i := q.at
	for i < len(q.s) && isKeyByte(q.s[i]) {
		i++
	}
	if i == q.at || i == len(q.s) || q.s[i] != ':' || i+1 < len(q.s) && q.s[i+1] != ' ' && q.s[i+1] != '\n' {
		return 0
	}
	return i - q.at
}

func isKeyByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// key reads a key of a mapping and its colon.
func (q *quick) key(of *Node) *Node {
	size := q.keyLength()
	q.must(size > 0)
	key := q.s[q.at : q.at+size]
	q.must(!isNull(key) && len(of.Pairs) < 64)
	for i := range of.Pairs {
		q.must(of.Pairs[i].Key.Value.String != key)
	}
	n := q.scalar(key, true, 0)
	q.at += size + 1
	return n
}

// scalar makes the node of a scalar that begins here; quotes is how many
// characters stand before the value.
func (q *quick) scalar(value string, plain bool, quotes int) *Node {
	n := q.node(Scalar)
	n.Plain = plain
	n.Width = utf8.RuneCountInString(value) + 2*quotes
	n.Value = diag.Text{String: value, File: q.d.text.File}
	n.Value.Runs = q.d.oneRun(diag.Run{Line: int32(n.Pos.Line), Col: int32(n.Pos.Col + quotes)})
	return n
}

// inline reads a value that begins on the line of its key or dash, which
// stands at an indentation, and goes to the next line.
func (q *quick) inline(indent, depth int) *Node {
	var n *Node
	switch c := q.s[q.at]; c {
	case '"', '\'', '[', '{':
		n = q.flow(depth)
	case '|', '>':
		return q.paragraph(indent)
	default:
		line := strings.TrimRight(q.s[q.at:q.lineEnd()], " ")
		q.must(beginsPlain(line) && !isNull(line) && !strings.HasSuffix(line, ":") && !strings.Contains(line, ": ") && !strings.Contains(line, " #"))
		n = q.scalar(line, true, 0)
		q.at += len(line)
	}
	q.endLine()
	return n
}

// beginsPlain reports whether a text without quotes may be a plain scalar as
// far as its first character goes.
func beginsPlain(s string) bool {
	c := s[0]
	return isKeyByte(c) || c >= utf8.RuneSelf || c == '(' || c == '/' || c == '.' || c == '~'
}

func isNull(s string) bool {
	switch s {
	case "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// flow reads a quoted scalar or a flow collection, or a plain scalar inside of
// one, that ends on the same line.
func (q *quick) flow(depth int) *Node {
	q.must(depth < quickDepth && q.at < len(q.s))
	switch c := q.s[q.at]; c {
	case '"', '\'':
		size := strings.IndexByte(q.s[q.at+1:], c)
		q.must(size >= 0)
		value := q.s[q.at+1 : q.at+1+size]
		q.must(strings.IndexByte(value, '\n') < 0 && (c == '\'' || strings.IndexByte(value, '\\') < 0))
		n := q.scalar(value, false, 1)
		q.at += size + 2
		q.must(!q.sees(c)) // '' in single quotes stands for one
		return n
	case '[':
		n := q.node(Sequence)
		q.collection(']', func() {
			n.Items = append(n.Items, q.flow(depth+1))
		})
		return n
	case '{':
		n := q.node(Mapping)
		q.collection('}', func() {
			key := q.key(n)
			q.must(q.sees(' '))
			q.spaces()
			n.Pairs = append(n.Pairs, Pair{key, q.flow(depth + 1)})
		})
		return n
	}
	end := q.at
	for end < len(q.s) && (beginsPlain(q.s[end:]) || q.s[end] == '-' || q.s[end] == ' ' || q.s[end] == ')') {
		end++
	}
	value := strings.TrimRight(q.s[q.at:end], " ")
	q.must(value != "" && beginsPlain(value) && !isNull(value))
	n := q.scalar(value, true, 0)
	q.at = end
	return n
}

// collection reads what stands between here and a closing bracket, each part
// with one.
func (q *quick) collection(closing byte, one func()) {
	q.at++
	q.spaces()
	if q.sees(closing) {
		q.at++
		return
	}
	for {
		one()
		q.spaces()
		if q.sees(closing) {
			q.at++
			return
		}
		q.must(q.sees(','))
		q.at++
		q.spaces()
	}
}

// paragraph reads a block scalar of lines that are indented alike.
func (q *quick) paragraph(indent int) *Node {
	n := q.node(Scalar)
	at, folded := q.at, q.s[q.at] == '>'
	q.at++
	strip := q.sees('-')
	if strip {
		q.at++
	}
	end := q.lineEnd()
	q.must(end == q.at && end < len(q.s))
	q.at = end + 1

	var value []byte
	inner := 0
	for q.at < len(q.s) {
		line := q.s[q.at:q.lineEnd()]
		text := strings.TrimLeft(line, " ")
		if text == "" {
			q.must(line == "")
			break
		}
		if own := len(line) - len(text); len(value) == 0 {
			inner = own
			q.must(inner > indent)
		} else if own < inner {
			break
		} else {
			q.must(own == inner)
		}
		q.must(q.at+len(line) < len(q.s) && line[len(line)-1] != ' ')
		switch {
		case len(value) == 0:
		case folded:
			value = append(value, ' ')
		default:
			value = append(value, '\n')
		}
		value = append(value, text...)
		q.at += len(line) + 1
	}
	q.must(len(value) > 0)
	if !strip {
		value = append(value, '\n')
	}
	q.next()
	q.must(q.end || q.indent <= indent) // else it has several paragraphs

	t := trace{d: q.d, value: string(value)}
	t.block(at, folded)
	q.must(!t.lost && len(t.runs) > 0)
	n.Value = diag.Text{String: t.value, File: q.d.text.File, Runs: t.runs}
	n.Width = t.width
	return n
}
