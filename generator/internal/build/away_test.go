package build

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"readout/generator/internal/output"
)

// large is a publication whose longest text is put away.
func large() publication {
	p := small()
	p["content/briefs/long.md"] = "---\ntitle: Long\ndate: 2026-01-01\n---\n\n## A heading\n\n" +
		strings.Repeat("Many words about [[rivers]], and *more* of them.\n\n", 100)
	return p
}

func (f *folder) spoilCache() {
	f.Helper()
	path := filepath.Join(f.options.Cache, "parsed")
	b, err := os.ReadFile(path)
	if err == nil {
		clear(b)
		err = os.WriteFile(path, b, 0o666)
	}
	if err != nil {
		f.Fatal(err)
	}
}

func TestTextsThatWerePutAwayAreWrittenAllTheSame(t *testing.T) {
	f := newFolder(t, large(), cached(t))
	for _, what := range []string{"the first build", "the next from its cache"} {
		s, problems := f.builder.Build(t.Context(), nil)
		if n := putAway(f); n != 1 {
			t.Fatalf("%s has put %d texts away", what, n)
		}
		f.equalsClean(what, s, problems)
		f.spoilCache()
		f.equalsClean(what+", with a cache that was spoilt", s, problems)
		f.next()
		f.good() // the cache is made again
		f.next()
	}
}

// putAway counts the texts that the pack holds and memory does not.
func putAway(f *folder) (n int) {
	for _, b := range f.builder.site.Briefs() {
		if b.Body != nil && b.Body.Away() {
			n++
		}
	}
	return n
}

func TestATextThatIsLostFailsTheBuildAndNamesTheFile(t *testing.T) {
	f := newFolder(t, large(), cached(t))
	s := f.good()
	f.spoilCache()
	f.write("content/briefs/long.md", "---\ntitle: Long\ndate: 2026-01-01\n---\n\nShort.\n")
	problems, err := s.Problems(output.Check(t.Context(), s.Files()))
	if err != nil || !problems.HasErrors() || !strings.Contains(problems[0].Message, "content/briefs/long.md") {
		t.Errorf("%v, %v", problems, err)
	}
}
