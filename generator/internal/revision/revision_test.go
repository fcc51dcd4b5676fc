package revision

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// files are a project's: path → text.
type files map[string]string

func (f files) site(t testing.TB, asOf string) *site.Site {
	t.Helper()
	fsys := fstest.MapFS{"content/site.yaml": {Data: []byte("title: Test\nbase_url: https://test.example/\nas_of: " + asOf + "\n")}}
	for path, text := range f {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	var mu sync.Mutex
	var parsed []*site.Parsed
	new(source.Tree).Update(fsys, nil, func(f *source.File) {
		p := site.Parse(f)
		mu.Lock()
		defer mu.Unlock()
		parsed = append(parsed, p)
	})
	s := site.New(site.Options{}).With(parsed, nil)
	if problems := s.Problems(); problems.HasErrors() {
		t.Fatal(problems)
	}
	return s
}

// past is an archive: the projects that were, the latest first.
type past []files

func (p past) Versions(path string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, f := range p {
			if text, ok := f[path]; ok && !yield([]byte(text)) {
				return
			}
		}
	}
}

// published is what builds have kept so far, with the projects they were of.
type published struct {
	testing.TB
	log  string
	were past
}

// book is the book of some files on a day.
func (p *published) book(f files, asOf string) *Book {
	p.Helper()
	l, problems := Parse(p.log)
	if len(problems) > 0 {
		p.Fatal(problems)
	}
	return NewBook(l, f.site(p, asOf), Sources{
		Read:    func(path string) ([]byte, error) { return []byte(f[path]), nil },
		Archive: p.were,
	})
}

// publish builds, keeps what is new, commits, and returns the lines.
func (p *published) publish(f files, asOf string) string {
	p.Helper()
	b := p.book(f, asOf)
	lines := string(b.Additions())
	before := shown(b)
	p.log += lines
	p.were = slices.Insert(p.were, 0, f)
	after := p.book(f, asOf)
	if more := after.Additions(); len(more) > 0 {
		p.Errorf("the next build adds %s", more)
	}
	if now := shown(after); now != before {
		p.Errorf("the next build shows\n%s\nand not\n%s", now, before)
	}
	return lines
}

// shown is what pages show of a book.
func shown(b *Book) string {
	var out strings.Builder
	for e := range b.site.Entities() {
		for _, r := range b.Of(e) {
			fmt.Fprintf(&out, "%s %s %t %x %+v\n", e.Common().ID, r.Date, r.Gone, r.Sum[:4], r.Changes)
		}
	}
	for _, g := range b.Gone() {
		fmt.Fprintf(&out, "gone %s %s %s %q %t\n", g.ID, g.On, g.Last, g.Title, g.Withheld)
	}
	return out.String()
}

const recommendations = "content/recommendations/r.yaml"

func brief(body string) files {
	return files{"content/briefs/a.md": "---\ntitle: A\ndate: 2020-01-01\n---\n\n" + body + "\n"}
}

// TestEventsThatAreToComeAreNoPartOfTheWording holds the words of an event
// that is dated, or was recorded, after the as-of date back until then.
func TestEventsThatAreToComeAreNoPartOfTheWording(t *testing.T) {
	const one = "recommendations:\n  - id: r\n    title: R\n    text: Do it.\n    events:\n      - {date: 2025-01-01, type: issued, note: Said.}\n"
	const secret = one + "      - {date: 2026-03-01, type: correction, note: Embargoed words.}\n      - {date: 2025-02-01, recorded: 2026-04-01, type: correction, note: Learned later.}\n"
	p := &published{TB: t}
	p.publish(files{recommendations: one}, "2026-01-01")
	if lines := p.publish(files{recommendations: secret}, "2026-02-01"); lines != "" {
		t.Errorf("events to come are a revision: %s", lines)
	}
	lines := p.publish(files{recommendations: secret}, "2026-03-02")
	if !strings.Contains(lines, `"changes":[{"part":"events","is":"date: 2026-03-01; type: correction; note: Embargoed words."}]`) || strings.Contains(lines, "Learned") {
		t.Errorf("on its day the event is kept as %s", lines)
	}
	if lines := p.publish(files{recommendations: secret}, "2026-04-02"); !strings.Contains(lines, "Learned later.") {
		t.Errorf("when it is recorded the event is kept as %s", lines)
	}
}

func TestWhatReadersDoNotSeeIsNoRevision(t *testing.T) {
	for name, other := range map[string]files{
		"line ends":    {"content/briefs/a.md": "---\r\ntitle: A\r\ndate: 2020-01-01\r\n---\r\n\r\nOne.\r\n\r\nTwo.\r\n"},
		"a mark":       {"content/briefs/a.md": "\ufeff---\ntitle: A\ndate: 2020-01-01\n---\nOne.\n\nTwo."},
		"quotes":       {"content/briefs/a.md": "---\n# why\ntitle: 'A'\ndate: \"2020-01-01\" # when\n---\n\nOne.\n\nTwo.\n"},
		"aliases":      {"content/briefs/a.md": "---\ntitle: A\ndate: 2020-01-01\naliases: [old]\npublish_at: 2020-01-01\ndraft: false\n---\n\nOne.\n\nTwo.\n"},
		"another file": {"content/briefs/a/index.md": "---\ntitle: A\ndate: 2020-01-01\n---\n\nOne.\n\nTwo.\n"},
	} {
		p := &published{TB: t}
		p.publish(brief("One.\n\nTwo."), "2026-01-01")
		if lines := p.publish(other, "2026-01-02"); lines != "" {
			t.Errorf("%s are a revision: %s", name, lines)
		}
	}
}

func TestPassagesAreComparedOneByOne(t *testing.T) {
	p := &published{TB: t}
	p.publish(brief("One.\n\n## Why\n\nBecause.\n\nAlso *that*.\n\nLast."), "2026-01-01")
	b := p.book(brief("One.\n\nNew.\n\n## Why\n\nBecause of it.\n\nAlso **that**.\n\n```\nlet it\n\nbe\n```\n\nLast."), "2026-01-02")
	e, _ := b.site.Lookup("a")
	all := b.Of(e)
	if len(all) != 2 || !all[1].Compared {
		t.Fatalf("the revisions are %+v", all)
	}
	want := []Change{
		{Part: "body", Is: "New."},
		{Part: "body", Under: "Why", Was: "Because.\n\nAlso that.", Is: "Because of it.\n\nAlso that.\n\nlet it be"},
	}
	if got := all[1].Changes; !slices.Equal(got, want) {
		t.Errorf("the changes are\n%+v, not\n%+v", got, want)
	}
}

// TestASiteThatLooksBackKnowsNothingLater builds as of a day before the last
// revision: what came later is neither shown nor taken for new.
func TestASiteThatLooksBackKnowsNothingLater(t *testing.T) {
	p := &published{TB: t}
	p.publish(brief("One."), "2026-01-01")
	p.publish(brief("Two."), "2026-02-01")
	b := p.book(brief("Two."), "2026-01-15")
	e, _ := b.site.Lookup("a")
	if all := b.Of(e); len(all) != 1 || all[0].Date.String() != "2026-01-01" {
		t.Errorf("in January the revisions were %+v", all)
	}
	if lines := b.Additions(); len(lines) > 0 {
		t.Errorf("a look back adds %s", lines)
	}
	p.publish(files{}, "2026-03-01")
	if gone := p.book(files{}, "2026-02-15").Gone(); len(gone) != 1 || !gone[0].On.IsZero() {
		t.Errorf("before it went it is gone: %+v", gone)
	}
	if gone := p.book(files{}, "2025-12-31").Gone(); len(gone) != 0 {
		t.Errorf("before it was published it is gone: %+v", gone)
	}
}

// TestMergedBranchesMakeOneHistory reads lines in the order in which git
// joins two branches.
func TestMergedBranchesMakeOneHistory(t *testing.T) {
	p := &published{TB: t}
	first := p.publish(brief("One."), "2026-01-01")
	second := p.publish(brief("Two."), "2026-02-01")
	third := p.publish(brief("Three."), "2026-03-01")
	p.log = third + second + second + "\n" + first
	b := p.book(brief("Three."), "2026-04-01")
	e, _ := b.site.Lookup("a")
	if n, on := b.Changed(e); n != 3 || on.String() != "2026-03-01" {
		t.Errorf("there are %d revisions, the last of %s", n, on)
	}
	if lines := b.Additions(); len(lines) > 0 {
		t.Errorf("the merge adds %s", lines)
	}
}

// TestTheQuickReaderReadsWhatTheOtherDoes gives both readers every line that
// can be told apart in a byte.
func TestTheQuickReaderReadsWhatTheOtherDoes(t *testing.T) {
	sum := site.Sum{1, 2, 3}
	day, _ := site.ParseDate("2026-01-31")
	line := strings.TrimSuffix(string(appendLine(nil, site.KindBrief, "a.b-1", &Revision{Date: day, Sum: sum, Path: "content/briefs/a.md", Title: "한 “A”"})), "\n")
	if e := (entry{text: line}); !e.readQuickly(map[string]site.Date{}) || e.id != "a.b-1" || e.sum != sum || e.date != day {
		t.Fatalf("the quick reader gives up on %s", line)
	}
	quick := 0
	for at := range len(line) {
		for _, c := range []byte("\\\"{},:0g \x01\xff") {
			changed := line[:at] + string(rune(c)) + line[at+1:]
			if c == 0xff {
				changed = line[:at] + "\xff" + line[at+1:]
			}
			a, b := entry{text: changed}, entry{text: changed}
			if !a.readQuickly(map[string]site.Date{}) {
				continue
			}
			quick++
			if wrong := b.readWholly(map[string]site.Date{}); wrong != nil || a != b {
				t.Errorf("the quick reader takes %s, the other says %v", changed, wrong)
			}
		}
	}
	if quick == 0 {
		t.Error("no changed line is read quickly")
	}
}

// FuzzParse wants every problem to stand in the file, and what is read to be
// written and read again as it was.
func FuzzParse(f *testing.F) {
	p := &published{TB: f}
	p.publish(brief("One."), "2026-01-01")
	p.publish(brief("Two."), "2026-02-01")
	p.publish(files{}, "2026-03-01")
	f.Add(p.log)
	f.Add("<<<<<<< HEAD\n{\"date\":\"2026-01-01\"}\n\n{}x")
	f.Fuzz(func(t *testing.T, text string) {
		l, problems := Parse(text)
		lines := strings.Split(text, "\n")
		for _, d := range problems {
			if d.Pos.Line < 1 || d.Pos.Line > len(lines) || d.Pos.Col < 1 || d.Pos.Col > len(lines[d.Pos.Line-1])+1 {
				t.Errorf("%v stands outside of %q", d, text)
			}
		}
		var again []byte
		for _, e := range l.entries[1:] {
			r := e.revision()
			again = appendLine(again, e.kind, e.id, &r)
		}
		other, problems := Parse(string(again))
		if len(problems) > 0 || len(other.entries) != len(l.entries) {
			t.Fatalf("%q is written as %q: %v", text, again, problems)
		}
		for i := range l.entries {
			a, b := l.entries[i], other.entries[i]
			if a.key != b.key || a.date != b.date || a.sum != b.sum || a.gone != b.gone {
				t.Errorf("%+v comes back as %+v", a, b)
			}
		}
	})
}

// BenchmarkParse reads the file of a publication of 65,000 records.
func BenchmarkParse(b *testing.B) {
	day, _ := site.ParseDate("2026-01-31")
	var text []byte
	for i := range 65000 {
		id := fmt.Sprintf("recommendation-%05d", i)
		text = appendLine(text, site.KindRecommendation, id, &Revision{Date: day, Path: "content/recommendations/" + id + ".yaml", Title: "A title of seven words or so " + id})
	}
	log := string(text)
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		if _, problems := Parse(log); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
