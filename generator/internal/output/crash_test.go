package output

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAKilledBuildLeavesASiteThatWorks stops a publication before each of its
// changes to the disk in turn. Every file that both sites have must be there,
// whole, in one of its two forms, and so must what only the old site had for
// as long as any page of it is there; the next publication makes all right.
func TestAKilledBuildLeavesASiteThatWorks(t *testing.T) {
	killed := errors.New("killed")
	for _, mode := range []string{"one file system", "two file systems", "first build"} {
		t.Run(mode, func(t *testing.T) {
			for stop := 1; ; stop++ {
				o := place(t)
				before := siteA
				if mode == "first build" {
					before = tree{}
				} else {
					mustPublish(t, o, siteA)
				}
				writeTree(t, o.Dir, tree{".gitignore": "*"})
				n := 0
				dying := &disk{fault: func(op, path string) error {
					if n++; n >= stop {
						return killed
					}
					if mode == "two file systems" && op == "rename" && filepath.IsAbs(path) && strings.HasPrefix(path, o.Dir) {
						return syscall.EXDEV
					}
					return nil
				}}
				o.Workers = 1
				_, err := publish(t.Context(), o, siteB.files(), dying)
				if n < stop {
					if err != nil {
						t.Fatal(err)
					}
					if stop < 15 {
						t.Fatalf("only %d changes were made", stop)
					}
					return
				}
				got := readTree(t, o.Dir)
				for path, text := range before {
					now, there := got[path]
					later, stays := siteB[path]
					if there && now != text && now != later || !there && stays {
						t.Fatalf("killed before change %d: %s holds %q", stop, path, now)
					}
					if !there && !stays && got["index.html"] != siteB["index.html"] {
						t.Fatalf("killed before change %d: %s is gone before the page that leads to it", stop, path)
					}
				}
				if got["index.html"] == siteB["index.html"] && got["new/a/b/index.html"] == "" {
					t.Fatalf("killed before change %d: home is new, but leads nowhere", stop)
				}
				// The author may have gone back, or on, in the meantime.
				for _, next := range []tree{siteA, siteB} {
					mustPublish(t, o, next)
					want := maps.Clone(next)
					want[".gitignore"] = "*"
					wantTree(t, o.Dir, want)
				}
			}
		})
	}
}
