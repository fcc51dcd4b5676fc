package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEditorsAreToldThePlaceInTheirOwnWay(t *testing.T) {
	const file = "/pub/content/briefs/a b.md"
	for _, c := range []struct {
		command string
		env     string
		want    string // joined by |; "" is an error
	}{
		{command: "code", want: "code|--goto|" + file + ":12:5"},
		{command: "code --wait", want: "code|--wait|--goto|" + file + ":12:5"},
		{command: "/usr/local/bin/codium -r", want: "/usr/local/bin/codium|-r|--goto|" + file + ":12:5"},
		{command: `"/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code" -w`, want: "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code|-w|--goto|" + file + ":12:5"},
		{command: "cursor", want: "cursor|--goto|" + file + ":12:5"},
		{command: "windsurf", want: "windsurf|--goto|" + file + ":12:5"},
		{command: "code.exe", want: "code.exe|--goto|" + file + ":12:5"},
		{command: "subl", want: "subl|" + file + ":12:5"},
		{command: "zed --wait", want: "zed|--wait|" + file + ":12:5"},
		{command: "idea", want: "idea|--line|12|--column|5|" + file},
		{command: "kate", want: "kate|--line|12|--column|5|" + file},
		{command: "gedit", want: "gedit|+12:5|" + file},
		{command: "notepad++", want: "notepad++|-n12|-c5|" + file},
		{command: "mate -w", want: "mate|-w|--line|12|" + file},
		{command: "gvim -f", want: "gvim|-f|+call cursor(12,5)|" + file},
		{command: "some-editor --flag", want: "some-editor|--flag|" + file},
		{command: "my-editor {file} at={line}/{col}", want: "my-editor|" + file + "|at=12/5"},
		// Editors of the terminal cannot share the server's.
		{command: "vim"},
		{command: "nvim"},
		{command: "nano"},
		{command: "hx"},
		{command: "micro"},
		{command: "emacs"},
		{command: "vim", env: "TMUX=/tmp/tmux,1,0", want: "tmux|new-window|vim|+call cursor(12,5)|" + file},
		{command: "nano", env: "TMUX=/tmp/tmux,1,0", want: "tmux|new-window|nano|+12,5|" + file},
		{command: "hx", env: "TMUX=/tmp/tmux,1,0", want: "tmux|new-window|hx|" + file + ":12:5"},
		{command: "kak", env: "TMUX=/tmp/tmux,1,0", want: "tmux|new-window|kak|+12:5|" + file},
		{command: "emacsclient -t", env: "TMUX=/tmp/tmux,1,0 DISPLAY=:0", want: "tmux|new-window|emacsclient|-t|+12:5|" + file},
		{command: "emacsclient -t", env: "DISPLAY=:0"},
		{command: "emacsclient -c", env: "DISPLAY=:0", want: "emacsclient|-c|+12:5|" + file},
		{command: "emacs", env: "WAYLAND_DISPLAY=wayland-0", want: "emacs|+12:5|" + file},
	} {
		env := environment{getenv: getenv(strings.Fields(c.env))}
		got, err := env.editorCommand(splitWords(c.command), place{file, 12, 5})
		if (err != nil) != (c.want == "") || strings.Join(got, "|") != c.want {
			t.Errorf("%s (%s): %q, %v; want %q", c.command, c.env, strings.Join(got, "|"), err, c.want)
		}
	}
}

func getenv(set []string) func(string) string {
	return func(name string) string {
		for _, one := range set {
			if value, ok := strings.CutPrefix(one, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func TestTheEditorIsTheFirstOneNamed(t *testing.T) {
	for _, c := range []struct {
		set []string
		ok  bool
	}{
		{nil, false},
		{[]string{"EDITOR= "}, false},
		{[]string{"EDITOR=code"}, true},
		{[]string{"VISUAL=code"}, true},
		{[]string{"READOUT_EDITOR=code"}, true},
	} {
		if edit := (environment{getenv: getenv(c.set)}).editor("."); (edit != nil) != c.ok {
			t.Errorf("%q: an editor is found: %t, want %t", c.set, edit != nil, c.ok)
		}
	}
	edit := environment{getenv: getenv([]string{"READOUT_EDITOR=vim", "VISUAL=code", "EDITOR=code"})}.editor("testdata")
	if err := edit("script/build.txtar", 1, 1); err == nil || !strings.Contains(err.Error(), "vim needs a terminal") {
		t.Errorf("the editor says %v", err)
	}
	if err := edit("layouts/nothing.html", 1, 1); err == nil || !strings.Contains(err.Error(), "comes with Readout") {
		t.Errorf("for a layout that the project lacks the editor says %v", err)
	}
	if err := edit("content/nothing.md", 1, 1); err == nil {
		t.Error("the editor opens a file that is not there")
	}
}

func TestEditorsOpenNothingOutsideTheProjectNorNameIt(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "x.md"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "content")); err != nil {
		t.Fatal(err)
	}
	edit := environment{getenv: getenv([]string{"READOUT_EDITOR=/nothing/editor"})}.editor(dir)
	for _, file := range []string{"content/x.md", "../x.md", "content/nothing.md", "layouts/nothing.html"} {
		err := edit(file, 1, 1)
		if err == nil || strings.Contains(err.Error(), outside) || strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "/nothing/editor") {
			t.Errorf("for %s the editor says %v", file, err)
		}
	}
}

func TestCommandsAreSplitAsAShellDoes(t *testing.T) {
	for command, want := range map[string][]string{
		"":                    nil,
		"  ":                  nil,
		"code":                {"code"},
		" code  --wait ":      {"code", "--wait"},
		`"a b" 'c d' e\ f`:    {"a b", "c d", "e f"},
		`a"b c"d`:             {"ab cd"},
		`""`:                  {""},
		`'a\b' "a\"b" "it's"`: {`a\b`, `a"b`, "it's"},
		`"open`:               {"open"},
	} {
		if got := splitWords(command); !slices.Equal(got, want) {
			t.Errorf("%q: %s", command, cmp.Diff(want, got))
		}
	}
}
