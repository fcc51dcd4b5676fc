package markdown

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"readout/generator/internal/diag"
)

// headingParser wraps the parsers of both kinds of heading: it takes a
// trailing {#id} off the text, and notes what all headings must know before
// the first of them is written.
type headingParser struct{ parser.BlockParser }

func (p headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(node, reader, pc)
	h, ok := node.(*ast.Heading)
	if !ok || h.Parent() == nil {
		return // it was a paragraph after all
	}
	r := readingOf(pc)
	if h.Level == 1 {
		r.shift = 1
	}
	last := h.Lines().Len() - 1
	if last < 0 {
		return
	}
	line := h.Lines().At(last)
	value := bytes.TrimRight(line.Value(r.src), " \t\n")
	open := bytes.LastIndex(value, []byte("{#"))
	if open < 0 || value[len(value)-1] != '}' || !validID(value[open+2:len(value)-1]) {
		return
	}
	id := string(value[open+2 : len(value)-1])
	at := line.Start + open
	if r.ids[id] {
		r.warn(at, at+len(id)+3, "heading-id-duplicate", "another heading has the id %q", id).Hint = "choose another id"
		id = ""
	} else {
		r.take(id)
	}
	h.Lines().Set(last, line.WithStop(line.Start+len(bytes.TrimRight(value[:open], " \t"))))
	h.SetAttributeString("id", id)
}

// take makes an id one that no other heading gets.
func (r *reading) take(id string) {
	if r.ids == nil {
		r.ids = map[string]bool{}
	}
	r.ids[id] = true
}

// validID accepts what needs no escaping in HTML and cannot be the id of a
// footnote or citation, which has a colon.
func validID(id []byte) bool {
	for len(id) > 0 {
		c, n := utf8.DecodeRune(id)
		if !isIDRune(c) && c != '-' && c != '_' && c != '.' {
			return false
		}
		if id = id[n:]; len(id) == 0 {
			return true
		}
	}
	return false
}

func isIDRune(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c))
}

// newID returns the id that a heading's text gives, which no other has.
// Letters and digits of any script stay, in lower case, with hyphens between
// the words; an apostrophe is part of its word.
func (r *reading) newID(text string) string {
	slug := make([]byte, 0, len(text))
	gap := false
	for _, c := range text {
		switch {
		case isIDRune(c):
			if gap && len(slug) > 0 {
				slug = append(slug, '-')
			}
			gap = false
			slug = utf8.AppendRune(slug, unicode.ToLower(c))
		case c != '\'' && c != '’':
			gap = true
		}
	}
	base := string(slug)
	if base == "" {
		base = "section"
	}
	id := base
	for n := max(2, r.next[base]); r.ids[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
		if r.next == nil {
			r.next = map[string]int{}
		}
		r.next[base] = n + 1
	}
	r.take(id)
	return id
}

// headingSpan is a heading whose markup is still being written.
type headingSpan struct {
	Heading
	from, to int // its content in the document's HTML
}

// heading returns the heading; html is the document's, whose memory it shares.
func (h *headingSpan) heading(html string) Heading {
	out := h.Heading
	if content := html[h.from:h.to]; out.HTML == HTML(content) {
		out.HTML = HTML(content)
		if out.Text == content {
			out.Text = content
		}
	}
	return out
}

func (r *reading) heading(n *ast.Heading) {
	level := min(n.Level+r.shift, 6)
	if level > r.level+1 {
		d := r.warn(n.Pos(), n.Pos()+n.Level, "heading-skip", "a heading of level %d follows one of level %d",
			level-r.shift, r.level-r.shift)
		d.Hint = "leave no level out: listeners find their way by the levels"
		if len(r.headings) == 0 {
			d.Message = "the first heading has level " + strconv.Itoa(level-r.shift)
			d.Hint = "begin with ##: the title of the page is the level above"
		}
	}
	r.level = level
	given, _ := n.AttributeString("id")
	id, _ := given.(string)
	if id != "" {
		r.under = id // references in the heading stand under it
	}
	tag := "h" + string(rune('0'+level))
	r.write("<")
	r.write(tag)
	r.source(n.Pos())
	r.write(` id="`)
	r.hole(holePrefix, 0)
	idAt, firstHole, firstRef := len(r.buf), len(r.holes), len(r.refs)
	r.write(id)
	r.write(`">`)
	span := r.begin()
	r.inlines(n)
	h := headingSpan{from: span.at, to: len(r.buf)}
	h.Level, h.Pos = level, r.pos(n.Pos())
	text := r.plainOf(span)
	h.Text = string(text)
	h.HTML = HTML(r.withoutLinks(span))
	if id == "" {
		id = r.newID(ExpandContext(h.Text, func(i int) string { return r.refs[i].Target }))
		r.under = id
		r.insert(idAt, firstHole, id)
		h.from, h.to = h.from+len(id), h.to+len(id)
		span.at += len(id)
	}
	for i := firstRef; i < len(r.refs); i++ {
		r.refs[i].Under = id
	}
	h.ID = id
	r.end(span, wholeContext)
	r.write("</")
	r.write(tag)
	r.write(">\n")
	r.headings = append(r.headings, h)
}

// insert puts text that was not known in time into what has been written; all
// holes from firstHole on stand behind it.
func (r *reading) insert(at, firstHole int, text string) {
	r.buf = append(r.buf, text...)
	copy(r.buf[at+len(text):], r.buf[at:])
	copy(r.buf[at:], text)
	for i := firstHole; i < len(r.holes); i++ {
		r.holes[i].at += len(text)
	}
}

// anchor is a link to a heading of the document it stands in.
type anchor struct {
	id          string
	start, stop int
	strict      bool // written as [[#id]]: it can mean nothing else
}

// checkAnchors reports links to headings that the document does not have. A
// fragment in an ordinary link may mean a part of the page that a layout
// writes, so that is a warning.
func (r *reading) checkAnchors() {
	for _, a := range r.local {
		if a.id == "" || r.ids[a.id] { // an empty one is the top of the page
			continue
		}
		var d *diag.Diagnostic
		if a.strict {
			d = r.err(a.start, a.stop, "ref-heading-unknown", "no heading has the id %q", a.id)
		} else {
			d = r.warn(a.start, a.stop, "anchor-unknown", "no heading of this text has the id %q", a.id)
		}
		d.Hint = diag.DidYouMean(a.id, func(yield func(string) bool) {
			for _, h := range r.headings {
				if !yield(h.ID) {
					return
				}
			}
		})
	}
}
