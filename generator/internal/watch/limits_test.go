package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// watchWithBackend watches with the system's notifications as change alters
// them.
func (s *site) watchWithBackend(o Options, change func(*backend) error) *site {
	s.Helper()
	o.Ignore = ignored
	batches, err := watchWith(s.Context(), s.root, []string{"content", "layouts"}, o, func() (backend, error) {
		b, err := newBackend()
		if err == nil {
			if err = change(&b); err != nil {
				b.close()
			}
		}
		return b, err
	})
	s.must(err)
	s.batches = batches
	return s
}

func TestWhenTheSystemHasNoRoomFilesArePolled(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*backend) error
		want   string
	}{
		"too many watchers": {
			func(*backend) error { return fmt.Errorf("inotify: %w", syscall.EMFILE) }, "fs.inotify.max_user_instances",
		},
		"too many watches": {
			func(b *backend) error { b.add = func(string) error { return syscall.ENOSPC }; return nil }, "fs.inotify.max_user_watches",
		},
		"too many open files": {
			func(b *backend) error {
				left, add := 3, b.add
				b.add = func(folder string) error {
					if left--; left < 0 {
						return &os.PathError{Op: "open", Path: folder, Err: syscall.EMFILE}
					}
					return add(folder)
				}
				return nil
			}, "ulimit -n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, brief)
			var warnings []string
			s.watchWithBackend(Options{Warn: func(msg string) { warnings = append(warnings, msg) }}, c.change)
			if len(warnings) != 1 || !strings.Contains(warnings[0], c.want) {
				t.Errorf("warned %q, want %q", warnings, c.want)
			}
			s.write(brief, "second edit")
			s.expect(brief)
			if len(warnings) != 1 {
				t.Errorf("warned again: %q", warnings)
			}
		})
	}
}

func TestWatchesThatRunOutLaterMeanPollingFromThen(t *testing.T) {
	s := newSite(t, brief)
	warned := make(chan string, 10)
	var full atomic.Bool
	s.watchWithBackend(Options{Warn: func(msg string) { warned <- msg }}, func(b *backend) error {
		add := b.add
		b.add = func(folder string) error {
			if full.Load() {
				return syscall.ENOSPC
			}
			return add(folder)
		}
		return nil
	})
	full.Store(true)
	s.mkdir("content/new")
	s.drain("")
	s.write("content/new/x.md", "here")
	s.drain("content/new/x.md")
	if msg := <-warned; !strings.Contains(msg, "max_user_watches") {
		t.Errorf("warned %q", msg)
	}
	if len(warned) > 0 {
		t.Errorf("warned again: %q", <-warned)
	}
}

func TestAnOverflowMeansALookAtEverything(t *testing.T) {
	s := newSite(t, brief)
	overflow := make(chan error)
	s.watchWithBackend(Options{}, func(b *backend) error { b.errors = overflow; return nil })
	overflow <- fsnotify.ErrEventOverflow
	if got := s.next(); !slices.Equal(got, []string{""}) {
		t.Errorf("reported %q", got)
	}
	s.write(brief, "after it")
	s.expect(brief)
}

func TestFoldersMadeDuringAnOverflowAreWatchedAfterIt(t *testing.T) {
	s := newSite(t, brief)
	overflow := make(chan error)
	deaf := true
	s.watchWithBackend(Options{}, func(b *backend) error {
		b.errors = overflow
		if deaf { // the first backend loses all events
			b.events = make(chan fsnotify.Event)
			deaf = false
		}
		return nil
	})
	s.mkdir("content/new")
	overflow <- fsnotify.ErrEventOverflow
	s.drain("")
	s.write("content/new/x.md", "here")
	s.drain("content/new/x.md")
}

func TestABackendThatEndsIsMadeAnew(t *testing.T) {
	s := newSite(t, brief)
	backends := make(chan backend, 10)
	s.watchWithBackend(Options{}, func(b *backend) error { backends <- *b; return nil })
	s.must((<-backends).close())
	s.drain("")
	s.write(brief, "after it")
	s.drain(brief)
}

func TestASlowReaderGetsOneBatchAndNothingIsLost(t *testing.T) {
	s := newSite(t).watch(Options{})
	var want []string
	for i := range 300 {
		name := fmt.Sprintf("content/briefs/%03d.md", i)
		s.write(name, "here")
		want = append(want, name)
	}
	s.drain(want...)
}

func TestTheEndOfTheContextClosesTheChannel(t *testing.T) {
	bothWays(t, nil, func(s *site) {
		s.write(brief, "here")
		s.next()
	})
	// The context of a test ends before its cleanup runs.
	s := newSite(t)
	t.Run("ends", func(t *testing.T) {
		s.T = t
		s.watch(Options{})
	})
	select {
	case _, open := <-s.batches:
		if open {
			t.Error("a batch after the end")
		}
	case <-time.After(patience):
		t.Error("the channel stays open")
	}
}

func TestARootThatIsNoFolderIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, root := range []string{file, filepath.Join(file, "missing"), filepath.Join(t.TempDir(), "missing")} {
		if _, err := Watch(t.Context(), root, []string{"content"}, Options{}); err == nil {
			t.Errorf("%s: no error", root)
		}
	}
}

func TestLocalFoldersAreNotTakenForRemote(t *testing.T) {
	if kind := remoteKind(filepath.Join(t.TempDir(), "missing")); kind != "" {
		t.Errorf("a missing folder is on %s", kind)
	}
}
