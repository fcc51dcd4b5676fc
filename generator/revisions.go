package main

import (
	"path/filepath"

	"readout/generator/internal/build"
	"readout/generator/internal/diag"
	"readout/generator/internal/output"
)

// keep adds what was published to the file of revisions. Where that cannot be
// done the site is published all the same, and the next build tries again.
func (p *project) keep(s *build.Snapshot, a build.Additions) diag.List {
	if len(a.Lines) == 0 {
		return nil
	}
	err := output.Append(filepath.Join(p.dir, build.RevisionsFile), filepath.Join(p.dir, ".readout", "revisions.lock"), a.Known, a.Lines)
	if err == nil {
		return nil
	}
	return s.Unkept(err)
}
