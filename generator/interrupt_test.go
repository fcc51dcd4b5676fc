//go:build unix

package main

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is the real one, as a process of its own.
type program struct {
	*testing.T
	cmd   *exec.Cmd
	said  *words
	ended chan error
}

func launch(t *testing.T, args ...string) *program {
	t.Helper()
	p := &program{T: t, cmd: exec.Command("readout", args...), said: &words{}, ended: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() }) // if it has not ended
	return p
}

// says waits until the program has said something and returns all it said.
func (p *program) says(what string) string {
	p.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(p.said.String(), what); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.Fatalf("the program does not say %q:\n%s", what, p.said)
		}
	}
	return p.said.String()
}

// interrupt is Ctrl-C. It returns the exit status; -1 for a program that the
// signal met before it had begun.
func (p *program) interrupt() int {
	p.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil && !strings.Contains(err.Error(), "finished") {
		p.Fatal(err)
	}
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		p.Fatalf("the program does not end:\n%s", p.said)
		return 0
	}
}

// wantNoLitter wants nothing in a project but what belongs there, and no file
// that was being written.
func wantNoLitter(t *testing.T, dir string) {
	t.Helper()
	top, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range top {
		switch f.Name() {
		case "content", "public", ".readout", "clean-a", "clean-b":
		default:
			t.Errorf("%s is left over", f.Name())
		}
	}
	for _, folder := range []string{"public", ".readout"} {
		err := fs.WalkDir(os.DirFS(dir), folder, func(path string, d fs.DirEntry, err error) error {
			for _, mark := range []string{"tmp", "staging", "announced"} {
				if err == nil && strings.Contains(d.Name(), mark) {
					t.Errorf("%s is left over", path)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func builds(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := exec.Command("readout", append([]string{"-C", dir, "build"}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestCtrlCEndsTheServerAndLeavesNothingBehind interrupts the real program
// while an author saves and a tab listens.
func TestCtrlCEndsTheServerAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	edition(t, dir, "a")
	builds(t, dir)
	published := contents(t, filepath.Join(dir, "public"))
	brief := filepath.Join(dir, "content/briefs/brief-0.md")
	before, err := os.ReadFile(brief)
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	address := "127.0.0.1:0"
	for range 3 { // again and again at the same address
		p := launch(t, "-C", dir, "serve", "--addr", address)
		_, rest, _ := strings.Cut(p.says("The site is at "), "The site is at http://")
		address, _, _ = strings.Cut(rest, "/")
		stream, err := http.Get("http://" + address + "/_readout/events")
		if err != nil {
			t.Fatal(err)
		}
		for n := range 3 {
			if err := os.WriteFile(brief, fmt.Appendf(before, "\nSave %d.\n", n), 0o666); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(random.Int64N(int64(30 * time.Millisecond))))
		}
		if status := p.interrupt(); status != exitDone {
			t.Errorf("exit status %d:\n%s", status, p.said)
		}
		if _, err := io.Copy(io.Discard, stream.Body); err != nil {
			t.Errorf("the stream breaks off: %v", err)
		}
		stream.Body.Close()
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatalf("the port is still taken: %v", err)
		}
		l.Close()
		wantNoLitter(t, dir)
		if !maps.Equal(contents(t, filepath.Join(dir, "public")), published) {
			t.Error("the server has changed what is published")
		}
	}
	// What it kept between runs is sound.
	builds(t, dir)
	builds(t, dir, "--no-cache", "--out", "clean-a")
	if !maps.Equal(contents(t, filepath.Join(dir, "public")), contents(t, filepath.Join(dir, "clean-a"))) {
		t.Error("the next build makes another site than one from nothing")
	}
}

// TestCtrlCDuringABuildLeavesASiteThatWorks interrupts builds of one edition
// over the other at moments spread over a whole build, and when the output
// folder begins to change.
func TestCtrlCDuringABuildLeavesASiteThatWorks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	clean := map[string]map[string]string{}
	var took time.Duration
	for _, name := range []string{"b", "a"} {
		edition(t, dir, name)
		begin := time.Now()
		builds(t, dir, "--out", "clean-"+name)
		took = time.Since(begin)
		clean[name] = contents(t, filepath.Join(dir, "clean-"+name))
	}
	builds(t, dir) // edition a
	public, announced := filepath.Join(dir, "public"), filepath.Join(dir, ".readout/manifest.announced")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	statuses := map[int]int{}
	before, after := "a", "b"
	for round := range 10 {
		edition(t, dir, after)
		p := launch(t, "-C", dir, "build")
		wait := time.Duration(random.Int64N(int64(took)))
		for begin := time.Now(); time.Since(begin) < wait; time.Sleep(100 * time.Microsecond) {
			if _, err := os.Lstat(announced); err == nil && round%2 == 0 {
				break
			}
		}
		status := p.interrupt()
		statuses[status]++
		now := contents(t, public)
		wantNoLitter(t, dir)
		switch said := p.said.String(); {
		case status == exitDone && !maps.Equal(now, clean[after]):
			t.Errorf("round %d: the build is done, and another site stands there:\n%s", round, said)
		case strings.Contains(said, "nothing was published") && !maps.Equal(now, clean[before]):
			t.Errorf("round %d: something was published:\n%s", round, said)
		case status != exitDone && status != exitFailed && !p.cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled():
			t.Errorf("round %d: exit status %d:\n%s", round, status, said)
		}
		wantNothingLost(t, now, clean[before], clean[after])
		builds(t, dir)
		if !maps.Equal(contents(t, public), clean[after]) {
			t.Fatalf("round %d: the next build does not make edition %s exactly", round, after)
		}
		wantNoLitter(t, dir)
		before, after = after, before
	}
	t.Logf("exit statuses: %v", statuses)
}
