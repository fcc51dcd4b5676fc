package picture

import (
	"math"
	"slices"
	"strconv"
)

// farthest bounds the numbers of an icon, whose view box is some tens wide.
const farthest = 1e4

type point struct{ x, y float64 }

func (p point) plus(q point) point               { return point{p.x + q.x, p.y + q.y} }
func (p point) towards(q point, t float64) point { return point{p.x + (q.x-p.x)*t, p.y + (q.y-p.y)*t} }

// polyline is a curve as short straight pieces.
type polyline struct {
	points []point
	closed bool
}

// curveSteps is how many pieces a curve is cut into: enough for a sign of a
// hundred pixels.
const curveSteps = 24

// mostDashes is how many dashes one line may have.
const mostDashes = 1000

// dashed cuts a line into dashes; without any, or with too many, it is the line
// itself.
func (l polyline) dashed(dashes []float64) []polyline {
	if len(dashes) == 0 || len(l.points) < 2 {
		return []polyline{l}
	}
	points := l.points
	if l.closed {
		points = append(points[:len(points):len(points)], points[0])
	}
	whole := 0.0
	for i := 1; i < len(points); i++ {
		whole += math.Hypot(points[i].x-points[i-1].x, points[i].y-points[i-1].y)
	}
	if whole > mostDashes*slices.Min(dashes) {
		return []polyline{l}
	}
	var out []polyline
	at, left, on := 0, dashes[0], true
	dash := polyline{points: []point{points[0]}}
	for i := 1; i < len(points); i++ {
		p, q := points[i-1], points[i]
		length := math.Hypot(q.x-p.x, q.y-p.y)
		for done := 0.0; done < length; {
			step := min(left, length-done)
			done += step
			left -= step
			here := p.towards(q, done/length)
			if on {
				dash.points = append(dash.points, here)
			}
			if left > 1e-9 {
				continue
			}
			if on {
				out = append(out, dash)
			}
			at++
			on, left, dash = !on, dashes[at%len(dashes)], polyline{points: []point{here}}
		}
	}
	if on && len(dash.points) > 1 {
		out = append(out, dash)
	}
	return out
}

func oval(centre point, rx, ry float64) polyline {
	l := polyline{closed: true}
	for i := range 2 * curveSteps {
		sin, cos := math.Sincos(math.Pi * float64(i) / curveSteps)
		l.points = append(l.points, point{centre.x + rx*cos, centre.y + ry*sin})
	}
	return l
}

func roundedRect(x, y, w, h, r float64) polyline {
	r = max(0, min(r, w/2, h/2))
	l := polyline{closed: true}
	const quarter = curveSteps / 4
	for corner, c := range []point{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		for i := range quarter + 1 {
			sin, cos := math.Sincos(math.Pi / 2 * (float64(corner) + float64(i)/quarter))
			l.points = append(l.points, point{c.x + r*cos, c.y + r*sin})
		}
	}
	return l
}

// pathReader reads the d attribute of a path.
type pathReader struct {
	rest  string
	lines []polyline
	at    point // the pen
	bend  point // the last control point, for smooth curves
}

// flatten reads a path as far as it can be read.
func flatten(d string) []polyline {
	r := pathReader{rest: d}
	var command byte
	for {
		r.space()
		if r.rest == "" {
			return r.lines
		}
		if c := r.rest[0] | 0x20; c >= 'a' && c <= 'z' {
			command = r.rest[0]
			r.rest = r.rest[1:]
		} else if command|0x20 == 'z' {
			return r.lines
		}
		if !r.draw(command) {
			return r.lines
		}
		if command|0x20 == 'm' { // more pairs are lines
			command -= 'm' - 'l'
		}
	}
}

func (r *pathReader) space() {
	for r.rest != "" && (r.rest[0] == ' ' || r.rest[0] == ',' || r.rest[0] == '\n' || r.rest[0] == '\t' || r.rest[0] == '\r') {
		r.rest = r.rest[1:]
	}
}

// number reads one number. They may stand without anything between: "-1.5.5".
func (r *pathReader) number(flag bool) (float64, bool) {
	r.space()
	n, dot, exponent := 0, false, false
	for ; n < len(r.rest); n++ {
		c := r.rest[n]
		switch {
		case c >= '0' && c <= '9':
			if flag { // the flags of an arc are one digit each
				n++
			} else {
				continue
			}
		case (c == '-' || c == '+') && (n == 0 || r.rest[n-1]|0x20 == 'e'):
			continue
		case c == '.' && !dot && !exponent:
			dot = true
			continue
		case c|0x20 == 'e' && n > 0 && !exponent:
			exponent = true
			continue
		}
		break
	}
	v, err := strconv.ParseFloat(r.rest[:n], 64)
	r.rest = r.rest[n:]
	return v, err == nil && math.Abs(v) < farthest
}

// points reads so many points, relative to the pen or not.
func (r *pathReader) points(n int, relative bool) ([]point, bool) {
	out := make([]point, n)
	for i := range out {
		x, ok := r.number(false)
		y, also := r.number(false)
		if !ok || !also {
			return nil, false
		}
		out[i] = point{x, y}
		if relative {
			out[i] = out[i].plus(r.at)
		}
	}
	return out, true
}

func (r *pathReader) to(p point) {
	if len(r.lines) == 0 || r.lines[len(r.lines)-1].closed {
		r.lines = append(r.lines, polyline{points: []point{r.at}})
	}
	l := &r.lines[len(r.lines)-1]
	l.points = append(l.points, p)
	r.at = p
}

func (r *pathReader) curve(a, b, to point) {
	from := r.at
	for i := 1; i <= curveSteps; i++ {
		t := float64(i) / curveSteps
		p, q, s := from.towards(a, t), a.towards(b, t), b.towards(to, t)
		r.to(p.towards(q, t).towards(q.towards(s, t), t))
	}
	r.bend = b
}

// draw reads what one command needs and draws it.
func (r *pathReader) draw(command byte) bool {
	relative := command >= 'a'
	smooth := r.at.plus(point{r.at.x - r.bend.x, r.at.y - r.bend.y})
	var ok bool
	var p []point
	switch command | 0x20 {
	case 'm':
		if p, ok = r.points(1, relative); ok {
			r.at = p[0]
			r.lines = append(r.lines, polyline{points: []point{r.at}})
		}
	case 'l':
		if p, ok = r.points(1, relative); ok {
			r.to(p[0])
		}
	case 'h', 'v':
		var v float64
		v, ok = r.number(false)
		to := r.at
		axis := &to.x
		if command|0x20 == 'v' {
			axis = &to.y
		}
		if relative {
			v += *axis
		}
		*axis = v
		if ok {
			r.to(to)
		}
	case 'c':
		if p, ok = r.points(3, relative); ok {
			r.curve(p[0], p[1], p[2])
			return true
		}
	case 's':
		if p, ok = r.points(2, relative); ok {
			r.curve(smooth, p[0], p[1])
			return true
		}
	case 'q':
		if p, ok = r.points(2, relative); ok {
			r.curve(r.at.towards(p[0], 2.0/3), p[1].towards(p[0], 2.0/3), p[1])
		}
	case 'a':
		ok = r.arc(relative)
	case 'z':
		if n := len(r.lines); n > 0 {
			r.lines[n-1].closed = true
			r.at = r.lines[n-1].points[0]
			ok = true
		}
	}
	r.bend = r.at
	return ok
}

// arc draws a part of an ellipse, as SVG's appendix on arcs computes it.
func (r *pathReader) arc(relative bool) bool {
	var v [5]float64
	for i := range v {
		var ok bool
		if v[i], ok = r.number(i >= 3); !ok {
			return false
		}
	}
	end, ok := r.points(1, relative)
	if !ok {
		return false
	}
	from, to := r.at, end[0]
	rx, ry := math.Abs(v[0]), math.Abs(v[1])
	if rx == 0 || ry == 0 || from == to {
		r.to(to)
		return true
	}
	sin, cos := math.Sincos(v[2] * math.Pi / 180)
	hx, hy := (from.x-to.x)/2, (from.y-to.y)/2
	x, y := cos*hx+sin*hy, cos*hy-sin*hx
	if grow := x*x/(rx*rx) + y*y/(ry*ry); grow > 1 {
		rx *= math.Sqrt(grow)
		ry *= math.Sqrt(grow)
	}
	down := rx*rx*y*y + ry*ry*x*x
	k := math.Sqrt(max(0, (rx*rx*ry*ry-down)/down))
	if (v[3] != 0) == (v[4] != 0) {
		k = -k
	}
	cx, cy := k*rx*y/ry, -k*ry*x/rx
	angle := math.Atan2((y-cy)/ry, (x-cx)/rx)
	turn := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - angle
	if v[4] != 0 && turn < 0 {
		turn += 2 * math.Pi
	} else if v[4] == 0 && turn > 0 {
		turn -= 2 * math.Pi
	}
	mid := from.towards(to, 0.5)
	for i := 1; i < curveSteps; i++ {
		s, c := math.Sincos(angle + turn*float64(i)/curveSteps)
		px, py := cx+rx*c, cy+ry*s
		r.to(point{mid.x + cos*px - sin*py, mid.y + sin*px + cos*py})
	}
	r.to(to)
	return true
}
