package main

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// overflow names what is wider than the page, if the page scrolls sideways.
const overflow = `(() => {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= width) return [];
	const scrolls = (e) => e && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
	return ['it is ' + document.documentElement.scrollWidth + ' pixels wide']
		.concat([...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 0.5 && !scrolls(e.parentElement))
			.slice(0, 4).map((e) => e.outerHTML.slice(0, 120)));
})()`

func (t *tab) fitsIn(where string) {
	t.Helper()
	if wide := ask[[]string](t, overflow); len(wide) > 0 {
		t.Errorf("%s: the page scrolls sideways: %s", where, strings.Join(wide, "\n\t"))
	}
}

// fits wants the page to be read without scrolling sideways at a width of 320
// pixels, which is also 1280 at 400 per cent (WCAG 2.2, 1.4.10), with text of
// twice the size (1.4.4) and with wide spacing (1.4.12), which stays.
func (t *tab) fits() {
	t.Helper()
	for _, w := range []window{desk, phone, {320, 568}} {
		t.run(w.step())
		t.fitsIn(fmt.Sprint(w.width))
	}
	t.run(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 225, DeviceScaleFactor: 4}))
	t.fitsIn("1280 at 400 per cent")
	for _, w := range []window{desk, phone} {
		t.run(w.step())
		t.do(`document.documentElement.style.fontSize = '200%'`)
		t.fitsIn(fmt.Sprint(w.width, " with text of twice the size"))
		t.do(`document.documentElement.style.fontSize = ''`)
	}
	t.do(`for (const e of document.body.querySelectorAll('*')) Object.assign(e.style, {lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em'})`)
	t.fitsIn("390 with wide spacing")
}

// watchingShifts runs before a page's own scripts.
const watchingShifts = `window.shifts = []; new PerformanceObserver((list) => { shifts.push(...list.getEntries()) }).observe({type: 'layout-shift', buffered: true})`

// still is a tab whose reader asks for less motion, and which notes what moves.
func still() []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{
		media("prefers-reduced-motion", "reduce"),
		call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchingShifts}),
	}
}

// staysStill wants a page that stays where it is while it loads and is scrolled
// through, and in which nothing moves for those who ask for less motion. What
// is under half a thousandth is a line that was broken anew while the rest of
// its paragraph was still on its way.
func (t *tab) staysStill(w window) {
	t.Helper()
	t.do(`window.frame = () => new Promise((done) => requestAnimationFrame(done))`)
	shifts := await[[]string](t, `(async () => {
		for (let y = 0; y < document.documentElement.scrollHeight; y += 1500) { scrollTo(0, y); await frame(); }
		await frame(); await frame();
		return shifts.filter((s) => s.value >= 0.0005).map((s) => s.value.toFixed(4) + ' ' + s.sources.map((o) => o.node?.outerHTML?.slice(0, 100)).join(', '));
	})()`)
	for _, s := range shifts {
		t.Errorf("%d: the layout shifts by %s", w.width, s)
	}
	t.want(`document.getAnimations().length === 0`)
	for _, moves := range ask[[]string](t, `[...document.querySelectorAll('*')].filter((e) => {
		const s = getComputedStyle(e);
		return s.scrollBehavior === 'smooth' || s.animationName !== 'none' || s.transitionDuration.split(', ').some((d) => d !== '0s');
	}).map((e) => e.outerHTML.slice(0, 100))`) {
		t.Errorf("%d: under reduced motion there moves %s", w.width, moves)
	}
}
