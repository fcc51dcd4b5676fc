package source

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

// folder is a project folder on disk with the tree last read from it.
type folder struct {
	*testing.T
	dir  string
	fsys fs.FS
	tree *Tree
}

func newFolder(t *testing.T) *folder {
	t.Helper()
	f := &folder{T: t, dir: t.TempDir(), tree: new(Tree)}
	p, err := Open(f.dir)
	f.must(err)
	t.Cleanup(func() { p.Close() })
	f.fsys = p.FS()
	f.mkdir("content")
	return f
}

func (f *folder) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *folder) at(path string) string { return filepath.Join(f.dir, filepath.FromSlash(path)) }
func (f *folder) mkdir(path string)     { f.Helper(); f.must(os.MkdirAll(f.at(path), 0o755)) }
func (f *folder) write(path, text string) {
	f.Helper()
	f.mkdir(filepath.ToSlash(filepath.Dir(path)))
	f.must(os.WriteFile(f.at(path), []byte(text), 0o644))
}
func (f *folder) symlink(to, path string) { f.Helper(); f.must(os.Symlink(to, f.at(path))) }
func (f *folder) remove(path string)      { f.Helper(); f.must(os.RemoveAll(f.at(path))) }

// update updates the tree and returns what changed and what is gone, in order.
func (f *folder) update(paths ...string) (changed, gone []string) {
	f.Helper()
	var mu sync.Mutex
	f.tree, gone = f.tree.Update(f.fsys, paths, func(file *File) {
		mu.Lock()
		defer mu.Unlock()
		changed = append(changed, file.Path)
	})
	slices.Sort(changed)
	return changed, gone
}

// expect updates and compares; want names changed files, and those that are
// gone with a minus before them.
func (f *folder) expect(paths []string, want ...string) {
	f.Helper()
	got, gone := f.update(paths...)
	for _, g := range gone {
		got = append(got, "-"+g)
	}
	if !slices.Equal(got, want) {
		f.Errorf("update of %q: %q, want %q", paths, got, want)
	}
}

func (f *folder) names() (names []string) {
	for file := range f.tree.Files() {
		names = append(names, file.Path)
	}
	return names
}

func paths(p ...string) []string { return p }

func TestUpdateReadsWhatIsNewOrDiffers(t *testing.T) {
	f := newFolder(t)
	f.write("content/site.yaml", "title: x")
	f.write("content/briefs/a.md", "one")
	f.write("content/briefs/b/index.md", "two")
	f.write("layouts/page.html", "of no matter here")
	f.expect(nil, "content/briefs/a.md", "content/briefs/b/index.md", "content/site.yaml")
	f.expect(nil)
	f.write("content/briefs/a.md", "one, edited")
	f.expect(nil, "content/briefs/a.md")
	f.write("content/briefs/b/index.md", "two") // touched, not changed
	f.expect(paths("content/briefs/b/index.md"))
	file, _ := f.tree.File("content/briefs/a.md")
	if file.Hash != sha256.Sum256([]byte("one, edited")) || file.Size != 11 || file.Err != nil {
		t.Errorf("%+v", file)
	}
}

func TestUpdateOfPathsReadsOnlyThem(t *testing.T) {
	f := newFolder(t)
	for _, n := range []string{"a.md", "briefs/b.md", "briefs/deep/c.md", "briefs-2/d.md"} {
		f.write("content/"+n, "first")
	}
	f.update()
	for _, n := range []string{"a.md", "briefs/b.md", "briefs/deep/c.md", "briefs-2/d.md"} {
		f.write("content/"+n, "second")
	}
	f.expect(paths("content/a.md"), "content/a.md")
	f.expect(paths("layouts/page.html", "site.yaml", "content.md"))
	f.expect(paths("content/briefs", "content/briefs/b.md", "content/briefs/"), "content/briefs/b.md", "content/briefs/deep/c.md")
	f.expect(paths(""), "content/briefs-2/d.md")
}

func TestDeletedFilesAndFoldersAreGone(t *testing.T) {
	f := newFolder(t)
	for _, n := range []string{"a.md", "briefs/b.md", "briefs/deep/c.md", "briefs-2/d.md", "briefs.md"} {
		f.write("content/"+n, "first")
	}
	f.update()
	f.remove("content/a.md")
	f.expect(paths("content/a.md", "content/never.md"), "-content/a.md")
	f.remove("content/briefs")
	f.expect(paths("content/briefs"), "-content/briefs/b.md", "-content/briefs/deep/c.md")
	f.remove("content/briefs-2")
	f.expect(nil, "-content/briefs-2/d.md")
	f.remove("content")
	f.expect(paths("content"), "-content/briefs.md")
	f.expect(nil)
}

func TestAFileThatBecomesAFolderAndBack(t *testing.T) {
	f := newFolder(t)
	f.write("content/x", "file")
	f.update()
	f.remove("content/x")
	f.write("content/x/y.md", "in a folder")
	f.expect(paths("content/x"), "content/x/y.md", "-content/x")
	f.remove("content/x")
	f.write("content/x", "file")
	f.expect(paths("content/x"), "content/x", "-content/x/y.md")
	f.remove("content/x")
	f.write("content/x/y.md", "in a folder")
	f.expect(paths("content/x/y.md"), "content/x/y.md")
	f.expect(nil, "-content/x")
}

func TestCaseOnlyRenamesAreFollowed(t *testing.T) {
	f := newFolder(t)
	f.write("content/Brief.md", "text")
	f.update()
	f.must(os.Rename(f.at("content/Brief.md"), f.at("content/brief.md")))
	f.expect(paths("content/Brief.md", "content/brief.md"), "content/brief.md", "-content/Brief.md")
}

// foldingFS ignores letter case, as file systems of other systems do.
type foldingFS struct{ fstest.MapFS }

func (f foldingFS) spelt(name string) string {
	for n := range f.MapFS {
		for ; n != "."; n = filepath.ToSlash(filepath.Dir(n)) {
			if strings.EqualFold(n, name) {
				return n
			}
		}
	}
	return name
}
func (f foldingFS) Open(name string) (fs.File, error)      { return f.MapFS.Open(f.spelt(name)) }
func (f foldingFS) Stat(name string) (fs.FileInfo, error)  { return f.MapFS.Stat(f.spelt(name)) }
func (f foldingFS) Lstat(name string) (fs.FileInfo, error) { return f.MapFS.Lstat(f.spelt(name)) }

func TestCaseOnlyRenamesAreFollowedWhereCaseIsIgnored(t *testing.T) {
	f := &folder{T: t, tree: new(Tree), fsys: foldingFS{fstest.MapFS{"content/briefs/Brief.md": {Data: []byte("text")}}}}
	f.expect(nil, "content/briefs/Brief.md")
	f.fsys = foldingFS{fstest.MapFS{"content/briefs/brief.md": {Data: []byte("text")}}}
	f.expect(paths("content/briefs/brief.md", "content/briefs/Brief.md"), "content/briefs/brief.md", "-content/briefs/Brief.md")
	f.fsys = foldingFS{fstest.MapFS{"content/Briefs/brief.md": {Data: []byte("text")}}}
	f.expect(paths("content/briefs", "content/Briefs"), "content/Briefs/brief.md", "-content/briefs/brief.md")
}

func TestIgnoredFilesAreNotRead(t *testing.T) {
	f := newFolder(t)
	for _, n := range []string{".git/config", ".DS_Store", "x.md~", ".x.md.swp", "4913", "#x.md#", "a/.hidden/x.md", "x.md___jb_tmp___", "x.bck", "X.TMP"} {
		f.write("content/"+n, "of no matter")
		f.expect(paths("content/" + n))
	}
	f.symlink("me@host.1:2", "content/.#x.md")
	f.write("content/x.md", "text")
	f.expect(nil, "content/x.md")
}

func TestIgnoredNamesAreThoseOfEditorsAndSystems(t *testing.T) {
	for _, name := range []string{
		".git", "content/.git/config", "x.md~", ".x.md.swp", "x.swx", "x.SWP", "4913", ".#x.md", "#x.md#", ".DS_Store", "x.bck", "x.tmp",
		".goutputstream-ABC", "x.md___jb_old___", "x.md.sb-1a2b.tmp", "content/#auto#/x.md", "Thumbs.db",
	} {
		if !Ignored(name) {
			t.Errorf("%s is not ignored", name)
		}
	}
	for _, name := range []string{"content", "content/briefs/x.md", "x.y.md", "49134", "x~y.md", "a#b.md", "", ".", "temp/x.md", "swp.md"} {
		if Ignored(name) {
			t.Errorf("%s is ignored", name)
		}
	}
}

func TestTextsMustBeUTF8(t *testing.T) {
	f := newFolder(t)
	for _, c := range []struct {
		name, text string
		line, col  int
		message    string
	}{
		{"latin1.md", "one\ncaf\xe9\n", 2, 4, "0xe9"},
		{"cut.yaml", "a: 한\xed\x95", 1, 5, "0xed"},
		{"bom.md", "\ufeffa\xff", 1, 2, "0xff"},
		{"zero.md", "one\ntwo\x00", 2, 4, "NUL"},
		{"utf16.yaml", "\xff\xfea\x00b\x00", 1, 1, "UTF-16"},
		{"surrogate.md", "\xed\xa0\x80", 1, 1, "0xed"},
	} {
		f.write("content/"+c.name, c.text)
		f.update()
		file, _ := f.tree.File("content/" + c.name)
		if d := file.Err; d == nil || d.Code != CodeEncoding || d.Pos.Line != c.line || d.Pos.Col != c.col || !strings.Contains(d.Message, c.message) || d.Hint == "" {
			t.Errorf("%s: %+v", c.name, d)
		}
		f.expect(nil) // it is reported once
	}
	f.write("content/fine.md", "\ufeffcafé\r\n")
	f.write("content/image.png", "\x89PNG\x00\xff")
	f.expect(nil, "content/fine.md", "content/image.png")
}

func TestHugeTextsAreAnErrorAndHugeFilesAreHashed(t *testing.T) {
	f := newFolder(t)
	huge := strings.Repeat("x", MaxSize+1)
	f.write("content/huge.md", huge)
	f.write("content/video.mp4", huge)
	f.write("content/just.md", huge[:MaxSize])
	held := map[string]int{}
	var mu sync.Mutex
	f.tree, _ = f.tree.Update(f.fsys, nil, func(file *File) {
		mu.Lock()
		defer mu.Unlock()
		held[file.Path] = len(file.Bytes())
	})
	if want := map[string]int{"content/huge.md": 0, "content/video.mp4": 0, "content/just.md": MaxSize}; !maps.Equal(held, want) {
		t.Errorf("held %v", held)
	}
	for name, code := range map[string]string{"content/huge.md": CodeTooLarge, "content/video.mp4": "", "content/just.md": ""} {
		file, _ := f.tree.File(name)
		got := ""
		if file.Err != nil {
			got = file.Err.Code
		}
		if got != code {
			t.Errorf("%s: %q", name, got)
		}
		if name == "content/video.mp4" && (file.Hash != sha256.Sum256([]byte(huge)) || file.Size != MaxSize+1) {
			t.Errorf("%s is not hashed whole: %d bytes", name, file.Size)
		}
	}
}

// brokenFS fails where it is told to.
type brokenFS struct {
	fs.FS
	fail map[string]error
}

func (b brokenFS) Open(name string) (fs.File, error) {
	if err := b.fail[name]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return b.FS.Open(name)
}

func TestFilesAndFoldersThatCannotBeReadAreErrorsUntilTheyCan(t *testing.T) {
	files := fstest.MapFS{"content/a.md": {Data: []byte("a")}, "content/briefs/b.md": {Data: []byte("b")}}
	f := &folder{T: t, tree: new(Tree), fsys: brokenFS{files, map[string]error{"content/a.md": fs.ErrPermission, "content/briefs": errors.New("disk on fire")}}}
	f.expect(nil, "content/a.md", "content/briefs")
	for name, message := range map[string]string{"content/a.md": "permission denied", "content/briefs": "disk on fire"} {
		if file, _ := f.tree.File(name); file.Err == nil || !strings.Contains(file.Err.Message, message) {
			t.Errorf("%s: %v", name, file.Err)
		}
	}
	f.expect(nil)
	f.fsys = files
	f.expect(nil, "content/a.md", "content/briefs/b.md", "-content/briefs")
}

func TestAFileThatVanishesWhileItIsReadIsGone(t *testing.T) {
	files := fstest.MapFS{"content/a.md": {Data: []byte("a")}, "content/b.md": {Data: []byte("b")}}
	f := &folder{T: t, tree: new(Tree), fsys: files}
	f.update()
	files["content/b.md"].Data = []byte("edited")
	f.fsys = brokenFS{files, map[string]error{"content/a.md": fs.ErrNotExist}}
	// MapFS lists it, and it cannot be opened any more.
	f.expect(paths("content/b.md", "content/a.md"), "content/b.md", "-content/a.md")
}

func TestTheHashIsThatOfTheBytesThatWereParsed(t *testing.T) {
	f := newFolder(t)
	f.write("content/a.md", "first")
	f.tree, _ = f.tree.Update(f.fsys, nil, func(file *File) {
		f.write("content/a.md", "written while the first is parsed")
		if string(file.Bytes()) != "first" || file.Hash != sha256.Sum256([]byte("first")) {
			t.Errorf("%s", file.Bytes())
		}
	})
	file, _ := f.tree.File("content/a.md")
	if file.Bytes() != nil {
		t.Error("the contents are kept")
	}
	f.expect(nil, "content/a.md")
}

func TestUpdatesByPathEqualAFreshLook(t *testing.T) {
	f := newFolder(t)
	random := rand.New(rand.NewPCG(3, 4))
	names := []string{"a.md", "b", "b/c.md", "b/d", "b/d/e.yaml", "B.md", "한.md", "b/link", "linked"}
	f.write("shared/s.md", "shared")
	for step := range 150 {
		name := names[random.IntN(len(names))]
		path := "content/" + name
		_ = os.RemoveAll(f.at(path))
		switch random.IntN(4) {
		case 0: // it stays away
		case 1:
			if os.MkdirAll(f.at(path), 0o755) == nil {
				_ = os.WriteFile(f.at(path+"/in.md"), fmt.Append(nil, step), 0o644)
			}
		case 2:
			_ = os.Symlink([]string{f.at("shared"), f.at("content/a.md"), f.at("content/b"), "nowhere"}[random.IntN(4)], f.at(path))
		default:
			if os.MkdirAll(filepath.Dir(f.at(path)), 0o755) == nil {
				_ = os.WriteFile(f.at(path), fmt.Append(nil, step%3), 0o644)
			}
		}
		// What a symlink leads to may have changed: the watcher reports that.
		changed := paths(path)
		for _, name := range names {
			if info, err := os.Lstat(f.at("content/" + name)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
				changed = append(changed, "content/"+name)
			}
		}
		before := f.tree
		f.update(changed...)
		fresh := &folder{T: t, dir: f.dir, fsys: f.fsys, tree: new(Tree)}
		fresh.update()
		if got, want := f.names(), fresh.names(); !slices.Equal(got, want) {
			t.Fatalf("step %d, %s: %q, want %q", step, path, got, want)
		}
		for file := range fresh.tree.Files() {
			mine, _ := f.tree.File(file.Path)
			if mine.Hash != file.Hash || !reflect.DeepEqual(mine.Err, file.Err) {
				t.Fatalf("step %d: %s differs: %+v, want %+v", step, file.Path, mine, file)
			}
		}
		if before == f.tree {
			t.Fatal("the tree was changed in place")
		}
	}
}

func TestManyFilesAreReadInParallelAndKeptInOrder(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 500 {
		files[fmt.Sprintf("content/briefs/%03d.md", i)] = &fstest.MapFile{Data: fmt.Append(nil, i), ModTime: time.Unix(int64(i), 0)}
	}
	f := &folder{T: t, tree: new(Tree), fsys: files}
	if changed, _ := f.update(); len(changed) != 500 || !slices.IsSorted(f.names()) {
		t.Errorf("%d changed", len(changed))
	}
}

func TestProjectsThatAreNotThereAreErrors(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("no error")
	}
}

func TestTheProjectFollowsASymlinkToItsFolder(t *testing.T) {
	f := newFolder(t)
	f.write("content/x.md", "text")
	link := filepath.Join(t.TempDir(), "link")
	f.must(os.Symlink(f.dir, link))
	p, err := Open(link)
	f.must(err)
	defer p.Close()
	if err := fstest.TestFS(p.FS(), "content/x.md"); err != nil {
		t.Error(err)
	}
}
