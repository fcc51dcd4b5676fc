package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// backend is the system's notifications about single folders.
type backend struct {
	events      <-chan fsnotify.Event
	errors      <-chan error
	add, remove func(folder string) error
	close       func() error
}

func newBackend() (backend, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return backend{}, err
	}
	return backend{events: w.Events, errors: w.Errors, add: w.Add, remove: w.Remove, close: w.Close}, nil
}

// notified finds changes by being told. Every folder is watched under its
// real path and known by the paths that lead there.
type notified struct {
	tree
	backend
	shown   map[string][]string // real folder → its paths relative to root
	targets map[string][]string // real path → the symlinks that lead to it, or through it
	roots   map[string]bool     // the watched dirs and the folders they lie in, below root
	emit    func(string)
}

func newNotified(t tree, notify func() (backend, error)) (*notified, error) {
	b, err := notify()
	if err != nil {
		if noRoom(err) {
			return nil, exhausted{noInstances}
		}
		return nil, err
	}
	n := &notified{
		tree: t, backend: b, shown: map[string][]string{}, targets: map[string][]string{}, roots: map[string]bool{},
		emit: func(string) {}, // what is there at the start is no change
	}
	for _, dir := range t.dirs {
		for ; dir != "." && dir != "/" && dir != ""; dir = path.Dir(dir) {
			n.roots[filepath.Join(t.root, filepath.FromSlash(dir))] = true
		}
	}
	err = n.addRoots()
	if err != nil {
		b.close()
		return nil, err
	}
	return n, nil
}

// addRoots watches all that is there of the watched folders and of those they
// lie in.
func (n *notified) addRoots() error {
	if err := n.add(n.root); err != nil {
		return err
	}
	if _, err := os.Stat(n.root); err != nil {
		return err
	}
	for root := range n.roots {
		if err := n.add(filepath.Dir(root)); err != nil {
			return err
		}
	}
	return n.walk().all()
}

// walk returns a walk that watches the folders it meets and reports the files.
func (n *notified) walk() *walk {
	return &walk{
		tree: n.tree,
		folder: func(real, shown string) (bool, error) {
			if slices.ContainsFunc(n.shown[real], func(s string) bool { return topOf(s) == topOf(shown) }) {
				return false, nil
			}
			n.shown[real] = append(n.shown[real], shown)
			return true, n.add(real)
		},
		file: func(_, shown string, _ fs.DirEntry) { n.emit(shown) },
		link: func(shown string, way []string) error {
			for _, hop := range way {
				if !slices.Contains(n.targets[hop], shown) {
					n.targets[hop] = append(n.targets[hop], shown)
				}
				if err := n.add(filepath.Dir(hop)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// add watches a folder. Only want of room is an error: a folder that cannot
// be watched because it is gone again is no matter.
func (n *notified) add(folder string) error {
	err := n.backend.add(folder)
	switch {
	case err == nil || !noRoom(err):
		return nil
	case errors.Is(err, syscall.ENOSPC):
		return exhausted{noWatches}
	}
	return exhausted{noFiles}
}

// noRoom reports whether an error means that a limit of the system is reached.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ENOMEM)
}

// What to tell people when there is no room.
const (
	noInstances = "no room for another file watcher (Linux: raise it with sudo sysctl fs.inotify.max_user_instances=1024; others: ulimit -n 4096)"
	noWatches   = "too many folders to watch (raise the limit with sudo sysctl fs.inotify.max_user_watches=524288)"
	noFiles     = "too many open files to watch all folders (raise the limit with ulimit -n 4096)"
)

func (n *notified) run(ctx context.Context, emit func(string)) error {
	defer n.close()
	n.emit = emit
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	events := queue(ctx, n.events)
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-events:
			if !ok {
				return errLost
			}
			if err := n.event(e); err != nil {
				return err
			}
		case err, ok := <-n.errors:
			if !ok || errors.Is(err, fsnotify.ErrEventOverflow) {
				return errLost
			}
			if noRoom(err) {
				return exhausted{noWatches}
			}
		}
	}
}

// queue passes on what comes in, in order, and never makes the sender wait:
// on some systems a folder cannot be added while an event is not received.
func queue(ctx context.Context, in <-chan fsnotify.Event) <-chan fsnotify.Event {
	out := make(chan fsnotify.Event)
	go func() {
		defer close(out)
		var waiting []fsnotify.Event
		for {
			var send chan<- fsnotify.Event
			var next fsnotify.Event
			if len(waiting) > 0 {
				send, next = out, waiting[0]
			}
			select {
			case <-ctx.Done():
				return
			case e, ok := <-in:
				if !ok {
					return
				}
				waiting = append(waiting, e)
			case send <- next:
				waiting = waiting[1:]
			}
		}
	}()
	return out
}

// event reports one event and follows it with the watches.
func (n *notified) event(e fsnotify.Event) error {
	const matters = fsnotify.Create | fsnotify.Write | fsnotify.Remove | fsnotify.Rename
	if e.Op&matters == 0 {
		return nil // a change of mode or times is no change of contents
	}
	at := filepath.Clean(e.Name)
	left := e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)
	if at == n.root && left {
		return errLost
	}
	if n.roots[at] && (left || e.Has(fsnotify.Create)) {
		n.forget(at)
		n.emit("")
		return n.addRoots()
	}
	shown := n.reachedBy(at)
	switch _, folder := n.shown[at]; {
	case len(shown) == 0:
		return nil
	case left:
		shown = append(shown, n.forget(at)...)
	case e.Has(fsnotify.Create):
		n.forget(at) // a watch on a folder that was there before is of no use
		for _, s := range shown {
			if err := n.appeared(s); err != nil {
				return err
			}
		}
		return nil
	case folder:
		return nil // some systems call it a write when a folder's list changes
	}
	for _, s := range shown {
		n.emit(s)
	}
	return nil
}

// reachedBy returns the paths that matter of what stands at a real path: those
// of its folder, and the symlinks that lead to it.
func (n *notified) reachedBy(at string) []string {
	var shown []string
	for _, dir := range n.shown[filepath.Dir(at)] {
		if s := path.Join(dir, filepath.Base(at)); !n.ignore(s) {
			shown = append(shown, s)
		}
	}
	for _, link := range n.targets[at] {
		if !slices.Contains(shown, link) {
			shown = append(shown, link)
		}
	}
	return shown
}

// appeared reports what appeared. What is in a new folder may have been there
// before the folder was watched, so it is reported too.
func (n *notified) appeared(shown string) error {
	at := filepath.Join(n.root, filepath.FromSlash(shown))
	info, err := os.Lstat(at)
	if err == nil && info.IsDir() {
		return n.walk().below(at, shown)
	}
	n.emit(shown)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return n.walk().follow(at, shown)
	}
	return nil
}

// forget drops the watches of the folders at and below a real path and returns
// the paths by which the folder itself was known.
func (n *notified) forget(at string) (shown []string) {
	shown = n.shown[at]
	for real := range n.shown {
		if within(real, at) {
			_ = n.backend.remove(real) // mostly gone already
			delete(n.shown, real)
		}
	}
	return shown
}
