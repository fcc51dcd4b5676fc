package watch

import "testing"

func TestChangesBehindSymlinksAreReportedUnderTheirPath(t *testing.T) {
	bothWays(t, nil, func(s *site) {
		// Linked before the watch begins is tested below.
		s.mkdir("shared/deep")
		s.write("shared/deep/x.md", "first")
		s.write("one.md", "first")
		s.symlink("../shared", "content/linked")
		s.drain("content/linked/deep/x.md")
		s.symlink("../one.md", "content/one.md")
		s.drain("content/one.md")

		s.write("shared/deep/x.md", "second edit")
		s.expect("content/linked/deep/x.md")
		s.write("shared/new.md", "here")
		s.expect("content/linked/new.md")
		s.write("one.md", "second edit")
		s.expect("content/one.md")
		s.write("one.md.tmp", "third edit, saved atomically")
		s.rename("one.md.tmp", "one.md")
		s.expect("content/one.md")
	})
}

func TestSymlinksThatWereThereAreFollowed(t *testing.T) {
	for name, poll := range map[string]Options{"notified": {}, "polled": {Poll: 3}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.mkdir("shared")
			s.write("shared/x.md", "first")
			s.symlink("../shared", "content/linked")
			s.symlink(s.at("shared/x.md"), "content/absolute.md")
			s.symlink("absolute.md", "content/twice.md")
			s.watch(poll)
			s.write("shared/x.md", "second edit")
			s.expect("content/absolute.md", "content/linked/x.md", "content/twice.md")
		})
	}
}

func TestSymlinkLoopsEnd(t *testing.T) {
	bothWays(t, []string{brief}, func(s *site) {
		s.symlink("..", "content/up")
		s.symlink(".", "content/self")
		s.symlink("briefs", "content/again")
		s.symlink("b", "content/a")
		s.symlink("a", "content/b")
		s.mkdir("shared")
		s.symlink("../shared", "shared/inner")
		s.symlink("../shared", "content/linked")
		s.write("content/done.md", "here")
		s.drain("content/done.md")
		s.write(brief, "second edit")
		s.drain(brief)
		s.write("shared/x.md", "here")
		s.drain("content/linked/x.md")
	})
}

func TestSymlinksOutOfTheRootAreNotFollowed(t *testing.T) {
	bothWays(t, nil, func(s *site) {
		outside := newSite(t)
		outside.write("content/x.md", "first")
		s.symlink(outside.at("content"), "content/out")
		s.symlink(outside.at("content/x.md"), "content/out.md")
		s.drain("content/out", "content/out.md")
		outside.write("content/new.md", "of no matter")
		s.expectNothing()
	})
}

func TestASymlinkedFolderThatVanishesIsReported(t *testing.T) {
	s := newSite(t)
	s.mkdir("shared")
	s.write("shared/x.md", "first")
	s.symlink("../shared", "content/linked")
	s.watch(Options{})
	s.rename("shared", "elsewhere")
	s.drain("content/linked")
	s.rename("elsewhere", "shared")
	s.drain("content/linked/x.md")
	s.write("shared/x.md", "second edit")
	s.drain("content/linked/x.md")
}
