package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// collectorRoom is how many bytes may be allocated between two collections of
// garbage, as long as that is more than collectorShare of what is alive. A
// publication is held in memory as a whole, in millions of small parts, and each
// collection looks at all of them: a share alone collects dozens of times while
// little is alive, and room alone ever more often for ever more parts.
const (
	collectorRoom  = 144 << 20
	collectorShare = 50 // percent
)

// paceCollector keeps to these from now on, unless the environment says
// how the collector is to work.
func paceCollector() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		pace(0)
	}
}

// pace says what the heap may grow to until the next collection, after which
// the runtime calls it again. It has no use for its argument.
func pace(int) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	percent := uint64(collectorRoom) * 100 / max(live[0].Value.Uint64(), 4<<20)
	debug.SetGCPercent(int(max(percent, collectorShare)))
	runtime.AddCleanup(new([2]*int), pace, 0) // forgotten at once, so found by the next collection
}
