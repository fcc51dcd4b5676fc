// Package search builds the index that the search page looks things up in.
//
// Place in the pipeline: site → files. It stands beside view and export. The
// browser's side is layouts/js/search; both cut text into the same terms
// (analyse.go, analyse.js), and testdata/terms.json holds them to it.
//
// # What is written
//
//	search/manifest.json   what there is, and which file holds which terms
//	search/terms/0.bin …       terms in order, each with the records that have it
//	search/records/0.bin …     what a result shows of each record
//	search/starts/0.bin …      words by their beginnings, for words that nobody wrote
//	search/ends/0.bin …        the same words by their ends
//
// A record's number is its place in site.Entities, so that kinds are runs of
// numbers and, all else being equal, the newest brief comes first. The files
// are cut so that a query needs few of them and none is large; every file but
// the manifest is four bytes of the index's version followed by a raw DEFLATE
// stream. The version is in the manifest too: a browser that finds two
// versions, because the site was published in between, starts again.
//
// # Terms
//
//	word         a word of a record's texts, or two neighbouring characters of one
//	             that is written without spaces
//	wo*          all words that begin so, where they are too many to be read one
//	             by one
//	=id          the record with that id, alias, number or DOI, or that short title
//	#facet/code  the records that a filter leaves
//
// A term's weight in a record is one of eight levels (postings.go), worked out
// here; how rare the term is, and what a query makes of it, the browser works
// out.
//
// The index is made when the first of its files is asked for: a publication
// that is only being edited never pays for it.
package search

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"readout/generator/internal/output"
	"readout/generator/internal/site"
)

// Folder is where the index is published, in the output folder.
const Folder = "search/"

// Index is the index of one Site. It is immutable and safe for use from many
// goroutines.
type Index struct{ built func() *built }

// built is an index that has been made.
type built struct {
	version  uint32
	manifest []byte
	shards   map[string][][]byte // by folder: "terms", "records", "starts", "ends"
}

// shardFolders are the folders of shards, in the order in which they are
// published.
var shardFolders = []string{"terms", "records", "starts", "ends"}

// New returns the index of a site; it costs nothing before a file is asked for.
func New(s *site.Site) *Index {
	if !s.Settings().Writes("search") {
		return &Index{built: func() *built { return &built{} }}
	}
	return &Index{built: sync.OnceValue(func() *built { return build(s, runtime.GOMAXPROCS(0)) })}
}

// Files yields every file of the index; none when site.yaml turns it off.
func (x *Index) Files() iter.Seq[output.File] {
	return func(yield func(output.File) bool) {
		b := x.built()
		if b.manifest == nil || !yield(b.manifestFile()) {
			return
		}
		for _, folder := range shardFolders {
			for i := range b.shards[folder] {
				if !yield(b.shardFile(folder, i)) {
					return
				}
			}
		}
	}
}

// Find returns one of Files by its path.
func (x *Index) Find(path string) (output.File, bool) {
	name, ok := strings.CutPrefix(path, Folder)
	if !ok {
		return output.File{}, false
	}
	folder, number, sharded := strings.Cut(name, "/")
	if !sharded {
		if name != "manifest.json" {
			return output.File{}, false
		}
		b := x.built()
		return b.manifestFile(), b.manifest != nil
	}
	number, ok = strings.CutSuffix(number, ".bin")
	i, err := strconv.Atoi(number)
	if !ok || err != nil || strconv.Itoa(i) != number {
		return output.File{}, false
	}
	b := x.built()
	if shards := b.shards[folder]; i < 0 || i >= len(shards) {
		return output.File{}, false
	}
	return b.shardFile(folder, i), true
}

func (b *built) manifestFile() output.File {
	return output.File{Path: Folder + "manifest.json", Write: func(w io.Writer) error {
		_, err := w.Write(b.manifest)
		return err
	}}
}

// deflaters are kept for reuse: each holds tables of over 600 kB.
var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, 5) // the level is a valid one
	return w
}}

func (b *built) shardFile(folder string, i int) output.File {
	return output.File{Path: Folder + folder + "/" + strconv.Itoa(i) + ".bin", Write: func(w io.Writer) error {
		var out bytes.Buffer
		out.Write(binary.BigEndian.AppendUint32(nil, b.version))
		z := deflaters.Get().(*flate.Writer)
		defer deflaters.Put(z)
		z.Reset(&out)
		if _, err := z.Write(b.shards[folder][i]); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		_, err := w.Write(out.Bytes())
		return err
	}}
}
