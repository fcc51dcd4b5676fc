package export

import (
	"strings"

	"readout/generator/internal/site"
)

// csvMetadata is how the CSVW metadata of a table's CSV is called.
const csvMetadata = ".csv-metadata.json"

// The CSVW metadata of tables (W3C: Metadata Vocabulary for Tabular Data), as
// far as it is used here.
type (
	csvwGroup struct {
		csvwNotes
		Tables []csvwTable `json:"tables"`
	}
	csvwTable struct {
		csvwNotes
		URL    string     `json:"url"`
		Schema csvwSchema `json:"tableSchema"`
	}
	// csvwNotes are common properties, which may stand on groups and tables.
	csvwNotes struct {
		Context     []any     `json:"@context,omitempty"` // of the outermost object
		Title       string    `json:"dc:title,omitempty"`
		Description string    `json:"dc:description,omitempty"`
		Date        string    `json:"dc:date,omitempty"` // the as-of date
		License     *csvwLink `json:"dc:license,omitempty"`
		Rights      string    `json:"dc:rights,omitempty"`
		Publisher   string    `json:"dc:publisher,omitempty"`
	}
	csvwLink struct {
		ID string `json:"@id"`
	}
	csvwSchema struct {
		Columns     []csvwColumn     `json:"columns"`
		PrimaryKey  []string         `json:"primaryKey,omitempty"`
		ForeignKeys []csvwForeignKey `json:"foreignKeys,omitempty"`
	}
	csvwColumn struct {
		Name        string       `json:"name"`
		Titles      string       `json:"titles"`
		Description string       `json:"dc:description"`
		Datatype    csvwDatatype `json:"datatype"`
		Required    bool         `json:"required,omitempty"`
		Separator   string       `json:"separator,omitempty"`
	}
	csvwDatatype struct {
		Base   string `json:"base"`
		Format string `json:"format,omitempty"` // of a string: what it must match
	}
	csvwForeignKey struct {
		Column    string `json:"columnReference"`
		Reference struct {
			Resource string `json:"resource"`
			Column   string `json:"columnReference"`
		} `json:"reference"`
	}
)

// writeGroupMetadata writes data/csv-metadata.json. Only here do tables refer
// to one another: metadata of a single table may not name others.
func (e *exporter) writeGroupMetadata(s *sink) {
	g := csvwGroup{csvwNotes: e.csvwNotes(e.set.Title.In(e.lang), e.set.Description.In(e.lang))}
	for i := range tables {
		t := &tables[i]
		of := t.csvw(tables)
		of.Title, of.Description = t.title, t.about
		g.Tables = append(g.Tables, of)
	}
	writeJSON(s, g)
}

func (e *exporter) writeTableMetadata(t *table, s *sink) {
	of := t.csvw([]table{*t})
	of.csvwNotes = e.csvwNotes(t.title, t.about)
	writeJSON(s, of)
}

func (e *exporter) csvwNotes(title, about string) csvwNotes {
	n := csvwNotes{
		Context: []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": e.lang}},
		Title:   title, Description: about, Date: e.asOf,
		Rights: e.set.License, Publisher: e.set.Publisher.Name,
	}
	if url := site.LicenseURL(e.set.License); url != "" {
		n.License = &csvwLink{url}
	}
	return n
}

// csvw describes a table; its references are those to the tables of a group.
func (t *table) csvw(group []table) csvwTable {
	of := csvwTable{URL: t.name + ".csv", Schema: csvwSchema{PrimaryKey: t.key}}
	for _, c := range t.columns {
		of.Schema.Columns = append(of.Schema.Columns, csvwColumnOf(c))
	}
	for _, r := range t.refs {
		for i := range group {
			if group[i].name == r.table {
				key := csvwForeignKey{Column: r.column}
				key.Reference.Resource, key.Reference.Column = r.table+".csv", "id"
				of.Schema.ForeignKeys = append(of.Schema.ForeignKeys, key)
			}
		}
	}
	return of
}

func csvwColumnOf(c property) csvwColumn {
	col := csvwColumn{Name: c.name, Titles: c.name, Description: c.about, Datatype: csvwDatatype{Base: "string"}}
	switch c.form.kind {
	case "array":
		col.Separator = string(listSeparator)
	case "string":
		col.Required = c.always
		col.Datatype.Format = c.form.pattern
		if c.form.codes != nil {
			col.Datatype.Format = "^(" + strings.Join(c.form.codes, "|") + ")$"
		}
		if c.form.format == "uri" {
			col.Datatype.Base = "anyURI"
		}
	case "integer", "boolean":
		col.Datatype.Base = c.form.kind
	}
	return col
}
