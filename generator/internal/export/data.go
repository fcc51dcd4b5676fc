package export

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
)

// dataFiles are the files of data/. SHA256SUMS is the last.
func (e *exporter) dataFiles() []file {
	var files []file
	add := func(name string, write func(*sink)) { files = append(files, file{"data/" + name, write}) }
	for i := range tables {
		t := &tables[i]
		add(t.name+".csv", func(s *sink) { t.writeCSV(e, s) })
		add(t.name+".json", func(s *sink) { t.writeJSON(e, s) })
		add(t.name+csvMetadata, func(s *sink) { e.writeTableMetadata(t, s) })
	}
	add("csv-metadata.json", e.writeGroupMetadata)
	add("datapackage.json", e.writePackage)
	add("catalog.jsonld", e.writeCatalog)
	for _, d := range schemas() {
		add(d.path, func(s *sink) { e.writeSchema(d, s) })
	}
	sums := make([]*summed, len(files))
	for i := range files {
		sums[i] = &summed{file: files[i]}
		files[i].write = sums[i].write
	}
	slices.SortFunc(sums, func(a, b *summed) int { return strings.Compare(a.path, b.path) })
	add("SHA256SUMS", func(s *sink) {
		for _, f := range sums {
			sum := f.sum()
			s.b = append(hex.AppendEncode(s.b, sum[:]), "  "...)
			s.b = append(append(s.b, strings.TrimPrefix(f.path, "data/")...), '\n')
		}
	})
	return files
}

// summed is a file whose sum is remembered once it was written, so that
// SHA256SUMS, which comes last, need not make the large tables again.
type summed struct {
	file
	mu   sync.Mutex
	done bool
	hash [sha256.Size]byte
}

// write writes the file. Whoever wants its sum meanwhile waits for it.
func (f *summed) write(s *sink) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done {
		f.file.write(s)
		return
	}
	hash := sha256.New()
	s.also = hash
	f.file.write(s)
	s.flush()
	s.also = nil
	if s.err == nil {
		f.done = true
		hash.Sum(f.hash[:0])
	}
}

func (f *summed) sum() [sha256.Size]byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.done {
		hash := sha256.New()
		s := &sink{w: hash}
		f.file.write(s)
		s.flush()
		f.done = true
		hash.Sum(f.hash[:0])
	}
	return f.hash
}
