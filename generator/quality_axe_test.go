package main

import (
	_ "embed"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1, under the Mozilla Public License 2.0 (see
// axe.LICENSE beside it). It is put into pages from outside, as a developer's
// tools are, so that no policy of the page is in its way.
//
//go:embed testdata/quality/axe.min.js
var axe string

// axeRules are the levels A and AA of WCAG 2.0, 2.1 and 2.2, and what Deque
// calls best practice.
const axeRules = `{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: {'target-size': {enabled: true}}}`

// axeColours are the rules that depend on colours: all that can come out
// otherwise in the other scheme, since the schemes differ in nothing else.
const axeColours = `{resultTypes: ['violations'], runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}}`

// violations runs axe with options and reports what it finds.
func (t *tab) violations(where, options string) {
	t.Helper()
	found := await[[]string](t, `axe.run(document, `+options+`).then((r) => r.violations.flatMap((v) => v.nodes.map((n) =>
		v.id + ' (' + v.help + '): ' + n.target.join(' ') + '\n\t' + n.html.slice(0, 160) + '\n\t' + n.failureSummary.replaceAll('\n', '\n\t'))))`)
	for _, f := range found {
		t.Errorf("%s: %s", where, f)
	}
}

// await is ask for a promise.
func await[T any](t *tab, expression string) T {
	t.Helper()
	value, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.80s: %v", expression, err)
	}
	return value
}

// keepsNobodyOut wants axe to find nothing at either width, in either scheme.
func (t *tab) keepsNobodyOut() {
	t.Helper()
	t.do(axe)
	t.do(`document.activeElement.blur()`) // the link that skips covers others while it has the focus
	for _, w := range []window{desk, phone} {
		t.run(w.step(), scheme("light"))
		t.violations(fmt.Sprint(w.width, " light"), axeRules)
		t.run(scheme("dark"))
		t.violations(fmt.Sprint(w.width, " dark"), axeColours)
	}
	t.run(scheme("light"))
}

// TestAxeIsTheOneThatIsNamed keeps the comment above true.
func TestAxeIsTheOneThatIsNamed(t *testing.T) {
	if !strings.HasPrefix(axe, "/*! axe v4.14.1\n") {
		t.Errorf("axe is %.30q", axe)
	}
}

// canBeHit wants everything that is pressed to be 24 pixels high and wide
// (WCAG 2.2, 2.5.8), unless it is a link in a sentence, or as far from its
// neighbours as if it were.
func (t *tab) canBeHit() {
	t.Helper()
	for _, w := range []window{desk, phone} {
		t.run(w.step())
		for _, small := range ask[[]string](t, smallTargets) {
			t.Errorf("%d: %s", w.width, small)
		}
	}
}

const smallTargets = `(() => {
	const visible = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest('.sr') && !e.matches('.skip');
	const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(visible).filter((e) => !e.closest('svg'));
	// A box to tick is ticked by its label as well.
	const boxes = new Map(all.map((e) => [e, (e.closest('label') ?? e).getBoundingClientRect()]));
	const inSentence = (e) => {
		if (getComputedStyle(e).display !== 'inline') return false;
		let block = e.parentElement;
		while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
		return block.textContent.trim().length > e.textContent.trim().length;
	};
	const near = (e) => {
		const a = boxes.get(e), x = a.left + a.width / 2, y = a.top + a.height / 2;
		return all.some((o) => {
			if (o === e || o.contains(e) || e.contains(o)) return false;
			const b = boxes.get(o);
			const dx = Math.max(b.left - x, 0, x - b.right), dy = Math.max(b.top - y, 0, y - b.bottom);
			return Math.hypot(dx, dy) < 12;
		});
	};
	return all.filter((e) => {
		const b = boxes.get(e);
		return b.width > 0 && (b.width < 23.99 || b.height < 23.99) && !inSentence(e) && near(e);
	}).map((e) => e.outerHTML.slice(0, 150) + ' is ' + boxes.get(e).width.toFixed(1) + ' by ' + boxes.get(e).height.toFixed(1));
})()`

// TestTheSecondThemeCanBeRead puts the theme that docs/design.md shows on the
// specimen.
func TestTheSecondThemeCanBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, from := range []string{"testdata/specimen", "../docs/themes/ledger"} {
		if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	s := &finished{name: "ledger", files: published(t, dir, "https://example.net/")}
	host := httptest.NewServer(s)
	t.Cleanup(host.Close)
	s.url = host.URL
	for _, path := range []string{"/", "/briefs/harbours/", "/recommendations/count/", "/recommendations/"} {
		tab := s.open(t, path, desk.step(), scheme("light"))
		tab.want(`getComputedStyle(document.documentElement).getPropertyValue('--accent').includes('#9a1b3c')`)
		tab.do(axe)
		tab.violations(path+" light", axeColours)
		tab.run(scheme("dark"))
		tab.violations(path+" dark", axeColours)
		tab.fitsIn(path)
	}
}
