package source

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// content is the folder that a Tree holds.
const content = "content"

// walker lists the files below folders, each real folder once.
type walker struct {
	fsys  fs.FS
	files []found          // what stands there and is not ignored
	bad   map[string]error // folders that could not be listed, and what has a wrong name
	links []string         // symlinked folders, not yet walked
	seen  map[string]bool  // real paths of the folders walked through symlinks
	real  func(string) (string, error)
}

// found is a file to read; regular means that its folder says that it is a
// regular file, and no symlink or pipe.
type found struct {
	name    string
	regular bool
}

func newWalker(fsys fs.FS) *walker {
	w := &walker{fsys: fsys, bad: map[string]error{}, seen: map[string]bool{}}
	if p, ok := fsys.(projectFS); ok {
		w.real = p.Project.real
	}
	return w
}

// dir lists a folder; real is what it stands for when it was reached through
// a symlink, and empty otherwise.
func (w *walker) dir(dir, real string) {
	if real != "" {
		if w.seen[real] {
			return
		}
		w.seen[real] = true
	}
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		if !vanished(err) {
			w.bad[dir] = err
		}
		return
	}
	for _, e := range entries {
		if ignoredName(e.Name()) {
			continue
		}
		at := path.Join(dir, e.Name())
		if err := wrongName(e.Name()); err != nil {
			w.bad[at] = err
			continue
		}
		switch {
		case e.IsDir() && real != "":
			w.dir(at, path.Join(real, e.Name()))
		case e.IsDir():
			w.dir(at, "")
		case e.Type()&fs.ModeSymlink != 0 && w.leadsToFolder(at):
			w.links = append(w.links, at)
		default:
			w.files = append(w.files, found{at, e.Type().IsRegular()})
		}
	}
}

func (w *walker) leadsToFolder(link string) bool {
	info, err := fs.Stat(w.fsys, link)
	return err == nil && info.IsDir()
}

// follow walks the symlinked folders met so far and those met on the way. A
// folder that stands in content/ itself, that holds content/ or that was
// walked already is not walked again, so loops end and no record is read
// twice.
func (w *walker) follow() {
	for len(w.links) > 0 {
		slices.Sort(w.links)
		link := w.links[0]
		w.links = w.links[1:]
		if w.real == nil {
			continue
		}
		real, err := w.real(link)
		if err != nil || real == "." || within(real, content) || within(content, real) || Ignored(real) {
			continue
		}
		w.dir(link, real)
	}
}

// within reports whether path is dir or lies in it.
func within(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, dir) && path[len(dir)] == '/'
}

// vanished reports whether an error means that nothing stands there any more.
func vanished(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || isNotFolder(err)
}
