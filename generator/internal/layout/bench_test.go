package layout_test

import "testing"

func benchmarkRender(b *testing.B, name string) {
	v := filled(name, filler{items: 2})
	s := defaults()
	for _, engine := range []struct {
		name   string
		render func([]byte) []byte
	}{
		{"compiled", func(page []byte) []byte { page, _ = s.Compiled(page, name, v); return page }},
		{"standard", func(page []byte) []byte { page, _ = s.Standard(page, name, v); return page }},
	} {
		b.Run(engine.name, func(b *testing.B) {
			b.ReportAllocs()
			page := engine.render(nil)
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				page = engine.render(page[:0])
			}
		})
	}
}

func BenchmarkRenderBrief(b *testing.B)          { benchmarkRender(b, "brief") }
func BenchmarkRenderRecommendation(b *testing.B) { benchmarkRender(b, "recommendation") }
func BenchmarkRenderActor(b *testing.B)          { benchmarkRender(b, "actor") }
