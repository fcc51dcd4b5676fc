package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// CommonMark decides by the spaces and punctuation beside a mark whether it
// opens or closes emphasis. CJK text has no spaces between words, so there
// **주택(housing)**을 would stay as it is written. The amendment here is that
// of the markdown-cjk-friendly specification: punctuation of CJK scripts
// counts as a letter, and a CJK character beside a mark counts like a space
// when what stands on the mark's other side is punctuation. Text without CJK
// characters beside its marks reads exactly as CommonMark says.

// emphasisParser reads runs of * and _.
type emphasisParser struct{}

func (emphasisParser) Trigger() []byte                           { return []byte{'*', '_'} }
func (emphasisParser) IsDelimiter(c byte) bool                   { return c == '*' || c == '_' }
func (emphasisParser) OnMatch(n int) ast.Node                    { return ast.NewEmphasis(n) }
func (emphasisParser) CanOpenCloser(o, c *parser.Delimiter) bool { return o.Char == c.Char }

func (p emphasisParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	return delimiter(block, pc, p)
}

// CloseBlock makes the limit one of each paragraph.
func (emphasisParser) CloseBlock(_ ast.Node, _ text.Reader, pc parser.Context) {
	r := readingOf(pc)
	r.marks, r.brackets = 0, 0
}

// strikethroughParser reads ~ and ~~.
type strikethroughParser struct{}

func (strikethroughParser) Trigger() []byte         { return []byte{'~'} }
func (strikethroughParser) IsDelimiter(c byte) bool { return c == '~' }
func (strikethroughParser) OnMatch(int) ast.Node    { return extast.NewStrikethrough() }
func (strikethroughParser) CanOpenCloser(o, c *parser.Delimiter) bool {
	return o.Char == c.Char && o.OriginalLength == c.OriginalLength
}

func (p strikethroughParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if runLength(line) > 2 || block.PrecendingCharacter() == '~' {
		return nil
	}
	return delimiter(block, pc, p)
}

func runLength(line []byte) int {
	n := 1
	for n < len(line) && line[n] == line[0] {
		n++
	}
	return n
}

// delimiter reads the run of marks at the reader's position.
func delimiter(block text.Reader, pc parser.Context, p parser.DelimiterProcessor) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	n := runLength(line)
	r := readingOf(pc)
	if r.marks++; r.marks > maxMarks {
		return r.giveUp(block, segment, "this paragraph has too many emphasis marks")
	}
	segment = segment.WithStop(segment.Start + n)
	block.Advance(n)
	after := ' '
	if n < len(line) {
		after, _ = utf8.DecodeRune(line[n:])
	}
	opens, closes := flanking(before, after, line[0] == '_')
	d := parser.NewDelimiter(opens, closes, n, line[0], p)
	d.Segment = segment
	pc.PushDelimiter(d)
	return d
}

// flanking says whether a run of marks between two characters can open and
// close emphasis.
func flanking(before, after rune, underscore bool) (opens, closes bool) {
	spaceBefore, spaceAfter := util.IsSpaceRune(before), util.IsSpaceRune(after)
	punctBefore, punctAfter := util.IsPunctRune(before), util.IsPunctRune(after)
	left, right := !spaceAfter, !spaceBefore
	if before < 0x1100 && after < 0x1100 { // no CJK
		left = left && (!punctAfter || spaceBefore || punctBefore)
		right = right && (!punctBefore || spaceAfter || punctAfter)
	} else {
		cjkBefore, cjkAfter := isCJK(before), isCJK(after)
		left = left && (!punctAfter || cjkAfter || spaceBefore || punctBefore || cjkBefore)
		right = right && (!punctBefore || cjkBefore || spaceAfter || punctAfter || cjkAfter)
	}
	if underscore {
		return left && (!right || punctBefore), right && (!left || punctAfter)
	}
	return left, right
}

// isCJK reports whether a character is written in text that has no spaces
// between words, or is Hangul: the wide and halfwidth forms of Unicode's East
// Asian Width, without emoji, and the variation selectors of ideographs.
func isCJK(c rune) bool {
	return c >= 0x1100 && unicode.Is(cjk, c)
}

var cjk = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x11FF, Stride: 1}, // Hangul jamo
		{Lo: 0x20A9, Hi: 0x20A9, Stride: 1}, // won sign
		{Lo: 0x2329, Hi: 0x232A, Stride: 1}, // angle brackets
		{Lo: 0x2E80, Hi: 0x2FFF, Stride: 1}, // radicals
		{Lo: 0x3001, Hi: 0x33FF, Stride: 1}, // punctuation, kana, compatibility jamo, squared words
		{Lo: 0x3400, Hi: 0x4DBF, Stride: 1},
		{Lo: 0x4E00, Hi: 0x9FFF, Stride: 1},
		{Lo: 0xA000, Hi: 0xA4CF, Stride: 1}, // Yi
		{Lo: 0xA960, Hi: 0xA97F, Stride: 1},
		{Lo: 0xAC00, Hi: 0xD7FF, Stride: 1}, // Hangul
		{Lo: 0xF900, Hi: 0xFAFF, Stride: 1},
		{Lo: 0xFE10, Hi: 0xFE1F, Stride: 1},
		{Lo: 0xFE30, Hi: 0xFE6F, Stride: 1},
		{Lo: 0xFF01, Hi: 0xFFDC, Stride: 1}, // full and half width
		{Lo: 0xFFE0, Hi: 0xFFEE, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x16FE0, Hi: 0x18DFF, Stride: 1},
		{Lo: 0x1AFF0, Hi: 0x1B2FF, Stride: 1}, // kana
		{Lo: 0x1F200, Hi: 0x1F265, Stride: 1}, // enclosed ideographs
		{Lo: 0x20000, Hi: 0x3FFFD, Stride: 1},
		{Lo: 0xE0100, Hi: 0xE01EF, Stride: 1},
	},
}
