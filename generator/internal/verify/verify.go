// Package verify checks a copy of a published site, in a folder or on the web,
// against the sums that were published with it.
//
// Place in the pipeline: behind its end. It reads what output has written,
// wherever that went since, and knows nothing of the sources. A copy that
// agrees with its sums is whole; that it is also the one that was published
// shows the SHA-256 of the sums, which its maker noted down.
package verify

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"sync"

	"readout/generator/internal/output"
)

// Options say what is expected of a copy.
type Options struct {
	// Sums is the SHA-256 that the copy's file of sums has to have, in
	// hexadecimal; empty when it is not known.
	Sums string
	// Extra says that files which the sums do not name are no matter.
	Extra bool
	// Progress, when set, is told how many files have been checked so far, from
	// several goroutines at once.
	Progress func(checked int)
}

// Result says how a copy differs from what was published.
type Result struct {
	Sums     string    // the SHA-256 of its file of sums
	Files    int       // that are named there
	Findings []Finding // in order of path
}

// Kind is what can be found of a file.
type Kind string

// The kinds of findings.
const (
	Changed Kind = "changed" // it is there with other contents
	Missing Kind = "missing" // it is named and not there
	Extra   Kind = "extra"   // it is there and not named; of folders only
	Unread  Kind = "unread"  // it could not be looked at, and may be right
)

// Finding is a file that is not, or may not be, as it was published.
type Finding struct {
	Path string `json:"path"`
	Kind Kind   `json:"kind"`
	Why  string `json:"why,omitempty"` // what there is to say beside the kind
}

// Count returns how many findings are of a kind.
func (r *Result) Count(k Kind) int {
	n := 0
	for _, f := range r.Findings {
		if f.Kind == k {
			n++
		}
	}
	return n
}

// mostSums and mostFile bound what is read: of the file of sums, of which a line
// takes some 120 bytes, and of any other.
const (
	mostSums = 128 << 20
	mostFile = 1 << 30
)

// judge compares a copy's file of sums with what is expected of it. It returns
// the sums that the files have to be checked against; none when the file of
// sums is a finding itself, for then nothing can be said of the others.
func judge(text []byte, o Options) (Result, []output.Sum) {
	hash := sha256.Sum256(text)
	r := Result{Sums: hex.EncodeToString(hash[:])}
	changed := func(why string) (Result, []output.Sum) {
		r.Findings = []Finding{{output.SumsFile, Changed, why}}
		return r, nil
	}
	if o.Sums != "" && o.Sums != r.Sums {
		return changed("its SHA-256 is " + r.Sums)
	}
	sums, err := output.ParseSums(text)
	if err != nil {
		return changed(err.Error())
	}
	r.Files = len(sums)
	return r, sums
}

// eachSum looks at every file with so many goroutines, and returns what they
// found.
func eachSum(ctx context.Context, sums []output.Sum, workers int, o Options, look func(context.Context, output.Sum) *Finding) []Finding {
	var (
		mu      sync.Mutex
		found   []Finding
		next    int
		checked int
		group   sync.WaitGroup
	)
	take := func() (s output.Sum, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if next == len(sums) || ctx.Err() != nil {
			return s, false
		}
		next++
		return sums[next-1], true
	}
	for range min(workers, len(sums)) {
		group.Go(func() {
			for s, ok := take(); ok; s, ok = take() {
				f := look(ctx, s)
				mu.Lock()
				if f != nil {
					found = append(found, *f)
				}
				checked++
				n := checked
				mu.Unlock()
				if o.Progress != nil {
					o.Progress(n)
				}
			}
		})
	}
	group.Wait()
	return found
}

// compare reads a file and compares it with its sum. The error is that of
// reading.
func compare(r io.Reader, s output.Sum) (*Finding, error) {
	h := sha256.New()
	_, err := io.Copy(h, atMost(r, mostFile))
	switch {
	case err != nil:
		return nil, err
	case [sha256.Size]byte(h.Sum(nil)) != s.Hash:
		return &Finding{Path: s.Path, Kind: Changed}, nil
	}
	return nil, nil
}

// atMost reads from r, and fails where more than so many bytes come.
func atMost(r io.Reader, limit int64) io.Reader {
	left := limit
	return reader(func(p []byte) (int, error) {
		n, err := r.Read(p)
		if left -= int64(n); left < 0 {
			return 0, fmt.Errorf("it has more than %d MB", limit>>20)
		}
		return n, err
	})
}

type reader func(p []byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

func sorted(found []Finding) []Finding {
	slices.SortFunc(found, func(a, b Finding) int { return cmp.Compare(a.Path, b.Path) })
	return found
}
