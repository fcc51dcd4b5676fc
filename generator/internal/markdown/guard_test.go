package markdown

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"

	"readout/generator/internal/diag"
)

// deepTexts are texts that ask a parser for more than their length: each
// nests or repeats one thing n times.
func deepTexts(n int) map[string]string {
	rep := strings.Repeat
	return map[string]string{
		"quotes":              rep(">", n) + " x",
		"quotes with spaces":  rep("> ", n) + "x",
		"quotes on all lines": rep(rep("> ", min(n, 90))+"x\n", n/90+1),
		"lists":               rep("- ", n) + "x",
		"numbered lists":      rep("1. ", n) + "x",
		"mixed":               rep("> - ", n) + "x",
		"thematic":            rep("- ", n),
		"brackets":            rep("[", n),
		"bracket pairs":       rep("[", n) + rep("]", n),
		"links":               rep("[a](", n),
		"link titles":         rep("[a](b (\n", n/4),
		"whole links":         rep("[a](b)", n),
		"images":              rep("![", n) + rep("](a)", n),
		"references":          rep("[[", n) + rep("]]", n),
		"reference":           rep("[[a]]", n),
		"citations":           rep("[@", n),
		"embeds":              rep("![[", n),
		"stars":               rep("*", n) + "x" + rep("*", n),
		"single stars":        rep("*a ", n) + rep(" a*", n),
		"stars and bars":      rep("*a_ ", n),
		"nested emphasis":     rep("*a **b ", n) + rep(" b** a*", n),
		"underscores":         rep("_a", n),
		"tildes":              rep("~a ", n),
		"backticks":           rep("`", n) + "x",
		"backtick runs":       backticks(n),
		"angles":              rep("<", n),
		"tags":                rep("<a x='", n),
		"comments":            rep("<!--", n),
		"processing":          rep("<?", n),
		"entities":            rep("&", n),
		"backslashes":         rep("\\", n),
		"footnotes":           rep("[^a]", n),
		"footnote texts":      rep("[^a]: ", n) + "x",
		"many footnotes":      many("[^%]", n/10) + "\n\n" + many("[^%]: x\n", n/10),
		"definitions":         many("[%]: x\n", n/5),
		"definition labels":   rep("[", n) + "]: x",
		"tables":              rep("|a", n/2) + "\n" + rep("|-", n/2) + "\n" + rep("|\n", n/2),
		"escaped pipes":       "|a|\n|-|\n" + rep("|`\\|`|\n", n/5),
		"descriptions":        "x\n" + rep(": ", n) + "y",
		"urls":                rep("http://a.b/", n),
		"addresses":           rep("a@", n),
		"address words":       rep("_a", n) + "@b.c",
		"headings":            rep("# a\n", n/4),
		"same headings":       rep("## a [[b]]\n\n", n/10),
		"quotes marks":        rep("\"'", n),
		"sentences":           rep("A [[b]]. ", n/8),
		"one long sentence":   rep("a [[b]] ", n/8),
		"callouts":            rep("> [!NOTE]\n", n/9),
	}
}

func many(s string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(s, "%", strings.Repeat("a", i%7+1)+string(rune('a'+i%26))+strings.Repeat("b", i/26%50)))
	}
	return b.String()
}

func backticks(n int) string {
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		b.WriteString(strings.Repeat("`", i) + " ")
	}
	return b.String()
}

// TestDeepTextsComeToNoMoreThanTheyAre reads texts at a length at which work
// that grows with the square of a text never ends in time, and counts what
// comes of them: what is written, and what is told, is in proportion.
func TestDeepTextsComeToNoMoreThanTheyAre(t *testing.T) {
	for name, s := range deepTexts(60_000) {
		t.Run(name, func(t *testing.T) {
			d, problems := Parse(textOf(s), Options{})
			exercise(d)
			if n := len(d.html) + len(d.holes) + 100*len(problems); n > 40*len(s)+10_000 {
				t.Errorf("%d bytes come to %d, with %d problems", len(s), n, len(problems))
			}
			if n := len(d.AppendBinary(nil)); n > 60*len(s)+10_000 {
				t.Errorf("%d bytes are stored as %d", len(s), n)
			}
			checkDocument(t, s[:min(len(s), 3000)], "")
		})
	}
}

func TestTooDeepTextIsAnErrorWhereItBegins(t *testing.T) {
	for _, c := range []struct {
		give string
		pos  string
	}{
		{"Fine.\n\n" + strings.Repeat("> ", 101) + "x", "content/x.md:3:201"},
		{strings.Repeat("- ", 150) + "x", "content/x.md:1:201"},
		{strings.Repeat("*a ", 1100), "content/x.md:1:3001"},
		{strings.Repeat("[", 1100), "content/x.md:1:1001"},
		{strings.Repeat("[a]: b\n", 2100), "content/x.md:1:1"},
	} {
		_, problems := Parse(textOf(c.give), Options{})
		if len(problems) == 0 || problems[0].Code != "markdown-too-deep" || problems[0].Severity != diag.Error || problems[0].Pos.String() != c.pos {
			t.Errorf("%.40q…: %v, want one at %s", c.give, problems, c.pos)
		}
	}
}

// TestTheWorkForBracketsIsBounded counts what the search for the ends of
// brackets may read: in many long paragraphs it stops, and says so.
func TestTheWorkForBracketsIsBounded(t *testing.T) {
	for _, n := range []int{90, 900} {
		paragraph := strings.Repeat("[a](", n) + strings.Repeat("x", 50_000) + "\n\n"
		text := strings.Repeat(paragraph, 5)
		r := new(reading)
		r.load(textOf(text), Options{})
		pc := parser.NewContext()
		pc.Set(readingKey, r)
		goldmark().Parse(gmtext.NewReader(r.src), parser.WithContext(pc))
		if over := n > 100; r.reported != over || r.work > workFor(len(text))+1000*len(paragraph) {
			t.Errorf("%d brackets a paragraph: %d bytes are read, reported: %t", n, r.work, r.reported)
		}
	}
}

func TestDeepButReadableTextIsFine(t *testing.T) {
	for _, s := range []string{
		strings.Repeat("> ", 90) + "x",
		strings.Repeat("- ", 300), // a rule
		strings.Repeat("* * *", 100),
		strings.Repeat("word ", 5000),
		"| a |\n|---|\n" + strings.Repeat("| b |\n", 1500),
	} {
		if _, problems := Parse(textOf(s), Options{}); len(problems) > 0 {
			t.Errorf("%.40q…: %v", s, problems)
		}
	}
}

func TestATextMayReferToNoMoreThanAPageCanBear(t *testing.T) {
	block := "```timeline\ntopic: a\n```\n\n"
	for _, c := range []struct {
		give, want string
	}{
		{strings.Repeat("[[a]]\n\n", maxRefs), ""},
		{strings.Repeat("[[a]]\n\n", maxRefs+50), "content/x.md:20001:1: error: this text has more than 10000 references [ref-limit]"},
		{strings.Repeat("[@a; @b]\n\n", maxRefs/2) + "x ![c](d.png)", "content/x.md:10001:3: error: this text has more than 10000 references [ref-limit]"},
		{strings.Repeat(block, maxBlocks), ""},
		{strings.Repeat(block, maxBlocks+50), "content/x.md:801:1: error: this text has more than 200 blocks [ref-limit]"},
	} {
		_, problems := Parse(textOf(c.give), Options{})
		got := ""
		for _, p := range problems {
			got += p.String()
		}
		if got != c.want {
			t.Errorf("%.20q…: %q, want %q", c.give, got, c.want)
		}
	}
}
