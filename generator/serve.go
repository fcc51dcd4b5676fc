package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"readout/generator/internal/build"
	"readout/generator/internal/devserver"
	"readout/generator/internal/diag"
	"readout/generator/internal/source"
	"readout/generator/internal/watch"
)

func runServe(ctx context.Context, env environment, args []string) int {
	var (
		f      = env.flags("serve", "Shows the website at its own address and follows every save. READOUT_EDITOR, such as\n\"code --goto {file}:{line}:{col}\", lets pages open the file they come from.")
		addr   = f.String("addr", "127.0.0.1:8080", "answer at this `ADDRESS`")
		drafts = f.Bool("drafts", false, "show drafts, scheduled and expired records too")
		open   = f.Bool("open", false, "open the site in a browser")
		poll   = f.Duration("poll", 0, "look for changes this often (`DURATION`, such as 700ms) instead of being told: for network drives and containers")
	)
	if exit, ok := f.parse(args, 0); !ok {
		return exit
	}
	host, _, err := net.SplitHostPort(*addr)
	if err != nil {
		return env.usage(fmt.Sprintf("%q is not an address", *addr), "write a host and a port, such as 127.0.0.1:8080")
	}
	if *poll < 0 {
		return env.usage("--poll needs a duration above zero", "")
	}
	p, err := env.openProject(build.Options{Drafts: *drafts, Serve: true})
	if err != nil {
		return env.fail(err)
	}
	defer p.Close()

	// The watch begins before the first build, so that nothing falls between.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	changes, err := watch.Watch(ctx, p.dir, []string{"content", "layouts"}, watch.Options{
		Poll: *poll, Ignore: source.Ignored, Warn: func(message string) { env.say(message, "") },
	})
	if err != nil {
		return env.fail(err)
	}
	listener, err := net.Listen("tcp", *addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return env.usage(fmt.Sprintf("another program answers at %s", *addr), "choose another address with --addr, such as 127.0.0.1:8081")
	}
	if err != nil {
		return env.fail(err)
	}
	defer listener.Close()

	server := devserver.New(devserver.Options{Hosts: []string{host}, Read: p.Read, Edit: env.editor(p)})
	loop := follower{env: env, project: p, server: server}
	loop.build(ctx, nil)
	url := "http://" + listener.Addr().String() + "/"
	fmt.Fprintf(env.stdout, "The site is at %s (Ctrl-C stops)\n", url)
	if *open {
		if err := browse(url); err != nil {
			env.say("no browser could be opened: "+err.Error(), "")
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		loop.follow(ctx, changes)
	}()
	err = server.Serve(ctx, listener)
	stop()
	<-done
	if err != nil {
		return env.fail(err)
	}
	return exitDone
}

// follower builds after every change and shows the result.
type follower struct {
	env     environment
	project *project
	server  *devserver.Server
	// stopCheck ends the check of the snapshot before.
	stopCheck context.CancelFunc
	checked   chan struct{} // closed when that check has ended
}

// follow builds until the changes end.
func (f *follower) follow(ctx context.Context, changes <-chan []string) {
	midnight := time.NewTimer(f.untilMidnight())
	defer midnight.Stop()
	for {
		select {
		case changed, more := <-changes:
			if !more {
				f.endCheck()
				return
			}
			f.build(ctx, changed)
		case <-midnight.C:
			f.project.SetToday(dateOf(f.env.now()))
			f.build(ctx, []string{})
			midnight.Reset(f.untilMidnight())
		}
	}
}

// untilMidnight is how long today lasts, in UTC.
func (f *follower) untilMidnight() time.Duration {
	now := f.env.now().UTC()
	return now.Truncate(24 * time.Hour).Add(24*time.Hour + time.Second).Sub(now)
}

// build makes the next snapshot, shows it, and has the pages checked that
// nobody looks at.
func (f *follower) build(ctx context.Context, changed []string) {
	f.endCheck()
	start := f.env.now()
	snapshot, problems := f.project.Build(ctx, changed)
	if ctx.Err() != nil {
		return
	}
	took := f.env.now().Sub(start)
	if snapshot == nil {
		f.server.Show(nil, problems)
	} else {
		f.server.Show(snapshot, problems)
	}
	f.env.report(f.project, problems)
	fmt.Fprintf(f.env.stderr, "%s %s in %s\n", f.env.now().Format(time.TimeOnly), counted(problems), took.Round(100*time.Microsecond))
	if snapshot == nil {
		return
	}
	checking, cancel := context.WithCancel(ctx)
	checked := make(chan struct{})
	f.stopCheck, f.checked = cancel, checked
	go func() {
		defer close(checked)
		found := snapshot.Check(checking)
		if checking.Err() != nil || len(found) == 0 {
			return
		}
		f.env.report(f.project, found)
		f.server.Show(snapshot, append(append(diag.List{}, problems...), found...).Sorted())
	}()
}

// endCheck ends the check of the last snapshot, if it still goes on.
func (f *follower) endCheck() {
	if f.stopCheck != nil {
		f.stopCheck()
		<-f.checked
	}
}

// editor returns what opens the author's editor, from READOUT_EDITOR: a
// command with {file}, {line} and {col} in it, such as "code --goto
// {file}:{line}:{col}". It is nil when none is set.
func (env environment) editor(p *project) func(file string, line, col int) error {
	words := strings.Fields(env.getenv("READOUT_EDITOR"))
	if len(words) == 0 {
		return nil
	}
	return func(file string, line, col int) error {
		fill := strings.NewReplacer("{file}", file, "{line}", strconv.Itoa(line), "{col}", strconv.Itoa(col))
		args := make([]string, len(words))
		for i, word := range words {
			args[i] = fill.Replace(word)
		}
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = p.dir
		return start(cmd)
	}
}

// browse opens a URL in the author's browser.
func browse(url string) error {
	switch runtime.GOOS {
	case "darwin":
		return start(exec.Command("open", url))
	case "windows":
		return start(exec.Command("rundll32", "url.dll,FileProtocolHandler", url))
	}
	return start(exec.Command("xdg-open", url))
}

// start runs a command that goes on by itself.
func start(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}
