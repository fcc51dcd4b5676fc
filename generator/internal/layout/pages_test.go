package layout_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"readout/generator/internal/layout"
	"readout/generator/internal/site"
	"readout/generator/internal/view"
	"readout/layouts"
)

// These tests render every default layout with views that are full, sparse and
// empty, and look at the HTML as a browser and a screen reader would.

var defaults = sync.OnceValue(func() *layout.Set {
	s, problems := layout.Load(nil, layouts.FS, view.Layouts(), layout.Options{Base: "/"}, nil)
	if len(problems) > 0 {
		panic(fmt.Sprint(problems))
	}
	return s
})

func TestDefaultLayoutsLoadWithoutAWord(t *testing.T) {
	_, problems := layout.Load(nil, layouts.FS, view.Layouts(), layout.Options{Base: "/", Minify: true}, nil)
	for _, d := range problems {
		t.Error(d)
	}
}

func TestDefaultIconsDrawEveryState(t *testing.T) {
	s, problems := layout.Load(files(map[string]string{"page.html": "{{range .Tags}}{{icon .}}\n{{end}}"}), layouts.FS, views, layout.Options{}, nil)
	if s == nil {
		t.Fatal(problems)
	}
	drawn := strings.Split(strings.TrimSpace(render(t, s, page{Tags: site.Icons()})), "\n")
	slices.Sort(drawn)
	if n := len(slices.Compact(drawn)); n != len(site.Icons()) {
		t.Errorf("%d icons have %d shapes", len(site.Icons()), n)
	}
}

// filler makes values for views: every text is another one, so that ids differ.
type filler struct {
	n      int
	items  int  // in each list
	absent bool // what may be missing is
}

var states = []view.State{
	{Code: "delivered", Label: "Delivered", Icon: "check", Tone: "good"},
	{Code: "overdue", Label: "Overdue", Icon: "clock", Tone: "warning"},
	{Code: "awaiting_reply", Label: "Awaiting reply", Icon: "envelope", Tone: "waiting"},
}

// present says which pointers views always fill, beside embedded ones: the
// others may be nil.
func present(owner reflect.Type, f reflect.StructField) bool {
	if f.Anonymous || f.Name == "Frame" {
		return true
	}
	return f.Name == "State" && !slices.Contains([]string{"Backlink", "Node", "Update", "FacetOption", "TrackerPage"}, owner.Name())
}

func (f *filler) fill(v reflect.Value, depth int) {
	f.n++
	switch v.Interface().(type) {
	case view.State:
		v.Set(reflect.ValueOf(states[f.n%len(states)]))
		return
	case view.Time:
		if !f.absent {
			v.Set(reflect.ValueOf(view.Time{ISO: "2026-11-23", Words: "23 November 2026"}))
		}
		return
	case json.RawMessage:
		v.Set(reflect.ValueOf(json.RawMessage(`{"@type":"Report"}`)))
		return
	case template.HTML:
		v.SetString(fmt.Sprintf("<em>inline %d</em>", f.n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		if !f.absent {
			f.n++
			v.SetString(fmt.Sprintf("text-%d", f.n))
		}
	case reflect.Int:
		v.SetInt(int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.5)
	case reflect.Bool:
		v.SetBool(!f.absent)
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		if depth > 1 { // so that pointers in it are filled
			v.Set(reflect.MakeSlice(v.Type(), f.items, f.items))
			for i := range f.items {
				f.fill(v.Index(i), depth-1)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			sf := v.Type().Field(i)
			switch {
			case !sf.IsExported():
			case sf.Type.Kind() == reflect.Pointer && present(v.Type(), sf):
				v.Field(i).Set(reflect.New(sf.Type.Elem()))
				f.fill(v.Field(i).Elem(), depth)
			case f.absent && sf.Type.Kind() == reflect.Pointer:
			case sf.Name == "ID" || sf.Name == "URL" || sf.Name == "Label":
				f.n++
				v.Field(i).SetString(fmt.Sprintf("text-%d", f.n))
			case v.Type() == reflect.TypeFor[view.Fragment]() && sf.Name == "HTML":
				v.Field(i).SetString(fmt.Sprintf("<p>block %d</p>", f.n))
			case sf.Name == "Lang" && v.Type() == reflect.TypeFor[view.Head]():
				v.Field(i).SetString("en")
			default:
				f.fill(v.Field(i), depth)
			}
		}
	}
}

// filled returns the view of a layout, full, sparse or empty.
func filled(name string, f filler) any {
	v := reflect.New(reflect.TypeOf(view.Layouts()[name]))
	f.fill(v.Elem(), 5)
	return v.Interface()
}

func TestEveryLayoutRendersEveryView(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(view.Layouts())) {
		for how, f := range map[string]filler{
			"full": {items: 2}, "sparse": {items: 1, absent: true}, "empty": {absent: true},
		} {
			t.Run(name+"/"+how, func(t *testing.T) {
				var b bytes.Buffer
				if err := defaults().Render(&b, name, filled(name, f)); err != nil {
					t.Fatal(err)
				}
				inspect(t, b.Bytes(), name != "redirect")
			})
		}
	}
}

var (
	voidElements  = strings.Fields("area base br col embed hr img input link meta source track wbr")
	blockElements = strings.Fields("article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul")
	headings      = strings.Fields("h1 h2 h3 h4 h5 h6")
)

// inspect checks the nesting of a page and what assistive technology and a
// strict content security policy rely on.
func inspect(t *testing.T, page []byte, whole bool) {
	t.Helper()
	var open []string
	ids := map[string]bool{}
	var wanted []string // ids that something refers to
	counts := map[string]int{}
	level := 0
	line := 1
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("line %d: %s\n%s", line, fmt.Sprintf(format, args...), strings.Split(string(page), "\n")[line-1])
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := string(z.Raw())
		tok := z.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			counts[tok.Data]++
			if slices.Contains(blockElements, tok.Data) && slices.ContainsFunc(open, func(e string) bool {
				return e == "p" || slices.Contains(headings, e) || e == "span" || e == "button"
			}) {
				fail("<%s> inside %v", tok.Data, open)
			}
			if i := slices.Index(headings, tok.Data); i >= 0 {
				if i+1 > level+1 {
					fail("<%s> after a heading of level %d", tok.Data, level)
				}
				level = i + 1
			}
			if tok.Data == "a" && slices.Contains(open, "a") || tok.Data == "main" && slices.Contains(open, "main") {
				fail("<%s> inside itself", tok.Data)
			}
			for _, a := range tok.Attr {
				switch {
				case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					fail("attribute %s, which the policy forbids", a.Key)
				case a.Key == "id":
					if ids[a.Val] || a.Val == "" {
						fail("id %q is empty or used twice", a.Val)
					}
					ids[a.Val] = true
				case a.Key == "aria-labelledby", a.Key == "aria-describedby", a.Key == "for":
					wanted = append(wanted, strings.Fields(a.Val)...)
				case a.Key == "href" && strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "#text-"):
					wanted = append(wanted, a.Val[1:])
				}
			}
			if tok.Data == "script" && len(tok.Attr) == 0 || tok.Data == "style" {
				fail("<%s> in the page, which the policy forbids", tok.Data)
			}
			if kind == html.StartTagToken && !slices.Contains(voidElements, tok.Data) {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				fail("</%s> closes %v", tok.Data, open)
				return
			}
			open = open[:len(open)-1]
		case html.TextToken:
			if strings.Contains(tok.Data, "ZgotmplZ") {
				fail("a value was refused by the escaper")
			}
		}
		line += strings.Count(raw, "\n")
	}
	if len(open) > 0 {
		t.Errorf("left open: %v", open)
	}
	if counts["h1"] != 1 || counts["main"] != 1 || counts["title"] < 1 {
		t.Errorf("h1: %d, main: %d", counts["h1"], counts["main"])
	}
	for _, id := range wanted {
		if !ids[id] {
			t.Errorf("something refers to #%s, which there is not", id)
		}
	}
	if whole && counts["nav"] < 2 {
		t.Error("the frame is missing")
	}
	if strings.Contains(string(page), "ZgotmplZ") {
		t.Error("a value was refused by the escaper")
	}
}
