package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"sync"
)

// widths are those of the editions: a telephone's column, the same on a dense
// screen or a page's column, a page's column on a dense screen, and room to
// look closer.
var widths = [...]int{480, 800, 1200, MaxWidth}

// MaxWidth is the width of the widest edition.
const MaxWidth = 1600

// maxSide is the most that a side may have in WebP.
const maxSide = 16383

// Edition is an image made from another: upright, at most as wide, without
// metadata.
type Edition struct {
	Format Format // WebP, or that of the image itself
	Width  int    // in pixels
}

// Editions lists what is made of an image, in order of format and width: WebP
// for nearly all browsers, the image's own format for the rest. Nothing is ever
// enlarged. An image of up to 1600 pixels has an edition of its own width, in
// WebP only, since the file itself is the other. Small images, drawings, films
// and formats that are small already have none.
func (i Info) Editions() []Edition {
	if i.Format != PNG && i.Format != JPEG || i.Width < widths[0] {
		return nil
	}
	var all []Edition
	for _, f := range [...]Format{WebP, i.Format} {
		for _, w := range widths {
			// One that is nearly as wide as the image is not worth its file.
			if w*10 <= i.Width*9 && i.HeightAt(w) <= maxSide {
				all = append(all, Edition{f, w})
			}
		}
		if f == WebP && i.Width <= MaxWidth && i.Height <= maxSide {
			all = append(all, Edition{WebP, i.Width})
		}
	}
	return all
}

// HeightAt is the height that goes with a width.
func (i Info) HeightAt(width int) int {
	return max(1, (i.Height*width+i.Width/2)/i.Width)
}

// Version names the way in which editions and cards are made. It belongs into
// the key under which they are kept.
const Version = "1"

// The qualities at which photographs are kept.
const (
	jpegQuality = 82
	webpQuality = 80
)

// Image is a decoded image. It is safe for use from many goroutines.
type Image struct {
	info   Info
	pixels image.Image // as stored, not turned
	drawn  func() bool // few colours: lossy formats would blur it
}

// large images are decoded one at a time: two of them would be more than
// smaller machines have.
var large sync.Mutex

const largePixels = 12_000_000

// Decode decodes a PNG or JPEG image. The error is an *Error.
func Decode(data []byte) (*Image, error) {
	info, err := Read(data)
	if err != nil {
		return nil, err
	}
	if info.Width*info.Height > largePixels {
		large.Lock()
		defer large.Unlock()
	}
	decode := png.Decode
	switch info.Format {
	case PNG:
	case JPEG:
		decode = jpeg.Decode
	default:
		return nil, broken("this is neither a PNG nor a JPEG image")
	}
	pixels, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, broken("this image is damaged: %s", err)
	}
	i := &Image{info: info, pixels: pixels}
	i.drawn = sync.OnceValue(i.isDrawn)
	return i, nil
}

// Make makes an edition.
func (i *Image) Make(e Edition) ([]byte, error) {
	w, h := e.Width, i.info.HeightAt(e.Width)
	if w <= 0 || w > i.info.Width || h > maxSide {
		return nil, fmt.Errorf("no edition is %d pixels wide", e.Width)
	}
	var made *image.NRGBA
	if i.info.Turn >= 5 {
		made = scale(i.pixels, h, w)
	} else {
		made = scale(i.pixels, w, h)
	}
	made = turn(made, i.info.Turn)
	var b bytes.Buffer
	switch e.Format {
	case WebP:
		return encodeWebP(made, webpQuality, i.info.Format == PNG && i.drawn())
	case JPEG:
		// The encoder is quick with this type, and the pixels are opaque.
		err := jpeg.Encode(&b, &image.RGBA{Pix: made.Pix, Stride: made.Stride, Rect: made.Rect}, &jpeg.Options{Quality: jpegQuality})
		return b.Bytes(), err
	case PNG:
		err := png.Encode(&b, made)
		return b.Bytes(), err
	}
	return nil, fmt.Errorf("nothing is made in this format")
}

// isDrawn reports whether an image has the few colours of charts, maps and
// pictures of a screen.
func (i *Image) isDrawn() bool {
	const few = 1024
	if p, ok := i.pixels.(*image.Paletted); ok && len(p.Palette) <= few {
		return true
	}
	seen := make(map[[4]uint8]struct{}, few)
	b := i.pixels.Bounds()
	row := make([]uint8, 4*b.Dx())
	read := rowsOf(i.pixels)
	for y := range b.Dy() {
		read(y, row)
		for x := 0; x < len(row); x += 4 {
			seen[[4]uint8(row[x:x+4])] = struct{}{}
		}
		if len(seen) > few {
			return false
		}
	}
	return true
}
