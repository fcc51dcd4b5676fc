package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A drawing that is shown with <img> can do nothing: browsers run no script in
// it and load nothing for it. But its file has an address of its own, and who
// opens that gets a document of the publication's own origin, where everything
// works. So what a drawing may hold is listed here, and the rest is refused
// with its place: a drawing is either published as it is or not at all.

// Flaw is something in a file that a browser would run or fetch.
type Flaw struct {
	Offset int // in bytes
	Width  int // in characters
	Error
}

// mostFlaws is how many flaws of one file are told.
const mostFlaws = 20

// CheckDrawing returns what keeps an SVG file from being published: scripts,
// what can hold or fetch a document, everything that is loaded from elsewhere.
// A drawing without flaws does the same wherever it is opened, which is
// nothing.
func CheckDrawing(data []byte) []Flaw { return check(data, true) }

// CheckXML does the same for an XML file that is no drawing: whatever is in it
// is data, unless a browser would take a part of it for a page or a drawing.
func CheckXML(data []byte) []Flaw { return check(data, false) }

// inspection is a walk through an XML file.
type inspection struct {
	data    []byte
	shift   int // bytes before data: a byte order mark
	drawing bool
	flaws   []Flaw
	depth   int
	rooted  bool // there was an element
	// Of the <style> that the walk is in: a browser reads its text as one,
	// whatever stands between its parts.
	style      *strings.Builder
	styleAt    int
	styleDepth int
}

func check(data []byte, drawing bool) []Flaw {
	i := &inspection{drawing: drawing}
	i.data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	i.shift = len(data) - len(i.data)
	d := xml.NewDecoder(bytes.NewReader(i.data))
	for len(i.flaws) < mostFlaws {
		from := int(d.InputOffset())
		t, err := d.Token()
		if err == io.EOF && i.rooted {
			break
		}
		if err != nil {
			// A browser shows what stands before the mistake, and what this
			// walk cannot read it cannot vouch for.
			i.broken(int(d.InputOffset()), err)
			break
		}
		i.token(t, from, int(d.InputOffset()))
	}
	return i.flaws
}

func (i *inspection) add(offset, width int, hint, format string, args ...any) {
	i.flaws = append(i.flaws, Flaw{offset + i.shift, width, Error{Code: "asset-active", Message: fmt.Sprintf(format, args...), Hint: hint}})
}

func (i *inspection) broken(at int, err error) {
	message := err.Error()
	if err == io.EOF {
		message = "it has no element"
	}
	if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
		message = s.Msg
	}
	what, code := "this file is no sound XML", "asset-active"
	if i.drawing {
		what, code = "this drawing is no sound XML", "image-broken"
	}
	i.flaws = append(i.flaws, Flaw{min(at, len(i.data)) + i.shift, 0, Error{
		Code: code, Message: what + ": " + strings.ToValidUTF8(message, "\ufffd"),
		Hint: "save it again, as XML in UTF-8",
	}})
}

const plainSVG = "take it out, or save the drawing as “plain SVG”"

var (
	// declaration is an <?xml …?> that leaves the text UTF-8: in another
	// encoding a browser would read other words than this walk.
	declaration = regexp.MustCompile(`(?i)^version\s*=\s*(?:"1\.[01]"|'1\.[01]')(?:\s+encoding\s*=\s*(?:"(?:utf-8|us-ascii)"|'(?:utf-8|us-ascii)'))?(?:\s+standalone\s*=\s*(?:"\w+"|'\w+'))?\s*$`)
	// doctype is one that declares nothing of its own.
	doctype = regexp.MustCompile(`^DOCTYPE\s+[\w:.-]+(?:\s+(?:PUBLIC\s+(?:"[^"]*"|'[^']*')|SYSTEM)(?:\s+(?:"[^"]*"|'[^']*'))?)?\s*$`)
)

func (i *inspection) token(t xml.Token, from, to int) {
	switch t := t.(type) {
	case xml.ProcInst:
		switch {
		case t.Target == "xml" && !declaration.Match(t.Inst):
			i.add(from, 5, "save it as UTF-8", "this file says that it is not written in UTF-8")
		case strings.Contains(strings.ToLower(t.Target), "stylesheet"):
			i.add(from, 2+utf8.RuneCountInString(t.Target), "take it out", "a style sheet from elsewhere can load files and run programs")
		}
	case xml.Directive:
		if !doctype.Match(t) {
			i.add(from, 2, "take out what stands in its square brackets; programs can save a plain copy", "this declares entities, which can stand for anything")
		}
	case xml.StartElement:
		i.depth++
		i.rooted = true
		i.element(t, from, to)
	case xml.EndElement:
		if i.style != nil && i.depth == i.styleDepth {
			if what := restless(i.style.String()); what != "" {
				i.add(i.styleAt, len("<style"), plainSVG, "this style sheet has %s", what)
			}
			i.style = nil
		}
		i.depth--
	case xml.CharData:
		if i.style != nil {
			i.style.Write(t)
		}
	}
}

const (
	svgSpace   = "http://www.w3.org/2000/svg"
	htmlSpace  = "http://www.w3.org/1999/xhtml"
	mathSpace  = "http://www.w3.org/1998/Math/MathML"
	xlinkSpace = "http://www.w3.org/1999/xlink"
)

// still are the elements of SVG that draw, describe or move what is drawn.
var still = map[string]bool{}

func init() {
	for name := range strings.FieldsSeq(`svg g defs symbol use switch a view title desc metadata style
		path rect circle ellipse line polyline polygon image text tspan textPath tref altGlyph
		linearGradient radialGradient meshgradient meshrow meshpatch stop solidcolor pattern hatch hatchpath clipPath mask marker
		filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
		feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
		feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
		animate animateColor animateMotion animateTransform mpath set
		font font-face font-face-format font-face-name font-face-src glyph glyphRef missing-glyph hkern vkern
		flowRoot flowRegion flowPara flowSpan flowLine flowDiv`) {
		still[name] = true
	}
}

// never are names that no element may have, whatever it belongs to: a walk that
// took a name's prefix for another must not matter.
var never = map[string]bool{"script": true, "foreignobject": true, "iframe": true, "object": true, "embed": true, "handler": true, "listener": true}

func (i *inspection) element(t xml.StartElement, from, to int) {
	name, inSVG := t.Name.Local, t.Name.Space == svgSpace || t.Name.Space == ""
	width := 1 + utf8.RuneCountInString(name)
	switch {
	case i.drawing && i.depth == 1 && (!inSVG || name != "svg"):
		i.flaws = append(i.flaws, Flaw{from + i.shift, width, Error{
			Code: "image-broken", Message: "this file is no drawing, though its name says so", Hint: "save it again from the program that made it",
		}})
	case never[strings.ToLower(name)]:
		i.add(from, width, plainSVG, "a browser that opens this file would run or show what is in <%s>", name)
	case t.Name.Space == htmlSpace || t.Name.Space == mathSpace || t.Name.Space == svgSpace && !i.drawing:
		i.add(from, width, "take it out, or publish the file in a .zip", "a browser that opens this file would show <%s> as part of a page", name)
	case i.drawing && inSVG && !still[name]:
		i.add(from, width, plainSVG, "<%s> is nothing that a drawing may hold", name)
	}
	if !i.drawing {
		return
	}
	for _, a := range t.Attr {
		if what, hint := i.attribute(t, a); what != "" {
			at, width := place(i.data[from:to], a.Name.Local)
			i.add(from+at, width, hint, "%s", what)
		}
	}
	if inSVG && name == "style" && i.style == nil {
		i.style, i.styleAt, i.styleDepth = new(strings.Builder), from, i.depth
	}
}

// place finds an attribute in its tag.
func place(tag []byte, name string) (offset, width int) {
	quote := byte(0)
	for at := 1; at < len(tag); at++ {
		switch c := tag[at]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case bytes.HasPrefix(tag[at:], []byte(name)) && bytes.HasPrefix(bytes.TrimLeft(tag[at+len(name):], " \t\r\n"), []byte("=")):
			return at, utf8.RuneCountInString(name)
		}
	}
	return 0, 1
}

// attribute says what is wrong with an attribute of a drawing's element.
func (i *inspection) attribute(t xml.StartElement, a xml.Attr) (what, hint string) {
	name, value := strings.ToLower(a.Name.Local), squeeze(a.Value)
	switch {
	case a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns":
		return "", ""
	case strings.HasPrefix(name, "on"):
		return fmt.Sprintf("“%s” holds a program, which a browser that opens this file would run", a.Name.Local), plainSVG
	case name == "href":
		return wrongHref(t.Name.Local, value)
	case name == "base" && a.Name.Space != "", name == "ping":
		return fmt.Sprintf("“%s” leads elsewhere", a.Name.Local), "take it out"
	case name == "attributename":
		if _, local, ok := strings.Cut(value, ":"); ok {
			value = local
		}
		if strings.HasPrefix(value, "on") || value == "href" {
			return "this changes where something leads while the drawing is shown", plainSVG
		}
	case a.Name.Space != "" && a.Name.Space != xlinkSpace: // what an editor notes for itself
	case name == "id", name == "class", strings.HasPrefix(name, "aria-"), strings.HasPrefix(name, "data-"): // words
	case styled[name]:
		what = restless(a.Value)
	case strings.Contains(value, "url("):
		what = restlessURL(value)
	}
	if what != "" {
		return fmt.Sprintf("“%s” has %s", a.Name.Local, what), plainSVG
	}
	return "", ""
}

// styled are the attributes whose values browsers read as CSS that may fetch.
var styled = map[string]bool{
	"style": true, "fill": true, "stroke": true, "filter": true, "mask": true, "clip-path": true, "cursor": true,
	"marker": true, "marker-start": true, "marker-mid": true, "marker-end": true, "mask-image": true,
	"values": true, "from": true, "to": true, "by": true,
}

// squeeze takes out what browsers overlook in an address, and capitals.
func squeeze(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s))
}

// wrongHref says what is wrong with where an element leads. Links may lead
// anywhere on the web; anything else would be loaded with the drawing.
func wrongHref(element, href string) (what, hint string) {
	if href == "" || href[0] == '#' {
		return "", ""
	}
	if element == "a" {
		scheme, _, ok := strings.Cut(href, ":")
		if !ok || strings.ContainsAny(scheme, "/?#") || scheme == "http" || scheme == "https" || scheme == "mailto" {
			return "", ""
		}
		return fmt.Sprintf("an address that begins with “%s:” is not on the web", scheme), "write an address that begins with https:"
	}
	if (element == "image" || element == "feImage") && isRaster(href) {
		return "", ""
	}
	return "this is loaded from elsewhere, which browsers do not do for a drawing on a page", "put it into the drawing itself"
}

// isRaster reports whether a squeezed address is an image of dots itself.
func isRaster(s string) bool {
	for _, kind := range []string{"png", "jpeg", "jpg", "gif", "webp"} {
		if rest, ok := strings.CutPrefix(s, "data:image/"+kind); ok && (strings.HasPrefix(rest, ";") || strings.HasPrefix(rest, ",")) {
			return true
		}
	}
	return false
}

// restless says what in a piece of CSS loads something from elsewhere. Escapes
// can spell any of it, so those that are not a quotation mark's are refused.
func restless(css string) string {
	if i := strings.IndexByte(css, '\\'); i >= 0 {
		for rest := css[i:]; ; rest = rest[i:] {
			if len(rest) < 2 || rest[1] != '\'' && rest[1] != '"' {
				return "an escape (\\), behind which anything can hide"
			}
			rest = rest[2:]
			if i = strings.IndexByte(rest, '\\'); i < 0 {
				break
			}
		}
	}
	s := squeeze(css)
	for _, name := range []string{"@import", "image-set(", "image(", "src("} {
		if strings.Contains(s, name) {
			return "“" + strings.TrimSuffix(name, "(") + "”, which loads something from elsewhere"
		}
	}
	return restlessURL(s)
}

// restlessURL says what a squeezed value's url(…) loads from elsewhere.
func restlessURL(s string) string {
	for {
		_, rest, ok := strings.Cut(s, "url(")
		if !ok {
			return ""
		}
		s = rest
		at := strings.TrimLeft(s, `"'`)
		isFont := strings.HasPrefix(at, "data:font/") || strings.HasPrefix(at, "data:application/font") || strings.HasPrefix(at, "data:application/x-font")
		if !strings.HasPrefix(at, "#") && !isRaster(at) && !isFont {
			return "a url(…) that leads elsewhere; browsers load nothing for a drawing on a page"
		}
	}
}
