package markdown

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// hole is a place in a document's HTML that is filled when it is written.
type hole struct {
	at   int // offset in the HTML
	kind holeKind
	n    int // a line for holeSource, an index in blocks for holeBlock, else one in refs
}

type holeKind uint8

const (
	holePrefix holeKind = iota // Render.Prefix, in an id or a link to one
	holeSource                 // data-source, in a tag
	holeOpen                   // the start tag of a reference's link
	holeLabel                  // its label, when the author wrote none
	holeClose                  // its end tag, and the note
	holeImage                  // an image
	holeCite                   // a citation's link
	holeEmbed                  // a record, between two pieces
	holeBlock                  // an answered block, between two pieces
	holeKinds
)

// appendHoles packs holes into a few bytes each: the distance from the one
// before, then the rest.
func appendHoles(b []byte, holes []hole) []byte {
	last := 0
	for _, h := range holes {
		b = binary.AppendUvarint(b, uint64(h.at-last))
		b = binary.AppendUvarint(b, uint64(h.n)<<4|uint64(h.kind))
		last = h.at
	}
	return b
}

// nextHole unpacks the hole that packed begins with. last is where the one
// before it stood. It returns false at the end, and where packed is damaged.
func nextHole(packed string, last int) (h hole, rest string, ok bool) {
	step, packed, ok := uvarint(packed)
	if !ok {
		return hole{}, "", false
	}
	v, packed, ok := uvarint(packed)
	return hole{at: last + int(step), kind: holeKind(v & 15), n: int(v >> 4)}, packed, ok
}

// uvarint reads a number below 2⁴⁰.
func uvarint(s string) (uint64, string, bool) {
	var v uint64
	for i := 0; i < len(s) && i < 6; i++ {
		v |= uint64(s[i]&0x7f) << (7 * i)
		if s[i] < 0x80 {
			return v, s[i+1:], v < 1<<40
		}
	}
	return 0, "", false
}

func decodeHoles(packed string) []hole {
	holes := make([]hole, 0, len(packed)/2)
	last := 0
	for {
		h, rest, ok := nextHole(packed, last)
		if !ok {
			return holes
		}
		holes = append(holes, h)
		packed, last = rest, h.at
	}
}

// Pieces writes the document.
func (d *Document) Pieces(r Render) []Piece {
	f := filler{d: d, html: d.HTML(), r: r}
	f.fill(0, len(f.html))
	f.flush(len(f.html))
	return f.pieces
}

// Inline writes a document of one paragraph without its <p>, and any other
// document whole. Embeds become links to what they name; blocks, which name
// nothing, are left out.
func (d *Document) Inline(r Render) HTML {
	f := filler{d: d, html: d.HTML(), r: r, inline: true}
	from, to := d.from, min(d.to, len(f.html))
	if d.to == 0 {
		from, to = 0, len(f.html)
	}
	from = min(from, to)
	f.from = from
	f.fill(from, to)
	f.flush(to)
	if len(f.pieces) == 0 {
		return ""
	}
	return HTML(strings.TrimRight(string(f.pieces[0].HTML), "\n"))
}

// filler fills holes. What lies between two holes that turn out to be empty
// is not copied: a document without any is returned as it is stored.
type filler struct {
	d      *Document
	html   string // of d
	r      Render
	inline bool
	pieces []Piece
	out    strings.Builder
	from   int // of what is not in out yet
	open   []openRef
}

// openRef is a link whose end tag is still to come. An image may stand in one.
type openRef struct {
	ref    int
	target Target
}

func (f *filler) flush(at int) {
	if f.out.Len() == 0 {
		if f.from < at {
			f.pieces = append(f.pieces, Piece{HTML: HTML(f.html[f.from:at])})
		}
	} else {
		f.out.WriteString(f.html[f.from:at])
		f.pieces = append(f.pieces, Piece{HTML: HTML(f.out.String())})
		f.out = strings.Builder{}
	}
	f.from = at
}

// upTo copies what stands before a hole that is not empty.
func (f *filler) upTo(at int) {
	if f.out.Len() == 0 {
		f.out.Grow(len(f.html) - f.from + 80*len(f.d.refs) + 256)
	}
	f.out.WriteString(f.html[f.from:at])
	f.from = at
}

func (f *filler) fill(from, to int) {
	packed, last := f.d.holes, 0
	for {
		h, rest, ok := nextHole(packed, last)
		if !ok || h.at > to {
			return
		}
		packed, last = rest, h.at
		if h.at < from {
			continue
		}
		switch h.kind {
		case holePrefix:
			if f.r.Prefix != "" {
				f.upTo(h.at)
				f.text(f.r.Prefix)
			}
		case holeSource:
			if f.r.Sources {
				f.upTo(h.at)
				f.out.WriteString(` data-source="`)
				f.text(f.d.file)
				f.out.WriteString(":" + strconv.Itoa(h.n) + `"`)
			}
		case holeBlock:
			if f.inline {
				continue
			}
			f.flush(h.at)
			f.pieces = append(f.pieces, Piece{Block: &f.d.blocks[h.n]})
		case holeEmbed:
			ref := &f.d.refs[h.n]
			if !f.inline {
				f.flush(h.at)
				f.pieces = append(f.pieces, Piece{Embed: ref})
				continue
			}
			f.upTo(h.at)
			t := f.resolve(ref)
			f.linkOpen(ref, t)
			if ref.Label != "" {
				f.text(ref.Label)
			} else {
				f.text(t.Label)
			}
			f.linkClose(t)
		default:
			f.upTo(h.at)
			f.ref(h)
		}
	}
}

// ref fills the hole of a reference.
func (f *filler) ref(h hole) {
	ref := &f.d.refs[h.n]
	switch h.kind {
	case holeOpen:
		t := f.resolve(ref)
		f.open = append(f.open, openRef{h.n, t})
		f.linkOpen(ref, t)
	case holeLabel:
		if n := len(f.open); n > 0 && f.open[n-1].ref == h.n {
			f.text(f.open[n-1].target.Label)
		} else {
			f.text(f.resolve(ref).Label)
		}
	case holeClose:
		if n := len(f.open); n > 0 {
			t := f.open[n-1].target
			f.open = f.open[:n-1]
			f.linkClose(t)
		}
	case holeCite:
		t := f.resolve(ref)
		if t.URL == "" {
			f.text(t.Label)
			return
		}
		f.out.WriteString(`<a id="`)
		f.text(f.r.Prefix)
		f.out.WriteString(ref.CiteID() + `" class="citation" href="`)
		f.text(t.URL)
		f.out.WriteString(`" role="doc-biblioref">`)
		f.text(t.Label)
		f.out.WriteString("</a>")
	case holeImage:
		f.image(ref, f.resolve(ref))
	}
}

func (f *filler) resolve(ref *Ref) Target {
	if f.r.Resolve == nil {
		return Target{}
	}
	return f.r.Resolve(ref)
}

func (f *filler) text(s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		if e := escapeOf(s[i]); e != "" {
			f.out.WriteString(s[from:i])
			f.out.WriteString(e)
			from = i + 1
		}
	}
	f.out.WriteString(s[from:])
}

func (f *filler) attribute(name, value string) {
	if value != "" {
		f.out.WriteString(" " + name + `="`)
		f.text(value)
		f.out.WriteString(`"`)
	}
}

func (f *filler) linkOpen(ref *Ref, t Target) {
	if t.URL == "" {
		return
	}
	f.out.WriteString("<a")
	f.attribute("href", t.URL)
	f.attribute("class", t.Class)
	if ref.Label == "" {
		f.attribute("lang", t.Lang)
	}
	f.attribute("title", ref.Title)
	f.out.WriteString(">")
}

func (f *filler) linkClose(t Target) {
	if t.URL != "" {
		f.out.WriteString("</a>")
	}
	if t.Note != "" {
		f.out.WriteString(" <small")
		f.attribute("class", t.NoteClass)
		f.out.WriteString(">")
		f.text(t.Note)
		f.out.WriteString("</small>")
	}
}

// lateImage asks browsers to load an image when readers come near it.
const lateImage = ` loading="lazy" decoding="async"`

func (f *filler) image(ref *Ref, t Target) {
	if t.WebP != "" {
		f.out.WriteString(`<picture><source type="image/webp"`)
		f.attribute("srcset", t.WebP)
		f.attribute("sizes", t.Sizes)
		f.out.WriteString(">")
	}
	f.out.WriteString("<img")
	f.attribute("src", t.URL)
	f.attribute("srcset", t.SrcSet)
	if t.SrcSet != "" {
		f.attribute("sizes", t.Sizes)
	}
	if t.Width > 0 && t.Height > 0 {
		f.attribute("width", strconv.Itoa(t.Width))
		f.attribute("height", strconv.Itoa(t.Height))
	}
	f.out.WriteString(` alt="`)
	f.text(ref.Label)
	f.out.WriteString(`"`)
	f.attribute("title", ref.Title)
	if !t.Early {
		f.out.WriteString(lateImage)
	}
	f.out.WriteString(">")
	if t.WebP != "" {
		f.out.WriteString("</picture>")
	}
}

// CiteID returns the id of the link that Pieces writes for a citation,
// without Render.Prefix, so that a list of sources can link back. No heading's
// id has a dot; a colon would look like a URL's scheme to html/template.
func (r *Ref) CiteID() string { return "cite." + strconv.Itoa(r.Index) }
