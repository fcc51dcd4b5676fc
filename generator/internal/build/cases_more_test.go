package build

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"readout/generator/internal/output"
	"readout/generator/internal/site"
	"readout/layouts"
)

func standard(t *testing.T, name string) string {
	t.Helper()
	text, err := layouts.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestALayoutEditReachesEveryPageThatUsesIt: the frame, a part that pages use,
// a part that another part uses, the page of old addresses, and assets, whose
// names change with what is in them.
func TestALayoutEditReachesEveryPageThatUsesIt(t *testing.T) {
	f := newFolder(t, small(), Options{})
	f.good()
	mark := func(name, old string) publication {
		text := standard(t, name)
		if !strings.Contains(text, old) {
			t.Fatalf("the layout %s has no %q", name, old)
		}
		return publication{"layouts/" + name: strings.Replace(text, old, old+"<!-- mark -->MARK", 1)}
	}
	all := []string{"404.html: MARK", "index.html: MARK", "briefs/ports/index.html: MARK", "about/index.html: MARK", "search/index.html: MARK", "sources/report/index.html: MARK"}
	gone := []string{"!*: MARK"}
	f.step(save{files: mark("base.html", `<footer class="colophon">`), shows: append(slices.Clone(all), "!briefs/old-ports/index.html: MARK", "!feed.xml: MARK")})
	f.step(save{files: publication{"layouts": ""}, shows: gone})
	f.step(save{files: mark("_recommendation.html", `<h3 class="card-title">`), shows: []string{"briefs/ports/index.html: MARK", "!about/index.html: MARK"}})
	f.step(save{files: mark("_parts.html", `{{define "badge"}}`), shows: []string{"briefs/ports/index.html: MARK", "recommendations/index.html: MARK", "actors/office/index.html: MARK", "recommendations/close/index.html: MARK"}})
	f.step(save{files: publication{"layouts": ""}, shows: gone})
	f.step(save{files: mark("redirect.html", "<h1>"), shows: []string{"briefs/old-ports/index.html: MARK", "!index.html: MARK"}})
	f.step(save{files: publication{"layouts": ""}, shows: gone})

	sheet := func() string {
		text := render(found(t, f.good([]string{}...), "briefs/ports/index.html"))
		_, rest, _ := strings.Cut(text, `<link rel="stylesheet" href="/assets/`)
		name, _, _ := strings.Cut(rest, `"`)
		return name
	}
	before := sheet()
	f.step(save{files: publication{"layouts/theme.css": standard(t, "theme.css") + "\np{outline:7px solid}\n"}, shows: []string{"assets/*: outline:7px solid"}})
	after := sheet()
	if after == before || !strings.HasPrefix(after, "site-") {
		t.Errorf("the style sheet is named %q before and %q after an edit", before, after)
	}
	f.step(save{shows: []string{"404.html: " + after, "index.html: " + after, "briefs/ports/index.html: " + after, "!*: " + before, "!assets/" + before}})
	f.step(save{files: publication{"layouts": ""}, shows: []string{"briefs/ports/index.html: " + before}})
}

// TestABrokenPartIsReportedAndMended: a part that is missing, a
// mistyped field in a part.
func TestABrokenPartIsReportedAndMended(t *testing.T) {
	f := newFolder(t, small(), Options{})
	f.good()
	f.step(save{files: publication{"layouts/page.html": strings.Replace(standard(t, "page.html"), "{{.Title}}", "{{.Titel}}{{template \"nothing\" .}}", 1)}, errors: []string{"layouts/page.html:"}})
	f.step(save{files: publication{"content/pages/about.md": "---\ntitle: About us\n---\n"}, errors: []string{"layouts/page.html:"}})
	f.step(save{files: publication{"layouts/page.html": standard(t, "page.html")}, shows: []string{"about/index.html: About us"}})
}

// TestLongListsShiftAsItemsComeAndGo puts a brief on top of a list that fills
// its page, so that every page of the list shifts and one more appears, and
// takes it away again.
func TestLongListsShiftAsItemsComeAndGo(t *testing.T) {
	p := small()
	for i := range 97 { // with the small publication's three: one full page
		p[fmt.Sprintf("content/briefs/n%02d.md", i)] = fmt.Sprintf("---\ntitle: Number %d\ndate: 2020-01-01\n---\n", i)
	}
	f := newFolder(t, p, Options{})
	before := rendered(f.good())
	var pages []string
	for path := range before {
		if strings.HasPrefix(path, "briefs/page") || strings.HasPrefix(path, "briefs/2") {
			pages = append(pages, path)
		}
	}
	if len(pages) != 0 {
		t.Fatalf("a list of a hundred briefs has the further pages %q", pages)
	}
	more := f.step(save{files: publication{"content/briefs/top.md": "---\ntitle: On top\ndate: 2026-01-30\n---\n"}, shows: []string{"briefs/index.html: On top"}})
	var second string
	for path := range more {
		if _, old := before[path]; !old && strings.HasPrefix(path, "briefs/") && strings.HasSuffix(path, "/index.html") && !strings.HasPrefix(path, "briefs/top/") {
			second = path
		}
	}
	if second == "" || !strings.Contains(more[second], "Number") {
		t.Fatalf("no second page appears; new are %q", changed(before, more))
	}
	less := f.step(save{files: publication{"content/briefs/top.md": ""}, shows: []string{"!" + second}})
	if diff := cmp.Diff(before, less); diff != "" {
		t.Errorf("the list is not what it was:\n%s", diff)
	}
}

// TestABriefThatGoesChangesItsNeighboursOnly among the pages of briefs.
func TestABriefThatGoesChangesItsNeighboursOnly(t *testing.T) {
	p := small()
	for i := range 5 {
		p[fmt.Sprintf("content/briefs/n%d.md", i)] = fmt.Sprintf("---\ntitle: Number %d\ndate: 2020-01-0%d\n---\n", i, i+1)
	}
	f := newFolder(t, p, Options{})
	before := rendered(f.good())
	after := f.step(save{files: publication{"content/briefs/n2.md": ""}, shows: []string{"briefs/n1/index.html: Number 3", "briefs/n3/index.html: Number 1"}})
	var pages []string
	for _, path := range changed(before, after) {
		if strings.HasPrefix(path, "briefs/n") && strings.HasSuffix(path, "/index.html") || strings.HasPrefix(path, "briefs/ports/") {
			pages = append(pages, path)
		}
	}
	if want := []string{"briefs/n1/index.html", "briefs/n2/index.html", "briefs/n3/index.html"}; !slices.Equal(pages, want) {
		t.Errorf("the pages %q changed, want %q", pages, want)
	}
}

// TestTheClockOfAFileDecidesNothing: an older time, the same size, and the
// same time as before do not hide an edit.
func TestTheClockOfAFileDecidesNothing(t *testing.T) {
	f := newFolder(t, small(), Options{})
	long := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	full := filepath.Join(f.dir, riversFile)
	if err := os.Chtimes(full, long, long); err != nil {
		t.Fatal(err)
	}
	f.good()
	for i, title := range []string{"On waters", "On streams"} { // one as long as before
		f.write(riversFile, strings.Replace(small()[riversFile], "On rivers", title, 1))
		if err := os.Chtimes(full, long, long.Add(time.Duration(-i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
		s, problems := f.builder.Build(t.Context(), []string{riversFile})
		f.equalsClean(title, s, problems)
		if page := render(found(t, s, "briefs/rivers/index.html")); !strings.Contains(page, title) {
			t.Errorf("%q does not arrive", title)
		}
	}
	// With the same size and the same time, and nobody saying which file.
	f.write(riversFile, strings.Replace(small()[riversFile], "On rivers", "On strands", 1))
	if err := os.Chtimes(full, long, long.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	s, problems := f.builder.Build(t.Context(), nil)
	f.equalsClean("an edit that no clock shows", s, problems)
}

// TestMidnightChangesWhatIsPublishedOverdueAndExpired without any file changing.
func TestMidnightChangesWhatIsPublishedOverdueAndExpired(t *testing.T) {
	p := small()
	p["content/site.yaml"] = strings.Replace(settings, "as_of: 2026-01-31\n", "", 1)
	p["content/briefs/last.md"] = "---\ntitle: The last day\ndate: 2026-01-01\nexpires_at: 2026-02-01\n---\n"
	p["content/briefs/first.md"] = "---\ntitle: The first day\ndate: 2026-01-01\npublish_at: 2026-02-01\n---\n"
	p["content/recommendations/due.yaml"] = "recommendations:\n  - {id: today, title: Due today, text: Do., to: [{actor: office, due: 2026-01-31}]}\n"
	f := newFolder(t, p, Options{})
	before := rendered(f.good())
	if !has(before, "briefs/last/index.html", "The last day") || has(before, "briefs/first/index.html", "") || strings.Contains(before["recommendations/today/index.html"], "Overdue") {
		t.Fatal("the day before is not as it should be")
	}
	f.options.Today = site.Date{Year: 2026, Month: 2, Day: 1}
	f.builder.SetToday(f.options.Today)
	f.step(save{shows: []string{"!briefs/last/index.html", "briefs/first/index.html: The first day", "recommendations/today/index.html: Overdue", "!*: The last day"}})
}

// TestTheOrderOfSavesDoesNotMatter: a rename seen as a removal and a new file
// in two builds, in either order, ends as a clean build does.
func TestTheOrderOfSavesDoesNotMatter(t *testing.T) {
	for name, order := range map[string][2]publication{
		"gone first": {{riversFile: ""}, {"content/briefs/streams.md": small()[riversFile]}},
		"came first": {{"content/briefs/streams.md": small()[riversFile]}, {riversFile: ""}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t, small(), Options{})
			f.good()
			f.step(save{files: order[0]})
			f.step(save{files: order[1], shows: []string{"briefs/streams/index.html: On rivers", "!briefs/rivers/index.html"}})
		})
	}
}

func found(t *testing.T, s *Snapshot, path string) output.File {
	t.Helper()
	f, ok := s.Find(path)
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	return f
}
