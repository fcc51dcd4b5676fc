package watch

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// polled finds changes by looking at all files again and again. It compares
// what a file's folder knows about it (time, size, identity) and never reads.
type polled struct {
	tree
	every time.Duration
	files map[string]fs.FileInfo // by shown path
	there map[string]bool        // which of dirs are there
}

func newPolled(t tree, every time.Duration) *polled {
	p := &polled{tree: t, every: every}
	p.files, p.there = p.look()
	return p
}

func (p *polled) run(ctx context.Context, emit func(string)) error {
	tick := time.NewTimer(p.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		files, there := p.look()
		for dir, is := range there {
			if is != p.there[dir] {
				emit("")
			}
		}
		for name, now := range files {
			if before, ok := p.files[name]; !ok || differs(before, now) {
				emit(name)
			}
		}
		for name := range p.files {
			if _, ok := files[name]; !ok {
				emit(name)
			}
		}
		p.files, p.there = files, there
		tick.Reset(p.every)
	}
}

// look takes note of everything.
func (p *polled) look() (files map[string]fs.FileInfo, there map[string]bool) {
	files, there = make(map[string]fs.FileInfo, len(p.files)), map[string]bool{}
	seen := map[string]bool{}
	w := walk{
		tree: p.tree,
		folder: func(real, shown string) (bool, error) {
			key := topOf(shown) + "\x00" + real
			first := !seen[key]
			seen[key] = true
			return first, nil
		},
		file: func(real, shown string, entry fs.DirEntry) {
			if entry.Type()&fs.ModeSymlink != 0 {
				if _, info := p.resolve(real); info != nil {
					files[shown] = info
					return
				} // else it leads nowhere, or where we do not look
			}
			if info, err := entry.Info(); err == nil {
				files[shown] = info
			}
		},
	}
	_ = w.all() // no callback fails
	for _, dir := range p.dirs {
		info, err := os.Stat(filepath.Join(p.root, filepath.FromSlash(dir)))
		there[dir] = err == nil && info.IsDir()
	}
	return files, there
}

// differs reports whether a file may have changed between two looks.
func differs(a, b fs.FileInfo) bool {
	return !a.ModTime().Equal(b.ModTime()) || a.Size() != b.Size() || a.Mode().Type() != b.Mode().Type() || !os.SameFile(a, b)
}
