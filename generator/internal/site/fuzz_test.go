package site

import (
	"bytes"
	"maps"
	"net/url"
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

// FuzzSettings makes anything the settings of a sound publication.
func FuzzSettings(f *testing.F) {
	for _, text := range []string{
		plainSettings, "title: {en: T, ko: 가}\nbase_url: https://t.example/a/b\nlanguages: [en, ko]\nas_of: 2026-01\n", "title: T\nbase_url: \"https://[::1\"\n",
		"navigation: [{title: N, to: japan}, {title: M, to: \"javascript:x\"}, {to: /briefs/#x}]\n", "checks: {state-changed: error, nothing: off, ref-unknown: off}\n",
		"outputs: {feeds: false, nothing: true}\nroll_up: all\ndue_soon_days: 99999\nstale_after_days: -1\n", "publisher: {name: N, url: \"https://a.example/?'><x\", ror: x}\n",
		"publisher: []\nlicense: {}\nlanguages: en\n", "", "[]", "title: [\n",
	} {
		f.Add(text)
	}
	base := siteOf(f, world)
	f.Fuzz(func(t *testing.T, text string) {
		s := base.With(parseFiles(t, map[string]string{settingsFile: text}), nil)
		files := maps.Clone(world)
		files[settingsFile] = text
		checkPositions(t, s.Problems(), files)
		dump(t, s)
		set := s.Settings()
		if u, err := url.Parse(set.BaseURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.HasSuffix(set.BaseURL, "/") {
			t.Errorf("the site stands at %q", set.BaseURL)
		}
		if u, err := url.Parse(set.Publisher.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" && set.Publisher.URL != "" {
			t.Errorf("the publisher is at %q", set.Publisher.URL)
		}
		if len(set.Languages) == 0 || set.Title.In(set.Lang()) == "" && !s.Problems().HasErrors() {
			t.Errorf("the settings are of no use: %+v", set)
		}
		for _, n := range set.Navigation {
			if at := s.NavigationURL(n); strings.HasPrefix(strings.ToLower(at), "javascript:") && !s.Problems().HasErrors() {
				t.Errorf("the navigation leads to %q", at)
			}
		}
	})
}

// FuzzTable reads any CSV file: rows are as wide as the head, and what a text
// shows of it is within bounds.
func FuzzTable(f *testing.F) {
	for _, text := range []string{
		"year,n\n2020,1\n", "\xef\xbb\xbfyear,n\r\n2020,\"1\n2\"\r\n", "year,n\n\"open,1\n", "year,n\n2020,a\"b\n", "year,n\n1,2,3\n", "", "\n\n", ",,,\n,,,\n",
		"year,year\n1,2\n", "\xff,n\n", "year,n\n" + strings.Repeat("1,2\n", 400), strings.Repeat("n,", 2000) + "year\n",
	} {
		f.Add([]byte(text))
	}
	base := siteOf(f, world)
	f.Fuzz(func(t *testing.T, text []byte) {
		const file = "content/briefs/first/numbers.csv"
		parsed := parseFiles(t, map[string]string{file: string(text)})
		s := base.With(parsed, nil)
		files := maps.Clone(world)
		files[file] = string(text)
		checkPositions(t, s.Problems(), files)
		a := parsed[0].asset
		if a == nil || len(a.Rows) > MaxTableRows {
			t.Fatalf("%+v", a)
		}
		cells := 0
		for _, row := range a.Rows {
			cells += len(row)
			if len(row) != len(a.Header) {
				t.Errorf("a row of %d fields under a head of %d", len(row), len(a.Header))
			}
		}
		if cells > len(text)+1 {
			t.Errorf("%d fields from %d bytes", cells, len(text))
		}
		if a.Header == nil && len(parsed[0].Problems) == 0 && len(text) < maxTableBytes && bytes.Count(text, []byte("\n")) <= MaxTableRows {
			t.Errorf("%q is not read, and nobody is told", text)
		}
	})
}
