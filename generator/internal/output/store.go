package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Store keeps what was dear to make in a folder that may be deleted at any
// time. Nothing in it is trusted: an entry carries a hash of its contents, and
// one that is damaged is as good as none. It is safe for use from many
// goroutines, and processes.
type Store struct {
	dir  string
	used sync.Map // names of entries → struct{}
}

// NewStore returns the store in a folder, which is made when something is kept.
// One without a folder keeps nothing.
func NewStore(dir string) *Store { return &Store{dir: dir} }

// Key is the name under which something is kept: a hash of all that it is made
// of.
type Key [sha256.Size]byte

func (k Key) name() string { s := hex.EncodeToString(k[:]); return s[:2] + "/" + s[2:] }

// Get returns what is kept under a key.
func (s *Store) Get(k Key) ([]byte, bool) {
	if s.dir == "" {
		return nil, false
	}
	b, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(k.name())))
	if err != nil || len(b) < sha256.Size {
		return nil, false
	}
	data := b[sha256.Size:]
	if sum := sha256.Sum256(data); !bytes.Equal(sum[:], b[:sha256.Size]) {
		return nil, false
	}
	s.used.Store(k.name(), struct{}{})
	return data, true
}

// Put keeps data under a key. Where the disk does not take it, it is made again
// the next time.
func (s *Store) Put(k Key, data []byte) {
	if s.dir == "" {
		return
	}
	s.used.Store(k.name(), struct{}{})
	path := filepath.Join(s.dir, filepath.FromSlash(k.name()))
	if os.MkdirAll(filepath.Dir(path), 0o777) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(path), "*"+temporary)
	if err != nil {
		return
	}
	sum := sha256.Sum256(data)
	_, err = f.Write(append(sum[:], data...))
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), path) != nil {
		_ = os.Remove(f.Name()) // what is left over, Prune takes away
	}
}

// Prune removes what has been neither got nor put since the store was opened.
func (s *Store) Prune() {
	if s.dir == "" {
		return
	}
	_ = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(s.dir, path)
		if err != nil {
			return nil
		}
		if _, used := s.used.Load(filepath.ToSlash(rel)); !used {
			_ = os.Remove(path) // it is kept a little longer
		}
		return nil
	})
}
