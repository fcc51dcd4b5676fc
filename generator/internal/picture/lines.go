package picture

import (
	"slices"
	"sort"
	"strings"
	"unicode"
)

// words splits a text where a line may end. Each piece keeps the space behind
// it. Han, kana and Hangul may be parted anywhere but before a mark that closes
// and behind one that opens.
func words(s string) []string {
	var out []string
	var word strings.Builder
	var last rune
	for _, r := range s {
		switch {
		case word.Len() == 0:
		case unicode.IsSpace(last) && !unicode.IsSpace(r),
			(last == '-' || last == '–' || last == '—' || last == '/') && unicode.IsLetter(r),
			(isWide(last) || isWide(r)) && !unicode.IsSpace(r) && !closes(r) && !opens(last) && !unicode.Is(unicode.Hangul, last):
			out = append(out, word.String())
			word.Reset()
		}
		word.WriteRune(r)
		last = r
	}
	if word.Len() > 0 {
		out = append(out, word.String())
	}
	return out
}

// isWide reports whether a letter belongs to a script that is written without
// spaces, or may be parted within words. Korean is parted at its spaces.
func isWide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

func closes(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf) || strings.ContainsRune("、。，．・：；？！ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!%", r)
}

func opens(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }

// fill sets words into lines no wider than width.
func (f *face) fill(words []string, size, width int) []string {
	var lines []string
	line := ""
	for _, w := range words {
		if line != "" && f.width(strings.TrimRight(line+w, " "), size) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += w
	}
	return append(lines, strings.TrimRight(line, " "))
}

// wrap sets a text into at most so many lines, of about one length. It returns
// nil when it does not fit.
func (f *face) wrap(s string, size, width, most int) []string {
	pieces := words(strings.Join(strings.Fields(s), " "))
	fits := func(width int) []string {
		lines := f.fill(pieces, size, width)
		if len(lines) > most || slices.ContainsFunc(lines, func(l string) bool { return f.width(l, size) > width }) {
			return nil
		}
		return lines
	}
	lines := fits(width)
	if lines == nil {
		return nil
	}
	for n, step := len(lines), width/40; width > step; width -= step {
		narrower := fits(width - step)
		if len(narrower) != n {
			break
		}
		lines = narrower
	}
	return lines
}

// cut sets as much of a text as fits into so many lines.
func (f *face) cut(s string, size, width, most int) []string {
	var pieces []string
	for _, w := range words(strings.Join(strings.Fields(s), " ")) {
		for f.width(w, size) > width { // a word longer than a line
			part := strings.TrimSuffix(f.fit(w, size, width), "…")
			if part == "" {
				break
			}
			pieces, w = append(pieces, part), w[len(part):]
		}
		pieces = append(pieces, w)
	}
	lines := f.fill(pieces, size, width)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = f.fit(lines[most-1]+" ……", size, width)
	}
	return lines
}

// fit shortens a line to a width, with an ellipsis for what is left out.
func (f *face) fit(s string, size, width int) string {
	if f.width(s, size) <= width {
		return s
	}
	chars := []rune(s)
	short := func(n int) string { return strings.TrimRight(string(chars[:n]), " ,;:.–—…") + "…" }
	// The first length that is too long; kerning may make it one off.
	n := sort.Search(len(chars), func(n int) bool { return f.width(short(n), size) > width })
	for n--; n > 0; n-- {
		if t := short(n); f.width(t, size) <= width {
			return t
		}
	}
	return ""
}
