package view

import (
	"encoding/json"
	"strconv"
	"strings"

	"readout/generator/internal/site"
)

// Cite says how to cite a page, in the forms that reference managers read.
// All but Text are whole files.
type Cite struct{ Text, BibTeX, RIS, CSL string }

// work is what a citation says of a document. Fields without a value are left
// out of every form.
type work struct {
	kind      string // report, source or state
	key       string // BibTeX key and CSL id
	authors   []name
	title     string
	subtitle  string
	publisher string
	date      site.Date
	number    string
	series    string
	version   string
	abstract  string
	doi       string
	url       string
	language  string
	keywords  []string
	accessed  site.Date
	note      string
}

// name is an author's name. Family is empty for organisations, and for people
// of whom nobody wrote which part it is: names are not taken apart by guess.
type name struct{ full, family, given string }

// nameOf reads an actor's name. The sort key of a person tells the parts apart:
// "Kim, Min-ji".
func (v *Views) nameOf(a *site.Actor) name {
	n := name{full: v.longTitle(a)}
	if family, given, ok := strings.Cut(a.SortKey, ","); ok && a.Form == "person" {
		n.family, n.given = strings.TrimSpace(family), strings.TrimSpace(given)
	}
	return n
}

func (v *Views) names(refs []site.Ref) []name {
	var out []name
	for _, r := range refs {
		if e, ok := v.site.Lookup(r.Value); ok {
			if a, ok := e.(*site.Actor); ok {
				out = append(out, v.nameOf(a))
			}
		}
	}
	return out
}

// publisher is who publishes: site.yaml's publisher, else the publication
// itself.
func (v *Views) publisher() string {
	if f := v.frame(); f.Publisher.Label == "" {
		return f.SiteTitle
	}
	return v.frame().Publisher.Label
}

func (v *Views) citeBrief(b *site.Brief, url string) Cite {
	w := work{
		kind: "report", key: b.ID, authors: v.names(b.Authors),
		title: v.longTitle(b), subtitle: b.Subtitle.In(v.lang), publisher: v.publisher(),
		date: b.Date, number: b.Number, series: b.Series, version: b.Version,
		abstract: b.Summary.In(v.lang), doi: b.DOI, url: url, language: v.language(b),
	}
	for _, t := range v.linksTo(b.Topics) {
		w.keywords = append(w.keywords, t.Label)
	}
	return w.cite()
}

// citeState cites a recommendation's state, which is another one tomorrow: the
// as-of date is part of what is cited.
func (v *Views) citeState(r *site.Recommendation, url string, st *site.State) Cite {
	asOf := v.site.AsOf()
	w := work{
		kind: "state", key: r.ID, title: v.longTitle(r), publisher: v.publisher(), date: asOf, url: url, language: v.lang,
		note: "State as of " + asOf.Words() + ": " + lower(st.Badge.Label()),
	}
	if brief, ok := v.site.Lookup(r.Brief.Value); ok {
		if b, ok := brief.(*site.Brief); ok {
			w.authors = v.names(b.Authors)
			w.series = v.longTitle(b)
		}
	}
	return w.cite()
}

func (v *Views) citeSource(s *site.Source) Cite {
	w := work{
		kind: "source", key: s.ID, title: v.longTitle(s), publisher: s.Publisher, date: s.Date,
		url: s.URL, doi: s.DOI, language: s.Language, accessed: s.Accessed,
	}
	for _, a := range s.Authors {
		w.authors = append(w.authors, name{full: a})
	}
	return w.cite()
}

// language is the language of a brief.
func (v *Views) language(b *site.Brief) string {
	if b.Language != "" {
		return b.Language
	}
	return v.lang
}

func (w *work) cite() Cite {
	return Cite{Text: w.text(), BibTeX: w.bibTeX(), RIS: w.ris(), CSL: w.csl()}
}

func (w *work) fullTitle() string {
	if w.subtitle == "" {
		return w.title
	}
	return w.title + ": " + w.subtitle
}

// text is the citation in prose: "A and B, “Title”, Publisher, number 3, 20 July
// 2022. https://…".
func (w *work) text() string {
	var authors []string
	for _, a := range w.authors {
		authors = append(authors, a.full)
	}
	parts := []string{andList(authors), "“" + w.fullTitle() + "”", w.publisher}
	if w.kind != "state" {
		parts = append(parts, w.number)
		if w.version != "" {
			parts = append(parts, "version "+w.version)
		}
		parts = append(parts, w.date.Words())
	}
	s := joined(parts...) + "."
	if w.note != "" {
		s += " " + w.note + "."
	}
	if w.doi != "" {
		return s + " https://doi.org/" + w.doi
	}
	if w.url != "" {
		s += " " + w.url
		if !w.accessed.IsZero() {
			s += " (accessed " + w.accessed.Words() + ")"
		}
	}
	return s
}

// bibTeX writes one entry. Names that have no parts are kept whole by braces of
// their own.
func (w *work) bibTeX() string {
	kind := "misc"
	if w.kind == "report" {
		kind = "techreport"
	}
	var b strings.Builder
	b.Grow(512)
	write(&b, "@", kind, "{", w.key, ",\n")
	field := func(name, value string) {
		if value != "" {
			write(&b, "  ", name, " = {", value, "},\n")
		}
	}
	tex := texEscaper.Replace
	var authors []string
	for _, a := range w.authors {
		if a.family != "" {
			authors = append(authors, tex(a.family)+", "+tex(a.given))
		} else {
			authors = append(authors, "{"+tex(a.full)+"}")
		}
	}
	field("author", strings.Join(authors, " and "))
	field("title", tex(w.fullTitle()))
	if w.kind == "report" {
		field("institution", tex(w.publisher))
		field("number", tex(w.number))
	} else {
		field("howpublished", tex(w.publisher))
	}
	if !w.date.IsZero() {
		field("year", year(w.date))
		field("date", w.date.ISO())
	}
	field("doi", texURL.Replace(w.doi))
	field("url", texURL.Replace(w.url))
	if !w.accessed.IsZero() {
		field("urldate", w.accessed.ISO())
	}
	field("language", tex(w.language))
	field("keywords", tex(strings.Join(w.keywords, ", ")))
	field("note", tex(w.note))
	b.WriteString("}\n")
	return b.String()
}

func write(b *strings.Builder, parts ...string) {
	for _, p := range parts {
		b.WriteString(p)
	}
}

var texEscaper = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "#", `\#`, "_", `\_`,
	"$", `\$`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`)

// In an address only what would end the field or the line must go.
var texURL = strings.NewReplacer("{", `\%7B`, "}", `\%7D`, `\`, `\%5C`, "%", `\%`, "#", `\#`)

// ris writes the tagged form that reference managers import. Lines end as its
// specification asks.
func (w *work) ris() string {
	var b strings.Builder
	b.Grow(512)
	tag := func(name, value string) {
		if value = oneLine(value); value != "" {
			write(&b, name, "  - ", value, "\r\n")
		}
	}
	kind := "GEN"
	if w.kind == "report" {
		kind = "RPRT"
	} else if w.url != "" {
		kind = "ELEC"
	}
	tag("TY", kind)
	for _, a := range w.authors {
		if a.family != "" {
			tag("AU", a.family+", "+a.given)
		} else {
			tag("AU", a.full)
		}
	}
	tag("TI", w.fullTitle())
	tag("T3", w.series)
	tag("PB", w.publisher)
	if !w.date.IsZero() {
		tag("PY", year(w.date))
		tag("DA", strings.ReplaceAll(w.date.ISO(), "-", "/"))
	}
	tag("M1", w.number)
	tag("ET", w.version)
	tag("AB", w.abstract)
	for _, k := range w.keywords {
		tag("KW", k)
	}
	tag("DO", w.doi)
	tag("UR", w.url)
	if !w.accessed.IsZero() {
		tag("Y2", strings.ReplaceAll(w.accessed.ISO(), "-", "/"))
	}
	tag("LA", w.language)
	tag("N1", w.note)
	b.WriteString("ER  - \r\n")
	return b.String()
}

func year(d site.Date) string {
	iso, _, _ := strings.Cut(d.ISO(), "-")
	return iso
}

// The CSL-JSON forms, of the fields that are used.
type (
	cslItem struct {
		ID        string    `json:"id"`
		Type      string    `json:"type"`
		Title     string    `json:"title"`
		Author    []cslName `json:"author,omitempty"`
		Publisher string    `json:"publisher,omitempty"`
		Issued    *cslDate  `json:"issued,omitempty"`
		Accessed  *cslDate  `json:"accessed,omitempty"`
		Number    string    `json:"number,omitempty"`
		Container string    `json:"collection-title,omitempty"`
		Version   string    `json:"version,omitempty"`
		Abstract  string    `json:"abstract,omitempty"`
		DOI       string    `json:"DOI,omitempty"`
		URL       string    `json:"URL,omitempty"`
		Language  string    `json:"language,omitempty"`
		Keyword   string    `json:"keyword,omitempty"`
		Note      string    `json:"note,omitempty"`
	}
	cslName struct {
		Family  string `json:"family,omitempty"`
		Given   string `json:"given,omitempty"`
		Literal string `json:"literal,omitempty"`
	}
	cslDate struct {
		Parts [1][]int `json:"date-parts"`
		Circa bool     `json:"circa,omitempty"`
	}
)

func cslDateOf(d site.Date) *cslDate {
	if d.IsZero() {
		return nil
	}
	c := &cslDate{Circa: d.String() != d.ISO()}
	for part := range strings.SplitSeq(d.ISO(), "-") {
		n, _ := strconv.Atoi(part) // ISO writes digits
		c.Parts[0] = append(c.Parts[0], n)
	}
	return c
}

func (w *work) csl() string {
	item := cslItem{
		ID: w.key, Type: "document", Title: w.fullTitle(), Publisher: w.publisher,
		Issued: cslDateOf(w.date), Accessed: cslDateOf(w.accessed), Number: w.number, Container: w.series,
		Version: w.version, Abstract: w.abstract, DOI: w.doi, URL: w.url, Language: w.language,
		Keyword: strings.Join(w.keywords, ", "), Note: w.note,
	}
	switch {
	case w.kind == "report":
		item.Type = "report"
	case w.url != "":
		item.Type = "webpage"
	}
	for _, a := range w.authors {
		if a.family != "" {
			item.Author = append(item.Author, cslName{Family: a.family, Given: a.given})
		} else {
			item.Author = append(item.Author, cslName{Literal: a.full})
		}
	}
	var b strings.Builder
	b.Grow(1024)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // people read it and copy it
	enc.SetIndent("", "  ")
	_ = enc.Encode([]cslItem{item}) // strings and numbers always do
	return b.String()
}
