package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"readout/layouts"
)

const siteSettings = "title: Test publication\nbase_url: https://example.org/\nas_of: 2026-01-31\n"

// ports is a publication whose first brief is long enough to scroll in, with
// something to open and a note.
func ports() publication {
	var body strings.Builder
	body.WriteString("## Where ships wait\n\nThe first paragraph is as it was.[^1]\n\nAsk the [[office]] about [[close]].\n\n![[close]]\n\n```recommendations\nbrief: ports\nlimit: 1\n```\n\n## And why\n\n")
	for i := range 60 {
		fmt.Fprintf(&body, "Paragraph %d says that ships wait longer than they did, and that nobody counts the hours.\n\n", i)
	}
	body.WriteString("[^1]: A note.\n")
	return publication{
		"content/site.yaml":        siteSettings,
		"content/briefs/ports.md":  "---\ntitle: On ports\ndate: 2026-01-05\nactors: [office]\ntopics: [trade]\n---\n\n" + body.String(),
		"content/briefs/rivers.md": "---\ntitle: On rivers\ndate: 2025-12-01\n---\n\nRivers are as they were.\n",
		"content/recommendations/r.yaml": "recommendations:\n" +
			"  - id: close\n    title: Close the gate\n    text: Close it at night.\n    brief: ports\n    to: [office]\n    events:\n      - {date: 2026-01-05, type: issued}\n" +
			"  - id: count\n    title: Count the hours\n    text: Count them.\n    brief: ports\n    to: [office]\n",
		"content/actors/a.yaml":  "actors:\n  - {id: office, name: The Office, kind: organisation}\n",
		"content/topics/t.yaml":  "topics:\n  - {id: trade, title: Trade}\n",
		"content/pages/about.md": "---\ntitle: About\n---\n\nText.\n",
	}
}

func shows(text string) string { return fmt.Sprintf("document.body.innerText.includes(%q)", text) }

func TestAnEditChangesThePageInPlaceAndTheReaderStaysWhereTheyAre(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/")
	tab.do(`window.same = 'the same window';
		document.querySelector('main details').open = true;
		window.middle = [...document.querySelectorAll('.prose p')].find((p) => p.textContent.startsWith('Paragraph 30'));
		middle.scrollIntoView({behavior: 'instant'});
		getSelection().selectAllChildren(middle);
		window.above = middle.getBoundingClientRect().top;
		window.focused = document.querySelector('.prose a[href="/actors/office/"]');
		focused.focus({preventScroll: true});`)
	tab.want(`scrollY > 500`)
	s.edit("content/briefs/ports.md", "The first paragraph is as it was.", "The first paragraph is another one.\n\nAnd there is one more, which moves all below it.")
	tab.wait(shows("The first paragraph is another one."))
	tab.wait(shows("And there is one more, which moves all below it."))
	tab.want(`window.same === 'the same window'`)
	tab.want(`middle.isConnected && middle.textContent.startsWith('Paragraph 30')`)
	tab.wait(`Math.abs(middle.getBoundingClientRect().top - above) < 3`)
	tab.want(`getSelection().toString().startsWith('Paragraph 30')`)
	tab.want(`document.activeElement === focused`)
	tab.want(`document.querySelector('main details').open`)

	tab.do(`document.querySelector('main details').open = false`)
	s.edit("content/briefs/ports.md", "another one", "a third one")
	tab.wait(shows("The first paragraph is a third one."))
	tab.want(`!document.querySelector('main details').open`)
}

func TestAnEditWhileTheWholePageHasTheFocusArrives(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/")
	tab.do(`document.querySelector('main').focus()`)
	tab.want(`document.activeElement.localName === 'main'`)
	s.edit("content/briefs/ports.md", "as it was", "as it is")
	tab.wait(shows("The first paragraph is as it is."))
	tab.want(`document.activeElement.localName === 'main'`)
}

func TestTheSearchFieldKeepsItsText(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	for _, focused := range []bool{true, false} {
		tab := s.open("/search/")
		tab.do(`const q = document.querySelector('input[type=search]'); q.focus(); q.value = 'a word'; q.setSelectionRange(2, 4); window.before = document.body.innerHTML`)
		if !focused {
			tab.do(`document.activeElement.blur()`)
		}
		s.save("content/pages/new.md", fmt.Sprintf("---\ntitle: A page that came (%t)\n---\n", focused))
		tab.wait(fmt.Sprintf(`document.body.textContent.includes('A page that came (%t)')`, focused))
		tab.want(`document.querySelector('input[type=search]').value === 'a word'`)
		if focused {
			tab.want(`document.activeElement.type === 'search' && document.activeElement.selectionStart === 2`)
		}
	}
}

func TestWhatChangedFlashesOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/")
	s.edit("content/briefs/ports.md", "Paragraph 3 says", "Paragraph 3 tells")
	tab.wait(shows("Paragraph 3 tells"))
	tab.wait(`flashed.length > 0`)
	if flashed := ask[[]string](tab, `flashed`); len(flashed) != 1 || !strings.HasPrefix(flashed[0], "Paragraph 3 tells") {
		t.Errorf("these flashed: %q", flashed)
	}
	tab.do(`flashed.length = 0`)
	s.edit("content/briefs/ports.md", "Paragraph 5 says that", "A new paragraph.\n\nParagraph 5 says that")
	tab.wait(shows("A new paragraph."))
	tab.wait(`flashed.length > 0`)
	flashed := ask[[]string](tab, `flashed`)
	// The number of words on the page has changed too.
	if !slices.Contains(flashed, "A new paragraph.") || slices.ContainsFunc(flashed, func(text string) bool { return strings.Contains(text, "Paragraph") }) {
		t.Errorf("these flashed: %q", flashed)
	}
}

func TestNothingFlashesForReadersWhoWantLessMotion(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	tab := s.open("/briefs/ports/", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
	tab.want(`matchMedia('(prefers-reduced-motion: reduce)').matches`)
	s.edit("content/briefs/ports.md", "Paragraph 3 says", "Paragraph 3 tells")
	tab.wait(shows("Paragraph 3 tells"))
	tab.want(`flashed.length === 0`)
}

func TestWhatThePagesOwnScriptsAddedStays(t *testing.T) {
	t.Parallel()
	p := ports()
	p["layouts/site.js"] = `
		document.querySelector('.prose h2[id]').insertAdjacentHTML('beforeend', '<span class="extra">extra</span>');
		for (const p of document.querySelectorAll('.prose p')) p.insertAdjacentHTML('afterend', '<span class="aside">aside</span>');
		document.body.insertAdjacentHTML('beforeend', '<div id="box">box</div>');
		document.querySelector('.prose').dataset.state = 'ready';`
	s := serve(t, p)
	tab := s.open("/briefs/ports/")
	tab.do(`window.extra = document.querySelector('.extra'); window.box = document.querySelector('#box'); window.asides = document.querySelectorAll('.aside').length`)
	s.edit("content/briefs/ports.md", "## And why", "## And for what reason")
	tab.wait(shows("And for what reason"))
	s.edit("content/briefs/ports.md", "## Where ships wait", "## Where ships lie")
	tab.wait(shows("Where ships lie"))
	s.edit("content/briefs/ports.md", "Paragraph 3 says", "New.\n\nParagraph 3 says")
	tab.wait(shows("New."))
	tab.want(`extra.isConnected && extra.parentNode.firstChild.textContent.startsWith('Where ships lie')`)
	tab.want(`box.isConnected && document.querySelector('.prose').dataset.state === 'ready'`)
	tab.want(`document.querySelectorAll('.aside').length === asides`)
	tab.want(`[...document.querySelectorAll('.prose > p')].find((p) => p.textContent.startsWith('Paragraph 40')).nextElementSibling.className === 'aside'`)
}

func TestAStyleSheetIsSwappedWithoutReloading(t *testing.T) {
	t.Parallel()
	p := ports()
	p["layouts/theme.css"] = "p { outline: 1px solid rgb(1, 2, 3); }"
	s := serve(t, p)
	tab := s.open("/briefs/ports/")
	colour := `getComputedStyle(document.querySelector('.prose p')).outlineColor`
	tab.wait(colour + ` === 'rgb(1, 2, 3)'`)
	tab.do(`window.same = true; scrollTo({top: 700, behavior: 'instant'}); window.at = scrollY; window.unstyled = 0;
		new MutationObserver(() => { if (!document.querySelector('link[rel=stylesheet]')?.sheet) unstyled++; }).observe(document.head, {childList: true})`)
	s.edit("layouts/theme.css", "rgb(1, 2, 3)", "rgb(4, 5, 6)")
	tab.wait(colour + ` === 'rgb(4, 5, 6)'`)
	tab.want(`window.same && scrollY === at && at > 100 && unstyled === 0`)
	tab.wait(`document.querySelectorAll('link[rel=stylesheet]').length === 1`)
	tab.want(`flashed.length === 0`)
}

func TestALayoutEditChangesEveryOpenPage(t *testing.T) {
	t.Parallel()
	p := ports()
	p["layouts/source.html"] = "<!doctype html><title>x</title>"
	s := serve(t, p)
	brief, actor := s.open("/briefs/ports/"), s.open("/actors/office/")
	brief.do(`window.same = true; scrollTo({top: 700, behavior: 'instant'}); window.at = scrollY`)
	base := defaultLayout(t, "base.html")
	s.save("layouts/base.html", strings.Replace(base, "</footer>", "<p>Layout 1</p></footer>", 1))
	brief.wait(shows("Layout 1"))
	actor.wait(shows("Layout 1"))
	s.edit("layouts/base.html", "Layout 1", "Layout 2")
	brief.wait(shows("Layout 2"))
	actor.wait(shows("Layout 2"))
	brief.want(`same && scrollY === at && at > 100`)
	s.edit("layouts/base.html", "Layout 2", "{{.Layuot}}")
	brief.wait(`problems().includes('layouts/base.html:')`)
	s.remove("layouts/base.html")
	brief.wait(`!problems() && !document.body.innerText.includes('Layout 2')`)
}

func TestAScriptEditReloadsThePage(t *testing.T) {
	t.Parallel()
	p := ports()
	p["layouts/site.js"] = "document.documentElement.dataset.made = 'once';"
	s := serve(t, p)
	tab := s.open("/briefs/ports/")
	tab.wait(`document.documentElement.dataset.made === 'once'`)
	s.edit("layouts/site.js", "once", "again")
	tab.wait(`document.documentElement.dataset.made === 'again'`)
}

func TestATabOnAnotherPageDoesNotStir(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	ports, rivers := s.open("/briefs/ports/"), s.open("/briefs/rivers/")
	rivers.do(`window.asked = answers(204); mutations = 0`)
	s.edit("content/briefs/ports.md", "as it was", "as it is")
	ports.wait(shows("The first paragraph is as it is."))
	rivers.wait(`answers(204) > asked`)
	rivers.want(`mutations === 0 && answers(200) === 0`)
}

func TestASaveWithoutAChangeDoesNotStirTheTab(t *testing.T) {
	t.Parallel()
	p := ports()
	s := serve(t, p)
	tab := s.open("/briefs/rivers/")
	tab.do(`window.asked = answers(204); mutations = 0`)
	s.save("content/briefs/rivers.md", p["content/briefs/rivers.md"])
	s.said("content/briefs/rivers.md: no record differs; ")
	tab.wait(`answers(204) > asked`)
	tab.want(`mutations === 0 && answers(200) === 0`)
}

func TestARecommendationsEventChangesItsPageTheBriefsCardAndTheActorsPage(t *testing.T) {
	t.Parallel()
	s := serve(t, ports())
	own, brief, actor := s.open("/recommendations/close/"), s.open("/briefs/ports/"), s.open("/actors/office/")
	tabs := []*tab{own, brief, actor}
	for _, tab := range tabs {
		tab.do(`window.same = true`)
		tab.want(`!document.querySelector('main').innerText.includes('Accepted')`)
	}
	s.edit("content/recommendations/r.yaml", "type: issued}\n", "type: issued}\n      - {date: 2026-01-09, type: response, set: {response: accepted}}\n")
	for _, tab := range tabs {
		tab.wait(`document.querySelector('main').innerText.includes('Accepted')`)
		tab.want(`same`)
	}
	brief.want(`document.querySelector('article.card').innerText.includes('Accepted')`)
}

func defaultLayout(t testing.TB, name string) string {
	t.Helper()
	text, err := layouts.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
