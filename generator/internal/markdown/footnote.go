package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"readout/generator/internal/diag"
)

// note is a footnote: its text, and how often it is referred to so far.
type note struct {
	node   *extast.Footnote
	label  string
	number int // from 1, by the first reference; 0 while there is none
	refs   int
}

// noteNode is [^label] in a text.
type noteNode struct {
	ast.BaseInline
	note *note
}

var kindNote = ast.NewNodeKind("NoteReference")

func (*noteNode) Kind() ast.NodeKind           { return kindNote }
func (n *noteNode) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// foldLabel makes labels that mean the same alike.
func foldLabel(label []byte) string { return util.ToLinkReference(label) }

// noteBlockParser wraps the parser of [^label]: text. It takes the footnotes
// out of the flow into one list, and remembers them by label, so that finding
// one takes no search.
type noteBlockParser struct{ parser.BlockParser }

func (noteBlockParser) Close(node ast.Node, _ text.Reader, pc parser.Context) {
	r := readingOf(pc)
	n := node.(*extast.Footnote)
	if r.noteList == nil {
		r.noteList = extast.NewFootnoteList()
		root := node.OwnerDocument()
		root.InsertBefore(root, root.FirstChild(), r.noteList)
		r.notes = map[string]*note{}
	}
	node.Parent().RemoveChild(node.Parent(), node)
	r.noteList.AppendChild(r.noteList, node)
	key := foldLabel(n.Ref)
	if r.notes[key] != nil {
		r.warn(n.Pos(), n.Pos()+len(n.Ref)+3, "footnote-duplicate", "the footnote %q is written already; this one is not shown", n.Ref).
			Hint = "choose another label, or remove one of the two"
		return
	}
	r.notes[key] = &note{node: n, label: string(n.Ref)}
	r.noteOrder = append(r.noteOrder, r.notes[key])
}

// noteRefParser reads [^label].
type noteRefParser struct{}

func (noteRefParser) Trigger() []byte { return []byte{'[', '!'} }

func (noteRefParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	bang := 0
	if line[0] == '!' {
		bang = 1
	}
	if !bytes.HasPrefix(line[bang:], []byte("[^")) {
		return nil
	}
	label := line[bang+2 : min(len(line), bang+2+999)]
	end := bytes.IndexAny(label, "[]")
	if end < 0 || label[end] == '[' || len(bytes.TrimSpace(label[:end])) == 0 {
		return nil
	}
	label = label[:end]
	r := readingOf(pc)
	at := segment.Start + bang
	n := r.notes[foldLabel(label)]
	if n == nil {
		d := r.warn(at, at+len(label)+3, "footnote-unknown", "there is no footnote %q", label)
		if len(label) > 2 { // between numbers, likeness means nothing
			d.Hint = diag.DidYouMean(string(label), func(yield func(string) bool) {
				for _, n := range r.noteOrder {
					if !yield(n.label) {
						return
					}
				}
			})
		}
		if d.Hint == "" {
			d.Hint = "add a line [^" + string(label) + "]: with its text"
		}
		return nil
	}
	if bang == 1 { // "Look![^1]"
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(at))
	}
	block.Advance(bang + len(label) + 3)
	return &noteNode{note: n}
}

// noteRef writes the number of a footnote. Numbers go by the order in which
// footnotes are first referred to.
func (r *reading) noteRef(n *note) {
	if n.number == 0 {
		r.order = append(r.order, n)
		n.number = len(r.order)
	}
	number := strconv.Itoa(n.number)
	if r.inLink {
		r.write(`<sup class="footnote-ref">` + number + `</sup>`)
		return
	}
	n.refs++
	r.write(`<sup class="footnote-ref"><a id="`)
	r.hole(holePrefix, 0)
	r.write("fnref:" + noteRefID(n.number, n.refs) + `" href="#`)
	r.hole(holePrefix, 0)
	r.write("fn:" + number + `" role="doc-noteref">` + number + `</a></sup>`)
}

func noteRefID(number, ref int) string {
	if ref == 1 {
		return strconv.Itoa(number)
	}
	return strconv.Itoa(number) + "-" + strconv.Itoa(ref)
}

// footnotes writes the footnotes that are referred to. One may refer to
// another, which then is written too.
func (r *reading) footnotes() {
	if len(r.order) > 0 {
		r.write(`<section class="footnotes" role="doc-endnotes" aria-label="` + r.words.footnotes + "\">\n<ol>\n")
		for i := 0; i < len(r.order); i++ {
			r.footnote(r.order[i])
		}
		r.write("</ol>\n</section>\n")
	}
	for _, n := range r.noteOrder {
		if n.number == 0 {
			at := n.node.Pos()
			r.warn(at, at+len(n.label)+3, "footnote-unused", "nothing refers to the footnote %q, so it is not shown", n.label).
				Hint = "put [^" + n.label + "] where it belongs, or remove it"
		}
	}
}

func (r *reading) footnote(n *note) {
	r.write(`<li id="`)
	r.hole(holePrefix, 0)
	r.write("fn:" + strconv.Itoa(n.number) + `"`)
	r.source(n.node.Pos())
	r.write(">\n")
	r.backTo = n
	last, _ := n.node.LastChild().(*ast.Paragraph)
	r.pendingNote = last
	r.children(n.node)
	if r.pendingNote != nil || last == nil {
		r.pendingNote = nil
		r.write("<p>")
		r.backlinks()
		r.write("</p>\n")
	}
	r.write("</li>\n")
}

// backlinks writes the links from a footnote to where it is referred to.
func (r *reading) backlinks() {
	n := r.backTo
	for ref := 1; ref <= n.refs; ref++ {
		if ref > 1 {
			r.write(" ")
		}
		id := noteRefID(n.number, ref)
		r.write(`<a href="#`)
		r.hole(holePrefix, 0)
		r.write("fnref:" + id + `" class="footnote-backref" role="doc-backlink" aria-label="`)
		r.write(strings.Replace(r.words.back, "%s", id, 1))
		r.write("\">↩\ufe0e</a>")
	}
}
