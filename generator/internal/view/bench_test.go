package view

import "testing"

// BenchmarkViews makes one view of each layout's pages in turn.
func BenchmarkViews(b *testing.B) {
	v := lanternViews(b)
	pages := map[string][]Page{}
	for p := range v.Pages() {
		pages[p.Layout] = append(pages[p.Layout], p)
	}
	for layout, of := range pages {
		b.Run(layout, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				of[n%len(of)].View()
				n++
			}
		})
	}
}
