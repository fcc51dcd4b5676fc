package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// record is what is remembered of a published file.
type record struct {
	path  string
	hash  [sha256.Size]byte
	size  int64
	mtime int64 // nanoseconds since 1970, as the file system gave it
}

// matches reports whether a file on disk is still the one that was written, as
// far as can be told without opening it.
func (r *record) matches(fi fs.FileInfo) bool {
	return fi.Mode().IsRegular() && fi.Size() == r.size && fi.ModTime().UnixNano() == r.mtime
}

// memory is what earlier publications wrote. It is kept in two files: the
// manifest, and while a folder is being changed the announcement, which lists
// what is about to be added. An announcement that is found by the next
// publication says that the one before was interrupted: its files may be there
// or not, but they are ours.
type memory struct {
	manifest  string
	origin    origin
	written   map[string]record
	announced map[string][]record // by path; several where more than one publication was interrupted
	// recalled is what the published sums say was written, where the manifest is
	// lost. Anybody could have put them there, so nothing is removed on their word.
	recalled map[string][sha256.Size]byte
}

// origin is what a publication was made of, and what its maker wants to know
// of it.
type origin struct {
	inputs [sha256.Size]byte // zero: nobody knows
	pages  int               // of what authors wrote
	note   string            // one line
}

func loadMemory(manifest string) memory {
	m := memory{manifest: manifest, announced: map[string][]record{}}
	var written []record
	m.origin, written = loadManifest(manifest)
	m.written = make(map[string]record, len(written))
	for _, r := range written {
		m.written[r.path] = r
	}
	_, announced := loadManifest(m.announcement())
	for _, r := range announced {
		m.announced[r.path] = append(m.announced[r.path], r)
	}
	return m
}

func (m *memory) announcement() string { return m.manifest + ".announced" }

func (m *memory) interrupted() bool { return len(m.announced) > 0 }

// recall reads the published sums if nothing else is known of a folder.
func (m *memory) recall(root *os.Root) {
	if len(m.written) > 0 || m.interrupted() {
		return
	}
	fi, err := root.Lstat(SumsFile)
	if err != nil || !fi.Mode().IsRegular() {
		return
	}
	text, err := root.ReadFile(SumsFile)
	if err != nil {
		return
	}
	sums, err := ParseSums(text)
	if err != nil || len(sums) == 0 {
		return
	}
	m.recalled = make(map[string][sha256.Size]byte, len(sums)+1)
	for _, s := range sums {
		m.recalled[s.Path] = s.Hash
	}
	m.recalled[SumsFile] = sha256.Sum256(text)
}

// announce writes down what is about to be added. What interrupted
// publications had announced stays announced.
func (m *memory) announce(d *disk, staged []record) error {
	all := staged
	if m.interrupted() {
		again := make(map[string][sha256.Size]byte, len(staged))
		for _, r := range staged {
			again[r.path] = r.hash
		}
		all = slices.Clone(staged)
		for _, path := range slices.Sorted(maps.Keys(m.announced)) {
			for _, r := range m.announced[path] {
				if hash, twice := again[path]; !twice || hash != r.hash {
					all = append(all, r)
				}
			}
		}
	}
	if len(m.recalled) > 0 { // the next publication may find the old files, and new sums
		all = slices.Clone(staged)
		for _, r := range staged {
			if hash, ok := m.recalled[r.path]; ok {
				all = append(all, record{path: r.path, hash: hash})
			}
		}
	}
	return saveManifest(d, m.announcement(), origin{}, all)
}

// staging is the folder in which a publication waits.
func (m *memory) staging() string { return m.manifest + ".staging" }

// sweep removes what a publication that was killed has left beside the
// manifest: what is half written, and what waited.
func (m *memory) sweep(d *disk) error {
	for _, file := range []string{m.manifest + temporary, m.announcement() + temporary, m.staging()} {
		if _, err := os.Lstat(file); err == nil {
			if err := d.removeAll(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// save remembers the files that are published now.
func (m *memory) save(d *disk, of origin, records []record) error {
	if err := saveManifest(d, m.manifest, of, records); err != nil {
		return err
	}
	if err := d.remove(m.announcement()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// allThere reports whether every published file is in a folder as it was
// written, as far as can be told without opening it.
func (m *memory) allThere(dir string, workers int) bool {
	paths := slices.Collect(maps.Keys(m.written))
	var group sync.WaitGroup
	var missing atomic.Bool
	for i := range workers {
		group.Go(func() {
			for n := i; n < len(paths) && !missing.Load(); n += workers {
				r := m.written[paths[n]]
				if fi, err := os.Lstat(filepath.Join(dir, r.path)); err != nil || !r.matches(fi) {
					missing.Store(true)
				}
			}
		})
	}
	group.Wait()
	return !missing.Load()
}

// goneFrom returns the paths of an earlier publication, sorted, that are not
// among the given records, which are sorted by path.
func (m *memory) goneFrom(records []record) []string {
	if len(m.written) == 0 && len(m.announced) == 0 {
		return nil
	}
	now := make(map[string]bool, len(records))
	for _, r := range records {
		now[r.path] = true
	}
	gone := make(map[string]bool)
	for path := range m.written {
		if !now[path] {
			gone[path] = true
		}
	}
	for path := range m.announced {
		if !now[path] {
			gone[path] = true
		}
	}
	return slices.Sorted(maps.Keys(gone))
}

// The manifest is text: a line that names the format, a line with the hash of
// what the site was made of, its number of pages and a note, a line for each file (hash, size,
// modification time, path) and a line with the hash of all that stands before
// it. A manifest that is cut off, changed, from another version or that names
// a path outside the output folder is taken for none.
const manifestFormat = "readout manifest 3\n"

func saveManifest(d *disk, file string, of origin, records []record) (err error) {
	var b bytes.Buffer
	b.Grow(len(manifestFormat) + len(of.note) + 160*(1+len(records)))
	b.WriteString(manifestFormat)
	fmt.Fprintf(&b, "%x %d %s\n", of.inputs, of.pages, of.note)
	line := make([]byte, 0, 256)
	for i := range records {
		r := &records[i]
		line = hex.AppendEncode(line[:0], r.hash[:])
		line = append(line, ' ')
		line = strconv.AppendInt(line, r.size, 10)
		line = append(line, ' ')
		line = strconv.AppendInt(line, r.mtime, 10)
		line = append(line, ' ')
		line = append(line, r.path...)
		line = append(line, '\n')
		b.Write(line)
	}
	sum := sha256.Sum256(b.Bytes())
	fmt.Fprintf(&b, "%x\n", sum)

	temp := file + temporary
	f, err := d.create(temp)
	if err != nil {
		return err
	}
	_, err = d.write(f, b.Bytes())
	if err = errors.Join(err, d.close(f)); err == nil {
		err = d.rename(temp, file)
	}
	if err != nil {
		_ = d.remove(temp) // else the next publication does
	}
	return err
}

// loadManifest reads a manifest; one that cannot be trusted is empty.
func loadManifest(file string) (of origin, records []record) {
	data, err := os.ReadFile(file)
	if err != nil {
		return origin{}, nil
	}
	body, ok := bytes.CutPrefix(data, []byte(manifestFormat))
	const sumLine = 2*sha256.Size + 1
	if !ok || len(body) < sumLine {
		return origin{}, nil
	}
	body, end := body[:len(body)-sumLine], string(body[len(body)-sumLine:])
	if sum := sha256.Sum256(data[:len(data)-sumLine]); fmt.Sprintf("%x\n", sum) != end {
		return origin{}, nil
	}
	first, body, _ := bytes.Cut(body, []byte{'\n'})
	if of, ok = parseOrigin(string(first)); !ok {
		return origin{}, nil
	}
	records = make([]record, 0, bytes.Count(body, []byte{'\n'}))
	for line := range bytes.Lines(body) {
		r, ok := parseRecord(string(bytes.TrimSuffix(line, []byte{'\n'})))
		if !ok {
			return origin{}, nil
		}
		records = append(records, r)
	}
	return of, records
}

func parseOrigin(line string) (of origin, ok bool) {
	inputs, rest, _ := strings.Cut(line, " ")
	pages, note, ok := strings.Cut(rest, " ")
	if !ok || len(inputs) != 2*sha256.Size {
		return origin{}, false
	}
	_, err1 := hex.Decode(of.inputs[:], []byte(inputs))
	n, err2 := strconv.ParseUint(pages, 10, 31)
	of.pages, of.note = int(n), note
	return of, err1 == nil && err2 == nil
}

func parseRecord(line string) (r record, ok bool) {
	hash, rest, _ := strings.Cut(line, " ")
	size, rest, _ := strings.Cut(rest, " ")
	mtime, path, _ := strings.Cut(rest, " ")
	if len(hash) != 2*sha256.Size || !validPath(path) {
		return record{}, false
	}
	_, err1 := hex.Decode(r.hash[:], []byte(hash))
	var err2, err3 error
	r.size, err2 = strconv.ParseInt(size, 10, 64)
	r.mtime, err3 = strconv.ParseInt(mtime, 10, 64)
	r.path = path
	return r, err1 == nil && err2 == nil && err3 == nil
}

// validPath reports whether a path is one of a file below the output folder
// on any system: slash-separated, without "..", and on one line.
func validPath(path string) bool {
	if !fs.ValidPath(path) || path == "." || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' }) {
		return false
	}
	_, err := filepath.Localize(path)
	return err == nil
}
