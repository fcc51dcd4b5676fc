package watch

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// tree is what is watched: some folders of a root, with what symlinks in them
// stand for while it lies inside the root.
type tree struct {
	root   string   // absolute, without symlinks
	dirs   []string // relative to root, slash-separated
	ignore func(path string) bool
}

// walk visits a tree, or a part of it.
type walk struct {
	tree
	// folder is called for each folder before it is listed; real is its
	// absolute path without symlinks, shown its path relative to the root as
	// it was reached. The folder is passed over when it returns false.
	folder func(real, shown string) (bool, error)
	// file is called for each file; entry is as its folder lists it.
	file func(real, shown string, entry fs.DirEntry)
	// link, if there is one, is called for each symlink that leads somewhere,
	// with the paths that it leads through, the last of which is real.
	link func(shown string, way []string) error

	links []string // shown paths of symlinks to folders, to be walked later
}

// all visits everything. It ends at the first error of a callback.
func (w *walk) all() error {
	for _, dir := range w.dirs {
		if err := w.below(filepath.Join(w.root, filepath.FromSlash(dir)), dir); err != nil {
			return err
		}
	}
	return nil
}

// below visits the folder at a path, or where a symlink there leads.
func (w *walk) below(at, shown string) error {
	real, info := w.resolve(at)
	if info == nil || !info.IsDir() {
		return nil
	}
	if err := w.list(real, shown); err != nil {
		return err
	}
	return w.followAll()
}

// followAll visits the symlinked folders met so far and those met in them.
// They come after all others, so that a folder is known by its own name first.
func (w *walk) followAll() error {
	for len(w.links) > 0 {
		slices.Sort(w.links)
		link := w.links[0]
		w.links = w.links[1:]
		real, info := w.resolve(filepath.Join(w.root, filepath.FromSlash(link)))
		// A symlink to a folder that holds it leads nowhere new.
		if info == nil || within(filepath.Join(w.root, topOf(link)), real) {
			continue
		}
		if err := w.list(real, link); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) list(real, shown string) error {
	if ok, err := w.folder(real, shown); !ok || err != nil {
		return err
	}
	entries, err := os.ReadDir(real)
	if err != nil {
		return nil // gone again, or not for our eyes: the readers report that
	}
	for _, e := range entries {
		at, shown := filepath.Join(real, e.Name()), path.Join(shown, e.Name())
		if w.ignore(shown) {
			continue
		}
		if e.IsDir() {
			err = w.list(at, shown)
		} else {
			err = w.entry(at, shown, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entry visits what is no folder itself.
func (w *walk) entry(at, shown string, e fs.DirEntry) error {
	if e.Type()&fs.ModeSymlink == 0 {
		w.file(at, shown, e)
		return nil
	}
	real, info := w.resolve(at)
	if info != nil && info.IsDir() {
		w.links = append(w.links, shown)
	} else {
		w.file(at, shown, e)
	}
	if info == nil || w.link == nil {
		return nil
	}
	return w.link(shown, append(w.way(at, real), real))
}

// follow visits what a symlink leads to.
func (w *walk) follow(at, shown string) error {
	info, err := os.Lstat(at)
	if err != nil {
		return nil
	}
	if err := w.entry(at, shown, fs.FileInfoToDirEntry(info)); err != nil {
		return err
	}
	return w.followAll()
}

// way returns the paths inside the root that a symlink leads through on its
// way to real.
func (w *walk) way(link, real string) (way []string) {
	for hop := link; len(way) < 40; {
		target, err := os.Readlink(hop)
		if err != nil {
			break
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(hop), target)
		}
		if hop = filepath.Clean(target); hop != real && within(hop, w.root) {
			way = append(way, hop)
		}
	}
	return way
}

// resolve returns where a path leads and what stands there; nil when that is
// nothing, or outside the root.
func (t *tree) resolve(at string) (real string, info fs.FileInfo) {
	real, err := filepath.EvalSymlinks(at)
	if err != nil || !within(real, t.root) {
		return "", nil
	}
	if info, err = os.Stat(real); err != nil {
		return "", nil
	}
	return real, info
}

// topOf returns the first part of a slash-separated path.
func topOf(path string) string {
	top, _, _ := strings.Cut(path, "/")
	return top
}

// within reports whether a path is a folder or lies in it.
func within(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}
