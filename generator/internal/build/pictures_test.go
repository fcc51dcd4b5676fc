package build

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// photo is a JPEG image.
func photo(t testing.TB, w, h int) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(i * 255 / len(m.Pix))
	}
	m.SetGray(0, 0, color.Gray{uint8(w)})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func pictured(t testing.TB) publication {
	p := small()
	p["content/briefs/map/index.md"] += "\n![The strait](strait.jpg \"A strait\")\n"
	p["content/briefs/map/strait.jpg"] = photo(t, 1000, 400)
	return p
}

// pictures are the paths of a snapshot's editions and cards.
func pictures(s *Snapshot) []string {
	var out []string
	for f := range s.Files() {
		if strings.HasPrefix(f.Path, "briefs/map/strait-") || strings.HasSuffix(f.Path, "card.png") {
			out = append(out, f.Path)
		}
	}
	slices.Sort(out)
	return out
}

// kept are the entries of a cache: path → contents.
func kept(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out[path] = string(b)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return out
}

func TestEditionsAndCardsArePublished(t *testing.T) {
	f := newFolder(t, pictured(t), Options{})
	s := f.good()
	all := pictures(s)
	var names []string
	for _, p := range all {
		if i := strings.Index(p, "strait-"); i >= 0 {
			p = p[:i+7] + "…" + p[i+17:]
		}
		names = append(names, p)
	}
	want := []string{
		"briefs/map/card.png", "briefs/map/strait-…-1000.webp", "briefs/map/strait-…-480.jpg", "briefs/map/strait-…-480.webp",
		"briefs/map/strait-…-800.jpg", "briefs/map/strait-…-800.webp", "briefs/ports/card.png", "briefs/rivers/card.png", "recommendations/close/card.png",
	}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("%v\nwant\n%v", names, want)
	}
	page, _ := s.Find("briefs/map/index.html")
	html := render(page)
	for _, p := range all {
		found, ok := s.Find(p)
		if !ok || render(found) == "" {
			t.Errorf("%s is not found", p)
		}
		if strings.Contains(p, "strait") && !strings.Contains(html, "/"+p+" ") {
			t.Errorf("the page does not offer %s", p)
		}
	}
	for _, want := range []string{
		`<meta property="og:image" content="https://example.org/briefs/map/card.png">`, `<meta name="twitter:card" content="summary_large_image">`,
		`width="1000" height="400" alt="The strait">`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is missing in\n%s", want, html)
		}
	}
	if _, ok := s.Find("actors/office/card.png"); ok {
		t.Error("an actor has a card")
	}
}

func TestCardsCanBeSwitchedOff(t *testing.T) {
	p := small()
	p["content/site.yaml"] += "outputs: {cards: false}\n"
	s := newFolder(t, p, Options{}).good()
	if got := pictures(s); len(got) > 0 {
		t.Error(got)
	}
	page, _ := s.Find("briefs/ports/index.html")
	if html := render(page); strings.Contains(html, "og:image") || strings.Contains(html, "twitter:card") {
		t.Error("a page names a card that is not there")
	}
}

func TestPicturesAreTakenFromTheCache(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "pictures")
	publish := func(o Options) map[string]string {
		f := newFolder(t, pictured(t), o)
		s, out := f.good(), map[string]string{}
		for _, p := range pictures(s) {
			file, _ := s.Find(p)
			out[p] = render(file)
		}
		s.Prune()
		return out
	}
	clean := publish(Options{})
	first := publish(Options{Cache: cache})
	entries := kept(t, cache)
	if len(entries) != len(clean) {
		t.Errorf("%d pictures, %d of them kept", len(clean), len(entries))
	}
	again := publish(Options{Cache: cache})
	fresh := publish(Options{Cache: cache, Fresh: true})
	for p, want := range clean {
		for name, got := range map[string]string{"first": first[p], "again": again[p], "fresh": fresh[p]} {
			if got != want {
				t.Errorf("%s: %s differs from a build without a cache", p, name)
			}
		}
	}
	// What is damaged is made again, and put right.
	for path, text := range entries {
		if err := os.WriteFile(path, []byte(text[:len(text)-1]+"?"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	mended := publish(Options{Cache: cache})
	for p, want := range clean {
		if mended[p] != want {
			t.Errorf("%s comes from a damaged cache", p)
		}
	}
	for path, text := range kept(t, cache) {
		if entries[path] != text {
			t.Errorf("%s is not put right", path)
		}
	}
}

func TestTheCacheHoldsOnlyWhatTheLastBuildNeeded(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "pictures")
	f := newFolder(t, pictured(t), Options{Cache: cache})
	publish := func(changed ...string) {
		s := f.good(changed...)
		for _, p := range pictures(s) {
			file, _ := s.Find(p)
			render(file)
		}
	}
	publish()
	before := kept(t, cache)
	f.write("content/briefs/map/strait.jpg", photo(t, 1001, 400))
	f.builder = New(f.project, f.options)
	publish()
	f.good().Prune()
	after := kept(t, cache)
	if len(after) != len(before) {
		t.Errorf("%d entries, then %d", len(before), len(after))
	}
}

func TestAChangedImageChangesThePage(t *testing.T) {
	f := newFolder(t, pictured(t), Options{Serve: true})
	page := func(s *Snapshot) string {
		p, _ := s.Find("briefs/map/index.html")
		return render(p)
	}
	before := page(f.good())
	f.write("content/briefs/map/strait.jpg", photo(t, 1000, 400)+"\xff\xd9")
	after := f.good("content/briefs/map/strait.jpg")
	if page(after) == before {
		t.Error("the page is the same, so no open tab would show the new image")
	}
	for _, p := range pictures(after) {
		if file, ok := after.Find(p); !ok || render(file) == "" {
			t.Errorf("%s cannot be made", p)
		}
	}
}

func TestADamagedImageIsAProblemAtItsFile(t *testing.T) {
	p := pictured(t)
	whole := p["content/briefs/map/strait.jpg"]
	middle := len(whole) / 2
	p["content/briefs/map/strait.jpg"] = whole[:middle] + "\xff\xc0\x00\x11" + whole[middle+4:]
	s := newFolder(t, p, Options{}).good()
	for name, err := range map[string]error{
		"publish": second(output.Publish(t.Context(), output.Options{Dir: t.TempDir(), Manifest: filepath.Join(t.TempDir(), "m")}, s.Files())),
		"check":   output.Check(t.Context(), s.Files()),
	} {
		problems, err := s.Problems(err)
		if err != nil || len(problems) != 1 || problems[0].Code != "image-broken" || problems[0].Pos != (diag.Pos{File: "content/briefs/map/strait.jpg"}) {
			t.Errorf("%s: %v, %v", name, problems, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestACheckMakesNoPictures(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "pictures")
	s := newFolder(t, pictured(t), Options{Cache: cache}).good()
	if problems := s.Check(t.Context()); len(problems) > 0 {
		t.Error(problems)
	}
	if entries := kept(t, cache); len(entries) > 0 {
		t.Errorf("%d pictures were made", len(entries))
	}
}

func TestAFontThatCannotBeReadIsAProblemUntilItIsMended(t *testing.T) {
	p := small()
	p["layouts/card-bold.ttf"] = "no font"
	f := newFolder(t, p, Options{})
	for _, changed := range [][]string{nil, {"layouts/card-bold.ttf"}} { // it does not go away by looking again
		problems := f.bad(changed...)
		at := slices.IndexFunc(problems, func(d diag.Diagnostic) bool { return d.Code == "layout-font" })
		if at < 0 || problems[at].Pos.File != "layouts/card-bold.ttf" {
			t.Errorf("%v", problems)
		}
	}
	f.remove("layouts/card-bold.ttf")
	s := f.good("layouts/card-bold.ttf")
	for file := range s.Files() {
		if strings.HasPrefix(file.Path, "assets/card") {
			t.Errorf("%s is published", file.Path)
		}
	}
}
