package view

import (
	"encoding/json"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

func date(t *testing.T, s string) site.Date {
	t.Helper()
	d, err := site.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCitationOfAReport(t *testing.T) {
	w := work{
		kind: "report", key: "renewing-the-triangle",
		authors: []name{{full: "Kim Min-ji", family: "Kim", given: "Min-ji"}, {full: "Policy & Practice Forum"}},
		title:   "Renewing the triangle", subtitle: "50 % of {it} costs $1", publisher: "Forum", date: date(t, "2022-07-20"),
		number: "PB-3", series: "Asia", version: "1.1", abstract: "One line.\nAnother.", doi: "10.1234/abc_d",
		url: "https://example.org/briefs/renewing-the-triangle/", language: "en", keywords: []string{"Deterrence", "Trade"},
	}
	got := w.cite()
	if want := "Kim Min-ji and Policy & Practice Forum, “Renewing the triangle: 50 % of {it} costs $1”, Forum, PB-3, version 1.1, 20 July 2022. https://doi.org/10.1234/abc_d"; got.Text != want {
		t.Errorf("text\n%s\nwant\n%s", got.Text, want)
	}
	if want := `@techreport{renewing-the-triangle,
  author = {Kim, Min-ji and {Policy \& Practice Forum}},
  title = {Renewing the triangle: 50 \% of \{it\} costs \$1},
  institution = {Forum},
  number = {PB-3},
  year = {2022},
  date = {2022-07-20},
  doi = {10.1234/abc_d},
  url = {https://example.org/briefs/renewing-the-triangle/},
  language = {en},
  keywords = {Deterrence, Trade},
}
`; got.BibTeX != want {
		t.Errorf("BibTeX\n%s\nwant\n%s", got.BibTeX, want)
	}
	if want := `TY  - RPRT
AU  - Kim, Min-ji
AU  - Policy & Practice Forum
TI  - Renewing the triangle: 50 % of {it} costs $1
T3  - Asia
PB  - Forum
PY  - 2022
DA  - 2022/07/20
M1  - PB-3
ET  - 1.1
AB  - One line. Another.
KW  - Deterrence
KW  - Trade
DO  - 10.1234/abc_d
UR  - https://example.org/briefs/renewing-the-triangle/
LA  - en
ER  - 
`; strings.ReplaceAll(got.RIS, "\r\n", "\n") != want {
		t.Errorf("RIS\n%s\nwant\n%s", got.RIS, want)
	}
	var items []struct {
		Type   string
		Author []struct{ Family, Given, Literal string }
		Issued struct {
			Parts [][]int `json:"date-parts"`
			Circa bool
		}
	}
	if err := json.Unmarshal([]byte(got.CSL), &items); err != nil {
		t.Fatal(err)
	}
	i := items[0]
	if i.Type != "report" || i.Author[0].Family != "Kim" || i.Author[0].Given != "Min-ji" || i.Author[1].Literal != "Policy & Practice Forum" {
		t.Errorf("CSL %+v", i)
	}
	if d := i.Issued.Parts[0]; len(d) != 3 || d[0] != 2022 || d[1] != 7 || d[2] != 20 || i.Issued.Circa {
		t.Errorf("issued %+v", i.Issued)
	}
}

func TestCitationLeavesOutWhatIsNotKnown(t *testing.T) {
	got := (&work{kind: "source", key: "x", title: "A title", date: site.Date{}}).cite()
	if want := "“A title”."; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
	if want := "@misc{x,\n  title = {A title},\n}\n"; got.BibTeX != want {
		t.Errorf("BibTeX %q, want %q", got.BibTeX, want)
	}
	if want := "TY  - GEN\r\nTI  - A title\r\nER  - \r\n"; got.RIS != want {
		t.Errorf("RIS %q, want %q", got.RIS, want)
	}
	if strings.Contains(got.CSL, "issued") || strings.Contains(got.CSL, "author") {
		t.Errorf("CSL %s", got.CSL)
	}
}

func TestCitationKeepsImpreciseDates(t *testing.T) {
	w := work{kind: "source", key: "x", title: "T", date: date(t, "~2021"), url: "https://example.org/a#b%20", accessed: date(t, "2024-02-03")}
	got := w.cite()
	if want := "“T”, about 2021. https://example.org/a#b%20 (accessed 3 February 2024)"; got.Text != want {
		t.Errorf("text %q, want %q", got.Text, want)
	}
	for _, want := range []string{"year = {2021}", "date = {2021}", `url = {https://example.org/a\#b\%20}`, "urldate = {2024-02-03}"} {
		if !strings.Contains(got.BibTeX, want) {
			t.Errorf("BibTeX lacks %s:\n%s", want, got.BibTeX)
		}
	}
	if !strings.Contains(got.CSL, `"circa": true`) {
		t.Errorf("CSL %s", got.CSL)
	}
}

// A value cannot end its field: whatever a title holds, the braces of an entry
// balance and its lines are as many as its fields.
func FuzzCitation(f *testing.F) {
	f.Add("A {title", "https://example.org/}")
	f.Add("}\n@book{x,", "x")
	f.Add(`\`, `\`)
	f.Fuzz(func(t *testing.T, title, url string) {
		got := (&work{kind: "report", key: "k", title: title, url: url, publisher: "P"}).cite()
		depth, escaped := 0, false
		for _, r := range got.BibTeX {
			switch {
			case escaped:
				escaped = false
			case r == '\\':
				escaped = true
			case r == '{':
				depth++
			case r == '}':
				depth--
			}
			if depth < 0 {
				t.Fatalf("unbalanced: %q", got.BibTeX)
			}
		}
		if depth != 0 {
			t.Fatalf("unbalanced: %q", got.BibTeX)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(got.RIS, "\r\n"), "\r\n") {
			if len(line) < 6 || line[2:6] != "  - " {
				t.Fatalf("line %q of %q", line, got.RIS)
			}
		}
		if !json.Valid([]byte(got.CSL)) {
			t.Fatalf("CSL %q", got.CSL)
		}
	})
}
