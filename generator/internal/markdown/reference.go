package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"readout/generator/internal/diag"
)

// refNode is [[id]] in any of its forms.
type refNode struct {
	ast.BaseInline
	start, stop                int // in the source
	of, target, heading, state string
	label                      []byte // as written; nil when there is none
	embed                      bool   // a ! stands before it
}

// citeNode is [@id, p. 4; @other].
type citeNode struct {
	ast.BaseInline
	sources []citedSource
}

type citedSource struct {
	id, locator string
	start, stop int // of @id in the source
}

var (
	kindRef  = ast.NewNodeKind("Reference")
	kindCite = ast.NewNodeKind("Citation")
)

func (*refNode) Kind() ast.NodeKind            { return kindRef }
func (*citeNode) Kind() ast.NodeKind           { return kindCite }
func (n *refNode) Dump(src []byte, level int)  { ast.DumpHelper(n, src, level, nil, nil) }
func (n *citeNode) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// referenceParser reads [[id]], ![[id]] and [@id], and counts brackets for
// the parser of links, which comes after it.
type referenceParser struct{}

func (referenceParser) Trigger() []byte { return []byte{'[', '!'} }

func (referenceParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	r := readingOf(pc)
	if line[0] == '!' && (len(line) < 2 || line[1] != '[') {
		return nil
	}
	if r.brackets++; r.brackets > maxBrackets {
		return r.giveUp(block, segment, "this paragraph has too many brackets")
	}
	if r.work += rest(parent, segment.Start); r.work > workFor(len(r.src)) {
		return r.giveUp(block, segment, "this text has too many brackets in long paragraphs")
	}
	switch {
	case bytes.HasPrefix(line, []byte("[[")), bytes.HasPrefix(line, []byte("![[")):
		return reference(parent, block, r)
	case bytes.HasPrefix(line, []byte("[@")):
		return citation(block, r)
	}
	return nil
}

// reference reads [[kind:id#heading|label]]{state=code}. In a table the bar
// is written \|, as everywhere in a table.
func reference(parent ast.Node, block text.Reader, r *reading) ast.Node {
	line, segment := block.PeekLine()
	n := &refNode{start: segment.Start, embed: line[0] == '!'}
	block.Advance(bytes.IndexByte(line, '[') + 2)
	content, ok := enclosed(block, "]]")
	if !ok {
		if parent.Kind() == extast.KindTableCell && !bytes.Contains(line, []byte("]]")) {
			r.warn(n.start, n.start+len(line), "table-pipe", "the | ends the table cell in the middle of this reference").
				Hint = `write \| for the bar: [[id\|label]]`
		}
		return nil
	}
	if block.Peek() == '(' && !n.embed {
		return nil // [[1]](url) is a link that shows a number in brackets
	}
	target := content
	if i := bytes.IndexByte(content, '|'); i >= 0 {
		target, n.label = bytes.TrimSuffix(content[:i], []byte{'\\'}), bytes.TrimSpace(content[i+1:])
	}
	if bytes.ContainsAny(target, "*[]<>`\\\"\n{}") {
		return nil
	}
	id, heading, _ := strings.Cut(string(target), "#")
	n.heading = strings.TrimSpace(heading)
	if kind, rest, ok := strings.Cut(id, ":"); ok && !strings.ContainsAny(kind, "./") {
		n.of, id = strings.TrimSpace(kind), rest
	}
	n.target = strings.TrimSpace(id)
	if n.target == "" && n.heading == "" {
		return nil
	}
	n.state = attribute(block, r)
	_, segment = block.PeekLine()
	n.stop = segment.Start
	return n
}

// attribute reads {state=code} and returns the code, or "" when there is no
// such tail.
func attribute(block text.Reader, r *reading) string {
	tail, segment := block.PeekLine()
	if len(tail) == 0 || tail[0] != '{' {
		return ""
	}
	end := bytes.IndexByte(tail[:min(len(tail), 64)], '}')
	if end < 0 {
		return ""
	}
	key, value, ok := strings.Cut(string(tail[1:end]), "=")
	if !ok || strings.ContainsFunc(key, func(c rune) bool { return c < 'a' || c > 'z' }) {
		return ""
	}
	if key != "state" {
		r.warn(segment.Start, segment.Start+end+1, "ref-attribute-unknown", "a reference has no attribute %q", key).
			Hint = `the only one is "state", as in [[id]]{state=overdue}`
		return ""
	}
	block.Advance(end + 1)
	return strings.TrimSpace(value)
}

// citation reads [@id, p. 4; @other].
func citation(block text.Reader, r *reading) ast.Node {
	_, segment := block.PeekLine()
	block.Advance(1)
	content, ok := enclosed(block, "]")
	if !ok || block.Peek() == '(' {
		return nil
	}
	n := &citeNode{}
	at := segment.Start
	for part := range strings.SplitSeq(strings.Join(strings.Fields(string(content)), " "), ";") {
		part = strings.TrimSpace(part)
		id, rest := part, ""
		if i := strings.IndexAny(part, ", "); i >= 0 {
			id, rest = part[:i], strings.TrimLeft(part[i:], ", ")
		}
		switch {
		case len(id) > 1 && id[0] == '@' && !strings.ContainsAny(id[1:], "@:*[]<>`\\\"{}|#()/"):
			// The text may have been taken from several lines, without what
			// begins each of them: look where the id really stands.
			start := at + max(0, bytes.Index(r.src[at:], []byte(id)))
			at = start + len(id)
			n.sources = append(n.sources, citedSource{id: id[1:], locator: rest, start: start, stop: at})
		case len(n.sources) == 0:
			return nil
		default: // a semicolon in a locator
			last := &n.sources[len(n.sources)-1]
			last.locator = strings.TrimPrefix(last.locator+"; "+part, "; ")
		}
	}
	return n
}

// enclosed reads up to closer, which it skips, with brackets in between only
// in pairs. What is wrapped over lines is found too; more than three lines or
// a thousand bytes are not what anybody means by a reference.
func enclosed(block text.Reader, closer string) (content []byte, ok bool) {
	depth := 0
	for range 3 {
		line, _ := block.PeekLine()
		if line == nil || len(content) > 1000 {
			return nil, false
		}
		for i := 0; i < min(len(line), 1000); i++ {
			switch c := line[i]; {
			case c == '\\':
				i++
			case depth == 0 && bytes.HasPrefix(line[i:], []byte(closer)):
				block.Advance(i + len(closer))
				if content == nil {
					return line[:i], true
				}
				return append(content, line[:i]...), true
			case c == '[':
				depth++
			case c == ']' && depth == 0:
				return nil, false
			case c == ']':
				depth--
			}
		}
		content = append(content, line...)
		block.AdvanceLine()
	}
	return nil, false
}

// linkParser parses links, and reports [text][label] when nothing defines
// the label.
type linkParser struct{ parser.InlineParser }

func (p *linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	maybe := len(line) > 1 && line[0] == ']' && line[1] == '[' && pc.IsInLinkLabel()
	n := p.InlineParser.Parse(parent, block, pc)
	if n != nil || !maybe {
		return n
	}
	end := bytes.IndexByte(line, ']') + 1
	if i := bytes.IndexByte(line[1:min(len(line), 1000)], ']'); i > 1 {
		end = 1 + i
	}
	label := line[min(2, end):end]
	if len(bytes.TrimSpace(label)) == 0 || bytes.ContainsAny(label[:1], "^@[") {
		return nil
	}
	if _, ok := pc.Reference(util.ToLinkReference(label)); ok {
		return nil
	}
	d := readingOf(pc).warn(segment.Start+1, segment.Start+1+len(label)+2, "link-label-unknown",
		"no line defines the link label %q", label)
	d.Hint = diag.DidYouMean(string(label), func(yield func(string) bool) {
		for _, ref := range pc.References() {
			if !yield(string(ref.Label())) {
				return
			}
		}
	})
	if d.Hint == "" {
		d.Hint = "add a line such as [" + string(label) + "]: https://example.org/"
	}
	return nil
}

// CloseBlock is the inner parser's: it turns brackets left open into text.
func (p *linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}
