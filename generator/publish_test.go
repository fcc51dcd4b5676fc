package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"readout/generator/internal/output"
)

// edition writes one of two editions of a publication in which every brief
// leads to the next ones. They share most briefs; each has some of its own.
func edition(t *testing.T, dir, name string) {
	t.Helper()
	const shared, own = 8, 4
	if err := os.RemoveAll(filepath.Join(dir, "content")); err != nil {
		t.Fatal(err)
	}
	write := func(path, text string) {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for i := range shared {
		ids = append(ids, fmt.Sprintf("brief-%d", i))
	}
	for i := range own {
		ids = append(ids, fmt.Sprintf("only-%s-%d", name, i))
	}
	write("content/site.yaml", "title: Edition "+name+"\nbase_url: https://example.org/\nas_of: 2026-01-31\noutputs: {revisions: false}\n")
	for i, id := range ids {
		next, after := ids[(i+1)%len(ids)], ids[(i+7)%len(ids)]
		write("content/briefs/"+id+".md", fmt.Sprintf("---\ntitle: Brief %s\ndate: 2026-01-05\n---\n\nSee [[%s]] and [[%s]].\n", id, next, after))
	}
}

// contents reads all files below a folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, path))
		found[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var links = regexp.MustCompile(`(?:href|src)="(/[^"#?]*)`)

// TestSIGKILLAtRandomMomentsLosesNoPage kills the program while it publishes
// one edition over the other: at moments spread over a whole build, and over
// the few milliseconds in which the output folder changes. What it leaves must
// work, and the next build must make exactly the site of it. READOUT_KILLS says
// how many builds are killed.
func TestSIGKILLAtRandomMomentsLosesNoPage(t *testing.T) {
	dir := t.TempDir()
	build := func(args ...string) *exec.Cmd {
		return exec.Command("readout", append([]string{"-C", dir, "build"}, args...)...)
	}
	clean := map[string]map[string]string{}
	var took time.Duration
	for _, name := range []string{"a", "b"} {
		edition(t, dir, name)
		start := time.Now()
		if out, err := build("--out", "clean-"+name).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		took = time.Since(start)
		clean[name] = contents(t, filepath.Join(dir, "clean-"+name))
	}
	public := filepath.Join(dir, "public")
	announced := filepath.Join(dir, ".readout", "manifest.announced")
	if out, err := build().CombinedOutput(); err != nil { // edition b
		t.Fatalf("%v\n%s", err, out)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	rounds := 12
	if n, err := strconv.Atoi(os.Getenv("READOUT_KILLS")); err == nil {
		rounds = n
	}
	killed, within := 0, 0
	before := "b"
	for round := range rounds {
		after := map[string]string{"a": "b", "b": "a"}[before]
		edition(t, dir, after)
		cmd := build()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		if round%3 == 0 {
			time.Sleep(time.Duration(random.Int64N(int64(took))))
		} else { // as soon as it is seen to change the folder, or a little later
			for over := false; !over; {
				if _, err := os.Lstat(announced); err == nil {
					break
				}
				select {
				case err := <-ended:
					ended <- err
					over = true
				default:
				}
			}
			time.Sleep(time.Duration(random.Int64N(int64(4 * time.Millisecond))))
		}
		_ = cmd.Process.Kill() // it may have ended by itself
		if err := <-ended; err != nil {
			killed++
		}
		if _, err := os.Lstat(announced); err == nil {
			within++
		}
		wantNothingLost(t, contents(t, public), clean[before], clean[after])
		if round%4 == 3 { // the author goes back
			edition(t, dir, before)
			after = before
		}
		if out, err := build().CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) == 0 {
			t.Fatalf("%v\n%s", err, out)
		}
		if got := contents(t, public); !maps.Equal(got, clean[after]) {
			t.Fatalf("round %d: the next build does not make edition %s exactly", round, after)
		}
		for _, name := range []string{announced, announced + ".readout-tmp", filepath.Join(dir, ".readout", "manifest.readout-tmp"), filepath.Join(dir, ".readout", "manifest.staging")} {
			if _, err := os.Lstat(name); err == nil {
				t.Fatalf("round %d: %s is left over", round, name)
			}
		}
		before = after
	}
	t.Logf("%d of %d builds were killed, %d while the folder changed", killed, rounds, within)
	if killed == 0 {
		t.Error("no build was killed")
	}
}

// wantNothingLost wants each file whole, as it was or is to be, those of both
// editions there, and no link that leads nowhere on a page that both have.
func wantNothingLost(t *testing.T, now, before, after map[string]string) {
	t.Helper()
	for path, text := range now {
		old, was := before[path]
		later, stays := after[path]
		if !(was && text == old || stays && text == later) {
			t.Fatalf("%s is in neither edition, with %d bytes", path, len(text))
		}
	}
	for file := range before {
		if _, stays := after[file]; !stays {
			continue
		}
		text, there := now[file]
		if !there {
			t.Fatalf("%s is gone, though both editions have it", file)
		}
		if path.Ext(file) != ".html" {
			continue
		}
		for _, link := range links.FindAllStringSubmatch(text, -1) {
			target := strings.TrimPrefix(link[1], "/")
			if target == "" || strings.HasSuffix(target, "/") {
				target += "index.html"
			}
			if _, there := now[target]; !there {
				t.Fatalf("%s leads to %s, which is not there", file, target)
			}
		}
	}
}

func TestABuildThatFindsAnotherSaysWhoThatIs(t *testing.T) {
	dir := t.TempDir()
	edition(t, dir, "a")
	publishing, done := make(chan struct{}), make(chan struct{})
	other := make(chan error)
	go func() {
		_, err := output.Publish(t.Context(), output.Options{
			Dir: filepath.Join(dir, "public"), Manifest: filepath.Join(dir, ".readout", "manifest"), Holder: holder(time.Unix(1.8e9, 0)),
		}, slices.Values([]output.File{{Path: "index.html", Write: func(io.Writer) error {
			close(publishing)
			<-done
			return nil
		}}}))
		other <- err
	}()
	<-publishing
	out, err := exec.Command("readout", "-C", dir, "build").CombinedOutput()
	close(done)
	if err := <-other; err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("another build is publishing at the moment: process %d on ", os.Getpid())
	if err == nil || !strings.Contains(string(out), want) || !strings.Contains(string(out), "since 2027-01-15 08:00:00 UTC") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAClockThatGoesBackHidesNoEdit builds in 2040 by the clock, and again
// twenty years earlier.
func TestAClockThatGoesBackHidesNoEdit(t *testing.T) {
	dir := t.TempDir()
	edition(t, dir, "a")
	build := func(year int) string {
		var out, problems bytes.Buffer
		e := environment{stdout: &out, stderr: &problems, getenv: func(string) string { return "" }, now: func() time.Time { return time.Date(year, 1, 2, 3, 4, 5, 0, time.UTC) }}
		if exit := run(context.Background(), []string{"-C", dir, "build"}, e); exit != exitDone {
			t.Fatalf("exit status %d\n%s", exit, problems.String())
		}
		return out.String()
	}
	future := time.Date(2040, 1, 2, 3, 4, 5, 0, time.UTC)
	stamp := func(names ...string) {
		for _, name := range names {
			if err := os.Chtimes(filepath.Join(dir, name), future, future); err != nil {
				t.Fatal(err)
			}
		}
	}
	page, text := "public/briefs/brief-0/index.html", "content/briefs/brief-0.md"
	stamp(text)
	build(2040)
	stamp(page, ".readout/manifest")
	build(2040)
	was, err := os.ReadFile(filepath.Join(dir, text))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, text), bytes.ReplaceAll(was, []byte("See"), []byte("Zee")), 0o666); err != nil { // the same size
		t.Fatal(err)
	}
	stamp(text) // and the same time
	build(2020)
	if !strings.Contains(contents(t, filepath.Join(dir, "public"))["briefs/brief-0/index.html"], "Zee") {
		t.Error("the edit is not published")
	}
	if out := build(2020); !strings.Contains(out, " 0 written, 0 removed") {
		t.Error(out)
	}
}
