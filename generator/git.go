package main

import (
	"bufio"
	"context"
	"io"
	"iter"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// gitArchive finds what a project's files were in the git repository that the
// project is in. git is asked for nothing before a text is wanted, which is
// when a record was changed. Where there is no repository, or no git, it knows
// of nothing.
type gitArchive struct {
	ctx context.Context
	dir string // of the project

	mu       sync.Mutex
	versions map[string][]string // of a file: the names of its contents, the latest first
	objects  *gitObjects         // nil before the first was asked for
	failed   bool
}

func newGitArchive(ctx context.Context, dir string) *gitArchive {
	return &gitArchive{ctx: ctx, dir: dir, versions: map[string][]string{}}
}

// mostVersions is how far back a text is looked for: the last revision is
// nearly always in the last commit of its file, or the one before.
const mostVersions = 100

// Versions yields what a file of the project was, the latest first.
func (a *gitArchive) Versions(path string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, name := range a.names(path) {
			if text, ok := a.read(name); ok && !yield(text) {
				return
			}
		}
	}
}

// names asks for the contents that a file had, by their names in git.
func (a *gitArchive) names(path string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known, ok := a.versions[path]; ok || a.failed {
		return known
	}
	out, err := a.git("log", "--format=", "--raw", "--no-abbrev", "--no-renames", "-m", "--first-parent",
		"-n", strconv.Itoa(mostVersions), "HEAD", "--", ":(literal)"+path).Output()
	if err != nil {
		a.failed = true
		return nil
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		// ":100644 100644 BEFORE AFTER M\tpath"
		if fields := strings.Fields(line); len(fields) > 4 && strings.Trim(fields[3], "0") != "" {
			names = append(names, fields[3])
		}
	}
	a.versions[path] = names
	return names
}

// git is a command that reads the project's repository and nothing else: it
// takes no locks, fetches nothing, and asks nobody.
func (a *gitArchive) git(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(a.ctx, "git", append([]string{"--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false"}, args...)...)
	cmd.Dir = a.dir
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	return cmd
}

// gitObjects is a git that gives out contents by name.
type gitObjects struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// largestVersion is the size above which a content is no text of a record.
const largestVersion = 16 << 20

func (a *gitArchive) read(name string) ([]byte, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed {
		return nil, false
	}
	if a.objects == nil && !a.start() {
		return nil, false
	}
	text, ok, err := a.objects.read(name)
	if err != nil {
		a.failed = true
	}
	return text, ok && err == nil
}

func (a *gitArchive) start() bool {
	o := &gitObjects{cmd: a.git("cat-file", "--batch")}
	in, err := o.cmd.StdinPipe()
	if err == nil {
		var out io.ReadCloser
		if out, err = o.cmd.StdoutPipe(); err == nil {
			o.in, o.out = in, bufio.NewReader(out)
			err = o.cmd.Start()
		}
	}
	if err != nil {
		a.failed = true
		return false
	}
	a.objects = o
	return true
}

// read asks for one content. After an error git is of no use any more.
func (o *gitObjects) read(name string) (text []byte, ok bool, err error) {
	if _, err := io.WriteString(o.in, name+"\n"); err != nil {
		return nil, false, err
	}
	// "NAME blob SIZE", or "NAME missing"
	head, err := o.out.ReadString('\n')
	if err != nil {
		return nil, false, err
	}
	fields := strings.Fields(head)
	if len(fields) != 3 {
		return nil, false, nil
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil || size < 0 {
		return nil, false, io.ErrUnexpectedEOF
	}
	if fields[1] != "blob" || size > largestVersion {
		_, err := o.out.Discard(size + 1)
		return nil, false, err
	}
	text = make([]byte, size+1)
	if _, err := io.ReadFull(o.out, text); err != nil {
		return nil, false, err
	}
	return text[:size], true, nil
}

// close ends git.
func (a *gitArchive) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.failed = true
	if a.objects != nil {
		_ = a.objects.in.Close()
		_ = a.objects.cmd.Wait() // it has said all that it was asked
		a.objects = nil
	}
}
