package output

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// html is a page that leads to other files.
func html(text string, links ...string) string {
	for _, link := range links {
		text += fmt.Sprintf("\n<a href=%q>", link)
	}
	return text
}

var hrefs = regexp.MustCompile(`<a href="([^"]*)">`)

// linkedA and linkedB are a site before and after a change. The pages that come
// lead to each other and are led to by changed ones, and so were those that go.
var (
	linkedA = tree{
		"index.html":                  html("home A", "briefs/index.html", "gone/deep/index.html", "assets/old.css"),
		"briefs/index.html":           html("briefs A", "briefs/x/index.html", "briefs/y/index.html", "briefs/went/index.html"),
		"briefs/x/index.html":         html("x", "index.html", "briefs/y/index.html", "briefs/x/index.json"),
		"briefs/x/index.json":         "{}",
		"briefs/y/index.html":         html("y A", "gone/deep/index.html", "briefs/went/index.html", "assets/old.css"),
		"briefs/went/index.html":      html("went", "gone/deep/index.html", "briefs/went/index.json", "assets/old.css"),
		"briefs/went/index.json":      "{went}",
		"assets/old.css":              "body{}",
		"gone/deep/index.html":        html("gone", "briefs/went/index.html", "gone/deep/er/index.html", "assets/old.css"),
		"gone/deep/er/index.html":     html("deeper", "gone/deep/index.html"),
		"recommendations/index.html":  html("tracker", "index.html"),
		"recommendations/r/page.html": html("r", "recommendations/index.html"),
	}
	linkedB = tree{
		"index.html":                  html("home B", "briefs/index.html", "new/a/b/index.html", "new/index.html", "assets/new.css"),
		"briefs/index.html":           html("briefs B", "briefs/x/index.html", "briefs/y/index.html", "briefs/came/index.html"),
		"briefs/x/index.html":         html("x", "index.html", "briefs/y/index.html", "briefs/x/index.json"),
		"briefs/x/index.json":         "{}",
		"briefs/x/photo.jpg":          "photo",
		"briefs/y/index.html":         html("y B", "recommendations/r/new.html", "briefs/came/index.html", "briefs/y/new.csv", "assets/new.css"),
		"briefs/y/new.csv":            "a,b",
		"briefs/came/index.html":      html("came", "recommendations/came-1/index.html", "briefs/came/index.json", "assets/new.css"),
		"briefs/came/index.json":      "{came}",
		"assets/new.css":              "body{color:red}",
		"new/index.html":              html("new", "new/a/b/index.html", "new/a/photo.jpg", "assets/new.css"),
		"new/a/photo.jpg":             "photo",
		"new/a/b/index.html":          html("b", "new/index.html", "briefs/x/photo.jpg"),
		"recommendations/index.html":  html("tracker", "index.html"),
		"recommendations/r/page.html": html("r", "recommendations/index.html"),
		"recommendations/r/new.html":  html("r new", "briefs/came/index.html", "assets/new.css"),
		"recommendations/came-1/index.html": html("came-1",
			"briefs/came/index.html", "new/a/b/index.html", "assets/new.css"),
	}
)

// foreignFile stands in every output folder of these tests but a missing one.
const foreignFile = ".gitignore"

// wantWorking wants an output folder to hold a site that works, on the way from
// one to another: every file whole, in one of its two forms; every file that
// both sites have there; and no link that leads nowhere on a page that a
// reader can come to. Pages that come, and lead to each other, cannot all be
// the first: until changed pages lead to them nobody knows them, and the same
// is true of those that go. What pages show, such as styles and images, is
// there even for these.
func wantWorking(t *testing.T, dir string, before, after tree) {
	t.Helper()
	now := readTree(t, dir)
	var readers []string // pages that readers come to
	for path, text := range now {
		old, was := before[path]
		later, stays := after[path]
		if path == foreignFile || strings.HasSuffix(path, temporary) {
			continue
		}
		if !(was && text == old || stays && text == later) {
			t.Fatalf("%s holds %q", path, text)
		}
		if was && stays || path == "index.html" {
			readers = append(readers, path)
		}
		for _, link := range hrefs.FindAllStringSubmatch(text, -1) {
			_, there := now[link[1]]
			_, targetWas := before[link[1]]
			_, targetStays := after[link[1]]
			together := was == targetWas && stays == targetStays && was != stays && isPage(link[1])
			if !there && !together {
				t.Fatalf("%s leads to %s, which is not there", path, link[1])
			}
		}
	}
	for path := range before {
		if _, stays := after[path]; stays {
			if _, there := now[path]; !there {
				t.Fatalf("%s is not there, though both sites have it", path)
			}
		}
	}
	seen := map[string]bool{}
	for len(readers) > 0 {
		path := readers[0]
		readers = readers[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		for _, link := range hrefs.FindAllStringSubmatch(now[path], -1) {
			if _, there := now[link[1]]; !there {
				t.Fatalf("readers come to %s, which leads to %s, which is not there", path, link[1])
			}
			readers = append(readers, link[1])
		}
	}
}

// wantClean wants an output folder, and the folder of the manifest, to hold
// what a site has and nothing else: no empty folders and no leftovers.
func wantClean(t *testing.T, o Options, site tree) {
	t.Helper()
	want := maps.Clone(site)
	if _, err := os.Lstat(filepath.Join(o.Dir, foreignFile)); err == nil {
		want[foreignFile] = "*"
	}
	wantTree(t, o.Dir, want)
	if diff := cmp.Diff(foldersOf(want), foldersIn(t, o.Dir)); diff != "" {
		t.Fatalf("the folders differ (-want +got):\n%s", diff)
	}
	if beside := readTree(t, filepath.Dir(o.Manifest)); len(beside) != 2 || len(foldersIn(t, filepath.Dir(o.Manifest))) > 0 {
		t.Fatalf("beside the manifest stand %v", slices.Sorted(maps.Keys(beside)))
	}
}

func foldersOf(files tree) []string {
	found := map[string]bool{}
	for path := range files {
		for dir := filepath.Dir(path); dir != "."; dir = filepath.Dir(dir) {
			found[dir] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func foldersIn(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != dir {
			rel, _ := filepath.Rel(dir, path)
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// start is what a publication finds.
type start struct {
	name   string
	before tree // what was published; nil: nothing
	exists bool // the output folder does
	copies bool // the output folder is on another file system
}

var starts = []start{
	{"a change", linkedA, true, false},
	{"a change on another file system", linkedA, true, true},
	{"the first", nil, false, false},
	{"the first on another file system", nil, false, true},
	{"the first into a folder that is there", nil, true, false},
}

// quickFolder is a folder for tests that publish many times: in memory, where
// the system says at which place that is.
func quickFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "readout-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func (from start) make(t *testing.T) Options {
	t.Helper()
	o := placeIn(quickFolder(t))
	o.Workers = 1
	if from.before != nil {
		mustPublish(t, o, from.before)
	}
	if from.exists {
		writeTree(t, o.Dir, tree{foreignFile: "*"})
	}
	return o
}

// disk fails, from its change number stop on or at that one alone. It counts
// the changes that it was asked for.
func (from start) disk(o Options, stop int, once bool, with error) (d *disk, asked *int) {
	asked = new(int)
	return &disk{fault: func(op, path string) error {
		*asked++
		if *asked == stop || *asked > stop && !once {
			return with
		}
		if from.copies && op == "rename" && filepath.IsAbs(path) && strings.HasPrefix(path, o.Dir) {
			return syscall.EXDEV
		}
		return nil
	}}, asked
}

// TestAKilledBuildLeavesASiteThatWorks stops a publication before each of its
// changes to the disk in turn, and in the middle of each write. The site that
// is there must work, and the next publication, of the old site or the new
// one, must make exactly that of it.
func TestAKilledBuildLeavesASiteThatWorks(t *testing.T) {
	killed := errors.New("killed")
	for _, from := range starts {
		for way, next := range map[string][]tree{"on": {linkedB, linkedA}, "back": {linkedA, linkedB}} {
			if from.before == nil && way == "on" {
				continue // there is no back
			}
			t.Run(from.name+", then "+way, func(t *testing.T) {
				for stop := 1; ; stop++ {
					o := from.make(t)
					dying, asked := from.disk(o, stop, false, killed)
					_, err := publish(t.Context(), o, linkedB.files(), dying)
					wantWorking(t, o.Dir, from.before, linkedB)
					for _, site := range next {
						mustPublish(t, o, site)
						wantClean(t, o, site)
					}
					if *asked < stop {
						if err != nil || stop < 40 {
							t.Fatalf("%v, after %d changes", err, *asked)
						}
						return
					}
				}
			})
		}
	}
}

// TestADiskThatFailsOnceLeavesASiteThatWorks lets each change to the disk fail
// in turn, with nothing wrong before or after. The publication must say what it
// has kept, and have put its own things away.
func TestADiskThatFailsOnceLeavesASiteThatWorks(t *testing.T) {
	for _, from := range starts {
		t.Run(from.name, func(t *testing.T) {
			kept := map[Kept]int{}
			for stop := 1; ; stop++ {
				o := from.make(t)
				failing, asked := from.disk(o, stop, true, syscall.ENOSPC)
				_, err := publish(t.Context(), o, linkedB.files(), failing)
				wantWorking(t, o.Dir, from.before, linkedB)
				now := readTree(t, o.Dir)
				delete(now, foreignFile)
				var failed *Failure
				switch {
				case err == nil: // it could do without
					if diff := cmp.Diff(linkedB, now); diff != "" {
						t.Fatalf("stop %d: no error, but the site differs (-want +got):\n%s", stop, diff)
					}
				case !errors.As(err, &failed) || !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "the disk is full"):
					t.Fatalf("stop %d: %v", stop, err)
				case failed.Kept == KeptAll && !maps.Equal(now, from.before):
					t.Fatalf("stop %d: all is kept, but %v is there", stop, now)
				case failed.Kept == KeptNew && !maps.Equal(now, linkedB):
					t.Fatalf("stop %d: the new site is kept, but %v is there", stop, now)
				default:
					kept[failed.Kept]++
				}
				for _, dir := range []string{o.Dir, filepath.Dir(o.Manifest)} {
					for path := range readTree(t, dir) {
						if strings.HasSuffix(path, temporary) {
							t.Fatalf("stop %d: %s is left over", stop, path)
						}
					}
				}
				mustPublish(t, o, linkedB)
				mustPublish(t, o, linkedA)
				wantClean(t, o, linkedA)
				if *asked < stop {
					if err != nil || kept[KeptAll] == 0 || kept[KeptNew] == 0 || kept[KeptPart] == 0 && (from.before != nil || from.copies) {
						t.Fatalf("%v; failures by what was kept: %v", err, kept)
					}
					return
				}
			}
		})
	}
}

// TestBuildsThatAreKilledOneAfterAnotherLeaveNoLitter kills a publication, and
// the next one, which is of another site, and goes back to the first.
func TestBuildsThatAreKilledOneAfterAnotherLeaveNoLitter(t *testing.T) {
	killed := errors.New("killed")
	third := maps.Clone(linkedB)
	third["new/index.html"] = html("new, changed", "new/a/b/index.html")
	third["briefs/came/index.html"] = html("came, changed", "index.html")
	third["briefs/y/index.html"] = linkedA["briefs/x/index.html"]
	for _, from := range starts[:2] {
		for first := 30; first < 110; first += 13 {
			for second := 20; second < 110; second += 11 {
				o := from.make(t)
				d, _ := from.disk(o, first, false, killed)
				_, _ = publish(t.Context(), o, linkedB.files(), d)
				d, _ = from.disk(o, second, false, killed)
				_, _ = publish(t.Context(), o, third.files(), d)
				mustPublish(t, o, linkedA)
				wantClean(t, o, linkedA)
			}
		}
	}
}

// TestAPathThatChangesItsKindIsMendedAfterAKill has a file in the place of a
// folder, and the other way round. That path leads nowhere for a moment.
func TestAPathThatChangesItsKindIsMendedAfterAKill(t *testing.T) {
	killed := errors.New("killed")
	before := tree{"index.html": "A", "old": "file", "x/y/index.html": "page", "x/z/index.html": "page"}
	after := tree{"index.html": "B", "old/index.html": "page", "x": "file"}
	from := start{"", before, true, false}
	for stop := 1; ; stop++ {
		o := from.make(t)
		dying, asked := from.disk(o, stop, false, killed)
		_, err := publish(t.Context(), o, after.files(), dying)
		for path, text := range readTree(t, o.Dir) {
			if path != foreignFile && text != before[path] && text != after[path] {
				t.Fatalf("stop %d: %s holds %q", stop, path, text)
			}
		}
		next := []tree{after, before}[stop%2]
		mustPublish(t, o, next)
		wantClean(t, o, next)
		if *asked < stop {
			if err != nil || stop < 20 {
				t.Fatalf("%v, after %d changes", err, *asked)
			}
			return
		}
	}
}

// TestACopyThatWasCutShortIsPutAwayThoughNothingIsToBeWritten goes back after a
// kill in which no page came or went.
func TestACopyThatWasCutShortIsPutAwayThoughNothingIsToBeWritten(t *testing.T) {
	killed := errors.New("killed")
	before, after := tree{"index.html": "A", "x/index.html": "x"}, tree{"index.html": "B", "x/index.html": "x"}
	from := start{"", before, true, true}
	for stop := 1; ; stop++ {
		o := from.make(t)
		dying, asked := from.disk(o, stop, false, killed)
		_, err := publish(t.Context(), o, after.files(), dying)
		mustPublish(t, o, before)
		wantClean(t, o, before)
		if *asked < stop {
			if err != nil || stop < 20 {
				t.Fatalf("%v, after %d changes", err, *asked)
			}
			return
		}
	}
}

// TestAKillAfterTheManifestWasLostIsMended has only the published sums to tell
// what is there, and they may be replaced before the rest.
func TestAKillAfterTheManifestWasLostIsMended(t *testing.T) {
	killed := errors.New("killed")
	from := start{"", siteA, true, false}
	after := maps.Clone(siteB)
	after["gone/deep/index.html"] = siteA["gone/deep/index.html"]
	after["assets/site-1a2b.css"] = siteA["assets/site-1a2b.css"]
	for stop := 1; ; stop++ {
		o := placeIn(quickFolder(t))
		o.Sums, o.Workers = true, 1
		mustPublish(t, o, siteA)
		if err := os.RemoveAll(filepath.Dir(o.Manifest)); err != nil {
			t.Fatal(err)
		}
		names := mended(&o)
		dying, asked := from.disk(o, stop, false, killed)
		_, err := publish(t.Context(), o, after.files(), dying)
		mustPublish(t, o, after)
		wantClean(t, o, withSums(after))
		if len(*names) > 0 {
			t.Fatalf("stop %d: %v were taken for changed by hand", stop, *names)
		}
		if *asked < stop {
			if err != nil || stop < 40 {
				t.Fatalf("%v, after %d changes", err, *asked)
			}
			return
		}
	}
}
