package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readTable reads a table as programs do: rows by column name.
func readTable(t *testing.T, name string) (header []string, rows []map[string]string) {
	t.Helper()
	text := find(t, example(), "data/"+name+".csv")
	if !strings.HasSuffix(text, "\r\n") {
		t.Errorf("%s.csv does not end with CRLF", name)
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
				same(r.ID, "event", proof["event"], row["event"])
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

func TestTheDataPackageDescribesTheTables(t *testing.T) {
	var p dataPackage
	mustParse(t, find(t, example(), "data/datapackage.json"), &p)
	if p.Name == "" || p.Version != "2026-11-23" || p.Homepage != "https://example.org/readout/" || p.Licenses[0].Name != "CC-BY-4.0" {
		t.Errorf("%+v", p)
	}
	columnsOf := map[string][]string{}
	for _, r := range p.Resources {
		find(t, example(), "data/"+r.Path)
		if r.Schema == nil {
			find(t, example(), "data/"+r.JSONSchema)
			continue
		}
		header, rows := readTable(t, r.Name)
		var names []string
		for _, f := range r.Schema.Fields {
			names = append(names, f.Name)
			if f.Description == "" {
				t.Errorf("%s.%s is not described", r.Name, f.Name)
			}
			for _, row := range rows {
				if c := f.Constraints; c != nil {
					if c.Required && row[f.Name] == "" || c.Enum != nil && row[f.Name] != "" && !slices.Contains(c.Enum, row[f.Name]) {
						t.Errorf("%s.%s is %q", r.Name, f.Name, row[f.Name])
					}
				}
			}
		}
		if !slices.Equal(names, header) {
			t.Errorf("%s: described are %v, there are %v", r.Name, names, header)
		}
		columnsOf[r.Name] = header
		keys := map[string]bool{}
		for _, row := range rows {
			key := ""
			for _, column := range r.Schema.PrimaryKey {
				key += row[column] + "\n"
			}
			if len(r.Schema.PrimaryKey) > 0 && keys[key] {
				t.Errorf("%s: two rows have the key %q", r.Name, key)
			}
			keys[key] = true
		}
	}
	if len(columnsOf) != len(tables) {
		t.Errorf("described are %v", columnsOf)
	}
	for _, r := range p.Resources {
		if r.Schema == nil {
			continue
		}
		_, rows := readTable(t, r.Name)
		for _, key := range r.Schema.ForeignKeys {
			_, others := readTable(t, key.Reference.Resource)
			for _, row := range rows {
				id := row[key.Fields[0]]
				if id != "" && !slices.ContainsFunc(others, func(o map[string]string) bool { return o[key.Reference.Fields[0]] == id }) {
					t.Errorf("%s.%s: no %q in %s", r.Name, key.Fields[0], id, key.Reference.Resource)
				}
			}
		}
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
			if strings.ReplaceAll(strings.TrimPrefix(cell, "'"), "\r\n", "\n") != strings.ReplaceAll(strings.TrimPrefix(want, "'"), "\r\n", "\n") {
				t.Fatalf("%q became %q", want, cell)
			}
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Fatalf("%q is a formula", cell)
			}
		}
	})
}
