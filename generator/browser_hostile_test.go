package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// trapping runs in every document before its own scripts. What reaches trap,
// or what opens a dialogue, was executed from a text; a violation of the policy
// is an attempt at it.
const trapping = `
	window.trap = (n) => tell('executed ' + n + ' on ' + location);
	window.alert = window.confirm = window.prompt = window.print = trap;
	document.addEventListener('securitypolicyviolation', (e) => tell('violation of ' + e.violatedDirective + ' by ' + e.blockedURI + ' on ' + location));
`

// framed serves a website in such a way that its pages can be looked at many
// at a time: they may stand in frames. A lax host sends no headers, and the
// pages' own policy is taken out of them.
func framed(files map[string][]byte, headers []headerRule, lax bool) http.Handler {
	site := &finished{files: maps.Clone(files)}
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	for name, text := range site.files {
		if lax && path.Ext(name) == ".html" {
			site.files[name] = policy.ReplaceAll(text, nil)
		}
	}
	for _, rule := range headers {
		allowed := headerRule{prefix: rule.prefix}
		for _, line := range rule.lines {
			allowed.lines = append(allowed.lines, [2]string{line[0], strings.ReplaceAll(line[1], "frame-ancestors 'none'", "frame-ancestors 'self'")})
		}
		if !lax {
			site.headers = append(site.headers, allowed)
		}
	}
	site.files["frames.html"] = []byte("<!doctype html><title>Frames</title>")
	site.files["bait.html"] = []byte(bait)
	site.files["bait.svg"] = []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>trap("bait 4")</script></svg>`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "frames.html") { // which must hold frames
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(site.files["frames.html"])
			return
		}
		site.ServeHTTP(w, r)
	})
}

// bait is a page that does what no page of a publication may: it shows that
// the trap snaps.
const bait = `<!doctype html><title>Bait</title><script>trap('bait 1')</script><img src="/nothing.png" onerror="trap('bait 2')"><img src="https://foreign.example/bait">` +
	`<iframe srcdoc="<script>parent.trap('bait 3')</script>"></iframe>`

// trapped is what a tab's pages did that none may do.
type trapped struct {
	*tab
	mu   sync.Mutex
	all  []string
	home string
}

func (s *trapped) hear(event any) {
	note := func(format string, args ...any) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all = append(s.all, fmt.Sprintf(format, args...))
	}
	switch e := event.(type) {
	case *runtime.EventBindingCalled:
		note("%s", e.Payload)
	case *page.EventJavascriptDialogOpening:
		note("a dialogue on %s", e.URL)
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && u.Scheme != "about" && u.Scheme != "blob" && "http://"+u.Host != s.home {
			note("request of %s by %s", e.Request.URL, e.DocumentURL)
		}
	}
}

// taken returns what was trapped since it was asked for last.
func (s *trapped) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all
	s.all = nil
	return all
}

// forgiven forgets what pages complained of so far.
func (t *tab) forgiven() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.complaints = nil
}

// openTrapped opens a page of a server in a tab with the trap.
func openTrapped(t *testing.T, server, at string) *trapped {
	t.Helper()
	s := &trapped{home: server}
	site := &finished{url: server}
	s.tab = site.open(t, at,
		call(network.Enable, network.EnableParams{}),
		call(page.Enable, page.EnableParams{}),
		call(runtime.AddBinding, runtime.AddBindingParams{Name: "tell"}),
		listen(s.hear),
		call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: trapping}))
	return s
}

// combined are the vectors by threes, for a browser takes its time.
func combined() []string {
	var out []string
	for some := range slices.Chunk(vectors, 3) {
		out = append(out, strings.Join(some, " "))
	}
	return out
}

// showing opens addresses in frames, eight at a time, and comes to the number
// of those that were shown.
const showing = `(async (all) => {
	let shown = 0;
	await Promise.all(Array.from({length: 8}, async () => {
		for (let at = all.pop(); at !== undefined; at = all.pop()) {
			const frame = document.createElement('iframe');
			frame.width = frame.height = 60;
			await new Promise((done) => {
				frame.onload = done;
				frame.src = at;
				document.body.append(frame);
			});
			await new Promise((done) => setTimeout(done));
			if (frame.contentDocument?.documentElement?.childNodes.length) shown++;
			frame.remove();
		}
	}));
	return shown;
})(%s)`

func (s *trapped) show(t *testing.T, addresses ...string) {
	t.Helper()
	list, err := json.Marshal(addresses)
	if err != nil {
		t.Fatal(err)
	}
	if shown := askLater[int](s.tab, fmt.Sprintf(showing, list)); shown != len(addresses) {
		t.Errorf("%d of %d addresses were shown", shown, len(addresses))
	}
}

// TestHostileTextsRunNothingInABrowser opens every page, drawing, feed and data
// twin of the hostile publication in Chromium, as a careful host serves it and
// as one that sends no policy, and nothing is executed and nobody else is asked.
func TestHostileTextsRunNothingInABrowser(t *testing.T) {
	t.Parallel()
	files := hostileSite(t, combined())
	headers := readHeaders(t, string(files["_headers"]))
	var all []string
	for _, file := range slices.Sorted(maps.Keys(files)) {
		switch path.Ext(file) {
		case ".html", ".svg", ".xml", ".json":
			if !strings.HasPrefix(file, "search/") || path.Ext(file) == ".html" {
				all = append(all, (&url.URL{Path: "/" + webPath(file)}).EscapedPath())
			}
		}
	}
	if len(all) < 200 {
		t.Fatalf("only %d addresses", len(all))
	}
	for name, lax := range map[string]bool{"with the policy": false, "without a policy": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(framed(files, headers, lax))
			t.Cleanup(server.Close)
			s := openTrapped(t, server.URL, "/frames.html")
			s.show(t, "/bait.html", "/bait.svg")
			s.forgiven()
			snapped := strings.Join(s.taken(), "\n")
			for _, want := range map[bool][]string{
				true:  {"executed bait 1", "executed bait 2", "executed bait 3", "executed bait 4", "request of https://foreign.example/bait"},
				false: {"violation of script-src-elem by inline", "violation of script-src-attr", "violation of img-src by https://foreign.example/bait"},
			}[lax] {
				if !strings.Contains(snapped, want) {
					t.Fatalf("the trap does not snap: no %q in\n%s", want, snapped)
				}
			}
			s.show(t, all...)
			if found := s.taken(); len(found) > 0 {
				t.Errorf("%d times, of which the first are\n%s", len(found), strings.Join(found[:min(len(found), 10)], "\n"))
			}
		})
	}
}

// TestHostileTextsRunNothingWhenScriptsShowThem uses what the pages' own
// scripts do with texts: find, filter, preview, copy.
func TestHostileTextsRunNothingWhenScriptsShowThem(t *testing.T) {
	t.Parallel()
	files := hostileSite(t, combined())
	server := httptest.NewServer(framed(files, nil, true))
	t.Cleanup(server.Close)
	s := openTrapped(t, server.URL, "/search/?q=zebra")
	s.wait(`document.querySelectorAll('main li a').length > 5`)
	for _, at := range []string{"/search/?q=", "/recommendations/?q=", "/recommendations/?actor="} {
		for _, v := range vectors[:8] {
			s.run(chromedp.Navigate(server.URL + at + url.QueryEscape(v) + "#" + url.PathEscape(v)))
			s.wait(`document.readyState === 'complete'`)
		}
	}
	s.run(chromedp.Navigate(server.URL + "/briefs/brief-0/"))
	for _, link := range []string{`.prose a[href*="/actors/"]`, `.prose a[href*="/recommendations/"]`} {
		s.do(`window.link = document.querySelector('` + link + `');
			document.querySelector('.popover').replaceChildren();
			link.dispatchEvent(new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'}))`)
		s.wait(`document.querySelector('.preview-title')?.textContent.includes('<script>')`)
	}
	s.do(`for (const e of document.querySelectorAll('button, summary')) e.click()`)
	if found := s.taken(); len(found) > 0 {
		t.Errorf("%q", found)
	}
}
