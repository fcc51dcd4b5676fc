package devserver

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// folder is a Site of fixed files.
type folder map[string]string

func (f folder) Find(path string) (output.File, bool) {
	text, ok := f[path]
	return output.File{Path: path, Write: func(w io.Writer) error {
		if text == "fail" {
			return errors.New("layouts/brief.html:3:8: no such field")
		}
		_, err := io.WriteString(w, text)
		return err
	}}, ok
}

type movedFolder struct {
	folder
	moved map[string]string
}

func (m movedFolder) Moved() map[string]string { return m.moved }

var site = folder{
	"index.html":          "<html><body><main>Home</main></body></html>",
	"briefs/x/index.html": "<html><body><main>Brief X</main></body></html>",
	"404.html":            "<html><body><main>No such page</main></body></html>",
	"assets/site-1.css":   "p{}",
	"feed.xml":            "<feed/>",
}

func get(t *testing.T, h http.Handler, target string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	r.Host = "127.0.0.1:8080"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func serving(s Site) *Server {
	server := New(Options{})
	server.Show(s, nil)
	return server
}

func TestAddressesAreAnsweredAsByAStaticHost(t *testing.T) {
	h := serving(site).Handler()
	for _, c := range []struct {
		target, contains, contentType string
		status                        int
	}{
		{"/", "Home", "text/html; charset=utf-8", 200},
		{"/briefs/x/", "Brief X", "text/html; charset=utf-8", 200},
		{"/briefs/x/index.html", "Brief X", "text/html; charset=utf-8", 200},
		{"/assets/site-1.css", "p{}", "text/css; charset=utf-8", 200},
		{"/feed.xml", "<feed/>", "application/xml", 200},
		{"/nothing/", "No such page", "text/html; charset=utf-8", 404},
		{"/../../etc/passwd", "No such page", "text/html; charset=utf-8", 404},
	} {
		r := get(t, h, c.target)
		if r.StatusCode == http.StatusMovedPermanently || r.StatusCode == http.StatusTemporaryRedirect {
			r = get(t, h, r.Header.Get("Location"))
		}
		text := body(t, r)
		if r.StatusCode != c.status || !strings.Contains(text, c.contains) || r.Header.Get("Content-Type") != c.contentType {
			t.Errorf("GET %s: %d %s %q", c.target, r.StatusCode, r.Header.Get("Content-Type"), text)
		}
	}
	if r := get(t, h, "/briefs/x?as=is"); r.StatusCode != http.StatusFound || r.Header.Get("Location") != "/briefs/x/?as=is" {
		t.Errorf("a folder without its slash: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
}

func TestPagesCarryTheStrictPolicyAndTheClient(t *testing.T) {
	r := get(t, serving(site).Handler(), "/briefs/x/")
	csp := r.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
		t.Errorf("policy is %q", csp)
	}
	if text := body(t, r); !strings.Contains(text, `</main><script type="module" src="/_readout/client.js" data-readout="`) {
		t.Errorf("no client in %s", text)
	}
}

func TestTheClientStandsBeforeThePagesOwnScripts(t *testing.T) {
	for page, want := range map[string]string{
		`<!doctype html><html><head><meta charset="utf-8"><script src=x>`: `<!doctype html><html><head><meta charset="utf-8">|<script src=x>`,
		`<html><head lang=en><title>x</title><meta name=y>`:               `<html><head lang=en>|<title>x</title><meta name=y>`,
		`<html><head><title>x</title></head>`:                             `<html><head>|<title>x</title></head>`,
		`<body><header>x</header></body>`:                                 `<body><header>x</header>|</body>`,
		`<p>x`:                                                            `<p>x|`,
		`<meta charset`:                                                   `<meta charset|`,
	} {
		at := clientPlace([]byte(page))
		if got := page[:at] + "|" + page[at:]; got != want {
			t.Errorf("the client stands at %s, want %s", got, want)
		}
	}
}

func TestForeignHostsAndOriginsAreRefusedEverywhere(t *testing.T) {
	server := New(Options{Hosts: []string{"desk.example"}, Edit: func(string, int, int) error { return nil }})
	server.Show(site, nil)
	h := server.Handler()
	for _, target := range []string{"/", "/feed.xml", "/_readout/page?url=/&have=", "/_readout/client.js"} {
		for _, headers := range [][]string{
			{"Host", "evil.example"},
			{"Host", "evil.example:8080"},
			{"Host", "127.0.0.1.evil.example"},
			{"Origin", "http://evil.example"},
			{"Origin", "null"},
			{"Origin", "https://127.0.0.1:8080"},
			{"Origin", "http://127.0.0.1:9999"},
			{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"},
			{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"},
		} {
			if r := get(t, h, target, headers...); r.StatusCode != http.StatusForbidden {
				t.Errorf("GET %s with %q: %d, want 403", target, headers, r.StatusCode)
			}
		}
		for _, headers := range [][]string{
			{"Host", "localhost:8080"},
			{"Host", "[::1]:8080"},
			{"Host", "desk.example:8080"},
			{"Origin", "http://127.0.0.1:8080"},
			{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors"},
		} {
			if r := get(t, h, target, headers...); r.StatusCode != http.StatusOK && r.StatusCode != http.StatusNoContent {
				t.Errorf("GET %s with %q: %d, want 200", target, headers, r.StatusCode)
			}
		}
	}
	if r := get(t, h, "/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"); r.StatusCode != http.StatusOK {
		t.Errorf("a link from another site: %d, want 200", r.StatusCode)
	}
}

func TestATabHearsOnlyOfChangesToItsOwnPage(t *testing.T) {
	server := serving(site)
	h := server.Handler()
	first := get(t, h, "/_readout/page?url=/briefs/x/&have=")
	hash := first.Header.Get("Readout-Hash")
	if first.StatusCode != 200 || hash == "" || strings.Contains(body(t, first), "_readout") {
		t.Fatalf("first answer: %d, hash %q", first.StatusCode, hash)
	}
	next := folder{}
	for path, text := range site {
		next[path] = text
	}
	next["index.html"] = "<html><body><main>Home, changed</main></body></html>"
	server.Show(next, nil)
	if r := get(t, h, "/_readout/page?url=/briefs/x/&have="+hash); r.StatusCode != http.StatusNoContent {
		t.Errorf("a page that did not change: %d, want 204", r.StatusCode)
	}
	next = folder{"briefs/x/index.html": "<html><body><main>Brief X, changed</main></body></html>", "404.html": site["404.html"]}
	server.Show(next, nil)
	r := get(t, h, "/_readout/page?url=/briefs/x/&have="+hash)
	if r.StatusCode != 200 || !strings.Contains(body(t, r), "changed") || r.Header.Get("Readout-Hash") == hash {
		t.Errorf("a page that changed: %d", r.StatusCode)
	}
	delete(next, "briefs/x/index.html")
	server.Show(folder{"404.html": site["404.html"]}, nil)
	if r := get(t, h, "/_readout/page?url=/briefs/x/&have="+hash); r.StatusCode != 200 || r.Header.Get("Readout-Status") != "404" || !strings.Contains(body(t, r), "No such page") {
		t.Errorf("a page that went: %d, %s", r.StatusCode, r.Header.Get("Readout-Status"))
	}
}

func TestATabFollowsItsPageThroughRenames(t *testing.T) {
	server := serving(site)
	h := server.Handler()
	server.Show(movedFolder{folder{"briefs/y/index.html": "Y"}, map[string]string{"/briefs/x/": "/briefs/y/"}}, nil)
	server.Show(movedFolder{folder{"briefs/z/index.html": "Z"}, map[string]string{"/briefs/y/": "/briefs/z/"}}, nil)
	r := get(t, h, "/_readout/page?url=/briefs/x/&have=1")
	if r.Header.Get("Readout-Moved") != "/briefs/z/" || body(t, r) != "Z" {
		t.Errorf("moved to %q", r.Header.Get("Readout-Moved"))
	}
	if r := get(t, h, "/briefs/x/"); r.Header.Get("Location") != "/briefs/z/" {
		t.Errorf("the old address leads to %q", r.Header.Get("Location"))
	}
	server.Show(movedFolder{folder{"briefs/x/index.html": "X"}, map[string]string{"/briefs/z/": "/briefs/x/"}}, nil)
	if r := get(t, h, "/briefs/x/"); r.StatusCode != 200 {
		t.Errorf("renamed back: %d, want 200", r.StatusCode)
	}
}

func TestAFailedBuildKeepsTheLastGoodSite(t *testing.T) {
	server := New(Options{Read: func(string) ([]byte, error) { return []byte("one\ntwo [[x]]\n"), nil }})
	h := server.Handler()
	if r := get(t, h, "/"); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body(t, r), "client.js") {
		t.Errorf("before the first build: %d, want 503 with the client", r.StatusCode)
	}
	server.Show(site, nil)
	var problems diag.List
	problems.Errorf(diag.Pos{File: "content/briefs/x.md", Line: 2, Col: 5}, "ref-unknown", "there is no record “x”").Hint = "write one"
	server.Show(nil, problems)
	if r := get(t, h, "/"); r.StatusCode != 200 || !strings.Contains(body(t, r), "Home") {
		t.Errorf("after a failed build: %d", r.StatusCode)
	}
	var state struct {
		Problems []struct {
			Message, Hint, Severity string
			Pos                     diag.Pos
			Excerpt                 diag.Excerpt
		}
	}
	if err := json.Unmarshal(server.now().state(false), &state); err != nil {
		t.Fatal(err)
	}
	p := state.Problems[0]
	if p.Severity != "error" || p.Pos.Line != 2 || p.Hint != "write one" || len(p.Excerpt.Lines) == 0 {
		t.Errorf("the tab hears %+v", p)
	}
	server.Show(site, nil)
	if got := string(server.now().state(false)); !strings.Contains(got, `"problems":[]`) {
		t.Errorf("after mending: %s", got)
	}
}

func TestAPageThatCannotBeRenderedSaysWhy(t *testing.T) {
	h := serving(folder{"index.html": "fail"}).Handler()
	r := get(t, h, "/")
	if text := body(t, r); r.StatusCode != 500 || !strings.Contains(text, "layouts/brief.html:3:8") || !strings.Contains(text, "client.js") {
		t.Errorf("%d %s", r.StatusCode, text)
	}
}

func TestTheEditorOpensOnlyForTheSiteItselfAndInsideTheProject(t *testing.T) {
	var opened []string
	server := New(Options{Edit: func(file string, line, col int) error {
		opened = append(opened, file)
		return nil
	}})
	h := server.Handler()
	var from string
	post := func(body string, headers ...string) int {
		r := httptest.NewRequest("POST", "/_readout/edit", strings.NewReader(body))
		r.Host, r.RemoteAddr = "127.0.0.1:8080", from
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	own := []string{"Origin", "http://127.0.0.1:8080", "Content-Type", "application/json"}
	from = "192.168.1.5:50000"
	if code := post(`{"file":"content/briefs/x.md"}`, own...); code != http.StatusForbidden {
		t.Errorf("from another machine: %d, want 403", code)
	}
	from = "[::ffff:127.0.0.1]:50000"
	if code := post(`{"file":"content/briefs/x.md","line":3,"col":1}`, own...); code != http.StatusNoContent {
		t.Errorf("own page: %d, want 204", code)
	}
	for _, c := range []struct {
		body    string
		headers []string
	}{
		{`{"file":"content/briefs/x.md"}`, []string{"Origin", "http://evil.example", "Content-Type", "application/json"}},
		{`{"file":"content/briefs/x.md"}`, []string{"Content-Type", "application/json"}},
		{`{"file":"content/briefs/x.md"}`, []string{"Origin", "http://127.0.0.1:8080", "Content-Type", "text/plain"}},
		{`{"file":"content/../../etc/passwd"}`, own},
		{`{"file":"/etc/passwd"}`, own},
		{`{"file":"-content/x"}`, own},
		{`{"file":"content\\..\\x"}`, own},
		{`{"file":"go.mod"}`, own},
	} {
		if code := post(c.body, c.headers...); code != http.StatusForbidden {
			t.Errorf("%s %q: %d, want 403", c.body, c.headers, code)
		}
	}
	if code := post(`nonsense`, own...); code != http.StatusBadRequest {
		t.Errorf("nonsense: %d, want 400", code)
	}
	if len(opened) != 1 || opened[0] != "content/briefs/x.md" {
		t.Errorf("the editor was opened for %q", opened)
	}
}

func TestEveryOpenStreamHearsOfTheNewestStateAndEndsWithTheServer(t *testing.T) {
	server := serving(site)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()

	const tabs = 12
	streams := make([]*bufio.Reader, tabs)
	for i := range streams {
		r, err := http.Get("http://" + l.Addr().String() + "/_readout/events")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		streams[i] = bufio.NewReader(r.Body)
		if v := version(t, streams[i]); v != 1 {
			t.Fatalf("tab %d begins at version %d, want 1", i, v)
		}
	}
	for range 50 { // more than any buffer: nobody may block
		server.Show(site, nil)
	}
	for i, s := range streams {
		for version(t, s) != 51 {
		}
		_ = i
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("open streams keep the server from ending")
	}
	again, err := net.Listen("tcp", l.Addr().String())
	if err != nil {
		t.Errorf("the port is still taken: %v", err)
	} else {
		again.Close()
	}
}

func TestWhoeverHearsOfASiteIsAnsweredFromIt(t *testing.T) {
	server := New(Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(t.Context(), l)
	stream, err := http.Get("http://" + l.Addr().String() + "/_readout/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	events := bufio.NewReader(stream.Body)
	const sites = 100
	go func() {
		for i := range sites {
			server.Show(folder{"index.html": strconv.Itoa(i + 1), "new-" + strconv.Itoa(i+1) + "/index.html": "new"}, nil)
		}
	}()
	for heard := 0; heard < sites; {
		heard = version(t, events)
		if heard == 0 {
			continue
		}
		r, err := http.Get("http://" + l.Addr().String() + "/_readout/page?url=/&have=")
		if err != nil {
			t.Fatal(err)
		}
		text := body(t, r)
		r.Body.Close()
		if answered, err := strconv.Atoi(text); err != nil || answered < heard {
			t.Fatalf("after hearing of site %d the answer is of %q", heard, text)
		}
	}
}

func version(t *testing.T, stream *bufio.Reader) int {
	t.Helper()
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var state struct{ Version int }
			if err := json.Unmarshal([]byte(data), &state); err != nil {
				t.Fatal(err)
			}
			return state.Version
		}
	}
}
