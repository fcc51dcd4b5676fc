package main

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the program prints into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"readout": main})
}

// tests are this package's, with what has to be put away after them.
type tests struct{ *testing.M }

func (t tests) Run() int {
	defer func() { stopChromium() }()
	return t.M.Run()
}

// TestScripts runs the program as its users do. Each script in testdata/script
// is one behaviour: a publication, commands, and what comes of them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":    exits,
			"same":     same,
			"mtime":    mtime,
			"unmoved":  unmoved,
			"replaced": replaced,
			"photo":    photo,
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("CI", "")
			e.Setenv("NO_COLOR", "")
			// git as if nobody had ever set it up, on a machine of nobody's.
			for name, value := range map[string]string{
				"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1",
				"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
				"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
			} {
				e.Setenv(name, value)
			}
			return nil
		},
	})
}

// exits runs a command and wants an exit status: exits 1 readout build.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// files reads a folder's files.
func files(ts *testscript.TestScript, dir string) map[string][]byte {
	found := map[string][]byte{}
	root := ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		found[filepath.ToSlash(rel)] = text
		return err
	}))
	return found
}

// same wants two folders to hold the same files with the same bytes.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same DIR DIR")
	}
	a, b := files(ts, args[0]), files(ts, args[1])
	if len(a) == 0 {
		ts.Fatalf("%s is empty", args[0])
	}
	for path, text := range a {
		other, there := b[path]
		if !there {
			ts.Fatalf("%s is not in %s", path, args[1])
		}
		if !bytes.Equal(text, other) {
			ts.Fatalf("%s differs", path)
		}
	}
	for path := range b {
		if _, there := a[path]; !there {
			ts.Fatalf("%s is not in %s", path, args[0])
		}
	}
}

// photo writes a JPEG image that is wide enough for smaller editions.
func photo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: photo FILE")
	}
	m := image.NewGray(image.Rect(0, 0, 600, 300))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / 7)
	}
	var b bytes.Buffer
	ts.Check(jpeg.Encode(&b, m, nil))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o666))
}

// mtime notes when files were last written: mtime FILE…
func mtime(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		ts.Setenv(noted(name), strconv.FormatInt(writtenAt(ts, name), 10))
	}
}

// unmoved wants files not to have been written since mtime noted them.
func unmoved(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		if ts.Getenv(noted(name)) != strconv.FormatInt(writtenAt(ts, name), 10) {
			ts.Fatalf("%s was written again", name)
		}
	}
}

// replaced wants files to have been written since mtime noted them.
func replaced(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		if ts.Getenv(noted(name)) == strconv.FormatInt(writtenAt(ts, name), 10) {
			ts.Fatalf("%s was not written again", name)
		}
	}
}

func noted(name string) string {
	return "MTIME_" + strings.NewReplacer("/", "_", ".", "_").Replace(name)
}

func writtenAt(ts *testscript.TestScript, name string) int64 {
	fi, err := os.Stat(ts.MkAbs(name))
	ts.Check(err)
	return fi.ModTime().UnixNano()
}
