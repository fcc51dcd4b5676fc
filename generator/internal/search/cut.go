package search

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"
)

// Sizes in bytes before compression. A query reads the file of each of its
// words, and those of the words that begin like the last; what it may fetch
// bounds them.
const (
	termsFile = 12 << 10 // of terms
	wordsFile = 6 << 10  // of words
	// everyLimit is how much the terms with one beginning may hold before the
	// beginning gets a term of its own.
	everyLimit = 28 << 10
)

// cutTerms cuts sorted terms into files, and returns the first term and the
// size of each.
func cutTerms(terms []entry) (files [][]byte, firsts string, sizes []int) {
	var starts []string
	var file []byte
	before := ""
	for _, t := range terms {
		if size := len(file) + len(t.term) + len(t.postings) + 8; len(file) > 0 && size > termsFile {
			files, file = append(files, file), nil
		}
		if len(file) == 0 {
			starts, before = append(starts, t.term), ""
		}
		file = appendTerm(file, before, t.term)
		file = binary.AppendUvarint(file, uint64(len(t.postings)))
		file = append(file, t.postings...)
		before = t.term
	}
	if len(file) > 0 {
		files = append(files, file)
	}
	for _, f := range files {
		sizes = append(sizes, len(f))
	}
	return files, strings.Join(starts, "\n"), sizes
}

// beginnings returns a term for each beginning of words whose postings are too
// many to be read one by one: in it, a record has the highest of its levels.
func beginnings(terms []entry, records int) []entry {
	var out []entry
	best := make([]uint8, records) // level + 1
	var ps []posting
	var by lists
	var below func(terms []entry, n int)
	// below looks at terms that begin with the same n bytes.
	below = func(terms []entry, n int) {
		for len(terms) > 0 {
			if len(terms[0].term) == n { // the beginning itself
				terms = terms[1:]
				continue
			}
			first, width := utf8.DecodeRuneInString(terms[0].term[n:])
			beginning := terms[0].term[:n+width]
			end, size := 0, 0
			for end < len(terms) && strings.HasPrefix(terms[end].term, beginning) {
				size += len(terms[end].postings) + 8
				end++
			}
			group := terms[:end]
			terms = terms[end:]
			if size <= everyLimit || len(group) < 3 {
				continue
			}
			_, class := fold(first)
			if class == paired || n > 0 { // one letter is no beginning to look for
				clear(best)
				for _, e := range group {
					eachPosting(e.postings, func(p posting) { best[p.doc] = max(best[p.doc], p.level+1) })
				}
				ps = ps[:0]
				for doc, level := range best {
					if level > 0 {
						ps = append(ps, posting{uint32(doc), level - 1})
					}
				}
				out = append(out, entry{beginning + everyPrefix, by.appendTo(nil, ps)})
			}
			below(group, n+width)
		}
	}
	first := slices.IndexFunc(terms, func(e entry) bool { return isWord(e.term) })
	if first >= 0 {
		below(terms[first:], 0)
	}
	return out
}

// eachPosting reads lists back that lists.appendTo wrote.
func eachPosting(b []byte, f func(posting)) {
	uvarint := func() int {
		v, n := binary.Uvarint(b)
		b = b[n:]
		return int(v)
	}
	for more := true; more; {
		head := uvarint()
		more = head&1 != 0
		level := uint8(head >> 2 & 7)
		if head&2 != 0 {
			first, size := uvarint(), uvarint()
			for i, bits := range b[:size] {
				for bit := range 8 {
					if bits>>bit&1 != 0 {
						f(posting{uint32(first + 8*i + bit), level})
					}
				}
			}
			b = b[size:]
			continue
		}
		next := 0
		for range head >> 5 {
			doc := next + uvarint()
			f(posting{uint32(doc), level})
			next = doc + 1
		}
	}
}

// isWord reports whether a term is a word or pair, and not one of the others.
func isWord(term string) bool {
	return term != "" && term[0] != exactPrefix[0] && term[0] != facetPrefix[0]
}

// word is a word that a mistyped one may have been meant for.
type word struct {
	text  string
	count int // records that have it
}

// wordsOf returns the words in which typing mistakes are looked for: letters
// only, and at least four.
func wordsOf(terms []entry) []word {
	var out []word
	for _, e := range terms {
		if !isWord(e.term) || utf8.RuneCountInString(e.term) < 4 || strings.ContainsAny(e.term, "0123456789") {
			continue
		}
		head, _ := binary.Uvarint(e.postings) // of the first list, which is enough to rank candidates
		out = append(out, word{e.term, int(head >> 5)})
	}
	return out
}

// backwards returns words read from their ends, in order.
func backwards(words []word) []word {
	out := make([]word, len(words))
	for i, w := range words {
		r := []rune(w.text)
		slices.Reverse(r)
		out[i] = word{string(r), w.count}
	}
	slices.SortFunc(out, func(a, b word) int { return compareTerms(a.text, b.text) })
	return out
}

// cutWords cuts sorted words into files, and returns the first word of each.
func cutWords(words []word) (files [][]byte, firsts string) {
	var starts []string
	var file []byte
	before := ""
	for _, w := range words {
		if len(file) > wordsFile {
			files, file = append(files, file), nil
		}
		if len(file) == 0 {
			starts, before = append(starts, w.text), ""
		}
		file = appendTerm(file, before, w.text)
		file = binary.AppendUvarint(file, uint64(w.count))
		before = w.text
	}
	if len(file) > 0 {
		files = append(files, file)
	}
	return files, strings.Join(starts, "\n")
}
