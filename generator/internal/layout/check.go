package layout

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"text/template/parse"

	"readout/generator/internal/diag"
)

// checkTypes walks every page's templates with the types of what they are
// given, and reports each use of a field, method, function or template that
// would fail or cannot mean anything. What cannot be known before the page is
// made, such as what lies behind an interface, is not checked: the checker may
// stay silent about a mistake, but never objects to what works.
func checkTypes(ts *templates, problems *diag.List) {
	for _, view := range slices.Sorted(maps.Keys(ts.pages)) {
		c := &checker{ts: ts, trees: ts.of(view), seen: map[call]bool{}, problems: problems}
		c.template(view+".html", ts.views[view])
	}
}

// call is a template with the type of its dot.
type call struct {
	name string
	dot  reflect.Type
}

// checker checks what one page can run. A nil type is one that is not known.
type checker struct {
	ts       *templates
	trees    trees
	seen     map[call]bool // checked already, or being checked further up
	problems *diag.List
	tree     *parse.Tree // the one being walked
}

// scope is the variables that are visible at a place, innermost last.
type scope struct {
	dot  reflect.Type
	vars []variable
}

type variable struct {
	name string
	typ  reflect.Type
}

func (s *scope) declare(name string, t reflect.Type) {
	s.vars = append(s.vars, variable{name, t})
}

// assign gives a variable the type it has after {{$x = …}}: no longer known,
// unless it is the same, since the assignment may stand in a branch.
func (s *scope) assign(name string, t reflect.Type) {
	for i := len(s.vars) - 1; i >= 0; i-- {
		if v := &s.vars[i]; v.name == name {
			if v.typ != t {
				v.typ = nil
			}
			return
		}
	}
}

func (s *scope) lookup(name string) reflect.Type {
	for i := len(s.vars) - 1; i >= 0; i-- {
		if s.vars[i].name == name {
			return s.vars[i].typ
		}
	}
	return nil
}

// errorf reports a problem at a byte offset of the current file; width is in
// characters.
func (c *checker) errorf(pos parse.Pos, width int, code, format string, args ...any) *diag.Diagnostic {
	d := c.problems.Errorf(c.ts.pos(c.tree, int(pos)), code, format, args...)
	d.Width = width
	return d
}

// template checks a template for one type of dot.
func (c *checker) template(name string, dot reflect.Type) {
	tree := c.trees[name]
	if key := (call{name, dot}); tree == nil || c.seen[key] {
		return
	} else {
		c.seen[key] = true
	}
	outer := c.tree
	c.tree = tree
	defer func() { c.tree = outer }()
	c.walk(tree.Root, &scope{dot: dot, vars: []variable{{"$", dot}}})
}

func (c *checker) walk(n parse.Node, s *scope) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			c.walk(child, s)
		}
	case *parse.ActionNode:
		t := c.pipe(n.Pipe, s)
		if len(n.Pipe.Decl) == 0 {
			c.printable(n, t)
		}
	case *parse.IfNode:
		mark := len(s.vars)
		c.pipe(n.Pipe, s)
		c.branches(&n.BranchNode, s, s.dot, mark)
	case *parse.WithNode:
		mark := len(s.vars)
		t := c.pipe(n.Pipe, s)
		c.branches(&n.BranchNode, s, t, mark)
	case *parse.RangeNode:
		c.loop(n, s)
	case *parse.TemplateNode:
		var dot reflect.Type
		if n.Pipe != nil {
			dot = c.pipe(n.Pipe, s)
		}
		if c.trees[n.Name] == nil && !c.ts.broken {
			d := c.errorf(n.Pos, len([]rune(strconv.Quote(n.Name))), "layout-template-unknown", "there is no template %q", n.Name)
			d.Hint = diag.DidYouMean(n.Name, maps.Keys(c.trees))
		}
		c.template(n.Name, dot)
	}
}

// branches walks both sides of an if or with. Variables declared from mark on
// end with it.
func (c *checker) branches(b *parse.BranchNode, s *scope, dot reflect.Type, mark int) {
	outer, inner := s.dot, len(s.vars)
	s.dot = dot
	c.walk(b.List, s)
	s.dot, s.vars = outer, s.vars[:inner]
	c.walk(b.ElseList, s)
	s.vars = s.vars[:mark]
}

func (c *checker) loop(n *parse.RangeNode, s *scope) {
	mark := len(s.vars)
	over := c.pipeline(n.Pipe, s)
	key, elem := c.elements(n, over)
	declare := s.declare
	if n.Pipe.IsAssign {
		declare = s.assign
	}
	switch decl := n.Pipe.Decl; len(decl) {
	case 1:
		declare(decl[0].Ident[0], elem)
	case 2:
		declare(decl[0].Ident[0], key)
		declare(decl[1].Ident[0], elem)
	}
	c.branches(&n.BranchNode, s, elem, mark)
}

// elements returns the types of the keys and elements that a range visits.
func (c *checker) elements(n *parse.RangeNode, over reflect.Type) (key, elem reflect.Type) {
	t := deref(over)
	if t == nil {
		return nil, nil
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return reflect.TypeFor[int](), t.Elem()
	case reflect.Map:
		return t.Key(), t.Elem()
	case reflect.Chan:
		return reflect.TypeFor[int](), t.Elem()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return nil, t
	case reflect.Interface, reflect.Func:
		return nil, nil
	}
	c.errorf(n.Pipe.Position(), width(n.Pipe), "layout-range", "range goes over lists, and %s is %s", n.Pipe, describeType(t))
	return nil, nil
}

// pipe checks a pipeline, declares or assigns its variables, and returns the
// type of its value.
func (c *checker) pipe(p *parse.PipeNode, s *scope) reflect.Type {
	t := c.pipeline(p, s)
	for _, v := range p.Decl {
		if p.IsAssign {
			s.assign(v.Ident[0], t)
		} else {
			s.declare(v.Ident[0], t)
		}
	}
	return t
}

func (c *checker) pipeline(p *parse.PipeNode, s *scope) reflect.Type {
	if p == nil {
		return nil
	}
	var value *operand
	for _, cmd := range p.Cmds {
		t := c.command(cmd, s, value)
		value = &operand{typ: t, node: cmd}
	}
	if value == nil {
		return nil
	}
	return value.typ
}

// operand is a value that a function or method is called with.
type operand struct {
	typ  reflect.Type
	node parse.Node
}

// command checks one command. final, unless nil, is the value that the
// pipeline passes to it as its last argument.
func (c *checker) command(cmd *parse.CommandNode, s *scope, final *operand) reflect.Type {
	var args []operand
	for _, a := range cmd.Args[1:] {
		args = append(args, operand{c.value(a, s, nil, true), a})
	}
	if final != nil {
		args = append(args, *final)
	}
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return c.function(id, args)
	}
	return c.value(cmd.Args[0], s, args, false)
}

// value checks an expression and returns its type. args are what it is called
// with if it is a method; an expression that stands as an argument itself
// (inner) takes none.
func (c *checker) value(n parse.Node, s *scope, args []operand, inner bool) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return c.chain(s.dot, n.Ident, c.start(n.Pos, n.Ident, "."+n.Ident[0]), args)
	case *parse.VariableNode:
		t := s.lookup(n.Ident[0])
		if len(n.Ident) == 1 {
			return t
		}
		at := c.start(n.Pos, n.Ident, n.Ident[0])
		return c.chain(t, n.Ident[1:], at+parse.Pos(len(n.Ident[0])), args)
	case *parse.ChainNode:
		return c.chain(c.value(n.Node, s, nil, true), n.Field, n.Pos, args)
	case *parse.PipeNode:
		mark := len(s.vars)
		t := c.pipe(n, s)
		s.vars = s.vars[:mark]
		return t
	case *parse.IdentifierNode:
		if inner {
			return c.function(n, nil)
		}
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	}
	return nil // nil, and numbers, whose type depends on where they stand
}

// start is the offset of the first of several joined names, of which the
// parser keeps the place of the second.
func (c *checker) start(pos parse.Pos, idents []string, first string) parse.Pos {
	if len(idents) > 1 {
		return pos - parse.Pos(len(first))
	}
	return pos
}

// chain follows .A.B.C from a value; at is the offset of the first dot.
func (c *checker) chain(t reflect.Type, names []string, at parse.Pos, args []operand) reflect.Type {
	for i, name := range names {
		if t == nil {
			return nil
		}
		m := member(t, name)
		if m.kind == missing {
			c.missing(t, name, at)
			return nil
		}
		if m.kind == method {
			var with []operand
			if i == len(names)-1 {
				with = args
			}
			c.arguments(at+1, name, m.typ, with)
		} else if i == len(names)-1 && len(args) > 0 && m.kind == field && m.typ.Kind() != reflect.Func && m.typ.Kind() != reflect.Interface {
			c.errorf(at, len(name)+1, "layout-arguments", ".%s is not a method and takes no arguments", name)
		}
		t = m.result()
		at += parse.Pos(len(name) + 1)
	}
	return t
}

func (c *checker) missing(t reflect.Type, name string, at parse.Pos) {
	d := c.errorf(at, len([]rune(name))+1, "layout-field", "%s has no field or method %q", typeName(t), name)
	d.Hint = diag.DidYouMean(name, members(t))
}

// printable reports the printing of what has no text.
func (c *checker) printable(n *parse.ActionNode, t reflect.Type) {
	if t == nil || isText(t) {
		return
	}
	switch d := deref(t); d.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Array, reflect.Map, reflect.Func, reflect.Chan:
		w := c.problems.Warnf(c.ts.pos(c.tree, int(n.Pipe.Position())), "layout-print", "%s is %s, which has no text of its own", n.Pipe, describeType(d))
		w.Width = width(n.Pipe)
		w.Hint = "print one of its fields, or range over it"
	}
}

func width(n fmt.Stringer) int { return len([]rune(n.String())) }
