package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAFailureSaysWhyAndWhatWasKept(t *testing.T) {
	inStage := func(op, path string) bool { return op == "write" && strings.Contains(path, ".staging") }
	for _, c := range []struct {
		name  string
		with  error
		at    func(op, path string) bool
		first bool
		want  []string
		kept  Kept
	}{
		{"disk full", syscall.ENOSPC, inStage, false, []string{"cannot be written: the disk is full;", "the site that was there stays as it was"}, KeptAll},
		{"disk full at first", syscall.ENOSPC, inStage, true, []string{"the disk is full; nothing was published"}, KeptAll},
		{"quota", syscall.EDQUOT, inStage, false, []string{"the disk quota is used up;", "stays as it was"}, KeptAll},
		{"full when closed", syscall.EDQUOT, func(op, _ string) bool { return op == "close" }, false, []string{"the disk quota is used up;", "stays as it was"}, KeptAll},
		{"manifest", syscall.ENOSPC, func(op, path string) bool { return op == "write" && strings.Contains(path, "announced") }, false, []string{"the disk is full;", "stays as it was"}, KeptAll},
		{"read-only", syscall.EROFS, func(_, path string) bool { return !strings.Contains(path, ".readout/") }, false, []string{"the file system is read-only;", "stays as it was"}, KeptAll},
		{"all read-only", syscall.EROFS, func(string, string) bool { return true }, false, []string{"the file system is read-only;", "stays as it was"}, KeptAll},
		{"undeletable", syscall.EPERM, func(op, path string) bool { return op == "remove" && path == "gone/deep/index.html" }, false, []string{filepath.Join("public", "gone", "deep", "index.html") + " cannot be removed: operation not permitted;", "Build again to complete it"}, KeptPart},
		{"not replaceable", syscall.EPERM, func(op, path string) bool {
			return strings.HasSuffix(path, "public/index.html") || op == "rename" && path == "index.html"
		}, false, []string{filepath.Join("public", "index.html") + " cannot be written: operation not permitted;", "each page is whole"}, KeptPart},
		{"remembering", syscall.ENOSPC, func(op, path string) bool { return op == "rename" && strings.HasSuffix(path, "/manifest") }, false, []string{"the disk is full;", "is published"}, KeptNew},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := place(t)
			before := siteA
			if c.first {
				before = tree{}
			} else {
				mustPublish(t, o, siteA)
			}
			_, err := publish(t.Context(), o, siteB.files(), &disk{fault: func(op, path string) error {
				if c.at(op, path) {
					return c.with
				}
				return nil
			}})
			var failed *Failure
			if !errors.As(err, &failed) || failed.Kept != c.kept || failed.Empty != c.first || !errors.Is(err, c.with) {
				t.Fatalf("%v: %+v", err, failed)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if c.kept == KeptAll {
				wantTree(t, o.Dir, before)
			}
			mustPublish(t, o, siteB)
			wantTree(t, o.Dir, siteB)
		})
	}
}

func TestAPageThatCannotBeRemovedKeepsNoOtherOne(t *testing.T) {
	o := place(t)
	before := tree{"index.html": "home", "a.html": "a", "b.html": "b", "c.html": "c", "style.css": "css"}
	mustPublish(t, o, before)
	_, err := publish(t.Context(), o, tree{"index.html": "home"}.files(), &disk{fault: func(op, path string) error {
		if op == "remove" && (path == "a.html" || path == "b.html") {
			return syscall.EPERM
		}
		return nil
	}})
	if err == nil || !strings.Contains(err.Error(), "a.html cannot be removed") || !strings.Contains(err.Error(), "(and 1 more)") {
		t.Errorf("%v", err)
	}
	wantTree(t, o.Dir, tree{"index.html": "home", "a.html": "a", "b.html": "b", "style.css": "css"})
	mustPublish(t, o, tree{"index.html": "home"})
	wantTree(t, o.Dir, tree{"index.html": "home"})
}

func TestASiteThatShrinksByMoreThanHalfIsRefused(t *testing.T) {
	for _, c := range []struct {
		were, are int
		want      bool
	}{{4, 4, false}, {4, 2, false}, {4, 1, true}, {5, 3, false}, {5, 2, true}, {3, 0, false}, {1, 0, false}, {0, 0, false}, {0, 9, false}} {
		t.Run(fmt.Sprint(c.were, " to ", c.are), func(t *testing.T) {
			o := place(t)
			o.Pages = c.were
			mustPublish(t, o, siteA)
			o.Pages = c.are
			_, err := Publish(t.Context(), o, siteB.files())
			var shrunk *Shrunk
			if errors.As(err, &shrunk) != c.want {
				t.Fatalf("%v", err)
			}
			if !c.want {
				return
			}
			if *shrunk != (Shrunk{c.were, c.are}) {
				t.Errorf("%+v", shrunk)
			}
			wantTree(t, o.Dir, siteA)
			o.AllowShrink = true
			mustPublish(t, o, siteB)
			wantTree(t, o.Dir, siteB)
			o.AllowShrink = false
			mustPublish(t, o, siteB) // it is the last publication now
		})
	}
}

func TestWhereNothingIsLeftASmallerSiteTakesNothingAway(t *testing.T) {
	o := place(t)
	o.Pages = 9
	mustPublish(t, o, siteA)
	if err := (&disk{}).removeAll(o.Dir); err != nil {
		t.Fatal(err)
	}
	o.Pages = 1
	mustPublish(t, o, siteB)
	wantTree(t, o.Dir, siteB)
}

func TestAStageThatCannotBeEmptiedIsAFailure(t *testing.T) {
	o := place(t)
	writeTree(t, o.Manifest+".staging", tree{"left": "by a kill"})
	_, err := publish(t.Context(), o, siteA.files(), &disk{fault: func(op, path string) error {
		if op == "remove" {
			return fs.ErrPermission
		}
		return nil
	}})
	var failed *Failure
	if !errors.As(err, &failed) || failed.Kept != KeptAll || !failed.Empty || !strings.Contains(err.Error(), "staging cannot be removed") {
		t.Errorf("%v", err)
	}
}
