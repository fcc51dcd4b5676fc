// Package source reads a publication's files and tells where each piece of
// them stands.
//
// Place in the pipeline: sources → records. It turns the project folder into
// an immutable Tree of Files, and the YAML in them into Nodes that site
// decodes strictly. The YAML library stays in this room.
package source

import (
	"io/fs"
	"iter"

	"readout/generator/internal/cow"
	"readout/generator/internal/diag"
)

// Tree is the list of the files below content/ at one moment. It is immutable
// and safe for use from many goroutines. The zero Tree has no files.
type Tree struct {
	files cow.Map[*File]
}

// File is one file below content/.
type File struct {
	Path string   // slash-separated, relative to the project: "content/briefs/x.md"
	Hash [32]byte // SHA-256 of the contents; zero when it could not be read
	Size int64

	// Err says why the file could not be read, or may not be (a symlink that
	// leaves the project); nil otherwise.
	Err *diag.Diagnostic

	text  []byte // only while Update's callback runs
	lines *diag.Lines
}

// Kind is the kind of a YAML value.
type Kind uint8

// The kinds of YAML values. A null is a Scalar with an empty Value and Null set.
const (
	Scalar Kind = iota
	Sequence
	Mapping
)

// Node is a YAML value with its place. Aliases are already replaced by what
// they stand for and merge keys (<<) are refused. Immutable.
type Node struct {
	Kind  Kind
	Value diag.Text // of a scalar: its text, as a person reads it; knows where each byte stood
	Plain bool      // a scalar without quotes, so that true, 3 and null mean what YAML says
	Null  bool
	Items []*Node // of a sequence
	Pairs []Pair  // of a mapping, in file order, keys unique
	Pos   diag.Pos
	Width int // characters of the scalar on its first line, for the caret
}

// Pair is a key of a mapping with its value.
type Pair struct{ Key, Value *Node }

// Located is a decoded value with its place, for problems found later.
type Located[T any] struct {
	Value T
	Pos   diag.Pos
	Width int
}

// Decoder is implemented by types that decode themselves from a Node: dates,
// texts by language, shorthands. DecodeNode adds problems to l; it must not
// keep l.
type Decoder interface {
	DecodeNode(n *Node, l *diag.List)
}

// Project is a publication's folder on disk. Nothing outside it can be read
// through it.
type Project struct{}

// Open opens the project in a folder.
func Open(dir string) (*Project, error) { panic("not written yet") }

// FS reads the project's files by project-relative path. Symlinks inside the
// project are followed; one that leaves it is an error.
func (p *Project) FS() fs.FS { panic("not written yet") }

// Close releases the folder.
func (p *Project) Close() error { panic("not written yet") }

// Update reads again what stands at the given project-relative paths (files
// or folders, there or gone; none at all means everything below content/) and
// returns the tree as it then is, with the paths that are no longer there.
//
// changed is called for each file that is new or whose bytes differ, from
// several goroutines at once, while the file's contents are in memory; they
// are released when it returns. Text, FrontMatter and YAML may be called only
// inside it. A file that vanishes while it is read counts as gone. A file
// with Err set is passed to changed too.
func (t *Tree) Update(fsys fs.FS, paths []string, changed func(f *File)) (next *Tree, gone []string) {
	panic("not written yet")
}

// Files yields the files in order of path.
func (t *Tree) Files() iter.Seq[*File] {
	return func(yield func(*File) bool) {
		for _, f := range t.files.All() {
			if !yield(f) {
				return
			}
		}
	}
}

// File returns the file with a project-relative path.
func (t *Tree) File(path string) (*File, bool) { return t.files.Get(path) }

// Bytes returns the file's contents.
func (f *File) Bytes() []byte { return f.text }

// FrontMatter splits a Markdown file into its front matter (nil when there is
// none) and its body.
func (f *File) FrontMatter() (meta *Node, body diag.Text, l diag.List) { panic("not written yet") }

// YAML parses a YAML file; nil when it is empty or its syntax is broken.
func (f *File) YAML() (*Node, diag.List) { panic("not written yet") }

// ParseYAML parses YAML that stands inside another text, such as a fenced
// block.
func ParseYAML(t diag.Text) (*Node, diag.List) { panic("not written yet") }

// Decode fills a struct from a mapping, strictly. Fields are matched by their
// `yaml:"key"` tags, embedded structs as if their fields stood in the outer
// one; a tag "-" or none is no field. Unknown keys, wrong types and missing
// keys tagged `yaml:"key,required"` are errors at their place, unknown keys
// with a "did you mean". Fields may be strings, integers, booleans, *bool,
// slices, maps with string keys, structs, Located of these, and Decoders.
func Decode(n *Node, into any, l *diag.List) { panic("not written yet") }
