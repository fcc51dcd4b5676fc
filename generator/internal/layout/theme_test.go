package layout_test

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"testing"

	"readout/layouts"
)

// TestDefaultColoursCanBeTold holds theme.css to the contrast that it promises:
// 4.5 to 1 for all text (WCAG 2.2, 1.4.3), on light paper and on dark.
func TestDefaultColoursCanBeTold(t *testing.T) {
	css, err := fs.ReadFile(layouts.FS, "theme.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string][2]float64{}
	for _, m := range regexp.MustCompile(`--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)`).FindAllStringSubmatch(string(css), -1) {
		colours[m[1]] = [2]float64{luminance(t, m[2]), luminance(t, m[3])}
	}
	grounds := map[string][]string{
		"ink":       {"paper", "panel", "accent-tint", "mark"},
		"ink-soft":  {"paper", "panel", "accent-tint", "good-tint", "progress-tint", "waiting-tint", "warning-tint", "bad-tint", "neutral-tint", "closed-tint"},
		"ink-faint": {"paper", "panel"},
		"accent":    {"paper", "panel", "accent-tint"},
		"focus":     {"paper", "panel"},
	}
	for _, tone := range []string{"good", "progress", "waiting", "warning", "bad", "neutral", "closed"} {
		grounds[tone] = []string{"paper", "panel", tone + "-tint"}
	}
	for text, on := range grounds {
		for _, ground := range on {
			for i, scheme := range []string{"light", "dark"} {
				a, okA := colours[text]
				b, okB := colours[ground]
				if !okA || !okB {
					t.Fatalf("--%s or --%s is not in theme.css", text, ground)
				}
				if c := (math.Max(a[i], b[i]) + 0.05) / (math.Min(a[i], b[i]) + 0.05); c < 4.5 {
					t.Errorf("--%s on --%s, %s: %.2f to 1", text, ground, scheme, c)
				}
			}
		}
	}
}

// luminance is the relative luminance of rrggbb as WCAG defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
