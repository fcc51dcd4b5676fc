package view

import (
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// reviewWords is what a page lists, group by group.
func reviewWords(p *Review) string {
	var out []string
	for _, g := range p.Groups {
		var rows []string
		for _, r := range g.Rows {
			s := r.ID + " " + r.State.Code
			for _, a := range r.Actors {
				s += " " + a.Label
			}
			if r.Note != "" {
				s += " (" + r.Note + ")"
			}
			rows = append(rows, s)
		}
		if len(rows) == 0 {
			rows = []string{g.Empty}
		}
		out = append(out, g.ID+": "+strings.Join(rows, "; "))
	}
	return strings.Join(out, "\n")
}

// reviewed is a site with a case of everything that wants looking at.
func reviewed(t *testing.T) *Views {
	return New(siteOf(t, map[string]string{
		"content/site.yaml":     "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n",
		"content/actors/a.yaml": "actors: [{id: a, name: A, kind: country}, {id: b, name: B, kind: country}, {id: c, name: C, kind: country}]\n",
		"content/recommendations/r.yaml": `recommendations:
  - id: r-1
    title: Claimed
    text: Build one radar at the cape.
    to: [{actor: a, due: 2025-06-29}, {actor: b, due: 2025-06-30}, {actor: c, due: 2026-01}]
    events:
      - {date: 2014-05, type: issued}
      - {date: 2025-01-01, type: progress_claim, actors: [a, b], set: {claimed: complete, response: accepted}}
      - {date: 2025-02-01, type: assessment, set: {assessed: partial}, evidence: [s]}
  - id: r-2
    title: Refused but done
    text: Build two radars at the cape.
    to: [a]
    relations: [{type: repeats, target: r-1, note: In other words.}]
    events:
      - {date: 2018-01-01, type: issued}
      - {date: 2020-01-01, type: response, set: {response: rejected}}
      - {date: 2020-02-01, type: assessment, set: {assessed: delivered}, evidence: [s]}
  - id: r-3
    title: Silent
    text: Build two radars at the cape.
    to: [{actor: a, respond_by: 2025-06-01}, {actor: b, respond_by: 2025-08-29}, {actor: c, respond_by: 2025-08-30}]
    relations: [{type: supersedes, target: r-2}]
  - id: r-4
    title: Withdrawn
    text: Sing.
    to: [{actor: a, due: 2020, respond_by: 2020}]
    events: [{date: 2021, type: withdrawn}]
`,
		"content/sources/s.yaml": "sources: [{id: s, title: S, tier: 1}]\n",
	}, site.Options{}), Options{Base: "/"})
}

func TestPagesOfWhatWantsLookingAt(t *testing.T) {
	v := reviewed(t)
	for page, want := range map[string]string{
		"gaps": `claimed_ahead: r-1 overdue A; r-1 partly_delivered B
evidence_ahead: r-2 delivered A`,
		"due": `overdue: r-1 overdue A (delivery, 1 day ago)
reply-overdue: r-3 reply_overdue A (reply, 29 days ago)
due-soon: r-1 partly_delivered B (delivery, on this day); r-3 awaiting_reply B (reply, in 60 days)
next: r-3 awaiting_reply C (reply, in 61 days); r-1 partly_delivered C (delivery, in 215 days)`,
		"stale":           `stale: r-3 reply_overdue (nothing is recorded); r-2 delivered (last entry 1976 days ago)`,
		"state/withdrawn": `state: r-4 withdrawn`,
	} {
		got := reviewWords(viewAt[Review](t, v, "/recommendations/"+page+"/"))
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", page, got, want)
		}
	}
	if _, ok := v.Page("/recommendations/state/merged/"); ok {
		t.Error("there is a page for a state that nothing has")
	}
	var got []string
	for _, p := range viewAt[Tracker](t, v, "/recommendations/").Parts {
		got = append(got, p.Label+" "+strings.TrimSpace(number(p.N, p.Note, p.Note)))
	}
	if s := strings.Join(got, ", "); s != "Overdue and due soon 6 open dates, Claim against evidence 2 recommendations, Stale 2 recommendations, Recommended more than once 1 idea, Who was asked what 4 recommendations" {
		t.Errorf("parts %q", s)
	}
}

func TestReviewsGoOnOverSeveralPages(t *testing.T) {
	v := many(t, 4*reviewRows) // a third is delivered, the others wait with a date
	for url, pages := range map[string]int{
		"/recommendations/state/overdue/": 2, "/recommendations/state/not_assessed/": 2,
		"/recommendations/due/": 3, "/recommendations/stale/": 4, "/recommendations/gaps/": 1,
	} {
		seen, of := map[string]bool{}, 0
		for page := 1; page <= pages; page++ {
			p := viewAt[Review](t, v, pageURL(url, page))
			if p.Pager.Pages != pages || p.Pager.Page != page {
				t.Errorf("%s: page %d of %d, want %d of %d", url, p.Pager.Page, p.Pager.Pages, page, pages)
			}
			of = p.Pager.Of
			for _, g := range p.Groups {
				for _, r := range g.Rows {
					seen[r.ID] = true
				}
			}
		}
		if len(seen) != of {
			t.Errorf("%s has %d rows of %d", url, len(seen), of)
		}
		if _, ok := v.Page(pageURL(url, pages+1)); ok {
			t.Errorf("%s has a page beyond the last", url)
		}
	}
}

func TestPagesOfWhatWantsLookingAtSayThatThereIsNothing(t *testing.T) {
	v := New(siteOf(t, map[string]string{
		"content/site.yaml":              "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n",
		"content/recommendations/r.yaml": "recommendations: [{id: r-1, title: One, text: One., events: [{date: 2025-06, type: issued}]}]\n",
	}, site.Options{}), Options{Base: "/"})
	for _, page := range []string{"gaps", "due", "stale"} {
		p := viewAt[Review](t, v, "/recommendations/"+page+"/")
		for _, g := range p.Groups {
			if len(g.Rows) != 0 || g.Empty == "" {
				t.Errorf("%s: %+v", page, g)
			}
		}
	}
	if p := viewAt[Genealogy](t, v, "/recommendations/repeated/"); len(p.Chains) != 0 || p.Empty == "" {
		t.Errorf("repeated %+v", p)
	}
	if p := viewAt[MatrixPage](t, v, "/recommendations/matrix/"); p.Matrix != nil || p.Why == "" {
		t.Errorf("matrix %+v", p)
	}
}

func TestAnIdeaIsFollowedThroughItsWordings(t *testing.T) {
	p := viewAt[Genealogy](t, reviewed(t), "/recommendations/repeated/")
	if len(p.Chains) != 1 {
		t.Fatalf("%d chains", len(p.Chains))
	}
	c := p.Chains[0]
	if want := "Recommended 3 times since 2014; accepted, by at least one addressee, once; delivered, by at least one, once."; c.Summary != want {
		t.Errorf("summary %q, want %q", c.Summary, want)
	}
	var got []string
	for _, i := range c.Items {
		s := i.ID
		for _, st := range i.Steps {
			s += " " + lower(st.Label) + " " + st.Of.Label + ", " + st.Change + ": " + marked(st.Diff)
		}
		got = append(got, s)
	}
	want := "r-1 | r-2 repeats Claimed, 33% of the words differ: Build {one radar }[two radars ]at the cape. | " +
		"r-3 supersedes Refused but done, word for word the same: "
	if s := strings.Join(got, " | "); s != want {
		t.Errorf("items %q, want %q", s, want)
	}
}

func TestAProgrammeSaysEveryRelationThatItDraws(t *testing.T) {
	v := lanternViews(t)
	p := viewAt[Brief](t, v, "/briefs/watch/").Programme
	var told []string
	for _, s := range p.Says {
		told = append(told, s.From.Label+" "+s.Says+" "+s.To.Label)
	}
	if s := strings.Join(told, ", "); s != "Choose the cape is part of Build the radar, Share the picture depends on Build the radar" {
		t.Errorf("says %q", s)
	}
	if len(p.Nodes) != 3 || len(p.Edges) != len(p.Says) || p.Nodes[0].ID != "lan-1" || p.Nodes[0].X >= p.Nodes[1].X {
		t.Errorf("drawing %+v", p)
	}
	other := viewAt[Brief](t, v, "/briefs/listen/").Programme
	if len(other.Nodes) != 2 || !other.Nodes[0].Other || other.Nodes[1].Other {
		t.Errorf("a relation to another brief's: %+v", other.Nodes)
	}
	for _, kind := range site.RelationTypes() {
		if says(kind) == lower(site.RelationLabel(kind)) && kind != "supports" && kind != "narrows" && kind != "repeats" && kind != "supersedes" && kind != "depends_on" && kind != "conflicts_with" {
			t.Errorf("%s has no words for a sentence", kind)
		}
	}
}

func TestAProgrammeInACircleIsDrawn(t *testing.T) {
	v := New(read(mapFS(map[string]string{
		"content/site.yaml":   "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n",
		"content/briefs/b.md": "---\ntitle: B\ndate: 2025-01-01\n---\n",
		"content/recommendations/r.yaml": `recommendations:
  - {id: r-1, title: One, text: One., brief: b, relations: [{type: depends_on, target: r-2}]}
  - {id: r-2, title: Two, text: Two., brief: b, relations: [{type: depends_on, target: r-3}]}
  - {id: r-3, title: Three, text: Three., brief: b, relations: [{type: depends_on, target: r-1}, {type: repeats, target: r-3}]}
`,
	}), site.Options{}), Options{Base: "/"})
	p := viewAt[Brief](t, v, "/briefs/b/").Programme
	if len(p.Nodes) != 3 || len(p.Edges) != 3 {
		t.Errorf("drawing %+v", p)
	}
	viewAt[Genealogy](t, v, "/recommendations/repeated/")
}

func TestAMatrixHasACellForEveryAddressee(t *testing.T) {
	m := viewAt[MatrixPage](t, reviewed(t), "/recommendations/matrix/").Matrix
	var got []string
	for _, r := range m.Rows {
		s := r.ID + ":"
		for _, c := range r.Cells {
			if c.State == nil {
				s += " –"
			} else {
				s += " " + c.Code
			}
		}
		got = append(got, s)
	}
	want := "r-1: overdue partly_delivered partly_delivered | r-2: delivered – – | r-3: reply_overdue awaiting_reply awaiting_reply | r-4: withdrawn – –"
	if s := strings.Join(got, " | "); s != want {
		t.Errorf("cells %q, want %q", s, want)
	}
	p := viewAt[MatrixPage](t, many(t, matrixRows+1), "/recommendations/matrix/")
	if p.Matrix != nil || !strings.Contains(p.Why, "too many") {
		t.Errorf("a matrix of %d rows: %+v", matrixRows+1, p)
	}
}
