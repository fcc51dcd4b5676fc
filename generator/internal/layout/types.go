package layout

import (
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"text/template/parse"
)

// deref is the type behind pointers.
func deref(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// What a name after a dot can be.
type memberKind uint8

const (
	missing memberKind = iota
	unknown            // known only when the page is made
	field
	method
)

// found is what a name after a dot is; typ is the type of a field, or of a
// method as a function without its receiver.
type found struct {
	kind memberKind
	typ  reflect.Type
}

// result is the type of the value; nil when it is not known.
func (f found) result() reflect.Type {
	if f.kind == method {
		if f.typ.NumOut() == 0 {
			return nil
		}
		return f.typ.Out(0)
	}
	return f.typ
}

// member finds a name in a type, as text/template does: methods of the value
// and of its address, then fields, then the keys of a map.
func member(t reflect.Type, name string) found {
	if t.Kind() == reflect.Interface {
		if m, ok := t.MethodByName(name); ok {
			return found{method, m.Type}
		}
		return found{kind: unknown}
	}
	base := deref(t)
	if base.Kind() == reflect.Interface {
		return found{kind: unknown}
	}
	if m, ok := reflect.PointerTo(base).MethodByName(name); ok {
		return found{method, withoutReceiver(m.Type)}
	}
	switch base.Kind() {
	case reflect.Struct:
		if f, ok := base.FieldByName(name); ok && f.IsExported() {
			return found{field, f.Type}
		}
	case reflect.Map:
		if base.Key().Kind() == reflect.String {
			return found{field, base.Elem()}
		}
	}
	return found{}
}

func withoutReceiver(t reflect.Type) reflect.Type {
	var in, out []reflect.Type
	for i := 1; i < t.NumIn(); i++ {
		in = append(in, t.In(i))
	}
	for i := range t.NumOut() {
		out = append(out, t.Out(i))
	}
	return reflect.FuncOf(in, out, t.IsVariadic())
}

// members yields the names that may stand after a dot.
func members(t reflect.Type) iter.Seq[string] {
	return func(yield func(string) bool) {
		base := deref(t)
		p := reflect.PointerTo(base)
		for i := range p.NumMethod() {
			if !yield(p.Method(i).Name) {
				return
			}
		}
		if base.Kind() != reflect.Struct {
			return
		}
		for _, f := range reflect.VisibleFields(base) {
			if f.IsExported() && !yield(f.Name) {
				return
			}
		}
	}
}

// isText reports whether a value prints as words.
func isText(t reflect.Type) bool {
	p := reflect.PointerTo(deref(t))
	for _, text := range []reflect.Type{
		reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[error](), reflect.TypeFor[json.Marshaler](),
	} {
		if p.Implements(text) {
			return true
		}
	}
	return false
}

// typeName is how messages call a type: view.Brief.
func typeName(t reflect.Type) string { return deref(t).String() }

// describeType says what a value of a type is, for people who do not write Go.
func describeType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list of " + typeName(t.Elem())
	case reflect.Map:
		return "a map"
	case reflect.Struct:
		return "a " + t.String()
	case reflect.Func:
		return "a function"
	}
	return "a value of type " + t.String()
}

// function checks a call of a function and returns the type of its result.
func (c *checker) function(id *parse.IdentifierNode, args []operand) reflect.Type {
	arg := func(i int) reflect.Type {
		if i < len(args) {
			return args[i].typ
		}
		return nil
	}
	if sig, ok := signatures[id.Ident]; ok {
		c.arguments(id.Pos, id.Ident, sig, args)
		return sig.Out(0)
	}
	switch id.Ident {
	case "and", "or":
		t := arg(0)
		for _, a := range args {
			if a.typ != t {
				return nil
			}
		}
		return t
	case "eq", "ne", "lt", "le", "gt", "ge":
		c.comparison(id, args)
		return reflect.TypeFor[bool]()
	case "index":
		t := arg(0)
		for range len(args) - 1 {
			t = deref(t)
			if t == nil {
				return nil
			}
			switch t.Kind() {
			case reflect.Slice, reflect.Array, reflect.Map:
				t = t.Elem()
			default:
				return nil
			}
		}
		return t
	case "slice":
		return arg(0)
	case "len":
		c.length(id, args)
		return reflect.TypeFor[int]()
	}
	return nil
}

// signatures are the functions whose arguments and result are always the same.
var signatures = map[string]reflect.Type{
	"asset":    reflect.TypeFor[func(string) string](),
	"icon":     reflect.TypeFor[func(string) string](),
	"not":      reflect.TypeFor[func(any) bool](),
	"print":    reflect.TypeFor[func(...any) string](),
	"println":  reflect.TypeFor[func(...any) string](),
	"printf":   reflect.TypeFor[func(string, ...any) string](),
	"html":     reflect.TypeFor[func(...any) string](),
	"js":       reflect.TypeFor[func(...any) string](),
	"urlquery": reflect.TypeFor[func(...any) string](),
}

// arguments checks what a function or method is called with.
func (c *checker) arguments(pos parse.Pos, name string, sig reflect.Type, args []operand) {
	want := sig.NumIn()
	if sig.IsVariadic() {
		if len(args) < want-1 {
			c.errorf(pos, len(name), "layout-arguments", "%s takes at least %s and gets %d", name, count(want-1), len(args))
			return
		}
	} else if len(args) != want {
		c.errorf(pos, len(name), "layout-arguments", "%s takes %s and gets %d", name, count(want), len(args))
		return
	}
	for i, a := range args {
		var t reflect.Type
		if sig.IsVariadic() && i >= want-1 {
			t = sig.In(want - 1).Elem()
		} else {
			t = sig.In(i)
		}
		if a.typ != nil && !accepts(t, a.typ) {
			c.errorf(a.node.Position(), width(a.node), "layout-arguments", "%s takes %s here, and %s is %s", name, describeType(t), a.node, describeType(deref(a.typ)))
		}
	}
}

// accepts reports whether a value may be passed where another type is wanted;
// when in doubt, it may.
func accepts(want, have reflect.Type) bool {
	if have.AssignableTo(want) || have.Kind() == reflect.Interface || want == reflect.TypeFor[reflect.Value]() {
		return true
	}
	return deref(have).AssignableTo(deref(want)) || reflect.PointerTo(have).AssignableTo(want)
}

func count(n int) string {
	if n == 1 {
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", n)
}

// comparison reports values that cannot be equal because they are of
// different sorts.
func (c *checker) comparison(id *parse.IdentifierNode, args []operand) {
	if len(args) < 2 || id.Ident != "eq" && len(args) != 2 {
		c.errorf(id.Pos, len(id.Ident), "layout-arguments", "%s compares two values and gets %d", id.Ident, len(args))
		return
	}
	first := sort(args[0])
	for _, a := range args[1:] {
		if second := sort(a); first != "" && second != "" && first != second {
			c.errorf(id.Pos, len(id.Ident), "layout-compare", "%s compares %s, which is %s, with %s, which is %s", id.Ident, args[0].node, first, a.node, second)
			return
		}
	}
}

// sort is what a value is for a comparison; empty when it is not known.
func sort(o operand) string {
	if o.typ == nil {
		if _, ok := o.node.(*parse.NumberNode); ok {
			return "a number"
		}
		return ""
	}
	switch o.typ.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64:
		return "a number"
	}
	return ""
}

func (c *checker) length(id *parse.IdentifierNode, args []operand) {
	if len(args) != 1 {
		c.errorf(id.Pos, len(id.Ident), "layout-arguments", "len takes 1 argument and gets %d", len(args))
		return
	}
	t := deref(args[0].typ)
	if t == nil {
		return
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.String, reflect.Chan, reflect.Interface:
	default:
		c.errorf(id.Pos, len(id.Ident), "layout-arguments", "len measures lists and texts, and %s is %s", args[0].node, describeType(t))
	}
}
