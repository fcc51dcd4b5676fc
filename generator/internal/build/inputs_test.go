package build

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// inputsOf are the files that data/build.json names, and the hash of the whole.
func inputsOf(t *testing.T, s *Snapshot) (paths []string, hashes map[string]string, whole string) {
	t.Helper()
	f, ok := s.Find("data/build.json")
	if !ok {
		t.Fatal("there is no data/build.json")
	}
	var b struct {
		SHA256 string
		Inputs []struct{ Path, SHA256 string }
	}
	if err := json.Unmarshal([]byte(render(f)), &b); err != nil {
		t.Fatal(err)
	}
	hashes = map[string]string{}
	for _, in := range b.Inputs {
		paths = append(paths, in.Path)
		hashes[in.Path] = in.SHA256
	}
	return paths, hashes, b.SHA256
}

func TestTheBuildNamesWhatItWasMadeOfAndNothingElse(t *testing.T) {
	p := small()
	p["content/briefs/ports.ko.md"] = "---\ntitle: 항구\n---\n"
	p["content/site.yaml"] += "languages: [en, ko]\n"
	p["layouts/topic.html"] = "<!doctype html>\n<title>{{.Title}}</title>\n"
	p["layouts/notes.md"] = "not part of the design"
	// None of these has a part in the site.
	p["content/briefs/draft.md"] = "---\ntitle: D\ndate: 2026-01-01\ndraft: true\n---\n"
	p["content/briefs/draft.ko.md"] = "---\ntitle: D\n---\n"
	p["content/topics/empty.yaml"] = "topics: []\n"
	p["content/actors/hidden.yaml"] = "actors: [{id: h, name: H, kind: country, draft: true}]\n"
	p["content/briefs/unused.txt"] = "nobody refers to it"
	s := newFolder(t, p, Options{}).good()
	paths, hashes, _ := inputsOf(t, s)
	want := []string{
		"content/actors/a.yaml", "content/briefs/map/data.csv", "content/briefs/map/index.md", "content/briefs/ports.ko.md", "content/briefs/ports.md",
		"content/briefs/rivers.md", "content/pages/about.md", "content/recommendations/r.yaml", "content/site.yaml", "content/sources/s.yaml",
		"content/topics/t.yaml", "layouts/topic.html", RevisionsFile,
	}
	if !slices.Equal(paths, want) {
		t.Errorf("inputs are\n%v, want\n%v", paths, want)
	}
	p[RevisionsFile] = string(s.Additions().Lines) // as it will be
	for path, hash := range hashes {
		if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(p[path]))); hash != sum {
			t.Errorf("%s has the hash %s, want %s", path, hash, sum)
		}
	}
	paths, _, _ = inputsOf(t, newFolder(t, p, Options{Drafts: true}).good())
	for _, path := range []string{"content/briefs/draft.md", "content/briefs/draft.ko.md", "content/actors/hidden.yaml"} {
		if !slices.Contains(paths, path) {
			t.Errorf("with drafts, %s is not named", path)
		}
	}
}

func TestALayoutThatBecomesThePublicationsOwnIsNamed(t *testing.T) {
	f := newFolder(t, small(), Options{})
	_, _, before := inputsOf(t, f.good())
	standard, err := f.builder.Read("layouts/topic.html")
	if err != nil {
		t.Fatal(err)
	}
	f.write("layouts/topic.html", string(standard)) // pages stay the same
	paths, _, after := inputsOf(t, f.good("layouts/topic.html"))
	if !slices.Contains(paths, "layouts/topic.html") || before == after {
		t.Errorf("%v, %s, %s", paths, before, after)
	}
	f.remove("layouts")
	if paths, _, again := inputsOf(t, f.good("layouts")); slices.Contains(paths, "layouts/topic.html") || again != before {
		t.Errorf("%v, %s, want %s again", paths, again, before)
	}
}

func TestProofCanBeSwitchedOff(t *testing.T) {
	p := small()
	if s := newFolder(t, p, Options{}).good(); !s.Sums() {
		t.Error("there are no sums")
	}
	p["content/site.yaml"] += "outputs: {proof: false}\n"
	s := newFolder(t, p, Options{}).good()
	if _, ok := s.Find("data/build.json"); ok || s.Sums() {
		t.Errorf("data/build.json is there: %t, and sums: %t", ok, s.Sums())
	}
}

// Only output knows the sums, once it has written everything.
func TestTheServerKnowsWhatASiteIsMadeOfButNoSums(t *testing.T) {
	s := newFolder(t, small(), Options{Serve: true}).good()
	if _, ok := s.Find("SHA256SUMS"); ok {
		t.Error("there is /SHA256SUMS")
	}
	if paths, _, _ := inputsOf(t, s); len(paths) == 0 {
		t.Error("/data/build.json names nothing")
	}
}

func TestTheAddressOfTheSumsIsTaken(t *testing.T) {
	p := small()
	p["content/pages/sha256sums.md"] = "---\ntitle: Sums\n---\n"
	p["content/pages/about.md"] += "\n[Sums](/SHA256SUMS), [what it was made of](/data/build.json)\n"
	if got := errorsIn(newFolder(t, p, Options{}).bad()); len(got) != 1 || got[0].Code != "id-reserved" {
		t.Error(got)
	}
	delete(p, "content/pages/sha256sums.md")
	p["content/SHA256SUMS/x.csv"] = "a\n1\n"
	p["content/pages/about.md"] += "\n[Mine](../SHA256SUMS/x.csv)\n"
	if got := errorsIn(newFolder(t, p, Options{}).bad()); len(got) != 1 || got[0].Code != "asset-place" {
		t.Error(got)
	}
}
