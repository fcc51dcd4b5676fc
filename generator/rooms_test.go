package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	module = "readout/"
	inside = module + "generator/internal/"
)

// rooms says who may import whom; docs/architecture.md draws it. A room that
// is not listed here may not exist.
var rooms = map[string][]string{
	"cow":       {},
	"diag":      {},
	"output":    {},
	"picture":   {},
	"watch":     {},
	"source":    {"cow", "diag"},
	"markdown":  {"diag"},
	"site":      {"cow", "diag", "markdown", "picture", "source"},
	"revision":  {"diag", "site", "source"},
	"view":      {"diag", "markdown", "picture", "revision", "site"},
	"layout":    {"diag", "output"},
	"export":    {"diag", "markdown", "output", "site"},
	"search":    {"diag", "markdown", "output", "site"},
	"build":     {"cow", "diag", "export", "layout", "markdown", "output", "picture", "revision", "search", "site", "source", "view"},
	"devserver": {"diag", "output"},
	"verify":    {"output"},
	"main":      {"build", "devserver", "diag", "output", "site", "source", "verify", "watch"},
}

// libraries says which room hides which library: import path prefixes.
var libraries = map[string][]string{
	"github.com/tidwall/btree":      {"cow"},
	"github.com/yuin/goldmark":      {"markdown"},
	"go.yaml.in/yaml":               {"source"},
	"github.com/fsnotify/fsnotify":  {"watch"},
	"github.com/evanw/esbuild":      {"layout"},
	"golang.org/x/image":            {"picture"},
	"github.com/tetratelabs/wazero": {"picture"},
	"golang.org/x/text":             {"site", "search"},
	"golang.org/x/sys":              {"watch", "main"},
	"golang.org/x/term":             {"main"},
	// The standard library's parts that one stage owns. markdown may name the
	// type html/template.HTML, which marks markup as vouched for.
	"html/template": {"layout", "markdown"},
	"text/template": {"layout"},
	"net/http":      {"devserver", "verify"},
	"os/exec":       {"main"},
	"flag":          {"main"},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func listed(t *testing.T) []listedPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", "./...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listedPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// room is the short name of one of our packages; empty for the layouts folder,
// whose only Go file embeds it, and for packages that are not ours.
func room(importPath string) string {
	if importPath == module+"generator" {
		return "main"
	}
	name, ok := strings.CutPrefix(importPath, inside)
	if !ok {
		return ""
	}
	return name
}

func TestRoomsImportOnlyWhatTheTableAllows(t *testing.T) {
	for _, p := range listed(t) {
		from := room(p.ImportPath)
		if from == "" {
			continue
		}
		allowed, known := rooms[from]
		if !known {
			t.Errorf("%s is no room: add it to the table and to docs/architecture.md", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if to := room(imported); to != "" && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s, which the table does not allow", from, to)
			}
		}
	}
}

func TestEachLibraryStaysInItsRoom(t *testing.T) {
	for _, p := range listed(t) {
		from := room(p.ImportPath)
		if from == "" {
			continue
		}
		for _, imported := range p.Imports {
			if room(imported) != "" || strings.HasPrefix(imported, module) {
				continue
			}
			owner, listed := "", false
			for prefix, owners := range libraries {
				if imported == prefix || strings.HasPrefix(imported, prefix+"/") {
					listed = true
					if !slices.Contains(owners, from) {
						owner = strings.Join(owners, ", ")
					}
				}
			}
			switch {
			case owner != "":
				t.Errorf("%s imports %s, which belongs to %s", from, imported, owner)
			case !listed && strings.Contains(strings.SplitN(imported, "/", 2)[0], "."):
				t.Errorf("%s imports %s, a library without a room", from, imported)
			}
		}
	}
}

func TestPackageDocsSayTheirPlaceInThePipeline(t *testing.T) {
	for name := range rooms {
		if name == "main" {
			continue
		}
		out, err := exec.Command("go", "doc", inside+name).Output()
		if err != nil {
			t.Errorf("go doc %s: %v", name, err)
			continue
		}
		lines := bufio.NewScanner(bytes.NewReader(out))
		said := false
		for lines.Scan() {
			said = said || strings.HasPrefix(lines.Text(), "Place in the pipeline: ")
		}
		if !said {
			t.Errorf("the doc of %s does not say its place in the pipeline", name)
		}
	}
}
