package output

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
)

// SumsFile is the published file that names every other one with its SHA-256,
// in order of path and in the form that sha256sum writes and checks.
const SumsFile = "SHA256SUMS"

// Sum is a published file with its SHA-256.
type Sum struct {
	Path string
	Hash [sha256.Size]byte
}

// addSums renders the file of sums from the records of all others, sorted by
// path, and stages it if it differs. It returns the records with its own.
func (s *stage) addSums(records []record) ([]record, error) {
	at, there := placeOf(records, SumsFile)
	switch {
	case there:
		return nil, Errors{{Path: SumsFile, Err: ErrDuplicate}}
	case slices.ContainsFunc(records[at:], func(r record) bool { return strings.HasPrefix(r.path, SumsFile+"/") }):
		return nil, Errors{{Path: SumsFile, Err: ErrFolder}}
	}
	w := &worker{stage: s}
	if err := w.do(File{Path: SumsFile, Write: func(to io.Writer) error { return writeSums(to, records) }}); err != nil {
		return nil, err
	}
	if w.failure != nil {
		return nil, w.failure
	}
	s.adopted = s.adopted || w.adopted
	if len(w.staged) > 0 {
		i, _ := placeOf(s.staged, SumsFile)
		s.staged = slices.Insert(s.staged, i, w.staged...)
	}
	return slices.Insert(records, at, w.records...), nil
}

// placeOf returns where a path stands, or belongs, in records sorted by path.
func placeOf(records []record, path string) (at int, there bool) {
	return slices.BinarySearchFunc(records, path, func(r record, path string) int { return cmp.Compare(r.path, path) })
}

func writeSums(w io.Writer, records []record) error {
	const much = 64 << 10
	text := make([]byte, 0, much+4<<10)
	for i := range records {
		text = AppendSum(text, Sum{records[i].path, records[i].hash})
		if len(text) >= much || i == len(records)-1 {
			if _, err := w.Write(text); err != nil {
				return err
			}
			text = text[:0]
		}
	}
	return nil
}

// AppendSum appends a line to a file of sums, as sha256sum writes it.
func AppendSum(text []byte, s Sum) []byte {
	if strings.ContainsAny(s.Path, "\\\n\r") {
		text = append(text, '\\')
		s.Path = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`).Replace(s.Path)
	}
	text = append(hex.AppendEncode(text, s.Hash[:]), "  "...)
	return append(append(text, s.Path...), '\n')
}

// ParseSums reads a file of sums. It takes what sha256sum does, but for paths
// that a site cannot have.
func ParseSums(text []byte) ([]Sum, error) {
	sums := make([]Sum, 0, bytes.Count(text, []byte{'\n'}))
	seen := make(map[string]struct{}, cap(sums))
	n := 0
	for line := range bytes.Lines(text) {
		n++
		sum, ok := parseSum(line)
		if !ok {
			return nil, fmt.Errorf("line %d is not a sum and a path", n)
		}
		if _, twice := seen[sum.Path]; twice {
			return nil, fmt.Errorf("line %d names %q a second time", n, sum.Path)
		}
		seen[sum.Path] = struct{}{}
		sums = append(sums, sum)
	}
	return sums, nil
}

// parseSum reads a line, which must be whole: one that is cut off could name
// another file.
func parseSum(line []byte) (s Sum, ok bool) {
	line, whole := bytes.CutSuffix(line, []byte{'\n'})
	line = bytes.TrimSuffix(line, []byte{'\r'})
	line, escaped := bytes.CutPrefix(line, []byte{'\\'})
	const digits = 2 * sha256.Size
	if !whole || len(line) < digits+3 || line[digits] != ' ' || line[digits+1] != ' ' && line[digits+1] != '*' {
		return Sum{}, false
	}
	if _, err := hex.Decode(s.Hash[:], line[:digits]); err != nil {
		return Sum{}, false
	}
	s.Path = string(line[digits+2:])
	if escaped {
		s.Path = strings.ReplaceAll(s.Path, `\\`, `\`)
	}
	return s, validPath(s.Path)
}
