package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// lessMotion is for tests that want to see where a page has scrolled to.
func lessMotion() chromedp.Action[chromedp.Void] { return media("prefers-reduced-motion", "reduce") }

// focused says what is wrong with the element that has the focus, "" if
// nothing is, and "end" when the focus has left the page.
const focused = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return 'end';
	if (seen.has(e)) return 'end';
	seen.add(e);
	const name = e.outerHTML.slice(0, 140);
	const s = getComputedStyle(e);
	const shape = e.closest('svg') ? e.querySelector('rect') : null;
	if ((s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2) && !shape) return 'no sign of the focus on ' + name;
	// A link over two lines has two boxes; one that is seen will do.
	const boxes = [...e.getClientRects()].filter((b) => b.width > 0 && b.height > 0);
	const seenAt = boxes.some((b) => {
		const x = Math.min(Math.max(b.left + b.width / 2, 1), innerWidth - 1), y = Math.min(Math.max(b.top + Math.min(b.height / 2, 40), 1), innerHeight - 1);
		if (b.bottom < 0 || b.top > innerHeight || b.right < 0 || b.left > innerWidth) return false;
		const top = document.elementFromPoint(x, y);
		return top && (top === e || e.contains(top) || top.contains(e) && !getComputedStyle(top).position.match(/sticky|fixed/));
	});
	return seenAt ? '' : 'out of sight or covered: ' + name + ' at ' + JSON.stringify(boxes[0]?.toJSON());
})()`

// TestTheKeyboardReachesEverythingInSight tabs through the pages that readers
// spend their time on. Whatever has the focus must be seen, and show it
// (WCAG 2.2, 2.4.7 and 2.4.11).
func TestTheKeyboardReachesEverythingInSight(t *testing.T) {
	for _, p := range pageTypes(t) {
		switch p.kind {
		case "home", "brief", "recommendation", "recommendations", "search":
		default:
			continue
		}
		for _, w := range []window{desk, phone} {
			if p.name == "shipped" && w == phone {
				continue // the specimen has the same and is shorter
			}
			t.Run(fmt.Sprintf("%s/%s/%d", p.name, p.kind, w.width), func(t *testing.T) {
				t.Parallel()
				tab := p.open(t, p.path, w.step(), lessMotion())
				tab.do(`window.seen = new Set()`)
				n := 0
				for ; n < 1000; n++ {
					tab.run(chromedp.KeyEvent(kb.Tab))
					wrong := ask[string](tab, focused)
					// What the element before showed may take a moment to go.
					for again := 0; again < 30 && strings.HasPrefix(wrong, "out of sight"); again++ {
						time.Sleep(100 * time.Millisecond)
						tab.do(`seen.delete(document.activeElement)`)
						wrong = ask[string](tab, focused)
					}
					if wrong == "end" {
						break
					}
					if wrong != "" {
						t.Error(wrong)
					}
				}
				if all := ask[int](tab, `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter((e) => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true})).length`); n < all*9/10 {
					t.Errorf("the keyboard reaches %d of %d", n, all)
				}
			})
		}
	}
}

func (s *finished) brief(t *testing.T) string {
	t.Helper()
	for _, p := range pageTypes(t) {
		if p.finished == s && p.kind == "brief" {
			return p.path
		}
	}
	t.Fatal("there is no brief")
	return ""
}

func TestTheFirstTabSkipsToTheText(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), desk.step(), lessMotion())
	tab.run(chromedp.KeyEvent(kb.Tab))
	tab.want(`document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().top >= 0`)
	tab.run(chromedp.KeyEvent(kb.Enter))
	tab.want(`document.activeElement === document.querySelector('main')`)
	tab.run(chromedp.KeyEvent(kb.Tab))
	tab.want(`document.querySelector('main').contains(document.activeElement)`)
}

func TestContentsLeadToTheirSectionsAndMarkTheOneThatIsRead(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), desk.step(), lessMotion())
	tab.want(`getComputedStyle(document.querySelector('[data-contents]')).position === 'sticky'`)
	tab.do(`document.querySelector('[data-contents] a[href="#what-to-do"]').focus()`)
	tab.run(chromedp.KeyEvent(kb.Enter))
	tab.wait(`document.querySelector('[data-contents] [aria-current]')?.hash === '#what-to-do'`)
	tab.want(`(() => { const b = document.getElementById('what-to-do').getBoundingClientRect(); return b.top >= 0 && b.top < innerHeight / 3; })()`)
	tab.want(`document.querySelector('[data-contents]').getBoundingClientRect().top >= 0`)
	tab.do(`scrollTo(0, 0)`)
	tab.wait(`document.querySelector('[data-contents] [aria-current]')?.hash !== '#what-to-do'`)
}

const (
	popover = `document.querySelector('.popover')`
	note    = `document.querySelector('.prose a[role="doc-noteref"]')`
)

// shown waits for the popover to hold a text, and to be in the window.
func (t *tab) shown(text string) {
	t.Helper()
	t.wait(fmt.Sprintf(`!%s.hidden && %[1]s.innerText.includes(%q)`, popover, text))
	t.want(`(() => { const b = ` + popover + `.getBoundingClientRect(); return b.left >= 0 && b.right <= innerWidth && b.bottom > 0 && b.top < innerHeight; })()`)
}

func TestNotesAndCitationsShowBesideTheirPlace(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), window{1000, 800}.step(), lessMotion())
	const statement = "The statement is of that day"

	// With the keyboard.
	tab.do(note + `.focus()`)
	tab.shown(statement)
	tab.want(note + `.getAttribute('aria-describedby') === ` + popover + `.id`)
	tab.run(chromedp.KeyEvent(kb.Escape))
	tab.want(popover + `.hidden && document.activeElement === ` + note)
	tab.do(`document.querySelector('.prose a[role="doc-biblioref"]').focus()`)
	tab.shown("Audit of the coast")
	tab.do(`document.activeElement.blur()`)
	tab.wait(popover + `.hidden`)

	// With a mouse, which may go over to the note.
	at := tab.middle(note)
	tab.run(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	tab.shown(statement)
	over := tab.middle(popover)
	tab.run(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, over[0], over[1]))
	await[bool](tab, `new Promise((done) => setTimeout(() => done(true), 400))`)
	tab.want(`!` + popover + `.hidden`)
	tab.run(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 1, 1))
	tab.wait(popover + `.hidden`)

	// With a finger: the first tap shows the note, the second goes there.
	tab.run(call(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true}))
	tab.tap(note)
	tab.shown(statement)
	tab.want(`location.hash === ''`)
	tab.tap(`document.querySelector('h1')`)
	tab.wait(popover + `.hidden`)
	tab.tap(note)
	tab.shown(statement)
	tab.tap(note)
	tab.wait(`location.hash.startsWith('#fn')`)
	tab.want(`document.querySelector(':target').getBoundingClientRect().top < innerHeight`)
}

func (t *tab) middle(element string) [2]float64 {
	t.Helper()
	t.do(element + `.scrollIntoView({block: 'nearest'})`)
	return ask[[2]float64](t, `(() => { const b = `+element+`.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; })()`)
}

func (t *tab) tap(element string) {
	t.Helper()
	at := t.middle(element)
	t.run(call(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: at[0], Y: at[1]}}}),
		call(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}}))
}

func TestNotesStandInTheMarginWhereItHasRoom(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), window{1400, 900}.step(), lessMotion())
	tab.want(`Math.abs(document.querySelector('.sidenote').getBoundingClientRect().top - ` + note + `.getBoundingClientRect().top) < 40`)
	tab.want(`document.querySelector('.sidenote').getBoundingClientRect().left > ` + note + `.closest('p').getBoundingClientRect().right`)
	tab.do(note + `.focus()`)
	await[bool](tab, `new Promise((done) => setTimeout(() => done(true), 300))`)
	tab.want(popover + `.hidden`)
}

func TestLinksShowWhatTheyLeadTo(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), window{1000, 800}.step(), lessMotion())
	for link, says := range map[string][]string{
		"actors/port-office":    {"Office of the Ports", "It counts ships."},
		"recommendations/count": {"Count the hours that ships wait", "Count the hours that each ship waits, and publish them each week.", "31 January 2026"},
	} {
		tab.do(fmt.Sprintf(`document.querySelector('.prose > p a[href="/%s/"]').focus()`, link))
		for _, words := range says {
			tab.shown(words)
		}
		tab.run(chromedp.KeyEvent(kb.Escape))
		tab.want(popover + `.hidden`)
	}
	tab.want(`document.querySelector('.state') !== null`)
}

func TestWithoutTwinsThereAreNoPreviews(t *testing.T) {
	t.Parallel()
	p := ports()
	p["content/site.yaml"] = siteSettings + "outputs: {twins: false}\n"
	tab := serve(t, p).open("/briefs/ports/")
	tab.want(`!('twins' in document.body.dataset)`)
	tab.do(`document.querySelector('.prose a[href="/actors/office/"]').focus()`)
	await[bool](tab, `new Promise((done) => setTimeout(() => done(true), 500))`)
	tab.want(popover + `.hidden`)
	tab.want(`!performance.getEntriesByType('resource').some((e) => e.name.endsWith('/index.json'))`)
}

func TestTheColoursThatAReaderChoosesStay(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), desk.step(), scheme("light"))
	const (
		button = `document.querySelector('[data-theme-switch]')`
		paper  = `getComputedStyle(document.documentElement).backgroundColor`
	)
	light := ask[string](tab, paper)
	tab.do(button + `.focus()`)
	for _, theme := range []string{"light", "dark"} {
		tab.run(chromedp.KeyEvent(kb.Enter))
		tab.want(`document.documentElement.dataset.theme === '` + theme + `' && ` + button + `.textContent.includes('` + theme + `')`)
	}
	dark := ask[string](tab, paper)
	if dark == light {
		t.Errorf("dark paper is %s, as light is", dark)
	}
	tab.run(chromedp.Reload())
	tab.want(paper + ` === '` + dark + `'`)
	tab.do(button + `.focus()`)
	tab.run(chromedp.KeyEvent(kb.Enter))
	tab.want(`!document.documentElement.dataset.theme && localStorage.length === 0 && ` + paper + ` === '` + light + `'`)
}

func TestAHeadingGivesALinkToItself(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), desk.step(), lessMotion())
	tab.do(`navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); };
		document.querySelector('#what-to-do .heading-link').focus()`)
	tab.want(`getComputedStyle(document.activeElement).opacity === '1'`)
	tab.run(chromedp.KeyEvent(kb.Enter))
	tab.wait(`location.hash === '#what-to-do' && copied === location.href`)
	tab.want(`document.querySelector('#what-to-do .heading-link').dataset.copied === ''`)
	tab.do(`document.querySelector('.cite').open = true; document.querySelector('.cite .copy').click()`)
	tab.wait(`copied.includes('Ito') && document.querySelector('.cite .copy').textContent === 'Copied'`)
}

// TestEverythingReadsWithoutScripts compares pages with and without them.
func TestEverythingReadsWithoutScripts(t *testing.T) {
	for _, p := range pageTypes(t) {
		if p.name == "specimen" && p.kind != "brief" {
			continue
		}
		t.Run(p.name+"/"+p.kind, func(t *testing.T) {
			t.Parallel()
			const text = `document.querySelector('main').innerText.replace(/\s+/g, ' ')`
			dressed := p.open(t, p.path, phone.step())
			dressed.do(`document.querySelectorAll('.js-only').forEach((e) => e.remove())`)
			with := strings.Fields(ask[string](dressed, text))
			tab := p.open(t, p.path, phone.step(), call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
			without := " " + ask[string](tab, text) + " "
			missing := 0
			for _, word := range with {
				if !strings.Contains(without, word) {
					missing++
				}
			}
			if missing > len(with)/50 {
				t.Errorf("%d of %d words are missing without scripts", missing, len(with))
			}
			tab.want(`![...document.querySelectorAll('.js-only')].some((e) => e.checkVisibility())`)
			tab.want(`!document.documentElement.classList.contains('js')`)
			tab.want(`[...document.querySelectorAll('a[role="doc-noteref"], a[role="doc-biblioref"], [data-contents] a')].every((a) => document.getElementById(decodeURIComponent(a.hash.slice(1))))`)
		})
	}
}
