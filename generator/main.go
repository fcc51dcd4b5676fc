// Command readout builds a website of policy briefs with tracked
// recommendations out of plain files, checks it, and shows it while it is
// being written.
//
// Place in the pipeline: around it. This package reads the command line, the
// clock and the environment, and hands on what the stages need of them.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"readout/generator/internal/diag"
)

// Exit statuses, as the contract has them.
const (
	exitDone   = 0
	exitErrors = 1 // the publication has errors
	exitFailed = 2 // wrong usage, or the machine failed
)

func main() {
	paceCollector()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], environment{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, now: time.Now,
	}))
}

// environment is what a command meets outside the project.
type environment struct {
	stdin          *os.File // nil when there is none
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	dir            string // where the command works: from -C; "" is the current folder
}

// command is one word of the command line.
type command struct {
	name, args, about string
	run               func(ctx context.Context, env environment, args []string) int
}

// commands are listed in the order in which help shows them.
func commands() []command {
	return []command{
		{"build", "", "build the website", runBuild},
		{"serve", "", "show the website in a browser and follow every save", runServe},
		{"check", "", "report every problem, write nothing", runCheck},
		{"new", "KIND ID", "begin a record: brief, recommendation, actor, …", runNew},
		{"init", "DIR", "begin a publication", runInit},
		{"verify", "DIR|URL", "check a copy of the website against its sums", runVerify},
		{"version", "", "print the version", runVersion},
	}
}

// run carries out a command line and returns the exit status.
func run(ctx context.Context, args []string, env environment) int {
	for len(args) > 0 {
		arg := args[0]
		dir, attached := strings.CutPrefix(arg, "-C=")
		switch {
		case arg == "-C" && len(args) < 2:
			return env.usage("-C needs a folder", "")
		case arg == "-C":
			dir, args = args[1], args[2:]
		case attached:
			args = args[1:]
		case slices.Contains([]string{"help", "-h", "-help", "--help"}, arg):
			return runHelp(ctx, env, args[1:])
		case arg == "-version" || arg == "--version":
			return runVersion(ctx, env, args[1:])
		case strings.HasPrefix(arg, "-"):
			return env.usage(fmt.Sprintf("unknown flag %s before the command", arg), "only -C DIR stands there; `readout help` lists the commands")
		default:
			return env.command(ctx, arg, args[1:])
		}
		env.dir = env.path(dir) // as in git and make, each -C starts from the one before
	}
	env.printHelp(env.stderr)
	return exitFailed
}

func (env environment) command(ctx context.Context, name string, args []string) int {
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, env, args)
		}
	}
	return env.usage(fmt.Sprintf("unknown command %q", name), cmp.Or(diag.DidYouMean(name, names()), "`readout help` lists the commands"))
}

func names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, c := range commands() {
			if !yield(c.name) {
				return
			}
		}
	}
}

// path makes a path of the command line one of the process: relative ones
// start where -C says.
func (env environment) path(p string) string {
	if filepath.IsAbs(p) || env.dir == "" {
		return p
	}
	return filepath.Join(env.dir, p)
}

// usage reports wrong usage.
func (env environment) usage(message, hint string) int {
	env.say(message, hint)
	return exitFailed
}

// fail reports that the machine failed.
func (env environment) fail(err error) int {
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; nothing was published")
	}
	env.say(err.Error(), "")
	return exitFailed
}

func (env environment) say(message, hint string) {
	fmt.Fprintf(env.stderr, "readout: %s\n", message)
	if hint != "" {
		fmt.Fprintf(env.stderr, "  hint: %s\n", hint)
	}
}

func runHelp(_ context.Context, env environment, args []string) int {
	if len(args) == 0 {
		env.printHelp(env.stdout)
		return exitDone
	}
	if args[0] == "help" {
		return runHelp(context.Background(), env, nil)
	}
	return env.command(context.Background(), args[0], []string{"--help"})
}

func (env environment) printHelp(w io.Writer) {
	fmt.Fprint(w, "Readout builds a website of policy briefs with tracked recommendations.\n\nusage: readout [-C DIR] COMMAND …\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-16s %s\n", strings.TrimSpace(c.name+" "+c.args), c.about)
	}
	fmt.Fprint(w, "\n  -C DIR           work as if started in DIR\n\n`readout help COMMAND` lists a command's flags.\n"+
		"Exit status: 0 done, 1 the publication has errors, 2 wrong usage or the machine failed.\n")
}

// flags are a command's flags and how it is used.
type flags struct {
	*flag.FlagSet
	env   environment
	about string // what help says before the flags
}

func (env environment) flags(name, about string) flags {
	f := flags{flag.NewFlagSet(name, flag.ContinueOnError), env, about}
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	return f
}

// parse reads a command's arguments: its flags, then exactly so many others.
// When it is not ok, the command ends with the exit status.
func (f flags) parse(args []string, others int) (exit int, ok bool) {
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		f.printHelp()
		return exitDone, false
	}
	see := fmt.Sprintf("`readout help %s` lists its flags", f.Name())
	if err != nil {
		message := err.Error()
		if name, unknown := strings.CutPrefix(message, "flag provided but not defined: -"); unknown {
			name = strings.TrimPrefix(name, "-")
			switch meant := diag.Suggest(name, f.names()); {
			case name == "C":
				return f.env.usage("-C stands before the command", "readout -C DIR "+f.Name()), false
			case meant != "":
				see = fmt.Sprintf("did you mean --%s?", meant)
			}
			return f.env.usage(fmt.Sprintf("unknown flag --%s for %s", name, f.Name()), see), false
		}
		return f.env.usage(strings.Replace(message, "flag -", "flag --", 1), see), false
	}
	if f.NArg() > others {
		return f.env.usage(fmt.Sprintf("unexpected argument %q for %s", f.Arg(others), f.Name()), see), false
	}
	if f.NArg() < others {
		return f.env.usage("usage: readout "+f.Name()+" "+f.args(), ""), false
	}
	return exitDone, true
}

func (f flags) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		more := true
		f.VisitAll(func(one *flag.Flag) { more = more && yield(one.Name) })
	}
}

func (f flags) args() string {
	for _, c := range commands() {
		if c.name == f.Name() {
			return c.args
		}
	}
	return ""
}

func (f flags) printHelp() {
	w := f.env.stdout
	fmt.Fprintf(w, "usage: readout [-C DIR] %s", f.Name())
	any := false
	f.VisitAll(func(*flag.Flag) { any = true })
	if any {
		fmt.Fprint(w, " [flags]")
	}
	if args := f.args(); args != "" {
		fmt.Fprint(w, " ", args)
	}
	fmt.Fprint(w, "\n\n")
	if f.about != "" {
		fmt.Fprintf(w, "%s\n\n", f.about)
	}
	f.VisitAll(func(one *flag.Flag) {
		value, about := flag.UnquoteUsage(one)
		fmt.Fprintf(w, "  %-24s %s", strings.TrimSpace("--"+one.Name+" "+value), about)
		if one.DefValue != "" && one.DefValue != "false" && one.DefValue != "0s" {
			fmt.Fprintf(w, " (%s)", one.DefValue)
		}
		fmt.Fprintln(w)
	})
}
