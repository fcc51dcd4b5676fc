package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"readout/generator/internal/build"
)

// The benchmarks of whole builds and saves, in this process: `make bench` runs
// them at several sizes and beside them whole processes, `make profile` profiles
// them. READOUT_N is how many briefs the publication has.

func benchSize(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("READOUT_N"))
	if err != nil {
		return 1000
	}
	if n < 60 {
		b.Fatal("READOUT_N is below 60, the smallest publication that is sound")
	}
	return n
}

// plainSite writes a publication of n briefs with layouts that show what the
// peers' benchmark sites show, and without the outputs that those lack.
func plainSite(t testing.TB, dir string, n int) {
	t.Helper()
	corpus(t, dir, n)
	settings := filepath.Join(dir, "content", "site.yaml")
	text, err := os.ReadFile(settings)
	if err == nil {
		text = append(text, "outputs: {proof: false, revisions: false, tracker: false, twins: false, record_feeds: false, search: false, tables: false, calendars: false, headers: false, cards: false}\n"...)
		err = os.WriteFile(settings, text, 0o666)
	}
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "layouts"), os.DirFS(filepath.Join("testdata", "plain")))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkCleanBuild builds into an empty folder, without a cache.
func BenchmarkCleanBuild(b *testing.B) {
	dir := b.TempDir()
	plainSite(b, dir, benchSize(b))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		for _, made := range []string{"public", ".readout"} {
			if err := os.RemoveAll(filepath.Join(dir, made)); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		benchBuild(b, dir)
	}
}

func benchBuild(b *testing.B, dir string) {
	var out bytes.Buffer
	env := environment{stdout: &out, stderr: &out, getenv: getenv(nil), now: time.Now}
	if status := run(b.Context(), []string{"-C", dir, "build"}, env); status != exitDone {
		b.Fatalf("exit status %d:\n%s", status, &out)
	}
}

// BenchmarkSave makes the next snapshot after a save and renders a page that
// shows the change, as the development server does.
func BenchmarkSave(b *testing.B) {
	n := benchSize(b)
	dir := b.TempDir()
	plainSite(b, dir, n)
	p, err := environment{dir: dir, now: time.Now}.openProject(build.Options{Serve: true})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	if s, problems := p.Build(b.Context(), nil); s == nil {
		b.Fatal(problems)
	}
	for _, save := range saves {
		b.Run(fmt.Sprintf("%s/%d", save.what, n), func(b *testing.B) {
			b.ReportAllocs()
			for k := 0; b.Loop(); k++ {
				b.StopTimer()
				save.write(b, dir, k)
				b.StartTimer()
				save.show(b, p)
			}
		})
	}
}

// save is a change that an author makes, and a page on which it shows.
type save struct {
	what, file, page string
	old              *regexp.Regexp
	now              func(k int) string
}

var saves = []save{
	{"prose", "content/briefs/brief-00042.md", "briefs/brief-00042/index.html", regexp.MustCompile(`revision r\d+`), func(k int) string { return fmt.Sprintf("revision r%d", k) }},
	{"event", "content/recommendations/brief-00042.yaml", "recommendations/brief-00042-r1/index.html", regexp.MustCompile(`type: issued(, note: .*)?}`), func(k int) string { return fmt.Sprintf("type: issued, note: Said %d times}", k) }},
	{"layout", "layouts/base.html", "briefs/brief-00042/index.html", regexp.MustCompile(`Layout r\d+`), func(k int) string { return fmt.Sprintf("Layout r%d", k) }},
}

func (s save) write(t testing.TB, dir string, k int) {
	path := filepath.Join(dir, filepath.FromSlash(s.file))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !s.old.Match(text) {
		t.Fatalf("%s has nothing to change", s.file)
	}
	if err := os.WriteFile(path, s.old.ReplaceAll(text, []byte(s.now(k))), 0o666); err != nil {
		t.Fatal(err)
	}
}

func (s save) show(t testing.TB, p *project) {
	snapshot, problems := p.Build(t.Context(), []string{s.file})
	if snapshot == nil {
		t.Fatal(problems)
	}
	f, ok := snapshot.Find(s.page)
	if !ok {
		t.Fatalf("%s is missing", s.page)
	}
	if err := f.Write(io.Discard); err != nil {
		t.Fatal(err)
	}
}
