package diag

// Excerpt is the lines around a problem, for showing it in a page.
type Excerpt struct {
	Lines []ExcerptLine `json:"lines"`
}

// ExcerptLine is one line of an Excerpt: Text, Mark and Rest one after the
// other. Only the line of the problem has a Mark; where the problem stands at
// the line's end, it is a space.
type ExcerptLine struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
	Mark   string `json:"mark,omitempty"`
	Rest   string `json:"rest,omitempty"`
}

// NewExcerpt returns the line of the problem d in its file's text and so many
// lines around it; no lines when the problem is about the whole file or its
// line is not there (any more).
func NewExcerpt(text []byte, d Diagnostic, around int) Excerpt {
	l := NewLines(d.Pos.File, text)
	e := Excerpt{Lines: []ExcerptLine{}}
	if d.Pos.Line < 1 || d.Pos.Line > len(l.starts) {
		return e
	}
	first, last := max(1, d.Pos.Line-around), min(len(l.starts), d.Pos.Line+around)
	for n := first; n <= last; n++ {
		line := ExcerptLine{Number: n, Text: l.Line(n)}
		if n == d.Pos.Line && d.Pos.Col > 0 {
			runes := []rune(line.Text)
			from := min(d.Pos.Col-1, len(runes))
			to := min(len(runes), from+max(1, d.Width))
			line.Text, line.Mark, line.Rest = string(runes[:from]), string(runes[from:to]), string(runes[to:])
			if line.Mark == "" {
				line.Mark = " "
			}
		}
		e.Lines = append(e.Lines, line)
	}
	return e
}
