package markdown

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readout/generator/internal/diag"
)

var everything = cmp.Exporter(func(reflect.Type) bool { return true })

// compareWays checks that a text is the same document to the parser, in any
// language, if it is read quickly.
func compareWays(t *testing.T, s string) (quick bool) {
	t.Helper()
	in := diag.Text{String: s, File: "content/x.yaml", Runs: []diag.Run{{Line: 7, Col: 12}}}
	got, quick := quickly(in)
	if !quick {
		return false
	}
	for _, lang := range []string{"", "en", "de", "ja", "ko"} {
		want, problems := parse(in, Options{Lang: lang})
		if len(problems) > 0 {
			t.Errorf("%q: read quickly, and the parser says %v", s, problems)
		}
		if d := cmp.Diff(want, got, everything); d != "" {
			t.Errorf("%q, %q: the parser reads (-) what is read quickly as (+):\n%s", s, lang, d)
		}
	}
	return true
}

var plainTexts = []string{
	"Resume exercises.", "Resume exercises", "Resume exercises.\n", "Fund it (by 2027), and report; then stop.", "A well-known low-income scheme", "Raise it by 5%", "A", "Go to 1.5 of 3.2",
	"Setext\n", "a) one", "It ends in (all)", "etc.) and so on",
	// What the parser must read.
	"", " indented", "1. one", "- one", "Two\nlines", "Two\n\nparagraphs", "Wait...", "a -- b", "a - b", "it's", "“so”", "see https://example.org", "www.example.org", "so www.example.org/a it is",
	"a@b.org", "*a*", "_a_", "`a`", "[[a]]", "a  b", "a ", "é", "語", "a:", "http: it is", "a/b", "# a", "a\\b", "a&b", "a<b", "~a~", "^a", "a|b", "WWW.EXAMPLE.ORG is", "=", "---", "a\t",
}

func TestPlainTextsAreReadAsTheParserReadsThem(t *testing.T) {
	quick := 0
	for _, s := range plainTexts {
		if compareWays(t, s) {
			quick++
		}
	}
	if quick < 12 {
		t.Errorf("only %d texts are read quickly", quick)
	}
}

func FuzzQuickly(f *testing.F) {
	for _, s := range plainTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { compareWays(t, s) })
}
