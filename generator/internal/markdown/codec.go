package markdown

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"readout/generator/internal/diag"
)

// The first byte of a stored document. It changes with the layout below, and
// with what Parse makes of a text.
const codecVersion = 2

// errDamaged says no more, since a cache that is damaged is thrown away.
var errDamaged = errors.New("markdown: a stored document is damaged")

// AppendBinary appends the document to b in a form that DecodeDocument reads.
// Equal documents give equal bytes.
func (d *Document) AppendBinary(b []byte) []byte {
	b = append(b, codecVersion, 0, 0, 0, 0)
	start := len(b)
	e := encoder{b}
	e.string(d.file)
	e.string(d.HTML())
	e.string(d.holes)
	e.int(d.words)
	e.int(d.from)
	e.int(d.to)
	e.int(len(d.refs))
	context := ""
	for i := range d.refs {
		r := &d.refs[i]
		e.int(int(r.Kind))
		for _, s := range []string{r.Target, r.Of, r.Heading, r.Label, r.Locator, r.Title, r.State, r.Under} {
			e.string(s)
		}
		e.pos(r.Pos)
		e.int(r.Width)
		if e.same(r.Context == context); r.Context != context { // one sentence often refers twice
			context = r.Context
			e.string(context)
		}
	}
	e.int(len(d.headings))
	for i := range d.headings {
		h := &d.headings[i]
		e.int(h.Level)
		e.string(h.ID)
		e.string(h.Text)
		if e.same(string(h.HTML) == h.Text); string(h.HTML) != h.Text {
			e.string(string(h.HTML))
		}
		e.pos(h.Pos)
	}
	e.int(len(d.blocks))
	for i := range d.blocks {
		k := &d.blocks[i]
		e.string(k.Name)
		e.string(k.Body.String)
		e.int(len(k.Body.Runs))
		for _, run := range k.Body.Runs {
			e.int(int(run.Offset))
			e.int(int(run.Line))
			e.int(int(run.Col))
		}
		e.pos(k.Pos)
	}
	binary.LittleEndian.PutUint32(e.b[start-4:], uint32(len(e.b)-start))
	return e.b
}

// StoredAt returns where in what AppendBinary appends for the document its
// HTML begins.
func (d *Document) StoredAt() int {
	var e encoder
	e.string(d.file)
	e.int(d.Size())
	return 5 + len(e.b)
}

type encoder struct{ b []byte }

func (e *encoder) int(n int) { e.b = binary.AppendUvarint(e.b, uint64(n)) }

func (e *encoder) string(s string) {
	e.int(len(s))
	e.b = append(e.b, s...)
}

// pos leaves out the file, which is the document's.
func (e *encoder) pos(p diag.Pos) {
	e.int(p.Line)
	e.int(p.Col)
}

func (e *encoder) same(yes bool) {
	n := 0
	if yes {
		n = 1
	}
	e.int(n)
}

// DecodeDocument reads a document that AppendBinary wrote from the start of b,
// and returns it with the rest of b. It fails, and never panics, on anything
// else; whether the bytes are those that were written, the caller's checksum
// must tell. The document does not refer to b; its HTML is one copy of what was
// stored, and all its other strings share another.
func DecodeDocument(b []byte) (*Document, []byte, error) {
	if len(b) < 5 {
		return nil, nil, errDamaged
	}
	if b[0] != codecVersion {
		return nil, nil, fmt.Errorf("markdown: a stored document has version %d, not %d", b[0], codecVersion)
	}
	size := int(binary.LittleEndian.Uint32(b[1:]))
	if b = b[5:]; size > len(b) {
		return nil, nil, errDamaged
	}
	d := new(Document)
	var rest []byte
	var ok bool
	if d.file, rest, ok = cutString(b[:size]); !ok {
		return nil, nil, errDamaged
	}
	if d.html, rest, ok = cutString(rest); !ok {
		return nil, nil, errDamaged
	}
	v := decoder{s: string(rest)}
	d.holes, d.words, d.from, d.to = v.string(), v.int(), v.int(), v.int()
	if n := v.count(12); n > 0 {
		d.refs = make([]Ref, n)
	}
	context := ""
	for i := range d.refs {
		r := &d.refs[i]
		kind := v.int()
		if kind > int(Image) {
			v.fail()
		}
		r.Kind, r.Index = RefKind(kind), i
		for _, s := range []*string{&r.Target, &r.Of, &r.Heading, &r.Label, &r.Locator, &r.Title, &r.State, &r.Under} {
			*s = v.string()
		}
		r.Pos, r.Width = v.pos(d.file), v.int()
		if !v.same() {
			context = v.string()
		}
		r.Context = context
	}
	if n := v.count(6); n > 0 {
		d.headings = make([]Heading, n)
	}
	for i := range d.headings {
		h := &d.headings[i]
		h.Level, h.ID, h.Text = v.int(), v.string(), v.string()
		if h.HTML = HTML(h.Text); !v.same() {
			h.HTML = HTML(v.string())
		}
		h.Pos = v.pos(d.file)
	}
	if n := v.count(5); n > 0 {
		d.blocks = make([]Block, n)
	}
	for i := range d.blocks {
		k := &d.blocks[i]
		k.Index, k.Name = i, v.string()
		k.Body.File, k.Body.String = d.file, v.string()
		if n := v.count(3); n > 0 {
			k.Body.Runs = make([]diag.Run, n)
		}
		for j := range k.Body.Runs {
			k.Body.Runs[j] = diag.Run{Offset: int32(v.int()), Line: int32(v.int()), Col: int32(v.int())}
		}
		k.Pos = v.pos(d.file)
	}
	if v.failed || v.s != "" || !d.sound() {
		return nil, nil, errDamaged
	}
	return d, b[size:], nil
}

// cutString copies the string that b begins with.
func cutString(b []byte) (s string, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return "", nil, false
	}
	b = b[size:]
	return string(b[:n]), b[n:], true
}

// sound reports whether the document can be written: every offset and index
// leads somewhere.
func (d *Document) sound() bool {
	if d.from > d.to || d.to > len(d.html) {
		return false
	}
	packed, last := d.holes, 0
	for packed != "" {
		h, rest, ok := nextHole(packed, last)
		if !ok || h.at > len(d.html) || h.kind >= holeKinds {
			return false
		}
		switch h.kind {
		case holePrefix, holeSource:
		case holeBlock:
			ok = h.n < len(d.blocks)
		default:
			ok = h.n < len(d.refs)
		}
		if !ok {
			return false
		}
		packed, last = rest, h.at
	}
	for i := range d.blocks {
		t := &d.blocks[i].Body
		for j, run := range t.Runs {
			if int(run.Offset) > len(t.String) || j == 0 && run.Offset != 0 || j > 0 && run.Offset < t.Runs[j-1].Offset {
				return false
			}
		}
	}
	return d.marksSound()
}

// marksSound reports whether what is stored as HTML and text can be walked:
// every tag, character reference and marker ends, and every marker leads to a
// reference.
func (d *Document) marksSound() bool {
	if !endsMarks(d.html) {
		return false
	}
	for i := range d.headings {
		if !endsMarks(string(d.headings[i].HTML)) || !d.markersSound(string(d.headings[i].HTML)) || !d.markersSound(d.headings[i].Text) {
			return false
		}
	}
	for i := range d.refs {
		if !d.markersSound(d.refs[i].Context) {
			return false
		}
	}
	return true
}

func endsMarks(html string) bool {
	for i := 0; i < len(html); i++ {
		end := byte('>')
		switch html[i] {
		case '<':
		case '&':
			end = ';'
		default:
			continue
		}
		n := strings.IndexByte(html[i:], end)
		if n < 0 {
			return false
		}
		i += n
	}
	return true
}

func (d *Document) markersSound(s string) bool {
	sound := true
	ExpandContext(s, func(i int) string {
		sound = sound && i >= 0 && i < len(d.refs)
		return ""
	})
	return sound
}

// decoder reads what encoder wrote. After the first failure everything it
// returns is zero.
type decoder struct {
	s      string
	failed bool
}

func (v *decoder) fail() { v.s, v.failed = "", true }

func (v *decoder) int() int {
	n, rest, ok := uvarint(v.s)
	if !ok || n > 1<<31-1 {
		v.fail()
		return 0
	}
	v.s = rest
	return int(n)
}

func (v *decoder) string() string {
	n := v.int()
	if n > len(v.s) {
		v.fail()
		return ""
	}
	s := v.s[:n]
	v.s = v.s[n:]
	return s
}

// count reads how many things follow that take at least size bytes each, so
// that damage cannot ask for more memory than there are bytes.
func (v *decoder) count(size int) int {
	n := v.int()
	if n > len(v.s)/size {
		v.fail()
		return 0
	}
	return n
}

func (v *decoder) pos(file string) diag.Pos {
	return diag.Pos{File: file, Line: v.int(), Col: v.int()}
}

func (v *decoder) same() bool { return v.int() == 1 }
