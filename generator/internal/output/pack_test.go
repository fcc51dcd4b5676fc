package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var packOwner = sha256.Sum256([]byte("this program"))

func packKey(s string) PackKey { return sha256.Sum256([]byte(s)) }

// newPack makes a pack that holds entries called 0 to n-1, and returns its file.
func newPack(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cache", "parsed")
	p := OpenPack(path, packOwner)
	for i := range n {
		p.Put(packKey(fmt.Sprint(i)), fmt.Appendf(nil, "entry %d", i))
	}
	p.Close()
	return path
}

func got(p *Pack, name string) string {
	b, ok := p.Get(packKey(name), nil)
	if !ok {
		return "none"
	}
	return string(b)
}

func TestAPackKeepsWhatWasPut(t *testing.T) {
	path := newPack(t, 100)
	p := OpenPack(path, packOwner)
	defer p.Close()
	for i := range 100 {
		if s := got(p, fmt.Sprint(i)); s != fmt.Sprint("entry ", i) {
			t.Errorf("%d: %s", i, s)
		}
	}
	if p.Has(packKey("100")) || got(p, "100") != "none" {
		t.Error("there is an entry that nobody put")
	}
}

func TestAPackGrowsByWhatIsNew(t *testing.T) {
	path := newPack(t, 100)
	p := OpenPack(path, packOwner)
	for i := range 99 {
		got(p, fmt.Sprint(i))
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p.Put(packKey("new"), []byte("new entry"))
	p.Close()
	after, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(after, before) {
		t.Fatalf("the file did not grow at its end (%v)", err)
	}
	p = OpenPack(path, packOwner)
	defer p.Close()
	if got(p, "new") != "new entry" || got(p, "7") != "entry 7" {
		t.Errorf("read %q and %q", got(p, "new"), got(p, "7"))
	}
	if got(p, "99") != "none" {
		t.Error("an entry that was not used is still there")
	}
}

func TestAPackIsWrittenAnewWhenLittleOfItIsUsed(t *testing.T) {
	path := newPack(t, 1000)
	p := OpenPack(path, packOwner)
	got(p, "1")
	p.Put(packKey("new"), []byte("new entry"))
	p.Close()
	if info, err := os.Stat(path); err != nil || info.Size() > 400 {
		t.Fatalf("%v, %v", info.Size(), err)
	}
	p = OpenPack(path, packOwner)
	defer p.Close()
	if got(p, "1") != "entry 1" || got(p, "new") != "new entry" {
		t.Errorf("read %q and %q", got(p, "1"), got(p, "new"))
	}
}

func TestWhatAKilledRewritingLeftGoesWithTheNextEntry(t *testing.T) {
	path := newPack(t, 10)
	if err := os.WriteFile(path+temporary, []byte("half a pack"), 0o666); err != nil {
		t.Fatal(err)
	}
	p := OpenPack(path, packOwner)
	for i := range 10 {
		got(p, fmt.Sprint(i))
	}
	p.Put(packKey("new"), []byte("new entry"))
	p.Close()
	if _, err := os.Lstat(path + temporary); err == nil {
		t.Error("it is still there")
	}
}

func TestAForeignPackIsEmpty(t *testing.T) {
	path := newPack(t, 3)
	p := OpenPack(path, sha256.Sum256([]byte("another program")))
	if got(p, "1") != "none" {
		t.Error("what another program wrote is read")
	}
	p.Put(packKey("x"), []byte("mine"))
	p.Close()
	p = OpenPack(path, sha256.Sum256([]byte("another program")))
	defer p.Close()
	if got(p, "x") != "mine" {
		t.Error("a foreign file is not replaced")
	}
}

func TestADamagedPackIsEmptyOrTellsTheTruth(t *testing.T) {
	path := newPack(t, 20)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, data []byte) {
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		p := OpenPack(path, packOwner)
		defer p.Close()
		for i := range 20 {
			if s := got(p, fmt.Sprint(i)); s != "none" && s != fmt.Sprint("entry ", i) {
				t.Errorf("%s: entry %d is %q", what, i, s)
			}
		}
	}
	for n := range whole {
		check(fmt.Sprintf("cut off at %d", n), whole[:n])
		flipped := bytes.Clone(whole)
		flipped[n] ^= 0x41
		check(fmt.Sprintf("byte %d flipped", n), flipped)
	}
}

func TestAPackWithoutAPathKeepsNothing(t *testing.T) {
	p := OpenPack("", packOwner)
	p.Put(packKey("x"), []byte("x"))
	p.Close()
	if got(p, "x") != "none" {
		t.Error("it kept something")
	}
}

func TestAFrozenPackStaysAsItIs(t *testing.T) {
	path := newPack(t, 3)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := OpenPack(path, packOwner)
	p.Freeze()
	if p.Keeps() || got(p, "1") != "entry 1" {
		t.Errorf("it keeps: %t; it read %q", p.Keeps(), got(p, "1"))
	}
	p.Put(packKey("x"), []byte("x"))
	p.Close()
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file changed (%v)", err)
	}
}

func TestTwoProcessesDoNotSpoilAPack(t *testing.T) {
	path := newPack(t, 3)
	one, two := OpenPack(path, packOwner), OpenPack(path, packOwner)
	got(one, "0")
	got(one, "1")
	one.Put(packKey("one"), []byte("from one"))
	two.Put(packKey("two"), []byte("from two")) // while the first is adding
	one.Close()
	two.Put(packKey("late"), []byte("too late")) // behind what the first has added
	two.Close()
	p := OpenPack(path, packOwner)
	defer p.Close()
	if got(p, "one") != "from one" || got(p, "0") != "entry 0" || got(p, "two") != "none" || got(p, "late") != "none" {
		t.Errorf("one: %s, 0: %s, two: %s, late: %s", got(p, "one"), got(p, "0"), got(p, "two"), got(p, "late"))
	}
}

// FuzzPack opens packs whose directory says anything, with checksums that are
// right: what comes out is what it says, from inside the file, or nothing.
func FuzzPack(f *testing.F) {
	record := func(at, size uint64, sum uint32) []byte {
		b := make([]byte, packRecord)
		binary.LittleEndian.PutUint64(b[sha256.Size:], at)
		binary.LittleEndian.PutUint32(b[sha256.Size+8:], uint32(size))
		binary.LittleEndian.PutUint32(b[sha256.Size+12:], sum)
		return b
	}
	f.Add([]byte("body"), record(uint64(packStart), 4, crc32.Checksum([]byte("body"), castagnoli)), []byte(nil))
	f.Add([]byte("body"), record(1<<63, 1<<31, 0), []byte(nil))
	f.Add([]byte("body"), record(uint64(packStart)+4, 0, 0), []byte(nil))
	f.Add([]byte(nil), []byte("short"), []byte(nil))
	f.Add([]byte(nil), []byte(nil), []byte(packMagic))
	f.Fuzz(func(t *testing.T, body, directory, whole []byte) {
		file := whole
		if len(whole) == 0 {
			file = slices.Concat([]byte(packMagic), packOwner[:], body, directory)
			var end [packFooter]byte
			binary.LittleEndian.PutUint64(end[:], uint64(packStart)+uint64(len(body)))
			binary.LittleEndian.PutUint32(end[8:], uint32(len(directory)/packRecord))
			binary.LittleEndian.PutUint32(end[12:], crc32.Checksum(directory, castagnoli))
			copy(end[16:], packEnd)
			file = append(file, end[:]...)
		}
		path := filepath.Join(t.TempDir(), "pack")
		if err := os.WriteFile(path, file, 0o666); err != nil {
			t.Fatal(err)
		}
		p := OpenPack(path, packOwner)
		for k, one := range p.known {
			if one.at < packStart || one.at+int64(one.size) > int64(len(file)) {
				t.Errorf("an entry from %d on has %d bytes, of a file of %d", one.at, one.size, len(file))
			}
			if data, ok := p.Get(k, nil); ok && !bytes.Equal(data, file[one.at:one.at+int64(one.size)]) {
				t.Errorf("%q is none of the file", data)
			}
		}
		p.Put(packKey("new"), []byte("new entry"))
		p.Close()
		p.Release()
		again := OpenPack(path, packOwner)
		if s := got(again, "new"); s != "new entry" {
			t.Errorf("what was put is %s", s)
		}
		again.Close()
		again.Release()
	})
}
