package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// settled runs a test of settle on a clock of its own. unfinished says whether
// the files look so; nil says no.
func settled(t *testing.T, unfinished *atomic.Bool, test func(in chan<- string, out <-chan []string)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		in, out := make(chan string), make(chan []string)
		go settle(ctx, in, out, func(string) bool { return unfinished != nil && unfinished.Load() })
		test(in, out)
		stop()
		synctest.Wait()
		if _, open := <-out; open {
			t.Error("the channel is open after the end")
		}
	})
}

func TestALoneChangeIsReportedAtOnce(t *testing.T) {
	settled(t, nil, func(in chan<- string, out <-chan []string) {
		start := time.Now()
		in <- "a"
		in <- "a"
		if got := <-out; !slices.Equal(got, []string{"a"}) {
			t.Errorf("got %q", got)
		}
		if took := time.Since(start); took > 5*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

func TestABurstIsOneSortedBatch(t *testing.T) {
	settled(t, nil, func(in chan<- string, out <-chan []string) {
		for i := range 30 {
			in <- fmt.Sprintf("%02d", 29-i)
			time.Sleep(3 * time.Millisecond)
		}
		if got := <-out; len(got) != 30 || !slices.IsSorted(got) {
			t.Errorf("got %q", got)
		}
	})
}

func TestConstantChangesAreReportedAllTheSame(t *testing.T) {
	settled(t, nil, func(in chan<- string, out <-chan []string) {
		enough := make(chan bool)
		go func() {
			for {
				select {
				case in <- "a":
					time.Sleep(time.Millisecond)
				case <-enough:
					return
				}
			}
		}()
		for range 10 {
			start := time.Now()
			<-out
			if took := time.Since(start); took > most+2*time.Millisecond {
				t.Errorf("took %v", took)
			}
		}
		enough <- true
	})
}

func TestAFileInTheMiddleOfASaveIsWaitedFor(t *testing.T) {
	var unfinished atomic.Bool
	unfinished.Store(true)
	settled(t, &unfinished, func(in chan<- string, out <-chan []string) {
		in <- "a" // emptied, or moved away
		time.Sleep(30 * time.Millisecond)
		select {
		case got := <-out:
			t.Errorf("reported %q in the middle of the save", got)
		default:
		}
		start := time.Now()
		unfinished.Store(false)
		in <- "a" // written
		<-out
		if took := time.Since(start); took > 5*time.Millisecond {
			t.Errorf("after the save, took %v", took)
		}
	})
}

func TestAFileThatStaysEmptyOrGoneIsReported(t *testing.T) {
	var unfinished atomic.Bool
	unfinished.Store(true)
	settled(t, &unfinished, func(in chan<- string, out <-chan []string) {
		start := time.Now()
		in <- "a"
		<-out
		if took := time.Since(start); took > hold {
			t.Errorf("took %v", took)
		}
	})
}

func TestChangesGatherWhileNobodyReceives(t *testing.T) {
	settled(t, nil, func(in chan<- string, out <-chan []string) {
		for i := range 200 { // ten seconds of a build
			in <- fmt.Sprint(i % 10)
			time.Sleep(50 * time.Millisecond)
		}
		if got := <-out; len(got) != 10 {
			t.Errorf("got %q", got)
		}
		time.Sleep(time.Second)
		select {
		case got := <-out:
			t.Errorf("a second batch: %q", got)
		default:
		}
	})
}

func TestVeryManyChangesMeanEverything(t *testing.T) {
	settled(t, nil, func(in chan<- string, out <-chan []string) {
		for i := range tooMany + 10 {
			in <- fmt.Sprint(i)
		}
		if got := <-out; !slices.Equal(got, []string{""}) {
			t.Errorf("got %d paths", len(got))
		}
		in <- "a"
		if got := <-out; !slices.Equal(got, []string{"a"}) {
			t.Errorf("then %q", got)
		}
	})
}

func TestEverythingStandsForAllPaths(t *testing.T) {
	settled(t, nil, func(in chan<- string, out <-chan []string) {
		in <- "a"
		in <- ""
		in <- "b"
		if got := <-out; !slices.Equal(got, []string{""}) {
			t.Errorf("got %q", got)
		}
	})
}

func TestEmptiedAndMissingFilesLookUnfinished(t *testing.T) {
	w := watcher{tree: tree{root: t.TempDir()}}
	for name, text := range map[string]string{"full": "x", "empty": ""} {
		if err := os.WriteFile(filepath.Join(w.root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(w.root, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"full": false, "empty": true, "missing": true, "folder": false} {
		if got := w.unfinished(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
