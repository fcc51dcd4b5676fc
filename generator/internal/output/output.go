// Package output writes what differs into the output folder, crash-safe, and
// remembers what it wrote.
//
// Place in the pipeline: a leaf, and the last stage of a build. The other
// rooms say what a file is called and how it is rendered; this one decides
// whether the disk must change. No other room writes to the disk.
package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"
)

// File is a file that a site publishes.
type File struct {
	// Path is slash-separated and relative to the output folder:
	// "briefs/x/index.html".
	Path string
	// Write renders the file when asked. It is safe for use from many
	// goroutines and writes the same bytes every time.
	Write func(w io.Writer) error
}

// Options say where a site is published.
type Options struct {
	Dir      string // required: the output folder; made when it is missing
	Manifest string // required: the file that remembers what was written; outside Dir. Files beside it whose names begin with its name are this room's too
	// Inputs identifies all that the site is made of: the same inputs always
	// make the same files. Zero when that is not known. Standing tells later
	// whether it is still the one that was published last.
	Inputs [32]byte
	// Sums adds one more file, SumsFile, made of the sums of all others when they
	// are known.
	Sums bool
	// Note is kept for Standing, which returns it. It is one line.
	Note string
	// Pages is how many pages there are of what authors wrote. A site that would
	// have less than half of those that were published last is a *Shrunk error,
	// unless AllowShrink is set, the output folder is missing, or there were no
	// more than a few.
	Pages       int
	AllowShrink bool
	// Force lets files of the site replace files that others put in their places,
	// and removes files that were changed by hand and are no longer part of it.
	// Without it, either is a *Refusal.
	Force bool
	// Reread opens every file in the output folder, instead of trusting those
	// that look as they were written.
	Reread bool
	// Holder is how this process is named to others that find it publishing.
	Holder string
	// Mended, when set, is told of files that were changed by hand since they
	// were written, and have been written anew: their paths, in order.
	Mended func(path string)
	// Left, when set, is told of files that an earlier publication seems to have
	// written and that are left alone, since its manifest is lost.
	Left func(path string)
	// Workers is how many files are rendered at once; 0 is a number that suits
	// the machine.
	Workers int
	// Progress, when set, is told how many files have been rendered so far,
	// from several goroutines at once.
	Progress func(rendered int)
}

// fewPages is the number of pages up to which a site may lose any number of
// them: who tries something out, or has just begun, takes everything away again.
const fewPages = 3

// Report says what a publication did.
type Report struct {
	Files     int // the site has
	Written   int // were new or differed
	Unchanged int // were right already and have not been touched
	Removed   int // were written by an earlier build and are no longer part of the site
	// Sums is the SHA-256 of SumsFile, which thereby stands for the whole site;
	// zero when there is none.
	Sums [32]byte
}

// Error is a file that cannot be published: one that failed to render, or
// whose path cannot be used.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// The reasons for which a path cannot be used.
var (
	ErrDuplicate = errors.New("two files are published under this path")
	ErrFolder    = errors.New("a file is published under this path, and other files below it")
	ErrPath      = errors.New("this path cannot be a file in the output folder")
)

// Errors are all the files that cannot be published, in order of path.
type Errors []*Error

func (e Errors) Error() string {
	if len(e) == 1 {
		return e[0].Error()
	}
	return fmt.Sprintf("%s (and %d more)", e[0], len(e)-1)
}

// Publish makes the output folder hold the given files. Files that are there
// already with the right bytes are neither written nor opened; files of an
// earlier publication that are not among them are removed; files that this
// package did not write are left alone.
//
// Nothing changes in the folder before every file has been rendered. When one
// fails (the error is an Errors), or ctx ends, the site that was there stays
// as it was. Then new files come first, replaced ones after them, removals
// after those, each by one rename or removal, and the manifest comes last: a
// process that is killed at any moment leaves a site that works, and the next
// publication completes it. So does one that the file system fails, which is a
// *Failure. Only one process can publish with a manifest at a time; for a
// second one it is a *Locked error. A *Shrunk or *Refusal says that something
// would be lost.
func Publish(ctx context.Context, o Options, files iter.Seq[File]) (Report, error) {
	return publish(ctx, o, files, &disk{})
}

// Check renders the files as Publish does and forgets them. The error is what
// Publish would have found wrong with the files themselves.
func Check(ctx context.Context, files iter.Seq[File]) error {
	return eachFile(ctx, workers(0), files, func() func(File) error {
		return func(f File) error { return f.Write(io.Discard) }
	})
}

// Standing reports whether the output folder holds what was last published
// there, made of o.Inputs, with every file as it was written. Then there is
// nothing to publish, and the report and the note are those of a publication
// that changed nothing.
func Standing(o Options) (r Report, note string, ok bool) {
	if o.Inputs == ([32]byte{}) {
		return Report{}, "", false
	}
	unlock, err := lockAs(o.Manifest+".lock", o.Holder)
	if err != nil {
		return Report{}, "", false
	}
	defer unlock()
	m := loadMemory(o.Manifest)
	if m.origin.inputs != o.Inputs || m.interrupted() || m.sweep(&disk{}) != nil {
		return Report{}, "", false
	}
	if !m.allThere(o.Dir, workers(o.Workers)) {
		return Report{}, "", false
	}
	return Report{Files: len(m.written), Unchanged: len(m.written), Sums: m.written[SumsFile].hash}, m.origin.note, true
}

func publish(ctx context.Context, o Options, files iter.Seq[File], d *disk) (Report, error) {
	if err := d.mkdirAll(filepath.Dir(o.Manifest)); err != nil {
		return Report{}, failure(o, KeptAll, err)
	}
	unlock, err := lockAs(o.Manifest+".lock", o.Holder)
	if err != nil {
		return Report{}, failure(o, KeptAll, err)
	}
	defer unlock()

	s, err := openStage(o, d)
	if err != nil {
		return Report{}, failure(o, KeptAll, err)
	}
	defer s.close()
	if were := s.memory.origin.pages; s.root != nil && were > fewPages && 2*o.Pages < were && !o.AllowShrink {
		return Report{}, &Shrunk{were, o.Pages}
	}
	records, err := s.render(ctx, o, files)
	if err != nil {
		return Report{}, failure(o, KeptAll, err)
	}
	report := Report{Files: len(records), Written: len(s.staged), Unchanged: len(records) - len(s.staged)}
	if o.Sums {
		at, _ := placeOf(records, SumsFile)
		report.Sums = records[at].hash
	}
	gone := s.memory.goneFrom(records)
	interrupted := s.memory.interrupted()

	if len(s.staged) > 0 || len(gone) > 0 || interrupted {
		report.Removed, err = s.change(records, gone)
		if err != nil {
			kept := KeptAll
			if s.changed.Load() {
				kept = KeptPart
			}
			return report, failure(o, kept, err)
		}
	}
	if o.Left != nil {
		for _, path := range s.orphans(records) {
			o.Left(path)
		}
	}
	of := origin{o.Inputs, o.Pages, strings.ReplaceAll(o.Note, "\n", " ")}
	if len(s.staged) > 0 || len(gone) > 0 || s.adopted || interrupted || s.memory.origin != of {
		if err := s.memory.save(d, of, records); err != nil {
			return report, failure(o, KeptNew, err)
		}
	}
	return report, nil
}
