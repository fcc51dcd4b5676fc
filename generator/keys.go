package main

import (
	"os"

	"golang.org/x/term"
)

// keys returns the keys that are pressed on the terminal, one by one as they
// are pressed. The channel is nil when no terminal is there or another program
// has it; restore gives the terminal back as it was.
func (env environment) keys() (pressed <-chan byte, restore func()) {
	in := env.stdin
	if in == nil || !term.IsTerminal(int(in.Fd())) || inBackground(in) {
		return nil, func() {}
	}
	restore, err := singleKeys(in)
	if err != nil {
		return nil, func() {}
	}
	keys := make(chan byte)
	go readKeys(in, keys)
	return keys, restore
}

// readKeys passes on what is read until there is no more. It ends with the
// program: reading from a terminal cannot be given up.
func readKeys(in *os.File, keys chan<- byte) {
	defer close(keys)
	var one [1]byte
	for {
		if n, err := in.Read(one[:]); err != nil {
			return
		} else if n == 1 {
			keys <- one[0]
		}
	}
}
