package layout

import (
	"errors"
	"html/template"
	"iter"
	"slices"
	"text/template/parse"
)

// escapedSet is the templates of a page after html/template has escaped them.
type escapedSet struct {
	*template.Template        // the page's
	main               string // its name
	// calls are the bodies of templates that are called where not text but,
	// say, an attribute's value is expected. html/template derives a template
	// of its own for each such place and keeps it to itself; here the body
	// stands where it is called.
	calls map[*parse.ListNode]*parse.TemplateNode
}

func (s *escapedSet) root(name string) *parse.ListNode {
	t := s.Lookup(name)
	if t == nil || t.Tree == nil {
		return nil
	}
	return t.Tree.Root
}

// newEscapedSet finds the escaped trees of a page that has been escaped. all
// are the trees before that.
func newEscapedSet(t *template.Template, all trees, funcs template.FuncMap) (*escapedSet, error) {
	s := &escapedSet{Template: t, main: t.Name()}
	derived := map[callSite]bool{}
	seen := map[string]bool{}
	var look func(name string)
	look = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for n := range templateCalls(s.root(name)) {
			if all[n.Name] == nil {
				derived[callSite{name, n.Pos}] = true
			} else {
				look(n.Name)
			}
		}
	}
	look(s.main)
	if len(derived) == 0 {
		return s, nil
	}
	sp := splicer{all: all, calls: map[*parse.ListNode]*parse.TemplateNode{}}
	spliced := all.copied()
	for name := range seen {
		sp.splice(spliced[name].Root, func(n *parse.TemplateNode) bool { return derived[callSite{name, n.Pos}] })
	}
	if sp.endless {
		return nil, errEndless
	}
	inPlace, err := escapeTemplates(spliced, s.main, funcs)
	return &escapedSet{Template: inPlace, main: s.main, calls: sp.calls}, err
}

var errEndless = errors.New("templates that call each other where no text is expected")

// callSite is a place where a template is called.
type callSite struct {
	caller string
	pos    parse.Pos
}

// splicer puts the bodies of templates where they are called. html/template
// escapes a list within a list as it would a call.
type splicer struct {
	all     trees
	calls   map[*parse.ListNode]*parse.TemplateNode
	within  []string // the templates whose bodies are being spliced
	endless bool     // one of them calls itself, or there are too many
}

// maxSplices keeps templates that call each other many times from becoming
// more than fits into memory.
const maxSplices = 1000

func (sp *splicer) splice(list *parse.ListNode, wanted func(*parse.TemplateNode) bool) {
	for i, n := range list.Nodes {
		if call, ok := n.(*parse.TemplateNode); ok && wanted(call) {
			list.Nodes[i] = sp.body(call)
		}
		for _, inner := range branches(n) {
			sp.splice(inner, wanted)
		}
	}
}

func (sp *splicer) body(call *parse.TemplateNode) *parse.ListNode {
	tree := sp.all[call.Name]
	if tree == nil || slices.Contains(sp.within, call.Name) || len(sp.calls) == maxSplices {
		sp.endless = true
		return &parse.ListNode{NodeType: parse.NodeList}
	}
	body := tree.Root.CopyList()
	sp.calls[body] = call
	sp.within = append(sp.within, call.Name)
	sp.splice(body, func(*parse.TemplateNode) bool { return true })
	sp.within = sp.within[:len(sp.within)-1]
	return body
}

// branches are the lists within a node.
func branches(n parse.Node) []*parse.ListNode {
	var b *parse.BranchNode
	switch n := n.(type) {
	case *parse.IfNode:
		b = &n.BranchNode
	case *parse.WithNode:
		b = &n.BranchNode
	case *parse.RangeNode:
		b = &n.BranchNode
	default:
		return nil
	}
	if b.ElseList == nil {
		return []*parse.ListNode{b.List}
	}
	return []*parse.ListNode{b.List, b.ElseList}
}

// templateCalls yields the calls of templates within a list.
func templateCalls(list *parse.ListNode) iter.Seq[*parse.TemplateNode] {
	return func(yield func(*parse.TemplateNode) bool) { eachCall(list, yield) }
}

func eachCall(list *parse.ListNode, yield func(*parse.TemplateNode) bool) bool {
	for _, n := range list.Nodes {
		if call, ok := n.(*parse.TemplateNode); ok && !yield(call) {
			return false
		}
		for _, inner := range branches(n) {
			if !eachCall(inner, yield) {
				return false
			}
		}
	}
	return true
}
