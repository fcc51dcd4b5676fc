package site

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// world is a small sound publication, which several tests ask.
var world = map[string]string{
	settingsFile: plainSettings + "navigation: [{title: A, to: about}, {title: B, to: /briefs}, {title: C, to: 'https://x.example/'}, {title: D, to: 'old-first#the-case'}]\n",
	"content/briefs/first/index.md": `---
title: First brief
date: 2022-07-20
authors: [jo]
topics: [security]
actors: [japan]
key_points: ["Ask [[japan]] first."]
aliases: [old-first, /old/first.html]
---
## The case

It begins with [[tri-10]], as [[jo]] has said [@paper, p. 4]. And then [[tri-2|another one]].

![[tri-2]]

![A map](map.png)

` + "```recommendations\nactor: japan\nsort: badge\n```\n\n```timeline\nactor: japan\nfrom: 2022-06\n```\n\n```chart\ndata: numbers.csv\nx: year\ny: n\nsource: paper\n```\n",
	"content/briefs/first/map.png":     "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x0a\x00\x00\x00\x05\x08\x00\x00\x00\x00....\x00\x00\x00\x00IEND....",
	"content/briefs/first/numbers.csv": "year,n\n2020,1\n2021,2\n",
	"content/briefs/first/unused.txt":  "published all the same",
	"content/briefs/second.md":         "---\ntitle: Second brief\ndate: 2023-07-20\n---\nSee [the first](first/index.md#the-case) and [[old-first]].\n\n| Who | What |\n| --- | --- |\n| [[JAPAN]] | Row |\n",
	"content/briefs/third.md":          "---\ntitle: Third brief\ndate: 2023-07-20\ndraft: true\n---\n[[japan]]\n",
	"content/recommendations/tri.yaml": `recommendations:
  - id: tri-10
    title: Ten
    text: See [[tri-2]].
    brief: old-first
    part_of: tri-2
    to: [japan]
    topics: [security]
    events:
      - {date: 2022-07-20, type: issued}
      - {date: 2023-01-02, type: response, set: {response: accepted}, note: Yes., evidence: [{source: paper, locator: p. 9}]}
      - {date: 2024-01-02, recorded: 2025-01-02, type: response, set: {response: rejected}, note: So they said.}
  - id: tri-2
    title: Two
    text: Do it.
    brief: first
    to: [{actor: japan, due: 2023-01-01}, jo]
    horizon: near
    relations: [{type: supports, target: tri-10}]
  - {id: tri-1, title: One, text: T, brief: third, to: [jo]}
`,
	"content/actors/list.yaml":    "actors:\n  - {id: jo, name: Jo, kind: person, sort_key: Aardvark}\n  - {id: japan, name: State of Japan, short_name: Japan, kind: country}\n",
	"content/topics/list.yaml":    "topics:\n  - {id: security, title: Security}\n",
	"content/sources/list.yaml":   "sources:\n  - {id: paper, title: Paper}\n  - {id: new, title: New, date: 2023}\n  - {id: old, title: Old, date: 2020}\n",
	"content/events/list.yaml":    "events:\n  - {id: later, title: Later, date: 2023, actors: [japan]}\n  - {id: sooner, title: Sooner, date: 2022-06-29, actors: [japan], recommendations: [tri-2], sources: [paper]}\n  - {id: before, title: Before, date: 2021, actors: [japan]}\n",
	"content/pages/about.md":      "---\ntitle: About\n---\n",
	"content/other/loose.txt":     "nobody refers to it",
	"content/img/shared.svg":      `<svg viewBox="0 0 40 20" width="80"></svg>`,
	"content/instruments/pact.md": "---\ntitle: Pact\nactors: [japan]\n---\n![Shared](../img/shared.svg)\n",
}

func ids[E Entity](list []E) string {
	var out []string
	for _, e := range list {
		out = append(out, e.Common().ID)
	}
	return strings.Join(out, " ")
}

func lookup(t *testing.T, s *Site, id string) Entity {
	t.Helper()
	e, ok := s.Lookup(id)
	if !ok {
		t.Fatalf("no record %s", id)
	}
	return e
}

func linksTo(s *Site, e Entity) string {
	var b strings.Builder
	for _, l := range s.Links(e) {
		fmt.Fprintf(&b, "%s %s", l.Via.Label(), l.From.Common().ID)
		for _, x := range []string{l.Detail, l.Heading, l.Context} {
			b.WriteString("|" + x)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestTheWorldIsSound(t *testing.T) {
	if got := problems(t, world); got != "" {
		t.Error(got)
	}
}

func TestListsAreInTheOrderInWhichReadersSeeThem(t *testing.T) {
	s := siteOf(t, world)
	for _, c := range [][2]string{
		{ids(s.Briefs()), "second first"},
		{ids(s.Recommendations()), "tri-2 tri-10"},
		{ids(s.Actors()), "jo japan"},
		{ids(s.Events()), "before sooner later"},
		{ids(s.Sources()), "new old paper"},
		{ids(s.Instruments()), "pact"},
		{ids(s.Topics()), "security"},
		{ids(s.Pages()), "about"},
		{ids(slices.Collect(s.Entities())), "second first tri-2 tri-10 jo japan pact security before sooner later new old paper about"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %s, want %s", c[0], c[1])
		}
	}
}

func TestLinksSayWhatPointsAtARecordAndInWhichWords(t *testing.T) {
	s := siteOf(t, world)
	for id, want := range map[string]string{
		"japan": `Mentioned in second|||Japan · Row
Mentioned in first|||Ask Japan first.
Addressed by tri-2|||
Addressed by tri-10|||
Briefs about it first|||
Party to pact|||
Took part in before|||
Took part in later|||
Took part in sooner|||
`,
		"tri-2": `Mentioned in first||the-case|And then another one.
Mentioned in tri-10|||See Two.
Shown in first||the-case|
Parts tri-10|||
Events that bear on it sooner|||
`,
		"tri-10": `Mentioned in first||the-case|It begins with Ten, as Jo has said.
Related recommendations tri-2|supports||
`,
		"first": `Mentioned in second|||See the first and First brief.
Mentioned in second|||See the first and First brief.
Recommendations made here tri-2|||
Recommendations made here tri-10|||
`,
		"paper": `Cited by first|p. 4|the-case|It begins with Ten, as Jo has said.
Evidence for tri-10|p. 9||
Source for sooner|||
`,
	} {
		if got := linksTo(s, lookup(t, s, id)); got != want {
			t.Errorf("links to %s:\n%swant:\n%s", id, got, want)
		}
	}
}

func TestLabelsInContextsFollowTheRecordsTheyName(t *testing.T) {
	s := siteOf(t, world)
	text := strings.Replace(world["content/recommendations/tri.yaml"], "title: Ten", "title: Eleven", 1)
	s = s.With(parseFiles(t, map[string]string{"content/recommendations/tri.yaml": text}), nil)
	if got := s.Links(lookup(t, s, "jo"))[0].Context; got != "It begins with Eleven, as Jo has said." {
		t.Error(got)
	}
}

func TestOldIdsAndPathsLeadToTheRecord(t *testing.T) {
	s := siteOf(t, world)
	if e := lookup(t, s, "OLD-first"); s.URL(e) != "/briefs/first/" {
		t.Error(s.URL(e))
	}
	var got string
	for _, a := range s.Aliases() {
		got += a.Path + " " + a.To.Common().ID + "\n"
	}
	if want := "/briefs/old-first/ first\n/old/first.html first\n"; got != want {
		t.Error(got)
	}
}

func TestNavigationLeadsToRecordsPagesAndElsewhere(t *testing.T) {
	s := siteOf(t, world)
	var got []string
	for _, n := range s.Settings().Navigation {
		got = append(got, s.NavigationURL(n))
	}
	if want := []string{"/about/", "/briefs/", "https://x.example/", "/briefs/first/#the-case"}; !slices.Equal(got, want) {
		t.Error(got)
	}
}

func TestFilesArePublishedThatABriefsFolderHoldsOrATextLeadsTo(t *testing.T) {
	var got string
	for _, a := range siteOf(t, world).Assets() {
		got += fmt.Sprintf("%s %s %dx%d %v %v\n", a.URL, strings.TrimPrefix(a.Source, contentDir), a.Width, a.Height, a.Header, a.Rows)
	}
	want := `/briefs/first/map.png briefs/first/map.png 10x5 [] []
/briefs/first/numbers.csv briefs/first/numbers.csv 0x0 [year n] [[2020 1] [2021 2]]
/briefs/first/unused.txt briefs/first/unused.txt 0x0 [] []
/img/shared.svg img/shared.svg 80x40 [] []
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestBlocksAreAnswered(t *testing.T) {
	s := siteOf(t, world)
	b := lookup(t, s, "first").(*Brief)
	blocks := b.Body.Blocks()
	if got := ids(s.Select(s.Query(&b.Record, &blocks[0]))); got != "tri-10 tri-2" {
		t.Errorf("recommendations: %s", got) // rejected before overdue
	}
	if got := ids(s.SelectEvents(s.Query(&b.Record, &blocks[1]))); got != "sooner later" {
		t.Errorf("events: %s", got)
	}
	c := s.Query(&b.Record, &blocks[2]).Chart
	if c.Data != "content/briefs/first/numbers.csv" || c.SourceRef != "paper" || c.X != "year" || !slices.Equal(c.Y, []string{"n"}) || len(c.Rows) != 2 {
		t.Errorf("%+v", c)
	}
}

func TestQueriesSelectSortAndCut(t *testing.T) {
	s := siteOf(t, map[string]string{
		"content/actors/list.yaml": "actors:\n  - {id: a, name: A, aliases: [aa]}\n  - {id: b, name: B}\n",
		"content/topics/list.yaml": "topics:\n  - {id: t, title: T}\n",
		"content/briefs/x.md":      "---\ntitle: X\ndate: 2022\n---\n",
		"content/recommendations/list.yaml": `recommendations:
  - {id: r-1, title: Gamma, to: [{actor: a, due: 2026-07}], topics: [t], brief: x, horizon: near, events: [{date: 2022-02, type: issued}]}
  - {id: r-2, title: alpha, to: [aa, b], events: [{date: 2022-03, type: issued}]}
  - {id: r-10, title: Beta, to: [{actor: b, due: 2026-06-15}], topics: [t], horizon: long, events: [{date: 2022-01, type: issued}, {date: 2022-01, type: withdrawn}]}
`,
	})
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{}, "r-1 r-2 r-10"},
		{Query{Limit: 2}, "r-1 r-2"},
		{Query{Sort: "title"}, "r-2 r-10 r-1"},
		{Query{Sort: "due"}, "r-10 r-1 r-2"},
		{Query{Sort: "updated"}, "r-2 r-1 r-10"},
		{Query{Sort: "badge"}, "r-1 r-2 r-10"},
		{Query{Actors: []string{"a"}}, "r-1 r-2"},
		{Query{Actors: []string{"a", "b"}, Topics: []string{"t"}}, "r-1 r-10"},
		{Query{Briefs: []string{"x"}}, "r-1"},
		{Query{Horizon: "long"}, "r-10"},
		{Query{Badges: []Badge{"withdrawn"}}, "r-10"},
		{Query{Actors: []string{"nobody"}}, ""},
	} {
		if got := ids(s.Select(c.q)); got != c.want {
			t.Errorf("%+v selects %s, want %s", c.q, got, c.want)
		}
	}
}

func TestStateIsGivenAtTheAsOfDateAndAsKnownBefore(t *testing.T) {
	s := siteOf(t, world)
	r := lookup(t, s, "tri-10").(*Recommendation)
	if got := s.State(r).Badge; got != "rejected" {
		t.Errorf("now %s", got)
	}
	if got := s.StateAt(r, day(t, "2024-12-31")).Badge; got != "accepted" {
		t.Errorf("before it was recorded %s", got)
	}
	earlier := s.WithOptions(Options{AsOf: day(t, "2022-08-01"), Today: day(t, "2026-06-01")})
	if got := earlier.State(r).Badge; got != "not_assessed" || s.State(r).Badge != "rejected" {
		t.Errorf("under another as-of date %s, then %s", got, s.State(r).Badge)
	}
}

func TestWhatIsNotPublicIsThereWithDraftsAndSaysWhy(t *testing.T) {
	s := siteOf(t, world)
	if _, ok := s.Lookup("third"); ok {
		t.Error("a draft is public")
	}
	if _, ok := s.Lookup("tri-1"); ok {
		t.Error("a recommendation of a draft is public")
	}
	d := s.WithOptions(Options{Today: day(t, "2026-06-01"), Drafts: true})
	if got := ids(d.Briefs()); got != "second third first" {
		t.Error(got)
	}
	for _, id := range []string{"third", "tri-1"} {
		if got := d.Hidden(lookup(t, d, id)); got != "Draft" {
			t.Errorf("%s: %q", id, got)
		}
	}
	if got := d.Hidden(lookup(t, d, "first")); got != "" {
		t.Error(got)
	}
}

func TestBriefsArePublishedFromADayOnAndUntilTheDayBeforeTheyExpire(t *testing.T) {
	files := map[string]string{"content/briefs/a.md": "---\ntitle: A\ndate: 2022\npublish_at: 2026-06-01\nexpires_at: 2026-07-01\n---\n"}
	for today, want := range map[string]string{
		"2026-05-31": "Scheduled for 1 June 2026", "2026-06-01": "", "2026-06-30": "", "2026-07-01": "Expired on 1 July 2026",
	} {
		s := siteOf(t, files).WithOptions(Options{Today: day(t, today), Drafts: true})
		if got := s.Hidden(s.Briefs()[0]); got != want {
			t.Errorf("on %s: %q, want %q", today, got, want)
		}
	}
}

func TestTextsInOtherLanguagesStandBesideTheOriginal(t *testing.T) {
	files := map[string]string{
		settingsFile:                      "title: {en: T, ko: 티}\nbase_url: https://t.example\nlanguages: [en, ko]\n",
		"content/briefs/a/index.md":       "---\ntitle: A\ndate: 2022\nkey_points: [{en: One, ko: 하나}]\n---\n[[b]]\n",
		"content/briefs/a/index.ko.md":    "---\ntitle: 가\n---\n[[b]] [[c]]\n",
		"content/actors/list.yaml":        "actors:\n  - {id: b, name: {en: B, ko: 비}}\n  - {id: c, name: C}\n",
		"content/recommendations/r.yaml":  "recommendations:\n  - id: r\n    title: R\n    to: [b]\n    text: {en: \"Do [[c]].\", ko: \"[[c]] 하다.\"}\n    events: [{date: 2022, type: issued, note: {en: N, ko: 엔}}]\n",
		"content/recommendations/r.ko.md": "---\ntitle: 알\n---\n",
	}
	if got := problems(t, files); got != "" {
		t.Fatal(got)
	}
	s := siteOf(t, files)
	a := lookup(t, s, "a").Common()
	if len(a.Others) != 1 || a.Others[0].Title.In("ko") != "가" || a.Others[0].Body == nil || len(a.Others[0].KeyPoints) != 1 {
		t.Errorf("%+v", a.Others)
	}
	r := lookup(t, s, "r").Common()
	if len(r.Others) != 1 || r.Others[0].Title.In("ko") != "알" || r.Others[0].Text == nil || len(r.Others[0].Notes) != 1 {
		t.Errorf("%+v", r.Others)
	}
	if got := lookup(t, s, "b").Common().Title.In("ko"); got != "비" {
		t.Error(got)
	}
	// What only the translation mentions is a link; what both do is one.
	if got := linksTo(s, lookup(t, s, "b")); strings.Count(got, "Mentioned in a") != 1 {
		t.Error(got)
	}
	if got := linksTo(s, lookup(t, s, "c")); strings.Count(got, "Mentioned in a") != 1 || strings.Count(got, "Mentioned in r") != 1 {
		t.Error(got)
	}
	if got := s.Settings().BaseURL; got != "https://t.example/" {
		t.Error(got)
	}
}

func TestShortRecommendationsAreNoted(t *testing.T) {
	got := printed(siteOf(t, map[string]string{"content/recommendations/list.yaml": "recommendations:\n  - {id: r-1, title: R, text: T}\n  - {id: r-2, title: R}\n"}).Problems())
	want := `recommendations/list.yaml:2:10: warning: this recommendation is made to nobody [recommendation-addressee] · add to: with the actors it is made to
recommendations/list.yaml:3:10: warning: this recommendation has no text [recommendation-text] · add text: with the recommendation in full
`
	if got != want {
		t.Error(got)
	}
}

func TestASiteWithoutSettings(t *testing.T) {
	s := New(Options{})
	if got := printed(s.Problems()); got != "site.yaml: error: the publication has no site.yaml [site-missing] · write one with title: and base_url:, or run `readout init DIR` to begin a publication\n" {
		t.Error(got)
	}
	if set := s.Settings(); set.Lang() != "en" || set.Title.In("en") == "" || set.BaseURL == "" {
		t.Errorf("%+v", set)
	}
	s = s.With(parseFiles(t, map[string]string{settingsFile: plainSettings}), nil)
	if got := printed(s.Problems()); got != "" {
		t.Error(got)
	}
	if s = s.With(nil, []string{settingsFile}); len(s.Problems()) != 1 {
		t.Error(printed(s.Problems()))
	}
}

func TestTheBaseURLCanBeOverridden(t *testing.T) {
	s := siteOf(t, world).WithOptions(Options{BaseURL: "https://preview.example/x"})
	if got := s.Settings().BaseURL; got != "https://preview.example/x/" {
		t.Error(got)
	}
	if got := s.WithOptions(Options{}).Settings().BaseURL; got != "https://test.example/" {
		t.Error(got)
	}
}

func TestPeopleCountInNaturalOrder(t *testing.T) {
	sorted := []string{"a", "a-1", "a-02", "a-2", "a-10", "a-10.b", "a-10.b2", "a-10.b10", "a-x", "a1", "b"}
	for i, x := range sorted {
		for j, y := range sorted {
			c := naturally(x, y)
			if x != "a-02" && y != "a-02" && (c < 0) != (i < j) {
				t.Errorf("%s against %s: %d", x, y, c)
			}
			if (c == 0) != (i == j) || c != -naturally(y, x) {
				t.Errorf("%s and %s: %d", x, y, c)
			}
		}
	}
}

func TestTitlesSortAsTheLanguageDoes(t *testing.T) {
	s := siteOf(t, map[string]string{"content/topics/list.yaml": "topics:\n  - {id: a, title: Zebra}\n  - {id: b, title: éclair}\n  - {id: c, title: Part 10}\n  - {id: d, title: Part 2}\n  - {id: e, title: eclipse}\n  - {id: f, title: Part 2}\n"})
	if got := ids(s.Topics()); got != "b e d f c a" {
		t.Error(got)
	}
}
