package picture

import (
	"image"
	"image/color"
)

// scale makes an image smaller: each new pixel is the average of the area that
// it covers, weighted by opacity. All of it is whole numbers, so that every
// machine makes the same bytes, and it holds one row at a time.
func scale(src image.Image, w, h int) *image.NRGBA {
	b := src.Bounds()
	srcW, srcH := b.Dx(), b.Dy()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	read := rowsOf(src)
	row := make([]uint8, 4*srcW)
	if w == srcW && h == srcH {
		for y := range h {
			read(y, dst.Pix[y*dst.Stride:y*dst.Stride+4*w])
		}
		return dst
	}
	across := newSpans(srcW, w)
	narrow := make([]uint64, 4*w) // a row of src at the new width
	sums := make([]uint64, 4*w)   // of the new row so far
	// In units in which a row of src is h high and a new row is srcH high.
	for y, at := 0, 0; y < srcH; y++ {
		read(y, row)
		across.narrow(row, narrow)
		for left := h; left > 0; {
			part := min(left, srcH-at%srcH)
			for i, v := range narrow {
				sums[i] += v * uint64(part)
			}
			left -= part
			at += part
			if at%srcH == 0 {
				finish(sums, dst.Pix[(at/srcH-1)*dst.Stride:], uint64(srcW)*uint64(srcH))
				clear(sums)
			}
		}
	}
	return dst
}

// spans say which source pixels make each new one, and how much of it: in
// units in which a source pixel is as wide as there are new ones.
type spans struct {
	srcW, w int
}

func newSpans(srcW, w int) spans { return spans{srcW, w} }

// narrow adds up a row. Of each new pixel it holds the sums of red, green and
// blue times opacity, and of opacity.
func (s spans) narrow(row []uint8, out []uint64) {
	clear(out)
	at, x := 0, 0 // at is how much of new pixel x is covered
	for i := range s.srcW {
		p := row[4*i : 4*i+4 : 4*i+4]
		a := uint64(p[3])
		r, g, b := uint64(p[0])*a, uint64(p[1])*a, uint64(p[2])*a
		for left := s.w; left > 0; {
			part := min(left, s.srcW-at)
			n := uint64(part)
			o := out[4*x : 4*x+4 : 4*x+4]
			o[0] += r * n
			o[1] += g * n
			o[2] += b * n
			o[3] += a * n
			left -= part
			if at += part; at == s.srcW {
				at = 0
				x++
			}
		}
	}
}

// finish turns sums over an area into pixels.
func finish(sums []uint64, pix []uint8, area uint64) {
	for i := 0; i < len(sums); i += 4 {
		a := sums[i+3]
		if a == 0 {
			pix[i], pix[i+1], pix[i+2], pix[i+3] = 0, 0, 0, 0
			continue
		}
		pix[i] = uint8((sums[i] + a/2) / a)
		pix[i+1] = uint8((sums[i+1] + a/2) / a)
		pix[i+2] = uint8((sums[i+2] + a/2) / a)
		pix[i+3] = uint8((a + area/2) / area)
	}
}

// rowsOf returns a function that reads one row of an image, in pixels of red,
// green, blue and opacity of 8 bits each. y counts from the top.
func rowsOf(src image.Image) func(y int, row []uint8) {
	b := src.Bounds()
	switch src := src.(type) {
	case *image.NRGBA:
		return func(y int, row []uint8) { copy(row, src.Pix[y*src.Stride:]) }
	case *image.YCbCr:
		return func(y int, row []uint8) {
			for x := range b.Dx() {
				yi, ci := src.YOffset(b.Min.X+x, b.Min.Y+y), src.COffset(b.Min.X+x, b.Min.Y+y)
				row[4*x], row[4*x+1], row[4*x+2] = color.YCbCrToRGB(src.Y[yi], src.Cb[ci], src.Cr[ci])
				row[4*x+3] = 255
			}
		}
	case *image.Gray:
		return func(y int, row []uint8) {
			for x, v := range src.Pix[y*src.Stride : y*src.Stride+b.Dx()] {
				row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = v, v, v, 255
			}
		}
	case *image.Paletted:
		colours := make([][4]uint8, 256)
		for i, c := range src.Palette {
			n := color.NRGBAModel.Convert(c).(color.NRGBA)
			colours[i] = [4]uint8{n.R, n.G, n.B, n.A}
		}
		return func(y int, row []uint8) {
			for x, i := range src.Pix[y*src.Stride : y*src.Stride+b.Dx()] {
				copy(row[4*x:], colours[i][:])
			}
		}
	}
	return func(y int, row []uint8) {
		for x := range b.Dx() {
			n := color.NRGBAModel.Convert(src.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = n.R, n.G, n.B, n.A
		}
	}
}

// turn brings an image upright that is stored in one of Exif's orientations.
func turn(src *image.NRGBA, orientation uint8) *image.NRGBA {
	if orientation <= 1 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		dst = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			toX, toY := x, y
			switch orientation {
			case 2:
				toX = w - 1 - x
			case 3:
				toX, toY = w-1-x, h-1-y
			case 4:
				toY = h - 1 - y
			case 5:
				toX, toY = y, x
			case 6:
				toX, toY = h-1-y, x
			case 7:
				toX, toY = h-1-y, w-1-x
			case 8:
				toX, toY = y, w-1-x
			}
			copy(dst.Pix[toY*dst.Stride+4*toX:], src.Pix[y*src.Stride+4*x:y*src.Stride+4*x+4])
		}
	}
	return dst
}
