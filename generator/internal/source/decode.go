package source

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/diag"
)

// Codes of problems with what a record's YAML holds.
const (
	CodeUnknownKey = "key-unknown"
	CodeMissingKey = "key-missing"
	CodeType       = "value-type"
)

// String returns what people call a value of the kind.
func (k Kind) String() string {
	switch k {
	case Sequence:
		return "list"
	case Mapping:
		return "mapping"
	}
	return "text"
}

// Get returns the value of a mapping's key; nil when there is none.
func (n *Node) Get(key string) *Node {
	if n != nil {
		for _, p := range n.Pairs {
			if p.Key.Value.String == key {
				return p.Value
			}
		}
	}
	return nil
}

// describe says what a value is, for messages that say what was found.
func (n *Node) describe() string {
	switch {
	case n.Kind != Scalar:
		return "a " + n.Kind.String()
	case n.Null:
		return "nothing"
	}
	return strconv.Quote(shorten(n.Value.String))
}

func shorten(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// WrongType adds an error that says what is wanted where n stands, and what
// was found.
func (n *Node) WrongType(l *diag.List, wanted string) *diag.Diagnostic {
	d := l.Errorf(n.Pos, CodeType, "wants %s, found %s", wanted, n.describe())
	d.Width = n.Width
	return d
}

// Decode fills a struct from a mapping, strictly. Fields are matched by their
// `yaml:"key"` tags, embedded structs as if their fields stood in the outer
// one; a tag "-" or none is no field. Unknown keys, wrong types and missing
// keys tagged `yaml:"key,required"` are errors at their place, unknown keys
// with a "did you mean". Fields may be strings, integers, booleans, *bool,
// slices, maps with string keys, structs, Located of these, and Decoders.
//
// A number or a boolean where text is wanted is text as it is spelt; a null is
// as good as absent. into is a pointer; what it points to keeps what the
// mapping does not mention.
func Decode(n *Node, into any, l *diag.List) {
	v := reflect.ValueOf(into).Elem()
	decoder{l}.value(n, v, planOf(v.Type()), "")
}

type decoder struct{ l *diag.List }

// value decodes a node that is not null into v; key is the key it stands at.
func (d decoder) value(n *Node, v reflect.Value, p *plan, key string) {
	switch p.kind {
	case decodesItself:
		before := len(*d.l)
		v.Addr().Interface().(Decoder).DecodeNode(n, d.l)
		d.name(before, n, key)
	case located:
		*v.Field(1).Addr().Interface().(*diag.Pos) = n.Pos
		v.Field(2).SetInt(int64(n.Width))
		d.value(n, v.Field(0), p.elem, key)
	case pointer:
		v.Set(reflect.New(p.elem.typ))
		d.value(n, v.Elem(), p.elem, key)
	case text:
		if n.Kind != Scalar {
			d.wrong(n, key, "text")
			return
		}
		v.SetString(strings.Clone(n.Value.String)) // the value may outlive the file's text
	case integer:
		i, err := strconv.ParseInt(n.Value.String, 10, 64)
		if n.Kind != Scalar || !n.Plain || err != nil || v.OverflowInt(i) {
			d.wrong(n, key, "a whole number")
			return
		}
		v.SetInt(i)
	case boolean:
		d.boolean(n, v, key)
	case list:
		d.list(n, v, p, key)
	case mapping:
		d.mapping(n, v, p, key)
	case structure:
		d.structure(n, v, p, key)
	}
}

func (d decoder) boolean(n *Node, v reflect.Value, key string) {
	if n.Kind == Scalar && n.Plain {
		switch n.Value.String {
		case "true", "True", "TRUE":
			v.SetBool(true)
			return
		case "false", "False", "FALSE":
			v.SetBool(false)
			return
		}
	}
	d.wrong(n, key, "true or false")
}

func (d decoder) list(n *Node, v reflect.Value, p *plan, key string) {
	if n.Kind != Sequence {
		e := d.wrong(n, key, "a list")
		if n.Kind == Scalar {
			e.Hint = "put it in brackets: [" + shorten(n.Value.String) + "]"
		} else {
			e.Hint = `begin each item with "- "`
		}
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Items), len(n.Items)))
	for i, item := range n.Items {
		if item.Null {
			e := d.l.Errorf(item.Pos, CodeType, "%san item of this list is empty", prefix(key))
			e.Width, e.Hint = item.Width, "write something after the dash, or remove it"
			continue
		}
		d.value(item, v.Index(i), p.elem, key)
	}
}

func (d decoder) mapping(n *Node, v reflect.Value, p *plan, key string) {
	if n.Kind != Mapping {
		d.wrong(n, key, "keys with values")
		return
	}
	m := reflect.MakeMapWithSize(v.Type(), len(n.Pairs))
	for _, pair := range n.Pairs {
		if pair.Value.Null {
			continue
		}
		one := reflect.New(p.elem.typ).Elem()
		d.value(pair.Value, one, p.elem, pair.Key.Value.String)
		m.SetMapIndex(reflect.ValueOf(pair.Key.Value.String).Convert(v.Type().Key()), one)
	}
	v.Set(m)
}

func (d decoder) structure(n *Node, v reflect.Value, p *plan, key string) {
	if n == nil || n.Kind != Mapping {
		if n != nil {
			d.wrong(n, key, "keys with values")
		}
		return
	}
	var given uint64 // the required fields that are there, a bit each
	for _, pair := range n.Pairs {
		name := pair.Key.Value.String
		f, ok := p.fields[name]
		if !ok {
			e := d.l.Errorf(pair.Key.Pos, CodeUnknownKey, "unknown key %q", name)
			e.Width = pair.Key.Width
			e.Hint = diag.DidYouMean(name, maps.Keys(p.fields))
			if e.Hint == "" {
				e.Hint = "known keys are " + joined(p.keys)
			}
			continue
		}
		if pair.Value.Null {
			continue
		}
		given |= f.bit
		d.value(pair.Value, v.FieldByIndex(f.index), f.plan, name)
	}
	if given == p.required {
		return
	}
	for _, name := range p.keys {
		f := p.fields[name]
		if f.bit == 0 || given&f.bit != 0 {
			continue
		}
		at, width := n.Pos, 0
		message := fmt.Sprintf("the key %q is missing", name)
		for _, pair := range n.Pairs {
			if pair.Key.Value.String == name {
				at, width = pair.Key.Pos, pair.Key.Width
				message = fmt.Sprintf("the key %q has no value", name)
			}
		}
		d.l.Errorf(at, CodeMissingKey, "%s", message).Width = width
	}
}

// wrong adds an error for a value of the wrong type.
func (d decoder) wrong(n *Node, key, wanted string) *diag.Diagnostic {
	before := len(*d.l)
	n.WrongType(d.l, wanted)
	d.name(before, n, key)
	return &(*d.l)[len(*d.l)-1]
}

// name puts the key before the messages about its value's type.
func (d decoder) name(before int, n *Node, key string) {
	for i := before; i < len(*d.l); i++ {
		if e := &(*d.l)[i]; e.Code == CodeType && e.Pos == n.Pos {
			e.Message = prefix(key) + e.Message
		}
	}
}

func prefix(key string) string {
	if key == "" {
		return ""
	}
	return key + ": "
}

func joined(words []string) string {
	words = slices.Sorted(slices.Values(words))
	s := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			s += " and "
		default:
			s += ", "
		}
		s += w
	}
	return s
}
