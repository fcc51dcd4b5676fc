package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"readout/generator/internal/build"
	"readout/generator/internal/diag"
	"readout/generator/internal/output"
	"readout/generator/internal/site"
)

// scaffold holds the files that `new` and `init` begin with. {{id}},
// {{title}} and {{date}} in them are filled in.
//
//go:embed scaffold
var scaffold embed.FS

var (
	idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	// x.ko.md is the Korean translation of x.md.
	languageEnding = regexp.MustCompile(`\.[a-z]{2,3}(-[a-z0-9]+)*$`)
)

func runNew(ctx context.Context, env environment, args []string) int {
	kinds := kindNames()
	f := env.flags("new", "Begins a record in content/, with comments that say what can stand in it.\nKinds: "+strings.Join(kinds, ", ")+".")
	if exit, ok := f.parse(args, 2); !ok {
		return exit
	}
	kind, id := f.Arg(0), f.Arg(1)
	template, err := templateOf(kind)
	if err != nil {
		return env.usage(fmt.Sprintf("unknown kind %q", kind),
			cmp.Or(diag.DidYouMean(kind, slices.Values(kinds)), "kinds are "+strings.Join(kinds, ", ")))
	}
	ext := path.Ext(template)
	if message, hint := badID(id, ext); message != "" {
		return env.usage(message, hint)
	}

	p, err := env.openProject(build.Options{Drafts: true, ReadOnly: true})
	if err != nil {
		return env.fail(err)
	}
	defer p.Close()
	if _, err := fs.Stat(p.FS(), "content/site.yaml"); err != nil {
		env.say("there is no publication here: content/site.yaml is missing", "run `readout init DIR` to begin one, or name its folder with -C")
		return exitErrors
	}
	if _, problems := p.Build(ctx, nil); ctx.Err() != nil {
		return env.fail(ctx.Err())
	} else if pos, taken := p.Where(id); taken {
		env.report(p, diag.List{{Code: "id-taken", Pos: pos, Message: fmt.Sprintf("the id %q is taken", id), Hint: "ids are unique across the whole publication; choose another"}})
		return exitFailed
	} else if problems.HasErrors() {
		// They are no hindrance, but the new record's problems hide among them.
		defer fmt.Fprintf(env.stderr, "the publication has %s; `readout check` lists them\n", counted(problems))
	}

	name := path.Join("content", folderOf(kind), id+ext)
	if err := env.write(p.dir, name, fill(template, id, env)); err != nil {
		return env.fail(err)
	}
	fmt.Fprintln(env.stdout, name)
	return exitDone
}

func kindNames() []string {
	var names []string
	for _, k := range site.Kinds() {
		names = append(names, k.String())
	}
	return names
}

// badID says what is wrong with an id, or "".
func badID(id, ext string) (message, hint string) {
	switch {
	case idForm.MatchString(strings.ToLower(id)) && !idForm.MatchString(id):
		return fmt.Sprintf("the id %q has capital letters", id), fmt.Sprintf("write %q", strings.ToLower(id))
	case !idForm.MatchString(id):
		return fmt.Sprintf("%q is not an id", id), "ids consist of a-z, 0-9, hyphens and dots, and begin with a letter or digit"
	case strings.HasSuffix(id, ".md") || strings.HasSuffix(id, ".yaml"):
		return fmt.Sprintf("%q is a file name, not an id", id), "leave the ending out"
	case ext == ".md" && languageEnding.MatchString(id):
		return fmt.Sprintf("the file of %q would be taken for a translation", id), "choose an id that does not end like a language code"
	}
	return "", ""
}

// templateOf returns the scaffold of a kind of record.
func templateOf(kind string) (string, error) {
	for _, ext := range []string{".md", ".yaml"} {
		name := "scaffold/new/" + kind + ext
		if _, err := fs.Stat(scaffold, name); err == nil {
			return name, nil
		}
	}
	return "", fs.ErrNotExist
}

func folderOf(kind string) string {
	for _, k := range site.Kinds() {
		if k.String() == kind {
			return k.Folder()
		}
	}
	return ""
}

// fill returns a scaffold with its blanks filled in. Titles are never taken
// from ids, so the title only says which record it is that needs one.
func fill(template, id string, env environment) string {
	text, err := fs.ReadFile(scaffold, template)
	if err != nil {
		panic(err) // it is in the binary
	}
	return strings.NewReplacer("{{id}}", id, "{{title}}", fmt.Sprintf("The title of %s", id), "{{date}}", dateOf(env.now()).ISO()).Replace(string(text))
}

// write makes a file that is not there yet, and the folders it stands in: all
// of it or nothing.
func (env environment) write(dir, name, text string) (err error) {
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(full, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already", name)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = cmp.Or(err, f.Close()); err != nil {
		_ = os.Remove(full) // or the next try would find it there
		return fmt.Errorf("%s cannot be written: %s", name, output.Because(err))
	}
	return nil
}

func runInit(_ context.Context, env environment, args []string) int {
	f := env.flags("init", "Begins a small publication in DIR: a brief, a recommendation and what they refer to.")
	if exit, ok := f.parse(args, 1); !ok {
		return exit
	}
	const from = "scaffold/init"
	dir := env.path(f.Arg(0))
	if _, err := os.Lstat(filepath.Join(dir, "content")); err == nil {
		return env.usage(fmt.Sprintf("there is a publication in %s already", f.Arg(0)), "")
	}
	err := fs.WalkDir(scaffold, from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		to := strings.TrimPrefix(name, from+"/")
		if to == "gitignore" || to == "gitattributes" { // go:embed leaves out files that begin with a dot
			to = "." + to
			if _, err := os.Lstat(filepath.Join(dir, to)); err == nil {
				return nil // the author's own
			}
		}
		return env.write(dir, to, fill(name, "", env))
	})
	if err != nil {
		_ = os.RemoveAll(filepath.Join(dir, "content")) // which was not there before
		return env.fail(err)
	}
	fmt.Fprintf(env.stdout, "A publication begins in %s. Next: readout -C %s serve\n", f.Arg(0), f.Arg(0))
	return exitDone
}
