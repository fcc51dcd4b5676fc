package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// checkout copies what a release is made from into a folder.
func checkout(t *testing.T, to string) {
	t.Helper()
	if err := os.Mkdir(to, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{"Makefile", "go.mod", "go.sum", "generator", "layouts"} {
		err := filepath.WalkDir(filepath.Join("..", from), func(file string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel("..", file)
			if d.IsDir() {
				if d.Name() == "testdata" {
					return filepath.SkipDir
				}
				return os.MkdirAll(filepath.Join(to, rel), 0o777)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(to, rel), text, 0o666)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestReleasesBuiltInTwoFoldersAreEqual runs `make release` for this machine
// in two folders, under other settings, one of them a repository of git. They
// share what Go has compiled, which it only does where a folder's name does
// not get in.
func TestReleasesBuiltInTwoFoldersAreEqual(t *testing.T) {
	t.Parallel()
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "another name")
	build := func(dir string, env ...string) []byte {
		t.Helper()
		cmd := exec.Command("make", "-s", "release", "VERSION=1.2.3", "RELEASES="+runtime.GOOS+"/"+runtime.GOARCH)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("make release: %v\n%s", err, out)
		}
		found, err := filepath.Glob(filepath.Join(dir, "bin/release/readout-*"))
		if err != nil || len(found) != 1 {
			t.Fatalf("%d programs, %v", len(found), err)
		}
		program, err := os.ReadFile(found[0])
		if err != nil {
			t.Fatal(err)
		}
		sums, err := os.ReadFile(filepath.Join(dir, "bin/release/SHA256SUMS"))
		if want := fmt.Sprintf("%x  %s\n", sha256.Sum256(program), filepath.Base(found[0])); err != nil || string(sums) != want {
			t.Errorf("the sums are %q (%v), want %q", sums, err, want)
		}
		return program
	}
	checkout(t, one)
	checkout(t, two)
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-qm", "one"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = two
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
	first := build(one, "TZ=Asia/Seoul", "CGO_ENABLED=1", "GOFLAGS=-buildvcs=true")
	second := build(two, "TZ=America/Lima", "LC_ALL=C", "GOFLAGS=-tags=other")
	if !bytes.Equal(first, second) {
		t.Error("the programs differ")
	}
	if bytes.Contains(first, []byte(one)) || bytes.Contains(second, []byte(two)) {
		t.Error("a program holds the folder that it was built in")
	}
	info, err := buildinfo.Read(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
		if strings.HasPrefix(s.Key, "vcs") {
			t.Errorf("the program depends on git: %s=%s", s.Key, s.Value)
		}
	}
	if settings["CGO_ENABLED"] != "0" || settings["-trimpath"] != "true" {
		t.Errorf("the program is built with %v", settings)
	}
	program := filepath.Join(t.TempDir(), "readout")
	if err := os.WriteFile(program, first, 0o777); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(program, "version").Output(); err != nil || !strings.HasPrefix(string(said), "readout 1.2.3 ") {
		t.Errorf("it says %q (%v)", said, err)
	}
}
