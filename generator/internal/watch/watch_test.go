package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// ignored is what the commands ignore, in short.
func ignored(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, ".") || strings.HasPrefix(part, "#") || strings.HasSuffix(part, "~") ||
			strings.Contains(part, "___jb_") || part == "4913" {
			return true
		}
		if ext := filepath.Ext(part); ext == ".swp" || ext == ".bck" || ext == ".tmp" {
			return true
		}
	}
	return false
}

// patience is how long a test waits for what must come. It is never waited
// for what must not.
const patience = 20 * time.Second

// site is a project folder that is watched.
type site struct {
	*testing.T
	root    string
	batches <-chan []string
	sentry  int
	before  []string // paths expected so far
}

// newSite makes a project folder with some files in it.
func newSite(t *testing.T, files ...string) *site {
	s := &site{T: t, root: t.TempDir()}
	s.mkdir("content/briefs")
	s.mkdir("layouts")
	for _, f := range files {
		s.write(f, "first")
	}
	return s
}

func (s *site) watch(o Options) *site {
	s.Helper()
	if o.Ignore == nil {
		o.Ignore = ignored
	}
	if o.Warn == nil {
		o.Warn = func(msg string) { s.Log(msg) }
	}
	batches, err := Watch(s.Context(), s.root, []string{"content", "layouts"}, o)
	if err != nil {
		s.Fatal(err)
	}
	s.batches = batches
	return s
}

func (s *site) at(path string) string { return filepath.Join(s.root, filepath.FromSlash(path)) }

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) write(path, text string) {
	s.Helper()
	s.must(os.WriteFile(s.at(path), []byte(text), 0o644))
}
func (s *site) mkdir(path string)       { s.Helper(); s.must(os.MkdirAll(s.at(path), 0o755)) }
func (s *site) remove(path string)      { s.Helper(); s.must(os.RemoveAll(s.at(path))) }
func (s *site) rename(from, to string)  { s.Helper(); s.must(os.Rename(s.at(from), s.at(to))) }
func (s *site) symlink(to, path string) { s.Helper(); s.must(os.Symlink(to, s.at(path))) }

// next returns the next batch.
func (s *site) next() []string {
	s.Helper()
	select {
	case b, ok := <-s.batches:
		if !ok {
			s.Fatal("the channel was closed")
		}
		return b
	case <-time.After(patience):
		s.Fatal("nothing was reported")
	}
	return nil
}

// expect waits until all of the paths have been reported. It fails when
// others are, but for repeats: on a busy machine the events of one save may
// come further apart than a batch waits. It returns the number of batches.
func (s *site) expect(paths ...string) (batches int) {
	s.Helper()
	missing := slices.Clone(paths)
	s.before = append(s.before, paths...)
	for len(missing) > 0 {
		batches++
		for _, p := range s.next() {
			if !slices.Contains(s.before, p) {
				s.Fatalf("%q was reported, want only %q", p, paths)
			}
			missing = slices.DeleteFunc(missing, func(m string) bool { return m == p })
		}
	}
	return batches
}

// expectNothing checks that nothing of what was done before is reported: a
// file that is written now is the first to be.
func (s *site) expectNothing() {
	s.Helper()
	s.sentry++
	name := fmt.Sprintf("content/sentry-%d.md", s.sentry)
	s.write(name, "here")
	s.expect(name)
}

// drain takes batches until the paths were among them, whatever else was.
func (s *site) drain(paths ...string) {
	s.Helper()
	s.before = append(s.before, paths...)
	for missing := slices.Clone(paths); len(missing) > 0; {
		b := s.next()
		missing = slices.DeleteFunc(missing, func(m string) bool { return slices.Contains(b, m) || slices.Contains(b, "") })
	}
}

// bothWays runs a test with the system's notifications and with polling.
func bothWays(t *testing.T, files []string, test func(s *site)) {
	for name, o := range map[string]Options{"notified": {}, "polled": {Poll: 3 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(newSite(t, files...).watch(o))
		})
	}
}

const brief = "content/briefs/x.md"

func TestSavesByTempFileAndRenameAreAllSeen(t *testing.T) {
	s := newSite(t, brief).watch(Options{})
	for i := range 50 {
		s.write("content/briefs/x.md.tmp", fmt.Sprint("edit ", i))
		s.rename("content/briefs/x.md.tmp", brief)
		s.expect(brief)
	}
}

func TestVimSavesReportTheFileOnly(t *testing.T) {
	t.Run("backupcopy=no", func(t *testing.T) {
		// Vim tests whether it may write the folder, moves the old file away,
		// writes the new one and deletes the backup.
		s := newSite(t, brief).watch(Options{})
		for i := range 5 {
			s.write("content/briefs/4913", "")
			s.remove("content/briefs/4913")
			s.rename(brief, brief+"~")
			s.write(brief, fmt.Sprint("edit ", i))
			s.must(os.Chmod(s.at(brief), 0o644))
			s.remove(brief + "~")
			s.expect(brief)
		}
		s.expectNothing()
	})
	t.Run("backupcopy=yes", func(t *testing.T) {
		// The file is copied away, truncated and written again.
		s := newSite(t, brief).watch(Options{})
		s.write(brief+"~", "first")
		f, err := os.OpenFile(s.at(brief), os.O_WRONLY|os.O_TRUNC, 0o644)
		s.must(err)
		_, err = f.WriteString("second")
		s.must(err)
		s.must(f.Sync())
		s.must(f.Close())
		s.remove(brief + "~")
		s.expect(brief)
		s.expectNothing()
	})
}

func TestAFileEmptiedForGoodIsReported(t *testing.T) {
	bothWays(t, []string{brief}, func(s *site) {
		s.must(os.Truncate(s.at(brief), 0))
		s.expect(brief)
	})
}

func TestFilesThatEditorsPutBesideAreNotReported(t *testing.T) {
	bothWays(t, []string{brief}, func(s *site) {
		// Emacs: a lock that leads nowhere, an auto-save file, a backup.
		s.symlink("me@host.123:456", "content/briefs/.#x.md")
		s.write("content/briefs/#x.md#", "auto")
		s.remove("content/briefs/#x.md#")
		s.remove("content/briefs/.#x.md")
		s.write("content/briefs/x.md~", "backup")
		// Helix, Vim, GNOME, macOS.
		s.write("content/briefs/x.md.bck", "backup")
		s.write("content/briefs/.x.md.swp", "swap")
		s.write("content/briefs/.goutputstream-ABC123", "new")
		s.write("content/briefs/.DS_Store", "")
		s.expectNothing()
		s.write("content/briefs/.x.md.swp", "swap, half a minute later")
		s.expectNothing()
		// GNOME ends with a rename over the file.
		s.rename("content/briefs/.goutputstream-ABC123", brief)
		s.expect(brief)
	})
}

func TestJetBrainsSafeWriteReportsTheFileOnly(t *testing.T) {
	s := newSite(t, brief).watch(Options{})
	s.write(brief+"___jb_tmp___", "second")
	s.rename(brief, brief+"___jb_old___")
	s.rename(brief+"___jb_tmp___", brief)
	s.remove(brief + "___jb_old___")
	s.expect(brief)
	s.expectNothing()
}

func TestSedInPlaceAndVSCodeSavesAreSeen(t *testing.T) {
	s := newSite(t, brief).watch(Options{})
	s.write("content/briefs/sedAbC123.tmp", "by sed")
	s.rename("content/briefs/sedAbC123.tmp", brief)
	s.expect(brief)
	s.write(brief, "by VS Code, in place")
	s.expect(brief)
}

func TestChangesOfModeAreNoChanges(t *testing.T) {
	s := newSite(t, brief).watch(Options{})
	s.must(os.Chmod(s.at(brief), 0o600))
	s.expectNothing()
}

func TestSettingsAndDataFilesSavedAtomicallyAreSeen(t *testing.T) {
	files := []string{"content/site.yaml", "content/recommendations.yaml", "layouts/page.html"}
	bothWays(t, files, func(s *site) {
		for _, f := range files {
			s.write(f+".tmp", "second")
			s.rename(f+".tmp", f)
			s.expect(f)
		}
	})
}

func TestAFileInFoldersMadeAtOnceIsSeen(t *testing.T) {
	bothWays(t, nil, func(s *site) {
		for i := range 20 {
			dir := fmt.Sprintf("content/a%d/b/c", i)
			s.mkdir(dir)
			s.write(dir+"/x.md", "here")
			s.expect(dir + "/x.md")
			s.write(dir+"/x.md", "edited")
			s.expect(dir + "/x.md")
		}
	})
}

func TestARenamedFolderIsFollowed(t *testing.T) {
	bothWays(t, []string{brief}, func(s *site) {
		s.mkdir("content/briefs/deep")
		s.write("content/briefs/deep/y.md", "here")
		s.expect("content/briefs/deep/y.md")
		s.rename("content/briefs", "content/papers")
		s.drain("content/papers/x.md", "content/papers/deep/y.md")
		s.write("content/papers/deep/y.md", "edited")
		s.drain("content/papers/deep/y.md")
		s.mkdir("content/briefs")
		s.write(brief, "another")
		s.drain(brief)
		s.rename("content/papers", "content/briefs/papers")
		s.drain("content/briefs/papers/deep/y.md")
		s.write("content/briefs/papers/x.md", "edited")
		s.drain("content/briefs/papers/x.md")
	})
}

func TestTheOldPathOfARenamedFolderIsReported(t *testing.T) {
	s := newSite(t, brief).watch(Options{})
	s.rename("content/briefs", "content/papers")
	s.expect("content/briefs", "content/papers/x.md")
}

func TestATreeMovedInIsReportedOnce(t *testing.T) {
	bothWays(t, nil, func(s *site) {
		outside := t.TempDir()
		var want []string
		for i := range 30 {
			dir := fmt.Sprintf("set/%d", i%3)
			s.must(os.MkdirAll(filepath.Join(outside, dir), 0o755))
			s.must(os.WriteFile(filepath.Join(outside, dir, fmt.Sprint(i)), []byte("x"), 0o644))
			want = append(want, fmt.Sprintf("content/%s/%d", dir, i))
		}
		s.must(os.Rename(filepath.Join(outside, "set"), s.at("content/set")))
		s.expect(want...)
		s.expectNothing()
	})
}

func TestAFolderDeletedWhileItsFilesAreOpenIsReported(t *testing.T) {
	bothWays(t, []string{brief}, func(s *site) {
		f, err := os.Open(s.at(brief))
		s.must(err)
		defer f.Close()
		s.remove("content/briefs")
		s.drain(brief)
		s.must(f.Close())
		s.mkdir("content/briefs")
		s.write(brief, "again")
		s.drain(brief)
	})
}

func TestAWatchedFolderDeletedAndMadeAgainRecovers(t *testing.T) {
	bothWays(t, []string{brief}, func(s *site) {
		for range 3 {
			s.remove("content")
			s.drain("")
			s.mkdir("content/briefs")
			s.write(brief, "again")
			s.drain(brief)
			s.write(brief, "edited")
			s.drain(brief)
		}
	})
}

func TestAWatchedFolderThatComesLaterIsSeen(t *testing.T) {
	s := newSite(t)
	s.remove("layouts")
	s.watch(Options{})
	s.mkdir("layouts")
	s.drain("")
	s.write("layouts/page.html", "here")
	s.drain("layouts/page.html")
}

func TestTheRootDeletedAndMadeAgainRecovers(t *testing.T) {
	bothWays(t, []string{brief}, func(s *site) {
		s.must(os.RemoveAll(s.root))
		s.drain("")
		s.mkdir("content/briefs")
		s.drain("")
		s.write(brief, "again")
		s.drain(brief)
	})
}

func TestABranchSwitchIsNotManyBatches(t *testing.T) {
	var files []string
	for i := range 200 {
		files = append(files, fmt.Sprintf("content/briefs/%03d.md", i))
	}
	s := newSite(t, files...).watch(Options{})
	for i, f := range files { // as git does: unlink, create, write
		s.must(os.Remove(s.at(f)))
		if i%10 > 0 {
			s.write(f, "of the other branch")
		}
	}
	// A busy machine may pause longer than a batch waits.
	if n := s.expect(files...); n > len(files)/10 {
		t.Errorf("%d batches", n)
	}
}

func TestACaseOnlyRenameReportsBothNames(t *testing.T) {
	bothWays(t, []string{"content/Brief.md"}, func(s *site) {
		s.rename("content/Brief.md", "content/brief.md")
		s.expect("content/Brief.md", "content/brief.md")
	})
}

func TestNamesOfAllKindsAreReportedAsTheyAre(t *testing.T) {
	names := []string{"content/with space/ä b.md", "content/한국/é.md", "content/한국/é.md"}
	bothWays(t, nil, func(s *site) {
		for _, n := range names {
			s.mkdir(filepath.ToSlash(filepath.Dir(n)))
			s.write(n, "here")
			s.expect(n)
		}
	})
}

func TestOnlyTheGivenFoldersAreWatched(t *testing.T) {
	bothWays(t, nil, func(s *site) {
		for _, dir := range []string{".git/objects", "public/briefs", "content/.hidden", ".readout"} {
			s.mkdir(dir)
			s.write(dir+"/x.md", "of no matter")
		}
		s.write("site.log", "of no matter")
		s.expectNothing()
	})
}
