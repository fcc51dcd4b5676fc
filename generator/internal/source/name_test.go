package source

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestNamesThatSomeSystemCannotHaveAreWrong(t *testing.T) {
	long := strings.Repeat("a", MaxName)
	for name, want := range map[string]string{
		"a\nb.md": "line break", "a\rb.md": "line break", "a\tb.md": "control", "a\x1b[31m.md": "control", "a\u0085.md": "control", "a\x7f.md": "control",
		"\xff.md": "UTF-8", "caf\xe9.md": "UTF-8", "a\\b.md": "Windows", `a"b.md`: "Windows", "a<b.md": "Windows", "a>b.md": "Windows",
		"a:b.md": "Windows", "a|b.md": "Windows", "a?b.md": "Windows", "a*b.md": "Windows", "dot.": "dot", "space ": "space",
		"con": "itself", "CON.md": "itself", "aux.ko.md": "itself", "nul.txt": "itself", "Prn .md": "itself", "com1.png": "itself",
		"lpt9": "itself", "COM¹.md": "itself", "conin$": "itself", long + "a": "200",
		"a.md": "", "console.md": "", "com0.md": "", "com10.md": "", "com.md": "", "null.md": "", "a b.md": "", "지도.png": "", "é.md": "", "e\u0301.md": "",
		"auxiliary": "", "a.con.md": "", long: "", "(1) & co's, 50%+.pdf": "",
	} {
		wrong, hint := WrongName(name)
		if (wrong == "") != (want == "") || !strings.Contains(wrong, want) || (wrong == "") != (hint == "") || strings.ContainsFunc(wrong, func(r rune) bool { return r < ' ' }) {
			t.Errorf("%q: %q (%s), want %q", name, wrong, hint, want)
		}
	}
}

func TestAWrongNameIsAnErrorThatNamesTheFile(t *testing.T) {
	f := newFolder(t)
	for _, name := range []string{"a\nb.md", "caf\xe9.md", "con.md", "a:b.png", "dot."} {
		f.write("content/"+name, "text")
	}
	f.write("content/aux/inside.md", "text")
	f.write("content/fine.md", "text")
	want := []string{"content/a\nb.md", "content/a:b.png", "content/aux", "content/caf\xe9.md", "content/con.md", "content/dot.", "content/fine.md"}
	f.expect(nil, want...)
	for file := range f.tree.Files() {
		if wrong := file.Path != "content/fine.md"; wrong != (file.Err != nil && file.Err.Code == CodeName && file.Err.Pos.File == file.Path && file.Err.Hint != "") {
			t.Errorf("%q: %v", file.Path, file.Err)
		}
	}
	f.expect(nil)
	// Told one by one it is the same.
	f.expect(want)
	f.expect(paths("content/aux/inside.md"))
	f.remove("content/con.md")
	f.expect(paths("content/con.md"), "-content/con.md")
	f.remove("content/aux")
	f.expect(paths("content/aux/inside.md", "content/aux"), "-content/aux")
	f.write("content/nul/x.md", "text")
	f.expect(paths("content/nul/x.md"), "content/nul")
	f.remove("content/caf\xe9.md")
	f.expect(nil, "-content/caf\xe9.md")
}

// TestDevicesAndSocketsAreNoFiles gives the reader what only the owner of a
// machine can put into a folder.
func TestDevicesAndSocketsAreNoFiles(t *testing.T) {
	for name, mode := range map[string]fs.FileMode{
		"device": fs.ModeDevice, "character device": fs.ModeDevice | fs.ModeCharDevice, "socket": fs.ModeSocket, "pipe": fs.ModeNamedPipe, "irregular": fs.ModeIrregular,
	} {
		f := &folder{T: t, tree: new(Tree), fsys: fstest.MapFS{"content/x.md": {Data: []byte("endless"), Mode: mode | 0o644}}}
		f.expect(nil, "content/x.md")
		if file, _ := f.tree.File("content/x.md"); file.Err == nil || file.Err.Code != CodeUnreadable || file.Err.Pos.File != "content/x.md" || !strings.Contains(file.Err.Message, "no file") {
			t.Errorf("%s: %+v", name, file.Err)
		}
	}
}

// becomesPipe lists a file as one and opens a pipe.
type becomesPipe struct{ fstest.MapFS }

func (b becomesPipe) Open(name string) (fs.File, error) {
	if name == "content/x.md" {
		return fstest.MapFS{name: {Data: []byte("endless"), Mode: fs.ModeNamedPipe}}.Open(name)
	}
	return b.MapFS.Open(name)
}

func TestAFileThatBecomesAPipeBeforeItIsOpenedIsNotRead(t *testing.T) {
	f := &folder{T: t, tree: new(Tree), fsys: becomesPipe{fstest.MapFS{"content/x.md": {Data: []byte("text")}}}}
	f.expect(nil, "content/x.md")
	if file, _ := f.tree.File("content/x.md"); file.Err == nil || file.Err.Code != CodeUnreadable {
		t.Errorf("%+v", file)
	}
}

// FuzzNames lists a file of any name: it is read, an error under that name, or
// none of ours.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"a.md", "con.md", "a\nb.md", "\xff", ".hidden", "a~", "nul/b.md", "a/b/c.md", "é.md", "a..md", " ", "x.", strings.Repeat("a", 300)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		path := "content/" + name
		if !fs.ValidPath(path) || name == "" {
			return // the file system itself lets no such name through
		}
		fsys := fstest.MapFS{path: {Data: []byte("text")}}
		tree, _ := new(Tree).Update(fsys, nil, func(*File) {})
		var all []*File
		for file := range tree.Files() {
			all = append(all, file)
		}
		switch part, err := wrongPath(path); {
		case Ignored(path) && len(all) > 0 && err == nil:
			t.Errorf("%q is ignored and read", path)
		case Ignored(path):
		case len(all) != 1:
			t.Errorf("%q: %d files", path, len(all))
		case err != nil && (all[0].Path != part || all[0].Err == nil || all[0].Err.Code != CodeName || !strings.HasPrefix(path, all[0].Path)):
			t.Errorf("%q: %+v", path, all[0])
		case err == nil && (all[0].Path != path || all[0].Err != nil && all[0].Err.Code == CodeName):
			t.Errorf("%q: %+v", path, all[0])
		}
		one, _ := new(Tree).Update(fsys, []string{path}, func(*File) {})
		for file := range one.Files() {
			if len(all) != 1 || file.Path != all[0].Path || !file.same(all[0]) {
				t.Errorf("%q told alone is %+v, and among all %+v", path, file, all)
			}
		}
	})
}
