package source

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// quickForms are YAML texts that need no library, or that come close.
var quickForms = []string{
	"a: b\n", "a: b", "a: b c d\nb: 1\nc: 2020-01-02\nd: ~2020\n", "a:\n  b: c\n  d: e\nf: g\n",
	"list:\n  - id: x\n    title: \"Some title: with a colon\"\n    to: [a, b-c, d.e]\n  - id: y\n    title: 'single # quoted'\n",
	"list:\n- a\n- b\nother: x\n", "list:\n  -  a: 1\n     b: 2\n  -  c: 3\n", "- a\n- b\n", "- a: b\n  c: d\n- e: f\n",
	"a: {b: c, d: [e, f], g: {h: i}}\n", "a: []\nb: {}\nc: [ ]\nd: { }\n", "a: [x , y ]\n", "a: { b: c }\n",
	"a: \"\"\nb: ''\n", "a: \"it's\"\nb: 'say \"x\"'\n", "# c\na: b\n\n  # d\nc: d\n# end", "a: é 한국\nb: \"語\"\nc: x\n",
	"a: >-\n  one\n  two\nb: |\n  three\n  four\nc: |-\n    five\nd: >\n  six\n", "a:\n  - >-\n    x\n    y\n  - z\n",
	"a: >-\n  one\n\nb: c\n", "a: >-\n  one\n# c\nb: c\n", "a: |\n  # no comment\n  b\n", "a: http://x/y#z\nb: x:y\n",
	"a: p. 4\nb: {source: x, locator: p. 4}\n", "a: b   \nc: \"d\"   \n", "a:   b\n", "a: true\nb: No\nc: 0x1F\nd: 1_000\ne: 1e3\nf: .5\ng: .inf\n",
	// What must be left to the library.
	"a: b\na: c\n", "a:\n", "a: null\n", "a: b\n  c\n", "a: b # c\n", "a: *x\n", "a: &x b\n", "a: !!str b\n", "a: [b, c\n  d]\n",
	"a: \"b\\n\"\n", "a: 'b''c'\n", "a: - b\n", "- - a\n", "-\n  a\n", "? a\n: b\n", "\"a\": b\n", "<<: {a: b}\n", "a: b: c\n",
	"a: >-\n  one\n\n  two\n", "a: >-\n  one\n   two\n", "a: |2\n    x\n", "a: |\n  x \n  y\n", "a: b\n---\nc: d\n", "---\na: b\n", "%YAML 1.2\n",
	"a: [b: c]\n", "a: [b,]\n", "a: {b}\n", "a: {b: }\n", "a: {\"b\": c}\n", "a: @b\n", "a: 'b\n", "a: b\n c: d\n", " a: b\n", "a: b\n- c\n",
	"null: x\n", "~: x\n", "a: [~, b]\n", "a:\n  b: c\n d: e\n", "a: >-\n  x\n y: z\n", "a: [x] y\n", "a: \"x\" y\n", "...\n", "a: ...\n", "a: [,]\n",
	"a: [b c, d  e]\n", "a: [(b), /c]\n", "a: {b: c d}\n", "a: b\u00a0c\n", "a: [b#c]\n", "a: >\n\n  x\n", "a: |\n  x\n  ", "a: |\n  x\n\n\n",
}

// compareReadings checks that a text means the same to quick, if it reads it
// at all, and to the library.
func compareReadings(t *testing.T, text string) (quickly bool) {
	t.Helper()
	if firstUnprintable(text) >= 0 {
		return false
	}
	in := newText("content/x.yaml", []byte(text), 3)
	n, ok := (&document{text: in}).readQuickly()
	if !ok {
		return false
	}
	want, l := (&document{text: in}).readWholly()
	if len(l) > 0 {
		t.Errorf("%q: read quickly, and the library says %v", text, l)
	} else if d := cmp.Diff(want, n); d != "" {
		t.Errorf("%q: the library reads (-) what is read quickly as (+):\n%s", text, d)
	}
	return true
}

func TestReadingQuicklyGivesWhatTheLibraryGives(t *testing.T) {
	quickly := 0
	for _, text := range append(quickForms, scalarForms...) {
		if compareReadings(t, text) {
			quickly++
		}
	}
	if least := len(quickForms) / 3; quickly < least {
		t.Errorf("only %d forms were read quickly, not %d", quickly, least)
	}
}

func TestReadingQuicklyLeavesNoTraceWhenItGivesUp(t *testing.T) {
	const text = "a: b\nlonger: text\nlist:\n  - x: y\n    z: [1, 2]\nlast: *unknown\n"
	d := &document{text: newText("content/x.yaml", []byte(text), 1)}
	if _, ok := d.readQuickly(); ok {
		t.Fatal("an alias was read quickly")
	}
	got, gotProblems := d.readWholly()
	want, wantProblems := (&document{text: d.text}).readWholly()
	if d := cmp.Diff(want, got) + cmp.Diff(wantProblems, gotProblems); d != "" {
		t.Error(d)
	}
}

func TestRecordsOfThisPublicationAreReadQuickly(t *testing.T) {
	quickly, all := 0, 0
	err := filepath.WalkDir("../../../content", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if all++; err == nil && compareReadings(t, string(text)) {
			quickly++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d files", quickly, all)
}

func FuzzQuick(f *testing.F) {
	for _, text := range append(quickForms, scalarForms...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { compareReadings(t, text) })
}

func BenchmarkYAML(b *testing.B) {
	text := newText("content/x.yaml", []byte(benchmarkRecords(5)), 1)
	for _, how := range []struct {
		name string
		read func(*document) *Node
	}{
		{"quickly", func(d *document) *Node { n, _ := d.readQuickly(); return n }},
		{"library", func(d *document) *Node { n, _ := d.readWholly(); return n }},
	} {
		b.Run(how.name, func(b *testing.B) {
			b.SetBytes(int64(len(text.String)))
			b.ReportAllocs()
			for b.Loop() {
				if how.read(&document{text: text}) == nil {
					b.Fatal("it was not read")
				}
			}
		})
	}
}
