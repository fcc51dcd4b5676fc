// Package source reads a publication's files and tells where each piece of
// them stands.
//
// Place in the pipeline: sources → records. It turns the project folder into
// an immutable Tree of Files, and the YAML in them into Nodes that site
// decodes strictly. The YAML library stays in this room.
package source

import (
	"crypto/sha256"
	"iter"

	"readout/generator/internal/cow"
	"readout/generator/internal/diag"
)

// Tree is the list of the files below content/ at one moment. It is immutable
// and safe for use from many goroutines. The zero Tree has no files.
type Tree struct {
	files  cow.Map[*File]
	linked bool // a symlinked folder was met: see Update
}

// File is one file below content/.
type File struct {
	Path string   // slash-separated, relative to the project: "content/briefs/x.md"
	Hash [32]byte // SHA-256 of the contents; zero when it could not be read
	Size int64

	// Err says why the file could not be read, may not be (a symlink that
	// leaves the project) or is no text although its name says so; nil
	// otherwise.
	Err *diag.Diagnostic

	// Only while Update's callback runs.
	text  []byte
	nodes *nodes // where the nodes of its YAML are made; nil makes them anew
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

// NewFile returns a file of some text that is not, or no longer, the one on
// disk. Its methods may be called at any time.
func NewFile(path string, text []byte) *File {
	f := &File{Path: path, Hash: sha256.Sum256(text), Size: int64(len(text)), text: text}
	if f.Err = checkText(path, text, f.Size); f.Err != nil {
		f.text = nil
	}
	return f
}

// Bytes returns the file's contents: nil when Err is set, and for a file of
// more than MaxSize bytes, which only its Hash and Size stand for.
func (f *File) Bytes() []byte { return f.text }
