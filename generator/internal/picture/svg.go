package picture

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// The size that browsers give a drawing that says nothing of its own.
const svgWidth, svgHeight = 300, 150

// svgHeader reads width and height of a drawing's root element, else of its
// viewBox. ok is false for a text that is no SVG.
func svgHeader(b []byte) (width, height int, ok bool) {
	d := xml.NewDecoder(bytes.NewReader(b[:min(len(b), 64<<10)]))
	d.Strict = false
	for {
		t, err := d.RawToken()
		if err != nil {
			return 0, 0, false
		}
		start, isStart := t.(xml.StartElement)
		if !isStart {
			continue
		}
		if start.Name.Local != "svg" {
			return 0, 0, false
		}
		width, height = svgSize(start.Attr)
		return width, height, true
	}
}

func svgSize(attrs []xml.Attr) (width, height int) {
	var w, h float64
	var box []float64
	for _, a := range attrs {
		switch a.Name.Local {
		case "width":
			w = pixels(a.Value)
		case "height":
			h = pixels(a.Value)
		case "viewBox":
			for f := range strings.FieldsFuncSeq(a.Value, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' }) {
				box = append(box, pixels(f))
			}
		}
	}
	if len(box) == 4 && box[2] > 0 && box[3] > 0 {
		switch {
		case w == 0 && h == 0:
			w, h = box[2], box[3]
		case w == 0:
			w = h * box[2] / box[3]
		case h == 0:
			h = w * box[3] / box[2]
		}
	}
	const sane = 1 << 20
	if w < 1 || h < 1 || w > sane || h > sane {
		return svgWidth, svgHeight
	}
	return int(math.Round(w)), int(math.Round(h))
}

// pixels reads a length in pixels; 0 for any other.
func pixels(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}
