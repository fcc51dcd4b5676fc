package source

import (
	"bytes"
	"strings"

	"readout/generator/internal/diag"
)

// FrontMatter splits a Markdown file into its front matter (nil when there is
// none) and its body. Front matter stands between two lines of three dashes,
// the first of which is the file's first line; one that holds nothing is an
// empty mapping. When it is not closed, or its syntax is broken, meta is nil
// and l has the error. Line ends of the body are \n, whatever the file has.
func (f *File) FrontMatter() (meta *Node, body diag.Text, l diag.List) {
	text := bytes.TrimPrefix(f.text, bom)
	first, rest := cutLine(text)
	if !isFence(first) {
		return nil, newText(f.Path, text, 1), nil
	}
	number := 2
	for start := rest; len(rest) > 0; number++ {
		var line []byte
		before := rest
		line, rest = cutLine(rest)
		if !isFence(line) {
			continue
		}
		inner := start[:len(start)-len(before)]
		meta, l = f.nodes.parse(newText(f.Path, inner, 2))
		if meta == nil && !l.HasErrors() {
			meta = &Node{Kind: Mapping, Pos: diag.Pos{File: f.Path, Line: 1, Col: 1}, Width: 3}
		}
		if rest == nil { // the fence ends the file
			return meta, diag.Text{File: f.Path, Runs: []diag.Run{{Line: int32(number), Col: int32(len(line)) + 1}}}, l
		}
		return meta, newText(f.Path, rest, number+1), l
	}
	d := l.Errorf(diag.Pos{File: f.Path, Line: 1, Col: 1}, CodeFrontMatter, "the front matter that begins here is not closed")
	d.Width = 3
	d.Hint = "end it with a line of three dashes (---)"
	return nil, diag.Text{File: f.Path, Runs: []diag.Run{{Line: 1, Col: 1}}}, l
}

// YAML parses a YAML file; nil when it is empty or its syntax is broken.
func (f *File) YAML() (*Node, diag.List) {
	return f.nodes.parse(newText(f.Path, bytes.TrimPrefix(f.text, bom), 1))
}

var bom = []byte("\xef\xbb\xbf")

// cutLine cuts off the first line with its end.
func cutLine(text []byte) (line, rest []byte) {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		return text[:i+1], text[i+1:]
	}
	return text, nil
}

func isFence(line []byte) bool {
	return bytes.HasPrefix(line, []byte("---")) && len(bytes.TrimRight(line[3:], " \t\r\n")) == 0
}

// newText copies whole lines of a file, the first of which has a number, with
// \n as line ends.
func newText(file string, text []byte, line int) diag.Text {
	t := diag.Text{File: file, String: string(text)}
	if strings.Contains(t.String, "\r\n") {
		t.String = strings.ReplaceAll(t.String, "\r\n", "\n")
	}
	t.Runs = make([]diag.Run, 1, 1+strings.Count(t.String, "\n"))
	t.Runs[0] = diag.Run{Line: int32(line), Col: 1}
	for at := 0; ; {
		i := strings.IndexByte(t.String[at:], '\n')
		if i < 0 {
			return t
		}
		at += i + 1
		line++
		t.Runs = append(t.Runs, diag.Run{Offset: int32(at), Line: int32(line), Col: 1})
	}
}
