package output

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// stage is the folder beside the manifest in which the files that differ wait
// until all of them are there.
type stage struct {
	disk    *disk
	workers int
	dir     string   // the output folder
	root    *os.Root // the same; nil while it is missing
	folder  string   // the stage's own
	memory  memory
	force   bool
	reread  bool
	mended  func(path string) // nil when nobody wants to know

	changed atomic.Bool       // something in the output folder has been
	folded  map[string]string // lower-case paths of the memory to what was written; nil before it is needed

	staged  []record // sorted by path
	adopted bool     // the manifest must learn of files that were right without it

	mu   sync.Mutex
	made map[string]struct{} // folders made in the stage
}

func openStage(o Options, d *disk) (*stage, error) {
	s := &stage{
		disk:    d,
		workers: workers(o.Workers),
		dir:     o.Dir,
		memory:  loadMemory(o.Manifest),
		force:   o.Force,
		reread:  o.Reread,
		mended:  o.Mended,
		made:    map[string]struct{}{".": {}},
	}
	s.folder = s.memory.staging()
	if err := s.memory.sweep(d); err != nil {
		return nil, err
	}
	if err := d.mkdir(s.folder); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(o.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if s.root = root; root != nil {
		s.memory.recall(root)
	}
	return s, nil
}

func (s *stage) close() {
	if s.root != nil {
		s.root.Close()
	}
	// What cannot be removed now is removed before the next build.
	_ = s.disk.removeAll(s.folder)
}

// What comparing a rendered file with the output folder can say.
const (
	differs = iota
	same    // it is there, as the manifest has it
	adopted // it is there, but the manifest does not know it so
)

// compare tells whether a file is in the output folder already, and fills in
// its modification time if it is. A file that the manifest knows is not
// opened, unless all are to be.
func (s *stage) compare(r *record) int {
	if s.root == nil {
		return differs
	}
	old, known := s.memory.written[r.path]
	_, doubtful := s.memory.announced[r.path]
	if known && !doubtful && !s.reread {
		if old.hash != r.hash {
			return differs
		}
		if fi, err := os.Lstat(filepath.Join(s.dir, r.path)); err == nil && old.matches(fi) {
			r.mtime = old.mtime
			return same
		}
	}
	fi, err := s.root.Lstat(r.path)
	if err != nil || !fi.Mode().IsRegular() || fi.Size() != r.size {
		return differs
	}
	if sum, err := s.hash(r.path); err != nil || sum != r.hash {
		return differs
	}
	r.mtime = fi.ModTime().UnixNano()
	return adopted
}

// hash reads a file in the output folder.
func (s *stage) hash(path string) (sum [sha256.Size]byte, err error) {
	f, err := s.root.Open(path)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	h.Sum(sum[:0])
	return sum, err
}

// create makes a file in the stage, and the folders it stands in.
func (s *stage) create(name string) (*os.File, error) {
	if err := s.mkdirs(path.Dir(name)); err != nil {
		return nil, err
	}
	return s.disk.create(s.path(name))
}

func (s *stage) path(name string) string {
	return s.folder + string(filepath.Separator) + filepath.FromSlash(name)
}

// mkdirs makes a folder in the stage unless it is there. Two goroutines may
// both find it missing; the slower one is told that it exists.
func (s *stage) mkdirs(dir string) error {
	s.mu.Lock()
	_, there := s.made[dir]
	s.mu.Unlock()
	if there {
		return nil
	}
	if err := s.mkdirs(path.Dir(dir)); err != nil {
		return err
	}
	if err := s.disk.mkdir(s.path(dir)); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	s.mu.Lock()
	s.made[dir] = struct{}{}
	s.mu.Unlock()
	return nil
}

// roomy is how much of a file is held in memory. What is larger goes to the
// stage while it is rendered: the largest files, all data in one, would
// otherwise decide how much memory a build needs.
const roomy = 1 << 20

// draft is a file that is being rendered. It can be used again for the next.
type draft struct {
	stage   *stage
	path    string
	text    []byte   // what is not in the file yet
	file    *os.File // nil until there is too much text
	size    int64
	sum     hash.Hash
	failure error // of the disk
}

func (d *draft) begin(s *stage, path string) {
	if d.sum == nil {
		d.sum = sha256.New()
	}
	d.sum.Reset()
	*d = draft{stage: s, path: path, text: d.text[:0], sum: d.sum}
}

// Write implements io.Writer.
func (d *draft) Write(p []byte) (int, error) {
	d.size += int64(len(p))
	d.text = append(d.text, p...)
	if len(d.text) >= roomy {
		d.spill()
	}
	return len(p), d.failure
}

// spill moves the text into the file.
func (d *draft) spill() {
	d.sum.Write(d.text)
	if d.file == nil && d.failure == nil {
		d.file, d.failure = d.stage.create(d.path)
	}
	if d.failure == nil {
		_, d.failure = d.stage.disk.write(d.file, d.text)
	}
	d.text = d.text[:0]
}

// record describes the file, once it is rendered.
func (d *draft) record() record {
	r := record{path: d.path, size: d.size}
	if d.file == nil {
		r.hash = sha256.Sum256(d.text)
		return r
	}
	d.sum.Write(d.text)
	d.sum.Sum(r.hash[:0])
	return r
}

// drop forgets the file.
func (d *draft) drop() {
	if d.file != nil {
		d.file.Close()
		_ = d.stage.disk.remove(d.file.Name()) // else it goes with the stage
	}
}

// keep leaves the file in the stage and returns its modification time.
func (d *draft) keep() (mtime int64, err error) {
	if d.file == nil {
		if d.file, err = d.stage.create(d.path); err != nil {
			return 0, err
		}
	}
	_, err = d.stage.disk.write(d.file, d.text)
	if err == nil {
		var fi fs.FileInfo
		if fi, err = d.file.Stat(); err == nil {
			mtime = fi.ModTime().UnixNano()
		}
	}
	return mtime, errors.Join(err, d.stage.disk.close(d.file))
}
