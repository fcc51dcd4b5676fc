package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readout/generator/internal/diag"
	"readout/generator/internal/output"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// publication is a project's files: path → contents.
type publication map[string]string

const settings = "title: Test publication\nbase_url: https://example.org/\nas_of: 2026-01-31\n"

func small() publication {
	return publication{
		"content/site.yaml":        settings,
		"content/briefs/ports.md":  "---\ntitle: On ports\ndate: 2026-01-05\nactors: [office]\ntopics: [trade]\naliases: [old-ports]\n---\n\n## First part\n\nAsk the [[office]] about [[close]].\n\n![[close]]\n",
		"content/briefs/rivers.md": "---\ntitle: On rivers\ndate: 2025-12-01\n---\n\nSee [[ports#first-part]] and [@report].\n",
		"content/recommendations/r.yaml": "recommendations:\n  - id: close\n    title: Close it\n    text: Close the [[ports]].\n    brief: ports\n    to: [office]\n    events:\n" +
			"      - {date: 2026-01-05, type: issued}\n      - {date: 2026-01-10, type: assessment, set: {assessed: started}, evidence: [report]}\n",
		"content/actors/a.yaml":       "actors:\n  - {id: office, name: The Office, kind: organisation}\n",
		"content/topics/t.yaml":       "topics:\n  - {id: trade, title: Trade}\n",
		"content/sources/s.yaml":      "sources:\n  - {id: report, title: A report}\n",
		"content/pages/about.md":      "---\ntitle: About\n---\n\nText.\n",
		"content/briefs/map/index.md": "---\ntitle: A map\ndate: 2026-01-02\n---\n\nSee [the data](data.csv).\n",
		"content/briefs/map/data.csv": "year,value\n2020,1\n2021,2\n",
	}
}

// folder is a project on disk with a builder that has seen it from the start.
type folder struct {
	*testing.T
	dir     string
	project *source.Project
	builder *Builder
	options Options
}

func newFolder(t *testing.T, p publication, o Options) *folder {
	t.Helper()
	if o.Today.IsZero() {
		o.Today = site.Date{Year: 2026, Month: 1, Day: 31}
	}
	f := &folder{T: t, dir: t.TempDir(), options: o}
	for path, text := range p {
		f.write(path, text)
	}
	var err error
	if f.project, err = source.Open(f.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.project.Close() })
	f.builder = New(f.project, o)
	return f
}

func (f *folder) write(path, text string) {
	f.Helper()
	full := filepath.Join(f.dir, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
		f.Fatal(err)
	}
}

func (f *folder) remove(path string) {
	f.Helper()
	if err := os.RemoveAll(filepath.Join(f.dir, path)); err != nil {
		f.Fatal(err)
	}
}

// good builds and wants no error.
func (f *folder) good(changed ...string) *Snapshot {
	f.Helper()
	s, problems := f.builder.Build(f.Context(), changed)
	if s == nil {
		f.Fatalf("the build failed: %v", problems)
	}
	return s
}

// bad builds and wants errors.
func (f *folder) bad(changed ...string) diag.List {
	f.Helper()
	s, problems := f.builder.Build(f.Context(), changed)
	if s != nil || !problems.HasErrors() {
		f.Fatalf("the build did not fail: %v", problems)
	}
	return problems
}

func render(f output.File) string {
	var b strings.Builder
	if err := f.Write(&b); err != nil {
		return "error: " + err.Error()
	}
	return b.String()
}

func rendered(s *Snapshot) map[string]string {
	if s == nil {
		return nil
	}
	all := map[string]string{}
	for f := range s.Files() {
		all[f.Path] = render(f)
	}
	return all
}

// equalsClean wants a warm result to be that of a new builder.
func (f *folder) equalsClean(what string, s *Snapshot, problems diag.List) {
	f.Helper()
	o := f.options
	o.Cache = ""
	fresh := New(f.project, o)
	fresh.layouts = f.builder.layouts // saves time where the layouts are the same; layout.Load looks for itself
	fresh.layouts.read = false
	clean, cleanProblems := fresh.Build(f.Context(), nil)
	if diff := cmp.Diff(cleanProblems, problems); diff != "" {
		f.Fatalf("%s: the problems differ from a clean build's (-clean +warm):\n%s", what, diff)
	}
	if (s == nil) != (clean == nil) {
		f.Fatalf("%s: a clean build succeeds: %t, the warm one: %t", what, clean != nil, s != nil)
	}
	want, got := rendered(clean), rendered(s)
	for path, text := range want {
		if other, there := got[path]; !there {
			f.Errorf("%s: %s is missing", what, path)
		} else if text != other {
			f.Errorf("%s: %s differs from a clean build (-clean +warm):\n%s", what, path, cmp.Diff(text, other))
		}
	}
	for path := range got {
		if _, there := want[path]; !there {
			f.Errorf("%s: %s should not be there", what, path)
		}
	}
	if f.Failed() {
		f.FailNow()
	}
}

func TestEveryKindOfFileIsPublished(t *testing.T) {
	s := newFolder(t, small(), Options{}).good()
	all := rendered(s)
	for _, path := range []string{
		"index.html", "404.html", "briefs/index.html", "briefs/ports/index.html", "recommendations/close/index.html",
		"actors/office/index.html", "about/index.html", "briefs/old-ports/index.html",
		"briefs/map/data.csv", "feed.xml", "data/recommendations.json", "briefs/ports/index.json",
	} {
		if text, there := all[path]; !there || text == "" || strings.HasPrefix(text, "error: ") {
			t.Errorf("%s is not published: %q", path, text)
		}
	}
	if !slices.ContainsFunc(slices.Collect(paths(s)), func(p string) bool { return strings.HasPrefix(p, "assets/") && strings.HasSuffix(p, ".css") }) {
		t.Error("no style sheet is published")
	}
}

func paths(s *Snapshot) func(func(string) bool) {
	return func(yield func(string) bool) {
		for f := range s.Files() {
			if !yield(f.Path) {
				return
			}
		}
	}
}

func TestFindFindsWhatFilesYields(t *testing.T) {
	s := newFolder(t, small(), Options{}).good()
	for f := range s.Files() {
		found, ok := s.Find(f.Path)
		if !ok || found.Path != f.Path {
			t.Errorf("Find(%q) = %q, %t", f.Path, found.Path, ok)
			continue
		}
		if want, got := render(f), render(found); want != got {
			t.Errorf("%s differs when it is found by its path:\n%s", f.Path, cmp.Diff(want, got))
		}
	}
	for _, path := range []string{"", "/", ".", "index", "briefs", "briefs/ports", "briefs/nothing/index.html", "ports/index.html", "..", "content/site.yaml", "briefs/map/index.md"} {
		if f, ok := s.Find(path); ok {
			t.Errorf("Find(%q) finds %q", path, f.Path)
		}
	}
}

func TestManyGoroutinesCanRenderASnapshot(t *testing.T) {
	s := newFolder(t, small(), Options{}).good()
	want := rendered(s)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for f := range s.Files() {
				if got := render(f); got != want[f.Path] {
					t.Errorf("%s differs", f.Path)
				}
			}
		})
	}
	group.Wait()
}

func TestASnapshotStaysAsItWas(t *testing.T) {
	f := newFolder(t, small(), Options{})
	s := f.good()
	before := rendered(s)
	f.write("content/briefs/ports.md", "---\ntitle: Renamed\ndate: 2026-01-05\n---\n\n## First part\n")
	f.remove("content/briefs/rivers.md")
	f.good("content/briefs/ports.md", "content/briefs/rivers.md")
	if diff := cmp.Diff(before, rendered(s)); diff != "" {
		t.Errorf("the old snapshot changed:\n%s", diff)
	}
}

func TestAFailedBuildDoesNotPoisonTheNext(t *testing.T) {
	f := newFolder(t, small(), Options{})
	f.good()
	good := small()["content/briefs/rivers.md"]
	for _, broken := range []string{"---\ntitle: [\n---\n", "---\ntitle: X\n---\n", "---\ntitle: X\ndate: 2026-01-01\n---\n[[nowhere]]\n", "\xff\xfe"} {
		f.write("content/briefs/rivers.md", broken)
		f.bad("content/briefs/rivers.md")
		// The problem stays while other files change.
		f.write("content/pages/about.md", "---\ntitle: About us\n---\n")
		f.bad("content/pages/about.md")
		f.bad([]string{}...)
		f.write("content/briefs/rivers.md", good)
		s, problems := f.builder.Build(t.Context(), []string{"content/briefs/rivers.md"})
		f.equalsClean("after mending", s, problems)
	}
}

func TestABrokenLayoutIsReportedUntilItIsMended(t *testing.T) {
	f := newFolder(t, small(), Options{})
	f.good()
	f.write("layouts/source.html", "{{.Nonsense}}")
	problems := f.bad("layouts/source.html")
	if last := problems[len(problems)-1]; last.Pos.File != "layouts/source.html" {
		t.Errorf("the problem is at %v", last.Pos)
	}
	f.write("content/pages/about.md", "---\ntitle: About us\n---\n")
	f.bad("content/pages/about.md")
	f.remove("layouts/source.html")
	s, problems := f.builder.Build(t.Context(), []string{"layouts"})
	f.equalsClean("after mending", s, problems)
}

func TestAnErrorWhileRenderingIsAProblemOfTheLayout(t *testing.T) {
	f := newFolder(t, small(), Options{})
	f.write("layouts/source.html", "<!doctype html>\n<title>x</title>{{slice .Head.Title 1 1000}}")
	s := f.good()
	problems := s.Check(t.Context())
	if len(problems) != 1 || problems[0].Pos.File != "layouts/source.html" || problems[0].Pos.Line != 2 {
		t.Errorf("Check finds %v", problems)
	}
	dir := t.TempDir()
	_, err := output.Publish(t.Context(), output.Options{Dir: dir + "/public", Manifest: dir + "/manifest"}, s.Files())
	published, err := s.Problems(err)
	if diff := cmp.Diff(problems, published); diff != "" || err != nil {
		t.Errorf("Publish finds something else (%v):\n%s", err, diff)
	}
}

func TestTwoFilesOnOnePathAreAProblemThatNamesBoth(t *testing.T) {
	p := small()
	p["content/pages/briefs.md"] = "---\ntitle: My own list\n---\n"
	f := newFolder(t, p, Options{})
	s, problems := f.builder.Build(t.Context(), nil)
	if s != nil {
		problems = append(problems, s.Check(t.Context())...)
	}
	if !problems.HasErrors() {
		t.Fatal("no problem was found")
	}
	if d := problems[0]; d.Pos.File != "content/pages/briefs.md" || !strings.Contains(d.Message, "briefs") {
		t.Errorf("the problem is %v", d)
	}
}

func TestOtherFailuresAreNotProblemsOfTheProject(t *testing.T) {
	s := newFolder(t, small(), Options{}).good()
	full := errors.New("the disk is full")
	if problems, err := s.Problems(full); problems != nil || err != full {
		t.Errorf("Problems = %v, %v", problems, err)
	}
	if problems, err := s.Problems(nil); problems != nil || err != nil {
		t.Errorf("Problems(nil) = %v, %v", problems, err)
	}
}

func TestACancelledBuildHasNoSnapshot(t *testing.T) {
	f := newFolder(t, small(), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, _ := f.builder.Build(ctx, nil); s != nil {
		t.Error("there is a snapshot")
	}
	s, problems := f.builder.Build(t.Context(), []string{})
	f.equalsClean("after a cancelled build", s, problems)
}

func TestANewDayPublishesWhatItIsTheDayOf(t *testing.T) {
	p := small()
	p["content/briefs/later.md"] = "---\ntitle: Later\ndate: 2026-02-01\npublish_at: 2026-02-01\n---\n"
	f := newFolder(t, p, Options{})
	if _, ok := f.good().Find("briefs/later/index.html"); ok {
		t.Error("the brief is published a day early")
	}
	f.options.Today = site.Date{Year: 2026, Month: 2, Day: 1}
	f.builder.SetToday(f.options.Today)
	s, problems := f.builder.Build(t.Context(), []string{})
	if s == nil {
		t.Fatal(problems)
	}
	if _, ok := s.Find("briefs/later/index.html"); !ok {
		t.Error("the brief is not published on its day")
	}
	f.equalsClean("on the next day", s, problems)
}

func TestServingLivesAtTheRootWhateverTheBaseURLSays(t *testing.T) {
	p := small()
	p["content/site.yaml"] = strings.Replace(settings, "example.org/", "example.org/sub/", 1)
	link := func(o Options) string {
		f, ok := newFolder(t, p, o).good().Find("index.html")
		if !ok {
			t.Fatal("there is no home page")
		}
		return render(f)
	}
	if home := link(Options{}); !strings.Contains(home, `href="/sub/briefs/ports/"`) {
		t.Error("a built page does not link below the base path")
	}
	if home := link(Options{Serve: true}); !strings.Contains(home, `href="/briefs/ports/"`) {
		t.Error("a served page does not link from the root")
	}
}

func TestTheBaseURLCanChangeBetweenBuilds(t *testing.T) {
	f := newFolder(t, small(), Options{})
	f.good()
	f.write("content/site.yaml", strings.Replace(settings, "example.org/", "example.org/sub/", 1))
	s, problems := f.builder.Build(t.Context(), []string{"content/site.yaml"})
	f.equalsClean("below another path", s, problems)
}

func TestReadKnowsTheLayoutsThatAProjectLacks(t *testing.T) {
	f := newFolder(t, small(), Options{})
	text, err := f.builder.Read("layouts/base.html")
	if err != nil || !bytes.Contains(text, []byte("<html")) {
		t.Errorf("the default layout reads as %q, %v", text, err)
	}
	f.write("layouts/base.html", "mine")
	if text, err := f.builder.Read("layouts/base.html"); err != nil || string(text) != "mine" {
		t.Errorf("the project's layout reads as %q, %v", text, err)
	}
	if _, err := f.builder.Read("../secret"); err == nil {
		t.Error("a file outside the project can be read")
	}
}

func TestAddressOf(t *testing.T) {
	for baseURL, want := range map[string]address{
		"https://example.org/":          {"https://example.org", "/"},
		"https://example.org":           {"https://example.org", "/"},
		"https://example.org/sub/path/": {"https://example.org", "/sub/path/"},
		"http://localhost:8080/a%20b":   {"http://localhost:8080", "/a%20b/"},
		"":                              {"", "/"},
		"::":                            {"", "/"},
	} {
		if got := addressOf(baseURL); got != want {
			t.Errorf("addressOf(%q) = %+v, want %+v", baseURL, got, want)
		}
	}
}

func TestAnAssetThatVanishesIsAProblemAndNotACrash(t *testing.T) {
	f := newFolder(t, small(), Options{})
	s := f.good()
	f.remove("content/briefs/map/data.csv")
	problems := s.Check(t.Context())
	if len(problems) != 1 || problems[0].Pos.File != "content/briefs/map/data.csv" {
		t.Errorf("Check finds %v", problems)
	}
}

func ExampleSnapshot_Find() {
	dir, err := os.MkdirTemp("", "readout")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	os.MkdirAll(filepath.Join(dir, "content"), 0o777)
	os.WriteFile(filepath.Join(dir, "content", "site.yaml"), []byte(settings), 0o666)

	project, err := source.Open(dir)
	if err != nil {
		panic(err)
	}
	defer project.Close()
	snapshot, _ := New(project, Options{Today: site.Date{Year: 2026, Month: 1, Day: 31}}).Build(context.Background(), nil)
	home, ok := snapshot.Find("index.html")
	fmt.Println(home.Path, ok, home.Write(io.Discard))
	// Output: index.html true <nil>
}
