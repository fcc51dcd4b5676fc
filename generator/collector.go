package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// collectorRoom is how many bytes may be allocated between two collections of
// garbage. A publication is held in memory as a whole, in millions of small
// parts, and each collection looks at all of them. The usual rule, a share of
// what is alive, collects often while little is alive, when it costs time, and
// seldom when much is, when it costs memory; with the same room throughout, a
// build of 10,000 briefs takes a tenth less of both (docs/performance.md).
const collectorRoom = 144 << 20

// leastPercent bounds how often very large publications are looked through.
const leastPercent = 25

// paceCollector keeps to collectorRoom from now on, unless the environment says
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
	debug.SetGCPercent(int(max(percent, leastPercent)))
	runtime.AddCleanup(new([2]*int), pace, 0) // forgotten at once, so found by the next collection
}
