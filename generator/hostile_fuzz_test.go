package main

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"readout/generator/internal/build"
	"readout/generator/internal/source"
)

// FuzzPublication builds a publication of any text: front matter, Markdown,
// records, a table and a drawing. If it is published at all, its pages nest as
// they are written and run nothing, and its data and feeds are sound.
func FuzzPublication(f *testing.F) {
	page := "title: T\ndate: 2026-01-01\nkey_points: [K]\n"
	for _, v := range vectors {
		f.Add(page, v, "- {id: r, title: R, text: T}\n", "a,b\n1,2\n", `<svg xmlns="http://www.w3.org/2000/svg"/>`)
		f.Add(page+"summary: >-\n  "+oneLine(v)+"\n", "![["+"r]]\n\n![[t.csv]]\n\n> "+oneLine(v), "- id: r\n  title: R\n  text: |\n    "+oneLine(v)+"\n", csvOf([]string{"a", v}, []string{v, "1"}), escapedXML(v))
	}
	f.Add(page, "![x](d.svg)\n\n```chart\ndata: t.csv\nx: a\ny: b\ntitle: <b>\n```\n\n> [!NOTE] <i>\n\n1. *a **b***\n\n| a |\n|-|\n| ~~b~~ [c](#d) |", "[]", "a,b\n<x>,2\n", `<svg><script>x</script></svg>`)

	dir := f.TempDir()
	files := map[string]func(texts [5]string) string{
		"content/site.yaml":                func([5]string) string { return "title: T\nbase_url: https://pub.example/\nas_of: 2026-01-31\n" },
		"content/briefs/b/index.md":        func(s [5]string) string { return "---\n" + s[0] + "\n---\n" + s[1] },
		"content/recommendations/all.yaml": func(s [5]string) string { return "recommendations:\n" + s[2] },
		"content/briefs/b/t.csv":           func(s [5]string) string { return s[3] },
		"content/briefs/b/d.svg":           func(s [5]string) string { return s[4] },
	}
	write := func(t testing.TB, texts [5]string) (all []string) {
		for name, text := range files {
			full := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(text(texts)), 0o666); err != nil {
				t.Fatal(err)
			}
			all = append(all, name)
		}
		return all
	}
	write(f, [5]string{page, "", "- {id: r, title: R, text: T}\n", "a,b\n1,2\n", "<svg/>"})
	project, err := source.Open(dir)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { project.Close() })
	builder := build.New(project, build.Options{Today: dateOf(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))})
	if snapshot, problems := builder.Build(f.Context(), nil); snapshot == nil {
		f.Fatal(problems)
	}
	f.Fuzz(func(t *testing.T, front, body, records, table, drawing string) {
		texts := [5]string{front, body, records, table, drawing}
		snapshot, problems := builder.Build(t.Context(), write(t, texts))
		for _, p := range problems {
			if write, ours := files[p.Pos.File]; ours && p.Pos.Line > strings.Count(write(texts), "\n")+2 {
				t.Errorf("%v is outside of its file", p)
			}
			if p.Code == "markdown-failed" || p.Message == "" {
				t.Errorf("%v", p)
			}
		}
		if snapshot == nil {
			if !problems.HasErrors() {
				t.Error("nothing is published, and nobody is told why")
			}
			return
		}
		for out := range snapshot.Files() {
			if strings.HasPrefix(out.Path, "assets/") || strings.HasPrefix(out.Path, "search/") {
				continue
			}
			var b bytes.Buffer
			if err := out.Write(&b); err != nil {
				t.Fatalf("%s: %v", out.Path, err)
			}
			switch path.Ext(out.Path) {
			case ".html":
				soundPage(t, out.Path, b.Bytes())
			case ".xml", ".svg":
				soundXML(t, out.Path, b.Bytes())
			case ".ics":
				soundCalendar(t, out.Path, b.Bytes())
			}
		}
	})
}
