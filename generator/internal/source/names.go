package source

import (
	"io/fs"
	"path"
)

// names asks what stands at single paths, with the two questions that an
// lstat alone leaves open: whether a folder on the way is a symlink, and
// whether the path is spelt as the folder spells it. On a file system that
// takes Brief.md for brief.md, the old name of a file whose letter case was
// changed would otherwise seem to be there still.
type names struct {
	fsys   fs.FS
	folds  bool                       // the file system ignores letter case
	listed map[string]map[string]bool // folder → names in it, where they were asked for
	dirs   map[string]error           // folders known to be folders (nil) or not
	linked bool                       // a folder on the way to some path is a symlink
}

func newNames(fsys fs.FS) *names {
	n := &names{fsys: fsys, listed: map[string]map[string]bool{}, dirs: map[string]error{".": nil}}
	_, err := fs.Stat(fsys, "CONTENT")
	n.folds = err == nil
	return n
}

// lstat says what stands at a path, without following a symlink there.
func (n *names) lstat(p string) (fs.FileInfo, error) {
	dir := path.Dir(p)
	if err := n.folder(dir); err != nil {
		return nil, err
	}
	if n.folds && !n.lists(dir, path.Base(p)) {
		return nil, fs.ErrNotExist
	}
	return fs.Lstat(n.fsys, p)
}

// there reports whether a folder lists a path, whose name may be one that
// lstat does not take.
func (n *names) there(p string) bool {
	dir := path.Dir(p)
	return n.folder(dir) == nil && n.lists(dir, path.Base(p))
}

// folder returns nil when a path is a folder, and sets linked when a symlink
// leads there.
func (n *names) folder(dir string) error {
	err, known := n.dirs[dir]
	if known {
		return err
	}
	info, err := n.lstat(dir)
	switch {
	case err != nil:
	case info.Mode()&fs.ModeSymlink != 0:
		n.linked = true
	case !info.IsDir():
		err = fs.ErrNotExist
	}
	n.dirs[dir] = err
	return err
}

func (n *names) lists(dir, name string) bool {
	set, ok := n.listed[dir]
	if !ok {
		set = map[string]bool{}
		entries, err := fs.ReadDir(n.fsys, dir)
		if err != nil {
			return true // the lstat that follows says more
		}
		for _, e := range entries {
			set[e.Name()] = true
		}
		n.listed[dir] = set
	}
	return set[name]
}
