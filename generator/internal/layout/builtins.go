package layout

import (
	"cmp"
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

// function compiles a call of a function. final, unless nil, is the value that
// the pipeline passes to it as its last argument.
func (c *compiler) function(name string, nodes []parse.Node, final *expression) expression {
	args := make([]expression, 0, len(nodes)+1)
	for _, n := range nodes {
		args = append(args, known(c.operand(n)))
	}
	if final != nil {
		args = append(args, *final)
	}
	switch f := c.funcs[name].(type) {
	case nil:
	case markupFunction:
		return call1(f, args)
	case urlFunction:
		return call1(f, args)
	default:
		refuse("function %s", name)
	}
	switch name {
	case "and", "or":
		return c.logic(name == "or", args)
	case "not":
		return c.not(args)
	case "eq", "ne", "lt", "le", "gt", "ge":
		return comparison(name, args)
	case "len":
		return length(args)
	case "index":
		return index(args)
	case "slice":
		return slice(args)
	case "printf":
		return printf(args)
	case "_eval_args_": // what the standard library makes of {{html .X}}
		if len(args) != 1 {
			refuse("html or urlquery of several values")
		}
		f := c.library.named(name)
		return callAny(func(all ...any) string { return f(all[0]) }, args)
	}
	if f := variadics[name]; f != nil {
		return callAny(f, args)
	}
	if escaper, ok := strings.CutPrefix(name, escaperPrefix); ok && len(args) == 1 { // before {{… | urlquery}}
		return c.escapeAny(args[0], escaper)
	}
	refuse("function %s", name)
	return expression{}
}

// call1 calls a function of one text. If that is written in the template, so
// is in effect the result.
func call1[T ~string](f pure[T], args []expression) expression {
	if len(args) != 1 || args[0].typ != reflect.TypeFor[string]() {
		refuse("arguments that are not one text")
	}
	arg := args[0].asText()
	e := text(func(r *run) string {
		result, err := f(arg(r))
		if err != nil {
			panic(unlike{})
		}
		return string(result)
	})
	e.typ = reflect.TypeFor[T]()
	if args[0].constant {
		if result, err := f(arg(nil)); err == nil {
			e.constant = true
			e.text = func(*run) string { return string(result) }
		}
	}
	return e
}

// variadics are the functions that write their arguments.
var variadics = map[string]func(...any) string{
	"print":    fmt.Sprint,
	"println":  fmt.Sprintln,
	"html":     template.HTMLEscaper,
	"js":       template.JSEscaper,
	"urlquery": template.URLQueryEscaper,
}

func callAny(f func(...any) string, args []expression) expression {
	boxes := boxesOf(args)
	return text(func(r *run) string { return f(boxes(r)...) })
}

func printf(args []expression) expression {
	if len(args) == 0 || args[0].typ != reflect.TypeFor[string]() {
		refuse("a format that is not a text")
	}
	format, boxes := args[0].asText(), boxesOf(args[1:])
	return text(func(r *run) string { return fmt.Sprintf(format(r), boxes(r)...) })
}

func boxesOf(args []expression) func(*run) []any {
	boxes := make([]func(*run) any, len(args))
	for i, a := range args {
		if a.typ == nil {
			refuse("an argument of several types")
		}
		boxes[i] = a.boxed()
	}
	return func(r *run) []any {
		all := make([]any, len(boxes))
		for i, b := range boxes {
			all[i] = b(r)
		}
		return all
	}
}

// logic compiles and and or, whose value is the last argument they look at.
func (c *compiler) logic(or bool, args []expression) expression {
	if len(args) == 0 {
		refuse("and or or without arguments")
	}
	truths := make([]func(*run) bool, len(args))
	for i, a := range args {
		truths[i] = c.isTrue(a)
	}
	truth := func(r *run) bool {
		for _, t := range truths {
			if t(r) == or {
				return or
			}
		}
		return !or
	}
	if len(args) == 2 {
		a, b := truths[0], truths[1]
		truth = func(r *run) bool { return a(r) && b(r) }
		if or {
			truth = func(r *run) bool { return a(r) || b(r) }
		}
	}
	first := args[0]
	addr := true
	for _, a := range args {
		if !a.alike(first.shape) {
			return expression{truth: truth}
		}
		addr = addr && a.addr
	}
	// The first argument that decides, or else the last one.
	decides := func(r *run, i int) bool { return i == len(args)-1 || truths[i](r) == or }
	switch kind := first.typ.Kind(); {
	case first.typ == reflect.TypeFor[bool]():
		return flag(truth)
	case kind == reflect.String:
		e := text(firstOf(args, expression.asText, decides))
		e.typ = first.typ
		return e
	case first.typ == reflect.TypeFor[int]():
		return number(firstOf(args, expression.asNumber, decides))
	}
	return computed(shape{typ: first.typ, addr: addr}, firstOf(args, expression.value, decides))
}

func firstOf[T any](args []expression, get func(expression) func(*run) T, decides func(*run, int) bool) func(*run) T {
	values := make([]func(*run) T, len(args))
	for i, a := range args {
		values[i] = get(a)
	}
	return func(r *run) T {
		i := 0
		for !decides(r, i) {
			i++
		}
		return values[i](r)
	}
}

func (c *compiler) not(args []expression) expression {
	if len(args) != 1 {
		refuse("not of several values")
	}
	truth := c.isTrue(args[0])
	return flag(func(r *run) bool { return !truth(r) })
}

// comparison compares values of the same sort. All of them are computed before
// they are compared, as in the standard library, where that may fail.
func comparison(name string, args []expression) expression {
	if len(args) < 2 || name != "eq" && len(args) != 2 {
		refuse("%s of %d values", name, len(args))
	}
	for _, a := range args {
		if a.typ == nil || sortOf(a.typ.Kind()) == "" || sortOf(a.typ.Kind()) != sortOf(args[0].typ.Kind()) {
			refuse("%s of unlike values", name)
		}
	}
	switch sortOf(args[0].typ.Kind()) {
	case "text":
		return compare(name, args, expression.asText)
	case "integer":
		return compare(name, args, expression.asNumber)
	case "fraction":
		return compare(name, args, func(e expression) func(*run) float64 {
			value := e.value()
			return func(r *run) float64 { return value(r).Float() }
		})
	}
	if name != "eq" && name != "ne" {
		refuse("%s of truths", name)
	}
	return compare(name, args, func(e expression) func(*run) int64 {
		b := e.asFlag()
		return func(r *run) int64 { return bit(b(r)) }
	})
}

func sortOf(k reflect.Kind) string {
	switch {
	case k == reflect.String:
		return "text"
	case k == reflect.Bool:
		return "truth"
	case isSigned(k):
		return "integer"
	case k == reflect.Float32 || k == reflect.Float64:
		return "fraction"
	}
	return ""
}

func compare[T cmp.Ordered](name string, args []expression, get func(expression) func(*run) T) expression {
	a, b := get(args[0]), get(args[1])
	switch name {
	case "eq":
		if len(args) > 2 {
			return equalsOneOf(a, args[1:], get)
		}
		if args[1].constant {
			wanted := b(nil)
			return flag(func(r *run) bool { return a(r) == wanted })
		}
		return flag(func(r *run) bool { return a(r) == b(r) })
	case "ne":
		return flag(func(r *run) bool { return a(r) != b(r) })
	case "lt":
		return flag(func(r *run) bool { return a(r) < b(r) })
	case "le":
		return flag(func(r *run) bool { return a(r) <= b(r) })
	case "gt": // of what is no number, this holds: the standard library negates le
		return flag(func(r *run) bool { return !(a(r) <= b(r)) })
	}
	return flag(func(r *run) bool { return !(a(r) < b(r)) })
}

func equalsOneOf[T cmp.Ordered](a func(*run) T, others []expression, get func(expression) func(*run) T) expression {
	values := make([]func(*run) T, len(others))
	for i, o := range others {
		values[i] = get(o)
	}
	return flag(func(r *run) bool {
		wanted, equal := a(r), false
		for _, v := range values {
			equal = v(r) == wanted || equal
		}
		return equal
	})
}

func length(args []expression) expression {
	if len(args) != 1 || args[0].typ == nil {
		refuse("len of several values")
	}
	e := args[0].pointed()
	switch e.typ.Kind() {
	case reflect.String:
		s := e.asText()
		return number(func(r *run) int64 { return int64(len(s(r))) })
	case reflect.Slice, reflect.Array, reflect.Map:
		v := e.value()
		return number(func(r *run) int64 { return int64(v(r).Len()) })
	}
	refuse("len of %s", e.typ)
	return expression{}
}

func index(args []expression) expression {
	if len(args) == 0 || args[0].typ == nil {
		refuse("index of several types")
	}
	e := args[0]
	for _, i := range args[1:] {
		if i.typ == nil || !isSigned(i.typ.Kind()) {
			refuse("an index that is no whole number")
		}
		e = known(e).pointed()
		elem := shape{addr: e.addr}
		switch e.typ.Kind() {
		case reflect.Slice:
			elem = shape{typ: e.typ.Elem(), addr: true}
		case reflect.Array:
			elem.typ = e.typ.Elem()
		default:
			refuse("index of %s", e.typ)
		}
		of, at := e.value(), i.asNumber()
		e = computed(elem, func(r *run) reflect.Value { return of(r).Index(int(at(r))) })
	}
	return e
}

// slice cuts texts and lists.
func slice(args []expression) expression {
	if len(args) == 0 || len(args) > 3 || args[0].typ == nil {
		refuse("slice of several values, or in three parts")
	}
	e := args[0].pointed()
	var ends []func(*run) int64
	for _, a := range args[1:] {
		if a.typ == nil || !isSigned(a.typ.Kind()) {
			refuse("a place that is no whole number")
		}
		ends = append(ends, a.asNumber())
	}
	places := func(r *run, n int) (from, to int) {
		to = n
		if len(ends) > 0 {
			from = int(ends[0](r))
		}
		if len(ends) > 1 {
			to = int(ends[1](r))
		}
		return from, to
	}
	switch e.typ.Kind() {
	case reflect.String:
		s := e.asText()
		cut := text(func(r *run) string {
			from, to := places(r, len(s(r)))
			return s(r)[from:to]
		})
		cut.typ = e.typ
		return cut
	case reflect.Slice:
		v := e.value()
		return computed(shape{typ: e.typ}, func(r *run) reflect.Value {
			list := v(r)
			from, to := places(r, list.Len())
			return list.Slice(from, to)
		})
	}
	refuse("slice of %s", e.typ)
	return expression{}
}

// constantOf is what a number in a template is where any number would do.
func constantOf(n *parse.NumberNode) expression {
	switch {
	case n.IsComplex:
	case n.IsFloat && !isHexadecimal(n.Text) && n.Text[0] != '\'' && strings.ContainsAny(n.Text, ".eEpP"):
		v := reflect.ValueOf(n.Float64)
		e := computed(shape{typ: v.Type()}, func(*run) reflect.Value { return v })
		e.constant = true
		return e
	case n.IsInt && int64(int(n.Int64)) == n.Int64:
		return constantNumber(n.Int64)
	}
	refuse("the number %s", n.Text)
	return expression{}
}

func isHexadecimal(s string) bool {
	return len(s) > 2 && s[0] == '0' && slices.Contains([]byte("xX"), s[1]) && !strings.ContainsAny(s, "pP")
}
