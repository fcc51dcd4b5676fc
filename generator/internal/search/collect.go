package search

import (
	"encoding/binary"
	"math"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Levels are what remains of a term's weight in a record. What stands in a
// title weighs more than any number of occurrences in a text, and the shorter
// the title, the more; ids and other names come next, then key points and
// summaries.
var (
	levelWeights = [levels]float64{0.3, 0.6, 1, 1.6, 2.4, 3.4, 4.6, 6.2}
	levelBounds  = [levels - 1]float64{0.45, 0.8, 1.3, 2, 2.9, 4, 5.4} // a weight above bound i has a level above i
)

const (
	levels     = 8
	usualWords = 500 // of a text: where BM25 has the average, which would tie each record to all others
)

// level weighs what is known of a term in one record.
func level(fields field, occurrences, titleWords, words int) uint8 {
	w := 0.0
	if fields&inKey != 0 {
		w += 1.4
	}
	if fields&inSummary != 0 {
		w += 1.1
	}
	if fields&inLabel != 0 {
		w += 0.5
	}
	if occurrences > 0 {
		n := float64(occurrences)
		w += n / (n + 1.2*(0.4+0.6*float64(words)/usualWords))
	}
	switch {
	case fields&inTitle != 0:
		w = 2.5 + 3/math.Sqrt(float64(max(titleWords, 1))) + 0.4*w
	case fields&inName != 0:
		w = 2.5 + 0.4*w
	}
	l := uint8(0)
	for l < levels-1 && w > levelBounds[l] {
		l++
	}
	return l
}

// collector gathers the terms of a run of records. It is for one goroutine.
type collector struct {
	analyser
	slots []uint32 // a hash table: places in terms plus one, 0 where there is none
	terms []collected

	// The record that is being read.
	doc     uint32
	touched []uint32 // its terms
	words   int      // in its texts
	add     func(term []byte, hash uint32)
	in      field  // what add adds to
	title   uint8  // words of the title that add reads
	buf     []byte // the text that is being read
}

// collected is a term with its postings: for each record the distance from the
// one before, times eight, plus the level, as varints.
type collected struct {
	term     string
	postings []byte
	hash     uint32
	next     uint32 // the number after the last record's

	// In the record that is being read.
	occurrences uint16
	fields      field
	title       uint8 // words of the shortest title that has it
}

func newCollector() *collector {
	c := &collector{slots: make([]uint32, 1<<12)}
	c.add = c.addTerm
	return c
}

// place returns the place of a term in terms, and gives it one if it has none.
func (c *collector) place(term []byte, hash uint32) uint32 {
	mask := uint32(len(c.slots) - 1)
	at := (hash ^ hash>>15) & mask
	for ; c.slots[at] != 0; at = (at + 1) & mask {
		id := c.slots[at] - 1
		if t := &c.terms[id]; t.hash == hash && t.term == string(term) {
			return id
		}
	}
	id := uint32(len(c.terms))
	c.terms = append(c.terms, collected{term: string(term), hash: hash})
	c.slots[at] = id + 1
	if 2*len(c.terms) > len(c.slots) {
		c.grow()
	}
	return id
}

func (c *collector) grow() {
	c.slots = make([]uint32, 2*len(c.slots))
	mask := uint32(len(c.slots) - 1)
	for id := range c.terms {
		h := c.terms[id].hash
		at := (h ^ h>>15) & mask
		for c.slots[at] != 0 {
			at = (at + 1) & mask
		}
		c.slots[at] = uint32(id) + 1
	}
}

func (c *collector) addTerm(term []byte, hash uint32) {
	id := c.place(term, hash)
	t := &c.terms[id]
	if t.fields == 0 {
		c.touched = append(c.touched, id)
		t.title = math.MaxUint8
	}
	t.fields |= c.in
	switch c.in {
	case inBody:
		c.words++
		if t.occurrences < math.MaxUint16 {
			t.occurrences++
		}
	case inTitle:
		t.title = min(t.title, c.title)
	}
}

func (c *collector) text(s string, in field) {
	if s != "" {
		c.in = in
		c.buf = append(c.buf[:0], s...)
		c.each(c.buf, c.add)
	}
}

func (c *collector) titleText(s string) {
	n := 0
	c.buf = append(c.buf[:0], s...)
	c.each(c.buf, func([]byte, uint32) { n++ })
	c.title = uint8(min(n, math.MaxUint8-1))
	c.text(s, inTitle)
	if len(s) <= longestWhole {
		c.exact(s)
	}
}

// longestWhole is the longest title, in bytes, that is known as a whole:
// longer ones nobody types to the end.
const longestWhole = 40

// exactPrefix and facetPrefix begin terms that are no words; everyPrefix ends
// those that stand for all words with a beginning. The three sort before
// letters.
const (
	exactPrefix = "="
	facetPrefix = "#"
	everyPrefix = "*"
)

func (c *collector) exact(s string) {
	c.in = inName
	c.addWhole(exactPrefix + exactForm(s))
}

// exactForm is the form in which ids and queries are compared as wholes.
func exactForm(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
	return s[:min(len(s), 200)]
}

func (c *collector) facet(name, code string) {
	c.in = inLabel
	c.addWhole(facetPrefix + name + "/" + code)
}

func (c *collector) addWhole(term string) {
	c.buf = append(c.buf[:0], term...)
	c.addTerm(c.buf, hashOf(c.buf))
}

// end writes down the record that was read, and goes on to the next.
func (c *collector) end() {
	for _, id := range c.touched {
		t := &c.terms[id]
		l := level(t.fields, int(t.occurrences), int(t.title), c.words)
		t.postings = binary.AppendUvarint(t.postings, uint64(c.doc-t.next)<<3|uint64(l))
		t.next = c.doc + 1
		t.fields, t.occurrences = 0, 0
	}
	c.touched, c.words = c.touched[:0], 0
	c.doc++
}

// posting is a record that has a term.
type posting struct {
	doc   uint32
	level uint8
}

// appendPostings reads the postings of a term.
func (t *collected) appendPostings(out []posting, first uint32) []posting {
	doc := first
	for b := t.postings; len(b) > 0; {
		v, n := binary.Uvarint(b)
		b = b[n:]
		doc += uint32(v >> 3)
		out = append(out, posting{doc, uint8(v & 7)})
		doc++
	}
	return out
}
