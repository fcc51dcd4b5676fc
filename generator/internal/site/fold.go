package site

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"readout/generator/internal/diag"
)

// fold returns one form for all the paths that are one to some file system:
// those that differ in letter case only, as on Windows and macOS, and those
// whose accents are part of a letter or stand behind it, as on macOS.
func fold(p string) string {
	if !strings.ContainsFunc(p, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.ToLower(p)
	}
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return unicode.ToLower(least)
	}, norm.NFD.String(p))
}

// sharedNames reports the published files whose addresses are one to some
// file system; all have the same fold.
func (s *Site) sharedNames(folded string) []problem {
	var first *Asset
	var out []problem
	paths, _ := s.folded.Get(folded)
	for _, p := range paths {
		a := s.published(p)
		switch {
		case a == nil:
		case first == nil:
			first = a
		default:
			in := "letter case"
			if keyOf(first.Source) != keyOf(a.Source) {
				in = "how their letters are written"
			}
			out = append(out, problem{Diagnostic: diag.Diagnostic{
				Code: "name-shared", Pos: diag.Pos{File: a.Source},
				Message: "the names of this file and of “" + first.Source + "” differ only in " + in,
				Hint:    "give one of them another name: on Windows and macOS they are one file",
			}})
		}
	}
	return out
}

// checkPlace reports a file that cannot be published, or whose address the
// site needs for another.
func checkPlace(a *Asset) []problem {
	at := fold(a.URL)
	folder, _, _ := strings.Cut(strings.TrimPrefix(at, "/"), "/")
	var out []problem
	if isProgram(a.Source) {
		out = append(out, problem{Diagnostic: diag.Diagnostic{
			Code: "asset-active", Pos: diag.Pos{File: a.Source},
			Message: "a browser or a server would run this file rather than hand it to its reader",
			Hint:    "publish it in a .zip, or as .txt",
		}})
	}
	if isFixed(at) || folder == "assets" || folder == "data" || folder == fold(sumsName) || slices.Contains(besidePages, path.Base(at)) || slices.Contains(hostFiles, at) {
		out = append(out, problem{Diagnostic: diag.Diagnostic{
			Code: "asset-place", Pos: diag.Pos{File: a.Source},
			Message: "this file would be published at " + a.URL + ", where the site has files of its own",
			Hint:    "give it another name or folder",
		}})
	}
	return out
}

// hostFiles are files at the root by which hosts are configured.
var hostFiles = []string{"/_headers", "/_redirects", "/_worker.js", "/_routes.json"}
