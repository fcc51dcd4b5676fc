package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"readout/generator/internal/site"
)

// TestEveryEditionSaysTheSame reads the pages, the data, the feeds and the
// calendars of the publication in this repository back, as others would, and
// compares what they say of each recommendation and of each count.
func TestEveryEditionSaysTheSame(t *testing.T) {
	e := &editions{T: t, files: published(t, "..", "https://example.net/")}
	e.parse("data/recommendations.json", &e.truth)
	if len(e.truth.Recommendations) < 10 || e.truth.AsOf == "" {
		t.Fatalf("%d recommendations as of %q", len(e.truth.Recommendations), e.truth.AsOf)
	}
	t.Run("tables", e.tables)
	t.Run("twins", e.twins)
	t.Run("pages of recommendations", e.recommendationPages)
	t.Run("lists", e.lists)
	t.Run("scorecards", e.scorecards)
	t.Run("feeds", e.feeds)
	t.Run("calendar", e.calendar)
}

// editions are the files of a publication, with what its main data file says.
type editions struct {
	*testing.T
	files map[string][]byte
	truth struct {
		AsOf            string `json:"as_of"`
		Recommendations []truth
	}
}

type truth struct {
	ID, Brief, Badge, Record string
	Stale                    bool
	Topics                   []string
	Split                    map[string]int
	Assignments              []map[string]string
	Events                   []struct{ Date, Type string }
}

func (e *editions) parse(path string, into any) {
	e.Helper()
	text, ok := e.files[path]
	if !ok {
		e.Fatalf("there is no %s", path)
	}
	if err := json.Unmarshal(text, into); err != nil {
		e.Fatalf("%s: %v", path, err)
	}
}

// rows are a table's rows by column.
func (e *editions) rows(t *testing.T, table string) []map[string]string {
	t.Helper()
	text := strings.TrimPrefix(string(e.files["data/"+table+".csv"]), "\ufeff")
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(all) < 2 {
		t.Fatalf("%s.csv: %d rows, %v", table, len(all), err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		out = append(out, row)
	}
	return out
}

func (e *editions) tables(t *testing.T) {
	rows := e.rows(t, "recommendations")
	assignments := e.rows(t, "assignments")
	events := e.rows(t, "events")
	if len(rows) != len(e.truth.Recommendations) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, r := range e.truth.Recommendations {
		row := rows[i]
		split := map[string]int{}
		for part := range strings.SplitSeq(row["split"], ";") {
			badge, n, _ := strings.Cut(part, ":")
			split[badge], _ = strconv.Atoi(n)
		}
		got := fmt.Sprint(row["id"], row["badge"], row["record"], row["stale"], row["as_of"], split)
		if want := fmt.Sprint(r.ID, r.Badge, r.Record, r.Stale, e.truth.AsOf, r.Split); got != want {
			t.Errorf("the table has %s, the JSON %s", got, want)
		}
		for _, a := range r.Assignments {
			row := assignments[0]
			assignments = assignments[1:]
			for name, value := range a {
				if row["recommendation"] != r.ID || row[name] != value {
					t.Errorf("%s to %s: %s is %q in the table, %q in the JSON", r.ID, a["actor"], name, row[name], value)
				}
			}
		}
		for _, v := range r.Events {
			row := events[0]
			events = events[1:]
			if row["recommendation"] != r.ID || row["date"] != v.Date || row["type"] != v.Type {
				t.Errorf("%s: %v in the table, %v in the JSON", r.ID, row, v)
			}
		}
	}
	if len(assignments)+len(events) > 0 {
		t.Errorf("%d assignments and %d events more in the tables", len(assignments), len(events))
	}
	for _, name := range site.DataTables() {
		var all map[string]json.RawMessage
		e.parse("data/"+name+".json", &all)
		var items []json.RawMessage
		if err := json.Unmarshal(all[name], &items); err != nil || len(items) != len(e.rows(t, name)) {
			t.Errorf("%s: %d rows in the JSON, %d in the CSV: %v", name, len(items), len(e.rows(t, name)), err)
		}
	}
}

func (e *editions) twins(t *testing.T) {
	for _, r := range e.truth.Recommendations {
		var twin struct {
			truth
			AsOf string `json:"as_of"`
		}
		e.parse("recommendations/"+r.ID+"/index.json", &twin)
		if got, want := fmt.Sprint(twin.truth, twin.AsOf), fmt.Sprint(r, e.truth.AsOf); got != want {
			t.Errorf("the twin is\n%s, the record\n%s", got, want)
		}
	}
}

// page is a parsed page.
func (e *editions) page(t *testing.T, path string) *html.Node {
	t.Helper()
	text, ok := e.files[path]
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// having yields the elements below one that have a class.
func having(n *html.Node, class string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for x := range n.Descendants() {
			if slices.Contains(strings.Fields(attribute(x, "class")), class) && !yield(x) {
				return
			}
		}
	}
}

func elements(n *html.Node, name string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for x := range n.Descendants() {
			if x.Type == html.ElementNode && x.Data == name && !yield(x) {
				return
			}
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// saying is an element's text, its spaces made single.
func saying(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// first is what the first element with a class says; "" when there is none.
func first(n *html.Node, class string) string {
	for x := range having(n, class) {
		return saying(x)
	}
	return ""
}

// linked is the id of the first record of a kind that an element links to.
func linked(n *html.Node, folder string) string {
	for a := range elements(n, "a") {
		if rest, ok := strings.CutPrefix(attribute(a, "href"), "/"+folder+"/"); ok && strings.HasSuffix(rest, "/") {
			return strings.TrimSuffix(rest, "/")
		}
	}
	return ""
}

func label(badge string) string { return site.Badge(badge).Label() }

func (e *editions) recommendationPages(t *testing.T) {
	for _, r := range e.truth.Recommendations {
		doc := e.page(t, "recommendations/"+r.ID+"/index.html")
		if got := first(doc, "headline-state"); got != label(r.Badge) {
			t.Errorf("the page of %s says %q, the data %q", r.ID, got, label(r.Badge))
		}
		if n := count(having(doc, "history-entry")); n != len(r.Events) {
			t.Errorf("the page of %s has %d entries, the data %d", r.ID, n, len(r.Events))
		}
		told := map[string]bool{}
		for table := range having(doc, "axes") {
			for row := range elements(table, "tr") {
				actor := linked(row, "actors")
				at := slices.IndexFunc(r.Assignments, func(a map[string]string) bool { return a["actor"] == actor })
				if at < 0 {
					continue
				}
				told[actor] = true
				if id := attribute(row, "id"); id != "to-"+actor {
					t.Errorf("the data call an assignment %s#to-%s, the page %q", r.ID, actor, id)
				}
				a := r.Assignments[at]
				if got := first(row, "badge"); got != label(a["badge"]) {
					t.Errorf("%s to %s is %q on the page, %q in the data", r.ID, actor, got, label(a["badge"]))
				}
				for _, axis := range []string{"response", "claimed", "assessed", "schedule"} {
					if got, want := first(row, "axis-"+axis), site.AxisLabel(axis, a[axis]); !strings.HasPrefix(got, want) {
						t.Errorf("%s to %s: %s is %q on the page, %q in the data", r.ID, actor, axis, got, want)
					}
				}
			}
		}
		if len(told) != len(r.Assignments) {
			t.Errorf("the page of %s shows %d addressees of %d", r.ID, len(told), len(r.Assignments))
		}
	}
}

func count[T any](all iter.Seq[T]) (n int) {
	for range all {
		n++
	}
	return n
}

// lists compares the rows of the tracker, wherever a page shows some.
func (e *editions) lists(t *testing.T) {
	rows := map[string]int{}
	for path, text := range e.files {
		if !strings.HasSuffix(path, ".html") || !bytes.Contains(text, []byte("c-state")) {
			continue
		}
		for row := range elements(e.page(t, path), "tr") {
			title, state := firstOf(row, "c-title"), firstOf(row, "c-state")
			if title == nil || state == nil {
				continue
			}
			id := linked(title, "recommendations")
			at := slices.IndexFunc(e.truth.Recommendations, func(r truth) bool { return r.ID == id })
			if at < 0 {
				continue
			}
			r := e.truth.Recommendations[at]
			want := label(r.Badge)
			if actor, ok := strings.CutPrefix(path, "actors/"); ok { // an actor's own state
				actor, _, _ = strings.Cut(actor, "/")
				for _, a := range r.Assignments {
					if a["actor"] == actor {
						want = label(a["badge"])
					}
				}
			}
			if got := first(state, "badge"); got != want && got != label(r.Badge) {
				t.Errorf("%s lists %s as %q, the data as %q", path, id, got, want)
			}
			rows[path]++
		}
	}
	if n := rows["recommendations/index.html"]; n != len(e.truth.Recommendations) {
		t.Errorf("the tracker has %d rows", n)
	}
}

func firstOf(n *html.Node, class string) *html.Node {
	for x := range having(n, class) {
		return x
	}
	return nil
}

// scorecards counts what the scorecards of the tracker, of actors, topics and
// briefs count.
func (e *editions) scorecards(t *testing.T) {
	found := map[string]int{}
	for path := range e.files {
		folder, rest, _ := strings.Cut(path, "/")
		id, page, _ := strings.Cut(rest, "/")
		if path != "recommendations/index.html" && page != "index.html" {
			continue
		}
		want := map[string]int{}
		for _, r := range e.truth.Recommendations {
			switch {
			case folder == "actors":
				for _, a := range r.Assignments {
					if a["actor"] == id {
						want[label(a["badge"])]++
					}
				}
			case path == "recommendations/index.html", folder == "topics" && slices.Contains(r.Topics, id), folder == "briefs" && r.Brief == id:
				want[label(r.Badge)]++
			}
		}
		if len(want) == 0 {
			continue
		}
		total := 0
		for _, n := range want {
			total += n
		}
		for card := range having(e.page(t, path), "scorecard") {
			if within(card, "prose") {
				continue // an answer to a question of the text
			}
			found[folder]++
			got := map[string]int{}
			for key := range having(card, "scorecard-key") {
				for item := range elements(key, "li") {
					n, of, _ := strings.Cut(first(item, "key-n"), " of ")
					got[first(item, "key-label")], _ = strconv.Atoi(n)
					if of != strconv.Itoa(total) {
						t.Errorf("%s: %q, but there are %d", path, first(item, "key-n"), total)
					}
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("the scorecard of %s says %v, the data %v", path, got, want)
			}
		}
	}
	for _, folder := range []string{"recommendations", "actors", "topics", "briefs"} {
		if found[folder] == 0 {
			t.Errorf("no scorecard in %s/", folder)
		}
	}
}

func within(n *html.Node, class string) bool {
	for p := range n.Ancestors() {
		if slices.Contains(strings.Fields(attribute(p, "class")), class) {
			return true
		}
	}
	return false
}

// eventsOf are the addresses of the events that the feed of a record tells,
// as the tables have it: of an actor, those of what it was asked which are not
// another's alone.
func (e *editions) eventsOf(t *testing.T, folder, id string) []string {
	t.Helper()
	var out []string
	for _, v := range e.rows(t, "events") {
		at := slices.IndexFunc(e.truth.Recommendations, func(r truth) bool { return r.ID == v["recommendation"] })
		r := e.truth.Recommendations[at]
		tells := false
		switch folder {
		case "recommendations":
			tells = r.ID == id
		case "briefs":
			tells = r.Brief == id
		case "topics":
			tells = slices.Contains(r.Topics, id)
		case "actors":
			tells = slices.ContainsFunc(r.Assignments, func(a map[string]string) bool { return a["actor"] == id }) &&
				(v["actors"] == "" || slices.Contains(strings.Split(v["actors"], ";"), id))
		}
		if tells {
			out = append(out, "https://example.net/recommendations/"+strings.Replace(v["id"], "#", "/#", 1))
		}
	}
	slices.Sort(out)
	return out
}

// feeds compares the two forms of each feed with one another and with the
// histories of the recommendations that it is about.
func (e *editions) feeds(t *testing.T) {
	known := map[string]bool{}
	for _, row := range e.rows(t, "events") {
		known["https://example.net/recommendations/"+strings.Replace(row["id"], "#", "/#", 1)] = true
	}
	for path, text := range e.files {
		base, ok := strings.CutSuffix(path, "feed.xml")
		if !ok {
			continue
		}
		var atom struct {
			Entries []struct {
				ID string `xml:"id"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal(text, &atom); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var feed struct{ Items []struct{ ID string } }
		e.parse(base+"feed.json", &feed)
		if len(feed.Items) != len(atom.Entries) {
			t.Errorf("%s has %d entries, the JSON %d", path, len(atom.Entries), len(feed.Items))
			continue
		}
		var events []string
		for i, entry := range atom.Entries {
			if strings.Contains(entry.ID, "#event-") {
				events = append(events, entry.ID)
			}
			if entry.ID != feed.Items[i].ID || strings.Contains(entry.ID, "#event-") && !known[entry.ID] {
				t.Errorf("%s: %s beside %s", path, entry.ID, feed.Items[i].ID)
			}
		}
		folder, id, of := strings.Cut(strings.TrimSuffix(base, "/"), "/")
		if !of {
			continue // of the whole site
		}
		slices.Sort(events)
		// A feed has the newest fifty.
		if want := e.eventsOf(t, folder, id); len(atom.Entries) < 50 && !slices.Equal(events, want) {
			t.Errorf("%s tells\n%q, the data\n%q", path, events, want)
		}
	}
}

func (e *editions) calendar(t *testing.T) {
	want := map[string]bool{}
	for _, a := range e.rows(t, "assignments") {
		for column, name := range map[string]string{"due": "due", "respond_by": "reply-due"} {
			if a[column] != "" {
				want["UID:"+a["recommendation"]+"."+name+"."+a["actor"]+"@example.net"] = true
			}
		}
	}
	for _, v := range e.rows(t, "events") {
		if v["type"] == "recheck" {
			want["UID:"+v["recommendation"]+".recheck."+v["number"]+"@example.net"] = true
		}
	}
	got := map[string]bool{}
	text := strings.ReplaceAll(string(e.files["deadlines.ics"]), "\r\n ", "")
	for line := range strings.SplitSeq(text, "\r\n") {
		if strings.HasPrefix(line, "UID:") {
			got[line] = true
		}
	}
	if len(want) == 0 || !maps.Equal(got, want) {
		t.Errorf("the calendar has\n%v, the data\n%v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}
