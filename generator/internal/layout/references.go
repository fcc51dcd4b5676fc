package layout

import (
	"html/template"
	"maps"
	"path"
	"slices"
	"strconv"
	"text/template/parse"

	"readout/generator/internal/diag"
)

// files yields every parsed tree once, shared ones first.
func (ts *templates) all() []*parse.Tree {
	var out []*parse.Tree
	for _, group := range append([]trees{ts.shared}, ts.perPage()...) {
		for _, name := range slices.Sorted(maps.Keys(group)) {
			out = append(out, group[name])
		}
	}
	return out
}

func (ts *templates) perPage() []trees {
	var out []trees
	for _, view := range slices.Sorted(maps.Keys(ts.pages)) {
		out = append(out, ts.pages[view])
	}
	return out
}

// assetNames are the names that templates pass to asset.
func (ts *templates) assetNames() []string {
	names := map[string]bool{}
	for _, tree := range ts.all() {
		for name := range literals(tree.Root, "asset") {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// checkReferences reports calls of asset and icon with a name that nothing
// has. An asset must be named in quotes, for what is named is what is built;
// an icon may come from a view, and is then looked up while rendering.
func checkReferences(ts *templates, f *folder, icons map[string]template.HTML, problems *diag.List) {
	for _, tree := range ts.all() {
		walkCommands(tree.Root, func(c *parse.CommandNode) {
			fn, ok := c.Args[0].(*parse.IdentifierNode)
			if !ok {
				return
			}
			var arg *parse.StringNode
			if len(c.Args) == 2 {
				arg, _ = c.Args[1].(*parse.StringNode)
			}
			switch fn.Ident {
			case "asset":
				if arg == nil {
					d := problems.Errorf(ts.pos(tree, int(fn.Pos)), "layout-asset-name", "asset takes the name of a file in quotes")
					d.Width = len("asset")
				} else if ext := path.Ext(arg.Text); f.files[arg.Text] == nil || ext == ".html" || isIcon(arg.Text) {
					d := problems.Errorf(ts.pos(tree, int(arg.Pos)), "layout-asset-unknown", "there is no asset %q in layouts/", arg.Text)
					d.Width = len([]rune(strconv.Quote(arg.Text)))
					d.Hint = diag.DidYouMean(arg.Text, maps.Keys(f.files))
				}
			case "icon":
				if arg != nil && icons[arg.Text] == "" {
					d := problems.Errorf(ts.pos(tree, int(arg.Pos)), "layout-icon-unknown", "there is no icon %q in layouts/icons/", arg.Text)
					d.Width = len([]rune(strconv.Quote(arg.Text)))
					d.Hint = diag.DidYouMean(arg.Text, maps.Keys(icons))
				}
			}
		})
	}
}

// literals yields the strings that a function is called with below n.
func literals(n parse.Node, function string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		stopped := false
		walkCommands(n, func(c *parse.CommandNode) {
			fn, ok := c.Args[0].(*parse.IdentifierNode)
			if !ok || fn.Ident != function || len(c.Args) != 2 || stopped {
				return
			}
			if s, ok := c.Args[1].(*parse.StringNode); ok && !yield(s.Text) {
				stopped = true
			}
		})
	}
}

// walkCommands visits every command below n, those in parentheses included.
func walkCommands(n parse.Node, visit func(*parse.CommandNode)) {
	branch := func(b *parse.BranchNode) {
		walkCommands(b.Pipe, visit)
		walkCommands(b.List, visit)
		if b.ElseList != nil {
			walkCommands(b.ElseList, visit)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			walkCommands(c, visit)
		}
	case *parse.ActionNode:
		walkCommands(n.Pipe, visit)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walkCommands(n.Pipe, visit)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			walkCommands(c, visit)
		}
	case *parse.ChainNode:
		walkCommands(n.Node, visit)
	case *parse.CommandNode:
		visit(n)
		for _, a := range n.Args {
			walkCommands(a, visit)
		}
	}
}
