package output

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// plan is what a change to the output folder consists of. It is carried out in
// this order, so that no page leads to one that is not there: what is new comes
// before the pages that lead to it, and what is gone goes after them.
type plan struct {
	fresh   []string // files, and folders with all they hold, that are not there yet
	clear   []string // files and folders that stand where something of another kind belongs, deepest first
	turned  []string // what belongs there
	replace []string // files that are there
	remove  []string // files of an earlier publication

	edited []string // ours that somebody changed and that are replaced
	theirs Refusal
}

// survey plans how the staged files get into the output folder and those that
// are gone get out of it. It changes nothing. Where files of others would be
// lost the error is a *Refusal.
func (s *stage) survey(records []record, gone []string) (*plan, error) {
	p := new(plan)
	s.surveyGone(p, gone, records)
	var last []string // what pages lead to comes before them
	if err := s.surveyFolder(p, ".", s.staged, &last); err != nil {
		return nil, err
	}
	p.fresh = append(p.fresh, last...)
	pagesFirst(p.remove)
	slices.Sort(p.edited)
	if err := p.theirs.verdict(s.dir, s.force); err != nil {
		return nil, err
	}
	return p, nil
}

// surveyFolder plans how the staged files that are below folder, sorted, get
// into it. Fresh files and folders in which pages stand go to last.
func (s *stage) surveyFolder(p *plan, folder string, staged []record, last *[]string) error {
	var files []string
	for len(staged) > 0 {
		name, n, isFolder := firstEntry(folder, staged)
		below := staged[:n]
		staged = staged[n:]
		fi, err := s.root.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			switch {
			case !slices.ContainsFunc(below, func(r record) bool { return isPage(r.path) }):
				p.fresh = append(p.fresh, name)
			case isFolder:
				*last = append(*last, name)
			default: // behind what stands below: the page that leads to the others
				files = append(files, name)
			}
		case err != nil:
			return err
		case isFolder && fi.IsDir():
			if err := s.surveyFolder(p, name, below, last); err != nil {
				return err
			}
		case isFolder || fi.IsDir():
			if err := s.surveyTurned(p, name, fi); err != nil {
				return err
			}
			p.turned = append(p.turned, name)
		default:
			switch s.whose(name, fi) {
			case edited:
				p.edited = append(p.edited, name)
			case foreign:
				p.theirs.InTheWay = append(p.theirs.InTheWay, name)
			}
			p.replace = append(p.replace, name)
		}
	}
	*last = append(*last, files...)
	return nil
}

// surveyTurned plans the removal of what stands where something of another
// kind belongs: a file where a folder does, or a folder where a file does.
func (s *stage) surveyTurned(p *plan, name string, fi fs.FileInfo) error {
	if !fi.IsDir() {
		switch {
		case fi.Mode()&fs.ModeSymlink != 0: // through which files may have been found that are right
			p.theirs.Fixed = append(p.theirs.Fixed, name)
		case !slices.Contains(p.remove, name):
			p.theirs.InTheWay = append(p.theirs.InTheWay, name)
		}
		p.remove = slices.DeleteFunc(p.remove, func(file string) bool { return file == name })
		p.clear = append(p.clear, name)
		return nil
	}
	var files, folders []string
	err := fs.WalkDir(s.root.FS(), name, func(entry string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			folders = append(folders, entry)
		case slices.Contains(p.remove, entry):
			files = append(files, entry)
		default:
			p.theirs.Fixed = append(p.theirs.Fixed, entry)
		}
		return nil
	})
	p.remove = slices.DeleteFunc(p.remove, func(file string) bool { return slices.Contains(files, file) })
	slices.Reverse(folders)
	p.clear = append(append(p.clear, files...), folders...)
	return err
}

// firstEntry returns the first entry of a folder among files below it, sorted
// by path, how many of them belong to it, and whether it is a folder itself.
func firstEntry(folder string, files []record) (name string, n int, isFolder bool) {
	first := files[0].path
	start := 0
	if folder != "." {
		start = len(folder) + 1
	}
	slash := strings.IndexByte(first[start:], '/')
	if slash < 0 {
		return first, 1, false
	}
	name = first[:start+slash]
	for n < len(files) && strings.HasPrefix(files[n].path, name) && files[n].path[len(name)] == '/' {
		n++
	}
	return name, n, true
}

// surveyGone plans the removal of the files of earlier publications that are
// not part of this one.
func (s *stage) surveyGone(p *plan, gone []string, records []record) {
	if len(gone) == 0 {
		return
	}
	folded := make(map[string]string, len(records))
	for _, r := range records {
		folded[strings.ToLower(r.path)] = r.path
	}
	for _, name := range gone {
		fi, err := s.root.Lstat(name)
		if err != nil || !fi.Mode().IsRegular() {
			continue // what somebody put in its place is theirs, and in nobody's way
		}
		if now, ok := folded[strings.ToLower(name)]; ok { // a change of case, where the file system sees none
			if other, err := s.root.Lstat(now); err == nil && os.SameFile(fi, other) {
				continue
			}
		}
		switch s.whose(name, fi) {
		case edited:
			p.theirs.Edited = append(p.theirs.Edited, name)
		case foreign: // announced, but never written
			continue
		}
		p.remove = append(p.remove, name)
	}
}

// owner says whose a file in the output folder is.
type owner int

const (
	ours    owner = iota // as a publication wrote it
	edited               // a publication wrote it, and somebody changed it since
	foreign              // no publication wrote it
)

// whose tells whose a file is. It is opened only when it does not look as it
// was written.
func (s *stage) whose(name string, fi fs.FileInfo) owner {
	written, known := s.memory.written[name]
	if !known {
		written, known = s.otherCase(name, fi)
	}
	if known && written.matches(fi) {
		return ours
	}
	announced := s.memory.announced[name]
	recalled, isRecalled := s.memory.recalled[name]
	if !known && announced == nil && !isRecalled || !fi.Mode().IsRegular() {
		return foreign
	}
	sum, err := s.hash(name)
	switch {
	case err == nil && (known && sum == written.hash || isRecalled && sum == recalled || slices.ContainsFunc(announced, func(r record) bool { return r.hash == sum })):
		return ours
	case known || isRecalled:
		return edited
	}
	return foreign
}

// orphans returns the files that were published once, as far as is known, and
// are left alone because nobody can be sure.
func (s *stage) orphans(records []record) (left []string) {
	for path, hash := range s.memory.recalled {
		if _, there := placeOf(records, path); there {
			continue
		}
		if fi, err := s.root.Lstat(path); err != nil || !fi.Mode().IsRegular() {
			continue
		}
		if sum, err := s.hash(path); err == nil && sum == hash {
			left = append(left, path)
		}
	}
	slices.Sort(left)
	return left
}

// otherCase finds the record of a file that was written under a name which
// differs only in case, where the file system sees no difference.
func (s *stage) otherCase(name string, fi fs.FileInfo) (record, bool) {
	if s.folded == nil {
		s.folded = make(map[string]string, len(s.memory.written))
		for path := range s.memory.written {
			s.folded[strings.ToLower(path)] = path
		}
	}
	path, ok := s.folded[strings.ToLower(name)]
	if !ok || path == name {
		return record{}, false
	}
	other, err := s.root.Lstat(path)
	if err != nil || !os.SameFile(fi, other) {
		return record{}, false
	}
	return s.memory.written[path], true
}

// isPage reports whether a file can lead to others.
func isPage(name string) bool { return path.Ext(name) == ".html" }

// pagesFirst orders files that go: pages before what they show, and those that
// lead to others before these.
func pagesFirst(names []string) {
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case isPage(a) != isPage(b):
			if isPage(a) {
				return -1
			}
			return 1
		case isPage(a):
			return strings.Count(a, "/") - strings.Count(b, "/")
		}
		return 0
	})
}
