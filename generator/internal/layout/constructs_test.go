package layout

import (
	"bytes"
	"encoding/json"
	"errors"
	"html/template"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// sample has a field of every sort that views and templates may meet.
type sample struct {
	Title, Empty, Link string
	Count, Zero, Minus int
	Big                int64
	Small              int8
	Unsigned           uint
	Ratio, Tiny, Huge  float64
	Yes, No            bool
	Markup             template.HTML
	Address            template.URL
	Style              template.CSS
	Script             template.JS
	Attr               template.HTMLAttr
	Set                template.Srcset
	Code               code
	Loud               loud
	Raw, Spaced        json.RawMessage
	Part               part
	Ptr, Nil           *part
	PtrPtr             **part
	PtrText            *string
	Parts, None        []part
	Ptrs, Holes        []*part
	Tags               []string
	Nums               []int
	Array              [3]string
	Grid               [][]int
	Map                map[string]string
	Any                any
	Call               func() string
	*Base
}

type (
	code string
	loud string
	part struct {
		Name, URL string
		N         int
		When      when
		Items     []part
		Up        *part
	}
	when struct{ Words string }
	Base struct{ Inherited string }
)

func (l loud) String() string           { return strings.ToUpper(string(l)) + "!" }
func (w when) IsZero() bool             { return w.Words == "" }
func (p part) Initial() string          { return p.Name[:1] }
func (p *part) Self() *part             { return p }
func (p part) Try() (string, error)     { return "tried", nil }
func (p part) Fail() (string, error)    { return "", errors.New("failed") }
func (p part) Add(n int) int            { return p.N + n }
func (p part) Markup() template.HTML    { return template.HTML("<i>" + p.Name + "</i>") }
func (p part) Panic() string            { panic("no") }
func (b Base) Shout() string            { return b.Inherited + "!" }
func (w *when) Pointed() (string, bool) { return w.Words, true }

func newSample(text string) *sample {
	p := part{Name: "p" + text, URL: "/p?" + text, N: 3, When: when{"now"}}
	p.Items = []part{{Name: "q<1>", Items: []part{{Name: "r"}}}, {Name: text, URL: text}}
	p.Up = &part{Name: "up", N: 1}
	q, s := &p, "pointed "+text
	raw, _ := json.Marshal(map[string]any{"text": text, "n": []int{1, 2}})
	return &sample{
		Title: text, Link: "/a b/?x=" + text, Count: 12, Minus: -7, Big: math.MaxInt64, Small: -128, Unsigned: 7,
		Ratio: 2.5, Tiny: 1e-9, Huge: -1e21, Yes: true,
		Markup: template.HTML("<em title='a'>" + text + "</em> &amp; x"), Address: template.URL("javascript:" + text), Style: "color: red",
		Script: "f(1)", Attr: ` dir="ltr"`, Set: "a.png 1x", Code: code(text), Loud: loud(text), Raw: raw, Spaced: json.RawMessage(`{ "a" : "<" }`),
		Part: p, Ptr: q, PtrPtr: &q, PtrText: &s,
		Parts: []part{p, {Name: "second"}, {}}, Ptrs: []*part{q, {Name: "third", Up: q}}, Holes: []*part{nil, q},
		Tags: []string{"one", text, ""}, Nums: []int{3, 0, -2}, Array: [3]string{"x", text}, Grid: [][]int{{1, 2}, nil, {3}},
		Map: map[string]string{"k": text}, Any: text, Call: func() string { return "called" }, Base: &Base{"inherited " + text},
	}
}

var sampleType = reflect.TypeFor[*sample]()

// pageOf prepares the page of a text, unless it cannot be escaped.
func pageOf(all trees, l *escapers) (page, error) {
	funcs := functions("/", map[string]template.HTML{"check": "<svg>&amp;</svg>"}, &assets{paths: map[string]string{"site.css": "assets/site+1.css"}})
	escaped, err := escapeTemplates(all.copied(), "page.html", funcs)
	if err != nil {
		return nil, err
	}
	return newPage(escaped, all, sampleType, funcs, l), nil
}

// compareEngines renders a page with both engines. It returns why the page is
// not compiled, or "left" if it is and was left to the standard library.
func compareEngines(t *testing.T, p page, v *sample) string {
	t.Helper()
	compiled, ok := p.(*compiledPage)
	if !ok {
		return p.(standardPage).why
	}
	want, err := compiled.standard.render(nil, v)
	got, ok := compiled.run([]byte("before "), v)
	switch {
	case !ok:
		if string(got) != "before " {
			t.Errorf("something was written before the page was left: %q", got)
		}
		return "left"
	case err != nil:
		t.Errorf("the standard library fails, and the compiled page does not: %v", err)
	case !bytes.Equal(got[len("before "):], want):
		t.Errorf("the engines differ:\ncompiled: %q\nstandard: %q", got[len("before "):], want)
	}
	return ""
}

func TestEveryConstructIsCompiledAsTheStandardLibraryRunsIt(t *testing.T) {
	l := newEscapers()
	for _, text := range []string{
		"", "only text", "{{/* a comment */ -}} x {{- /* another */}}",
		"{{.Title}} {{.Empty}}|{{.Count}} {{.Zero}} {{.Minus}} {{.Big}} {{.Small}} {{.Ratio}} {{.Yes}} {{.No}}",
		"{{.Unsigned}} {{.Code}} {{.Loud}} {{.PtrText}} {{.Tags}} {{.Part.When}} {{.Raw}} {{.Nil}} {{.Map}}",
		"{{.Part.Name}} {{.Ptr.Name}} {{.PtrPtr.Name}} {{.Ptr.Up.Name}} {{.Inherited}} {{.Base.Inherited}} {{$.Part.When.Words}}",
		`{{"text <"}} {{1}} {{-2}} {{0x10}} {{'a'}} {{1.5}} {{true}} {{"a" | printf "%s-%s" "b"}}`,
		"{{if .Yes}}a{{end}}{{if .No}}b{{else}}c{{end}}{{if .Title}}d{{else if .Count}}e{{else}}f{{end}}",
		"{{if .Count}}1{{end}}{{if .Zero}}2{{end}}{{if .Ratio}}3{{end}}{{if .Ptr}}4{{end}}{{if .Nil}}5{{end}}{{if .Parts}}6{{end}}{{if .None}}7{{end}}{{if .Part}}8{{end}}{{if .Map}}9{{end}}{{if .Array}}10{{end}}{{if .Unsigned}}11{{end}}",
		"{{with .Title}}{{.}}{{end}}{{with .Ptr}}{{.Name}}{{$.Title}}{{else}}no{{end}}{{with .Nil}}{{.Name}}{{else}}{{.Title}}{{end}}{{with $x := .Part}}{{$x.Name}}{{.N}}{{end}}",
		"{{with .Count}}{{.}}{{else with .Title}}{{.}}{{end}}{{with printf `%d` .Zero}}{{.}}{{end}}{{with and .Yes .Yes}}{{.}}{{end}}{{with len .Tags}}{{.}}{{end}}",
		"{{range .Tags}}[{{.}}]{{else}}none{{end}}{{range .None}}x{{else}}none{{.Title}}{{end}}{{range .Array}}{{.}}{{end}}{{range .Ptrs}}{{.Name}}{{end}}",
		"{{range $p := .Parts}}{{$p.Name}}{{.N}}{{end}}{{range $i, $p := .Parts}}{{if $i}}, {{end}}{{$i}}{{$p.Name}}{{range $j, $q := $p.Items}}{{$i}}.{{$j}}{{$q.Name}}{{end}}{{end}}",
		"{{range .Nums}}{{if lt . 0}}{{break}}{{end}}{{if not .}}{{continue}}{{end}}{{.}}{{end}}{{range .Grid}}{{range .}}{{if eq . 2}}{{break}}{{end}}{{.}}{{else}}-{{end}};{{end}}",
		"{{range 3}}{{.}}{{end}}{{range $i := .Count}}{{$i}}{{end}}{{range .Zero}}x{{else}}zero{{end}}{{range .Minus}}x{{else}}less{{end}}",
		"{{range .Nums}}{{range $.None}}{{else}}{{break}}{{end}}a{{end}}|{{range .Nums}}{{range $.None}}{{else}}{{continue}}{{end}}b{{end}}",
		"{{range $i, $t := .Tags}}{{$i}}{{$t}}{{break}}{{.Nothing}}{{end}}",
		"{{$x := .Title}}{{$x}}{{$x = .Empty}}{{$x}}{{if .Yes}}{{$x = `set`}}{{$y := 1}}{{$y}}{{end}}{{$x}}{{$y := .Count}}{{$y}}",
		"{{$shown := false}}{{range .Parts}}{{if .N}}{{$shown = true}}{{end}}{{end}}{{if not $shown}}no{{else}}yes{{end}}{{$n := 0}}{{range .Nums}}{{$n = .}}{{end}}{{$n}}",
		"{{$i := 0}}{{$t := ``}}{{range $i, $t = .Tags}}{{$i}}{{$t}}{{end}}{{$i}}{{$t}}",
		"{{$x := .Title}}{{with $x := .Part.Name}}{{$x}}{{end}}{{$x}}{{if $x := .Count}}{{$x}}{{end}}{{$x}}",
		`{{define "t"}}<{{.}}>{{end}}{{template "t" .Title}}{{template "t" .Count}}{{template "t" .Part.Name}}{{template "t" "lit"}}{{template "t" (printf "%d" 3)}}`,
		`{{define "t"}}{{$.Name}}{{with .Up}}{{template "t" .}}{{end}}{{range .Items}}{{template "t" .}}{{end}}{{end}}{{template "t" .Part}}{{template "t" .Ptr}}`,
		`{{define "t"}}const{{end}}{{define "u"}}{{template "t"}} {{icon "check"}}{{end}}{{template "u"}}{{template "u" .}}{{block "b" .Part}}{{.Name}}{{end}}`,
		`{{define "t"}}{{$x := 1}}{{$x}}{{end}}{{$x := .Title}}{{template "t"}}{{$x}}`,
		`{{define "t"}}{{.}}{{end}}<p title="{{template "t" .Title}}"><title>{{template "t" .Title}}</title><a href="{{template "t" .Link}}">{{template "t" .Title}}</a>`,
		`{{define "t"}}{{range .Items}}{{template "u" .Name}}{{end}}{{$.Name}}{{end}}{{define "u"}}[{{.}}]{{end}}{{range .Parts}}<p class={{template "u" .Name}}></p><p title='{{template "t" .}}'>{{template "t" .}}</p>{{end}}`,
		`{{define "open"}}<a href="{{end}}{{template "open"}}{{.Link}}">x</a>`,
		"{{or .Empty `none`}}{{or .Empty .Title}}{{and .Title .Part.Name}}{{or .Zero .Count}}{{and .Count .Zero}}{{or .No .Yes}}{{if or .Empty .Nil .Count}}y{{end}}{{if and .Title .Count}}z{{end}}{{(or .Nil .Ptr).Name}}{{.Title | or .Empty}}",
		"{{if and .Title}}a{{end}}{{not .Title}}{{not .Empty}}{{not (not .Count)}}{{or 0.5 1.5}}{{and .Tags .Tags}}",
		"{{eq .Count 12}}{{eq .Title `x` `<b>`}}{{ne .Count .Zero}}{{eq .Yes true}}{{ne .No .Yes}}{{eq .Code .Title}}{{eq .Small .Big -128}}{{eq .Ratio 2.5}}",
		"{{lt .Count 13}}{{le .Count 12}}{{gt .Count 12}}{{ge .Count 12}}{{lt .Title `z`}}{{ge .Ratio 1.0}}{{gt .Tiny .Huge}}{{if len .Tags | lt 1}}more{{end}}",
		"{{len .Title}}{{len .Tags}}{{len .Map}}{{len .Array}}{{len .Ptr.Items}}{{len `four`}}",
		"{{index .Tags 1}}{{index .Array 0}}{{index .Grid 0 1}}{{(index .Parts 0).Name}}{{(index .Ptrs 1).Up.Name}}{{with index .Parts 1}}{{.Name}}{{end}}{{index .Nums .Zero}}{{index .Tags}}",
		"{{slice `hello` 1 3}}{{slice .Tags 1}}{{range slice .Parts 0 2}}{{.Name}}{{end}}{{slice `abc`}}{{slice .Nums 0 0}}",
		"{{print .Title 1 .Yes}}{{println .Count}}{{printf `%s %d %v %q` .Title .Count .Part .Code}}{{printf .Title}}{{html .Title}}{{.Title | html}}{{js .Title}}{{urlquery .Title}}{{.Title | urlquery}}{{html .Count}}",
		`<p title="{{.Title | html}}"><a href="?q={{.Title | urlquery}}">{{.Code | html}}{{.Count | urlquery}}"><a href="{{.Link | urlquery}}">`,
		"{{.Part.When.IsZero}}{{if not .Part.When.IsZero}}set{{end}}{{range .Parts}}{{.When.IsZero}}{{.Initial}}{{break}}{{end}}{{.Ptr.Self.Name}}{{.Part.Self.Name}}{{.Part.Try}}{{.Part.Markup}}{{.Shout}}{{(slice .Parts 0 1 | len)}}",
		`{{icon "check"}}{{icon (print "ch" "eck")}}<link href="{{asset "site.css"}}"><p title="{{asset "site.css"}}">{{asset "site.css"}}<p title="{{icon "check"}}">`,
		`<script type="application/ld+json">{{.Raw}}</script><script type="application/ld+json">{{.Spaced}}</script><p data-x="{{.Raw}}">`,
	} {
		all := parsed(t, text)
		p, err := pageOf(all, l)
		if err != nil {
			t.Errorf("%s\n%v", text, err)
			continue
		}
		for _, s := range texts {
			if why := compareEngines(t, p, newSample(s)); why != "" && !(why == "left" && s == "") {
				t.Errorf("%s\nis not compiled: %s", text, why)
			}
			if t.Failed() {
				t.Fatalf("%s\nwith %q", text, s)
			}
		}
	}
}

// Every type of value, in every context.
func TestEveryValueIsEscapedForItsPlace(t *testing.T) {
	l := newEscapers()
	for i, context := range contexts {
		for j, value := range []string{
			".Title", ".Link", ".Empty", ".Count", ".Minus", ".Small", ".Unsigned", ".Ratio", ".Yes", ".Markup", ".Address", ".Style", ".Script", ".Attr", ".Set",
			".Code", ".Loud", ".Raw", ".Spaced", ".PtrText", ".Ptr", ".Nil", ".Tags", ".Part", `"lit & <"`, "7", "2.5", "true", "(printf `%v` .Title)", "(icon `check`)", "(asset `site.css`)", "(len .Tags)",
		} {
			text := strings.ReplaceAll(context, "{{.}}", "{{"+value+"}}")
			p, err := pageOf(parsed(t, text), l)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			for k := (i + j) % 3; k < len(texts); k += 3 {
				s := texts[k]
				if why := compareEngines(t, p, newSample(s)); why != "" {
					t.Errorf("%s\nis not compiled: %s", text, why)
				}
				if t.Failed() {
					t.Fatalf("%s\nwith %q", text, s)
				}
			}
		}
	}
}

func TestWhatCannotBeCompiledIsLeftToTheStandardLibrary(t *testing.T) {
	l := newEscapers()
	for _, text := range []string{
		"{{.Map.k}}", "{{range .Map}}{{.}}{{end}}", "{{index .Map `k`}}", "{{.Any}}", "{{with .Any}}{{.}}{{end}}", "{{call .Call}}",
		"{{$x := 1}}{{if .Yes}}{{$x = `text`}}{{end}}{{$x}}", "{{range $i, $x := .None}}{{else}}{{$i}}{{end}}", "{{or .Count .Title}}", "{{and .Yes .Title}}", "{{.Part.Add 2}}", "{{2 | .Part.Add}}",
		"{{index .Title 1}}", "{{eq .Unsigned 7}}", "{{eq .Count .Unsigned}}", "{{eq .Nil .Ptr}}", "{{html .Title .Count}}", "{{($y := .Title)}}{{$y}}",
		`{{template "t" $z := .Title}}{{define "t"}}{{.}}{{end}}`, "{{slice .Nums 0 1 2}}",
		`{{define "r"}}{{.Name}}{{range .Items}}{{template "r" .}}{{end}}{{end}}<p title="{{template "r" .Part}}">`,
	} {
		p, err := pageOf(parsed(t, text), l)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		s, ok := p.(standardPage)
		if !ok || s.why == "" {
			t.Errorf("%s is compiled", text)
		}
		if _, err := p.render(nil, newSample("<x>")); err != nil {
			t.Errorf("%s does not render: %v", text, err)
		}
	}
}

func TestPagesThatFailFailInTheWordsOfTheStandardLibrary(t *testing.T) {
	l := newEscapers()
	for _, text := range []string{
		"{{.Nil.Name}}", "a{{with .Ptr}}{{.Up.Up.Name}}{{end}}", "{{index .Tags 9}}", "{{index .Tags -1}}", "{{slice .Title 5 2}}", "{{slice .Title 9999}}",
		"{{range .Holes}}{{.Name}}{{end}}", "{{.Part.Fail}}", "{{.Part.Panic}}", "{{icon .Title}}", "{{icon `chek`}}", "{{asset `site.js`}}", "{{len .PtrPtr.Up.Up.Items}}",
	} {
		p, err := pageOf(parsed(t, text), l)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		c, ok := p.(*compiledPage)
		if !ok {
			t.Errorf("%s is not compiled: %s", text, p.(standardPage).why)
			continue
		}
		v := newSample("x")
		_, want := c.standard.render(nil, v)
		if _, got := p.render(nil, v); got == nil || want == nil || got.Error() != want.Error() {
			t.Errorf("%s:\ngot  %v\nwant %v", text, got, want)
		}
	}
}

func TestViewsOfAnotherTypeAreLeftToTheStandardLibrary(t *testing.T) {
	p, err := pageOf(parsed(t, "{{.Title}}{{.Part.Initial}}"), newEscapers())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{*newSample("x"), map[string]any{"Title": "x", "Part": part{Name: "p"}}} {
		if b, err := p.render(nil, v); err != nil || string(b) != "xp" {
			t.Errorf("%T: %q, %v", v, b, err)
		}
	}
	if b, err := p.render(nil, nil); err != nil || len(b) != 0 {
		t.Errorf("nil: %q, %v", b, err)
	}
}

func TestDeepRecursionIsLeftToTheStandardLibrary(t *testing.T) {
	p, err := pageOf(parsed(t, `{{define "up"}}{{with .Up}}{{template "up" .}}{{else}}{{.Name}}{{end}}{{end}}{{template "up" .Ptr}}`), newEscapers())
	if err != nil {
		t.Fatal(err)
	}
	v := newSample("x")
	v.Ptr = &part{Name: "top"}
	for range maxDepth + 10 {
		v.Ptr = &part{Up: v.Ptr}
	}
	if why := compareEngines(t, p, v); why != "left" {
		t.Errorf("got %q, want the page to be left", why)
	}
	if b, err := p.render(nil, v); err != nil || string(b) != "top" {
		t.Errorf("%q, %v", b, err)
	}
}

// Templates that call each other twice, thirty deep, would be a billion.
func TestTemplatesThatMultiplyAreLoadedInTime(t *testing.T) {
	for _, around := range []string{"%", `<p title="%">`} {
		var text strings.Builder
		for i := range 30 {
			name := func(i int) string { return "t" + strconv.Itoa(i) }
			text.WriteString(`{{define "` + name(i) + `"}}x{{template "` + name(i+1) + `" .}}{{template "` + name(i+1) + `" .}}{{end}}`)
		}
		text.WriteString(`{{define "t30"}}.{{end}}{{if .No}}` + strings.ReplaceAll(around, "%", `{{template "t0" .Title}}`) + `{{end}}`)
		p, err := pageOf(parsed(t, text.String()), newEscapers())
		if err != nil {
			t.Fatal(err)
		}
		if b, err := p.render(nil, newSample("x")); err != nil || len(b) != 0 {
			t.Errorf("%q, %v", b, err)
		}
	}
}
