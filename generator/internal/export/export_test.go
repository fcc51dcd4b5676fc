package export

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

func TestEveryFileOfAPublication(t *testing.T) {
	var b strings.Builder
	for f := range Files(example(), options) {
		if described.MatchString(f.Path) {
			continue // what follows from the definitions of fields is shown for some
		}
		b.WriteString("-- " + f.Path + " --\n" + strings.ReplaceAll(content(t, f), "\r", "␍"))
	}
	golden(t, "publication.golden", b.String())
}

var described = regexp.MustCompile(`^data/(schemas/(actor|brief|event|instrument|page|source|topic|sources|actors|topics|briefs|evidence|crosswalk|assignments|recommendation)\.json|csv-metadata\.json|[^e].*\.csv-metadata\.json|SHA256SUMS)$`)

func TestFindReturnsWhatFilesYields(t *testing.T) {
	seen := map[string]bool{}
	for f := range Files(example(), options) {
		if seen[f.Path] {
			t.Errorf("%s is there twice", f.Path)
		}
		seen[f.Path] = true
		if got := find(t, example(), f.Path); got != content(t, f) {
			t.Errorf("Find returns another %s than Files", f.Path)
		}
	}
	for _, path := range []string{
		"", "index.json", "x.xml", "index.html", "data", "data/", "data/x.csv", "data/schemas/x.json", "data/index.json",
		"briefs/triangle/", "briefs/triangle/index.html", "sources/joint/feed.xml", "actors/club/deadlines.ics", "briefs/triangle/cite.bib", "briefs/x/index.json",
		"topics/triangle/index.json", "briefs/TRIANGLE/index.json", "actors/usa/index.json", "/feed.xml", "recommendations/index.json",
		"sitemap-1.xml", "x/data/recommendations.json", "./feed.xml", "briefs/triangle/../triangle/index.json",
	} {
		if f, ok := Find(example(), options, path); ok {
			t.Errorf("Find(%q) returns %s", path, f.Path)
		}
	}
}

func TestFilesStopWhenNobodyWantsMore(t *testing.T) {
	all := 0
	for range Files(example(), options) {
		all++
	}
	for stop := 1; stop <= all; stop++ {
		n := 0
		for range Files(example(), options) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Fatalf("asked for %d files, got %d", stop, n)
		}
	}
}

func TestOutputsCanBeTurnedOff(t *testing.T) {
	paths := func(s *site.Site) []string {
		var out []string
		for f := range Files(s, options) {
			out = append(out, f.Path)
		}
		return out
	}
	all := paths(example())
	for name, off := range map[string]func(path string) bool{
		"data":      func(p string) bool { return strings.HasPrefix(p, "data/") && p != "data/build.json" },
		"twins":     func(p string) bool { return strings.HasSuffix(p, "/index.json") },
		"feeds":     func(p string) bool { return p == "feed.xml" || p == "feed.json" },
		"calendars": func(p string) bool { return strings.HasSuffix(p, ".ics") },
		"sitemap":   func(p string) bool { return p == "sitemap.xml" },
		"proof":     func(p string) bool { return p == "data/build.json" },
		"record_feeds": func(p string) bool {
			return strings.HasSuffix(p, "/feed.xml") || strings.HasSuffix(p, "/feed.json")
		},
	} {
		s := published(t, with(map[string]string{
			"content/site.yaml": publication["content/site.yaml"] + "outputs: {" + name + ": false}\n",
		}), site.Options{})
		got := paths(s)
		want := slices.DeleteFunc(slices.Clone(all), off)
		if len(want) == len(all) || !slices.Equal(got, want) {
			t.Errorf("without %s: %v, want %v", name, got, want)
		}
		for _, path := range all {
			if _, ok := Find(s, options, path); ok == off(path) {
				t.Errorf("without %s, Find(%s) says %t", name, path, ok)
			}
		}
		if robots := find(t, s, "robots.txt"); strings.Contains(robots, "Sitemap:") == (name == "sitemap") {
			t.Errorf("without %s, robots.txt is %q", name, robots)
		}
	}
}

func TestAFailingWriterIsReported(t *testing.T) {
	for f := range Files(example(), options) {
		if err := f.Write(failing{}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestManyFilesAreWrittenAtOnce(t *testing.T) {
	want := map[string]string{}
	for f := range Files(example(), options) {
		want[f.Path] = content(t, f)
	}
	t.Run("group", func(t *testing.T) {
		for f := range Files(example(), options) {
			t.Run(f.Path, func(t *testing.T) {
				t.Parallel()
				for range 20 {
					if content(t, f) != want[f.Path] {
						t.Error("it differs from time to time")
					}
				}
			})
		}
	})
}

func TestWhatIsNotKnownYetIsNotTold(t *testing.T) {
	s := published(t, publication, site.Options{AsOf: site.Date{Year: 2024, Month: 1, Day: 7}})
	for f := range Files(s, options) {
		for _, secret := range []string{"Announced", "2027-01-01", "delivered\"}"} {
			if text := content(t, f); strings.Contains(text, secret) {
				t.Errorf("%s tells %q, which was recorded after the as-of date", f.Path, secret)
			}
		}
	}
}

func TestDraftsAreInNoFeedAndNoSiteMap(t *testing.T) {
	s := published(t, publication, site.Options{Drafts: true})
	if !strings.Contains(find(t, s, "briefs/draft/index.json"), `"Not yet"`) {
		t.Error("a build with drafts has no twin of the draft")
	}
	for f := range Files(s, options) {
		if strings.Contains(f.Path, "feed.") || f.Path == "sitemap.xml" {
			if text := content(t, f); strings.Contains(text, "Not yet") || strings.Contains(text, "briefs/draft") {
				t.Errorf("%s shows the draft", f.Path)
			}
		}
	}
}
