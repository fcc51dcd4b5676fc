package source

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"readout/generator/internal/diag"
)

// MaxSize is the size in bytes above which a file is not held in memory: an
// error for texts, and Bytes is nil for others.
const MaxSize = 16 << 20

// Codes of the problems that keep a file from being read.
const (
	CodeUnreadable = "file-unreadable"
	CodeOutside    = "symlink-outside"
	CodeTooLarge   = "file-too-large"
	CodeEncoding   = "file-encoding"
)

// reader reads files, for one goroutine. Neighbours are quicker to open from
// the folder that they share, so it keeps the last one open.
type reader struct {
	fsys fs.FS
	dir  string
	root *os.Root // of dir; nil when there is none to use

	// Files are read, used and forgotten one after the other, so that all of
	// them share the memory for their bytes and nodes.
	buf   []byte
	nodes nodes
}

func (r *reader) close() {
	if r.root != nil {
		r.root.Close()
		r.root = nil
	}
}

// open opens a regular file.
func (r *reader) open(name string) (fs.File, error) {
	p, ok := r.fsys.(projectFS)
	if !ok {
		return r.fsys.Open(name)
	}
	dir, base := path.Split(name)
	if r.dir != dir {
		r.close()
		r.dir = dir
		if root, err := p.root.OpenRoot(path.Clean(dir)); err == nil {
			r.root = root
		}
	}
	if r.root == nil {
		return p.Open(name)
	}
	return r.root.OpenFile(base, reading, 0)
}

// read reads a file; nil means that it is gone. listed is the error that
// listing it as a folder gave, if it is one.
func (r *reader) read(what found, listed error) *File {
	f := &File{Path: what.name, nodes: &r.nodes}
	err := listed
	if err == nil {
		err = f.load(r, what.regular)
	}
	if err != nil && listed == nil && vanished(err) {
		if info, err := fs.Lstat(r.fsys, f.Path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return nil
		}
		err = errors.New("the symlink leads nowhere")
	}
	if err != nil {
		f.Err, f.Hash, f.Size, f.text = unreadable(f.Path, err), [32]byte{}, 0, nil
		return f
	}
	if isText(f.Path) {
		if f.Err = checkText(f.Path, f.text, f.Size); f.Err != nil {
			f.text = nil
		}
	}
	return f
}

// load reads and hashes the contents, which are kept up to MaxSize.
func (f *File) load(r *reader, regular bool) error {
	open := r.open
	if !regular {
		// Opening a named pipe would wait for a writer.
		info, err := fs.Stat(r.fsys, f.Path)
		switch {
		case err != nil:
			return err
		case info.IsDir():
			return fs.ErrNotExist // no file any more
		case !info.Mode().IsRegular():
			return errNoFile
		}
		open = r.fsys.Open // which may have to follow a symlink
	}
	file, err := open(f.Path)
	if err != nil {
		return err
	}
	defer file.Close() // only read from
	info, err := file.Stat()
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		return fs.ErrNotExist
	case !info.Mode().IsRegular(): // it has become something else since it was listed
		return errNoFile
	}
	f.text, err = readUpTo(file, r.buf, info.Size(), MaxSize+1)
	if err != nil {
		return err
	}
	if cap(f.text) <= mostReused {
		r.buf = f.text
	}
	if len(f.text) <= MaxSize {
		f.Hash, f.Size = sha256.Sum256(f.text), int64(len(f.text))
		return nil
	}
	sum := sha256.New()
	sum.Write(f.text)
	f.Size = int64(len(f.text))
	f.text = nil
	n, err := io.Copy(sum, file)
	f.Size += n
	sum.Sum(f.Hash[:0])
	return err
}

// errNoFile is of a pipe, a socket or a device, which reading would wait for or
// never come to the end of.
var errNoFile = errors.New("it is no file, but a pipe, a socket or a device")

// mostReused is how many bytes of memory are kept for the next file.
const mostReused = 1 << 20

// readUpTo reads to the end or to limit bytes, into buf if there is room; size
// is a guess.
func readUpTo(r io.Reader, buf []byte, size int64, limit int) ([]byte, error) {
	buf = slices.Grow(buf[:0], min(int(min(size, int64(limit))), limit-1)+1)
	for {
		n, err := r.Read(buf[len(buf):min(cap(buf), limit)])
		buf = buf[:len(buf)+n]
		switch {
		case err == io.EOF || len(buf) == limit:
			return buf, nil
		case err != nil:
			return nil, err
		case len(buf) == cap(buf):
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

// same reports whether nothing that matters differs between two readings.
func (f *File) same(g *File) bool {
	if f.Hash != g.Hash || (f.Err == nil) != (g.Err == nil) {
		return false
	}
	return f.Err == nil || *f.Err == *g.Err
}

func unreadable(name string, err error) *diag.Diagnostic {
	d := &diag.Diagnostic{Code: CodeUnreadable, Pos: diag.Pos{File: name}}
	if wrong, ok := errors.AsType[*nameError](err); ok {
		d.Code, d.Message, d.Hint = CodeName, wrong.message, wrong.hint
		return d
	}
	switch {
	case errors.Is(err, errOutside):
		d.Code = CodeOutside
		d.Message = "this symlink leads out of the project"
		d.Hint = "copy the file into the project, or link to one inside it"
	case errors.Is(err, errLoop), errors.Is(err, syscall.ELOOP):
		d.Message = "this symlink leads back to itself"
		d.Hint = "remove it, or link to a file"
	case errors.Is(err, fs.ErrPermission):
		d.Message = "this may not be read: permission denied"
		d.Hint = "give yourself the right to read it"
	default:
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err
		}
		d.Message = fmt.Sprintf("this cannot be read: %v", err)
	}
	return d
}

// isText reports whether a file's name says that authors write it.
func isText(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".yaml", ".yml":
		return true
	}
	return false
}

// checkText returns what keeps a file from being text.
func checkText(name string, text []byte, size int64) *diag.Diagnostic {
	if size > MaxSize {
		return &diag.Diagnostic{
			Code: CodeTooLarge, Pos: diag.Pos{File: name},
			Message: fmt.Sprintf("this file has %d MB; a text may have %d", size>>20, MaxSize>>20),
			Hint:    "split it into several files",
		}
	}
	d := &diag.Diagnostic{Code: CodeEncoding}
	at := 0
	if i := bytes.IndexByte(text, 0); i >= 0 {
		at = i
		d.Message = "there is a NUL byte here, so this is no text"
		d.Hint = "save the file as UTF-8 text"
		if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
			at, d.Message = 0, "this file is in UTF-16"
		}
	} else if utf8.Valid(text) {
		return nil
	} else {
		at = firstInvalid(text)
		d.Message = fmt.Sprintf("byte %#x is not valid UTF-8", text[at])
		d.Hint = "save the file as UTF-8 text"
	}
	d.Pos = diag.NewLines(name, text).Pos(at)
	return d
}

func firstInvalid(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return len(text)
}

func isNotFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }
