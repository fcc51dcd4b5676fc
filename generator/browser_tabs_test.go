package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestMoreTabsThanConnectionsAllLoadAndFollow(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	var tabs []*tab
	for range 9 { // a browser has six connections for a server
		tabs = append(tabs, s.open("/briefs/ports/"))
	}
	s.edit("content/briefs/ports.md", "as it was", "as it is")
	for _, tab := range tabs {
		tab.wait(shows("The first paragraph is as it is."))
	}
	s.edit("content/briefs/ports.md", "[[office]]", "[[offise]]")
	for _, tab := range tabs {
		tab.wait(`problems().includes('offise')`)
	}
}

func TestATabFindsTheServerAgainAfterARestart(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/")
	tab.do(`window.same = true`)
	address := strings.TrimPrefix(s.url, "http://")
	s.end()
	if s.status != exitDone {
		t.Errorf("exit status %d", s.status)
	}
	s.edit("content/briefs/ports.md", "as it was", "as it is") // while nobody serves
	s.start(environment{getenv: getenv(nil), now: time.Now}, "--addr", address)
	tab.wait(shows("The first paragraph is as it is."))
	tab.want(`same`)
	s.edit("content/briefs/ports.md", "as it is", "as it will be")
	tab.wait(shows("The first paragraph is as it will be."))
}

func TestDraftsAreShownAndMarkedWhenAskedFor(t *testing.T) {
	t.Parallel()
	p := ports()
	p["content/briefs/plan.md"] = "---\ntitle: The plan\ndate: 2026-01-20\ndraft: true\n---\n\nA plan.\n"
	p["content/briefs/later.md"] = "---\ntitle: Later\ndate: 2026-01-20\npublish_at: 2999-01-01\n---\n\nLater.\n"
	s := serve(t, p)
	s.open("/briefs/plan/").want(`document.body.className.includes('404')`)
	s = serve(t, p, "--drafts")
	tab := s.open("/briefs/plan/")
	tab.want(`document.querySelector('.draft-note').innerText.includes('Draft')`)
	s.open("/briefs/later/").want(`document.querySelector('.draft-note').innerText.includes('Scheduled for 1 January 2999')`)
	s.edit("content/briefs/plan.md", "draft: true\n", "")
	tab.wait(`!document.querySelector('.draft-note')`)
	s.edit("content/briefs/plan.md", "A plan.", "A good plan.")
	tab.wait(shows("A good plan."))
}

func TestCtrlCFreesThePortAndEndsWithZero(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/") // an open stream does not keep it
	address := strings.TrimPrefix(s.url, "http://")
	s.end()
	if s.status != exitDone {
		t.Errorf("exit status %d", s.status)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("the port is not free: %v", err)
	}
	l.Close()
	tab.want(`document.body.innerText.includes('The first paragraph')`)
}

// TestForeignHostsAndOriginsAreRefusedOnTheWire is about the server as it
// runs; devserver's own tests know every kind of request.
func TestForeignHostsAndOriginsAreRefusedOnTheWire(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	for _, path := range []string{"/", "/briefs/ports/", "/data/recommendations.json", "/_readout/events", "/_readout/page?url=/&have=", "/_readout/client.js"} {
		for what, change := range map[string]func(*http.Request){
			"a foreign Host":      func(r *http.Request) { r.Host = "evil.example" },
			"a foreign Origin":    func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
			"an origin of nobody": func(r *http.Request) { r.Header.Set("Origin", "null") },
		} {
			r, err := http.NewRequestWithContext(t.Context(), "GET", s.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			change(r)
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %s: %d, want 403", path, what, answer.StatusCode)
			}
		}
	}
}

// get returns what stands at an address.
func (s *served) get(path string) string {
	s.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return string(text)
}

func TestEveryEditionMatchesTheTextJustSaved(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/recommendations/close/")
	s.edit("content/recommendations/r.yaml", "title: Close the gate", "title: Shut the gate")
	tab.wait(shows("Shut the gate"))
	search := s.open("/search/?q=shut")
	search.wait(`document.querySelector('[data-search-results]').innerText.includes('Shut the gate')`)
	for _, path := range []string{
		"/recommendations/", "/recommendations/close/", "/briefs/ports/", "/actors/office/", "/feed.xml", "/feed.json",
		"/data/recommendations.json", "/data/recommendations.csv", "/recommendations/close/index.json",
	} {
		if text := s.get(path); !strings.Contains(text, "Shut the gate") || strings.Contains(text, "Close the gate") {
			t.Errorf("%s does not say what was just saved", path)
		}
	}
	s.edit("content/site.yaml", "title: Test publication", "title: Another name")
	tab.wait(shows("Another name"))
	for _, path := range []string{"/", "/nothing/here/", "/404.html", "/search/", "/feed.xml"} {
		if text := s.get(path); !strings.Contains(text, "Another name") || strings.Contains(text, "Test publication") {
			t.Errorf("%s does not say what was just saved", path)
		}
	}
}

func TestTheTerminalTellsEachChangeInOneLine(t *testing.T) {
	t.Parallel()
	p := ports()
	p["layouts/theme.css"] = "p { color: blue }"
	s := serve(t, p)
	s.edit("content/actors/a.yaml", "The Office", "The Bureau")
	s.said("content/actors/a.yaml: 1 record, mentioned by 3; ")
	s.save("layouts/theme.css", "p { color: red }")
	s.said("layouts/theme.css: the layouts; ")
	s.edit("content/briefs/rivers.md", "as they", "[[nowhere]] they")
	s.said("content/briefs/rivers.md:6:")
	s.said("content/briefs/rivers.md: 1 error, the last good site stays; ")
}

func TestKeysRebuildOpenAndStop(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	s.end()
	keyboard, screen := terminal(t)
	s.start(environment{getenv: getenv(nil), now: time.Now, stdin: screen})
	s.said("press r to rebuild, o to open it, q to stop")
	if _, err := keyboard.WriteString("r"); err != nil {
		t.Fatal(err)
	}
	s.said("everything, as asked: ")
	if _, err := keyboard.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	<-s.ended
	if s.status != exitDone {
		t.Errorf("exit status %d", s.status)
	}
}

func TestPollingSeesSavesToo(t *testing.T) {
	t.Parallel()
	s := serve(t, ports(), "--poll", "20ms")
	tab := s.open("/briefs/ports/")
	s.edit("content/briefs/ports.md", "as it was", "as it is")
	tab.wait(shows("The first paragraph is as it is."))
	s.save("content/briefs/lakes.md", "---\ntitle: On lakes\ndate: 2026-01-20\n---\n\nLakes are deep.\n")
	s.open("/briefs/lakes/").wait(shows("Lakes are deep."))
}
