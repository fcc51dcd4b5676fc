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

// contextAt returns the part of text around an offset that explains it.
func contextAt(text string, at int, kind contextKind) string {
	from, to := 0, len(text)
	if kind == sentenceContext {
		from, to = sentence(text, at)
	}
	return clip(text[from:to], at-from)
}

// sentence returns the sentence that holds an offset.
func sentence(text string, at int) (from, to int) {
	to = len(text)
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRuneInString(text[i:])
		end := i + n
		if c == '\n' {
			end = i
		} else if end = sentenceEnd(text, i, c, n); end == 0 {
			i += n
			continue
		}
		if end > at {
			to = end
			break
		}
		for i = max(end, i+n); i < len(text) && (text[i] == ' ' || text[i] == '\n'); i++ {
		}
		if i > at { // between two sentences: it belongs to the first
			to = end
			break
		}
		from = i
	}
	return from, to
}

// sentenceEnd returns where the sentence ends whose last mark would be the
// character c at i, or 0 when it goes on.
func sentenceEnd(text string, i int, c rune, n int) int {
	cjkMark := false
	switch c {
	case '。', '！', '？', '．', '｡':
		cjkMark = true
	case '.', '!', '?', '…':
	default:
		return 0
	}
	end := i + n
	for end < len(text) { // closing quotes and brackets, more marks
		c, n := utf8.DecodeRuneInString(text[end:])
		if !strings.ContainsRune(`.!?…"'”’)]»」』）】〉》。！？`, c) {
			break
		}
		end += n
	}
	if cjkMark || end == len(text) {
		return end
	}
	after, _ := utf8.DecodeRuneInString(text[end:])
	if after != ' ' && after != '\n' && !isCJK(after) {
		return 0 // 3.5, example.org
	}
	rest := strings.TrimLeft(text[end:], " \n")
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, `"'“‘([«「『（`))
	if unicode.IsLower(next) || c == '.' && isAbbreviation(text[:i], next) {
		return 0
	}
	return end
}

// isAbbreviation reports whether the full stop behind before is part of a
// word. next is what comes after it.
func isAbbreviation(before string, next rune) bool {
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
	if len(text) <= contextMax || markedLength(text) <= contextMax {
		return text
	}
	from, before := at, 0
	for from > 0 && before < contextBefore {
		from -= lastUnit(text[:from])
		before++
	}
	to, length := at, before
	for to < len(text) && length < contextMax {
		to += firstUnit(text[to:])
		length++
	}
	for from > 0 && length < contextMax { // what follows is short: show more before
		from -= lastUnit(text[:from])
		length++
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

func markedLength(s string) int {
	n := 0
	for len(s) > 0 {
		s = s[firstUnit(s):]
		n++
	}
	return n
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
