package layout

import (
	"reflect"
	"text/template/parse"
)

// loop compiles range.
func (c *compiler) loop(n *parse.RangeNode, b *builder) {
	outer := *c.frame
	list := c.pipeline(n.Pipe, n.Pipe.Cmds).pointed()
	if list.typ == nil {
		refuse("a range over several types")
	}
	l := looping{else_: c.rangeElse(n)}
	elem := shape{addr: list.addr}
	switch {
	case list.typ == reflect.TypeFor[int]():
		elem = shape{typ: list.typ, form: asNumber}
	case list.typ.Kind() == reflect.Slice:
		elem.typ, elem.addr = list.typ.Elem(), true
	case list.typ.Kind() == reflect.Array:
		elem.typ = list.typ.Elem()
	default:
		refuse("a range over %s", list.typ)
	}
	l.dot = c.newSlot()
	dot := known(inSlot(l.dot, elem))
	c.rangeVariables(n, &l, dot)
	l.body = c.scoped(dot, n.List)
	slots := c.slots
	*c.frame = outer
	c.slots = slots
	if dot.form == asNumber {
		l.count = list.asNumber()
		b.do(l.overNumber)
		return
	}
	l.list = list.value()
	b.do(l.overList)
}

// rangeElse compiles what a range does without elements. The variables of the
// range are visible there, but hold what is ranged over.
func (c *compiler) rangeElse(n *parse.RangeNode) block {
	outer := *c.frame
	for _, v := range n.Pipe.Decl {
		if !n.Pipe.IsAssign {
			c.vars = append(c.vars, local{name: v.Ident[0]})
		} else if n.ElseList != nil {
			refuse("a range with else that assigns variables")
		}
	}
	no := c.scoped(c.dot, n.ElseList)
	slots := c.slots
	*c.frame = outer
	c.slots = slots
	return no
}

// rangeVariables declares the variables of a range, or assigns to those that
// there are.
func (c *compiler) rangeVariables(n *parse.RangeNode, l *looping, dot expression) {
	decl := n.Pipe.Decl
	values := []expression{dot}
	if len(decl) == 2 {
		if dot.form == asNumber {
			refuse("two variables for a range over a number")
		}
		l.index = c.newSlot()
		index := inSlot(l.index, shape{typ: reflect.TypeFor[int](), form: asNumber})
		values = []expression{index, dot}
	}
	for i, v := range decl {
		name := v.Ident[0]
		if !n.Pipe.IsAssign {
			at := values[i].slot
			if values[i].slot == dot.slot { // the dot's slot stays the dot's when the variable changes
				at = c.newSlot()
				l.elem = at
			}
			c.vars = append(c.vars, local{name, at, values[i].shape})
			continue
		}
		at, s := c.assignable(name, values[i].shape)
		l.assigned = append(l.assigned, converted(values[i], s.form).store(at))
	}
}

// looping is a range. Slots are 0 where there is no variable.
type looping struct {
	list             func(*run) reflect.Value
	count            func(*run) int64
	dot, index, elem int
	assigned         []func(*run) // to variables that are older than the range
	body, else_      block
}

func (l *looping) overList(r *run) signal {
	v := l.list(r)
	n := v.Len()
	if n == 0 {
		return l.none(r)
	}
	for i := range n {
		elem := v.Index(i)
		r.at(l.dot).v = elem
		if l.index > 0 {
			r.at(l.index).n = int64(i)
		}
		if l.elem > 0 {
			r.at(l.elem).v = elem
		}
		if l.round(r) == breakLoop {
			break
		}
	}
	return onward
}

func (l *looping) overNumber(r *run) signal {
	n := l.count(r)
	if n <= 0 {
		return l.none(r)
	}
	for i := range n {
		r.at(l.dot).n = i
		if l.elem > 0 {
			r.at(l.elem).n = i
		}
		if l.round(r) == breakLoop {
			break
		}
	}
	return onward
}

func (l *looping) round(r *run) signal {
	for _, assign := range l.assigned {
		assign(r)
	}
	return l.body.run(r)
}

// none is a range over nothing, which would be assigned to older variables. A
// break in its else ends no more than the range itself, as in the standard
// library.
func (l *looping) none(r *run) signal {
	if len(l.assigned) > 0 {
		panic(unlike{})
	}
	if sig := l.else_.run(r); sig != breakLoop {
		return sig
	}
	return onward
}
