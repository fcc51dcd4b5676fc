package site

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"readout/generator/internal/source"
)

const limitsSite = "title: T\nbase_url: https://t.example/\nas_of: 2026-01-01\n"

// chain are recommendations of which each embeds the next.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("recommendations:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - id: r%d\n    title: T\n    text: |\n      The office should do it.\n", i)
		if i+1 < n {
			fmt.Fprintf(&b, "\n      ![[r%d]]\n", i+1)
		}
	}
	return b.String()
}

// limitsOf are the problems with a code.
func limitsOf(t *testing.T, code string, files map[string]string) []string {
	t.Helper()
	files[settingsFile] = limitsSite
	var out []string
	for line := range strings.Lines(problems(t, files)) {
		if strings.Contains(line, "["+code+"]") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

func TestCardsMayStandFourDeepInOneAnother(t *testing.T) {
	if got := limitsOf(t, "embed-limit", map[string]string{"content/recommendations/x.yaml": chain(MaxCardDepth)}); len(got) > 0 {
		t.Errorf("at the limit: %q", got)
	}
	got := limitsOf(t, "embed-limit", map[string]string{"content/recommendations/x.yaml": chain(MaxCardDepth + 1)})
	if len(got) != 1 || !strings.HasPrefix(got[0], "recommendations/x.yaml:7:7: error: with what is embedded here, cards stand in one another more than 4 deep") {
		t.Errorf("one over: %q", got)
	}
	// A mention of a brief has no text of its own in it.
	briefs := map[string]string{"content/briefs/b0.md": "---\ntitle: B\ndate: 2026-01-01\n---\nFirst.\n"}
	for i := range 9 {
		briefs[fmt.Sprintf("content/briefs/b%d.md", i+1)] = fmt.Sprintf("---\ntitle: B\ndate: 2026-01-01\n---\nMore.\n\n![[b%d]]\n", i)
	}
	if got := limitsOf(t, "embed-limit", briefs); len(got) > 0 {
		t.Errorf("briefs: %q", got)
	}
}

// TestATextMayShowFiveHundredCards counts cards with those in them: few words
// must not ask for billions.
func TestATextMayShowFiveHundredCards(t *testing.T) {
	page := func(n int) map[string]string {
		return map[string]string{
			"content/pages/p.md":             "---\ntitle: P\n---\n" + strings.Repeat("![[r2]]\n\n", n),
			"content/recommendations/x.yaml": chain(4),
		}
	}
	if got := limitsOf(t, "embed-limit", page(MaxCards/2)); len(got) > 0 {
		t.Errorf("at the limit: %q", got)
	}
	got := limitsOf(t, "embed-limit", page(MaxCards/2+1))
	if len(got) != 1 || !strings.HasPrefix(got[0], "pages/p.md:4:1: error: with what is embedded here, this text shows more than 500 cards") {
		t.Errorf("one over: %q", got)
	}
	bomb := "recommendations:\n"
	for i := range 4 {
		bomb += fmt.Sprintf("  - id: r%d\n    title: T\n    text: |\n      The office should do it.\n\n", i) + strings.Repeat(fmt.Sprintf("      ![[r%d]]\n\n", i+1), 1000)
	}
	bomb += "  - {id: r4, title: T, text: T}\n"
	if got := limitsOf(t, "embed-limit", map[string]string{"content/recommendations/x.yaml": bomb}); len(got) != 4 {
		t.Errorf("a bomb: %q", got)
	}
}

func TestEmbedsMeasuredByDifferenceAreAsFromNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	record := func(i int) string {
		kind, text := "recommendations", "\n    text: |\n      Do it.\n"
		if rng.IntN(8) == 0 {
			kind, text = "topics", "\n    body: |\n      About.\n"
		}
		s := fmt.Sprintf("%s:\n  - id: r%d\n    title: T", kind, i)
		if rng.IntN(4) == 0 {
			s += fmt.Sprintf("\n    aliases: [old%d]", rng.IntN(3))
		}
		s += text
		for range rng.IntN(3) {
			to := fmt.Sprintf("r%d", (i+1+rng.IntN(2))%9)
			if rng.IntN(6) == 0 {
				to = fmt.Sprintf("old%d", rng.IntN(3))
			}
			s += "\n      ![[" + to + "]]\n"
		}
		return s
	}
	files := map[string]*Parsed{settingsFile: parseFiles(t, map[string]string{settingsFile: limitsSite})[0]}
	warm := New(Options{}).With([]*Parsed{files[settingsFile]}, nil)
	seen := 0
	for step := range 400 {
		i := rng.IntN(9)
		text := record(i)
		var changed []*Parsed
		var gone []string
		for _, kind := range []string{"recommendations", "topics"} {
			path := fmt.Sprintf("content/%s/%d.yaml", kind, i)
			if strings.HasPrefix(text, kind) && rng.IntN(8) > 0 {
				files[path] = parseFiles(t, map[string]string{path: text})[0]
				changed = append(changed, files[path])
			} else if files[path] != nil {
				delete(files, path)
				gone = append(gone, path)
			}
		}
		warm = warm.With(changed, gone)
		var all []*Parsed
		for _, p := range files {
			all = append(all, p)
		}
		got, want := printed(warm.Problems()), printed(New(Options{}).With(all, nil).Problems())
		if got != want {
			t.Fatalf("step %d, after r%d: %s", step, i, firstDifference(got, want))
		}
		if strings.Contains(got, "embed-limit") {
			seen++
		}
	}
	if seen < 40 {
		t.Errorf("only %d of the steps had anything to measure", seen)
	}
}

func TestTablesOnPagesHaveLimits(t *testing.T) {
	rows := func(n int) string { return "a,b\n" + strings.Repeat("x,1\n", n) }
	embed, chart := "![[t.csv]]\n", "```chart\ndata: t.csv\nx: a\ny: b\n```\n"
	for _, c := range []struct {
		text, table, want string
	}{
		{embed, rows(MaxTableRows), ""},
		{embed, rows(MaxTableRows + 1), "briefs/a/index.md:5:1: error: this table is too large to be shown: it has more than 5000 rows or 1 MB"},
		{embed, "a\n" + strings.Repeat("x", maxTableBytes-3) + "\n", ""},
		{embed, "a\n" + strings.Repeat("x", maxTableBytes-2) + "\n", "briefs/a/index.md:5:1: error: this table is too large to be shown"},
		{chart, rows(MaxChartRows), ""},
		{chart, rows(MaxChartRows + 1), "briefs/a/index.md:6:7: error: this table has 301 rows; a chart may have 300"},
		{chart, rows(MaxTableRows + 1), "briefs/a/index.md:6:7: error: this table is too large to be shown"},
		{"[the data](t.csv)\n", rows(MaxTableRows + 1), ""},
	} {
		got := limitsOf(t, "table-limit", map[string]string{
			"content/briefs/a/index.md": "---\ntitle: A\ndate: 2026-01-01\n---\n" + c.text, "content/briefs/a/t.csv": c.table,
		})
		if len(got) != min(len(c.want), 1) || c.want != "" && !strings.HasPrefix(got[0], c.want) {
			t.Errorf("%q of %d bytes: %q, want %q", c.text, len(c.table), got, c.want)
		}
	}
}

func TestAnIDMayHaveTwoHundredBytes(t *testing.T) {
	id := strings.Repeat("a", 200)
	got := limitsOf(t, "id-invalid", map[string]string{"content/topics/x.yaml": "topics: [{id: " + id + ", title: T}, {id: b" + id + ", title: T}]\n"})
	if len(got) != 1 || !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "may have 200") }) {
		t.Errorf("%q", got)
	}
}

func TestImagesAndXMLMayHaveSixteenMegabytes(t *testing.T) {
	pad := func(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }
	for _, c := range []struct{ file, text, want string }{
		{"a.png", pad(pngOf(9, 9), source.MaxSize), ""},
		{"a.png", pad(pngOf(9, 9), source.MaxSize+1), "image-too-large"},
		{"a.xml", pad("<a/>", source.MaxSize), ""},
		{"a.xml", pad("<a/>", source.MaxSize+1), "asset-active"},
	} {
		got := problems(t, map[string]string{settingsFile: limitsSite, "content/img/" + c.file: c.text})
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s with %d bytes: %s, want %q", c.file, len(c.text), got, c.want)
		}
	}
}
