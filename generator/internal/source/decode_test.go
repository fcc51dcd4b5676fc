package source

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"readout/generator/internal/diag"
)

// textByLanguage decodes itself.
type textByLanguage struct{ values []string }

func (t *textByLanguage) DecodeNode(n *Node, l *diag.List) {
	switch n.Kind {
	case Scalar:
		t.values = []string{n.Value.String}
	case Mapping:
		for _, p := range n.Pairs {
			t.values = append(t.values, p.Key.Value.String+"="+p.Value.Value.String)
		}
	default:
		n.WrongType(l, "a text")
	}
}

type common struct {
	ID    string         `yaml:"id,required"`
	Title textByLanguage `yaml:"title,required"`
}

type addressee struct {
	Actor Located[string] `yaml:"actor,required"`
	Role  string          `yaml:"role"`
}

type record struct {
	common
	Summary  string                    `yaml:"summary"`
	Version  string                    `yaml:"version"`
	Part     int                       `yaml:"part"`
	Draft    bool                      `yaml:"draft"`
	Expected *bool                     `yaml:"reply_expected"`
	Topics   []Located[string]         `yaml:"topics"`
	To       []Located[addressee]      `yaml:"to"`
	Words    []string                  `yaml:"words"`
	Checks   map[string]string         `yaml:"checks"`
	Outputs  map[string]bool           `yaml:"outputs"`
	Priority struct{ Level string }    `yaml:"-"`
	Names    []Located[textByLanguage] `yaml:"names"`
	Parts    []record                  `yaml:"parts"`
	Untagged string
}

func decode(t *testing.T, text string) (record, diag.List) {
	t.Helper()
	n := parse(t, text)
	var r record
	var l diag.List
	Decode(n, &r, &l)
	return r, l
}

func TestDecodeFillsEveryKindOfField(t *testing.T) {
	r, l := decode(t, `
id: x
title: {en: A, ko: 나}
summary: >-
  one
  two
version: 1.0
part: 3
draft: true
reply_expected: false
topics: [a, b]
to:
  - {actor: japan, role: lead}
words: [yes, 2024, 0x1F, "", null-and-void]
checks: {ref: off, x: error}
outputs: {feed: false}
names: [N, {ja: M}]
parts:
  - id: y
    title: Y
`)
	if len(l) > 0 {
		t.Fatal(l)
	}
	no := false
	at := func(line, col int) diag.Pos { return diag.Pos{File: "content/x.yaml", Line: line, Col: col} }
	want := record{
		common:  common{ID: "x", Title: textByLanguage{[]string{"en=A", "ko=나"}}},
		Summary: "one two", Version: "1.0", Part: 3, Draft: true, Expected: &no,
		Topics: []Located[string]{{"a", at(11, 10), 1}, {"b", at(11, 13), 1}},
		To:     []Located[addressee]{{Value: addressee{Located[string]{"japan", at(13, 13), 5}, "lead"}, Pos: at(13, 5)}},
		Words:  []string{"yes", "2024", "0x1F", "", "null-and-void"},
		Checks: map[string]string{"ref": "off", "x": "error"}, Outputs: map[string]bool{"feed": false},
		Names: []Located[textByLanguage]{{textByLanguage{[]string{"N"}}, at(17, 9), 1}, {Value: textByLanguage{[]string{"ja=M"}}, Pos: at(17, 12)}},
		Parts: []record{{common: common{ID: "y", Title: textByLanguage{[]string{"Y"}}}}},
	}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("got  %+v\nwant %+v", r, want)
	}
}

func TestNullIsAsGoodAsAbsent(t *testing.T) {
	r, l := decode(t, "id: x\ntitle: T\nsummary:\ntopics: ~\nreply_expected: null\nchecks:\npart:\nto:\n")
	if len(l) > 0 || r.Topics != nil || r.Expected != nil || r.Checks != nil {
		t.Errorf("%+v, %v", r, l)
	}
}

func TestDecodeKeepsWhatTheMappingDoesNotMention(t *testing.T) {
	r := record{Summary: "default"}
	var l diag.List
	Decode(parse(t, "id: x\ntitle: T\n"), &r, &l)
	if r.Summary != "default" {
		t.Errorf("%+v", r)
	}
}

func TestDecodeTellsEveryProblemAtItsPlace(t *testing.T) {
	for _, c := range []struct{ text, want, hint string }{
		{"id: x\ntitle: T\nsumary: s\n", `3:1+6 unknown key "sumary" [key-unknown]`, `did you mean "summary"?`},
		{"id: x\ntitle: T\n'Summary': s\n", `3:1+9 unknown key "Summary" [key-unknown]`, `did you mean "summary"?`},
		{"id: x\ntitle: T\nzzzzzz: s\n", `3:1+6 unknown key "zzzzzz" [key-unknown]`, "known keys are checks, draft,"},
		{"id: x\ntitle: T\nUntagged: s\n", `3:1+8 unknown key "Untagged" [key-unknown]`, ""},
		{"id: x\ntitle: T\nsummary: [a, b]\n", `3:10+0 summary: wants text, found a list [value-type]`, ""},
		{"id: x\ntitle: T\nsummary:\n  a: b\n", `4:3+0 summary: wants text, found a mapping [value-type]`, ""},
		{"id: x\ntitle: [T]\n", `2:8+0 title: wants a text, found a list [value-type]`, ""},
		{"id: x\ntitle: T\ntopics: deterrence\n", `3:9+10 topics: wants a list, found "deterrence" [value-type]`, "[deterrence]"},
		{"id: x\ntitle: T\ntopics: {a: b}\n", `3:9+0 topics: wants a list, found a mapping [value-type]`, "- "},
		{"id: x\ntitle: T\ntopics: [a, [b]]\n", `3:13+0 topics: wants text, found a list [value-type]`, ""},
		{"id: x\ntitle: T\ntopics:\n  - a\n  -\n", `5:4+0 topics: an item of this list is empty [value-type]`, "dash"},
		{"id: x\ntitle: T\npart: three\n", `3:7+5 part: wants a whole number, found "three" [value-type]`, ""},
		{"id: x\ntitle: T\npart: 3.5\n", `3:7+3 part: wants a whole number, found "3.5" [value-type]`, ""},
		{"id: x\ntitle: T\npart: '3'\n", `3:7+3 part: wants a whole number, found "3" [value-type]`, ""},
		{"id: x\ntitle: T\npart: 99999999999999999999\n", `3:7+20 part: wants a whole number, found "99999999999999999999" [value-type]`, ""},
		{"id: x\ntitle: T\npart: [1]\n", `3:7+0 part: wants a whole number, found a list [value-type]`, ""},
		{"id: x\ntitle: T\ndraft: yes\n", `3:8+3 draft: wants true or false, found "yes" [value-type]`, ""},
		{"id: x\ntitle: T\nreply_expected: 'true'\n", `3:17+6 reply_expected: wants true or false, found "true" [value-type]`, ""},
		{"id: x\ntitle: T\nchecks: [a]\n", `3:9+0 checks: wants keys with values, found a list [value-type]`, ""},
		{"id: x\ntitle: T\noutputs: {feed: no}\n", `3:17+2 feed: wants true or false, found "no" [value-type]`, ""},
		{"id: x\ntitle: T\nto: [japan]\n", `3:6+5 to: wants keys with values, found "japan" [value-type]`, ""},
		{"id: x\ntitle: T\nto: [{rol: lead, actor: a}]\n", `3:7+3 unknown key "rol" [key-unknown]`, `did you mean "role"?`},
		{"title: T\n", `1:1+0 the key "id" is missing [key-missing]`, ""},
		{"id:\ntitle: T\n", `1:1+2 the key "id" has no value [key-missing]`, ""},
		{"id: x\ntitle: T\nto:\n  - role: lead\n", `4:5+0 the key "actor" is missing [key-missing]`, ""},
		{"- a\n", `1:1+0 wants keys with values, found a list [value-type]`, ""},
		{"just text\n", `1:1+9 wants keys with values, found "just text" [value-type]`, ""},
		{"id: x\ntitle: T\npart: " + strings.Repeat("long ", 20) + "\n", `found "long long long long long long long long …"`, ""},
	} {
		_, l := decode(t, c.text)
		if len(l) != 1 {
			t.Errorf("%q: %d problems: %v", c.text, len(l), l)
			continue
		}
		d := l[0]
		got := fmt.Sprintf("%d:%d+%d %s [%s]", d.Pos.Line, d.Pos.Col, d.Width, d.Message, d.Code)
		if !strings.Contains(got, c.want) || !strings.Contains(d.Hint, c.hint) {
			t.Errorf("%q:\n got %s (hint %q)\nwant %s (hint %q)", c.text, got, d.Hint, c.want, c.hint)
		}
	}
}

func TestDecodeTellsAllProblemsAtOnce(t *testing.T) {
	r, l := decode(t, "titel: T\nsummary: [a]\npart: x\nwords: [a, [b], c]\n")
	if len(l) != 6 { // unknown, two wrong types, a wrong item, two missing
		t.Errorf("%d problems: %v", len(l), l)
	}
	if !reflect.DeepEqual(r.Words, []string{"a", "", "c"}) {
		t.Errorf("words are %q", r.Words)
	}
}

func TestNoMappingAtAllIsLeftToTheCaller(t *testing.T) {
	var r record
	var l diag.List
	Decode(nil, &r, &l)
	if len(l) > 0 {
		t.Error(l)
	}
}

func TestTypesThatCannotBeDecodedArePanicsOfTheProgram(t *testing.T) {
	for name, into := range map[string]any{
		"a float": new(float64),
		"a channel": &struct {
			C chan int `yaml:"c"`
		}{},
		"integer keys": new(map[int]string),
		"one key twice": &struct {
			A, B string `yaml:"a"`
		}{},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			var l diag.List
			Decode(&Node{Kind: Mapping}, into, &l)
		}()
	}
}

// benchmarkRecords is a file of recommendation records as they are usual.
func benchmarkRecords(n int) string {
	var s strings.Builder
	s.WriteString("recommendations:\n")
	for i := range n {
		fmt.Fprintf(&s, `  - id: rec-%d
    title: Resume missile-warning and tracking exercises
    text: >-
      The three governments should resume the exercises that they suspended
      and hold them twice a year, with results reported to parliaments.
    brief: renewing-the-triangle
    to: [united-states, japan, south-korea]
    topics: [deterrence]
    kind: exercise
    horizon: near
    events:
      - date: 2022-07-20
        type: issued
      - date: 2023-12-19
        type: assessment
        set: {response: accepted, claimed: complete, assessed: delivered}
        note: "Announced in the joint statement; first held in December."
        evidence: [joint-press-2023-12-19]
`, i)
	}
	return s.String()
}

type benchmarkRecord struct {
	ID      Located[string]   `yaml:"id,required"`
	Title   textByLanguage    `yaml:"title,required"`
	Text    string            `yaml:"text"`
	Brief   Located[string]   `yaml:"brief"`
	To      []Located[string] `yaml:"to"`
	Topics  []Located[string] `yaml:"topics"`
	Kind    string            `yaml:"kind"`
	Horizon string            `yaml:"horizon"`
	Events  []struct {
		Date     string            `yaml:"date"`
		Type     string            `yaml:"type"`
		Set      map[string]string `yaml:"set"`
		Note     string            `yaml:"note"`
		Evidence []Located[string] `yaml:"evidence"`
	} `yaml:"events"`
}

// BenchmarkRecord is the way of one record from its YAML to its struct, and of
// its parts: the library's share, ours, and decoding.
func BenchmarkRecord(b *testing.B) {
	const records = 100
	f := textFile("content/recommendations/x.yaml", benchmarkRecords(records))
	per := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/records, "ns/record")
	}
	b.Run("library", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d := document{text: newText(f.Path, f.text, 1)}
			if _, err := d.load(); err != nil {
				b.Fatal(err)
			}
		}
		per(b)
	})
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f.YAML()
		}
		per(b)
	})
	n, _ := f.YAML()
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var file struct {
				Recommendations []benchmarkRecord `yaml:"recommendations"`
			}
			var l diag.List
			if Decode(n, &file, &l); len(l) > 0 {
				b.Fatal(l)
			}
		}
		per(b)
	})
}
