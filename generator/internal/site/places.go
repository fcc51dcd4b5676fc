package site

import (
	"path"
	"slices"
	"strings"
)

// places finds out which files are published, and that each has a place of
// its own.
func (a *assembly) places() {
	candidates := keySet{}
	for p := range a.named {
		if !strings.HasPrefix(p, "/") {
			candidates.add(p)
			continue
		}
		// An address is named in any letter case.
		for _, s := range []*Site{a.old, a.new} {
			files, _ := s.folded.Get(fold(contentDir + strings.Trim(p, "/")))
			for _, file := range files {
				candidates.add(file)
			}
		}
	}
	for _, c := range a.changes {
		for _, e := range []Entity{c.was.entity, c.now.entity} {
			if e == nil {
				continue
			}
			if dir, ok := strings.CutSuffix(e.Common().File, "index.md"); ok && strings.HasSuffix(dir, "/") {
				a.below(dir, candidates)
			}
		}
	}
	for _, p := range a.paths {
		candidates.add(p)
	}
	var edits []listEdit[*Asset]
	touched := keySet{}
	for p := range candidates {
		was, now := a.old.published(p), a.new.published(p)
		if was != nil || now != nil {
			touched.add(fold(p))
		}
		if was != nil {
			edits = append(edits, listEdit[*Asset]{key: was.URL, remove: true})
		}
		if now != nil {
			edits = append(edits, listEdit[*Asset]{key: now.URL, item: now})
			a.file("f/"+p, checkPlace(now))
		} else {
			a.file("f/"+p, nil)
		}
	}
	a.new.assets = a.new.assets.with(edits)
	for k := range touched {
		a.file("n/"+k, a.new.sharedNames(k))
	}
}

// below adds the files in a folder, before and after.
func (a *assembly) below(dir string, to keySet) {
	for _, s := range []*Site{a.old, a.new} {
		for p := range s.files.From(dir) {
			if !strings.HasPrefix(p, dir) {
				break
			}
			to.add(p)
		}
	}
}

// published returns the asset at a path of the project if it is part of the
// site: if a public record's text leads to it, or the folder that it lies in is
// a public record's. Of folders in one another the innermost that is a record's
// decides, so that what lies beside a draft waits with it.
func (s *Site) published(p string) *Asset {
	f, ok := s.files.Get(p)
	if !ok || f.asset == nil {
		return nil
	}
	for _, k := range []string{p, keyOf(f.asset.URL)} {
		if list, _ := s.mentions.Get(k); len(list) > 0 {
			return f.asset
		}
	}
	for dir := path.Dir(p); len(dir) > len(contentDir); dir = path.Dir(dir) {
		index, ok := s.files.Get(dir + "/index.md")
		if !ok || len(index.records) == 0 {
			continue
		}
		r := index.records[0].Common()
		if own, _ := s.records.Get(keyOf(r.ID)); s.public(own) && own.entity.Common().File == r.File {
			return f.asset
		}
		return nil
	}
	return nil
}

// Publishes reports whether a file of content/ has a part in the site: as
// site.yaml, with a public record or a translation of one, or as a file that is
// published as it is.
func (s *Site) Publishes(path string) bool {
	f, ok := s.files.Get(path)
	isPublic := func(id string) bool {
		own, _ := s.records.Get(keyOf(id))
		return s.public(own)
	}
	switch {
	case !ok:
		return false
	case f.settings != nil:
		return true
	case f.asset != nil:
		return s.published(path) != nil
	case f.translation != nil:
		return isPublic(f.translation.id)
	}
	return slices.ContainsFunc(f.records, func(e Entity) bool { return isPublic(e.Common().ID) })
}
