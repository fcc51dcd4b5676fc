package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"runtime"
	"syscall"

	"readout/generator/internal/build"
	"readout/generator/internal/devserver"
	"readout/generator/internal/source"
	"readout/generator/internal/watch"
)

func runServe(ctx context.Context, env environment, args []string) int {
	var (
		f      = env.flags("serve", "Shows the website at its own address and follows every save. A click on a problem's place, or Alt and a\nclick on a paragraph, opens the editor that READOUT_EDITOR, VISUAL or EDITOR names.")
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

	server := devserver.New(devserver.Options{Hosts: []string{host}, Read: p.Read, Edit: env.editor(p.dir)})
	url := "http://" + listener.Addr().String() + "/"
	show := func() {
		if err := browse(url); err != nil {
			env.say("no browser could be opened: "+err.Error(), "")
		}
	}
	keys, restore := env.keys()
	defer restore()
	context.AfterFunc(ctx, restore) // a second Ctrl-C ends the program at once
	loop := follower{env: env, project: p, server: server, keys: keys, open: show, quit: stop}
	loop.build(ctx, nil, "ready")
	how := "Ctrl-C stops"
	if keys != nil {
		how = "press r to rebuild, o to open it, q to stop"
	}
	fmt.Fprintf(env.stdout, "The site is at %s (%s)\n", url, how)
	if *open {
		show()
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
