package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// calloutParser wraps the parser of quotes: a quote that begins with
// [!NOTE] is a callout.
type calloutParser struct{ parser.BlockParser }

var calloutKinds = []string{"note", "tip", "important", "warning", "caution"}

func (p calloutParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(node, reader, pc)
	first, ok := node.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return
	}
	src := reader.Source()
	line := first.Lines().At(0)
	value := line.Value(src)
	if !bytes.HasPrefix(value, []byte("[!")) {
		return
	}
	end := bytes.IndexByte(value, ']')
	if end < 0 {
		return
	}
	kind := strings.ToLower(string(value[2:end]))
	for i, k := range calloutKinds {
		if k == kind {
			node.SetAttributeString("callout", i)
			title := line.WithStart(line.Start + end + 1)
			title = title.TrimLeftSpace(src)
			title = title.TrimRightSpace(src)
			first.Lines().SetSliced(1, first.Lines().Len())
			if first.Lines().Len() == 0 {
				node.RemoveChild(node, first)
			}
			if !title.IsEmpty() {
				t := ast.NewTextBlock()
				t.Lines().Append(title)
				t.SetAttributeString("callout", i)
				node.InsertBefore(node, node.FirstChild(), t)
			}
			return
		}
	}
	readingOf(pc).warn(line.Start, line.Start+end+1, "callout-unknown", "there is no callout %q", value[2:end]).
		Hint = "the callouts are NOTE, TIP, IMPORTANT, WARNING and CAUTION"
}

func (r *reading) quote(n *ast.Blockquote) {
	kind, ok := n.AttributeString("callout")
	if !ok {
		r.write("<blockquote")
		r.source(n.Pos())
		r.write(">\n")
		r.children(n)
		r.write("</blockquote>\n")
		return
	}
	k := kind.(int)
	r.write(`<aside class="callout callout-`)
	r.write(calloutKinds[k])
	r.write(`" role="note"`)
	r.source(n.Pos())
	r.write(">\n")
	c := n.FirstChild()
	r.write(`<p class="callout-title">`)
	if title, ok := c.(*ast.TextBlock); ok && len(title.Attributes()) > 0 {
		r.write(`<span class="callout-kind">`)
		r.write(r.words.callouts[k])
		r.write(`:</span> `)
		span := r.begin()
		r.inlines(title)
		r.end(span, sentenceContext)
		c = c.NextSibling()
	} else {
		r.write(r.words.callouts[k])
	}
	r.write("</p>\n")
	for ; c != nil; c = c.NextSibling() {
		r.block(c)
	}
	r.write("</aside>\n")
}
