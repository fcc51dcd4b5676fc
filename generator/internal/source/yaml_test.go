package source

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"readout/generator/internal/diag"
)

// textFile is a file whose contents are in memory, as in Update's callback.
func textFile(path, text string) *File { return &File{Path: path, text: []byte(text)} }

func parse(t *testing.T, text string) *Node {
	t.Helper()
	n, l := textFile("content/x.yaml", text).YAML()
	if len(l) > 0 {
		t.Fatalf("%q: %v", text, l)
	}
	return n
}

// walkNodes calls visit for a value and all values in it.
func walkNodes(n *Node, visit func(*Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, i := range n.Items {
		walkNodes(i, visit)
	}
	for _, p := range n.Pairs {
		walkNodes(p.Key, visit)
		walkNodes(p.Value, visit)
	}
}

// scalarForms are YAML texts whose capital letters stand once in them each.
var scalarForms = []string{
	"v: A plain B\n",
	"v: A한국B 語C\n",
	"v: A plain\n  textB over\n\n  linesC # and a comment\n",
	"v:\n  A on\n  the nextB line\n",
	"v: 'A it''s B'\n",
	"v: 'A ''B'' C'''\n",
	"v: 'A one\n  B two\n\n\n  C three  \n  D'\n",
	"v: \"A \\\"B\\\" C\"\n",
	"v: \"\\tA\\x41\\u00e9B\\U0001F600C\\n\\\\D\"\n",
	"v: \"A one   \n   B two\n\n   \tC three\"\n",
	"v: \"A one \\\n   B two\\\n   \\ C three \\\n\n\n  D\"\n",
	"v: |\n  A one\n  B two\n",
	"v: |-\n  A one\n   B two\n\n  C three\n\n\n",
	"v: |+\n  A one\n\n\n",
	"v: |2\n    A one\n   B two\n",
	"v: |1-\n   A one\n  B two\n",
	"v: |\n\n   \n    A one\n    B two",
	"v: | # a comment\n  A one\n",
	"v: >\n  A one\n  B two\n\n  C three\n",
	"v: >-\n  A one\n  B two\n\n\n  C three\n   D more\n   E more\n  F less\n\n   G\n\n  H\n",
	"v: >+\n  A one\n    B two\n  C\n\n\n",
	"v: >2\n   A one\n  B two\n",
	"v: >-\n\n\n  A after empty lines\n",
	"v: >\n  A trailing blanks  \n  B\t\n  C\n  ",
	"v: |\n  A\n  ",
	"v: |\n  A\n    ",
	"- A\n- 'B'\n- |\n C\n- - D\n  - >\n   E\n   F\n",
	"a:\n- b: |-\n    A\n    B\n  c: >\n   C\n",
	"{a: A, b: \"B\", c: [C, 'D', E e\n  F]}\n",
	"v: &x A\nw: !!str B\ny: &z !!str # comment\n  C\n",
	"v: ! A\nw: *x\n",
	"v: A\r\nw: \"B\r\n  C\"\r\nx: |\r\n  D\r\n  E\r\ny: >-\r\n  F\r\n  G\r\n\r\n  H\r\n",
	"\ufeffv: A\nw: B\n",
	"v: A\u0085w: B\u2028x: \"C\u2028  D\u0085E\"\u2029y: |\u0085  F\u2028  G\n",
	"v: A\rw: >\r  B\r  C\r\r  D\r",
	"\"A\": B\n'C': D\n",
	"v: \"A\\\r\n  B\"\r\n",
	"v: http://A/B#C\n",
	"v: A\tB \tC   \nw: 'D\tE'\n",
	"v: |\n  \tA\n  \t\tB\n",
	"v: >\n  A\n  \tB\n  C\n",
	"--- A\n",
	"--- |\n A\n B\n",
	"--- >-\nA\nB\n",
	"? A\n: B\n",
	">+\n A\n ",
	"- |1\n     \n- A\n- >2\n      \n\n",
}

func TestEveryByteOfAScalarKnowsWhereItStood(t *testing.T) {
	for _, text := range scalarForms {
		n, _ := textFile("content/x.yaml", text).YAML()
		lines := diag.NewLines("content/x.yaml", []byte(text))
		seen := map[rune]bool{}
		walkNodes(n, func(n *Node) {
			for i, r := range n.Value.String {
				if r < 'A' || r > 'Z' {
					continue
				}
				if r == 'A' && i > 0 && strings.Contains(text, `\x41`) {
					continue // an escape for A
				}
				seen[r] = true
				want := lines.Pos(strings.IndexRune(text, r))
				if got := n.Value.Pos(i); got != want {
					t.Errorf("%q: %c of %q at %v, want %v (runs %v)", text, r, n.Value.String, got, want, n.Value.Runs)
				}
			}
		})
		if len(seen) == 0 && !strings.Contains(text, "*x") {
			t.Errorf("%q: no letter found", text)
		}
	}
}

func TestEscapesAndFoldsStandWhereTheyAreWritten(t *testing.T) {
	for _, c := range []struct{ text, part, want string }{
		{`v: "a\u00e9b"`, "é", "1:6"},
		{`v: "a\nb"`, "\n", "1:6"},
		{`v: 'it''s'`, "'", "1:7"},
		{"v: >\n  one\n  two\n", " ", "2:6"},
		{"v: >\n  one\n\n  two\n", "\n", "3:1"},
		{"v: |\n  one\n  two\n", "\n", "2:6"},
		{"v: one\n  two\n", " ", "1:7"},
		{"v: \"one  \n\n  two\"\n", "\n", "2:1"},
	} {
		v := parse(t, c.text).Get("v").Value
		p := v.Pos(strings.Index(v.String, c.part))
		if got := fmt.Sprintf("%d:%d", p.Line, p.Col); got != c.want {
			t.Errorf("%q: %q at %s, want %s", c.text, c.part, got, c.want)
		}
	}
}

func TestSingleLineScalarsNeedOneRun(t *testing.T) {
	n := parse(t, "a: plain text\nb: 'single'\nc: \"double é\"\nd: 12\ne: [x, 'y']\n")
	walkNodes(n, func(n *Node) {
		if n.Kind == Scalar && len(n.Value.Runs) != 1 {
			t.Errorf("%q has %d runs", n.Value.String, len(n.Value.Runs))
		}
	})
}

func TestNodesKnowTheirPlaceAndWidth(t *testing.T) {
	n := parse(t, "title: \"Héllo\"  # c\nlist:\n  - aé\n  - {k: v}\ntext: >-\n  folded\nnone:\nmulti: 'one\n  two'\nanchored: &a !!str x\n")
	for _, c := range []struct {
		node *Node
		want string
	}{
		{n, "1:1+0"},
		{n.Get("title"), "1:8+7"},
		{n.Get("list"), "3:3+0"},
		{n.Get("list").Items[0], "3:5+2"},
		{n.Get("list").Items[1], "4:5+0"},
		{n.Get("list").Items[1].Get("k"), "4:9+1"},
		{n.Get("text"), "5:7+2"},
		{n.Get("none"), "7:6+0"},
		{n.Get("multi"), "8:8+4"},
		{n.Get("anchored"), "10:20+1"},
	} {
		if got := fmt.Sprintf("%d:%d+%d", c.node.Pos.Line, c.node.Pos.Col, c.node.Width); got != c.want {
			t.Errorf("%s %q at %s, want %s", c.node.Kind, c.node.Value.String, got, c.want)
		}
	}
}

func TestPlainAndNullAreTold(t *testing.T) {
	n := parse(t, "a: true\nb: 'true'\nc: null\nd: ~\ne:\nf: ''\ng: !!str true\nh: 'null'\n")
	for key, want := range map[string]string{
		"a": "plain true", "b": "quoted true", "c": "null", "d": "null", "e": "null", "f": "quoted ", "g": "quoted true", "h": "quoted null",
	} {
		v := n.Get(key)
		got := "quoted " + v.Value.String
		switch {
		case v.Null:
			got = "null" + v.Value.String
		case v.Plain:
			got = "plain " + v.Value.String
		}
		if got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
}

func TestEmptyYAMLIsNil(t *testing.T) {
	for _, text := range []string{"", "\n", "# only a comment\n", "---\n", "\ufeff", "---\n...\n"} {
		if n := parse(t, text); n != nil {
			t.Errorf("%q gives %v", text, n)
		}
	}
}

func TestYAMLErrorsNameTheirPlace(t *testing.T) {
	deep := strings.Repeat("[", 10_000)
	for _, c := range []struct{ text, pos, code, message, hint string }{
		{"a: 1\nb: x: y\n", "2:5", CodeSyntax, "colon", "quotes"},
		{"a: [1, 2\nb: 3\n", "1:4", CodeSyntax, "list that opens here is not closed", "]"},
		{"a: {x: 1\nb: 3\n", "", CodeSyntax, "", ""},
		{"a: \"open\nb: 1\n", "1:4", CodeSyntax, "quote that opens here is not closed", ""},
		{"a: 'open\n", "1:4", CodeSyntax, "quote that opens here is not closed", ""},
		{"a: @x\n", "1:4", CodeSyntax, "cannot begin with @", "quotes"},
		{"a: `x`\n", "1:4", CodeSyntax, "cannot begin with `", "quotes"},
		{"a:\n\tb: 1\n", "2:1", CodeSyntax, "tab", "spaces"},
		{"a: \"\\q\"\n", "1:5", CodeSyntax, "no such escape", `\\`},
		{"a: *b\n", "1:4", CodeSyntax, "anchored", ""},
		{"a: **bold** text\n", "1:4", CodeSyntax, "", "quotes"},
		{"a: 1\n b: 2\n", "2:3", CodeSyntax, "", ""},
		{"- a\nb: 1\n", "2:1", CodeSyntax, "", ""},
		{"a: 1\nb\nc: 2\n", "2:1", CodeSyntax, "key without a colon", "key: value"},
		{"a: 'it's'\n", "1:8", CodeSyntax, "behind the end of the value", "twice"},
		{"a:\n  - b\n c: d\n", "3:2", CodeSyntax, "not indented", "same indentation"},
		{"a: ]\n", "1:4", CodeSyntax, "cannot begin with ]", "quotes"},
		{"a: & b\n", "1:4", CodeSyntax, "cannot begin with &", "quotes"},
		{"a: * b\n", "1:4", CodeSyntax, "cannot begin with *", "quotes"},
		{"a: >x\n  b\n", "1:5", CodeSyntax, "cannot follow | or >", "next line"},
		{"a: \"\\xzz\"\n", "1:7", CodeSyntax, "hexadecimal", ""},
		{"a: 1\nb: 2\na: 3\n", "3:1", CodeDuplicate, `"a" is given twice`, "line 1"},
		{"x:\n  a: 1\n  'a': 2\n", "3:3", CodeDuplicate, `"a" is given twice`, "line 2"},
		{"a: 1\n---\nb: 2\n", "2:1", CodeUnsupported, "second YAML document", ""},
		{"a: &x {b: 1}\nc:\n  <<: *x\n", "3:3", CodeUnsupported, "merge keys", ""},
		{"a: !!binary aGk=\n", "1:4", CodeUnsupported, "!!binary", "quotes"},
		{"a: !custom x\n", "1:4", CodeUnsupported, "!custom", ""},
		{"a: !!set {x}\n", "1:4", CodeUnsupported, "!!set", ""},
		{"a: !!timestamp 2020-01-01\n", "1:4", CodeUnsupported, "!!timestamp", ""},
		{"[a, b]: 1\n", "1:1", CodeUnsupported, "a key must be text", ""},
		{"? {a: b}\n: 1\n", "1:3", CodeUnsupported, "a key must be text", ""},
		{": 1\n", "1:1", CodeUnsupported, "key is missing", ""},
		{"a: &x [*x]\n", "1:8", CodeLimit, "inside what it stands for", ""},
		{"a: " + deep, "1:104", CodeLimit, "nested more than 100 deep", ""},
		{strings.Repeat("- ", 10_000) + "x", "1:201", CodeLimit, "nested more than 100 deep", ""},
		{strings.Repeat("{a: ", 10_000) + "x", "", CodeLimit, "nested more than 100 deep", ""},
		{strings.Repeat("- ", 70) + strings.Repeat("[", 70) + strings.Repeat("]", 70), "1:171", CodeLimit, "nested more than 100 deep", ""},
		{"a: b\x01c\n", "1:5", CodeSyntax, "U+0001", ""},
		{"a: b\ufffec\n", "1:5", CodeSyntax, "U+FFFE", ""},
	} {
		n, l := textFile("content/x.yaml", c.text).YAML()
		shown := c.text[:min(len(c.text), 40)]
		if len(l) == 0 {
			t.Errorf("%q: no error, %v", shown, n)
			continue
		}
		d := l[0]
		if pos := fmt.Sprintf("%d:%d", d.Pos.Line, d.Pos.Col); c.pos != "" && pos != c.pos || d.Code != c.code ||
			!strings.Contains(d.Message, c.message) || !strings.Contains(d.Hint, c.hint) {
			t.Errorf("%q: %v (hint %q), want %s %s %q %q", shown, d, d.Hint, c.pos, c.code, c.message, c.hint)
		}
	}
}

func TestSeveralYAMLProblemsAreToldAtOnce(t *testing.T) {
	_, l := textFile("content/x.yaml", "a: 1\na: 2\nb: !x 1\n<<: {c: d}\n? [e]\n: f\n").YAML()
	if len(l) != 4 {
		t.Errorf("%d problems, want 4: %v", len(l), l)
	}
}

func TestAliasesAreExpanded(t *testing.T) {
	n := parse(t, "a: &x [one, &y two]\nb: *x\nc: *y\n&k key: v\n")
	if got := n.Get("b"); got.Kind != Sequence || got.Items[1].Value.String != "two" || got.Pos.Line != 1 {
		t.Errorf("b is %+v", got)
	}
	if got := n.Get("c").Value.String; got != "two" {
		t.Errorf("c is %q", got)
	}
	if n.Get("key") == nil {
		t.Error("an anchored key is lost")
	}
}

func TestAliasBombsAreRefusedAtOnce(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), i-1)
	}
	var tower strings.Builder
	tower.WriteString("a0: &a0 [x]\n")
	for i := 1; i < 200; i++ {
		fmt.Fprintf(&tower, "a%d: &a%d [*a%d]\n", i, i, i-1)
	}
	for name, text := range map[string]string{"bomb": bomb.String(), "tower": tower.String()} {
		_, l := textFile("content/x.yaml", text).YAML() // which must end
		if len(l) == 0 || l[0].Code != CodeLimit || len(l) > strings.Count(text, "*") {
			t.Errorf("%s: %d problems, %v", name, len(l), l[:min(len(l), 3)])
		}
	}
}

// TestHostileYAMLComesToNoMoreThanItIs reads texts at a length at which work
// that grows with the square of a text never ends in time, and counts the
// values and problems that come of them.
func TestHostileYAMLComesToNoMoreThanItIs(t *testing.T) {
	const size = 200_000
	for name, text := range map[string]string{
		"flow sequence": "a: [" + strings.Repeat("x,", size/2) + "]",
		"long scalar":   "a: " + strings.Repeat("x", size),
		"long quoted":   "a: \"" + strings.Repeat("\\n", size/2) + "\"",
		"long folded":   "a: >\n" + strings.Repeat("  x\n", size/4),
		"spaces":        "a: |3\n" + strings.Repeat(" ", size) + "\n   x",
		"comments":      strings.Repeat("# c\n", size/4) + "a: b",
		"keys":          strings.Repeat("? ", size/2),
		"colons":        strings.Repeat(":", size),
		"braces":        strings.Repeat("{", size),
		"dashes":        strings.Repeat("-\n", size/2),
		"anchors":       strings.Repeat("&a ", size/3),
		"tags":          strings.Repeat("! ", size/2),
		"blank lines":   "a: 'x" + strings.Repeat("\n", size) + "y'",
	} {
		n, l := textFile("content/x.yaml", text).YAML()
		values := 0
		walkNodes(n, func(n *Node) { values += 1 + len(n.Value.Runs) })
		if values+len(l) > len(text)+10 {
			t.Errorf("%s: %d bytes come to %d values and %d problems", name, len(text), values, len(l))
		}
	}
	var many strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&many, "k%d: v\n", i)
	}
	if n := parse(t, many.String()); len(n.Pairs) != 10_000 {
		t.Errorf("%d keys", len(n.Pairs))
	}
}

func TestYAMLInsideAnotherTextKnowsItsPlace(t *testing.T) {
	// A fenced block inside a list item: the text's lines begin in column 5.
	inner := diag.Text{File: "content/x.md", String: "actor: japan\nview: [a\n", Runs: []diag.Run{
		{Offset: 0, Line: 10, Col: 5}, {Offset: 13, Line: 11, Col: 5}, {Offset: 22, Line: 12, Col: 5},
	}}
	_, l := ParseYAML(inner)
	if len(l) != 1 || l[0].Pos != (diag.Pos{File: "content/x.md", Line: 11, Col: 11}) {
		t.Errorf("%v", l)
	}
	inner.String = "actor: japan\nview: \"ab\"\n"
	n, l := ParseYAML(inner)
	if len(l) > 0 {
		t.Fatal(l)
	}
	if got := n.Get("view").Value.Pos(1); got != (diag.Pos{File: "content/x.md", Line: 11, Col: 13}) {
		t.Errorf("b stands at %v", got)
	}
}

// checkPlaces checks that every position of a parsed text lies inside it and
// that letters and digits of values stand where they say.
func checkPlaces(t *testing.T, text string, n *Node, l diag.List) {
	t.Helper()
	lines := diag.NewLines("content/x", []byte(text))
	inside := func(p diag.Pos) {
		if p.Line < 1 || p.Col < 1 || lines.Pos(lines.Offset(p.Line, p.Col)) != p {
			t.Fatalf("position %v is not in %q", p, text)
		}
	}
	for _, d := range l {
		inside(d.Pos)
	}
	walkNodes(n, func(n *Node) {
		inside(n.Pos)
		for i, r := range n.Value.String {
			p := n.Value.Pos(i)
			inside(p)
			if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
				at, _ := utf8.DecodeRuneInString(text[lines.Offset(p.Line, p.Col):])
				if at != r && at != '\\' {
					t.Fatalf("%q of %q stands at %v, where %q is; runs %v; text %q", r, n.Value.String, p, at, n.Value.Runs, text)
				}
			}
		}
	})
}

func FuzzYAML(f *testing.F) {
	for _, text := range scalarForms {
		f.Add([]byte(text))
	}
	for _, text := range []string{
		"", "a: [1, {b: c}]", "a: &x [*x]", "- - - -", "? a\n: b", "%YAML 1.1\n---\na: b\n...", "%TAG ! tag:x,2000:\n--- !y\na: b",
		"a: \"\\", "a: '", "\xef\xbb\xbf\xef\xbb\xbf", "a: |9\n x", "a: >-\n\t\n", "&a", "!", "!!str", "a: !!str\nb: &c\nd: *c", "\x00", "\xff", "a: |\n  \u2028  x",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if checkText("content/x.yaml", text, int64(len(text))) != nil {
			return // Update does not let it through
		}
		n, l := textFile("content/x", string(text)).YAML()
		checkPlaces(t, string(text), n, l)
		if n != nil {
			var r record
			var problems diag.List
			Decode(n, &r, &problems)
			checkPlaces(t, string(text), nil, problems)
		}
	})
}
