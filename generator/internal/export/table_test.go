package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// readTable reads a table as programs do: rows by column name.
func readTable(t *testing.T, name string) (header []string, rows []map[string]string) {
	t.Helper()
	text := find(t, example(), "data/"+name+".csv")
	if !strings.HasSuffix(text, "\r\n") {
		t.Errorf("%s.csv does not end with CRLF", name)
	}
	text, marked := strings.CutPrefix(text, "\ufeff")
	if !marked || !strings.HasPrefix(text, "as_of,") {
		t.Errorf("%s.csv does not begin with a byte order mark and as_of: %.20q", name, text)
	}
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%s.csv: %v", name, err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return all[0], rows
}

type recommendationJSON struct {
	ID, Title, Text, URL, Brief string
	PartOf                      string `json:"part_of"`
	Topics, Parts               []string
	Badge, Record               string
	Stale                       bool
	Split                       map[string]int
	Assignments                 []map[string]string
	Events                      []struct {
		Date, Recorded, Type, Note string
		Actors                     []string
		Set                        map[string]string
		Evidence                   []map[string]string
	}
}

func TestTablesSayWhatTheJSONSays(t *testing.T) {
	var all struct{ Recommendations []recommendationJSON }
	if err := json.Unmarshal([]byte(find(t, example(), "data/recommendations.json")), &all); err != nil {
		t.Fatal(err)
	}
	_, recommendations := readTable(t, "recommendations")
	_, assignments := readTable(t, "assignments")
	_, events := readTable(t, "events")
	_, evidence := readTable(t, "evidence")
	if len(recommendations) != len(all.Recommendations) {
		t.Fatalf("%d rows, %d recommendations", len(recommendations), len(all.Recommendations))
	}
	next := func(rows *[]map[string]string, recommendation string) map[string]string {
		t.Helper()
		if len(*rows) == 0 || (*rows)[0]["recommendation"] != recommendation {
			t.Fatalf("no row for %s in %v", recommendation, *rows)
		}
		row := (*rows)[0]
		*rows = (*rows)[1:]
		return row
	}
	same := func(id, column, got, want string) {
		t.Helper()
		if got = strings.TrimPrefix(got, "'"); got != want {
			t.Errorf("%s of %s: %q in the table, %q in the JSON", column, id, got, want)
		}
	}
	for i, r := range all.Recommendations {
		row := recommendations[i]
		for column, want := range map[string]string{
			"id": r.ID, "title": r.Title, "url": r.URL, "brief": r.Brief, "part_of": r.PartOf,
			"topics": strings.Join(r.Topics, ";"), "parts": strings.Join(r.Parts, ";"),
			"badge": r.Badge, "record": r.Record, "stale": fmt.Sprint(r.Stale), "as_of": "2026-11-23", "text": r.Text,
		} {
			same(r.ID, column, row[column], want)
		}
		count := 0
		for part := range strings.SplitSeq(row["split"], ";") {
			badge, n, _ := strings.Cut(part, ":")
			if badge != "" {
				same(r.ID, "split", n, fmt.Sprint(r.Split[badge]))
				count++
			}
		}
		if count != len(r.Split) || len(r.Assignments) != len(strings.FieldsFunc(row["to"], func(c rune) bool { return c == ';' })) {
			t.Errorf("%s: split %s against %v, to %s", r.ID, row["split"], r.Split, row["to"])
		}
		for _, a := range r.Assignments {
			row := next(&assignments, r.ID)
			for column, want := range a {
				same(r.ID, column, row[column], want)
			}
		}
		for _, v := range r.Events {
			row := next(&events, r.ID)
			for column, want := range map[string]string{"date": v.Date, "recorded": v.Recorded, "type": v.Type, "note": v.Note, "actors": strings.Join(v.Actors, ";")} {
				same(r.ID, column, row[column], want)
			}
			for axis, want := range v.Set {
				same(r.ID, axis, row[axis], want)
			}
			for _, e := range v.Evidence {
				proof := next(&evidence, r.ID)
				same(r.ID, "event", proof["event"], row["id"])
				for column, want := range e {
					same(r.ID, column, proof[column], want)
				}
			}
		}
	}
	if len(assignments)+len(events)+len(evidence) > 0 {
		t.Errorf("rows without a recommendation: %v %v %v", assignments, events, evidence)
	}
}

// cells are texts with the cells that hold them.
var cells = []struct{ text, cell string }{
	{"", ""},
	{"plain text", "plain text"},
	{"한국어", "한국어"},
	{"a,b", `"a,b"`},
	{`say "no"`, `"say ""no"""`},
	{"two\nlines", "\"two\nlines\""},
	{"=1+1", `"'=1+1"`},
	{"+1", `"'+1"`},
	{"-1", `"'-1"`},
	{"@x", `"'@x"`},
	{"\tx", "\"'\tx\""},
	{"\rx", "\"'\rx\""},
	{"\nx", "\"'\nx\""},
	{"  =1", `"'  =1"`},
	{"'=1", `"''=1"`},
	{"＝1", `"'＝1"`},
	{`=HYPERLINK("x")`, `"'=HYPERLINK(""x"")"`},
	{"a=b", "a=b"},
	{"'quoted'", "'quoted'"},
}

func TestCellsAreQuotedAndNoFormulas(t *testing.T) {
	for _, c := range cells {
		if got := string(appendCell(nil, []byte(c.text))); got != c.cell {
			t.Errorf("%q in a cell is %s, want %s", c.text, got, c.cell)
		}
	}
}

func FuzzCellsAreReadBack(f *testing.F) {
	for _, c := range cells {
		f.Add(c.text, "x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		row := appendCell(append(appendCell(append(appendCell(nil, []byte(a)), ','), []byte(b)), ','), []byte("end"))
		got, err := csv.NewReader(strings.NewReader(string(row) + "\r\n")).ReadAll()
		if err != nil || len(got) != 1 || len(got[0]) != 3 {
			t.Fatalf("%q and %q became %q: %q, %v", a, b, row, got, err)
		}
		for i, want := range []string{a, b} {
			// encoding/csv reads CRLF in a cell as LF.
			cell := got[0][i]
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Fatalf("%q is a formula", cell)
			}
			if isFormula([]byte(cell)) { // as docs/data.md tells readers to do
				cell = strings.TrimPrefix(cell, "'")
			}
			if strings.ReplaceAll(cell, "\r\n", "\n") != strings.ReplaceAll(want, "\r\n", "\n") {
				t.Fatalf("%q became %q", want, cell)
			}
		}
	})
}

func TestTextsMayLinkToEveryTable(t *testing.T) {
	var names []string
	for _, table := range tables {
		names = append(names, table.name)
	}
	if !slices.Equal(names, site.DataTables()) {
		t.Errorf("there are %v, texts may link to %v", names, site.DataTables())
	}
}
