package picture

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestEditionsAreNeverLargerThanTheImage(t *testing.T) {
	for _, c := range []struct {
		info Info
		want string
	}{
		{Info{JPEG, 4000, 3000, 1}, ".webp 480 800 1200 1600 .jpg 480 800 1200 1600"},
		{Info{PNG, 1600, 900, 1}, ".webp 480 800 1200 1600 .png 480 800 1200"},
		{Info{PNG, 1300, 900, 1}, ".webp 480 800 1300 .png 480 800"}, // 1200 is nearly 1300
		{Info{JPEG, 800, 900, 1}, ".webp 480 800 .jpg 480"},
		{Info{JPEG, 480, 900, 1}, ".webp 480"},
		{Info{JPEG, 479, 900, 1}, ""},
		{Info{PNG, 1000, 50000, 1}, ""},                           // WebP is not that high
		{Info{PNG, 1000, 20000, 1}, ".webp 480 800 .png 480 800"}, // but so high
		{Info{GIF, 4000, 3000, 1}, ""},
		{Info{WebP, 4000, 3000, 1}, ""},
		{Info{SVG, 4000, 3000, 1}, ""},
		{Info{}, ""},
	} {
		var got []string
		last := Unknown
		for _, e := range c.info.Editions() {
			if e.Format != last {
				got = append(got, e.Format.Extension())
				last = e.Format
			}
			got = append(got, fmt.Sprint(e.Width))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%+v: %s, want %s", c.info, s, c.want)
		}
	}
}

// corners are the colours near the four corners, from the left upper one
// clockwise.
func corners(m image.Image) [4]color.NRGBA {
	b := m.Bounds()
	at := func(x, y int) color.NRGBA { return color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA) }
	in := b.Dx() / 8
	return [4]color.NRGBA{
		at(b.Min.X+in, b.Min.Y+in), at(b.Max.X-1-in, b.Min.Y+in),
		at(b.Max.X-1-in, b.Max.Y-1-in), at(b.Min.X+in, b.Max.Y-1-in),
	}
}

// quarters is an image whose quarters are red, green, blue and white, from the
// left upper one clockwise.
func quarters(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.NRGBA{0, 255, 0, 255}
			case x >= w/2:
				c = color.NRGBA{0, 0, 255, 255}
			case y >= h/2:
				c = color.NRGBA{255, 255, 255, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func TestEditionsStandUpright(t *testing.T) {
	const letters = "RGBW" // red, green, blue and white, clockwise
	letter := func(c color.NRGBA) byte {
		switch {
		case c.R > 128 && c.G > 128:
			return 'W'
		case c.R > 128:
			return 'R'
		case c.G > 128:
			return 'G'
		}
		return 'B'
	}
	// What Exif's orientations say of the picture as it is stored.
	for turn, want := range map[uint16]string{1: letters, 2: "GRWB", 3: "BWRG", 4: "WBGR", 5: "RWBG", 6: "WRGB", 7: "BGRW", 8: "GBWR"} {
		i, err := Decode(jpegFile(t, quarters(960, 640), turn))
		if err != nil {
			t.Fatal(err)
		}
		data, err := i.Make(Edition{JPEG, 480})
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var got []byte
		for _, c := range corners(m) {
			got = append(got, letter(c))
		}
		size := image.Pt(480, 320)
		if turn >= 5 {
			size = image.Pt(480, 720)
		}
		if string(got) != want || m.Bounds().Size() != size {
			t.Errorf("turned %d: %s, %v; want %s, %v", turn, got, m.Bounds().Size(), want, size)
		}
	}
}

func TestEditionsCarryNoMetadata(t *testing.T) {
	source := jpegFile(t, photo(1000, 500), 1)
	i, err := Decode(source)
	if err != nil || !bytes.Contains(source, []byte("Exif")) {
		t.Fatal(err)
	}
	for _, f := range []Format{JPEG, WebP} {
		data, err := i.Make(Edition{f, 480})
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range []string{"Exif", "EXIF", "ICC", "XMP"} {
			if bytes.Contains(data, []byte(mark)) {
				t.Errorf("%s in %s", mark, f.Extension())
			}
		}
	}
}

func TestAnEditionLooksLikeTheImage(t *testing.T) {
	for name, source := range map[string][]byte{"png": pngFile(t, photo(1000, 500)), "jpeg": jpegFile(t, photo(1000, 500), 0)} {
		i, err := Decode(source)
		if err != nil {
			t.Fatal(err)
		}
		data, err := i.Make(Edition{i.info.Format, 480})
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for y := 20; y < 240; y += 40 {
			for x := 20; x < 480; x += 40 {
				c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
				if dr, dg := int(c.R)-255*y/240, int(c.G)-255*x/480; max(dr, -dr, dg, -dg) > 6 {
					t.Errorf("%s at %d, %d: %v", name, x, y, c)
				}
			}
		}
	}
}

func TestSmallerPixelsAreAveragesOfWhatTheyCover(t *testing.T) {
	// 5 pixels become 2: the third is shared. What cannot be seen has no colour.
	m := image.NewNRGBA(image.Rect(0, 0, 5, 1))
	for x, c := range []color.NRGBA{{100, 0, 0, 255}, {100, 0, 0, 255}, {200, 0, 0, 255}, {0, 80, 0, 255}, {9, 9, 9, 0}} {
		m.SetNRGBA(x, 0, c)
	}
	got := scale(m, 2, 1)
	if a := got.NRGBAAt(0, 0); a != (color.NRGBA{120, 0, 0, 255}) {
		t.Error(a)
	}
	// Half of 200 and one of 80, opaque; one of nothing: 1.5 of 2.5 are opaque.
	if b := got.NRGBAAt(1, 0); b != (color.NRGBA{67, 53, 0, 153}) {
		t.Error(b)
	}
	up := scale(quarters(7, 9), 7, 9)
	if !bytes.Equal(up.Pix, quarters(7, 9).Pix) {
		t.Error("an image of its own size differs")
	}
}

func TestEveryKindOfPixelsIsRead(t *testing.T) {
	palette := color.Palette{color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 255}, color.NRGBA{0, 0, 255, 255}, color.White}
	for _, m := range []interface {
		image.Image
		Set(x, y int, c color.Color)
	}{
		image.NewNRGBA(image.Rect(0, 0, 8, 8)), image.NewRGBA(image.Rect(0, 0, 8, 8)), image.NewNRGBA64(image.Rect(0, 0, 8, 8)),
		image.NewPaletted(image.Rect(0, 0, 8, 8), palette), image.NewCMYK(image.Rect(0, 0, 8, 8)),
	} {
		for y := range 8 {
			for x := range 8 {
				m.Set(x, y, quarters(8, 8).At(x, y))
			}
		}
		if got := scale(m, 4, 4); !bytes.Equal(got.Pix, quarters(4, 4).Pix) {
			t.Errorf("%T: %v", m, got.Pix)
		}
	}
	grey := image.NewGray(image.Rect(0, 0, 4, 4))
	for i := range grey.Pix {
		grey.Pix[i] = 77
	}
	if got := scale(grey, 2, 2).NRGBAAt(1, 1); got != (color.NRGBA{77, 77, 77, 255}) {
		t.Error(got)
	}
}

func TestDrawingsAreKeptWithoutLoss(t *testing.T) {
	drawn, err := Decode(pngFile(t, quarters(1000, 500)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := drawn.Make(Edition{WebP, 1000})
	if err != nil || string(data[12:16]) != "VP8L" {
		t.Errorf("%.20q, %v", data, err)
	}
	taken, err := Decode(pngFile(t, photo(1000, 500)))
	if err != nil {
		t.Fatal(err)
	}
	data, err = taken.Make(Edition{WebP, 480})
	if err != nil || string(data[12:16]) != "VP8 " {
		t.Errorf("%.20q, %v", data, err)
	}
	if info, err := Read(data); err != nil || info != (Info{WebP, 480, 240, 1}) {
		t.Error(info, err)
	}
}

func TestWhatIsNoEditionIsNotMade(t *testing.T) {
	i, err := Decode(pngFile(t, photo(600, 500)))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []Edition{{WebP, 601}, {WebP, 0}, {WebP, -1}, {GIF, 480}} {
		if data, err := i.Make(e); err == nil {
			t.Errorf("%+v: %d bytes", e, len(data))
		}
	}
}

// TestBytesDoNotDependOnTheProcessors makes everything in processes with
// different numbers of processors.
func TestBytesDoNotDependOnTheProcessors(t *testing.T) {
	if os.Getenv("PICTURE_SUMS") != "" {
		i, err := Decode(jpegFile(t, photo(900, 700), 6))
		if err != nil {
			t.Fatal(err)
		}
		sums := make([]string, 4)
		done := make(chan bool)
		for n, f := range []Format{WebP, JPEG, PNG, WebP} {
			go func() {
				data, err := i.Make(Edition{f, 480})
				sums[n] = fmt.Sprintf("%x %v", sha256.Sum256(data), err)
				done <- true
			}()
		}
		for range sums {
			<-done
		}
		if sums[0] != sums[3] {
			t.Errorf("two runs differ: %s", sums)
		}
		fmt.Printf("sums: %s\n", strings.Join(sums, " "))
		return
	}
	var first string
	for _, n := range []int{1, 4} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestBytesDoNotDependOnTheProcessors$")
		cmd.Env = append(os.Environ(), "PICTURE_SUMS=1", fmt.Sprintf("GOMAXPROCS=%d", n))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err, string(out))
		}
		line, _, _ := strings.Cut(string(out), "\n")
		if first == "" {
			first = line
		}
		if line != first || !strings.HasPrefix(line, "sums: ") {
			t.Errorf("%d processors: %s, not %s", n, line, first)
		}
	}
}

func BenchmarkWebP(b *testing.B) {
	i, err := Decode(jpegFile(b, photo(1600, 1066), 0))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := i.Make(Edition{WebP, 800}); err != nil {
			b.Fatal(err)
		}
	}
}
