package main

import (
	"context"
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

func runVersion(_ context.Context, env environment, args []string) int {
	if exit, ok := env.flags("version", "Prints the version of the program.").parse(args, 0); !ok {
		return exit
	}
	fmt.Fprintf(env.stdout, "readout %s %s/%s %s\n", programVersion(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	return exitDone
}
