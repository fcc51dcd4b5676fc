package layout

import (
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"readout/generator/internal/diag"
)

// trees are parsed templates by name.
type trees map[string]*parse.Tree

// usedBy returns those that a template and what it calls may call.
func (t trees) usedBy(name string) trees {
	used := trees{}
	var add func(string)
	add = func(name string) {
		if t[name] == nil || used[name] != nil {
			return
		}
		used[name] = t[name]
		for call := range templateCalls(t[name].Root) {
			add(call.Name)
		}
	}
	add(name)
	return used
}

// copied returns copies, for escaping to write into.
func (t trees) copied() trees {
	all := make(trees, len(t))
	for name, tree := range t {
		all[name] = tree.Copy()
	}
	return all
}

// templates is every template of the folder, parsed but not yet escaped.
type templates struct {
	shared  trees                   // of base.html and the files whose names begin with _
	pages   map[string]trees        // by view: what its own file holds
	views   map[string]reflect.Type // by view: what it is given
	sources map[string]*diag.Lines  // by path ("layouts/brief.html")
	broken  bool                    // a file could not be parsed, so templates may be missing
}

// of returns all the templates that the page of a view can call; those of its
// own file win.
func (ts *templates) of(view string) trees {
	all := maps.Clone(ts.shared)
	maps.Copy(all, ts.pages[view])
	return all
}

// shares reports whether a file holds templates for all pages.
func shares(name string) bool {
	return name == "base.html" || strings.HasPrefix(path.Base(name), "_")
}

func parseTemplates(f *folder, views map[string]reflect.Type, problems *diag.List) *templates {
	ts := &templates{shared: trees{}, pages: map[string]trees{}, views: views, sources: map[string]*diag.Lines{}}
	for _, name := range f.names {
		if path.Ext(name) != ".html" {
			continue
		}
		view := strings.TrimSuffix(name, ".html")
		_, isPage := views[view]
		if !isPage && !shares(name) {
			d := problems.Warnf(diag.Pos{File: file(name)}, "layout-unused", "no page is made with this layout")
			d.Hint = diag.DidYouMean(view, maps.Keys(views))
			if d.Hint == "" {
				d.Hint = `a file of templates for other layouts has a name that begins with "_"`
			}
			continue
		}
		ts.sources[file(name)] = diag.NewLines(file(name), f.files[name])
		parsed, err := parse.Parse(file(name), string(f.files[name]), "", "", builtinNames, functionNames)
		if err != nil {
			*problems = append(*problems, describe(err, "layout-syntax", ts.sources))
			ts.broken = true
			continue
		}
		into := ts.shared
		if isPage {
			into = trees{}
			ts.pages[view] = into
		}
		ts.add(into, name, parsed, problems)
	}
	for view := range views {
		if _, ok := f.files[view+".html"]; !ok {
			problems.Errorf(diag.Pos{File: file(view + ".html")}, "layout-missing", "this layout does not exist, and pages need it")
		}
	}
	return ts
}

// add puts the templates of a file among others. The file itself is called by
// its name, the templates that it defines by theirs.
func (ts *templates) add(into trees, name string, parsed trees, problems *diag.List) {
	for _, defined := range slices.Sorted(maps.Keys(parsed)) {
		tree := parsed[defined]
		called := defined
		if called == file(name) {
			called = name
		}
		if other, ok := into[called]; ok {
			d := problems.Errorf(ts.pos(tree, int(tree.Root.Pos)), "layout-twice", "template %q is defined twice", called)
			d.Hint = "the other one is in " + other.ParseName
			continue
		}
		into[called] = tree
	}
}

// pos is the position of a byte offset in the file that a tree comes from.
func (ts *templates) pos(tree *parse.Tree, offset int) diag.Pos {
	return ts.sources[tree.ParseName].Pos(offset)
}

// place is how text/template and html/template begin a message: the library,
// the file, a line, and sometimes a column counted in bytes from 0.
var place = regexp.MustCompile(`(?s)^(?:html/)?template: ?(?:(.+?):(\d+):(?:(\d+):)? )?(.*)$`)

// during is how they say, in a message of a template that failed while it ran,
// what they were looking at.
var during = regexp.MustCompile(`(?s)^executing ".*?" at <(.*?)>: (?:error calling \w+: )?(.*)$`)

// quoted finds what a syntax error speaks of, to give it the column that the
// library leaves out.
var quoted = regexp.MustCompile(`"([^"]+)"|<([^>]+)>|(\{\{\w+)`)

// describe turns an error of the template libraries into a diagnostic. It is
// the only code that reads the text of their messages.
func describe(err error, code string, sources map[string]*diag.Lines) diag.Diagnostic {
	d := diag.Diagnostic{Code: code, Pos: diag.Pos{File: "layouts"}, Message: err.Error()}
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return d
	}
	d.Message, _, _ = strings.Cut(m[4], ": {state") // the rest is the escaper's own bookkeeping
	if during := during.FindStringSubmatch(d.Message); during != nil {
		d.Message = during[2]
		d.Width = len([]rune(during[1]))
	}
	lines := sources[m[1]]
	if lines == nil {
		if m[1] != "" {
			d.Pos.File = m[1]
		}
		return d
	}
	line, _ := strconv.Atoi(m[2])
	d.Pos = diag.Pos{File: m[1], Line: line}
	text := lines.Line(line)
	if m[3] != "" {
		col, _ := strconv.Atoi(m[3])
		d.Pos = lines.Pos(lines.Offset(line, 1) + col)
	} else if about := quoted.FindStringSubmatch(d.Message); about != nil {
		word := about[1] + about[2] + about[3]
		if i := strings.Index(text, word); i >= 0 {
			d.Pos.Col = len([]rune(text[:i])) + 1
			d.Width = len([]rune(word))
		}
		if strings.Contains(d.Message, "function") {
			d.Hint = diag.DidYouMean(word, allFunctionNames())
		}
	}
	return d
}
