package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"readout/generator/internal/diag"
)

func (r *reading) write(s string) { r.buf = append(r.buf, s...) }

func (r *reading) hole(kind holeKind, n int) {
	r.holes = append(r.holes, hole{at: len(r.buf), kind: kind, n: n})
}

// source leaves a hole for the attribute that tells editors where an element
// was written.
func (r *reading) source(offset int) {
	if offset >= 0 {
		r.hole(holeSource, r.pos(offset).Line)
	}
}

// document writes the whole.
func (r *reading) document(root ast.Node) {
	r.children(root)
	r.footnotes()
	_, ok := onlyChild(root, r.noteList).(*ast.Paragraph)
	if ok && len(r.order) == 0 && bytes.HasPrefix(r.buf, []byte("<p")) {
		r.only = [2]int{bytes.IndexByte(r.buf, '>') + 1, len(r.buf) - len("</p>\n")}
	}
}

// onlyChild returns the one block that shows, or nil.
func onlyChild(root, notes ast.Node) ast.Node {
	var only ast.Node
	for c := root.FirstChild(); c != nil; c = c.NextSibling() {
		if c == notes || c.Kind() == ast.KindLinkReferenceDefinition {
			continue
		}
		if only != nil {
			return nil
		}
		only = c
	}
	return only
}

func (r *reading) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.block(c)
	}
}

// enter guards what nests, for browsers and recursion alike. When it returns
// false the node is left out.
func (r *reading) enter(n ast.Node) bool {
	if r.depth++; r.depth <= maxDepth {
		return true
	}
	r.depth--
	r.tooDeep(max(n.Pos(), 0), "quotes, lists and emphasis nest more than "+strconv.Itoa(maxDepth)+" deep")
	return false
}

func (r *reading) block(n ast.Node) {
	if !r.enter(n) {
		return
	}
	defer func() { r.depth-- }()
	switch n := n.(type) {
	case *ast.Paragraph:
		r.paragraph(n)
	case *ast.TextBlock:
		span := r.begin()
		r.inlines(n)
		r.end(span, contextOf(n))
		if n.NextSibling() != nil && n.FirstChild() != nil {
			r.write("\n")
		}
	case *ast.Heading:
		r.heading(n)
	case *ast.List:
		r.list(n)
	case *ast.Blockquote:
		r.quote(n)
	case *ast.FencedCodeBlock:
		r.fence(n)
	case *ast.CodeBlock:
		r.write("<pre")
		r.source(n.Pos())
		r.write("><code>")
		r.lines(n)
		r.write("</code></pre>\n")
	case *ast.HTMLBlock:
		r.rawBlock(n)
	case *ast.ThematicBreak:
		r.write("<hr>\n")
	case *ast.LinkReferenceDefinition:
		r.definition(n)
	case *extast.Table:
		r.table(n)
	case *extast.DefinitionList:
		r.write("<dl")
		r.source(n.Pos())
		r.write(">\n")
		r.children(n)
		r.write("</dl>\n")
	case *extast.DefinitionTerm:
		r.write("<dt>")
		span := r.begin()
		r.inlines(n)
		r.end(span, wholeContext)
		r.write("</dt>\n")
	case *extast.DefinitionDescription:
		if n.IsTight {
			r.write("<dd>")
		} else {
			r.write("<dd>\n")
		}
		r.children(n)
		r.write("</dd>\n")
	}
}

func (r *reading) paragraph(n *ast.Paragraph) {
	if n.ChildCount() == 1 && r.pendingNote != n {
		switch c := n.FirstChild().(type) {
		case *refNode:
			if c.embed && c.target != "" {
				r.hole(holeEmbed, r.addRef(Embed, c))
				r.write("\n")
				return
			}
		case *ast.Image:
			r.figure(n, c)
			return
		}
	}
	r.write("<p")
	r.source(n.Pos())
	r.write(">")
	span := r.begin()
	r.inlines(n)
	if r.pendingNote == n {
		r.pendingNote = nil
		r.write(" ")
		r.backlinks()
	}
	r.end(span, contextOf(n))
	r.write("</p>\n")
}

func (r *reading) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	r.write("<" + tag)
	if n.IsOrdered() && n.Start != 1 {
		r.write(` start="`)
		r.buf = strconv.AppendInt(r.buf, int64(n.Start), 10)
		r.write(`"`)
	}
	r.write(">\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.write("<li")
		first := c.FirstChild()
		if first != nil && first.FirstChild() != nil && first.FirstChild().Kind() == extast.KindTaskCheckBox {
			r.write(` class="task"`)
		}
		r.source(c.Pos())
		r.write(">")
		if first != nil && first.Kind() != ast.KindTextBlock {
			r.write("\n")
		}
		r.children(c)
		r.write("</li>\n")
	}
	r.write("</" + tag + ">\n")
}

func (r *reading) table(n *extast.Table) {
	r.tables++
	r.write(`<div class="table-scroll" tabindex="0" role="region" aria-label="`)
	r.write(r.words.table)
	r.write(" ")
	r.buf = strconv.AppendInt(r.buf, int64(r.tables), 10)
	r.write("\">\n<table")
	r.source(n.Pos())
	r.write(">\n")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		cell, end := "td", "</tr>\n"
		if row.Kind() == extast.KindTableHeader {
			cell, end = `th`, "</tr>\n</thead>\n"
			r.write("<thead>\n")
		} else if row.PreviousSibling() != nil && row.PreviousSibling().Kind() == extast.KindTableHeader {
			r.write("<tbody>\n")
		}
		r.write("<tr")
		r.source(row.Pos())
		r.write(">\n")
		span := r.begin()
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			r.write("<" + cell)
			if cell == "th" {
				r.write(` scope="col"`)
			}
			if a := c.(*extast.TableCell).Alignment; a != extast.AlignNone {
				r.write(` class="align-` + a.String() + `"`)
			}
			r.write(">")
			r.prev = ' '
			r.inlines(c)
			r.write("</" + cell + ">\n")
		}
		r.end(span, wholeContext)
		r.write(end)
	}
	if n.LastChild().Kind() != extast.KindTableHeader {
		r.write("</tbody>\n")
	}
	r.write("</table>\n</div>\n")
}

// fence writes a fenced block: a hole when site answers it, else code.
func (r *reading) fence(n *ast.FencedCodeBlock) {
	language := string(unescape(n.Language(r.src)))
	switch language {
	case "recommendations", "timeline", "chart":
		r.hole(holeBlock, len(r.blocks))
		r.write("\n")
		if len(r.blocks) == maxBlocks {
			r.tooMany(max(n.Pos(), 0), max(n.Pos(), 0)+1, maxBlocks, "blocks")
		}
		r.blocks = append(r.blocks, Block{
			Index: len(r.blocks),
			Name:  language,
			Body:  r.body(n),
			Pos:   r.pos(n.Pos()),
		})
		return
	}
	if language != "" {
		names := func(yield func(string) bool) { _ = yield("recommendations") && yield("timeline") && yield("chart") }
		if hint := diag.DidYouMean(language, names); hint != "" {
			at := n.Info.Segment.Start
			r.warn(at, at+len(language), "block-unknown", "no figure is called %q, so this is shown as code", language).Hint = hint
		}
	}
	r.write("<pre")
	r.source(n.Pos())
	r.write("><code")
	if language != "" {
		r.write(` class="language-`)
		r.buf = appendEscaped(r.buf, language)
		r.write(`"`)
	}
	r.write(">")
	r.lines(n)
	r.write("</code></pre>\n")
}

// body returns a block's lines, each with its own place in the file.
func (r *reading) body(n ast.Node) diag.Text {
	t := diag.Text{File: r.given.File}
	var b []byte
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		p := r.pos(line.Start)
		t.Runs = append(t.Runs, diag.Run{Offset: int32(len(b)), Line: int32(p.Line), Col: int32(max(1, p.Col-line.Padding))})
		b = append(b, line.Value(r.src)...)
	}
	if len(t.Runs) == 0 {
		p := r.pos(n.Pos())
		t.Runs = append(t.Runs, diag.Run{Line: int32(p.Line) + 1, Col: 1})
	}
	t.String = string(b)
	return t
}

func (r *reading) lines(n ast.Node) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		r.buf = appendEscapedBytes(r.buf, line.Value(r.src))
	}
}

// rawBlock shows HTML as the text that it is.
func (r *reading) rawBlock(n *ast.HTMLBlock) {
	lines := *n.Lines()
	r.write("<pre")
	r.source(n.Pos())
	r.write(` class="raw-html">`)
	r.lines(n)
	if n.HasClosure() {
		r.buf = appendEscapedBytes(r.buf, n.ClosureLine.Value(r.src))
	}
	r.write("</pre>\n")
	if lines.Len() > 0 {
		first := lines.At(0)
		first = first.TrimLeftSpace(r.src)
		r.rawHTML(first)
	}
}

func (r *reading) rawHTML(s text.Segment) {
	stop := s.Stop
	for stop > s.Start && (r.src[stop-1] == '\n' || r.src[stop-1] == ' ') {
		stop--
	}
	r.warn(s.Start, stop, "html-raw", "HTML is not passed on, but shown as text").
		Hint = "write it in Markdown; for a literal < write &lt; or put it in backticks"
}

// definition reports what defines a link label again.
func (r *reading) definition(n *ast.LinkReferenceDefinition) {
	if r.definitions == nil {
		r.definitions = map[string]bool{}
	}
	label := foldLabel(n.Label)
	if !r.definitions[label] {
		r.definitions[label] = true
		return
	}
	if n.Lines().Len() > 0 {
		at := n.Lines().At(0).Start
		r.warn(at, at+len(n.Label)+2, "link-label-duplicate", "the link label %q is defined already; this line does nothing", n.Label).
			Hint = "remove one of the two lines, or choose another label"
	}
}
