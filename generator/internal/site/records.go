package site

import "readout/generator/internal/source"

// The kinds of records whose fields need little more than reading.

type actorFields struct {
	recordFields
	Name        Text             `yaml:"name,required"`
	ShortName   Text             `yaml:"short_name"`
	Kind        located          `yaml:"kind"`
	OtherNames  []otherNameField `yaml:"other_names"`
	Offices     []officeField    `yaml:"offices"`
	Parent      Ref              `yaml:"parent"`
	Successors  []successorField `yaml:"successors"`
	MemberOf    []Ref            `yaml:"member_of"`
	Identifiers identifierField  `yaml:"identifiers"`
	SortKey     string           `yaml:"sort_key"`
}

type otherNameField struct {
	Name string      `yaml:"name,required"`
	Lang located     `yaml:"lang"`
	From Date        `yaml:"from"`
	To   locatedDate `yaml:"to"`
}

type officeField struct {
	Title string      `yaml:"title,required"`
	From  Date        `yaml:"from"`
	To    locatedDate `yaml:"to"`
}

type successorField struct {
	Actor Ref    `yaml:"actor,required"`
	Date  Date   `yaml:"date"`
	Scope string `yaml:"scope"`
}

var actorForms = []string{"country", "territory", "person", "organisation"}

// ActorForms returns the kinds of actors.
func ActorForms() []string { return actorForms }

func (c *reader) actor(a *Actor, n *source.Node) {
	var f actorFields
	source.Decode(n, &f, c.problems)
	a.ShortName = f.ShortName
	c.use(a.ShortName)
	a.Form = c.oneOf(f.Kind, "kind of actor", actorForms)
	for _, o := range f.OtherNames {
		c.notBefore(o.To, "to", o.From, "from")
		a.OtherNames = append(a.OtherNames, OtherName{Name: o.Name, Lang: c.languageCode(o.Lang), From: o.From, To: o.To.Value})
	}
	for _, o := range f.Offices {
		c.notBefore(o.To, "to", o.From, "from")
		a.Offices = append(a.Offices, Office{Title: o.Title, From: o.From, To: o.To.Value})
	}
	a.Parent = ref(f.Parent)
	for _, s := range f.Successors {
		if s.Actor.Value != "" {
			a.Successors = append(a.Successors, Successor{Actor: ref(s.Actor), Date: s.Date, Scope: s.Scope})
		}
	}
	a.MemberOf = refs(f.MemberOf)
	a.Identifiers = c.identifiers(f.Identifiers)
	a.SortKey = f.SortKey
	c.common(&f.recordFields, f.Name, a)
}

// languageCode returns the code of a language that need not be one of the
// publication's: a source's, or a name's.
func (c *reader) languageCode(v located) string {
	if v.Value != "" && !isLanguage(v.Value) {
		c.errorAt(v, "language-invalid", "“%s” is no language code", v.Value).Hint = "write a code such as en, ko or ja"
		return ""
	}
	return intern(v.Value)
}

type instrumentFields struct {
	recordFields
	Title  Text   `yaml:"title,required"`
	Kind   string `yaml:"kind"`
	Actors []Ref  `yaml:"actors"`
	Date   Date   `yaml:"date"`
}

func (c *reader) instrument(i *Instrument, n *source.Node) {
	var f instrumentFields
	source.Decode(n, &f, c.problems)
	i.Form, i.Actors, i.Date = intern(f.Kind), refs(f.Actors), f.Date
	c.common(&f.recordFields, f.Title, i)
}

type topicFields struct {
	recordFields
	Title   Text `yaml:"title,required"`
	Broader Ref  `yaml:"broader"`
}

func (c *reader) topic(t *Topic, n *source.Node) {
	var f topicFields
	source.Decode(n, &f, c.problems)
	t.Broader = ref(f.Broader)
	c.common(&f.recordFields, f.Title, t)
}

type eventFields struct {
	recordFields
	Title           Text        `yaml:"title,required"`
	Date            Date        `yaml:"date,required"`
	EndDate         locatedDate `yaml:"end_date"`
	Place           string      `yaml:"place"`
	Actors          []Ref       `yaml:"actors"`
	Recommendations []Ref       `yaml:"recommendations"`
	Sources         []Ref       `yaml:"sources"`
}

func (c *reader) event(e *Event, n *source.Node) {
	var f eventFields
	source.Decode(n, &f, c.problems)
	e.Date, e.EndDate, e.Place = f.Date, f.EndDate.Value, intern(f.Place)
	e.Actors, e.Recommendations, e.Sources = refs(f.Actors), refs(f.Recommendations), refs(f.Sources)
	c.notBefore(f.EndDate, "end_date", e.Date, "date")
	c.common(&f.recordFields, f.Title, e)
}

type sourceFields struct {
	recordFields
	Title       Text       `yaml:"title,required"`
	Authors     []string   `yaml:"authors"`
	Publisher   string     `yaml:"publisher"`
	Date        Date       `yaml:"date"`
	URL         located    `yaml:"url"`
	Accessed    Date       `yaml:"accessed"`
	ArchivedURL located    `yaml:"archived_url"`
	ArchivedAt  Date       `yaml:"archived_at"`
	Language    located    `yaml:"language"`
	Tier        locatedInt `yaml:"tier"`
	Type        string     `yaml:"type"`
	DOI         located    `yaml:"doi"`
}

func (c *reader) source(s *Source, n *source.Node) {
	var f sourceFields
	source.Decode(n, &f, c.problems)
	for _, a := range f.Authors {
		s.Authors = append(s.Authors, intern(a))
	}
	s.Publisher, s.Date, s.Type = intern(f.Publisher), f.Date, intern(f.Type)
	s.URL, s.ArchivedURL = c.webAddress(f.URL), c.webAddress(f.ArchivedURL)
	s.Accessed, s.ArchivedAt = f.Accessed, f.ArchivedAt
	s.Language, s.DOI = c.languageCode(f.Language), c.doi(f.DOI)
	if s.Tier = f.Tier.Value; (s.Tier < 1 || s.Tier > 5) && c.written(f.Tier) {
		c.errorAt(Ref{Pos: f.Tier.Pos, Width: f.Tier.Width}, "value-range", "tiers go from 1 to 5, so there is no tier %d", s.Tier).
			Hint = "1 law and budget, 2 audit and statistics, 3 official statement, 4 media, 5 own observation"
		s.Tier = 0
	}
	if s.URL != "" && s.Accessed.IsZero() {
		c.warnAt(f.URL, "source-accessed", "it is not said when this page was last looked at").Hint = "add accessed: with a date"
	}
	c.common(&f.recordFields, f.Title, s)
}

type pageFields struct {
	recordFields
	Title      Text `yaml:"title,required"`
	Navigation bool `yaml:"navigation"`
}

func (c *reader) page(p *Page, n *source.Node) {
	var f pageFields
	source.Decode(n, &f, c.problems)
	p.Navigation = f.Navigation
	c.common(&f.recordFields, f.Title, p)
}
