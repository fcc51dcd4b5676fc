package layout_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"readout/generator/internal/diag"
	"readout/generator/internal/layout"
)

// page is what the layouts of these tests are given.
type page struct {
	Title   string
	Count   int
	Draft   bool
	Author  person
	Editor  *person
	Tags    []string
	Labels  map[string]person
	Any     any
	Authors []person
}

type person struct {
	Name string
	Home string
}

func (p person) Initial() string           { return p.Name[:1] }
func (p *person) Greeting(s string) string { return s + " " + p.Name }

var views = map[string]any{"page": page{}}

func files(m map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range m {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func load(m map[string]string) (*layout.Set, diag.List) {
	return layout.Load(files(m), nil, views, layout.Options{Base: "/"}, nil)
}

func mustLoad(t *testing.T, m map[string]string) *layout.Set {
	t.Helper()
	s, problems := load(m)
	if s == nil || len(problems) > 0 {
		t.Fatalf("the layouts do not load: %v", problems)
	}
	return s
}

func render(t *testing.T, s *layout.Set, view any) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Render(&b, "page", view); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrongUseOfAViewIsAnErrorWhereItStands(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       string // position, message, hint
	}{
		{"a misspelt field", "a\n{{.Titel}}", `layouts/page.html:2:3+6: layout_test.page has no field or method "Titel" | did you mean "Title"?`},
		{"a misspelt field at the end of a chain", "{{.Author.Nmae}}", `layouts/page.html:1:10+5: layout_test.person has no field or method "Nmae" | did you mean "Name"?`},
		{"a misspelt field at the start of a chain", "é {{.Autor.Name}}", `layouts/page.html:1:5+6: layout_test.page has no field or method "Autor" | did you mean "Author"?`},
		{"a field of a text", "{{.Title.Name}}", `layouts/page.html:1:9+5: string has no field or method "Name"`},
		{"a field of what a range visits", "{{range .Authors}}{{.Nam}}{{end}}", `layouts/page.html:1:21+4: layout_test.person has no field or method "Nam" | did you mean "Name"?`},
		{"a field of what with looks at", "{{with .Editor}}{{.Nam}}{{end}}", `layouts/page.html:1:19+4: layout_test.person has no field or method "Nam" | did you mean "Name"?`},
		{"the outer view after else", "{{with .Editor}}{{else}}{{.Name}}{{end}}", `layouts/page.html:1:27+5: layout_test.page has no field or method "Name"`},
		{"a field of a variable", "{{range $i, $a := .Authors}}{{$a.Nam}}{{end}}", `layouts/page.html:1:33+4: layout_test.person has no field or method "Nam" | did you mean "Name"?`},
		{"a field of the whole view", "{{range .Authors}}{{$.Titl}}{{end}}", `layouts/page.html:1:22+5: layout_test.page has no field or method "Titl" | did you mean "Title"?`},
		{"a field of an element by index", "{{(index .Authors 0).Nam}}", `layouts/page.html:1:21+4: layout_test.person has no field or method "Nam" | did you mean "Name"?`},
		{"a field of a value in a map", "{{.Labels.ko.Nam}}", `layouts/page.html:1:13+4: layout_test.person has no field or method "Nam" | did you mean "Name"?`},
		{"a field in a called template", `{{template "t" .Author}}{{define "t"}}{{.Nam}}{{end}}`, `layouts/page.html:1:41+4: layout_test.person has no field or method "Nam" | did you mean "Name"?`},
		{"a method with too few arguments", "{{.Editor.Greeting}}", `layouts/page.html:1:11+8: Greeting takes 1 argument and gets 0`},
		{"a method with a wrong argument", "{{.Editor.Greeting .Count}}", `layouts/page.html:1:20+6: Greeting takes a text here, and .Count is a value of type int`},
		{"arguments for a field", `{{.Title "x"}}`, `layouts/page.html:1:3+6: .Title is not a method and takes no arguments`},
		{"a range over no list", "{{range .Title}}{{end}}", `layouts/page.html:1:9+6: range goes over lists, and .Title is a text`},
		{"a comparison of unlike values", `{{if eq .Count "x"}}{{end}}`, `layouts/page.html:1:6+2: eq compares .Count, which is a number, with "x", which is a text`},
		{"the length of a number", "{{len .Count}}", `layouts/page.html:1:3+3: len measures lists and texts, and .Count is a value of type int`},
		{"a template that there is not", `{{template "cart" .}}{{define "card"}}{{end}}`, `layouts/page.html:1:12+6: there is no template "cart" | did you mean "card"?`},
		{"a struct as text", "{{.Author}}", `layouts/page.html:1:3+7: warning: .Author is a layout_test.person, which has no text of its own | print one of its fields, or range over it`},
		{"a list as text", "{{.Tags}}", `layouts/page.html:1:3+5: warning: .Tags is a list of string, which has no text of its own | print one of its fields, or range over it`},
		{"an icon that there is not", `{{icon "chek"}}`, `layouts/page.html:1:8+6: there is no icon "chek" in layouts/icons/ | did you mean "check"?`},
		{"an asset that there is not", `{{asset "site.js"}}`, `layouts/page.html:1:9+9: there is no asset "site.js" in layouts/ | did you mean "site.css"?`},
		{"an asset whose name is computed", `{{asset .Title}}`, `layouts/page.html:1:3+5: asset takes the name of a file in quotes`},
		{"a function that there is not", `{{iconn "check"}}`, `layouts/page.html:1:3+5: function "iconn" not defined | did you mean "icon"?`},
		{"a template that does not end", "{{if .Draft}}\n", `layouts/page.html:2: unexpected EOF`},
		{"a value where escaping is impossible", "<a {{if .Draft}}href='{{end}}x'>", `layouts/page.html:1:9: {{if}} branches end in different contexts`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := load(map[string]string{"page.html": c.text, "icons/check.svg": "<svg/>", "site.css": "a{}"})
			if len(problems) != 1 {
				t.Fatalf("got %d problems, want 1: %v", len(problems), problems)
			}
			if got := told(problems[0]); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func told(d diag.Diagnostic) string {
	s := d.Pos.String()
	if d.Width > 0 {
		s += fmt.Sprintf("+%d", d.Width)
	}
	s += ": "
	if d.Severity == diag.Warning {
		s += "warning: "
	}
	s += d.Message
	if d.Hint != "" {
		s += " | " + d.Hint
	}
	return s
}

func TestWhatWorksIsNotObjectedTo(t *testing.T) {
	for _, text := range []string{
		`{{.Title}}{{.Author.Name}}{{.Author.Initial}}{{with .Editor}}{{.Greeting "dear"}}{{"dear" | .Greeting}}{{end}}`,
		`{{range .Tags}}{{.}}{{else}}{{.Title}}{{end}}{{range $k, $v := .Labels}}{{$k}}{{$v.Name}}{{end}}`,
		`{{.Any.Whatever.It.Is}}{{with .Any}}{{.Deep}}{{range .}}{{.Deeper}}{{end}}{{end}}`,
		`{{$x := .Author}}{{$x = .Editor}}{{$x.Name}}{{if $y := .Count}}{{$y}}{{end}}`,
		`{{if and .Draft (gt .Count 1) (not .Editor)}}{{printf "%d of %d" .Count (len .Tags)}}{{end}}`,
		`{{range 3}}{{.}}{{end}}{{range $i, $a := .Authors}}{{if $i}}, {{end}}{{$a.Name}}{{if eq $i 2}}{{break}}{{end}}{{end}}`,
		`{{template "t" .Author}}{{template "t" .Any}}{{template "u"}}{{define "t"}}{{.Name}}{{end}}{{define "u"}}{{.Anything}}{{end}}`,
		`{{index .Labels "ko"}}{{(index .Authors 0).Name}}{{slice .Title 1 2}}{{index .Tags 0}}{{len .Any}}`,
		`{{define "loop"}}{{range .Authors}}{{.Name}}{{end}}{{template "loop" .}}{{end}}`,
		`{{with $a := .Author}}{{$a.Name}}{{else with .Editor}}{{.Name}}{{end}}{{or .Title "none"}}{{(or .Editor .Editor).Name}}`,
		`{{eq .Count 1 2}}{{eq .Title "a" "b"}}{{eq .Any 1}}{{lt 1 .Count}}{{"é" | printf "%s"}}{{/* a note */}}`,
	} {
		_, problems := load(map[string]string{"page.html": text})
		for _, d := range problems {
			if d.Code != "layout-print" {
				t.Errorf("%s\n  %v", text, d)
			}
		}
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	set, problems := load(map[string]string{
		"page.html":      `{{.A}}{{.B}}{{template "_part.html" .}}<link href="{{asset "site.css"}}">`,
		"_part.html":     "\n{{.C}}",
		"_broken.html":   "{{end}}",
		"pgae.html":      "",
		"site.css":       "a {\n  colour red;\n",
		"icons/star.svg": "<svg><script/></svg>",
	})
	if set != nil {
		t.Error("a set came out of layouts with errors")
	}
	var got []string
	for _, d := range problems {
		got = append(got, d.Pos.String()+" "+d.Code)
	}
	want := []string{
		"layouts/_broken.html:1:1 layout-syntax",
		"layouts/_part.html:2:3 layout-field",
		"layouts/icons/star.svg:1:6 layout-icon",
		"layouts/page.html:1:3 layout-field",
		"layouts/page.html:1:9 layout-field",
		"layouts/pgae.html layout-unused",
		"layouts/site.css:2:9 layout-asset",
		"layouts/site.css:3:1 layout-asset",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFailureWhileRenderingHasAPlace(t *testing.T) {
	s := mustLoad(t, map[string]string{"page.html": "<p>\n  {{.Editor.Name}}</p>"})
	var b bytes.Buffer
	err := s.Render(&b, "page", page{Title: "x"})
	e, ok := errors.AsType[*layout.Error](err)
	if !ok {
		t.Fatalf("got %v, want an *Error", err)
	}
	if got, want := told(e.Diagnostic), "layouts/page.html:2:12+12: nil pointer evaluating *layout_test.person.Name"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if b.Len() > 0 {
		t.Errorf("half a page was written: %q", b.String())
	}
}

func TestIconOfAViewThatDoesNotExistHasAPlace(t *testing.T) {
	s := mustLoad(t, map[string]string{"page.html": "{{icon .Title}}"})
	err := s.Render(new(bytes.Buffer), "page", page{Title: "star"})
	e, ok := errors.AsType[*layout.Error](err)
	if !ok || e.Pos.String() != "layouts/page.html:1:3" || e.Message != `there is no icon "star"` {
		t.Errorf("got %v", err)
	}
}

func TestRenderingAnUnknownLayoutIsAnError(t *testing.T) {
	s := mustLoad(t, map[string]string{"page.html": ""})
	if err := s.Render(new(bytes.Buffer), "pages", page{}); err == nil {
		t.Error("no error")
	}
}

func TestMissingLayoutIsAnError(t *testing.T) {
	_, problems := load(map[string]string{"_part.html": ""})
	if len(problems) != 1 || problems[0].Code != "layout-missing" || problems[0].Pos.File != "layouts/page.html" {
		t.Errorf("got %v", problems)
	}
}

func TestProjectGoesBeforeDefaultsFileByFile(t *testing.T) {
	defaults := files(map[string]string{"page.html": `{{template "_a.html"}}{{template "_b.html"}}`, "_a.html": "a", "_b.html": "b"})
	for _, c := range []struct {
		name    string
		project fs.FS
		want    string
	}{
		{"no folder", nil, "ab"},
		{"an empty folder", fstest.MapFS{}, "ab"},
		{"one file", files(map[string]string{"_b.html": "B", "_b.html~": "old", ".#_a.html": "x"}), "aB"},
	} {
		s, problems := layout.Load(c.project, defaults, views, layout.Options{Base: "/"}, nil)
		if s == nil || len(problems) > 0 {
			t.Fatalf("%s: %v", c.name, problems)
		}
		if got := render(t, s, page{}); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPageDefinesPartsOfItsFrame(t *testing.T) {
	s, problems := layout.Load(files(map[string]string{
		"base.html":  `<main>{{block "main" .}}nothing{{end}}</main>`,
		"page.html":  `{{template "base.html" .}}{{define "main"}}{{.Title}}{{end}}`,
		"plain.html": `{{template "base.html" .}}`,
	}), nil, map[string]any{"page": page{}, "plain": page{}}, layout.Options{}, nil)
	if s == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, want := range map[string]string{"page": "<main>T</main>", "plain": "<main>nothing</main>"} {
		var b bytes.Buffer
		if err := s.Render(&b, name, &page{Title: "T"}); err != nil || b.String() != want {
			t.Errorf("%s: got %q, %v; want %q", name, b.String(), err, want)
		}
	}
}

func TestTemplateDefinedTwiceIsAnError(t *testing.T) {
	_, problems := load(map[string]string{"page.html": "", "_a.html": `{{define "x"}}1{{end}}`, "_b.html": "\n" + `{{define "x"}}2{{end}}`})
	if len(problems) != 1 || problems[0].Code != "layout-twice" || problems[0].Pos.File != "layouts/_b.html" || !strings.Contains(problems[0].Hint, "layouts/_a.html") {
		t.Errorf("got %v", problems)
	}
}

func TestValuesAreEscapedWhereTheyStand(t *testing.T) {
	s := mustLoad(t, map[string]string{"page.html": `<a href="{{.Author.Home}}" title="{{.Title}}">{{.Title}}</a>`})
	got := render(t, s, page{Title: `"<b>&`, Author: person{Home: "javascript:alert(1)"}})
	if want := `<a href="#ZgotmplZ" title="&#34;&lt;b&gt;&amp;">&#34;&lt;b&gt;&amp;</a>`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestASavedStyleSheetChangesOnlyWhereItIs(t *testing.T) {
	m := map[string]string{
		"page.html": `<link href="{{asset "a.css"}}"><script src="{{asset "b.js"}}"></script>{{icon "x"}}`,
		"a.css":     "p { color: red }", "b.js": "export {}", "icons/x.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`,
	}
	before := mustLoad(t, m)
	for _, c := range []struct {
		file, text string
		shares     bool
	}{
		{"a.css", "p { color: blue }", true},
		{"b.js", "alert(1)", true},
		{"page.html", m["page.html"] + "!", false},
		{"icons/x.svg", `<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>`, false},
		{"c.txt", "a name that templates may use", false},
	} {
		changed := maps.Clone(m)
		changed[c.file] = c.text
		after, problems := layout.Load(files(changed), nil, views, layout.Options{Base: "/"}, before)
		if after == nil {
			t.Fatal(problems)
		}
		if after.SharesTemplates(before) != c.shares {
			t.Errorf("after a change of %s the templates are shared: %t", c.file, !c.shares)
		}
		if got, want := render(t, after, page{}), render(t, mustLoad(t, changed), page{}); got != want {
			t.Errorf("after a change of %s:\n%s\nand from nothing\n%s", c.file, got, want)
		}
	}
}

func TestUnchangedLayoutsAreTheSameSet(t *testing.T) {
	m := map[string]string{"page.html": "{{.Author}}"}
	first, notes := load(m)
	again, notesAgain := layout.Load(files(m), nil, views, layout.Options{Base: "/"}, first)
	if again != first {
		t.Error("a new set was made of the same files")
	}
	if len(notes) != 1 || len(notesAgain) != 1 {
		t.Errorf("warnings: %v, then %v", notes, notesAgain)
	}
	moved, _ := layout.Load(files(m), nil, views, layout.Options{Base: "/sub/"}, first)
	if moved == first {
		t.Error("the set for another base is the same")
	}
}
