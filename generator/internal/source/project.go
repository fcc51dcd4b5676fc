package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Project is a publication's folder on disk. Nothing outside it can be read
// through it. It is safe for use from many goroutines.
type Project struct {
	root *os.Root
	dir  string // absolute and free of symlinks
}

// Errors that files of a Project meet besides those of the file system.
var (
	errOutside = errors.New("the symlink leads out of the project")
	errLoop    = errors.New("the symlink leads back to itself")
)

// Open opens the project in a folder.
func Open(dir string) (*Project, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, err
	}
	return &Project{root: root, dir: real}, nil
}

// FS reads the project's files by project-relative path. Symlinks inside the
// project are followed, absolute ones too; one that leaves it is an error.
func (p *Project) FS() fs.FS { return projectFS{p, p.root.FS()} }

// Close releases the folder.
func (p *Project) Close() error { return p.root.Close() }

// projectFS is os.Root's file system, which refuses to leave the project at
// every step, with absolute symlinks that stay inside followed too.
type projectFS struct {
	*Project
	inner fs.FS
}

func (p projectFS) Open(name string) (fs.File, error) {
	return follow(p, "open", name, p.open)
}

// open opens a file or a folder, and nothing that reading would wait for.
func (p projectFS) open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	f, err := p.root.OpenFile(filepath.FromSlash(name), reading, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: errNoFile}
	}
	if err != nil {
		f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

func (p projectFS) Stat(name string) (fs.FileInfo, error) {
	return follow(p, "stat", name, p.inner.(fs.StatFS).Stat)
}

func (p projectFS) ReadDir(name string) ([]fs.DirEntry, error) {
	return follow(p, "readdir", name, p.inner.(fs.ReadDirFS).ReadDir)
}

func (p projectFS) ReadFile(name string) ([]byte, error) {
	return follow(p, "open", name, func(name string) ([]byte, error) {
		f, err := p.open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close() // only read from
		return io.ReadAll(f)
	})
}

func (p projectFS) Lstat(name string) (fs.FileInfo, error) {
	return p.inner.(fs.ReadLinkFS).Lstat(name)
}

func (p projectFS) ReadLink(name string) (string, error) {
	return p.inner.(fs.ReadLinkFS).ReadLink(name)
}

// follow tries a path as it is written and, when the root refuses it for a
// reason that is not the file's own, as the place it really stands for.
func follow[T any](p projectFS, op, name string, try func(string) (T, error)) (T, error) {
	v, err := try(name)
	if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || !fs.ValidPath(name) {
		return v, err
	}
	real, realErr := p.real(name)
	switch {
	case realErr != nil:
		return v, &fs.PathError{Op: op, Path: name, Err: realErr}
	case real == name:
		return v, err
	}
	return try(real)
}

// real returns the project-relative path of what a path stands for, without
// symlinks in it.
func (p *Project) real(name string) (string, error) {
	real, err := filepath.EvalSymlinks(filepath.Join(p.dir, filepath.FromSlash(name)))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", fs.ErrNotExist
		}
		if _, err := os.Stat(filepath.Join(p.dir, filepath.FromSlash(name))); errors.Is(err, fs.ErrPermission) {
			return "", fs.ErrPermission
		}
		return "", errLoop
	}
	rel, err := filepath.Rel(p.dir, real)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", errOutside
	}
	return filepath.ToSlash(rel), nil
}
