package site

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// imageSize reads an image's width and height in pixels from its first bytes,
// whatever its name says. It returns 0 for what it cannot read: a page then
// leaves them out.
func imageSize(b []byte) (width, height int) {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) && len(b) >= 24:
		return sane(binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:]))
	case bytes.HasPrefix(b, []byte("GIF8")) && len(b) >= 10:
		return int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:]))
	case bytes.HasPrefix(b, []byte("\xff\xd8")):
		return jpegSize(b[2:])
	case bytes.HasPrefix(b, []byte("RIFF")) && len(b) >= 30 && string(b[8:12]) == "WEBP":
		return webpSize(b[12:])
	}
	return svgSize(b)
}

// sane returns two sizes that a page can use.
func sane(w, h uint32) (int, int) {
	if w > 1<<20 || h > 1<<20 {
		return 0, 0
	}
	return int(w), int(h)
}

// jpegSize looks for the frame header among the segments. An image that is
// turned by its metadata is taken as it is stored.
func jpegSize(b []byte) (width, height int) {
	for len(b) >= 9 {
		if b[0] != 0xff {
			return 0, 0
		}
		marker := b[1]
		switch {
		case marker == 0xff: // a fill byte
			b = b[1:]
			continue
		case marker >= 0xd0 && marker <= 0xd8 || marker == 0x01:
			b = b[2:]
			continue
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			return int(binary.BigEndian.Uint16(b[7:])), int(binary.BigEndian.Uint16(b[5:]))
		}
		n := 2 + int(binary.BigEndian.Uint16(b[2:]))
		if n > len(b) {
			return 0, 0
		}
		b = b[n:]
	}
	return 0, 0
}

// webpSize reads the first chunk; b begins at it and has 18 bytes or more.
func webpSize(b []byte) (width, height int) {
	switch string(b[:4]) {
	case "VP8X":
		at := func(i int) int { return 1 + int(b[i]) + int(b[i+1])<<8 + int(b[i+2])<<16 }
		return at(12), at(15)
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[9:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff)
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(b[14:])) & 0x3fff, int(binary.LittleEndian.Uint16(b[16:])) & 0x3fff
	}
	return 0, 0
}

// svgSize reads width and height of the root element, else its viewBox.
func svgSize(b []byte) (width, height int) {
	d := xml.NewDecoder(bytes.NewReader(b[:min(len(b), 64<<10)]))
	d.Strict = false
	for {
		t, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != "svg" {
			return 0, 0
		}
		var w, h float64
		var box []string
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "width":
				w = pixels(a.Value)
			case "height":
				h = pixels(a.Value)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' })
			}
		}
		if len(box) == 4 {
			bw, bh := pixels(box[2]), pixels(box[3])
			switch {
			case w == 0 && h == 0:
				w, h = bw, bh
			case w == 0 && bh > 0:
				w = h * bw / bh
			case h == 0 && bw > 0:
				h = w * bh / bw
			}
		}
		if w <= 0 || h <= 0 || w > 1<<20 || h > 1<<20 {
			return 0, 0
		}
		return int(math.Round(w)), int(math.Round(h))
	}
}

// pixels reads a length in pixels; 0 for any other.
func pixels(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
