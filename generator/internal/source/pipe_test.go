//go:build unix

package source

import (
	"errors"
	"io/fs"
	"net"
	"syscall"
	"testing"
	"testing/fstest"
)

func TestWhatIsNoFileIsAnErrorAndDoesNotHang(t *testing.T) {
	f := newFolder(t)
	f.must(syscall.Mkfifo(f.at("content/pipe.md"), 0o644))
	f.symlink("pipe.md", "content/linked.md")
	t.Chdir(f.at("content")) // the path of a socket must be short
	socket, err := net.Listen("unix", "socket.md")
	f.must(err)
	defer socket.Close()
	f.expect(nil, "content/linked.md", "content/pipe.md", "content/socket.md")
	for file := range f.tree.Files() {
		if file.Err == nil || file.Err.Code != CodeUnreadable || file.Err.Pos.File != file.Path {
			t.Errorf("%+v", file)
		}
	}
	// Whoever opens one without looking does not wait either.
	for _, name := range []string{"content/pipe.md", "content/linked.md"} {
		if _, err := fs.ReadFile(f.fsys, name); !errors.Is(err, errNoFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := reader{fsys: f.fsys}
	defer r.close()
	file := &File{Path: "content/pipe.md"}
	if err := file.load(&r, true); !errors.Is(err, errNoFile) {
		t.Errorf("believed to be a file: %v", err)
	}
}

func TestOpeningFilesKeepsTheRulesOfAFileSystem(t *testing.T) {
	f := newFolder(t)
	f.write("content/a/b.md", "text")
	f.write("c.md", "")
	if err := fstest.TestFS(f.fsys, "content/a/b.md", "c.md"); err != nil {
		t.Error(err)
	}
}
