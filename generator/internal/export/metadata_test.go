package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"readout/generator/internal/site"
)

// The profile is https://datapackage.org/profiles/2.0/datapackage.json (public
// domain) without the annotations, which nothing is validated against.
func TestTheDataPackageDescribesTheTables(t *testing.T) {
	var p dataPackage
	mustParse(t, find(t, example(), "data/datapackage.json"), &p)
	if p.Name == "" || p.Version != "2026-11-23" || p.Homepage != "https://example.org/readout/" || p.Licenses[0].Name != "CC-BY-4.0" {
		t.Errorf("%+v", p)
	}
	profile, err := os.ReadFile("testdata/datapackage-2.0.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled(t, string(profile)).Validate(value(t, find(t, example(), "data/datapackage.json"))); err != nil {
		t.Error(err)
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
			_, others := readTable(t, cmp.Or(key.Reference.Resource, r.Name))
			for _, row := range rows {
				id := row[key.Fields[0]]
				if id != "" && !slices.ContainsFunc(others, func(o map[string]string) bool { return o[key.Reference.Fields[0]] == id }) {
					t.Errorf("%s.%s: no %q in %s", r.Name, key.Fields[0], id, key.Reference.Resource)
				}
			}
		}
	}
}

func TestLicencesInADataPackageHaveANameOrAnAddress(t *testing.T) {
	for license, want := range map[string]packageLicense{
		"CC-BY-4.0":                 {Name: "CC-BY-4.0", Path: "https://creativecommons.org/licenses/by/4.0/", Title: "CC-BY-4.0"},
		"https://example.org/terms": {Path: "https://example.org/terms", Title: "https://example.org/terms"},
		"All rights reserved":       {Name: "All-rights-reserved", Title: "All rights reserved"},
	} {
		if got := packageLicenseOf(license); got != want {
			t.Errorf("%s: %+v", license, got)
		}
	}
}

// TestTheCSVWMetadataDescribesTheTables holds what the metadata says to what
// the W3C's vocabulary allows and to what the tables hold. The W3C publishes no
// schema to check it against.
func TestTheCSVWMetadataDescribesTheTables(t *testing.T) {
	var group struct {
		Context []any `json:"@context"`
		Tables  []csvwTable
	}
	mustParse(t, find(t, example(), "data/csv-metadata.json"), &group)
	if len(group.Context) != 2 || group.Context[0] != "http://www.w3.org/ns/csvw" || len(group.Tables) != len(tables) {
		t.Fatalf("context %v, %d tables", group.Context, len(group.Tables))
	}
	named := map[string][]map[string]string{}
	for _, of := range group.Tables {
		header, rows := readTable(t, strings.TrimSuffix(of.URL, ".csv"))
		named[of.URL] = rows
		var names []string
		for _, c := range of.Schema.Columns {
			names = append(names, c.Name)
			checkColumn(t, of.URL, c, rows)
		}
		if !slices.Equal(names, header) {
			t.Errorf("%s: described are %v, there are %v", of.URL, names, header)
		}
		for _, k := range of.Schema.PrimaryKey {
			if !slices.Contains(names, k) {
				t.Errorf("%s: the key %s is no column", of.URL, k)
			}
		}
		var alone struct {
			csvwTable
			Context []any    `json:"@context"`
			License csvwLink `json:"dc:license"`
			Date    string   `json:"dc:date"`
		}
		mustParse(t, find(t, example(), "data/"+strings.TrimSuffix(of.URL, ".csv")+csvMetadata), &alone)
		if alone.URL != of.URL || len(alone.Schema.Columns) != len(names) || alone.Date != "2026-11-23" || alone.License.ID != "https://creativecommons.org/licenses/by/4.0/" || len(alone.Context) != 2 {
			t.Errorf("%s alone is described as %+v", of.URL, alone)
		}
		for _, key := range alone.Schema.ForeignKeys {
			if key.Reference.Resource != of.URL {
				t.Errorf("%s alone refers to %s", of.URL, key.Reference.Resource)
			}
		}
	}
	for _, of := range group.Tables {
		for _, key := range of.Schema.ForeignKeys {
			others, ok := named[key.Reference.Resource]
			if !ok {
				t.Errorf("%s refers to %s", of.URL, key.Reference.Resource)
			}
			for _, row := range named[of.URL] {
				if id := row[key.Column]; id != "" && !slices.ContainsFunc(others, func(o map[string]string) bool { return o[key.Reference.Column] == id }) {
					t.Errorf("%s: no %s %q", of.URL, key.Column, id)
				}
			}
		}
	}
}

// checkColumn holds the cells of a column to its description.
func checkColumn(t *testing.T, table string, c csvwColumn, rows []map[string]string) {
	t.Helper()
	if !regexp.MustCompile(`^[a-z][a-z_]*$`).MatchString(c.Name) || c.Titles != c.Name || c.Description == "" {
		t.Errorf("%s has the column %+v", table, c)
	}
	if !slices.Contains([]string{"string", "anyURI", "integer", "boolean"}, c.Datatype.Base) {
		t.Errorf("%s.%s is %s", table, c.Name, c.Datatype.Base)
	}
	format := regexp.MustCompile(c.Datatype.Format)
	for _, row := range rows {
		cell := row[c.Name]
		wrong := c.Required && cell == ""
		if cell != "" {
			_, noInteger := strconv.Atoi(cell)
			wrong = wrong || !format.MatchString(cell) || c.Datatype.Base == "integer" && noInteger != nil ||
				c.Datatype.Base == "boolean" && cell != "true" && cell != "false"
		}
		if wrong {
			t.Errorf("%s.%s is %q, against %+v", table, c.Name, cell, c)
		}
	}
}

func TestTheCatalogueListsEveryTable(t *testing.T) {
	var c catalog
	mustParse(t, find(t, example(), "data/catalog.jsonld"), &c)
	if c.Type != "dcat:Catalog" || c.AsOf != "2026-11-23" || c.License.ID == "" || c.Modified.Value != "2026-11-23" || len(c.Datasets) != len(tables) {
		t.Errorf("%+v", c)
	}
	for _, d := range c.Datasets {
		for _, of := range d.Distributions {
			path, inside := strings.CutPrefix(of.Download.ID, "https://example.org/readout/")
			if !inside {
				t.Errorf("%s", of.Download.ID)
			}
			find(t, example(), path)
			find(t, example(), strings.TrimPrefix(of.ConformsTo.ID, "https://example.org/readout/"))
		}
	}
}

func TestSumsAreThoseOfTheFiles(t *testing.T) {
	want := map[string]string{}
	var sums string
	for f := range Files(example(), options) {
		name, ok := strings.CutPrefix(f.Path, "data/")
		text := content(t, f)
		if name == "SHA256SUMS" {
			sums = text
		} else if ok && f.Path != buildFile { // which is no data
			sum := sha256.Sum256([]byte(text))
			want[name] = hex.EncodeToString(sum[:])
		}
	}
	if alone := find(t, example(), "data/SHA256SUMS"); alone != sums {
		t.Errorf("alone they are\n%s, after the files\n%s", alone, sums)
	}
	lines := strings.Split(strings.TrimSuffix(sums, "\n"), "\n")
	if len(lines) != len(want) || !slices.IsSortedFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) }) {
		t.Errorf("%d lines for %d files:\n%s", len(lines), len(want), sums)
	}
	for _, line := range lines {
		sum, name, _ := strings.Cut(line, "  ")
		if sum != want[name] {
			t.Errorf("%s has the sum %s, not %s", name, want[name], sum)
		}
	}
}

func TestTheCrosswalkKnowsEveryValueAndNoOther(t *testing.T) {
	_, rows := readTable(t, "crosswalk")
	found := map[string]map[string]string{}
	for _, row := range rows {
		found[row["axis"]+" "+row["value"]] = row
	}
	count := len(site.Badges())
	for _, axis := range crossedAxes() {
		for _, value := range site.AxisValues(axis) {
			count++
			if row := found[axis+" "+value]; row == nil || row["label"] == "" {
				t.Errorf("%s %s is not there, or has no label", axis, value)
			}
		}
	}
	if len(rows) != count || len(found) != count {
		t.Errorf("%d rows for %d values", len(rows), count)
	}
	for _, x := range equivalents {
		if found[x.axis+" "+x.value] == nil {
			t.Errorf("%s %s is no value", x.axis, x.value)
		}
	}
	for at, want := range map[string]string{
		"schedule overdue": "", "response accepted": "", "claimed complete": "", "assessed delivered": "https://schema.org/CompletedActionStatus",
		"assessed partial": "https://schema.org/ActiveActionStatus", "claimed not_started": "https://schema.org/PotentialActionStatus",
		"response rejected": "https://schema.org/FailedActionStatus",
	} {
		if got := found[at]["schema_org"]; got != want {
			t.Errorf("%s is %q to schema.org", at, got)
		}
	}
}
