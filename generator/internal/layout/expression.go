package layout

import (
	"html/template"
	"reflect"
	"slices"
	"text/template/parse"
)

// form is how a value is passed between steps. What lies in the view is a
// reflect.Value; what is computed is passed as what it is, for a reflect.Value
// of it would need memory.
type form uint8

const (
	asValue  form = iota
	asText        // any type that is a string
	asNumber      // int
	asFlag        // bool
)

// shape is what is known of a value when a template is compiled. A template is
// compiled once for each shape of its dot.
type shape struct {
	typ  reflect.Type // never an interface; nil where there is no value, or only its truth is known
	form form
	addr bool // the value has an address, and so the methods of its pointer
}

// alike reports whether one value may stand for the other. Whether they have
// addresses counts only if that makes more methods.
func (s shape) alike(other shape) bool {
	return s.typ != nil && s.typ == other.typ && (s.addr == other.addr || reflect.PointerTo(s.typ).NumMethod() == 0)
}

// follow stands in a path for following a pointer.
const follow = -1

// expression computes a value of a shape. Those that come from the view are
// paths: from a slot or a computed value through pointers and fields.
type expression struct {
	shape
	constant bool // depends on nothing; may be called with a nil run

	slot int // where the path begins, if from is nil
	from func(*run) reflect.Value
	path []int // indexes of fields, and follow

	text   func(*run) string // form asText
	number func(*run) int64  // form asNumber
	flag   func(*run) bool   // form asFlag

	truth func(*run) bool // where typ is nil: an and or an or of values of several types
}

// inSlot is the value that a slot of the frame has.
func inSlot(at int, s shape) expression {
	e := expression{shape: s, slot: at}
	switch s.form {
	case asText:
		e.text = func(r *run) string { return r.at(at).s }
	case asNumber:
		e.number = func(r *run) int64 { return r.at(at).n }
	case asFlag:
		e.flag = func(r *run) bool { return r.at(at).n != 0 }
	}
	return e
}

func constantText(s string) expression {
	return expression{shape: shape{typ: reflect.TypeFor[string](), form: asText}, constant: true, text: func(*run) string { return s }}
}

func constantNumber(n int64) expression {
	e := number(func(*run) int64 { return n })
	e.constant = true
	return e
}

func constantFlag(b bool) expression {
	e := flag(func(*run) bool { return b })
	e.constant = true
	return e
}

func number(f func(*run) int64) expression {
	return expression{shape: shape{typ: reflect.TypeFor[int](), form: asNumber}, number: f}
}

func flag(f func(*run) bool) expression {
	return expression{shape: shape{typ: reflect.TypeFor[bool](), form: asFlag}, flag: f}
}

func text(f func(*run) string) expression {
	return expression{shape: shape{typ: reflect.TypeFor[string](), form: asText}, text: f}
}

func computed(s shape, f func(*run) reflect.Value) expression { return expression{shape: s, from: f} }

// value returns what computes e as a reflect.Value.
func (e expression) value() func(*run) reflect.Value {
	if e.form != asValue {
		boxed := e.boxed()
		return func(r *run) reflect.Value { return reflect.ValueOf(boxed(r)) }
	}
	at, from, path := e.slot, e.from, e.path
	switch {
	case from != nil && len(path) == 0:
		return from
	case from != nil:
		return func(r *run) reflect.Value { return walkPath(from(r), path) }
	case len(path) == 0:
		return func(r *run) reflect.Value { return r.at(at).v }
	case len(path) == 1 && path[0] != follow:
		i := path[0]
		return func(r *run) reflect.Value { return r.at(at).v.Field(i) }
	case len(path) == 2 && path[0] == follow && path[1] != follow:
		i := path[1]
		return func(r *run) reflect.Value { return r.at(at).v.Elem().Field(i) }
	}
	return func(r *run) reflect.Value { return walkPath(r.at(at).v, path) }
}

// walkPath throws if it meets a nil pointer.
func walkPath(v reflect.Value, path []int) reflect.Value {
	for _, i := range path {
		if i == follow {
			v = v.Elem()
		} else {
			v = v.Field(i)
		}
	}
	return v
}

// asText returns what computes e, whose kind is a string.
func (e expression) asText() func(*run) string {
	if e.form == asText {
		return e.text
	}
	at, path := e.slot, e.path
	switch {
	case e.from != nil:
	case len(path) == 0:
		return func(r *run) string { return r.at(at).v.String() }
	case len(path) == 1 && path[0] != follow:
		i := path[0]
		return func(r *run) string { return r.at(at).v.Field(i).String() }
	case len(path) == 2 && path[0] == follow && path[1] != follow:
		i := path[1]
		return func(r *run) string { return r.at(at).v.Elem().Field(i).String() }
	}
	value := e.value()
	return func(r *run) string { return value(r).String() }
}

// asNumber returns what computes e, whose kind is a signed integer.
func (e expression) asNumber() func(*run) int64 {
	if e.form == asNumber {
		return e.number
	}
	value := e.value()
	return func(r *run) int64 { return value(r).Int() }
}

// asFlag returns what computes e, whose kind is bool.
func (e expression) asFlag() func(*run) bool {
	if e.form == asFlag {
		return e.flag
	}
	value := e.value()
	return func(r *run) bool { return value(r).Bool() }
}

// boxed returns what computes e as an interface value.
func (e expression) boxed() func(*run) any {
	switch e.form {
	case asNumber:
		n := e.number
		return func(r *run) any { return int(n(r)) }
	case asFlag:
		b := e.flag
		return func(r *run) any { return b(r) }
	case asText:
		s, t := e.text, e.typ
		switch t {
		case reflect.TypeFor[string]():
			return func(r *run) any { return s(r) }
		case reflect.TypeFor[template.HTML]():
			return func(r *run) any { return template.HTML(s(r)) } //nolint:gosec // it was one
		}
		return func(r *run) any { return reflect.ValueOf(s(r)).Convert(t).Interface() }
	}
	value := e.value()
	return func(r *run) any { return value(r).Interface() }
}

// store returns what computes e into a slot of the frame.
func (e expression) store(at int) func(*run) {
	switch e.form {
	case asText:
		s := e.text
		return func(r *run) { r.at(at).s = s(r) }
	case asNumber:
		n := e.number
		return func(r *run) { r.at(at).n = n(r) }
	case asFlag:
		b := e.flag
		return func(r *run) { r.at(at).n = bit(b(r)) }
	}
	value := e.value()
	return func(r *run) { r.at(at).v = value(r) }
}

// passed returns what computes e as the dot of a template.
func (e expression) passed() func(*run) slot {
	if e.typ == nil {
		return func(*run) slot { return slot{} }
	}
	switch e.form {
	case asText:
		s := e.text
		return func(r *run) slot { return slot{s: s(r)} }
	case asNumber:
		n := e.number
		return func(r *run) slot { return slot{n: n(r)} }
	case asFlag:
		b := e.flag
		return func(r *run) slot { return slot{n: bit(b(r))} }
	}
	value := e.value()
	return func(r *run) slot { return slot{v: value(r)} }
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// isTrue returns what computes whether e is true in the sense of {{if}}.
func (c *compiler) isTrue(e expression) func(*run) bool {
	if e.truth != nil {
		return e.truth
	}
	if e.typ == nil {
		refuse("a condition without a value")
	}
	switch kind := e.typ.Kind(); {
	case kind == reflect.String:
		s := e.asText()
		return func(r *run) bool { return s(r) != "" }
	case kind == reflect.Bool:
		return e.asFlag()
	case isSigned(kind):
		n := e.asNumber()
		return func(r *run) bool { return n(r) != 0 }
	case reflect.Uint <= kind && kind <= reflect.Uintptr:
		v := e.value()
		return func(r *run) bool { return v(r).Uint() != 0 }
	case kind == reflect.Slice || kind == reflect.Map || kind == reflect.Array:
		v := e.value()
		return func(r *run) bool { return v(r).Len() > 0 }
	case kind == reflect.Pointer:
		v := e.value()
		return func(r *run) bool { return !v(r).IsNil() }
	case kind == reflect.Float32 || kind == reflect.Float64:
		v := e.value()
		return func(r *run) bool { return v(r).Float() != 0 }
	case kind == reflect.Struct:
		v := e.value()
		return func(r *run) bool { v(r); return true }
	}
	refuse("a condition of type %s", e.typ)
	return nil
}

func isSigned(k reflect.Kind) bool { return reflect.Int <= k && k <= reflect.Int64 }

// pointed follows pointers.
func (e expression) pointed() expression {
	for e.typ != nil && e.typ.Kind() == reflect.Pointer {
		e.path = append(slices.Clip(e.path), follow)
		e.typ, e.addr = e.typ.Elem(), true
	}
	return e
}

// known refuses what is an interface: its type is not known before the page is
// made.
func known(e expression) expression {
	if e.typ != nil && e.typ.Kind() == reflect.Interface {
		refuse("a value of type %s", e.typ)
	}
	return e
}

// fields follows .A.B.C from a value.
func (c *compiler) fields(e expression, names []string, called bool) expression {
	for i, name := range names {
		e = known(c.field(e, name, called && i == len(names)-1))
	}
	return e
}

// field is a field or method of a value; called, if it is given arguments.
func (c *compiler) field(e expression, name string, called bool) expression {
	if e.typ == nil {
		refuse("a field of nothing")
	}
	e = e.pointed()
	receiver := e.typ
	if e.addr {
		receiver = reflect.PointerTo(e.typ)
	}
	if called {
		refuse("arguments for .%s", name)
	}
	if m, ok := receiver.MethodByName(name); ok {
		return c.method(e, m)
	}
	if e.typ.Kind() != reflect.Struct {
		refuse(".%s of type %s", name, e.typ)
	}
	f, ok := e.typ.FieldByName(name)
	if !ok || !f.IsExported() {
		refuse("no field .%s in %s", name, e.typ)
	}
	for _, i := range f.Index {
		e = e.pointed() // an embedded pointer
		e.path = append(slices.Clip(e.path), i)
		e.typ = e.typ.Field(i).Type
	}
	return e
}

// method calls a method without arguments. IsZero, which dates have, is called
// without reflection.
func (c *compiler) method(e expression, m reflect.Method) expression {
	if m.Type.NumIn() != 1 || m.Type.NumOut() < 1 || m.Type.NumOut() == 2 && m.Type.Out(1) != reflect.TypeFor[error]() || m.Type.NumOut() > 2 {
		refuse("method %s", m.Name)
	}
	value, addr := e.value(), e.addr
	receiver := func(r *run) reflect.Value {
		if v := value(r); addr {
			return v.Addr()
		} else {
			return v
		}
	}
	type zeroer interface{ IsZero() bool }
	if m.Name == "IsZero" && m.Type.NumOut() == 1 && m.Type.Out(0) == reflect.TypeFor[bool]() {
		return flag(func(r *run) bool { return receiver(r).Interface().(zeroer).IsZero() })
	}
	if m.Type.Out(0) == reflect.TypeFor[reflect.Value]() {
		refuse("method %s", m.Name)
	}
	index := m.Index
	return computed(shape{typ: m.Type.Out(0)}, func(r *run) reflect.Value {
		results := receiver(r).Method(index).Call(nil)
		if len(results) == 2 && !results[1].IsNil() {
			panic(unlike{})
		}
		return results[0]
	})
}

// pipeline is the value of some commands, each of which is given that of the
// one before. A declaration within parentheses is not compiled.
func (c *compiler) pipeline(p *parse.PipeNode, cmds []*parse.CommandNode) expression {
	if p == nil || len(cmds) == 0 {
		refuse("an empty pipeline")
	}
	var e expression
	for i, cmd := range cmds {
		var final *expression
		if i > 0 {
			before := e
			final = &before
		}
		e = known(c.command(cmd, final))
	}
	return e
}

func (c *compiler) command(cmd *parse.CommandNode, final *expression) expression {
	called := len(cmd.Args) > 1 || final != nil
	switch n := cmd.Args[0].(type) {
	case *parse.IdentifierNode:
		return c.function(n.Ident, cmd.Args[1:], final)
	case *parse.FieldNode:
		return c.fields(c.dot, n.Ident, called)
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return c.fields(c.lookup(n.Ident[0]), n.Ident[1:], called)
		}
	case *parse.ChainNode:
		return c.chain(n, called)
	}
	if called {
		refuse("arguments for %s", cmd.Args[0])
	}
	return c.operand(cmd.Args[0])
}

// chain is (pipeline).A.B.
func (c *compiler) chain(n *parse.ChainNode, called bool) expression {
	p, ok := n.Node.(*parse.PipeNode)
	if !ok || len(p.Decl) > 0 {
		refuse("fields of %s", n.Node)
	}
	return c.fields(c.pipeline(p, p.Cmds), n.Field, called)
}

// operand is what an expression that stands for a value is.
func (c *compiler) operand(n parse.Node) expression {
	switch n := n.(type) {
	case *parse.DotNode:
		if c.dot.typ == nil {
			refuse("a dot without a value")
		}
		return c.dot
	case *parse.FieldNode:
		return c.fields(c.dot, n.Ident, false)
	case *parse.VariableNode:
		return c.fields(c.lookup(n.Ident[0]), n.Ident[1:], false)
	case *parse.ChainNode:
		return c.chain(n, false)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			refuse("a declaration within parentheses")
		}
		return c.pipeline(n, n.Cmds)
	case *parse.IdentifierNode:
		return known(c.function(n.Ident, nil, nil))
	case *parse.StringNode:
		return constantText(n.Text)
	case *parse.BoolNode:
		return constantFlag(n.True)
	case *parse.NumberNode:
		return constantOf(n)
	}
	refuse("%s", n)
	return expression{}
}
