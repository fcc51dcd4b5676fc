package output

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// withSums adds the file of sums, worked out here once more.
func withSums(files tree) tree {
	all := maps.Clone(files)
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256([]byte(files[path])), path)
	}
	all[SumsFile] = b.String()
	return all
}

func TestTheSumsNameEveryFileAndAreWrittenWhenTheyDiffer(t *testing.T) {
	o := place(t)
	o.Sums = true
	for _, step := range []struct {
		site tree
		want Report
	}{
		{siteA, Report{Files: 7, Written: 7}},
		{siteA, Report{Files: 7, Unchanged: 7}},
		{siteB, Report{Files: 8, Written: 6, Unchanged: 2, Removed: 2}},
	} {
		all := withSums(step.site)
		step.want.Sums = sha256.Sum256([]byte(all[SumsFile]))
		if r := mustPublish(t, o, step.site); r != step.want {
			t.Errorf("report %+v, want %+v", r, step.want)
		}
		wantTree(t, o.Dir, all)
	}
	o.Sums = false
	if r := mustPublish(t, o, siteB); r.Removed != 1 || r.Sums != [32]byte{} {
		t.Errorf("without sums: %+v", r)
	}
	wantTree(t, o.Dir, siteB)
}

func TestStandingKnowsTheHashOfTheSums(t *testing.T) {
	o := place(t)
	o.Sums, o.Inputs = true, [32]byte{1}
	want := mustPublish(t, o, siteA).Sums
	if r, _, ok := Standing(o); !ok || r.Sums != want || r.Files != 7 {
		t.Errorf("%+v, %t, want %x", r, ok, want)
	}
}

func TestSumsThatWereLostOrChangedAreMended(t *testing.T) {
	o := place(t)
	o.Sums = true
	mustPublish(t, o, siteA)
	writeTree(t, o.Dir, tree{SumsFile: "spoilt"})
	mustPublish(t, o, siteA)
	wantTree(t, o.Dir, withSums(siteA))
	if err := os.Remove(filepath.Join(o.Dir, SumsFile)); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, o, siteA)
	wantTree(t, o.Dir, withSums(siteA))
}

// More than what is written at once.
func TestSumsOfManyFiles(t *testing.T) {
	o := place(t)
	o.Sums = true
	many := tree{}
	for i := range 500 {
		many[fmt.Sprintf("%s%d.html", strings.Repeat("long/", 40), i)] = fmt.Sprint(i)
	}
	mustPublish(t, o, many)
	wantTree(t, o.Dir, withSums(many))
}

func TestAFileInThePlaceOfTheSumsIsAnError(t *testing.T) {
	for path, want := range map[string]error{SumsFile: ErrDuplicate, SumsFile + "/x.html": ErrFolder} {
		o := place(t)
		o.Sums = true
		_, err := Publish(t.Context(), o, tree{path: "x", "index.html": "home", "a-z.html": "x"}.files())
		var failed Errors
		if !errors.As(err, &failed) || len(failed) != 1 || failed[0].Path != SumsFile || !errors.Is(failed[0], want) {
			t.Errorf("%s: %v", path, err)
		}
		if found := readTree(t, o.Dir); len(found) > 0 {
			t.Errorf("%s: something was published: %v", path, found)
		}
	}
}

// Paths that sha256sum writes in a way of its own.
var odd = tree{"a b.html": "1", `back\slash.html`: "2", "*star.html": "3", " space.html": "4", "ü.html": "5", "-": "6"}

func TestSumsAreReadBack(t *testing.T) {
	o := place(t)
	o.Sums = true
	mustPublish(t, o, odd)
	text, err := os.ReadFile(filepath.Join(o.Dir, SumsFile))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := ParseSums(text)
	if err != nil || len(sums) != len(odd) {
		t.Fatalf("%v, %v", sums, err)
	}
	for _, s := range sums {
		if s.Hash != sha256.Sum256([]byte(odd[s.Path])) {
			t.Errorf("another sum of %q", s.Path)
		}
	}
}

// What GNU sha256sum 9 writes for the same files.
func TestSumsAreThoseOfTheUsualTool(t *testing.T) {
	o := place(t)
	o.Sums = true
	mustPublish(t, o, odd)
	const want = `4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce  *star.html
e7f6c011776e8db7cd330b54174fd76f7d0216b612387a5ffcfb81e6f0919683  -
4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a   space.html
6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a b.html
\d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35  back\\slash.html
ef2d127de37b942baad06145e54b0c619a1f22327b2ebbcfbec78f5564afe39d  ü.html
`
	lines := func(text string) []string { return slices.Sorted(strings.Lines(text)) }
	if diff := cmp.Diff(lines(want), lines(readTree(t, o.Dir)[SumsFile])); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func FuzzParseSums(f *testing.F) {
	hash := strings.Repeat("0a", 32)
	for _, text := range []string{
		"", hash + "  index.html\n", hash + " *a/b.html\r\n", `\` + hash + `  a\\b.html` + "\n", hash + "  a\n" + hash + "  a\n",
		hash + "  cut off", hash + "  ../up\n", hash + "  /root\n", "short  x\n", strings.Repeat("g", 64) + "  x\n", hash + " x\n", "\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		sums, err := ParseSums(text)
		if err != nil {
			return
		}
		var again []record
		for _, s := range sums {
			if !validPath(s.Path) {
				t.Errorf("%q is taken for the path of a file", s.Path)
			}
			again = append(again, record{path: s.Path, hash: s.Hash})
		}
		var b strings.Builder
		if err := writeSums(&b, again); err != nil {
			t.Fatal(err)
		}
		back, err := ParseSums([]byte(b.String()))
		if err != nil || !slices.Equal(back, sums) {
			t.Errorf("%q is written as %q, which is read as %v (%v)", text, b.String(), back, err)
		}
	})
}

func TestDamagedSumsAreErrorsWithTheirLine(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	good := hash + "  index.html\n"
	for text, want := range map[string]string{
		good + hash + "  cut":                "line 2 is not a sum and a path",
		good + good:                          `line 2 names "index.html" a second time`,
		good + hash + "  ../up\n":            "line 2 is not a sum and a path",
		"<!doctype html>\n":                  "line 1 is not a sum and a path",
		good + "\n":                          "line 2 is not a sum and a path",
		strings.Repeat("x", 64) + "  x\n":    "line 1 is not a sum and a path",
		good + hash + "  a/\x01control.js\n": "line 2 is not a sum and a path",
	} {
		if _, err := ParseSums([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
