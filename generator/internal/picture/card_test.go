package picture

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/gomono"
)

var update = flag.Bool("update", false, "draw the cards in testdata anew")

// layouts is where the default layouts are.
const layouts = "../../../layouts/"

func studio(t testing.TB) *Studio {
	t.Helper()
	theme, err := os.ReadFile(layouts + "theme.css")
	if err != nil {
		t.Fatal(err)
	}
	return NewStudio(Look{Theme: theme, Icon: icon})
}

func icon(name string) []byte {
	svg, _ := os.ReadFile(layouts + "icons/" + name + ".svg")
	return svg
}

var cards = map[string]Card{
	"recommendation": {
		Site: "The Third Side", Kind: "Recommendation", Title: "Resume missile-warning and tracking exercises",
		Detail: "To the United States, Japan and South Korea", Address: "third-side.example/recommendations/tri-3/",
		AsOf: "As of 23 November 2026", Split: "2 of 3 delivered",
		States: []CardState{{Label: "Accepted, no evidence of delivery found", Icon: "lens-ring", Tone: "warning"}},
	},
	"brief": {
		Site: "The Third Side", Kind: "Brief", Detail: "20 July 2022 · 16 recommendations",
		Title:   "Renewing the triangle: what three governments promised each other, what they did, and what has to happen before the next summit",
		Address: "third-side.example/briefs/renewing-the-triangle/", AsOf: "As of 23 November 2026",
		States: []CardState{
			{"Delivered", "check", "good", 5, 16},
			{"Partly delivered", "half", "progress", 2, 16},
			{"Accepted, no evidence of delivery found", "lens-ring", "warning", 2, 16},
			{"Overdue", "clock", "warning", 3, 16},
			{"Awaiting reply", "envelope", "waiting", 3, 16},
			{"Superseded", "arrow", "closed", 1, 16},
		},
	},
	"waiting": {
		Site: "The Third Side", Kind: "Recommendation", Title: "Hold", Address: "third-side.example/recommendations/hold/",
		States: []CardState{{Label: "Awaiting reply", Icon: "envelope", Tone: "waiting"}},
	},
	// No font of the program has these letters, so the address stands for them.
	"hangul": {
		Site: "세 번째 면", Kind: "Recommendation", Title: "미사일 경보 훈련을 재개할 것", Address: "third-side.example/ko/recommendations/tri-3/",
		AsOf: "As of 23 November 2026", States: []CardState{{Label: "Delivered", Icon: "check", Tone: "good"}},
	},
}

func TestCardsLookAsTheyDid(t *testing.T) {
	s := studio(t)
	for name, c := range cards {
		data, err := s.Draw(c)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 40_000 {
			t.Errorf("%s has %d bytes", name, len(data))
		}
		got, err := png.Decode(bytes.NewReader(data))
		if err != nil || got.Bounds() != image.Rect(0, 0, CardWidth, CardHeight) {
			t.Fatal(name, err)
		}
		path := filepath.Join("testdata", name+".png")
		if *update {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		old, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := png.Decode(bytes.NewReader(old))
		if err != nil {
			t.Fatal(err)
		}
		// A step of a smooth edge may differ where machines round differently.
		differ := 0
		for y := range CardHeight {
			for x := range CardWidth {
				a, b := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA)
				if d := [3]int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)}; slices.Max(d[:]) > 24 || slices.Min(d[:]) < -24 {
					differ++
				}
			}
		}
		if differ > 20 {
			t.Errorf("%s differs from %s at %d pixels", name, path, differ)
		}
	}
}

func TestACardIsTheSameEveryTime(t *testing.T) {
	first, err := studio(t).Draw(cards["brief"])
	if err != nil {
		t.Fatal(err)
	}
	s := studio(t)
	results := make(chan []byte)
	for range 8 {
		go func() {
			for _, name := range []string{"hangul", "waiting"} { // other cards before
				if _, err := s.Draw(cards[name]); err != nil {
					t.Error(err)
				}
			}
			data, _ := s.Draw(cards["brief"])
			results <- data
		}()
	}
	for range 8 {
		if !bytes.Equal(<-results, first) {
			t.Error("the card differs")
		}
	}
}

func TestTheKeyOfACardTellsAllThatIsShown(t *testing.T) {
	c := cards["recommendation"]
	keys := map[[32]byte]string{}
	add := func(what string, l Look, c Card) {
		t.Helper()
		k := NewStudio(l).Key(c)
		if other, taken := keys[k]; taken {
			t.Errorf("%s has the key of %s", what, other)
		}
		keys[k] = what
	}
	add("the card", Look{Icon: icon}, c)
	add("another colour", Look{Icon: icon, Theme: []byte(":root{--paper:#fff}")}, c)
	add("another font", Look{Icon: icon, Regular: gomono.TTF}, c)
	add("the font as the other", Look{Icon: icon, Bold: gomono.TTF}, c)
	add("another icon", Look{Icon: func(string) []byte { return icon("check") }}, c)
	c.Title += "!"
	add("another title", Look{Icon: icon}, c)
	c = cards["recommendation"]
	c.Split = ""
	add("no split", Look{Icon: icon}, c)
	one, other := NewStudio(Look{Icon: icon}), NewStudio(Look{Icon: icon})
	if one.Key(cards["recommendation"]) != other.Key(cards["recommendation"]) {
		t.Error("one card has two keys")
	}
}

func TestAPublicationsFontComesFirst(t *testing.T) {
	mono := NewStudio(Look{Icon: icon, Bold: gomono.TTF})
	if which, err := mono.Check(); err != nil {
		t.Fatal(which, err)
	}
	f, err := mono.fonts()
	if err != nil {
		t.Fatal(err)
	}
	if i, w := f.bold.width("iiii", 40), f.bold.width("wwww", 40); i != w {
		t.Errorf("the bold face is not the publication's: %d, %d", i, w)
	}
	if i, w := f.regular.width("iiii", 40), f.regular.width("wwww", 40); i == w {
		t.Error("the regular face is the bold one")
	}
	_, err = NewStudio(Look{Regular: []byte("no font")}).Check()
	if wrong, ok := errors.AsType[*Error](err); !ok || wrong.Code != "layout-font" {
		t.Error(err)
	}
}

func TestColoursOfATheme(t *testing.T) {
	got := readTheme([]byte(`/* --paper: #111111; */
:root { --paper: light-dark(#fdfcfa, #151514); --ink: #123; --accent : #ABCDEF ;
  --good: oklch(50% 0.1 120); --bad: #12; --warning: light-dark(red, #222222) }
[data-theme="dark"] { --paper: #000000; --rule: #0a0b0c }
/* not closed`))
	want := theme{"paper": rgb(0xfdfcfa), "ink": rgb(0x112233), "accent": rgb(0xabcdef), "rule": rgb(0x0a0b0c)}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
	for name, c := range want {
		if got[name] != c {
			t.Errorf("%s is %v, want %v", name, got[name], c)
		}
	}
	if got.colour("good") != defaults["good"] || got.colour("nothing") != got["ink"] {
		t.Error("what the theme does not say is not as by default")
	}
}

func TestTheDefaultThemeIsThatOfTheLayouts(t *testing.T) {
	css, err := os.ReadFile(layouts + "theme.css")
	if err != nil {
		t.Fatal(err)
	}
	in := readTheme(css)
	for name, c := range defaults {
		if in[name] != c {
			t.Errorf("--%s is %v in theme.css and %v here", name, in[name], c)
		}
	}
}

func TestLinesEndWhereTheyMay(t *testing.T) {
	for text, want := range map[string]string{
		"Resume the missile-warning exercises": "Resume |the |missile-|warning |exercises",
		"1990-95 and A/B":                      "1990-95 |and |A/|B",
		"日本語の「題名」。":                            "日|本|語|の|「題|名」。",
		"미사일 경보":                               "미사일 |경보",
		"":                                     "",
		"G7とASEAN":                             "G7|と|ASEAN",
	} {
		if got := strings.Join(words(text), "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestLongTitlesAreMadeToFit(t *testing.T) {
	s := studio(t)
	f, err := s.fonts()
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{
		strings.Repeat("word ", 200), strings.Repeat("unbroken", 60), strings.Repeat("W", 900), "x " + strings.Repeat("é", 300), " ", "",
	} {
		c := cards["recommendation"]
		c.Title, c.Site, c.Split, c.Detail = title, title, title, title
		c.States = []CardState{{Label: title, Icon: "none", Tone: "none"}}
		if _, err := s.Draw(c); err != nil {
			t.Errorf("%.20q: %v", title, err)
		}
		for _, line := range f.bold.cut(title, 36, 1000, 3) {
			if w := f.bold.width(line, 36); w > 1000 {
				t.Errorf("a line of %d pixels: %.30q", w, line)
			}
		}
	}
	lines := f.bold.wrap("Resume missile-warning and tracking exercises", 72, 1056, 3)
	if len(lines) != 2 || f.bold.width(lines[0], 72) > 2*f.bold.width(lines[1], 72) {
		t.Errorf("the lines are not of one length: %q", lines)
	}
	if got := f.bold.fit("A title that is too long", 36, 200); !strings.HasSuffix(got, "…") || strings.HasSuffix(got, " …") {
		t.Errorf("%q", got)
	}
}

func TestEveryIconIsDrawnAndDiffersFromTheOthers(t *testing.T) {
	names, err := filepath.Glob(layouts + "icons/*.svg")
	if err != nil || len(names) < 20 {
		t.Fatal(names, err)
	}
	seen := map[string]string{}
	for _, path := range names {
		name := strings.TrimSuffix(filepath.Base(path), ".svg")
		m := drawIcon(icon(name), 48)
		inked := 0
		for _, a := range m.Pix {
			if a > 128 {
				inked++
			}
		}
		if inked < 30 || inked > 48*48*3/4 {
			t.Errorf("%s has %d dark pixels", name, inked)
		}
		if other, same := seen[string(m.Pix)]; same {
			t.Errorf("%s looks like %s", name, other)
		}
		seen[string(m.Pix)] = name
	}
}

func TestPathsAreDrawnAsSVGSaysTheyAre(t *testing.T) {
	area := func(d string) (n int) {
		for _, a := range drawIcon([]byte(`<svg viewBox="0 0 100 100"><path d="`+d+`"/></svg>`), 100).Pix {
			n += int(a)
		}
		return (n + 127) / 255
	}
	for d, want := range map[string]int{
		"M10 10h50v40H10z":                      2000,
		"M10,10 60,10 60,50 10,50Z":             2000,
		"m10 10 50 0 0 40-50 0z":                2000,
		"M10 10V50H60V10":                       2000, // a fill closes by itself
		"M10 50A40 40 0 0 1 90 50z":             2513,
		"M10 50a40 40 0 0180 0z":                2513, // flags without anything between
		"M50 50L90 50A40 40 0 0 1 50 90z":       1257,
		"M10 50C10 28 28 10 50 10S90 28 90 50z": 2520,
		"M0 50Q50 0 100 50z":                    1667,
		"M10 10h50v40Lx":                        1000, // as far as it can be read
		"nonsense":                              0,
		"M1e9 0L5 5":                            0,
		"":                                      0,
	} {
		if got := area(d); got < want-want/50-1 || got > want+want/50+1 {
			t.Errorf("%s: %d pixels, want %d", d, got, want)
		}
	}
}

func FuzzIcons(f *testing.F) {
	f.Add(string(icon("check-dashed")))
	f.Add(string(icon("half")))
	f.Add(`<svg viewBox="0 0 1 1"><path d="M0 0A1 1 0 0 1 1e5 1-1.5.5z" stroke="x" stroke-dasharray="0 0"/></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		if len(svg) < 2000 {
			drawIcon([]byte(svg), 24)
		}
	})
}

func BenchmarkCard(b *testing.B) {
	s := studio(b)
	for b.Loop() {
		if _, err := s.Draw(cards["recommendation"]); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzTheme reads any style sheet: a colour that nobody named is still one.
func FuzzTheme(f *testing.F) {
	for _, css := range []string{
		":root{--paper: #fdfcfa; --ink: light-dark(#000, #fff)}", "/* --ink: #123456 */", "/*", "--ink:#12", "--:#123456;--a:light-dark(", "a{--b:#abc}}}{{;;", "--é: #ééé",
	} {
		f.Add([]byte(css))
	}
	f.Fuzz(func(t *testing.T, css []byte) {
		read := readTheme(css)
		if len(read) > len(css)/6 {
			t.Errorf("%d colours in %d bytes", len(read), len(css))
		}
		for _, name := range []string{"ink", "paper", "nobody"} {
			if c := read.colour(name); c.A != 255 {
				t.Errorf("%s is %v", name, c)
			}
		}
	})
}
