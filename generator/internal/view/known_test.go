package view

import (
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// knownWords is what was known when, a line for each day.
func knownWords(days []KnownState) string {
	var out []string
	for _, k := range days {
		var what []string
		for _, l := range k.Happened {
			what = append(what, l.Label)
		}
		for i, l := range k.Learned {
			if i == 0 {
				l.Label = "learned " + l.Label
			}
			what = append(what, l.Label+" "+l.Note)
		}
		line := k.Date.ISO + " " + k.Then.Code + ", now " + k.Now.Code + ": " + strings.Join(what, ", ")
		if k.Differ != (k.Then.Code != k.Now.Code || k.Then.SplitText != k.Now.SplitText) {
			line += " (wrong)"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestWhatChangedIsToldApartFromWhatWasLearned(t *testing.T) {
	p := viewAt[Recommendation](t, lanternViews(t), "/recommendations/lan-1/")
	want := []string{
		"2023-02-01 awaiting_reply, now awaiting_reply: Issued",
		"2023-04-20 not_assessed, now not_assessed: Response",
		"2024-02-01 not_assessed, now not_assessed: Deadline moved",
		"2024-06-01 not_assessed, now not_assessed: Assessment",
		"2024-09-15 not_assessed, now not_assessed: learned Assessment on 1 June 2024",
		"2024-10-01 not_assessed, now not_assessed: Progress claimed",
	}
	if g, w := knownWords(p.Known), strings.Join(want, "\n"); g != w {
		t.Errorf("known\n%s\nwant\n%s", g, w)
	}
	if k := p.Known[3]; !k.Differ || k.Then.SplitText != "1 of 2 accepted" || k.Now.SplitText != "1 of 2 partly delivered" || k.ID != "known-2024-06-01" {
		t.Errorf("on the day of the assessment %+v", k)
	}
	if h := p.History[3]; h.Date.ISO != "2024-06-01" || h.Recorded.ISO != "2024-09-15" || h.State.Code != "not_assessed" {
		t.Errorf("entry %+v", h)
	}
	if h := p.History[2]; len(h.Changes) != 1 || h.Changes[0] != "Due: 1 August 2025 (before: 31 December 2024)" {
		t.Errorf("the old deadline is lost: %q", h.Changes)
	}
}

func TestTheHistoryReadsAsItHappenedHoweverLateItWasRecorded(t *testing.T) {
	files := map[string]string{
		"content/site.yaml": "title: T\nbase_url: https://x.example/\nas_of: 2025-01-01\n",
		"content/recommendations/r.yaml": `recommendations:
  - id: r-1
    title: One
    text: One.
    events:
      - {date: 2022-01-01, type: issued}
      - {date: 2023-01-01, recorded: 2024-06-01, type: assessment, set: {assessed: started}, evidence: [s]}
      - {date: 2024-01-01, recorded: 2024-06-01, type: assessment, set: {assessed: delivered}, evidence: [s]}
      - {date: 2024-03-01, recorded: 2025-06-01, type: assessment, set: {assessed: reversed}, evidence: [s]}
`,
		"content/sources/s.yaml": "sources: [{id: s, title: S, tier: 1}]\n",
	}
	p := viewAt[Recommendation](t, New(siteOf(t, files, site.Options{}), Options{Base: "/"}), "/recommendations/r-1/")
	var got []string
	for _, h := range p.History {
		got = append(got, h.Date.ISO+" "+h.State.Code)
	}
	if s := strings.Join(got, ", "); s != "2022-01-01 not_assessed, 2023-01-01 in_progress, 2024-01-01 delivered" {
		t.Errorf("history %q", s)
	}
	want := []string{
		"2022-01-01 not_assessed, now not_assessed: Issued",
		"2023-01-01 not_assessed, now in_progress: Assessment",
		"2024-01-01 not_assessed, now delivered: Assessment",
		"2024-06-01 delivered, now delivered: learned Assessment on 1 January 2023, Assessment on 1 January 2024",
	}
	if g, w := knownWords(p.Known), strings.Join(want, "\n"); g != w {
		t.Errorf("known\n%s\nwant\n%s", g, w)
	}
}

func TestAnOldDeadlineIsTheOneKnownAtTheDate(t *testing.T) {
	const record = `recommendations:
  - id: r-1
    title: One
    text: One.
    to: [{actor: a, due: 2023-12-31}, b]
    events:
      - {date: 2022-01-01, type: issued}
      - {date: 2023-01-01, recorded: 2025-03-01, type: deadline_moved, due: 2024-06-30}
      - {date: 2023-06-01, type: deadline_moved, actors: [b], due: 2024-01-31}
      - {date: 2024-01-01, type: deadline_moved, actors: [a], due: 2025-12-31}
`
	for _, c := range []struct{ asOf, want string }{
		{"2023-06-01", "Due: 31 January 2024"},
		{"2024-12-31", "Due: 31 January 2024; Due: 31 December 2025 (before: 31 December 2023)"},
		{"2025-03-01", "Due: 30 June 2024 (before: 31 December 2023); Due: 31 January 2024 (before: 30 June 2024); Due: 31 December 2025 (before: 30 June 2024)"},
	} {
		t.Run(c.asOf, func(t *testing.T) {
			v := New(siteOf(t, map[string]string{
				"content/site.yaml":              "title: T\nbase_url: https://x.example/\nas_of: " + c.asOf + "\n",
				"content/recommendations/r.yaml": record,
				"content/actors/a.yaml":          "actors: [{id: a, name: A}, {id: b, name: B}]\n",
			}, site.Options{}), Options{Base: "/"})
			var got []string
			for _, h := range viewAt[Recommendation](t, v, "/recommendations/r-1/").History {
				got = append(got, h.Changes...)
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("the history says %q, want %q", s, c.want)
			}
		})
	}
}
