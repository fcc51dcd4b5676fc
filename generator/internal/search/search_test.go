package search

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readout/generator/internal/output"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// siteOf makes a site of files: path in content/ → text.
func siteOf(t testing.TB, files map[string]string) *site.Site {
	t.Helper()
	dir := t.TempDir()
	for path, text := range files {
		full := filepath.Join(dir, "content", path)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	p, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var mu sync.Mutex
	var records []*site.Parsed
	new(source.Tree).Update(p.FS(), nil, func(f *source.File) {
		parsed := site.Parse(f)
		mu.Lock()
		records = append(records, parsed)
		mu.Unlock()
	})
	slices.SortFunc(records, func(a, b *site.Parsed) int { return strings.Compare(a.Path, b.Path) })
	s := site.New(site.Options{Today: site.Date{Year: 2026, Month: 1, Day: 31}}).With(records, nil)
	if problems := s.Problems(); problems.HasErrors() {
		t.Fatal(problems)
	}
	return s
}

func small() map[string]string {
	return map[string]string{
		"site.yaml": "title: Test\nbase_url: https://example.org/\nas_of: 2026-01-31\nlanguages: [en, ko]\n",
		"briefs/ports.md": "---\ntitle: On ports\nsummary: Ships wait longer.\nkey_points: [Count the hours.]\ndate: 2026-01-05\n" +
			"number: PB 7\ndoi: 10.1234/ports\nactors: [office]\ntopics: [harbours]\naliases: [old-ports]\n---\n\nAsk the [[office]] about <quays> & \"piers\".\n",
		"briefs/ports.ko.md":     "---\ntitle: 항구에 대하여\n---\n\n부두에서 기다린다.\n",
		"briefs/rivers.md":       "---\ntitle: On rivers\ndate: 2025-12-01\n---\n\nBarges.\n",
		"recommendations/r.yaml": "recommendations:\n  - id: close\n    title: Close the gate\n    text: Close it at night.\n    brief: ports\n    to: [office]\n    events:\n      - {date: 2024-01-05, type: issued, note: A remark.}\n",
		"actors/a.yaml":          "actors:\n  - {id: office, name: The Harbour Office, short_name: Office, kind: organisation, other_names: [{name: Hafenamt}]}\n",
		"topics/t.yaml":          "topics:\n  - {id: trade, title: Trade}\n  - {id: harbours, title: Harbours, broader: trade}\n",
		"sources/s.yaml":         "sources:\n  - {id: report, title: A report, publisher: Press, date: 2023}\n",
		"pages/about.md":         "---\ntitle: About\n---\n\nWho we are.\n",
	}
}

// read returns a file without its version and compression.
func read(t *testing.T, f output.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(f.Path, ".json") {
		return b.Bytes()
	}
	plain, err := io.ReadAll(flate.NewReader(bytes.NewReader(b.Bytes()[4:])))
	if err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	return plain
}

// opened is an index as a browser reads it.
type opened struct {
	manifest
	terms   map[string][]posting
	records [][]string
}

func open(t *testing.T, x *Index) *opened {
	t.Helper()
	o := &opened{terms: map[string][]posting{}}
	files := map[string][][]byte{}
	for f := range x.Files() {
		b := read(t, f)
		if strings.HasSuffix(f.Path, ".json") {
			if err := json.Unmarshal(b, &o.manifest); err != nil {
				t.Fatal(err)
			}
			continue
		}
		parts := strings.Split(strings.TrimSuffix(f.Path, ".bin"), "/")
		if i, err := strconv.Atoi(parts[2]); err != nil || i != len(files[parts[1]]) {
			t.Fatalf("%s is out of order", f.Path)
		}
		files[parts[1]] = append(files[parts[1]], b)
	}
	for _, e := range decodedTerms(t, files["terms"]) {
		o.terms[e.term] = readBack(e.postings)
	}
	for _, b := range files["records"] {
		var list [][]string
		if err := json.Unmarshal(b, &list); err != nil {
			t.Fatalf("%v in %s", err, b)
		}
		o.records = append(o.records, list...)
	}
	return o
}

// has returns the ids of the records that have a term, in order.
func (o *opened) has(term string) []string {
	ids := []string{}
	for _, p := range o.terms[term] {
		ids = append(ids, o.records[p.doc][0])
	}
	return ids
}

func TestEveryTextOfARecordIsFound(t *testing.T) {
	o := open(t, New(siteOf(t, small())))
	for term, want := range map[string][]string{
		"ships": {"ports"}, "hours": {"ports"}, "piers": {"ports"}, "부두": {"ports"}, "항구": {"ports"},
		"night": {"close"}, "remark": {"close"}, "assessed": {"close"}, "press": {"report"}, "hafenamt": {"office"},
		"office":   {"ports", "close", "office"}, // by the text, the addressee, the name
		"harbours": {"ports", "harbours"}, "trade": {"ports", "harbours", "trade"},
		"=ports": {"ports"}, "=old-ports": {"ports"}, "=pb 7": {"ports"}, "=10.1234/ports": {"ports"}, "=on ports": {"ports"}, "=office": {"office"},
		"#topic/trade": {"ports", "harbours", "trade"}, "#actor/office": {"ports", "close", "office"},
		"#year/2026": {"ports"}, "#year/2024": {"close"}, "#state/not_assessed": {"close"}, "who": {"about"},
		"nowhere": {},
	} {
		if got := o.has(term); !slices.Equal(got, want) {
			t.Errorf("%q is in %q, want %q", term, got, want)
		}
	}
}

func TestRecordsSayWhatAResultShows(t *testing.T) {
	o := open(t, New(siteOf(t, small())))
	want := map[string][]string{
		"ports":  {"ports", "On ports", "Ships wait longer.", "", "5 January 2026", "", "항구에 대하여"},
		"rivers": {"rivers", "On rivers", "Barges.", "", "1 December 2025"},
		"close":  {"close", "Close the gate", "Close it at night.", "not_assessed"},
		"office": {"office", "The Harbour Office", "", "", "", "", "Hafenamt"},
		"report": {"report", "A report", "Press", "", "2023"},
		"about":  {"about", "About", "Who we are."},
	}
	for _, r := range o.records {
		if w, ok := want[r[0]]; ok && !slices.Equal(r, w) {
			t.Errorf("%s shows %q, want %q", r[0], r, w)
		}
	}
	n := 0
	for _, k := range o.Kinds {
		n += k.Count
	}
	if n != len(o.records) || n != o.Records {
		t.Errorf("there are %d records of all kinds, %d in the files and %d in the manifest", n, len(o.records), o.Records)
	}
}

func TestTheIndexIsTheSameHoweverManyWorkersMakeIt(t *testing.T) {
	briefs := 150
	if testing.Short() {
		briefs = 40
	}
	s := siteOf(t, many(briefs))
	want := build(s, 1)
	for _, workers := range []int{2, 3, 8} {
		got := build(s, workers)
		if got.version != want.version || !bytes.Equal(got.manifest, want.manifest) {
			t.Errorf("%d workers make another index than one", workers)
		}
		if diff := cmp.Diff(want.shards, got.shards); diff != "" {
			t.Errorf("%d workers: %s", workers, diff)
		}
	}
}

func TestFindFindsWhatFilesYields(t *testing.T) {
	x := New(siteOf(t, small()))
	n := 0
	for f := range x.Files() {
		n++
		found, ok := x.Find(f.Path)
		if !ok || found.Path != f.Path || !bytes.Equal(read(t, f), read(t, found)) {
			t.Errorf("%s is not found as it is", f.Path)
		}
	}
	if n < 5 {
		t.Errorf("there are only %d files", n)
	}
	for _, path := range []string{"search", "search/", "search/index.html", "search/terms/0", "search/terms/00.bin", "search/terms/-1.bin", "search/terms/9999.bin", "search/other/0.bin", "search/terms/0.bin/x", "manifest.json"} {
		if _, ok := x.Find(path); ok {
			t.Errorf("%q is found", path)
		}
	}
}

func TestThePublicationCanDoWithoutAnIndex(t *testing.T) {
	files := small()
	files["site.yaml"] += "outputs: {search: false}\n"
	x := New(siteOf(t, files))
	for f := range x.Files() {
		t.Errorf("%s is written", f.Path)
	}
	if _, ok := x.Find("search/manifest.json"); ok {
		t.Error("the manifest is found")
	}
}

func TestEveryFileCarriesTheVersion(t *testing.T) {
	files := small()
	one := New(siteOf(t, files))
	files["pages/about.md"] += "More.\n"
	other := New(siteOf(t, files))
	for _, x := range []*Index{one, other} {
		for f := range x.Files() {
			if strings.HasSuffix(f.Path, ".json") {
				continue
			}
			var b bytes.Buffer
			if err := f.Write(&b); err != nil {
				t.Fatal(err)
			}
			if v := binary.BigEndian.Uint32(b.Bytes()); v != x.built().version {
				t.Errorf("%s has the version %x, the index %x", f.Path, v, x.built().version)
			}
		}
	}
	if one.built().version == other.built().version {
		t.Error("two indexes have one version")
	}
}

// many is a publication of n briefs with five recommendations each, in words
// of which few are rare.
func many(n int) map[string]string {
	words := strings.Fields("access account adapt agency agree allot annual assess audit balance bank benefit board border budget carbon care charge city climate coast code common cost council court credit crisis data debt deliver demand duty early earn east economy edge effect energy enforce equal error estate ethic evidence exempt expert export face fair family farm finance fiscal fish flood food forest found fund gap")
	files := map[string]string{"site.yaml": "title: Test\nbase_url: https://example.org/\nas_of: 2026-01-31\n"}
	text := func(seed, length int) string {
		var b strings.Builder
		r := rand.New(rand.NewPCG(uint64(seed), uint64(length)))
		for i := range length {
			if i%2 == 0 {
				b.WriteString("con") // so that some beginning has more than can be read one by one
			}
			b.WriteString(words[r.IntN(len(words))])
			b.WriteByte(" .\n"[min(i%9, 1)])
		}
		return strings.TrimSpace(b.String())
	}
	for i := range n {
		id := fmt.Sprintf("brief-%05d", i)
		files["briefs/"+id+".md"] = fmt.Sprintf("---\ntitle: %q\ndate: 20%02d-01-05\n---\n\n%s\n", text(i, 4), 10+i%15, text(i, 300))
		var r strings.Builder
		r.WriteString("recommendations:\n")
		for j := range 5 {
			fmt.Fprintf(&r, "  - id: %s.%d\n    title: %q\n    text: %q\n    brief: %s\n", id, j, text(i+j, 6), text(i*j, 30), id)
		}
		files["recommendations/"+id+".yaml"] = r.String()
	}
	return files
}

func TestFilesAreSmallEnoughToBeFetchedWhileTyping(t *testing.T) {
	x := New(siteOf(t, many(400)))
	o := open(t, x)
	b := x.built()
	for i, f := range b.shards["terms"] {
		if len(f) > termsFile+o.Records/2 {
			t.Errorf("terms/%d has %d bytes", i, len(f))
		}
		if o.Sizes[i] != len(f) {
			t.Errorf("the manifest says that terms/%d has %d bytes; it has %d", i, o.Sizes[i], len(f))
		}
	}
	for folder, most := range map[string]int{"records": 16 << 10, "starts": wordsFile + 200, "ends": wordsFile + 200} {
		for i, f := range b.shards[folder] {
			if len(f) > most {
				t.Errorf("%s/%d has %d bytes", folder, i, len(f))
			}
		}
	}
	// No beginning that can be typed leads to more than a few files.
	starts := strings.Split(o.Terms, "\n")
	every := strings.Split(o.Every, "\n")
	for term := range o.terms {
		if !isWord(term) || strings.HasSuffix(term, everyPrefix) || len(term) < 2 {
			continue
		}
		beginning := term[:2]
		if slices.Contains(every, beginning) {
			continue
		}
		size := 0
		for i, first := range starts {
			last := i+1 == len(starts) || starts[i+1] > beginning
			if last && first < beginning+"\xff" {
				size += len(b.shards["terms"][i])
			}
		}
		if size > everyLimit+2*(termsFile+o.Records/2) {
			t.Errorf("what begins with %q stands in %d bytes", beginning, size)
		}
	}
	if len(every) < 2 {
		t.Error("no beginning has a term of its own, so nothing was tested")
	}
}

func TestABeginningHasTheRecordsOfAllItsWords(t *testing.T) {
	o := open(t, New(siteOf(t, many(400))))
	checked := 0
	for _, beginning := range strings.Split(o.Every, "\n") {
		want := map[uint32]uint8{}
		for term, ps := range o.terms {
			if strings.HasPrefix(term, beginning) && term != beginning+everyPrefix && term != beginning {
				for _, p := range ps {
					if l, ok := want[p.doc]; !ok || p.level > l {
						want[p.doc] = p.level
					}
				}
			}
		}
		got := map[uint32]uint8{}
		for _, p := range o.terms[beginning+everyPrefix] {
			got[p.doc] = p.level
		}
		for doc, level := range want {
			if l, ok := got[doc]; !ok || l < level {
				t.Fatalf("%s* has record %d at %d (%t), its words at %d", beginning, doc, l, ok, level)
			}
		}
		checked++
	}
	if checked == 0 {
		t.Error("there is no beginning to check")
	}
}

// BenchmarkBuild makes the index of 500 briefs and 2,500 recommendations with
// one worker, so that its time is that of the processor.
func BenchmarkBuild(b *testing.B) {
	s := siteOf(b, many(500))
	for b.Loop() {
		build(s, 1)
	}
}
