package layout

import (
	"encoding/json"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"text/template/parse"
)

// escaperPrefix begins the names that html/template gives the escapers which
// it puts at the end of pipelines.
const escaperPrefix = "_html_template_"

// splitEscapers parts a pipeline into what the author wrote and the escapers
// that html/template added.
func splitEscapers(cmds []*parse.CommandNode) (own []*parse.CommandNode, chain []string) {
	n := len(cmds)
	for n > 0 && len(cmds[n-1].Args) == 1 && strings.HasPrefix(identifier(cmds[n-1]), escaperPrefix) {
		n--
	}
	for _, cmd := range cmds[n:] {
		chain = append(chain, strings.TrimPrefix(identifier(cmd), escaperPrefix))
	}
	return cmds[:n], chain
}

// endsEscaped reports whether the author's part of a pipeline ends in an
// escaper that html/template takes for one of its own.
func endsEscaped(cmds []*parse.CommandNode) bool {
	if len(cmds) == 0 {
		return false
	}
	name := identifier(cmds[len(cmds)-1])
	return name == "html" || name == "urlquery"
}

func identifier(cmd *parse.CommandNode) string {
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return id.Ident
	}
	return ""
}

// content is what a text is vouched to be: the types of html/template.
type content uint8

const (
	plain content = iota
	markup
	address
	foreign // any other type of theirs: left to their functions
)

// contentOf is the content of a type; false if it is not printed as the text
// or number that it is.
func contentOf(t reflect.Type) (content, bool) {
	switch t {
	case reflect.TypeFor[template.HTML]():
		return markup, true
	case reflect.TypeFor[template.URL]():
		return address, true
	case reflect.TypeFor[template.CSS](), reflect.TypeFor[template.HTMLAttr](), reflect.TypeFor[template.JS](),
		reflect.TypeFor[template.JSStr](), reflect.TypeFor[template.Srcset]():
		return foreign, true
	}
	for _, text := range []reflect.Type{reflect.TypeFor[fmt.Stringer](), reflect.TypeFor[error](), reflect.TypeFor[fmt.Formatter]()} {
		if t.Implements(text) {
			return foreign, false
		}
	}
	return plain, true
}

// write compiles the writing of a value through a chain of escapers. Only the
// first of them sees the type of the value; the others are given a text.
func (c *compiler) write(e expression, chain []string, escaped bool, b *builder) {
	if e.typ == nil {
		refuse("the writing of a value of several types")
	}
	if len(chain) == 0 {
		if !escaped {
			refuse("a value that is not escaped")
		}
		writeText(e, appendAsItIs, b)
		return
	}
	kind, asItIs := contentOf(e.typ)
	switch first := chain[0]; {
	case first == "jsvalescaper" && len(chain) == 1 && e.typ == reflect.TypeFor[json.RawMessage]():
		c.writeJSON(e, b)
		return
	case asItIs && e.typ.Kind() == reflect.String:
		if add, ok := fused[escaperChain(kind, chain)]; ok {
			writeText(e, add, b)
			return
		}
		e = c.escape(e, kind, first)
		chain = chain[1:]
	case asItIs && isNumber(e.typ.Kind()) && !alters(chain):
		writeNumber(e, b)
		return
	default:
		e = c.escapeAny(e, first)
		chain = chain[1:]
	}
	for len(chain) > 0 {
		if add, ok := fused[escaperChain(plain, chain)]; ok {
			writeText(e, add, b)
			return
		}
		e = c.escape(e, plain, chain[0])
		chain = chain[1:]
	}
	writeText(e, appendAsItIs, b)
}

// chainKey is a chain of escapers for texts of one content.
type chainKey struct {
	content
	chain string
}

func escaperChain(c content, chain []string) chainKey { return chainKey{c, strings.Join(chain, " ")} }

// fused are the chains that have a function of their own, which appends the
// escaped text.
var fused = map[chainKey]func([]byte, string) []byte{
	{plain, "htmlescaper"}:   appendEscaped,
	{plain, "rcdataescaper"}: appendEscaped,
	{plain, "attrescaper"}:   appendEscaped,

	{markup, "htmlescaper"}:   appendAsItIs,
	{markup, "rcdataescaper"}: appendMarkupEscaped,

	{address, "htmlescaper"}:   appendEscaped,
	{address, "rcdataescaper"}: appendEscaped,
	{address, "attrescaper"}:   appendEscaped,

	{plain, "nospaceescaper"}: appendUnquoted,

	{plain, "urlfilter urlnormalizer attrescaper"}:   appendFilteredURL,
	{plain, "urlnormalizer attrescaper"}:             appendURL,
	{address, "urlnormalizer attrescaper"}:           appendURL,
	{address, "urlfilter urlnormalizer attrescaper"}: appendURL,
	{plain, "urlescaper"}:                            appendURLPart,
}

// escape is a text behind an escaper: one of ours, or the library's.
func (c *compiler) escape(e expression, kind content, name string) expression {
	f := textEscapers[chainKey{kind, name}]
	if f == nil {
		return c.escapeAny(e, name)
	}
	s := e.asText()
	return text(func(r *run) string { return f(s(r)) })
}

// textEscapers are the escapers that chains without a function of their own
// may have in them.
var textEscapers = map[chainKey]func(string) string{
	{plain, "urlfilter"}:     filterURL,
	{address, "urlfilter"}:   func(s string) string { return s },
	{plain, "urlnormalizer"}: normalizeURL,
}

// escapeAny is a value behind one of the library's escapers.
func (c *compiler) escapeAny(e expression, name string) expression {
	if e.typ == nil {
		refuse("the writing of a value of several types")
	}
	f := c.library.named(escaperPrefix + name)
	boxed := e.boxed()
	return text(func(r *run) string { return f(boxed(r)) })
}

// writeJSON compiles the writing of JSON into a script: if it is compact and
// has nothing to escape, as it is.
func (c *compiler) writeJSON(e expression, b *builder) {
	value := e.value()
	escaped := c.escapeAny(e, "jsvalescaper").text
	b.emit(func(before []byte) step {
		return func(r *run) signal {
			r.out = append(r.out, before...)
			if json := value(r).Bytes(); isScriptJSON(json) {
				r.out = append(r.out, json...)
			} else {
				r.out = append(r.out, escaped(r)...)
			}
			return onward
		}
	})
}

func writeText(e expression, add func([]byte, string) []byte, b *builder) {
	if e.constant {
		b.literal(add(nil, e.asText()(nil)))
		return
	}
	s := e.asText()
	b.emit(func(before []byte) step {
		return func(r *run) signal {
			r.out = add(append(r.out, before...), s(r))
			return onward
		}
	})
}

func isNumber(k reflect.Kind) bool {
	return isSigned(k) || k == reflect.Bool || k == reflect.Float64
}

// alters reports whether a chain may change a number or truth: the others
// leave digits, signs and letters as they are.
func alters(chain []string) bool {
	for _, name := range chain {
		switch name {
		case "htmlescaper", "attrescaper", "rcdataescaper", "nospaceescaper", "urlfilter", "urlnormalizer", "urlescaper":
		default:
			return true
		}
	}
	return false
}

// writeNumber compiles the writing of a number or truth.
func writeNumber(e expression, b *builder) {
	switch {
	case e.typ.Kind() == reflect.Bool:
		f := e.asFlag()
		b.emit(func(before []byte) step {
			return func(r *run) signal {
				r.out = strconv.AppendBool(append(r.out, before...), f(r))
				return onward
			}
		})
	case e.typ.Kind() == reflect.Float64:
		f := e.value()
		b.emit(func(before []byte) step {
			return func(r *run) signal {
				n := f(r).Float()
				if !(1e-4 <= n && n < 1e6 || -1e6 < n && n <= -1e-4 || n == 0) {
					panic(unlike{}) // it may have an exponent, with a sign to escape
				}
				r.out = strconv.AppendFloat(append(r.out, before...), n, 'g', -1, 64)
				return onward
			}
		})
	default:
		n := e.asNumber()
		b.emit(func(before []byte) step {
			return func(r *run) signal {
				r.out = strconv.AppendInt(append(r.out, before...), n(r), 10)
				return onward
			}
		})
	}
}
