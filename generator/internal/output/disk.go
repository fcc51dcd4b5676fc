package output

import (
	"os"
)

// temporary ends the names of files that are not whole yet.
const temporary = ".readout-tmp"

// disk makes every change that this room makes to the file system. Each method
// is one operation of the operating system, as far as it can be seen from
// outside, so that tests can stop the process between any two.
type disk struct {
	// fault, when set, is asked before each change; an error of its is the
	// result and nothing changes.
	fault func(op, path string) error
}

func (d *disk) ask(op, path string) error {
	if d.fault == nil {
		return nil
	}
	return d.fault(op, path)
}

func (d *disk) mkdir(path string) error {
	if err := d.ask("mkdir", path); err != nil {
		return err
	}
	return os.Mkdir(path, 0o777)
}

// create makes a file, or empties the one that is there.
func (d *disk) create(path string) (*os.File, error) {
	if err := d.ask("create", path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
}

func (d *disk) write(f *os.File, p []byte) (int, error) {
	if err := d.ask("write", f.Name()); err != nil {
		return 0, err
	}
	return f.Write(p)
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
