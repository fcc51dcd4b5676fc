package export

import "unicode/utf8"

// writeAtom writes the feed as Atom (RFC 4287).
func (f *feed) writeAtom(s *sink) {
	x := xmlWriter{s.b}
	x.raw(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	x.open("feed", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", f.lang)
	x.element("  ", "id", f.page)
	x.element("  ", "title", f.title)
	if f.about != "" {
		x.element("  ", "subtitle", f.about)
	}
	x.element("  ", "updated", timestamp(f.updated()))
	x.raw("  <author>\n")
	x.element("    ", "name", f.publisher())
	x.raw("  </author>\n")
	x.link("  ", "self", "application/atom+xml", f.address+".xml")
	x.link("  ", "alternate", "text/html", f.page)
	x.raw("  <generator")
	if f.options.Version != "" {
		x.attributes("version", f.options.Version)
	}
	x.raw(">Readout</generator>\n")
	for i := range f.entries {
		n := &f.entries[i]
		x.raw("  <entry>\n")
		x.element("    ", "id", n.url)
		x.element("    ", "title", n.title)
		x.element("    ", "published", timestamp(n.published))
		x.element("    ", "updated", timestamp(n.updated))
		for _, author := range n.authors {
			x.raw("    <author>\n")
			x.element("      ", "name", author)
			x.raw("    </author>\n")
		}
		x.link("    ", "alternate", "text/html", n.url)
		for _, tag := range n.tags {
			x.raw("    <category")
			x.attributes("term", tag)
			x.raw("/>\n")
		}
		x.element("    ", "summary", n.summary)
		x.raw("  </entry>\n")
	}
	x.raw("</feed>\n")
	s.b = x.b
}

// xmlWriter appends XML.
type xmlWriter struct{ b []byte }

func (x *xmlWriter) raw(s string) { x.b = append(x.b, s...) }

func (x *xmlWriter) open(name string, attributes ...string) {
	x.raw("<" + name)
	x.attributes(attributes...)
	x.raw(">\n")
}

// attributes appends names and values by turns.
func (x *xmlWriter) attributes(attributes ...string) {
	for i := 0; i+1 < len(attributes); i += 2 {
		x.raw(" ")
		x.raw(attributes[i])
		x.raw(`="`)
		x.text(attributes[i+1])
		x.raw(`"`)
	}
}

func (x *xmlWriter) element(indent, name, text string) {
	x.raw(indent)
	x.raw("<")
	x.raw(name)
	x.raw(">")
	x.text(text)
	x.raw("</")
	x.raw(name)
	x.raw(">\n")
}

func (x *xmlWriter) link(indent, rel, kind, href string) {
	x.raw(indent)
	x.raw("<link")
	x.attributes("rel", rel, "type", kind, "href", href)
	x.raw("/>\n")
}

// text appends text for an element or an attribute; what XML cannot hold
// becomes U+FFFD.
func (x *xmlWriter) text(s string) {
	start := 0
	for i, r := range s {
		var instead string
		switch {
		case r == '&':
			instead = "&amp;"
		case r == '<':
			instead = "&lt;"
		case r == '>':
			instead = "&gt;"
		case r == '"':
			instead = "&#34;"
		case r == '\t':
			instead = "&#9;"
		case r == '\n':
			instead = "&#10;"
		case r == '\r':
			instead = "&#13;"
		case r < ' ', r == '\ufffe', r == '\uffff', r == utf8.RuneError:
			instead = "\ufffd"
		default:
			continue
		}
		x.raw(s[start:i])
		x.raw(instead)
		_, size := utf8.DecodeRuneInString(s[i:])
		start = i + size
	}
	x.raw(s[start:])
}
