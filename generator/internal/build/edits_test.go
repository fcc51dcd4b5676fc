package build

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAnyEditsEqualACleanBuild edits a publication at random, as authors do,
// and after each save wants the warm result to be the clean one: problems and
// every byte of every file.
func TestAnyEditsEqualACleanBuild(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			anyEdits(t, seed)
		})
	}
}

// FuzzAnyEditsEqualACleanBuild does the same for as long as it may run. A seed
// that fails is printed, and kept as a case of the tests.
func FuzzAnyEditsEqualACleanBuild(f *testing.F) { f.Fuzz(anyEdits) }

func anyEdits(t *testing.T, seed uint64) {
	f := newFolder(t, small(), Options{})
	f.good()
	a := author{folder: f, rand: rand.New(rand.NewPCG(seed, 0))}
	for step := range 25 {
		what, changed := a.save()
		s, problems := f.builder.Build(t.Context(), changed)
		f.equalsClean(fmt.Sprintf("step %d, after %s", step, what), s, problems)
	}
}

// author edits a project at random.
type author struct {
	*folder
	rand *rand.Rand
}

func (a *author) one(of ...string) string { return of[a.rand.IntN(len(of))] }

// save makes one to three edits and returns what they were and which paths
// they changed; sometimes the paths are not told apart.
func (a *author) save() (what string, changed []string) {
	for range 1 + a.rand.IntN(3) {
		did, paths := a.edit()
		what += did + " "
		changed = append(changed, paths...)
	}
	switch a.rand.IntN(8) {
	case 0:
		return what + "(looking at everything)", nil
	case 1:
		return what + "(told twice)", append(changed, changed...)
	}
	return what, changed
}

func (a *author) edit() (what string, changed []string) {
	if a.rand.IntN(4) == 0 {
		return a.move()
	}
	path := a.one("content/briefs/ports.md", "content/briefs/rivers.md", "content/briefs/new.md", "content/briefs/map/index.md",
		"content/recommendations/r.yaml", "content/recommendations/more.yaml", "content/actors/a.yaml", "content/actors/late.md",
		"content/topics/t.yaml", "content/sources/s.yaml", "content/pages/about.md", "content/events/e.yaml",
		"content/briefs/map/data.csv", "content/site.yaml", "layouts/source.html")
	a.write(path, a.text(path))
	return "writing " + path, []string{path}
}

// move removes, brings back or renames a file or folder.
func (a *author) move() (what string, changed []string) {
	var there []string
	for path := range small() {
		if _, err := os.Stat(filepath.Join(a.dir, path)); err == nil && path != "content/site.yaml" {
			there = append(there, path)
		}
	}
	slices.Sort(there)
	switch a.rand.IntN(4) {
	case 3:
		a.remove("layouts")
		return "removing the layouts", []string{"layouts"}
	case 0:
		if len(there) > 0 {
			path := a.one(there...)
			a.remove(path)
			return "removing " + path, []string{path}
		}
	case 1:
		if _, err := os.Stat(filepath.Join(a.dir, "content/briefs/map")); err == nil {
			a.remove("content/briefs/plan")
			if err := os.Rename(filepath.Join(a.dir, "content/briefs/map"), filepath.Join(a.dir, "content/briefs/plan")); err != nil {
				a.Fatal(err)
			}
			return "renaming the folder map", []string{"content/briefs/map", "content/briefs/plan"}
		}
	}
	all := slices.Sorted(maps.Keys(small()))
	path := a.one(all...)
	a.write(path, small()[path])
	return "restoring " + path, []string{path}
}

// text makes up a file's contents: sound, mostly.
func (a *author) text(path string) string {
	var b strings.Builder
	switch {
	case strings.HasPrefix(path, "content/briefs/") && strings.HasSuffix(path, ".md"):
		fmt.Fprintf(&b, "---\ntitle: %s\ndate: 2026-01-%02d\n", a.one("One", "Two", "Ports and rivers"), 1+a.rand.IntN(28))
		b.WriteString(a.one("", "topics: [trade]\n", "actors: [office]\n", "aliases: [old-ports]\n", "draft: true\n", "publish_at: 2030-01-01\n", "authors: [office]\n", "titel: typo\n"))
		b.WriteString("---\n\n")
		for range a.rand.IntN(4) {
			b.WriteString(a.one("## First part\n\n", "## Other part\n\n", "Ask the [[office]].\n\n", "![[close]]\n\n", "See [[ports#first-part]].\n\n",
				"See [[late|the latecomer]].\n\n", "Cited [@report, p. 3].\n\n", "[[more]] and [[close]].\n\n", "```recommendations\nactor: office\n```\n\n",
				"See [the data](data.csv).\n\n", "[[rivers]]\n\n"))
		}
	case strings.HasPrefix(path, "content/recommendations/"):
		id := map[bool]string{true: "close", false: "more"}[strings.HasSuffix(path, "r.yaml")]
		fmt.Fprintf(&b, "recommendations:\n  - id: %s\n    title: %s\n    to: [office]\n", id, a.one("Close it", "Close it soon", "Do more"))
		b.WriteString(a.one("", "    brief: ports\n", "    part_of: close\n", "    relations: [{type: depends_on, target: close}]\n", "    topics: [trade]\n"))
		b.WriteString(a.one("", "    events:\n      - {date: 2026-01-02, type: assessment, set: {assessed: delivered}, evidence: [report]}\n",
			"    events:\n      - {date: 2026-01-03, type: response, set: {response: rejected}}\n"))
	case path == "content/actors/a.yaml":
		fmt.Fprintf(&b, "actors:\n  - {id: office, name: %s, kind: organisation}\n", a.one("The Office", "The Bureau"))
	case path == "content/actors/late.md":
		fmt.Fprintf(&b, "---\nname: %s\nkind: %s\n---\n\nOf the [[office]].\n", a.one("Late", "Later"), a.one("person", "country"))
	case path == "content/topics/t.yaml":
		fmt.Fprintf(&b, "topics:\n  - {id: trade, title: %s}\n", a.one("Trade", "Commerce"))
	case path == "content/sources/s.yaml":
		fmt.Fprintf(&b, "sources:\n  - {id: %s, title: %s}\n", a.one("report", "report", "study"), a.one("A report", "A study"))
	case path == "content/pages/about.md":
		fmt.Fprintf(&b, "---\ntitle: %s\n---\n\n[[ports]] and [[close]].\n", a.one("About", "About us"))
	case path == "content/events/e.yaml":
		fmt.Fprintf(&b, "events:\n  - {id: meeting, title: Meeting, date: 2026-01-%02d, actors: [office], recommendations: [close]}\n", 1+a.rand.IntN(28))
	case strings.HasSuffix(path, ".csv"):
		fmt.Fprintf(&b, "year,value\n2020,%d\n", a.rand.IntN(9))
	case path == "content/site.yaml":
		b.WriteString(settings + a.one("", "roll_up: all\n", "due_soon_days: 10\n", "navigation: [{title: About, to: about}]\n", "description: Words\n"))
	default:
		b.WriteString(a.one("<!doctype html><title>{{.Head.Title}}</title>", "<!doctype html><title>Source</title>", "{{.Nonsense}}"))
	}
	if a.rand.IntN(15) == 0 {
		return "---\nbroken: [\n"
	}
	return b.String()
}
