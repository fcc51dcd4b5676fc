package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"image"
	"image/png"
	"strconv"
	"sync"
)

// The size of a card, as those who show links want it.
const (
	CardWidth  = 1200
	CardHeight = 630
)

// Card is what stands for a page where somebody links to it.
type Card struct {
	Site    string // title of the publication
	Kind    string // "Recommendation"
	Title   string
	Detail  string // what stands below the title: "To Japan and South Korea"; may be empty
	Address string // of the page, in ASCII; stands for a title that no font can write
	AsOf    string // the day at which States are given; may be empty
	// States are how it stands: one, or how many of Of stand how.
	States []CardState
	Split  string // "2 of 3 delivered"; may be empty
}

// CardState is a state: a word, a sign of its own shape, and a colour.
type CardState struct {
	Label string
	Icon  string // name of an icon
	Tone  string // name of a colour of the theme: good, progress, …
	N, Of int    // how many have it; 0 for a single one
}

// Look is what a publication's layouts say of cards.
type Look struct {
	// Theme is the style sheet that names the colours: --paper, --good and so
	// on. What it does not say, or not as #rrggbb, is as by default.
	Theme []byte
	// Icon returns the SVG file of an icon; nil when there is none.
	Icon func(name string) []byte
	// Regular and Bold are TrueType or OpenType fonts, tried before the built-in
	// ones, which have Latin, Greek and Cyrillic letters. Either may be nil.
	Regular, Bold []byte
}

// Studio draws cards in one look. It is safe for use from many goroutines.
// Nothing is read before the first card is drawn.
type Studio struct {
	look    Look
	digest  func() [sha256.Size]byte
	colours func() theme
	fonts   func() (*fonts, error)
	icons   sync.Map // name and size → *image.Alpha
	buffers sync.Pool
}

// NewStudio returns a studio for a look.
func NewStudio(l Look) *Studio {
	s := &Studio{look: l}
	s.colours = sync.OnceValue(func() theme { return readTheme(l.Theme) })
	s.fonts = sync.OnceValues(func() (*fonts, error) { return newFonts(l.Regular, l.Bold) })
	s.digest = sync.OnceValue(func() [sha256.Size]byte {
		h := sha256.New()
		for _, b := range [][]byte{l.Theme, l.Regular, l.Bold} {
			sum := sha256.Sum256(b)
			h.Write(sum[:])
		}
		return [sha256.Size]byte(h.Sum(nil))
	})
	s.buffers.New = func() any { return image.NewPaletted(image.Rect(0, 0, CardWidth, CardHeight), nil) }
	return s
}

// Check reads the fonts. The error is an *Error, about Regular or Bold as
// which says; it is nil when all is well.
func (s *Studio) Check() (which string, err error) {
	_, err = s.fonts()
	if bad, ok := err.(*fontError); ok {
		return bad.which, &Error{Code: "layout-font", Message: "this font cannot be read: " + bad.err.Error(), Hint: "cards take TrueType and OpenType fonts"}
	}
	return "", err
}

// Key identifies all that a card's bytes depend on.
func (s *Studio) Key(c Card) [sha256.Size]byte {
	h := sha256.New()
	digest := s.digest()
	h.Write([]byte("card " + Version + "\x00"))
	h.Write(digest[:])
	text, _ := json.Marshal(c) // strings and numbers always can be
	h.Write(text)
	for _, st := range c.States {
		sum := sha256.Sum256(s.icon(st.Icon))
		h.Write(sum[:])
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func (s *Studio) icon(name string) []byte {
	if s.look.Icon == nil {
		return nil
	}
	return s.look.Icon(name)
}

// The measures of a card, in pixels.
const (
	margin     = 72
	bandHeight = 14 // the bar of colour along the top
	siteLine   = 104
	titleTop   = 150
	titleRoom  = 244
	footLine   = CardHeight - 52
	tallyTop   = 404
	stateTop   = 424
	stateRoom  = 84
)

var titleSizes = [...]int{72, 64, 56, 48, 42, 36}

// Draw draws a card as a PNG image.
func (s *Studio) Draw(c Card) ([]byte, error) {
	f, err := s.fonts()
	if err != nil {
		return nil, err
	}
	pixels := s.buffers.Get().(*image.Paletted)
	defer s.buffers.Put(pixels)
	d := newDrawing(pixels, s.colours())
	d.head(f, c)
	d.title(f, c)
	if len(c.States) == 1 && c.States[0].Of == 0 {
		d.state(s, f, c)
	} else if len(c.States) > 0 {
		d.tally(s, f, c)
	}
	d.foot(f, c)
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &encoders}
	err = enc.Encode(&b, pixels)
	return b.Bytes(), err
}

// encoders are used again: each has the tables of a compressor.
var encoders encoderPool

type encoderPool struct{ sync.Pool }

func (p *encoderPool) Get() *png.EncoderBuffer {
	b, _ := p.Pool.Get().(*png.EncoderBuffer)
	return b
}

func (p *encoderPool) Put(b *png.EncoderBuffer) { p.Pool.Put(b) }

func (d *drawing) head(f *fonts, c Card) {
	d.fill(image.Rect(0, 0, CardWidth, bandHeight), d.ramp("accent", "paper"))
	x := margin
	if f.bold.shows(c.Site) {
		x = d.text(f.bold, 30, x, siteLine, f.bold.fit(c.Site, 30, CardWidth-2*margin-320), d.ramp("accent", "paper"))
		x += 18
	}
	if f.regular.shows(c.Kind) {
		if x > margin {
			d.fill(image.Rect(x, siteLine-24, x+2, siteLine+6), d.ramp("rule", "paper"))
			x += 20
		}
		d.text(f.regular, 30, x, siteLine, c.Kind, d.ramp("ink-soft", "paper"))
	}
}

// title writes the title as large as it fits, in lines of about one length,
// and the detail below it.
func (d *drawing) title(f *fonts, c Card) {
	title := c.Title
	if !f.bold.shows(title) {
		title = c.Address
	}
	room := titleRoom
	detail := c.Detail != "" && f.regular.shows(c.Detail)
	if detail {
		room -= 52
	}
	ink := d.ramp("ink", "paper")
	y := titleTop
	for i, size := range titleSizes {
		height := size * 116 / 100
		most := room / height
		lines := f.bold.wrap(title, size, CardWidth-2*margin, most)
		if lines == nil && i < len(titleSizes)-1 {
			continue
		}
		if lines == nil {
			lines = f.bold.cut(title, size, CardWidth-2*margin, most)
		}
		for _, line := range lines {
			y += height
			d.text(f.bold, size, margin, y-size/5, line, ink)
		}
		break
	}
	if detail {
		d.text(f.regular, 32, margin, y+46, f.regular.fit(c.Detail, 32, CardWidth-2*margin), d.ramp("ink-soft", "paper"))
	}
}

// state draws a single state as pages do: what is done is filled, trouble has
// a heavy edge, waiting a broken one.
func (d *drawing) state(s *Studio, f *fonts, c Card) {
	const sign, pad = 52, 22
	st := c.States[0]
	size := 42
	beside := 0
	if c.Split != "" && f.regular.shows(c.Split) {
		beside = 28 + f.regular.width(c.Split, 30)
	}
	const whole = CardWidth - 2*margin - sign - 16 - 2*pad - 4
	if f.bold.width(st.Label, size)+beside > whole {
		size = 34
	}
	label := f.bold.fit(st.Label, size, whole)
	box := image.Rect(margin, stateTop, margin+pad+sign+16+f.bold.width(label, size)+pad+4, stateTop+stateRoom)
	ground, words := d.ramp(st.Tone+"-tint", "paper"), d.ramp(st.Tone, st.Tone+"-tint")
	edge := d.ramp(st.Tone, "paper")
	switch st.Tone {
	case "good":
		ground, words = edge, d.ramp("paper", st.Tone)
		d.fill(box, ground)
	case "waiting":
		d.fill(box, ground)
		d.dashes(box, edge)
	case "bad", "warning":
		d.fill(box, edge)
		d.fill(image.Rect(box.Min.X+12, box.Min.Y+3, box.Max.X-3, box.Max.Y-3), ground)
	default:
		d.fill(box, edge)
		d.fill(box.Inset(3), ground)
	}
	x := box.Min.X + pad
	d.mask(s.sign(st.Icon, sign), x, box.Min.Y+(stateRoom-sign)/2, words)
	d.text(f.bold, size, x+sign+16, box.Min.Y+stateRoom/2+size*35/100, label, words)
	if beside > 0 && box.Max.X+beside <= CardWidth-margin {
		d.text(f.regular, 30, box.Max.X+28, box.Min.Y+stateRoom/2+11, c.Split, d.ramp("ink-soft", "paper"))
	}
}

// tally draws how many stand how: a bar, and below it signs with words and
// numbers, as many as fit into two lines.
func (d *drawing) tally(s *Studio, f *fonts, c Card) {
	const size, sign, bar = 28, 30, 22
	width, of := CardWidth-2*margin, max(1, c.States[0].Of)
	done := 0
	for _, st := range c.States {
		from, to := margin+done*width/of, margin+(done+st.N)*width/of
		done += st.N
		d.fill(image.Rect(from, tallyTop, max(from+2, to-3), tallyTop+bar), d.ramp(st.Tone, "paper"))
	}
	x, y, last := margin, tallyTop+bar+42, false
	soft := d.ramp("ink-soft", "paper")
	for i, st := range c.States {
		words := strconv.Itoa(st.N) + " " + st.Label
		needs := sign + 10 + f.regular.width(words, size)
		more := "and " + strconv.Itoa(len(c.States)-i) + " more states"
		room := CardWidth - margin - x
		if last && i < len(c.States)-1 {
			room -= 36 + f.regular.width(more, size)
		}
		if needs > room && !last {
			x, y, last = margin, y+44, true
		} else if needs > room {
			d.text(f.regular, size, x, y, more, soft)
			return
		}
		d.mask(s.sign(st.Icon, sign), x, y-sign+6, d.ramp(st.Tone, "paper"))
		d.text(f.regular, size, x+sign+10, y, words, d.ramp("ink", "paper"))
		x += needs + 36
	}
}

func (d *drawing) foot(f *fonts, c Card) {
	soft := d.ramp("ink-soft", "paper")
	d.fill(image.Rect(margin, footLine-44, CardWidth-margin, footLine-42), d.ramp("rule", "paper"))
	x := margin
	if c.AsOf != "" && f.regular.shows(c.AsOf) {
		x = d.text(f.regular, 26, x, footLine, c.AsOf, soft) + 40
	}
	address := f.regular.fit(c.Address, 26, CardWidth-margin-x)
	d.text(f.regular, 26, CardWidth-margin-f.regular.width(address, 26), footLine, address, soft)
}
