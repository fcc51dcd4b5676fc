package output

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// mended collects what a publication says it mended.
func mended(o *Options) *[]string {
	names := new([]string)
	o.Mended = func(name string) { *names = append(*names, name) }
	return names
}

// wantRefusal wants a publication to be refused, with nothing changed.
func wantRefusal(t *testing.T, o Options, site tree) *Refusal {
	t.Helper()
	before := readTree(t, o.Dir)
	_, err := Publish(t.Context(), o, site.files())
	var refused *Refusal
	if !errors.As(err, &refused) {
		t.Fatalf("%v, want a refusal", err)
	}
	wantTree(t, o.Dir, before)
	return refused
}

func TestAPageChangedByHandIsMendedAndNamed(t *testing.T) {
	o := place(t)
	names := mended(&o)
	mustPublish(t, o, siteA)
	writeTree(t, o.Dir, tree{
		"index.html":          "homeXA", // the same size
		"briefs/x/index.html": "much longer than it was",
		"briefs/y/index.html": "changed here, and in the site",
	})
	next := maps.Clone(siteA)
	next["briefs/y/index.html"] = "brief y, C"
	r := mustPublish(t, o, next)
	wantTree(t, o.Dir, next)
	if want := []string{"briefs/x/index.html", "briefs/y/index.html", "index.html"}; !slices.Equal(*names, want) || r.Written != 3 {
		t.Errorf("mended %v, %+v, want %v", *names, r, want)
	}
}

func TestAPageThatWasOnlyTouchedIsNoChange(t *testing.T) {
	o := place(t)
	names := mended(&o)
	mustPublish(t, o, siteA)
	for path := range siteA { // as a copy, or a clock that was put back, leaves them
		if err := os.Chtimes(filepath.Join(o.Dir, path), time.Time{}, time.Unix(4e9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if r := mustPublish(t, o, siteA); r.Written != 0 || len(*names) > 0 {
		t.Errorf("%+v, mended %v", r, *names)
	}
	r := mustPublish(t, o, siteB)
	if r.Written != 5 || r.Removed != 2 || len(*names) > 0 {
		t.Errorf("%+v, mended %v", r, *names)
	}
	wantTree(t, o.Dir, siteB)
}

func TestWhatLooksAsItWasWrittenIsFoundByReadingAll(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	path := filepath.Join(o.Dir, "index.html")
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	writeTree(t, o.Dir, tree{"index.html": "homeXA"})
	if err := os.Chtimes(path, fi.ModTime(), fi.ModTime()); err != nil {
		t.Fatal(err)
	}
	o.Reread = true
	if r := mustPublish(t, o, siteA); r.Written != 1 || r.Unchanged != 5 {
		t.Errorf("%+v", r)
	}
	wantTree(t, o.Dir, siteA)
}

func TestAForeignFileInTheWayIsReplacedOnlyByForce(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	writeTree(t, o.Dir, tree{"briefs/z/index.html": "mine", "new": "mine", "briefs/z/other.txt": "mine"})
	refused := wantRefusal(t, o, siteB)
	if want := []string{"briefs/z/index.html", "new"}; !slices.Equal(refused.InTheWay, want) || !refused.CanForce() {
		t.Errorf("refused for %v, want %v", refused.InTheWay, want)
	}
	if text := refused.Error(); !strings.Contains(text, "2 files are in the way") || !strings.Contains(text, "briefs/z/index.html, new") {
		t.Error(text)
	}
	o.Force = true
	mustPublish(t, o, siteB)
	want := maps.Clone(siteB)
	want["briefs/z/other.txt"] = "mine"
	wantTree(t, o.Dir, want)
}

func TestAForeignFileWithTheRightBytesIsInNobodysWay(t *testing.T) {
	o := place(t)
	writeTree(t, o.Dir, tree{"index.html": siteA["index.html"]})
	if r := mustPublish(t, o, siteA); r.Written != 5 {
		t.Errorf("%+v", r)
	}
}

func TestAPageChangedByHandThatIsGoneFromTheSiteIsRemovedOnlyByForce(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	writeTree(t, o.Dir, tree{"gone/deep/index.html": "changed by hand"})
	refused := wantRefusal(t, o, siteB)
	if !slices.Equal(refused.Edited, []string{"gone/deep/index.html"}) || !strings.Contains(refused.Error(), "changed by hand") {
		t.Errorf("%+v: %v", refused, refused)
	}
	o.Force = true
	if r := mustPublish(t, o, siteB); r.Removed != 2 {
		t.Errorf("%+v", r)
	}
	wantTree(t, o.Dir, siteB)
}

func TestWhatStandsInThePlaceOfARemovedPageStays(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	path := filepath.Join(o.Dir, "gone", "deep", "index.html")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../index.html", path); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, o, siteB)
	if fi, err := os.Lstat(path); err != nil || fi.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}

func TestManyRefusedFilesAreCounted(t *testing.T) {
	o := place(t)
	site := tree{}
	for _, name := range strings.Split("a b c d e f g h", " ") {
		site[name+".html"] = "site"
		writeTree(t, o.Dir, tree{name + ".html": "mine"})
	}
	if text := wantRefusal(t, o, site).Error(); !strings.Contains(text, "8 files are") || !strings.Contains(text, "a.html, b.html, c.html, d.html, e.html and 3 more") {
		t.Error(text)
	}
}

func TestAPageThatBecameASymlinkIsReplacedOnlyByForce(t *testing.T) {
	o := place(t)
	elsewhere := filepath.Join(filepath.Dir(o.Dir), "elsewhere")
	mine := tree{"x/index.html": "mine", "page.html": "mine"}
	writeTree(t, elsewhere, mine)
	mustPublish(t, o, tree{"index.html": "home"})
	path := filepath.Join(o.Dir, "index.html")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(elsewhere, "page.html"), path); err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, o, tree{"index.html": "home"})
	o.Force = true
	mustPublish(t, o, tree{"index.html": "home"}) // replaces the link, not what it leads to
	wantTree(t, elsewhere, mine)
	wantTree(t, o.Dir, tree{"index.html": "home"})
}

func TestAFolderThatBecameASymlinkIsNotReplaced(t *testing.T) {
	o := place(t)
	elsewhere := filepath.Join(filepath.Dir(o.Dir), "elsewhere")
	mustPublish(t, o, siteA)
	if err := os.Rename(filepath.Join(o.Dir, "briefs"), elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(o.Dir, "briefs")); err != nil {
		t.Fatal(err)
	}
	there := readTree(t, elsewhere)
	for _, o.Force = range []bool{false, true} {
		_, err := Publish(t.Context(), o, siteB.files())
		var refused *Refusal
		if !errors.As(err, &refused) || !slices.Equal(refused.Fixed, []string{"briefs"}) || refused.CanForce() {
			t.Error(err)
		}
		wantTree(t, elsewhere, there)
	}
	if err := os.Remove(filepath.Join(o.Dir, "briefs")); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, o, siteB)
	wantTree(t, o.Dir, siteB)
}

func TestRemovalsDoNotFollowSymlinks(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	elsewhere := filepath.Join(filepath.Dir(o.Dir), "elsewhere")
	if err := os.Rename(filepath.Join(o.Dir, "gone"), elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(o.Dir, "gone")); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, o, siteB)
	wantTree(t, elsewhere, tree{"deep/index.html": "will go"})
}

func TestAnOutputFolderThatIsAFileIsAFailure(t *testing.T) {
	o := place(t)
	writeTree(t, filepath.Dir(o.Dir), tree{"public": "mine"})
	_, err := Publish(t.Context(), o, siteA.files())
	var failed *Failure
	if !errors.As(err, &failed) || failed.Kept != KeptAll || !failed.Empty || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("%v", err)
	}
	wantTree(t, filepath.Dir(o.Dir), tree{"public": "mine", ".readout/manifest.lock": ""})
}

func TestWithoutTheManifestTheSumsSayWhatIsOurs(t *testing.T) {
	o := place(t)
	o.Sums = true
	mustPublish(t, o, siteA)
	if err := os.RemoveAll(filepath.Dir(o.Manifest)); err != nil {
		t.Fatal(err)
	}
	writeTree(t, o.Dir, tree{"briefs/y/index.html": "changed by hand", "assets/site-1a2b.css": "changed by hand"})
	names := mended(&o)
	var left []string
	o.Left = func(path string) { left = append(left, path) }
	mustPublish(t, o, siteB)
	if !slices.Equal(*names, []string{"briefs/y/index.html"}) || !slices.Equal(left, []string{"gone/deep/index.html"}) {
		t.Errorf("mended %v, left %v", *names, left)
	}
	want := withSums(siteB)
	want["gone/deep/index.html"], want["assets/site-1a2b.css"] = siteA["gone/deep/index.html"], "changed by hand" // on the word of sums nothing goes
	wantTree(t, o.Dir, want)
	mustPublish(t, o, siteB)
	if len(left) != 1 {
		t.Errorf("with a manifest %v is left", left)
	}
}

func TestSumsThatCannotBeReadMakeNothingOurs(t *testing.T) {
	for name, text := range map[string]string{"none": "", "cut off": "0123", "a person's": "notes\n"} {
		t.Run(name, func(t *testing.T) {
			o := place(t)
			writeTree(t, o.Dir, tree{"index.html": "mine", SumsFile: text})
			if refused := wantRefusal(t, o, siteA); !slices.Equal(refused.InTheWay, []string{"index.html"}) {
				t.Error(refused)
			}
		})
	}
}
