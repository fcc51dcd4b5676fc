package export

import "readout/generator/internal/site"

// The DCAT catalogue (version 3) as JSON-LD, as far as it is used here.
type (
	catalog struct {
		Context     map[string]string `json:"@context"`
		ID          string            `json:"@id"`
		Type        string            `json:"@type"`
		Title       inLanguage        `json:"dct:title"`
		Description *inLanguage       `json:"dct:description,omitempty"`
		License     *csvwLink         `json:"dct:license,omitempty"`
		Publisher   *catalogAgent     `json:"dct:publisher,omitempty"`
		Modified    *typedDate        `json:"dct:modified,omitempty"`
		AsOf        string            `json:"readout:as_of"`
		Rights      string            `json:"readout:license,omitempty"`
		Datasets    []catalogDataset  `json:"dcat:dataset"`
	}
	inLanguage struct {
		Value    string `json:"@value"`
		Language string `json:"@language"`
	}
	typedDate struct {
		Value string `json:"@value"`
		Type  string `json:"@type"`
	}
	catalogAgent struct {
		Type     string    `json:"@type"`
		Name     string    `json:"foaf:name"`
		Homepage *csvwLink `json:"foaf:homepage,omitempty"`
	}
	catalogDataset struct {
		ID            string         `json:"@id"`
		Type          string         `json:"@type"`
		Title         inLanguage     `json:"dct:title"`
		Description   inLanguage     `json:"dct:description"`
		Identifier    string         `json:"dct:identifier"`
		License       *csvwLink      `json:"dct:license,omitempty"`
		Modified      *typedDate     `json:"dct:modified,omitempty"`
		Landing       csvwLink       `json:"dcat:landingPage"`
		Distributions []distribution `json:"dcat:distribution"`
	}
	distribution struct {
		Type       string    `json:"@type"`
		Title      string    `json:"dct:title"`
		Access     csvwLink  `json:"dcat:accessURL"`
		Download   csvwLink  `json:"dcat:downloadURL"`
		MediaType  csvwLink  `json:"dcat:mediaType"`
		ConformsTo *csvwLink `json:"dct:conformsTo,omitempty"`
		License    *csvwLink `json:"dct:license,omitempty"`
	}
)

// mediaTypes are where the media types of the tables are registered, which is
// how DCAT names them.
const mediaTypes = "https://www.iana.org/assignments/media-types/"

// writeCatalog writes data/catalog.jsonld: each table is a dataset with two
// distributions.
func (e *exporter) writeCatalog(s *sink) {
	said := func(text string) inLanguage { return inLanguage{text, "en"} }
	c := catalog{
		Context: map[string]string{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
			"xsd": "http://www.w3.org/2001/XMLSchema#", "readout": e.absolute("/data/") + "#",
		},
		ID: e.absolute("/data/") + "catalog.jsonld", Type: "dcat:Catalog",
		Title: inLanguage{e.set.Title.In(e.lang), e.lang},
		AsOf:  e.asOf, Rights: e.set.License, Modified: e.catalogDate(),
	}
	if about := e.set.Description.In(e.lang); about != "" {
		c.Description = &inLanguage{about, e.lang}
	}
	if url := site.LicenseURL(e.set.License); url != "" {
		c.License = &csvwLink{url}
	}
	if p := e.set.Publisher; p.Name != "" {
		c.Publisher = &catalogAgent{Type: "foaf:Agent", Name: p.Name}
		if p.URL != "" {
			c.Publisher.Homepage = &csvwLink{p.URL}
		}
	}
	for _, t := range tables {
		at := func(name string) csvwLink { return csvwLink{e.absolute("/data/" + name)} }
		schema := at("schemas/" + t.name + ".json")
		metadata := at(t.name + csvMetadata)
		c.Datasets = append(c.Datasets, catalogDataset{
			ID: c.ID + "#" + t.name, Type: "dcat:Dataset", Title: said(t.title), Description: said(t.about),
			Identifier: t.name, License: c.License, Modified: c.Modified, Landing: csvwLink{e.absolute("/")},
			Distributions: []distribution{
				{"dcat:Distribution", t.title + ", CSV", at(t.name + ".csv"), at(t.name + ".csv"), csvwLink{mediaTypes + "text/csv"}, &metadata, c.License},
				{"dcat:Distribution", t.title + ", JSON", at(t.name + ".json"), at(t.name + ".json"), csvwLink{mediaTypes + "application/json"}, &schema, c.License},
			},
		})
	}
	writeJSON(s, c)
}

// catalogDate is the as-of date where it is a day, as DCAT wants.
func (e *exporter) catalogDate() *typedDate {
	if d := e.site.AsOf(); d.Day != 0 && !d.About && !d.Before {
		return &typedDate{d.ISO(), "xsd:date"}
	}
	return nil
}
