package view

import (
	"strings"
	"unicode"
)

// DiffRun is a run of words that two texts share, or that one of them has.
type DiffRun struct {
	Op   string // "same", "del" or "ins"
	Text string
}

// maxDiff bounds the work on one comparison: the product of the words that
// differ in the middle of two texts. Recommendations are a few hundred words.
const maxDiff = 4 << 20

// diff compares two texts word by word: the fewest words deleted and inserted
// that lead from the one to the other. Texts without anything in common, and
// those too long to compare, are a deletion and an insertion.
func diff(before, after string) []DiffRun {
	a, b := words(before), words(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var d differ
	d.add("same", a[:head])
	d.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	d.add("same", a[len(a)-tail:])
	return d.finish()
}

// words cuts a text into words with the space behind them; a character of a
// script that is written without spaces is a word.
func words(s string) []string {
	var out []string
	begin, spaced := 0, false
	for i, r := range s {
		alone := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
		if i > begin && (spaced && !unicode.IsSpace(r) || alone && !unicode.IsSpace(r)) {
			out = append(out, s[begin:i])
			begin = i
		}
		spaced = unicode.IsSpace(r) || alone
	}
	if begin < len(s) {
		out = append(out, s[begin:])
	}
	return out
}

// differ gathers runs: deletions before insertions between what stays.
type differ struct {
	out      []DiffRun
	del, ins strings.Builder
}

func (d *differ) add(op string, words []string) {
	if len(words) == 0 {
		return
	}
	text := strings.Join(words, "")
	switch op {
	case "del":
		d.del.WriteString(text)
		return
	case "ins":
		d.ins.WriteString(text)
		return
	}
	d.flush()
	if n := len(d.out); n > 0 && d.out[n-1].Op == "same" {
		d.out[n-1].Text += text
		return
	}
	d.out = append(d.out, DiffRun{"same", text})
}

func (d *differ) flush() {
	if d.del.Len() > 0 {
		d.out = append(d.out, DiffRun{"del", d.del.String()})
		d.del.Reset()
	}
	if d.ins.Len() > 0 {
		d.out = append(d.out, DiffRun{"ins", d.ins.String()})
		d.ins.Reset()
	}
}

func (d *differ) finish() []DiffRun {
	d.flush()
	return d.out
}

// middle compares what neither begins nor ends alike, by the longest common
// subsequence of words. Words that differ in the space behind them only are
// the same: the later text's is kept.
func (d *differ) middle(a, b []string) {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > maxDiff {
		d.add("del", a)
		d.add("ins", b)
		return
	}
	same := func(x, y string) bool {
		return x == y || strings.TrimRightFunc(x, unicode.IsSpace) == strings.TrimRightFunc(y, unicode.IsSpace)
	}
	// longest[i][j] is how long the longest common subsequence of a[i:], b[j:] is.
	width := len(b) + 1
	longest := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if same(a[i], b[j]) {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case same(a[i], b[j]):
			d.add("same", b[j:j+1])
			i++
			j++
		case longest[(i+1)*width+j] >= longest[i*width+j+1]:
			d.add("del", a[i:i+1])
			i++
		default:
			d.add("ins", b[j:j+1])
			j++
		}
	}
	d.add("del", a[i:])
	d.add("ins", b[j:])
}

// changedPercent is how much of two texts differs, by words: 0 for the same, 100
// for texts without a word in common.
func changedPercent(runs []DiffRun) int { return percentOf(diffCounts(runs)) }

// diffCounts counts the words that two texts share, once for each, and those
// that one of them has.
func diffCounts(runs []DiffRun) (kept, changed int) {
	for _, r := range runs {
		n := len(words(r.Text))
		if r.Op == "same" {
			kept += 2 * n
		} else {
			changed += n
		}
	}
	return kept, changed
}

func percentOf(kept, changed int) int {
	if changed == 0 {
		return 0
	}
	return max(1, (200*changed/(kept+changed)+1)/2)
}
