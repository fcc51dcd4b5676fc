package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// plan is what a change to the output folder consists of, in order.
type plan struct {
	clear   []string // our own files and folders that stand where something else belongs, deepest first
	fresh   []string // files, and folders with all they hold, that are not there yet
	replace []string // files that are there
	remove  []string // files of an earlier publication
}

// change brings the staged files into the output folder and removes the ones
// that are gone. It returns how many it removed.
func (s *stage) change(records []record, gone []string) (removed int, err error) {
	if s.root == nil {
		if whole, err := s.openFolder(); whole || err != nil {
			return 0, err
		}
	}
	for name := range s.memory.announced { // copies that were cut short
		_ = s.disk.removeIn(s.root, name+temporary)
	}
	p := plan{remove: s.ours(gone, records)}
	removed = len(p.remove)
	if err := s.survey(&p, ".", s.staged); err != nil {
		return 0, err
	}
	if len(s.staged) > 0 {
		if err := s.memory.announce(s.disk, s.staged); err != nil {
			return 0, err
		}
	}
	if err := s.carryOut(&p); err != nil {
		return 0, fmt.Errorf("the site could only be published in part; build again to complete it: %w", err)
	}
	return removed, nil
}

// openFolder makes the output folder, which is missing. If it can, it makes it
// of the stage itself, and reports that the whole site is there.
func (s *stage) openFolder() (whole bool, err error) {
	if err := os.MkdirAll(filepath.Dir(s.dir), 0o777); err != nil {
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
	for _, name := range p.clear {
		if err := s.disk.removeIn(s.root, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, name := range p.fresh {
		if err := s.place(name); err != nil {
			return err
		}
	}
	if err := s.placeAll(p.replace); err != nil {
		return err
	}
	for _, name := range p.remove {
		if err := s.disk.removeIn(s.root, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	s.removeEmptyFolders(p.remove)
	return nil
}

// survey plans how the staged files get into a folder of the output folder:
// those that are below folder, sorted. It changes nothing.
func (s *stage) survey(p *plan, folder string, staged []record) error {
	var files []string
	for len(staged) > 0 {
		name, n, isFolder := firstEntry(folder, staged)
		below := staged[:n]
		staged = staged[n:]
		fi, err := s.root.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if isFolder { // folders first: the page that leads to the others comes last
				p.fresh = append(p.fresh, name)
			} else {
				files = append(files, name)
			}
		case err != nil:
			return err
		case isFolder && fi.IsDir():
			if err := s.survey(p, name, below); err != nil {
				return err
			}
		case isFolder || fi.IsDir():
			if err := s.clear(p, name, fi); err != nil {
				return err
			}
			p.fresh = append(p.fresh, name)
		default:
			p.replace = append(p.replace, name)
		}
	}
	p.fresh = append(p.fresh, files...)
	return nil
}

// firstEntry returns the first entry of a folder among files below it, sorted
// by path, how many of them belong to it, and whether it is a folder itself.
func firstEntry(folder string, files []record) (name string, n int, isFolder bool) {
	first := files[0].path
	start := 0
	if folder != "." {
		start = len(folder) + 1
	}
	slash := strings.IndexByte(first[start:], '/')
	if slash < 0 {
		return first, 1, false
	}
	name = first[:start+slash]
	for n < len(files) && strings.HasPrefix(files[n].path, name) && files[n].path[len(name)] == '/' {
		n++
	}
	return name, n, true
}

// clear plans the removal of what stands where something else belongs: all of
// it must be from an earlier publication.
func (s *stage) clear(p *plan, name string, fi fs.FileInfo) error {
	var files, folders []string
	if fi.IsDir() {
		err := fs.WalkDir(s.root.FS(), name, func(entry string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				folders = append(folders, entry)
			} else if err == nil {
				files = append(files, entry)
			}
			return err
		})
		if err != nil {
			return err
		}
	} else {
		files = []string{name}
	}
	for _, file := range files {
		if !slices.Contains(p.remove, file) {
			return fmt.Errorf("%s is in the way of the site and was not written by Readout; move it elsewhere", filepath.Join(s.dir, file))
		}
	}
	p.remove = slices.DeleteFunc(p.remove, func(file string) bool { return slices.Contains(files, file) })
	slices.Reverse(folders)
	p.clear = append(append(p.clear, files...), folders...)
	return nil
}

// ours returns those of the gone files that are still as they were written. A
// file that somebody changed or put there since is theirs.
func (s *stage) ours(gone []string, records []record) []string {
	if len(gone) == 0 {
		return nil
	}
	folded := make(map[string]string, len(records))
	for _, r := range records {
		folded[strings.ToLower(r.path)] = r.path
	}
	return slices.DeleteFunc(gone, func(name string) bool {
		fi, err := s.root.Lstat(name)
		if err != nil || !fi.Mode().IsRegular() {
			return true
		}
		if now, ok := folded[strings.ToLower(name)]; ok { // a change of case, where the file system sees none
			if other, err := s.root.Lstat(now); err == nil && os.SameFile(fi, other) {
				return true
			}
		}
		written, isWritten := s.memory.written[name]
		if isWritten && written.matches(fi) {
			return false
		}
		sum, err := s.hash(name)
		announced, isAnnounced := s.memory.announced[name]
		return err != nil || !(isWritten && sum == written.hash || isAnnounced && sum == announced.hash)
	})
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
		return nil
	}
	// The output folder may be on another file system, or a mount itself.
	return fs.WalkDir(os.DirFS(s.folder), name, func(entry string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if err := s.disk.mkdirIn(s.root, entry); err != nil && !errors.Is(err, fs.ErrExist) {
				return err
			}
			return nil
		}
		return s.copy(entry)
	})
}

// copy puts a staged file into the output folder, whole or not at all.
func (s *stage) copy(name string) error {
	i, ok := placeOf(s.staged, name)
	if !ok {
		return nil
	}
	from, err := os.Open(s.path(name))
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := s.disk.createIn(s.root, name+temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err := errors.Join(err, to.Close()); err != nil {
		return err
	}
	// The manifest knows the file by the time at which it was staged.
	staged := time.Unix(0, s.staged[i].mtime)
	if err := s.root.Chtimes(name+temporary, staged, staged); err != nil {
		return err
	}
	return s.disk.renameIn(s.root, name+temporary, name)
}

// removeEmptyFolders removes the folders that held nothing but the given files.
func (s *stage) removeEmptyFolders(files []string) {
	folders := make(map[string]bool)
	for _, file := range files {
		for dir := path.Dir(file); dir != "." && !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	deepestFirst := sortedKeys(folders)
	slices.Reverse(deepestFirst)
	for _, dir := range deepestFirst {
		if fi, err := s.root.Lstat(dir); err == nil && fi.IsDir() {
			_ = s.disk.removeIn(s.root, dir) // refused when something is in it, which is as it should be
		}
	}
}

func sortedKeys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }
