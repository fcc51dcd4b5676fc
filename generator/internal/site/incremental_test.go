package site

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// publication writes files at random into a world so small that everything
// gets in everything's way: a handful of ids, each of which may be any kind of
// record in any file, be there twice, be an alias, be hidden, or be missing.
type publication struct {
	*rand.Rand
}

var worldIDs = []string{"a", "b", "c", "d", "e-1", "e-2", "e-10", "f.x"}

// worldPaths are the files that may be there.
var worldPaths = []string{
	"content/site.yaml",
	"content/briefs/a.md", "content/briefs/b.md", "content/briefs/c/index.md", "content/briefs/c/map.png", "content/briefs/c/MAP.png", "content/briefs/c/t.csv", "content/briefs/A.md",
	"content/briefs/a.ko.md", "content/briefs/c/index.ko.md", "content/actors/b.ja.md",
	"content/recommendations/one.yaml", "content/recommendations/two.yaml", "content/recommendations/e-1.md",
	"content/actors/b.md", "content/actors/list.yaml", "content/topics/list.yaml", "content/topics/d.md",
	"content/sources/list.yaml", "content/events/list.yaml", "content/pages/d.md", "content/pages/f.x.md", "content/instruments/list.yaml",
	"content/img/logo.svg", "content/img/Logo.svg", "content/briefs/c/tool.html", "content/briefs/t.csv", "content/notes/x.md",
}

func (p publication) pick(of ...string) string { return of[p.IntN(len(of))] }
func (p publication) id() string               { return p.pick(worldIDs...) }
func (p publication) ids() string {
	var out []string
	for range p.IntN(3) {
		out = append(out, p.id())
	}
	return "[" + strings.Join(out, ", ") + "]"
}
func (p publication) one(n int) bool { return p.IntN(n) == 0 }

// prose is Markdown with references of every form.
func (p publication) prose(indent string) string {
	var b strings.Builder
	for range p.IntN(4) {
		switch p.IntN(14) {
		case 0:
			b.WriteString("See [[" + p.id() + "]] and [[" + p.id() + "|a label]] here.\n")
		case 1:
			b.WriteString("See [[" + p.id() + "#" + p.pick("one", "two", "three") + "]].\n")
		case 2:
			b.WriteString("## " + p.pick("One", "Two", "Three") + "\n")
		case 3:
			b.WriteString("\n![[" + p.id() + "]]\n")
		case 4:
			b.WriteString("As said [@" + p.id() + ", p. " + p.pick("1", "2") + "; @" + p.id() + "].\n")
		case 5:
			b.WriteString("It is [[" + p.id() + "|late]]{state=" + p.pick("overdue", "not_assessed", "accepted", "delivered") + "}.\n")
		case 6:
			b.WriteString("[rel](" + p.pick("../actors/b.md", "b.md", "../briefs/a.md#one", "../briefs/c/index.md", "c", "../topics/d.md", "../actors/list.yaml", "a.ko.md") + ")\n")
		case 7:
			b.WriteString("![alt](" + p.pick("map.png", "c/map.png", "../img/logo.svg", "../img/Logo.svg") + ")\n")
		case 8:
			b.WriteString("[site](" + p.pick("/briefs/a/", "/actors/b", "/old/path/", "/briefs/", "/img/logo.svg", "/topics/d/", "/d/", "/briefs/old/") + ")\n")
		case 9:
			b.WriteString("[[" + p.pick("brief", "actor", "topic") + ":" + p.id() + "]]\n")
		case 10:
			b.WriteString("\n![[" + p.pick("t.csv", "map.png") + "]]\n")
		case 11:
			b.WriteString("\n```recommendations\nactor: " + p.ids() + "\ntopic: " + p.ids() + "\nsort: " + p.pick("id", "badge", "due", "title", "updated") + "\n```\n")
		case 12:
			b.WriteString("\n```chart\ndata: " + p.pick("t.csv", "c/t.csv") + "\nx: year\ny: " + p.pick("n", "m") + "\nsource: " + p.id() + "\n```\n")
		default:
			b.WriteString("\n```timeline\ntopic: " + p.ids() + "\n```\n")
		}
	}
	return strings.ReplaceAll(strings.TrimRight(b.String(), "\n"), "\n", "\n"+indent)
}

// common are keys of every kind.
func (p publication) common(indent string) string {
	s := ""
	if p.one(3) {
		s += indent + "topics: " + p.ids() + "\n"
	}
	if p.one(6) {
		s += indent + "aliases: [" + p.pick("a", "b", "old", "older", "/old/path/", "/old/path", "/briefs/a/", "/topics/old/", "/img/logo.svg") + "]\n"
	}
	if p.one(8) {
		s += indent + "draft: true\n"
	}
	return s
}

func (p publication) title() string {
	if p.one(5) {
		return "{en: " + p.pick("Xylo", "Apple", "zebra") + ", ko: " + p.pick("가", "나") + "}"
	}
	return p.pick("Alpha", "Beta", "Gamma 2", "Gamma 10", "éclair")
}

func (p publication) date() string {
	return p.pick("2020", "2021-03", "2024-05-06", "~2022", "before 2023-01", "2026-05-30")
}

// fields are the keys of one record of a kind.
func (p publication) fields(kind, in string) string {
	s := in + "title: " + p.title() + "\n"
	switch kind {
	case "briefs":
		s += in + "date: " + p.date() + "\n"
		if p.one(3) {
			s += in + "authors: " + p.ids() + "\n" + in + "actors: " + p.ids() + "\n"
		}
		if p.one(6) {
			s += in + "publish_at: " + p.pick("2026-05-01", "2027-01-01") + "\n"
		}
		if p.one(8) {
			s += in + "expires_at: " + p.pick("2026-05-02", "2027-01-02") + "\n"
		}
		if p.one(4) {
			s += in + "key_points: [\"[[" + p.id() + "]]\"]\n"
		}
	case "recommendations":
		s += p.recommendation(in)
	case "actors":
		s = in + "name: " + p.title() + "\n"
		if p.one(3) {
			s += in + "parent: " + p.id() + "\n" + in + "short_name: Short\n"
		}
		if p.one(4) {
			s += in + "successors: [{actor: " + p.id() + "}]\n" + in + "member_of: " + p.ids() + "\n"
		}
	case "topics":
		if p.one(2) {
			s += in + "broader: " + p.id() + "\n"
		}
	case "sources":
		s += in + "tier: " + p.pick("1", "3", "4") + "\n" + in + "url: https://x.example/\n"
		if p.one(2) {
			s += in + "date: " + p.date() + "\n"
		}
	case "events":
		s += in + "date: " + p.date() + "\n" + in + "actors: " + p.ids() + "\n" + in + "recommendations: " + p.ids() + "\n" + in + "sources: " + p.ids() + "\n"
	case "instruments":
		s += in + "actors: " + p.ids() + "\n"
	}
	return s + p.common(in)
}

func (p publication) recommendation(in string) string {
	s := in + "to: " + p.ids() + "\n"
	if p.one(2) {
		s += in + "brief: " + p.pick(p.id(), "old") + "\n"
	}
	if p.one(3) {
		s += in + "part_of: " + p.id() + "\n"
	}
	if p.one(2) {
		s += in + "relations: [{type: " + p.pick("depends_on", "supersedes", "repeats") + ", target: " + p.id() + "}]\n"
	}
	if p.one(3) {
		s += in + "text: \"See [[" + p.id() + "]]\"\n"
	}
	s += in + "events:\n" + in + "- {date: 2022, type: issued}\n"
	for range p.IntN(3) {
		s += in + "- " + p.pick(
			"{date: 2023-01-02, type: response, set: {response: accepted}, actors: "+p.ids()+"}",
			"{date: 2023-02, type: assessment, set: {assessed: delivered}, evidence: "+p.ids()+"}",
			"{date: 2024-02-03, type: assessment, set: {assessed: started}, evidence: [{source: "+p.id()+", locator: p. 3}]}",
			"{date: 2024-03-03, type: deadline_set, due: 2025-01-01}",
			"{date: 2024-04-03, type: evidence_added, note: \"by [[a]]\"}",
		) + "\n"
	}
	return s
}

// file writes one of the files anew.
func (p publication) file(path string) string {
	rest := strings.TrimPrefix(path, "content/")
	folder, _, _ := strings.Cut(rest, "/")
	switch {
	case rest == "site.yaml":
		return "title: T\nbase_url: https://t.example/\nlanguages: [" + p.pick("en", "en, ko", "ko, en, ja") + "]\nas_of: " + p.pick("2026-06-01", "2023-01-01") +
			"\nroll_up: " + p.pick("worst-open", "all") + "\nnavigation: [{title: N, to: " + p.pick("a", "d", "/briefs/", "/old/path/") + "}]\nchecks: {state-changed: " + p.pick("off", "error", "warning") + "}\n"
	case strings.HasSuffix(path, ".csv"):
		return p.pick("year,n\n2020,1\n", "year,m\n2020,x\n", "year,n\n1,2,3\n")
	case strings.HasSuffix(path, ".svg"):
		return `<svg viewBox="0 0 ` + p.pick("10", "20") + ` 5">` + p.pick("", "", "<script/>") + `</svg>`
	case strings.HasSuffix(path, ".png"):
		return p.pick("no image", "<svg/>", `<svg width="9" height="9"/>`)
	case strings.HasSuffix(path, ".ko.md"), strings.HasSuffix(path, ".ja.md"):
		key := "title: "
		if folder == "actors" {
			key = "name: "
		}
		return "---\n" + key + p.pick("가", "나") + "\n---\n" + p.prose("") + "\n"
	case p.one(12):
		return p.pick("---\ntitle: [\n---\n", "", "x: y\n", "recommendations:\n  - id: a\n    to: [\n")
	case strings.HasSuffix(path, ".md"):
		return "---\n" + p.fields(folder, "") + "---\n" + p.prose("") + "\n"
	}
	s := folder + ":\n"
	for range p.IntN(4) {
		s += "  - id: " + p.id() + "\n" + p.fields(folder, "    ")
		if p.one(2) {
			s += "    body: |\n      x\n      " + p.prose("      ") + "\n"
		}
	}
	return s
}

// dump tells everything that a site answers.
func dump(t *testing.T, s *Site) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", *s.Settings())
	b.WriteString(printed(s.Problems()))
	deadlines := 0
	for range s.Deadlines(nil) {
		deadlines++
	}
	if s.HasDeadlines() != (deadlines > 0) {
		t.Fatalf("there are %d deadlines, and any: %t", deadlines, s.HasDeadlines())
	}
	for e := range s.Entities() {
		r := e.Common()
		if now, ok := s.Lookup(r.ID); !ok || now != e {
			t.Fatalf("%s in the lists is not the record that Lookup finds", r.ID)
		}
		fmt.Fprintf(&b, "%s %s %s %q %v\n", r.Kind, r.ID, s.URL(e), s.Hidden(e), r.Pos)
		for _, o := range r.Others {
			fmt.Fprintf(&b, "  in %s: %v\n", o.Lang, o.Title.Values)
		}
		for _, l := range s.Links(e) {
			if now, _ := s.Lookup(l.From.Common().ID); now != l.From {
				t.Fatalf("a link to %s comes from a record %s that is not in the site", r.ID, l.From.Common().ID)
			}
			fmt.Fprintf(&b, "  from %s by %d %q %q %q\n", l.From.Common().ID, l.Via, l.Detail, l.Context, l.Heading)
		}
		if rec, ok := e.(*Recommendation); ok {
			st := s.State(rec)
			fmt.Fprintf(&b, "  %s %v %s %v\n", st.Badge, st.Split, st.Record, st.History)
			for _, p := range s.Parts(rec) {
				fmt.Fprintf(&b, "  part %s\n", p.ID)
			}
		}
		if r.texts != nil {
			for _, d := range r.texts.docs {
				for i := range d.Refs() {
					to := s.Resolve(r, &d.Refs()[i])
					fmt.Fprintf(&b, "  to %s %s %v\n", to.URL, to.Label, to.Asset)
				}
			}
		}
		if r.Body != nil {
			blocks := r.Body.Blocks()
			for i := range blocks {
				q := s.Query(r, &blocks[i])
				fmt.Fprintf(&b, "  asks %+v:", q)
				for _, r := range s.Select(q) {
					b.WriteString(" " + r.ID)
				}
				for _, e := range s.SelectEvents(q) {
					b.WriteString(" " + e.ID)
				}
				b.WriteByte('\n')
			}
		}
	}
	for _, a := range s.Aliases() {
		fmt.Fprintf(&b, "%s → %s\n", a.Path, a.To.Common().ID)
	}
	for _, a := range s.Assets() {
		fmt.Fprintf(&b, "%+v\n", *a)
	}
	for _, id := range append([]string{"old", "older"}, worldIDs...) {
		if e, ok := s.Lookup(id); ok {
			fmt.Fprintf(&b, "%s is %s at %s\n", id, e.Common().ID, e.Common().Pos)
		}
	}
	for _, n := range s.Settings().Navigation {
		fmt.Fprintf(&b, "nav %s\n", s.NavigationURL(n))
	}
	return b.String()
}

// firstDifference is the first line in which two texts differ.
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("warm:  %s\nclean: %s", as[i], bs[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(as), len(bs))
}

func TestASiteMadeByDifferenceEqualsOneMadeFromNothing(t *testing.T) {
	steps := 150
	if testing.Short() {
		steps = 60
	}
	for seed := range uint64(8) {
		edits(t, seed, steps)
	}
}

// FuzzASiteMadeByDifference does the same for as long as it may run. A seed
// that fails is printed, and kept as a case of the tests.
func FuzzASiteMadeByDifference(f *testing.F) {
	f.Fuzz(func(t *testing.T, seed uint64) { edits(t, seed, 60) })
}

func edits(t *testing.T, seed uint64, steps int) {
	p := publication{rand.New(rand.NewPCG(seed, 1))}
	o := Options{Today: day(t, "2026-06-01")}
	files := map[string]*Parsed{}
	text := map[string]string{}
	warm := New(o)
	for step := range steps {
		var changed []*Parsed
		var gone []string
		done := map[string]bool{}
		for range 1 + p.IntN(3)*p.IntN(2) {
			path := worldPaths[p.IntN(len(worldPaths))]
			if done[path] || path == settingsFile && !p.one(6) {
				continue
			}
			done[path] = true
			if files[path] != nil && p.one(4) {
				gone = append(gone, path)
				delete(files, path)
				delete(text, path)
				continue
			}
			text[path] = p.file(path)
			files[path] = parseFiles(t, map[string]string{path: text[path]})[0]
			changed = append(changed, files[path])
		}
		before := dump(t, warm)
		next := warm.With(changed, gone)
		if dump(t, warm) != before {
			t.Fatalf("seed %d, step %d: With changed the site that it began from", seed, step)
		}
		if warm = next; p.one(10) {
			o.Drafts = !o.Drafts
			if p.one(2) {
				o.Today = day(t, p.pick("2026-06-01", "2027-06-01", "2026-04-01"))
			}
			warm = warm.WithOptions(o)
		}
		all := slices.Collect(maps.Values(files))
		p.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		got, want := dump(t, warm), dump(t, New(o).With(all, nil))
		if got != want {
			for _, path := range slices.Sorted(maps.Keys(text)) {
				mark := ""
				if done[path] {
					mark = " (changed)"
				}
				t.Logf("%s%s\n%s", path, mark, text[path])
			}
			t.Fatalf("seed %d, step %d, after %v and without %v:\n%s", seed, step, slices.Sorted(maps.Keys(done)), gone, firstDifference(got, want))
		}
	}
}
