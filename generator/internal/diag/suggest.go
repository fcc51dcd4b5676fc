package diag

import (
	"iter"
	"strings"
)

// Suggest returns the candidate most like word, or "" when none is near
// enough to be what was meant: at most a third of its letters may differ, and
// a candidate that differs in letter case only always wins. Ties go to the
// candidate that sorts first, so the answer does not depend on their order.
func Suggest(word string, candidates iter.Seq[string]) string {
	folded := strings.ToLower(word)
	limit := max(1, len(folded)/3)
	best, bestDistance := "", limit+1
	for c := range candidates {
		d := distance(folded, strings.ToLower(c), limit)
		if d < bestDistance || d == bestDistance && d <= limit && c < best {
			best, bestDistance = c, d
		}
	}
	return best
}

// DidYouMean is Suggest worded as a hint, or "" when nothing is near.
func DidYouMean(word string, candidates iter.Seq[string]) string {
	if s := Suggest(word, candidates); s != "" {
		return `did you mean "` + s + `"?`
	}
	return ""
}

// distance is the optimal string alignment distance (insertions, deletions,
// substitutions and swaps of neighbours), or limit+1 once it must exceed limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
