package verify

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"readout/generator/internal/output"
)

// quick is patience for tests: no server here is slow but on purpose.
var quick = patience{silence: 300 * time.Millisecond, pause: time.Millisecond}

// host serves files as a static host does, below a folder: a page at its
// folder's address, the 404 page for what is not there, index.html by redirect.
func host(below string, files map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path, ok := strings.CutPrefix(r.URL.Path, below)
		if page, isIndex := strings.CutSuffix(path, "index.html"); isIndex && ok {
			http.Redirect(w, r, below+page, http.StatusMovedPermanently)
			return
		}
		if strings.HasSuffix(path, "/") || path == "" {
			path += "index.html"
		}
		text, there := files[path]
		if !ok || !there || path == "_headers" {
			w.WriteHeader(http.StatusNotFound)
			text = files["404.html"]
		}
		fmt.Fprint(w, text)
	}
}

func checkAt(t *testing.T, h http.Handler, at string, o Options) (Result, error) {
	t.Helper()
	s := httptest.NewServer(h)
	defer s.Close()
	return check(t.Context(), s.URL+at, o, quick, &http.Transport{})
}

func TestAWholeWebsiteIsFoundWhole(t *testing.T) {
	for _, c := range []struct{ below, at string }{{"/", ""}, {"/", "/"}, {"/sub/path/", "/sub/path/"}, {"/sub/path/", "/sub/path"}, {"/ü b/", "/%C3%BC%20b/"}} {
		r, err := checkAt(t, host(c.below, copyOf(nil)), c.at, Options{Sums: hashOf(sumsOf(site))})
		if err != nil || r.Files != len(site) {
			t.Errorf("at %s: %+v, %v", c.at, r, err)
		}
		wantFindings(t, "at "+c.at, r)
	}
}

func TestWhatDiffersOnAWebsiteIsNamed(t *testing.T) {
	files := copyOf(map[string]string{"index.html": "home<script src=//ads.example></script>", "briefs/x/index.json": "", "404.html": "another"})
	r, err := checkAt(t, host("/", files), "/", Options{})
	must(t, err)
	wantFindings(t, "a website", r, Finding{"404.html", Changed, ""}, Finding{"briefs/x/index.json", Missing, ""}, Finding{"index.html", Changed, ""})
	if _, err := checkAt(t, host("/", files), "/briefs/", Options{}); err == nil || !strings.HasPrefix(err.Error(), "there is no SHA256SUMS at http://127.0.0.1:") {
		t.Errorf("below the home page: %v", err)
	}
}

func TestAServerThatStumblesIsAskedAgain(t *testing.T) {
	var asked atomic.Int64
	right := host("/", copyOf(nil))
	r, err := checkAt(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/data/build.json" && asked.Add(1) == 1 {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		right(w, r)
	}), "/", Options{})
	must(t, err)
	wantFindings(t, "one stumble", r)
	if asked.Load() != 2 {
		t.Errorf("asked %d times", asked.Load())
	}
}

func TestFilesThatCannotBeFetchedAreUnread(t *testing.T) {
	right := host("/", copyOf(nil))
	silent := make(chan struct{})
	defer close(silent)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/briefs/x/":
			http.Error(w, "no", http.StatusForbidden)
		case "/briefs/x/index.json":
			http.Redirect(w, r, "https://elsewhere.example/x", http.StatusFound)
		case "/data/build.json": // more is announced than comes
			w.Header().Set("Content-Length", "20")
			fmt.Fprint(w, "{}")
		case "/404.html":
			w.Header().Set("Content-Length", "8")
			fmt.Fprint(w, "not")
			w.(http.Flusher).Flush()
			select {
			case <-silent:
			case <-r.Context().Done():
			}
		default:
			right(w, r)
		}
	})
	r, err := checkAt(t, h, "/", Options{})
	must(t, err)
	want := map[string]string{
		"briefs/x/index.html": "the server answers 403 Forbidden", "briefs/x/index.json": "it leads to another site, https://elsewhere.example/x",
		"data/build.json": "unexpected EOF", "404.html": "the server stopped sending",
	}
	if len(r.Findings) != len(want) {
		t.Errorf("%v", r.Findings)
	}
	for _, f := range r.Findings {
		if f.Kind != Unread || f.Why != want[f.Path] {
			t.Errorf("%v, want it unread, because %s", f, want[f.Path])
		}
	}
}

func TestAServerThatDiesIsLeftAlone(t *testing.T) {
	files := copyOf(nil)
	many := map[string]string{}
	for i := range 200 {
		many[fmt.Sprintf("x/%d.html", i)] = "x"
	}
	files[output.SumsFile] = sumsOf(many)
	right := host("/", files)
	var asked atomic.Int64
	r, err := checkAt(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/x/") {
			asked.Add(1)
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		right(w, r)
	}), "/", Options{})
	if err == nil || !strings.HasSuffix(err.Error(), "does not answer any more") || r.Count(Unread) != len(many) {
		t.Errorf("%d unread, %v", r.Count(Unread), err)
	}
	if most := int64(tries * (hopeless + requests)); asked.Load() > most {
		t.Errorf("asked %d times, more than %d", asked.Load(), most)
	}
}

func TestNoMoreRequestsAtOnceThanPromised(t *testing.T) {
	right := host("/", copyOf(nil))
	var now, most atomic.Int64
	_, err := checkAt(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		right(w, r)
	}), "/", Options{})
	if must(t, err); most.Load() > requests {
		t.Errorf("%d requests at once", most.Load())
	}
}

func TestAWebsiteThatCannotBeCheckedIsAnError(t *testing.T) {
	secure := httptest.NewTLSServer(host("/", copyOf(nil)))
	defer secure.Close()
	closed := httptest.NewServer(nil)
	closed.Close()
	moved := httptest.NewServer(http.RedirectHandler("https://elsewhere.example/", http.StatusFound))
	defer moved.Close()
	circle := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	}))
	defer circle.Close()
	silence := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-silence:
		case <-r.Context().Done():
		}
	}))
	defer silent.Close()
	defer close(silence)
	wrong := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	defer wrong.Close()
	for address, want := range map[string]string{
		secure.URL:               "the certificate of " + hostOf(secure.URL) + " cannot be trusted: ",
		closed.URL:               "nothing answers at " + hostOf(closed.URL),
		moved.URL:                "it leads to another site, https://elsewhere.example/",
		circle.URL:               "it leads from one address to the next",
		silent.URL:               hostOf(silent.URL) + " does not answer",
		wrong.URL:                "the server answers 418 I'm a teapot",
		"https://":               "is not the address of a site",
		"ftp://example.org/":     "is not the address of a site",
		"https://example.org/?x": "is not the address of a site",
		"http://%zz/":            "is not the address of a site",
	} {
		r, err := check(t.Context(), address, Options{}, quick, &http.Transport{})
		if err == nil || !strings.Contains(err.Error(), want) || len(r.Findings) > 0 {
			t.Errorf("%s: %+v, %v, want %s", address, r, err, want)
		}
	}
}

func hostOf(address string) string {
	_, host, _ := strings.Cut(address, "://")
	return host
}

func TestAnUnknownHostIsNamed(t *testing.T) {
	err := &url.Error{Op: "Get", URL: "https://nowhere.example/", Err: &net.DNSError{Name: "nowhere.example", IsNotFound: true}}
	if got := explained(err).Error(); got != "there is no host nowhere.example" {
		t.Error(got)
	}
}

func TestTheUnencryptedAddressMayLeadToTheEncryptedOne(t *testing.T) {
	ask := func(from, to string) error {
		f, err := http.NewRequest(http.MethodGet, from, nil)
		must(t, err)
		n, err := http.NewRequest(http.MethodGet, to, nil)
		must(t, err)
		return stay(n, []*http.Request{f})
	}
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"http://example.org/x", "https://example.org/x", true},
		{"http://example.org:8080/x", "https://example.org/x", true},
		{"https://example.org/x", "https://example.org/x/", true},
		{"https://example.org/x", "http://example.org/x", false},
		{"https://example.org/x", "https://www.example.org/x", false},
		{"https://example.org/x", "https://example.org:8443/x", false},
		{"http://example.org/x", "ftp://example.org/x", false},
	} {
		if err := ask(c.from, c.to); (err == nil) != c.ok {
			t.Errorf("%s → %s: %v", c.from, c.to, err)
		}
	}
}

func TestACheckEndsWhenItIsInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	right := host("/", copyOf(nil))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/SHA256SUMS" {
			stop()
			<-r.Context().Done()
			return
		}
		right(w, r)
	}))
	defer s.Close()
	if _, err := check(ctx, s.URL, Options{}, usual, &http.Transport{}); err != context.Canceled {
		t.Errorf("%v, want the context's error", err)
	}
}
