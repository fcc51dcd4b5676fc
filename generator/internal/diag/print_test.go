package diag

import (
	"encoding/json"
	"strings"
	"testing"
)

func printed(t *testing.T, l List, text string, color bool) string {
	t.Helper()
	var s strings.Builder
	err := Print(&s, l, func(file string) ([]byte, bool) { return []byte(text), file != "missing.md" }, color)
	if err != nil {
		t.Fatal(err)
	}
	return s.String()
}

func TestPrintShowsTheLineWithACaret(t *testing.T) {
	long := strings.Repeat("0123456789", 30)
	for _, c := range []struct {
		name, text string
		d          Diagnostic
		want       string
	}{
		{
			"usual", "See [[unicef]] for more.\n",
			Diagnostic{Code: "ref-unknown", Pos: at("x.md", 1, 7), Width: 6, Message: `no actor "unicef"`, Hint: `did you mean "unicef-hq"?`},
			"x.md:1:7: error: no actor \"unicef\" [ref-unknown]\n    See [[unicef]] for more.\n          ^^^^^^\n  hint: did you mean \"unicef-hq\"?\n",
		},
		{
			"a warning without width", "one\r\ntwo\r\n",
			Diagnostic{Severity: Warning, Code: "c", Pos: at("x.md", 2, 2), Message: "m"},
			"x.md:2:2: warning: m [c]\n    two\n     ^\n",
		},
		{"tabs", "\ta\tbc\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 4), Width: 2, Message: "m"}, "x.md:1:4: error: m [c]\n    \ta\tbc\n    \t \t^^\n"},
		{"wide characters", "한국 policy語\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 10), Message: "m"}, "x.md:1:10: error: m [c]\n    한국 policy語\n               ^^\n"},
		{"a width of wide characters", "a한국b\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 2), Width: 2, Message: "m"}, "x.md:1:2: error: m [c]\n    a한국b\n     ^^^^\n"},
		{"combining marks", "e\u0301x\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 3), Message: "m"}, "x.md:1:3: error: m [c]\n    e\u0301x\n     ^\n"},
		{"byte order mark", "\ufeffab\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 2), Message: "m"}, "x.md:1:2: error: m [c]\n    ab\n     ^\n"},
		{"at the end", "ab\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 3), Message: "m"}, "x.md:1:3: error: m [c]\n    ab\n      ^\n"},
		{"beyond the end", "ab\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 30), Width: 9, Message: "m"}, "x.md:1:30: error: m [c]\n    ab\n      ^\n"},
		{"wider than the line", "ab\ncd\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 2), Width: 99, Message: "m"}, "x.md:1:2: error: m [c]\n    ab\n     ^\n"},
		{"an empty line", "\nx\n", Diagnostic{Code: "c", Pos: at("x.md", 1, 1), Message: "m"}, "x.md:1:1: error: m [c]\n"},
		{"a line that is not there", "x\n", Diagnostic{Code: "c", Pos: at("x.md", 9, 1), Message: "m"}, "x.md:9:1: error: m [c]\n"},
		{"the whole file", "x\n", Diagnostic{Code: "c", Pos: at("x.md", 0, 0), Message: "m", Hint: "h"}, "x.md: error: m [c]\n  hint: h\n"},
		{"a missing file", "x\n", Diagnostic{Code: "c", Pos: at("missing.md", 1, 1), Message: "m"}, "missing.md:1:1: error: m [c]\n"},
		{"no file", "x\n", Diagnostic{Code: "c", Message: "m"}, "-: error: m [c]\n"},
		{
			"a long line, clipped on both sides", long + "\n",
			Diagnostic{Code: "c", Pos: at("x.md", 1, 151), Width: 3, Message: "m"},
			"x.md:1:151: error: m [c]\n    …" + long[90:190] + "…\n     " + strings.Repeat(" ", 60) + "^^^\n",
		},
		{
			"a long line, clipped on the right", long + "\n",
			Diagnostic{Code: "c", Pos: at("x.md", 1, 5), Message: "m"},
			"x.md:1:5: error: m [c]\n    " + long[:100] + "…\n        ^\n",
		},
		{
			"control characters", "a\x1b[31mb\x9bc\u202ed\n",
			Diagnostic{Code: "c", Pos: at("x.md", 1, 2), Message: "m\x1b]0;x\a\nn", Hint: "h\rh"},
			"x.md:1:2: error: m\ufffd]0;x\ufffd n [c]\n    a\ufffd[31mb\ufffdc\ufffdd\n     ^\n  hint: h h\n",
		},
	} {
		if got := printed(t, List{c.d}, c.text, false); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestPrintUsesColoursOnlyWhenAsked(t *testing.T) {
	l := List{{Code: "c", Pos: at("x.md", 1, 1), Message: "m", Hint: "h"}, {Severity: Warning, Code: "c", Message: "m"}}
	colored := printed(t, l, "text\n", true)
	if !strings.Contains(colored, red) || !strings.Contains(colored, yellow) {
		t.Errorf("no colours: %q", colored)
	}
	without := colored
	for _, style := range []string{bold, faint, red, yellow, green, cyan, plain} {
		without = strings.ReplaceAll(without, style, "")
	}
	if want := printed(t, l, "text\n", false); without != want || strings.Contains(want, "\x1b") {
		t.Errorf("got %q, want %q", without, want)
	}
}

func TestCellsFollowTheScripts(t *testing.T) {
	for want, chars := range [][]rune{
		0: {'\u0301', '\u200d', '\ufe0f'},
		1: {'a', ' ', 'é', 'Ω', 'я', '…', '—', '\uff71'},
		2: {'한', '국', '語', 'か', '「', '。', 'Ａ', '𠮷', '😀', 'ᄀ'},
	} {
		for _, r := range chars {
			if got := Cells(r); got != want {
				t.Errorf("%c (%U) takes %d cells, want %d", r, r, got, want)
			}
		}
	}
	for i := 1; i < len(wide); i++ {
		if wide[i].first <= wide[i-1].last || wide[i].last < wide[i].first {
			t.Errorf("the table is out of order at %U", wide[i].first)
		}
	}
}

var formats = List{
	{Code: "ref-unknown", Pos: at("content/a b/é,1.md", 3, 7), Width: 6, Message: "50% of\nlines: no", Hint: "a, b: c"},
	{Severity: Warning, Code: "raw-html", Pos: at("content/x.md", 0, 0), Message: "m"},
	{Severity: Warning, Code: "ref-unknown", Pos: at("content/x.md", 2, 1), Message: "<m>"},
	{Code: "project", Message: "no file"},
}

func TestGitHubCommandsAreEscaped(t *testing.T) {
	var s strings.Builder
	if err := WriteGitHub(&s, formats); err != nil {
		t.Fatal(err)
	}
	want := "::error file=content/a b/é%2C1.md,line=3,col=7,endColumn=13,title=ref-unknown::50%25 of%0Alines: no%0Ahint: a, b: c\n" +
		"::warning file=content/x.md,title=raw-html::m\n" +
		"::warning file=content/x.md,line=2,col=1,title=ref-unknown::<m>\n" +
		"::error title=project::no file\n"
	if s.String() != want {
		t.Errorf("got  %q\nwant %q", s.String(), want)
	}
}

func TestJSONIsAnArrayEvenWhenEmpty(t *testing.T) {
	var s strings.Builder
	if err := WriteJSON(&s, nil); err != nil || s.String() != "[]\n" {
		t.Errorf("%q, %v", s.String(), err)
	}
	s.Reset()
	if err := WriteJSON(&s, formats); err != nil {
		t.Fatal(err)
	}
	var back []struct {
		Severity, Code, Message, Hint string
		Pos                           Pos
		Width                         int
	}
	if err := json.Unmarshal([]byte(s.String()), &back); err != nil || len(back) != 4 {
		t.Fatalf("%v: %s", err, s.String())
	}
	if b := back[0]; b.Severity != "error" || b.Hint != "a, b: c" || b.Pos != formats[0].Pos || b.Width != 6 {
		t.Errorf("%+v", b)
	}
	if !strings.Contains(s.String(), "<m>") {
		t.Error("the text is escaped as if for HTML")
	}
}

func TestSARIFNamesRulesPlacesAndLevels(t *testing.T) {
	var s strings.Builder
	if err := WriteSARIF(&s, formats, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(s.String()), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || run.Tool.Driver.Version != "1.2.3" || run.ColumnKind != "unicodeCodePoints" || len(run.Tool.Driver.Rules) != 3 {
		t.Errorf("%+v", log)
	}
	r := run.Results[0]
	place := r.Locations[0].Physical
	if r.Level != "error" || r.RuleID != "ref-unknown" || r.Message.Text != "50% of\nlines: no\nHint: a, b: c" ||
		place.Artifact.URI != "content/a%20b/%C3%A9,1.md" || *place.Region != (sarifRegion{StartLine: 3, StartColumn: 7, EndColumn: 13}) {
		t.Errorf("%+v", r)
	}
	for i, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.RuleID != formats[i].Code {
			t.Errorf("result %d is of rule %d", i, r.RuleIndex)
		}
	}
	if run.Results[1].Level != "warning" || run.Results[1].Locations[0].Physical.Region != nil || run.Results[3].Locations != nil {
		t.Errorf("%+v", run.Results)
	}
	s.Reset()
	if err := WriteSARIF(&s, nil, ""); err != nil || !strings.Contains(s.String(), `"results": []`) || !strings.Contains(s.String(), `"rules": []`) {
		t.Errorf("an empty log: %s, %v", s.String(), err)
	}
}

func TestExcerptsMarkTheProblem(t *testing.T) {
	text := []byte("\ufeffone\r\ntwo 한국 x\r\nthree\nfour\n")
	e := NewExcerpt(text, Diagnostic{Pos: at("x", 2, 5), Width: 2}, 1)
	b, err := json.Marshal(e)
	want := `{"lines":[{"number":1,"text":"one"},{"number":2,"text":"two ","mark":"한국","rest":" x"},{"number":3,"text":"three"}]}`
	if err != nil || string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	for _, c := range []struct {
		line, col, width, around int
		lines                    int
		mark                     string
	}{
		{1, 4, 0, 0, 1, " "}, {1, 99, 3, 2, 3, " "}, {4, 1, 99, 9, 5, "four"}, {5, 1, 0, 1, 2, " "}, {2, 0, 0, 0, 1, ""}, {9, 1, 0, 2, 0, ""}, {0, 0, 0, 2, 0, ""},
	} {
		e := NewExcerpt(text, Diagnostic{Pos: at("x", c.line, c.col), Width: c.width}, c.around)
		mark := ""
		for _, l := range e.Lines {
			mark += l.Mark
		}
		if len(e.Lines) != c.lines || mark != c.mark {
			t.Errorf("%+v: %+v", c, e)
		}
	}
}

func TestPrintReplacesWhatWouldSteerTheTerminal(t *testing.T) {
	hostile := "\x1b[2J\x1b]0;title\x07\u202e\r\nnext\x00\u009b1m\xff"
	l := List{{Code: "c", Pos: Pos{File: "a" + hostile, Line: 1, Col: 1}, Message: hostile, Hint: hostile}}
	var b strings.Builder
	if err := Print(&b, l, func(string) ([]byte, bool) { return []byte(hostile), true }, false); err != nil {
		t.Fatal(err)
	}
	for _, r := range b.String() {
		if steers(r) && r != '\n' {
			t.Errorf("%q is printed in %q", r, b.String())
		}
	}
	if n := strings.Count(b.String(), "\n"); n != 4 {
		t.Errorf("%d lines: %q", n, b.String())
	}
}
