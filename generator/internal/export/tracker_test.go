package export

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// trackerParts are the files of data/tracker/ as the script reads them.
type trackerParts struct {
	Index   trackerIndex
	Columns []map[string]json.RawMessage
	IDs     []string
	Titles  []string
	Briefs  map[string]string
}

func trackerOf(t *testing.T, s *site.Site) trackerParts {
	t.Helper()
	p := trackerParts{Briefs: map[string]string{}}
	read := func(name string, into any) {
		t.Helper()
		if err := json.Unmarshal([]byte(find(t, s, trackerFolder+name)), into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	read("index.json", &p.Index)
	for _, name := range p.Index.Columns {
		var part map[string]json.RawMessage
		read(name, &part)
		p.Columns = append(p.Columns, part)
	}
	for _, name := range p.Index.Titles {
		var part struct {
			IDs, Titles []string
			Briefs      map[string]string
		}
		read(name, &part)
		p.IDs, p.Titles = append(p.IDs, part.IDs...), append(p.Titles, part.Titles...)
		for id, title := range part.Briefs {
			p.Briefs[id] = title
		}
	}
	return p
}

func numbers(t *testing.T, raw json.RawMessage) []int {
	t.Helper()
	var out []int
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Every number in the columns leads back to the state that the site derives.
func TestTheTrackersColumnsSayWhatTheSiteSays(t *testing.T) {
	s := example()
	p := trackerOf(t, s)
	x := p.Index
	part := p.Columns[0]
	var toSets [][]int
	var dates [][]any
	if err := json.Unmarshal(part["to_sets"], &toSets); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(part["dates"], &dates); err != nil {
		t.Fatal(err)
	}
	column := func(name string, row int) int { return numbers(t, part[name])[row] }
	if x.Count != len(s.Recommendations()) || len(p.IDs) != x.Count || x.AsOf != s.AsOf().String() {
		t.Fatalf("%d recommendations as of %s, %d titles", x.Count, x.AsOf, len(p.IDs))
	}
	for row, r := range s.Recommendations() {
		st := s.State(r)
		if p.IDs[row] != r.ID || p.Titles[row] != r.Title.In("en") {
			t.Errorf("row %d is %s, %s", row, p.IDs[row], p.Titles[row])
		}
		got := fmt.Sprint(
			x.Badges[column("badge", row)][0], x.Axes["record"][column("record", row)][0], x.Kinds[column("kind", row)],
			x.Priorities[column("priority", row)], x.Gaps[column("gap", row)][0], column("year", row),
			dates[column("due", row)][0], dates[column("updated", row)][1], column("flags", row)&trackerStale != 0, column("flags", row)&trackerOverdue != 0)
		want := fmt.Sprint(st.Badge, st.Record, r.Form, r.Priority.Level, st.Gap(), yearOf(s.Issued(r)),
			st.NextDue().ISO(), st.LastEvent.Words(), st.Stale, st.Overdue())
		if got != want {
			t.Errorf("%s: %s, want %s", r.ID, got, want)
		}
		var to, wantTo []string
		set := toSets[column("to", row)]
		for i := 0; i < len(set); i += 8 {
			to = append(to, strings.Join([]string{
				x.Actors[set[i]][0], x.Axes["response"][set[i+2]][0], x.Axes["claimed"][set[i+3]][0], x.Axes["assessed"][set[i+4]][0],
				x.Axes["schedule"][set[i+5]][0], x.Badges[set[i+6]][0], x.Gaps[set[i+7]][0],
			}, " "))
		}
		for _, a := range st.Assignments {
			wantTo = append(wantTo, strings.Join([]string{a.Addressee.Actor.Value, a.Response, a.Claimed, a.Assessed, string(a.Schedule), string(a.Badge), string(a.Gap)}, " "))
		}
		if fmt.Sprint(to) != fmt.Sprint(wantTo) {
			t.Errorf("%s is to %q, want %q", r.ID, to, wantTo)
		}
	}
}

func TestTheTrackersFilesAreCutToSize(t *testing.T) {
	const n = trackerColumns + 1
	var b strings.Builder
	b.WriteString("recommendations:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {id: r-%d, title: T%d}\n", i, i)
	}
	s := published(t, map[string]string{
		"content/site.yaml":              "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n",
		"content/recommendations/r.yaml": b.String(),
	}, site.Options{})
	p := trackerOf(t, s)
	if len(p.Columns) != 2 || len(p.Index.Titles) != 5 || len(p.IDs) != n || p.IDs[n-1] != fmt.Sprintf("r-%d", n-1) {
		t.Errorf("%d files of columns, %d of titles with %d rows", len(p.Columns), len(p.Index.Titles), len(p.IDs))
	}
	if got := string(p.Columns[1]["count"]); got != "1" {
		t.Errorf("the last file has %s rows", got)
	}
	if _, ok := Find(s, Options{}, trackerFolder+"columns-3.json"); ok {
		t.Error("there is a file beyond the last")
	}
	empty := trackerOf(t, published(t, map[string]string{"content/site.yaml": "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n"}, site.Options{}))
	if empty.Index.Count != 0 || len(empty.Columns) != 0 {
		t.Errorf("of nothing: %+v", empty.Index)
	}
}
