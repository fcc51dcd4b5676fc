package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// searchParts puts the parts of the search where tests can reach them.
const searchParts = `
	import { terms } from "./js/search/analyse.js";
	import { near } from "./js/search/typos.js";
	import { spans, around } from "./js/search/marks.js";
	import { Index } from "./js/search/index.js";
	Object.assign(window, { terms, near, spans, around, Index });
`

// answer waits for what an asynchronous function of the page returns.
func answer[T any](t *tab, body string) T {
	t.Helper()
	t.do(`window.answered = undefined; (async () => {` + body + `})().then((v) => { answered = {v}; }, (e) => { answered = {e: e.stack}; })`)
	t.wait(`answered`)
	if e := ask[string](t, `answered.e ?? ''`); e != "" {
		t.Fatalf("%s: %s", body, e)
	}
	return ask[T](t, `answered.v`)
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // tests give what can be written
	}
	return string(b)
}

func TestTheBrowserCutsTextAsTheIndexDoes(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("internal/search/testdata/terms.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text         string
		Terms, Query []string
	}
	if err := json.Unmarshal(table, &cases); err != nil {
		t.Fatal(err)
	}
	p := ports()
	p["layouts/site.js"] = searchParts
	tab := serve(t, p).open("/about/")
	for _, c := range cases {
		if c.Query == nil {
			c.Query = c.Terms
		}
		if got := ask[[]string](tab, fmt.Sprintf("terms(%s, false)", asJSON(c.Text))); !slices.Equal(got, c.Terms) {
			t.Errorf("%q is cut into %q, the index has %q", c.Text, got, c.Terms)
		}
		if got := ask[[]string](tab, fmt.Sprintf("terms(%s, true)", asJSON(c.Text))); !slices.Equal(got, c.Query) {
			t.Errorf("of a query %q is cut into %q, want %q", c.Text, got, c.Query)
		}
	}
}

func TestOneTypingMistakeIsNear(t *testing.T) {
	t.Parallel()
	p := ports()
	p["layouts/site.js"] = searchParts
	tab := serve(t, p).open("/about/")
	for _, c := range []struct {
		typed, meant string
		near         bool
	}{
		{"exercize", "exercise", true},
		{"exerise", "exercise", true},
		{"exxercise", "exercise", true},
		{"xeercise", "exercise", true},
		{"exercies", "exercise", true},
		{"exercis", "exercise", true},
		{"exercisee", "exercise", true},
		{"exercise", "exercise", false},
		{"exrcize", "exercise", false},
		{"xeercies", "exercise", false},
		{"exercis", "exercises", false},
		{"abcd", "acbd", true},
		{"abcd", "badc", false},
	} {
		if got := ask[bool](tab, fmt.Sprintf("near(%q, %q)", c.typed, c.meant)); got != c.near {
			t.Errorf("near(%q, %q) = %t", c.typed, c.meant, got)
		}
	}
	// In the index: wherever in the word the mistake is.
	for _, typed := range []string{"paragrpah", "aragraph", "praagraph", "parargaph", "paragrahp", "parageaph", "quragraph"} {
		near := typed != "quragraph" // two mistakes
		got := answer[bool](tab, fmt.Sprintf(`const x = new Index('/search/'); await x.open(); const r = await x.query(%q, {}, 3); return r.total > 0`, typed))
		if got != near {
			t.Errorf("%q finds the paragraphs: %t", typed, got)
		}
	}
}

func TestMarksStandWhereTheWordsAreWritten(t *testing.T) {
	t.Parallel()
	p := ports()
	p["layouts/site.js"] = searchParts
	tab := serve(t, p).open("/about/")
	for _, c := range []struct {
		text  string
		terms []string
		want  []string
	}{
		{"Missile-warning, dismissed missiles", []string{"missile"}, []string{"Missile", "missiles"}},
		{"The CAFÉ and ｃａｆｅ", []string{"cafe"}, []string{"CAFÉ", "ｃａｆｅ"}},
		{"경제안전보장은", []string{"안전", "전보"}, []string{"안전보"}},
		{"ミサイル防衛", []string{"みさ", "さい", "いる"}, []string{"ミサイル"}},
		{"ﬁnance", []string{"finance"}, []string{"ﬁnance"}},
		{"🙂 gate 🙂", []string{"gate"}, []string{"gate"}},
		{"nothing", []string{"else"}, []string{}},
	} {
		got := ask[[]string](tab, fmt.Sprintf("spans(%s, %s).map(([a, b]) => %s.slice(a, b))", asJSON(c.text), asJSON(c.terms), asJSON(c.text)))
		if !slices.Equal(got, c.want) {
			t.Errorf("of %q, %q are marked for %q, want %q", c.text, got, c.terms, c.want)
		}
	}
}

// shipped is this repository's publication with the Korean and Japanese
// records that the search is tried with.
func shipped(t *testing.T) publication {
	t.Helper()
	p := publication{}
	for from, to := range map[string]string{"../content": "content", "internal/search/testdata/publication": "content"} {
		err := fs.WalkDir(os.DirFS(from), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(filepath.Join(from, path))
			p[to+"/"+path] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	p["content/site.yaml"] = strings.Replace(p["content/site.yaml"], "languages: [en]", "languages: [en, ko, ja]", 1)
	return p
}

func TestWhatPeopleLookForComesFirst(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("internal/search/testdata/queries.txt")
	if err != nil {
		t.Fatal(err)
	}
	p := shipped(t)
	p["layouts/site.js"] = searchParts
	tab := serve(t, p).open("/about/")
	queries, first := 0, 0
	for line := range strings.Lines(string(text)) {
		query, id, ok := strings.Cut(strings.TrimSpace(line), " → ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		queries++
		// A new index each time, so that every query pays for all that it reads.
		got := answer[struct {
			IDs     []string
			Fetched int
		}](tab, fmt.Sprintf(`
			const x = new Index('/search/');
			await x.open();
			const ids = [];
			for (const g of (await x.query(%s, {}, 3)).groups) for (const d of g.docs) ids.push((await x.record(g.kind, d)).path.split('/').at(-2));
			return {IDs: ids, Fetched: x.fetched};`, asJSON(query)))
		at := slices.Index(got.IDs, id)
		if at == 0 {
			first++
		}
		if at < 0 || at > 2 {
			t.Errorf("%q does not find %s among the first three: %q", query, id, got.IDs[:min(5, len(got.IDs))])
		}
		if got.Fetched > 150_000 {
			t.Errorf("%q fetches %d bytes", query, got.Fetched)
		}
	}
	if queries != 50 {
		t.Errorf("there are %d queries", queries)
	}
	if first < 42 {
		t.Errorf("only %d of %d queries have the best answer first", first, queries)
	}
}

// harbour is a publication to look things up in.
func harbour() publication {
	p := ports()
	p["content/briefs/hangang.md"] = "---\ntitle: 한강의 안전보장\ndate: 2024-02-01\nlanguage: ko\ntopics: [trade]\n---\n\n배는 기다리지 않는다.\n"
	p["content/site.yaml"] = strings.Replace(siteSettings, "as_of", "languages: [en, ko]\nas_of", 1)
	return p
}

// look types a text into the field.
func (t *tab) look(text string) {
	t.Helper()
	t.do(fmt.Sprintf(`const q = document.querySelector('input[type=search]'); q.value = %s; q.dispatchEvent(new Event('input', {bubbles: true}))`, asJSON(text)))
}

// press presses a key.
func (t *tab) press(key string) {
	t.Helper()
	t.run(chromedp.KeyEvent(key))
}

const (
	results = `document.querySelector('[data-search-results]')`
	said    = `document.querySelector('[data-search-status]').textContent`
)

func TestResultsComeWhileTyping(t *testing.T) {
	t.Parallel()
	tab := serve(t, harbour()).open("/search/")
	tab.do(`document.querySelector('input[type=search]').focus()`)
	tab.press("h")
	tab.want(`!document.querySelector('[data-search-browse]').hidden`)
	tab.press("o")
	tab.wait(results + `.querySelector('a[href="/recommendations/count/"] mark')?.textContent === 'hours'`)
	tab.want(`document.querySelector('[data-search-browse]').hidden`)
	tab.want(`/^\d+ results?\.$/.test(` + said + `)`)
	tab.want(`document.querySelector('[data-search-status]').getAttribute('role') === 'status'`)
	tab.want(results + `.querySelector('li:has(a[href="/recommendations/count/"])').innerText.includes('Not assessed')`)
	tab.want(results + `.querySelector('li:has(a[href="/recommendations/count/"]) svg.icon')`)

	// Where the words stand in the text, read from the page itself.
	tab.look("nobody counts hours")
	tab.wait(`[...` + results + `.querySelectorAll('li:has(a[href="/briefs/ports/"]) .search-context mark')].some((m) => m.textContent === 'nobody')`)

	// One character is enough where it is a word.
	tab.look("안")
	tab.wait(results + `.querySelector('a[href="/briefs/hangang/"]')`)
	tab.want(results + `.querySelector('a[href="/briefs/hangang/"]').lang === 'ko'`)
	tab.look("안전보장")
	tab.wait(results + `.querySelector('a[href="/briefs/hangang/"] mark')?.textContent === '안전보장'`)

	tab.look("xyzzyplugh")
	tab.wait(said + ` === 'Nothing was found.'`)
	tab.want(results + `.children.length === 0`)
	tab.look("hurs")
	tab.wait(said + `.includes('taking hours for hurs')`)
	tab.look("")
	tab.wait(`!document.querySelector('[data-search-browse]').hidden && ` + said + ` === ''`)
}

func TestTheSearchIsWorkedWithTheKeyboard(t *testing.T) {
	t.Parallel()
	tab := serve(t, harbour()).open("/search/")
	tab.do(`document.querySelector('input[type=search]').focus()`)
	for _, key := range []string{"h", "o", "u", "r"} {
		tab.press(key)
	}
	tab.wait(results + `.querySelectorAll('a').length > 1`)
	link := `document.activeElement === ` + results + `.querySelectorAll('a, button')`
	tab.press(kb.Enter)
	tab.wait(link + `[0]`)
	tab.press(kb.Escape)
	tab.want(`document.activeElement.type === 'search'`)
	tab.press(kb.ArrowDown)
	tab.want(link + `[0]`)
	tab.press(kb.ArrowDown)
	tab.want(link + `[1]`)
	tab.press(kb.ArrowUp)
	tab.press(kb.ArrowUp)
	tab.want(`document.activeElement.type === 'search'`)
	tab.press(kb.Escape)
	tab.wait(`document.activeElement.value === '' && ` + results + `.children.length === 0`)
}

func TestASearchStandsInTheAddress(t *testing.T) {
	t.Parallel()
	s := serve(t, harbour())
	tab := s.open("/search/")
	tab.look("ports")
	tab.wait(results + `.querySelector('a')`)
	tab.want(`location.search === '?q=ports'`)
	tab.do(`const k = document.querySelector('select[name=kind]'); k.value = 'recommendation'; k.dispatchEvent(new Event('input', {bubbles: true}))`)
	tab.wait(`location.search === '?q=ports&kind=recommendation'`)
	tab.wait(results + `.querySelectorAll('section').length <= 1`)

	tab.visit("/search/?q=close&kind=recommendation&state=not_assessed")
	tab.wait(results + `.querySelector('a[href="/recommendations/close/"]')`)
	tab.want(`document.querySelector('input[type=search]').value === 'close' && document.querySelector('select[name=state]')?.value !== ''`)

	// A filter alone lists what it leaves.
	tab.visit("/search/?year=2024")
	tab.wait(results + `.querySelector('a[href="/briefs/hangang/"]')`)
	tab.want(results + `.querySelectorAll('a').length === 1`)
	tab.visit("/search/?year=1066&q=ports")
	tab.wait(results + `.querySelector('a')`)
	tab.want(`location.search === '?q=ports'`)
}

func TestTheSearchKnowsWhatWasJustSaved(t *testing.T) {
	t.Parallel()
	s := serve(t, harbour())
	tab := s.open("/search/")
	tab.look("zebras")
	tab.wait(said + ` === 'Nothing was found.'`)
	s.save("content/pages/zoo.md", "---\ntitle: Of zebras\n---\n\nText.\n")
	tab.wait(`document.body.textContent.includes('Of zebras')`)
	tab.do(`document.activeElement.blur(); document.querySelector('input[type=search]').focus()`)
	tab.look("zebra")
	tab.wait(results + `.querySelector('a[href="/zoo/"]')`)
}

// slash presses the key /. It is one event, as from a keyboard: when the page
// takes the key, no character follows.
func (t *tab) slash() {
	t.Helper()
	t.run(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		for _, p := range []input.DispatchKeyEventParams{
			{Type: input.DispatchKeyEventTypeKeyDown, Key: "/", Code: "Slash", Text: "/", WindowsVirtualKeyCode: 191},
			{Type: input.DispatchKeyEventTypeKeyUp, Key: "/", Code: "Slash", WindowsVirtualKeyCode: 191},
		} {
			if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, p); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestTheSlashLeadsToTheSearch(t *testing.T) {
	t.Parallel()
	tab := serve(t, harbour()).open("/briefs/rivers/")
	tab.slash()
	// Before it has painted a page, Chromium drops what is typed.
	tab.wait(`location.pathname === '/search/' && document.readyState === 'complete' && performance.getEntriesByType('paint').length > 0`)
	tab.do(`document.activeElement.blur()`)
	tab.slash()
	tab.want(`document.activeElement.type === 'search' && document.activeElement.value === ''`)
	tab.slash()
	tab.want(`document.activeElement.value === '/'`)
	tab.do(`document.querySelector('[data-shortcut-switch]').click(); document.activeElement.blur()`)
	tab.slash()
	tab.want(`document.activeElement.type !== 'search'`)
	tab.do(`document.querySelector('[data-shortcut-switch]').click(); document.activeElement.blur()`)
	tab.slash()
	tab.want(`document.activeElement.type === 'search'`)
}

func TestWithoutScriptsTheSearchOffersItsLists(t *testing.T) {
	t.Parallel()
	s := serve(t, harbour())
	r, err := http.Get(s.url + "/search/?q=ports")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<form class="search-form js-only"`, "<noscript>", `href="/briefs/"`, `href="/topics/trade/"`, `href="/briefs/ports/"`} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page has no %s", want)
		}
	}
}

func TestTheSearchBelowAPathAndItsSize(t *testing.T) {
	t.Parallel()
	p := harbour()
	p["content/site.yaml"] = strings.Replace(p["content/site.yaml"], "https://example.org/", "https://example.org/below/a/path/", 1)
	dir := t.TempDir()
	s := &served{TB: t, dir: dir}
	for path, text := range p {
		s.save(path, text)
	}
	var out bytes.Buffer
	env := environment{stdout: &out, stderr: &out, getenv: getenv(nil), now: time.Now}
	if exit := run(t.Context(), []string{"-C", dir, "build"}, env); exit != exitDone {
		t.Fatalf("build: exit status %d\n%s", exit, &out)
	}
	scripts, err := filepath.Glob(filepath.Join(dir, "public/assets/search-*.js"))
	if err != nil || len(scripts) != 1 {
		t.Fatalf("the search has the scripts %q (%v)", scripts, err)
	}
	script, err := os.ReadFile(scripts[0])
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write(script)
	z.Close()
	if zipped.Len() > 8<<10 {
		t.Errorf("the client has %d bytes compressed, more than 8 kB", zipped.Len())
	}
	page, err := os.ReadFile(filepath.Join(dir, "public/search/index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, []byte(`action="/below/a/path/search/"`)) || !bytes.Contains(page, []byte(`src="/below/a/path/assets/search-`)) {
		t.Error("the search page leaves the path that the site lives below")
	}
	for _, name := range []string{"manifest.json", "terms/0.bin", "records/0.bin"} {
		if _, err := os.Stat(filepath.Join(dir, "public/search", name)); err != nil {
			t.Error(err)
		}
	}
}
