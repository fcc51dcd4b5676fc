package site

import (
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
)

// errDamaged says no more, since a cache that is damaged is thrown away.
var errDamaged = errors.New("site: a stored file is damaged")

// large is from which size on a document is better kept elsewhere.
const large = 2 << 10

// Large returns the documents whose HTML is worth putting away, in an order
// that depends on what was parsed alone.
func (p *Parsed) Large() []*markdown.Document {
	var out []*markdown.Document
	for _, r := range p.records {
		if d := r.Common().Body; d != nil && d.Size() >= large {
			out = append(out, d)
		}
	}
	return out
}

// AppendBinary appends what was parsed to b in a form that DecodeParsed reads,
// and returns where the HTML of the Large documents then stands in it. What two
// files with equal contents and paths hold gives equal bytes.
func (p *Parsed) AppendBinary(b []byte) (_ []byte, places []int) {
	start := len(b)
	e := encoders.Get().(*encoder)
	defer e.release()
	e.int(len(p.records))
	for _, r := range p.records {
		e.int(int(r.Common().Kind))
		stored().put(e, r)
	}
	stored().put(e, p)

	b = binary.AppendUvarint(b, uint64(len(e.b)))
	b = append(b, e.b...)
	b = binary.AppendUvarint(b, uint64(len(e.order)))
	bodies := p.Large()
	places = make([]int, len(bodies))
	for _, d := range e.order {
		if i := slices.Index(bodies, d); i >= 0 {
			places[i] = len(b) - start + d.StoredAt()
		}
		b = d.AppendBinary(b)
	}
	return b, places
}

// DecodeParsed reads what AppendBinary wrote, and returns the same places. It
// fails, and never panics, on anything else; whether the bytes are those that
// were written, by a program whose Schema is the same, the caller must know.
func DecodeParsed(b []byte) (_ *Parsed, places []int, _ error) {
	all := len(b)
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, errDamaged
	}
	d := &decoder{s: string(b[n : n+int(size)])}
	b = b[n+int(size):]
	count, n := binary.Uvarint(b)
	if n <= 0 || count > uint64(len(b)) {
		return nil, nil, errDamaged
	}
	b = b[n:]
	d.docs = make([]*markdown.Document, count)
	starts := make([]int, count)
	for i := range d.docs {
		var err error
		starts[i] = all - len(b)
		if d.docs[i], b, err = markdown.DecodeDocument(b); err != nil {
			return nil, nil, err
		}
	}
	if len(b) > 0 {
		return nil, nil, errDamaged
	}

	p := new(Parsed)
	records := make([]Entity, 0, d.count(1))
	for range cap(records) {
		kind := Kind(d.int())
		e := newEntity(kind)
		if e == nil || d.failed {
			return nil, nil, errDamaged
		}
		stored().get(d, e)
		if e.Common().Kind != kind {
			return nil, nil, errDamaged
		}
		e.Common().as(e)
		records = append(records, e)
	}
	stored().get(d, p)
	if len(records) > 0 {
		p.records = records
	}
	if d.failed || d.s != "" {
		return nil, nil, errDamaged
	}
	for _, body := range p.Large() {
		i := slices.Index(d.docs, body)
		places = append(places, starts[i]+body.StoredAt())
	}
	return p, places, nil
}

// newEntity returns an empty record of a kind; nil when there is no such kind.
func newEntity(k Kind) Entity {
	switch k {
	case KindBrief:
		return new(Brief)
	case KindRecommendation:
		return &Recommendation{state: new(stateMemo)}
	case KindActor:
		return new(Actor)
	case KindInstrument:
		return new(Instrument)
	case KindTopic:
		return new(Topic)
	case KindEvent:
		return new(Event)
	case KindSource:
		return new(Source)
	case KindPage:
		return new(Page)
	}
	return nil
}

// encoders are used again: what they write first is as long as what they return.
var encoders = sync.Pool{New: func() any { return &encoder{docs: map[*markdown.Document]int{}} }}

func (e *encoder) release() {
	clear(e.docs)
	clear(e.order)
	e.b, e.order, e.file = e.b[:0], e.order[:0], ""
	encoders.Put(e)
}

// Schema identifies the form in which AppendBinary writes: it differs whenever
// a type that is stored does.
func Schema() [32]byte { return stored().schema }

// encoder writes values one after the other.
type encoder struct {
	b     []byte
	file  string // the last file that a position named
	docs  map[*markdown.Document]int
	order []*markdown.Document
}

func (e *encoder) int(n int) { e.b = binary.AppendVarint(e.b, int64(n)) }

func (e *encoder) string(s string) {
	e.int(len(s))
	e.b = append(e.b, s...)
}

// pos writes a position, with its file only where that is another than before.
func (e *encoder) pos(p *diag.Pos) {
	same := 1
	if p.File != e.file {
		same = 0
	}
	e.int(p.Line<<1 | same)
	e.int(p.Col)
	if same == 0 {
		e.file = p.File
		e.string(p.File)
	}
}

// document writes a document's place in the order in which they are met: a
// record may hold one document twice.
func (e *encoder) document(d *markdown.Document) {
	if d == nil {
		e.int(0)
		return
	}
	n, known := e.docs[d]
	if !known {
		e.order = append(e.order, d)
		n = len(e.order)
		e.docs[d] = n
	}
	e.int(n)
}

// decoder reads what encoder wrote. After the first failure everything it
// returns is zero. All strings share the memory of one.
type decoder struct {
	s      string
	file   string
	docs   []*markdown.Document
	failed bool
}

func (d *decoder) fail() { d.s, d.failed = "", true }

func (d *decoder) int() int {
	var u uint64
	for i := 0; i < len(d.s) && i < binary.MaxVarintLen64; i++ {
		c := d.s[i]
		u |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.s = d.s[i+1:]
			n := int64(u >> 1)
			if u&1 != 0 {
				n = ^n
			}
			return int(n)
		}
	}
	d.fail()
	return 0
}

func (d *decoder) string() string {
	n := d.int()
	if n < 0 || n > len(d.s) {
		d.fail()
		return ""
	}
	s := d.s[:n]
	d.s = d.s[n:]
	return s
}

func (d *decoder) sum() (s Sum) {
	if len(d.s) < len(s) {
		d.fail()
		return s
	}
	copy(s[:], d.s)
	d.s = d.s[len(s):]
	return s
}

// count reads how many things follow that take at least size bytes each, so
// that damage cannot ask for more memory than there are bytes.
func (d *decoder) count(size int) int {
	n := d.int()
	if n < 0 || n > len(d.s)/max(size, 1) {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) pos() diag.Pos {
	line := d.int()
	p := diag.Pos{Line: line >> 1, Col: d.int()}
	if line&1 == 0 {
		d.file = d.string()
	}
	p.File = d.file
	return p
}

func (d *decoder) document() *markdown.Document {
	n := d.int()
	if n < 0 || n > len(d.docs) {
		d.fail()
		return nil
	}
	if n == 0 {
		return nil
	}
	return d.docs[n-1]
}
