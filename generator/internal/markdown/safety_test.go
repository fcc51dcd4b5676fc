package markdown

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"readout/generator/internal/diag"
)

// allowed are all elements and attributes that this room writes.
var allowed = map[string][]string{
	"p": {"class"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"}, "h1": {"id"},
	"blockquote": nil, "aside": {"class", "role"}, "ul": nil, "ol": {"start"}, "li": {"class", "id"},
	"dl": nil, "dt": nil, "dd": nil, "hr": nil, "br": nil, "em": nil, "strong": nil, "del": nil,
	"pre": {"class"}, "code": {"class"}, "span": {"class"}, "small": {"class"},
	"table": nil, "thead": nil, "tbody": nil, "tr": nil, "td": {"class"}, "th": {"class", "scope"},
	"div": {"class", "tabindex", "role", "aria-label"}, "section": {"class", "role", "aria-label"},
	"figure": nil, "figcaption": nil, "picture": nil, "source": {"type", "srcset", "sizes"},
	"img":   {"src", "srcset", "sizes", "width", "height", "alt", "title", "loading", "decoding"},
	"a":     {"href", "class", "id", "rel", "role", "title", "lang", "aria-label"},
	"sup":   {"class"},
	"input": {"type", "disabled", "checked", "aria-label"},
}

// vouch fails the test unless markup is what this room may write: known
// elements and attributes, properly nested, ids that differ, and URLs with known schemes.
func vouch(t *testing.T, markup string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(markup))
	var open []string
	ids := map[string]bool{}
	for {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("left open: %v\n%s", open, markup)
			}
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%v in\n%s", token, markup)
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Errorf("%v closes %v in\n%s", token, open, markup)
				return
			}
			open = open[:len(open)-1]
		case html.StartTagToken, html.SelfClosingTagToken:
			names, ok := allowed[token.Data]
			if !ok {
				t.Errorf("element %q in\n%s", token.Data, markup)
			}
			for _, a := range token.Attr {
				if a.Key == "data-source" {
					continue
				}
				if !slices.Contains(names, a.Key) {
					t.Errorf("attribute %q of %q in\n%s", a.Key, token.Data, markup)
				}
				if a.Key == "id" {
					if ids[a.Val] {
						t.Errorf("two elements with id %q in\n%s", a.Val, markup)
					}
					ids[a.Val] = true
				}
				if a.Key == "href" || a.Key == "src" {
					if classify(a.Val) == urlUnsafe {
						t.Errorf("%s=%q in\n%s", a.Key, a.Val, markup)
					}
				}
			}
			switch token.Data {
			case "hr", "br", "img", "source", "input":
			default:
				open = append(open, token.Data)
			}
		}
	}
}

var attacks = []string{
	"<script>alert(1)</script>",
	"<img src=x onerror=alert(1)>",
	"a <b onmouseover=alert(1)>x</b>",
	"<a href=\"javascript:alert(1)\">x</a>",
	"<!--><script>alert(1)</script>-->",
	"<?php echo 1 ?> <!DOCTYPE x> <![CDATA[<script>]]>",
	"<svg/onload=alert(1)>", "<style>@import 'x'</style>", "<iframe src=//x></iframe>",
	"[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](<javascript:alert(1)>)",
	"[x](<java\tscript:alert(1)>)", "[x](javascript&colon;alert(1))", "[x](javascript&#58;alert(1))",
	"[x](&#106;avascript:alert(1))", "[x](&#x6A;avascript&#0058;alert(1))", "[x](&#0106;avascript:alert(1))",
	"[x](\\javascript:alert(1))", "[x](java\\script:alert(1))", "[x](<\x01javascript:alert(1)>)",
	"[x](&#1;javascript:alert(1))", "[x](&Tab;javascript:alert(1))", "[x](java&NewLine;script:alert(1))",
	"[x](&#32;javascript:alert(1))", "[x](java\u200bscript:alert(1))", "[x](\u00a0javascript:alert(1))",
	"[x](vbscript:msgbox)", "[x](VBSCRIPT:x)", "[x](data:text/html,<script>)", "[x](data:image/png;base64,AAAA)",
	"[x](file:///etc/passwd)", "[x](blob:x)", "[x](filesystem:x)", "[x](view-source:x)", "[x](feed:javascript:x)",
	"[x](about:blank)", "[x](chrome://settings)", "[x](jar:x)", "[x](intent:x)",
	"<javascript:alert(1)>", "<data:text/html,x>", "<vbscript:x>", "<file:///x>",
	"![x](javascript:alert(1))", "![x](data:image/svg+xml;base64,AAAA)", "![x](file:///x)",
	"[x][y]\n\n[y]: javascript:alert(1)", "![x][y]\n\n[y]: data:x", "[y]\n\n[y]: <java&#10;script:alert(1)>",
	"[![x](javascript:1)](javascript:2)",
	"[x](https://example.org/\" onclick=\"alert(1))", "[x](https://example.org/ \"t\\\" onclick=\\\"a\")",
	"![x\" onerror=\"alert(1)](a.png \"t&quot; onerror=&quot;a\")",
	"[[x|<script>alert(1)</script>]]", "[[x\"onclick=alert(1)]]", "[[<b>]]", "[[x#\"><script>]]", "[[#\"><script>]]",
	"[@x\"><script>]", "[@x, <script>alert(1)</script>]",
	"[^\"><script>]\n\n[^\"><script>]: <script>",
	"# <script>alert(1)</script> {#\"><script>}", "# x {#a onclick=b}", "# x {onclick=alert(1)}",
	"```\"><script>\n</code></pre><script>\n```", "```a\" onclick=\"x\n```", "`<script>`",
	"> [!NOTE] <script>alert(1)</script>", "> [!NOTE\" onclick=\"x]",
	"| <script> | [x](javascript:1) |\n|---|---|\n| <b> | x |",
	"&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "\\<script>",
	"term <b>\n: <script>\n", "- [x] <script>", "http://example.org/<script>", "www.example.org/\"onclick=x",
	"![[x|<script>]]", "*<script>*", "~~<script>~~", "\x00<script>\x00", "<scr\x00ipt>", "[x](java\x00script:alert(1))",
}

func TestNoMarkupOfAnAuthorComesThrough(t *testing.T) {
	for _, s := range attacks {
		for _, lang := range []string{"", "ja"} {
			d, problems := Parse(textOf(s), Options{Lang: lang})
			all := whole(d)
			vouch(t, all)
			if strings.Contains(s, "cript:") && strings.HasPrefix(strings.ToLower(s), "[x](j") && strings.Contains(all, "<a ") {
				t.Errorf("%q became a link: %s", s, all)
			}
			if strings.Contains(all, "<script") || strings.Contains(string(d.Inline(Render{Resolve: resolveAll})), "<script") {
				t.Errorf("%q: %s", s, all)
			}
			if len(problems) == 0 && strings.Contains(s, "(javascript:") {
				t.Errorf("%q: nobody is told", s)
			}
		}
	}
}

func TestUnsafeURLsAreErrorsWithTheirPlace(t *testing.T) {
	for _, s := range attacks {
		if !strings.HasPrefix(s, "[x](") || strings.Contains(s, "example.org") || strings.Contains(s, "\\") {
			continue
		}
		_, problems := Parse(textOf("Text "+s), Options{})
		found := slices.ContainsFunc(problems, func(p diag.Diagnostic) bool {
			return p.Code == "url-unsafe" && p.Severity == diag.Error && p.Pos.Col == 6
		})
		if !found && strings.Contains(s, "<\x01") {
			continue // a control character: not a link for the parser
		}
		if !found {
			t.Errorf("%q: %v", s, problems)
		}
	}
}

func resolveAll(r *Ref) Target {
	return Target{URL: "/" + string(escapeURL(r.Target)), Label: r.Target, Class: "actor", Lang: "ko", Note: "<n>", NoteClass: "x", Width: 3, Height: 4, SrcSet: "a 1w", WebP: "b 1w", Sizes: `"><x>`}
}

// whole is everything that a document writes, with all that can be asked for.
func whole(d *Document) string {
	var b strings.Builder
	for _, p := range d.Pieces(Render{Prefix: "p-", Sources: true, Resolve: resolveAll}) {
		b.WriteString(string(p.HTML))
	}
	return b.String()
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range attacks {
		f.Add(s, "")
	}
	for _, s := range codecSeeds {
		f.Add(s, "ja")
	}
	for _, s := range deepTexts(3) {
		f.Add(s, "ko")
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		checkDocument(t, s, lang)
	})
}

// checkDocument holds a document to what is true of all.
func checkDocument(t *testing.T, s, lang string) {
	t.Helper()
	text := textOf(s)
	d, problems := Parse(text, Options{Lang: lang})
	markup := whole(d)
	if !utf8.ValidString(markup) || strings.Contains(markup, "\x00") {
		t.Errorf("%q: not text: %q", s, markup)
	}
	vouch(t, markup)
	if n := wordsOf(d.Text(func(r *Ref) string { return r.Target })); d.Words() != n {
		t.Errorf("%q: %d words, of which the plain text has %d", s, d.Words(), n)
	}
	for _, h := range d.Contents(func(r *Ref) string { return "<" + r.Target + ">" }) {
		vouch(t, string(h.HTML))
	}
	lines := strings.Split(s, "\n")
	inside := func(p diag.Pos, width int) {
		if p.Line < 1 || p.Line > len(lines) || p.Col < 1 || width < 0 ||
			p.Col-1 > utf8.RuneCountInString(lines[p.Line-1]) || p.Col-1+width > utf8.RuneCountInString(lines[p.Line-1])+1 {
			t.Errorf("%q: %v with width %d is outside the file", s, p, width)
		}
	}
	for _, p := range problems {
		inside(p.Pos, p.Width)
		if p.Code == "markdown-failed" {
			t.Errorf("%q: %v", s, p)
		}
	}
	for i, r := range d.Refs() {
		inside(r.Pos, r.Width)
		if r.Pos.Line >= 1 && r.Pos.Line <= len(lines) {
			line := []rune(lines[r.Pos.Line-1])
			if c := string(line[min(r.Pos.Col-1, len(line)):]); c == "" || !strings.ContainsRune("[!@", rune(c[0])) {
				t.Errorf("%q: reference %d is not at %v", s, i, r.Pos)
			}
		}
		if r.Index != i || strings.Contains(r.Label, "\x00") {
			t.Errorf("%q: reference %d is %+v", s, i, r)
		}
		ExpandContext(r.Context, func(i int) string { return d.Refs()[i].Target })
	}
	for _, h := range d.Headings() {
		inside(h.Pos, 0)
	}
	for _, b := range d.Blocks() {
		inside(b.Pos, 0)
		for i := range b.Body.String {
			if p := b.Body.Pos(i); p.Line < 1 || p.Line > len(lines)+1 {
				t.Errorf("%q: %v is outside the file", s, p)
			}
		}
	}
	back, _, err := DecodeDocument(d.AppendBinary(nil))
	if err != nil || fmt.Sprint(*back) != fmt.Sprint(*d) {
		t.Errorf("%q: stored and read again: %v", s, err)
	}
}

// fragments are what TestRandomTexts puts together.
var fragments = []string{
	"\n\n", "\n", "\r\n", "> ", "- ", "1. ", "    ", "  ", "# ", "## ", "*", "**", "_", "~~", "`", "```\n", "```chart\n", "[", "]", "(", ")",
	"[[a]]", "[[a\\|b]]", "![[a]]", "![[x.png]]", "[@a, p. 4; @b]", "[^1]", "\n[^1]: ", "[x](y.md#z)", "![x](y.png \"t\")", "[x](#a)", "[[#a]]",
	"<b>", "<!-- ", "-->", "<div>\n", "&amp;", "&#0;", "\\", "> [!NOTE] t\n", ": ", "{#a}", "{state=overdue}", "\"", "'", "--", "...",
	"日本", "한국", "。", "「", "」", "（", "U.S. ", "word ", "A sentence. ", "http://a.b/c ", "a@b.cd ", "\x00", "\xff", "\ufeff", "\t", "!",
	"---\n", "===\n", "\n| a | b |\n|---|---|\n| c | d |", "|", "[x][y]", "\n[y]: /z\n", "- [x] ", "[a\n b](c)", "<http://x.y>", "\u200b", "é",
}

func TestRandomTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	langs := []string{"", "ja", "ko"}
	for range 15000 {
		var b strings.Builder
		for range 1 + rng.IntN(25) {
			b.WriteString(fragments[rng.IntN(len(fragments))])
		}
		checkDocument(t, b.String(), langs[rng.IntN(len(langs))])
		if t.Failed() {
			return
		}
	}
}

// wordsOf counts the words of plain text as Document.Words says.
func wordsOf(text string) int {
	halves, inWord := 0, false
	for _, c := range text {
		switch {
		case c == ' ' || c == '\n':
			inWord = false
		case isCJK(c):
			if unicode.IsLetter(c) {
				halves++
			}
			inWord = false
		case !inWord && (unicode.IsLetter(c) || unicode.IsDigit(c)):
			halves += 2
			inWord = true
		}
	}
	return (halves + 1) / 2
}
