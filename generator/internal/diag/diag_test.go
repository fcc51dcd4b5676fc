package diag

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func at(file string, line, col int) Pos { return Pos{File: file, Line: line, Col: col} }

func TestPositionsAreWrittenAsFarAsTheyAreKnown(t *testing.T) {
	for want, p := range map[string]Pos{"x.md:3:7": at("x.md", 3, 7), "x.md:3": at("x.md", 3, 0), "x.md": at("x.md", 0, 0), "-": {}} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !(Pos{}).IsZero() || at("x.md", 0, 0).IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestAListSortsByPlaceAndDropsRepeats(t *testing.T) {
	var l List
	l.Warnf(at("b.md", 1, 1), "c", "late")
	l.Errorf(at("a.md", 2, 1), "c", "second line")
	l.Errorf(at("a.md", 1, 9), "c", "second column")
	l.Warnf(at("a.md", 1, 1), "c", "a warning after the error there")
	l.Errorf(at("a.md", 1, 1), "c", "first %d", 1)
	l.Errorf(at("a.md", 1, 1), "c", "first %d", 1)
	l.Errorf(at("a.md", 1, 1), "b", "code before code")
	var got []string
	for _, d := range l.Sorted() {
		got = append(got, d.Message)
	}
	want := []string{"code before code", "first 1", "a warning after the error there", "second column", "second line", "late"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if l[0].Message != "late" {
		t.Error("the list itself was sorted")
	}
}

func TestAListCountsAndSaysWhetherItStopsABuild(t *testing.T) {
	var l List
	if l.HasErrors() {
		t.Error("an empty list has errors")
	}
	l.Warnf(Pos{}, "w", "one")
	if l.HasErrors() {
		t.Error("a warning stops a build")
	}
	l.Errorf(Pos{}, "e", "two").Hint = "a hint"
	if e, w := l.Count(); e != 1 || w != 1 || !l.HasErrors() || l[1].Hint != "a hint" {
		t.Errorf("%d errors, %d warnings: %v", e, w, l)
	}
}

func TestChecksChangeWarningsOnly(t *testing.T) {
	var l List
	l.Warnf(Pos{}, "drop", "")
	l.Warnf(Pos{}, "raise", "")
	l.Warnf(Pos{}, "keep", "")
	l.Warnf(Pos{}, "other", "")
	l.Errorf(Pos{}, "drop", "")
	var got []string
	for _, d := range l.WithChecks(map[string]string{"drop": "off", "raise": "error", "keep": "warning"}) {
		got = append(got, d.Severity.String()+" "+d.Code)
	}
	if want := []string{"error raise", "warning keep", "warning other", "error drop"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := l.WithChecks(nil); !reflect.DeepEqual(got, l) {
		t.Error("no checks change the list")
	}
}

func TestLinesTurnOffsetsIntoPositionsAndBack(t *testing.T) {
	for _, text := range []string{"", "a", "a\n", "one\ntwo\n\nfour", "한국\n語\n", "a\r\nb\r\n", "\ufeffa\nb", "\ufeff", "\n\n", "\xff\xfe\n"} {
		l := NewLines("x", []byte(text))
		line, col := 1, 1
		for i := 0; i <= len(text); i++ {
			if i > 0 && i < len(text) && text[i]&0xC0 == 0x80 {
				continue // inside a character
			}
			if i == 0 && strings.HasPrefix(text, "\ufeff") {
				i = 3
			}
			if got := l.Pos(i); got != at("x", line, col) {
				t.Errorf("%q: offset %d at %v, want %d:%d", text, i, got, line, col)
			}
			if got := l.Offset(line, col); got != i {
				t.Errorf("%q: %d:%d is offset %d, want %d", text, line, col, got, i)
			}
			if i < len(text) && text[i] == '\n' {
				line, col = line+1, 1
			} else {
				col++
			}
		}
	}
}

func TestPlacesOutsideATextAreMovedToItsEnds(t *testing.T) {
	l := NewLines("x", []byte("one\ntwo"))
	if l.Pos(-5) != at("x", 1, 1) || l.Pos(99) != at("x", 2, 4) {
		t.Errorf("%v, %v", l.Pos(-5), l.Pos(99))
	}
	for _, c := range []struct{ line, col, want int }{{0, 1, 0}, {-1, 5, 0}, {1, 99, 3}, {2, 99, 7}, {9, 1, 7}} {
		if got := l.Offset(c.line, c.col); got != c.want {
			t.Errorf("%d:%d is offset %d, want %d", c.line, c.col, got, c.want)
		}
	}
	var zero Lines
	if zero.Pos(3) != (Pos{Line: 1, Col: 1}) || zero.Offset(3, 3) != 0 || zero.Line(1) != "" {
		t.Error("the zero Lines is not one empty line")
	}
}

func TestLinesAreGivenWithoutTheirEnds(t *testing.T) {
	l := NewLines("x", []byte("\ufeffone\r\ntwo\n\nfour"))
	for n, want := range map[int]string{0: "", 1: "one", 2: "two", 3: "", 4: "four", 5: ""} {
		if got := l.Line(n); got != want {
			t.Errorf("line %d is %q, want %q", n, got, want)
		}
	}
}

func TestTextFollowsItsRuns(t *testing.T) {
	text := Text{String: "ab한d\nef", File: "x", Runs: []Run{{0, 3, 5}, {7, 4, 3}}}
	for offset, want := range map[int]string{-1: "3:5", 0: "3:5", 2: "3:7", 5: "3:8", 6: "3:9", 7: "4:3", 9: "4:5", 99: "4:5"} {
		p := text.Pos(offset)
		if got := fmt.Sprintf("%d:%d", p.Line, p.Col); got != want || p.File != "x" {
			t.Errorf("offset %d at %v, want %s", offset, p, want)
		}
	}
	if p := (Text{File: "x"}).Pos(0); p != at("x", 0, 0) {
		t.Errorf("a text without runs is at %v", p)
	}
}

func TestCutTextsKeepTheirPlaces(t *testing.T) {
	text := Text{String: "one\ntwo\nthree", File: "x", Runs: []Run{{0, 1, 1}, {4, 2, 3}, {8, 3, 3}}}
	for from := range len(text.String) {
		for to := from; to <= len(text.String); to++ {
			cut := text.Cut(from, to)
			if cut.String != text.String[from:to] {
				t.Fatalf("%d to %d is %q", from, to, cut.String)
			}
			for i := range to - from {
				if got, want := cut.Pos(i), text.Pos(from+i); got != want {
					t.Fatalf("%d to %d: offset %d at %v, want %v", from, to, i, got, want)
				}
			}
		}
	}
}

func TestSuggestionsAreNearAndDoNotDependOnOrder(t *testing.T) {
	keys := []string{"summary", "subtitle", "title", "topics", "part_of", "Japan", "do"}
	for word, want := range map[string]string{
		"sumary": "summary", "titel": "title", "topic": "topics", "TITLE": "title", "japan": "Japan", "partof": "part_of",
		"zzz": "", "x": "", "": "", "completely-different": "",
	} {
		for range 2 {
			if got := Suggest(word, slices.Values(keys)); got != want {
				t.Errorf("%q: %q, want %q", word, got, want)
			}
			slices.Reverse(keys)
		}
	}
	if got := Suggest("ac", slices.Values([]string{"ad", "ab"})); got != "ab" {
		t.Errorf("a tie goes to %q", got)
	}
	if got := Suggest("Abc", slices.Values([]string{"abd", "abc"})); got != "abc" {
		t.Errorf("a difference in case only loses to %q", got)
	}
	if got := DidYouMean("sumary", slices.Values(keys)); got != `did you mean "summary"?` {
		t.Errorf("hint %q", got)
	}
	if got := DidYouMean("zzz", slices.Values(keys)); got != "" {
		t.Errorf("hint %q", got)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("one\ntwo"), 3)
	f.Add([]byte("\ufeff한\r\n\xff"), 5)
	f.Fuzz(func(t *testing.T, text []byte, offset int) {
		l := NewLines("x", text)
		p := l.Pos(offset)
		if p.Line < 1 || p.Col < 1 {
			t.Fatalf("%v", p)
		}
		if q := l.Pos(l.Offset(p.Line, p.Col)); q != p {
			t.Fatalf("%v leads to %v", p, q)
		}
		Print(new(strings.Builder), List{{Pos: p, Width: offset % 7}}, func(string) ([]byte, bool) { return text, true }, true)
		NewExcerpt(text, Diagnostic{Pos: p, Width: offset % 7}, 2)
	})
}

func TestDiagnosticsAreJSONAsTheOverlayReadsThem(t *testing.T) {
	b, err := json.Marshal(Diagnostic{Severity: Warning, Code: "c", Pos: at("x", 1, 2), Message: "m"})
	if want := `{"severity":"warning","code":"c","pos":{"file":"x","line":1,"col":2},"message":"m"}`; err != nil || string(b) != want {
		t.Errorf("%s, %v", b, err)
	}
}
