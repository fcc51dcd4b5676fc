package output

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// change brings the staged files into the output folder and removes the ones
// that are gone. It returns how many it removed.
func (s *stage) change(records []record, gone []string) (removed int, err error) {
	if s.root == nil {
		if whole, err := s.openFolder(); whole || err != nil {
			return 0, err
		}
	}
	for name := range s.memory.announced { // copies that were cut short
		if err := s.disk.removeIn(s.root, name+temporary); err != nil && !missing(err) {
			return 0, err
		}
	}
	p, err := s.survey(records, gone)
	if err != nil {
		return 0, err
	}
	if len(s.staged) > 0 {
		if err := s.memory.announce(s.disk, s.staged); err != nil {
			return 0, err
		}
	}
	removed = len(p.remove)
	if err := s.carryOut(p); err != nil {
		return 0, err
	}
	s.removeEmptyFolders(gone)
	if s.mended != nil {
		for _, name := range p.edited {
			s.mended(name)
		}
	}
	return removed, nil
}

// openFolder makes the output folder, which is missing. If it can, it makes it
// of the stage itself, and reports that the whole site is there.
func (s *stage) openFolder() (whole bool, err error) {
	if err := s.disk.mkdirAll(filepath.Dir(s.dir)); err != nil {
		return false, err
	}
	if err := s.memory.announce(s.disk, s.staged); err != nil {
		return false, err
	}
	if s.disk.rename(s.folder, s.dir) == nil {
		return true, nil
	}
	if err := s.disk.mkdir(s.dir); err != nil { // on another file system
		return false, err
	}
	s.root, err = os.OpenRoot(s.dir)
	return false, err
}

func (s *stage) carryOut(p *plan) error {
	for _, name := range p.fresh {
		if err := s.place(name); err != nil {
			return err
		}
	}
	for _, name := range p.clear {
		if err := s.take(name); err != nil {
			return err
		}
	}
	for _, name := range p.turned {
		if err := s.place(name); err != nil {
			return err
		}
	}
	if err := s.placeAll(p.replace); err != nil {
		return err
	}
	var errs []error // a page that cannot be removed keeps no other, but what it shows
	for _, name := range p.remove {
		if len(errs) > 0 && !isPage(name) {
			break
		}
		if err := s.take(name); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// missing reports whether an error says that a file is not there, or that
// nothing can be where it would be.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// take removes a file or an empty folder of the output folder.
func (s *stage) take(name string) error {
	err := s.disk.removeIn(s.root, name)
	if err != nil && missing(err) {
		return nil
	}
	if err == nil {
		s.changed.Store(true)
	}
	return err
}

// placeAll places files in no particular order, several at once.
func (s *stage) placeAll(names []string) error {
	var group sync.WaitGroup
	errs := make([]error, s.workers)
	for i := range errs {
		group.Go(func() {
			for n := i; n < len(names) && errs[i] == nil; n += len(errs) {
				errs[i] = s.place(names[n])
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// place moves a file, or a new folder with all it holds, from the stage into
// the output folder.
func (s *stage) place(name string) error {
	if s.disk.rename(s.path(name), filepath.Join(s.dir, filepath.FromSlash(name))) == nil {
		s.changed.Store(true)
		return nil
	}
	// The output folder may be on another file system, or a mount itself.
	var names []string
	at, _ := placeOf(s.staged, name)
	for _, r := range s.staged[at:] {
		if r.path == name || strings.HasPrefix(r.path, name+"/") {
			names = append(names, r.path)
		} else if !strings.HasPrefix(r.path, name) {
			break
		}
	}
	pagesFirst(names) // so, backwards, what pages lead to comes before them
	for _, file := range slices.Backward(names) {
		if err := s.copyFolder(path.Dir(file)); err != nil {
			return err
		}
		if err := s.copy(file); err != nil {
			return err
		}
	}
	return nil
}

// copyFolder makes a folder of the output folder unless it is there.
func (s *stage) copyFolder(name string) error {
	if name == "." {
		return nil
	}
	if _, err := s.root.Lstat(name); err == nil {
		return nil
	}
	if err := s.copyFolder(path.Dir(name)); err != nil {
		return err
	}
	err := s.disk.mkdirIn(s.root, name)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		s.changed.Store(true)
	}
	return err
}

// copy puts a staged file into the output folder, whole or not at all.
func (s *stage) copy(name string) error {
	from, err := os.Open(s.path(name))
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := s.disk.createIn(s.root, name+temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(writerTo{s.disk, to}, from)
	if err = errors.Join(err, s.disk.close(to)); err == nil {
		// The manifest knows the file by the time at which it was staged.
		at, _ := placeOf(s.staged, name)
		err = s.disk.chtimesIn(s.root, name+temporary, time.Unix(0, s.staged[at].mtime))
	}
	if err == nil {
		err = s.disk.renameIn(s.root, name+temporary, name)
	}
	if err != nil {
		_ = s.disk.removeIn(s.root, name+temporary) // else the next publication does
		return err
	}
	s.changed.Store(true)
	return nil
}

// writerTo is a file as an io.Writer.
type writerTo struct {
	disk *disk
	file *os.File
}

func (w writerTo) Write(p []byte) (int, error) { return w.disk.write(w.file, p) }

// removeEmptyFolders removes the folders that held nothing but the given files.
func (s *stage) removeEmptyFolders(files []string) {
	folders := make(map[string]bool)
	for _, file := range files {
		for dir := path.Dir(file); dir != "." && !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	deepestFirst := slices.Sorted(maps.Keys(folders))
	slices.Reverse(deepestFirst)
	for _, dir := range deepestFirst {
		if fi, err := s.root.Lstat(dir); err == nil && fi.IsDir() {
			_ = s.disk.removeIn(s.root, dir) // refused when something is in it, which is as it should be
		}
	}
}
