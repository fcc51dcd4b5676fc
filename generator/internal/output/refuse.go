package output

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Refusal is a publication that would have taken files of others away. Nothing
// was changed. Paths are those of the output folder, in order.
type Refusal struct {
	Dir      string   // the output folder
	InTheWay []string // no publication wrote them, and they stand where files of the site belong
	Edited   []string // were changed by hand since they were written, and the site has them no more
	Fixed    []string // stand in the way and are not replaced even by force: what is in a folder where the site has a file, and links to folders
}

// verdict is the error that a survey comes to; nil when nothing is lost, or all
// that is may be.
func (r Refusal) verdict(dir string, force bool) error {
	if len(r.Fixed) == 0 && (force || len(r.InTheWay) == 0 && len(r.Edited) == 0) {
		return nil
	}
	if len(r.Fixed) > 0 {
		r.InTheWay, r.Edited = nil, nil // what cannot be forced is settled first
	}
	for _, names := range [][]string{r.InTheWay, r.Edited, r.Fixed} {
		slices.Sort(names)
	}
	r.Dir = dir
	return &r
}

// CanForce reports whether Options.Force would publish all the same.
func (r *Refusal) CanForce() bool { return len(r.Fixed) == 0 }

func (r *Refusal) Error() string {
	var parts []string
	if n := len(r.InTheWay); n > 0 {
		parts = append(parts, fmt.Sprintf("%s in the way of the site and not written by Readout: %s", are(n), Listed(r.InTheWay)))
	}
	if n := len(r.Edited); n > 0 {
		parts = append(parts, fmt.Sprintf("%s no longer part of the site, but changed by hand since Readout wrote what was there: %s", are(n), Listed(r.Edited)))
	}
	if n := len(r.Fixed); n > 0 {
		parts = append(parts, fmt.Sprintf("%s in the way of the site and must be moved elsewhere by hand: %s", are(n), Listed(r.Fixed)))
	}
	return fmt.Sprintf("nothing was published, since files in %s would be lost: %s", filepath.ToSlash(r.Dir), strings.Join(parts, "; "))
}

func are(n int) string {
	if n == 1 {
		return "1 file is"
	}
	return fmt.Sprintf("%d files are", n)
}

// Listed names the first of many.
func Listed(names []string) string {
	const most = 5
	if n := len(names) - most; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), n)
	}
	return strings.Join(names, ", ")
}

// Shrunk is a publication that would have made a site far smaller than it was.
// Nothing was changed.
type Shrunk struct{ Were, Are int }

func (e *Shrunk) Error() string {
	return fmt.Sprintf("nothing was published, since the site would lose more than half of its pages: it had %d, and would have %d", e.Were, e.Are)
}
