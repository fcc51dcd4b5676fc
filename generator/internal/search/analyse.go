package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How text becomes terms. layouts/js/search/analyse.js does the same; a change
// here is a change there, and to testdata/terms.json, which tests both.
//
// Text is normalised to NFKC, which makes full and half width one; then each
// character is folded: to lower case, from katakana to hiragana, and of Latin
// letters the accents are left off. What is written without spaces (Han, kana
// and, because of its particles, Hangul) becomes overlapping pairs of
// characters, and the last character of each run alone, so that every
// character begins a term. What is left are words.

// longestWord is how many characters of a word count.
const longestWord = 32

// runeClass says what a folded character is part of.
type runeClass uint8

const (
	separator runeClass = iota
	ignored             // leaves a word as if it were not there
	letter              // of a word
	paired              // of a run that is cut into pairs
)

// The classes and folded forms of characters below foldedBelow, which is all
// of Latin, Greek and Cyrillic.
const foldedBelow = 0x600

var (
	classes [foldedBelow]runeClass
	folded  [foldedBelow]rune
	// asciiLetters are the folded letters and digits of ASCII, 0 for the rest.
	asciiLetters [utf8.RuneSelf]byte
)

func init() {
	for r := range rune(foldedBelow) {
		folded[r] = foldRune(r)
		classes[r] = classOf(folded[r])
		if r < utf8.RuneSelf && classes[r] == letter {
			asciiLetters[r] = byte(folded[r])
		}
	}
}

// fold returns the folded form of a character of normalised text.
func fold(r rune) (rune, runeClass) {
	if r < foldedBelow {
		return folded[r], classes[r]
	}
	switch {
	case 0xAC00 <= r && r <= 0xD7A3, 0x4E00 <= r && r <= 0x9FFF, 0x3041 <= r && r <= 0x3096:
		return r, paired // nothing to fold: the bulk of Korean, Chinese and Japanese
	}
	r = foldRune(r)
	return r, classOf(r)
}

func foldRune(r rune) rune {
	switch {
	case 0x30A1 <= r && r <= 0x30F6, r == 0x30FD, r == 0x30FE: // katakana
		return r - 0x60
	case 0xC0 <= r && r < 0x250, 0x1E00 <= r && r < 0x1F00: // Latin
		for _, base := range norm.NFD.String(string(r)) {
			return lower(base)
		}
	}
	return lower(r)
}

func lower(r rune) rune {
	if r == 'ς' {
		return 'σ'
	}
	return unicode.ToLower(r)
}

func classOf(r rune) runeClass {
	switch {
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return letter
	case r < 0x80:
		return separator
	case 0x300 <= r && r <= 0x36F, r == 0x3099, r == 0x309A, // combining accents and voicing marks
		0xFE00 <= r && r <= 0xFE0F, 0xE0100 <= r && r <= 0xE01EF, // variation selectors
		r == 0xAD, 0x200B <= r && r <= 0x200D, r == 0x2060, r == 0xFEFF: // soft hyphen, zero width
		return ignored
	case 0x1100 <= r && r <= 0x11FF: // a syllable that is still being typed
		return separator
	case r == 'ー', unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return paired
	case unicode.In(r, unicode.L, unicode.N, unicode.M):
		return letter
	}
	return separator
}

// analyser cuts text into terms. It is for one goroutine; the zero value is
// ready for use.
type analyser struct{ word, pair []byte }

// hashBasis and hashFactor are those of FNV-1a, by which terms are looked up.
const (
	hashBasis  = 2166136261
	hashFactor = 16777619
)

func hashOf(term []byte) uint32 {
	h := uint32(hashBasis)
	for _, c := range term {
		h = (h ^ uint32(c)) * hashFactor
	}
	return h
}

// each calls emit with every term of a text and its hash. The bytes are valid
// until emit returns.
func (a *analyser) each(text []byte, emit func(term []byte, hash uint32)) {
	if !normal(text) {
		text = norm.NFKC.Bytes(text)
	}
	var (
		word   = a.word[:0]
		length int  // of word, in characters
		last   rune // of a run of pairs; 0 outside of one
		hash   = uint32(hashBasis)
	)
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && last == 0 {
			// The common case: a letter of a word, or its end.
			i++
			if f := asciiLetters[c]; f != 0 {
				if length < longestWord {
					word = append(word, f)
					hash = (hash ^ uint32(f)) * hashFactor
				}
				length++
				continue
			}
			if length > 0 {
				emit(word, hash)
				word, length, hash = word[:0], 0, hashBasis
				if c == '\'' {
					i += possessive(text[i:])
				}
			}
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		i += n
		f, class := fold(r)
		if class == ignored {
			continue
		}
		if class == letter {
			last = a.endRun(last, emit)
			if length < longestWord {
				before := len(word)
				word = utf8.AppendRune(word, f)
				for _, c := range word[before:] {
					hash = (hash ^ uint32(c)) * hashFactor
				}
			}
			length++
			continue
		}
		if length > 0 {
			emit(word, hash)
			word, length, hash = word[:0], 0, hashBasis
			if r == '\'' || r == '’' {
				i += possessive(text[i:])
			}
		}
		if class == separator {
			last = a.endRun(last, emit)
			continue
		}
		if last != 0 {
			a.pair = utf8.AppendRune(utf8.AppendRune(a.pair[:0], last), f)
			emit(a.pair, hashOf(a.pair))
		}
		last = f
	}
	if length > 0 {
		emit(word, hash)
	}
	a.endRun(last, emit)
	a.word = word
}

// endRun emits the last character of a run, and returns that of none.
func (a *analyser) endRun(last rune, emit func([]byte, uint32)) rune {
	if last != 0 {
		a.pair = utf8.AppendRune(a.pair[:0], last)
		emit(a.pair, hashOf(a.pair))
	}
	return 0
}

// normal reports whether text is in NFKC. Most is, because it is ASCII.
func normal(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return norm.NFKC.IsNormal(text)
		}
	}
	return true
}

// possessive returns the length of the s behind an apostrophe, if it is an
// English genitive's: Korea's is Korea.
func possessive(rest []byte) int {
	if len(rest) == 0 || rest[0] != 's' && rest[0] != 'S' {
		return 0
	}
	if next, n := utf8.DecodeRune(rest[1:]); n > 0 {
		if _, class := fold(next); class == letter {
			return 0
		}
	}
	return 1
}
