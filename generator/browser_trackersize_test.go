package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// manyAsked is a publication with n recommendations that are not alike.
func manyAsked(n int) publication {
	const actors, topics, briefs = 60, 40, 200
	rnd := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`publish review strengthen border water health regional joint annual budget minister agreement
		school climate data fisheries energy transport rural housing justice court police prison harbour maritime
		independent national local transparency procurement audit committee training standards guidance vaccine grid
		forest river coastal urban digital identity statistics census migration asylum labour pension tax customs`)
	some := func(n int) string {
		var out []string
		for range n {
			out = append(out, words[rnd.IntN(len(words))])
		}
		return strings.Join(out, " ")
	}
	p := publication{"content/site.yaml": "title: Many\nbase_url: https://many.example/\nas_of: 2025-06-30\n"}
	list := func(path, kind string, n int, line func(i int) string) {
		var b strings.Builder
		b.WriteString(kind + ":\n")
		for i := range n {
			b.WriteString("  - " + line(i) + "\n")
		}
		p[path] = b.String()
	}
	list("content/actors/a.yaml", "actors", actors, func(i int) string {
		return fmt.Sprintf("{id: a-%d, name: Ministry of %s, kind: organisation}", i, some(2))
	})
	list("content/topics/t.yaml", "topics", topics, func(i int) string { return fmt.Sprintf("{id: t-%d, title: %s}", i, some(2)) })
	list("content/sources/s.yaml", "sources", 1, func(int) string { return "{id: s, title: S, tier: 1}" })
	for i := range briefs {
		p[fmt.Sprintf("content/briefs/b-%d.md", i)] = fmt.Sprintf("---\ntitle: %s\ndate: 2020-01-01\n---\nText.\n", some(6))
	}
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	const perFile = 5_000
	recommendation := func(i int) string {
		return fmt.Sprintf("{id: r-%d, title: %s, text: Do., brief: b-%d, to: [{actor: a-%d, due: %d-%02d-%02d}, a-%d], topics: [t-%d, t-%d], kind: %s, horizon: %s, events: [{date: %d-%02d-%02d, type: issued}, {date: 2025-%02d-%02d, type: assessment, set: {response: %s, claimed: %s, assessed: %s}, evidence: [s]}]}",
			i, some(9), rnd.IntN(briefs), rnd.IntN(actors/2), 2024+rnd.IntN(4), 1+rnd.IntN(12), 1+rnd.IntN(28), actors/2+rnd.IntN(actors/2), rnd.IntN(topics/2), topics/2+rnd.IntN(topics/2),
			pick("law", "exercise", "institution", "programme"), pick("now", "near", "medium", "long"), 2014+rnd.IntN(10), 1+rnd.IntN(12), 1+rnd.IntN(28), 1+rnd.IntN(6), 1+rnd.IntN(28),
			pick("accepted", "noted", "rejected", "accepted_in_part"), pick("unstated", "in_progress", "complete"), pick("started", "partial", "delivered"))
	}
	for from := 0; from < n; from += perFile {
		list(fmt.Sprintf("content/recommendations/r-%d.yaml", from), "recommendations", min(perFile, n-from), func(i int) string { return recommendation(from + i) })
	}
	return p
}

// compressed is what a file of the server weighs as static hosts send it.
func (s *served) compressed(path string) int {
	s.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.Fatalf("%s: %d %v", path, answer.StatusCode, err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Len()
}

// fetches are the addresses that a page has asked for since it was opened,
// those of its own scripts and styles and those of the server left out.
func (t *tab) fetches() []string {
	t.Helper()
	return ask[[]string](t, `performance.getEntriesByType('resource').filter((e) => e.initiatorType === 'fetch').map((e) => new URL(e.name)).filter((u) => !u.pathname.startsWith('/_readout/')).map((u) => u.pathname + u.search)`)
}

// first is what weighs on the way to the first rows that fit, once something
// was done: the page and what its script fetched.
func (t *tab) first(s *served, act func()) int {
	t.Helper()
	t.visit("/recommendations/")
	act()
	t.wait(`/ fit, 50 of them shown$/.test(document.querySelector('[data-count]').textContent)`)
	sum := s.compressed("/recommendations/")
	for _, path := range t.fetches() {
		sum += s.compressed(path)
	}
	return sum
}

func TestATrackerOfTenThousandIsALightPage(t *testing.T) {
	t.Parallel()
	const most = 300 << 10 // the page, and with it what a filter fetches first
	s := serve(t, manyAsked(10_000))
	tab := s.open("/recommendations/")
	tab.settles("500 of 10,000 recommendations shown on this page")
	if page := s.compressed("/recommendations/"); page > most {
		t.Errorf("the page weighs %d bytes, %d are allowed", page, most)
	}
	for name, act := range map[string]func(){
		"an addressee": func() { tab.choose("actor", "a-7") },
		"words":        func() { tab.types("maritime wa") },
		"a date":       func() { tab.do(`document.querySelector('th[data-sort=due] button').click()`) },
	} {
		n := tab.first(s, act)
		t.Logf("the first rows by %s weigh %d bytes", name, n)
		if n > most {
			t.Errorf("the first rows by %s weigh %d bytes, %d are allowed", name, n, most)
		}
	}
	tab.do(`document.querySelector('[data-more] button').click()`)
	tab.wait(`document.querySelectorAll('.tracker-table tbody tr').length === 100`)
}

// busy is how many seconds of processor time the page's main thread has taken.
func (t *tab) busy() float64 {
	t.Helper()
	var seconds float64
	t.run(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		r, err := cdp.Call(ctx, target, performance.GetMetrics, cdp.Empty{})
		if err != nil {
			return err
		}
		for _, m := range r.Metrics {
			if m.Name == "TaskDuration" {
				seconds = m.Value
			}
		}
		return nil
	}))
	return seconds
}

// BenchmarkTrackerKeystroke types letters into the tracker's search field and
// takes some away, and waits for each time until rows and count say so. Before
// that it weighs what the first rows take.
func BenchmarkTrackerKeystroke(b *testing.B) {
	for _, n := range []int{10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := serve(b, manyAsked(n))
			tab := s.open("/recommendations/")
			weights := map[string]int{
				"page-bytes":      s.compressed("/recommendations/"),
				"addressee-bytes": tab.first(s, func() { tab.choose("actor", "a-7") }),
				"panel-bytes":     tab.first(s, func() { tab.do(`document.querySelector('.facets-all').open = true`); tab.choose("badge", "overdue") }),
				"words-bytes":     tab.first(s, func() { tab.types("maritime wa") }),
			}
			tab.visit("/recommendations/")
			types := func() float64 {
				return answer[float64](tab, `
					const q = document.querySelector('.facets input[name=q]');
					const count = document.querySelector('[data-count]');
					const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
					let worst = 0;
					for (const words of ['ma', 'mar', 'mar wa', 'mar wat', 'mar', 'mari', 'ma']) {
						await drawn();
						count.textContent = '';
						const begin = performance.now();
						q.value = words;
						q.dispatchEvent(new Event('input', {bubbles: true}));
						while (!count.textContent.endsWith('shown')) await drawn();
						worst = Math.max(worst, performance.now() - begin);
					}
					return worst;`)
			}
			tab.run(call(performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}))
			types() // at first all is fetched
			begin, worst, times := tab.busy(), 0.0, 0
			for b.Loop() {
				worst = max(worst, types())
				times++
			}
			busy := tab.busy() - begin
			for unit, n := range weights {
				b.ReportMetric(float64(n), unit)
			}
			b.ReportMetric(1000*busy/float64(7*times), "cpu-ms/keystroke")
			b.ReportMetric(worst, "worst-ms/keystroke")
		})
	}
}
