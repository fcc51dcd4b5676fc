package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readout/generator/internal/output"
)

// site is what was published: path → contents, without the sums.
var site = map[string]string{
	"index.html":            "home",
	"404.html":              "not here",
	"_headers":              "for the host",
	"briefs/x/index.html":   "brief x",
	"briefs/x/index.json":   "{}",
	"briefs/x/a b%20#?.csv": "a name\n",
	"data/build.json":       "{}",
}

// sumsOf is the file of sums of some files.
func sumsOf(files map[string]string) string {
	var text []byte
	for _, path := range slices.Sorted(maps.Keys(files)) {
		text = output.AppendSum(text, output.Sum{Path: path, Hash: sha256.Sum256([]byte(files[path]))})
	}
	return string(text)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// copyOf is a copy of the site with some files changed; "" takes one away.
func copyOf(changes map[string]string) map[string]string {
	files := maps.Clone(site)
	files[output.SumsFile] = sumsOf(site)
	maps.Copy(files, changes)
	maps.DeleteFunc(files, func(_, text string) bool { return text == "" })
	return files
}

func onDisk(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// findings are compared with their reasons left out.
func wantFindings(t *testing.T, what string, r Result, want ...Finding) {
	t.Helper()
	got := slices.Clone(r.Findings)
	for i := range got {
		got[i].Why = ""
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestAWholeCopyIsFoundWhole(t *testing.T) {
	dir := onDisk(t, copyOf(nil))
	checked := 0
	last := make(chan int, 100)
	r, err := Folder(t.Context(), dir, Options{Progress: func(n int) { last <- n }})
	close(last)
	for n := range last {
		checked = max(checked, n)
	}
	if err != nil || r.Files != len(site) || r.Sums != hashOf(sumsOf(site)) || checked != len(site) {
		t.Errorf("%+v, %v; %d checked", r, err, checked)
	}
	wantFindings(t, "a whole copy", r)
}

func TestWhatDiffersInAFolderIsNamed(t *testing.T) {
	dir := onDisk(t, copyOf(map[string]string{
		"index.html": "hame", "briefs/x/index.json": "", "briefs/x/new.html": "new", ".git/config": "mine",
	}))
	if err := os.Symlink("index.html", filepath.Join(dir, "link.html")); err != nil {
		t.Fatal(err)
	}
	// A folder and a symlink in the place of files, though what it leads to is right.
	must(t, os.Remove(filepath.Join(dir, "404.html")))
	must(t, os.Mkdir(filepath.Join(dir, "404.html"), 0o777))
	must(t, os.Rename(filepath.Join(dir, "_headers"), filepath.Join(dir, "headers")))
	must(t, os.Symlink("headers", filepath.Join(dir, "_headers")))
	differ := []Finding{
		{".git/config", Extra, ""},
		{"404.html", Changed, ""},
		{"_headers", Changed, ""},
		{"briefs/x/index.json", Missing, ""},
		{"briefs/x/new.html", Extra, ""},
		{"headers", Extra, ""},
		{"index.html", Changed, ""},
		{"link.html", Extra, ""},
	}
	r, err := Folder(t.Context(), dir, Options{})
	must(t, err)
	wantFindings(t, "a damaged copy", r, differ...)
	if n := r.Count(Changed); n != 3 {
		t.Errorf("%d changed, want 3", n)
	}
	r, err = Folder(t.Context(), dir, Options{Extra: true})
	must(t, err)
	wantFindings(t, "with extra files allowed", r, slices.DeleteFunc(differ, func(f Finding) bool { return f.Kind == Extra })...)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestNothingOutsideOfTheCopyIsRead(t *testing.T) {
	outside := onDisk(t, map[string]string{"index.html": "brief x", "index.json": "{}"})
	files := copyOf(map[string]string{"briefs/x/index.html": "", "briefs/x/index.json": "", "briefs/x/a b%20#?.csv": ""})
	dir := onDisk(t, files)
	must(t, os.MkdirAll(filepath.Join(dir, "briefs"), 0o777))
	must(t, os.Symlink(outside, filepath.Join(dir, "briefs", "x")))
	r, err := Folder(t.Context(), dir, Options{})
	must(t, err)
	wantFindings(t, "a folder that is a symlink to another place", r,
		Finding{"briefs/x", Extra, ""}, Finding{"briefs/x/a b%20#?.csv", Unread, ""}, Finding{"briefs/x/index.html", Unread, ""}, Finding{"briefs/x/index.json", Unread, ""})
}

func TestSumsThatAreNotTheExpectedOnesAreTheFinding(t *testing.T) {
	right := hashOf(sumsOf(site))
	forged := maps.Clone(site)
	forged["index.html"] = "forged"
	for name, c := range map[string]struct {
		files map[string]string
		sums  string
		why   string // "" for none
	}{
		"expected":      {copyOf(nil), right, ""},
		"forged whole":  {copyOf(map[string]string{"index.html": "forged", output.SumsFile: sumsOf(forged)}), right, "its SHA-256 is " + hashOf(sumsOf(forged))},
		"cut off":       {copyOf(map[string]string{output.SumsFile: strings.TrimSuffix(sumsOf(site), "\n")}), "", "line 7 is not a sum and a path"},
		"a page":        {copyOf(map[string]string{output.SumsFile: "<!doctype html>\n"}), "", "line 1 is not a sum and a path"},
		"path upwards":  {copyOf(map[string]string{output.SumsFile: strings.Repeat("0", 64) + "  ../../etc/passwd\n"}), "", "line 1 is not a sum and a path"},
		"forged unseen": {copyOf(map[string]string{"index.html": "forged", output.SumsFile: sumsOf(forged)}), "", ""},
	} {
		r, err := Folder(t.Context(), onDisk(t, c.files), Options{Sums: c.sums})
		must(t, err)
		var want []Finding
		if c.why != "" {
			want = []Finding{{output.SumsFile, Changed, c.why}}
		}
		if !slices.Equal(r.Findings, want) {
			t.Errorf("%s: %v, want %v", name, r.Findings, want)
		}
	}
}

func TestAFolderThatCannotBeCheckedIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o666))
	linked := t.TempDir()
	must(t, os.Symlink("elsewhere", filepath.Join(linked, output.SumsFile)))
	for dir, want := range map[string]string{
		filepath.Join(file, "x"):       "cannot be opened: not a directory",
		file:                           "cannot be opened: not a directory",
		filepath.Join(linked, "no"):    "cannot be opened: no such file or directory",
		onDisk(t, map[string]string{}): "there is no SHA256SUMS in ",
		linked:                         "cannot be read: it is no regular file",
	} {
		if r, err := Folder(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v, want %s", dir, r, err, want)
		}
	}
}

func TestReadingStopsAtTheLimit(t *testing.T) {
	text := strings.Repeat("x", 3<<20)
	if b, err := io.ReadAll(atMost(strings.NewReader(text), 3<<20)); err != nil || len(b) != len(text) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if _, err := io.ReadAll(atMost(strings.NewReader(text+"x"), 3<<20)); err == nil || err.Error() != "it has more than 3 MB" {
		t.Errorf("one byte too many: %v", err)
	}
}
