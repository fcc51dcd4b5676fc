package output

import (
	"cmp"
	"context"
	"iter"
	"path"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// batch is how many files are handed to a worker at once: enough to make the
// hand-over cheap, few enough to keep all workers busy at the end.
const batch = 16

// workers returns how many goroutines do the work when n are asked for.
func workers(n int) int {
	if n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0) + 1 // one more, since some wait for the disk
}

// eachFile calls a function for each file, from several goroutines, each with
// a function of its own. It goes on after an error, so that all of them are
// found; the files that failed, and those whose path cannot be used, are the
// Errors it returns. When ctx ends, its error is returned instead.
func eachFile(ctx context.Context, workers int, files iter.Seq[File], newWorker func() func(File) error) error {
	var (
		failed   Errors
		mu       sync.Mutex
		group    sync.WaitGroup
		batches  = make(chan []File, 2*workers)
		seen     = make(map[string]struct{})
		complain = func(path string, err error) {
			mu.Lock()
			defer mu.Unlock()
			failed = append(failed, &Error{Path: path, Err: err})
		}
	)
	for range workers {
		work := newWorker()
		group.Go(func() {
			for files := range batches {
				for _, f := range files {
					if ctx.Err() != nil {
						break
					}
					if err := work(f); err != nil {
						complain(f.Path, err)
					}
				}
			}
		})
	}
	next := make([]File, 0, batch)
	for f := range files {
		if ctx.Err() != nil {
			break
		}
		if !validPath(f.Path) {
			complain(f.Path, ErrPath)
			continue
		}
		if _, twice := seen[f.Path]; twice {
			complain(f.Path, ErrDuplicate)
			continue
		}
		seen[f.Path] = struct{}{}
		if next = append(next, f); len(next) == batch {
			batches <- next
			next = make([]File, 0, batch)
		}
	}
	batches <- next
	close(batches)
	group.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	folders := make(map[string]struct{})
	for p := range seen {
		for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
			if _, known := folders[dir]; known {
				break
			}
			folders[dir] = struct{}{}
			if _, both := seen[dir]; both {
				complain(dir, ErrFolder)
			}
		}
	}
	if len(failed) == 0 {
		return nil
	}
	slices.SortFunc(failed, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Err.Error(), b.Err.Error()))
	})
	return failed
}

// render renders every file and stages those that differ from what is in the
// output folder. It returns a record of each, sorted by path.
func (s *stage) render(ctx context.Context, o Options, files iter.Seq[File]) ([]record, error) {
	var (
		mu       sync.Mutex
		workers  []*worker
		rendered atomic.Int64
	)
	err := eachFile(ctx, s.workers, files, func() func(File) error {
		w := &worker{stage: s}
		mu.Lock()
		workers = append(workers, w)
		mu.Unlock()
		return func(f File) error {
			err := w.do(f)
			if o.Progress != nil {
				o.Progress(int(rendered.Add(1)))
			}
			return err
		}
	})
	var disk error // a failure of the disk is not one of the files
	var records []record
	for _, w := range workers {
		records = append(records, w.records...)
		s.staged = append(s.staged, w.staged...)
		s.adopted = s.adopted || w.adopted
		disk = cmp.Or(disk, w.failure)
	}
	if err := cmp.Or(err, disk); err != nil {
		return nil, err
	}
	byPath := func(a, b record) int { return cmp.Compare(a.path, b.path) }
	slices.SortFunc(records, byPath)
	slices.SortFunc(s.staged, byPath)
	if o.Sums {
		return s.addSums(records)
	}
	return records, nil
}

// worker renders files one after the other. It is for one goroutine.
type worker struct {
	stage   *stage
	draft   draft
	records []record
	staged  []record
	adopted bool
	failure error // of the disk
}

// do renders a file and stages it if it differs. Its error is the file's own.
func (w *worker) do(f File) error {
	if w.failure != nil {
		return nil // the build has failed, and rendering more would not mend it
	}
	w.draft.begin(w.stage, f.Path)
	err := f.Write(&w.draft)
	if w.failure = w.draft.failure; err != nil || w.failure != nil {
		w.draft.drop()
		if w.failure != nil {
			return nil
		}
		return err
	}
	r := w.draft.record()
	switch w.stage.compare(&r) {
	case same:
		w.draft.drop()
	case adopted:
		w.adopted = true
		w.draft.drop()
	case differs:
		if r.mtime, w.failure = w.draft.keep(); w.failure != nil {
			return nil
		}
		w.staged = append(w.staged, r)
	}
	w.records = append(w.records, r)
	return nil
}
