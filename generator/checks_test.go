package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// TestEveryCheckHasItsSection holds docs/checks.md to the table of checks: a
// section for each, with its severity, what it reports, why, and how to mend
// it, and no section for anything else.
func TestEveryCheckHasItsSection(t *testing.T) {
	page, err := os.ReadFile("../docs/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	parts := regexp.MustCompile(`(?m)^### (.+)\n`).Split(string(page), -1)
	for i, heading := range regexp.MustCompile(`(?m)^### (.+)$`).FindAllStringSubmatch(string(page), -1) {
		if sections[heading[1]] != "" {
			t.Errorf("%s has two sections", heading[1])
		}
		section, _, _ := strings.Cut(parts[i+1], "\n## ")
		sections[heading[1]] = section
	}
	for _, c := range site.Checks() {
		section := sections[c.Code]
		delete(sections, c.Code)
		severity := strings.ToUpper(c.Severity[:1]) + c.Severity[1:]
		begins := "\n" + severity + ": " + strings.ReplaceAll(c.About, "|", `\|`) + ".\n"
		if !strings.HasPrefix(section, begins) || !strings.Contains(section, "\n*Why.* ") || !strings.Contains(section, "\n*Mend.* ") {
			t.Errorf("the section of %s is %q; it must begin with %q and say why it matters and how to mend it", c.Code, section, begins)
		}
	}
	for code := range sections {
		t.Errorf("docs/checks.md describes %s, which is no check", code)
	}
}

func TestChecksAreInOrder(t *testing.T) {
	last := ""
	for _, c := range site.Checks() {
		if c.Code <= last {
			t.Errorf("%s stands behind %s", c.Code, last)
		}
		last = c.Code
	}
}
