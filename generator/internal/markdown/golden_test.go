package markdown

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"readout/generator/internal/diag"
)

var update = flag.Bool("update", false, "write the results that the golden files should hold")

// goldenTarget is what the references of the golden files resolve to.
func goldenTarget(r *Ref) Target {
	switch {
	case r.Target == "nowhere":
		return Target{Label: "nowhere"}
	case r.Kind == Citation:
		return Target{URL: "#ref-" + r.Target, Label: "1"}
	case r.Kind == Image:
		return Target{URL: "/img/" + r.Target, Width: 640, Height: 480, SrcSet: "/img/" + r.Target + " 640w", WebP: "/img/x.webp 480w", Sizes: "100vw"}
	case r.State != "":
		return Target{URL: "/" + r.Target + "/", Label: "The " + r.Target, Note: "now delivered", NoteClass: "badge delivered"}
	case r.Target == "japan":
		return Target{URL: "/actors/japan/", Label: "日本 & co", Class: "actor", Lang: "ja"}
	}
	return Target{URL: "/" + r.Target + "/", Label: "The " + r.Target, Class: "actor"}
}

func position(p diag.Pos, width int) string {
	return fmt.Sprintf("%d:%d+%d", p.Line, p.Col, width)
}

// dump writes everything that a document says, as people can read it.
func dump(d *Document, problems diag.List, r Render) string {
	var b strings.Builder
	for _, p := range d.Pieces(r) {
		switch {
		case p.Embed != nil:
			fmt.Fprintf(&b, "{embed %s}", p.Embed.Target)
		case p.Block != nil:
			fmt.Fprintf(&b, "{%s %q}", p.Block.Name, p.Block.Body.String)
		default:
			b.WriteString(string(p.HTML))
		}
	}
	kinds := []string{"link", "embed", "citation", "file", "image"}
	for _, r := range d.Refs() {
		fmt.Fprintf(&b, "%s %s %s", position(r.Pos, r.Width), kinds[r.Kind], r.Target)
		for _, f := range []struct{ name, value string }{
			{"of", r.Of},
			{"heading", r.Heading},
			{"label", r.Label},
			{"locator", r.Locator},
			{"title", r.Title},
			{"state", r.State},
			{"under", r.Under},
		} {
			if f.value != "" {
				fmt.Fprintf(&b, " %s=%q", f.name, f.value)
			}
		}
		fmt.Fprintf(&b, " in %q\n", ExpandContext(r.Context, func(i int) string { return "<" + d.Refs()[i].Target + ">" }))
	}
	for _, h := range d.Headings() {
		fmt.Fprintf(&b, "%s heading %d %s %q %q\n", position(h.Pos, 0), h.Level, h.ID, h.Text, h.HTML)
	}
	for _, p := range problems.Sorted() {
		fmt.Fprintf(&b, "%s %s: %s [%s]\n", position(p.Pos, p.Width), p.Severity, p.Message, p.Code)
		if p.Hint != "" {
			fmt.Fprintf(&b, "    %s\n", p.Hint)
		}
	}
	return b.String()
}

// section is a file of an archive in the txtar format, in which a line
// "-- name --" begins each file. What stands before the first has no name.
type section struct{ name, text string }

var sectionLine = regexp.MustCompile(`(?m)^-- (.+) --\n`)

func readArchive(t *testing.T, path string) []section {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	names, texts := sectionLine.FindAllSubmatch(b, -1), sectionLine.Split(string(b), -1)
	sections := []section{{text: texts[0]}}
	for i, text := range texts[1:] {
		sections = append(sections, section{string(names[i][1]), text})
	}
	return sections
}

// TestGoldenFiles compares every construct with what testdata/golden holds.
// A case is a pair of files in an archive: name.md or name.LANG.md, and
// name.html with what it becomes.
func TestGoldenFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			sections := readArchive(t, path)
			want := map[string]string{}
			for _, s := range sections {
				want[s.name] = s.text
			}
			out := sections[0].text
			for _, s := range sections {
				name, ok := strings.CutSuffix(s.name, ".md")
				if !ok {
					continue
				}
				_, lang, _ := strings.Cut(name, ".")
				d, problems := Parse(textOf(s.text), Options{Lang: lang})
				got := dump(d, problems, Render{Resolve: goldenTarget})
				if got != want[name+".html"] && !*update {
					t.Errorf("%s\n%s\n got\n%s\nwant\n%s", name, s.text, got, want[name+".html"])
				}
				out += "-- " + s.name + " --\n" + s.text + "-- " + name + ".html --\n" + got
			}
			if *update {
				if err := os.WriteFile(path, []byte(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
