package source

import (
	"fmt"
	"strings"
	"testing"
)

func TestFrontMatterAndBodyKnowTheirPlaces(t *testing.T) {
	for _, c := range []struct {
		name, text  string
		title, body string // as "value line:col"; empty title: no front matter
	}{
		{"usual", "---\ntitle: T\n---\nbody\n", "T 2:8", "body\n 4:1"},
		{"CRLF", "---\r\ntitle: T\r\n---\r\nbody\r\nmore\r\n", "T 2:8", "body\nmore\n 4:1"},
		{"BOM", "\ufeff---\ntitle: T\n---\nbody", "T 2:8", "body 4:1"},
		{"blanks after the dashes", "--- \t\ntitle: T\n---  \nbody", "T 2:8", "body 4:1"},
		{"no body", "---\ntitle: T\n---", "T 2:8", " 3:4"},
		{"an empty line before the body", "---\ntitle: T\n---\n\nbody", "T 2:8", "\nbody 4:1"},
		{"a rule in the body", "---\ntitle: T\n---\nbody\n\n---\nmore", "T 2:8", "body\n\n---\nmore 4:1"},
		{"dashes inside a value", "---\ntitle: T\ntext: |\n  ---\n  x\n---\nbody", "T 2:8", "body 7:1"},
		{"none", "# Heading\n", "", "# Heading\n 1:1"},
		{"none, BOM", "\ufeff# Heading\n", "", "# Heading\n 1:1"},
		{"four dashes are none", "----\ntitle: T\n---\n", "", "----\ntitle: T\n---\n 1:1"},
		{"not in the first line", "\n---\ntitle: T\n---\n", "", "\n---\ntitle: T\n---\n 1:1"},
		{"empty file", "", "", " 1:1"},
	} {
		meta, body, l := textFile("content/x.md", c.text).FrontMatter()
		if len(l) > 0 {
			t.Errorf("%s: %v", c.name, l)
		}
		title := ""
		if meta != nil {
			v := meta.Get("title")
			title = fmt.Sprintf("%s %d:%d", v.Value.String, v.Pos.Line, v.Pos.Col)
		}
		p := body.Pos(0)
		if got := fmt.Sprintf("%s %d:%d", body.String, p.Line, p.Col); title != c.title || got != c.body {
			t.Errorf("%s: title %q, body %q, want %q, %q", c.name, title, got, c.title, c.body)
		}
	}
}

func TestEachLineOfABodyKnowsItsPlace(t *testing.T) {
	_, body, _ := textFile("content/x.md", "---\r\na: b\r\n---\r\none\r\n  두 two\r\n").FrontMatter()
	for part, want := range map[string]string{"one": "4:1", "두": "5:3", "two": "5:5"} {
		p := body.Pos(strings.Index(body.String, part))
		if got := fmt.Sprintf("%d:%d", p.Line, p.Col); got != want {
			t.Errorf("%s at %s, want %s", part, got, want)
		}
	}
}

func TestEmptyFrontMatterIsAnEmptyMapping(t *testing.T) {
	for _, text := range []string{"---\n---\nbody", "---\n# nothing yet\n---\nbody"} {
		meta, body, l := textFile("content/x.md", text).FrontMatter()
		if meta == nil || meta.Kind != Mapping || len(meta.Pairs) > 0 || body.String != "body" || len(l) > 0 {
			t.Errorf("%q: %+v, %q, %v", text, meta, body.String, l)
		}
	}
}

func TestFrontMatterThatIsNotClosedIsAnErrorAtLineOne(t *testing.T) {
	meta, body, l := textFile("content/x.md", "---\ntitle: T\n\nbody\n----\n").FrontMatter()
	if meta != nil || body.String != "" {
		t.Errorf("%+v, %q", meta, body.String)
	}
	if len(l) != 1 || l[0].Code != CodeFrontMatter || l[0].Pos.Line != 1 || l[0].Width != 3 || l[0].Hint == "" {
		t.Errorf("%+v", l)
	}
}

func TestBrokenFrontMatterNamesTheLineInTheFile(t *testing.T) {
	meta, body, l := textFile("content/x.md", "---\ntitle: T\nsummary: a: b\n---\nbody").FrontMatter()
	if meta != nil || body.String != "body" {
		t.Errorf("%+v, %q", meta, body.String)
	}
	if len(l) != 1 || l[0].Pos.Line != 3 || l[0].Pos.Col != 11 {
		t.Errorf("%v", l)
	}
}

func FuzzFrontMatter(f *testing.F) {
	for _, text := range []string{
		"", "---", "---\n", "---\n---", "---\n---\n", "---\r\ntitle: T\r\n---\r\nbody\r\n", "\ufeff---\na: b\n---\nc", "body\r\nonly",
		"---\na: |\n  ---\n---\n---\n", "---\na: [\n---\nx", "---\rtitle: T\r---\r", "---\n\ufeffa: b\n---\n", "---\na: 1\n...\n---\nb",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if checkText("content/x.md", text, int64(len(text))) != nil {
			return // Update does not let it through
		}
		meta, body, l := textFile("content/x", string(text)).FrontMatter()
		checkPlaces(t, string(text), meta, l)
		checkPlaces(t, string(text), &Node{Value: body, Pos: body.Pos(0)}, nil)
	})
}
