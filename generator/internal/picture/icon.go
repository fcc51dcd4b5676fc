package picture

import (
	"bytes"
	"encoding/xml"
	"image"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/vector"
)

// sign returns an icon as a mask of size by size pixels. What the drawing
// below does not know is left out.
func (s *Studio) sign(name string, size int) *image.Alpha {
	type key struct {
		name string
		size int
	}
	k := key{name, size}
	if m, ok := s.icons.Load(k); ok {
		return m.(*image.Alpha)
	}
	m := drawIcon(s.icon(name), size)
	s.icons.Store(k, m)
	return m
}

// pen is how the shapes of an icon are drawn. Attributes are inherited.
type pen struct {
	fill, stroke bool
	width        float64
	dashes       []float64
}

func (p pen) with(attrs []xml.Attr) pen {
	for _, a := range attrs {
		switch a.Name.Local {
		case "fill":
			p.fill = a.Value != "none"
		case "stroke":
			p.stroke = a.Value != "none"
		case "stroke-width":
			p.width = pixels(a.Value)
		case "stroke-dasharray":
			p.dashes = nil
			for _, n := range numbers(a.Value) {
				p.dashes = append(p.dashes, max(n, 0.05))
			}
		}
	}
	return p
}

// drawIcon draws an SVG file in the vocabulary that layouts allow for icons:
// paths, circles, ellipses, rectangles and lines, with round joins.
func drawIcon(svg []byte, size int) *image.Alpha {
	mask := image.NewAlpha(image.Rect(0, 0, size, size))
	if len(svg) == 0 || size <= 0 {
		return mask
	}
	// Outlines are drawn one by one and the densest counts, so that those that
	// overlap neither add up nor cancel.
	dec := xml.NewDecoder(bytes.NewReader(svg))
	pens := []pen{{fill: true, width: 1}}
	view := [4]float64{0, 0, 24, 24}
	for {
		t, err := dec.Token()
		if err != nil {
			return mask
		}
		switch t := t.(type) {
		case xml.EndElement:
			pens = pens[:max(1, len(pens)-1)]
		case xml.StartElement:
			p := pens[len(pens)-1].with(t.Attr)
			pens = append(pens, p)
			if t.Name.Local == "svg" {
				for _, a := range t.Attr {
					if n := numbers(a.Value); a.Name.Local == "viewBox" && len(n) == 4 && n[2] > 0 && n[3] > 0 {
						view = [4]float64(n)
					}
				}
				continue
			}
			c := canvas{mask: mask, view: view, scale: float64(size) / max(view[2], view[3])}
			c.shape(t.Name.Local, t.Attr, p)
		}
	}
}

// canvas draws shapes, given in units of the icon's view box, on a mask.
type canvas struct {
	mask  *image.Alpha
	view  [4]float64
	scale float64
}

func (c *canvas) shape(name string, attrs []xml.Attr, p pen) {
	number := func(name string) float64 {
		for _, a := range attrs {
			if a.Name.Local == name {
				return pixels(a.Value)
			}
		}
		return 0
	}
	var lines []polyline
	switch name {
	case "path":
		for _, a := range attrs {
			if a.Name.Local == "d" {
				lines = flatten(a.Value)
			}
		}
	case "polyline", "polygon":
		for _, a := range attrs {
			if a.Name.Local == "points" {
				l := polyline{closed: name == "polygon"}
				for n := numbers(a.Value); len(n) >= 2; n = n[2:] {
					l.points = append(l.points, point{n[0], n[1]})
				}
				lines = append(lines, l)
			}
		}
	case "line":
		lines = []polyline{{points: []point{{number("x1"), number("y1")}, {number("x2"), number("y2")}}}}
	case "circle":
		lines = []polyline{oval(point{number("cx"), number("cy")}, number("r"), number("r"))}
	case "ellipse":
		lines = []polyline{oval(point{number("cx"), number("cy")}, number("rx"), number("ry"))}
	case "rect":
		lines = []polyline{roundedRect(number("x"), number("y"), number("width"), number("height"), number("rx"))}
	}
	if p.fill {
		for _, l := range lines {
			c.area(l.points)
		}
	}
	if p.stroke && p.width > 0 {
		for _, l := range lines {
			for _, part := range l.dashed(p.dashes) {
				c.stroke(part, p.width)
			}
		}
	}
}

// stroke draws a line with round ends and joins: a bar for each piece, and a
// disc at each point.
func (c *canvas) stroke(l polyline, width float64) {
	points := l.points
	if l.closed && len(points) > 0 {
		points = append(points[:len(points):len(points)], points[0])
	}
	for i, p := range points {
		c.area(oval(p, width/2, width/2).points)
		if i == 0 {
			continue
		}
		q := points[i-1]
		length := math.Hypot(p.x-q.x, p.y-q.y)
		if length == 0 {
			continue
		}
		dx, dy := (p.y-q.y)/length*width/2, (q.x-p.x)/length*width/2
		c.area([]point{{q.x + dx, q.y + dy}, {p.x + dx, p.y + dy}, {p.x - dx, p.y - dy}, {q.x - dx, q.y - dy}})
	}
}

// area fills an outline.
func (c *canvas) area(points []point) {
	if len(points) < 3 {
		return
	}
	size := c.mask.Rect.Dx()
	var r vector.Rasterizer
	r.Reset(size, size)
	at := func(p point) (x, y float32) {
		// In steps of a 64th, so that the last bits of a sine, which machines
		// do not agree on, do not matter.
		step := func(v float64) float32 {
			v *= c.scale
			if !(math.Abs(v) < farthest) {
				return 0 // no icon is like this
			}
			return float32(math.Round(v*64) / 64)
		}
		return step(p.x - c.view[0]), step(p.y - c.view[1])
	}
	r.MoveTo(at(points[0]))
	for _, p := range points[1:] {
		r.LineTo(at(p))
	}
	r.ClosePath()
	one := image.NewAlpha(c.mask.Rect)
	r.Draw(one, one.Rect, image.Opaque, image.Point{})
	for i, a := range one.Pix {
		c.mask.Pix[i] = max(c.mask.Pix[i], a)
	}
}

// numbers reads the numbers of an attribute.
func numbers(s string) []float64 {
	var out []float64
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' }) {
		n, err := strconv.ParseFloat(f, 64)
		if err != nil || !(math.Abs(n) < farthest) {
			return nil
		}
		out = append(out, n)
	}
	return out
}
