package layout

import (
	"html/template"
	"sync"
	"text/template/parse"
)

// Uses reports whether a layout may show a field of its view, by the field's
// name: some template that it calls names it. What no layout shows need not be
// made. A layout that the set does not have uses everything.
func (s *Set) Uses(name, field string) bool {
	names, ok := s.uses[name]
	return !ok || names().has(field)
}

// fieldNames are the names of fields that a page's templates hold. They are
// all names when a value goes into a script, for it may be a struct, of which
// every field is written.
type fieldNames struct {
	all   bool
	names map[string]struct{}
}

func (f *fieldNames) has(name string) bool {
	_, ok := f.names[name]
	return ok || f.all
}

// fieldsOf finds the names in an escaped template and all that it calls.
func fieldsOf(t *template.Template) func() *fieldNames {
	return sync.OnceValue(func() *fieldNames {
		f := &fieldNames{names: map[string]struct{}{}}
		for _, one := range t.Templates() {
			if one.Tree != nil {
				walkCommands(one.Tree.Root, f.add)
			}
		}
		return f
	})
}

func (f *fieldNames) add(c *parse.CommandNode) {
	for _, arg := range c.Args {
		var names []string
		switch arg := arg.(type) {
		case *parse.FieldNode:
			names = arg.Ident
		case *parse.VariableNode:
			names = arg.Ident[1:]
		case *parse.ChainNode:
			names = arg.Field
		case *parse.IdentifierNode:
			f.all = f.all || arg.Ident == "_html_template_jsvalescaper"
		}
		for _, name := range names {
			f.names[name] = struct{}{}
		}
	}
}
