package site

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// everything compares values with the fields that no other room sees.
var everything = cmp.Exporter(func(reflect.Type) bool { return true })

// storedFiles are files of every sort: those of the project that this is, and
// random ones of a world in which everything goes wrong.
func storedFiles(t testing.TB) []*Parsed {
	t.Helper()
	files := map[string]string{}
	const root = "../../../"
	err := filepath.WalkDir(root+"content", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[filepath.ToSlash(path)[len(root):]] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all := parseFiles(t, files)
	for seed := range uint64(8) {
		p := publication{rand.New(rand.NewPCG(seed, 1))}
		world := map[string]string{}
		for _, path := range worldPaths {
			world[path] = p.file(path)
		}
		all = append(all, parseFiles(t, world)...)
	}
	return all
}

func TestAStoredFileIsReadBackAsItWas(t *testing.T) {
	for _, p := range storedFiles(t) {
		b, places := p.AppendBinary(nil)
		for i, d := range p.Large() {
			if html := d.HTML(); string(b[places[i]:places[i]+len(html)]) != html {
				t.Errorf("%s: the HTML of document %d does not stand at %d", p.Path, i, places[i])
			}
		}
		got, same, err := DecodeParsed(b)
		if err != nil {
			t.Fatalf("%s: %v", p.Path, err)
		}
		if d := cmp.Diff(p, got, everything); d != "" {
			t.Errorf("%s: -parsed +read back:\n%s", p.Path, d)
		}
		if again, _ := got.AppendBinary(nil); !bytes.Equal(b, again) || !slices.Equal(places, same) {
			t.Errorf("%s is stored otherwise the second time", p.Path)
		}
	}
}

func TestTheTextsOfAStoredRecordAreStillTheSameDocuments(t *testing.T) {
	parsed := parseFiles(t, map[string]string{"content/briefs/a.md": "---\ntitle: A\ndate: 2020-01-01\nkey_points: [\"See [[b]]\"]\n---\nSee [[c]].\n"})
	stored, _ := parsed[0].AppendBinary(nil)
	got, _, err := DecodeParsed(stored)
	if err != nil {
		t.Fatal(err)
	}
	b := got.records[0].(*Brief)
	if docs := b.texts.docs; len(docs) != 2 || docs[0] != b.KeyPoints[0] && docs[1] != b.KeyPoints[0] || docs[0] != b.Body && docs[1] != b.Body {
		t.Errorf("the record's texts are copies of its documents: %v", docs)
	}
	if b.self != Entity(b) {
		t.Error("the record does not know itself")
	}
}

func TestDamageIsAnError(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, p := range storedFiles(t) {
		b, _ := p.AppendBinary(nil)
		for range 20 {
			if cut := b[:r.IntN(len(b))]; decodes(cut) {
				t.Errorf("%s: %d of %d bytes are read", p.Path, len(cut), len(b))
			}
		}
		if decodes(append(bytes.Clone(b), 0)) {
			t.Errorf("%s: a byte too many is read", p.Path)
		}
	}
}

func decodes(b []byte) bool { _, _, err := DecodeParsed(b); return err == nil }

func FuzzDecodeParsed(f *testing.F) {
	for _, p := range storedFiles(f) {
		if b, _ := p.AppendBinary(nil); len(b) < 4000 {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, _, err := DecodeParsed(b)
		if err != nil {
			return
		}
		stored, _ := p.AppendBinary(nil)
		again, _, err := DecodeParsed(stored)
		if err != nil {
			t.Fatalf("what was read cannot be stored and read again: %v", err)
		}
		if d := cmp.Diff(p, again, everything); d != "" {
			t.Fatal(d)
		}
	})
}

func BenchmarkDecodeParsed(b *testing.B) {
	var stored [][]byte
	size := 0
	for _, p := range parseFiles(b, bigFiles(100)) {
		b, _ := p.AppendBinary(nil)
		stored = append(stored, b)
		size += len(stored[len(stored)-1])
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range stored {
			if _, _, err := DecodeParsed(s); err != nil {
				b.Fatal(err)
			}
		}
	}
}
