package view

import (
	"testing"

	"readout/generator/internal/picture"
	"readout/generator/internal/site"
)

func TestAPageOffersTheEditionsOfAnImage(t *testing.T) {
	v := New(siteOf(t, map[string]string{"content/site.yaml": "title: T\nbase_url: https://t.example/sub/\nas_of: 2026-01-31\n"}, site.Options{}), Options{Base: "/sub/"})
	asset := func(info picture.Info) *site.Asset {
		a := &site.Asset{URL: "/briefs/x/a map.jpg", Width: info.Width, Height: info.Height}
		for _, e := range info.Editions() {
			a.Editions = append(a.Editions, site.Edition{Edition: e, URL: "/briefs/x/a map-" + e.Format.Extension()[1:] + coordinate(float64(e.Width))})
		}
		return a
	}
	for name, c := range map[string]struct {
		info              picture.Info
		url, srcset, webp string
	}{
		"large": {
			picture.Info{Format: picture.JPEG, Width: 3000, Height: 10},
			"/sub/briefs/x/a%20map-jpg1600",
			"/sub/briefs/x/a%20map-jpg480 480w, /sub/briefs/x/a%20map-jpg800 800w, /sub/briefs/x/a%20map-jpg1200 1200w, /sub/briefs/x/a%20map-jpg1600 1600w",
			"/sub/briefs/x/a%20map-webp480 480w, /sub/briefs/x/a%20map-webp800 800w, /sub/briefs/x/a%20map-webp1200 1200w, /sub/briefs/x/a%20map-webp1600 1600w",
		},
		"of a column": {
			picture.Info{Format: picture.JPEG, Width: 600, Height: 10},
			"/sub/briefs/x/a%20map.jpg",
			"/sub/briefs/x/a%20map-jpg480 480w, /sub/briefs/x/a%20map.jpg 600w", "/sub/briefs/x/a%20map-webp480 480w, /sub/briefs/x/a%20map-webp600 600w",
		},
		"just so":   {picture.Info{Format: picture.PNG, Width: 500, Height: 10}, "/sub/briefs/x/a%20map.jpg", "", "/sub/briefs/x/a%20map-webp500 500w"},
		"small":     {picture.Info{Format: picture.PNG, Width: 100, Height: 10}, "/sub/briefs/x/a%20map.jpg", "", ""},
		"a drawing": {picture.Info{Format: picture.SVG, Width: 3000, Height: 10}, "/sub/briefs/x/a%20map.jpg", "", ""},
	} {
		text := v.newText()
		p := text.picture("/sub/briefs/x/a map.jpg", asset(c.info))
		if p.URL != c.url || p.SrcSet != c.srcset || p.WebP != c.webp || (p.Sizes == "") != (c.webp == "") {
			t.Errorf("%s: %+v", name, p)
		}
		if p.Width != c.info.Width || p.Height != c.info.Height || !p.Early {
			t.Errorf("%s: %+v", name, p)
		}
		if text.picture("/x", asset(c.info)).Early {
			t.Errorf("%s: the second image of a page is not waited with", name)
		}
	}
}
