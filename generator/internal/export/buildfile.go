package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"

	"readout/generator/internal/output"
)

// buildFile says what a site was made of, so that whoever has the sources can
// make it again and compare.
const buildFile = "data/build.json"

// Input is a file of the project that has a part in what is published.
type Input struct {
	Path string // "content/briefs/x.md"
	Hash [sha256.Size]byte
}

// writeBuild writes data/build.json:
//
//	as_of, base_url, generator {name, version}, drafts
//	sha256    of all that, and of the inputs; see hashInputs
//	inputs    {path, sha256} of each, in order of path
//
// It is written by hand, one input a line: a large publication has tens of
// thousands.
func (e *exporter) writeBuild(s *sink) {
	member := func(name string, value []byte) {
		s.b = append(append(append(s.b, "  "...), name...), ": "...)
		s.b = append(append(s.b, value...), ",\n"...)
	}
	sum := sha256.New()
	e.hashInputs(sum)
	s.b = append(s.b, "{\n"...)
	member(`"as_of"`, appendString(nil, e.asOf))
	member(`"base_url"`, appendString(nil, e.absolute("/")))
	member(`"generator"`, append(appendString([]byte(`{"name": "Readout", "version": `), e.options.Version), '}'))
	member(`"drafts"`, strconv.AppendBool(nil, e.options.Drafts))
	member(`"sha256"`, fmt.Appendf(nil, `"%x"`, sum.Sum(nil)))
	s.b = append(s.b, `  "inputs": [`...)
	separator := "\n    "
	for in := range e.options.Inputs {
		s.b = append(append(s.b, separator...), `{"path": `...)
		s.b = append(appendString(s.b, in.Path), `, "sha256": "`...)
		s.b = append(hex.AppendEncode(s.b, in.Hash[:]), `"}`...)
		separator = ",\n    "
		s.spill()
	}
	s.b = append(s.b, "\n  ]\n}\n"...)
}

// hashInputs hashes all that the site is made of: four lines with a name and a
// value, then the inputs as sha256sum lists them.
func (e *exporter) hashInputs(h hash.Hash) {
	fmt.Fprintf(h, "version %s\nas_of %s\nbase_url %s\ndrafts %t\n", e.options.Version, e.asOf, e.absolute("/"), e.options.Drafts)
	var line []byte
	for in := range e.options.Inputs {
		line = output.AppendSum(line[:0], output.Sum(in))
		h.Write(line)
	}
}
