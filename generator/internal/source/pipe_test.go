//go:build unix

package source

import (
	"syscall"
	"testing"
)

func TestWhatIsNoFileIsAnErrorAndDoesNotHang(t *testing.T) {
	f := newFolder(t)
	if err := syscall.Mkfifo(f.at("content/pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	f.expect(nil, "content/pipe.md")
	if file, _ := f.tree.File("content/pipe.md"); file.Err == nil || file.Err.Code != CodeUnreadable {
		t.Errorf("%+v", file)
	}
}
