package main

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// revision is a brief that says everywhere which revision it is.
func revision(n int) string {
	return fmt.Sprintf("---\ntitle: Revision %d of ports\ndate: 2026-01-01\nsummary: What revision %[1]d says.\n---\n\nThis is revision %[1]d.\n\n## Revision %[1]d again\n\nSee [[close]].\n", n)
}

// TestManyReadersWhileSaving has 200 readers read while an author saves every
// 100 ms. No request fails, every answer is wholly of one revision, and no
// reader gets an older one after a newer one, whichever page it is on.
func TestManyReadersWhileSaving(t *testing.T) {
	const readers, saves = 200, 20
	s := serve(t, publication{
		"content/site.yaml":              "title: Load\nbase_url: https://load.example/\nas_of: 2026-02-01\n",
		"content/actors/a.yaml":          "actors: [{id: office, name: The Office, kind: organisation}]\n",
		"content/briefs/ports.md":        revision(1),
		"content/recommendations/r.yaml": "recommendations:\n  - {id: close, title: Close the gate, text: Do it., brief: ports, to: [office], events: [{date: 2026-01-02, type: issued}]}\n",
	})
	says := regexp.MustCompile(`[Rr]evision (\d+)`)
	paths := []string{"/briefs/ports/", "/", "/briefs/ports/index.json", "/_readout/page?url=/briefs/ports/&have=", "/recommendations/close/", "/feed.xml"}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers}}
	defer client.CloseIdleConnections()
	var (
		wg      sync.WaitGroup
		done    atomic.Bool
		answers atomic.Int64
	)
	deadline := time.Now().Add(patience)
	reader := func(id int) {
		defer wg.Done()
		seen := 1
		for k := id; !done.Load() || seen <= saves; k++ {
			path := paths[k%len(paths)]
			if time.Now().After(deadline) {
				t.Errorf("reader %d has come to revision %d only", id, seen)
				return
			}
			answer, err := client.Get(s.url + path)
			if err != nil {
				t.Errorf("GET %s: %v", path, err)
				return
			}
			text, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			found := says.FindAllSubmatch(text, -1)
			if err != nil || answer.StatusCode != http.StatusOK || len(found) == 0 {
				t.Errorf("GET %s: %d, %v, %d revisions in %.200s", path, answer.StatusCode, err, len(found), text)
				return
			}
			for _, one := range found {
				if string(one[1]) != string(found[0][1]) {
					t.Errorf("GET %s: revisions %s and %s in one answer", path, found[0][1], one[1])
					return
				}
			}
			now := 0
			fmt.Sscan(string(found[0][1]), &now)
			if now < seen {
				t.Errorf("GET %s: revision %d after %d", path, now, seen)
				return
			}
			seen = now
			answers.Add(1)
			time.Sleep(30 * time.Millisecond)
		}
	}
	for id := range readers {
		wg.Add(1)
		go reader(id)
	}
	for n := range saves {
		s.save("content/briefs/ports.md", revision(n+2))
		time.Sleep(100 * time.Millisecond)
	}
	done.Store(true)
	wg.Wait()
	t.Logf("%d answers", answers.Load())
}
