package source

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSymlinksInsideTheProjectAreFollowed(t *testing.T) {
	f := newFolder(t)
	f.write("shared/x.md", "of a folder")
	f.write("one.md", "of a file")
	f.symlink("../one.md", "content/relative.md")
	f.symlink(f.at("one.md"), "content/absolute.md")
	f.symlink("../shared", "content/folder")
	f.symlink(f.at("shared"), "content/zz")
	f.expect(nil, "content/absolute.md", "content/folder/x.md", "content/relative.md") // zz is folder again
	f.write("shared/x.md", "edited")
	f.expect(paths("content/folder/x.md"), "content/folder/x.md")
	f.remove("content/folder")
	f.expect(paths("content/folder"), "content/zz/x.md", "-content/folder/x.md")
	f.symlink("../shared", "content/folder")
	f.expect(paths("content/folder"), "content/folder/x.md", "-content/zz/x.md")
	f.remove("content/folder")
	f.remove("content/zz")
	f.expect(nil, "-content/folder/x.md")
	f.write("one.md", "edited")
	f.expect(paths("content/absolute.md"), "content/absolute.md")
}

func TestASymlinkedFolderThatAppearsIsReadByAnyPath(t *testing.T) {
	for _, path := range []string{"content/linked", "content/linked/x.md", "content"} {
		f := newFolder(t)
		f.write("content/a.md", "text")
		f.write("shared/x.md", "text")
		f.update()
		f.symlink("../shared", "content/linked")
		f.expect(paths(path), "content/linked/x.md")
	}
}

func TestSymlinkLoopsEnd(t *testing.T) {
	f := newFolder(t)
	f.write("content/briefs/x.md", "text")
	f.write("shared/y.md", "text")
	f.symlink("..", "content/up")
	f.symlink(".", "content/self")
	f.symlink("briefs", "content/again")
	f.symlink("../shared", "content/linked")
	f.symlink("../shared", "shared/inner")
	f.symlink("../content", "shared/back")
	for i := range 12 { // a tree of symlinks that would be walked 2^12 times
		f.mkdir(fmt.Sprintf("maze/%d", i))
		f.symlink(fmt.Sprintf("../%d", i+1), fmt.Sprintf("maze/%d/a", i))
		f.symlink(fmt.Sprintf("../%d", i+1), fmt.Sprintf("maze/%d/b", i))
	}
	f.write("maze/12/z.md", "text")
	f.symlink("../maze/0", "content/maze")
	f.expect(nil, "content/briefs/x.md", "content/linked/y.md", "content/maze"+strings.Repeat("/a", 12)+"/z.md")
	f.expect(nil)
}

func TestSymlinksThatCannotBeFollowedAreErrors(t *testing.T) {
	f := newFolder(t)
	outside := t.TempDir()
	f.must(os.WriteFile(filepath.Join(outside, "secret.md"), []byte("secret"), 0o644))
	f.symlink(filepath.Join(outside, "secret.md"), "content/file.md")
	f.symlink(outside, "content/folder")
	f.symlink("../../../../../../../../etc/hosts", "content/relative.md")
	f.symlink("b.md", "content/a.md")
	f.symlink("a.md", "content/b.md")
	f.symlink("nowhere.md", "content/dangling.md")
	f.symlink("file.md", "content/twice.md")
	f.update()
	want := map[string]string{
		"content/file.md": CodeOutside, "content/folder": CodeOutside, "content/relative.md": CodeOutside, "content/twice.md": CodeOutside,
		"content/a.md": CodeUnreadable, "content/b.md": CodeUnreadable, "content/dangling.md": CodeUnreadable,
	}
	got := map[string]string{}
	for file := range f.tree.Files() {
		if file.Err == nil || file.Hash != [32]byte{} {
			t.Errorf("%s was read", file.Path)
			continue
		}
		got[file.Path] = file.Err.Code
		if file.Err.Pos.File != file.Path {
			t.Errorf("%s: the error stands at %v", file.Path, file.Err.Pos)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	f.expect(paths("content/file.md", "content/a.md"))
	if _, err := fs.ReadFile(f.fsys, "content/file.md"); !errors.Is(err, errOutside) {
		t.Errorf("reading it gives %v", err)
	}
	f.remove("content/file.md")
	f.write("content/file.md", "mine")
	f.expect(nil, "content/file.md", "content/twice.md")
}
