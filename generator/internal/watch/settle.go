package watch

import (
	"context"
	"maps"
	"slices"
	"time"
)

const (
	// quiet is the pause that ends a batch: a save comes as several events
	// within a fraction of a millisecond.
	quiet = 4 * time.Millisecond

	// hold is the pause that ends a batch with a file in it that seems to be
	// in the middle of being saved: some editors write a file some time after
	// they emptied it or moved it away.
	hold = 60 * time.Millisecond

	// most is how long a batch waits for a pause.
	most = 100 * time.Millisecond

	// tooMany is the number of paths above which looking at everything is
	// simpler, and memory no matter.
	tooMany = 4096

	// fewToCheck is the number of paths up to which files are looked at for
	// signs of not being finished; bursts have been long enough in coming.
	fewToCheck = 16
)

// settle gathers paths into batches and closes out when ctx ends. It always
// receives, whether or not anybody takes the batches.
func settle(ctx context.Context, in <-chan string, out chan<- []string, unfinished func(path string) bool) {
	defer close(out)
	pause, limit := time.NewTimer(time.Hour), time.NewTimer(time.Hour)
	pause.Stop()
	limit.Stop()
	defer pause.Stop()
	defer limit.Stop()

	pending := map[string]bool{}
	var held bool      // the pause was made longer
	var batch []string // pending, ready to be taken; nil while it is not
	for {
		var take chan<- []string
		if batch != nil {
			take = out
			select {
			case take <- batch: // who waits goes before what comes
				batch = nil
				clear(pending)
				limit.Stop()
				continue
			default:
			}
		}
		select {
		case <-ctx.Done():
			return
		case path := <-in:
			if batch != nil || len(pending) == 0 {
				limit.Reset(most)
			}
			if pending[path] = true; len(pending) > tooMany {
				pending = map[string]bool{"": true}
			}
			batch, held = nil, false
			pause.Reset(quiet)
		case <-pause.C:
			if !held && len(pending) <= fewToCheck && anyOf(pending, unfinished) {
				held = true
				pause.Reset(hold - quiet)
			} else {
				batch = batchOf(pending)
			}
		case <-limit.C:
			batch = batchOf(pending)
		case take <- batch:
			batch = nil
			clear(pending)
			limit.Stop()
		}
	}
}

// batchOf returns paths in order; "" stands for all others.
func batchOf(paths map[string]bool) []string {
	if paths[""] {
		return []string{""}
	}
	return slices.Sorted(maps.Keys(paths))
}

func anyOf(paths map[string]bool, is func(string) bool) bool {
	for p := range paths {
		if p != "" && is(p) {
			return true
		}
	}
	return false
}
