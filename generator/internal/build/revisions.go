package build

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"iter"
	"strings"
	"time"

	"readout/generator/internal/diag"
	"readout/generator/internal/output"
	"readout/generator/internal/revision"
)

// RevisionsFile is where revisions are kept, relative to the project.
const RevisionsFile = revision.File

// Archive remembers what the project's files were.
type Archive = revision.Archive

// keptRevisions is the file of revisions as it was last read.
type keptRevisions struct {
	log      *revision.Log
	problems diag.List
	text     []byte
	hash     [sha256.Size]byte
	size     int64
	changed  time.Time
	read     bool
}

// readRevisions reads the file of revisions again if it may have changed.
func (b *Builder) readRevisions() {
	r := &b.revisions
	fi, err := fs.Stat(b.files, RevisionsFile)
	if errors.Is(err, fs.ErrNotExist) {
		if !r.read || r.size >= 0 {
			*r = keptRevisions{log: new(revision.Log), size: -1, read: true}
		}
		return
	}
	if err == nil && r.read && r.size == fi.Size() && r.changed.Equal(fi.ModTime()) {
		return
	}
	*r = keptRevisions{log: new(revision.Log), read: true}
	if err == nil && !fi.Mode().IsRegular() {
		err = errors.New("it is not a regular file")
	}
	if err == nil {
		r.text, err = fs.ReadFile(b.files, RevisionsFile)
	}
	if err != nil {
		r.problems.Errorf(diag.Pos{File: RevisionsFile}, "file-unreadable", "this cannot be read: %v", err).
			Hint = "without it nobody can tell what was published before"
		return
	}
	r.size, r.changed, r.hash = fi.Size(), fi.ModTime(), sha256.Sum256(r.text)
	r.log, r.problems = revision.Parse(string(r.text))
}

// newBook sets the revisions against a site; nil where the publication wants
// none.
func (b *Builder) newBook() *revision.Book {
	if !b.site.Settings().Writes("revisions") {
		return nil
	}
	return revision.NewBook(b.revisions.log, b.site, revision.Sources{
		Read:    func(path string) ([]byte, error) { return fs.ReadFile(b.files, path) },
		Archive: b.options.Archive,
	})
}

// Additions are lines that belong at the end of the file of revisions.
type Additions struct {
	Known  []byte            // what the file holds
	Lines  []byte            // nil when there is nothing to add
	Hash   [sha256.Size]byte // of the file once the lines are there; zero when there is none
	Inputs [sha256.Size]byte // what Builder.Inputs will be once the lines are there, if nothing else changes
}

// Additions returns what a publication of this snapshot adds to the revisions.
// Only a site of today, or of the day that site.yaml names, is a publication:
// one with drafts, or as of another day, adds nothing.
func (s *Snapshot) Additions() Additions { return s.additions() }

func (s *Snapshot) findAdditions() Additions {
	a := Additions{Known: s.revisions.text, Hash: s.revisions.hash, Inputs: s.inputs(s.revisions.hash)}
	o := s.options
	if s.book == nil || o.Drafts || o.Serve || o.ReadOnly || !(o.AsOf.IsZero() || o.AsOf == o.Today) {
		return a
	}
	if a.Lines = s.book.Additions(); len(a.Lines) == 0 {
		return a
	}
	h := sha256.New()
	h.Write(a.Known)
	if n := len(a.Known); n > 0 && a.Known[n-1] != '\n' {
		h.Write([]byte{'\n'})
	}
	h.Write(a.Lines)
	a.Hash = [sha256.Size]byte(h.Sum(nil))
	a.Inputs = s.inputs(a.Hash)
	return a
}

// Withdrawn reports records that were published and are gone, unless an
// earlier build has reported them.
func (s *Snapshot) Withdrawn() diag.List {
	if s.book == nil || s.options.Drafts {
		return nil
	}
	return s.book.Problems().WithChecks(s.site.Settings().Checks)
}

// Unkept reports that a site was published and its additions could not be
// written: a warning, whatever site.yaml makes of it, unless it is off.
func (s *Snapshot) Unkept(err error) diag.List {
	var l diag.List
	l.Warnf(diag.Pos{File: RevisionsFile}, "revision-unkept", "what was published could not be added here: %v", err).
		Hint = "make the file and its folder writable and build again, or write `outputs: {revisions: false}` into content/site.yaml"
	l = l.WithChecks(s.site.Settings().Checks)
	for i := range l {
		l[i].Severity = diag.Warning
	}
	return l
}

// goneTwin is the data twin of a record that is no longer published.
type goneTwin struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Title     string `json:"title,omitempty"`
	Published string `json:"last_published,omitempty"`
	Withdrawn string `json:"withdrawn,omitempty"`
	Withheld  string `json:"withheld,omitempty"`
}

// goneTwins yields the data twins of the records that are gone.
func (s *Snapshot) goneTwins() iter.Seq[output.File] {
	return func(yield func(output.File) bool) {
		if s.book == nil || !s.site.Settings().Writes("twins") {
			return
		}
		for _, g := range s.book.Gone() {
			if g.Moved == nil && !yield(goneTwinOf(&g)) {
				return
			}
		}
	}
}

// findGoneTwin returns the data twin at an address, if it is that of a record
// that is gone.
func (s *Snapshot) findGoneTwin(url string) (output.File, bool) {
	folder, ok := strings.CutSuffix(url, "index.json")
	if !ok || s.book == nil || !s.site.Settings().Writes("twins") {
		return output.File{}, false
	}
	g, ok := s.book.FindURL(folder)
	if !ok || g.Moved != nil {
		return output.File{}, false
	}
	return goneTwinOf(&g), true
}

func goneTwinOf(g *revision.Gone) output.File {
	twin := goneTwin{ID: g.ID, Kind: g.Kind.String()}
	if g.Withheld {
		twin.Withheld = g.On.ISO()
	} else {
		twin.Title, twin.Published, twin.Withdrawn = g.Title, g.Last.ISO(), g.On.ISO()
	}
	return output.File{Path: strings.TrimPrefix(g.URL(), "/") + "index.json", Write: func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(twin)
	}}
}

// inputsWith returns the function that completes the hash of all inputs with
// that of the file of revisions.
func inputsWith(rest [sha256.Size]byte) func(revisions [sha256.Size]byte) [sha256.Size]byte {
	return func(revisions [sha256.Size]byte) [sha256.Size]byte {
		return sha256.Sum256(append(rest[:], revisions[:]...))
	}
}
