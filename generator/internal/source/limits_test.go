package source

import (
	"fmt"
	"strings"
	"testing"
)

// TestYAMLHasLimits tries each limit at its bound and one beyond it.
func TestYAMLHasLimits(t *testing.T) {
	flow := func(n int) string { return "a: " + strings.Repeat("[", n) + strings.Repeat("]", n) }
	block := func(n int) string { return "a:\n " + strings.Repeat("- ", n) + "x" }
	// One alias stands for a list of n values and itself.
	aliases := func(n int) string { return "a: &a [" + strings.Repeat("x, ", n-1) + "]\nb: *a\n" }
	// Each of the aliases stands for all that the one before does, ten times.
	laughs := "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		laughs += fmt.Sprintf("b%d: &a%d [%s]\n", i, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	for _, c := range []struct{ name, text, want string }{
		{"flow, at the limit", flow(maxDepth - 1), ""},
		{"flow, one over", flow(maxDepth), CodeLimit},
		{"block, at the limit", block(maxDepth - 2), ""},
		{"block, one over", block(maxDepth - 1), CodeLimit},
		{"aliases, at the limit", aliases(maxExpanded), ""},
		{"aliases, one over", aliases(maxExpanded + 1), CodeLimit},
		{"a billion laughs", laughs, CodeLimit},
		{"an alias in itself", "a: &a [*a]\n", CodeLimit},
	} {
		_, l := ParseYAML(newText("content/x.yaml", []byte(c.text), 1))
		got := ""
		if len(l) > 0 {
			got = l[0].Code
		}
		if got != c.want {
			t.Errorf("%s: %v, want %q", c.name, l, c.want)
		}
	}
}
