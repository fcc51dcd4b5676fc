package layout

import (
	"maps"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"readout/generator/internal/diag"
)

// engines are the browsers that CSS and JS are lowered for: those that know
// container queries and :has, and with them everything the default design
// leans on. Older ones get plain text, which is readable too.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "111"},
	{Name: api.EngineFirefox, Version: "121"},
	{Name: api.EngineSafari, Version: "16.4"},
}

// namespace marks the files of the folder inside esbuild, which never sees the
// disk.
const namespace = "layouts"

// bundle joins a style sheet or a script with all that it imports. published
// gives the paths of the files that it may refer to.
func bundle(f *folder, entry string, published map[string]string, minify bool, problems *diag.List) ([]byte, bool) {
	r := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Outfile:           "/" + path.Base(entry),
		AbsWorkingDir:     "/",
		Bundle:            true,
		Format:            api.FormatIIFE,
		Platform:          api.PlatformBrowser,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		Engines:           engines,
		MinifyWhitespace:  minify,
		MinifyIdentifiers: minify,
		MinifySyntax:      minify,
		LogLevel:          api.LogLevelSilent,
		Plugins:           []api.Plugin{f.plugin(entry, published)},
	})
	for _, m := range r.Errors {
		*problems = append(*problems, bundleProblem(f, diag.Error, m, entry))
	}
	for _, m := range r.Warnings {
		*problems = append(*problems, bundleProblem(f, diag.Warning, m, entry))
	}
	if len(r.Errors) > 0 || len(r.OutputFiles) != 1 {
		return nil, false
	}
	return r.OutputFiles[0].Contents, true
}

// plugin lets esbuild read the folder, and only the folder.
func (f *folder) plugin(entry string, published map[string]string) api.Plugin {
	resolve := func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		if a.Kind == api.ResolveEntryPoint {
			return api.OnResolveResult{Path: a.Path, Namespace: namespace}, nil
		}
		if strings.HasPrefix(a.Path, "data:") || strings.HasPrefix(a.Path, "#") {
			return api.OnResolveResult{Path: a.Path, External: true}, nil
		}
		name := path.Join(path.Dir(a.Importer), a.Path)
		if isBundle(name) {
			if _, ok := f.files[name]; ok {
				return api.OnResolveResult{Path: name, Namespace: namespace}, nil
			}
		} else if p, ok := published[name]; ok {
			return api.OnResolveResult{Path: relative(entry, p), External: true}, nil
		}
		m := api.Message{Text: "there is no file " + file(name)}
		if s := diag.Suggest(name, maps.Keys(f.files)); s != "" {
			m.Notes = []api.Note{{Text: `did you mean "` + s + `"?`}}
		}
		return api.OnResolveResult{Errors: []api.Message{m}}, nil
	}
	load := func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		text, loader := string(f.files[a.Path]), api.LoaderJS
		if path.Ext(a.Path) == ".css" {
			loader = api.LoaderCSS
		}
		return api.OnLoadResult{Contents: &text, Loader: loader}, nil
	}
	return api.Plugin{Name: namespace, Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, resolve)
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: namespace}, load)
	}}
}

// relative is how the bundle of entry refers to a published path; both lie
// below assets/, the bundle as deep as its source.
func relative(entry, published string) string {
	up := strings.Repeat("../", strings.Count(entry, "/"))
	return "./" + up + strings.TrimPrefix(published, "assets/")
}

func bundleProblem(f *folder, s diag.Severity, m api.Message, entry string) diag.Diagnostic {
	d := diag.Diagnostic{Severity: s, Code: "layout-asset", Message: strings.TrimSuffix(m.Text, ".")}
	d.Pos.File = file(entry)
	if len(m.Notes) > 0 {
		d.Hint = m.Notes[0].Text
	}
	if m.Location == nil {
		return d
	}
	name := strings.TrimPrefix(m.Location.File, namespace+":")
	text, ok := f.files[name]
	if !ok {
		return d
	}
	lines := diag.NewLines(file(name), text)
	start := lines.Offset(m.Location.Line, 1) + m.Location.Column
	d.Pos = lines.Pos(start)
	if end := start + m.Location.Length; end <= len(text) {
		d.Width = len([]rune(string(text[start:end])))
	}
	if m.Location.Suggestion != "" && d.Hint == "" {
		d.Hint = `did you mean "` + m.Location.Suggestion + `"?`
	}
	return d
}
