package export

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"readout/generator/internal/output"
	"readout/generator/internal/site"
	reading "readout/generator/internal/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

var options = Options{Origin: "https://example.org", Base: "/readout/", Version: "1.2.3", Inputs: func(yield func(Input) bool) {
	_ = yield(Input{"content/briefs/triangle.md", [32]byte{1, 0xab}}) && yield(Input{`content/site "new".yaml`, [32]byte{}})
}}

// publication is a small site with something of everything, in the tests'
// short form: the lines of its files by path.
var publication = map[string]string{
	"content/site.yaml": `
title: The Readout
base_url: https://example.org/readout/
description: What became of what was recommended
languages: [en, ko]
license: CC-BY-4.0
as_of: 2026-11-23
publisher: {name: Institute & Co, url: https://institute.example}
`,
	"content/briefs/triangle.md": `---
title: Renewing the triangle
subtitle: Three capitals, one plan
summary: What three governments should do next.
key_points: [Exercises **must** resume, Money comes second]
authors: [kim]
date: 2022-07-20
updated: 2023-02-01
topics: [deterrence]
actors: [japan]
number: B-7
corrections: [{date: 2023-03-01, note: A wrong "date" was mended}]
---

## Exercises

They stopped in 2017, and [[tri-1]] asks for more. So does [[tri-2|the second]].

As reported [@joint, p. 4].
`,
	"content/briefs/draft.md": `---
title: Not yet
date: 2026-01-01
draft: true
topics: [deterrence]
---

Nothing.
`,
	"content/recommendations/triangle.yaml": `
recommendations:
  - id: tri-1
    title: Resume missile-warning and tracking exercises
    text: "Resume **exercises**, and say so in \"public\"."
    brief: triangle
    to:
      - united-states
      - {actor: japan, role: lead, due: 2023-12, respond_by: 2022-12-31}
    topics: [deterrence]
    kind: exercise
    horizon: near
    relations: [{type: depends_on, target: tri-2}]
    events:
      - {date: 2022-07-20, type: issued, note: "Issued in [[triangle]]."}
      - date: 2023-12-19
        recorded: 2024-01-08
        type: assessment
        actors: [japan]
        set: {response: accepted, claimed: complete, assessed: delivered}
        note: Announced & **done**.
        evidence: [joint, {source: joint, quote: "we <resumed>", locator: p. 4, stance: contradicts}]
      - {date: 2027-01-01, type: closed}
  - id: tri-2
    title: "=Fund the secretariat, at last"
    text: |-
      - First line
      - Second "line", with a comma
    brief: triangle
    to: [united-states]
    topics: [deterrence, money]
    events:
      - {date: "before 2023-01", type: response, set: {response: noted}}
      - {date: 2024, type: deadline_set, due: 2030}
    searches: [{date: 2026-11-23, where: [State Department, Congress], by: editors, result: nothing found}]
  - id: tri-2a
    title: Begin with a <small> office
    part_of: tri-2
  - id: tri-10
    title: Later
    to: [{actor: japan, due_text: after the election}]
    events:
      - {date: 2025-05-05, type: superseded, note: Overtaken by a better one.}
`,
	"content/actors/all.yaml": `
actors:
  - {id: united-states, name: {en: United States of America, ko: 미국}, short_name: United States, kind: country, aliases: [usa]}
  - {id: japan, name: Japan, kind: country, member_of: [club]}
  - {id: club, name: The Club, kind: organisation, identifiers: {wikidata: Q42}}
  - id: kim
    name: Kim Min-ji
    kind: person
    other_names: [{name: 김민지, lang: ko}]
    offices: [{title: Fellow, from: 2020, to: 2024-06}]
    parent: club
    successors: [{actor: japan, date: 2025, scope: the "file"}]
`,
	"content/topics/all.yaml": `
topics:
  - {id: deterrence, title: Deterrence, summary: Keeping the peace by preparing for war.}
  - {id: money, title: Money, broader: deterrence}
`,
	"content/instruments/all.yaml": `
instruments:
  - {id: treaty, title: The Treaty, kind: agreement, actors: [japan, united-states], date: 1960-01-19}
`,
	"content/events/all.yaml": `
events:
  - {id: summit, title: The Summit, date: 2023-08-18, end_date: 2023-08-19, place: Camp David, actors: [japan], recommendations: [tri-1], sources: [joint]}
`,
	"content/sources/all.yaml": `
sources:
  - {id: joint, title: Joint statement, authors: ["Three, governments"], publisher: White House, date: 2023-08-18, url: "https://example.gov/joint?a=1&b=2", accessed: 2024-01-01, language: en, tier: 3, type: statement}
`,
	"content/pages/about.md": `---
title: About
---

About us.
`,
}

// published is the site of some files.
func published(t testing.TB, files map[string]string, o site.Options) *site.Site {
	t.Helper()
	fsys := fstest.MapFS{}
	for path, text := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(strings.TrimPrefix(text, "\n"))}
	}
	var mutex sync.Mutex
	var parsed []*site.Parsed
	new(reading.Tree).Update(fsys, nil, func(f *reading.File) {
		p := site.Parse(f)
		mutex.Lock()
		defer mutex.Unlock()
		parsed = append(parsed, p)
	})
	if o.Today.IsZero() {
		o.Today = site.Date{Year: 2026, Month: 11, Day: 24}
	}
	s := site.New(o).With(parsed, nil)
	if l := s.Problems(); l.HasErrors() {
		t.Errorf("the publication has errors: %v", l)
	}
	return s
}

// example is the site of publication; tests only read it.
var example = sync.OnceValue(func() *site.Site {
	return published(panicking{}, publication, site.Options{})
})

// panicking stands in for a test where there is none yet.
type panicking struct{ testing.TB }

func (panicking) Helper()                           {}
func (panicking) Errorf(format string, args ...any) { panic(args) }

func content(t testing.TB, f output.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	return b.String()
}

// find is the content of one file, which must be there.
func find(t testing.TB, s *site.Site, path string) string {
	t.Helper()
	f, ok := Find(s, options, path)
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	return content(t, f)
}

// with is the publication with some files changed or added.
func with(changes map[string]string) map[string]string {
	files := map[string]string{}
	for path, text := range publication {
		files[path] = text
	}
	for path, text := range changes {
		files[path] = text
	}
	return files
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		line := func(lines []string) string {
			if i < len(lines) {
				return lines[i]
			}
			return "(the end)"
		}
		if line(gotLines) != line(wantLines) {
			t.Fatalf("%s:%d: got\n%s\nwant\n%s\n(go test -update writes it anew)", path, i+1, line(gotLines), line(wantLines))
		}
	}
}
