package site

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"readout/generator/internal/diag"
	"readout/generator/internal/picture"
	"readout/generator/internal/source"
)

// Tables that pages can show. A larger one is a download only.
const (
	maxTableBytes = 1 << 20
	MaxTableRows  = 5000
	MaxChartRows  = 300 // that a drawing can hold and still be read
)

// parseAsset notes what pages need to know of a file that is published as it
// is.
func (p *Parsed) parseAsset(f *source.File) {
	a := &Asset{Source: p.Path, URL: "/" + strings.TrimPrefix(p.Path, contentDir)}
	p.asset = a
	data := f.Bytes()
	switch {
	case isImage(p.Path) && f.Size > source.MaxSize:
		p.Problems.Errorf(diag.Pos{File: p.Path}, "image-too-large", "this image has more than %d MB", source.MaxSize>>20).
			Hint = "make it smaller; pages show images at 1600 pixels or less"
	case isImage(p.Path) && f.Err == nil:
		p.parseImage(a, f, data)
	case isTable(p.Path) && len(data) <= maxTableBytes:
		p.parseTable(a, data)
	case isXML(p.Path) && f.Size > source.MaxSize:
		p.Problems.Errorf(diag.Pos{File: p.Path}, "asset-active", "this XML file has more than %d MB, too many to look for what a browser would run", source.MaxSize>>20).
			Hint = "publish it in a .zip"
	case isXML(p.Path) && f.Err == nil:
		p.flaws(picture.CheckXML(data), data)
	}
}

// flaws reports what a browser would run or fetch in a file.
func (p *Parsed) flaws(flaws []picture.Flaw, data []byte) {
	if len(flaws) == 0 {
		return
	}
	lines := diag.NewLines(p.Path, data)
	for _, f := range flaws {
		d := p.Problems.Errorf(lines.Pos(f.Offset), f.Code, "%s", f.Message)
		d.Width, d.Hint = f.Width, f.Hint
	}
}

// parseImage notes an image's size, and what smaller editions of it there are.
func (p *Parsed) parseImage(a *Asset, f *source.File, data []byte) {
	info, err := picture.Read(data)
	if isDrawing := strings.EqualFold(path.Ext(p.Path), ".svg"); err == nil && (isDrawing || info.Format == picture.SVG) {
		p.flaws(picture.CheckDrawing(data), data)
	} else if err == nil && info.Format == picture.Unknown {
		err = &picture.Error{Code: "image-broken", Message: "this file is no image, though its name says so", Hint: "save it again from the program that made it"}
	}
	if wrong, ok := errors.AsType[*picture.Error](err); ok {
		p.Problems.Errorf(diag.Pos{File: p.Path}, wrong.Code, "%s", wrong.Message).Hint = wrong.Hint
		return
	}
	a.Width, a.Height = info.Width, info.Height
	for _, e := range info.Editions() {
		a.Editions = append(a.Editions, Edition{
			Edition: e,
			URL:     fmt.Sprintf("%s-%x-%d%s", strings.TrimSuffix(a.URL, path.Ext(a.URL)), f.Hash[:5], e.Width, e.Format.Extension()),
		})
	}
}

// parseTable reads a CSV file, whose first row names the columns.
func (p *Parsed) parseTable(a *Asset, data []byte) {
	lines := diag.NewLines(p.Path, data)
	body := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	skipped := len(data) - len(body)
	if at := firstInvalid(body); at >= 0 {
		p.Problems.Errorf(lines.Pos(skipped+at), "table-invalid", "this table is not written in UTF-8").Hint = "save it as UTF-8"
		return
	}
	r := csv.NewReader(bytes.NewReader(body))
	rows, err := r.ReadAll()
	if err != nil {
		pos := diag.Pos{File: p.Path, Line: 1, Col: 1}
		message := err.Error()
		if pe, ok := errors.AsType[*csv.ParseError](err); ok {
			pos.Line = pe.Line
			start := lines.Offset(pe.Line, 1)
			pos = lines.Pos(start + max(0, pe.Column-1))
			message = pe.Err.Error()
			if errors.Is(pe.Err, csv.ErrFieldCount) {
				message = "this row has not as many fields as the first"
				pos = lines.Pos(lines.Offset(pe.StartLine, 1))
			} else if errors.Is(pe.Err, csv.ErrQuote) {
				message = "a quoted field is not closed, or goes on behind its quotes"
			} else if errors.Is(pe.Err, csv.ErrBareQuote) {
				message = "a quote stands inside a field that does not begin with one"
			}
		}
		p.Problems.Errorf(pos, "table-invalid", "%s", message)
		return
	}
	if len(rows) == 0 {
		p.Problems.Errorf(diag.Pos{File: p.Path}, "table-invalid", "this table is empty").Hint = "its first row names the columns"
		return
	}
	for i, row := range rows {
		for j := range row {
			if i == 0 {
				row[j] = strings.TrimSpace(row[j])
			}
		}
	}
	if len(rows)-1 <= MaxTableRows {
		a.Header, a.Rows = rows[0], rows[1:]
	}
}

// firstInvalid returns where a text stops being UTF-8, or -1.
func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// isTable reports whether a file is a table by its name.
func isTable(p string) bool { return strings.EqualFold(path.Ext(p), ".csv") }

// isXML reports whether a browser reads a file as XML, by its name.
func isXML(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".xml", ".xsl", ".xslt", ".rss", ".atom", ".rdf":
		return true
	}
	return false
}

// isProgram reports whether a browser or a server would run a file rather than
// hand it to its reader, by its name.
func isProgram(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".html", ".htm", ".xhtml", ".xht", ".mht", ".mhtml", ".hta", ".svgz", ".swf", ".js", ".mjs", ".wasm",
		".php", ".php3", ".php4", ".php5", ".php7", ".php8", ".phtml", ".phar", ".asp", ".aspx", ".jsp", ".jspx", ".cfm", ".cgi", ".shtml", ".shtm", ".stm":
		return true
	}
	return false
}

// isImage reports whether a file is an image that pages can show.
func isImage(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif":
		return true
	}
	return false
}
