package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestSoak makes many edits through the real loop, from the saved file to the
// answer of the server, and wants memory and latency to stay as they are.
// READOUT_SOAK says how many; `make soak` makes a thousand.
func TestSoak(t *testing.T) {
	edits := 60
	if n, err := strconv.Atoi(os.Getenv("READOUT_SOAK")); err == nil {
		edits = n
	}
	dir := t.TempDir()
	corpus(t, dir, 200)
	s := &served{TB: t, dir: dir}
	s.start(environment{getenv: getenv(nil), now: time.Now})
	tenth := max(edits/10, 1)
	var took []time.Duration
	var early uint64 // in use after a tenth of the edits
	for k := range edits {
		i := k % 40
		if k%10 == 9 { // one in ten breaks something that the next one mends
			s.edit("content/briefs/"+briefID(i)+".md", "This text is", "This text [[is")
			s.edit("content/briefs/"+briefID(i)+".md", "This text [[is", "This text is")
		}
		path := "content/briefs/" + briefID(i) + ".md"
		text, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		s.save(path, replaceFrom(string(text), "revision r", fmt.Sprintf("revision r%d", k)))
		for !strings.Contains(s.get("/briefs/"+briefID(i)+"/"), fmt.Sprintf("revision r%d.", k)) {
			if time.Since(start) > patience {
				t.Fatalf("edit %d does not arrive:\n%s", k, s.out)
			}
			time.Sleep(500 * time.Microsecond)
		}
		took = append(took, time.Since(start))
		if k+1 == tenth {
			early = liveMiB()
		}
		if (k+1)%tenth == 0 {
			recent := slices.Sorted(slices.Values(took[len(took)-tenth:]))
			t.Logf("%5d edits: median %v, p95 %v; %s", k+1, recent[len(recent)/2].Round(10*time.Microsecond), recent[len(recent)*95/100].Round(10*time.Microsecond), memory())
		}
	}
	// Room for what one moment holds more than another; a leak of every site
	// would take several times this.
	if live := liveMiB(); live > early+early/2+16 {
		t.Errorf("after %d edits %d MiB are in use, after a tenth of them %d MiB", edits, live, early)
	}
}

// memory says what the process holds: on Linux its resident size, and what of
// it is in use.
func memory() string {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if size, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return fmt.Sprintf("%s resident, %d MiB in use", strings.TrimSpace(size), liveMiB())
		}
	}
	return fmt.Sprintf("%d MiB in use", liveMiB())
}

func liveMiB() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >> 20
}
