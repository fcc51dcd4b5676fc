package markdown

import (
	"net/url"
	"strings"

	"github.com/yuin/goldmark/util"
)

// urlKind says what a link's destination is.
type urlKind uint8

const (
	urlUnsafe   urlKind = iota
	urlExternal         // another site
	urlOther            // a mail address, a telephone number
	urlFragment         // a place on the page
	urlLocal            // a path of this publication
)

// classify judges a destination after escapes and character references have
// been undone, as a browser would see it. Schemes are allowed by name: what
// browsers make of others, and of a colon behind odd characters, is not
// guessed at.
func classify(dest string) urlKind {
	if dest == "" {
		return urlOther
	}
	if dest[0] == '#' {
		return urlFragment
	}
	if colon := strings.IndexByte(dest, ':'); colon >= 0 && !strings.ContainsAny(dest[:colon], "/?#") {
		switch strings.ToLower(dest[:colon]) {
		case "http", "https", "ftp":
			return urlExternal
		case "mailto", "tel", "sms", "doi", "urn", "geo":
			return urlOther
		}
		return urlUnsafe
	}
	if strings.ContainsFunc(dest, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return urlUnsafe // browsers drop some of these before they look
	}
	if strings.HasPrefix(dest, "//") {
		return urlExternal
	}
	return urlLocal
}

// escapeURL makes a destination one that an href can hold; what is escaped
// already stays.
func escapeURL(dest string) []byte { return util.URLEscape([]byte(dest), false) }

// pathUnescape undoes the percent signs of a path, if all of them are sound.
func pathUnescape(path string) string {
	if strings.IndexByte(path, '%') < 0 {
		return path
	}
	if p, err := url.PathUnescape(path); err == nil {
		return p
	}
	return path
}
