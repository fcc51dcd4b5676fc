package build

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readout/generator/internal/diag"
	"readout/generator/internal/site"
)

// secrets are words that stand nowhere but in what is not published: in records,
// the names of their files, and files beside them. Each says where.
type secrets struct{ words []string }

func (s *secrets) word(where string) string {
	w := "zq" + where + "xv"
	s.words = append(s.words, w)
	return w
}

// guarded returns a publication with a public record of every kind, and what
// it holds besides: a draft of every kind, a brief before publish_at and one
// after expires_at with their recommendations, translations and files. What is
// hidden points at all that is public. The files of mixed hold both.
func guarded(t *testing.T) (public, hidden, mixed publication, s *secrets) {
	s = &secrets{}
	public = publication{
		"content/site.yaml": "title: Test publication\nbase_url: https://example.org/\nas_of: 2026-01-31\nlanguages: [en, ko]\noutputs: {cards: true, citations: true}\n",
		"content/briefs/ports.md": "---\ntitle: On ports\ndate: 2026-01-05\nauthors: [writer]\nactors: [office]\ntopics: [trade]\nseries: Harbours\npart: 1\naliases: [old-ports]\n---\n\n" +
			"Ask the [[office]] about [[close]]; see [[treaty]] and [@report].\n\n```recommendations\nactor: office\n```\n\n```timeline\nactor: office\n```\n",
		"content/briefs/map/index.md":   "---\ntitle: A map\ndate: 2026-01-02\nseries: Harbours\npart: 2\n---\n\n![The strait](strait.jpg)\n",
		"content/briefs/map/strait.jpg": photo(t, 500, 200),
		"content/recommendations/r.yaml": "recommendations:\n  - id: close\n    title: Close it\n    text: Close the gate.\n    brief: ports\n    to: [{actor: office, due: 2026-06-01, respond_by: 2026-03-01}]\n    topics: [trade]\n    events:\n" +
			"      - {date: 2026-01-05, type: issued}\n      - {date: 2026-01-10, type: assessment, set: {assessed: started}, evidence: [report]}\n",
		"content/actors/a.yaml":      "actors:\n  - {id: office, name: The Office, kind: organisation}\n  - {id: writer, name: A Writer, kind: person}\n",
		"content/instruments/i.yaml": "instruments:\n  - {id: treaty, title: The treaty, kind: agreement, actors: [office]}\n",
		"content/topics/t.yaml":      "topics:\n  - {id: trade, title: Trade}\n",
		"content/events/e.yaml":      "events:\n  - {id: summit, title: The summit, date: 2026-01-07, actors: [office], recommendations: [close], sources: [report]}\n",
		"content/sources/s.yaml":     "sources:\n  - {id: report, title: A report, tier: 1}\n",
		"content/pages/about.md":     "---\ntitle: About\nnavigation: true\n---\n\nText.\n",
	}

	w := s.word
	// leads is a body that makes a backlink to everything that is public.
	leads := func(where string) string {
		return fmt.Sprintf("%s: [[office]], [[close]], [[treaty]], [[trade]], [[summit]], [[ports|%s]], [[about]] and [@report].\n", w(where+"body"), w(where+"label"))
	}
	brief := func(id, keys string) string {
		return fmt.Sprintf("---\ntitle: %s\nsubtitle: %s\nsummary: %s\nkey_points: [%s]\ndate: 2026-01-20\n%s\nauthors: [writer]\nactors: [office]\ntopics: [trade]\nseries: Harbours\npart: 3\naliases: [%s, /%s/page.html]\nnumber: %s\ncorrections: [{date: 2026-01-21, note: %s}]\n---\n\n## %s\n\n%s",
			w(id+"title"), w(id+"subtitle"), w(id+"summary"), w(id+"point"), keys, w(id+"alias"), w(id+"path"), w(id+"number"), w(id+"correction"), w(id+"heading"), leads(id))
	}
	recommendation := func(id, keys string) string {
		return fmt.Sprintf("  - id: %s\n    title: %s\n    text: %s of the [[office]]\n%s    kind: %s\n    topics: [trade]\n    to: [{actor: office, due: 2026-02-10, respond_by: 2026-02-08}, {actor: writer, due_text: %s}]\n    priority: {level: high, reason: %s}\n    closure_criteria: [%s]\n    relations: [{type: supersedes, target: close, note: %s}]\n"+
			"    events:\n      - {date: 2026-01-06, type: issued}\n      - {date: 2026-01-12, type: assessment, set: {assessed: no_evidence_found}, note: %s, evidence: [{source: report, quote: %s, locator: %s}]}\n    searches: [{date: 2026-01-12, where: [%s], result: %s}]\n",
			w(id+"id"), w(id+"title"), w(id+"text"), keys, w(id+"kind"), w(id+"duetext"), w(id+"reason"), w(id+"criterion"), w(id+"relation"), w(id+"note"), w(id+"quote"), w(id+"locator"), w(id+"where"), w(id+"result"))
	}
	folder := w("folder")
	hidden = publication{
		"content/briefs/" + w("draftfile") + ".md":            brief("draft", "draft: true"),
		"content/briefs/" + w("laterfile") + ".md":            brief("later", "publish_at: 2999-01-01"),
		"content/briefs/" + w("overfile") + ".md":             brief("over", "expires_at: 2026-01-25"),
		"content/briefs/" + folder + "/index.md":              "---\ntitle: " + w("foldertitle") + "\ndate: 2026-01-21\ndraft: true\n---\n\n![" + w("alt") + "](photo.jpg \"" + w("caption") + "\")\n\n![[numbers.csv]]\n",
		"content/briefs/" + folder + "/photo.jpg":             photo(t, 500, 200),
		"content/briefs/" + folder + "/numbers.csv":           w("column") + ",value\n" + w("cell") + ",1\n",
		"content/briefs/map/" + w("inner") + "/index.md":      "---\ntitle: " + w("innertitle") + "\ndate: 2026-01-22\ndraft: true\n---\n\nText.\n",
		"content/briefs/map/zqinnerxv/" + w("asset") + ".csv": w("innercolumn") + "\n" + w("innercell") + "\n",
		"content/briefs/zqdraftfilexv.ko.md":                  "---\ntitle: " + w("kotitle") + "\nsummary: " + w("kosummary") + "\n---\n\n" + w("kobody") + "\n",
		"content/recommendations/hidden.yaml": "recommendations:\n" + recommendation("draftrec", "    draft: true\n    brief: ports\n    part_of: close\n") +
			recommendation("laterrec", "    brief: zqlaterfilexv\n") + recommendation("overrec", "    brief: zqoverfilexv\n"),
		"content/actors/hidden.yaml": fmt.Sprintf("actors:\n  - id: %s\n    name: %s\n    short_name: %s\n    kind: organisation\n    draft: true\n    summary: %s\n    parent: office\n    member_of: [treaty]\n    successors: [{actor: office, date: 2026-01-01, scope: %s}]\n    other_names: [{name: %s}]\n    body: |\n      %s",
			w("actorid"), w("actorname"), w("actorshort"), w("actorsummary"), w("scope"), w("othername"), leads("actor")),
		"content/instruments/hidden.yaml":    fmt.Sprintf("instruments:\n  - id: %s\n    title: %s\n    kind: list\n    date: 2026-01-09\n    draft: true\n    actors: [office]\n    summary: %s\n    body: |\n      %s", w("instrumentid"), w("instrumenttitle"), w("instrumentsummary"), leads("instrument")),
		"content/topics/hidden.yaml":         fmt.Sprintf("topics:\n  - id: %s\n    title: %s\n    draft: true\n    broader: trade\n    summary: %s\n    body: |\n      %s", w("topicid"), w("topictitle"), w("topicsummary"), leads("topic")),
		"content/events/hidden.yaml":         fmt.Sprintf("events:\n  - id: %s\n    title: %s\n    date: 2026-01-15\n    place: %s\n    draft: true\n    actors: [office]\n    recommendations: [close]\n    sources: [report]\n    summary: %s\n    body: |\n      %s", w("eventid"), w("eventtitle"), w("place"), w("eventsummary"), leads("event")),
		"content/sources/hidden.yaml":        fmt.Sprintf("sources:\n  - id: %s\n    title: %s\n    authors: [%s]\n    publisher: %s\n    url: https://%s.example.org/\n    date: 2026-01-16\n    draft: true\n    body: |\n      %s", w("sourceid"), w("sourcetitle"), w("sourceauthor"), w("sourcepublisher"), w("sourcehost"), leads("source")),
		"content/pages/" + w("page") + ".md": "---\ntitle: " + w("pagetitle") + "\nsummary: " + w("pagesummary") + "\ndraft: true\nnavigation: true\n---\n\n" + leads("page") + "\n```recommendations\nactor: office\n```\n",
	}
	mixed = publication{
		"content/recommendations/r.yaml": public["content/recommendations/r.yaml"] + recommendation("mixedrec", "    draft: true\n    brief: ports\n"),
		"content/actors/a.yaml":          public["content/actors/a.yaml"] + "  - {id: " + w("mixedactorid") + ", name: " + w("mixedactorname") + ", kind: person, draft: true, parent: office}\n",
		"content/topics/t.yaml":          public["content/topics/t.yaml"] + "  - {id: " + w("mixedtopicid") + ", title: " + w("mixedtopictitle") + ", draft: true, broader: trade}\n",
	}
	return public, hidden, mixed, s
}

// joined returns a publication that holds the files of several, the last ones
// where they have the same.
func joined(ps ...publication) publication {
	all := publication{}
	for _, p := range ps {
		maps.Copy(all, p)
	}
	return all
}

// readable is all that can be read in a published file: its path, its text,
// and of the search index's shards what they unpack to.
func readable(t *testing.T, path, text string) string {
	t.Helper()
	if !strings.HasPrefix(path, "search/") || !strings.HasSuffix(path, ".bin") {
		return path + "\n" + text
	}
	plain, err := io.ReadAll(flate.NewReader(strings.NewReader(text[4:])))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if strings.HasPrefix(path, "search/records/") {
		return path + "\n" + string(plain)
	}
	var out strings.Builder
	for _, term := range shardTerms(t, path, plain) {
		out.WriteString(term)
		out.WriteByte('\n')
	}
	return out.String()
}

// shardTerms unpacks a shard of terms, each of which begins like the one before;
// the words of search/ends/ are turned round again.
func shardTerms(t *testing.T, path string, b []byte) []string {
	t.Helper()
	next := func() int {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			t.Fatalf("%s is no shard of terms", path)
		}
		b = b[n:]
		return int(v)
	}
	var out []string
	before := ""
	for len(b) > 0 {
		common, more := next(), next()
		before = before[:common] + string(b[:more])
		b = b[more:]
		if n := next(); strings.HasPrefix(path, "search/terms/") {
			b = b[n:]
		}
		word := []rune(before)
		if strings.HasPrefix(path, "search/ends/") {
			slices.Reverse(word)
		}
		out = append(out, string(word))
	}
	return out
}

// readAt returns where each word can be read in a site, but for pictures.
func readAt(t *testing.T, tree map[string]string, words []string) map[string][]string {
	t.Helper()
	at := map[string][]string{}
	for _, path := range slices.Sorted(maps.Keys(tree)) {
		text := strings.ToLower(readable(t, path, tree[path]))
		for _, w := range words {
			if strings.Contains(text, w) {
				at[w] = append(at[w], path)
			}
		}
	}
	return at
}

func TestWhatIsNotPublishedCanBeReadNowhere(t *testing.T) {
	public, hidden, mixed, s := guarded(t)
	all := joined(public, hidden, mixed)
	for at, words := range readAt(t, rendered(newFolder(t, all, Options{}).good()), s.words) {
		t.Errorf("“%s”, which is in no public record, can be read in %v", at, words)
	}

	// The same look finds every word when the records are published.
	at := readAt(t, rendered(newFolder(t, all, Options{Drafts: true}).good()), s.words)
	for _, w := range s.words {
		if len(at[w]) == 0 {
			t.Errorf("the test does not see “%s” even when it is published", w)
		}
	}
	for _, shard := range []string{"search/terms/0.bin", "search/records/0.bin", "search/starts/0.bin", "search/ends/0.bin"} {
		if !slices.Contains(at["zqdrafttitlexv"], shard) {
			t.Errorf("the test does not see words in %s", shard)
		}
	}
}

func TestTheSiteIsTheSameWithoutWhatIsNotPublished(t *testing.T) {
	public, hidden, mixed, _ := guarded(t)
	want := rendered(newFolder(t, public, Options{}).good())
	for _, c := range []struct {
		name   string
		p      publication
		shared bool
	}{{"in files of their own", joined(public, hidden), false}, {"beside public ones", joined(public, mixed), true}} {
		got := rendered(newFolder(t, c.p, Options{}).good())
		for path := range joined(want, got) {
			if path == "data/build.json" && c.shared {
				continue // it has the hashes of the files, and so changes with all that is in them
			}
			if got[path] != want[path] {
				t.Errorf("hidden records %s change %s:\n%s", c.name, path, cmp.Diff(want[path], got[path]))
			}
		}
	}
}

func TestCountsAreOfWhatIsPublished(t *testing.T) {
	public, hidden, mixed, _ := guarded(t)
	f := newFolder(t, joined(public, hidden, mixed), Options{})
	s := f.good()
	if n := s.Pages(); n == newFolder(t, joined(public, hidden, mixed), Options{Drafts: true}).good().Pages() {
		t.Errorf("%d pages, as many as with what is hidden", n)
	}
	for path, want := range map[string]string{
		"briefs/index.html":          "2 briefs",
		"recommendations/index.html": "1 recommendation",
	} {
		page, _ := s.Find(path)
		if html := render(page); !strings.Contains(html, want) {
			t.Errorf("%s does not count %s:\n%s", path, want, html)
		}
	}
}

func TestWhatIsNotPublishedIsNotServed(t *testing.T) {
	public, hidden, mixed, _ := guarded(t)
	all := joined(public, hidden, mixed)
	published := newFolder(t, all, Options{Serve: true}).good()
	shown := newFolder(t, all, Options{Serve: true, Drafts: true}).good()
	known := map[string]bool{}
	for f := range published.Files() {
		known[f.Path] = true
	}
	n := 0
	for f := range shown.Files() {
		if known[f.Path] {
			continue
		}
		n++
		if _, ok := published.Find(f.Path); ok {
			t.Errorf("%s is answered, and is not published", f.Path)
		}
	}
	if n < 40 {
		t.Errorf("only %d addresses of hidden records were tried", n)
	}
	// As authors type it: in another case, as a file of content/, as a card.
	for _, path := range []string{
		"briefs/ZQdraftfilexv/index.html", "briefs/zqdraftfilexv.md", "briefs/zqdraftfilexv/card.png", "briefs/zqfolderxv/photo.jpg",
		"zqpagexv/index.html", "zqpagexv/index.json", "recommendations/zqdraftrecidxv/index.json", "recommendations/zqlaterrecidxv/deadlines.ics",
		"sources/zqsourceidxv/cite.bib", "topics/zqtopicidxv/feed.xml", "content/pages/zqpagexv.md", "ko/briefs/zqdraftfilexv/index.html",
	} {
		if f, ok := published.Find(path); ok {
			t.Errorf("%s is answered with %s", path, f.Path)
		}
	}
}

func errorsIn(l diag.List) diag.List {
	return slices.DeleteFunc(l, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
}

// A public record cannot refer to one that is not: the build stops, and says
// so to the author and nobody else.
func TestAPublicRecordCannotReferToAHiddenOne(t *testing.T) {
	public, hidden, _, _ := guarded(t)
	for _, reference := range []string{"[[zqdraftfilexv]]", "[[zqlaterfilexv|a label]]", "![[zqdraftrecidxv]]", "[@zqsourceidxv]", "[words](zqoverfilexv.md)", "[words](/zqpagexv/)", "[[zqdraftaliasxv]]"} {
		p := joined(public, hidden)
		p["content/briefs/ports.md"] += "\n" + reference + "\n"
		errors := errorsIn(newFolder(t, p, Options{}).bad())
		if len(errors) != 1 || errors[0].Code != "ref-unknown" || !strings.Contains(errors[0].Message, "is not public") {
			t.Errorf("%s: %v", reference, errors)
		}
	}
}

func TestFilesBesideADraftWaitWithIt(t *testing.T) {
	p := small()
	p["content/briefs/map/inner/notes.csv"] = "a\n1\n"
	f := newFolder(t, p, Options{})
	f.good()
	const index, notes = "content/briefs/map/inner/index.md", "briefs/map/inner/notes.csv"
	for _, step := range []struct {
		what, text string
		there      bool
	}{
		{"a draft came between the file and the brief", "---\ntitle: Inner\ndate: 2026-01-03\ndraft: true\n---\n", false},
		{"the draft was published", "---\ntitle: Inner\ndate: 2026-01-03\n---\n", true},
		{"it was taken back", "---\ntitle: Inner\ndate: 2026-01-03\ndraft: true\n---\n", false},
		{"it was removed", "", true},
	} {
		if f.write(index, step.text); step.text == "" {
			f.remove(index)
		}
		s, problems := f.builder.Build(t.Context(), []string{index})
		f.equalsClean(step.what, s, problems)
		if _, ok := s.Find(notes); ok != step.there {
			t.Errorf("%s: %s is there: %t", step.what, notes, ok)
		}
	}
}

func TestABriefAppearsOnItsDayAndGoesOnItsDay(t *testing.T) {
	p := small()
	p["content/briefs/ports.md"] = strings.Replace(p["content/briefs/ports.md"], "date: 2026-01-05", "date: 2026-01-05\npublish_at: 2026-02-01\nexpires_at: 2026-02-03", 1)
	p["content/briefs/rivers.md"] = "---\ntitle: On rivers\ndate: 2025-12-01\n---\n"
	f := newFolder(t, p, Options{})
	for day, there := range map[uint8]bool{1: true, 2: true, 3: false, 4: false} {
		f.builder.SetToday(site.Date{Year: 2026, Month: 2, Day: day})
		s := f.good()
		for _, path := range []string{"briefs/ports/index.html", "recommendations/close/index.html", "briefs/ports/index.json"} {
			if _, ok := s.Find(path); ok != there {
				t.Errorf("on 2026-02-0%d %s is there: %t", day, path, ok)
			}
		}
	}
	f.builder.SetToday(site.Date{Year: 2026, Month: 1, Day: 31})
	s := f.good()
	var b bytes.Buffer
	for file := range s.Files() {
		b.WriteString(file.Path + "\n" + render(file))
	}
	if strings.Contains(b.String(), "On ports") || strings.Contains(b.String(), "Close it") {
		t.Error("an embargoed brief or its recommendation can be read before its day")
	}
}
