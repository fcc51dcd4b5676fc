package view

import (
	"encoding/json"
	"strconv"
	"strings"

	"readout/generator/internal/site"
)

// The schema.org types that pages describe themselves with, of the properties
// that are used. They are a lossy view: all that is known stands in the JSON
// twins. Ids are a page's address with a fragment.
type (
	ldRef struct {
		ID string `json:"@id"`
	}
	ldSite struct {
		Type        string `json:"@type"`
		ID          string `json:"@id"`
		URL         string `json:"url"`
		Name        string `json:"name"`
		Description string `json:"description,omitempty"`
		Language    string `json:"inLanguage"`
		Publisher   ldRef  `json:"publisher"`
		License     string `json:"license,omitempty"`
	}
	ldAgent struct {
		Type      string   `json:"@type"`
		ID        string   `json:"@id"`
		Name      string   `json:"name"`
		Alternate []string `json:"alternateName,omitempty"`
		URL       string   `json:"url,omitempty"`
		Summary   string   `json:"description,omitempty"`
		SameAs    []string `json:"sameAs,omitempty"`
		Parent    *ldRef   `json:"parentOrganization,omitempty"`
		MemberOf  []ldRef  `json:"memberOf,omitempty"`
	}
	ldCrumbs struct {
		Type  string    `json:"@type"`
		Items []ldCrumb `json:"itemListElement"`
	}
	ldCrumb struct {
		Type     string `json:"@type"`
		Position int    `json:"position"`
		Name     string `json:"name"`
		Item     string `json:"item"`
	}
	ldWork struct { // Report, CreativeWork, WebPage, CollectionPage
		Type        string    `json:"@type"`
		ID          string    `json:"@id"`
		URL         string    `json:"url,omitempty"`
		Name        string    `json:"name"`
		Alternative string    `json:"alternativeHeadline,omitempty"`
		Abstract    string    `json:"abstract,omitempty"`
		Text        string    `json:"text,omitempty"`
		Identifier  string    `json:"identifier,omitempty"`
		Number      string    `json:"reportNumber,omitempty"`
		Author      []ldAgent `json:"author,omitempty"`
		Publisher   *ldRef    `json:"publisher,omitempty"`
		Published   string    `json:"datePublished,omitempty"`
		Modified    string    `json:"dateModified,omitempty"`
		Version     string    `json:"version,omitempty"`
		Language    string    `json:"inLanguage,omitempty"`
		License     string    `json:"license,omitempty"`
		Required    string    `json:"timeRequired,omitempty"`
		About       []ldRef   `json:"about,omitempty"`
		Mentions    []ldRef   `json:"mentions,omitempty"`
		PartOf      []ldRef   `json:"isPartOf,omitempty"`
		Parts       []ldRef   `json:"hasPart,omitempty"`
		Citation    []string  `json:"citation,omitempty"`
		Status      string    `json:"creativeWorkStatus,omitempty"`
		Correction  []ldNote  `json:"correction,omitempty"`
	}
	ldNote struct {
		Type string `json:"@type"`
		Text string `json:"text"`
		Date string `json:"datePublished,omitempty"`
	}
	ldAction struct {
		Type   string `json:"@type"`
		Agent  ldRef  `json:"agent"`
		Object ldRef  `json:"object"`
		Status string `json:"actionStatus,omitempty"`
		End    string `json:"endTime,omitempty"`
	}
	ldTerm struct {
		Type        string `json:"@type"`
		ID          string `json:"@id"`
		Name        string `json:"name"`
		Description string `json:"description,omitempty"`
		URL         string `json:"url"`
		Broader     *ldRef `json:"isPartOf,omitempty"`
	}
	ldEvent struct {
		Type        string  `json:"@type"`
		ID          string  `json:"@id"`
		Name        string  `json:"name"`
		Description string  `json:"description,omitempty"`
		URL         string  `json:"url"`
		Start       string  `json:"startDate,omitempty"`
		End         string  `json:"endDate,omitempty"`
		Location    string  `json:"location,omitempty"`
		Contributor []ldRef `json:"contributor,omitempty"`
	}
)

// newSiteData is what the linked data of every page begins with: the
// publication and who publishes it.
func (v *Views) newSiteData() json.RawMessage {
	cfg, home := v.site.Settings(), v.absolute("/")
	publisher := ldAgent{Type: "Organization", ID: home + "#publisher", Name: v.publisher(), URL: cfg.Publisher.URL}
	if cfg.Publisher.ROR != "" {
		publisher.SameAs = []string{registerURL("https://ror.org/", cfg.Publisher.ROR)}
	}
	return marshal([]any{
		ldSite{
			Type: "WebSite", ID: home + "#site", URL: home, Name: cfg.Title.In(v.lang), Description: cfg.Description.In(v.lang),
			Language: v.lang, Publisher: ldRef{publisher.ID}, License: license(cfg.License).URL,
		},
		publisher,
	})
}

// linkedData describes a page: the publication, the way to the page, and the
// page's own subject.
func (v *Views) linkedData(h *Head, subjects ...any) json.RawMessage {
	crumbs := ldCrumbs{Type: "BreadcrumbList"}
	for i, l := range append(h.Breadcrumbs[:len(h.Breadcrumbs):len(h.Breadcrumbs)], Link{Label: h.Title}) {
		url := h.Canonical
		if l.URL != "" {
			url = v.permanent(l.URL)
		}
		crumbs.Items = append(crumbs.Items, ldCrumb{Type: "ListItem", Position: i + 1, Name: l.Label, Item: url})
	}
	own := marshal(append([]any{crumbs}, subjects...))
	// The two lists become one: what v.siteData holds never changes.
	common := v.siteData()
	out := make(json.RawMessage, 0, len(common)+len(own)+64)
	out = append(out, `{"@context":"https://schema.org","@graph":`...)
	out = append(out, common[:len(common)-1]...)
	out = append(out, ',')
	out = append(out, own[1:]...)
	return append(out, '}')
}

// marshal writes JSON without <, > and &. Values are structs of this file,
// which always marshal.
func marshal(value any) json.RawMessage {
	b, _ := json.Marshal(value)
	return b
}

// permanent is the permanent address of a URL that has the base path.
func (v *Views) permanent(url string) string {
	return v.absolute("/" + strings.TrimPrefix(url, v.options.Base))
}

// subjectID is how other pages name the subject of a record's page.
func (v *Views) subjectID(e site.Entity) string {
	return v.absolute(v.site.URL(e)) + "#" + e.Common().Kind.String()
}

func (v *Views) subjectIDs(refs []site.Ref) []ldRef {
	var out []ldRef
	for _, r := range refs {
		if e, ok := v.site.Lookup(r.Value); ok {
			out = append(out, ldRef{v.subjectID(e)})
		}
	}
	return out
}

func (v *Views) pageData(h *Head, kind string) ldWork {
	return ldWork{
		Type: kind, ID: h.Canonical, URL: h.Canonical, Name: h.Title, Abstract: h.Description, Language: h.Lang,
		PartOf: []ldRef{{v.absolute("/") + "#site"}},
	}
}

func (v *Views) briefData(p *Brief, b *site.Brief) ldWork {
	w := ldWork{
		Type: "Report", ID: v.subjectID(b), URL: p.Canonical, Name: p.Title, Alternative: p.Subtitle, Abstract: p.Summary,
		Identifier: p.DOI.URL, Number: b.Number, Publisher: &ldRef{v.absolute("/") + "#publisher"},
		Published: b.Date.ISO(), Modified: b.Updated.ISO(), Version: b.Version, Language: p.Lang, License: p.License.URL,
		Required: "PT" + strconv.Itoa(p.Minutes) + "M", About: v.subjectIDs(b.Topics), Mentions: v.subjectIDs(b.Actors),
		PartOf: []ldRef{{v.absolute("/") + "#site"}},
	}
	for _, a := range b.Authors {
		if e, ok := v.site.Lookup(a.Value); ok {
			if actor, ok := e.(*site.Actor); ok {
				w.Author = append(w.Author, ldAgent{
					Type: agentType(actor), ID: v.subjectID(actor), Name: v.longTitle(actor), SameAs: sameAs(actor),
				})
			}
		}
	}
	if p.Made != nil {
		for _, r := range p.Made.Rows {
			w.Parts = append(w.Parts, ldRef{v.permanent(r.URL) + "#recommendation"})
		}
	}
	for _, r := range p.References {
		if r.Source.External != "" {
			w.Citation = append(w.Citation, r.Source.External)
		} else {
			w.Citation = append(w.Citation, r.Source.Label)
		}
	}
	for _, c := range b.Corrections {
		w.Correction = append(w.Correction, ldNote{Type: "CorrectionComment", Text: v.plain(&b.Record, c.Note), Date: c.Date.ISO()})
	}
	return w
}

// recommendationData describes a recommendation as a work of its brief, and
// what it asks of each addressee as an action. schema.org's Recommendation is
// a review and means something else. words is its text.
func (v *Views) recommendationData(p *Recommendation, r *site.Recommendation, st *site.State, words string) []any {
	w := ldWork{
		Type: "CreativeWork", ID: v.subjectID(r), URL: p.Canonical, Name: p.Title, Text: words,
		Identifier: r.ID, Modified: st.LastEvent.ISO(), Language: p.Lang, Status: st.Badge.Label(),
		About: v.subjectIDs(r.Topics), PartOf: v.subjectIDs([]site.Ref{r.Brief, r.PartOf}),
	}
	if len(st.History) > 0 {
		w.Published = r.History[st.History[0]].Date.ISO()
	}
	out := []any{w}
	for i := range st.Assignments {
		a := &st.Assignments[i]
		agent, ok := v.site.Lookup(a.Addressee.Actor.Value)
		if !ok {
			continue
		}
		out = append(out, ldAction{
			Type: "Action", Agent: ldRef{v.subjectID(agent)}, Object: ldRef{w.ID},
			Status: actionStatus(a), End: a.DeliveredOn.ISO(),
		})
	}
	return out
}

// actionStatus is the nearest of schema.org's four; empty where none is near.
func actionStatus(a *site.Assignment) string {
	const prefix = "https://schema.org/"
	switch {
	case a.Assessed == "delivered", a.Assessed == "delivered_alternative", a.Assessed == "exceeded":
		return prefix + "CompletedActionStatus"
	case a.Assessed == "reversed", a.Response == "rejected", a.Claimed == "will_not":
		return prefix + "FailedActionStatus"
	case a.Assessed == "started", a.Assessed == "partial":
		return prefix + "ActiveActionStatus"
	case a.Claimed == "not_started":
		return prefix + "PotentialActionStatus"
	}
	return ""
}

func agentType(a *site.Actor) string {
	switch a.Form {
	case "person":
		return "Person"
	case "country":
		return "Country"
	case "territory":
		return "AdministrativeArea"
	}
	return "Organization"
}

func (v *Views) actorData(h *Head, a *site.Actor) ldAgent {
	d := ldAgent{
		Type: agentType(a), ID: v.subjectID(a), Name: v.longTitle(a), URL: h.Canonical,
		Summary: a.Summary.In(v.lang), SameAs: sameAs(a), MemberOf: v.subjectIDs(a.MemberOf),
	}
	if short := a.ShortName.In(v.lang); short != "" {
		d.Alternate = append(d.Alternate, short)
	}
	for _, n := range a.OtherNames {
		d.Alternate = append(d.Alternate, n.Name)
	}
	if d.Type == "Organization" {
		if up := v.subjectIDs([]site.Ref{a.Parent}); len(up) > 0 {
			d.Parent = &up[0]
		}
	}
	return d
}

// sameAs are an actor's addresses in public registers.
func sameAs(a *site.Actor) []string {
	var out []string
	for _, i := range identifiers(a.Identifiers) {
		out = append(out, i.URL)
	}
	return out
}

func identifiers(ids site.Identifiers) []Identifier {
	var out []Identifier
	for _, x := range []struct{ scheme, prefix, value string }{
		{"ROR", "https://ror.org/", ids.ROR},
		{"ORCID", "https://orcid.org/", ids.ORCID},
		{"Wikidata", "https://www.wikidata.org/wiki/", ids.Wikidata},
		{"ISNI", "https://isni.org/isni/", ids.ISNI},
	} {
		if x.value != "" {
			url := registerURL(x.prefix, x.value)
			out = append(out, Identifier{Scheme: x.scheme, Value: strings.TrimPrefix(url, x.prefix), URL: url})
		}
	}
	return out
}

// registerURL is the address of an identifier, which authors write with or
// without it.
func registerURL(prefix, id string) string {
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		id = id[i+1:]
	}
	return prefix + strings.ReplaceAll(id, " ", "")
}
