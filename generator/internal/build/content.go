package build

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"readout/generator/internal/layout"
	"readout/generator/internal/output"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// reading is what a look at content/ found: files that came or differ, parsed
// or known from an earlier process, and files that went.
type reading struct {
	parsed []*site.Parsed
	known  []knownFile
	gone   []string
}

// knownFile is a file whose contents an earlier process has parsed.
type knownFile struct {
	path string
	key  output.PackKey
}

// Inputs looks at everything and returns a hash of all that the site is made
// of: the files, the options, the program. Sites with the same inputs are the
// same. The next Build of everything goes on with what was read here.
func (b *Builder) Inputs() [sha256.Size]byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := b.look(nil)
	b.looked = &next

	h := sha256.New()
	fmt.Fprintf(h, "%x %v %q %v %v %t %t %q\n", b.options.Program, site.Schema(), b.options.Version, b.options.AsOf, b.options.Today,
		b.options.Drafts, b.options.Serve, b.options.BaseURL)
	for f := range b.tree.Files() {
		fmt.Fprintf(h, "%q %x %v\n", f.Path, f.Hash, f.Err)
	}
	fmt.Fprintf(h, "%x\n", layout.Fingerprint(b.layoutsFolder()))
	b.rest = [sha256.Size]byte(h.Sum(nil))
	b.readRevisions()
	return inputsWith(b.rest)(b.revisions.hash)
}

// readContent reads and parses the files of content/ that changed.
func (b *Builder) readContent(changed []string) (records []*site.Parsed, gone []string) {
	var r reading
	switch {
	case changed == nil && b.looked != nil:
		r = *b.looked
	case changed != nil && len(changed) == 0:
		return nil, nil
	default:
		r = b.look(changed)
	}
	b.looked = nil
	records = append(r.parsed, b.recall(r.known)...)
	// What comes later is parsed while an author waits, and not kept.
	b.pack.Close()
	slices.SortFunc(records, func(p, q *site.Parsed) int { return cmp.Compare(p.Path, q.Path) })
	return records, r.gone
}

// Close keeps what was parsed for the next process. The Builder is of no use
// after it.
func (b *Builder) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.looked != nil { // what nobody asked for is still worth keeping
		for _, f := range b.looked.known {
			b.pack.Get(f.key, nil)
		}
	}
	b.pack.Release()
}

// look reads the files that changed and parses those that no earlier process
// has parsed.
func (b *Builder) look(changed []string) reading {
	var mu sync.Mutex
	var r reading
	b.tree, r.gone = b.tree.Update(b.files, changed, func(f *source.File) {
		key := packKey(f)
		if f.Err == nil && b.pack.Has(key) {
			mu.Lock()
			r.known = append(r.known, knownFile{f.Path, key})
			mu.Unlock()
			return
		}
		p := site.Parse(f)
		if f.Err == nil && b.pack.Keeps() {
			buf := buffers.Get().(*[]byte)
			var places []int
			*buf, places = p.AppendBinary((*buf)[:0])
			if b.pack.Put(key, *buf) {
				b.putAway(p, key, places)
			}
			buffers.Put(buf)
		}
		mu.Lock()
		r.parsed = append(r.parsed, p)
		mu.Unlock()
	})
	return r
}

// buffers are used again for what is kept of one file after the other.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// packKey is what the records of a file depend on.
func packKey(f *source.File) output.PackKey {
	return sha256.Sum256(append(f.Hash[:], f.Path...))
}

// recall returns what an earlier process parsed. What turns out to be damaged
// is parsed again.
func (b *Builder) recall(known []knownFile) []*site.Parsed {
	records := make([]*site.Parsed, len(known))
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(len(known), runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			var buf []byte
			for i := int(next.Add(1)) - 1; i < len(known); i = int(next.Add(1)) - 1 {
				var ok bool
				if buf, ok = b.pack.Get(known[i].key, buf); ok {
					if p, places, err := site.DecodeParsed(buf); err == nil && p.Path == known[i].path {
						b.putAway(p, known[i].key, places)
						records[i] = p
						continue
					}
				}
				new(source.Tree).Update(b.files, []string{known[i].path}, func(f *source.File) { records[i] = site.Parse(f) })
			}
		})
	}
	all.Wait()
	return slices.DeleteFunc(records, func(p *site.Parsed) bool { return p == nil }) // gone since
}

// openPack opens what earlier processes have parsed.
func openPack(o Options) *output.Pack {
	if o.Cache == "" || o.Fresh || o.Program == [sha256.Size]byte{} {
		return output.OpenPack("", o.Program)
	}
	schema := site.Schema()
	pack := output.OpenPack(filepath.Join(o.Cache, "parsed"), sha256.Sum256(append(o.Program[:], schema[:]...)))
	if o.ReadOnly {
		pack.Freeze()
	}
	return pack
}

// layoutsFolder is the publication's own layouts; nil when it has none.
func (b *Builder) layoutsFolder() fs.FS {
	if fi, err := fs.Stat(b.files, layoutsDir); err != nil || !fi.IsDir() {
		return nil
	}
	project, _ := fs.Sub(b.files, layoutsDir) // the name is valid
	return project
}
