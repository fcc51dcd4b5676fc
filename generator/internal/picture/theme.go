package picture

import (
	"bytes"
	"image/color"
	"strconv"
	"strings"
)

// theme is the colours of cards by name.
type theme map[string]color.NRGBA

// defaults are the light colours of the default layouts' theme.css.
var defaults = theme{
	"paper": rgb(0xfdfcfa), "ink": rgb(0x1d1b18), "ink-soft": rgb(0x4c4841), "rule": rgb(0xdfd9cc), "accent": rgb(0x0b5563),
	"good": rgb(0x14603f), "good-tint": rgb(0xe2f1e8), "progress": rgb(0x2a4f9b), "progress-tint": rgb(0xe7edf9),
	"waiting": rgb(0x5b4a86), "waiting-tint": rgb(0xefebf7), "warning": rgb(0x7d4d00), "warning-tint": rgb(0xfcf0d9),
	"bad": rgb(0x9b1c26), "bad-tint": rgb(0xfae6e5), "neutral": rgb(0x514d46), "neutral-tint": rgb(0xf1eee6),
	"closed": rgb(0x5d584f), "closed-tint": rgb(0xe9e5dc),
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

// colour returns a colour by name; one that nobody named is ink.
func (t theme) colour(name string) color.NRGBA {
	for _, from := range []theme{t, defaults} {
		if c, ok := from[name]; ok {
			return c
		}
	}
	return t.colour("ink")
}

// readTheme reads the custom properties of a style sheet that are colours:
// "--paper: #fdfcfa" or "--paper: light-dark(#fdfcfa, #151514)", of which a
// card is the light one. The first of a name counts: those that follow are for
// other circumstances.
func readTheme(css []byte) theme {
	t := theme{}
	for len(css) > 0 {
		if comment := bytes.Index(css, []byte("/*")); comment >= 0 {
			before, rest := css[:comment], css[comment+2:]
			t.read(string(before))
			_, css, _ = bytes.Cut(rest, []byte("*/"))
			continue
		}
		t.read(string(css))
		break
	}
	return t
}

func (t theme) read(css string) {
	for declaration := range strings.FieldsFuncSeq(css, func(r rune) bool { return r == ';' || r == '{' || r == '}' }) {
		name, value, ok := strings.Cut(strings.TrimSpace(declaration), ":")
		name, isProperty := strings.CutPrefix(strings.TrimSpace(name), "--")
		if !ok || !isProperty {
			continue
		}
		value = strings.TrimSpace(value)
		if light, ok := strings.CutPrefix(value, "light-dark("); ok {
			value, _, _ = strings.Cut(light, ",")
		}
		hex, ok := strings.CutPrefix(strings.TrimSpace(value), "#")
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		v, err := strconv.ParseUint(hex, 16, 32)
		if !ok || err != nil || len(hex) != 6 {
			continue
		}
		if _, twice := t[name]; !twice {
			t[name] = rgb(uint32(v))
		}
	}
}
