// Package layouts carries the default design into the program: the layouts,
// style sheets, scripts and icons that a publication has until it puts files
// of its own under the same names.
package layouts

import "embed"

// FS is this folder.
//
//go:embed *.html *.css *.js *.svg css js icons
var FS embed.FS
