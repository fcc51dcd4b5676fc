//go:build !unix

package source

import "os"

// reading is how files are opened.
const reading = os.O_RDONLY
