package layout_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"readout/generator/internal/diag"
	"readout/generator/internal/layout"
)

// FuzzLoad gives the loader one template of any text. Whatever it is, problems
// lie inside the file; and a page that loads without one does not fail for
// want of a field when it is rendered.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"", "{{.Title}}", "{{.Author.Name}}{{.Nope}}", "{{range .Authors}}{{.Name}}{{else}}{{.Title}}{{end}}",
		"{{with $x := .Editor}}{{$x.Greeting \"a\"}}{{end}}", "{{template \"t\" .}}{{define \"t\"}}{{.Count}}{{end}}",
		"{{/* a */}}{{- if and .Draft (eq .Count 1) -}} x {{end}}", "{{printf \"%d\" .Count | len}}",
		"<a href=\"{{.Title}}\" {{if .Draft}}onclick=\"f({{.Tags}})\"{{end}}>", "<script>var a = {{.Author}}</script>",
		"{{(index .Authors 0).Name}}", "{{$.Labels.x.Name}}", "é{{ .Titel }}", "{{icon \"check\"}}{{asset \"a.css\"}}",
		"{{block \"b\" .Editor}}{{.Name.X}}{{end}}", "{{range $i, $t := .Tags}}{{break}}{{continue}}{{end}}", "{{end}}", "{{\"",
		"{{define \"page.html\"}}{{end}}", "{{define \"layouts/page.html\"}}{{.X}}{{end}}", "{{template \"page.html\"}}",
		"{{range 9999999999}}{{end}}", "{{slice .Title 1}}{{index .Labels .Title}}", "{{.Any.X.Y}}{{not .Draft .Draft}}",
	} {
		f.Add(text)
	}
	full := page{
		Title: "T", Count: 1, Draft: true, Author: person{"A", "/"}, Editor: &person{"E", "/"},
		Tags: []string{"x"}, Labels: map[string]person{"x": {"X", "/"}}, Authors: []person{{"A", "/"}},
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, problems := load(map[string]string{"page.html": text, "icons/check.svg": "<svg/>", "a.css": "a{}"})
		lines := diag.NewLines("layouts/page.html", []byte(text))
		for _, d := range problems {
			if d.Message == "" || d.Code == "" {
				t.Errorf("%q: a problem without words: %+v", text, d)
			}
			if d.Pos.File != "layouts/page.html" {
				continue
			}
			if at := lines.Pos(lines.Offset(d.Pos.Line, d.Pos.Col)); d.Pos.Col > 0 && at != d.Pos {
				t.Errorf("%q: %v lies outside the file", text, d)
			}
		}
		if s == nil || strings.Contains(text, "range") || strings.Contains(text, "template") || strings.Contains(text, "block") {
			return // a template may run for as long as it likes
		}
		err := s.Render(new(bytes.Buffer), "page", full)
		if e, ok := errors.AsType[*layout.Error](err); ok && strings.Contains(e.Message, "can't evaluate field") && !strings.Contains(text, "Any") {
			t.Errorf("%q: loaded, and then %v", text, e)
		}
	})
}
