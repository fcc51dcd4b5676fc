package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// span is the inline content of a block that is being written.
type span struct{ at, hole, ref int }

// begin starts the inline content of a block.
func (r *reading) begin() span {
	r.prev, r.brk = ' ', -1
	return span{len(r.buf), len(r.holes), len(r.refs)}
}

func (r *reading) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.inline(c)
	}
}

func (r *reading) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		start := len(r.buf)
		r.lineEnds = n.NextSibling() == nil || n.SoftLineBreak() || n.HardLineBreak()
		r.text(n.Segment.Value(r.src))
		r.lineEnds = false
		if n.HardLineBreak() || n.SoftLineBreak() {
			r.buf = r.buf[:start+len(bytes.TrimRight(r.buf[start:], " "))]
		}
		switch {
		case n.HardLineBreak():
			r.write("<br>\n")
			r.prev = ' '
		case n.SoftLineBreak():
			r.brk, r.brkPrev, r.prev = len(r.buf), r.prev, ' '
			r.write("\n")
		}
	case *ast.Emphasis:
		tag := "em>"
		if n.Level == 2 {
			tag = "strong>"
		}
		r.tagged(n, tag)
	case *extast.Strikethrough:
		r.tagged(n, "del>")
	case *ast.CodeSpan:
		r.code(n)
	case *ast.Link:
		r.link(n)
	case *ast.AutoLink:
		r.autoLink(n)
	case *ast.Image:
		r.image(n)
	case *ast.RawHTML:
		r.rawInline(n)
	case *refNode:
		r.reference(n)
	case *citeNode:
		r.citation(n)
	case *noteNode:
		r.noteRef(n.note)
	case *extast.TaskCheckBox:
		r.write(`<input type="checkbox" disabled aria-label="`)
		if n.IsChecked {
			r.write(r.words.done + `" checked> `)
		} else {
			r.write(r.words.due + `"> `)
		}
	case *ast.String:
		r.buf = appendEscapedBytes(r.buf, n.Value)
	}
}

func (r *reading) tagged(n ast.Node, tag string) {
	if !r.enter(n) {
		return
	}
	r.write("<" + tag)
	r.inlines(n)
	r.write("</" + tag)
	r.depth--
}

func (r *reading) code(n *ast.CodeSpan) {
	r.write("<code>")
	inCell := false
	for p := n.Parent(); p != nil && !inCell; p = p.Parent() {
		inCell = p.Kind() == extast.KindTableCell
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		value := t.Segment.Value(r.src)
		if inCell && bytes.Contains(value, []byte(`\|`)) {
			value = bytes.ReplaceAll(value, []byte(`\|`), []byte("|"))
		}
		wrapped := bytes.HasSuffix(value, []byte("\n"))
		r.buf = appendEscapedBytes(r.buf, bytes.TrimSuffix(value, []byte("\n")))
		if wrapped {
			r.write(" ")
		}
	}
	r.write("</code>")
	r.prev, r.brk = 'x', -1 // an apostrophe may follow
}

func (r *reading) rawInline(n *ast.RawHTML) {
	r.write(`<span class="raw-html">`)
	for i := range n.Segments.Len() {
		s := n.Segments.At(i)
		r.buf = appendEscapedBytes(r.buf, s.Value(r.src))
	}
	r.write("</span>")
	if n.Segments.Len() > 0 {
		r.rawHTML(n.Segments.At(0))
	}
	r.prev, r.brk = 'x', -1
}

// linkOpen begins a link to a URL that needs no resolving.
func (r *reading) linkOpen(href []byte, external bool) {
	r.write(`<a href="`)
	r.buf = appendEscapedBytes(r.buf, href)
	r.write(`"`)
	if external {
		r.write(` rel="external noopener"`)
	}
}

func (r *reading) title(title []byte) {
	if title != nil {
		r.write(` title="`)
		r.buf = appendEscapedBytes(r.buf, unescape(title))
		r.write(`"`)
	}
}

func (r *reading) link(n *ast.Link) {
	if r.inLink || !r.enter(n) {
		r.inlines(n)
		return
	}
	defer func() { r.depth-- }()
	dest := string(unescape(n.Destination))
	kind := classify(dest)
	closes := true
	switch kind {
	case urlUnsafe:
		r.unsafe(dest, n.Pos(), r.linkEnd(n))
		closes = false
	case urlLocal:
		ref := r.addFile(File, n, dest)
		r.refs[ref].Title = string(unescape(n.Title))
		r.hole(holeOpen, ref)
		r.inLink = true
		from := span{len(r.buf), len(r.holes), len(r.refs)}
		r.inlines(n)
		r.inLink = false
		r.refs[ref].Label = ExpandContext(string(r.plainOf(from)), func(i int) string { return r.refs[i].Target })
		r.hole(holeClose, ref)
		return
	case urlFragment:
		id := pathUnescape(dest[1:])
		r.local = append(r.local, anchor{id: id, start: n.Pos(), stop: r.linkEnd(n)})
		r.write(`<a href="#`)
		r.hole(holePrefix, 0)
		r.buf = appendEscapedBytes(r.buf, escapeURL(dest[1:]))
		r.write(`"`)
		r.title(n.Title)
		r.write(">")
	default:
		r.linkOpen(escapeURL(dest), kind == urlExternal)
		r.title(n.Title)
		r.write(">")
	}
	r.inLink = closes
	r.inlines(n)
	r.inLink = false
	if closes {
		r.write("</a>")
	}
}

// linkEnd returns the end of a link in the source as well as it is known: the
// first closing bracket or parenthesis behind its text.
func (r *reading) linkEnd(n ast.Node) int {
	at := max(n.Pos(), 0)
	for c := n.LastChild(); c != nil; c = c.LastChild() {
		if t, ok := c.(*ast.Text); ok {
			at = max(at, t.Segment.Stop)
		}
	}
	line := r.src[at:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	i := bytes.IndexByte(line, ']') + 1
	if i > 0 && i < len(line) {
		if closer := bytes.IndexByte([]byte("(["), line[i]); closer >= 0 {
			if j := bytes.IndexByte(line[i+1:], ")]"[closer]); j >= 0 {
				i += j + 2
			}
		}
	}
	return at + i
}

func (r *reading) unsafe(dest string, from, to int) {
	scheme, _, _ := strings.Cut(strings.TrimSpace(dest), ":")
	r.err(from, to, "url-unsafe", "a URL may not begin with %q", truncate(scheme, 40)+":").
		Hint = "write an https: address, or the path of a file of this publication"
}

func (r *reading) autoLink(n *ast.AutoLink) {
	label := n.Label(r.src)
	dest := string(n.URL(r.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	kind := classify(dest)
	if kind == urlUnsafe {
		r.unsafe(dest, max(n.Pos(), 0), max(n.Pos(), 0)+len(label)+2)
	}
	links := !r.inLink && (kind == urlExternal || kind == urlOther)
	if links {
		r.linkOpen(escapeURL(dest), kind == urlExternal)
		r.write(">")
	}
	r.buf = appendEscapedBytes(r.buf, label)
	if links {
		r.write("</a>")
	}
	r.prev, r.brk = 'x', -1
}

// image writes an image. One of this site is a hole: its file decides what is
// written.
func (r *reading) image(n *ast.Image) {
	dest := string(unescape(n.Destination))
	alt := r.alt(n)
	if strings.TrimSpace(alt) == "" {
		r.err(n.Pos(), r.linkEnd(n), "alt-missing", "this image has no words for those who cannot see it").
			Hint = "write what it shows between the brackets: ![Map of the base](" + truncate(dest, 60) + ")"
	}
	switch kind := classify(dest); kind {
	case urlUnsafe, urlOther, urlFragment:
		r.unsafe(dest, n.Pos(), r.linkEnd(n))
		r.buf = appendEscaped(r.buf, alt)
		return
	case urlLocal:
		ref := r.addFile(Image, n, dest)
		r.refs[ref].Label = oneLine(alt)
		if !r.inFigure {
			r.refs[ref].Title = string(unescape(n.Title))
		}
		r.hole(holeImage, ref)
	default:
		r.warn(n.Pos(), r.linkEnd(n), "image-external", "this image is on another site, and pages may not load from there").
			Hint = "save it beside the text, with the right to do so"
		r.write(`<img src="`)
		r.buf = appendEscapedBytes(r.buf, escapeURL(dest))
		r.write(`" alt="`)
		r.buf = appendEscaped(r.buf, alt)
		r.write(`"`)
		if !r.inFigure {
			r.title(n.Title)
		}
		r.write(lateImage + ">")
	}
	r.prev, r.brk = 'x', -1
}

// figure writes an image that has its paragraph to itself; the title in
// quotes is its caption and, behind the last bar in it, who made it.
func (r *reading) figure(p *ast.Paragraph, n *ast.Image) {
	r.write("<figure")
	r.source(p.Pos())
	r.write(">\n")
	r.inFigure = true
	s := r.begin()
	r.image(n)
	r.inFigure = false
	r.write("\n")
	if len(n.Title) > 0 {
		r.write("<figcaption>")
		caption, credit := captionAndCredit(n.Title)
		r.prev = ' '
		r.text(caption)
		if len(credit) > 0 {
			if len(caption) > 0 {
				r.write(" ")
			}
			r.write(`<small class="credit">`)
			r.prev = ' '
			r.text(credit)
			r.write("</small>")
		}
		r.write("</figcaption>\n")
	}
	r.end(s, wholeContext)
	r.write("</figure>\n")
}

// captionAndCredit takes a figure's title apart: "Caption | Credit: name".
func captionAndCredit(title []byte) (caption, credit []byte) {
	i := bytes.LastIndexByte(title, '|')
	if i < 0 || len(bytes.TrimSpace(title[i+1:])) == 0 {
		return title, nil
	}
	return bytes.TrimSpace(title[:i]), bytes.TrimSpace(title[i+1:])
}

// alt returns the plain text of an image's description.
func (r *reading) alt(n ast.Node) string {
	var b []byte
	var add func(n ast.Node, depth int)
	add = func(n ast.Node, depth int) {
		for c := n.FirstChild(); c != nil && depth < maxDepth; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				if c.IsRaw() {
					b = append(b, c.Segment.Value(r.src)...)
				} else {
					b = append(b, unescape(c.Segment.Value(r.src))...)
				}
				if c.SoftLineBreak() || c.HardLineBreak() {
					b = append(b, '\n')
				}
			case *ast.AutoLink:
				b = append(b, c.Label(r.src)...)
			case *ast.RawHTML:
				b = append(b, c.Segments.Value(r.src)...)
			case *refNode:
				if c.label != nil {
					b = append(b, unescape(c.label)...)
				} else {
					b = append(b, c.target...)
				}
			default:
				add(c, depth+1)
			}
		}
	}
	add(n, 0)
	return string(b)
}

// reference writes [[id]]: a link, with the author's label or a hole for the
// record's own.
func (r *reading) reference(n *refNode) {
	if n.target == "" { // [[#heading]]
		r.local = append(r.local, anchor{id: n.heading, start: n.start, stop: n.stop, strict: true})
		if !r.inLink {
			r.write(`<a href="#`)
			r.hole(holePrefix, 0)
			r.buf = appendEscapedBytes(r.buf, escapeURL(n.heading))
			r.write(`">`)
		}
		if n.label == nil {
			r.text([]byte(strings.ReplaceAll(n.heading, "-", " ")))
		} else {
			r.text(n.label)
		}
		if !r.inLink {
			r.write("</a>")
		}
		return
	}
	kind := Link
	if n.embed && isFileName(n.target) {
		kind = File // an image or table in the middle of a sentence
	}
	ref := r.addRef(kind, n)
	if !r.inLink {
		r.hole(holeOpen, ref)
	}
	if n.label == nil {
		r.hole(holeLabel, ref)
		r.prev, r.brk = 'x', -1
	} else {
		r.text(n.label)
	}
	if !r.inLink {
		r.hole(holeClose, ref)
	}
}

func (r *reading) citation(n *citeNode) {
	r.write(`<sup class="citation">[`)
	for i, s := range n.sources {
		if i > 0 {
			r.write("; ")
		}
		ref := r.add(Ref{Kind: Citation, Target: s.id, Locator: s.locator}, s.start, s.stop)
		if r.inLink {
			r.hole(holeLabel, ref)
		} else {
			r.hole(holeCite, ref)
		}
		if s.locator != "" {
			r.write(", ")
			r.text([]byte(s.locator))
		}
	}
	r.write("]</sup>")
}

func (r *reading) addRef(kind RefKind, n *refNode) int {
	return r.add(Ref{
		Kind: kind, Target: n.target, Of: n.of, Heading: n.heading, State: n.state,
		Label: oneLine(string(unescape(n.label))),
	}, n.start, n.stop)
}

// addFile adds a reference to a file by its path.
func (r *reading) addFile(kind RefKind, n ast.Node, dest string) int {
	path, fragment, _ := strings.Cut(dest, "#")
	return r.add(Ref{Kind: kind, Target: pathUnescape(path), Heading: pathUnescape(fragment)}, n.Pos(), r.linkEnd(n))
}

func (r *reading) add(ref Ref, from, to int) int {
	if len(r.refs) == maxRefs {
		r.tooMany(max(from, 0), to, maxRefs, "references")
	}
	ref.Index, ref.Under = len(r.refs), r.under
	ref.Pos, ref.Width = r.pos(max(from, 0)), r.width(max(from, 0), to)
	r.refs = append(r.refs, ref)
	return ref.Index
}

// isFileName reports whether a target names a file rather than a record.
func isFileName(target string) bool {
	i := strings.LastIndexByte(target, '.')
	if i < 0 {
		return false
	}
	switch strings.ToLower(target[i:]) {
	case ".avif", ".csv", ".gif", ".jpeg", ".jpg", ".json", ".pdf", ".png", ".svg", ".tsv", ".webp", ".xlsx":
		return true
	}
	return false
}

// oneLine joins what an author wrapped.
func oneLine(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// truncate shortens s to at most n bytes, at a character.
func truncate(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
