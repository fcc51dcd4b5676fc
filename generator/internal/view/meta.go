package view

import (
	"strings"

	"readout/generator/internal/site"
)

// finish adds what the head says in forms for machines, now that the page is
// known: Open Graph, extra metas, and linked data about subjects. Every page
// ends with it.
func (v *Views) finish(h *Head, extra []Meta, subjects ...any) {
	if v.uses(h.Kind, "LinkedData") {
		if len(subjects) == 0 {
			subjects = []any{v.pageData(h, "WebPage")}
		}
		h.LinkedData = v.linkedData(h, subjects...)
	}
	if h.Frame.License.URL != "" && h.Kind != "brief" { // briefs may have one of their own
		h.Links = append(h.Links, HeadLink{Rel: "license", URL: h.Frame.License.URL})
	}
	if !v.uses(h.Kind, "Metas") {
		return
	}
	kind := "website"
	if h.Kind == "brief" {
		kind = "article"
	}
	h.Metas = make([]Meta, 0, 6+len(h.card)+len(extra))
	h.Metas = append(h.Metas,
		Meta{Property: "og:title", Content: h.Title},
		Meta{Property: "og:type", Content: kind},
		Meta{Property: "og:url", Content: h.Canonical},
		Meta{Property: "og:site_name", Content: h.Frame.SiteTitle},
		Meta{Property: "og:locale", Content: locale(h.Lang)})
	if h.Description != "" {
		h.Metas = append(h.Metas, Meta{Property: "og:description", Content: h.Description})
	}
	h.Metas = append(h.Metas, h.card...)
	h.Metas = append(h.Metas, extra...)
}

// locale is a language as Open Graph writes it.
func locale(lang string) string {
	switch lang {
	case "en":
		return "en_GB"
	case "ko":
		return "ko_KR"
	case "ja":
		return "ja_JP"
	}
	return strings.ReplaceAll(lang, "-", "_")
}

// metas collects elements that have something to say.
type metas []Meta

func (m *metas) name(name, content string) {
	if content != "" {
		*m = append(*m, Meta{Name: name, Content: content})
	}
}

func (m *metas) property(property, content string) {
	if content != "" {
		*m = append(*m, Meta{Property: property, Content: content})
	}
}

// briefMetas describes a brief to Google Scholar, Zotero, Overton and
// libraries, as a report: a journal's title is never given, for with one
// Zotero takes the brief for an article. The institution comes after the
// series' title, which older Zoteros read as a hint at a journal.
func (v *Views) briefMetas(p *Brief, b *site.Brief) []Meta {
	m := make(metas, 0, 48)
	title := p.Title
	if p.Subtitle != "" {
		title += ": " + p.Subtitle
	}
	authors := v.names(b.Authors)
	var topics []string
	for _, t := range p.Topics {
		topics = append(topics, t.Label)
	}
	published := strings.ReplaceAll(b.Date.ISO(), "-", "/")

	m.name("citation_title", title)
	for _, a := range authors {
		m.name("citation_author", a.full)
	}
	m.name("citation_publication_date", published)
	m.name("citation_online_date", published)
	m.name("citation_series_title", b.Series)
	m.name("citation_technical_report_institution", v.publisher())
	m.name("citation_technical_report_number", b.Number)
	m.name("citation_doi", b.DOI)
	m.name("citation_language", p.Lang)
	m.name("citation_keywords", strings.Join(topics, "; "))
	m.name("citation_abstract", p.Description)
	m.name("citation_abstract_html_url", p.Canonical)
	m.name("citation_fulltext_html_url", p.Canonical)
	m.name("citation_public_url", p.Canonical)

	m.name("DCTERMS.title", title)
	for _, a := range authors {
		m.name("DCTERMS.creator", a.full)
	}
	m.name("DCTERMS.publisher", v.publisher())
	m.name("DCTERMS.issued", b.Date.ISO())
	m.name("DCTERMS.modified", b.Updated.ISO())
	m.name("DCTERMS.language", p.Lang)
	m.name("DCTERMS.type", "Text")
	m.name("DCTERMS.identifier", p.Canonical)
	m.name("DCTERMS.abstract", p.Description)
	for _, t := range topics {
		m.name("DCTERMS.subject", t)
	}
	m.name("DCTERMS.license", p.License.URL)
	m.name("DCTERMS.isPartOf", b.Series)

	m.property("article:published_time", b.Date.ISO())
	m.property("article:modified_time", b.Updated.ISO())
	for _, a := range authors {
		m.property("article:author", a.full)
	}
	for i, t := range topics {
		if i == 0 {
			m.property("article:section", t)
		}
		m.property("article:tag", t)
	}
	return m
}

// briefLinks are a brief's typed links for machines (FAIR Signposting).
func (v *Views) briefLinks(p *Brief, b *site.Brief) []HeadLink {
	links := []HeadLink{
		{Rel: "schema.DCTERMS", URL: "http://purl.org/dc/terms/"},
		{Rel: "type", URL: "https://schema.org/AboutPage"},
		{Rel: "type", URL: "https://schema.org/Report"},
	}
	cite := p.Canonical
	if p.DOI.URL != "" {
		cite = p.DOI.URL
	}
	links = append(links, HeadLink{Rel: "cite-as", URL: cite})
	for _, a := range b.Authors {
		if e, ok := v.site.Lookup(a.Value); ok {
			if actor, ok := e.(*site.Actor); ok && actor.Identifiers.ORCID != "" {
				links = append(links, HeadLink{Rel: "author", URL: registerURL("https://orcid.org/", actor.Identifiers.ORCID)})
			}
		}
	}
	if p.License.URL != "" {
		links = append(links, HeadLink{Rel: "license", URL: p.License.URL})
	}
	return links
}
