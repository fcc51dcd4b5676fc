package source

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// CodeName is the code of a file whose name some system cannot have.
const CodeName = "file-name"

// nameError says why a name cannot be that of a file.
type nameError struct{ message, hint string }

func (e *nameError) Error() string { return e.message }

// MaxName is the most bytes that a name may have: systems allow 255, and the
// names of smaller copies of an image are longer than its own.
const MaxName = 200

// WrongName says why a name cannot be that of a file or folder everywhere, and
// what to do; wrong is empty for one that can. A publication is written on one
// machine, built on another and served by a third, so what only some of them
// can store is refused by all.
func WrongName(name string) (wrong, hint string) {
	const rename = "give it another name"
	if !utf8.ValidString(name) {
		return fmt.Sprintf("the name %q is not written in UTF-8", name), "rename it; letters of other encodings cannot stand in an address"
	}
	if len(name) > MaxName {
		return fmt.Sprintf("this name has %d bytes; one may have %d", len(name), MaxName), "give it a shorter name"
	}
	for _, r := range name {
		switch {
		case r == '\n' || r == '\r':
			return fmt.Sprintf("the name %q has a line break in it", name), rename
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return fmt.Sprintf("the name %q has a control character in it", name), rename
		case strings.ContainsRune(`<>:"|?*\`, r):
			return fmt.Sprintf("no file can have %q in its name on Windows", r), rename
		}
	}
	if strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return fmt.Sprintf("the name %q ends with a %s, which Windows drops", name, map[byte]string{'.': "dot", ' ': "space"}[name[len(name)-1]]), rename
	}
	if base, _, _ := strings.Cut(name, "."); keptByWindows(strings.TrimRight(base, " ")) {
		return fmt.Sprintf("Windows keeps the name “%s” for itself", base), rename
	}
	return "", ""
}

// keptByWindows reports whether a name is that of one of Windows's devices.
func keptByWindows(base string) bool {
	if len(base) < 3 || len(base) > len("conout$") {
		return false
	}
	switch base = strings.ToLower(base); base {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	number, ok := strings.CutPrefix(base, "com")
	if !ok {
		number, ok = strings.CutPrefix(base, "lpt")
	}
	return ok && strings.Contains("1 2 3 4 5 6 7 8 9 ¹ ² ³", number) && utf8.RuneCountInString(number) == 1
}

// wrongName is WrongName as an error.
func wrongName(name string) error {
	if wrong, hint := WrongName(name); wrong != "" {
		return &nameError{wrong, hint}
	}
	return nil
}

// wrongPath returns the first part of a path whose name is wrong, with what
// leads to it; nil when all are right.
func wrongPath(p string) (part string, err error) {
	for at := 0; at < len(p); {
		end := len(p)
		if i := strings.IndexByte(p[at:], '/'); i >= 0 {
			end = at + i
		}
		if err := wrongName(path.Base(p[at:end])); err != nil {
			return p[:end], err
		}
		at = end + 1
	}
	return "", nil
}
