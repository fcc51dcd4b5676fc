package layout

import (
	"bytes"
	"encoding/xml"
	"html/template"
	"io"
	"path"
	"slices"
	"strings"

	"readout/generator/internal/diag"
)

// iconElements is what an icon may be drawn with. It stands in pages as it is,
// so nothing that runs, styles the page or loads something is among them.
var iconElements = []string{
	"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon",
	"defs", "mask", "clipPath", "title", "desc",
}

const svgNamespace = "http://www.w3.org/2000/svg"

// readIcons returns the icons as they stand in pages, by name.
func readIcons(f *folder, problems *diag.List) map[string]template.HTML {
	icons := map[string]template.HTML{}
	for _, name := range f.names {
		if !isIcon(name) {
			continue
		}
		id := strings.TrimSuffix(path.Base(name), ".svg")
		if svg, ok := inline(name, id, f.files[name], problems); ok {
			icons[id] = svg
		}
	}
	return icons
}

// inline checks an SVG file and returns it for use in a page: without prolog
// and comments, hidden from screen readers, since a word always stands beside
// it, and with a class to style it by.
func inline(name, id string, text []byte, problems *diag.List) (template.HTML, bool) {
	lines := diag.NewLines(file(name), text)
	fail := func(offset int64, format string, args ...any) (template.HTML, bool) {
		problems.Errorf(lines.Pos(int(offset)), "layout-icon", format, args...)
		return "", false
	}
	var out strings.Builder
	dec := xml.NewDecoder(bytes.NewReader(text))
	depth := 0
	for {
		at := dec.InputOffset()
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fail(dec.InputOffset(), "not a well-formed SVG file: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 && (tok.Name.Local != "svg" || out.Len() > 0) {
				return fail(at, "an icon is one <svg> element, not <%s>", tok.Name.Local)
			}
			if tok.Name.Space != "" && tok.Name.Space != svgNamespace || !slices.Contains(iconElements, tok.Name.Local) {
				return fail(at, "an icon may not hold <%s>", tok.Name.Local)
			}
			out.WriteString("<" + tok.Name.Local)
			if depth == 0 {
				out.WriteString(` class="icon icon-` + template.HTMLEscapeString(id) + `" aria-hidden="true" focusable="false"`)
			}
			for _, a := range tok.Attr {
				switch n := a.Name.Local; {
				case n == "xmlns", a.Name.Space == "xmlns", depth == 0 && n == "class":
				case a.Name.Space != "", n == "style", n == "href", strings.HasPrefix(strings.ToLower(n), "on"):
					return fail(at, "an icon may not have the attribute %q", n)
				default:
					out.WriteString(" " + n + `="` + template.HTMLEscapeString(a.Value) + `"`)
				}
			}
			out.WriteString(">")
			depth++
		case xml.EndElement:
			out.WriteString("</" + tok.Name.Local + ">")
			depth--
		case xml.CharData:
			if s := strings.TrimSpace(string(tok)); s != "" && depth > 0 {
				out.WriteString(template.HTMLEscapeString(s))
			}
		}
	}
	if out.Len() == 0 || depth != 0 {
		return fail(0, "not a whole SVG file")
	}
	return template.HTML(out.String()), true //nolint:gosec // written above from an allowed vocabulary
}
