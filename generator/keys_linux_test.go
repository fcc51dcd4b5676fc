package main

import (
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal opens a terminal of our own: what is written to keyboard is typed
// on screen.
func terminal(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keyboard.Close() })
	fd := int(keyboard.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { screen.Close() })
	return keyboard, screen
}

func TestKeysComeAtOnceAndTheTerminalIsGivenBack(t *testing.T) {
	keyboard, screen := terminal(t)
	before, err := unix.IoctlGetTermios(int(screen.Fd()), getTerminal)
	if err != nil {
		t.Fatal(err)
	}
	keys, restore := environment{stdin: screen}.keys()
	if keys == nil {
		t.Fatal("a terminal has no keys")
	}
	for _, key := range []byte("roq") {
		if _, err := keyboard.Write([]byte{key}); err != nil { // and no Enter
			t.Fatal(err)
		}
		select {
		case got := <-keys:
			if got != key {
				t.Errorf("key %q came as %q", key, got)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("key %q does not come", key)
		}
	}
	during, err := unix.IoctlGetTermios(int(screen.Fd()), getTerminal)
	if err != nil {
		t.Fatal(err)
	}
	if during.Lflag&unix.ISIG == 0 || during.Oflag != before.Oflag {
		t.Error("Ctrl-C or the output is not as it was")
	}
	restore()
	restore()
	after, err := unix.IoctlGetTermios(int(screen.Fd()), getTerminal)
	if err != nil {
		t.Fatal(err)
	}
	if *after != *before {
		t.Errorf("the terminal is left as %+v, was %+v", after, before)
	}
}

func TestWithoutATerminalThereAreNoKeys(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	io.WriteString(w, "q")
	w.Close()
	for name, in := range map[string]*os.File{"a pipe": r, "nothing": nil} {
		if keys, restore := (environment{stdin: in}).keys(); keys != nil {
			restore()
			t.Errorf("%s has keys", name)
		}
	}
}
