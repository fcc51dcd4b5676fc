package export

import (
	"bytes"
	"encoding/json"

	"readout/generator/internal/site"
)

// schemaFile is one JSON Schema of data/schemas.
type schemaFile struct {
	path         string // below data/
	title, about string
	form         form
}

// schemas are the JSON Schemas: each table's, and each kind's twin's.
func schemas() []schemaFile {
	object := func(fields []property) form { return form{kind: "object", fields: fields} }
	var all []schemaFile
	for _, t := range tables {
		all = append(all, schemaFile{
			"schemas/" + t.name + ".json", t.title, t.about,
			object([]property{asOf[recommendation]().property, license[recommendation]().property, {
				name: t.name, about: "The rows.", always: true,
				form: form{kind: "array", items: &form{kind: "object", fields: t.items}},
			}}),
		})
	}
	for _, k := range site.Kinds() {
		all = append(all, schemaFile{
			"schemas/" + k.String() + ".json", "Twin of a page: " + k.String(), "The data of one record of the kind " + k.String() + ".",
			object(twinFields(k)),
		})
	}
	return all
}

func twinFields(k site.Kind) []property {
	switch k {
	case site.KindBrief:
		return describe(briefTwin)
	case site.KindRecommendation:
		return describe(recommendationTwin)
	case site.KindActor:
		return describe(actorTwin)
	case site.KindInstrument:
		return describe(instrumentTwin)
	case site.KindTopic:
		return describe(topicTwin)
	case site.KindEvent:
		return describe(eventTwin)
	case site.KindSource:
		return describe(sourceTwin)
	}
	return describe(pageTwin)
}

// schema is a JSON Schema, draft 2020-12, as far as it is used here.
type schema struct {
	Schema      string     `json:"$schema,omitempty"`
	ID          string     `json:"$id,omitempty"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Type        string     `json:"type"`
	Format      string     `json:"format,omitempty"`
	Pattern     string     `json:"pattern,omitempty"`
	Enum        []string   `json:"enum,omitempty"`
	Items       *schema    `json:"items,omitempty"`
	Properties  properties `json:"properties,omitempty"`
	Required    []string   `json:"required,omitempty"`
	// Additional is false, or the schema of values whose keys are free.
	Additional any `json:"additionalProperties,omitempty"`
}

// properties are a schema's properties in their order, which a map would lose.
type properties []namedSchema

type namedSchema struct {
	name   string
	schema *schema
}

// MarshalJSON writes the properties as an object.
func (ps properties) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	buf.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			buf.WriteByte(',')
		}
		buf.Write(appendString(nil, p.name))
		buf.WriteByte(':')
		if err := enc.Encode(p.schema); err != nil {
			return nil, err
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

func schemaOf(f form) *schema {
	s := &schema{Type: f.kind, Format: f.format, Pattern: f.pattern, Enum: f.codes}
	if f.items != nil {
		s.Items = schemaOf(*f.items)
	}
	if f.kind != "object" {
		return s
	}
	s.Additional = false
	if f.others != nil {
		s.Additional = schemaOf(*f.others)
	}
	for _, p := range f.fields {
		of := schemaOf(p.form)
		of.Description = p.about
		s.Properties = append(s.Properties, namedSchema{p.name, of})
		if p.always {
			s.Required = append(s.Required, p.name)
		}
	}
	return s
}

func (e *exporter) writeSchema(f schemaFile, s *sink) {
	top := schemaOf(f.form)
	top.Schema = "https://json-schema.org/draft/2020-12/schema"
	top.ID = e.absolute("/data/" + f.path)
	top.Title, top.Description = f.title, f.about
	writeJSON(s, top)
}
