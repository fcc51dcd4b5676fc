package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is where a site is published, and where what was published is
// remembered.
type folder struct{ dir, manifest string }

// outputFolder decides whether a folder may be published to: it must not be,
// hold or lie in what the site is made of. Symlinks are followed first, and
// folders are compared as the file system knows them, so that no other name of
// a folder hides it.
func outputFolder(project, out string) (folder, error) {
	projectDir, err := resolve(project)
	if err != nil {
		return folder{}, err
	}
	dir, err := resolve(out)
	if err != nil {
		return folder{}, err
	}
	if fi, err := os.Stat(dir); err == nil && !fi.IsDir() {
		return folder{}, fmt.Errorf("the output folder %s is a file", out)
	}
	if holds(dir, projectDir) {
		return folder{}, fmt.Errorf("the output folder %s is or holds the project itself", out)
	}
	for _, name := range []string{"content", "layouts", "generator", ".readout", ".git"} {
		part, err := resolve(filepath.Join(projectDir, name))
		if err != nil {
			return folder{}, err
		}
		if holds(dir, part) || holds(part, dir) {
			return folder{}, fmt.Errorf("the output folder %s is, holds or lies in %s/", out, name)
		}
	}
	name := "manifest"
	if rel, err := filepath.Rel(projectDir, dir); err != nil || rel != "public" {
		sum := sha256.Sum256([]byte(filepath.ToSlash(dir)))
		if filepath.IsLocal(rel) { // known by its place in the project, wherever that is moved to
			sum = sha256.Sum256([]byte(filepath.ToSlash(rel)))
		}
		name = fmt.Sprintf("manifest-%x", sum[:6])
	}
	return folder{dir: dir, manifest: filepath.Join(projectDir, ".readout", name)}, nil
}

// resolve makes a path absolute and follows the symlinks in as much of it as
// exists.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	for rest := ""; ; {
		real, err := filepath.EvalSymlinks(abs)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if _, dangling := os.Lstat(abs); dangling == nil || !os.IsNotExist(err) || filepath.Dir(abs) == abs {
			return "", fmt.Errorf("the folder %s cannot be used: %w", path, err)
		}
		abs, rest = filepath.Dir(abs), filepath.Join(filepath.Base(abs), rest)
	}
}

// holds reports whether path is dir or lies in it. Both are resolved.
func holds(dir, path string) bool {
	outer, err := os.Stat(dir)
	var inner fs.FileInfo
	for {
		if path == dir {
			return true
		}
		if err == nil {
			if inner, _ = os.Stat(path); inner != nil && os.SameFile(outer, inner) {
				return true
			}
		}
		up := filepath.Dir(path)
		if up == path {
			return false
		}
		path = up
	}
}
