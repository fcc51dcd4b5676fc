package site

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
)

// Records have so many fields, and gain new ones so often, that code which
// names each would sooner or later forget one. So how a type is stored is
// worked out once from the type itself, fields that no other room sees
// included. The plan then works at the addresses of the fields: through
// reflection alone, reading a file back would cost as much as parsing it.

// storing says how values of a type are written and read back.
type storing struct {
	put  func(e *encoder, at unsafe.Pointer)
	get  func(d *decoder, at unsafe.Pointer) // into zeroed memory
	size int                                 // the fewest bytes that a value takes
}

// storings are the plans of all types that are stored.
type storings struct {
	plans  map[reflect.Type]*storing
	schema [sha256.Size]byte
}

var stored = sync.OnceValue(func() *storings {
	s := &storings{plans: map[reflect.Type]*storing{}}
	s.make(reflect.TypeFor[Parsed]())
	for _, k := range Kinds() {
		s.make(reflect.TypeOf(newEntity(k)).Elem())
	}
	s.schema = s.describe()
	return s
})

func (s *storings) put(e *encoder, pointer any) {
	v := reflect.ValueOf(pointer)
	s.plans[v.Type().Elem()].put(e, v.UnsafePointer())
}

func (s *storings) get(d *decoder, pointer any) {
	v := reflect.ValueOf(pointer)
	s.plans[v.Type().Elem()].get(d, v.UnsafePointer())
}

// make returns the plan of a type. A type that cannot be stored is a mistake
// in the program and panics.
func (s *storings) make(t reflect.Type) *storing {
	if p, ok := s.plans[t]; ok {
		return p // perhaps still being made, where a type holds itself
	}
	p := &storing{size: 1}
	s.plans[t] = p
	switch t {
	case reflect.TypeFor[Sum]():
		p.size = sha256.Size
		p.put = func(e *encoder, at unsafe.Pointer) { e.b = append(e.b, (*Sum)(at)[:]...) }
		p.get = func(d *decoder, at unsafe.Pointer) { *(*Sum)(at) = d.sum() }
		return p
	case reflect.TypeFor[Entity](), reflect.TypeFor[[]Entity](), reflect.TypeFor[*stateMemo](), reflect.TypeFor[ownPlace]():
		// What leads back to the record itself or follows from it, and what is
		// remembered of it.
		p.size = 0
		p.put, p.get = func(*encoder, unsafe.Pointer) {}, func(*decoder, unsafe.Pointer) {}
		return p
	case reflect.TypeFor[*markdown.Document]():
		p.put = func(e *encoder, at unsafe.Pointer) { e.document(*(**markdown.Document)(at)) }
		p.get = func(d *decoder, at unsafe.Pointer) { *(**markdown.Document)(at) = d.document() }
		return p
	case reflect.TypeFor[diag.Pos]():
		p.put = func(e *encoder, at unsafe.Pointer) { e.pos((*diag.Pos)(at)) }
		p.get = func(d *decoder, at unsafe.Pointer) { *(*diag.Pos)(at) = d.pos() }
		return p
	}
	switch t.Kind() {
	case reflect.String:
		p.put = func(e *encoder, at unsafe.Pointer) { e.string(*(*string)(at)) }
		p.get = func(d *decoder, at unsafe.Pointer) { *(*string)(at) = d.string() }
	case reflect.Bool:
		p.put = func(e *encoder, at unsafe.Pointer) {
			if *(*bool)(at) {
				e.int(1)
			} else {
				e.int(0)
			}
		}
		p.get = func(d *decoder, at unsafe.Pointer) { *(*bool)(at) = d.int() != 0 }
	case reflect.Int:
		integer[int](p)
	case reflect.Int8:
		integer[int8](p)
	case reflect.Int16:
		integer[int16](p)
	case reflect.Int32:
		integer[int32](p)
	case reflect.Int64:
		integer[int64](p)
	case reflect.Uint8:
		integer[uint8](p)
	case reflect.Uint16:
		integer[uint16](p)
	case reflect.Uint32:
		integer[uint32](p)
	case reflect.Pointer:
		s.pointer(t, p)
	case reflect.Slice:
		s.slice(t, p)
	case reflect.Struct:
		s.structure(t, p)
	case reflect.Map:
		s.mapping(t, p)
	default:
		panic("site: cannot store a " + t.String())
	}
	return p
}

func integer[I int | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](p *storing) {
	p.put = func(e *encoder, at unsafe.Pointer) { e.int(int(*(*I)(at))) }
	p.get = func(d *decoder, at unsafe.Pointer) { *(*I)(at) = I(d.int()) }
}

func (s *storings) pointer(t reflect.Type, p *storing) {
	to := s.make(t.Elem())
	p.put = func(e *encoder, at unsafe.Pointer) {
		target := *(*unsafe.Pointer)(at)
		if target == nil {
			e.int(0)
			return
		}
		e.int(1)
		to.put(e, target)
	}
	p.get = func(d *decoder, at unsafe.Pointer) {
		if d.int() == 0 {
			return
		}
		v := reflect.New(t.Elem())
		to.get(d, v.UnsafePointer())
		reflect.NewAt(t, at).Elem().Set(v)
	}
}

// slice stores nil and an empty slice as what they are: 0, and 1 for none.
func (s *storings) slice(t reflect.Type, p *storing) {
	of, step := s.make(t.Elem()), t.Elem().Size()
	p.put = func(e *encoder, at unsafe.Pointer) {
		list := (*[]struct{})(at) // the header is the same for all
		if *list == nil {
			e.int(0)
			return
		}
		e.int(len(*list) + 1)
		first := unsafe.Pointer(unsafe.SliceData(*list))
		for i := range len(*list) {
			of.put(e, unsafe.Add(first, uintptr(i)*step))
		}
	}
	p.get = func(d *decoder, at unsafe.Pointer) {
		n := d.int()
		if n == 0 {
			return
		}
		if n--; n < 0 || n > len(d.s)/max(of.size, 1) {
			d.fail() // damage must not ask for more memory than there are bytes
			return
		}
		v := reflect.MakeSlice(t, n, n)
		first := v.UnsafePointer()
		for i := range n {
			of.get(d, unsafe.Add(first, uintptr(i)*step))
		}
		reflect.NewAt(t, at).Elem().Set(v)
	}
}

func (s *storings) structure(t reflect.Type, p *storing) {
	type field struct {
		*storing
		offset uintptr
	}
	var fields []field
	p.size = 0
	for i := range t.NumField() {
		f := t.Field(i)
		one := s.make(f.Type)
		p.size += one.size
		fields = append(fields, field{one, f.Offset})
	}
	p.put = func(e *encoder, at unsafe.Pointer) {
		for i := range fields {
			fields[i].put(e, unsafe.Add(at, fields[i].offset))
		}
	}
	p.get = func(d *decoder, at unsafe.Pointer) {
		for i := range fields {
			fields[i].get(d, unsafe.Add(at, fields[i].offset))
		}
	}
}

// mapping stores maps from strings, of which there are few.
func (s *storings) mapping(t reflect.Type, p *storing) {
	if t.Key().Kind() != reflect.String {
		panic("site: cannot store a " + t.String())
	}
	of := s.make(t.Elem())
	p.put = func(e *encoder, at unsafe.Pointer) {
		m := reflect.NewAt(t, at).Elem()
		if m.IsNil() {
			e.int(0)
			return
		}
		e.int(m.Len() + 1)
		keys := m.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			e.string(k.String())
			v := reflect.New(t.Elem())
			v.Elem().Set(m.MapIndex(k))
			of.put(e, v.UnsafePointer())
		}
	}
	p.get = func(d *decoder, at unsafe.Pointer) {
		n := d.int()
		if n == 0 {
			return
		}
		m := reflect.MakeMap(t)
		for range n - 1 {
			if d.failed {
				return
			}
			k := reflect.New(t.Key()).Elem()
			k.SetString(d.string())
			v := reflect.New(t.Elem())
			of.get(d, v.UnsafePointer())
			m.SetMapIndex(k, v.Elem())
		}
		reflect.NewAt(t, at).Elem().Set(m)
	}
}

// describe identifies the types and how they are laid out.
func (s *storings) describe() [sha256.Size]byte {
	lines := make([]string, 0, len(s.plans))
	for t := range maps.Keys(s.plans) {
		line := fmt.Sprint(t, t.Kind(), t.Size())
		if t.Kind() == reflect.Struct {
			for i := range t.NumField() {
				f := t.Field(i)
				line += fmt.Sprint(" ", f.Name, f.Type, f.Offset)
			}
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return sha256.Sum256([]byte(strings.Join(lines, "\n")))
}
