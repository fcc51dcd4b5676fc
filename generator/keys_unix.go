//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package main

import (
	"os"
	"os/signal"
	"sync"

	"golang.org/x/sys/unix"
)

// inBackground reports whether the terminal listens to another program: the
// system stops a program that reads it then.
func inBackground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group != unix.Getpgrp()
}

// singleKeys has the terminal pass on each key at once and not show it. All
// else stays: Ctrl-C still interrupts, and what is printed looks the same.
func singleKeys(terminal *os.File) (restore func(), err error) {
	fd := int(terminal.Fd())
	before, err := unix.IoctlGetTermios(fd, getTerminal)
	if err != nil {
		return nil, err
	}
	set := func() error {
		now := *before
		now.Lflag &^= unix.ICANON | unix.ECHO
		now.Cc[unix.VMIN], now.Cc[unix.VTIME] = 1, 0
		return unix.IoctlSetTermios(fd, setTerminal, &now)
	}
	if err := set(); err != nil {
		return nil, err
	}
	// A shell sets the terminal to its own liking while the program is stopped.
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	go func() {
		for range continued {
			if !inBackground(terminal) {
				_ = set() // the terminal may be gone
			}
		}
	}()
	return sync.OnceFunc(func() {
		signal.Stop(continued)
		close(continued)
		_ = unix.IoctlSetTermios(fd, setTerminal, before) // the terminal may be gone
	}), nil
}
