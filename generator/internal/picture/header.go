package picture

import (
	"bytes"
	"encoding/binary"
)

// The functions below read a header and follow the file's own structure to its
// end, so that a file that was cut off is known as such without decoding it.
// Sizes are as stored; whole is false when the end is missing.

// pngHeader follows the chunks.
func pngHeader(b []byte) (w, h uint32, whole bool) {
	if len(b) < 33 || string(b[12:16]) != "IHDR" {
		return 0, 0, false
	}
	w, h = binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:])
	for b = b[8:]; len(b) >= 12; {
		n := uint64(binary.BigEndian.Uint32(b)) + 12
		if n > uint64(len(b)) {
			return w, h, false
		}
		if string(b[4:8]) == "IEND" {
			return w, h, true
		}
		b = b[n:]
	}
	return w, h, false
}

// jpegHeader looks for the frame header and the metadata among the segments,
// and for the end of the image behind them.
func jpegHeader(b []byte) (w, h uint32, turn uint8, whole bool) {
	turn = 1
	for b = b[2:]; len(b) >= 4; {
		if b[0] != 0xff {
			return w, h, turn, false
		}
		marker := b[1]
		if marker == 0xff { // a fill byte
			b = b[1:]
			continue
		}
		if marker >= 0xd0 && marker <= 0xd8 || marker == 0x01 {
			b = b[2:]
			continue
		}
		n := 2 + int(binary.BigEndian.Uint16(b[2:]))
		if marker == 0xd9 || n > len(b) {
			return w, h, turn, false
		}
		segment := b[4:max(n, 4)]
		switch {
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			if len(segment) < 5 {
				return 0, 0, turn, false
			}
			h, w = uint32(binary.BigEndian.Uint16(segment[1:])), uint32(binary.BigEndian.Uint16(segment[3:]))
		case marker == 0xe1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")):
			turn = exifTurn(segment[6:])
		case marker == 0xda: // what follows is the image
			return w, h, turn, bytes.LastIndex(b, []byte{0xff, 0xd9}) > 0
		}
		b = b[n:]
	}
	return w, h, turn, false
}

// exifTurn reads the orientation from the first directory of an Exif block.
func exifTurn(b []byte) uint8 {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return 1
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return 1
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < 12 {
			return 1
		}
		const orientation = 0x0112
		if order.Uint16(entries) == orientation {
			if turn := order.Uint16(entries[8:]); turn >= 1 && turn <= 8 {
				return uint8(turn)
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// gifHeader follows the blocks up to the trailer.
func gifHeader(b []byte) (w, h uint32, whole bool) {
	if len(b) < 13 {
		return 0, 0, false
	}
	w, h = uint32(binary.LittleEndian.Uint16(b[6:])), uint32(binary.LittleEndian.Uint16(b[8:]))
	colours := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	at := 13 + colours(b[10])
	for at < len(b) {
		switch b[at] {
		case 0x3b:
			return w, h, true
		case 0x21: // an extension
			at += 2
		case 0x2c: // a frame
			if at+10 > len(b) {
				return w, h, false
			}
			at += 11 + colours(b[at+9])
		default:
			return w, h, false
		}
		for at < len(b) && b[at] != 0 {
			at += 1 + int(b[at])
		}
		at++
	}
	return w, h, false
}

// webpHeader reads the first chunk.
func webpHeader(b []byte) (w, h uint32, whole bool) {
	whole = uint64(binary.LittleEndian.Uint32(b[4:]))+8 <= uint64(len(b))
	if len(b) < 30 {
		return 0, 0, false
	}
	b = b[12:]
	switch string(b[:4]) {
	case "VP8X":
		at := func(i int) uint32 { return 1 + uint32(b[i]) + uint32(b[i+1])<<8 + uint32(b[i+2])<<16 }
		return at(12), at(15), whole
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[9:])
		return 1 + bits&0x3fff, 1 + bits>>14&0x3fff, whole
	case "VP8 ":
		return uint32(binary.LittleEndian.Uint16(b[14:])) & 0x3fff, uint32(binary.LittleEndian.Uint16(b[16:])) & 0x3fff, whole
	}
	return 0, 0, whole
}

// avifHeader takes the largest of the sizes that the file's items have: the
// others are those of thumbnails and tiles.
func avifHeader(b []byte) (w, h uint32) {
	for {
		i := bytes.Index(b, []byte("ispe"))
		if i < 0 || len(b) < i+16 {
			return w, h
		}
		itemW, itemH := binary.BigEndian.Uint32(b[i+8:]), binary.BigEndian.Uint32(b[i+12:])
		if uint64(itemW)*uint64(itemH) > uint64(w)*uint64(h) {
			w, h = itemW, itemH
		}
		b = b[i+4:]
	}
}
