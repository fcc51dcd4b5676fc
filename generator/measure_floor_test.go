//go:build measure

package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// runFloor does, in a process of its own, the least that a build has to do.
func runFloor(t *testing.T, floor string) {
	site := os.Getenv("READOUT_SITE")
	if floor == "markdown" {
		floorOfMarkdown(t, site)
		return
	}
	floorOfWriting(t, filepath.Join(site, "public"), filepath.Join(os.Getenv("READOUT_WORK"), "written"))
}

// onAll calls do with 0 to n-1, on all processors; each goroutine has a do of
// its own.
func onAll(n int, start func() func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		do := start()
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}

// floorOfMarkdown converts every brief with the library alone.
func floorOfMarkdown(t *testing.T, site string) {
	files, err := filepath.Glob(filepath.Join(site, "content", "briefs", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d briefs, %v", len(files), err)
	}
	onAll(len(files), func() func(int) {
		md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
		var out bytes.Buffer
		return func(i int) {
			text, err := os.ReadFile(files[i])
			if err == nil {
				_, text, _ = bytes.Cut(text, []byte("\n---\n"))
				out.Reset()
				err = md.Convert(text, &out)
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
}

// floorOfWriting writes as many files of the same names and sizes as a site
// has. Their contents are those of one file over and over.
func floorOfWriting(t *testing.T, from, to string) {
	type file struct {
		path string
		size int64
	}
	var files []file
	var largest int64
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		files = append(files, file{filepath.Join(to, rel), info.Size()})
		largest = max(largest, info.Size())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text := bytes.Repeat([]byte("policy brief\n"), int(largest)/13+1)
	var made sync.Map
	onAll(len(files), func() func(int) {
		return func(i int) {
			f := files[i]
			if _, there := made.LoadOrStore(filepath.Dir(f.path), true); !there {
				if err := os.MkdirAll(filepath.Dir(f.path), 0o777); err != nil {
					t.Error(err)
				}
			}
			err := os.WriteFile(f.path, text[:f.size], 0o666)
			if os.IsNotExist(err) { // the folder is still being made
				if err = os.MkdirAll(filepath.Dir(f.path), 0o777); err == nil {
					err = os.WriteFile(f.path, text[:f.size], 0o666)
				}
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
}
