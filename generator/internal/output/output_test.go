package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tree is a folder's files: path → contents.
type tree map[string]string

func (t tree) files() iter.Seq[File] {
	return func(yield func(File) bool) {
		for _, path := range slices.Sorted(maps.Keys(t)) {
			if !yield(textFile(path, t[path])) {
				return
			}
		}
	}
}

func textFile(path, text string) File {
	return File{Path: path, Write: func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}}
}

func readTree(t *testing.T, dir string) tree {
	t.Helper()
	found := tree{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		found[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return found
}

func writeTree(t *testing.T, dir string, files tree) {
	t.Helper()
	for path, text := range files {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func place(t *testing.T) Options {
	t.Helper()
	return placeIn(t.TempDir())
}

func placeIn(dir string) Options {
	return Options{Dir: filepath.Join(dir, "public"), Manifest: filepath.Join(dir, ".readout", "manifest")}
}

func mustPublish(t *testing.T, o Options, files tree) Report {
	t.Helper()
	r, err := Publish(t.Context(), o, files.files())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantTree(t *testing.T, dir string, want tree) {
	t.Helper()
	if diff := cmp.Diff(want, readTree(t, dir)); diff != "" {
		t.Errorf("the folder differs (-want +got):\n%s", diff)
	}
}

var siteA = tree{
	"index.html":           "home A",
	"briefs/x/index.html":  "brief x",
	"briefs/x/index.json":  "{}",
	"briefs/y/index.html":  "brief y, A",
	"assets/site-1a2b.css": "body{}",
	"gone/deep/index.html": "will go",
}

var siteB = tree{
	"index.html":           "home B",
	"briefs/x/index.html":  "brief x",
	"briefs/x/index.json":  "{}",
	"briefs/y/index.html":  "brief y, B",
	"briefs/z/index.html":  "brief z, new",
	"assets/site-3c4d.css": "body{color:red}",
	"new/a/b/index.html":   "new",
}

func TestTheFolderHoldsWhatTheSiteHas(t *testing.T) {
	o := place(t)
	r := mustPublish(t, o, siteA)
	wantTree(t, o.Dir, siteA)
	if want := (Report{Files: 6, Written: 6}); r != want {
		t.Errorf("the first report is %+v, want %+v", r, want)
	}
	r = mustPublish(t, o, siteB)
	wantTree(t, o.Dir, siteB)
	if want := (Report{Files: 7, Written: 5, Unchanged: 2, Removed: 2}); r != want {
		t.Errorf("the second report is %+v, want %+v", r, want)
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "gone")); err == nil {
		t.Error("the folder of a removed page is still there")
	}
	left, err := filepath.Glob(o.Manifest + "?*")
	if err != nil || !slices.Equal(left, []string{o.Manifest + ".lock"}) {
		t.Errorf("beside the manifest stand %v (%v), want the lock alone", left, err)
	}
}

func TestAFolderThatIsThereIsFilled(t *testing.T) {
	o := place(t)
	writeTree(t, o.Dir, tree{".gitignore": "*", "briefs/note.txt": "mine"})
	mustPublish(t, o, siteA)
	want := maps.Clone(siteA)
	want[".gitignore"], want["briefs/note.txt"] = "*", "mine"
	wantTree(t, o.Dir, want)
}

func TestNothingIsTouchedWhenNothingChanged(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	manifest, err := os.Stat(o.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", "briefs", "briefs/x"} {
		if err := os.Chtimes(filepath.Join(o.Dir, path), old, old); err != nil {
			t.Fatal(err)
		}
	}
	// Other bytes that look the same from outside show that no file is opened.
	for path, text := range siteA {
		full := filepath.Join(o.Dir, path)
		fi, err := os.Stat(full)
		if err != nil {
			t.Fatal(err)
		}
		writeTree(t, o.Dir, tree{path: strings.Repeat("?", len(text))})
		if err := os.Chtimes(full, fi.ModTime(), fi.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	d := &disk{fault: func(op, path string) error {
		if !strings.Contains(path, ".staging") {
			t.Errorf("the build did %s %s", op, path)
		}
		return nil
	}}
	r, err := publish(t.Context(), o, siteA.files(), d)
	if want := (Report{Files: 6, Unchanged: 6}); err != nil || r != want {
		t.Errorf("report %+v, %v, want %+v", r, err, want)
	}
	for _, path := range []string{"", "briefs", "briefs/x"} {
		if fi, err := os.Stat(filepath.Join(o.Dir, path)); err != nil || !fi.ModTime().Equal(old) {
			t.Errorf("the folder %q was touched", path)
		}
	}
	if fi, err := os.Stat(o.Manifest); err != nil || !os.SameFile(fi, manifest) {
		t.Error("the manifest was written again")
	}
}

func TestFilesThatWereLostOrChangedAreMended(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	if err := os.RemoveAll(filepath.Join(o.Dir, "briefs", "x")); err != nil {
		t.Fatal(err)
	}
	writeTree(t, o.Dir, tree{"index.html": "homeXA"}) // the same size
	r := mustPublish(t, o, siteA)
	wantTree(t, o.Dir, siteA)
	if r.Written != 3 {
		t.Errorf("%d files were written, want 3", r.Written)
	}
	if r := mustPublish(t, o, siteA); r.Written != 0 {
		t.Errorf("after mending %d files were written", r.Written)
	}
}

func TestForeignFilesAreLeftAlone(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	writeTree(t, o.Dir, tree{
		"CNAME":               "example.org",
		"gone/deep/notes.txt": "mine",
	})
	r := mustPublish(t, o, siteB)
	want := maps.Clone(siteB)
	want["CNAME"], want["gone/deep/notes.txt"] = "example.org", "mine"
	wantTree(t, o.Dir, want)
	if r.Removed != 2 {
		t.Errorf("%d files were removed, want 2", r.Removed)
	}
}

func TestAFolderTakesThePlaceOfAFileAndBack(t *testing.T) {
	o := place(t)
	mustPublish(t, o, tree{"old": "file", "x/y/index.html": "page"})
	mustPublish(t, o, tree{"old/index.html": "page", "x": "file"})
	wantTree(t, o.Dir, tree{"old/index.html": "page", "x": "file"})
	writeTree(t, o.Dir, tree{"old/mine.txt": "mine"})
	for _, o.Force = range []bool{false, true} {
		var refused *Refusal
		_, err := Publish(t.Context(), o, tree{"old": "file", "x": "file"}.files())
		if !errors.As(err, &refused) || refused.CanForce() || !slices.Equal(refused.Fixed, []string{"old/mine.txt"}) {
			t.Errorf("a folder with a foreign file: %v", err)
		}
	}
	wantTree(t, o.Dir, tree{"old/index.html": "page", "old/mine.txt": "mine", "x": "file"})
}

func TestPathsThatCannotBePublished(t *testing.T) {
	for _, path := range []string{"", ".", "/etc/passwd", "../up", "a/../../up", "a//b", "a/", "./a", "a\nb", "a\x00b"} {
		o := place(t)
		files := slices.Values([]File{textFile("index.html", "home"), textFile(path, "x")})
		_, err := Publish(t.Context(), o, files)
		var failed Errors
		if !errors.As(err, &failed) || len(failed) != 1 || !errors.Is(failed[0], ErrPath) {
			t.Errorf("path %q: %v, want ErrPath", path, err)
		}
		wantTree(t, o.Dir, tree{})
	}
}

func TestEveryFailureIsReportedAndNothingIsPublished(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	broken := errors.New("no such field")
	fail := func(w io.Writer) error {
		io.WriteString(w, "half a pa")
		return broken
	}
	files := slices.Values([]File{
		textFile("index.html", "home B"),
		{Path: "b.html", Write: fail},
		textFile("a/index.html", "A"),
		{Path: "a.html", Write: fail},
		textFile("index.html", "home C"),
		textFile("a", "both"),
	})
	for name, err := range map[string]error{
		"Publish": func() error { _, err := Publish(t.Context(), o, files); return err }(),
		"Check":   Check(t.Context(), files),
	} {
		var failed Errors
		if !errors.As(err, &failed) {
			t.Fatalf("%s: %v, want Errors", name, err)
		}
		var got []string
		for _, e := range failed {
			got = append(got, fmt.Sprint(e.Path, " ", e.Err == ErrFolder, e.Err == broken, e.Err == ErrDuplicate))
		}
		want := []string{"a true false false", "a.html false true false", "b.html false true false", "index.html false false true"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s finds (-want +got):\n%s", name, diff)
		}
	}
	wantTree(t, o.Dir, siteA)
	if r := mustPublish(t, o, siteA); r.Written != 0 {
		t.Errorf("after a failure %d files were written, want none", r.Written)
	}
}

func TestACancelledPublicationChangesNothing(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	ctx, cancel := context.WithCancel(t.Context())
	files := func(yield func(File) bool) {
		for f := range siteB.files() {
			if f.Path == "index.html" {
				cancel()
			}
			if !yield(f) {
				return
			}
		}
	}
	if _, err := Publish(ctx, o, files); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	wantTree(t, o.Dir, siteA)
}

func TestLargeFilesDoNotStayInMemory(t *testing.T) {
	o := place(t)
	line := strings.Repeat("0123456789abcde\n", 64) // 1 KiB
	large := func(last string) iter.Seq[File] {
		return slices.Values([]File{{Path: "data/all.json", Write: func(w io.Writer) error {
			for range 3 * roomy / len(line) {
				if _, err := io.WriteString(w, line); err != nil {
					return err
				}
			}
			_, err := io.WriteString(w, last)
			return err
		}}})
	}
	for _, step := range []struct {
		last    string
		written int
	}{{"a", 1}, {"a", 0}, {"b", 1}, {"b", 0}} {
		r, err := Publish(t.Context(), o, large(step.last))
		if err != nil || r.Written != step.written {
			t.Fatalf("report %+v, %v, want %d written", r, err, step.written)
		}
		wantTree(t, o.Dir, tree{"data/all.json": strings.Repeat(line, 3*roomy/len(line)) + step.last})
	}
}

func TestAnotherFileSystemGetsCopies(t *testing.T) {
	o := place(t)
	elsewhere := &disk{fault: func(op, path string) error {
		if op == "rename" && filepath.IsAbs(path) && strings.HasPrefix(path, o.Dir) {
			return syscall.EXDEV
		}
		return nil
	}}
	for _, site := range []tree{siteA, siteB} {
		if _, err := publish(t.Context(), o, site.files(), elsewhere); err != nil {
			t.Fatal(err)
		}
		wantTree(t, o.Dir, site)
		if r := mustPublish(t, o, site); r.Written != 0 {
			t.Errorf("after copying, %d files were written again", r.Written)
		}
	}
}

func TestProgressCountsEveryFile(t *testing.T) {
	o := place(t)
	o.Workers = 1
	var got []int
	o.Progress = func(n int) { got = append(got, n) }
	mustPublish(t, o, siteA)
	if want := []int{1, 2, 3, 4, 5, 6}; !slices.Equal(got, want) {
		t.Errorf("progress %v, want %v", got, want)
	}
}
