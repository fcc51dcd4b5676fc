package view

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestPagesShowWhatTheirGoldenFilesSay(t *testing.T) {
	v := lanternViews(t)
	for _, c := range []struct{ url, file string }{
		{"/", "home"},
		{"/briefs/watch/", "brief"},
		{"/recommendations/lan-1/", "recommendation"},
		{"/recommendations/", "tracker"},
		{"/actors/norland/", "actor"},
		{"/topics/coast/", "topic"},
		{"/instruments/radar-pact/", "instrument"},
		{"/events/storm/", "event"},
		{"/events/", "events"},
		{"/sources/press-2024/", "source"},
		{"/about/", "page"},
		{"/topics/", "topics"},
		{"/search/", "search"},
		{"/recommendations/due/", "due"},
		{"/recommendations/gaps/", "gaps"},
		{"/recommendations/stale/", "stale"},
		{"/recommendations/repeated/", "repeated"},
		{"/recommendations/matrix/", "matrix"},
		{"/recommendations/state/no_evidence/", "state"},
	} {
		t.Run(c.file, func(t *testing.T) {
			p, ok := v.Page(c.url)
			if !ok {
				t.Fatalf("there is no page %s", c.url)
			}
			golden(t, c.file, p.View())
		})
	}
}

// golden compares a view with testdata/golden/name.json. What is empty is left
// out there, and so is the frame, which is the same on every page.
func golden(t *testing.T, name string, view any) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	tree := dump(reflect.ValueOf(view))
	if m, ok := tree.(map[string]any); ok && name != "home" {
		if head, ok := m["Head"].(map[string]any); ok {
			delete(head, "Frame")
			delete(head, "Navigation")
		}
	}
	if err := enc.Encode(tree); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "golden", name+".json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); d != "" {
		t.Errorf("%s differs (-want +got); see it, then run with -update:\n%s", file, d)
	}
}

// dump turns a view into maps and slices without what is empty. Unlike
// encoding/json it keeps a field's name where embedded structs share it.
func dump(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return dump(v.Elem())
	case reflect.Struct:
		if s, ok := v.Interface().(State); ok {
			return s.Code
		}
		if tm, ok := v.Interface().(Time); ok {
			return tm.ISO + " " + tm.Words
		}
		m := map[string]any{}
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() && v.Type().Field(i).IsExported() {
				m[v.Type().Field(i).Name] = dump(f)
			}
		}
		return m
	case reflect.Slice:
		if raw, ok := v.Interface().(json.RawMessage); ok {
			return raw
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = dump(v.Index(i))
		}
		return list
	}
	return v.Interface()
}
