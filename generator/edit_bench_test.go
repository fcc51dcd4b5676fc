package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkSaveToBrowser measures what an author waits for: from the call that
// saves a file until the page in an open tab of Chromium is the new one. Both
// read the same clock. `make bench-edit` runs it.
func BenchmarkSaveToBrowser(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		dir := b.TempDir()
		corpus(b, dir, n)
		s := &served{TB: b, dir: dir}
		s.save("layouts/theme.css", themeFor(b)+"\n.masthead { outline: 0px solid rgb(0, 0, 0); }\n")
		s.save("layouts/base.html", strings.Replace(defaultLayout(b, "base.html"), "</footer>", "<p id=\"layout\">Layout r0</p></footer>", 1))
		s.start(environment{getenv: getenv(nil), now: time.Now})
		for _, e := range []struct {
			what, page, file, old string
			now                   func(k int) string
			holds                 string // with %d
		}{
			{
				"prose", "/briefs/brief-00042/", "content/briefs/brief-00042.md", "revision r",
				func(k int) string { return fmt.Sprintf("revision r%d", k) },
				`document.querySelector('.prose').textContent.includes('revision r%d.')`,
			},
			{
				"event seen on 40 pages", "/briefs/brief-00003/", "content/recommendations/hub.yaml", "type: ",
				func(k int) string {
					if k == 0 {
						return "type: issued"
					}
					return fmt.Sprintf("type: response, set: {response: %s}, note: Said %d times", [...]string{"accepted", "noted"}[k%2], k)
				},
				`new RegExp('need first\\s*' + ['Accepted', 'Noted'][%d %% 2]).test(document.querySelector('.prose').textContent)`,
			},
			{
				"layout", "/briefs/brief-00042/", "layouts/base.html", "Layout r",
				func(k int) string { return fmt.Sprintf("Layout r%d", k) },
				`document.querySelector('#layout').textContent === 'Layout r%d'`,
			},
			{
				"css", "/briefs/brief-00042/", "layouts/theme.css", "outline: ",
				func(k int) string { return fmt.Sprintf("outline: %dpx", k) },
				`getComputedStyle(document.querySelector('.masthead')).outlineWidth === '%dpx'`,
			},
		} {
			b.Run(fmt.Sprintf("%d briefs/%s", n, e.what), func(b *testing.B) {
				s.TB = b
				tab := s.open(e.page)
				var took []time.Duration
				path := filepath.Join(dir, e.file)
				pauses := rand.New(rand.NewPCG(1, 2))
				k := 0
				for b.Loop() {
					k++
					text, err := os.ReadFile(path)
					if err != nil {
						b.Fatal(err)
					}
					next := replaceFrom(string(text), e.old, e.now(k))
					tab.do(fmt.Sprintf(`window.arrived = new Promise((done) => {
						const see = () => { try { if (%s) { done(performance.timeOrigin + performance.now()); return true; } } catch {} };
						const observer = new MutationObserver(() => see() && observer.disconnect());
						observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
						document.addEventListener('load', see, {capture: true, once: true});
					})`, fmt.Sprintf(e.holds, k)))
					// An author rests between saves, for longer or shorter.
					time.Sleep(time.Duration(400+pauses.IntN(400)) * time.Millisecond)
					start := time.Now()
					if err := os.WriteFile(path, []byte(next), 0o666); err != nil {
						b.Fatal(err)
					}
					at := askLater[float64](tab, `arrived`)
					took = append(took, time.UnixMicro(int64(at*1000)).Sub(start))
				}
				slices.Sort(took)
				ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
				b.ReportMetric(ms(took[len(took)/2]), "median-ms")
				b.ReportMetric(ms(took[len(took)*95/100]), "p95-ms")
				b.ReportMetric(0, "ns/op") // the pauses are in it
			})
		}
		s.TB = b
		s.end()
	}
}

// replaceFrom replaces the first place of a text that begins so, up to a sign
// that ends it.
func replaceFrom(text, begin, now string) string {
	i := strings.LastIndex(text, begin)
	end := strings.IndexAny(text[i+len(begin):], ".<} ")
	if strings.HasPrefix(begin, "type") {
		end = strings.Index(text[i:], "}\n") - len(begin)
	}
	return text[:i] + now + text[i+len(begin)+end:]
}

func themeFor(t testing.TB) string { return defaultLayout(t, "theme.css") }
