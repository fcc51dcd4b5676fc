package main

import (
	"bytes"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"readout/generator/internal/build"
	"readout/generator/internal/source"
	"readout/generator/internal/view"
)

// TestEveryLinkLeadsSomewhere walks whole websites: the publication in this
// repository and the one that `readout init` begins, at the root of a host and
// below a path.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	begun := t.TempDir() + "/begun"
	var out bytes.Buffer
	env := environment{stdout: &out, stderr: &out, getenv: func(string) string { return "" }, now: func() time.Time { return time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC) }}
	if exit := run(t.Context(), []string{"init", begun}, env); exit != exitDone {
		t.Fatalf("init: exit status %d\n%s", exit, &out)
	}
	for _, publication := range []struct{ name, dir string }{{"begun", begun}, {"shipped", ".."}} {
		for _, base := range []string{"https://example.net/", "https://example.net/some/where/"} {
			t.Run(publication.name+" at "+base, func(t *testing.T) {
				t.Parallel()
				w := &walk{T: t, base: base, files: published(t, publication.dir, base), pages: map[string]*webpage{}}
				w.everything()
			})
		}
	}
}

// published renders everything that a project publishes at an address.
func published(t *testing.T, dir, base string) map[string][]byte {
	t.Helper()
	p, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	today := dateOf(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
	snapshot, problems := build.New(p, build.Options{Today: today, BaseURL: base}).Build(t.Context(), nil)
	if snapshot == nil {
		t.Fatalf("the publication has errors: %v", problems)
	}
	files := map[string][]byte{}
	for f := range snapshot.Files() {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		files[f.Path] = b.Bytes()
	}
	return files
}

// walk is a website that is walked through.
type walk struct {
	*testing.T
	base  string // ends in /
	files map[string][]byte
	pages map[string]*webpage
}

type webpage struct {
	ids   map[string]bool
	links []link
}

// link is an address in a page, and whether a browser fetches it by itself.
type link struct {
	to    string
	loads bool
}

func (w *walk) everything() {
	for name, text := range w.files {
		if strings.HasSuffix(name, ".html") {
			w.pages[name] = w.read(name, text)
		}
	}
	if len(w.pages) < 10 {
		w.Fatalf("the site has only %d pages", len(w.pages))
	}
	for name, p := range w.pages {
		for _, l := range p.links {
			w.follow(name, l)
		}
	}
	for name, text := range w.files {
		if strings.HasSuffix(name, ".css") {
			for _, m := range cssURL.FindAllSubmatch(text, -1) {
				w.follow(name, link{string(m[1]), true})
			}
		}
	}
}

var cssURL = regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`)

var fetched = regexp.MustCompile(`\b(stylesheet|icon|manifest|(module)?preload|prefetch|preconnect|dns-prefetch)\b`)

// follow wants an address to lead somewhere.
func (w *walk) follow(name string, l link) {
	from, err := url.Parse(w.base + webPath(name))
	if err != nil {
		w.Fatal(err)
	}
	to, err := from.Parse(l.to)
	if err != nil {
		w.Errorf("%s: %q is no address: %v", name, l.to, err)
		return
	}
	switch to.Scheme {
	case "http", "https":
	case "data":
		return
	case "mailto", "tel":
		if l.loads {
			w.Errorf("%s loads %q", name, l.to)
		}
		return
	default:
		w.Errorf("%s: the address %q is of a kind that has no place here", name, l.to)
		return
	}
	base, _ := url.Parse(w.base)
	if to.Host != base.Host {
		if l.loads {
			w.Errorf("%s loads %s from elsewhere", name, l.to)
		}
		return
	}
	inside, ok := strings.CutPrefix(to.Path, base.Path)
	if !ok {
		w.Errorf("%s: %q leaves the site's path", name, l.to)
		return
	}
	target := view.PathOf("/" + inside)
	if _, there := w.files[target]; !there {
		w.Errorf("%s: %q leads to %s, which is not there", name, l.to, target)
		return
	}
	if p := w.pages[target]; p != nil && to.Fragment != "" && to.Fragment != "top" && !p.ids[to.Fragment] {
		w.Errorf("%s: %q leads to a page without an element %q", name, l.to, to.Fragment)
	}
}

// webPath is the URL of a file, without the base: index.html goes by its folder.
func webPath(name string) string {
	if path.Base(name) == "index.html" {
		return strings.TrimSuffix(name, "index.html")
	}
	return name
}

// read collects a page's links and ids and complains of what no page may have.
func (w *walk) read(name string, text []byte) *webpage {
	p := &webpage{ids: map[string]bool{}}
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil && err != io.EOF {
		w.Fatalf("%s: %v", name, err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				w.Errorf("%s: <%s %s=%q> would need a policy that allows inline code", name, n.Data, a.Key, a.Val)
			}
		}
		if id, ok := attrs["id"]; ok {
			if id == "" || p.ids[id] {
				w.Errorf("%s: the id %q stands there twice or is empty", name, id)
			}
			p.ids[id] = true
		}
		p.collect(w, name, n, attrs)
	}
	return p
}

func (p *webpage) collect(w *walk, name string, n *html.Node, attrs map[string]string) {
	switch n.Data {
	case "style":
		w.Errorf("%s has a <style> element", name)
	case "script":
		if _, file := attrs["src"]; !file && attrs["type"] != "application/ld+json" {
			w.Errorf("%s has an inline script", name)
		}
	case "base":
		w.Errorf("%s has a <base> element, which moves every link", name)
	case "meta":
		if strings.EqualFold(attrs["http-equiv"], "refresh") {
			if _, to, ok := strings.Cut(attrs["content"], "url="); ok {
				p.links = append(p.links, link{to, false})
			}
		}
	}
	for key, value := range attrs {
		switch key {
		case "href", "xlink:href":
			loads := n.Data != "a" && n.Data != "area"
			if n.Data == "link" { // the other kinds are read, not fetched
				loads = fetched.MatchString(attrs["rel"])
			}
			p.links = append(p.links, link{value, loads})
		case "src", "poster", "data":
			p.links = append(p.links, link{value, true})
		case "action", "formaction", "cite":
			p.links = append(p.links, link{value, false})
		case "srcset":
			for candidate := range strings.SplitSeq(value, ",") {
				if fields := strings.Fields(candidate); len(fields) > 0 {
					p.links = append(p.links, link{fields[0], true})
				}
			}
		}
	}
}
