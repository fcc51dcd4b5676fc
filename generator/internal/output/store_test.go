package output

import (
	"bytes"
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func keyOf(s string) Key { return sha256.Sum256([]byte(s)) }

// entries are the files of a folder.
func entries(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsKeptIsFoundAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	s := NewStore(dir)
	if _, ok := s.Get(keyOf("a")); ok {
		t.Error("an empty store has something")
	}
	s.Put(keyOf("a"), []byte("one"))
	s.Put(keyOf("b"), nil)
	s.Put(keyOf("a"), []byte("two"))
	for _, again := range []*Store{s, NewStore(dir)} {
		if got, ok := again.Get(keyOf("a")); !ok || string(got) != "two" {
			t.Errorf("%q, %t", got, ok)
		}
		if got, ok := again.Get(keyOf("b")); !ok || len(got) != 0 {
			t.Errorf("%q, %t", got, ok)
		}
	}
}

func TestADamagedEntryIsAsGoodAsNone(t *testing.T) {
	dir := t.TempDir()
	NewStore(dir).Put(keyOf("a"), []byte("something longer"))
	path := entries(t, dir)[0]
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1
		for _, bad := range [][]byte{damaged, whole[:i]} {
			if err := os.WriteFile(path, bad, 0o666); err != nil {
				t.Fatal(err)
			}
			if got, ok := NewStore(dir).Get(keyOf("a")); ok {
				t.Fatalf("byte %d: %q", i, got)
			}
		}
	}
	s := NewStore(dir)
	s.Put(keyOf("a"), []byte("mended"))
	if got, ok := s.Get(keyOf("a")); !ok || string(got) != "mended" {
		t.Errorf("%q, %t", got, ok)
	}
}

func TestPruneTakesWhatNobodyAskedFor(t *testing.T) {
	dir := t.TempDir()
	s := NewStore(dir)
	for _, name := range []string{"a", "b", "c"} {
		s.Put(keyOf(name), []byte(name))
	}
	s = NewStore(dir)
	s.Get(keyOf("a"))
	s.Put(keyOf("d"), []byte("d"))
	s.Prune()
	for name, want := range map[string]bool{"a": true, "b": false, "c": false, "d": true} {
		if _, ok := s.Get(keyOf(name)); ok != want {
			t.Errorf("%s is there: %t", name, ok)
		}
	}
	if n := len(entries(t, dir)); n != 2 {
		t.Errorf("%d files are left", n)
	}
}

func TestAStoreThatCannotKeepAnythingDoesNoHarm(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", filepath.Join(file, "below")} {
		s := NewStore(dir)
		s.Put(keyOf("a"), []byte("one"))
		if got, ok := s.Get(keyOf("a")); ok {
			t.Errorf("%q is kept in %q", got, dir)
		}
		s.Prune()
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "x" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestAStoreIsUsedByMany(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			s := NewStore(dir)
			for range 50 {
				s.Put(keyOf("a"), bytes.Repeat([]byte("a"), 5000))
				if got, ok := s.Get(keyOf("a")); !ok || len(got) != 5000 {
					t.Errorf("%d bytes, %t", len(got), ok)
				}
			}
		})
	}
	all.Wait()
	if n := len(entries(t, dir)); n != 1 {
		t.Errorf("%d files", n)
	}
}

// FuzzStore leaves any bytes where an entry is kept: only what was put comes
// out.
func FuzzStore(f *testing.F) {
	sum := sha256.Sum256([]byte("data"))
	f.Add(append(sum[:], "data"...))
	f.Add(sum[:])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, entry []byte) {
		s := NewStore(t.TempDir())
		key := Key(sha256.Sum256([]byte("key")))
		s.Put(key, []byte("first"))
		if err := os.WriteFile(filepath.Join(s.dir, filepath.FromSlash(key.name())), entry, 0o666); err != nil {
			t.Fatal(err)
		}
		data, ok := s.Get(key)
		if own := sha256.Sum256(data); ok && !bytes.Equal(entry, append(own[:], data...)) {
			t.Errorf("%q is not what was kept in %q", data, entry)
		}
		s.Put(key, []byte("again"))
		if data, ok := s.Get(key); !ok || string(data) != "again" {
			t.Errorf("what was put again is %q", data)
		}
	})
}
