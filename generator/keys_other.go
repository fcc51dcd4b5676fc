//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package main

import "os"

// inBackground reports whether the terminal listens to another program.
func inBackground(*os.File) bool { return false }

// singleKeys leaves the terminal as it is: keys come when Enter is pressed.
func singleKeys(*os.File) (restore func(), err error) { return func() {}, nil }
