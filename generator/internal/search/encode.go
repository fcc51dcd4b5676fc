package search

import (
	"encoding/binary"
	"unicode/utf8"
)

// entry is a term as it is published.
type entry struct {
	term     string
	postings []byte // lists by level; see lists.appendTo
}

// lists are records by level, kept for reuse.
type lists [levels][]uint32

// appendTo writes postings, which are in order of record, as one list for
// each level that occurs: a varint of
//
//	count<<5 | level<<2 | isBitmap<<1 | another list follows
//
// and then the records' numbers, as varints of the distances between them
// (from -1, less one) or, where that is shorter, as a bitmap: varints of its
// first record's number and of its length in bytes, then the bytes, lowest bit
// first.
func (by *lists) appendTo(out []byte, ps []posting) []byte {
	for l := range by {
		by[l] = by[l][:0]
	}
	for _, p := range ps {
		by[p.level] = append(by[p.level], p.doc)
	}
	left := 0
	for _, docs := range by {
		if len(docs) > 0 {
			left++
		}
	}
	for l := levels - 1; l >= 0; l-- {
		docs := by[l]
		if len(docs) == 0 {
			continue
		}
		left--
		head := uint64(len(docs))<<5 | uint64(l)<<2
		if left > 0 {
			head |= 1
		}
		first, last := docs[0], docs[len(docs)-1]
		mapped := int(last-first)/8 + 1
		if mapped+4 < distancesLen(docs) {
			out = binary.AppendUvarint(out, head|2)
			out = binary.AppendUvarint(out, uint64(first))
			out = binary.AppendUvarint(out, uint64(mapped))
			at := len(out)
			out = append(out, make([]byte, mapped)...)
			for _, d := range docs {
				out[at+int(d-first)/8] |= 1 << ((d - first) % 8)
			}
			continue
		}
		out = binary.AppendUvarint(out, head)
		next := uint32(0)
		for _, d := range docs {
			out = binary.AppendUvarint(out, uint64(d-next))
			next = d + 1
		}
	}
	return out
}

func distancesLen(docs []uint32) int {
	n, next := 0, uint32(0)
	for _, d := range docs {
		for v := d - next; v >= 0x80; v >>= 7 {
			n++
		}
		n++
		next = d + 1
	}
	return n
}

// appendTerm writes a term of a sorted list: how many bytes it has in common
// with the one before, how many follow, and those.
func appendTerm(out []byte, before, term string) []byte {
	n := 0
	for n < len(before) && n < len(term) && before[n] == term[n] {
		n++
	}
	out = binary.AppendUvarint(out, uint64(n))
	out = binary.AppendUvarint(out, uint64(len(term)-n))
	return append(out, term[n:]...)
}

// compareTerms orders terms as JavaScript orders strings: by UTF-16 units, in
// which characters beyond U+FFFF come before U+E000.
func compareTerms(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	switch {
	case n == len(a) || n == len(b):
		return len(a) - len(b)
	case a[n] < 0xEE && b[n] < 0xEE:
		return int(a[n]) - int(b[n])
	}
	for n > 0 && !utf8.RuneStart(a[n]) {
		n--
	}
	ra, _ := utf8.DecodeRuneInString(a[n:])
	rb, _ := utf8.DecodeRuneInString(b[n:])
	return int(firstUnit(ra, rb)) - int(firstUnit(rb, ra))
}

// firstUnit is r for a comparison with another character: one beyond U+FFFF
// counts as the surrogate that it begins with, unless both are.
func firstUnit(r, other rune) rune {
	if r > 0xFFFF && other <= 0xFFFF {
		return 0xD800
	}
	return r
}
