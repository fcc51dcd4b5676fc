package view

import (
	"html"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"readout/generator/internal/markdown"
	"readout/generator/internal/site"
)

// seen is what one page links to and the ids that it has.
type seen struct {
	urls []string
	ids  []string
}

var (
	hrefs = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	ids   = regexp.MustCompile(` id="([^"]*)"`)
)

// look walks a view for links and ids.
func (s *seen) look(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			s.look(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			switch value := v.Field(i); {
			case f.Type.Kind() != reflect.String || value.Len() == 0:
				s.look(value)
			case f.Type == reflect.TypeFor[markdown.HTML]():
				for _, m := range hrefs.FindAllStringSubmatch(value.String(), -1) {
					s.urls = append(s.urls, html.UnescapeString(m[1]))
				}
				for _, m := range ids.FindAllStringSubmatch(value.String(), -1) {
					s.ids = append(s.ids, html.UnescapeString(m[1]))
				}
			case isID(v.Type().Name(), f.Name):
				s.ids = append(s.ids, value.String())
			case strings.HasPrefix(value.String(), "/") || strings.HasPrefix(value.String(), "#"):
				s.urls = append(s.urls, value.String())
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if e := v.Index(i); e.Type() == reflect.TypeFor[markdown.HTML]() {
				s.look(reflect.ValueOf(Contents{HTML: markdown.HTML(e.String())}))
			} else {
				s.look(e)
			}
		}
	}
}

// isID reports whether layouts print a field as the id of an element.
func isID(of, field string) bool {
	switch of + "." + field {
	case "Card.Anchor", "Reference.ID", "HistoryEntry.ID", "TimelineYear.ID", "Chart.ID", "KnownState.ID", "ReviewGroup.ID", "Chain.ID":
		return true
	}
	return false
}

// Every address that a page links to within the site is a page, a copied file
// or a data file, and every fragment is an id on the page that it leads to.
func TestEveryLinkWithinTheSiteLeadsSomewhere(t *testing.T) {
	v := lanternViews(t)
	pages := map[string]*seen{}
	for p := range v.Pages() {
		s := &seen{}
		s.look(reflect.ValueOf(p.View()))
		if pages["/site"+p.URL] != nil {
			t.Errorf("two pages at %s", p.URL)
		}
		pages["/site"+p.URL] = s
	}
	files := map[string]bool{
		"/site/feed.xml": true, "/site/feed.json": true, "/site/deadlines.ics": true,
		"/site/data/recommendations.json": true, "/site/data/recommendations.csv": true,
		"/site/data/tracker/index.json": true,
	}
	for _, a := range v.site.Assets() {
		files["/site"+a.URL] = true
	}
	for e := range v.site.Entities() {
		url := "/site" + v.site.URL(e)
		files[url+"index.json"] = true
		switch e.(type) {
		case *site.Brief, *site.Actor, *site.Topic, *site.Recommendation:
			files[url+"feed.xml"], files[url+"feed.json"], files[url+"deadlines.ics"] = true, true, true
		}
	}
	for at, s := range pages {
		unique := map[string]bool{}
		for _, id := range s.ids {
			if unique[id] {
				t.Errorf("%s has the id %q twice", at, id)
			}
			unique[id] = true
		}
		for _, url := range s.urls {
			to, fragment, _ := strings.Cut(url, "#")
			to, _, _ = strings.Cut(to, "?") // scripts read the query
			if to == "" {
				to = at
			}
			target := pages[to]
			if target == nil {
				if !files[to] || fragment != "" {
					t.Errorf("%s links to %s, which is nothing", at, url)
				}
				continue
			}
			found := fragment == ""
			for _, id := range target.ids {
				found = found || id == fragment
			}
			if !found {
				t.Errorf("%s links to %s, where that id is not", at, url)
			}
		}
	}
	if n := len(pages); n < 30 {
		t.Errorf("only %d pages", n)
	}
}
