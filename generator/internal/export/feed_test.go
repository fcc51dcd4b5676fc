package export

import (
	"encoding/json"
	"encoding/xml"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"readout/generator/internal/site"
)

type atomFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
	} `xml:"author"`
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Updated   string `xml:"updated"`
		Published string `xml:"published"`
		Summary   string `xml:"summary"`
		Link      struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

type jsonFeed struct {
	Version, Title, Language string
	HomePageURL              string `json:"home_page_url"`
	FeedURL                  string `json:"feed_url"`
	Authors                  []struct{ Name string }
	Items                    []struct {
		ID, URL, Title string
		ContentText    *string `json:"content_text"`
		Published      string  `json:"date_published"`
		Modified       string  `json:"date_modified"`
	}
}

func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs() && strings.HasPrefix(s, "https://example.org/readout/")
}

func TestFeedsHaveWhatTheirStandardsAskFor(t *testing.T) {
	n := 0
	for f := range Files(example(), options) {
		base, isAtom := strings.CutSuffix(f.Path, "feed.xml")
		if !isAtom {
			continue
		}
		n++
		var a atomFeed
		if err := xml.Unmarshal([]byte(content(t, f)), &a); err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		if a.ID != "https://example.org/readout/"+base || a.Title == "" || a.Author.Name != "Institute & Co" || len(a.Links) != 2 ||
			a.Links[0].Rel != "self" || a.Links[0].Href != a.ID+"feed.xml" || a.Links[1].Rel != "alternate" || a.Links[1].Href != a.ID {
			t.Errorf("%s: %+v", f.Path, a)
		}
		newest := "1970-01-01T00:00:00Z"
		seen := map[string]bool{}
		for i, e := range a.Entries {
			if !absolute(e.ID) || e.Link.Href != e.ID || e.Title == "" || e.Summary == "" || seen[e.ID] {
				t.Errorf("%s: entry %+v", f.Path, e)
			}
			seen[e.ID] = true
			for _, stamp := range []string{e.Updated, e.Published} {
				if _, err := time.Parse(time.RFC3339, stamp); err != nil {
					t.Errorf("%s: %v", f.Path, err)
				}
			}
			if i > 0 && e.Updated > a.Entries[i-1].Updated || e.Published > e.Updated {
				t.Errorf("%s: entry %d of %s is newer than the one before it", f.Path, i, e.Updated)
			}
			newest = max(newest, e.Updated)
		}
		if a.Updated != newest {
			t.Errorf("%s was updated %s, its newest entry %s", f.Path, a.Updated, newest)
		}

		var j jsonFeed
		mustParse(t, find(t, example(), base+"feed.json"), &j)
		if j.Version != "https://jsonfeed.org/version/1.1" || j.Title != a.Title || j.HomePageURL != a.ID || j.FeedURL != a.ID+"feed.json" ||
			j.Authors[0].Name != a.Author.Name || j.Language != "en" || len(j.Items) != len(a.Entries) {
			t.Errorf("%sfeed.json: %+v", base, j)
			continue
		}
		for i, item := range j.Items {
			e := a.Entries[i]
			if item.ID != e.ID || item.URL != e.ID || item.Title != e.Title || item.ContentText == nil || *item.ContentText != e.Summary || item.Modified != e.Updated || item.Published != e.Published {
				t.Errorf("%sfeed.json: %+v beside %+v", base, item, e)
			}
		}
	}
	if n != 1+1+4+4+2 {
		t.Errorf("%d feeds: one, and one for the brief and each of 4 recommendations, 4 actors and 2 topics are wanted", n)
	}
}

// entriesOf are the addresses in a feed, without what they have in common.
func entriesOf(t *testing.T, s *site.Site, path string) []string {
	t.Helper()
	var j jsonFeed
	if err := json.Unmarshal([]byte(find(t, s, path)), &j); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, item := range j.Items {
		out = append(out, strings.TrimPrefix(item.URL, "https://example.org/readout/"))
	}
	return out
}

func TestFeedsHoldTheNewsOfTheirSubject(t *testing.T) {
	for path, want := range map[string][]string{
		"feed.json": {
			"recommendations/tri-10/#event-1", // 2025-05-05
			"recommendations/tri-1/#event-2",  // recorded 2024-01-08
			"recommendations/tri-2/#event-2",  // 2024
			"briefs/triangle/",                // corrected 2023-03-01
			"recommendations/tri-2/#event-1",  // before 2023-01
			"recommendations/tri-1/#event-1",  // 2022-07-20
		},
		"topics/money/feed.json": {"recommendations/tri-2/#event-2", "recommendations/tri-2/#event-1"},
		// The assessment of tri-1 is Japan's alone.
		"actors/united-states/feed.json":   {"recommendations/tri-2/#event-2", "recommendations/tri-2/#event-1", "recommendations/tri-1/#event-1"},
		"actors/japan/feed.json":           {"recommendations/tri-10/#event-1", "recommendations/tri-1/#event-2", "briefs/triangle/", "recommendations/tri-1/#event-1"},
		"actors/kim/feed.json":             {"briefs/triangle/"},
		"actors/club/feed.json":            nil,
		"recommendations/tri-1/feed.json":  {"recommendations/tri-1/#event-2", "recommendations/tri-1/#event-1"},
		"recommendations/tri-2a/feed.json": nil,
		"recommendations/tri-10/feed.json": {"recommendations/tri-10/#event-1"},
		"topics/deterrence/feed.json":      {"recommendations/tri-1/#event-2", "recommendations/tri-2/#event-2", "briefs/triangle/", "recommendations/tri-2/#event-1", "recommendations/tri-1/#event-1"},
	} {
		if got := entriesOf(t, example(), path); !slices.Equal(got, want) {
			t.Errorf("%s holds\n%s\nwant\n%s", path, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestAnActorsFeedHoldsTheDutiesThatItInherited(t *testing.T) {
	files := with(map[string]string{
		"content/actors/ministries.yaml": `
actors:
  - {id: war, name: Ministry of War, successors: [{actor: defence, date: 2020}]}
  - {id: defence, name: Ministry of Defence, successors: [{actor: security, date: 2027}]}
  - {id: security, name: Ministry of Security}
`,
		"content/recommendations/ministries.yaml": `
recommendations:
  - id: arms
    title: Count the arms
    text: Count.
    to: [war, japan]
    events:
      - {date: 2019-01-01, type: issued}
      - {date: 2021-01-01, type: response, actors: [war], set: {response: accepted}}
      - {date: 2022-01-01, type: response, actors: [japan], set: {response: rejected}}
`,
	})
	own := []string{"recommendations/arms/#event-2", "recommendations/arms/#event-1"}
	for _, c := range []struct {
		actor, asOf string
		want        []string
	}{
		{"war", "2026-11-23", own},
		{"defence", "2026-11-23", own},
		{"defence", "2019-06-01", nil}, // not yet its duty
		{"security", "2026-11-23", nil},
		{"security", "2027-06-01", own}, // by way of two
	} {
		t.Run(c.actor+" in "+c.asOf[:4], func(t *testing.T) {
			asOf, err := site.ParseDate(c.asOf)
			if err != nil {
				t.Fatal(err)
			}
			if got := entriesOf(t, published(t, files, site.Options{AsOf: asOf}), "actors/"+c.actor+"/feed.json"); !slices.Equal(got, c.want) {
				t.Errorf("the feed holds %q, want %q", got, c.want)
			}
		})
	}
}

func TestAFeedKeepsTheNewest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	brief := func(id string) *site.Brief { return &site.Brief{Record: site.Record{ID: id}} }
	rec := func(id string) *site.Recommendation { return &site.Recommendation{Record: site.Record{ID: id}} }
	for range 200 {
		var all []news
		for i := range r.IntN(3 * feedLimit) {
			n := news{day: site.Day(r.IntN(40))}
			if id := string(rune('a'+i%26)) + string(rune('a'+i/26)); r.IntN(2) == 0 {
				n.brief = brief(id)
			} else {
				n.recommendation, n.event = rec(id), r.IntN(3)
			}
			all = append(all, n)
		}
		var kept newest
		for _, n := range all {
			if !kept.late(n.day) {
				kept.add(n)
			}
		}
		slices.SortFunc(all, news.compare)
		want := all[:min(len(all), feedLimit)]
		if !slices.Equal(kept, want) {
			t.Fatalf("kept %v, want %v", kept, want)
		}
	}
}

func FuzzTextsAreXML(f *testing.F) {
	for _, s := range []string{"", "a<b>&\"'c", "]]>", "\x00\x08\x0b", "tab\tand\nline\r", "\xff", "\ufffe\uffff", "한국어 🙂"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var x xmlWriter
		x.raw("<e")
		x.attributes("a", s)
		x.raw(">")
		x.text(s)
		x.raw("</e>")
		var got struct {
			Attribute string `xml:"a,attr"`
			Text      string `xml:",chardata"`
		}
		if err := xml.NewDecoder(strings.NewReader(string(x.b))).Decode(&got); err != nil {
			t.Fatalf("%q became %q: %v", s, x.b, err)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && !strings.ContainsRune("\t\r\n", r) || r == '\ufffe' || r == '\uffff' {
				return utf8.RuneError
			}
			return r
		}, s)
		if got.Attribute != want || got.Text != want {
			t.Fatalf("%q became %q and %q", s, got.Attribute, got.Text)
		}
	})
}

type siteMap struct {
	URLs []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
	} `xml:"url"`
	Parts []struct {
		Loc string `xml:"loc"`
	} `xml:"sitemap"`
}

func TestTheSiteMapListsEveryPageWithHonestDates(t *testing.T) {
	var m siteMap
	if err := xml.Unmarshal([]byte(find(t, example(), "sitemap.xml")), &m); err != nil {
		t.Fatal(err)
	}
	dates := map[string]string{}
	for _, u := range m.URLs {
		path, ok := strings.CutPrefix(u.Loc, "https://example.org/readout/")
		if _, twice := dates[path]; !ok || twice {
			t.Errorf("address %s", u.Loc)
		}
		dates[path] = u.LastMod
	}
	for x := range example().Entities() {
		if _, ok := dates[strings.TrimPrefix(example().URL(x), "/")]; !ok {
			t.Errorf("%s is missing", x.Common().ID)
		}
	}
	for path, want := range map[string]string{
		"": "2025-05-05", "briefs/": "2023-03-01", "recommendations/": "2025-05-05", "topics/": "",
		"briefs/triangle/":                    "2023-03-01",
		"recommendations/tri-1/":              "2024-01-08",
		"recommendations/tri-2/":              "2024",
		"recommendations/tri-2a/":             "",
		"recommendations/state/not_assessed/": "2025-05-05",
		"recommendations/state/superseded/":   "2025-05-05",
		"actors/japan/":                       "",
		"about/":                              "",
	} {
		if got, ok := dates[path]; !ok || got != want {
			t.Errorf("/%s was changed %q, want %q", path, got, want)
		}
	}
	has := map[site.Badge]bool{}
	for _, r := range example().Recommendations() {
		has[example().State(r).Badge] = true
	}
	for _, b := range site.Badges() {
		if _, ok := dates["recommendations/state/"+string(b)+"/"]; ok != has[b] {
			t.Errorf("the page of %s is listed: %t", b, ok)
		}
	}
	if strings.Contains(find(t, example(), "robots.txt"), "Disallow") {
		t.Error("robots.txt keeps somebody out")
	}
}

func TestALargeSiteMapIsSplit(t *testing.T) {
	e := newExporter(example(), options)
	var whole siteMap
	if err := xml.Unmarshal([]byte(content(t, e.sitemaps(mapLimit)[0].output())), &whole); err != nil {
		t.Fatal(err)
	}
	for limit := 1; limit < len(whole.URLs); limit++ {
		files := e.sitemaps(limit)
		var index, all siteMap
		for i, f := range files {
			var m siteMap
			if err := xml.Unmarshal([]byte(content(t, f.output())), &m); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				index = m
				continue
			}
			if len(m.URLs) > limit || index.Parts[i-1].Loc != "https://example.org/readout/"+f.path {
				t.Errorf("part %d (%s) has %d addresses of %d", i, f.path, len(m.URLs), limit)
			}
			all.URLs = append(all.URLs, m.URLs...)
		}
		if files[0].path != "sitemap.xml" || len(index.Parts) != len(files)-1 || !slices.Equal(all.URLs, whole.URLs) {
			t.Errorf("in parts of %d: %d files for %d addresses of %d", limit, len(files), len(all.URLs), len(whole.URLs))
		}
	}
}
