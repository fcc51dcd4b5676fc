package export

// dataPackage is a Data Package, version 2 (datapackage.org), as far as it is
// used here.
type dataPackage struct {
	Schema      string        `json:"$schema"`
	Name        string        `json:"name"`
	Title       string        `json:"title"`
	Description string        `json:"description,omitempty"`
	Homepage    string        `json:"homepage"`
	Version     string        `json:"version"`
	Licenses    []license     `json:"licenses,omitempty"`
	Contributor []contributor `json:"contributors,omitempty"`
	Resources   []resource    `json:"resources"`
}

type license struct {
	Name string `json:"name"`
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
	Delimiter   string       `json:"delimiter,omitempty"`
	ItemType    string       `json:"itemType,omitempty"`
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
		Resource string   `json:"resource"`
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
		Resources: []resource{{
			Name: "recommendations-json", Path: "recommendations.json", Title: "Recommendations",
			Description: "All recommendations with their states, histories and mentions.",
			Format:      "json", MediaType: "application/json", Encoding: "utf-8",
			JSONSchema: "schemas/recommendations.json",
		}},
	}
	if e.set.License != "" {
		p.Licenses = []license{{e.set.License}}
	}
	if e.set.Publisher.Name != "" {
		p.Contributor = []contributor{{e.set.Publisher.Name, e.set.Publisher.URL, []string{"publisher"}}}
	}
	for _, t := range tables {
		p.Resources = append(p.Resources, t.resource())
	}
	writeJSON(s, p)
}

func (t table) resource() resource {
	schema := &tableSchema{PrimaryKey: t.key}
	for _, c := range t.columns {
		schema.Fields = append(schema.Fields, columnField(c))
	}
	for _, r := range t.refs {
		key := foreignKey{Fields: []string{r.column}}
		key.Reference.Resource, key.Reference.Fields = r.table, []string{"id"}
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
	case "array": // a list of ids or words in one cell
		f.Type, f.Delimiter, f.ItemType = "list", string(listSeparator), "string"
	case "object": // "overdue:1;delivered:2"
		f.Type = "string"
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
