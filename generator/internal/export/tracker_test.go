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
	t     *testing.T
	s     *site.Site
	Index trackerIndex
}

// columnFile is the file of a column.
type columnFile struct {
	Of, N []string
	IDs   []string
	Dates [][]any
}

func trackerOf(t *testing.T, s *site.Site) trackerParts {
	t.Helper()
	p := trackerParts{t: t, s: s}
	p.read("index", &p.Index)
	return p
}

func (p trackerParts) read(name string, into any) {
	p.t.Helper()
	e := newExporter(p.s, Options{Tracker: NewTracker(p.s)})
	f, ok := e.trackerFile(trackerFolder + name + ".json")
	if !ok {
		p.t.Fatalf("there is no %s", name)
	}
	if err := json.Unmarshal([]byte(content(p.t, f.output())), into); err != nil {
		p.t.Fatalf("%s: %v", name, err)
	}
}

// digits reads numbers as the script does.
func digits(strings []string) []int {
	out := make([]int, len(strings[0]))
	for _, s := range strings {
		for i := range out {
			d := int(s[i]) - '#'
			if s[i] > '\\' {
				d--
			}
			out[i] = 91*out[i] + d
		}
	}
	return out
}

// column is a column as the codes of each row, several separated by spaces.
func (p trackerParts) column(name, values, counts string) []string {
	p.t.Helper()
	var f, n columnFile
	p.read(name, &f)
	codes := func(i int) string {
		switch {
		case f.IDs != nil:
			return f.IDs[i]
		case f.Dates != nil:
			return f.Dates[i][0].(string)
		}
		return p.Index.Values[values][i][0]
	}
	of := digits(f.Of)
	out := make([]string, p.Index.Count)
	if counts == "" {
		for row, i := range of {
			out[row] = codes(i)
		}
		return out
	}
	p.read(counts, &n)
	for row, n := range digits(n.N) {
		var own []string
		for _, i := range of[:n] {
			own = append(own, codes(i))
		}
		of = of[n:]
		out[row] = strings.Join(own, " ")
	}
	if len(of) > 0 {
		p.t.Errorf("%s has %d numbers more", name, len(of))
	}
	return out
}

// Every number in the columns leads back to the state that the site derives.
func TestTheTrackersColumnsSayWhatTheSiteSays(t *testing.T) {
	s := example()
	p := trackerOf(t, s)
	if p.Index.Count != len(s.Recommendations()) || p.Index.AsOf != s.AsOf().String() {
		t.Fatalf("%d recommendations as of %s", p.Index.Count, p.Index.AsOf)
	}
	yes := func(b bool) string { return map[bool]string{true: "yes"}[b] }
	of := func(name string, value func(*site.Recommendation, *site.State) string) {
		t.Helper()
		for row, got := range p.column(name, name, "") {
			r := s.Recommendations()[row]
			if want := value(r, s.State(r)); got != want {
				t.Errorf("%s of %s is %q, want %q", name, r.ID, got, want)
			}
		}
	}
	of("badge", func(_ *site.Recommendation, st *site.State) string { return string(st.Badge) })
	of("record", func(_ *site.Recommendation, st *site.State) string { return st.Record })
	of("horizon", func(r *site.Recommendation, _ *site.State) string { return r.Horizon })
	of("kind", func(r *site.Recommendation, _ *site.State) string { return r.Form })
	of("priority", func(r *site.Recommendation, _ *site.State) string { return r.Priority.Level })
	of("overdue", func(_ *site.Recommendation, st *site.State) string { return yes(st.Overdue()) })
	of("stale", func(_ *site.Recommendation, st *site.State) string { return yes(st.Stale) })
	of("brief", func(r *site.Recommendation, _ *site.State) string { return r.Brief.Value })
	of("due", func(_ *site.Recommendation, st *site.State) string { return st.NextDue().ISO() })
	of("updated", func(_ *site.Recommendation, st *site.State) string { return st.LastEvent.ISO() })
	of("year", func(r *site.Recommendation, _ *site.State) string {
		if on := s.Issued(r); !on.IsZero() {
			return on.ISO()[:4]
		}
		return ""
	})
	to := func(name, values string, value func(*site.Assignment) string) {
		t.Helper()
		for row, got := range p.column(name, values, "actor") {
			var want []string
			for _, a := range s.State(s.Recommendations()[row]).Assignments {
				want = append(want, value(&a))
			}
			if w := strings.Join(want, " "); got != w {
				t.Errorf("%s of row %d is %q, want %q", name, row, got, w)
			}
		}
	}
	to("actor", "actor", func(a *site.Assignment) string { return a.Addressee.Actor.Value })
	to("role", "role", func(a *site.Assignment) string { return a.Addressee.Role })
	to("response", "response", func(a *site.Assignment) string { return a.Response })
	to("claimed", "claimed", func(a *site.Assignment) string { return a.Claimed })
	to("assessed", "assessed", func(a *site.Assignment) string { return a.Assessed })
	to("schedule", "schedule", func(a *site.Assignment) string { return string(a.Schedule) })
	to("gap", "gap", func(a *site.Assignment) string { return string(a.Gap) })
	to("actor-state", "badge", func(a *site.Assignment) string { return string(a.Badge) })
	for row, got := range p.column("topic", "topic", "topic") {
		var want []string
		for _, ref := range s.Recommendations()[row].Topics {
			want = append(want, ref.Value)
		}
		if w := strings.Join(want, " "); got != w {
			t.Errorf("topics of row %d are %q, want %q", row, got, w)
		}
	}
}

func TestNumbersOfColumnsTakeAsManyDigitsAsTheyNeed(t *testing.T) {
	for _, c := range []struct {
		list   []int
		places int
	}{
		{[]int{}, 1},
		{[]int{0, 1, 56, 57, 58, 90}, 1},
		{[]int{0, 91, 8280, 57, 58}, 2},
		{[]int{8281, 3, 753570}, 3},
	} {
		s := &sink{}
		writeTrackerDigits(c.list, s)
		var strings []string
		if err := json.Unmarshal(s.b, &strings); err != nil || len(strings) != c.places {
			t.Fatalf("%v became %s: %v", c.list, s.b, err)
		}
		if got := digits(strings); fmt.Sprint(got) != fmt.Sprint(c.list) {
			t.Errorf("%v is read as %v", c.list, got)
		}
	}
}

func TestTheTrackersFilesAreCutToSize(t *testing.T) {
	const n = trackerTitles + 1
	var b strings.Builder
	b.WriteString("recommendations:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {id: r-%d, title: T%d}\n", i, i)
	}
	s := published(t, map[string]string{
		"content/site.yaml":              "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n",
		"content/recommendations/r.yaml": b.String(),
	}, site.Options{})
	var ids []string
	for _, kind := range []struct {
		name  string
		files int
	}{{"titles", 2}, {"rows", (n + trackerRows - 1) / trackerRows}} {
		ids = nil
		for i := range kind.files {
			var part struct{ IDs, Titles []string }
			trackerOf(t, s).read(fmt.Sprintf("%s/%d", kind.name, i), &part)
			ids = append(ids, part.IDs...)
		}
		if len(ids) != n || ids[n-1] != fmt.Sprintf("r-%d", n-1) {
			t.Errorf("%s hold %d rows", kind.name, len(ids))
		}
		if f, ok := Find(s, Options{Tracker: NewTracker(s)}, fmt.Sprintf("%s%s/%d.json", trackerFolder, kind.name, kind.files)); ok {
			t.Errorf("there is a file beyond the last: %s", f.Path)
		}
	}
	empty := trackerOf(t, published(t, map[string]string{"content/site.yaml": "title: T\nbase_url: https://x.example/\nas_of: 2025-06-30\n"}, site.Options{}))
	if empty.Index.Count != 0 || len(empty.column("badge", "badge", "")) != 0 {
		t.Errorf("of nothing: %+v", empty.Index)
	}
	if f, ok := Find(s, Options{}, trackerFolder+"index.json"); ok {
		t.Errorf("without a script there is %s", f.Path)
	}
}
