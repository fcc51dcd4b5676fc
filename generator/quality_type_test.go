package main

import "testing"

// TestTextIsSetAsText looks at the finer points of the type, as the browser
// computes them.
func TestTextIsSetAsText(t *testing.T) {
	t.Parallel()
	s := specimenSite(t)
	tab := s.open(t, s.brief(t), desk.step())
	tab.do(`window.of = (selector, pseudo) => getComputedStyle(document.querySelector(selector), pseudo)`)
	for _, holds := range []string{
		`of('.prose > p').fontVariantNumeric === 'oldstyle-nums proportional-nums'`,
		`of('.prose td').fontVariantNumeric === 'lining-nums tabular-nums'`,
		`of('.scorecard').fontVariantNumeric === 'lining-nums tabular-nums'`,
		`of('.prose > p').hyphens === 'auto' && of('h1').hyphens === 'manual' && of('td').hyphens === 'manual'`,
		`of('.prose > p').textWrapStyle === 'pretty' && of('h1').textWrapStyle === 'balance'`,
		`of('.prose > h2 + p', '::first-line').fontVariantCaps === 'small-caps' && of('.prose > h2 + p', '::first-line').fontSynthesisSmallCaps === 'none'`,
		`of('.prose > p').fontFamily !== of('.eyebrow').fontFamily`,
	} {
		tab.want(holds)
	}
	// 60 to 75 letters in a line, over all lines but the last of each paragraph.
	shipped := shippedSite(t)
	letters := ask[float64](shipped.open(t, shipped.brief(t), desk.step()), `(() => {
		let letters = 0, lines = 0;
		for (const p of document.querySelectorAll('.prose > p')) {
			const range = document.createRange(), walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
			const full = [0];
			let left = -Infinity;
			for (let n = walk.nextNode(); n; n = walk.nextNode()) {
				if (n.parentElement.closest('sup, small, .sidenote')) continue;
				for (let i = 0; i < n.length; i++) {
					range.setStart(n, i); range.setEnd(n, i + 1);
					const box = range.getBoundingClientRect();
					if (box.width === 0) continue;
					if (box.left < left) full.push(0);
					left = box.left;
					full[full.length - 1]++;
				}
			}
			full.pop();
			letters += full.reduce((a, b) => a + b, 0); lines += full.length;
		}
		return letters / lines;
	})()`)
	if letters < 60 || letters > 75 {
		t.Errorf("a line has %.1f letters, not 60 to 75", letters)
	}

	korean := s.open(t, "/briefs/hangang/", phone.step())
	korean.do(`window.of = (selector) => getComputedStyle(document.querySelector(selector))`)
	korean.want(`document.querySelector('main [lang=ko], html[lang=ko]') !== null`)
	korean.want(`of('.prose > p').wordBreak === 'keep-all' && of('.prose > p').hyphens === 'manual' && of('.prose > p').fontVariantNumeric === 'normal'`)
}
