package view

import (
	"slices"
	"strconv"
)

// legend names the series at the top, and returns where the rest begins.
func (d *drawing) legend() float64 {
	if len(d.names) == 1 || d.chart.Type == "range" {
		return edge
	}
	key := keySize
	if d.chart.Type == "line" {
		key = 2.5 * keySize
	}
	x, y := edge, edge
	for i, name := range d.names {
		w := key + 6 + textWidth(name) + 2*edge
		if x > edge && x+w > chartWidth {
			x, y = edge, y+lineHeight
		}
		item := LegendItem{
			Number: tone(i), Label: name,
			X: round1(x + key + 6), Y: round1(y + keySize - 2),
		}
		middle := round1(y + keySize/2)
		switch d.chart.Type {
		case "bar":
			item.Texture = d.texture(i)
			item.Bar = &Rect{X: round1(x), Y: round1(y), Width: keySize, Height: keySize}
		case "line":
			item.Line = &Stroke{X1: round1(x), X2: round1(x + key), Y1: middle, Y2: middle}
			fallthrough
		default:
			dot := mark(i, round1(x+key/2), middle, "")
			item.Dot = &dot
		}
		d.chart.Legend = append(d.chart.Legend, item)
		x += w
	}
	return y + lineHeight + edge
}

// tone is the number of a series for its class.
func tone(series int) int { return series%8 + 1 }

// textures are what tells bars apart in greyscale: lines and points in a square
// of 8 by 8, drawn in the colour of the paper.
var textures = [...]string{
	"", "M-1 9L9-1M-1 1L1-1M7 9L9 7", "M2 2h.1M6 6h.1", "M0 2h8M0 6h8", "M-1-1L9 9M7-1L9 1M-1 7L1 9",
	"M2 0v8M6 0v8", "M0 4h8M4 0v8", "M4 4h.1",
}

// texture returns the id of a series' pattern, which is added to the chart if
// it has to be.
func (d *drawing) texture(series int) string {
	number := tone(series)
	if len(d.names) == 1 || textures[number-1] == "" {
		return ""
	}
	t := Texture{ID: d.chart.ID + "-texture-" + strconv.Itoa(number), Number: number, Lines: textures[number-1]}
	if !slices.Contains(d.chart.Textures, t) {
		d.chart.Textures = append(d.chart.Textures, t)
	}
	return t.ID
}

// shapes are the marks of points, about a point. There are seven, and eight
// tones, so that no two series of 56 look alike.
var shapes = [...]string{
	"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",                  // a disc
	"m-3.6-3.6h7.2v7.2h-7.2z",                             // a square
	"m0-4.8l4.6 8h-9.2z",                                  // a triangle
	"m0-5.2l5.2 5.2l-5.2 5.2l-5.2-5.2z",                   // a diamond
	"m0 4.8l4.6-8h-9.2z",                                  // a triangle on its head
	"m-1.5-4.8h3v3.3h3.3v3h-3.3v3.3h-3v-3.3h-3.3v-3h3.3z", // a cross
	"m-2.4-4.6h4.8l2.4 4.6l-2.4 4.6h-4.8l-2.4-4.6z",       // a hexagon
}

// mark is a point of a series.
func mark(series int, x, y float64, title string) Dot {
	return Dot{Path: "M" + coordinate(x) + " " + coordinate(y) + shapes[series%len(shapes)], X: x, Y: y, Title: title}
}
