package markdown

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"readout/generator/internal/diag"
)

func TestWindowsLineEndsChangeNothingButPositions(t *testing.T) {
	unix := "First\n\n- item [[japan]]\n  more [[tri-3]]\n\n| A |\n|---|\n| [[japan]] |\n\n```chart\ndata: x\ny: z\n```\n\n`a\nb` <b>  \nend\\\nof [[x|y\nz]] é[[us]]\n"
	windows := strings.ReplaceAll(unix, "\n", "\r\n")
	d, p := Parse(textOf(unix), Options{})
	want := dump(d, p, Render{Resolve: goldenTarget})
	d, p = Parse(textOf(windows), Options{})
	if got := dump(d, p, Render{Resolve: goldenTarget}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if strings.Contains(d.Blocks()[0].Body.String, "\r") {
		t.Error("a carriage return is left in a block")
	}
}

func TestPositionsComeFromTheTextsOwnRuns(t *testing.T) {
	// A YAML scalar, folded: its lines stand elsewhere in the file.
	text := diag.Text{String: "One [[a]] two\n[[b]]\x00[[c]]", File: "content/recommendations/x.yaml", Runs: []diag.Run{
		{Offset: 0, Line: 7, Col: 11}, {Offset: 10, Line: 8, Col: 11}, {Offset: 14, Line: 9, Col: 9},
	}}
	d, _ := Parse(text, Options{})
	var got []string
	for _, r := range d.Refs() {
		got = append(got, r.Pos.String())
	}
	want := "[content/recommendations/x.yaml:7:15 content/recommendations/x.yaml:9:9 content/recommendations/x.yaml:9:15]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if d, _ := Parse(diag.Text{String: "x [[a]]"}, Options{}); !d.Refs()[0].Pos.IsZero() {
		t.Errorf("a text that stands nowhere has a reference at %v", d.Refs()[0].Pos)
	}
}

func TestPlacesAreThoseOfTheGivenTextInAnyOrder(t *testing.T) {
	s := "añb\r\n\x00c日\rd\xff\n\ne\r\n"
	r := new(reading)
	r.load(textOf(s), Options{})
	if got, want := string(r.src), "añb\n\ufffdc日\nd\ufffd\n\ne\n"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	check := func(i int) {
		if i < len(r.src) && !utf8.RuneStart(r.src[i]) {
			return
		}
		if got, want := r.pos(i), r.given.Pos(r.original(i)); got != want {
			t.Errorf("offset %d is at %v, not %v", i, got, want)
		}
	}
	for i := range r.src {
		check(i)
		check(len(r.src) - i)
		check(i)
	}
	for _, at := range []struct {
		part string
		want string
	}{{"añb", "content/x.md:1:1"}, {"c日", "content/x.md:2:2"}, {"日", "content/x.md:2:3"}, {"d", "content/x.md:2:5"}, {"e", "content/x.md:4:1"}} {
		if got := r.pos(strings.Index(string(r.src), at.part)).String(); got != at.want {
			t.Errorf("%s is at %s, not %s", at.part, got, at.want)
		}
	}
}

func TestInlineLeavesOutTheParagraph(t *testing.T) {
	for _, c := range []struct{ give, want string }{
		{"", ""},
		{"Plain.", "Plain."},
		{"*One* [[japan]]\n\n[x]: y.md\n", `<em>One</em> <a href="/actors/japan/" class="actor" lang="ja">日本 &amp; co</a>`},
		{"![[tri-3]]", `<a href="/tri-3/" class="actor">The tri-3</a>`},
		{"![[tri-3|label]]", `<a href="/tri-3/" class="actor">label</a>`},
		{"One.\n\nTwo ![[x]].", "<p>One.</p>\n<p>Two <a href=\"/x/\" class=\"actor\">The x</a>.</p>"},
		{"One.\n\n```chart\ndata: x\n```\n\nTwo.", "<p>One.</p>\n\n<p>Two.</p>"},
		{"- item", "<ul>\n<li>item</li>\n</ul>"},
		{"Note[^1]\n\n[^1]: x", "<p>Note<sup class=\"footnote-ref\"><a id=\"fnref:1\" href=\"#fn:1\" role=\"doc-noteref\">1</a></sup></p>\n" +
			"<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n<li id=\"fn:1\">\n" +
			"<p>x <a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩︎</a></p>\n</li>\n</ol>\n</section>"},
	} {
		d, _ := Parse(textOf(c.give), Options{})
		if got := string(d.Inline(Render{Resolve: goldenTarget})); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.give, got, c.want)
		}
	}
}

func TestPrefixKeepsDocumentsOnOnePageApart(t *testing.T) {
	d, _ := Parse(textOf("## Title\n\nText[^1] [here](#title), [[#title]] [@source].\n\n[^1]: Note."), Options{})
	all := string(d.Pieces(Render{Prefix: "a&b-", Resolve: goldenTarget})[0].HTML)
	if n := strings.Count(all, "a&amp;b-"); n != 8 {
		t.Errorf("the prefix stands %d times in\n%s", n, all)
	}
	if strings.Contains(all, `href="#t`) || strings.Contains(all, `id="t`) {
		t.Errorf("an id without prefix in\n%s", all)
	}
	for _, r := range d.Refs() {
		if !strings.Contains(all, `id="a&amp;b-`+r.CiteID()+`"`) {
			t.Errorf("no id %s in\n%s", r.CiteID(), all)
		}
	}
}

func TestSourcesTellEditorsTheLine(t *testing.T) {
	s := "# H\n\nP\n\n- li\n\n> q\n\n```x\nc\n```\n\n![f](f.png)\n\n| t |\n|---|\n| r |\n\n    code\n\n<div>\n\n> [!NOTE]\n> n\n\nd\n: e\n\nx[^1]\n\n[^1]: fn\n"
	d, _ := Parse(textOf(s), Options{})
	all := string(d.Pieces(Render{Sources: true})[0].HTML)
	for _, want := range []string{
		"<h2 data-source=\"content/x.md:1\"", "<p data-source=\"content/x.md:3\"", "<li data-source=\"content/x.md:5\"",
		"<blockquote data-source=\"content/x.md:7\"", "<pre data-source=\"content/x.md:9\"", "<figure data-source=\"content/x.md:13\"",
		"<table data-source=\"content/x.md:15\"", "<tr data-source=\"content/x.md:17\"", "<pre data-source=\"content/x.md:19\"",
		"<pre data-source=\"content/x.md:21\" class=\"raw-html\"", "<aside class=\"callout callout-note\" role=\"note\" data-source=\"content/x.md:23\"",
		"<dl data-source=\"content/x.md:2", "<p data-source=\"content/x.md:29\"", "<li id=\"fn:1\" data-source=\"content/x.md:31\"",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in\n%s", want, all)
		}
	}
	if all := string(d.Pieces(Render{})[0].HTML); strings.Contains(all, "data-source") {
		t.Errorf("sources that nobody asked for in\n%s", all)
	}
}

func TestDocumentWithoutHolesIsNotCopied(t *testing.T) {
	d, _ := Parse(textOf(strings.Repeat("A paragraph of *some* words.\n\n", 50)), Options{})
	if n := testing.AllocsPerRun(10, func() { d.Pieces(Render{}) }); n > 2 {
		t.Errorf("%v allocations", n)
	}
}

func TestTextIsWhatAReaderReads(t *testing.T) {
	s := "## A & B\n\nSome *text* with [[japan]] and [[us|America]] [@x, p. 4]; `code` &lt;.[^1]\nNext line.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| c | [[japan]] |\n\n![[tri-3]]\n\n![alt](x.png \"Caption\")\n\n[^1]: A note.\n"
	d, _ := Parse(textOf(s), Options{})
	want := "A & B\nSome text with Japan and America; code <. Next line.\none\ntwo\na · b\nc · Japan\nCaption\nA note."
	if got := d.Text(func(r *Ref) string { return "Japan" }); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestWordsCountTheReadingTime(t *testing.T) {
	for s, want := range map[string]int{
		"":                                   0,
		"One two three.":                     3,
		"It's a well-known U.S. policy -- 5": 6,
		"日本語の文章":                             3,
		"한국어 문장":                             3,
		"日本 and 한국":                          3,
		"「日本」。":                              1,
		"| a | b |\n|---|---|\n| c | d |":    4,
		"[[japan]] [@x, p. 1] <b>":           2,
		"```\ncode here\n```":                2,
	} {
		if d, _ := Parse(textOf(s), Options{}); d.Words() != want {
			t.Errorf("%q has %d words, not %d", s, d.Words(), want)
		}
	}
}

func TestContentsKnowTheLabelsOfReferences(t *testing.T) {
	d, _ := Parse(textOf("## Plain\n\n## On [[japan]] & *[[us|them]]*[^1] [@x] ![alt](x.png)\n\n[^1]: n\n"), Options{})
	h := d.Contents(func(r *Ref) string { return "<Japan>" })
	if h[1].Text != "On <Japan> & them" || h[1].HTML != "On &lt;Japan&gt; &amp; <em>them</em>  " || h[0].HTML != "Plain" {
		t.Errorf("%+v", h)
	}
	if h := d.Headings(); h[1].Text != "On japan & them" || h[1].ID != "on-japan-them" {
		t.Errorf("%+v", h)
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"One. Two ^ three. Four.", "Two ^ three."},
		{"See p. 4 of the U.S. report ^ by J. Smith et al. 2020. Next.", "See p. 4 of the U.S. report ^ by J. Smith et al. 2020."},
		{"In Jan. 2024 ^ it rose. Next.", "In Jan. 2024 ^ it rose."},
		{"It was May. ^ Next.", "^ Next."},
		{"A rise of 3.5 per cent ^? Yes!", "A rise of 3.5 per cent ^?"},
		{"He said “No.” ^ Then left.", "^ Then left."},
		{"No. 5 ^ wins. No. It does not.", "No. 5 ^ wins."},
		{"Before. ^", "^"},
		{"終わり。次は^です。最後。", "次は^です。"},
		{"「終わり。」次は^です！", "次は^です！"},
		{"끝났다. 다음은 ^이다. 끝.", "다음은 ^이다."},
		{"Wait... ^ what? Then.", "^ what?"},
		{"", ""},
	} {
		at := max(strings.Index(c.text, "^"), 0)
		contexts(c.text, []int{at}, sentenceContext, func(_ int, got string) {
			if got != c.want {
				t.Errorf("%q: got %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestLongContextIsClippedAroundItsReference(t *testing.T) {
	words := strings.Repeat("word ", 200)
	for _, c := range []string{words + "\x0012\x00", "\x0012\x00 " + words, words + "\x0012\x00 " + words, strings.Repeat("語", 400) + "\x0012\x00" + strings.Repeat("語", 400)} {
		got := clip(c, strings.Index(c, "\x00"))
		n := markedLength(got)
		if !strings.Contains(got, "\x0012\x00") || n > contextMax+2 || n < contextMax-80 {
			t.Errorf("%d characters: %q", n, got)
		}
	}
}

// markedLength counts characters, a marker as one.
func markedLength(s string) int {
	n := 0
	for ; len(s) > 0; n++ {
		s = s[firstUnit(s):]
	}
	return n
}

func TestExpandContextFillsEveryMarker(t *testing.T) {
	label := func(i int) string { return fmt.Sprintf("<%d>", i) }
	for give, want := range map[string]string{
		"": "", "plain": "plain", "\x000\x00": "<0>", "a \x0012\x00, \x003\x00.": "a <12>, <3>.", "broken \x00": "broken ", "\x00x\x00y": "y",
	} {
		if got := ExpandContext(give, label); got != want {
			t.Errorf("%q: got %q, want %q", give, got, want)
		}
	}
}

func TestParsersMayRunAtOnce(t *testing.T) {
	want, _ := Parse(textOf(brief), Options{})
	wantBytes := string(want.AppendBinary(nil))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if d, _ := Parse(textOf(brief), Options{}); string(d.AppendBinary(nil)) != wantBytes {
					t.Error("two readings of one text differ")
				}
				whole(want)
			}
		})
	}
	wg.Wait()
}

func TestUsualTextHasNoProblems(t *testing.T) {
	if _, problems := Parse(textOf(brief), Options{}); len(problems) > 0 {
		t.Error(problems)
	}
}
