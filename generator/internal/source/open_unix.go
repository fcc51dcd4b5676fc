//go:build unix

package source

import (
	"os"
	"syscall"
)

// reading is how files are opened: one that has become a pipe since its folder
// was listed must not wait for a writer.
const reading = os.O_RDONLY | syscall.O_NONBLOCK
