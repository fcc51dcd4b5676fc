package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"readout/generator/internal/build"
	"readout/generator/internal/diag"
)

// history compares a snapshot's histories with published ones: with those that
// against names, which must be there, or else with those in public/.
func (env environment) history(s *build.Snapshot, against string) (diag.List, error) {
	if against == "" {
		return rewritten(s, env.path("public")), nil
	}
	published, err := publishedData(env.path(against))
	if err != nil {
		return nil, err
	}
	return s.Rewritten(published)
}

// rewritten compares a snapshot's histories with those in an output folder. It
// may hold none, or data that are not ours: then there is nothing to say.
func rewritten(s *build.Snapshot, dir string) diag.List {
	published, err := publishedData(dir)
	if err != nil {
		return nil
	}
	list, _ := s.Rewritten(published)
	return list
}

// publishedData is the folder of published data that a path means: an output
// folder, its data/, or one file of that.
func publishedData(path string) (fs.FS, error) {
	fi, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !fi.IsDir() {
		if !slices.Contains([]string{"events.json", "recommendations.json"}, filepath.Base(path)) {
			return nil, build.ErrNoHistory
		}
		return only{os.DirFS(filepath.Dir(path)), filepath.Base(path)}, nil
	}
	if data, err := os.Stat(filepath.Join(path, "data")); err == nil && data.IsDir() {
		path = filepath.Join(path, "data")
	}
	return os.DirFS(path), nil
}

// only is a folder of which one file is there.
type only struct {
	fs.FS
	name string
}

func (o only) Open(name string) (fs.File, error) {
	if name != o.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.FS.Open(name)
}
