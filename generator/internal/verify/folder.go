package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"

	"readout/generator/internal/output"
)

// Folder checks a copy on disk. The error says why it could not be checked at
// all.
func Folder(ctx context.Context, dir string, o Options) (Result, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Result{}, fmt.Errorf("the folder %s cannot be opened: %w", dir, reason(err))
	}
	defer root.Close()
	c := folder{root: root}
	text, err := c.sums()
	if errors.Is(err, fs.ErrNotExist) {
		return Result{}, fmt.Errorf("there is no %s in %s", output.SumsFile, dir)
	}
	if err != nil {
		return Result{}, fmt.Errorf("%s in %s cannot be read: %w", output.SumsFile, dir, reason(err))
	}
	r, sums := judge(text, o)
	if sums == nil {
		return r, ctx.Err()
	}
	r.Findings = append(r.Findings, eachSum(ctx, sums, runtime.GOMAXPROCS(0)+1, o, c.look)...)
	if !o.Extra {
		r.Findings = append(r.Findings, c.others(ctx, sums)...)
	}
	r.Findings = sorted(r.Findings)
	return r, ctx.Err()
}

// folder is a copy on disk. Nothing outside of it is read, wherever its
// symlinks lead.
type folder struct{ root *os.Root }

// errIrregular is a folder, symlink, pipe or device in the place of a file.
var errIrregular = errors.New("it is no regular file")

func (c folder) open(path string) (*os.File, error) {
	fi, err := c.root.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !fi.Mode().IsRegular() {
		return nil, errIrregular
	}
	return c.root.Open(path)
}

func (c folder) sums() ([]byte, error) {
	f, err := c.open(output.SumsFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(atMost(f, mostSums))
}

func (c folder) look(_ context.Context, s output.Sum) *Finding {
	f, err := c.open(s.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return &Finding{Path: s.Path, Kind: Missing}
	case errors.Is(err, errIrregular):
		return &Finding{s.Path, Changed, err.Error()}
	case err != nil:
		return &Finding{s.Path, Unread, reason(err).Error()}
	}
	defer f.Close()
	found, err := compare(f, s)
	if err != nil {
		return &Finding{s.Path, Unread, reason(err).Error()}
	}
	return found
}

// others finds what the sums do not name.
func (c folder) others(ctx context.Context, sums []output.Sum) (found []Finding) {
	named := make(map[string]struct{}, len(sums)+1)
	named[output.SumsFile] = struct{}{}
	for _, s := range sums {
		named[s.Path] = struct{}{}
	}
	_ = fs.WalkDir(c.root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		_, isNamed := named[path]
		switch {
		case ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			found = append(found, Finding{path, Unread, reason(err).Error()})
		case !d.IsDir() && !isNamed:
			found = append(found, Finding{Path: path, Kind: Extra})
		}
		return nil
	})
	return found
}

// reason is the part of a file error that is not its path.
func reason(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
