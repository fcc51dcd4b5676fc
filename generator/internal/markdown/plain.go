package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// stripper turns HTML that this room wrote into plain text: one line for each
// block or table row, a dot between cells, and no numbers of footnotes and
// citations.
type stripper struct {
	label func(out []byte, ref int) []byte // appends what stands for a reference without a label
	spot  func(ref, at int)                // may be nil: told where references stand in the text
}

// strip appends the text of html to out. holes are those in html, in order;
// their offsets count from -base.
func (s *stripper) strip(out []byte, html string, base int, holes []hole) []byte {
	start := len(out)
	skip := "" // the end tag up to which nothing counts
	for i := 0; i < len(html) || len(holes) > 0; {
		if len(holes) > 0 && holes[0].at-base <= i {
			h := holes[0]
			holes = holes[1:]
			switch h.kind {
			case holeOpen, holeCite, holeImage, holeEmbed:
				if s.spot != nil {
					s.spot(h.n, len(out))
				}
			case holeLabel:
				if skip == "" {
					if s.spot != nil {
						s.spot(h.n, len(out))
					}
					out = s.label(out, h.n)
				}
			}
			continue
		}
		end := len(html)
		if len(holes) > 0 {
			end = min(end, holes[0].at-base)
		}
		switch c := html[i]; c {
		case '<':
			// A hole may stand in the tag; all of them are passed in turn,
			// so the tag's end is looked for in the whole.
			stop := i + strings.IndexByte(html[i:], '>') + 1
			tag := html[i:stop]
			for len(holes) > 0 && holes[0].at-base < stop {
				holes = holes[1:]
			}
			i = stop
			switch {
			case skip != "":
				if tag == skip {
					skip = ""
				}
			case strings.HasPrefix(tag, "<sup"):
				out = trimSpace(out, start) // "a claim [@x]." is "a claim."
				skip = "</sup>"
			case strings.HasPrefix(tag, "<a ") && strings.Contains(tag, `class="footnote-backref"`):
				skip = "</a>"
			case strings.HasPrefix(tag, "<td") || strings.HasPrefix(tag, "<th>") || strings.HasPrefix(tag, "<th "):
				if len(out) > start && out[len(out)-1] != '\n' {
					out = append(trimSpace(out, start), " · "...)
				}
			case tag == "</td>" || tag == "</th>":
			case tag == "<br>":
				out = space(out, start)
			case isBlockTag(tag):
				if out = trimSpace(out, start); len(out) > start && out[len(out)-1] != '\n' {
					out = append(out, '\n')
				}
			}
		case '&':
			stop := i + strings.IndexByte(html[i:], ';') + 1
			if skip == "" {
				out = append(out, entityByte(html[i:stop]))
			}
			i = stop
		case '\n', ' ', '\t':
			if skip == "" {
				out = space(out, start)
			}
			i++
		default:
			n := i + 1
			for n < end && !stops[html[n]] {
				n++
			}
			if skip == "" {
				out = append(out, html[i:n]...)
			}
			i = n
		}
	}
	for len(out) > start && (out[len(out)-1] == ' ' || out[len(out)-1] == '\n') {
		out = out[:len(out)-1]
	}
	return out
}

// stops are the bytes at which strip looks again.
var stops = [256]bool{'<': true, '&': true, '\n': true, ' ': true, '\t': true}

// space appends a space, unless there is one, or nothing to part.
func space(out []byte, start int) []byte {
	if len(out) == start || out[len(out)-1] == ' ' || out[len(out)-1] == '\n' {
		return out
	}
	return append(out, ' ')
}

func trimSpace(out []byte, start int) []byte {
	for len(out) > start && out[len(out)-1] == ' ' {
		out = out[:len(out)-1]
	}
	return out
}

func entityByte(e string) byte {
	switch e {
	case "&lt;":
		return '<'
	case "&gt;":
		return '>'
	case "&quot;":
		return '"'
	}
	return '&'
}

func isBlockTag(tag string) bool {
	name := strings.TrimPrefix(tag[1:], "/")
	if i := strings.IndexAny(name, " >"); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "a", "em", "strong", "del", "code", "sup", "span", "small", "img", "input":
		return false
	}
	return true
}

// Classes of bytes for counting words.
const (
	inner  = iota // part of a word that has begun: punctuation
	letter        // or a digit
	gap
	tagOpen
	entityOpen
	wide // the first byte of a character beyond ASCII
)

var classes = func() (c [256]uint8) {
	for b := range c {
		switch {
		case b|0x20 >= 'a' && b|0x20 <= 'z', b >= '0' && b <= '9':
			c[b] = letter
		case b == ' ', b == '\n', b == '\t':
			c[b] = gap
		case b == '<':
			c[b] = tagOpen
		case b == '&':
			c[b] = entityOpen
		case b >= utf8.RuneSelf:
			c[b] = wide
		}
	}
	return c
}()

// counter counts what has a letter or digit between spaces; a CJK character
// counts as half a word of its own.
type counter struct {
	halves int
	inWord bool
	before bool // inWord, before the spaces that came last
	spaces bool // the last that came was a space
}

func (c *counter) gap() {
	if !c.spaces {
		c.before, c.spaces = c.inWord, true
	}
	c.inWord = false
}

// stop ends a word for good: with a block, or a cell of a table.
func (c *counter) stop() { c.inWord, c.before, c.spaces = false, false, false }

// text counts on in a text without markup.
func (c *counter) text(s string) {
	for i := 0; i < len(s); {
		switch classes[s[i]] {
		case letter:
			c.begin()
			i++
		case gap:
			c.gap()
			i++
		case wide:
			i += c.wide(s[i:])
		default:
			c.spaces = false
			i++
		}
	}
}

func (c *counter) begin() {
	c.spaces = false
	if !c.inWord {
		c.halves += 2
		c.inWord = true
	}
}

func (c *counter) wide(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	c.spaces = false
	switch {
	case isCJK(r):
		if unicode.IsLetter(r) {
			c.halves++
		}
		c.inWord = false
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		c.begin()
	}
	return n
}

// countWords counts the words of HTML that this room wrote, as they are in the
// plain text that a stripper makes of it, without making that. label gives the
// words for a reference without a label.
func countWords(html string, holes []hole, label func(ref int) string) int {
	var c counter
	skip := "" // the end tag up to which nothing counts
	for i := 0; i < len(html) || len(holes) > 0; {
		if len(holes) > 0 && holes[0].at <= i {
			if holes[0].kind == holeLabel && skip == "" {
				c.text(label(holes[0].n))
			}
			holes = holes[1:]
			continue
		}
		end := len(html)
		if len(holes) > 0 {
			end = min(end, holes[0].at)
		}
		for i < end {
			b := html[i]
			class := classes[b]
			if class == tagOpen {
				break
			}
			if skip != "" {
				i++
				continue
			}
			switch class {
			case letter:
				c.begin()
				i++
				for i < end && classes[html[i]] <= letter {
					i++
				}
			case gap:
				c.gap()
				i++
			case entityOpen:
				c.spaces = false
				i += strings.IndexByte(html[i:], ';') + 1
			case wide:
				i += c.wide(html[i:])
			default:
				c.spaces = false
				i++
			}
		}
		if i >= end || html[i] != '<' {
			continue // a hole, or the end
		}
		stop := i + strings.IndexByte(html[i:], '>') + 1
		tag := html[i:stop]
		for len(holes) > 0 && holes[0].at < stop {
			holes = holes[1:]
		}
		i = stop
		switch {
		case skip != "":
			if tag == skip {
				skip = ""
			}
		case strings.HasPrefix(tag, "<sup"):
			if c.spaces {
				c.inWord = c.before
			}
			skip = "</sup>"
		case strings.HasPrefix(tag, "<a "):
			if strings.Contains(tag, `class="footnote-backref"`) {
				skip = "</a>"
			}
		case tag == "</td>" || tag == "</th>":
		case tag == "<br>":
			c.gap()
		case isBlockTag(tag):
			c.stop()
		}
	}
	return (c.halves + 1) / 2
}

// Text returns the plain text of the whole, for search and summaries: a line
// for each block. label gives the words for a reference without a label of
// its own.
func (d *Document) Text(label func(*Ref) string) string {
	return string(d.AppendText(make([]byte, 0, d.Size()), label))
}

// AppendText appends Text to out.
func (d *Document) AppendText(out []byte, label func(*Ref) string) []byte {
	s := stripper{label: func(out []byte, i int) []byte { return append(out, label(&d.refs[i])...) }}
	html := d.HTML()
	if html == "" {
		return out
	}
	return s.strip(out, html, 0, decodeHoles(d.holes))
}

// contextKind says how much of a block is the context of what it refers to.
type contextKind uint8

const (
	sentenceContext contextKind = iota
	wholeContext                // of a table row, a list item, a heading
)

func contextOf(n ast.Node) contextKind {
	switch n.Parent().Kind() {
	case ast.KindListItem, extast.KindDefinitionDescription:
		return wholeContext
	}
	return sentenceContext
}

// plainOf returns the text of what has been written since s began, with
// markers for labels that are not known yet. It is valid until the next call.
func (r *reading) plainOf(s span) []byte {
	r.plain = (&stripper{label: appendMarker}).strip(r.plain[:0], string(r.buf[s.at:]), s.at, r.holes[s.hole:])
	return r.plain
}

// end gives the references of an inline content their context.
func (r *reading) end(s span, kind contextKind) {
	refs := r.refs[s.ref:]
	if len(refs) == 0 {
		return
	}
	spots := r.spots[:0]
	for range refs {
		spots = append(spots, -1)
	}
	r.spots = spots
	st := stripper{label: appendMarker, spot: func(ref, at int) {
		if i := ref - s.ref; i >= 0 && i < len(spots) && spots[i] < 0 {
			spots[i] = at
		}
	}}
	r.plain = st.strip(r.plain[:0], string(r.buf[s.at:]), s.at, r.holes[s.hole:])
	text := string(r.plain)
	for i := range spots {
		spots[i] = min(max(spots[i], 0), len(text))
	}
	// A sentence is kept alone, not with the paragraph it stands in, and once for
	// all its references.
	var sentence, kept string
	contexts(text, spots, kind, func(i int, context string) {
		if refs[i].Context != "" {
			return
		}
		if context != sentence {
			sentence, kept = context, strings.Clone(context)
		}
		refs[i].Context = kept
	})
}

// withoutLinks returns what has been written since s began as HTML for a
// table of contents: no links, notes and images, markers for open labels.
func (r *reading) withoutLinks(s span) string {
	html, holes := string(r.buf[s.at:]), r.holes[s.hole:]
	if len(holes) == 0 && !strings.Contains(html, "<a ") && !strings.Contains(html, "<sup") && !strings.Contains(html, "<img") {
		return html
	}
	var out []byte
	for i := 0; i < len(html) || len(holes) > 0; {
		if len(holes) > 0 && holes[0].at-s.at <= i {
			if holes[0].kind == holeLabel {
				out = appendMarker(out, holes[0].n)
			}
			holes = holes[1:]
			continue
		}
		if html[i] != '<' {
			out = append(out, html[i])
			i++
			continue
		}
		stop := i + strings.IndexByte(html[i:], '>') + 1
		tag := html[i:stop]
		switch {
		case strings.HasPrefix(tag, "<sup"):
			stop = i + strings.Index(html[i:], "</sup>") + len("</sup>")
		case strings.HasPrefix(tag, "<a ") || tag == "</a>" || strings.HasPrefix(tag, "<img"):
		default:
			out = append(out, tag...)
		}
		for len(holes) > 0 && holes[0].at-s.at < stop {
			holes = holes[1:]
		}
		i = stop
	}
	return string(out)
}
