package search

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"readout/generator/internal/site"
)

// manifest is search/manifest.json.
type manifest struct {
	Version uint32          `json:"version"`
	Records int             `json:"records"`  // how many there are
	Kinds   []kind          `json:"kinds"`    // in order of the records' numbers
	PerFile int             `json:"per_file"` // records in each file of records
	Weights [levels]float64 `json:"weights"`  // of the levels
	Terms   string          `json:"terms"`    // the first term of each file, separated by line breaks
	Sizes   []int           `json:"sizes"`    // of the files of terms, in bytes before compression
	Every   string          `json:"every"`    // the beginnings that have a term of their own
	Starts  string          `json:"starts"`   // the first word of each file
	Ends    string          `json:"ends"`     // the same for words read backwards
}

// kind is the records of one kind.
type kind struct {
	Kind  string `json:"kind"`
	One   string `json:"one"` // "Brief"
	Many  string `json:"many"`
	URL   string `json:"url"` // of the folder of their pages, from the home page: "briefs/"
	Count int    `json:"count"`
}

// build makes the index of a site with so many workers, on whose number it does
// not depend.
func build(s *site.Site, workers int) *built {
	all := make([]site.Entity, 0, len(s.Briefs())+len(s.Recommendations()))
	for e := range s.Entities() {
		all = append(all, e)
	}
	runs := split(all, workers)
	var group sync.WaitGroup
	for i := range runs {
		group.Go(func() { runs[i].read(s) })
	}
	group.Wait()

	terms := merge(runs, len(all))
	words := wordsOf(terms)
	every := beginnings(terms, len(all))
	terms = append(terms, every...)
	slices.SortFunc(terms, func(a, b entry) int { return compareTerms(a.term, b.term) })

	b := &built{shards: map[string][][]byte{}}
	m := manifest{Records: len(all), Kinds: kindsOf(all), PerFile: recordsPerFile, Weights: levelWeights}
	b.shards["terms"], m.Terms, m.Sizes = cutTerms(terms)
	b.shards["starts"], m.Starts = cutWords(words)
	b.shards["ends"], m.Ends = cutWords(backwards(words))
	for i, e := range every {
		if i > 0 {
			m.Every += "\n"
		}
		m.Every += strings.TrimSuffix(e.term, everyPrefix)
	}
	for i := range runs {
		b.shards["records"] = append(b.shards["records"], runs[i].shown...)
	}
	b.version = versionOf(b.shards)
	m.Version = b.version
	b.manifest, _ = json.Marshal(m) // its types cannot fail
	return b
}

// versionOf identifies the contents of an index.
func versionOf(shards map[string][][]byte) uint32 {
	h := sha256.New()
	for _, folder := range shardFolders {
		for _, shard := range shards[folder] {
			h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(shard))))
			h.Write(shard)
		}
		h.Write([]byte(folder))
	}
	return binary.BigEndian.Uint32(h.Sum(nil))
}

func kindsOf(all []site.Entity) []kind {
	var out []kind
	for _, k := range site.Kinds() {
		n := 0
		for _, e := range all {
			if e.Common().Kind == k {
				n++
			}
		}
		if n == 0 {
			continue
		}
		url := k.Folder() + "/"
		if k == site.KindPage {
			url = ""
		}
		out = append(out, kind{Kind: k.String(), One: upper(k.String()), Many: upper(k.Plural()), URL: url, Count: n})
	}
	return out
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// run is a run of records that one goroutine reads.
type run struct {
	first     int // number of the first record
	records   []site.Entity
	collected *collector
	shown     [][]byte // files of records
}

// split cuts records into about n runs of about equal length of text. Each
// begins where a file of records does.
func split(all []site.Entity, n int) []run {
	work := func(e site.Entity) int {
		words := 30
		if d := e.Common().Body; d != nil {
			words += d.Words()
		}
		if r, ok := e.(*site.Recommendation); ok && r.Text != nil {
			words += r.Text.Words()
		}
		return words
	}
	total := 0
	for _, e := range all {
		total += work(e)
	}
	var runs []run
	done, start := 0, 0
	for i, e := range all {
		done += work(e)
		next := i + 1
		if next == len(all) || next%recordsPerFile == 0 && done >= total*(len(runs)+1)/n {
			runs = append(runs, run{first: start, records: all[start:next]})
			start = next
		}
	}
	return runs
}

func (r *run) read(s *site.Site) {
	c := newCollector()
	x := &reader{site: s, lang: s.Settings().Lang(), to: c, labels: map[string]string{}}
	var shown []byte
	for i, e := range r.records {
		x.record(e)
		c.end()
		if i%recordsPerFile == 0 && i > 0 {
			r.shown = append(r.shown, bytes.Clone(append(shown, ']')))
			shown = shown[:0]
		}
		shown = append(shown, separatorOf(shown))
		shown = x.show(shown, e)
	}
	r.shown = append(r.shown, bytes.Clone(append(shown, ']')))
	r.collected = c
}

func separatorOf(list []byte) byte {
	if len(list) == 0 {
		return '['
	}
	return ','
}

// mergeBuffer is how many bytes of postings are allocated at once.
const mergeBuffer = 1 << 20

// merge joins what the runs collected, ordered by term.
func merge(runs []run, records int) []entry {
	type at struct {
		term string
		run  int
		id   int
	}
	var places []at
	for i := range runs {
		for id := range runs[i].collected.terms {
			places = append(places, at{runs[i].collected.terms[id].term, i, id})
		}
	}
	slices.SortFunc(places, func(a, b at) int {
		return cmp.Or(compareTerms(a.term, b.term), cmp.Compare(a.run, b.run))
	})
	var (
		out []entry
		ps  = make([]posting, 0, records)
		by  lists
		buf = make([]byte, 0, mergeBuffer)
	)
	for len(places) > 0 {
		term := places[0].term
		ps = ps[:0]
		for len(places) > 0 && places[0].term == term {
			p := places[0]
			t := &runs[p.run].collected.terms[p.id]
			ps = t.appendPostings(ps, uint32(runs[p.run].first))
			t.postings = nil
			places = places[1:]
		}
		start := len(buf)
		buf = by.appendTo(buf, ps)
		out = append(out, entry{term, buf[start:len(buf):len(buf)]})
		if len(buf) > mergeBuffer*3/4 {
			buf = make([]byte, 0, mergeBuffer)
		}
	}
	return out
}
