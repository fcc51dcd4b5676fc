package source

import (
	"path"
	"strings"
)

// Ignored reports whether a path, or any folder it lies in, is of no matter
// to a publication: dot-files (.git, .DS_Store, Emacs's .#locks) and what
// editors put beside a file while they save it. Paths are slash-separated.
func Ignored(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if ignoredName(part) {
			return true
		}
	}
	return false
}

func ignoredName(s string) bool {
	switch {
	case s == "" || s == "." || s == "..":
		return false
	case s[0] == '.': // also .goutputstream-*, .sb-*, .nfs*, .swp files of Vim
		return true
	case s[0] == '#': // Emacs auto-save
		return true
	case strings.HasSuffix(s, "~"), s == "4913": // backups; Vim's test whether a folder can be written
		return true
	case strings.HasSuffix(s, "___jb_tmp___"), strings.HasSuffix(s, "___jb_old___"), strings.HasSuffix(s, "___jb_bak___"):
		return true
	case strings.EqualFold(s, "Thumbs.db"), strings.EqualFold(s, "desktop.ini"):
		return true
	}
	switch strings.ToLower(path.Ext(s)) {
	case ".swp", ".swo", ".swx", ".bck", ".bak", ".tmp", ".crdownload", ".part":
		return true
	}
	return false
}
