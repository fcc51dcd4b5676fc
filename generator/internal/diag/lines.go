package diag

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// Lines turns byte offsets in a text into lines and columns. It is the only
// code that does. Offsets count from the first byte of the file, a byte order
// mark included. The zero Lines has one empty line.
type Lines struct {
	file   string
	text   []byte
	starts []int // byte offset at which each line begins
}

// NewLines indexes text, which must not change afterwards. Lines end at \n;
// the \r of \r\n belongs to the line it ends.
func NewLines(file string, text []byte) *Lines {
	l := &Lines{file: file, text: text, starts: make([]int, 1, 1+bytes.Count(text, []byte{'\n'}))}
	for i, b := range text {
		if b == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// Pos returns the position of a byte offset; offsets outside the text are
// moved to its nearest end, those inside a character to its start.
func (l *Lines) Pos(offset int) Pos {
	offset = max(0, min(offset, len(l.text)))
	for i := offset - 1; i >= max(0, offset-utf8.UTFMax+1); i-- {
		if utf8.RuneStart(l.text[i]) {
			if _, n := utf8.DecodeRune(l.text[i:]); i+n > offset {
				offset = i
			}
			break
		}
	}
	line := sort.SearchInts(l.starts, offset+1)
	start := 0
	if line > 0 {
		start = l.starts[line-1]
	}
	if start == 0 && bytes.HasPrefix(l.text, bom) {
		start = min(len(bom), offset)
	}
	return Pos{File: l.file, Line: max(line, 1), Col: utf8.RuneCount(l.text[start:offset]) + 1}
}

// Offset returns the byte offset of a position given as line and column in
// characters, both from 1; positions outside the text are moved to its
// nearest end.
func (l *Lines) Offset(line, col int) int {
	if line < 1 || len(l.starts) == 0 {
		return 0
	}
	if line > len(l.starts) {
		return len(l.text)
	}
	i := l.starts[line-1]
	if i == 0 && bytes.HasPrefix(l.text, bom) {
		i = len(bom)
	}
	for ; col > 1 && i < len(l.text) && l.text[i] != '\n'; col-- {
		_, n := utf8.DecodeRune(l.text[i:])
		i += n
	}
	return i
}

// Line returns the text of a line without its end; empty when there is no
// such line.
func (l *Lines) Line(n int) string {
	if n < 1 || n > len(l.starts) {
		return ""
	}
	end := len(l.text)
	if n < len(l.starts) {
		end = l.starts[n]
	}
	t := bytes.TrimRight(l.text[l.starts[n-1]:end], "\r\n")
	if n == 1 {
		t = bytes.TrimPrefix(t, bom)
	}
	return string(t)
}

var bom = []byte("\xef\xbb\xbf")
