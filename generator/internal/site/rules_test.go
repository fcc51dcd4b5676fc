package site

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the problems that are found into testdata/rules")

var fileMarker = regexp.MustCompile(`(?m)^-- (.+) --\n`)

// sections splits a case into what stands before its files, and the files in
// order.
func sections(text string) (head string, names, texts []string) {
	at := fileMarker.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		names, texts = append(names, text[m[2]:m[3]]), append(texts, text[m[1]:end])
	}
	return text[:at[0][0]], names, texts
}

// TestRules reads the cases in testdata/rules: a sentence, some files below
// content/, and the problems that they have, as they are printed.
func TestRules(t *testing.T) {
	paths, err := filepath.Glob("testdata/rules/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			head, names, texts := sections(string(data))
			files, want := map[string]string{}, ""
			for i, name := range names {
				if name == "problems" {
					want = texts[i]
				} else {
					files[contentDir+name] = texts[i]
				}
			}
			got := problems(t, files)
			if *update {
				rest, _, _ := strings.Cut(strings.TrimPrefix(string(data), head), "-- problems --\n")
				if err := os.WriteFile(path, []byte(head+rest+"-- problems --\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", head, got, want)
			}
		})
	}
}

// TestEveryCheckIsShownInACase keeps the table of checks and the cases
// together: each code of this room is in one of them, and no case has a code
// that the table lacks.
func TestEveryCheckIsShownInACase(t *testing.T) {
	elsewhere := map[string]bool{ // reported and tested by the rooms that read files and Markdown
		"alt-missing": true, "anchor-unknown": true, "block-unknown": true, "callout-unknown": true, "file-encoding": true, "file-name": true,
		"file-too-large": true, "file-unreadable": true, "footnote-duplicate": true, "footnote-unknown": true,
		"footnote-unused": true, "front-matter-unclosed": true, "heading-id-duplicate": true, "heading-skip": true,
		"html-raw": true, "image-external": true, "link-label-duplicate": true, "link-label-unknown": true,
		"markdown-failed": true, "markdown-too-deep": true, "ref-attribute-unknown": true, "ref-heading-unknown": true,
		"ref-limit": true, "symlink-outside": true, "table-pipe": true, "yaml-duplicate-key": true, "yaml-limit": true, "yaml-syntax": true,
		"yaml-unsupported": true,
		// Of what was published, which export compares with and tests.
		"event-dropped": true, "event-inserted": true, "event-note-changed": true, "event-rewritten": true,
		// Of revisions, which revision reads, build compares with and the program's scripts show.
		"record-gone": true, "revision-malformed": true, "revision-unkept": true,
		// Shown by TestShortRecommendationsAreNoted and TestASiteWithoutSettings.
		"recommendation-text": true, "recommendation-addressee": true, "site-missing": true,
		// Shown by limits_test.go and TestAnImageThatClaimsTooMuchIsAnError.
		"embed-limit": true, "table-limit": true,
		"image-too-large": true,
	}
	shown := map[string]bool{}
	paths, _ := filepath.Glob("testdata/rules/*.txt")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, found, _ := strings.Cut(string(data), "-- problems --\n")
		for _, m := range regexp.MustCompile(`(?m) \[([a-z-]+)\](?: ·|$)`).FindAllStringSubmatch(found, -1) {
			shown[m[1]] = true
		}
	}
	known := map[string]bool{}
	for i, c := range Checks() {
		known[c.Code] = true
		if !shown[c.Code] && !elsewhere[c.Code] {
			t.Errorf("no case shows %s", c.Code)
		}
		if i > 0 && Checks()[i-1].Code >= c.Code {
			t.Errorf("%s is out of order", c.Code)
		}
	}
	for code := range shown {
		if !known[code] {
			t.Errorf("%s is not in the table of checks", code)
		}
	}
}
