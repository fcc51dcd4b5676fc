package diag

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// WriteJSON writes problems as a JSON array of Diagnostics.
func WriteJSON(w io.Writer, l List) error {
	if l == nil {
		l = List{}
	}
	return writeJSON(w, l)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// WriteGitHub writes problems as workflow commands, which GitHub Actions shows
// beside the lines they are about.
func WriteGitHub(w io.Writer, l List) error {
	out := bufio.NewWriter(w)
	for _, d := range l {
		fmt.Fprintf(out, "::%s ", d.Severity)
		if d.Pos.File != "" {
			fmt.Fprintf(out, "file=%s,", property.Replace(d.Pos.File))
		}
		if d.Pos.Line > 0 {
			fmt.Fprintf(out, "line=%d,", d.Pos.Line)
		}
		if d.Pos.Line > 0 && d.Pos.Col > 0 {
			fmt.Fprintf(out, "col=%d,", d.Pos.Col)
			if d.Width > 1 {
				fmt.Fprintf(out, "endColumn=%d,", d.Pos.Col+d.Width)
			}
		}
		message := d.Message
		if d.Hint != "" {
			message += "\nhint: " + d.Hint
		}
		fmt.Fprintf(out, "title=%s::%s\n", property.Replace(d.Code), data.Replace(message))
	}
	return out.Flush()
}

// GitHub's toolkit escapes a command's message and properties so
// (actions/toolkit, packages/core/src/command.ts).
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// WriteSARIF writes problems as a SARIF 2.1.0 log, which code hosts and
// editors import; version is Readout's.
func WriteSARIF(w io.Writer, l List, version string) error {
	driver := sarifDriver{Name: "Readout", Version: version, Rules: []sarifRule{}}
	results := make([]sarifResult, 0, len(l))
	rules := map[string]int{}
	for _, d := range l {
		rule, ok := rules[d.Code]
		if !ok {
			rule = len(driver.Rules)
			rules[d.Code] = rule
			driver.Rules = append(driver.Rules, sarifRule{ID: d.Code})
		}
		r := sarifResult{RuleID: d.Code, RuleIndex: rule, Level: d.Severity.String()}
		r.Message.Text = d.Message
		if d.Hint != "" {
			r.Message.Text += "\nHint: " + d.Hint
		}
		if d.Pos.File != "" {
			var at sarifLocation
			at.Physical.Artifact = sarifArtifact{URI: (&url.URL{Path: d.Pos.File}).EscapedPath(), Base: "%SRCROOT%"}
			if d.Pos.Line > 0 {
				at.Physical.Region = &sarifRegion{StartLine: d.Pos.Line, StartColumn: d.Pos.Col}
				if d.Pos.Col > 0 {
					at.Physical.Region.EndColumn = d.Pos.Col + max(d.Width, 1)
				}
			}
			r.Locations = []sarifLocation{at}
		}
		results = append(results, r)
	}
	return writeJSON(w, sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: results}},
	})
}

type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID    string `json:"ruleId"`
		RuleIndex int    `json:"ruleIndex"`
		Level     string `json:"level"`
		Message   struct {
			Text string `json:"text"`
		} `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact sarifArtifact `json:"artifactLocation"`
			Region   *sarifRegion  `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)
