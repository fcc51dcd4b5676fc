package output

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Append puts lines at the end of a file that is only ever added to, which
// holds known now and is made when it holds nothing. The file is replaced by
// one rename, so that a process that is killed at any moment leaves it as it
// was or as it is to be; what it held stays, byte for byte. When it no longer
// holds known, somebody else has added to it: then it is left alone, which is
// an error. guard is the file that keeps two processes from adding at once.
func Append(file, guard string, known, lines []byte) error {
	return appendTo(file, guard, known, lines, &disk{})
}

func appendTo(file, guard string, known, lines []byte, d *disk) error {
	if err := os.MkdirAll(filepath.Dir(guard), 0o777); err != nil {
		return err
	}
	unlock, err := lock(guard)
	if err != nil {
		return err
	}
	defer unlock()

	file, err = filepath.EvalSymlinks(file)
	var missing *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist) && errors.As(err, &missing):
		file = missing.Path
	case err != nil:
		return err
	}
	mode := fs.FileMode(0o666)
	if fi, err := os.Stat(file); err == nil {
		if !fi.Mode().IsRegular() {
			return fmt.Errorf("%s is not a regular file", file)
		}
		mode = fi.Mode().Perm()
	}
	now, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !bytes.Equal(now, known) {
		return fmt.Errorf("%s has been changed by somebody else since it was read", file)
	}
	next := make([]byte, 0, len(known)+len(lines)+1)
	next = append(next, known...)
	if n := len(next); n > 0 && next[n-1] != '\n' {
		next = append(next, '\n')
	}
	next = append(next, lines...)

	f, err := d.create(file + temporary)
	if err != nil {
		return err
	}
	_, err = d.write(f, next)
	if err == nil && mode != 0o666 {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, d.close(f)); err == nil {
		err = d.rename(file+temporary, file)
	}
	if err != nil {
		_ = d.remove(file + temporary) // a leftover is replaced the next time
	}
	return err
}
