package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A marker stands in plain text for the label of a reference that was left to
// its default: \x00, the reference's index, \x00. Parse lets no other NUL in.
const marker = 0

func appendMarker(out []byte, ref int) []byte {
	return append(strconv.AppendInt(append(out, marker), int64(ref), 10), marker)
}

func hasMarker(s string) bool { return strings.IndexByte(s, marker) >= 0 }

// ExpandContext fills in the labels that a Ref's Context left open.
func ExpandContext(context string, label func(refIndex int) string) string {
	if !hasMarker(context) {
		return context
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(context, "\x00")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		index, after, _ := strings.Cut(rest, "\x00")
		if i, err := strconv.Atoi(index); err == nil {
			b.WriteString(label(i))
		}
		context = after
	}
}

// The lengths of a context, in characters.
const (
	contextMax    = 300
	contextBefore = 180 // of those, at most this many before the reference
)

// contexts cuts the text of a block into what explains each of the references
// at some offsets, which ascend: the sentence, or the whole, clipped.
func contexts(text string, spots []int, kind contextKind, give func(i int, context string)) {
	from, to, next := 0, len(text), len(text)+1
	if kind == sentenceContext {
		to, next = sentence(text, from)
	}
	for i, at := range spots {
		for at >= next { // a reference between two sentences belongs to the first
			from = next
			to, next = sentence(text, from)
		}
		give(i, clip(text[from:to], at-from))
	}
}

// sentence returns the end of the sentence that begins at from, and where the
// next one begins.
func sentence(text string, from int) (to, next int) {
	for i := from; i < len(text); {
		c, n := utf8.DecodeRuneInString(text[i:])
		end, ok := i, true
		if c != '\n' {
			end, ok = sentenceEnd(text, i, c, n)
		}
		if !ok {
			i = end
			continue
		}
		for next = max(end, i+n); next < len(text) && (text[next] == ' ' || text[next] == '\n'); next++ {
		}
		if next == len(text) {
			next++ // whatever stands at the end belongs to this sentence
		}
		return end, next
	}
	return len(text), len(text) + 1
}

// sentenceEnd reports whether the character c at i ends a sentence, with the
// marks that follow it, and returns where they end.
func sentenceEnd(text string, i int, c rune, n int) (end int, ends bool) {
	end = i + n
	cjkMark := false
	switch c {
	case '。', '！', '？', '．', '｡':
		cjkMark = true
	case '.', '!', '?', '…':
	default:
		return end, false
	}
	for end < len(text) { // closing quotes and brackets, more marks
		c, n := utf8.DecodeRuneInString(text[end:])
		if !strings.ContainsRune(`.!?…"'”’)]»」』）】〉》。！？`, c) {
			break
		}
		end += n
	}
	if cjkMark || end == len(text) {
		return end, true
	}
	after, _ := utf8.DecodeRuneInString(text[end:])
	if after != ' ' && after != '\n' && !isCJK(after) {
		return end, false // 3.5, example.org
	}
	rest := strings.TrimLeft(text[end:], " \n")
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, `"'“‘([«「『（`))
	return end, !unicode.IsLower(next) && (c != '.' || !isAbbreviation(text[:i], next))
}

// isAbbreviation reports whether the full stop behind before is part of a
// word. next is what comes after it.
func isAbbreviation(before string, next rune) bool {
	before = before[max(0, len(before)-40):] // no abbreviation is longer
	word := before[strings.LastIndexAny(before, " \n([“‘\"'·—–/")+1:]
	word = strings.TrimLeftFunc(word, func(c rune) bool { return unicode.IsPunct(c) })
	switch c, n := utf8.DecodeRuneInString(word); {
	case n == len(word) && unicode.IsUpper(c):
		return true // an initial: J. Smith
	case strings.Contains(word, ".") && !isCJK(next):
		// U.S., e.g.: the sentence may end there too, but a context too long
		// is better than one cut in two, unless what follows is no name.
		return true
	}
	switch strings.ToLower(word) {
	case "p", "pp", "para", "paras", "art", "arts", "sec", "ch", "chap", "fig", "figs", "vol", "nos", "pt", "ed", "eds", "cf",
		"vs", "v", "approx", "est", "ca", "c", "al", "viz", "incl", "resp":
		return true
	case "dr", "mr", "mrs", "ms", "prof", "st", "gen", "lt", "col", "capt", "adm", "sen", "rep", "gov", "pres", "hon", "rev", "jr", "sr":
		return true
	case "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return unicode.IsDigit(next)
	case "no":
		return unicode.IsDigit(next)
	}
	return false
}

// clip shortens text to contextMax characters around an offset, at spaces
// where there are any near, with dots for what is left out. A marker counts
// as one character and is never cut.
func clip(text string, at int) string {
	text = strings.TrimRight(text, " \n")
	at = min(at, len(text))
	if len(text) <= contextMax {
		return text
	}
	to, after := at, 0
	for to < len(text) && after < contextMax {
		to += firstUnit(text[to:])
		after++
	}
	// What follows may be short: then more is shown of what comes before.
	from, before := at, 0
	for from > 0 && before < max(contextBefore, contextMax-after) {
		from -= lastUnit(text[:from])
		before++
	}
	for before+after > contextMax && to > at {
		to -= lastUnit(text[:to])
		after--
	}
	out := text[from:to]
	if from > 0 {
		if i := strings.IndexByte(out[:min(len(out), at-from)], ' '); i >= 0 && i < 40 {
			out = out[i+1:]
		}
		out = "…" + out
	}
	if to < len(text) {
		if i := strings.LastIndexByte(out, ' '); i >= len(out)-40 && i > len(out)-(to-at) {
			out = out[:i]
		}
		out = strings.TrimRight(out, " ,;·") + "…"
	}
	return out
}

// firstUnit returns the length of the character or marker that s begins with.
func firstUnit(s string) int {
	if s[0] == marker {
		if i := strings.IndexByte(s[1:], marker); i >= 0 {
			return i + 2
		}
	}
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// lastUnit returns the length of the character or marker that s ends with.
func lastUnit(s string) int {
	if s[len(s)-1] == marker {
		if i := strings.LastIndexByte(s[:len(s)-1], marker); i >= 0 {
			return len(s) - i
		}
	}
	_, n := utf8.DecodeLastRuneInString(s)
	return n
}
