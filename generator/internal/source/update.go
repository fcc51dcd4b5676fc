package source

import (
	"cmp"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Update reads again what stands at the given project-relative paths (files
// or folders, there or gone; none at all, or "" among them, means everything
// below content/) and returns the tree as it then is, with the paths that are
// no longer there. Paths outside content/ are no matter here.
//
// changed is called for each file that is new or whose bytes differ, from
// several goroutines at once, while the file's contents are in memory; they
// are released when it returns. Bytes, FrontMatter and YAML may be called only
// inside it. A file that vanishes while it is read counts as gone. A file
// with Err set is passed to changed too.
func (t *Tree) Update(fsys fs.FS, paths []string, changed func(f *File)) (next *Tree, gone []string) {
	u := update{tree: t, fsys: fsys, linked: t.linked, gone: map[string]bool{}, bad: map[string]error{}}
	paths, all := under(paths)
	if all || t.linked || !u.look(paths) {
		u.lookAtAll(paths, all)
	}
	return u.read(changed)
}

// under returns the paths that lie in content/, in order and without those
// that lie in another of them, and whether they are all of it.
func under(paths []string) (in []string, all bool) {
	if len(paths) == 0 {
		return nil, true
	}
	for _, p := range paths {
		p = path.Clean(strings.TrimPrefix(p, "/"))
		switch {
		case p == "." || p == content:
			return nil, true
		case within(p, content) && !Ignored(p):
			in = append(in, p)
		}
	}
	slices.SortFunc(in, comparePaths)
	kept := in[:0]
	for _, p := range in {
		if len(kept) == 0 || !within(p, kept[len(kept)-1]) {
			kept = append(kept, p)
		}
	}
	return kept, false
}

// comparePaths orders paths so that what lies in a folder follows it at once.
func comparePaths(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "/"), strings.Split(b, "/"), cmp.Compare[string])
}

// update is one call of Update.
type update struct {
	tree   *Tree
	fsys   fs.FS
	files  []found          // to read
	bad    map[string]error // folders that could not be listed, and what has a wrong name
	gone   map[string]bool  // of the tree
	linked bool
}

// look finds what to read at single paths. It gives up, returning false, when
// a symlinked folder lies on the way: then only a look at everything tells
// through which of several links a folder's files belong to the tree.
func (u *update) look(paths []string) bool {
	names := newNames(u.fsys)
	for _, p := range paths {
		if part, err := wrongPath(p); err != nil {
			if names.there(part) {
				u.bad[part] = err
			}
			u.dropBelow(part, map[string]bool{part: u.bad[part] != nil})
			continue
		}
		info, err := names.lstat(p)
		switch {
		case err != nil && vanished(err):
			u.dropBelow(p, nil)
			continue
		case names.linked || err == nil && info.Mode()&fs.ModeSymlink != 0 && (&walker{fsys: u.fsys}).leadsToFolder(p):
			return false
		case err == nil && info.IsDir():
			w := newWalker(u.fsys)
			w.dir(p, "")
			if len(w.links) > 0 {
				return false
			}
			u.take(p, w)
			continue
		}
		u.files = append(u.files, found{p, err == nil && info.Mode().IsRegular()})
		u.dropBelow(p, map[string]bool{p: true})
	}
	return true
}

// lookAtAll lists everything and reads what lies at the paths, or all of it,
// and what was not in the tree before.
func (u *update) lookAtAll(paths []string, all bool) {
	u.files, u.gone, u.bad = nil, map[string]bool{}, map[string]error{}
	w := newWalker(u.fsys)
	w.dir(content, "")
	u.linked = len(w.links) > 0
	w.follow()
	u.take(content, w)
	if all {
		return
	}
	u.files = slices.DeleteFunc(u.files, func(f found) bool {
		if _, known := u.tree.files.Get(f.name); !known {
			return false
		}
		return !slices.ContainsFunc(paths, func(p string) bool { return within(f.name, p) })
	})
}

// take takes over what a walk below dir found.
func (u *update) take(dir string, w *walker) {
	there := make(map[string]bool, len(w.files))
	for _, f := range w.files {
		there[f.name] = true
	}
	for f, err := range w.bad {
		there[f] = true
		u.bad[f] = err
	}
	u.files = append(u.files, w.files...)
	u.dropBelow(dir, there)
}

// dropBelow marks as gone the tree's files at and below a path, but for those
// that are there.
func (u *update) dropBelow(dir string, there map[string]bool) {
	drop := func(name string) {
		if !there[name] {
			u.gone[name] = true
		}
	}
	if _, ok := u.tree.files.Get(dir); ok {
		drop(dir)
	}
	for name := range u.tree.files.From(dir + "/") {
		if !within(name, dir) {
			break
		}
		drop(name)
	}
}

// read reads the files and returns the changed tree.
func (u *update) read(changed func(*File)) (*Tree, []string) {
	for dir := range u.bad {
		u.files = append(u.files, found{dir, false})
	}
	slices.SortFunc(u.files, func(a, b found) int { return cmp.Compare(a.name, b.name) })
	results := make([]*File, len(u.files)) // nil: gone
	inParallel(len(u.files), func() (one func(int), done func()) {
		r := reader{fsys: u.fsys}
		return func(i int) {
			name := u.files[i].name
			f := r.read(u.files[i], u.bad[name])
			kept := f
			if f != nil {
				if before, ok := u.tree.files.Get(name); ok && before.same(f) {
					kept = before
				} else {
					changed(f)
				}
				f.text, f.nodes = nil, nil
				r.nodes.reuse()
			}
			results[i] = kept
		}, r.close
	})

	edit := u.tree.files.Edit()
	for i, f := range results {
		name := u.files[i].name
		if f != nil {
			edit.Set(name, f)
		} else if _, ok := u.tree.files.Get(name); ok {
			u.gone[name] = true
		}
	}
	gone := make([]string, 0, len(u.gone))
	for name := range u.gone {
		gone = append(gone, name)
		edit.Delete(name)
	}
	slices.Sort(gone)
	return &Tree{files: edit.Map(), linked: u.linked}, gone
}

// inParallel does 0 to n-1 in as many goroutines as there are processors and
// returns when all is done. Each goroutine starts a worker of its own.
func inParallel(n int, start func() (do func(i int), done func())) {
	var next atomic.Int64
	work := func() {
		do, done := start()
		defer done()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}
