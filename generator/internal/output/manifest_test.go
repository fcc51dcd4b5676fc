package output

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALostManifestCostsNoWrites(t *testing.T) {
	for name, spoil := range map[string]func(text string) string{
		"removed":   nil,
		"empty":     func(string) string { return "" },
		"cut off":   func(text string) string { return text[:len(text)-80] },
		"garbage":   func(string) string { return strings.Repeat("\x00\xff\n", 400) },
		"changed":   func(text string) string { return strings.Replace(text, "briefs/x", "briefs/q", 1) },
		"version 9": func(text string) string { return strings.Replace(text, "manifest 3", "manifest 9", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			o := place(t)
			mustPublish(t, o, siteA)
			text, err := os.ReadFile(o.Manifest)
			if err != nil {
				t.Fatal(err)
			}
			if spoil == nil {
				err = os.RemoveAll(filepath.Dir(o.Manifest))
			} else {
				err = os.WriteFile(o.Manifest, []byte(spoil(string(text))), 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
			if r := mustPublish(t, o, siteA); r.Written != 0 || r.Unchanged != 6 {
				t.Errorf("report %+v, want everything unchanged", r)
			}
			again, err := os.ReadFile(o.Manifest)
			if err != nil || string(again) != string(text) {
				t.Errorf("the manifest was not restored (%v)", err)
			}
		})
	}
}

func TestAManifestCannotNameFilesElsewhere(t *testing.T) {
	o := place(t)
	outside := filepath.Join(filepath.Dir(o.Dir), "outside.txt")
	writeTree(t, filepath.Dir(o.Dir), tree{"outside.txt": "mine"})
	mustPublish(t, o, siteA)
	fi, err := os.Stat(outside)
	if err != nil {
		t.Fatal(err)
	}
	r := record{path: "../outside.txt", size: fi.Size(), mtime: fi.ModTime().UnixNano()}
	if err := saveManifest(&disk{}, o.Manifest, origin{}, []record{r}); err != nil {
		t.Fatal(err)
	}
	o.Force = true // nothing is known of what is there
	mustPublish(t, o, siteB)
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}

func FuzzLoadManifest(f *testing.F) {
	dir := f.TempDir()
	file := filepath.Join(dir, "manifest")
	if err := saveManifest(&disk{}, file, origin{pages: 7, note: "a note"}, []record{{path: "a b/c.html", size: 3, mtime: -5}}); err != nil {
		f.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(manifestFormat))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
		_, records := loadManifest(file)
		for _, r := range records {
			if !validPath(r.path) {
				t.Errorf("the manifest yields %q", r.path)
			}
		}
	})
}
