package view

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scale maps values to a length of the drawing.
type scale struct {
	low, high float64 // values
	from, to  float64 // where they are drawn
}

func (s scale) at(x float64) float64 {
	if s.high == s.low {
		return round1((s.from + s.to) / 2)
	}
	return round1(s.from + (x-s.low)/(s.high-s.low)*(s.to-s.from))
}

// round1 keeps drawings short: a tenth of a unit is finer than a pixel.
func round1(x float64) float64 {
	return math.Round(x*10)/10 + 0 // not -0
}

// parseNumber reads a number as tables have them: "1,234.5", "−3", "12 %".
func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	s = strings.ReplaceAll(s, "−", "-")
	if s == "" || strings.Trim(s, "+-.,0123456789eE") != "" {
		return 0, false
	}
	if strings.Contains(s, ",") {
		whole, _, _ := strings.Cut(s, ".")
		for i, group := range strings.Split(whole, ",") {
			if i > 0 && len(group) != 3 {
				return 0, false
			}
		}
		s = strings.ReplaceAll(s, ",", "")
	}
	x, err := strconv.ParseFloat(s, 64)
	// Beyond this a drawing would lose itself in rounding.
	return x, err == nil && math.Abs(x) < 1e15
}

// ticks are round values that enclose low and high, about want of them. Values
// that differ by less than floating point can tell apart count as one.
func ticks(low, high float64, want int) []float64 {
	size := max(math.Abs(low), math.Abs(high))
	if high-low <= size*1e-9 {
		extent := max(1, size*1e-6)
		if low < 0 {
			low = high - extent
		} else {
			high = low + extent
		}
	}
	step := niceStep((high - low) / float64(want))
	first := math.Floor(low / step)
	n := int(math.Ceil(high/step) - first)
	out := make([]float64, n+1)
	for i := range out {
		out[i] = (first + float64(i)) * step
	}
	return out
}

// niceStep is the smallest of 1, 2 and 5 times a power of ten that is at least
// x.
func niceStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// tickLabels are the words of round values: as many decimals as their step
// needs, thousands set apart by commas.
func tickLabels(values []float64) []string {
	decimals := 0
	if len(values) > 1 {
		if d := -math.Floor(math.Log10(values[1]-values[0]) + 1e-9); d > 0 {
			decimals = int(d)
		}
	}
	out := make([]string, len(values))
	for i, x := range values {
		if x == 0 {
			x = 0 // not -0
		}
		out[i] = groupThousands(strconv.FormatFloat(x, 'f', decimals, 64))
	}
	return out
}

func groupThousands(s string) string {
	sign := ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = "−", rest
	}
	whole, decimals, found := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		whole += "." + decimals
	}
	return sign + whole
}

// textWidth estimates how long a text is at the size of chart labels, 12 units:
// East Asian characters are as wide as they are high.
func textWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		w += runeWidth(r)
	}
	return w
}

func runeWidth(r rune) float64 {
	switch {
	case r >= utf8.RuneSelf && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return 12
	case r >= 'A' && r <= 'Z', r >= utf8.RuneSelf && unicode.IsUpper(r):
		return 8
	case strings.IndexByte("ijlt.,:;'!|() ", byte(r)) >= 0 && r < utf8.RuneSelf:
		return 4
	}
	return 6.6
}

// fitting is how many bytes of a text fit into a width.
func fitting(s string, width float64) int {
	w := 0.0
	for i, r := range s {
		if w += runeWidth(r); w > width {
			return i
		}
	}
	return len(s)
}

// cutText shortens a text to a width.
func cutText(s string, width float64) string {
	if fitting(s, width) == len(s) {
		return s
	}
	const ellipsis = 8
	return strings.TrimRight(s[:fitting(s, width-ellipsis)], " ,;:.") + "…"
}
