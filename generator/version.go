package main

import (
	"context"
	_ "embed"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by release builds: -ldflags "-X main.version=1.2.3".
var version string

// programVersion returns the version as far as the binary knows it: a
// release's number, a module version, or "dev".
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

// notice holds the licences of all that the program carries. A test collects
// it; a binary that stands alone has to bring them along.
//
//go:embed NOTICE
var notice string

func runVersion(_ context.Context, env environment, args []string) int {
	f := env.flags("version", "Prints the version of the program.")
	licences := f.Bool("licences", false, "print the licences of all that the program carries")
	if exit, ok := f.parse(args, 0); !ok {
		return exit
	}
	if *licences {
		fmt.Fprint(env.stdout, notice)
		return exitDone
	}
	fmt.Fprintf(env.stdout, "readout %s %s/%s %s\n", programVersion(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	return exitDone
}
