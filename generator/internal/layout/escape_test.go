package layout

import (
	"bytes"
	"encoding/json"
	"html/template"
	"maps"
	"slices"
	"strings"
	"testing"
	"text/template/parse"
)

// texts that escapers treat in special ways.
var texts = []string{
	"", " ", "plain", "\"'<>&+`=", "<b title='1>2'>x</b> & y", "<script>alert(1)</script>", "a\x00b", "caf\xe9\xff\xfe",
	"\u2028\u2029\ufeff\ufffd\ufdd0\ufdef\ufff0\uffff\U0010ffff", "javascript:alert(1)", "JaVaScRiPt:x", "http://e.org/ä b?q=1&r=%2f%zz%a",
	"HTTPS://x/", "mailto:a@b", "//host/[x](y)!*';:@&=+$,/?#~-._", "a/b:c", ":", "%", "%4", "%41%", "%G1", "\r\n\t\v\f", "naïve – “quotes”",
	"x.png 1x, javascript:y 2x", "&amp; &lt;", strings.Repeat("long & <b>", 200),
}

// throughLibrary is what html/template's own escapers make of a value.
func throughLibrary(l *escapers, v any, chain string) string {
	for _, name := range strings.Fields(chain) {
		v = l.named(escaperPrefix + name)(v)
	}
	return v.(string)
}

func typed(c content, s string) any {
	switch c {
	case markup:
		return template.HTML(s)
	case address:
		return template.URL(s)
	}
	return s
}

func sameEscapes(t *testing.T, l *escapers, s string) {
	t.Helper()
	for key, add := range fused {
		want := throughLibrary(l, typed(key.content, s), key.chain)
		if got := string(add([]byte("before"), s)); got != "before"+want {
			t.Errorf("%v of %q:\ngot  %q\nwant %q", key, s, got, want)
		}
	}
	for key, f := range textEscapers {
		want := throughLibrary(l, typed(key.content, s), key.chain)
		if got := f(s); got != want {
			t.Errorf("%v of %q:\ngot  %q\nwant %q", key, s, got, want)
		}
	}
}

func TestEscapersEqualTheLibrarysOwn(t *testing.T) {
	l := newEscapers()
	for _, s := range texts {
		sameEscapes(t, l, s)
	}
	for b := range 256 {
		sameEscapes(t, l, string([]byte{byte(b)}))
		sameEscapes(t, l, "x"+string([]byte{byte(b)})+"%41y")
	}
}

func FuzzEscapersEqualTheLibrarysOwn(f *testing.F) {
	l := newEscapers()
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { sameEscapes(t, l, s) })
}

func sameJSON(t *testing.T, l *escapers, b []byte) {
	t.Helper()
	if !isScriptJSON(b) {
		return
	}
	if want := throughLibrary(l, json.RawMessage(b), "jsvalescaper"); want != string(b) {
		t.Errorf("%q is taken as it is, and the library writes %q", b, want)
	}
}

var jsons = []struct {
	text string
	asIs bool
}{
	{`{}`, true},
	{`[]`, true},
	{`{"a":1,"b":[true,false,null,-0.5e+10,"x\n\u00e9\"/\/"],"c":{"d":"ä"}}`, true},
	{`[0,-1,10.25,1E5]`, true},
	{``, false},
	{`"text"`, false},
	{`12`, false},
	{`null`, false},
	{`{"a": 1}`, false},
	{"[1]\n", false},
	{`["<b>"]`, false},
	{`["a&b"]`, false},
	{"[\"\u2028\"]", false},
	{"[\"\u2029\"]", false},
	{"[\"\x01\"]", false},
	{`[01]`, false},
	{`[1.]`, false},
	{`[-]`, false},
	{`[1e]`, false},
	{`[tru]`, false},
	{`["\x"]`, false},
	{`["\u12g4"]`, false},
	{`["`, false},
	{`["\`, false},
	{`["\u12`, false},
	{`{"a"}`, false},
	{`{1:2}`, false},
	{`{"a":1,}`, false},
	{`[1,]`, false},
	{`[1 2]`, false},
	{`[1]]`, false},
	{`[`, false},
	{`{"a":`, false},
	{strings.Repeat("[", 5000) + strings.Repeat("]", 5000), false},
}

func TestOnlyJSONThatTheLibraryLeavesAloneIsWrittenAsItIs(t *testing.T) {
	l := newEscapers()
	for _, c := range jsons {
		if got := isScriptJSON([]byte(c.text)); got != c.asIs {
			t.Errorf("%.40q: got %t, want %t", c.text, got, c.asIs)
		}
		sameJSON(t, l, []byte(c.text))
	}
}

func FuzzScriptJSON(f *testing.F) {
	l := newEscapers()
	for _, c := range jsons {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		sameJSON(t, l, b)
		var compact bytes.Buffer
		if json.Compact(&compact, b) == nil {
			sameJSON(t, l, compact.Bytes())
		}
	})
}

// contexts has a value in every context that html/template knows.
var contexts = []string{
	"{{.}}", "<title>{{.}}</title>", "<textarea>{{.}}</textarea>", `<p title="{{.}}">`, `<p title='{{.}}'>`, "<p title={{.}}>", "<p {{.}}>", `<p {{.}}="x">`,
	`<a href="{{.}}">`, `<a href='{{.}}'>`, "<a href={{.}}>", `<a href="/x/{{.}}">`, `<a href="/x?q={{.}}">`, `<a href="#{{.}}">`, "<a href=/x?{{.}}>",
	`<img srcset="{{.}}">`, "<img srcset={{.}}>", `<p style="color: {{.}}">`, `<p style="background: url({{.}})">`, `<p style="background: url('{{.}}')">`,
	`<p style="background: url('/x?{{.}}')">`, "<p style=color:{{.}}>", `<p style="content: '{{.}}'">`, `<p onclick="f({{.}})">`, `<p onclick="f('{{.}}')">`, "<p onclick=f({{.}})>",
	"<script>x = {{.}}</script>", `<script>x = "{{.}}"</script>`, "<script>x = '{{.}}'</script>", "<script>x = `{{.}}`</script>", "<script>x = /{{.}}/</script>",
	`<script type="application/ld+json">{{.}}</script>`, "<style>p { color: {{.}} }</style>", "<style>p { background: url({{.}}) }</style>", `<style>p { content: "{{.}}" }</style>`,
	"<!-- {{.}} -->", "<script>/* {{.}} */</script>", `<meta http-equiv="refresh" content="0; url={{.}}">`, `<meta name="description" content="{{.}}">`,
}

// TestEscapersAreThoseOfTheLibrary guards an upgrade of Go: the names that the
// compiler knows are html/template's own business and may change.
func TestEscapersAreThoseOfTheLibrary(t *testing.T) {
	emitted := map[string]bool{}
	for _, text := range contexts {
		tmpl, err := escapeTemplates(parsed(t, text), "page.html", nil)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, n := range tmpl.Tree.Root.Nodes {
			if a, ok := n.(*parse.ActionNode); ok {
				own, chain := splitEscapers(a.Pipe.Cmds)
				if len(own) != 1 || len(chain) == 0 {
					t.Errorf("%s: the escaped pipeline is %s", text, a.Pipe)
				}
				for _, name := range chain {
					emitted[name] = true
				}
			}
		}
	}
	want := strings.Fields("attrescaper commentescaper cssescaper cssvaluefilter htmlescaper htmlnamefilter jsregexpescaper jsstrescaper jstmpllitescaper" +
		" jsvalescaper nospaceescaper rcdataescaper srcsetescaper urlescaper urlfilter urlnormalizer")
	if got := slices.Sorted(maps.Keys(emitted)); !slices.Equal(got, want) {
		t.Errorf("html/template's escapers are no longer those that the compiler was written for:\ngot  %v\nwant %v", got, want)
	}
}

// parsed is a page of one file, parsed as Load does.
func parsed(t testing.TB, text string) trees {
	t.Helper()
	all, err := parse.Parse("page.html", text, "", "", builtinNames, functionNames)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return all
}
