// Package picture reads images, makes smaller editions of them, and draws the
// cards that stand for a page elsewhere.
//
// Place in the pipeline: a leaf. site asks it what an image is, and build has
// it make what pages refer to. It reads bytes and returns bytes: it knows no
// files, no pages and no time, and makes the same bytes on every machine,
// whatever the number of its processors.
//
// Images come from anywhere, so nothing is decoded before its header has been
// read and found within bounds. What is made carries no metadata: no place, no
// camera, no colour profile.
//
// This room hides golang.org/x/image, and the WebP encoder with the machine
// that runs it. Neither is started before the first image asks for it.
package picture

import (
	"bytes"
	"fmt"
)

// Format is how an image is stored.
type Format uint8

// The formats that pages can show.
const (
	Unknown Format = iota
	PNG
	JPEG
	GIF
	WebP
	AVIF
	SVG
)

// Extension returns the usual end of a file's name: ".webp".
func (f Format) Extension() string {
	return [...]string{"", ".png", ".jpg", ".gif", ".webp", ".avif", ".svg"}[f]
}

// MaxPixels is the most that an image may have. Decoding holds all of them in
// memory, and a small file can claim any number.
const MaxPixels = 50_000_000

// Info is what can be known of an image without decoding it.
type Info struct {
	Format Format
	// Width and Height are in pixels as the image is shown: turned as its
	// metadata asks. Both are 0 for a format that is not known.
	Width, Height int
	// Turn is the Exif orientation, 1 to 8; 1 is upright.
	Turn uint8
}

// Error says what is wrong with an image.
type Error struct {
	Code    string // "image-broken" or "image-too-large"
	Message string // "this image is cut off", without a final stop
	Hint    string // what to do
}

func (e *Error) Error() string { return e.Message }

// broken is the error of an image that cannot be read.
func broken(format string, args ...any) *Error {
	return &Error{Code: "image-broken", Message: fmt.Sprintf(format, args...), Hint: "save it again from the program that made it, or copy it again"}
}

// Read reads what an image's bytes say of it, whatever its name says. A format
// that is not known is no error, and Info is zero then. The error is an *Error
// for an image that is cut off, makes no sense or has more than MaxPixels.
func Read(data []byte) (Info, error) {
	info := Info{Turn: 1}
	var whole bool
	var w, h uint32
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		info.Format = PNG
		w, h, whole = pngHeader(data)
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		info.Format = JPEG
		w, h, info.Turn, whole = jpegHeader(data)
	case bytes.HasPrefix(data, []byte("GIF8")):
		info.Format = GIF
		w, h, whole = gifHeader(data)
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		info.Format = WebP
		w, h, whole = webpHeader(data)
	case len(data) >= 12 && string(data[4:8]) == "ftyp" && (string(data[8:12]) == "avif" || string(data[8:12]) == "avis"):
		info.Format = AVIF
		w, h = avifHeader(data)
		whole = true
	default:
		if w, h, ok := svgHeader(data); ok {
			return Info{Format: SVG, Width: w, Height: h, Turn: 1}, nil
		}
		return Info{}, nil
	}
	switch {
	case !whole:
		return Info{}, broken("this image is cut off")
	case w == 0 || h == 0:
		return Info{}, broken("this image says that it has no size")
	case uint64(w)*uint64(h) > MaxPixels:
		return Info{}, &Error{
			Code:    "image-too-large",
			Message: fmt.Sprintf("this image has %d × %d pixels, more than %d million", w, h, MaxPixels/1_000_000),
			Hint:    "make it smaller; pages show images at 1600 pixels or less",
		}
	}
	info.Width, info.Height = int(w), int(h)
	if info.Turn >= 5 {
		info.Width, info.Height = info.Height, info.Width
	}
	return info, nil
}
