package site

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// pngOf is the frame of a PNG image: all that is read of one here.
func pngOf(w, h uint32) string {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	return string(b) + "\x08\x02\x00\x00\x00....\x00\x00\x00\x00IEND...."
}

func TestAnImageThatClaimsTooMuchIsAnError(t *testing.T) {
	got := problems(t, map[string]string{
		"content/site.yaml":           "title: T\nbase_url: https://t.example/\nas_of: 2026-01-01\n",
		"content/briefs/a/index.md":   "---\ntitle: A\ndate: 2026-01-01\n---\n![A map](map.png)\n",
		"content/briefs/a/map.png":    pngOf(60000, 60000),
		"content/briefs/a/thin.png":   pngOf(1, 50_000_000),
		"content/briefs/a/narrow.png": pngOf(1, 50_000_001),
	})
	for _, want := range []string{
		"briefs/a/map.png: error: this image has 60000 × 60000 pixels, more than 50 million [image-too-large]",
		"briefs/a/narrow.png: error: this image has 1 × 50000001 pixels",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "thin.png") {
		t.Errorf("an image within the bounds is refused:\n%s", got)
	}
}

func TestAddressesOfEditionsChangeWithTheImage(t *testing.T) {
	editions := func(data string) []string {
		s := siteOf(t, map[string]string{
			"content/site.yaml":         "title: T\nbase_url: https://t.example/\nas_of: 2026-01-01\n",
			"content/briefs/a/index.md": "---\ntitle: A\ndate: 2026-01-01\n---\n![A map](map.png)\n",
			"content/briefs/a/map.png":  data,
		})
		var all []string
		for _, e := range s.Assets()[0].Editions {
			all = append(all, e.URL)
		}
		return all
	}
	one, other := editions(pngOf(1000, 500)), editions(pngOf(1000, 501))
	if len(one) != 5 || len(other) != 5 {
		t.Fatal(one, other)
	}
	var stem string
	if _, err := fmt.Sscanf(one[0], "/briefs/a/map-%10s", &stem); err != nil || one[0] != "/briefs/a/map-"+stem+"-480.webp" {
		t.Error(one[0])
	}
	if one[0] == other[0] {
		t.Errorf("two images have an edition at %s", one[0])
	}
}
