package view

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"readout/generator/internal/site"
)

func TestEveryPageIsFoundAtItsURLAndHasALayout(t *testing.T) {
	v := lanternViews(t)
	layouts := Layouts()
	n := 0
	for p := range v.Pages() {
		n++
		got, ok := v.Page(p.URL)
		if !ok || got.URL != p.URL || got.Layout != p.Layout || got.Entity != p.Entity {
			t.Errorf("Page(%q) = %+v, %v; want %+v", p.URL, got, ok, p)
			continue
		}
		want := fmt.Sprintf("*%T", layouts[p.Layout])
		if have := fmt.Sprintf("%T", p.View()); layouts[p.Layout] == nil || have != want {
			t.Errorf("page %s with the layout %q shows a %s, want a %s", p.URL, p.Layout, have, want)
		}
	}
	if n < 30 {
		t.Errorf("%d pages", n)
	}
	for _, url := range []string{"", "/nowhere/", "/actors/lan-1/", "/briefs/watch", "/recommendations/page/2/", "/about", "//", "/pages/about/"} {
		if p, ok := v.Page(url); ok {
			t.Errorf("there is a page at %q: %+v", url, p)
		}
	}
}

func TestPathsAreWhatStaticHostsLookFor(t *testing.T) {
	for url, want := range map[string]string{
		"/": "index.html", "/404.html": "404.html", "/briefs/x/": "briefs/x/index.html", "/old/page.html": "old/page.html",
	} {
		if got := PathOf(url); got != want {
			t.Errorf("PathOf(%q) = %q, want %q", url, got, want)
		}
	}
}

// Circles are errors, so no such page is published; but one that is asked for
// must end.
func TestPagesEndWhereRecordsGoRoundInCircles(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"content/site.yaml":     "title: T\nbase_url: https://x.example/\nas_of: 2025-01-01\n",
		"content/topics/a.yaml": "topics:\n  - {id: a, title: A, broader: c}\n  - {id: b, title: B, broader: a}\n  - {id: c, title: C, broader: b}\n",
		"content/recommendations/r.yaml": "recommendations:\n" +
			"  - {id: r-1, title: One, text: \"![[r-2]]\", part_of: r-2, topics: [a]}\n" +
			"  - {id: r-2, title: Two, text: \"![[r-1]]\", part_of: r-1}\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	v := New(read(files, site.Options{}), Options{Base: "/"})
	n := 0
	for p := range v.Pages() {
		p.View()
		n++
	}
	if n != len(lists)+6 { // and a page of the one state
		t.Errorf("%d pages, want %d", n, len(lists)+6)
	}
	if tree := v.topicTree(); len(tree) != 1 || len(tree[0].Items) != 1 || len(tree[0].Items[0].Items) != 1 {
		t.Errorf("topics %+v", tree)
	}
	if chain := viewAt[Topic](t, v, "/topics/a/").Broader; len(chain) != 2 || chain[0].Label != "B" || chain[1].Label != "C" {
		t.Errorf("broader topics %+v", chain)
	}
}

func TestOldAddressesRedirect(t *testing.T) {
	v := lanternViews(t)
	for _, url := range []string{"/old/radar.html", "/recommendations/radar-1/"} {
		got := viewAt[Redirect](t, v, url)
		want := Redirect{Title: "Build the radar", To: "/site/recommendations/lan-1/", Canonical: "https://lantern.example/site/recommendations/lan-1/", Lang: "en"}
		if *got != want {
			t.Errorf("%s: %+v, want %+v", url, *got, want)
		}
	}
}

func TestServedFromTheRootLinksLoseTheBaseButPermanentAddressesKeepIt(t *testing.T) {
	v := New(lanternViews(t).site, Options{Base: "/", Origin: "http://127.0.0.1:8080"})
	p := viewAt[Brief](t, v, "/briefs/watch/")
	if p.Breadcrumbs[1].URL != "/briefs/" || p.Canonical != "https://lantern.example/site/briefs/watch/" {
		t.Errorf("breadcrumb %q, canonical %q", p.Breadcrumbs[1].URL, p.Canonical)
	}
	if !strings.Contains(string(p.LinkedData), `"item":"https://lantern.example/site/briefs/"`) {
		t.Errorf("linked data %s", p.LinkedData)
	}
}

func TestABriefIsDescribedAsAReport(t *testing.T) {
	p := viewAt[Brief](t, lanternViews(t), "/briefs/watch/")
	var got []string
	for _, m := range p.Metas {
		if (m.Name == "") == (m.Property == "") {
			t.Errorf("meta %+v has not one name", m)
		}
		if m.Name == "citation_journal_title" {
			t.Errorf("a report has no journal: %+v", m)
		}
		got = append(got, m.Name+m.Property+"="+m.Content)
	}
	for _, want := range []string{
		"citation_title=Keeping watch: Three steps <at> sea & land",
		"citation_author=Ito Hana", "citation_author=Lantern Institute",
		"citation_publication_date=2023/02/01",
		"citation_technical_report_institution=Lantern Institute",
		"citation_technical_report_number=LB-1",
		"citation_language=en",
		"citation_keywords=Radar; Coast",
		"citation_abstract_html_url=https://lantern.example/site/briefs/watch/",
		"citation_public_url=https://lantern.example/site/briefs/watch/",
		"DCTERMS.issued=2023-02-01", "DCTERMS.modified=2024-05-06",
		"og:title=Keeping watch", "og:type=article", "article:published_time=2023-02-01",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("there is no %q among\n%s", want, strings.Join(got, "\n"))
		}
	}
	place := func(prefix string) int {
		return slices.IndexFunc(got, func(s string) bool { return strings.HasPrefix(s, prefix) })
	}
	if place("citation_series_title") > place("citation_technical_report_institution") {
		t.Error("the institution must come after the series' title")
	}
}

func TestOnlyBriefsOfferThemselvesToScholars(t *testing.T) {
	v := lanternViews(t)
	for _, url := range []string{"/recommendations/lan-1/", "/actors/norland/", "/"} {
		p, _ := v.Page(url)
		for _, m := range headOf(p.View()).Metas {
			if strings.HasPrefix(m.Name, "citation_") {
				t.Errorf("%s has %+v", url, m)
			}
		}
	}
}

// headOf returns the head of any page but a redirect.
func headOf(view any) *Head {
	switch p := view.(type) {
	case *Home:
		return &p.Head
	case *Brief:
		return &p.Head
	case *BriefList:
		return &p.Head
	case *Tracker:
		return &p.Head
	case *Recommendation:
		return &p.Head
	case *Index:
		return &p.Head
	case *Review:
		return &p.Head
	case *Genealogy:
		return &p.Head
	case *MatrixPage:
		return &p.Head
	case *Actor:
		return &p.Head
	case *Instrument:
		return &p.Head
	case *Topic:
		return &p.Head
	case *Events:
		return &p.Head
	case *Event:
		return &p.Head
	case *Source:
		return &p.Head
	case *Standing:
		return &p.Head
	case *Search:
		return &p.Head
	case *NotFound:
		return &p.Head
	}
	return nil
}

func TestEveryPageHasWhatHeadsNeed(t *testing.T) {
	v := lanternViews(t)
	titles := map[string]string{}
	for p := range v.Pages() {
		h := headOf(p.View())
		if h == nil {
			if p.Layout != "redirect" {
				t.Errorf("%s has no head", p.URL)
			}
			continue
		}
		if h.Title == "" || h.Description == "" && p.Layout != "actor" && p.Layout != "instrument" && p.Layout != "topic" && p.Layout != "event" ||
			h.Lang != "en" || h.Kind == "" || h.Frame == nil {
			t.Errorf("%s: title %q, description %q, language %q, kind %q", p.URL, h.Title, h.Description, h.Lang, h.Kind)
		}
		if h.Canonical != "https://lantern.example/site"+p.URL {
			t.Errorf("%s: canonical %q", p.URL, h.Canonical)
		}
		if before := titles[h.FullTitle]; before != "" {
			t.Errorf("%s and %s are both called %q", before, p.URL, h.FullTitle)
		}
		titles[h.FullTitle] = p.URL
		var data struct {
			Graph []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal(h.LinkedData, &data); err != nil || len(data.Graph) < 4 {
			t.Errorf("%s: linked data %s: %v", p.URL, h.LinkedData, err)
		}
		if bytes.ContainsAny(h.LinkedData, "<>&") {
			t.Errorf("%s: linked data could end its script: %s", p.URL, h.LinkedData)
		}
	}
}

func TestLinkedDataPassesThroughATemplateAsItIs(t *testing.T) {
	files := map[string]string{
		"content/site.yaml":      "title: \"</script><b>\"\nbase_url: https://x.example/\nas_of: 2025-01-01\n",
		"content/briefs/evil.md": "---\ntitle: \"</script><script>alert(1)</script> <!-- & */ \\u2028 end\"\ndate: 2024-01-01\n---\n",
	}
	p := viewAt[Brief](t, New(siteOf(t, files, site.Options{}), Options{Base: "/"}), "/briefs/evil/")
	tmpl := template.Must(template.New("").Parse(`<script type="application/ld+json">{{.LinkedData}}</script>`))
	var b strings.Builder
	if err := tmpl.Execute(&b, p); err != nil {
		t.Fatal(err)
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(b.String(), `<script type="application/ld+json">`), "</script>")
	if strings.Contains(inner, "</") || strings.Contains(inner, "<!--") {
		t.Errorf("the script can be left: %s", inner)
	}
	var data struct {
		Graph []struct {
			Name string `json:"name"`
		} `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(inner), &data); err != nil {
		t.Fatalf("%v in %s", err, inner)
	}
	if want := "</script><script>alert(1)</script> <!-- & */ \u2028 end"; data.Graph[len(data.Graph)-1].Name != want {
		t.Errorf("name %q, want %q", data.Graph[len(data.Graph)-1].Name, want)
	}
}

func TestNavigationMarksTheSectionOfThePage(t *testing.T) {
	v := lanternViews(t)
	for url, want := range map[string]string{
		"/": "", "/briefs/": "Briefs", "/briefs/watch/": "Briefs", "/about/": "About", "/sources/": "",
	} {
		p, _ := v.Page(url)
		var current []string
		for _, n := range headOf(p.View()).Navigation {
			if n.Current {
				current = append(current, n.Label)
			}
		}
		if got := strings.Join(current, " "); got != want {
			t.Errorf("on %s %q is current, want %q", url, got, want)
		}
	}
}

func TestDraftsSayThatTheyAre(t *testing.T) {
	files := map[string]string{
		"content/site.yaml":      "title: T\nbase_url: https://x.example/\nas_of: 2025-01-01\n",
		"content/briefs/open.md": "---\ntitle: Open\ndate: 2024-01-01\n---\n",
		"content/briefs/wip.md":  "---\ntitle: Unfinished\ndate: 2024-01-02\ndraft: true\n---\nSee [[open]].\n",
	}
	with := New(siteOf(t, files, site.Options{Drafts: true}), Options{Base: "/"})
	p := viewAt[Brief](t, with, "/briefs/wip/")
	if p.Draft != "Draft" || !p.NoIndex {
		t.Errorf("draft %q, noindex %v", p.Draft, p.NoIndex)
	}
	list := viewAt[BriefList](t, with, "/briefs/")
	if list.Items[0].Draft != "Draft" || list.Items[1].Draft != "" {
		t.Errorf("list %+v", list.Items)
	}
	without := New(siteOf(t, files, site.Options{}), Options{Base: "/"})
	if _, ok := without.Page("/briefs/wip/"); ok {
		t.Error("a draft has a page")
	}
	if b := viewAt[Brief](t, without, "/briefs/open/"); len(b.Backlinks) != 0 || b.Next != nil {
		t.Errorf("a draft shows: %+v, %+v", b.Backlinks, b.Next)
	}
}

func TestEditorsLearnWhereThingsAreWritten(t *testing.T) {
	s := lanternViews(t).site
	p := viewAt[Brief](t, New(s, Options{Base: "/", Sources: true}), "/briefs/watch/")
	if p.DataSource != "content/briefs/watch/index.md:2" || p.Cards[0].Source != "content/recommendations/lan.yaml:37" {
		t.Errorf("page %q, card %q", p.DataSource, p.Cards[0].Source)
	}
	if !strings.Contains(string(p.Body[0].HTML), `data-source="content/briefs/watch/index.md:`) {
		t.Errorf("body %s", p.Body[0].HTML)
	}
	built := viewAt[Brief](t, New(s, Options{Base: "/"}), "/briefs/watch/")
	if built.DataSource != "" || built.Cards[0].Source != "" || strings.Contains(string(built.Body[0].HTML), "data-source") {
		t.Errorf("a build says where things are written: %q, %q", built.DataSource, built.Cards[0].Source)
	}
}
