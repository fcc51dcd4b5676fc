package diag

import (
	"sort"
	"unicode/utf8"
)

// Text is text taken out of a file that knows where each of its bytes stood:
// a Markdown body, or a YAML scalar with its quotes, escapes and folding
// undone. The zero Text is empty and stands nowhere. Read-only.
type Text struct {
	String string
	File   string // as in Pos
	Runs   []Run  // ascending by Offset; the first has Offset 0
}

// Run says that String[Offset:] begins at a line and column of the file and
// goes on from there character by character, up to the next run.
type Run struct{ Offset, Line, Col int32 }

// Pos returns the position of a byte offset of String that does not lie inside
// a character; offsets outside it are moved to its nearest end.
func (t Text) Pos(offset int) Pos {
	if len(t.Runs) == 0 {
		return Pos{File: t.File}
	}
	offset = max(0, min(offset, len(t.String)))
	i := sort.Search(len(t.Runs), func(i int) bool { return int(t.Runs[i].Offset) > offset }) - 1
	r := t.Runs[max(i, 0)]
	return Pos{File: t.File, Line: int(r.Line), Col: int(r.Col) + utf8.RuneCountInString(t.String[r.Offset:offset])}
}

// Cut returns the part of t between two byte offsets.
func (t Text) Cut(from, to int) Text {
	cut := Text{String: t.String[from:to], File: t.File}
	start := t.Pos(from)
	cut.Runs = append(cut.Runs, Run{Offset: 0, Line: int32(start.Line), Col: int32(start.Col)})
	for _, r := range t.Runs {
		if int(r.Offset) > from && int(r.Offset) < to {
			cut.Runs = append(cut.Runs, Run{Offset: r.Offset - int32(from), Line: r.Line, Col: r.Col})
		}
	}
	return cut
}
