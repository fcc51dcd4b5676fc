package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkUpdate is a look at everything and a lone save in a publication of
// 10,000 briefs.
func BenchmarkUpdate(b *testing.B) {
	dir := b.TempDir()
	text := []byte(strings.Repeat("policy ", 1100))
	if err := os.MkdirAll(filepath.Join(dir, "content", "briefs"), 0o755); err != nil {
		b.Fatal(err)
	}
	for i := range 10_000 {
		if err := os.WriteFile(filepath.Join(dir, "content", "briefs", fmt.Sprintf("%05d.md", i)), text, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	p, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			new(Tree).Update(p.FS(), nil, func(*File) {})
		}
	})
	tree, _ := new(Tree).Update(p.FS(), nil, func(*File) {})
	b.Run("save", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tree.Update(p.FS(), []string{"content/briefs/05000.md"}, func(*File) {})
		}
	})
}
