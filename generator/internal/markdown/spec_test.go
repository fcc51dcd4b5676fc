package markdown

import (
	"bytes"
	"encoding/json"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"readout/generator/internal/diag"
)

// textOf makes a text that is a whole file.
func textOf(s string) diag.Text {
	t := diag.Text{String: s, File: "content/x.md"}
	offset := 0
	for i, line := range strings.SplitAfter(s, "\n") {
		t.Runs = append(t.Runs, diag.Run{Offset: int32(offset), Line: int32(i + 1), Col: 1})
		offset += len(line)
	}
	return t
}

// plain is a language without quotes and words of its own, so that a text is
// read as CommonMark says.
var plain = Options{Lang: "zxx"}

// asSpecified writes a document with every file where its author said.
func asSpecified(d *Document) string {
	var b strings.Builder
	for _, p := range d.Pieces(Render{Resolve: func(r *Ref) Target {
		to := string(escapeURL(r.Target))
		if r.Heading != "" {
			to += "#" + r.Heading
		}
		return Target{URL: to, Label: r.Target}
	}}) {
		b.WriteString(string(p.HTML))
	}
	return b.String()
}

// ours are the marks of this room that no specification knows. Each rule
// takes back one of them, and nothing else.
var ours = []struct {
	why  string
	mark *regexp.Regexp
	give any // a replacement, or a function of the submatches
}{
	{"headings have ids", regexp.MustCompile(`(<h[1-6]) id="[^"]*"`), "$1"},
	{"links to other sites say so", regexp.MustCompile(` rel="external noopener"`), ""},
	{"images load late", regexp.MustCompile(` loading="lazy" decoding="async"`), ""},
	{"tables scroll", regexp.MustCompile(`<div class="table-scroll"[^>]*>\n((?s).*?</table>)\n</div>`), "$1"},
	{"head cells name their columns", regexp.MustCompile(`<th scope="col"`), "<th"},
	{"no style attributes: cells are aligned by class", regexp.MustCompile(` class="align-(left|right|center)"`), ` align="$1"`},
	{"tasks have a class", regexp.MustCompile(`<li class="task">`), "<li>"},
	{"tasks have words", regexp.MustCompile(` aria-label="(?:Done|To do)"`), ""},
	{"an image alone is a figure, its title the caption", regexp.MustCompile(
		`<figure>\n(<img [^>]*)>\n(?:<figcaption>([^<]*)</figcaption>\n)?</figure>`), func(m []string) string {
		if m[2] == "" {
			return "<p>" + m[1] + "></p>"
		}
		return "<p>" + m[1] + ` title="` + m[2] + `"></p>`
	}},
	{"HTML is shown as text", regexp.MustCompile(`(?s)<span class="raw-html">(.*?)</span>`), func(m []string) string {
		return html.UnescapeString(m[1])
	}},
	{"blocks of HTML are shown as text", regexp.MustCompile(`(?s)<pre class="raw-html">(.*?)</pre>\n`), func(m []string) string {
		return html.UnescapeString(m[1])
	}},
}

func withoutOurs(s string) string {
	for _, rule := range ours {
		switch give := rule.give.(type) {
		case string:
			s = rule.mark.ReplaceAllString(s, give)
		case func([]string) string:
			s = rule.mark.ReplaceAllStringFunc(s, func(hit string) string {
				return give(rule.mark.FindStringSubmatch(hit))
			})
		}
	}
	return s
}

var headingTag = regexp.MustCompile(`(</?h)([1-6])([ >])`)

// unshift takes back that headings make room for the page's own title.
func unshift(s string) string {
	return headingTag.ReplaceAllStringFunc(s, func(tag string) string {
		m := headingTag.FindStringSubmatch(tag)
		return m[1] + string(m[2][0]-1) + m[3]
	})
}

var (
	closedTag = regexp.MustCompile(` />`)
	task      = regexp.MustCompile(`<input [^>]*>`)
)

// normal is what two renderings of one document have in common: how empty
// elements and a task's attributes are spelt is not compared.
func normal(s string) string {
	s = closedTag.ReplaceAllString(s, ">")
	s = task.ReplaceAllStringFunc(s, func(tag string) string {
		if strings.Contains(tag, "checked") {
			return "<input checked>"
		}
		return "<input>"
	})
	return strings.TrimRight(s, "\n")
}

type example struct {
	Markdown string `json:"markdown"`
	HTML     string `json:"html"`
	Example  int    `json:"example"`
	Section  string `json:"section"`
}

func (e example) check(t *testing.T) (got, want string) {
	t.Helper()
	d, _ := Parse(textOf(e.Markdown), plain)
	want = normal(e.HTML)
	got = asSpecified(d)
	got = withoutOurs(got)
	if strings.Contains(want, "<h1>") {
		got = unshift(got)
	}
	return normal(got), want
}

// differs lists the examples whose result is meant to be another one.
var differs = map[int]string{
	62:  "headings make room for the page's own title, and there is no seventh level",
	500: "what stands before a colon must be a scheme that is allowed, and foo) is none",
	548: "two brackets are a reference to a record",
	590: "two brackets are a reference to a record",
	596: "irc: is not among the schemes that are allowed",
	598: "a+b+c: is not among the schemes that are allowed",
	599: "made-up-scheme: is not among the schemes that are allowed",
	601: "localhost: is not among the schemes that are allowed",
	608: "bare URLs are links, as in GFM",
	611: "bare URLs are links, as in GFM",
	612: "bare addresses are links, as in GFM",
}

func TestCommonMarkExamples(t *testing.T) {
	b, err := os.ReadFile("testdata/commonmark-0.31.2.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples []example
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) != 652 {
		t.Fatalf("the specification has 652 examples, the file %d", len(examples))
	}
	for _, e := range examples {
		got, want := e.check(t)
		switch why, meant := differs[e.Example]; {
		case got == want && meant:
			t.Errorf("example %d is as specified, so it should not be listed as different: %s", e.Example, why)
		case got != want && !meant:
			t.Errorf("example %d (%s)\n%s\n got %s\nwant %s", e.Example, e.Section, e.Markdown, got, want)
		}
	}
}

func TestGFMExtensionExamples(t *testing.T) {
	sections := readArchive(t, "testdata/gfm.txt")[1:]
	if len(sections) < 40 {
		t.Fatalf("only %d sections", len(sections))
	}
	for i := 0; i < len(sections); i += 2 {
		got, want := example{Markdown: sections[i].text, HTML: sections[i+1].text}.check(t)
		if got != want {
			t.Errorf("GFM example %s\n%s\n got %s\nwant %s", sections[i].name, sections[i].text, got, want)
		}
	}
}
