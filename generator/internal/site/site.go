// Package site is the model: the records, their links and backlinks, their
// derived state, and the rules that they must obey.
//
// Place in the pipeline: records → site. Parse turns one file into records and
// depends on nothing else, so its result may be kept for as long as the file
// stays the same. Site.With joins what the files hold into a Site, by
// difference from the Site before, and equal to one made from nothing. Both
// report every problem they find; Checks lists what is checked. A Site and all
// it gives out are read-only and safe for use from many goroutines.
package site

import (
	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

// Kind is a kind of record; each has a folder of its own in content/.
type Kind uint8

// The kinds of the contract, section 4.
const (
	KindBrief Kind = iota
	KindRecommendation
	KindActor
	KindInstrument
	KindTopic
	KindEvent
	KindSource
	KindPage
)

var kindNames = [...]struct{ one, folder string }{
	{"brief", "briefs"},
	{"recommendation", "recommendations"},
	{"actor", "actors"},
	{"instrument", "instruments"},
	{"topic", "topics"},
	{"event", "events"},
	{"source", "sources"},
	{"page", "pages"},
}

// String returns the kind as authors write it in [[kind:id]].
func (k Kind) String() string { return kindNames[k].one }

// Folder returns the kind's folder in content/, which is also its list's key
// in YAML and, except for pages, its folder in the published site.
func (k Kind) Folder() string { return kindNames[k].folder }

// Kinds returns every kind, in the order in which lists show them.
func Kinds() []Kind {
	return []Kind{KindBrief, KindRecommendation, KindActor, KindInstrument, KindTopic, KindEvent, KindSource, KindPage}
}

// Ref is a reference from a record's data to another record, by id as
// written. Whether it leads anywhere only a Site knows.
type Ref = source.Located[string]

// Text is a short text in one or more languages.
type Text struct {
	Values []LangText // the publication's order of writing; a plain string has one value with Lang ""
	Pos    diag.Pos
}

// LangText is a text in one language.
type LangText struct{ Lang, Value string }

// IsZero reports whether no text was written.
func (t Text) IsZero() bool { return len(t.Values) == 0 }

// In returns the text in a language, falling back to the value written
// without one or, failing that, to the first.
func (t Text) In(lang string) string {
	for _, v := range t.Values {
		if v.Lang == lang {
			return v.Value
		}
	}
	for _, v := range t.Values {
		if v.Lang == "" {
			return v.Value
		}
	}
	if len(t.Values) > 0 {
		return t.Values[0].Value
	}
	return ""
}

// Entity is any record.
type Entity interface{ Common() *Record }

// Record is what every kind of record has.
type Record struct {
	Kind    Kind
	ID      string // as written; compared case-insensitively
	Pos     diag.Pos
	File    string             // where it is written: "content/briefs/x.md"
	Title   Text               // of actors: name
	Summary Text               // plain text
	Aliases []Ref              // old ids, or old paths that begin with /
	Topics  []Ref              // ids of topics
	Draft   bool               //
	Body    *markdown.Document // nil when there is none
	Others  []*Translation     // translations beside the original, by language

	self    Entity   // the record as the kind it is
	wording Sum      // of all it says, at any date; of briefs and recommendations
	texts   *texts   // what its texts refer to; nil when nothing
	place   ownPlace // where it is found: every page asks, of everything that it shows
}

// ownPlace is what follows from a record's kind and id.
type ownPlace struct {
	key    string // of its id
	url    string // as Site.URL
	names  nameList
	hashes []uint32 // of names
}

// as makes a record known as the kind that it is, under its id.
func (r *Record) as(self Entity) {
	r.self = self
	r.place = ownPlace{key: keyOf(r.ID), url: folderURL(r.Kind) + r.ID + "/"}
	r.place.names = append(make(nameList, 0, 2), r.place.key, keyOf(r.place.url)).withFile(r.File)
	r.place.hashes = r.place.names.hashes()
}

// texts is what some texts refer to.
type texts struct {
	docs      []*markdown.Document // those that hold references, in the order in which they were read
	blocks    []block              // the fenced blocks in them
	languages []langUse            // the languages that they name
	targets   []uint32             // a hash of what each reference in docs names, one after the other, so that few need be looked at
}

// Common returns the record itself, so that every kind is an Entity.
func (r *Record) Common() *Record { return r }

// Translation is a record's text in another language, from <id>.<lang>.md or
// from texts that were written by language. What it lacks was not translated.
type Translation struct {
	Lang            string
	Pos             diag.Pos
	Title           Text
	ShortName       Text // of actors
	Subtitle        Text // of briefs
	Summary         Text
	KeyPoints       []*markdown.Document // of briefs
	Text            *markdown.Document   // of recommendations
	ClosureCriteria []*markdown.Document // of recommendations
	Body            *markdown.Document
	Notes           []EventNote // of recommendations

	texts texts
}

// EventNote is the note of a recommendation's event in another language.
type EventNote struct {
	Event int // index in History
	Note  *markdown.Document
}

// Brief is a policy brief.
type Brief struct {
	Record
	Subtitle    Text
	KeyPoints   []*markdown.Document
	Authors     []Ref
	Date        Date
	Updated     Date
	Version     string
	Changelog   []Change
	Actors      []Ref
	Language    string
	Series      string
	Part        int
	PublishAt   Date
	ExpiresAt   Date
	Number      string
	DOI         string
	License     string
	Corrections []Correction
}

// Change is an entry of a brief's version history.
type Change struct {
	Version string
	Date    Date
	Kind    string // editorial, substantive or correction
	Note    *markdown.Document
}

// Correction is a dated correction to a brief.
type Correction struct {
	Date Date
	Note *markdown.Document
}

// Recommendation is one recommendation with its history.
type Recommendation struct {
	Record
	state           *stateMemo
	Text            *markdown.Document
	TextSource      string // Text as authored
	Brief           Ref
	PartOf          Ref
	To              []Addressee
	Form            string // the contract's kind: exercise, institution, …; a free word
	Horizon         string // now, near, medium, long or empty
	Priority        Priority
	ClosureCriteria []*markdown.Document
	Relations       []Relation
	Obstacles       []Ref
	History         []HistoryEvent // the contract's events, in file order
	Searches        []Search
	ReplyExpected   *bool
}

// Addressee is who a recommendation is made to.
type Addressee struct {
	Actor         Ref
	Role          string // lead, support or empty
	RespondBy     Date
	Due           Date
	DueText       string // a deadline that names no date: "within six months of Royal Assent"
	ReplyExpected *bool
}

// Priority is a recommendation's priority with its published reason.
type Priority struct{ Level, Reason string }

// Relation is a typed link from one recommendation to another record.
type Relation struct {
	Type   string // repeats supersedes merged_into narrows conflicts_with depends_on supports precedent
	Target Ref
	Note   string
}

// HistoryEvent is one entry of a recommendation's append-only history.
type HistoryEvent struct {
	Pos        diag.Pos
	Date       Date
	Recorded   Date   // when it was learned; Date when not written
	Type       string // issued response progress_claim assessment deadline_set deadline_moved evidence_added closed reopened superseded withdrawn correction recheck
	Actors     []Ref  // empty: every addressee
	Set        []AxisValue
	Due        Date // of deadline_set and deadline_moved
	RespondBy  Date
	Note       *markdown.Document // nil when there is none
	NoteSource string
	Evidence   []Evidence
}

// AxisValue is an axis and the value an event gives it.
type AxisValue struct {
	Axis, Value string // axis: response, claimed, assessed, record
	Pos         diag.Pos
}

// Evidence is a source that an event rests on.
type Evidence struct {
	Source  Ref
	Quote   string
	Locator string
	Stance  string // supports (when not written), contradicts, context
}

// Search is a dated search that found nothing, or found something.
type Search struct {
	Date   Date
	Where  []string
	By     string
	Result string
	Pos    diag.Pos
}

// Actor is a country, territory, person or organisation.
type Actor struct {
	Record
	ShortName   Text
	Form        string // the contract's kind: country, territory, person, organisation
	OtherNames  []OtherName
	Offices     []Office
	Parent      Ref
	Successors  []Successor
	MemberOf    []Ref
	Identifiers Identifiers
	SortKey     string
}

// OtherName is another name an actor has or had.
type OtherName struct {
	Name, Lang string
	From, To   Date
}

// Office is a post that a person holds or held.
type Office struct {
	Title    string
	From, To Date
}

// Successor is an actor that took over duties.
type Successor struct {
	Actor Ref
	Date  Date
	Scope string
}

// Identifiers are an actor's identifiers in public registers.
type Identifiers struct{ ROR, ORCID, Wikidata, ISNI string }

// Instrument is an agreement, programme, exercise, forum, law, dispute, list.
type Instrument struct {
	Record
	Form   string // the contract's kind
	Actors []Ref
	Date   Date
}

// Topic is a subject; topics form a tree through Broader.
type Topic struct {
	Record
	Broader Ref
}

// Event is something that happened, with a page of its own.
type Event struct {
	Record
	Date, EndDate   Date
	Place           string
	Actors          []Ref
	Recommendations []Ref
	Sources         []Ref
}

// Source is a document that can be cited.
type Source struct {
	Record
	Authors     []string
	Publisher   string
	Date        Date
	URL         string
	Accessed    Date
	ArchivedURL string
	ArchivedAt  Date
	Language    string
	Tier        int // 1 to 5 (law and budget, audit and statistics, official statement, media, own observation); 0 when not written
	Type        string
	DOI         string
}

// Page is a standing page, such as About.
type Page struct {
	Record
	Navigation bool
}

// Settings is site.yaml.
type Settings struct {
	Title          Text
	BaseURL        string // absolute, ends in /
	Description    Text
	Languages      []string // first is the default
	Publisher      Publisher
	License        string
	AsOf           Date
	Navigation     []NavItem
	ReplyExpected  bool
	RollUp         string // worst-open, lead, all
	DueSoonDays    int
	StaleAfterDays int
	Checks         map[string]string // code → off, warning, error
	Outputs        map[string]bool   // name → written or not; see Writes for what is absent
}

// Lang returns the publication's default language.
func (s *Settings) Lang() string { return s.Languages[0] }

// Writes reports whether an optional output is wanted. Where site.yaml says
// nothing all are, except for citations, which are three files for each record.
func (s *Settings) Writes(name string) bool {
	if on, set := s.Outputs[name]; set {
		return on
	}
	return name != "citations"
}

// Publisher is who publishes.
type Publisher struct{ Name, URL, ROR string }

// NavItem is an entry of the site's navigation; To is a path or a record id.
type NavItem struct {
	Title Text
	To    Ref
}
