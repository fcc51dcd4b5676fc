package view

import (
	neturl "net/url"
	"strconv"
	"strings"

	"readout/generator/internal/picture"
	"readout/generator/internal/site"
)

// imageSizes is how wide an image is shown: the column of text, which
// theme.css makes 35.5rem wide (--measure), or all that a small screen has.
// A publication with a wider column still works; its images are a little less
// sharp.
const imageSizes = "(min-width: 38rem) 35.5rem, 100vw"

// Picture is an image as a page shows it.
type Picture struct {
	URL           string // what browsers show that choose nothing else
	Alt           string
	Width, Height int // 0 when not known
	// What is ready for srcset, in the image's own format and in WebP, and for
	// sizes; empty for an image that there is in one size only.
	SrcSet, WebP, Sizes string
	Early               bool // the first image of a page is not waited for
}

// picture is an image that is published at a URL with base path.
func (t *text) picture(url string, a *site.Asset) Picture {
	p := Picture{URL: pathEscaped(url), Width: a.Width, Height: a.Height, Early: !t.pictured}
	t.pictured = true
	var webp, own []string
	widest := 0 // in the image's own format
	for _, e := range a.Editions {
		u := pathEscaped(t.v.url(e.URL))
		candidate := u + " " + strconv.Itoa(e.Width) + "w"
		if e.Format == picture.WebP {
			webp = append(webp, candidate)
			continue
		}
		own = append(own, candidate)
		p.URL, widest = u, e.Width
	}
	switch {
	case len(a.Editions) == 0:
		return p
	case len(own) == 0: // the file itself is all that there is
		p.URL = pathEscaped(url)
	case widest < a.Width && a.Width <= picture.MaxWidth:
		p.URL = pathEscaped(url)
		own = append(own, p.URL+" "+strconv.Itoa(a.Width)+"w")
	}
	p.WebP, p.SrcSet, p.Sizes = strings.Join(webp, ", "), strings.Join(own, ", "), imageSizes
	return p
}

// pathEscaped is a path as it stands in src and srcset, where a space would end
// it.
func pathEscaped(path string) string { return (&neturl.URL{Path: path}).EscapedPath() }
