package build

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"readout/generator/internal/diag"
)

// save is one step of an author: what is written (a text "" removes the file),
// and what must then hold.
type save struct {
	files publication
	// shows are files of the site with a text that they have: "path: text".
	// "!path: text" wants the file without that text, "!path" no such file. A
	// path ending in * is any file whose path begins so.
	shows []string
	// errors are what must be reported: parts of "file:line:col: severity:
	// message [code]". With one, nothing is published.
	errors []string
}

// step saves, builds, and wants the result to be a clean build's.
func (f *folder) step(s save) map[string]string {
	f.Helper()
	paths := slices.Sorted(maps.Keys(s.files))
	for _, path := range paths {
		if text := s.files[path]; text == "" {
			f.remove(path)
		} else {
			f.write(path, text)
		}
	}
	snapshot, problems := f.builder.Build(f.Context(), paths)
	f.equalsClean(strings.Join(paths, ", "), snapshot, problems)
	if len(s.errors) > 0 {
		if snapshot != nil {
			f.Fatalf("nothing is wrong after saving %v; want %q", paths, s.errors)
		}
		for _, want := range s.errors {
			if !slices.ContainsFunc(problems, func(d diag.Diagnostic) bool { return strings.Contains(d.String(), want) }) {
				f.Errorf("after saving %v no problem is like %q; there are %v", paths, want, problems)
			}
		}
		return nil
	}
	if snapshot == nil {
		f.Fatalf("after saving %v: %v", paths, problems)
	}
	all := rendered(snapshot)
	for _, want := range s.shows {
		positive, not := strings.CutPrefix(want, "!")
		path, text, _ := strings.Cut(positive, ": ")
		if has(all, path, text) == not {
			f.Errorf("after saving %v %q does not hold", paths, want)
		}
	}
	return all
}

// has reports whether a file is there and has a text.
func has(all map[string]string, path, text string) bool {
	if prefix, ok := strings.CutSuffix(path, "*"); ok {
		for p, t := range all {
			if strings.HasPrefix(p, prefix) && strings.Contains(t, text) {
				return true
			}
		}
		return false
	}
	t, there := all[path]
	return there && strings.Contains(t, text)
}

// changed returns which files differ.
func changed(before, after map[string]string) []string {
	var paths []string
	for path, text := range after {
		if was, there := before[path]; !there || was != text {
			paths = append(paths, path)
		}
	}
	for path := range before {
		if _, there := after[path]; !there {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

const (
	portsFile  = "content/briefs/ports.md"
	riversFile = "content/briefs/rivers.md"
	recsFile   = "content/recommendations/r.yaml"
	aboutFile  = "content/pages/about.md"
)

// with is a file of the small publication with one text replaced.
func with(path, old, now string) publication {
	text := small()[path]
	if !strings.Contains(text, old) {
		panic(path + " has no " + old)
	}
	return publication{path: strings.ReplaceAll(text, old, now)}
}

// as it was
func restored(path string) publication { return publication{path: small()[path]} }

func brief(body string) string {
	return "---\ntitle: On lakes\ndate: 2025-11-01\n---\n\n" + body + "\n"
}

// TestAnEditReachesEveryPageThatItConcerns is the list of kinds of edit at
// which other generators leave stale pages. Each case edits the small
// publication; after each step the warm site equals a clean one.
func TestAnEditReachesEveryPageThatItConcerns(t *testing.T) {
	for name, steps := range map[string][]save{
		"a title changes wherever it is shown": {{
			files: with(portsFile, "title: On ports", "title: On harbours"),
			shows: []string{
				"briefs/ports/index.html: On harbours", "briefs/rivers/index.html: On harbours", "briefs/index.html: On harbours",
				"index.html: On harbours", "feed.xml: On harbours", "recommendations/close/index.html: On harbours",
				"actors/office/index.html: On harbours", "topics/trade/index.html: On harbours", "!*: On ports<",
			},
		}},
		"links that begin and end change the backlinks": {
			{shows: []string{"!briefs/rivers/index.html: See On rivers first."}},
			{files: publication{aboutFile: "---\ntitle: About our work\n---\n\nSee [[rivers]] first.\n"}, shows: []string{"briefs/rivers/index.html: See On rivers first."}},
			{files: restored(aboutFile), shows: []string{"!briefs/rivers/index.html: About our work"}},
		},
		"a page that goes is missed by those that link to it, until it is back": {
			{files: publication{portsFile: ""}, errors: []string{"content/briefs/rivers.md:6:5: error: no record", "content/recommendations/r.yaml:5:12: error"}},
			{files: restored(portsFile), shows: []string{"briefs/rivers/index.html: /briefs/ports/#first-part"}},
		},
		"a page that comes is found by those that missed it": {
			{files: publication{aboutFile: "---\ntitle: About\n---\n\nSee [[lakes]].\n"}, errors: []string{"content/pages/about.md:5:5: error"}},
			{files: publication{"content/briefs/lakes.md": brief("Deep.")}, shows: []string{"about/index.html: >On lakes</a>", "briefs/lakes/index.html: About"}},
		},
		"a heading that is renamed is missed by links to it": {
			{files: with(portsFile, "## First part", "## Part one"), errors: []string{"content/briefs/rivers.md:6:5: error"}},
			{files: restored(portsFile)},
			{
				files: publication{portsFile: strings.Replace(small()[portsFile], "## First part", "## First part\n\nA.\n\n## First part", 1), aboutFile: "---\ntitle: About\n---\n\n[[ports#first-part-2]]\n"},
				shows: []string{"about/index.html: /briefs/ports/#first-part-2"},
			},
			{files: restored(portsFile), errors: []string{"content/pages/about.md:5:1: error"}},
		},
		"an address that changes takes its links along, and an alias leads there": {
			{files: publication{riversFile: "", "content/briefs/streams.md": small()[riversFile], aboutFile: "---\ntitle: About\n---\n\n[[streams]]\n"}, shows: []string{"!briefs/rivers/index.html", "about/index.html: /briefs/streams/", "!sitemap.xml: /briefs/rivers/"}},
			{files: publication{"content/briefs/streams.md": strings.Replace(small()[riversFile], "---\n\n", "aliases: [rivers]\n---\n\n", 1)}, shows: []string{"briefs/rivers/index.html: /briefs/streams/"}},
			{files: publication{aboutFile: "---\ntitle: About\n---\n\n[[rivers]]\n"}, shows: []string{"about/index.html: /briefs/streams/"}},
		},
		"two records on one address are an error until one of them goes": {
			{files: publication{"content/briefs/lakes.md": strings.Replace(brief(""), "---\n\n", "aliases: [/about/]\n---\n\n", 1)}, errors: []string{"content/briefs/lakes.md:4:11: error"}},
			{files: publication{"content/briefs/lakes.md": brief("")}},
			{files: publication{"content/pages/lakes.md": "---\ntitle: Lakes\n---\n"}, errors: []string{"content/pages/lakes.md:2:1: error"}},
			{files: publication{"content/pages/lakes.md": ""}},
			{files: publication{"content/actors/b.yaml": "actors:\n  - {id: office, name: Another, kind: organisation}\n"}, errors: []string{"content/actors/b.yaml:2:5: error"}},
			{files: publication{"content/actors/b.yaml": "actors:\n  - {id: bureau, name: Another, kind: organisation}\n"}, shows: []string{"actors/bureau/index.html: Another"}},
		},
		"a short link whose id a second file takes is reported, and good again without it": {
			{files: publication{"content/topics/rivers.md": "---\ntitle: Rivers\n---\n"}, errors: []string{"content/topics/rivers.md:2:1: error: the id “rivers” is taken"}},
			{files: publication{"content/topics/rivers.md": ""}},
		},
		"a record in YAML changes its page, its cards, the lists and the data": {
			{
				files: with(recsFile, "title: Close it", "title: Shut it"),
				shows: []string{"recommendations/close/index.html: Shut it", "briefs/ports/index.html: Shut it", "actors/office/index.html: Shut it", "recommendations/index.html: Shut it", "data/recommendations.json: Shut it", "data/recommendations.csv: Shut it", "recommendations/close/feed.xml: Shut it", "!*: Close it<"},
			},
			{files: with(recsFile, "assessed: started", "response: rejected"), shows: []string{"briefs/ports/index.html: Rejected", "actors/office/index.html: Rejected", "recommendations/index.html: Rejected"}},
			{files: with(recsFile, "type: issued", "type: isued"), errors: []string{"content/recommendations/r.yaml:8:"}},
			{files: publication{recsFile: "", "content/recommendations/other.yaml": small()[recsFile]}, shows: []string{"recommendations/close/index.html: Close it"}},
			{files: publication{"content/recommendations/other.yaml": ""}, errors: []string{"content/briefs/ports.md:11:"}},
		},
		"an id that is renamed is missed at every reference to it": {
			{files: publication{"content/actors/a.yaml": "actors:\n  - {id: bureau, name: The Bureau, kind: organisation}\n"}, errors: []string{"content/briefs/ports.md:4:10: error", "content/briefs/ports.md:11:9: error", "content/recommendations/r.yaml:6:10: error"}},
			{files: publication{"content/actors/a.yaml": "actors:\n  - {id: bureau, name: The Bureau, kind: organisation, aliases: [office]}\n"}, shows: []string{"briefs/ports/index.html: /actors/bureau/"}},
		},
		"a page goes out of and comes into everything with its draft flag": {
			{
				files: with(portsFile, "title: On ports", "title: On ports\ndraft: true"), errors: []string{"content/briefs/rivers.md:6:5: error"},
			},
			{
				files: publication{riversFile: strings.ReplaceAll(small()[riversFile], "See [[ports#first-part]] and", "See"), recsFile: "recommendations:\n  - {id: close, title: Close it, text: Close., to: [office]}\n", portsFile: strings.Replace(small()[portsFile], "title: On ports", "title: On ports\ndraft: true", 1)},
				shows: []string{"!briefs/ports/index.html", "!briefs/index.html: On ports", "!sitemap.xml: ports", "!feed.xml: On ports", "!search/*: On ports", "!actors/office/index.html: On ports", "!*: On ports"},
			},
			{files: restored(portsFile), shows: []string{"briefs/ports/index.html: On ports", "sitemap.xml: /briefs/ports/", "feed.xml: On ports"}},
		},
		"a topic that goes leaves the lists, the feeds and the search": {
			{shows: []string{"topics/trade/index.html: Trade", "topics/index.html: Trade"}},
			{files: publication{"content/topics/t.yaml": "", portsFile: strings.Replace(small()[portsFile], "topics: [trade]\n", "", 1)}, shows: []string{"!topics/trade/index.html", "!topics/trade/feed.xml", "!topics/index.html: Trade", "!search/*: Trade", "!briefs/ports/index.html: Trade"}},
			{files: publication{"content/topics/t.yaml": "topics:\n  - {id: trade, title: Trade}\n  - {id: Trade, title: Commerce}\n"}, errors: []string{"content/topics/t.yaml:3:10: error"}},
		},
		"footnotes and references are numbered anew": {
			{files: publication{riversFile: brief("One.[^a] Two.[^b]\n\n[^a]: First note.\n[^b]: Second note.")}, shows: []string{"briefs/rivers/index.html: >2</a></sup>"}},
			{files: publication{riversFile: brief("New.[^n] One.[^a] Two.[^b]\n\n[^a]: First note.\n[^b]: Second note.\n[^n]: New note.")}, shows: []string{"briefs/rivers/index.html: >3</a></sup>"}},
			{files: publication{"content/sources/s.yaml": "sources:\n  - {id: report, title: A report}\n  - {id: law, title: A law}\n", riversFile: brief("[@law] and [@report].")}, shows: []string{"briefs/rivers/index.html: A law"}},
		},
		"a source changes every page that cites it, and is missed by them": {
			{files: publication{"content/sources/s.yaml": "sources:\n  - {id: report, title: The third report}\n"}, shows: []string{"briefs/rivers/index.html: The third report", "recommendations/close/index.html: The third report", "sources/report/index.html: The third report", "!*: A report"}},
			{files: publication{"content/sources/s.yaml": "sources:\n  - {id: other, title: Another report}\n"}, errors: []string{"content/briefs/rivers.md:6:31: error", "content/recommendations/r.yaml:9:"}},
		},
		"a file beside a brief is published as it is now": {
			{files: publication{"content/briefs/map/data.csv": "year,value\n2020,7\n"}, shows: []string{"briefs/map/data.csv: 2020,7"}},
			{files: publication{"content/briefs/map/index.md": brief("```chart\ndata: data.csv\ntype: bar\nx: year\ny: [value]\ntitle: Values\n```")}, shows: []string{"briefs/map/index.html: >7<"}},
			{files: publication{"content/briefs/map/data.csv": "year,value\n2020,8\n"}, shows: []string{"briefs/map/index.html: >8<", "!briefs/map/index.html: >7<"}},
			{files: publication{"content/briefs/map/data.csv": ""}, errors: []string{"content/briefs/map/index.md:"}},
		},
		"a change of the settings reaches every page": {
			{files: publication{"content/site.yaml": strings.Replace(settings, "Test publication", "Another name", 1)}, shows: []string{"404.html: Another name", "index.html: Another name", "briefs/ports/index.html: Another name", "feed.xml: Another name", "!*: Test publication"}},
			{files: publication{"content/site.yaml": strings.Replace(settings, "example.org/", "example.org/sub/", 1)}, shows: []string{"briefs/ports/index.html: \"/sub/about/\"", "sitemap.xml: https://example.org/sub/briefs/ports/"}},
			{files: publication{"content/site.yaml": settings + "navigation: [{title: Who we are, to: about}]\n"}, shows: []string{"404.html: Who we are", "briefs/ports/index.html: Who we are"}},
			{files: publication{"content/site.yaml": settings + "roll_up: all\ndue_soon_days: 5\noutputs: {feeds: false}\n"}, shows: []string{"!feed.xml"}},
		},
		"embeds pass changes on, and in a circle are an error": {
			{files: publication{recsFile: strings.Replace(small()[recsFile], "text: Close the [[ports]].", "text: \"Close the [[ports]].\\n\\n![[more]]\"", 1) + "  - {id: more, title: More, text: \"More, by [[office]].\", to: [office]}\n"}, shows: []string{"briefs/ports/index.html: The Office", "recommendations/close/index.html: More, by"}},
			{files: publication{"content/actors/a.yaml": "actors:\n  - {id: office, name: The Bureau, kind: organisation}\n"}, shows: []string{"recommendations/close/index.html: The Bureau", "!*: The Office"}},
			{files: publication{recsFile: strings.Replace(small()[recsFile], "text: Close the [[ports]].", "text: \"Close the [[ports]].\\n\\n![[more]]\"", 1) + "  - {id: more, title: More, text: \"![[close]]\", to: [office]}\n"}, errors: []string{"[cycle]"}},
		},
		"a translation comes and goes": {
			{files: publication{"content/site.yaml": settings + "languages: [en, ko]\n"}},
			{files: publication{"content/briefs/rivers.ko.md": "---\ntitle: 강\n---\n\n강에 대하여.\n"}},
			{files: publication{riversFile: ""}, errors: []string{"content/briefs/rivers.ko.md: error"}},
			{files: restored(riversFile)},
			{files: publication{"content/briefs/rivers.ko.md": ""}, shows: []string{"!*: 강에"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFolder(t, small(), Options{})
			f.good()
			for _, s := range steps {
				f.step(s)
			}
		})
	}
}
