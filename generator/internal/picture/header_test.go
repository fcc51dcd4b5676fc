package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
)

// photo is an image that differs at every pixel, brighter to the right and
// redder to the bottom.
func photo(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			copy(m.Pix[m.PixOffset(x, y):], []uint8{uint8(255 * y / h), uint8(255 * x / w), uint8((x*7 + y*13) % 64), 255})
		}
	}
	return m
}

func pngFile(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegFile(t testing.TB, m image.Image, turn uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	if turn == 0 {
		return b.Bytes()
	}
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, turn)
	exif = append(exif, "\x00\x00\x00\x00\x00\x00"...)
	head := binary.BigEndian.AppendUint16([]byte("\xff\xd8\xff\xe1"), uint16(len(exif)+2))
	return slices.Concat(head, exif, b.Bytes()[2:])
}

func gifFile(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, photo(w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// riff is a WebP file with one chunk.
func riff(chunk string) string {
	return "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(chunk)+4))) + "WEBP" + chunk
}

func TestFormatsAndSizesAreReadFromTheBytes(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want Info
	}{
		"png":          {string(pngFile(t, photo(25, 7))), Info{PNG, 25, 7, 1}},
		"gif":          {string(gifFile(t, 25, 7)), Info{GIF, 25, 7, 1}},
		"jpeg":         {string(jpegFile(t, photo(25, 7), 0)), Info{JPEG, 25, 7, 1}},
		"jpeg, turned": {string(jpegFile(t, photo(25, 7), 6)), Info{JPEG, 7, 25, 6}},
		"jpeg, upside": {string(jpegFile(t, photo(25, 7), 3)), Info{JPEG, 25, 7, 3}},
		"jpeg, odd":    {string(jpegFile(t, photo(25, 7), 9)), Info{JPEG, 25, 7, 1}},
		"webp lossy":   {riff("VP8 ....\x00\x00\x00\x9d\x01\x2a\x40\x00\x20\x00"), Info{WebP, 64, 32, 1}},
		"webp":         {riff("VP8L....\x2f\x3f\xc0\x07\x00......"), Info{WebP, 64, 32, 1}},
		"webp, large":  {riff("VP8X....\x00\x00\x00\x00\x3f\x00\x00\x1f\x00\x00"), Info{WebP, 64, 32, 1}},
		"avif":         {"\x00\x00\x00\x18ftypavif....ispe\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x00\x04..ispe\x00\x00\x00\x00\x00\x00\x00\x40\x00\x00\x00\x20", Info{AVIF, 64, 32, 1}},
		"svg":          {`<?xml version="1.0"?><!-- x --><svg xmlns="x" width="64px" height="32"/>`, Info{SVG, 64, 32, 1}},
		"svg box":      {`<svg viewBox="0,0 64.4 31.6">`, Info{SVG, 64, 32, 1}},
		"svg height":   {`<svg viewBox="0 0 10 5" height="32">`, Info{SVG, 64, 32, 1}},
		"svg percent":  {`<svg viewBox="0 0 64 32" width="100%" height="100%">`, Info{SVG, 64, 32, 1}},
		"svg, none":    {`<svg width="1e99" height="NaN">`, Info{SVG, 300, 150, 1}},
		"html":         {`<html><svg width="1" height="1">`, Info{}},
		"text":         {"hello", Info{}},
		"nothing":      {"", Info{}},
	} {
		if got, err := Read([]byte(c.data)); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

func TestAnImageThatIsCutOffAnywhereIsBroken(t *testing.T) {
	for name, whole := range map[string][]byte{
		"png": pngFile(t, photo(25, 7)), "gif": gifFile(t, 25, 7),
		"jpeg": jpegFile(t, photo(25, 7), 6), "webp": []byte(riff("VP8L....\x2f\x3f\xc0\x07\x00............")),
	} {
		if _, err := Read(whole); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for n := 12; n < len(whole); n++ {
			_, err := Read(whole[:n])
			if wrong, ok := errors.AsType[*Error](err); !ok || wrong.Code != "image-broken" {
				t.Errorf("%s, %d of %d bytes: %v", name, n, len(whole), err)
			}
		}
	}
}

// frame is a PNG file whose pixels are missing: it is small, whatever size it
// claims.
func frame(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, w), h)
	return append(b, "\x08\x02\x00\x00\x00....\x00\x00\x00\x00IEND...."...)
}

func TestABombIsRefusedBeforeItIsDecoded(t *testing.T) {
	for _, size := range [][2]uint32{{1 << 31, 1 << 31}, {65535, 65535}, {1, MaxPixels + 1}, {7072, 7072}} {
		data := frame(size[0], size[1])
		for name, err := range map[string]error{"Read": second(Read(data)), "Decode": second(Decode(data))} {
			wrong, ok := errors.AsType[*Error](err)
			if !ok || wrong.Code != "image-too-large" || !strings.Contains(wrong.Message, "more than 50 million") {
				t.Errorf("%s of %v: %v", name, size, err)
			}
		}
	}
	if _, err := Read(frame(7071, 7071)); err != nil {
		t.Error(err)
	}
	if _, err := Read(frame(0, 7)); err == nil {
		t.Error("an image without a size is accepted")
	}
}

func second[T any](_ T, err error) error { return err }

func TestADamagedImageIsAnErrorAndNoPanic(t *testing.T) {
	for _, whole := range [][]byte{pngFile(t, photo(60, 40)), jpegFile(t, photo(60, 40), 0)} {
		failed := 0
		for i := 40; i < len(whole)-12; i += 7 {
			damaged := slices.Clone(whole)
			damaged[i] ^= 0x55
			if _, err := Decode(damaged); err != nil {
				failed++
				if wrong, ok := errors.AsType[*Error](err); !ok || wrong.Code != "image-broken" && wrong.Code != "image-too-large" {
					t.Errorf("byte %d: %v", i, err)
				}
			}
		}
		if failed == 0 {
			t.Error("no damage was noticed")
		}
	}
	if _, err := Decode([]byte("hello")); err == nil {
		t.Error("a text is decoded")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(pngFile(f, photo(3, 2)))
	f.Add(jpegFile(f, photo(3, 2), 6))
	f.Add(gifFile(f, 3, 2))
	f.Add([]byte(riff("VP8L....\x2f\x3f\xc0\x07\x00......")))
	f.Add([]byte("\x00\x00\x00\x18ftypavif....ispe\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x00\x04"))
	f.Add([]byte(`<svg viewBox="0 0 1 1" width="1e9">`))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := Read(data)
		if err != nil && info != (Info{}) {
			t.Errorf("%+v with the error %v", info, err)
		}
		if info.Format != Unknown && (info.Width <= 0 || info.Height <= 0 || info.Turn < 1 || info.Turn > 8) {
			t.Errorf("%+v", info)
		}
		for _, e := range info.Editions() {
			if e.Width > info.Width || info.HeightAt(e.Width) < 1 {
				t.Errorf("%+v of %+v", e, info)
			}
		}
	})
}
