package view

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestParseNumberReadsWhatTablesHold(t *testing.T) {
	for _, c := range []struct {
		in   string
		want float64
		ok   bool
	}{
		{"12", 12, true},
		{" 1,234.5 ", 1234.5, true},
		{"1,234,567", 1234567, true},
		{"12 %", 12, true},
		{"−3", -3, true},
		{"-0.5", -0.5, true},
		{"1e3", 1000, true},
		{"", 0, false},
		{"n/a", 0, false},
		{"1,23", 0, false},
		{"2022-07", 0, false},
		{"Inf", 0, false},
		{"NaN", 0, false},
		{"1e300", 0, false},
		{"0x10", 0, false},
		{"1_000", 0, false},
	} {
		got, ok := parseNumber(c.in)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("parseNumber(%q) = %v, %v; want %v, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}

func TestTicksAreRoundAndEnclose(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 12, "0 5 10 15"},
		{0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{-3, 7, "−4 −2 0 2 4 6 8"},
		{0, 100, "0 20 40 60 80 100"},
		{980, 1020, "980 990 1,000 1,010 1,020"},
		{5, 5, "5.0 5.2 5.4 5.6 5.8 6.0"},
		{-5, -5, "−6.0 −5.8 −5.6 −5.4 −5.2 −5.0"},
		{0, 2_000_000, "0 500,000 1,000,000 1,500,000 2,000,000"},
		{0, 0.004, "0.000 0.001 0.002 0.003 0.004"},
	} {
		got := strings.Join(tickLabels(ticks(c.low, c.high, 5)), " ")
		if got != c.want {
			t.Errorf("ticks from %v to %v are %q, want %q", c.low, c.high, got, c.want)
		}
	}
}

func FuzzTicks(f *testing.F) {
	f.Add(0.0, 12.0)
	f.Add(-1e14, 1e14)
	f.Add(3.0, 3.0)
	f.Add(1e-12, 2e-12)
	f.Add(1e14, 1e14+1)
	f.Fuzz(func(t *testing.T, low, high float64) {
		if !(math.Abs(low) < 1e15 && math.Abs(high) < 1e15) {
			return
		}
		low, high = min(low, high), max(low, high)
		got := ticks(low, high, 5)
		if len(got) < 2 || len(got) > 20 {
			t.Fatalf("%d ticks from %v to %v", len(got), low, high)
		}
		slack := (high - low) * 1e-6
		if got[0] > low+slack || got[len(got)-1] < high-slack {
			t.Errorf("ticks %v do not enclose %v to %v", got, low, high)
		}
		if !slices.IsSorted(got) {
			t.Errorf("ticks %v are not in order", got)
		}
		for _, l := range tickLabels(got) {
			if l == "" || strings.ContainsAny(l, "NI") {
				t.Errorf("tick label %q", l)
			}
		}
	})
}

func TestScaleMapsEndsToEnds(t *testing.T) {
	s := scale{low: 10, high: 20, from: 300, to: 100}
	for x, want := range map[float64]float64{10: 300, 20: 100, 15: 200} {
		if got := s.at(x); got != want {
			t.Errorf("%v is drawn at %v, want %v", x, got, want)
		}
	}
	if got := (scale{low: 5, high: 5, from: 0, to: 100}).at(5); got != 50 {
		t.Errorf("a scale without extent draws at %v, want the middle", got)
	}
}

func TestWrapKeepsWordsWhole(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"Short", 2, "Short"},
		{"Resume missile-warning and tracking exercises", 2, "Resume missile-warning|and tracking exercises"},
		{"Resume missile-warning and tracking exercises at once", 2, "Resume missile-warning|and tracking exercises…"},
		{"Donaudampfschifffahrtsgesellschaftskapitän", 2, "Donaudampfschifffahrtsg|esellschaftskapitän"},
		{"한미일 안보협력을 정례화하고 제도화한다", 2, "한미일 안보협력을|정례화하고 제도화한다"},
		{"日米韓の安全保障協力を制度化する", 2, "日米韓の安全保障協力を制|度化する"},
		{"", 2, ""},
	} {
		lines := wrap(c.in, 150, c.n)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("wrap(%q) = %q, want %q", c.in, got, c.want)
		}
		for _, l := range lines {
			if textWidth(l) > 160 {
				t.Errorf("line %q is %v wide", l, textWidth(l))
			}
		}
	}
}
