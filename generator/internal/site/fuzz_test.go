package site

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"readout/generator/internal/diag"
)

// checkPositions fails when a problem stands nowhere in the file that it is
// said to stand in.
func checkPositions(t *testing.T, l diag.List, files map[string]string) {
	t.Helper()
	for _, d := range l {
		text, ok := files[d.Pos.File]
		if !ok {
			t.Errorf("%v is in no file", d)
			continue
		}
		if d.Pos.Line == 0 {
			continue
		}
		// YAML's own errors may stand just behind the end of a line or of the
		// text.
		lines := strings.Split(text, "\n")
		if d.Pos.Line > len(lines)+1 || d.Pos.Line <= len(lines) && d.Pos.Col > utf8.RuneCountInString(lines[d.Pos.Line-1])+2 {
			t.Errorf("%v is outside of the file", d)
		}
		if d.Message == "" || strings.HasSuffix(d.Message, ".") {
			t.Errorf("%v: the message is not a sentence without its stop", d)
		}
		if c, ok := findCheck(d.Code); !ok || c.Severity == SeverityError && d.Severity == diag.Warning {
			t.Errorf("%v: the check is not in the table, or is an error there", d)
		}
	}
}

// fuzzPaths are where a text is read from: each is read in a way of its own.
var fuzzPaths = []string{
	settingsFile, "content/briefs/a.md", "content/briefs/a/index.md", "content/briefs/first/index.ko.md", "content/recommendations/x.yaml",
	"content/recommendations/r.md", "content/actors/x.yaml", "content/instruments/x.yaml", "content/topics/x.yaml", "content/events/x.yaml",
	"content/sources/x.yaml", "content/pages/p.md", "content/briefs/first/numbers.csv", "content/img/shared.svg", "content/nowhere/x.md",
}

// FuzzParseRecordFile puts any text among sound files and asks everything.
func FuzzParseRecordFile(f *testing.F) {
	cases, _ := filepath.Glob("testdata/rules/*.txt")
	for _, path := range cases {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		_, names, texts := sections(string(data))
		for i, name := range names {
			for at, p := range fuzzPaths {
				if filepath.Ext(p) == filepath.Ext(name) && filepath.Dir(p) == contentDir+filepath.Dir(name) {
					f.Add(uint8(at), texts[i])
				}
			}
		}
	}
	base := siteOf(f, world)
	f.Fuzz(func(t *testing.T, where uint8, text string) {
		path := fuzzPaths[int(where)%len(fuzzPaths)]
		parsed := parseFiles(t, map[string]string{path: text})
		s := base.With(parsed, nil)
		if len(parsed) == 1 && parsed[0].broken && parsed[0].Problems[0].Code == "file-encoding" {
			return
		}
		dump(t, s)
		files := maps.Clone(world)
		files[path] = text
		checkPositions(t, s.Problems(), files)
	})
}

// FuzzQuery asks any question.
func FuzzQuery(f *testing.F) {
	f.Add("actor: japan\nsort: due\nlimit: 3\nview: cards\n")
	f.Add("badge: [overdue, x]\nhorizon: near\n")
	f.Add("topic: [security, nothing]\nfrom: 2022\nto: ~2023\n")
	f.Add("data: numbers.csv\ntype: range\nx: year\ny: [n, n]\nsource: paper\n")
	f.Add("data: ../../../x.csv\nx: [a]\ny: {a: b}\n")
	f.Add("{")
	base := siteOf(f, world)
	f.Fuzz(func(t *testing.T, body string) {
		for _, name := range []string{"recommendations", "timeline", "chart"} {
			path := "content/briefs/first/index.md"
			text := "---\ntitle: A\ndate: 2022\naliases: [old-first]\n---\n## The case\n\n`````````` " + name + "\n" + body + "\n``````````\n"
			s := base.With(parseFiles(t, map[string]string{path: text}), nil)
			dump(t, s)
			files := maps.Clone(world)
			files[path] = text
			checkPositions(t, s.Problems(), files)
		}
	})
}
