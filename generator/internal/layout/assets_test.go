package layout_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"readout/generator/internal/layout"
)

func published(t *testing.T, s *layout.Set) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range s.Assets() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		out[f.Path] = b.String()
	}
	return out
}

var design = map[string]string{
	"page.html":       `{{asset "site.css"}} {{asset "site.js"}} {{asset "img/logo.svg"}}`,
	"site.css":        "@import './theme.css';\n.a { background: url(./img/logo.svg) }",
	"theme.css":       ":root { --ink: black }",
	"unused.css":      "b { }",
	"site.js":         "import { f } from './js/f.js'; f();",
	"js/f.js":         "export function f() { document.title += '…'; }",
	"img/logo.svg":    "<svg/>",
	"icons/check.svg": "<svg/>",
	"README.md":       "not published",
}

func TestAssetsAreBundledAndNamedByTheirContents(t *testing.T) {
	s, problems := layout.Load(files(design), nil, views, layout.Options{Base: "/sub/", Minify: true}, nil)
	if s == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	shape := regexp.MustCompile(`^/sub/assets/site-[0-9a-f]{10}\.css /sub/assets/site-[0-9a-f]{10}\.js /sub/assets/img/logo-[0-9a-f]{10}\.svg$`)
	urls := render(t, s, page{})
	if !shape.MatchString(urls) {
		t.Errorf("URLs: %s", urls)
	}
	all := published(t, s)
	if len(all) != 3 {
		t.Errorf("published %d files, want 3: %v", len(all), all)
	}
	for url := range strings.FieldsSeq(urls) {
		path := strings.TrimPrefix(url, "/sub/")
		text, ok := all[path]
		switch {
		case !ok:
			t.Errorf("%s is not published", url)
		case strings.HasSuffix(path, ".css") && (!strings.Contains(text, "--ink") || !regexp.MustCompile(`url\(\.?/?img/logo-[0-9a-f]{10}\.svg\)`).MatchString(text)):
			t.Errorf("style sheet: %s", text)
		case strings.HasSuffix(path, ".js") && !strings.Contains(text, "…"):
			t.Errorf("script: %s", text)
		}
	}
}

func TestChangedAssetHasANewNameAndOthersKeepTheirs(t *testing.T) {
	before, _ := layout.Load(files(design), nil, views, layout.Options{Base: "/"}, nil)
	changed := map[string]string{}
	for name, text := range design {
		changed[name] = text
	}
	changed["theme.css"] = ":root { --ink: blue }"
	after, _ := layout.Load(files(changed), nil, views, layout.Options{Base: "/"}, before)
	fresh, _ := layout.Load(files(changed), nil, views, layout.Options{Base: "/"}, nil)
	if render(t, after, page{}) != render(t, fresh, page{}) {
		t.Error("what is made from an earlier set differs from what is made from nothing")
	}
	was, is := strings.Fields(render(t, before, page{})), strings.Fields(render(t, after, page{}))
	if was[0] == is[0] || was[1] != is[1] || was[2] != is[2] {
		t.Errorf("was %v, is %v", was, is)
	}
}

func TestAssetsAreUsedAgainWhenOnlyTemplatesChange(t *testing.T) {
	before, _ := layout.Load(files(design), nil, views, layout.Options{Base: "/"}, nil)
	changed := map[string]string{}
	for name, text := range design {
		changed[name] = text
	}
	changed["page.html"] = `<p>` + design["page.html"]
	after, problems := layout.Load(files(changed), nil, views, layout.Options{Base: "/"}, before)
	if after == nil {
		t.Fatal(problems)
	}
	if got, want := render(t, after, page{}), "<p>"+render(t, before, page{}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFaultsInStyleSheetsAndScriptsHaveAPlace(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"a script that is none", map[string]string{"site.js": "let é = 1;\nlet = = 2;"}, "layouts/site.js:2:7+1: Unexpected \"=\""},
		{"an imported module that is none", map[string]string{"site.js": "import './js/a.js'", "js/a.js": "\n  function ("}, "layouts/js/a.js:2:12+1: Expected identifier but found \"(\""},
		{"a module that there is not", map[string]string{"site.js": "import './js/contens.js'", "js/contents.js": ""}, `layouts/site.js:1:8+17: there is no file layouts/js/contens.js | did you mean "js/contents.js"?`},
		{"a picture that there is not", map[string]string{"site.css": "a{background:url(logo.png)}"}, "layouts/site.css:1:14+13: there is no file layouts/logo.png"},
		{"a style sheet with a slip", map[string]string{"site.css": "a {\n  color: red;;\n  widht: 1px\n}"}, `layouts/site.css:3:3+5: warning: "widht" is not a known CSS property | Did you mean "width" instead?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := ""
			for name := range c.files {
				if !strings.Contains(name, "/") {
					text += `{{asset "` + name + `"}}`
				}
			}
			m := map[string]string{"page.html": text}
			for name, text := range c.files {
				m[name] = text
			}
			_, problems := load(m)
			if len(problems) != 1 {
				t.Fatalf("got %d problems: %v", len(problems), problems)
			}
			if got := told(problems[0]); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestIconsAreDrawnInPlace(t *testing.T) {
	s := mustLoad(t, map[string]string{
		"page.html":       `{{icon "check"}}`,
		"icons/check.svg": `<?xml version="1.0"?><!-- a tick --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 1l2 2"/></svg>`,
	})
	want := `<svg class="icon icon-check" aria-hidden="true" focusable="false" viewBox="0 0 16 16"><path d="M1 1l2 2"></path></svg>`
	if got := render(t, s, page{}); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestIconsMayNotBringAnythingElse(t *testing.T) {
	for _, svg := range []string{
		`<svg onload="x()"/>`, `<svg style="color:red"/>`, `<svg><script>x()</script></svg>`,
		`<svg><foreignObject/></svg>`, `<svg><a href="https://example.org"/></svg>`, `<svg><use xlink:href="#a"/></svg>`,
		`<svg><path fill="url(#a)" OnClick="x()"/></svg>`, `<div/>`, `<svg>`, ``, `<svg><path></svg>`, `<svg><g></svg></g>`, `<svg/><svg/>`,
	} {
		_, problems := load(map[string]string{"page.html": "", "icons/x.svg": svg})
		if len(problems) != 1 || problems[0].Code != "layout-icon" || problems[0].Pos.File != "layouts/icons/x.svg" || problems[0].Pos.Line == 0 {
			t.Errorf("%s: got %v", svg, problems)
		}
	}
}
