package picture

import (
	"image"
	"image/color"
)

// drawing is a card as it is drawn: pixels with few colours. Wherever one
// colour meets another its edge is smooth, so each pair has a ramp of steps
// from the ground to the ink in the palette.
type drawing struct {
	pixels *image.Paletted
	theme  theme
	ramps  map[[2]color.NRGBA]ramp
}

// ramp is the first of a run of entries in the palette: the ground, then steps
// up to the ink.
type ramp uint8

const steps = 12

func (r ramp) ink() uint8 { return uint8(r) + steps - 1 }

// newDrawing clears the pixels to paper.
func newDrawing(pixels *image.Paletted, t theme) *drawing {
	d := &drawing{pixels: pixels, theme: t, ramps: map[[2]color.NRGBA]ramp{}}
	pixels.Palette = nil
	d.ramp("ink", "paper")
	clear(pixels.Pix) // entry 0 is the paper
	return d
}

// ramp returns the ramp from one colour of the theme to another. The palette
// has room for 21, and a card needs fewer.
func (d *drawing) ramp(ink, ground string) ramp {
	to, from := d.theme.colour(ink), d.theme.colour(ground)
	key := [2]color.NRGBA{to, from}
	if r, ok := d.ramps[key]; ok {
		return r
	}
	r := ramp(len(d.pixels.Palette))
	if int(r)+steps > 256 {
		return 0
	}
	for i := range steps {
		mix := func(a, b uint8) uint8 { return uint8((int(a)*(steps-1-i) + int(b)*i + (steps-1)/2) / (steps - 1)) }
		d.pixels.Palette = append(d.pixels.Palette, color.NRGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 255})
	}
	d.ramps[key] = r
	return r
}

func (d *drawing) fill(area image.Rectangle, r ramp) {
	area = area.Intersect(d.pixels.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := d.pixels.Pix[y*d.pixels.Stride+area.Min.X : y*d.pixels.Stride+area.Max.X]
		for x := range row {
			row[x] = r.ink()
		}
	}
}

// dashes draws a broken edge within an area.
func (d *drawing) dashes(area image.Rectangle, r ramp) {
	const dash, gap, wide = 12, 8, 3
	for x := area.Min.X; x < area.Max.X; x += dash + gap {
		to := min(x+dash, area.Max.X)
		d.fill(image.Rect(x, area.Min.Y, to, area.Min.Y+wide), r)
		d.fill(image.Rect(x, area.Max.Y-wide, to, area.Max.Y), r)
	}
	for y := area.Min.Y; y < area.Max.Y; y += dash + gap {
		to := min(y+dash, area.Max.Y)
		d.fill(image.Rect(area.Min.X, y, area.Min.X+wide, to), r)
		d.fill(image.Rect(area.Max.X-wide, y, area.Max.X, to), r)
	}
}

// mask draws a shape whose left upper corner is at a point. The ground of the
// ramp must be what is there.
func (d *drawing) mask(m *image.Alpha, x, y int, r ramp) {
	if m == nil {
		return
	}
	area := m.Rect.Add(image.Pt(x, y)).Intersect(d.pixels.Rect)
	for py := area.Min.Y; py < area.Max.Y; py++ {
		for px := area.Min.X; px < area.Max.X; px++ {
			a := int(m.Pix[m.PixOffset(px-x, py-y)])
			if step := uint8((a*(steps-1) + 127) / 255); step > 0 {
				p := &d.pixels.Pix[py*d.pixels.Stride+px]
				// Letters may touch: the darker of two wins.
				if at := uint8(r) + step; *p < uint8(r) || *p > r.ink() || *p < at {
					*p = at
				}
			}
		}
	}
}

// text writes a line and returns where it ends. y is the base line.
func (d *drawing) text(f *face, size, x, y int, s string, r ramp) int {
	f.each(s, size, func(g *glyph, at int) {
		d.mask(g.mask, x+at+g.at.X, y+g.at.Y, r)
	})
	return x + f.width(s, size)
}
