package layout

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"text/template/parse"
)

// grammar writes templates as bytes decide. Most of them can be parsed,
// escaped, compiled and run; now and then something stands where it cannot.
type grammar struct {
	choices []byte
	text    *strings.Builder
	nesting int // of expressions
	loops   int
	vars    []named
}

// sortOfValue is what an expression is; dots have sorts as well.
type sortOfValue int

const (
	aText sortOfValue = iota
	aNumber
	aTruth
	aPart
	aSample
)

type named struct {
	name string
	sort sortOfValue
}

// pick is the next decision among n.
func (g *grammar) pick(n int) int {
	if len(g.choices) == 0 {
		return 0
	}
	c := int(g.choices[0])
	g.choices = g.choices[1:]
	return c % n
}

func (g *grammar) one(of ...string) string { return of[g.pick(len(of))] }

// templates are those that pages may call, with the sort of their dot.
var callable = []sortOfValue{aSample, aPart, aText}

func (g *grammar) page() string {
	var page strings.Builder
	g.text = &page
	g.list(aSample, 0)
	for i, dot := range callable {
		fmt.Fprintf(&page, `{{define "t%d"}}`, i)
		g.vars = nil
		g.list(dot, 3)
		page.WriteString("{{end}}")
	}
	return page.String()
}

func (g *grammar) list(dot sortOfValue, depth int) {
	vars := len(g.vars)
	for range 1 + g.pick(4) {
		g.node(dot, depth)
	}
	g.vars = g.vars[:vars]
}

func (g *grammar) write(parts ...string) {
	for _, p := range parts {
		g.text.WriteString(p)
	}
}

func (g *grammar) node(dot sortOfValue, depth int) {
	kind := g.pick(16)
	if depth > 3 {
		kind %= 7
	}
	switch kind {
	case 0:
		g.write(g.one("plain ", "<b>x</b>", "<!-- c -->", " \n ", "é", "{{- /* c */ -}}", "<br>"))
	case 1, 2:
		g.write("{{", g.any(dot), "}}")
	case 3, 4:
		before, after, _ := strings.Cut(contexts[g.pick(len(contexts))], "{{.}}")
		g.write(before)
		g.inside(dot)
		g.write(after)
	case 5:
		name := named{g.one("$x", "$y", "$z"), sortOfValue(g.pick(5))}
		g.write("{{", name.name, " := ", g.expression(dot, name.sort), "}}")
		g.vars = append(g.vars, name)
	case 6:
		if len(g.vars) > 0 {
			v := g.vars[g.pick(len(g.vars))]
			g.write("{{", v.name, " = ", g.expression(dot, v.sort), "}}")
		}
	case 7, 8:
		g.write("{{if ", g.any(dot), "}}")
		g.list(dot, depth+1)
		g.otherwise(dot, depth)
	case 9, 10:
		g.with(dot, depth)
	case 11, 12:
		g.loop(dot, depth)
	case 13:
		if g.loops > 0 {
			g.write("{{if ", g.any(dot), "}}{{", g.one("break", "continue"), "}}{{end}}")
		}
	default:
		i := g.pick(len(callable))
		fmt.Fprintf(g.text, `{{template "t%d" %s}}`, i, g.operand(dot, callable[i]))
	}
}

// inside writes what stands in an attribute or the like.
func (g *grammar) inside(dot sortOfValue) {
	switch g.pick(5) {
	case 0:
		g.write("{{if ", g.any(dot), "}}{{", g.any(dot), "}}{{else}}{{", g.any(dot), "}}{{end}}")
	case 1:
		g.write(`{{template "t2" `, g.operand(dot, aText), "}}")
	default:
		g.write("{{", g.any(dot), "}}")
	}
}

func (g *grammar) otherwise(dot sortOfValue, depth int) {
	if g.pick(3) == 0 {
		g.write("{{else}}")
		g.list(dot, depth+1)
	}
	g.write("{{end}}")
}

func (g *grammar) with(dot sortOfValue, depth int) {
	vars := len(g.vars)
	sort := sortOfValue(g.pick(5))
	value := g.expression(dot, sort)
	if g.pick(3) == 0 {
		g.write("{{with $w := ", value, "}}")
		g.vars = append(g.vars, named{"$w", sort})
	} else {
		g.write("{{with ", value, "}}")
	}
	g.list(sort, depth+1)
	g.otherwise(dot, depth)
	g.vars = g.vars[:vars]
}

func (g *grammar) loop(dot sortOfValue, depth int) {
	sort, over := aNumber, g.one("3", g.operand(dot, aNumber))
	switch {
	case dot == aPart:
		sort, over = aPart, ".Items"
	case dot == aSample && g.pick(3) > 0:
		sort, over = aPart, g.one(".Parts", ".Ptrs", ".None", "(slice .Parts 1)", ".Holes")
	case dot == aSample && g.pick(3) > 0:
		sort, over = aText, g.one(".Tags", ".Array", "(slice .Tags 0 2)")
	case dot == aSample:
		over = g.one(".Nums", "(index .Grid 0)", ".Map", ".Any", ".Title", ".Nil")
	}
	vars := len(g.vars)
	switch g.pick(4) {
	case 0:
		g.write("{{range $i, $e := ", over, "}}")
		g.vars = append(g.vars, named{"$i", aNumber}, named{"$e", sort})
	case 1:
		g.write("{{range $e := ", over, "}}")
		g.vars = append(g.vars, named{"$e", sort})
	case 2:
		if v := g.variable(sort); v != "" {
			g.write("{{range ", v, " = ", over, "}}")
			break
		}
		fallthrough
	default:
		g.write("{{range ", over, "}}")
	}
	g.loops++
	g.list(sort, depth+1)
	g.loops--
	g.otherwise(dot, depth)
	g.vars = g.vars[:vars]
}

// variable is a variable of a sort; empty if there is none.
func (g *grammar) variable(sort sortOfValue) string {
	for range 3 {
		if len(g.vars) == 0 {
			break
		}
		if v := g.vars[g.pick(len(g.vars))]; v.sort == sort {
			return v.name
		}
	}
	return ""
}

// any is an expression of any sort that can be written.
func (g *grammar) any(dot sortOfValue) string {
	switch g.pick(12) {
	case 0:
		return g.one("$.Unsigned", "$.Tiny", "$.Huge", "$.Ratio", "$.Style", "$.Script", "$.Attr", "$.Set", "$.PtrText", "$.Raw", "$.Spaced", "$.Nil", "$.Tags", "$.Any", "$.Map.k", "1.5")
	case 1, 2:
		return g.expression(dot, aNumber)
	case 3, 4:
		return g.expression(dot, aTruth)
	case 5:
		return g.expression(dot, aText) + " | " + g.one("html", "urlquery", "js", "print", `printf "%q"`, "len")
	}
	return g.expression(dot, aText)
}

// operand is an expression that may be an argument.
func (g *grammar) operand(dot, sort sortOfValue) string {
	if g.pick(3) == 0 {
		return "(" + g.expression(dot, sort) + ")"
	}
	return g.atom(dot, sort)
}

// atom is an expression of one word.
func (g *grammar) atom(dot, sort sortOfValue) string {
	if g.pick(40) == 1 {
		sort = sortOfValue(g.pick(5)) // which may be wrong here
	}
	if v := g.variable(sort); v != "" && g.pick(2) == 0 {
		return v
	}
	if dot == sort && g.pick(2) == 0 {
		return "."
	}
	if dot == aPart {
		switch sort {
		case aText:
			return g.one(".Name", ".URL", ".When.Words", ".Markup", ".Try", ".Self.Name", ".Up.Name", ".Initial", ".Fail")
		case aNumber:
			return g.one(".N", ".Self.N")
		case aTruth:
			return g.one(".When.IsZero", ".Self.When.IsZero")
		}
	}
	switch sort {
	case aText:
		return g.one("$.Title", "$.Link", "$.Empty", "$.Markup", "$.Address", "$.Code", "$.Part.Name", "$.Ptr.Name", "$.PtrPtr.URL", "$.Inherited", "$.Shout", `"lit <'&>"`, "`raw`", `""`, "$.Nil.Name", "$.Loud")
	case aNumber:
		return g.one("$.Count", "$.Zero", "$.Minus", "$.Part.N", "$.Ptr.N", "2", "0", "-1", "'c'", "0x1F", "$.Small", "$.Big")
	case aTruth:
		return g.one("$.Yes", "$.No", "true", "false", "$.Ptr.When.IsZero", "$.Part.When.IsZero")
	case aPart:
		return g.one("$.Part", "$.Ptr", "$.PtrPtr", "(index $.Parts 0)", "(index $.Ptrs 1)", "$.Nil")
	}
	return "$"
}

// expression is one or more words of a sort.
func (g *grammar) expression(dot, sort sortOfValue) string {
	g.nesting++
	defer func() { g.nesting-- }()
	if g.nesting > 3 || g.pick(3) > 0 {
		return g.atom(dot, sort)
	}
	o := func(s sortOfValue) string { return g.operand(dot, s) }
	if g.pick(4) == 0 {
		return g.one("and", "or") + " " + o(sort) + " " + o(sort) + g.one("", " "+o(sort))
	}
	switch sort {
	case aText:
		switch g.pick(6) {
		case 0:
			return `printf "%v|%s" ` + o(aNumber) + " " + o(aText)
		case 1:
			return g.one("print", "println", "js") + " " + o(aText)
		case 2:
			return g.one(`icon "check"`, `asset "site.css"`, "icon (print `check`)", "icon "+o(aText))
		case 3:
			return "slice " + o(aText) + " " + g.one("0", "1", "0 1", o(aNumber))
		case 4:
			return g.one("index $.Tags 1", "(index $.Parts 0).Name", "index $.Array 0", "index $.Tags "+o(aNumber))
		}
		return o(aText) + " | printf `%v <%v>` " + o(aNumber)
	case aNumber:
		return g.one("len "+o(aText), "len $.Tags", "index $.Nums 0", "index $.Grid 0 1", "len $.Map")
	case aTruth:
		switch s := sortOfValue(g.pick(3)); g.pick(4) {
		case 0:
			return "not " + o(s)
		case 1:
			return "eq " + o(s) + " " + o(s) + " " + o(s)
		case 2:
			return g.one("eq", "ne") + " " + o(s) + " " + o(s)
		default:
			s %= 2
			return g.one("lt", "le", "gt", "ge") + " " + o(s) + " " + o(s)
		}
	}
	return g.atom(dot, sort)
}

// tryGenerated compares the engines on a generated template. It reports
// whether the page was made by the compiled one.
func tryGenerated(t *testing.T, l *escapers, choices []byte, value string) bool {
	t.Helper()
	text := (&grammar{choices: choices}).page()
	all, err := parse.Parse("page.html", text, "", "", builtinNames, functionNames)
	if err != nil || all["page.html"] == nil {
		return false
	}
	p, err := pageOf(all, l)
	if err != nil {
		return false
	}
	why := compareEngines(t, p, newSample(value))
	if t.Failed() {
		t.Fatalf("the template is\n%s\nwith %q", text, value)
	}
	return why == ""
}

func FuzzCompiledEqualsStandard(f *testing.F) {
	l := newEscapers()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 20 {
		f.Add(randomChoices(random), texts[i%len(texts)])
	}
	f.Fuzz(func(t *testing.T, choices []byte, value string) {
		if len(choices) > 400 || len(value) > 1000 {
			return
		}
		tryGenerated(t, l, choices, value)
	})
}

func randomChoices(random *rand.Rand) []byte {
	choices := make([]byte, 20+random.IntN(150))
	for i := range choices {
		choices[i] = byte(random.Uint32())
	}
	return choices
}

func TestGeneratedTemplatesRenderAlike(t *testing.T) {
	l := newEscapers()
	random := rand.New(rand.NewPCG(3, 4))
	const all = 1500
	compiled := 0
	for i := range all {
		if tryGenerated(t, l, randomChoices(random), texts[i%len(texts)]) {
			compiled++
		}
	}
	// Templates that cannot be escaped or run say nothing about the compiler.
	if compiled < all/3 {
		t.Errorf("only %d of %d templates were made by the compiled engine", compiled, all)
	}
}
