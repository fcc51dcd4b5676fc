package view

import (
	"strings"
	"testing"
)

// marked is a comparison with {deleted} and [inserted] words.
func marked(runs []DiffRun) string {
	var b strings.Builder
	for _, r := range runs {
		switch r.Op {
		case "del":
			b.WriteString("{" + r.Text + "}")
		case "ins":
			b.WriteString("[" + r.Text + "]")
		default:
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

func TestWordingsAreComparedWordByWord(t *testing.T) {
	for _, c := range []struct {
		before, after, want string
		percent             int
	}{
		{"", "", "", 0},
		{"Build it.", "Build it.", "Build it.", 0},
		{"", "Build it.", "[Build it.]", 100},
		{"Build it.", "", "{Build it.}", 100},
		{"Build one radar.", "Build two radars.", "Build {one radar.}[two radars.]", 67},
		{"Build the radar soon.", "Build the radar at the cape soon.", "Build the radar [at the cape ]soon.", 27},
		{"a b c d e", "a c d x e", "a {b }c d [x ]e", 20},
		{"one\ntwo", "one two", "one two", 0},
		{"레이더를 세운다", "레이더를 곧 세운다", "레이더를 [곧 ]세운다", 20},
		{"計画を作る", "計画を直ちに作る", "計画を[直ちに]作る", 23},
		{"Do nothing", "Act at once", "{Do nothing}[Act at once]", 100},
	} {
		got := diff(c.before, c.after)
		if m := marked(got); m != c.want {
			t.Errorf("%q → %q: %q, want %q", c.before, c.after, m, c.want)
		}
		if p := changedPercent(got); p != c.percent {
			t.Errorf("%q → %q: %d%% changed, want %d%%", c.before, c.after, p, c.percent)
		}
	}
}

// FuzzDiff holds that a comparison contains both texts, whatever they are.
func FuzzDiff(f *testing.F) {
	f.Add("Build one radar.", "Build two radars.")
	f.Add("計画を作る", "計画を 直ちに作る\n")
	f.Add(strings.Repeat("a b ", 3000), strings.Repeat("c d ", 3000))
	f.Add("\xff a", " \xff")
	f.Fuzz(func(t *testing.T, before, after string) {
		var a, b strings.Builder
		for _, r := range diff(before, after) {
			if r.Op != "ins" {
				a.WriteString(r.Text)
			}
			if r.Op != "del" {
				b.WriteString(r.Text)
			}
		}
		if got := strings.Join(strings.Fields(a.String()), ""); got != strings.Join(strings.Fields(before), "") {
			t.Errorf("the earlier text reads %q, want %q, but for space", got, before)
		}
		if b.String() != after {
			t.Errorf("the later text reads %q, want %q", b.String(), after)
		}
	})
}
