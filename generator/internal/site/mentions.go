package site

import (
	"slices"
	"sort"
)

// backlinks keeps who mentions what: the public records under every id and
// path that they name, there or not. While it looks at the references that
// differ, it notes for later steps what else they touch.
func (a *assembly) backlinks() {
	m := mentionEdits{of: map[string]*mentionEdit{}}
	steps := a.new.steps.Edit()
	for _, c := range a.changes {
		if c.old == c.new {
			continue
		}
		was := a.scan(c.old, func(k string) { m.out(k, c.old) })
		is := a.scan(c.new, func(k string) { m.in(k, c.new) })
		if slices.Equal(was, is) {
			continue
		}
		for _, st := range slices.Concat(was, is) {
			if t := &a.turned[st.sort]; len(*t) == 0 || (*t)[len(*t)-1] != c.key {
				*t = append(*t, c.key)
			}
		}
		if len(is) > 0 {
			steps.Set(c.key, is)
		} else {
			steps.Delete(c.key)
		}
	}
	a.new.steps = steps.Map()
	mentions := a.new.mentions.Edit()
	for _, d := range m.all {
		list, _ := mentions.Get(d.key)
		if list = merged(list, d.out, d.in); len(list) > 0 {
			mentions.Set(d.key, list)
		} else {
			mentions.Delete(d.key)
		}
	}
	a.new.mentions = mentions.Map()
	if a.clean {
		a.new.mentions = a.new.mentions.Indexed()
	}
}

// scan looks at the references of a record, which may be nil. It calls f with
// every id and path that they name, and returns those that could be part of a
// circle.
func (a *assembly) scan(r *Record, f func(string)) (steps []step) {
	if r == nil {
		return nil
	}
	r.eachEdge(func(e edge) {
		id, path := e.keys()
		if id != "" {
			f(id)
			steps = e.steps(steps, id)
		}
		if path != "" {
			f(path)
			a.named.add(e.path)
		}
	})
	return steps
}

// mentionEdits gathers what changes in the lists of who mentions what.
type mentionEdits struct {
	of  map[string]*mentionEdit
	all []*mentionEdit
}

type mentionEdit struct {
	key     string
	out, in []*Record
}

func (m *mentionEdits) at(k string) *mentionEdit {
	d := m.of[k]
	if d == nil {
		d = &mentionEdit{key: k}
		m.of[k] = d
		m.all = append(m.all, d)
	}
	return d
}

func (m *mentionEdits) out(k string, r *Record) {
	if d := m.at(k); len(d.out) == 0 || d.out[len(d.out)-1] != r {
		d.out = append(d.out, r)
	}
}

func (m *mentionEdits) in(k string, r *Record) {
	if d := m.at(k); len(d.in) == 0 || d.in[len(d.in)-1] != r {
		d.in = append(d.in, r)
	}
}

// merged returns a list in order of compareSources without some records and
// with others, which are in that order too.
func merged(list, out, in []*Record) []*Record {
	if len(list) == 0 {
		return slices.Clip(in)
	}
	if len(out) > 0 {
		gone := make(map[*Record]struct{}, len(out))
		for _, r := range out {
			gone[r] = struct{}{}
		}
		kept := make([]*Record, 0, len(list))
		for _, r := range list {
			if _, ok := gone[r]; !ok {
				kept = append(kept, r)
			}
		}
		list = kept
	}
	if len(in) == 0 {
		return list
	}
	next := make([]*Record, 0, len(list)+len(in))
	for _, r := range in {
		n := sort.Search(len(list), func(i int) bool { return compareSources(list[i], r) > 0 })
		next = append(append(next, list[:n]...), r)
		list = list[n:]
	}
	return append(next, list...)
}
