package markdown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"readout/generator/internal/diag"
)

// Parse reads a text. Markdown has no syntax errors; the problems are raw
// HTML (a warning: it is shown as text), unsafe URLs, images without words,
// and footnotes, link labels and headings that lead nowhere. The document is
// never nil.
func Parse(t diag.Text, o Options) (doc *Document, problems diag.List) {
	if d, ok := quickly(t); ok {
		return d, nil
	}
	return parse(t, o)
}

// parse is Parse with the parser.
func parse(t diag.Text, o Options) (doc *Document, problems diag.List) {
	r := readings.Get().(*reading)
	defer readings.Put(r)
	// One text that the parser cannot bear must not end a build of thousands.
	defer func() {
		if e := recover(); e != nil {
			problems = nil
			problems.Errorf(t.Pos(0), "markdown-failed", "this text could not be read: %v", e).
				Hint = "please report it, with the text; halving the text shows which part it is"
			doc = &Document{file: t.File}
		}
	}()
	r.load(t, o)
	if at, ok := tooDeep(r.src); ok {
		r.tooDeep(at, fmt.Sprintf("quotes and lists nest more than %d deep", maxDepth))
		return &Document{file: t.File}, r.problems
	}
	pc := parser.NewContext()
	pc.Set(readingKey, r)
	read := goldmark
	if hasBareLinks(r.src) {
		read = goldmarkBare
	}
	root := read().Parse(text.NewReader(r.src), parser.WithContext(pc))
	r.document(root)
	return r.finish()
}

// goldmark and goldmarkBare are the two parsers; the second also looks for
// URLs in prose, which costs a try at every space, so most texts do without.
// They keep no state between texts and are safe for use from many goroutines.
var (
	goldmark     = sync.OnceValue(func() parser.Parser { return newParser() })
	goldmarkBare = sync.OnceValue(func() parser.Parser {
		return newParser(util.Prioritized(bareLinkParser{extension.NewLinkifyParser()}, 999))
	})
)

func newParser(more ...util.PrioritizedValue) parser.Parser {
	links := &linkParser{parser.NewLinkParser()}
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(headingParser{parser.NewSetextHeadingParser()}, 100),
			util.Prioritized(extension.NewDefinitionListParser(), 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(headingParser{parser.NewATXHeadingParser()}, 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(calloutParser{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(noteBlockParser{extension.NewFootnoteBlockParser()}, 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(noteRefParser{}, 101),
			util.Prioritized(referenceParser{}, 150),
			util.Prioritized(links, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(emphasisParser{}, 500),
			util.Prioritized(strikethroughParser{}, 500),
		),
		parser.WithInlineParsers(more...),
		parser.WithParagraphTransformers(
			util.Prioritized(definitionTransformer{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(tableTransformer{extension.NewTableParagraphTransformer()}, 200),
		),
	)
}

// readingKey is where our parsers find the reading they work for.
var readingKey = parser.NewContextKey()

func readingOf(pc parser.Context) *reading { return pc.Get(readingKey).(*reading) }

// reading is the state of one Parse. Readings are pooled: nothing that leaves
// this room may refer to their buffers.
type reading struct {
	given diag.Text
	src   []byte // given, with line ends and encoding made regular
	edits []edit // where src and given part, ascending
	// What the language asks for.
	words      *vocabulary
	smart      bool // quotes and dashes are set as in print
	dropBreaks bool // a line break between CJK characters is no space

	lastPos  lastPos
	problems diag.List
	reported bool // that the text is too deep

	// While blocks and inlines are parsed.
	marks, brackets int // delimiter runs and opening brackets in this block
	work            int // bytes that were read to find the ends of brackets, at most
	shift           int // added to every heading's level
	ids             map[string]bool
	next            map[string]int   // the number that an id's next repeat gets
	notes           map[string]*note // by folded label
	noteOrder       []*note          // as they are written
	noteList        ast.Node
	definitions     map[string]bool

	// While the document is written.
	buf         []byte
	holes       []hole
	refs        []Ref
	headings    []headingSpan
	blocks      []Block
	order       []*note        // footnotes by number
	backTo      *note          // the footnote that is being written
	pendingNote *ast.Paragraph // its last paragraph, which ends with the links back
	local       []anchor       // links to headings of this document
	under       string         // id of the heading that was written last
	level       int            // its level
	tables      int
	depth       int    // of blocks, or of inlines
	inLink      bool   // no link may stand in a link
	inFigure    bool   // the title is shown as the caption
	lineEnds    bool   // behind the text that is being written
	prev        rune   // what was written before, for quotes and line breaks
	brk         int    // where in buf a line break waits for its right side, or -1
	brkPrev     rune   // its left side
	plain       []byte // what a stripper made last
	spots       []int  // where in it references stand
	only        [2]int // the content of the only paragraph, in buf
}

type edit struct{ at, shift int }

var readings = sync.Pool{New: func() any { return new(reading) }}

// load starts a reading. Line ends become \n, and what is not UTF-8, and NUL,
// which our markers use, become the replacement character.
func (r *reading) load(t diag.Text, o Options) {
	*r = reading{
		given: t, src: r.src[:0], edits: r.edits[:0], buf: r.buf[:0], holes: r.holes[:0], plain: r.plain[:0], spots: r.spots[:0],
		refs: r.refs[:0], headings: r.headings[:0], brk: -1, level: 1,
	}
	lang, _, _ := strings.Cut(strings.ToLower(o.Lang), "-")
	r.words = vocabularyOf(lang)
	r.smart = lang == "" || lang == "en"
	r.dropBreaks = lang == "ja" || lang == "zh"
	s := t.String
	if strings.IndexByte(s, '\r') < 0 && strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) {
		r.src = append(r.src, s...)
		return
	}
	shift := 0
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			shift++
			r.edits = append(r.edits, edit{len(r.src), shift})
		case c == '\r':
			r.src = append(r.src, '\n')
		case c == 0 || c == utf8.RuneError && n == 1:
			r.src = append(r.src, "\ufffd"...)
			shift -= len("\ufffd") - 1
			r.edits = append(r.edits, edit{len(r.src), shift})
		default:
			r.src = append(r.src, s[i:i+n]...)
		}
		i += n
	}
}

// original returns the offset in given of an offset in src.
func (r *reading) original(offset int) int {
	i, _ := slices.BinarySearchFunc(r.edits, offset+1, func(e edit, at int) int { return e.at - at })
	if i == 0 {
		return offset
	}
	return offset + r.edits[i-1].shift
}

// pos returns the place in the file of the character at an offset in src.
// Offsets mostly come in order, so it counts on from the last one where it
// can: to count from the start of a very long line each time would take the
// square of its length.
func (r *reading) pos(offset int) diag.Pos {
	offset = r.original(offset)
	runs := r.given.Runs
	last := r.lastPos
	if offset < last.offset || last.run+1 < len(runs) && offset >= int(runs[last.run+1].Offset) || last.pos.Line == 0 {
		i, _ := slices.BinarySearchFunc(runs, int32(offset)+1, func(run diag.Run, at int32) int { return cmp.Compare(run.Offset, at) })
		if i == 0 {
			return r.given.Pos(offset)
		}
		run := runs[i-1]
		last = lastPos{run: i - 1, offset: int(run.Offset), pos: diag.Pos{File: r.given.File, Line: int(run.Line), Col: int(run.Col)}}
	}
	offset = min(offset, len(r.given.String))
	last.pos.Col += utf8.RuneCountInString(r.given.String[last.offset:max(offset, last.offset)])
	last.offset = max(offset, last.offset)
	r.lastPos = last
	return last.pos
}

// lastPos is an offset in given, the run that it is in, and its place.
type lastPos struct {
	run, offset int
	pos         diag.Pos
}

// width counts the characters of src between two offsets, up to the end of
// the line.
func (r *reading) width(from, to int) int {
	s := r.src[from:max(from, min(to, len(r.src)))]
	for i, c := range s {
		if c == '\n' {
			s = s[:i]
			break
		}
	}
	return utf8.RuneCount(s)
}

func (r *reading) warn(from, to int, code, format string, args ...any) *diag.Diagnostic {
	d := r.problems.Warnf(r.pos(from), code, format, args...)
	d.Width = r.width(from, to)
	return d
}

func (r *reading) err(from, to int, code, format string, args ...any) *diag.Diagnostic {
	d := r.problems.Errorf(r.pos(from), code, format, args...)
	d.Width = r.width(from, to)
	return d
}

// finish makes the document.
func (r *reading) finish() (*Document, diag.List) {
	r.checkAnchors()
	d := &Document{
		html:   string(r.buf),
		holes:  string(appendHoles(nil, r.holes)),
		refs:   append([]Ref(nil), r.refs...),
		blocks: r.blocks,
		file:   r.given.File,
		from:   r.only[0],
		to:     r.only[1],
	}
	for _, h := range r.headings {
		d.headings = append(d.headings, h.heading(d.html))
	}
	d.words = countWords(d.html, r.holes, func(i int) string { return r.refs[i].Target })
	clear(r.refs) // a pooled reading keeps no strings alive
	clear(r.headings)
	return d, r.problems
}
