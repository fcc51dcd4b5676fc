package main

import (
	"slices"
	"testing"
)

// TestEveryKindOfPageIsSound looks at every kind of page in a browser: what it
// asks for, whether it moves, whom it keeps out, what can be hit, where it
// fits. One visit serves all questions.
func TestEveryKindOfPageIsSound(t *testing.T) {
	eachPageType(t, func(t *testing.T, p specimen) {
		asked := &requests{}
		tab := p.open(t, p.path, slices.Concat(still(), asked.heard(), steps(desk.step()))...)
		tab.staysStill(desk)
		tab.asksNobodyElse(asked)
		// What is folded away is looked at too.
		tab.do(`document.querySelectorAll('main details').forEach((d) => { d.open = true })`)
		tab.keepsNobodyOut()
		tab.canBeHit()
		tab.fits()

		tab = p.open(t, p.path, append(still(), phone.step())...)
		tab.staysStill(phone)
	})
}
