package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// releases are the systems that `make release` builds for; they do not all
// link the same code.
var releases = []string{"linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64"}

// vendored says of what the licences are that lie among our own files.
var vendored = map[string]string{
	"generator/internal/devserver/client/idiomorph.LICENSE": "idiomorph 0.8.0, in the development server",
	"generator/internal/picture/libwebp/LICENSE.libwebp":    "libwebp 1.4.0, as WebAssembly",
	"generator/internal/picture/libwebp/LICENSE.gen2brain":  "github.com/gen2brain/webp v0.5.5, the C code around libwebp",
	"generator/testdata/quality/axe.LICENSE":                "", // for tests only: not in the program
}

// fonts are licences of fonts that lie inside of modules, under other names.
var fonts = map[string]struct{ file, name string }{
	"golang.org/x/image": {"font/gofont/ttfs/README", "the Go fonts, in social cards"},
}

var isLicence = regexp.MustCompile(`(?i)^(.*\.)?(licen[cs]e|copying|notice|patents)(\..*)?$`).MatchString

// linkedPackage is a package that goes into the program.
type linkedPackage struct {
	Dir      string
	Standard bool
	Module   *struct {
		Path, Version, Dir string
		Main               bool
	}
}

func linkedPackages(t *testing.T, system string) (all []linkedPackage) {
	t.Helper()
	goos, goarch, _ := strings.Cut(system, "/")
	cmd := exec.Command("go", "list", "-deps", "-json=Dir,Standard,Module", ".")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p linkedPackage
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// notices collects the works of others in the program by the text of their
// licences.
type notices struct {
	*testing.T
	of map[string][]string // text → names
}

func (n notices) add(name, file string) {
	n.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		n.Fatal(err)
	}
	text := strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n"))
	if !slices.Contains(n.of[text], name) {
		n.of[text] = append(n.of[text], name)
	}
}

// folder adds the licences in a folder and reports whether there are any.
func (n notices) folder(name, dir string) bool {
	n.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		n.Fatal(err)
	}
	found := false
	for _, f := range files {
		if f.Type().IsRegular() && isLicence(f.Name()) {
			n.add(name, filepath.Join(dir, f.Name()))
			found = true
		}
	}
	return found
}

func (n notices) modules() {
	n.Helper()
	looked := map[string]bool{}
	for _, system := range releases {
		for _, p := range linkedPackages(n.T, system) {
			if p.Standard || p.Module == nil || p.Module.Main {
				continue
			}
			name := p.Module.Path + " " + p.Module.Version
			// A module may carry code of others in folders of its own.
			for dir := p.Dir; !looked[dir]; dir = filepath.Dir(dir) {
				looked[dir] = true
				part := name
				if rel, _ := filepath.Rel(p.Module.Dir, dir); rel != "." {
					part += ", " + filepath.ToSlash(rel)
				}
				found := n.folder(part, dir)
				if dir == p.Module.Dir {
					if !found {
						n.Errorf("%s has no licence", name)
					}
					if font, has := fonts[p.Module.Path]; has {
						n.add(font.name, filepath.Join(dir, font.file))
					}
					break
				}
			}
		}
	}
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		n.Fatalf("go env GOROOT: %v", err)
	}
	if !n.folder("Go's standard library", strings.TrimSpace(string(out))) {
		n.Errorf("the Go in %s has no licence", out)
	}
}

func (n notices) ownFiles() {
	n.Helper()
	found := map[string]bool{}
	for _, folder := range []string{"generator", "layouts"} {
		err := filepath.WalkDir(filepath.Join("..", folder), func(file string, d fs.DirEntry, err error) error {
			code := slices.Contains([]string{".go", ".js"}, filepath.Ext(file))
			if err != nil || d.IsDir() || !isLicence(d.Name()) || d.Name() == "NOTICE" || code {
				return err
			}
			rel, _ := filepath.Rel("..", file)
			rel = filepath.ToSlash(rel)
			name, known := vendored[rel]
			if !known {
				n.Errorf("%s: say in the table of this test what it is the licence of", rel)
			}
			if found[rel] = true; name != "" {
				n.add(name, file)
			}
			return nil
		})
		if err != nil {
			n.Fatal(err)
		}
	}
	for file := range vendored {
		if !found[file] {
			n.Errorf("%s is not there", file)
		}
	}
}

// String is the file NOTICE.
func (n notices) String() string {
	const rule = "\n\n" + "================================================================================" + "\n"
	own, err := os.ReadFile("../LICENSE")
	if err != nil {
		n.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("Readout is published under the MIT licence, which stands first. The program carries\nwork of others, under the licences that follow it.\n")
	b.WriteString(rule + "Readout\n\n" + strings.TrimSpace(string(own)))
	type entry struct{ names, text string }
	var entries []entry
	for text, names := range n.of {
		slices.Sort(names)
		entries = append(entries, entry{strings.Join(names, "\n"), text})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.names+a.text, b.names+b.text) })
	for _, e := range entries {
		fmt.Fprintf(&b, "%s%s\n\n%s", rule, e.names, e.text)
	}
	b.WriteString("\n")
	return b.String()
}

// TestTheNoticeHoldsTheLicencesOfAllThatTheProgramCarries writes the file anew
// with -update.
func TestTheNoticeHoldsTheLicencesOfAllThatTheProgramCarries(t *testing.T) {
	n := notices{t, map[string][]string{}}
	n.modules()
	n.ownFiles()
	want := n.String()
	if *update {
		if err := os.WriteFile("NOTICE", []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if notice != want && !*update {
		t.Error("generator/NOTICE is out of date: go test ./generator -run Notice -update")
	}
	top, err := os.ReadFile("../NOTICE")
	if err != nil || !bytes.Contains(top, []byte("generator/NOTICE")) {
		t.Errorf("the NOTICE at the top does not say where the licences are: %v", err)
	}
}

// TestEachDependencyIsPinnedWithALineOnWhy wants every library that go.mod
// requires to be named where docs/decisions.md says what it is for, and every
// library named there to be required.
func TestEachDependencyIsPinnedWithALineOnWhy(t *testing.T) {
	out, err := exec.Command("go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	var direct []string
	for _, m := range mod.Require {
		if !m.Indirect {
			direct = append(direct, m.Path)
		}
	}
	text, err := os.ReadFile("../docs/decisions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "· The dependencies\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found || len(direct) == 0 {
		t.Fatalf("no section, or none of the dependencies %q", direct)
	}
	named := regexp.MustCompile(`(?m)^\| ([^ |]+\.[^ |]+) \| ([^|]+) \| ([^|]+) \|$`).FindAllStringSubmatch(section, -1)
	for _, line := range named {
		if !slices.Contains(direct, line[1]) {
			t.Errorf("docs/decisions.md names %s, which go.mod does not require", line[1])
		}
	}
	for _, module := range direct {
		if !slices.ContainsFunc(named, func(line []string) bool { return line[1] == module }) {
			t.Errorf("go.mod requires %s, and docs/decisions.md has no line on why", module)
		}
	}
}
