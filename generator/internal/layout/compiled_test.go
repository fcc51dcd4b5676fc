package layout_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"readout/generator/internal/layout"
	"readout/generator/internal/view"
	"readout/layouts"
)

// These tests hold the compiled engine to the standard library, byte for byte.

// sameFrom renders a page with both engines; the compiled one must not leave
// it to the other.
func sameFrom(t *testing.T, s *layout.Set, name string, v any) {
	t.Helper()
	want, err := s.Standard(nil, name, v)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := s.Compiled(nil, name, v)
	if !ok {
		t.Fatalf("the page is left to the standard library: %s", s.Why(name))
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the engines differ%s", difference(got, want))
	}
}

// difference shows where two pages part.
func difference(got, want []byte) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	around := func(b []byte) []byte { return b[max(0, i-60):min(len(b), i+60)] }
	return fmt.Sprintf(" at byte %d:\ncompiled: %q\nstandard: %q", i, around(got), around(want))
}

func TestDefaultLayoutsAreCompiledWhole(t *testing.T) {
	for name := range view.Layouts() {
		if why := defaults().Why(name); why != "" {
			t.Errorf("%s.html is left to the standard library: %s", name, why)
		}
	}
}

func TestCompiledLayoutsEqualTheStandardLibrary(t *testing.T) {
	fills := map[string]filler{
		"full": {items: 2}, "many": {items: 3}, "sparse": {items: 1, absent: true}, "empty": {absent: true},
	}
	for _, name := range slices.Sorted(maps.Keys(view.Layouts())) {
		for how, f := range fills {
			t.Run(name+"/"+how, func(t *testing.T) { sameFrom(t, defaults(), name, filled(name, f)) })
		}
		t.Run(name+"/hostile", func(t *testing.T) {
			for shift := 0; shift < len(hostile); shift += 9 {
				v := filled(name, filler{items: 2})
				n := shift
				poison(reflect.ValueOf(v).Elem(), &n)
				sameFrom(t, defaults(), name, v)
			}
		})
	}
}

// hostile texts are what escaping is for.
var hostile = []string{
	"", " ", "plain", `"'<>&+` + "`=", "<script>alert(1)</script>", "</title><b>", "a\x00b", "caf\xe9 \xff\xfe", "\u2028\u2029\ufeff\ufffd\ufdd0\ufff0\U0010ffff",
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:x", "data:text/html,x", "http://example.org/ä b?q=1&r=%2f%zz%a", "HTTPS://x/", "mailto:a@b",
	"//host/[x](y)!*';:@&=+$,/?#", "a/b:c", "#frag", "?q=<>", "%", "%4", "%41%", "-->", "<!--", "]]>", "{{.}}", `\u003c\`, "\r\n\t\v\f", "naïve – “quotes”",
	strings.Repeat("long & <b>", 100),
}

// poison replaces every text of a view.
func poison(v reflect.Value, n *int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostile[*n%len(hostile)])
		*n++
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*view.State]() { // whose icon must exist
			poison(v.Elem(), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			poison(v.Field(i), n)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			text, _ := json.Marshal(map[string]string{"a": hostile[*n%len(hostile)]})
			v.SetBytes(text)
			return
		}
		for i := range v.Len() {
			poison(v.Index(i), n)
		}
	}
}

func TestPagesAreMadeByManyGoroutinesAtOnce(t *testing.T) {
	s, problems := layout.Load(nil, layouts.FS, view.Layouts(), layout.Options{Base: "/"}, nil)
	if s == nil {
		t.Fatal(problems)
	}
	v := filled("brief", filler{items: 2})
	want, err := defaults().Standard(nil, "brief", v)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				var b bytes.Buffer
				if err := s.Render(&b, "brief", v); err != nil || !bytes.Equal(b.Bytes(), want) {
					t.Errorf("another page: %v%s", err, difference(b.Bytes(), want))
				}
			}
		})
	}
	all.Wait()
}
