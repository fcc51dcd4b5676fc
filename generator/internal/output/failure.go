package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Kept says what a failure has left in the output folder.
type Kept int

const (
	KeptAll  Kept = iota // what was there, untouched
	KeptPart             // every page is whole, as it was or as it is to be; the next publication completes the site
	KeptNew              // the site as it is to be, but it could not be remembered
)

// Failure is a file system that did not do what a publication asked for.
type Failure struct {
	Kept  Kept
	Empty bool   // there was no site before
	Dir   string // the output folder
	Err   error
}

// failure is the error of a publication that could not do something. What the
// caller can tell from a failing disk stays what it is.
func failure(o Options, kept Kept, err error) error {
	var files Errors
	var refusal *Refusal
	var locked *Locked
	if errors.As(err, &files) || errors.As(err, &refusal) || errors.As(err, &locked) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	_, home := os.Lstat(filepath.Join(o.Dir, "index.html"))
	return &Failure{Kept: kept, Empty: home != nil, Dir: o.Dir, Err: err}
}

func (f *Failure) Unwrap() error { return f.Err }

func (f *Failure) Error() string {
	reason := f.reason()
	switch {
	case f.Kept == KeptPart:
		return reason + "; the site in " + f.Dir + " could only be changed in part: each page is whole, old or new. Build again to complete it"
	case f.Kept == KeptNew:
		return reason + "; the site in " + f.Dir + " is published, but the next build will not know what it holds without reading it"
	case f.Empty:
		return reason + "; nothing was published"
	}
	return reason + "; nothing was published, and the site that was there stays as it was"
}

// reason says what could not be done to which file, and why.
func (f *Failure) reason() string {
	var onPath *fs.PathError
	var onLink *os.LinkError
	var op, path string
	var why error
	switch {
	case errors.As(f.Err, &onPath):
		op, path, why = onPath.Op, onPath.Path, onPath.Err
	case errors.As(f.Err, &onLink):
		op, path, why = onLink.Op, onLink.New, onLink.Err
	default:
		return f.Err.Error()
	}
	if !filepath.IsAbs(path) { // it is one of the output folder
		path = filepath.Join(f.Dir, path)
	}
	done := "written"
	switch {
	case strings.Contains(op, "remove"), strings.Contains(op, "unlink"):
		done = "removed"
	case op == "open", strings.Contains(op, "stat"):
		done = "used"
	}
	more := ""
	if all, ok := f.Err.(interface{ Unwrap() []error }); ok && len(all.Unwrap()) > 1 {
		more = fmt.Sprintf(" (and %d more)", len(all.Unwrap())-1)
	}
	return fmt.Sprintf("%s cannot be %s: %s%s", strings.TrimSuffix(path, temporary), done, Because(why), more)
}

// Because says in words for people why the file system did not do something.
func Because(err error) string {
	var onPath *fs.PathError
	if errors.As(err, &onPath) {
		err = onPath.Err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full"
	case errors.Is(err, syscall.EDQUOT):
		return "the disk quota is used up"
	case errors.Is(err, syscall.EROFS):
		return "the file system is read-only"
	}
	return err.Error()
}
