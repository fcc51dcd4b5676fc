package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"readout/generator/internal/view"
)

// finished is a whole website as `readout build` leaves it, answered for as a
// static host does: compressed, with the headers of _headers, and with 404.html
// for what is not there.
type finished struct {
	name    string
	url     string // without a slash at the end
	files   map[string][]byte
	headers []headerRule
}

// headerRule is a block of _headers.
type headerRule struct {
	prefix string // of paths; the pattern without its star
	lines  [][2]string
}

// The two websites that the tests of quality look at: the publication in this
// repository, and one made to hold one of everything. Each is built once.
var sites struct {
	once sync.Once
	all  []*finished
}

func finishedSites(t *testing.T) []*finished {
	t.Helper()
	sites.once.Do(func() {
		for name, dir := range map[string]string{"shipped": "..", "specimen": "testdata/specimen"} {
			s := &finished{name: name, files: published(t, dir, "https://example.net/")}
			s.headers = readHeaders(t, string(s.files["_headers"]))
			s.url = httptest.NewServer(s).URL // until the tests end
			sites.all = append(sites.all, s)
		}
		slices.SortFunc(sites.all, func(a, b *finished) int { return cmp.Compare(a.name, b.name) })
	})
	if len(sites.all) != 2 {
		t.Fatal("the websites could not be built")
	}
	return sites.all
}

func shippedSite(t *testing.T) *finished  { t.Helper(); return finishedSites(t)[0] }
func specimenSite(t *testing.T) *finished { t.Helper(); return finishedSites(t)[1] }

func readHeaders(t *testing.T, text string) []headerRule {
	t.Helper()
	var rules []headerRule
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if pattern, ok := strings.CutSuffix(line, "*"); ok && !strings.HasPrefix(line, " ") {
			rules = append(rules, headerRule{prefix: pattern})
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "  "), ": ")
		if !ok || len(rules) == 0 {
			t.Fatalf("_headers: what is %q?", line)
		}
		last := &rules[len(rules)-1]
		last.lines = append(last.lines, [2]string{name, value})
	}
	return rules
}

func (s *finished) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, file := http.StatusOK, view.PathOf(r.URL.Path)
	text, there := s.files[file]
	if !there {
		status, file, text = http.StatusNotFound, "404.html", s.files["404.html"]
	}
	for _, rule := range s.headers {
		if strings.HasPrefix(r.URL.Path, rule.prefix) {
			for _, line := range rule.lines {
				w.Header().Set(line[0], line[1])
			}
		}
	}
	w.Header().Set("Content-Type", cmp.Or(mime.TypeByExtension(path.Ext(file)), "application/octet-stream"))
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.WriteHeader(status)
		_, _ = w.Write(text)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := gzip.NewWriter(w)
	_, _ = z.Write(text)
	_ = z.Close()
}

// specimen is a page that stands for all of its kind.
type specimen struct {
	*finished
	kind string // of the page, as its <body> says
	path string // /briefs/x/
}

var bodyClass = regexp.MustCompile(`<body class="page-([\w-]+)`)

// specimenKinds are the kinds of pages of the specimen that hold what the
// shipped publication's do not.
var specimenKinds = []string{"brief", "recommendation", "actor", "source", "revisions", "tombstone"}

// pageTypes is one page of each kind that each website has: the longest, which
// holds most.
func pageTypes(t *testing.T) []specimen {
	t.Helper()
	var all []specimen
	for _, s := range finishedSites(t) {
		longest := map[string]string{}
		for file, text := range s.files {
			m := bodyClass.FindSubmatch(text)
			if m == nil {
				continue
			}
			kind := string(m[1])
			if best, ok := longest[kind]; !ok || cmp.Or(len(s.files[best])-len(text), cmp.Compare(file, best)) < 0 {
				longest[kind] = file
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(longest)) {
			if s.name == "specimen" && !slices.Contains(specimenKinds, kind) {
				continue
			}
			all = append(all, specimen{s, kind, "/" + webPath(longest[kind])})
		}
	}
	if len(all) < 20 {
		t.Fatalf("only %d kinds of pages: %v", len(all), all)
	}
	return all
}

// eachPageType runs a test on every kind of page, side by side.
func eachPageType(t *testing.T, test func(t *testing.T, p specimen)) {
	for _, p := range pageTypes(t) {
		t.Run(p.name+"/"+p.kind, func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// open opens a page in a new tab and waits until its scripts have run.
func (s *finished) open(t testing.TB, path string, before ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	tab := &tab{TB: t, url: s.url}
	ctx, closeTab := chromedp.NewContext(browser, chromedp.WithListener(tab.listen))
	tab.ctx = ctx
	t.Cleanup(func() {
		closeTab()
		tab.mu.Lock()
		defer tab.mu.Unlock()
		for _, complaint := range tab.complaints {
			t.Errorf("the page %s complains: %s", path, complaint)
		}
	})
	tab.run(append(before, call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watching}))...)
	tab.run(chromedp.Navigate(s.url + path))
	return tab
}

// listen adds a listener to the events of a tab.
func listen(hear func(event any)) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { return chromedp.Listen(ctx, hear) })
}

func steps(s ...chromedp.Action[chromedp.Void]) []chromedp.Action[chromedp.Void] { return s }

// call is a command of the browser's protocol as a step.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// window is the size that a page is looked at in.
type window struct{ width, height int64 }

var (
	phone = window{390, 844}
	desk  = window{1280, 900}
)

func (w window) step() chromedp.Action[chromedp.Void] {
	return call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: w.width, Height: w.height, DeviceScaleFactor: 1})
}

// media is what a reader prefers: "prefers-color-scheme", "dark", …
func media(pairs ...string) chromedp.Action[chromedp.Void] {
	var p emulation.SetEmulatedMediaParams
	for pair := range slices.Chunk(pairs, 2) {
		p.Features = append(p.Features, &emulation.MediaFeature{Name: pair[0], Value: pair[1]})
	}
	return call(emulation.SetEmulatedMedia, p)
}

func scheme(name string) chromedp.Action[chromedp.Void] { return media("prefers-color-scheme", name) }

// zipped is how many bytes texts take on their way, each on its own.
func zipped(texts ...[]byte) int {
	var b bytes.Buffer
	for _, text := range texts {
		z := gzip.NewWriter(&b)
		_, _ = z.Write(text) // into memory
		_ = z.Close()
	}
	return b.Len()
}
