package export

import (
	"strings"

	"readout/generator/internal/site"
)

// dataPackage is a Data Package, version 2 (datapackage.org), as far as it is
// used here.
type dataPackage struct {
	Schema      string           `json:"$schema"`
	Name        string           `json:"name"`
	Title       string           `json:"title"`
	Description string           `json:"description,omitempty"`
	Homepage    string           `json:"homepage"`
	Version     string           `json:"version"`
	AsOf        string           `json:"as_of"` // our own, as in every file of data
	Licenses    []packageLicense `json:"licenses,omitempty"`
	Contributor []contributor    `json:"contributors,omitempty"`
	Resources   []resource       `json:"resources"`
}

type packageLicense struct {
	Name  string `json:"name,omitempty"`
	Path  string `json:"path,omitempty"`
	Title string `json:"title,omitempty"`
}

type contributor struct {
	Title string   `json:"title"`
	Path  string   `json:"path,omitempty"`
	Roles []string `json:"roles"`
}

type resource struct {
	Name        string       `json:"name"`
	Path        string       `json:"path"`
	Title       string       `json:"title"`
	Description string       `json:"description"`
	Type        string       `json:"type,omitempty"`
	Format      string       `json:"format"`
	MediaType   string       `json:"mediatype"`
	Encoding    string       `json:"encoding"`
	Schema      *tableSchema `json:"schema,omitempty"`
	// JSONSchema is our own: where the JSON Schema of a resource that is no
	// table stands.
	JSONSchema string `json:"jsonSchema,omitempty"`
}

type tableSchema struct {
	Fields      []tableField `json:"fields"`
	PrimaryKey  []string     `json:"primaryKey,omitempty"`
	ForeignKeys []foreignKey `json:"foreignKeys,omitempty"`
}

type tableField struct {
	Name        string       `json:"name"`
	Type        string       `json:"type"`
	Format      string       `json:"format,omitempty"`
	Description string       `json:"description"`
	Constraints *constraints `json:"constraints,omitempty"`
}

type constraints struct {
	Required bool     `json:"required,omitempty"`
	Pattern  string   `json:"pattern,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

type foreignKey struct {
	Fields    []string `json:"fields"`
	Reference struct {
		Resource string   `json:"resource,omitempty"` // left out: this table
		Fields   []string `json:"fields"`
	} `json:"reference"`
}

// writePackage writes data/datapackage.json. Its version is the as-of date:
// the same records at another date are other data.
func (e *exporter) writePackage(s *sink) {
	p := dataPackage{
		Schema:      "https://datapackage.org/profiles/2.0/datapackage.json",
		Name:        "recommendations",
		Title:       e.set.Title.In(e.lang),
		Description: e.set.Description.In(e.lang),
		Homepage:    e.absolute("/"),
		Version:     e.asOf,
		AsOf:        e.asOf,
	}
	if e.set.License != "" {
		p.Licenses = []packageLicense{packageLicenseOf(e.set.License)}
	}
	if e.set.Publisher.Name != "" {
		p.Contributor = []contributor{{e.set.Publisher.Name, e.set.Publisher.URL, []string{"publisher"}}}
	}
	for _, t := range tables {
		p.Resources = append(p.Resources, t.resource(), resource{
			Name: t.name + "-json", Path: t.name + ".json", Title: t.title, Description: t.about,
			Format: "json", MediaType: "application/json", Encoding: "utf-8",
			JSONSchema: "schemas/" + t.name + ".json",
		})
	}
	writeJSON(s, p)
}

// packageLicenseOf names a licence as a Data Package may: by an identifier
// without spaces, by an address, or both.
func packageLicenseOf(license string) packageLicense {
	l := packageLicense{Title: license, Path: site.LicenseURL(license)}
	if l.Path != license {
		l.Name = strings.Map(func(r rune) rune {
			switch {
			case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '.', r == '_':
				return r
			}
			return '-'
		}, license)
	}
	return l
}

func (t table) resource() resource {
	schema := &tableSchema{PrimaryKey: t.key}
	for _, c := range t.columns {
		schema.Fields = append(schema.Fields, columnField(c))
	}
	for _, r := range t.refs {
		key := foreignKey{Fields: []string{r.column}}
		if r.table != t.name {
			key.Reference.Resource = r.table
		}
		key.Reference.Fields = []string{"id"}
		schema.ForeignKeys = append(schema.ForeignKeys, key)
	}
	return resource{
		Name: t.name, Path: t.name + ".csv", Title: t.title, Description: t.about,
		Type: "table", Format: "csv", MediaType: "text/csv", Encoding: "utf-8", Schema: schema,
	}
}

func columnField(c property) tableField {
	f := tableField{Name: c.name, Type: c.form.kind, Description: c.about}
	switch c.form.kind {
	case "array": // the specification has lists, its own profile does not
		f.Type = "string"
		f.Description += " A list, separated by semicolons."
	case "object":
		f.Type = "string"
		f.Description += " Written as overdue:1;delivered:2."
	case "string":
		f.Format = c.form.format
	}
	limits := constraints{Pattern: c.form.pattern, Enum: c.form.codes}
	limits.Required = c.always && c.form.kind == "string"
	if limits.Required || limits.Pattern != "" || limits.Enum != nil {
		f.Constraints = &limits
	}
	return f
}
