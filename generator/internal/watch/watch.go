// Package watch reports batches of changed paths under some folders.
//
// Place in the pipeline: a leaf beside it. The serve command builds the next
// snapshot from each batch. The package says where something may have
// changed, never what: readers look for themselves and find out. The file
// notification library stays in this room.
package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Options are the choices of a Watch. The zero Options are good ones.
type Options struct {
	// Poll, when above zero, makes Watch look at all files at such intervals
	// instead of asking the system to be told.
	Poll time.Duration

	// Ignore says which root-relative slash-separated paths are of no matter,
	// folders included, with all that is in them. Nil ignores nothing. It is
	// called from one goroutine at a time.
	Ignore func(path string) bool

	// Warn is told, at most once for each reason, why Watch polls although it
	// was not asked to. Nil drops the warnings.
	Warn func(msg string)
}

// fallbackPoll is how often files are looked at when the system cannot tell
// about changes.
const fallbackPoll = 500 * time.Millisecond

// Watch reports batches of paths, relative to root, slash-separated and
// sorted, at which something changed, appeared or vanished below the folders
// dirs of root. A batch with "" in it means: look at everything. A path that
// vanished may have been a folder.
//
// A lone save is reported within a few milliseconds; a burst of changes as
// one batch, once it pauses, and at most a tenth of a second late. While
// nobody receives, changes gather in the next batch. Folders that are not
// there (yet) or that are deleted and made again are no matter. Symlinks are
// followed while they stay inside root, and changes behind them are reported
// under the symlink's path. Changes made after Watch returns are seen. The
// channel is closed when ctx ends.
func Watch(ctx context.Context, root string, dirs []string, o Options) (<-chan []string, error) {
	return watchWith(ctx, root, dirs, o, newBackend)
}

// watchWith is Watch with a choice of the system's notifications.
func watchWith(ctx context.Context, root string, dirs []string, o Options, notify func() (backend, error)) (<-chan []string, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, err
	}
	if info, err := os.Stat(abs); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", root)
	}
	w := &watcher{
		tree:   tree{root: abs, dirs: slices.Clone(dirs), ignore: o.Ignore},
		every:  o.Poll,
		warn:   o.Warn,
		notify: notify,
		found:  make(chan string),
	}
	if w.ignore == nil {
		w.ignore = func(string) bool { return false }
	}
	if w.warn == nil {
		w.warn = func(string) {}
	}

	source, err := w.start()
	if err != nil {
		return nil, err
	}
	out := make(chan []string)
	go w.run(ctx, source)
	go settle(ctx, w.found, out, w.unfinished)
	return out, nil
}

// watcher is one call of Watch.
type watcher struct {
	tree
	every  time.Duration // > 0: poll
	warn   func(string)
	notify func() (backend, error)
	found  chan string // changed paths, to settle
}

// source finds changed paths. Making one takes note of what is there, so that
// whatever changes afterwards is found.
type source interface {
	// run passes changed paths to emit until ctx ends, in which case it
	// returns nil, or until it cannot go on. It releases what it holds.
	run(ctx context.Context, emit func(path string)) error
}

// errLost is returned by a source that may have missed changes and has to be
// made anew.
var errLost = errors.New("notifications were lost")

// exhausted is the error of a source for which the system has no room; msg
// tells people what to do.
type exhausted struct{ msg string }

func (e exhausted) Error() string { return e.msg }

// start makes the source that fits the system.
func (w *watcher) start() (source, error) {
	if w.every <= 0 {
		for _, dir := range append([]string{"."}, w.dirs...) {
			if kind := remoteKind(filepath.Join(w.root, filepath.FromSlash(dir))); kind != "" {
				w.fallBack(fmt.Sprintf("%s is on a file system (%s) that does not tell about changes", dir, kind))
				break
			}
		}
	}
	if w.every <= 0 {
		s, err := newNotified(w.tree, w.notify)
		if full, ok := errors.AsType[exhausted](err); ok {
			w.fallBack(full.msg)
		} else if err != nil {
			return nil, err
		} else {
			return s, nil
		}
	}
	return newPolled(w.tree, w.every), nil
}

func (w *watcher) fallBack(why string) {
	w.every = fallbackPoll
	w.warn(fmt.Sprintf("%s; looking for changes every %v instead", why, w.every))
}

// retry is how long to wait before making a source anew when that failed.
const retry = 100 * time.Millisecond

// run runs one source after the other until ctx ends.
func (w *watcher) run(ctx context.Context, s source) {
	emit := func(path string) {
		select {
		case w.found <- path:
		case <-ctx.Done():
		}
	}
	for {
		err := s.run(ctx, emit)
		if ctx.Err() != nil {
			return
		}
		if full, ok := errors.AsType[exhausted](err); ok {
			w.fallBack(full.msg)
		}
		for s, err = w.start(); err != nil; s, err = w.start() {
			select {
			case <-time.After(retry): // the root is gone, or half there
			case <-ctx.Done():
				return
			}
		}
		emit("")
	}
}

// unfinished reports whether a path looks as files do in the middle of being
// saved: emptied, or moved out of the way.
func (w *watcher) unfinished(path string) bool {
	info, err := os.Lstat(filepath.Join(w.root, filepath.FromSlash(path)))
	return err != nil || info.Mode().IsRegular() && info.Size() == 0
}
