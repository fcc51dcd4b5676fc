package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// corpus writes a made-up publication of n briefs into a folder, the same for
// the same n. A brief has six to eight sections, lists, a table, footnotes,
// links to briefs and recommendations, and makes three to eight
// recommendations with up to four dated events each. The recommendation
// "hub" is mentioned by forty briefs.
func corpus(t testing.TB, dir string, n int) {
	t.Helper()
	write := func(path, text string) {
		full := filepath.Join(dir, "content", path)
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"briefs", "recommendations", "actors", "topics", "sources"} {
		if err := os.MkdirAll(filepath.Join(dir, "content", folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", "title: A made-up publication\nbase_url: https://corpus.example/\nas_of: 2026-11-01\nchecks: {evidence-weak: off}\n")
	var actors, topics strings.Builder
	actors.WriteString("actors:\n")
	all := invent{rand.New(rand.NewPCG(uint64(n), 0)), n}
	for i := range corpusActors {
		fmt.Fprintf(&actors, "  - {id: actor-%03d, name: %s Agency %03d, kind: organisation, summary: %s}\n", i, all.name(), i, all.sentence(15))
	}
	topics.WriteString("topics:\n")
	for i := range corpusTopics {
		fmt.Fprintf(&topics, "  - {id: topic-%02d, title: %s %02d, summary: %s}\n", i, all.name(), i, all.sentence(15))
	}
	write("actors/actors.yaml", actors.String())
	write("topics/topics.yaml", topics.String())
	write("sources/sources.yaml", "sources:\n  - {id: report, title: A report, tier: 1, date: 2026-01-01}\n")
	write("recommendations/hub.yaml", "recommendations:\n  - id: hub\n    title: Do what the others need first\n    text: Do it.\n    to: [actor-001]\n    events:\n      - {date: 2026-01-01, type: issued}\n")
	for i := range n {
		v := invent{rand.New(rand.NewPCG(uint64(n), uint64(i)+1)), n}
		text, recommendations := v.brief(i)
		write("briefs/"+briefID(i)+".md", text)
		write("recommendations/"+briefID(i)+".yaml", recommendations)
	}
}

const (
	corpusActors = 200
	corpusTopics = 40
	hubMentions  = 40
)

func briefID(i int) string { return fmt.Sprintf("brief-%05d", i) }

// invent makes things up.
type invent struct {
	*rand.Rand
	briefs int
}

var (
	nouns = strings.Fields("access adaptation agency agreement allocation assessment authority budget capacity carbon charge climate committee consultation contract cost council coverage data decision delivery demand development district drainage energy enforcement evidence exemption finance flood fund governance grant guidance health household housing impact income industry inspection insurance investment labour land levy licence maintenance mandate market measure minimum ministry monitoring notice objective office oversight panel penalty permit pilot planning policy portfolio price procedure procurement programme project property protection quality reform region register regulation relief report reserve resource review risk safety scheme sector service settlement share shortfall spending standard strategy subsidy supply support survey target tariff tax threshold training transfer transition transparency transport trial tribunal uptake utility valuation wage waste water welfare workforce yield")
	glue  = strings.Fields("the of and to in for with on by from that which has been is are was were will should may must a an as at between under over into their its this these where while because although before after during without through")
	heads = []string{"Background", "The problem", "What the evidence shows", "Options considered", "Costs and financing", "Who is affected", "Implementation path", "Risks and safeguards", "Monitoring", "Lessons from elsewhere", "Legal basis", "Conclusion"}
)

func (v invent) word() string { return nouns[v.IntN(len(nouns))] }

func (v invent) name() string { w := v.word(); return strings.ToUpper(w[:1]) + w[1:] + " " + v.word() }

func (v invent) between(from, to int) int { return from + v.IntN(to-from+1) }

// sentence has about so many words, and nothing that YAML would take for more.
func (v invent) sentence(words int) string {
	var b strings.Builder
	b.WriteString(v.name())
	for range words / 2 {
		b.WriteString(" " + glue[v.IntN(len(glue))] + " " + v.word())
	}
	return b.String() + "."
}

func (v invent) brief(i int) (text, recommendations string) {
	made := 3 + i%6
	date := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, v.IntN(5700))
	actors := v.Perm(corpusActors)[:v.between(2, 4)]
	var b, r strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s and %s (%05d)\nsummary: %s\ndate: %s\ntopics: [topic-%02d, topic-%02d]\nactors: [%s]\n---\n\n",
		v.name(), v.word(), i, v.sentence(24), date.Format(time.DateOnly), i%corpusTopics, (i+1+v.IntN(corpusTopics-1))%corpusTopics, actorIDs(actors))
	sections := v.Perm(len(heads))[:v.between(6, 8)]
	list, table := v.IntN(len(sections)), v.IntN(len(sections))
	notes := 0
	for s, head := range sections {
		fmt.Fprintf(&b, "## %s\n\n", heads[head])
		for p := range v.between(2, 3) {
			if s == 0 && p == 0 {
				b.WriteString("This text is revision r0. ")
				if i < hubMentions {
					b.WriteString("First of all [[hub]]. ")
				}
			}
			for range v.between(3, 5) {
				b.WriteString(v.sentence(v.between(12, 24)))
				switch v.IntN(14) {
				case 0:
					fmt.Fprintf(&b, " See also [[%s]] on this point.", briefID(v.IntN(v.briefs)))
				case 1:
					fmt.Fprintf(&b, " This is taken up in [[%s-r%d]].", briefID(i), 1+v.IntN(made))
				case 2:
					if other := v.IntN(v.briefs); true {
						fmt.Fprintf(&b, " So does [[%s-r%d]].", briefID(other), 1+v.IntN(3+other%6))
					}
				case 3:
					if notes < 6 {
						notes++
						fmt.Fprintf(&b, "[^%d]", notes)
					}
				}
				b.WriteString(" ")
			}
			b.WriteString("\n\n")
		}
		if s == list {
			for range v.between(3, 6) {
				fmt.Fprintf(&b, "- %s\n", v.sentence(10))
			}
			b.WriteString("\n")
		}
		if s == table {
			b.WriteString("| Measure | Cost (m) | Share | Note |\n| --- | ---: | ---: | --- |\n")
			for range v.between(3, 7) {
				fmt.Fprintf(&b, "| %s | %d | %d%% | %s |\n", v.name(), v.IntN(900), v.IntN(99), v.sentence(5))
			}
			b.WriteString("\n")
		}
	}
	for k := range notes {
		fmt.Fprintf(&b, "[^%d]: %s <https://example.org/%d/%d>\n\n", k+1, v.sentence(12), i, k)
	}

	r.WriteString("recommendations:\n")
	for j := range made {
		fmt.Fprintf(&r, "  - id: %s-r%d\n    title: %s\n    text: %s\n    brief: %s\n    to: [%s]\n    topics: [topic-%02d]\n    horizon: near\n",
			briefID(i), j+1, v.sentence(6), v.sentence(40), briefID(i), actorIDs(actors[:1+v.IntN(2)]), i%corpusTopics)
		if i > 0 && v.IntN(2) == 0 {
			other := v.IntN(i)
			fmt.Fprintf(&r, "    relations: [{type: depends_on, target: %s-r%d}]\n", briefID(other), 1+v.IntN(3+other%6))
		}
		fmt.Fprintf(&r, "    events:\n      - {date: %s, type: issued}\n", date.Format(time.DateOnly))
		on := date
		for range v.IntN(5) {
			on = on.AddDate(0, 0, v.between(20, 400))
			set := []string{"response: considering", "response: accepted", "claimed: in_progress", "claimed: complete"}[v.IntN(4)]
			kind := "response"
			if strings.HasPrefix(set, "claimed") {
				kind = "progress_claim"
			}
			fmt.Fprintf(&r, "      - {date: %s, type: %s, set: {%s}, note: \"%s [Source](https://example.org/%d/%d)\"}\n", on.Format(time.DateOnly), kind, set, v.sentence(12), i, j)
		}
	}
	return b.String(), r.String()
}

func actorIDs(actors []int) string {
	ids := make([]string, 0, len(actors))
	for _, a := range slices.Sorted(slices.Values(actors)) {
		ids = append(ids, fmt.Sprintf("actor-%03d", a))
	}
	return strings.Join(ids, ", ")
}

func TestTheMadeUpPublicationIsSound(t *testing.T) {
	dir := t.TempDir()
	corpus(t, dir, 60)
	var out words
	if status := run(t.Context(), []string{"-C", dir, "build", "--json"}, environment{stdout: &out, stderr: &out, getenv: getenv(nil), now: time.Now}); status != exitDone {
		t.Fatalf("exit status %d:\n%s", status, &out)
	}
	hub, err := os.ReadFile(filepath.Join(dir, "public", "recommendations", "hub", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(hub), `href="/briefs/brief-`); n < hubMentions {
		t.Errorf("the hub is mentioned by %d briefs, want %d", n, hubMentions)
	}
}

// TestABuiltSiteHasNothingOfTheServer: no script that reloads, no places in
// source files.
func TestABuiltSiteHasNothingOfTheServer(t *testing.T) {
	dir := t.TempDir()
	corpus(t, dir, 60)
	var out words
	if status := run(t.Context(), []string{"-C", dir, "build"}, environment{stdout: &out, stderr: &out, getenv: getenv(nil), now: time.Now}); status != exitDone {
		t.Fatalf("exit status %d:\n%s", status, &out)
	}
	files := 0
	err := filepath.WalkDir(filepath.Join(dir, "public"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files++
		for _, trace := range []string{"_readout", "data-readout", "data-source", "127.0.0.1", "EventSource", "content/briefs/"} {
			names := trace == "content/briefs/" && filepath.Base(path) == "build.json" // it lists what the site was made of
			if bytes.Contains(text, []byte(trace)) && !names {
				t.Errorf("%s has %s in it", path, trace)
			}
		}
		return err
	})
	if err != nil || files < 100 {
		t.Errorf("%d files, %v", files, err)
	}
}
