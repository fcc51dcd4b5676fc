package layout

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"readout/generator/internal/diag"
)

// digest identifies contents.
type digest [sha256.Size]byte

// folder is the layouts folder as read: the publication's files over the
// defaults, by slash-separated path within the folder.
type folder struct {
	files  map[string][]byte
	names  []string // sorted
	own    []string // those that the publication has, sorted
	digest digest   // of all names and contents, and of whose they are
}

// file is how a file of the folder is named in messages.
func file(name string) string { return "layouts/" + name }

// roles of files, by extension. What is not listed is not part of the design:
// notes, Go files, what editors leave behind.
var (
	sourceTypes    = []string{".html", ".css", ".js"}
	publishedTypes = []string{
		".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico",
		".woff", ".woff2", ".ttf", ".otf", ".webmanifest", ".txt",
	}
)

func readFolder(project, defaults fs.FS, problems *diag.List) *folder {
	f := &folder{files: map[string][]byte{}}
	if defaults != nil {
		f.read(defaults, problems)
	}
	if project != nil {
		f.own = f.read(project, problems)
	}
	f.names = slices.Sorted(maps.Keys(f.files))
	h := sha256.New()
	for _, name := range f.names {
		one := sha256.Sum256(f.files[name])
		_, own := slices.BinarySearch(f.own, name)
		fmt.Fprintf(h, "%s\x00%s%t", name, one[:], own)
	}
	h.Sum(f.digest[:0])
	return f
}

// templateDigest identifies what templates depend on: their text, icons, and
// the names of the files that they may refer to.
func (f *folder) templateDigest() (d digest) {
	h := sha256.New()
	for _, name := range f.names {
		fmt.Fprintf(h, "%s\x00", name)
		if path.Ext(name) == ".html" || isIcon(name) {
			one := sha256.Sum256(f.files[name])
			_, own := slices.BinarySearch(f.own, name)
			fmt.Fprintf(h, "%s%t", one[:], own)
		}
	}
	h.Sum(d[:0])
	return d
}

// Fingerprint identifies a publication's own layouts, which may be nil: the
// names and contents of their files, and what is wrong with the folder.
func Fingerprint(project fs.FS) [sha256.Size]byte {
	var problems diag.List
	f := readFolder(project, nil, &problems)
	return sha256.Sum256(fmt.Appendf(f.digest[:], "%v", problems))
}

// read adds the files of one file system to f, over those that are there, and
// returns their names, sorted.
func (f *folder) read(fsys fs.FS, problems *diag.List) (names []string) {
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		hidden := name != "." && strings.HasPrefix(path.Base(name), ".")
		switch {
		case err != nil && name == "." && errors.Is(err, fs.ErrNotExist):
			return nil // a publication without layouts of its own
		case err != nil:
			problems.Errorf(diag.Pos{File: file(name)}, "layout-unreadable", "cannot be read: %v", reason(err))
			return nil
		case d.IsDir() && hidden:
			return fs.SkipDir
		case d.IsDir(), hidden, !isLayoutFile(name):
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			problems.Errorf(diag.Pos{File: file(name)}, "layout-unreadable", "cannot be read: %v", reason(err))
			return nil
		}
		f.files[name] = text
		names = append(names, name)
		return nil
	})
	if err != nil {
		problems.Errorf(diag.Pos{File: "layouts"}, "layout-unreadable", "cannot be read: %v", reason(err))
	}
	slices.Sort(names)
	return names
}

// reason is the part of a file error that is not its path, which the position
// says already.
func reason(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

func isLayoutFile(name string) bool {
	ext := path.Ext(name)
	return slices.Contains(sourceTypes, ext) || slices.Contains(publishedTypes, ext)
}

// isIcon reports whether a file is drawn in place and not published.
func isIcon(name string) bool {
	return strings.HasPrefix(name, "icons/") && path.Ext(name) == ".svg"
}

// isCardFont reports whether a file is a font that cards are drawn with, which
// is no reader's to load.
func isCardFont(name string) bool {
	stem, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	return (stem == "card" || stem == "card-bold") && (ext == ".ttf" || ext == ".otf")
}

// published yields the files that are published as they are.
func (f *folder) published() []string {
	var out []string
	for _, name := range f.names {
		if !isIcon(name) && !isCardFont(name) && slices.Contains(publishedTypes, path.Ext(name)) {
			out = append(out, name)
		}
	}
	return out
}
