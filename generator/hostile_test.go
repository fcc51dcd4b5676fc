package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// vectors are texts that would run a script, or make a reader's browser ask
// another host for something, wherever they were not escaped for the place
// they stand in. A call of trap, and a request to foreign.example, tell.
var vectors = []string{
	`<script>trap(1)</script>`,
	`"><img src=x onerror=trap(2)><"`,
	`'><img src=//foreign.example/3 onerror=trap(3)><'`,
	`" autofocus tabindex=0 onfocus=trap(4) onmouseover=trap(4) x="`,
	`' autofocus onfocus='trap(5)' onload='trap(5)`,
	`</title></textarea></style></script></noscript></template><svg onload=trap(6)>`,
	`--><script>trap(7)</script><!-- ]]><script>trap(7)</script><![CDATA[`,
	`javascript:trap(8)//`,
	`</script><script>trap(9)</script>\u003c/script>\u003cscript>trap(9)</script>`,
	`\";trap(10)//\';trap(10)//` + "`;trap(10)//${trap(10)}",
	`&lt;script&gt;trap(11)&lt;/script&gt;&#60;img src=x onerror=trap(11)&#62;`,
	`<iframe srcdoc="<script>parent.trap(12)</script>" src="javascript:parent.trap(12)"></iframe>`,
	`<meta http-equiv=refresh content="0;url=https://foreign.example/13"><base href=https://foreign.example/13/>`,
	`<link rel=stylesheet href=//foreign.example/14><style>@import '//foreign.example/14';*{background:url(//foreign.example/14)}</style>`,
	`<object data=//foreign.example/15><embed src=//foreign.example/15><form action=//foreign.example/15><button>`,
	`{{constructor.constructor('trap(16)')()}} {{.}} <x style="background:url(//foreign.example/16)" onclick=trap(16)>`,
	"\u2028trap(17)\u2029</xml>&xxe;%trap;<!ENTITY x SYSTEM '//foreign.example/17'>",
	"x\nBEGIN:VALARM\r\nATTACH:javascript:trap(18)\r\nTYPE,=cmd|'/C calc'!A1",
}

// record is one record of a list; JSON is YAML.
type fields map[string]any

// hostile is a publication in which every text that an author can write is one
// of the given ones. Each has a record of every kind.
func hostile(texts []string) publication {
	p := publication{}
	lists := map[string][]fields{}
	for i, v := range texts {
		id := func(kind string) string { return fmt.Sprintf("%s-%d", kind, i) }
		address := hostileAddress(v)
		prose := "Zebra " + v + " and [[" + id("actor") + "|label]], [[" + id("actor") + "]] and [[" + id("rec") + "]].\n\nA quote[^1] [@" + id("source") + ", p. 4].\n\n[^1]: " + v + "\n"
		add := func(kind string, f fields) { lists[kind] = append(lists[kind], f) }
		add("actors", fields{
			"id": id("actor"), "name": "Zebra " + v, "short_name": v, "kind": "organisation", "summary": v, "sort_key": v, "body": prose,
			"other_names": []fields{{"name": v, "lang": "en"}}, "offices": []fields{{"title": v}},
			"successors": []fields{{"actor": id("heir"), "date": "2020-04", "scope": v}},
		})
		add("actors", fields{"id": id("heir"), "name": v, "kind": "organisation"})
		add("instruments", fields{"id": id("instrument"), "title": v, "kind": v, "date": "2020-01-01", "actors": []string{id("actor")}, "summary": v, "body": prose})
		add("topics", fields{"id": id("topic"), "title": "Zebra " + v, "summary": v, "body": prose})
		add("events", fields{"id": id("event"), "title": v, "date": "2021-02-03", "place": v, "actors": []string{id("actor")}, "recommendations": []string{id("rec")}, "sources": []string{id("source")}, "summary": v, "body": prose})
		add("sources", fields{
			"id": id("source"), "title": "Zebra " + v, "authors": []string{v, v}, "publisher": v, "date": "2021-01-01", "url": address,
			"archived_url": address, "archived_at": "2022-01-01", "type": v, "tier": 1 + i%5, "summary": v, "body": prose,
		})
		add("recommendations", fields{
			"id": id("rec"), "title": "Zebra " + v, "text": "The office should do it. " + prose, "brief": id("brief"), "kind": v, "summary": v,
			"to":       []fields{{"actor": id("actor"), "due_text": v}, {"actor": id("heir"), "due": "2030-01-01"}},
			"topics":   []string{id("topic")},
			"priority": fields{"level": "high", "reason": v}, "closure_criteria": []string{v},
			"relations": []fields{{"type": "precedent", "target": id("instrument"), "note": v}},
			"events": []fields{
				{"date": "2022-01-01", "type": "issued", "note": prose},
				{"date": "2023-01-01", "type": "assessment", "set": fields{"assessed": "partial"}, "note": v, "evidence": []fields{{"source": id("source"), "quote": v, "locator": v}}},
				{"date": "2027-03-01", "recorded": "2023-02-01", "type": "recheck", "note": v},
			},
			"searches": []fields{{"date": "2024-01-01", "where": []string{v}, "by": v, "result": v}},
		})
		meta, _ := json.Marshal(fields{
			"title": "Zebra " + v, "subtitle": v, "summary": v, "date": fmt.Sprintf("2022-01-%02d", 1+i), "key_points": []string{v + " [[" + id("rec") + "]]"},
			"version": v, "number": v, "series": v, "part": 1, "license": v, "authors": []string{id("actor")}, "topics": []string{id("topic")}, "actors": []string{id("actor")},
			"changelog":   []fields{{"version": v, "date": "2022-03-01", "kind": "editorial", "note": v}},
			"corrections": []fields{{"date": "2022-03-02", "note": v}},
		})
		table := csvOf([]string{"year", v, "n"}, []string{"2020", v, "1"}, []string{v, "=trap(19)", "2"})
		chart, _ := json.Marshal(fields{"data": "t.csv", "x": "year", "y": "n", "title": v, "caption": v, "source": v})
		recommendations, _ := json.Marshal(fields{"topic": id("topic"), "view": "cards"})
		timeline, _ := json.Marshal(fields{"actor": id("actor")})
		folder := "content/briefs/" + id("brief") + "/"
		p[folder+"index.md"] = "---\n" + string(meta) + "\n---\n" + prose + "\n## Heading " + v + "\n\n### Another\n\n" +
			"![[" + id("rec") + "]]\n\n![[" + id("event") + "]]\n\n![[t.csv]]\n\n" +
			"![" + markdownWord(v) + "](" + strings.NewReplacer("&", "%26", "'", "%27", "(", "%28", ")", "%29").Replace(url.PathEscape(hostileName)) + ")\n\n> [!NOTE] " + oneLine(v) + "\n> " + oneLine(v) + "\n\n| " + cell(v) + " |\n|---|\n| " + cell(v) + " |\n\n" +
			"```\n" + v + "\n```\n\n```chart\n" + string(chart) + "\n```\n\n```recommendations\n" + string(recommendations) + "\n```\n\n```timeline\n" + string(timeline) + "\n```\n"
		p[folder+"t.csv"] = table
		p[folder+hostileName] = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>` + escapedXML(v) + `</title><desc><![CDATA[` + strings.ReplaceAll(v, "]]>", "") + `]]></desc><a href="https://pub.example/"><text id="` + escapedXML(v) + `">` + escapedXML(v) + `</text></a></svg>`
		page, _ := json.Marshal(fields{"title": v, "summary": v, "aliases": []string{fmt.Sprintf("/old/it's&(%d).html", i)}})
		p["content/pages/"+id("page")+".md"] = "---\n" + string(page) + "\n---\n" + prose
	}
	for kind, list := range lists {
		text, _ := json.Marshal(map[string][]fields{kind: list})
		p["content/"+kind+"/all.yaml"] = string(text)
	}
	all := strings.Join(texts, " ")
	var navigation []fields
	for _, v := range texts {
		navigation = append(navigation, fields{"title": v, "to": hostileAddress(v)})
	}
	settings, _ := json.Marshal(fields{
		"title": all, "base_url": "https://pub.example/", "description": all, "as_of": "2026-01-31", "license": all, "navigation": navigation,
		"publisher": fields{"name": all, "url": hostileAddress(all)}, "outputs": fields{"citations": true},
	})
	p["content/site.yaml"] = string(settings)
	return p
}

// hostileName is a file's name that every system can store.
const hostileName = `x' onerror='trap(20)' &amp; (é) %22%3e.svg`

// hostileAddress is an address with as much of a text as one may hold.
func hostileAddress(v string) string {
	return "https://pub.example/?" + strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\`{}|^%", r) {
			return '+'
		}
		return r
	}, v)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
func cell(s string) string    { return strings.ReplaceAll(oneLine(s), "|", `\|`) }

// markdownWord is a text that can stand between the brackets of an image.
func markdownWord(s string) string {
	return strings.NewReplacer("[", `\[`, "]", `\]`).Replace(oneLine(s))
}

func csvOf(rows ...[]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // into memory
	return b.String()
}

func escapedXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // into memory
	return b.String()
}

// hostileSite is the publication as a website.
func hostileSite(t *testing.T, texts []string) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	for name, text := range hostile(texts) {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return published(t, dir, "")
}

// TestHostileTextsAreTextInEveryFile reads every file of the hostile
// publication back as what it is: pages nest as they are written and hold
// nothing that runs, and data, feeds and calendars say the same as the author.
func TestHostileTextsAreTextInEveryFile(t *testing.T) {
	t.Parallel()
	files := hostileSite(t, vectors)
	kinds := map[string]int{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		text := files[file]
		ext := path.Ext(file)
		kinds[ext]++
		switch ext {
		case ".html":
			soundPage(t, file, text)
		case ".json", ".jsonld":
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		case ".xml", ".svg":
			soundXML(t, file, text)
		case ".csv":
			if _, err := csv.NewReader(bytes.NewReader(text)).ReadAll(); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		case ".ics":
			soundCalendar(t, file, text)
		}
	}
	for ext, least := range map[string]int{".html": 150, ".json": 100, ".xml": 10, ".csv": 10, ".ics": 10, ".svg": 10, ".bib": 10, ".ris": 10} {
		if kinds[ext] < least {
			t.Errorf("only %d files end in %s", kinds[ext], ext)
		}
	}
	// What was written is what is there.
	for i, v := range vectors {
		var twin struct {
			Title string `json:"title"`
		}
		name := fmt.Sprintf("topics/topic-%d/index.json", i)
		if err := json.Unmarshal(files[name], &twin); err != nil || !strings.Contains(oneLine(twin.Title), oneLine(v)) {
			t.Errorf("%s: the title is %q, not %q (%v)", name, twin.Title, v, err)
		}
	}
}

var (
	voidElements = strings.Fields("area base br col embed hr img input link meta source track wbr")
	active       = strings.Fields("iframe frame frameset object embed applet base portal style noembed xmp plaintext")
	addresses    = strings.Fields("href src action formaction poster data background cite ping longdesc xlink:href manifest srcdoc")
)

// soundPage wants a page to nest as it is written, also to a browser's eye, and
// to hold nothing that runs or leads to a program.
func soundPage(t *testing.T, file string, text []byte) {
	t.Helper()
	var written []string // every element with its depth
	var open []string
	script := ""
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		switch kind {
		case html.CommentToken:
			t.Errorf("%s: a comment: %s", file, token)
		case html.TextToken:
			if script != "" && !json.Valid([]byte(token.Data)) {
				t.Errorf("%s: a script of type %s holds %q", file, script, token.Data)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			written = append(written, fmt.Sprint(len(open), token.Data))
			script = inert(t, file, token)
			if kind == html.StartTagToken && !slices.Contains(voidElements, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			script = ""
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Errorf("%s: </%s> closes %v", file, token.Data, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil || len(open) > 0 {
		t.Errorf("%s: left open %v, %v", file, open, err)
		return
	}
	var parsed []string
	var visit func(n *html.Node, depth int)
	visit = func(n *html.Node, depth int) {
		if n.Type == html.ElementNode {
			parsed = append(parsed, fmt.Sprint(depth, strings.ToLower(n.Data)))
			depth++
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, depth)
		}
	}
	visit(doc, 0)
	// The tokenizer does not look into <noscript> as a browser with scripts does not either.
	if !slices.Equal(written, parsed) {
		for i := range min(len(written), len(parsed)) {
			if written[i] != parsed[i] {
				t.Errorf("%s: element %d is written as %s and read as %s", file, i, written[i], parsed[i])
				return
			}
		}
		t.Errorf("%s: %d elements are written and %d are read", file, len(written), len(parsed))
	}
}

// inert wants an element to do nothing by itself. It returns the type of a
// script that is data.
func inert(t *testing.T, file string, token html.Token) (data string) {
	t.Helper()
	attr := func(name string) string {
		for _, a := range token.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	if slices.Contains(active, token.Data) {
		t.Errorf("%s: %s", file, token)
	}
	switch token.Data {
	case "script":
		if kind := attr("type"); strings.HasSuffix(kind, "json") {
			data = kind
		} else if !strings.HasPrefix(attr("src"), "/assets/") {
			t.Errorf("%s: %s", file, token)
		}
	case "form":
		if a := attr("action"); a != "" && !strings.HasPrefix(a, "/") {
			t.Errorf("%s: %s", file, token)
		}
	case "meta":
		if kind := strings.ToLower(attr("http-equiv")); kind == "refresh" && !regexp.MustCompile(`^0; ?url=/[^/]`).MatchString(attr("content")) || kind != "" && kind != "refresh" && kind != "content-security-policy" {
			t.Errorf("%s: %s", file, token)
		}
	}
	for _, a := range token.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
			t.Errorf("%s: the attribute %s of %s", file, a.Key, token)
		case slices.Contains(addresses, a.Key):
			if !harmless(a.Val) {
				t.Errorf("%s: %s=%q", file, a.Key, a.Val)
			}
		}
		loads := a.Key == "src" || a.Key == "srcset" || a.Key == "href" && token.Data == "use" ||
			a.Key == "href" && token.Data == "link" && regexp.MustCompile(`stylesheet|icon|manifest|preload|prefetch`).MatchString(attr("rel"))
		if loads && (!strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "//")) {
			t.Errorf("%s: %s is loaded from elsewhere: %s", file, a.Key, a.Val)
		}
	}
	return data
}

// harmless reports whether a browser that follows an address runs nothing.
func harmless(address string) bool {
	address = strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, address))
	scheme, _, ok := strings.Cut(address, ":")
	return !ok || strings.ContainsAny(scheme, "/?#") || slices.Contains([]string{"http", "https", "mailto", "doi"}, scheme)
}

// soundXML wants an XML file to be sound, and to hold no element that runs.
func soundXML(t *testing.T, file string, text []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", file, err)
			return
		}
		if e, ok := token.(xml.StartElement); ok {
			if e.Name.Space == "http://www.w3.org/1999/xhtml" || e.Name.Local == "script" {
				t.Errorf("%s: %v", file, e.Name)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" && !harmless(a.Value) {
					t.Errorf("%s: %s=%q of %s", file, a.Name.Local, a.Value, e.Name.Local)
				}
			}
		}
	}
}

// soundCalendar wants a calendar's lines to be properties, and its parts to
// nest: no text may begin a line of its own.
func soundCalendar(t *testing.T, file string, text []byte) {
	t.Helper()
	unfolded := strings.ReplaceAll(string(text), "\r\n ", "")
	if strings.Count(unfolded, "\n") != strings.Count(unfolded, "\r\n") || strings.Count(unfolded, "\r") != strings.Count(unfolded, "\n") {
		t.Errorf("%s: a line end inside a text", file)
	}
	property := regexp.MustCompile(`^[A-Z][A-Z-]*(;[A-Z-]+=[^:;]*)*:`)
	var open []string
	for line := range strings.SplitSeq(strings.TrimSuffix(unfolded, "\r\n"), "\r\n") {
		name := property.FindString(line)
		switch {
		case name == "":
			t.Errorf("%s: %q is no property", file, line)
		case name == "BEGIN:":
			open = append(open, line[len(name):])
		case name == "END:" && (len(open) == 0 || open[len(open)-1] != line[len(name):]):
			t.Errorf("%s: %s closes %v", file, line, open)
		case name == "END:":
			open = open[:len(open)-1]
		case name == "ATTACH:", slices.Contains(open, "VALARM"):
			t.Errorf("%s: %s", file, line)
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: left open: %v", file, open)
	}
}
