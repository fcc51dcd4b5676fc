package layout

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// The compiler turns escaped templates into steps, once for each type of dot
// that they are called with. All types are known beforehand, since views are
// structs without interfaces in them; so which field, method or escaper is
// meant is decided here and not while a page is made. What a page shows stays
// exactly what html/template would make of it: what the compiler does not
// know, it refuses, and the page is left to the standard library.

// refusal says why a page cannot be compiled. It is thrown within the compiler.
type refusal string

func refuse(format string, args ...any) { panic(refusal(fmt.Sprintf(format, args...))) }

type compiler struct {
	escaped *escapedSet
	funcs   template.FuncMap
	library *escapers
	bodies  map[bodyKey]*body

	*frame // of the template being compiled
}

type bodyKey struct {
	root *parse.ListNode
	dot  shape
}

// frame is what is visible at a place in a template.
type frame struct {
	dot   expression
	vars  []local // innermost last
	next  int     // the first free slot
	slots int     // the most that were in use
}

type local struct {
	name string
	slot int
	shape
}

// compile makes the page of a view from its escaped templates; the string says
// why it cannot.
func compile(set *escapedSet, view reflect.Type, funcs template.FuncMap, library *escapers) (main *body, why string) {
	c := &compiler{escaped: set, funcs: funcs, library: library, bodies: map[bodyKey]*body{}}
	defer func() {
		if r := recover(); r != nil {
			reason, ok := r.(refusal)
			if !ok {
				panic(r)
			}
			main, why = nil, string(reason)
		}
	}()
	return c.template(set.root(set.main), shape{typ: view}), ""
}

// template compiles a template for one shape of dot. While that is under way,
// the template itself may call it.
func (c *compiler) template(root *parse.ListNode, dot shape) *body {
	if root == nil {
		refuse("an undefined template")
	}
	key := bodyKey{root, dot}
	if b := c.bodies[key]; b != nil {
		return b
	}
	b := new(body)
	c.bodies[key] = b
	outer := c.frame
	given := inSlot(0, dot)
	c.frame = &frame{dot: given, vars: []local{{"$", 0, dot}}, next: 1, slots: 1}
	b.block = c.list(root)
	b.slots = c.slots
	c.frame = outer
	return b
}

func (f *frame) newSlot() int {
	f.next++
	f.slots = max(f.slots, f.next)
	return f.next - 1
}

func (c *compiler) lookup(name string) expression {
	for i := len(c.vars) - 1; i >= 0; i-- {
		if v := c.vars[i]; v.name == name {
			if v.typ == nil {
				refuse("%s, whose type is not known", name)
			}
			return inSlot(v.slot, v.shape)
		}
	}
	refuse("%s is not a variable", name)
	return expression{}
}

// scoped compiles something whose variables end with it.
func (c *compiler) scoped(dot expression, n *parse.ListNode) block {
	outer := *c.frame
	c.dot = dot
	b := c.list(n)
	slots := c.slots
	*c.frame = outer
	c.slots = slots
	return b
}

func (c *compiler) list(n *parse.ListNode) block {
	var b builder
	if n != nil {
		for _, child := range n.Nodes {
			if !c.node(child, &b) {
				break // nothing after it is reached, nor was it escaped
			}
		}
	}
	return b.block()
}

// node compiles a node into b; it reports false after {{break}} and
// {{continue}}.
func (c *compiler) node(n parse.Node, b *builder) bool {
	switch n := n.(type) {
	case *parse.TextNode:
		b.literal(n.Text)
	case *parse.CommentNode:
	case *parse.ActionNode:
		c.action(n, b)
	case *parse.IfNode:
		c.branch(&n.BranchNode, b, false)
	case *parse.WithNode:
		c.branch(&n.BranchNode, b, true)
	case *parse.RangeNode:
		c.loop(n, b)
	case *parse.TemplateNode:
		c.callTemplate(c.escaped.root(n.Name), n.Pipe, b)
	case *parse.ListNode:
		call := c.escaped.calls[n]
		if call == nil {
			refuse("a list of its own")
		}
		c.callTemplate(n, call.Pipe, b)
	case *parse.BreakNode:
		b.do(func(*run) signal { return breakLoop })
		return false
	case *parse.ContinueNode:
		b.do(func(*run) signal { return nextRound })
		return false
	default:
		refuse("%s", n)
	}
	return true
}

// action compiles {{pipeline}}: an assignment, or something that is written.
func (c *compiler) action(n *parse.ActionNode, b *builder) {
	cmds, chain := splitEscapers(n.Pipe.Cmds)
	if len(n.Pipe.Decl) > 0 {
		if len(chain) > 0 {
			refuse("an escaper in an assignment")
		}
		e := c.pipeline(n.Pipe, cmds)
		c.assign(n.Pipe, e, b)
		return
	}
	c.write(c.pipeline(n.Pipe, cmds), chain, endsEscaped(cmds), b)
}

// assign declares the variables of a pipeline, or gives them new values.
func (c *compiler) assign(p *parse.PipeNode, e expression, b *builder) {
	if e.typ == nil {
		refuse("a variable of several types")
	}
	if len(p.Decl) != 1 {
		refuse("several variables for one value")
	}
	name := p.Decl[0].Ident[0]
	if !p.IsAssign {
		at := c.newSlot()
		c.storeIn(at, e, b)
		c.vars = append(c.vars, local{name, at, e.shape})
		return
	}
	at, s := c.assignable(name, e.shape)
	c.storeIn(at, converted(e, s.form), b)
}

// assignable is the slot of a variable that may be given another value of the
// same type.
func (c *compiler) assignable(name string, s shape) (int, shape) {
	v := c.lookup(name)
	if !v.alike(s) {
		refuse("%s is given values of several types", name)
	}
	return v.slot, v.shape
}

// converted is e in the form that a slot has.
func converted(e expression, f form) expression {
	switch {
	case e.form == f:
		return e
	case f == asText:
		return expression{shape: shape{typ: e.typ, form: f}, text: e.asText()}
	case f == asNumber:
		return expression{shape: shape{typ: e.typ, form: f}, number: e.asNumber()}
	case f == asFlag:
		return expression{shape: shape{typ: e.typ, form: f}, flag: e.asFlag()}
	}
	return computed(shape{typ: e.typ}, e.value())
}

func (c *compiler) storeIn(at int, e expression, b *builder) {
	store := e.store(at)
	b.do(func(r *run) signal {
		store(r)
		return onward
	})
}

// branch compiles if and with.
func (c *compiler) branch(n *parse.BranchNode, b *builder, with bool) {
	outer := *c.frame
	e := c.pipeline(n.Pipe, n.Pipe.Cmds)
	if len(n.Pipe.Decl) > 0 {
		c.assign(n.Pipe, e, b)
		if at := c.lookup(n.Pipe.Decl[0].Ident[0]); at.form == e.form {
			e = at
		} else {
			refuse("a condition that is assigned to a variable of another form")
		}
	}
	inner := c.dot
	if with {
		if e.typ == nil {
			refuse("a dot of several types")
		}
		at := c.newSlot()
		c.storeIn(at, e, b)
		e = inSlot(at, e.shape)
		inner = e
	}
	holds := c.isTrue(e)
	yes := c.scoped(inner, n.List)
	no := c.scoped(c.dot, n.ElseList)
	slots := c.slots
	*c.frame = outer
	c.slots = slots
	if len(no.steps) == 0 {
		b.do(func(r *run) signal {
			if holds(r) {
				return yes.run(r)
			}
			return onward
		})
		return
	}
	b.do(func(r *run) signal {
		if holds(r) {
			return yes.run(r)
		}
		return no.run(r)
	})
}

// maxInlined is how many bytes a template may write to be replaced by its text,
// so that templates that call each other do not multiply.
const maxInlined = 4096

// callTemplate compiles a call of a template. One that always writes the same
// text is replaced by it.
func (c *compiler) callTemplate(root *parse.ListNode, p *parse.PipeNode, b *builder) {
	var dot expression
	if p != nil {
		if len(p.Decl) > 0 {
			refuse("a variable declared by a call")
		}
		dot = c.pipeline(p, p.Cmds)
		if dot.typ == nil {
			refuse("a dot of several types")
		}
	}
	t := c.template(root, dot.shape)
	if t.constant && len(t.text) <= maxInlined && (p == nil || dot.constant) {
		b.literal(t.text)
		return
	}
	pass := dot.passed()
	b.do(func(r *run) signal {
		r.call(t, pass(r))
		return onward
	})
}
