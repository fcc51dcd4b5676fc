package output

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestLinesAreAppendedWholeOrNotAtAll(t *testing.T) {
	for fail := 0; ; fail++ {
		dir := t.TempDir()
		file := filepath.Join(dir, "log")
		known := []byte("one\ntwo") // without an end of line
		if err := os.WriteFile(file, known, 0o640); err != nil {
			t.Fatal(err)
		}
		n := 0
		d := &disk{fault: func(op, path string) error {
			if n++; n > fail {
				return errors.New("the disk fails")
			}
			return nil
		}}
		err := appendTo(file, filepath.Join(dir, "guard", "lock"), known, []byte("three\n"), d)
		text, readErr := os.ReadFile(file)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if err == nil {
			if want := "one\ntwo\nthree\n"; string(text) != want {
				t.Errorf("the file is %q, not %q", text, want)
			}
			if fi, err := os.Stat(file); err != nil || fi.Mode().Perm() != 0o640 {
				t.Errorf("its mode is %v, %v", fi.Mode(), err)
			}
			if fail < 3 {
				t.Errorf("only %d changes were made to the disk", fail)
			}
			return
		}
		if string(text) != string(known) {
			t.Errorf("after a failure of change %d the file is %q", fail+1, text)
		}
	}
}

func TestAFileThatSomebodyElseAddedToIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	file, guard := filepath.Join(dir, "log"), filepath.Join(dir, "lock")
	if err := Append(file, guard, nil, []byte("one\n")); err != nil {
		t.Fatal(err)
	}
	if err := Append(file, guard, nil, []byte("other\n")); err == nil {
		t.Error("a file that holds more than was known is added to")
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "one\n" {
		t.Errorf("the file is %q, %v", text, err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("log", link); err != nil {
		t.Fatal(err)
	}
	if err := Append(link, guard, []byte("one\n"), []byte("two\n")); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("behind the symlink the file is %q, %v", text, err)
	}
}
