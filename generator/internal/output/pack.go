package output

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"unsafe"
)

// Pack keeps many small things that were dear to make, such as what was read
// from each file, in one file: tens of thousands of files would cost more than
// they save. Whoever may delete it at any time loses time and nothing else.
//
// Nothing in it is trusted. The file says what wrote it, and is empty to any
// other program; it ends with a directory that carries a checksum, as every
// entry does. A file that was cut off, by a kill or a full disk, has no
// directory at its end and is as good as none. New entries go behind the old
// ones, so that after a small change little is written; when half the file is
// no longer used it is written anew.
//
// A Pack is safe for use from many goroutines. Only one process at a time adds
// to a file; another one keeps nothing.
type Pack struct {
	path  string
	owner [sha256.Size]byte

	file  *os.File // nil when there is nothing to read from
	known map[PackKey]packed
	end   int64 // where the known entries and their directory end

	mu     sync.Mutex
	used   map[PackKey]packed // what is part of the next directory
	adding *adding            // nil before the first Put
	failed bool               // nothing can be kept
}

// PackKey is the name of an entry: a hash of all that it is made of.
type PackKey [sha256.Size]byte

// packed is where an entry stands in the file.
type packed struct {
	at   int64
	size uint32
	sum  uint32
}

// adding is a file that is being added to.
type adding struct {
	*bufio.Writer
	file   *os.File
	at     int64
	unlock func()
}

const (
	packMagic  = "readout pack 1\n\x00" // 16 bytes, then the owner
	packStart  = int64(len(packMagic) + sha256.Size)
	packRecord = sha256.Size + 16 // of the directory: key, at, size, sum
	packFooter = 24               // directory's place, entries, checksum, magic
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	packEnd    = []byte("ropack1\n")
)

// OpenPack opens the pack in a file. owner identifies what writes it: the
// program, and the form of the entries. A file that is missing, damaged or
// another owner's is an empty pack. With no path, nothing is kept.
func OpenPack(path string, owner [sha256.Size]byte) *Pack {
	p := &Pack{path: path, owner: owner, used: map[PackKey]packed{}}
	if path == "" {
		return p
	}
	f, err := os.Open(path)
	if err != nil {
		return p
	}
	if p.known, p.end, err = readDirectory(f, owner); err != nil {
		f.Close()
		return p
	}
	p.file = f
	return p
}

var errPack = errors.New("this file is no pack of this program")

func readDirectory(f *os.File, owner [sha256.Size]byte) (map[PackKey]packed, int64, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	size := info.Size()
	if size < packStart+packFooter {
		return nil, 0, errPack
	}
	var start [packStart]byte
	var end [packFooter]byte
	_, err = f.ReadAt(start[:], 0)
	if _, err2 := f.ReadAt(end[:], size-packFooter); err != nil || err2 != nil {
		return nil, 0, errPack
	}
	if string(start[:len(packMagic)]) != packMagic || !bytes.Equal(start[len(packMagic):], owner[:]) || !bytes.Equal(end[16:], packEnd) {
		return nil, 0, errPack
	}
	at, count := int64(binary.LittleEndian.Uint64(end[:])), int64(binary.LittleEndian.Uint32(end[8:]))
	if at < packStart || at > size || count*packRecord != size-packFooter-at {
		return nil, 0, errPack
	}
	directory := make([]byte, count*packRecord)
	if _, err := f.ReadAt(directory, at); err != nil || crc32.Checksum(directory, castagnoli) != binary.LittleEndian.Uint32(end[12:]) {
		return nil, 0, errPack
	}
	known := make(map[PackKey]packed, count)
	for ; len(directory) > 0; directory = directory[packRecord:] {
		one := packed{
			at:   int64(binary.LittleEndian.Uint64(directory[sha256.Size:])),
			size: binary.LittleEndian.Uint32(directory[sha256.Size+8:]),
			sum:  binary.LittleEndian.Uint32(directory[sha256.Size+12:]),
		}
		if one.at < packStart || one.at > at-int64(one.size) {
			return nil, 0, errPack
		}
		known[PackKey(directory[:sha256.Size])] = one
	}
	return known, size, nil
}

// Has reports whether there is an entry. It may still turn out to be damaged.
func (p *Pack) Has(k PackKey) bool {
	_, ok := p.known[k]
	return ok
}

// Get returns an entry that an earlier process put there. It uses the memory
// of into if that is large enough, and returns into when there is none.
func (p *Pack) Get(k PackKey, into []byte) ([]byte, bool) {
	at, ok := p.known[k]
	if !ok {
		return into, false
	}
	data := slices.Grow(into[:0], int(at.size))[:at.size]
	if _, err := p.file.ReadAt(data, at.at); err != nil || crc32.Checksum(data, castagnoli) != at.sum {
		return into, false
	}
	p.mu.Lock()
	p.used[k] = at
	p.mu.Unlock()
	return data, true
}

// Part returns some bytes of an entry that was put or got, from at on. It can
// be asked once the Pack is closed, and until it is released; then, and when
// the file has been changed by somebody else, there is none, or another. So the
// caller must know what to expect.
func (p *Pack) Part(k PackKey, at, size int) (string, bool) {
	p.mu.Lock()
	one, ok := p.used[k]
	file := p.file
	p.mu.Unlock()
	if !ok || file == nil || at < 0 || size < 0 || at+size > int(one.size) {
		return "", false
	}
	data := make([]byte, size)
	_, err := file.ReadAt(data, one.at+int64(at))
	return unsafe.String(unsafe.SliceData(data), size), err == nil // data is forgotten here, so nothing changes it
}

// Checksum is what entries are checked with (CRC-32C).
func Checksum(s string) uint32 {
	return crc32.Checksum(unsafe.Slice(unsafe.StringData(s), len(s)), castagnoli)
}

// Release ends all use of the pack.
func (p *Pack) Release() {
	p.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file != nil {
		p.file.Close()
		p.file = nil
	}
}

// Freeze keeps the file as it is: nothing that is put will be kept.
func (p *Pack) Freeze() { p.path = "" }

// Keeps reports whether what is put has a chance to be kept.
func (p *Pack) Keeps() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.path != "" && !p.failed
}

// Put keeps data under a key, for the processes after this one. It reports
// whether it seems to have worked; a disk may still turn out to be full.
func (p *Pack) Put(k PackKey, data []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.path == "" || p.failed || len(data) > math.MaxInt32 {
		return false
	}
	if p.adding == nil && !p.begin() {
		p.failed = true
		return false
	}
	if _, err := p.adding.Write(data); err != nil {
		p.failed = true
		return false
	}
	p.used[k] = packed{p.adding.at, uint32(len(data)), crc32.Checksum(data, castagnoli)}
	p.adding.at += int64(len(data))
	return true
}

// begin opens the file for adding: behind what it has, or anew.
func (p *Pack) begin() bool {
	if os.MkdirAll(filepath.Dir(p.path), 0o777) != nil {
		return false
	}
	unlock, err := lock(p.path + ".lock")
	if err != nil {
		return false
	}
	_ = os.Remove(p.path + temporary) // of a rewriting that was killed
	a := &adding{unlock: unlock, at: p.end}
	if p.file != nil {
		// Another process may have replaced or lengthened it since it was read.
		var there, mine fs.FileInfo
		if a.file, err = os.OpenFile(p.path, os.O_WRONLY, 0); err == nil {
			if there, err = a.file.Stat(); err == nil {
				mine, err = p.file.Stat()
			}
			if err != nil || !os.SameFile(there, mine) || there.Size() != p.end {
				a.file.Close()
				err = fs.ErrExist
			}
		}
	} else {
		a.at = packStart
		a.file, err = os.OpenFile(p.path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
		if err == nil {
			_, err = a.file.Write(slices.Concat([]byte(packMagic), p.owner[:]))
		}
	}
	if err != nil {
		unlock()
		return false
	}
	if _, err := a.file.Seek(a.at, io.SeekStart); err != nil {
		a.file.Close()
		unlock()
		return false
	}
	a.Writer = bufio.NewWriterSize(a.file, 1<<20)
	p.adding = a
	return true
}

// Close ends the use of the pack, except of Part. When something was put, the
// file then holds all that was put or got; an entry that was not may be gone.
func (p *Pack) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.adding; a != nil {
		defer a.unlock()
		err := a.end(p.used)
		if p.file == nil { // it is new, and Part reads from it
			p.file = a.file
		} else {
			err = errors.Join(err, a.file.Close())
		}
		if err != nil || p.failed {
			_ = os.Remove(p.path) // without its directory it is worth nothing
		} else if used := p.usedBytes(); used < (a.at-packStart)/2 {
			p.rewrite()
		}
		p.adding = nil
	}
	p.failed = true
}

func (p *Pack) usedBytes() (n int64) {
	for _, one := range p.used {
		n += int64(one.size) + packRecord
	}
	return n
}

// end writes the directory behind the entries.
func (a *adding) end(used map[PackKey]packed) error {
	directory := make([]byte, 0, len(used)*packRecord)
	for _, k := range sortedPlaces(used) {
		one := used[k]
		directory = append(directory, k[:]...)
		directory = binary.LittleEndian.AppendUint64(directory, uint64(one.at))
		directory = binary.LittleEndian.AppendUint32(directory, one.size)
		directory = binary.LittleEndian.AppendUint32(directory, one.sum)
	}
	footer := binary.LittleEndian.AppendUint64(nil, uint64(a.at))
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(used)))
	footer = binary.LittleEndian.AppendUint32(footer, crc32.Checksum(directory, castagnoli))
	footer = append(footer, packEnd...)
	_, err := a.Write(directory)
	_, err2 := a.Write(footer)
	return errors.Join(err, err2, a.Flush())
}

// sortedPlaces returns keys in the order of their entries in the file.
func sortedPlaces(used map[PackKey]packed) []PackKey {
	keys := make([]PackKey, 0, len(used))
	for k := range used {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b PackKey) int {
		return cmp.Or(cmp.Compare(used[a].at, used[b].at), bytes.Compare(a[:], b[:]))
	})
	return keys
}

// rewrite replaces the file by one that holds what is used and nothing else.
// Where that fails, the file stays as it is.
func (p *Pack) rewrite() {
	from, err := os.Open(p.path)
	if err != nil {
		return
	}
	defer from.Close()
	temp := p.path + temporary
	to, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return
	}
	a := &adding{Writer: bufio.NewWriterSize(to, 1<<20), file: to, at: packStart}
	_, err = a.Write(slices.Concat([]byte(packMagic), p.owner[:]))
	moved := make(map[PackKey]packed, len(p.used))
	for _, k := range sortedPlaces(p.used) {
		if err != nil {
			break
		}
		one := p.used[k]
		_, err = io.Copy(a, io.NewSectionReader(from, one.at, int64(one.size)))
		moved[k] = packed{a.at, one.size, one.sum}
		a.at += int64(one.size)
	}
	if err == nil {
		err = a.end(moved)
	}
	if err = errors.Join(err, to.Close()); err == nil {
		err = os.Rename(temp, p.path)
	}
	if err != nil {
		_ = os.Remove(temp)
	}
}
