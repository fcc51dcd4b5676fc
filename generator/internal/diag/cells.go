package diag

import (
	"sort"
	"unicode"
)

// Cells returns how many cells of a terminal a character takes: none for
// combining marks, two for the wide characters of East Asian scripts and for
// emoji, one for all others. A tab counts as one.
func Cells(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	i := sort.Search(len(wide), func(i int) bool { return wide[i].last >= r })
	if i < len(wide) && wide[i].first <= r {
		return 2
	}
	return 1
}

// wide holds the blocks of characters that Unicode's EastAsianWidth.txt calls
// wide or full-width.
var wide = []struct{ first, last rune }{
	{0x1100, 0x115F},   // Hangul Jamo, leading
	{0x231A, 0x231B},   // watch, hourglass
	{0x2329, 0x232A},   // angle brackets
	{0x23E9, 0x23EC},   // media controls
	{0x25FD, 0x25FE},   // squares
	{0x2614, 0x2615},   // umbrella, hot beverage
	{0x2648, 0x2653},   // zodiac
	{0x26AA, 0x26AB},   // circles
	{0x26BD, 0x26BE},   // balls
	{0x2705, 0x2705},   // check mark
	{0x274C, 0x274C},   // cross mark
	{0x2753, 0x2757},   // question and exclamation marks
	{0x2795, 0x2797},   // plus, minus, division
	{0x2B1B, 0x2B1C},   // squares
	{0x2E80, 0x303E},   // CJK radicals, Kangxi, CJK punctuation
	{0x3041, 0x33FF},   // Hiragana to CJK compatibility
	{0x3400, 0x4DBF},   // CJK extension A
	{0x4E00, 0xA4CF},   // CJK unified, Yi
	{0xA960, 0xA97F},   // Hangul Jamo extended A
	{0xAC00, 0xD7A3},   // Hangul syllables
	{0xF900, 0xFAFF},   // CJK compatibility ideographs
	{0xFE10, 0xFE19},   // vertical forms
	{0xFE30, 0xFE6F},   // CJK compatibility and small forms
	{0xFF01, 0xFF60},   // full-width forms
	{0xFFE0, 0xFFE6},   // full-width signs
	{0x1F300, 0x1F64F}, // pictographs, emoticons
	{0x1F680, 0x1F6FF}, // transport
	{0x1F900, 0x1FAFF}, // supplemental pictographs
	{0x20000, 0x3FFFD}, // CJK extensions B and up
}
