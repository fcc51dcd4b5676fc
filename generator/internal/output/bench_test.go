package output

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// BenchmarkPublish compares a publication with the floor that the file system
// sets: one folder and one file made, written and closed for each page.
func BenchmarkPublish(b *testing.B) {
	const pages = 5_000
	text := bytes.Repeat([]byte("0123456789abcdef"), 512) // 8 KiB
	files := func(version string) func(yield func(File) bool) {
		return func(yield func(File) bool) {
			for i := range pages {
				f := File{Path: fmt.Sprintf("recommendations/r-%d/index.html", i), Write: func(w io.Writer) error {
					if _, err := io.WriteString(w, version); err != nil {
						return err
					}
					_, err := w.Write(text)
					return err
				}}
				if !yield(f) {
					return
				}
			}
		}
	}
	run := func(b *testing.B, o Options, version string) {
		if _, err := Publish(b.Context(), o, files(version)); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			dir := b.TempDir()
			for f := range files("") {
				path := filepath.Join(dir, f.Path)
				if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
					b.Fatal(err)
				}
				if err := os.WriteFile(path, text, 0o666); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	for _, workers := range []int{2, 4, 8} {
		b.Run(fmt.Sprintf("clean/%d", workers), func(b *testing.B) {
			for b.Loop() {
				dir := b.TempDir()
				run(b, Options{Dir: dir + "/public", Manifest: dir + "/.readout/manifest", Workers: workers}, "")
			}
		})
	}
	b.Run("unchanged", func(b *testing.B) {
		dir := b.TempDir()
		o := Options{Dir: dir + "/public", Manifest: dir + "/.readout/manifest"}
		run(b, o, "")
		for b.Loop() {
			run(b, o, "")
		}
	})
	b.Run("all differ", func(b *testing.B) {
		dir := b.TempDir()
		o := Options{Dir: dir + "/public", Manifest: dir + "/.readout/manifest"}
		run(b, o, "")
		for i := 0; b.Loop(); i++ {
			run(b, o, strconv.Itoa(i))
		}
	})
}
