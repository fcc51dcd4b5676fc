package export

import (
	"cmp"
	"slices"

	"readout/generator/internal/site"
)

// record is a record as its fields are asked for.
type record[E site.Entity] struct {
	*exporter
	of E
}

// link is a backlink with the exporter that knows the page it comes from.
type link struct {
	*exporter
	site.Link
}

// viaCodes name the ways in which records point at others by the field of the
// record that points; links in texts are mention, embed and citation.
var viaCodes = [...]string{
	site.ViaMention:             "mention",
	site.ViaEmbed:               "embed",
	site.ViaCitation:            "citation",
	site.ViaBrief:               "brief",
	site.ViaPartOf:              "part_of",
	site.ViaAddressee:           "to",
	site.ViaRelation:            "relations",
	site.ViaObstacle:            "obstacles",
	site.ViaHistoryActor:        "events.actors",
	site.ViaEvidence:            "events.evidence",
	site.ViaTopic:               "topics",
	site.ViaBriefActor:          "actors",
	site.ViaAuthor:              "authors",
	site.ViaParent:              "parent",
	site.ViaSuccessor:           "successors",
	site.ViaMember:              "member_of",
	site.ViaInstrumentActor:     "actors",
	site.ViaBroader:             "broader",
	site.ViaEventActor:          "actors",
	site.ViaEventRecommendation: "recommendations",
	site.ViaEventSource:         "sources",
}

var backlinkFields = []field[link]{
	must(text("id", "The record that points here.", func(l link) string { return l.From.Common().ID })),
	must(code("kind", "The kind of that record.", kindCodes(), func(l link) string { return l.From.Common().Kind.String() })),
	must(text("title", "Its title.", func(l link) string { return l.title(l.From) })),
	must(address("url", "Its page.", func(l link) string { return l.url(l.From) })),
	must(text("via", "Where it points here: mention, embed or citation in its text, or one of its fields.", func(l link) string { return viaCodes[l.Via] })),
	text("detail", "Of relations the type, of citations and evidence the locator.", func(l link) string { return l.Detail }),
	text("context", "The sentence or row in which it does.", func(l link) string { return l.Context }),
}

func kindCodes() []string {
	var codes []string
	for _, k := range site.Kinds() {
		codes = append(codes, k.String())
	}
	return codes
}

// twin is the fields of a kind's twin: those that every kind has around its
// own.
func twin[E site.Entity](own ...field[record[E]]) []field[record[E]] {
	fields := []field[record[E]]{
		asOf[record[E]](),
		text(licenseName, "Its licence: its own, or else the publication's.", record[E].license),
		must(text("id", "Its permanent id.", func(x record[E]) string { return x.of.Common().ID })),
		must(code("kind", "The kind of record.", kindCodes(), func(x record[E]) string { return x.of.Common().Kind.String() })),
		must(text("title", "Its title or name.", func(x record[E]) string { return x.title(x.of) })),
		pairs("titles", "Its title in each language that it has one in.", form{others: &form{kind: "string"}}, true, record[E].titles),
		must(address("url", "Its page.", func(x record[E]) string { return x.url(x.of) })),
		text("summary", "What it is, in plain text.", func(x record[E]) string { return x.of.Common().Summary.In(x.lang) }),
		list("aliases", "Old ids, and old paths, which begin with /.", func(x record[E], item func(string)) {
			for _, alias := range x.of.Common().Aliases {
				item(alias.Value)
			}
		}),
		ids("topics", "Its topics, by id.", func(x record[E]) []site.Ref { return x.of.Common().Topics }),
	}
	fields = append(fields, own...)
	return append(fields, objects("backlinks", "What points at it.", backlinkFields, func(x record[E], item func(link)) {
		for _, l := range x.site.Links(x.of) {
			item(link{x.exporter, l})
		}
	}))
}

// license is the licence of a brief that has its own, and of all others the
// publication's.
func (x record[E]) license() string {
	if b, ok := any(x.of).(*site.Brief); ok && b.License != "" {
		return b.License
	}
	return x.set.License
}

// titles passes on the titles by language, those written in the record first.
func (x record[E]) titles(pair func(key, value string)) {
	r := x.of.Common()
	seen := make([]string, 0, 4)
	add := func(lang, title string) {
		if lang = cmp.Or(lang, x.lang); !slices.Contains(seen, lang) {
			seen = append(seen, lang)
			pair(lang, title)
		}
	}
	for _, t := range r.Title.Values {
		add(t.Lang, t.Value)
	}
	for _, o := range r.Others {
		if !o.Title.IsZero() {
			add(o.Lang, o.Title.In(o.Lang))
		}
	}
}

type (
	brief      = record[*site.Brief]
	actor      = record[*site.Actor]
	instrument = record[*site.Instrument]
	topic      = record[*site.Topic]
	happening  = record[*site.Event]
	source     = record[*site.Source]
	page       = record[*site.Page]
)

var briefTwin = twin(
	text("subtitle", "Its subtitle.", func(x brief) string { return x.of.Subtitle.In(x.lang) }),
	list("key_points", "Its key points, in plain text.", func(x brief, item func(string)) {
		for _, d := range x.of.KeyPoints {
			item(x.plain(&x.of.Record, d))
		}
	}),
	ids("authors", "Its authors, by id.", func(x brief) []site.Ref { return x.of.Authors }),
	must(date("date", "When it was published.", func(x brief) site.Date { return x.of.Date })),
	date("updated", "When it was last updated.", func(x brief) site.Date { return x.of.Updated }),
	text("version", "Its version.", func(x brief) string { return x.of.Version }),
	objects("changelog", "Its versions.", changeFields, func(x brief, item func(change)) {
		for i := range x.of.Changelog {
			item(change{x, &x.of.Changelog[i]})
		}
	}),
	ids("actors", "The actors it is about, by id.", func(x brief) []site.Ref { return x.of.Actors }),
	text("language", "The language it is written in.", func(x brief) string { return x.of.Language }),
	text("series", "The series it belongs to.", func(x brief) string { return x.of.Series }),
	number("part", "Its number in the series.", func(x brief) int { return x.of.Part }),
	text("number", "The publisher's number.", func(x brief) string { return x.of.Number }),
	text("doi", "Its DOI.", func(x brief) string { return x.of.DOI }),
	objects("corrections", "Its corrections.", correctionFields, func(x brief, item func(correction)) {
		for i := range x.of.Corrections {
			item(correction{x, &x.of.Corrections[i]})
		}
	}),
	list("recommendations", "The recommendations that it makes, by id.", func(x brief, item func(string)) {
		for _, l := range x.site.Links(x.of) {
			if l.Via == site.ViaBrief {
				item(l.From.Common().ID)
			}
		}
	}),
)

type change struct {
	brief
	*site.Change
}

var changeFields = []field[change]{
	text("version", "The version.", func(c change) string { return c.Version }),
	date("date", "Its date.", func(c change) site.Date { return c.Date }),
	text("kind", "editorial, substantive or correction.", func(c change) string { return c.Kind }),
	text("note", "What changed, in plain text.", func(c change) string { return c.plain(&c.of.Record, c.Note) }),
}

type correction struct {
	brief
	*site.Correction
}

var correctionFields = []field[correction]{
	date("date", "When it was corrected.", func(c correction) site.Date { return c.Date }),
	text("note", "What was corrected, in plain text.", func(c correction) string { return c.plain(&c.of.Record, c.Note) }),
}

var actorTwin = twin(
	text("short_name", "What it is called in passing.", func(x actor) string { return x.of.ShortName.In(x.lang) }),
	text("form", "country, territory, person or organisation.", func(x actor) string { return x.of.Form }),
	objects("other_names", "Other names that it has or had.", otherNameFields, func(x actor, item func(*site.OtherName)) {
		for i := range x.of.OtherNames {
			item(&x.of.OtherNames[i])
		}
	}),
	objects("offices", "Posts that the person holds or held.", officeFields, func(x actor, item func(*site.Office)) {
		for i := range x.of.Offices {
			item(&x.of.Offices[i])
		}
	}),
	text("parent", "The actor that it is a part of, by id.", func(x actor) string { return x.id(x.of.Parent) }),
	objects("successors", "The actors that took over its duties.", successorFields, func(x actor, item func(successor)) {
		for i := range x.of.Successors {
			item(successor{x, &x.of.Successors[i]})
		}
	}),
	ids("member_of", "What it is a member of, by id.", func(x actor) []site.Ref { return x.of.MemberOf }),
	text("ror", "Its ROR id.", func(x actor) string { return x.of.Identifiers.ROR }),
	text("orcid", "Its ORCID.", func(x actor) string { return x.of.Identifiers.ORCID }),
	text("wikidata", "Its Wikidata item.", func(x actor) string { return x.of.Identifiers.Wikidata }),
	text("isni", "Its ISNI.", func(x actor) string { return x.of.Identifiers.ISNI }),
)

var otherNameFields = []field[*site.OtherName]{
	must(text("name", "The name.", func(n *site.OtherName) string { return n.Name })),
	text("lang", "The language of the name.", func(n *site.OtherName) string { return n.Lang }),
	date("from", "When it began.", func(n *site.OtherName) site.Date { return n.From }),
	date("to", "When it ended.", func(n *site.OtherName) site.Date { return n.To }),
}

var officeFields = []field[*site.Office]{
	must(text("title", "The post.", func(o *site.Office) string { return o.Title })),
	date("from", "When the term began.", func(o *site.Office) site.Date { return o.From }),
	date("to", "When it ended.", func(o *site.Office) site.Date { return o.To }),
}

type successor struct {
	actor
	*site.Successor
}

var successorFields = []field[successor]{
	must(text("actor", "The successor, by id.", func(s successor) string { return s.id(s.Actor) })),
	date("date", "When it took over.", func(s successor) site.Date { return s.Date }),
	text("scope", "What it took over.", func(s successor) string { return s.Scope }),
}

var instrumentTwin = twin(
	text("form", "What sort of instrument it is.", func(x instrument) string { return x.of.Form }),
	ids("actors", "Its parties, by id.", func(x instrument) []site.Ref { return x.of.Actors }),
	date("date", "Its date.", func(x instrument) site.Date { return x.of.Date }),
)

var topicTwin = twin(
	text("broader", "The topic above it, by id.", func(x topic) string { return x.id(x.of.Broader) }),
)

var eventTwin = twin(
	must(date("date", "When it happened or began.", func(x happening) site.Date { return x.of.Date })),
	date("end_date", "When it ended.", func(x happening) site.Date { return x.of.EndDate }),
	text("place", "Where it happened.", func(x happening) string { return x.of.Place }),
	ids("actors", "Who took part, by id.", func(x happening) []site.Ref { return x.of.Actors }),
	ids("recommendations", "The recommendations that it bears on, by id.", func(x happening) []site.Ref { return x.of.Recommendations }),
	ids("sources", "Its sources, by id.", func(x happening) []site.Ref { return x.of.Sources }),
)

var sourceTwin = twin(
	list("authors", "Its authors.", func(x source, item func(string)) {
		for _, a := range x.of.Authors {
			item(a)
		}
	}),
	text("publisher", "Its publisher.", func(x source) string { return x.of.Publisher }),
	date("date", "When it was published.", func(x source) site.Date { return x.of.Date }),
	address("source_url", "The source itself.", func(x source) string { return x.of.URL }),
	date("accessed", "When it was read there.", func(x source) site.Date { return x.of.Accessed }),
	address("archived_url", "A kept copy.", func(x source) string { return x.of.ArchivedURL }),
	date("archived_at", "When the copy was made.", func(x source) site.Date { return x.of.ArchivedAt }),
	text("language", "Its language.", func(x source) string { return x.of.Language }),
	number("tier", "How much it proves: 1 law or budget, 2 audit or statistics, 3 official statement, 4 media or third party, 5 own observation.", func(x source) int { return x.of.Tier }),
	text("type", "What sort of document it is.", func(x source) string { return x.of.Type }),
	text("doi", "Its DOI.", func(x source) string { return x.of.DOI }),
)

var pageTwin = twin[*site.Page]()

// writeTwin writes the data twin of a record's page.
func (e *exporter) writeTwin(x site.Entity, s *sink) {
	switch x := x.(type) {
	case *site.Brief:
		s.b = appendObject(s.b, briefTwin, brief{e, x})
	case *site.Recommendation:
		s.b = appendObject(s.b, recommendationTwin, e.recommendation(x))
	case *site.Actor:
		s.b = appendObject(s.b, actorTwin, actor{e, x})
	case *site.Instrument:
		s.b = appendObject(s.b, instrumentTwin, instrument{e, x})
	case *site.Topic:
		s.b = appendObject(s.b, topicTwin, topic{e, x})
	case *site.Event:
		s.b = appendObject(s.b, eventTwin, happening{e, x})
	case *site.Source:
		s.b = appendObject(s.b, sourceTwin, source{e, x})
	case *site.Page:
		s.b = appendObject(s.b, pageTwin, page{e, x})
	}
	s.b = append(s.b, '\n')
}
