package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// TestSecurityNamesTestsAndCodesThatExist holds docs/security.md to the tests
// and checks that it claims.
func TestSecurityNamesTestsAndCodesThatExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	err = filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(string(source), -1) {
			tests[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)(?:/(\\w+))?`").FindAllStringSubmatch(string(text), -1)
	if len(named) < 60 {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !tests[m[1]] {
			t.Errorf("there is no test %s", m[1])
		}
		if m[2] != "" {
			if _, err := os.Stat("testdata/script/" + m[2] + ".txtar"); err != nil {
				t.Errorf("%s: %v", m[0], err)
			}
		}
	}
	for _, m := range regexp.MustCompile("(?:case|cases) (`[\\w-]+`(?:, `[\\w-]+`)*)").FindAllStringSubmatch(string(text), -1) {
		for name := range strings.SplitSeq(m[1], ", ") {
			if _, err := os.Stat("internal/site/testdata/rules/" + strings.Trim(name, "`") + ".txt"); err != nil {
				t.Error(err)
			}
		}
	}
	codes := map[string]bool{}
	for _, c := range site.Checks() {
		codes[c.Code] = true
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 {
			continue
		}
		for _, m := range regexp.MustCompile("`([a-z]+(?:-[a-z]+)+)`").FindAllStringSubmatch(strings.Join(cells[2:len(cells)-2], "|"), -1) {
			if !codes[m[1]] {
				t.Errorf("there is no check %s", m[1])
			}
		}
	}
}
