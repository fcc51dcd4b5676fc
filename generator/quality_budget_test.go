package main

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// What a brief may weigh on its way, in bytes.
const (
	briefBudget  = 60_000 // the page with its style sheets and scripts, without figures
	scriptBudget = 15_000
)

var loads = regexp.MustCompile(`<(?:script|link)\b[^>]*\b(?:src|href)="([^"]*/assets/[^"]+\.(js|css))"`)

func TestBriefsAreLight(t *testing.T) {
	t.Parallel()
	for _, s := range finishedSites(t) {
		for file, text := range s.files {
			if !bytes.Contains(text, []byte(`<body class="page-brief"`)) {
				continue
			}
			parts, scripts := [][]byte{withoutFigures(text)}, [][]byte{}
			for _, m := range loads.FindAllSubmatch(text, -1) {
				asset, there := s.files[strings.TrimPrefix(string(m[1]), "/")]
				if !there {
					t.Fatalf("%s loads %s, which is not there", file, m[1])
				}
				parts = append(parts, asset)
				if string(m[2]) == "js" {
					scripts = append(scripts, asset)
				}
			}
			if len(parts) < 3 || len(scripts) == 0 {
				t.Fatalf("%s loads too little to be true", file)
			}
			if n := zipped(parts...); n > briefBudget {
				t.Errorf("%s: %d bytes, more than %d", file, n, briefBudget)
			}
			if n := zipped(scripts...); n > scriptBudget {
				t.Errorf("%s: scripts of %d bytes, more than %d", file, n, scriptBudget)
			}
		}
	}
}

var figure = regexp.MustCompile(`(?s)<figure class="(?:chart|graph|data-figure).*?</figure>`)

func withoutFigures(text []byte) []byte { return figure.ReplaceAll(text, nil) }

// requests is what a tab asks for, as it goes.
type requests struct {
	mu  sync.Mutex
	all []string // kind and address
}

func (r *requests) heard() []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{call(network.Enable, network.EnableParams{}), listen(func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.all = append(r.all, string(e.Type)+" "+e.Request.URL)
		}
	})}
}

// asksNobodyElse wants every request of a page, also of what it does when it
// is walked through, to go to the site itself, only once, and none for a font.
func (t *tab) asksNobodyElse(r *requests) {
	t.Helper()
	for range 30 {
		t.run(chromedp.KeyEvent("\t"))
	}
	t.do(`document.querySelector('.prose a[href*="/actors/"], .side a[href*="/actors/"], .side a[href*="/recommendations/"]')?.focus()`)
	await[bool](t, `new Promise((done) => setTimeout(() => done(true), 450))`) // previews come late
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) < 4 {
		t.Fatalf("only %q was asked for", r.all)
	}
	for _, a := range r.all {
		kind, address, _ := strings.Cut(a, " ")
		u, err := url.Parse(address)
		if err != nil || kind == "Font" || u.Scheme != "data" && "http://"+u.Host != t.url {
			t.Errorf("the page asks for %s", a)
		}
	}
	if found := ask[[]string](t, `violations`); len(found) > 0 {
		t.Errorf("against the content security policy: %q", found)
	}
	slices.Sort(r.all)
	if once := slices.Compact(slices.Clone(r.all)); len(once) < len(r.all) {
		t.Errorf("something is asked for twice: %q", r.all)
	}
}

// TestPagesCarryAPolicy wants the policy in each page, for hosts that send no
// headers, and in each answer.
func TestPagesCarryAPolicy(t *testing.T) {
	t.Parallel()
	for _, p := range pageTypes(t) {
		text := p.files[strings.TrimPrefix(p.path, "/")+"index.html"]
		if text == nil {
			text = p.files[strings.TrimPrefix(p.path, "/")]
		}
		head, _, _ := bytes.Cut(text, []byte("</head>"))
		policy := bytes.Index(head, []byte(`<meta http-equiv="Content-Security-Policy" content="default-src 'none';`))
		if first := bytes.Index(head, []byte("<script")); policy < 0 || first >= 0 && first < policy {
			t.Errorf("%s%s has no policy before its first script", p.url, p.path)
		}
		if bytes.Contains(head, []byte("unsafe-")) || bytes.Contains(head, []byte("http-equiv=\"Content-Security-Policy\" content=\"default-src *")) {
			t.Errorf("%s%s has a policy with holes", p.url, p.path)
		}
	}
}
