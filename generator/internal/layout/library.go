package layout

import (
	"html/template"
	"io"
	"sync"
	"text/template/parse"
)

// escapers are html/template's own, for the contexts and types that this room
// has no faster ones for. They can be reached only through a template.
type escapers struct {
	mu   sync.Mutex
	made map[string]func(any) string
}

func newEscapers() *escapers { return &escapers{made: map[string]func(any) string{}} }

// escaping is what such a template is given.
type escaping struct {
	In  any
	out string
}

// Keep takes what the escaper returned.
func (e *escaping) Keep(s string) string {
	e.out = s
	return ""
}

// named returns the escaper of a name; if html/template has none of that name,
// the template in question is not compiled.
func (l *escapers) named(name string) func(any) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if f := l.made[name]; f != nil {
		return f
	}
	t := template.New("")
	parsed, err := parse.Parse("", "{{$out := "+name+" .In}}{{.Keep $out}}", "", "", map[string]any{name: ""})
	if err == nil {
		t, err = t.AddParseTree("escaper", parsed[""])
	}
	if err == nil {
		err = t.Execute(io.Discard, &escaping{In: ""})
	}
	if err != nil {
		refuse("the escaper %s", name)
	}
	f := func(v any) string {
		e := escaping{In: v}
		if err := t.Execute(io.Discard, &e); err != nil {
			panic(unlike{})
		}
		return e.out
	}
	l.made[name] = f
	return f
}
