package layout

import (
	"html/template"
	"reflect"
	"slices"
	"sync"
)

// A compiled page is a tree of steps, each of which appends to what has been
// written of the page. They share a run: one page being made.
type (
	step   func(*run) signal
	signal uint8
)

// What a step tells the list it stands in.
const (
	onward    signal = iota
	breakLoop        // {{break}} was met
	nextRound        // {{continue}} was met
)

// run is the state of making one page.
type run struct {
	out   []byte
	stack []slot // the values of dots and variables, by frame
	base  int    // where the frame of the present template begins
	top   int    // where it ends
	depth int    // of templates called by templates
}

// slot holds a dot or a variable. Which member counts is known when the
// template is compiled, as is the type.
type slot struct {
	v reflect.Value
	s string
	n int64
}

// maxDepth is how deep templates may call each other before a page is left to
// the standard library, which goes deeper and then fails in its own words.
const maxDepth = 1000

// unlike stops a run that meets what the standard library would treat in
// another way than the steps do; it then makes the page.
type unlike struct{}

var runs = sync.Pool{New: func() any { return &run{stack: make([]slot, 64)} }}

// compiledPage runs templates as steps, and leaves to the standard library
// what they are not made for: views of other types, and pages that fail, so
// that all errors are the standard ones.
type compiledPage struct {
	view     reflect.Type // what the steps are compiled for: a pointer to a struct
	main     *body
	standard standardPage
}

func (p *compiledPage) render(b []byte, view any) ([]byte, error) {
	if out, ok := p.run(b, view); ok {
		return out, nil
	}
	return p.standard.render(b, view)
}

// run appends the page to b, unless the steps cannot.
func (p *compiledPage) run(b []byte, view any) (out []byte, ok bool) {
	v := reflect.ValueOf(view)
	if !v.IsValid() || v.Type() != p.view {
		return b, false
	}
	r := runs.Get().(*run)
	defer func() {
		// Beside unlike, this catches what reflection throws at nil pointers
		// and indexes out of range, and whatever a view's method throws.
		if recover() != nil {
			out, ok = b, false
		}
	}()
	*r = run{out: b, stack: r.stack}
	r.call(p.main, slot{v: v})
	out = r.out
	r.out = nil
	runs.Put(r)
	return out, true
}

// body is a template, compiled for one type of dot.
type body struct {
	slots int // that its frame needs; the first is the dot it was called with
	block
}

// call runs a template with its own frame.
func (r *run) call(t *body, dot slot) {
	if r.depth == maxDepth {
		panic(unlike{})
	}
	base := r.base
	r.base = r.top
	r.top += t.slots
	if r.top > len(r.stack) {
		r.stack = slices.Grow(r.stack, r.top)[:r.top+cap(r.stack)/2]
	}
	r.stack[r.base] = dot
	r.depth++
	t.run(r)
	r.depth--
	r.top = r.base
	r.base = base
}

// at is a slot of the present frame.
func (r *run) at(i int) *slot { return &r.stack[r.base+i] }

// block is a list of steps. A block that always writes the same is constant:
// text is then all it does.
type block struct {
	steps    []step
	constant bool
	text     []byte
}

func (b *block) run(r *run) signal {
	for _, s := range b.steps {
		if sig := s(r); sig != onward {
			return sig
		}
	}
	return onward
}

// builder makes a block. Text that steps have between them is collected, so
// that it is written at once, if possible by the step that follows.
type builder struct {
	steps []step
	text  []byte
}

func (b *builder) literal(text []byte) { b.text = append(b.text, text...) }

// do adds a step.
func (b *builder) do(s step) {
	b.flush()
	b.steps = append(b.steps, s)
}

// emit adds a step that writes before, and then something.
func (b *builder) emit(made func(before []byte) step) {
	b.steps = append(b.steps, made(slices.Clip(b.text)))
	b.text = nil
}

func (b *builder) flush() {
	if text := slices.Clip(b.text); len(text) > 0 {
		b.steps = append(b.steps, func(r *run) signal {
			r.out = append(r.out, text...)
			return onward
		})
		b.text = nil
	}
}

func (b *builder) block() block {
	if len(b.steps) == 0 {
		text := slices.Clip(b.text)
		b.flush()
		return block{steps: b.steps, constant: true, text: text}
	}
	b.flush()
	return block{steps: slices.Clip(b.steps)}
}

// pure is a function of layouts whose result depends on its argument alone.
type pure[T ~string] = func(string) (T, error)

// The types of the functions that layouts have; see functions.
type (
	markupFunction = pure[template.HTML]
	urlFunction    = pure[template.URL]
)
