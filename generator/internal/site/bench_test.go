package site

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// bigFiles writes a publication of n briefs with about five recommendations
// each, which link to one another, to 200 actors and to 40 topics.
func bigFiles(n int) map[string]string {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	files := map[string]string{settingsFile: plainSettings}
	var b strings.Builder
	b.WriteString("actors:\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  - {id: actor-%d, name: Actor number %d, kind: organisation}\n", i, i)
	}
	files["content/actors/actors.yaml"] = b.String()
	b.Reset()
	b.WriteString("topics:\n")
	for i := range 40 {
		fmt.Fprintf(&b, "  - {id: topic-%d, title: Topic number %d}\n", i, i)
	}
	files["content/topics/topics.yaml"] = b.String()
	for i := range n {
		files[fmt.Sprintf("content/briefs/brief-%d.md", i)] = bigBrief(r, i, n, "One")
		files[fmt.Sprintf("content/recommendations/brief-%d.yaml", i)] = bigRecommendations(r, i, n, "accepted")
	}
	return files
}

func bigBrief(r *rand.Rand, i, n int, heading string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: Brief number %d\ndate: %d-%02d-%02d\nauthors: [actor-%d]\ntopics: [topic-%d, topic-%d]\nactors: [actor-%d, actor-%d]\n---\n",
		i, 2010+r.IntN(15), 1+r.IntN(12), 1+r.IntN(28), r.IntN(200), r.IntN(40), r.IntN(40), r.IntN(200), r.IntN(200))
	fmt.Fprintf(&b, "## %s\n\n", heading)
	for range 6 {
		fmt.Fprintf(&b, "It is said in [[brief-%d]] that things differ, and elsewhere that they do not. This is taken up in [[rec-%d-%d]].\n\n",
			r.IntN(n), r.IntN(n), 1+r.IntN(5))
	}
	return b.String()
}

func bigRecommendations(r *rand.Rand, i, n int, response string) string {
	var b strings.Builder
	b.WriteString("recommendations:\n")
	for j := range 5 {
		relations := ""
		if i > 0 {
			relations = fmt.Sprintf("{type: depends_on, target: rec-%d-1}", r.IntN(i))
		}
		fmt.Fprintf(&b, `  - id: rec-%d-%d
    title: Do the thing number %d in place %d
    text: A text that says at some length what it is that has to be done, by whom, and when.
    brief: brief-%d
    to: [actor-%d]
    topics: [topic-%d, topic-%d]
    horizon: near
    relations: [%s]
    events:
      - {date: 2015-02-03, type: issued, note: It was issued.}
      - {date: 2016-02-03, type: response, set: {response: %s}, note: It was said to be so.}
      - {date: 2017-03-04, type: progress_claim, set: {claimed: in_progress}, note: It was begun.}
`, i, j+1, j, i, i, r.IntN(200), r.IntN(40), r.IntN(40), relations, response)
	}
	return b.String()
}

// bigSites keeps the sites that several benchmarks begin from.
var bigSites = map[int]*Site{}

func bigSite(b *testing.B, n int) *Site {
	if bigSites[n] == nil {
		bigSites[n] = siteOf(b, bigFiles(n))
		if l := bigSites[n].Problems(); len(l) > 0 {
			b.Fatal(printed(l))
		}
	}
	return bigSites[n]
}

func BenchmarkWithOneChangedFile(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		r := rand.New(rand.NewPCG(1, 2))
		for _, c := range []struct{ name, path, text string }{
			{"brief", "content/briefs/brief-7.md", bigBrief(r, 7, n, "One")},
			{"heading", "content/briefs/brief-7.md", bigBrief(r, 7, n, "Other")},
			{"recommendations", "content/recommendations/brief-7.yaml", bigRecommendations(r, 7, n, "rejected")},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				s := bigSite(b, n)
				changed := parseFiles(b, map[string]string{c.path: c.text})
				b.ReportAllocs()
				for b.Loop() {
					s.With(changed, nil)
				}
			})
		}
	}
}

func BenchmarkWithAllFiles(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			parsed := parseFiles(b, bigFiles(n))
			b.ReportAllocs()
			for b.Loop() {
				New(Options{}).With(parsed, nil)
			}
		})
	}
}

func BenchmarkLinks(b *testing.B) {
	s := bigSite(b, 1000)
	b.Run("topic", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Links(s.Topics()[3])
		}
	})
	b.Run("brief", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Links(s.Briefs()[3])
		}
	})
}
