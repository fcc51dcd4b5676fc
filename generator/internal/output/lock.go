package output

import (
	"io"
	"strings"
	"unicode"
)

// Locked says that another process is publishing with the same manifest.
type Locked struct {
	File   string // the lock
	Holder string // as its process named itself; may be empty
}

func (e *Locked) Error() string {
	if e.Holder == "" {
		return "another build is publishing at the moment (" + e.File + " is locked)"
	}
	return "another build is publishing at the moment: " + e.Holder + " (" + e.File + " is locked)"
}

// lock is lockAs for a holder without a name.
func lock(path string) (unlock func(), err error) { return lockAs(path, "") }

// readHolder reads who holds a lock. Anything may stand in the file, so it
// takes no more than a line of what can be shown.
func readHolder(f io.Reader) string {
	const most = 200
	b := make([]byte, most)
	n, _ := io.ReadFull(f, b)
	line, _, _ := strings.Cut(strings.ToValidUTF8(string(b[:n]), ""), "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, line))
}
