package source

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"readout/generator/internal/diag"
)

// Codes of problems with YAML itself.
const (
	CodeFrontMatter = "front-matter-unclosed"
	CodeSyntax      = "yaml-syntax"
	CodeDuplicate   = "yaml-duplicate-key"
	CodeUnsupported = "yaml-unsupported" // sound YAML that records may not use
	CodeLimit       = "yaml-limit"       // nested or aliased beyond all measure
)

// Limits that keep a few bytes of YAML from standing for a world of values.
const (
	maxDepth    = 100
	maxExpanded = 10_000 // values that the aliases of a document may stand for
)

// ParseYAML parses YAML that stands inside another text, such as a fenced
// block; nil when it is empty or its syntax is broken. It takes what records
// need of YAML: one document, text as keys, no merge keys and no tags but
// those of text, numbers, booleans, lists and mappings.
func ParseYAML(t diag.Text) (*Node, diag.List) { return (*nodes)(nil).parse(t) }

// parse is ParseYAML with nodes made here.
func (ns *nodes) parse(t diag.Text) (*Node, diag.List) {
	d := &document{text: t, nodes: ns}
	if at := firstUnprintable(t.String); at >= 0 {
		r, _ := utf8.DecodeRuneInString(t.String[at:])
		p := d.errorf(at, CodeSyntax, "the character %U may not stand in YAML", r)
		p.Hint = "remove it, or write it as an escape in double quotes"
		return nil, d.problems
	}
	if n, ok := d.readQuickly(); ok {
		return n, nil
	}
	return d.readWholly()
}

// readWholly reads the text with the library.
func (d *document) readWholly() (*Node, diag.List) {
	root, err := d.load()
	if err != nil {
		d.syntaxError(err)
		return nil, d.problems
	}
	if root == nil || root.Tag == "!!null" && root.Value == "" && root.Anchor == "" {
		return nil, d.problems
	}
	d.indexLines()
	b := d.convert(root, 1)
	return b.node, d.problems
}

// document is the conversion of one YAML document.
type document struct {
	text     diag.Text
	starts   []int32 // offsets of the lines as YAML counts them
	problems diag.List

	anchors  map[*yaml.Node]*built // nil while it is being built
	expanded int                   // values that aliases stand for so far

	// The last answers of offset and place, from which the next ones are
	// counted on: a line of a megabyte must not be counted from its start for
	// each of the values on it.
	lastMark  struct{ line, col, at int }
	lastPlace struct {
		run, at int
		col     int32
	}

	nodes *nodes
	runs  []diag.Run // allocated ahead
}

// nodes makes nodes, many at once. The zero value is ready to use; nil makes
// each for good.
type nodes struct {
	chunks [][]Node
	chunk  int // that is being used up
	used   int // of it
}

const nodesAtOnce = 64

// one returns a zero node.
func (ns *nodes) one() *Node {
	if ns == nil {
		return new(Node)
	}
	if ns.chunk == len(ns.chunks) {
		ns.chunks = append(ns.chunks, make([]Node, nodesAtOnce))
	}
	n := &ns.chunks[ns.chunk][ns.used]
	if ns.used++; ns.used == nodesAtOnce {
		ns.chunk, ns.used = ns.chunk+1, 0
	}
	return n
}

// reuse takes back every node.
func (ns *nodes) reuse() {
	const mostKept = 64 // chunks; a file may be a thousand times as long as the next
	ns.chunks = ns.chunks[:min(len(ns.chunks), mostKept)]
	for i := range ns.chunks[:min(len(ns.chunks), ns.chunk+1)] {
		clear(ns.chunks[i])
	}
	ns.chunk, ns.used = 0, 0
}

// built is a converted value with its measures.
type built struct {
	node         *Node
	size, height int
}

// load runs the library over the text. It returns the root of the only
// document, nil when there is none.
func (d *document) load() (root *yaml.Node, err error) {
	defer func() {
		// The library panics where its authors believe that nothing leads;
		// no text may end the program.
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("%v", r)
		}
	}()
	loader, err := yaml.NewLoader(strings.NewReader(d.text.String), limits)
	if err != nil {
		return nil, err
	}
	var first, second yaml.Node
	if err := loader.Load(&first); err == io.EOF {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	switch err := loader.Load(&second); {
	case err == nil:
		d.indexLines()
		p := d.errorf(d.offset(second.Line, second.Column), CodeUnsupported, "a second YAML document begins here")
		p.Hint = "keep one document in a file: remove the line of dashes"
	case err != io.EOF:
		return nil, err
	}
	if len(first.Content) == 0 {
		return nil, nil
	}
	return first.Content[0], nil
}

// limits bounds the depth while the text is scanned, so that the library's
// recursion stays shallow; what aliases stand for is counted in convert.
var limits = yaml.WithPlugin(loaderlimits.New(
	loaderlimits.DepthFunc(func(depth int, _ *loaderlimits.DepthContext) error {
		if depth > maxDepth {
			return errTooDeep
		}
		return nil
	}),
	loaderlimits.AliasNone(),
))

// convert turns a value of the library into ours; depth counts from 1.
func (d *document) convert(n *yaml.Node, depth int) built {
	if n.Kind == yaml.AliasNode {
		return d.alias(n, depth)
	}
	if n.Anchor != "" {
		if d.anchors == nil {
			d.anchors = map[*yaml.Node]*built{}
		}
		d.anchors[n] = nil
	}
	node := d.newNode()
	at := d.offset(n.Line, n.Column)
	b := built{node: node, size: 1, height: 1}
	d.checkTag(n, at)
	if depth > maxDepth {
		d.errorf(at, CodeLimit, "this is nested more than %d deep", maxDepth)
		n.Content = nil
	}
	switch n.Kind {
	case yaml.ScalarNode:
		d.scalar(node, n, at)
	case yaml.SequenceNode:
		node.Kind, node.Pos = Sequence, d.pos(at)
		if len(n.Content) > 0 {
			node.Items = make([]*Node, 0, len(n.Content))
		}
		for _, item := range n.Content {
			node.Items = append(node.Items, b.add(d.convert(item, depth+1)))
		}
	case yaml.MappingNode:
		node.Kind, node.Pos = Mapping, d.pos(at)
		d.pairs(node, n, depth, &b)
	}
	if n.Anchor != "" {
		d.anchors[n] = &b
	}
	return b
}

// add counts a part of a value and returns it.
func (b *built) add(part built) *Node {
	b.size += part.size
	b.height = max(b.height, part.height+1)
	return part.node
}

func (d *document) pairs(node *Node, n *yaml.Node, depth int, b *built) {
	if len(n.Content) > 1 {
		node.Pairs = make([]Pair, 0, len(n.Content)/2)
	}
	var seen map[string]*Node // only for mappings too long to search through
	if len(n.Content) > 32 {
		seen = make(map[string]*Node, len(n.Content)/2)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		key := b.add(d.convert(k, depth+1))
		value := b.add(d.convert(n.Content[i+1], depth+1))
		if !d.checkKey(k, key) {
			continue
		}
		first := seen[key.Value.String]
		for j := 0; seen == nil && first == nil && j < len(node.Pairs); j++ {
			if node.Pairs[j].Key.Value.String == key.Value.String {
				first = node.Pairs[j].Key
			}
		}
		if first != nil {
			p := d.problems.Errorf(key.Pos, CodeDuplicate, "the key %q is given twice", key.Value.String)
			p.Width = key.Width
			p.Hint = fmt.Sprintf("it is first given at line %d; keep one of them", first.Pos.Line)
			continue
		}
		if seen != nil {
			seen[key.Value.String] = key
		}
		node.Pairs = append(node.Pairs, Pair{key, value})
	}
}

// checkKey reports whether a key is one that records can have.
func (d *document) checkKey(k *yaml.Node, key *Node) bool {
	var p *diag.Diagnostic
	switch {
	case key.Kind != Scalar:
		p = d.problems.Errorf(key.Pos, CodeUnsupported, "a key must be text, not a %s", key.Kind)
		p.Hint = `if this is meant as text, put it in quotes`
	case key.Plain && key.Value.String == "<<" && k.Kind == yaml.ScalarNode:
		p = d.problems.Errorf(key.Pos, CodeUnsupported, "merge keys (<<) are not supported")
		p.Hint = "write the keys out"
	case key.Null && key.Value.String == "":
		p = d.problems.Errorf(key.Pos, CodeUnsupported, "a key is missing here")
		p.Hint = "write the key before the colon"
	default:
		return true
	}
	p.Width = key.Width
	return false
}

// alias returns what an alias stands for, within the limits.
func (d *document) alias(n *yaml.Node, depth int) built {
	at := d.offset(n.Line, n.Column)
	target, done := d.anchors[n.Alias]
	var p *diag.Diagnostic
	switch {
	case !done:
		p = d.errorf(at, CodeSyntax, "nothing is anchored as &%s before this alias", n.Value)
	case target == nil:
		p = d.errorf(at, CodeLimit, "the alias *%s stands inside what it stands for", n.Value)
	case depth+target.height-1 > maxDepth:
		p = d.errorf(at, CodeLimit, "with what *%s stands for, this is nested more than %d deep", n.Value, maxDepth)
	case d.expanded+target.size > maxExpanded:
		p = d.errorf(at, CodeLimit, "the aliases of this file stand for more than %d values", maxExpanded)
		p.Hint = "write values out, or give them records of their own"
	default:
		d.expanded += target.size
		return *target
	}
	p.Width = 1 + utf8.RuneCountInString(n.Value)
	node := d.newNode()
	*node = Node{Null: true, Plain: true, Pos: p.Pos, Width: p.Width}
	return built{node: node, size: 1, height: 1}
}

func (d *document) checkTag(n *yaml.Node, at int) {
	if n.Style&yaml.TaggedStyle == 0 {
		return
	}
	switch n.Tag {
	case "!!str", "!!int", "!!float", "!!bool", "!!null":
		if n.Kind == yaml.ScalarNode {
			return
		}
	case "!!seq":
		if n.Kind == yaml.SequenceNode {
			return
		}
	case "!!map":
		if n.Kind == yaml.MappingNode {
			return
		}
	}
	p := d.errorf(at, CodeUnsupported, "the YAML tag %s is not supported here", n.Tag)
	p.Hint = "remove it; text that begins with ! needs quotes"
}

// newNode returns a zero node.
func (d *document) newNode() *Node { return d.nodes.one() }

// oneRun returns a list of one run, allocated with others.
func (d *document) oneRun(r diag.Run) []diag.Run {
	if len(d.runs) == 0 {
		d.runs = make([]diag.Run, 64)
	}
	one := d.runs[:1:1]
	d.runs = d.runs[1:]
	one[0] = r
	return one
}

// indexLines finds the lines as the library counts them: YAML 1.1 also ends
// them at lone carriage returns and at three rarer characters.
func (d *document) indexLines() {
	if d.starts != nil {
		return
	}
	s := d.text.String
	d.starts = make([]int32, 1, 2+strings.Count(s, "\n"))
	if !strings.Contains(s, "\r") && !strings.Contains(s, "\u0085") && !strings.Contains(s, "\u2028") && !strings.Contains(s, "\u2029") {
		for at := 0; ; {
			i := strings.IndexByte(s[at:], '\n')
			if i < 0 {
				return
			}
			at += i + 1
			d.starts = append(d.starts, int32(at))
		}
	}
	for at := 0; at < len(s); {
		if n := lineBreak(s[at:]); n > 0 {
			at += n
			d.starts = append(d.starts, int32(at))
		} else {
			at++
		}
	}
}

// lineBreak returns the number of bytes of the line break that s begins with;
// 0 when it begins with none.
func lineBreak(s string) int {
	switch {
	case s == "":
		return 0
	case s[0] == '\n':
		return 1
	case s[0] == '\r':
		if len(s) > 1 && s[1] == '\n' {
			return 2
		}
		return 1
	case s[0] == 0xC2 && strings.HasPrefix(s, "\u0085"):
		return 2
	case s[0] == 0xE2 && (strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029")):
		return 3
	}
	return 0
}

// offset returns the byte offset of a place as the library counts.
func (d *document) offset(line, col int) int {
	if line < 1 || len(d.starts) == 0 {
		return 0
	}
	if line > len(d.starts) {
		return len(d.text.String)
	}
	m := &d.lastMark
	if m.line != line || m.col > col {
		m.line, m.col, m.at = line, 1, int(d.starts[line-1])
	}
	for s := d.text.String; m.col < col && m.at < len(s); m.col++ {
		_, n := utf8.DecodeRuneInString(s[m.at:])
		m.at += n
	}
	return m.at
}

// place returns the line and column in the file of a byte offset. Offsets are
// mostly asked for in ascending order.
func (d *document) place(offset int) diag.Run {
	runs := d.text.Runs
	if len(runs) == 0 {
		return diag.Run{}
	}
	p := &d.lastPlace
	if offset < p.at || p.col == 0 {
		p.run = max(0, sort.Search(len(runs), func(i int) bool { return int(runs[i].Offset) > offset })-1)
		p.at, p.col = int(runs[p.run].Offset), runs[p.run].Col
	}
	for p.run+1 < len(runs) && int(runs[p.run+1].Offset) <= offset {
		p.run++
		p.at, p.col = int(runs[p.run].Offset), runs[p.run].Col
	}
	p.col += int32(utf8.RuneCountInString(d.text.String[p.at:offset]))
	p.at = offset
	return diag.Run{Line: runs[p.run].Line, Col: p.col}
}

func (d *document) pos(offset int) diag.Pos {
	r := d.place(offset)
	return diag.Pos{File: d.text.File, Line: int(r.Line), Col: int(r.Col)}
}

func (d *document) errorf(offset int, code, format string, args ...any) *diag.Diagnostic {
	return d.problems.Errorf(d.pos(offset), code, format, args...)
}

// firstUnprintable returns the offset of the first character that YAML does
// not allow anywhere, or of a byte order mark at the start, which the library
// would drop; -1 when there is none.
func firstUnprintable(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= ' ' && c < utf8.RuneSelf, c == '\n', c == '\t', c == '\r':
			continue
		case c < ' ':
			return i
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n <= 1 || r == 0xFFFE || r == 0xFFFF || r == 0xFEFF && i == 0 {
			return i
		}
		i += n - 1
	}
	return -1
}
