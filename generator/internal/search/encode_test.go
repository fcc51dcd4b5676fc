package search

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func readBack(b []byte) []posting {
	var out []posting
	eachPosting(b, func(p posting) { out = append(out, p) })
	slices.SortFunc(out, func(a, b posting) int { return cmp.Compare(a.doc, b.doc) })
	return out
}

func TestPostingsAreReadBackAsTheyWereWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var by lists
	for _, among := range []int{1, 2, 9, 300, 70000} {
		for _, every := range []int{1, 2, 7, 40, 3000} {
			var ps []posting
			for doc := range among {
				if r.IntN(every) == 0 {
					ps = append(ps, posting{uint32(doc), uint8(r.IntN(levels))})
				}
			}
			if len(ps) == 0 {
				continue
			}
			b := by.appendTo(nil, ps)
			if !slices.Equal(readBack(b), ps) {
				t.Errorf("one in %d of %d records is read back as others", every, among)
			}
			// A bitmap for each level is the most that anything takes.
			if most := levels * (among/8 + 12); len(b) > most {
				t.Errorf("one in %d of %d records takes %d bytes, more than %d", every, among, len(b), most)
			}
		}
	}
}

func FuzzShard(f *testing.F) {
	f.Add([]byte{0, 1, 2, 250, 3, 3, 3, 9})
	f.Add(make([]byte, 300))
	f.Fuzz(func(t *testing.T, b []byte) {
		var ps []posting
		doc := uint32(0)
		for _, c := range b {
			doc += uint32(c >> 3)
			ps = append(ps, posting{doc, c & 7})
			doc++
		}
		if len(ps) == 0 {
			return
		}
		var by lists
		if got := readBack(by.appendTo(nil, ps)); !slices.Equal(got, ps) {
			t.Fatalf("%v is read back as %v", ps, got)
		}
	})
}

func FuzzTermOrder(f *testing.F) {
	f.Add("a", "ab")
	f.Add("𠮷野", "﨎")
	f.Add("힣", "𠮷")
	f.Add("한국", "한글")
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		want := slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
		if got := cmp.Compare(compareTerms(a, b), 0); got != want {
			t.Fatalf("%q and %q are in order %d, JavaScript has %d", a, b, got, want)
		}
	})
}

// decodedTerms reads files of terms.
func decodedTerms(t *testing.T, files [][]byte) []entry {
	t.Helper()
	var out []entry
	for _, b := range files {
		term := ""
		number := func() int {
			v, n := binary.Uvarint(b)
			if n <= 0 {
				t.Fatalf("a file of terms breaks off after %q", term)
			}
			b = b[n:]
			return int(v)
		}
		for len(b) > 0 {
			shared, more := number(), number()
			term = term[:shared] + string(b[:more])
			b = b[more:]
			size := number()
			out = append(out, entry{term, b[:size]})
			b = b[size:]
		}
	}
	return out
}

func TestWhatStandsHigherInARecordWeighsMore(t *testing.T) {
	const text = usualWords
	order := []struct {
		what string
		is   uint8
	}{
		{"once in a text", level(inBody, 1, 0, text)},
		{"ten times in a text", level(inBody, 10, 0, text)},
		{"in a key point and once in the text", level(inKey|inBody, 1, 0, text)},
		{"in the id", level(inName, 0, 0, text)},
		{"in a title of twelve words", level(inTitle, 0, 12, text)},
		{"in a title of three words", level(inTitle, 0, 3, text)},
		{"the title", level(inTitle, 0, 1, text)},
	}
	for i := range order[1:] {
		if a, b := order[i], order[i+1]; a.is >= b.is {
			t.Errorf("%s has level %d, %s only %d", a.what, a.is, b.what, b.is)
		}
	}
	if long, short := level(inBody, 3, 0, 5000), level(inBody, 3, 0, 50); long >= short {
		t.Errorf("in a long text a word weighs as much (%d) as in a short one (%d)", long, short)
	}
	if many := level(inBody, 60000, 0, 1); many >= level(inTitle, 0, 30, text) {
		t.Error("a word that is said often enough outweighs a title")
	}
}
