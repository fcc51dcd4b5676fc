// Package markdown turns Markdown text into a document: HTML with holes for
// references, headings, references with their context, and plain text.
//
// Place in the pipeline: sources → records. site parses every text with it
// once; view fills the holes. The Markdown library stays in this room: a
// Document holds none of its types.
//
// The dialect is CommonMark 0.31.2 with the tables, strikethrough, task lists
// and bare URLs of GitHub, footnotes, definition lists, and what the contract
// adds: references [[id]] with {state=code}, embeds ![[id]], citations [@id],
// callouts > [!NOTE], figures, and the blocks recommendations, timeline and
// chart. Emphasis works beside CJK characters (emphasis.go); in Japanese and
// Chinese a line break between two of them is no space; in English, quotes and
// dashes are set as in print. testdata/golden shows each construct with what
// becomes of it; spec_test.go lists every departure from the specifications.
//
// Nothing that an author writes reaches a page as markup: HTML is shown as
// text, and a link keeps only a scheme that is known to be harmless. A text
// takes time in proportion to its length, whatever it holds (guard.go).
//
// Errors: url-unsafe, alt-missing, ref-heading-unknown, markdown-too-deep,
// markdown-failed. Warnings: html-raw, heading-skip, heading-id-duplicate,
// anchor-unknown, footnote-unknown, footnote-unused, footnote-duplicate,
// link-label-unknown, link-label-duplicate, callout-unknown, block-unknown,
// table-pipe, ref-attribute-unknown, image-external.
package markdown

import (
	"html/template"
	"slices"
	"strings"

	"readout/generator/internal/diag"
)

// HTML is markup that this room wrote and vouches for: layouts pass it on
// unescaped. No other room may make one from author text.
type HTML = template.HTML

// RefKind is the form in which a reference was written.
type RefKind uint8

// The reference forms of the contract, section 2.
const (
	Link     RefKind = iota // [[id]], [[id|label]], [[id#heading]], [[kind:id]]
	Embed                   // ![[id]] alone in its paragraph, or ![[map.png]], ![[data.csv]]
	Citation                // one source of [@id, p. 4; @other]
	File                    // [label](../actors/japan.md#heading): a relative link
	Image                   // ![alt](figure.png): a relative image
)

// Ref is one reference in a document. Read-only.
type Ref struct {
	Kind    RefKind
	Index   int    // its place in Document.Refs
	Target  string // the id as written, or for File and Image the relative path, unescaped
	Of      string // the kind in [[kind:id]]; else empty
	Heading string // after #; else empty
	Label   string // plain text of the label or alt text; empty when none was written
	Locator string // of a citation: "p. 4"
	Title   string // of a File, and of an Image within a sentence: what stands in quotes behind its path
	// State is what the author leans on in [[id|label]]{state=overdue}: a
	// badge's code. Empty when nothing was written.
	State   string
	Context string // the sentence, table row or list item it stands in, as plain text; labels of other references that were left to their default are marked for ExpandContext
	Under   string // id of the heading it stands under; empty before the first
	Pos     diag.Pos
	Width   int // characters, for the caret
}

// Heading is one heading of a document.
type Heading struct {
	Level int    // 1 to 6
	ID    string // unique in the document; Unicode letters and digits, lower case, hyphens
	Text  string // plain
	HTML  HTML   // inline markup without links, for the table of contents
	Pos   diag.Pos
}

// Block is a fenced block whose info string is recommendations, timeline or
// chart. Its body is YAML, which site reads.
type Block struct {
	Index int
	Name  string // "recommendations", "timeline" or "chart"
	Body  diag.Text
	Pos   diag.Pos
}

// Target is what a reference turned out to mean on the page being made.
type Target struct {
	URL   string // ready for href or src; empty leaves the label as plain text
	Label string // shown when the author wrote none
	Class string // CSS class or classes on the link: the kind of the target
	Lang  string // language of Label when it is not the page's
	// Note is shown small behind the label, such as a recommendation's state
	// now; NoteClass is its class. Empty when there is none.
	Note, NoteClass string
	// Width and Height of an image in pixels; 0 when unknown.
	Width, Height int
	// Of an image that there is in several sizes: what is ready for srcset, in
	// its own format and in WebP, and for sizes. Each may be empty.
	SrcSet, WebP, Sizes string
	// Early is an image that readers may see at once: browsers wait with the
	// others.
	Early bool
}

// Piece is a run of a rendered document: markup, or a hole that view fills
// with an embedded record (![[id]]) or an answered block. Exactly one is set.
type Piece struct {
	HTML  HTML
	Embed *Ref
	Block *Block
}

// Options change how text is read.
type Options struct {
	Lang string // BCP 47; "ja" drops line breaks between CJK characters. Empty is English
}

// Render changes how a document is written.
type Render struct {
	Resolve func(*Ref) Target
	// Prefix is put before every id in the document (headings, footnotes) and
	// every link to one, so that several documents can share a page.
	Prefix string
	// Sources adds data-source="file:line" to block elements, for editors.
	Sources bool
}

// Document is a text that has been read. It is immutable, holds plain data
// only (so that it can be cached), and is safe for use from many goroutines.
//
// It keeps no tree: Parse writes the HTML once, and notes where view's answers
// go. To write a page is then to copy strings.
type Document struct {
	html     string
	away     *away  // not nil when html is elsewhere
	holes    string // ascending; see appendHoles
	refs     []Ref
	headings []Heading // Text and HTML may hold markers for ExpandContext
	blocks   []Block
	file     string // as in diag.Pos
	words    int
	// from and to enclose the content of the only paragraph; both are 0 when
	// the document is anything else.
	from, to int
}

// away is where a document's HTML is when it is not in memory.
type away struct {
	fetch func() string
	size  int
}

// PutAway has a document forget its HTML, the largest part of it, and fetch it
// whenever it is written or read. fetch returns what HTML returns now; anything
// of another length counts as nothing, and it is for fetch to tell that to
// somebody. It must be safe for use from many goroutines. PutAway itself is
// for the goroutine that made the document, before others see it.
func (d *Document) PutAway(fetch func() string) {
	d.away = &away{fetch, len(d.html)}
	// Headings share the HTML's memory.
	size := 0
	for i := range d.headings {
		size += len(d.headings[i].HTML) + len(d.headings[i].Text)
	}
	kept := make([]byte, 0, size)
	for i := range d.headings {
		kept = append(append(kept, d.headings[i].HTML...), d.headings[i].Text...)
	}
	all := string(kept)
	for i := range d.headings {
		h := &d.headings[i]
		n, m := len(h.HTML), len(h.Text)
		h.HTML, h.Text, all = HTML(all[:n]), all[n:n+m], all[n+m:]
	}
	d.html = ""
}

// Away reports whether the HTML is not in memory.
func (d *Document) Away() bool { return d.away != nil }

// HTML returns the markup with its holes, as it is stored.
func (d *Document) HTML() string {
	if d.away == nil {
		return d.html
	}
	if html := d.away.fetch(); len(html) == d.away.size {
		return html
	}
	return ""
}

// Size returns the length of HTML.
func (d *Document) Size() int {
	if d.away != nil {
		return d.away.size
	}
	return len(d.html)
}

// Refs returns the references in the order in which they are read: those in
// footnotes come after those in the text. Callers must not change the slice.
func (d *Document) Refs() []Ref { return d.refs }

// Headings returns the headings in order. Where one holds a reference without
// a label, the id stands for it; Contents knows better.
func (d *Document) Headings() []Heading {
	return d.Contents(func(r *Ref) string { return r.Target })
}

// Contents returns the headings in order, with the labels of references
// without one given by label. Callers must not change the slice.
func (d *Document) Contents(label func(*Ref) string) []Heading {
	out := d.headings
	for i, h := range d.headings {
		if !hasMarker(h.Text) && !hasMarker(string(h.HTML)) {
			continue
		}
		if &out[0] == &d.headings[0] {
			out = slices.Clone(out)
		}
		words := func(i int) string { return label(&d.refs[i]) }
		out[i].Text = ExpandContext(h.Text, words)
		out[i].HTML = HTML(ExpandContext(string(h.HTML), func(i int) string {
			return string(appendEscaped(nil, words(i)))
		}))
	}
	return out
}

// Blocks returns the fenced blocks that site answers. Callers must not change
// the slice.
func (d *Document) Blocks() []Block { return d.blocks }

// Keep returns a string equal to s, the text that the document was made of,
// that does not keep the file alive which s was read from. Most short texts are
// the same in HTML: the two then share their memory. d may be nil.
func (d *Document) Keep(s string) string {
	if d != nil && d.away == nil && d.html[d.from:d.to] == s {
		return d.html[d.from:d.to]
	}
	return strings.Clone(s)
}

// Words counts words for the reading time; a CJK character counts as half a
// word.
func (d *Document) Words() int { return d.words }
