package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// assets are the published files of a folder. A name holds a hash of the
// contents, so that browsers may keep a file for ever.
type assets struct {
	paths   map[string]string // source name ("site.css") → path in the output ("assets/site-1a2b….css")
	content map[string][]byte // by path in the output
	// bundled is what the bundles of each extension depend on: of the same
	// digest, the same bundles come out.
	bundled map[string]digest
	minify  bool
	notes   map[string]diag.List // what is wrong with each bundle
}

// buildAssets fingerprints the files that are published as they are, and
// bundles each CSS and JS file in entries. Bundles of before, which may be
// nil, are used again when nothing they could depend on has changed.
func buildAssets(f *folder, entries []string, o Options, before *assets, problems *diag.List) *assets {
	a := &assets{paths: map[string]string{}, content: map[string][]byte{}, minify: o.Minify, notes: map[string]diag.List{}}
	for _, name := range f.published() {
		a.add(name, f.files[name])
	}
	a.bundled = map[string]digest{".css": a.dependencies(f, ".css"), ".js": a.dependencies(f, ".js")}
	for _, name := range entries {
		if _, ok := f.files[name]; !ok || !isBundle(name) {
			continue
		}
		if ext := path.Ext(name); before != nil && before.minify == a.minify && before.bundled[ext] == a.bundled[ext] {
			if p, ok := before.paths[name]; ok {
				a.paths[name], a.content[p], a.notes[name] = p, before.content[p], before.notes[name]
				*problems = append(*problems, a.notes[name]...)
				continue
			}
		}
		var notes diag.List
		if text, ok := bundle(f, name, a.paths, o.Minify, &notes); ok {
			a.add(name, text)
		}
		a.notes[name] = notes
		*problems = append(*problems, notes...)
	}
	return a
}

func isBundle(name string) bool {
	ext := path.Ext(name)
	return ext == ".css" || ext == ".js"
}

// add publishes text under a name that tells its contents.
func (a *assets) add(name string, text []byte) {
	sum := sha256.Sum256(text)
	ext := path.Ext(name)
	p := "assets/" + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext
	a.paths[name], a.content[p] = p, text
}

// dependencies identifies all that a bundle with an extension can be made of:
// the sources with that extension, of which one imports another, and the names
// of the files that they may refer to.
func (a *assets) dependencies(f *folder, ext string) digest {
	h := sha256.New()
	for _, name := range f.names {
		switch p, ok := a.paths[name]; {
		case ok:
			io.WriteString(h, p+"\x00") //nolint:errcheck // a hash takes everything
		case path.Ext(name) == ext:
			sum := sha256.Sum256(f.files[name])
			io.WriteString(h, name+"\x00"+string(sum[:])) //nolint:errcheck // as above
		}
	}
	return digest(h.Sum(nil))
}

func (a *assets) files() []output.File {
	out := make([]output.File, 0, len(a.content))
	for _, p := range slices.Sorted(maps.Keys(a.content)) {
		text := a.content[p]
		out = append(out, output.File{Path: p, Write: func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		}})
	}
	return out
}
