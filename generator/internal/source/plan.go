package source

import (
	"reflect"
	"strings"
	"sync"

	"readout/generator/internal/diag"
)

// planKind says how a type is decoded.
type planKind uint8

const (
	text planKind = iota
	integer
	boolean
	pointer
	list
	mapping
	structure
	located
	decodesItself
)

// plan is how values of a type are decoded, worked out once.
type plan struct {
	typ      reflect.Type
	kind     planKind
	elem     *plan            // of pointers, lists, mappings and Located
	fields   map[string]field // of a structure, by key
	keys     []string         // of a structure, in order of its fields
	required uint64           // a bit for each required field
}

type field struct {
	index []int
	plan  *plan
	bit   uint64 // in plan.required; 0 when the field is not required
}

var (
	plans       sync.Map // reflect.Type → *plan
	decoderType = reflect.TypeFor[Decoder]()
	posType     = reflect.TypeFor[diag.Pos]()
)

// isLocated marks the instances of Located among all structs.
func (Located[T]) isLocated() {}

type anyLocated interface{ isLocated() }

var locatedType = reflect.TypeFor[anyLocated]()

// planOf returns the plan of a type. A type that Decode does not know is a
// mistake in the program and panics.
func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, makePlan(t, map[reflect.Type]*plan{}))
	return p.(*plan)
}

// makePlan makes the plan of a type; making holds the plans under way, for
// types that contain themselves.
func makePlan(t reflect.Type, making map[reflect.Type]*plan) *plan {
	if p, ok := making[t]; ok {
		return p
	}
	p := &plan{typ: t}
	making[t] = p
	switch {
	case reflect.PointerTo(t).Implements(decoderType):
		p.kind = decodesItself
		return p
	case t.Kind() == reflect.Struct && t.Implements(locatedType) && t.NumField() == 3 && t.Field(1).Type == posType:
		p.kind, p.elem = located, makePlan(t.Field(0).Type, making)
		return p
	}
	switch t.Kind() {
	case reflect.String:
		p.kind = text
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.kind = integer
	case reflect.Bool:
		p.kind = boolean
	case reflect.Pointer:
		p.kind, p.elem = pointer, makePlan(t.Elem(), making)
	case reflect.Slice:
		p.kind, p.elem = list, makePlan(t.Elem(), making)
	case reflect.Map:
		p.kind, p.elem = mapping, makePlan(t.Elem(), making)
		if t.Key().Kind() != reflect.String {
			panic("source: a map to decode into needs string keys: " + t.String())
		}
	case reflect.Struct:
		p.kind, p.fields = structure, map[string]field{}
		p.addFields(t, nil, making)
	default:
		panic("source: cannot decode into " + t.String())
	}
	return p
}

func (p *plan) addFields(t reflect.Type, index []int, making map[reflect.Type]*plan) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(index[:len(index):len(index)], i)
		tag, tagged := f.Tag.Lookup("yaml")
		if f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct {
			p.addFields(f.Type, at, making)
			continue
		}
		key, options, _ := strings.Cut(tag, ",")
		if key == "" || key == "-" || !f.IsExported() {
			continue
		}
		if _, twice := p.fields[key]; twice {
			panic("source: two fields of " + p.typ.String() + " have the key " + key)
		}
		one := field{index: at, plan: makePlan(f.Type, making)}
		if options == "required" {
			one.bit = p.required + 1
			p.required |= one.bit
		}
		p.fields[key] = one
		p.keys = append(p.keys, key)
	}
}
