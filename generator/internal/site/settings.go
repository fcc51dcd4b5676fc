package site

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/source"
)

type settingsFields struct {
	Title          Text           `yaml:"title,required"`
	BaseURL        located        `yaml:"base_url,required"`
	Description    Text           `yaml:"description"`
	Languages      list           `yaml:"languages"`
	Publisher      publisherField `yaml:"publisher"`
	License        string         `yaml:"license"`
	AsOf           Date           `yaml:"as_of"`
	Navigation     []navField     `yaml:"navigation"`
	ReplyExpected  bool           `yaml:"reply_expected"`
	RollUp         located        `yaml:"roll_up"`
	DueSoonDays    locatedInt     `yaml:"due_soon_days"`
	StaleAfterDays locatedInt     `yaml:"stale_after_days"`
	Checks         checksField    `yaml:"checks"`
	Outputs        outputsField   `yaml:"outputs"`
}

type publisherField struct {
	Name string  `yaml:"name"`
	URL  located `yaml:"url"`
	ROR  located `yaml:"ror"`
}

type navField struct {
	Title Text `yaml:"title,required"`
	To    Ref  `yaml:"to,required"`
}

// outputNames are the optional outputs.
var outputNames = []string{"calendars", "cards", "citations", "data", "feeds", "headers", "proof", "record_feeds", "revisions", "search", "sitemap", "tables", "tracker", "twins"}

// Outputs returns the names of the outputs that site.yaml can switch off.
func Outputs() []string { return outputNames }

// checksField is checks of site.yaml: a severity for each code.
type checksField map[string]string

func (s *checksField) DecodeNode(n *source.Node, l *diag.List) {
	if n.Kind != source.Mapping {
		n.WrongType(l, "codes of checks with off, warning or error")
		return
	}
	*s = checksField{}
	for _, p := range n.Pairs {
		code := p.Key.Value.String
		at := located{Value: code, Pos: p.Key.Pos, Width: p.Key.Width}
		check, known := findCheck(code)
		switch {
		case !known:
			d := l.Errorf(at.Pos, "check-unknown", "no check has the code “%s”", code)
			d.Width, d.Hint = at.Width, diag.DidYouMean(code, adjustable())
			if d.Hint == "" {
				d.Hint = "a check's code stands in brackets behind its message"
			}
		case check.Severity == SeverityError:
			d := l.Errorf(at.Pos, "check-fixed", "“%s” is an error, which no setting can change", code)
			d.Width, d.Hint = at.Width, "remove it"
		case p.Value.Null:
		case p.Value.Kind != source.Scalar:
			p.Value.WrongType(l, "off, warning or error")
		default:
			if v := oneOf(refAt(p.Value), "severity", []string{"off", "warning", "error"}, l); v != "" {
				(*s)[check.Code] = v
			}
		}
	}
}

// outputsField is outputs of site.yaml.
type outputsField map[string]bool

func (s *outputsField) DecodeNode(n *source.Node, l *diag.List) {
	if n.Kind != source.Mapping {
		n.WrongType(l, "names of outputs with true or false")
		return
	}
	*s = outputsField{}
	for _, p := range n.Pairs {
		name := oneOf(refAt(p.Key), "output", outputNames, l)
		switch {
		case name == "" || p.Value.Null:
		case p.Value.Kind == source.Scalar && p.Value.Plain && p.Value.Value.String == "true":
			(*s)[name] = true
		case p.Value.Kind == source.Scalar && p.Value.Plain && p.Value.Value.String == "false":
			(*s)[name] = false
		default:
			p.Value.WrongType(l, "true or false")
		}
	}
}

// defaultSettings are what a site has whose site.yaml says nothing.
func defaultSettings() *Settings {
	return &Settings{
		Title:          Text{Values: []LangText{{Value: "Untitled"}}},
		BaseURL:        "http://localhost/",
		Languages:      []string{"en"},
		RollUp:         RollUps()[0],
		DueSoonDays:    60,
		StaleAfterDays: 365,
	}
}

// parseSettings reads site.yaml. What is wrong in it keeps its default.
func (p *Parsed) parseSettings(f *source.File) {
	set := defaultSettings()
	p.settings = set
	root, problems := f.YAML()
	p.Problems = append(p.Problems, problems...)
	if root == nil {
		if problems.HasErrors() {
			return
		}
		root = &source.Node{Kind: source.Mapping, Pos: diag.Pos{File: p.Path, Line: 1, Col: 1}}
	}
	var v settingsFields
	source.Decode(root, &v, &p.Problems)
	c := &reader{problems: &p.Problems, record: new(Record)}
	if !v.Title.IsZero() {
		set.Title = v.Title
	}
	if base := c.baseURL(v.BaseURL); base != "" {
		set.BaseURL = base
	}
	set.Description = v.Description
	if languages := c.siteLanguages(v.Languages); len(languages) > 0 {
		set.Languages = languages
	}
	set.Publisher = Publisher{
		Name: v.Publisher.Name, URL: c.webAddress(v.Publisher.URL),
		ROR: c.identifiers(identifierField{ROR: v.Publisher.ROR}).ROR,
	}
	set.License, set.AsOf, set.ReplyExpected = v.License, v.AsOf, v.ReplyExpected
	for _, item := range v.Navigation {
		if item.To.Value != "" {
			set.Navigation = append(set.Navigation, NavItem(item))
		}
	}
	if rule := c.oneOf(v.RollUp, "roll-up", RollUps()); rule != "" {
		set.RollUp = rule
	}
	set.DueSoonDays = c.days(v.DueSoonDays, set.DueSoonDays)
	set.StaleAfterDays = c.days(v.StaleAfterDays, set.StaleAfterDays)
	set.Checks, set.Outputs = maps.Clone(v.Checks), maps.Clone(v.Outputs)
	c.use(set.Title)
	c.use(set.Description)
	for _, item := range set.Navigation {
		c.use(item.Title)
	}
	for _, u := range c.texts.languages {
		if !slices.Contains(set.Languages, u.lang) {
			undeclared(u, set.Languages, &p.Problems)
		}
	}
}

// undeclared reports a text in a language that the publication does not have.
func undeclared(u langUse, languages []string, l *diag.List) {
	l.Errorf(u.pos, "language-undeclared", "“%s” is not among the publication's languages (%s)", u.lang, strings.Join(languages, ", ")).
		Hint = "add it to languages in " + settingsFile
}

func (c *reader) siteLanguages(codes list) []string {
	var out []string
	for _, r := range codes {
		switch {
		case !isLanguage(r.Value):
			c.errorAt(r, "language-invalid", "“%s” is no language code", r.Value).Hint = "write codes such as en, ko and ja"
		case slices.Contains(out, r.Value):
			c.errorAt(r, "language-twice", "“%s” is in the list already", r.Value)
		default:
			out = append(out, r.Value)
		}
	}
	return out
}

func (c *reader) days(v locatedInt, otherwise int) int {
	switch {
	case !c.written(v):
		return otherwise
	case v.Value < 0 || v.Value > 36500:
		c.errorAt(Ref{Pos: v.Pos, Width: v.Width}, "value-range", "%d is no number of days from 0 to 36500", v.Value)
		return otherwise
	}
	return v.Value
}

// baseURL returns the address of the site with a slash at its end.
func (c *reader) baseURL(v located) string {
	if v.Value == "" || c.webAddress(v) == "" {
		return ""
	}
	base, wrong := normalBase(v.Value)
	if wrong != "" {
		c.errorAt(v, "url-invalid", "“%s” %s", v.Value, wrong).Hint = "write the address of the home page, as in https://example.org/briefs/"
	}
	return base
}

// normalBase returns an address with a slash at its end, or what is wrong
// with it as the address of a site.
func normalBase(s string) (base, wrong string) {
	u, err := url.Parse(s)
	if err != nil || u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "#") {
		return "", "is more than the address of a site"
	}
	return strings.TrimRight(s, "/") + "/", ""
}
