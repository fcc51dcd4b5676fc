package site

import (
	"path"
	"slices"
	"strings"

	"readout/generator/internal/diag"
)

// problem is a diagnostic whose hint may have to wait: what was meant by an
// unknown id depends on all ids there are, which no change to a single record
// could keep up with.
type problem struct {
	diag.Diagnostic
	near  string  // look for ids, or for files, like this one
	kinds kindSet // of the records that are meant
}

// mostHints bounds the work for a publication in which everything is broken.
const mostHints = 20

// Problems returns everything that is wrong with the publication: in single
// files and in how they fit together, sorted, with the severities that
// site.yaml gives to warnings. While a file cannot be read, references to ids
// that are not known are left out: the file may hold them.
func (s *Site) Problems() diag.List {
	var all []problem
	for _, l := range s.flawed.All() {
		for _, d := range l {
			all = append(all, problem{Diagnostic: d})
		}
	}
	for _, ps := range s.problems.All() {
		for _, p := range ps {
			if s.broken == 0 || p.near == "" {
				all = append(all, p)
			}
		}
	}
	if f, ok := s.files.Get(settingsFile); !ok || f.settings == nil && !f.broken {
		all = append(all, problem{Diagnostic: diag.Diagnostic{
			Code: "site-missing", Pos: diag.Pos{File: settingsFile},
			Message: "the publication has no site.yaml",
			Hint:    "write one with title: and base_url:, or run `readout init DIR` to begin a publication",
		}})
	}
	slices.SortStableFunc(all, func(a, b problem) int { return a.Pos.Compare(b.Pos) })
	l := make(diag.List, len(all))
	type question struct {
		near  string
		kinds kindSet
	}
	hints := map[question]string{}
	for i, p := range all {
		if q := (question{p.near, p.kinds}); p.near != "" {
			hint, known := hints[q]
			if !known && len(hints) < mostHints {
				hint = s.suggest(p)
				hints[q] = hint
			}
			p.Hint = hint
		}
		l[i] = p.Diagnostic
	}
	return withDefaults(l, s.settings.Checks).WithChecks(s.settings.Checks).Sorted()
}

// suggest returns a hint about what was meant by an unknown id or file.
func (s *Site) suggest(p problem) string {
	if p.Code == "file-unknown" {
		dir := path.Dir(p.near) + "/"
		return diag.DidYouMean(path.Base(p.near), func(yield func(string) bool) {
			for f := range s.files.From(dir) {
				rest, ok := strings.CutPrefix(f, dir)
				if !ok || !strings.Contains(rest, "/") && !yield(rest) {
					return
				}
			}
		})
	}
	return diag.DidYouMean(p.near, func(yield func(string) bool) {
		for _, e := range s.records.All() {
			if s.public(e) && p.kinds.has(e.entity.Common().Kind) && !yield(e.entity.Common().ID) {
				return
			}
		}
	})
}
