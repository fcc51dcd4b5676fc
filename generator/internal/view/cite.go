package view

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"readout/generator/internal/site"
)

// Cite says how to cite a page, in the forms that reference managers read.
// BibTeX, RIS and CSL are whole files.
type Cite struct {
	What                   string // is cited: "brief", "source", or "state" of a recommendation
	Text, BibTeX, RIS, CSL string
	// Files is the URL below which they stand as cite.bib, cite.ris and
	// cite.json; empty when they are not written.
	Files string `json:",omitempty"`
}

// filed adds where the files of a record's citation stand.
func (v *Views) filed(c Cite, e site.Entity) Cite {
	if v.site.Settings().Writes("citations") {
		c.Files = v.url(v.site.URL(e))
	}
	return c
}

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

// Cite says how to cite a record; false for one of a kind that is not cited.
func (v *Views) Cite(e site.Entity) (Cite, bool) {
	url := v.absolute(v.site.URL(e))
	switch e := e.(type) {
	case *site.Brief:
		return v.citeBrief(e, url), true
	case *site.Recommendation:
		return v.citeState(e, url, v.site.State(e)), true
	case *site.Source:
		return v.citeSource(e), true
	}
	return Cite{}, false
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
	return v.filed(w.cite(), b)
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
	return v.filed(w.cite(), r)
}

func (v *Views) citeSource(s *site.Source) Cite {
	w := work{
		kind: "source", key: s.ID, title: v.longTitle(s), publisher: s.Publisher, date: s.Date,
		url: s.URL, doi: s.DOI, language: s.Language, accessed: s.Accessed,
	}
	for _, a := range s.Authors {
		w.authors = append(w.authors, name{full: a})
	}
	return v.filed(w.cite(), s)
}

// language is the language of a brief.
func (v *Views) language(b *site.Brief) string {
	if b.Language != "" {
		return b.Language
	}
	return v.lang
}

func (w *work) cite() Cite {
	return Cite{What: w.what(), Text: w.text(), BibTeX: w.bibTeX(), RIS: w.ris(), CSL: w.csl()}
}

// what is cited, in a word for readers.
func (w *work) what() string {
	if w.kind == "report" {
		return "brief"
	}
	return w.kind
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

// csl writes CSL-JSON, indented for the people who copy it. It is written by
// hand because every record's page has one.
func (w *work) csl() string {
	b := make([]byte, 0, 1024)
	begun := false
	key := func(name string) {
		if begun {
			b = append(b, ',')
		}
		begun = true
		b = append(b, "\n    \""...)
		b = append(b, name...)
		b = append(b, "\": "...)
	}
	field := func(name, value string) {
		if value != "" {
			key(name)
			b = appendJSON(b, value)
		}
	}
	date := func(name string, d site.Date) {
		if d.IsZero() {
			return
		}
		key(name)
		b = append(b, `{"date-parts": [[`...)
		for i, part := range strings.Split(d.ISO(), "-") {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(b, strings.TrimLeft(part, "0")...)
		}
		b = append(b, "]]"...)
		if d.String() != d.ISO() {
			b = append(b, `, "circa": true`...)
		}
		b = append(b, '}')
	}
	kind := "document"
	switch {
	case w.kind == "report":
		kind = "report"
	case w.url != "":
		kind = "webpage"
	}
	b = append(b, "[\n  {"...)
	field("id", w.key)
	field("type", kind)
	field("title", w.fullTitle())
	if len(w.authors) > 0 {
		key("author")
		b = append(b, '[')
		for i, a := range w.authors {
			if i > 0 {
				b = append(b, ", "...)
			}
			if a.family == "" {
				b = append(appendJSON(append(b, `{"literal": `...), a.full), '}')
				continue
			}
			b = appendJSON(append(b, `{"family": `...), a.family)
			b = append(appendJSON(append(b, `, "given": `...), a.given), '}')
		}
		b = append(b, ']')
	}
	field("publisher", w.publisher)
	date("issued", w.date)
	date("accessed", w.accessed)
	field("number", w.number)
	field("collection-title", w.series)
	field("version", w.version)
	field("abstract", w.abstract)
	field("DOI", w.doi)
	field("URL", w.url)
	field("language", w.language)
	field("keyword", strings.Join(w.keywords, ", "))
	field("note", w.note)
	return string(append(b, "\n  }\n]\n"...))
}

// appendJSON appends a JSON string. Most texts need no escapes.
func appendJSON(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			var quoted strings.Builder
			enc := json.NewEncoder(&quoted)
			enc.SetEscapeHTML(false)
			_ = enc.Encode(s) // strings always do
			return append(b, strings.TrimSuffix(quoted.String(), "\n")...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
