package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"readout/generator/internal/build"
	"readout/generator/internal/diag"
)

// checkFormats write problems for machines; text is for people and goes to
// standard error.
var checkFormats = map[string]func(w io.Writer, l diag.List) error{
	"json":   diag.WriteJSON,
	"sarif":  func(w io.Writer, l diag.List) error { return diag.WriteSARIF(w, l, programVersion()) },
	"github": diag.WriteGitHub,
	"text":   nil,
}

func runCheck(ctx context.Context, env environment, args []string) int {
	f := env.flags("check", "Reports every problem, those of pages included, and writes nothing.")
	format := f.String("format", "text", "report as `FORMAT`: text, json, sarif or github")
	against := f.String("against", "", "compare histories with the data published in this `DIR` or file, not with public/")
	if exit, ok := f.parse(args, 0); !ok {
		return exit
	}
	write, known := checkFormats[*format]
	if !known {
		return env.usage(fmt.Sprintf("unknown format %q", *format), cmp.Or(diag.DidYouMean(*format, maps.Keys(checkFormats)),
			"formats are "+strings.Join(slices.Sorted(maps.Keys(checkFormats)), ", ")))
	}
	p, err := env.openProject(build.Options{ReadOnly: true})
	if err != nil {
		return env.fail(err)
	}
	defer p.Close()

	line := env.status()
	line.show("checking…")
	snapshot, problems := p.Build(ctx, nil)
	if snapshot != nil {
		history, err := env.history(snapshot, *against)
		if err != nil {
			return env.usage(err.Error(), "--against takes the output folder of a build, its data/, or one of events.json and recommendations.json")
		}
		problems = slices.Concat(problems, snapshot.Check(ctx), history, snapshot.Withdrawn()).Sorted()
	}
	line.clear()
	if err := ctx.Err(); err != nil {
		return env.fail(err)
	}
	if write == nil {
		env.report(p, problems)
		fmt.Fprintln(env.stdout, counted(problems))
	} else if err := write(env.stdout, problems); err != nil {
		return env.fail(err)
	}
	if problems.HasErrors() {
		return exitErrors
	}
	return exitDone
}
