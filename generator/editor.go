package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// place is where an editor is to be opened.
type place struct {
	file      string // absolute, so that it is never taken for a flag
	line, col int    // 1-based
}

// editorKind is how some editors are told a place.
type editorKind struct {
	programs string // their names
	// terminal says that they need a terminal, and cannot share the server's.
	terminal bool
	args     func(place) []string
}

var editorKinds = []editorKind{
	{
		"code code-insiders code-oss codium vscodium cursor windsurf trae positron", false,
		func(p place) []string { return []string{"--goto", p.colons()} },
	},
	{
		"subl sublime_text zed zeditor atom pulsar lapce", false,
		func(p place) []string { return []string{p.colons()} },
	},
	{
		"idea goland pycharm webstorm phpstorm rubymine clion rider rustrover kate kwrite", false,
		func(p place) []string {
			return []string{"--line", strconv.Itoa(p.line), "--column", strconv.Itoa(p.col), p.file}
		},
	},
	{
		"gedit gnome-text-editor xed pluma", false,
		func(p place) []string { return []string{fmt.Sprintf("+%d:%d", p.line, p.col), p.file} },
	},
	{
		"notepad++", false,
		func(p place) []string {
			return []string{fmt.Sprintf("-n%d", p.line), fmt.Sprintf("-c%d", p.col), p.file}
		},
	},
	{
		"mate geany", false,
		func(p place) []string { return []string{"--line", strconv.Itoa(p.line), p.file} },
	},
	{"gvim mvim", false, vimArgs},
	{"vim nvim vi", true, vimArgs},
	{
		"emacs emacsclient kak micro", true,
		func(p place) []string { return []string{fmt.Sprintf("+%d:%d", p.line, p.col), p.file} },
	},
	{
		"nano", true,
		func(p place) []string { return []string{fmt.Sprintf("+%d,%d", p.line, p.col), p.file} },
	},
	{
		"hx helix", true,
		func(p place) []string { return []string{p.colons()} },
	},
	{
		"joe ne mg", true,
		func(p place) []string { return []string{fmt.Sprintf("+%d", p.line), p.file} },
	},
}

func vimArgs(p place) []string {
	return []string{fmt.Sprintf("+call cursor(%d,%d)", p.line, p.col), p.file}
}

func (p place) colons() string { return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.col) }

// editor returns what opens the author's editor at a place of the project in
// dir. The editor is named by READOUT_EDITOR, else VISUAL, else EDITOR: a
// command, to which the place is added as that editor wants it, or a command
// that says itself where {file}, {line} and {col} go. It is nil when none is
// named.
func (env environment) editor(dir string) func(file string, line, col int) error {
	words := splitWords(cmp.Or(env.getenv("READOUT_EDITOR"), env.getenv("VISUAL"), env.getenv("EDITOR")))
	if len(words) == 0 {
		return nil
	}
	return func(file string, line, col int) error {
		abs, err := filepath.Abs(filepath.Join(dir, filepath.FromSlash(file)))
		if err != nil {
			return err
		}
		// What is told to the page names no folder outside of the project.
		root, err := os.OpenRoot(dir)
		if err != nil {
			return errors.New("the project's folder cannot be opened")
		}
		defer root.Close()
		if _, err := root.Stat(filepath.FromSlash(file)); errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(file, "layouts/") {
			return fmt.Errorf("%s is a layout that comes with Readout; to change it, make a file of that name", file)
		} else if err != nil {
			return err
		}
		args, err := env.editorCommand(words, place{abs, line, col})
		if err != nil {
			return err
		}
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Stderr = dir, env.stderr
		return start(cmd)
	}
}

// editorCommand adds a place to the words that start an editor.
func (env environment) editorCommand(words []string, at place) ([]string, error) {
	if strings.Contains(strings.Join(words, " "), "{file}") {
		fill := strings.NewReplacer("{file}", at.file, "{line}", strconv.Itoa(at.line), "{col}", strconv.Itoa(at.col))
		filled := make([]string, len(words))
		for i, word := range words {
			filled[i] = fill.Replace(word)
		}
		return filled, nil
	}
	name := strings.TrimSuffix(path.Base(filepath.ToSlash(words[0])), ".exe")
	i := slices.IndexFunc(editorKinds, func(k editorKind) bool { return slices.Contains(strings.Fields(k.programs), name) })
	if i < 0 {
		return append(slices.Clip(words), at.file), nil
	}
	command := append(slices.Clip(words), editorKinds[i].args(at)...)
	if !editorKinds[i].terminal || env.hasWindow(name, words) {
		return command, nil
	}
	if env.getenv("TMUX") != "" {
		return append([]string{"tmux", "new-window"}, command...), nil
	}
	return nil, fmt.Errorf("%s needs a terminal of its own: start the server inside tmux, or set READOUT_EDITOR to an editor with a window", name)
}

// hasWindow reports whether an editor of the terminal opens a window.
func (env environment) hasWindow(name string, words []string) bool {
	if !strings.HasPrefix(name, "emacs") {
		return false
	}
	for _, word := range words[1:] {
		switch word {
		case "-nw", "-t", "-tty", "--tty", "--no-window-system":
			return false
		}
	}
	return env.getenv("DISPLAY") != "" || env.getenv("WAYLAND_DISPLAY") != ""
}

// splitWords splits a command as a shell does: at blanks, but for those in
// quotes or after a backslash.
func splitWords(command string) []string {
	var (
		words []string
		word  strings.Builder
		begun bool
		quote rune
		plain bool // the next character stands for itself
	)
	for _, r := range command {
		switch {
		case plain:
			word.WriteRune(r)
			plain = false
		case r == '\\' && quote != '\'' && os.PathSeparator == '/':
			plain, begun = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}
