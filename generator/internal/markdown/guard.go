package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The limits keep the time that a text takes in proportion to its length.
// Each stands where the parser's own work would grow with the square of what
// it bounds, far above what people write.
const (
	maxDepth    = 100     // blocks in blocks, emphasis in emphasis
	maxMarks    = 1000    // runs of * _ ~ in one paragraph
	maxBrackets = 1000    // [ in one paragraph
	maxCells    = 200_000 // of a table
	maxDefined  = 2000    // lines of link definitions without a blank line between them
	maxRefs     = 10_000  // references of a text
	maxBlocks   = 200     // questions and charts of a text, each of which may list all there is
)

// tooDeep reports the problem once: what follows from it helps nobody.
func (r *reading) tooDeep(at int, what string) {
	if r.reported {
		return
	}
	r.reported = true
	r.err(at, at+1, "markdown-too-deep", "%s", what).Hint = "split the text here, or put a backslash before marks that mean themselves"
}

// workFor is how many bytes may be read to find the ends of brackets in a text of
// some length. Each bracket may be looked for to the end of its paragraph, so
// that a thousand in each would take a thousand times the text.
func workFor(length int) int { return 50*length + 20<<20 }

// rest returns how much of a block lies behind an offset.
func rest(block ast.Node, offset int) int {
	for block != nil && block.Type() != ast.TypeBlock {
		block = block.Parent()
	}
	if block == nil || block.Lines() == nil || block.Lines().Len() == 0 {
		return 0
	}
	return max(0, block.Lines().At(block.Lines().Len()-1).Stop-offset)
}

// tooMany reports what goes over a limit, once for each.
func (r *reading) tooMany(from, to int, limit int, what string) {
	r.err(from, to, "ref-limit", "this text has more than %d %s", limit, what).Hint = "split it into several pages"
}

// giveUp reports the problem and takes what is left of the line as it is.
func (r *reading) giveUp(block text.Reader, line text.Segment, what string) ast.Node {
	r.tooDeep(line.Start, what)
	if line.Stop > line.Start && r.src[line.Stop-1] == '\n' {
		line = line.WithStop(line.Stop - 1)
	}
	block.Advance(line.Stop - line.Start)
	return ast.NewTextSegment(line)
}

// tooDeep returns where a line opens more blocks in blocks than maxDepth.
// Nesting by indentation needs no guard: it takes a text that grows with the
// square of its depth.
func tooDeep(src []byte) (offset int, found bool) {
	for at := 0; at < len(src); {
		end := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		if end-at > maxDepth {
			if i, ok := deepLine(src[at:end]); ok {
				return at + i, true
			}
		}
		at = end
	}
	return 0, false
}

func deepLine(line []byte) (int, bool) {
	i := 0
	for depth := 0; ; depth++ {
		for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
			i++
		}
		n := containerMark(line[i:])
		if n == 0 {
			return 0, false
		}
		if depth == maxDepth {
			return i, true
		}
		i += n
	}
}

// containerMark returns the length of the mark that opens a quote, a list
// item, a description or a footnote at the start of line, or 0.
func containerMark(line []byte) int {
	spaceAt := func(i int) bool { return i == len(line) || bytes.IndexByte([]byte(" \t\n"), line[i]) >= 0 }
	if len(line) == 0 {
		return 0
	}
	switch c := line[0]; {
	case c == '>':
		return 1
	case c == '-' || c == '*':
		if len(bytes.Trim(line, string(c)+" \t\n")) == 0 {
			return 0 // a thematic break
		}
		fallthrough
	case c == '+' || c == ':':
		if spaceAt(1) {
			return 1
		}
	case c >= '0' && c <= '9':
		i := 1
		for i < len(line) && i < 10 && line[i] >= '0' && line[i] <= '9' {
			i++
		}
		if i < len(line) && (line[i] == '.' || line[i] == ')') && spaceAt(i+1) {
			return i + 1
		}
	case c == '[' && len(line) > 1 && line[1] == '^':
		if i := bytes.IndexByte(line[:min(len(line), 1000)], ']'); i > 0 && i+1 < len(line) && line[i+1] == ':' {
			return i + 2
		}
	}
	return 0
}

// tableTransformer refuses tables so large that they must be a mistake: a
// short row is filled with cells up to the width of the head, so a few lines
// can ask for millions.
type tableTransformer struct{ parser.ParagraphTransformer }

func (t tableTransformer) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		row := line.Value(reader.Source())
		if len(bytes.Trim(row, "|:- \t\n")) > 0 {
			continue
		}
		if (bytes.Count(row, []byte("|"))+1)*(lines.Len()-i) > maxCells {
			readingOf(pc).tooDeep(line.Start, "this table has too many cells")
			return
		}
	}
	t.ParagraphTransformer.Transform(node, reader, pc)
}

// definitionTransformer refuses paragraphs of link definitions that would
// take time with the square of their lines.
type definitionTransformer struct{ parser.ParagraphTransformer }

func (t definitionTransformer) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	if lines.Len() == 0 {
		return
	}
	first := lines.At(0)
	if !bytes.HasPrefix(bytes.TrimLeft(first.Value(reader.Source()), " \t"), []byte("[")) {
		return // the parser would find the same, with more work
	}
	if lines.Len() > maxDefined {
		readingOf(pc).tooDeep(first.Start, "these are too many link definitions in a row")
		return
	}
	t.ParagraphTransformer.Transform(node, reader, pc)
}

// hasBareLinks reports whether a text may hold a URL or an address in prose.
// What stands in (…) behind a link's text or in <…> is none.
func hasBareLinks(src []byte) bool {
	if bytes.Contains(src, []byte("www.")) {
		return true
	}
	for rest := src; ; {
		i := bytes.IndexByte(rest, '@')
		if i < 0 {
			break
		}
		if i > 0 && util.IsAlphaNumeric(rest[i-1]) {
			return true
		}
		rest = rest[i+1:]
	}
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("://"))
		if i < 0 {
			return false
		}
		i += at
		at = i + 3
		for i > 0 && util.IsAlphaNumeric(src[i-1]) {
			i--
		}
		if i == 0 || src[i-1] != '<' && (src[i-1] != '(' || i == 1 || src[i-2] != ']') {
			return true
		}
	}
}

// bareLinkParser finds URLs and addresses in prose. It spares the inner
// parser what cannot be one: that parser reads to the end of the word at each
// mark, which in a long word of marks adds up.
type bareLinkParser struct{ parser.InlineParser }

func (p bareLinkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if bytes.IndexByte([]byte(" *_~("), line[0]) >= 0 {
		line = line[1:]
	}
	if !bytes.HasPrefix(line, []byte("http")) && !bytes.HasPrefix(line, []byte("www.")) &&
		!bytes.HasPrefix(line, []byte("ftp://")) {
		at := false
		for _, c := range line[:min(len(line), 65)] { // a local part has 64 bytes at most
			if c == '@' {
				at = true
			}
			if c <= ' ' || c == '@' || c >= 0x80 {
				break
			}
		}
		if !at {
			return nil
		}
	}
	return p.InlineParser.Parse(parent, block, pc)
}
