package output

import (
	"io/fs"
	"os"
	"time"
)

// temporary ends the names of files that are not whole yet.
const temporary = ".readout-tmp"

// disk makes every change that this room makes for a publication. Each method
// is one operation of the operating system, as far as it can be seen from
// outside, so that tests can stop the process between any two, or let any one
// of them fail.
type disk struct {
	// fault, when set, is asked before each change; an error of its is the
	// result and nothing changes.
	fault func(op, path string) error
}

func (d *disk) ask(op, path string) error {
	if d.fault == nil {
		return nil
	}
	if err := d.fault(op, path); err != nil {
		return &fs.PathError{Op: op, Path: path, Err: err}
	}
	return nil
}

func (d *disk) mkdir(path string) error {
	if err := d.ask("mkdir", path); err != nil {
		return err
	}
	return os.Mkdir(path, 0o777)
}

// mkdirAll makes a folder, and those it stands in, unless they are there.
func (d *disk) mkdirAll(path string) error {
	if fi, err := os.Stat(path); err == nil && fi.IsDir() {
		return nil
	}
	if err := d.ask("mkdir", path); err != nil {
		return err
	}
	return os.MkdirAll(path, 0o777)
}

// create makes a file, or empties the one that is there.
func (d *disk) create(path string) (*os.File, error) {
	if err := d.ask("create", path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
}

func (d *disk) write(f *os.File, p []byte) (int, error) {
	if d.fault == nil {
		return f.Write(p)
	}
	// A write can end anywhere; in tests, in the middle.
	done := 0
	for _, part := range [][]byte{p[:len(p)/2], p[len(p)/2:]} {
		if err := d.ask("write", f.Name()); err != nil {
			return done, err
		}
		n, err := f.Write(part)
		if done += n; err != nil {
			return done, err
		}
	}
	return done, nil
}

// close closes a file that was written. Some file systems say only now that
// there was no room.
func (d *disk) close(f *os.File) error {
	if err := d.ask("close", f.Name()); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (d *disk) rename(from, to string) error {
	if err := d.ask("rename", to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

func (d *disk) remove(path string) error {
	if err := d.ask("remove", path); err != nil {
		return err
	}
	return os.Remove(path)
}

// removeAll removes a folder that only this room writes to.
func (d *disk) removeAll(path string) error {
	if err := d.ask("remove", path); err != nil {
		return err
	}
	return os.RemoveAll(path)
}

// The methods below change the output folder, where others write too: a root
// does not follow symlinks out of it.

func (d *disk) mkdirIn(root *os.Root, path string) error {
	if err := d.ask("mkdir", path); err != nil {
		return err
	}
	return root.Mkdir(path, 0o777)
}

func (d *disk) createIn(root *os.Root, path string) (*os.File, error) {
	if err := d.ask("create", path); err != nil {
		return nil, err
	}
	return root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
}

func (d *disk) chtimesIn(root *os.Root, path string, t time.Time) error {
	if err := d.ask("chtimes", path); err != nil {
		return err
	}
	return root.Chtimes(path, t, t)
}

func (d *disk) renameIn(root *os.Root, from, to string) error {
	if err := d.ask("rename", to); err != nil {
		return err
	}
	return root.Rename(from, to)
}

func (d *disk) removeIn(root *os.Root, path string) error {
	if err := d.ask("remove", path); err != nil {
		return err
	}
	return root.Remove(path)
}
