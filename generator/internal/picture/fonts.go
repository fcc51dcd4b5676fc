package picture

import (
	"image"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// fonts are the two faces that cards are set in.
type fonts struct{ regular, bold *face }

// fontError is a publication's font that cannot be read.
type fontError struct {
	which string // "regular" or "bold"
	err   error
}

func (e *fontError) Error() string { return e.which + ": " + e.err.Error() }

func newFonts(regular, bold []byte) (*fonts, error) {
	own := map[string]*sfnt.Font{}
	for which, data := range map[string][]byte{"regular": regular, "bold": bold} {
		if data == nil {
			continue
		}
		all, err := opentype.ParseCollection(data) // of one, usually
		var first *sfnt.Font
		if err == nil {
			first, err = all.Font(0)
		}
		if err != nil {
			return nil, &fontError{which, err}
		}
		own[which] = first
	}
	builtIn := func(data []byte) *sfnt.Font {
		f, err := opentype.Parse(data)
		if err != nil {
			panic(err) // it is part of the program
		}
		return f
	}
	// A letter is taken from the first font that has it.
	chain := func(fonts ...*sfnt.Font) *face {
		return &face{fonts: slices.DeleteFunc(fonts, func(f *sfnt.Font) bool { return f == nil })}
	}
	return &fonts{
		regular: chain(own["regular"], builtIn(goregular.TTF), own["bold"]),
		bold:    chain(own["bold"], own["regular"], builtIn(gobold.TTF)),
	}, nil
}

// face is fonts with the glyphs that have been drawn. It is safe for use from
// many goroutines.
type face struct {
	fonts  []*sfnt.Font
	mu     sync.Mutex
	buffer sfnt.Buffer
	sized  map[sizedFont]font.Face
	glyphs map[glyphKey]*glyph
}

type sizedFont struct {
	font *sfnt.Font
	size int
}

type glyphKey struct {
	char rune
	size int
}

// glyph is a letter at one size.
type glyph struct {
	mask    *image.Alpha // nil for a space
	at      image.Point  // of the mask's corner, from the pen
	advance fixed.Int26_6
	font    font.Face // for kerning
}

// invisible reports whether a character needs no glyph.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector) || r == '\u00ad'
}

// fontOf returns the first font that has a character; nil when none has.
func (f *face) fontOf(r rune) *sfnt.Font {
	for _, in := range f.fonts {
		if i, err := in.GlyphIndex(&f.buffer, r); err == nil && i != 0 {
			return in
		}
	}
	return nil
}

// shows reports whether there is a glyph for all of a text, which must not be
// empty.
func (f *face) shows(s string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range s {
		if !unicode.IsSpace(r) && !invisible(r) && f.fontOf(r) == nil {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// glyph returns a letter, from f.mu's holder. What no font has is a space.
func (f *face) glyph(r rune, size int) *glyph {
	k := glyphKey{r, size}
	if g, ok := f.glyphs[k]; ok {
		return g
	}
	in := f.fontOf(r)
	g := &glyph{}
	if in == nil {
		in, r = f.fonts[0], ' '
	}
	g.font = f.at(in, size)
	bounds, mask, from, advance, ok := g.font.Glyph(fixed.Point26_6{}, r)
	if ok {
		g.advance = advance
	}
	if ok && !bounds.Empty() {
		g.mask, g.at = image.NewAlpha(image.Rect(0, 0, bounds.Dx(), bounds.Dy())), bounds.Min
		for y := range bounds.Dy() {
			for x := range bounds.Dx() {
				_, _, _, a := mask.At(from.X+x, from.Y+y).RGBA()
				g.mask.Pix[y*g.mask.Stride+x] = uint8(a >> 8)
			}
		}
	}
	if f.glyphs == nil {
		f.glyphs = map[glyphKey]*glyph{}
	}
	f.glyphs[k] = g
	return g
}

func (f *face) at(in *sfnt.Font, size int) font.Face {
	k := sizedFont{in, size}
	if s, ok := f.sized[k]; ok {
		return s
	}
	s, err := opentype.NewFace(in, &opentype.FaceOptions{Size: float64(size), DPI: 72})
	if err != nil {
		panic(err) // it has no reason to
	}
	if f.sized == nil {
		f.sized = map[sizedFont]font.Face{}
	}
	f.sized[k] = s
	return s
}

// each calls put with each glyph of a line and the place of its pen, and
// returns the width of the line.
func (f *face) each(s string, size int, put func(g *glyph, at int)) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	var pen fixed.Int26_6
	var before rune
	var last *glyph
	for _, r := range s {
		if invisible(r) {
			continue
		}
		if unicode.IsSpace(r) {
			r = ' '
		}
		g := f.glyph(r, size)
		if last != nil && last.font == g.font {
			pen += g.font.Kern(before, r)
		}
		if put != nil && g.mask != nil {
			put(g, pen.Round())
		}
		pen += g.advance
		before, last = r, g
	}
	return pen.Ceil()
}

func (f *face) width(s string, size int) int { return f.each(s, size, nil) }
