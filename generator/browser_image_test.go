package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
)

// photograph is a JPEG image: a slope of colour.
func photograph(t testing.TB, w, h int) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 120, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestABrowserTakesTheImageThatFitsItsScreen looks at a page with two images
// on three screens: each takes a smaller edition in WebP, nothing moves while
// images come, and only the first is loaded before it is near.
func TestABrowserTakesTheImageThatFitsItsScreen(t *testing.T) {
	t.Parallel()
	s := serve(t, publication{
		"content/site.yaml": "title: T\nbase_url: https://t.example/\nas_of: 2026-01-31\n",
		"content/briefs/a/index.md": "---\ntitle: Images\ndate: 2026-01-01\n---\n\nBefore.\n\n![A slope](slope.jpg \"A slope | Photo: Nobody\")\n\n" +
			strings.Repeat("Words between the images.\n\n", 400) + "![[other.jpg|Another slope]]\n\nBehind.\n",
		"content/briefs/a/slope.jpg": photograph(t, 2000, 1000),
		"content/briefs/a/other.jpg": photograph(t, 1000, 800),
	})
	for _, screen := range []struct {
		width int64
		dense float64
		want  string
	}{
		{1280, 1, "-800.webp"}, {1280, 2, "-1200.webp"}, {390, 1, "-480.webp"}, {390, 3, "-1200.webp"},
	} {
		tab := s.open("/briefs/a/",
			call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: screen.width, Height: 800, DeviceScaleFactor: screen.dense}),
			call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchingShifts}))
		tab.wait(`document.images[0].complete && document.images[0].naturalWidth > 0`)
		if got := ask[string](tab, `document.images[0].currentSrc`); !strings.HasSuffix(got, screen.want) {
			t.Errorf("%d pixels at %g: the browser takes %s, not %s", screen.width, screen.dense, got, screen.want)
		}
		tab.want(`Math.abs(document.images[0].width / document.images[0].height - 2) < 0.02`)
		tab.want(`document.images[1].naturalWidth === 0`) // not loaded, and yet its place is kept:
		tab.want(`document.images[1].height > 100`)
		tab.do(`document.images[1].scrollIntoView()`)
		tab.wait(`document.images[1].complete && document.images[1].naturalWidth > 0`)
		tab.want(`document.images[1].currentSrc.endsWith('.webp') && document.images[1].alt === 'Another slope'`)
		tab.want(`document.querySelector('figcaption').innerText === 'A slope Photo: Nobody'`)
		// Less is a line that was broken anew: see staysStill.
		if moved := ask[[]string](tab, `shifts.filter((s) => s.value >= 0.0005).flatMap((s) => s.sources.map((o) => s.value + ' ' + o.node?.outerHTML?.slice(0, 90)))`); len(moved) > 0 {
			t.Errorf("%d pixels at %g: while images came, these moved: %s", screen.width, screen.dense, strings.Join(moved, ", "))
		}
		tab.fitsIn(screen.want)
	}
}

// TestACardIsDrawnWhenItIsAskedFor asks the development server for the card
// that a page names.
func TestACardIsDrawnWhenItIsAskedFor(t *testing.T) {
	t.Parallel()
	s := serve(t, publication{
		"content/site.yaml":   "title: T\nbase_url: https://t.example/\nas_of: 2026-01-31\n",
		"content/briefs/a.md": "---\ntitle: Title\ndate: 2026-01-01\n---\n\nText.\n",
	})
	tab := s.open("/briefs/a/")
	tab.want(`document.querySelector('meta[property="og:image"]').content === 'https://t.example/briefs/a/card.png'`)
	size := askLater[[]int](tab, `new Promise((done) => {
		const card = new Image();
		card.onload = () => done([card.naturalWidth, card.naturalHeight]);
		card.onerror = () => done([0, 0]);
		card.src = '/briefs/a/card.png';
	})`)
	if len(size) != 2 || size[0] != 1200 || size[1] != 630 {
		t.Errorf("the card has %v pixels", size)
	}
}
