package site

import (
	"iter"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

// Options are what a site depends on besides its files.
type Options struct {
	AsOf    Date   // zero: as_of of site.yaml, else Today
	Today   Date   // the wall clock's day in UTC; decides what is published yet
	Drafts  bool   // unpublished records are in the site, and Hidden says why
	BaseURL string // overrides base_url of site.yaml; empty does not
}

// Parsed is what one file of content/ holds: its records, or the settings, or
// what is known of an asset (an image's size, a table's rows), with the
// problems found in it alone. It depends on nothing but the file's path and
// bytes, so it may be kept for as long as they stay the same. Immutable.
type Parsed struct {
	Path     string
	Problems diag.List

	// unexported: records, settings, asset
}

// Parse reads one file. It is for use inside source.Tree.Update's callback.
func Parse(f *source.File) *Parsed { panic("not written yet") }

// Site is a publication: every record with its links, its state, and the
// problems in how they fit together. It is immutable and safe for use from
// many goroutines.
type Site struct{}

// New returns the site that has no files yet.
func New(o Options) *Site { panic("not written yet") }

// With returns the site after some files changed or came (changed) and others
// went (gone: paths). The result depends only on the files it then has and on
// the options, never on the way there: it is the same, to the byte of every
// answer, as the site made from New and all files at once. What it costs
// depends on the change, but for changes to site.yaml, which cost as much as
// beginning anew. s stays as it was.
func (s *Site) With(changed []*Parsed, gone []string) *Site { panic("not written yet") }

// WithOptions returns the site of the same files under other options.
func (s *Site) WithOptions(o Options) *Site { panic("not written yet") }

// Problems returns everything that is wrong with the publication: in single
// files and in how they fit together, sorted, with the severities that
// site.yaml gives to warnings.
func (s *Site) Problems() diag.List { panic("not written yet") }

// Settings returns site.yaml. Its texts are usable even when there are errors.
func (s *Site) Settings() *Settings { panic("not written yet") }

// AsOf returns the date at which every state is given.
func (s *Site) AsOf() Date { panic("not written yet") }

// The lists below are in the order in which readers see them, and hold no
// draft, scheduled or expired record unless Options.Drafts asked for them.
// Callers must not change them.

// Briefs returns the briefs, newest first.
func (s *Site) Briefs() []*Brief { panic("not written yet") }

// Recommendations returns all recommendations in natural order of id: tri-2
// before tri-10.
func (s *Site) Recommendations() []*Recommendation { panic("not written yet") }

// Actors returns the actors by sort key, else name.
func (s *Site) Actors() []*Actor { panic("not written yet") }

// Instruments returns the instruments by title.
func (s *Site) Instruments() []*Instrument { panic("not written yet") }

// Topics returns the topics by title.
func (s *Site) Topics() []*Topic { panic("not written yet") }

// Events returns the events, oldest first.
func (s *Site) Events() []*Event { panic("not written yet") }

// Sources returns the sources, newest first, undated last.
func (s *Site) Sources() []*Source { panic("not written yet") }

// Pages returns the standing pages by title.
func (s *Site) Pages() []*Page { panic("not written yet") }

// Entities yields every record, kind by kind, each kind in its list's order.
func (s *Site) Entities() iter.Seq[Entity] { panic("not written yet") }

// Lookup returns the record with an id, in any case; old ids lead to the
// record that has them as aliases.
func (s *Site) Lookup(id string) (Entity, bool) { panic("not written yet") }

// URL returns a record's address, root-relative and without base path:
// "/briefs/x/".
func (s *Site) URL(e Entity) string { panic("not written yet") }

// Hidden says why a record is not public: "Draft", "Scheduled for 2 March
// 2027", "Expired on 2 March 2026". It is empty for a public one.
func (s *Site) Hidden(e Entity) string { panic("not written yet") }

// Parts returns the recommendations whose part_of is r, in natural order.
func (s *Site) Parts(r *Recommendation) []*Recommendation { panic("not written yet") }

// State returns a recommendation's state at the as-of date.
func (s *Site) State(r *Recommendation) *State { panic("not written yet") }

// StateAt returns a recommendation's state as it was known on a date: events
// dated or recorded after it are left out.
func (s *Site) StateAt(r *Recommendation, asOf Date) *State { panic("not written yet") }

// Links returns what points at a record, by Via, then newest brief first for
// briefs, then natural order of id, then place in the text.
func (s *Site) Links(e Entity) []Link { panic("not written yet") }

// Resolve returns where a reference in one of from's documents leads. The
// zero Resolved leads nowhere.
func (s *Site) Resolve(from *Record, ref *markdown.Ref) Resolved { panic("not written yet") }

// Query returns the question of a fenced block in one of from's documents.
func (s *Site) Query(from *Record, b *markdown.Block) Query { panic("not written yet") }

// Select returns the recommendations that a query asks for, sorted and cut to
// its limit.
func (s *Site) Select(q Query) []*Recommendation { panic("not written yet") }

// SelectEvents returns the events that a timeline asks for, oldest first.
func (s *Site) SelectEvents(q Query) []*Event { panic("not written yet") }

// NavigationURL returns where an entry of the navigation leads, like URL.
func (s *Site) NavigationURL(n NavItem) string { panic("not written yet") }

// Aliases returns the old paths, sorted.
func (s *Site) Aliases() []Alias { panic("not written yet") }

// Assets returns the content files that some text refers to, or that stand in
// the folder of a brief that has one, sorted by URL.
func (s *Site) Assets() []Asset { panic("not written yet") }

// Via says in what way one record points at another.
type Via uint8

// The ways; a record may point at another in several. The comments name the
// field of the record that points.
const (
	ViaMention             Via = iota // in a text: [[id]] or a relative link
	ViaEmbed                          // in a text: ![[id]]
	ViaCitation                       // in a text: [@id]
	ViaBrief                          // recommendation.brief
	ViaPartOf                         // recommendation.part_of
	ViaAddressee                      // recommendation.to
	ViaRelation                       // recommendation.relations; Link.Detail is the type
	ViaObstacle                       // recommendation.obstacles
	ViaHistoryActor                   // recommendation.events[].actors
	ViaEvidence                       // recommendation.events[].evidence
	ViaTopic                          // topics of any record
	ViaBriefActor                     // brief.actors
	ViaAuthor                         // brief.authors
	ViaParent                         // actor.parent
	ViaSuccessor                      // actor.successors
	ViaMember                         // actor.member_of
	ViaInstrumentActor                // instrument.actors
	ViaBroader                        // topic.broader
	ViaEventActor                     // event.actors
	ViaEventRecommendation            // event.recommendations
	ViaEventSource                    // event.sources
)

// Link is one way in which From points at a record.
type Link struct {
	From    Entity
	Via     Via
	Detail  string // of ViaRelation its type; of ViaCitation and ViaEvidence the locator
	Context string // the sentence or row, plain text with labels filled in; empty when the link is in data
	Heading string // id of the heading it stands under in From's body; empty when none
}

// Resolved is where a reference in a text leads.
type Resolved struct {
	Entity  Entity // nil for files, site paths and #headings of the page itself
	Asset   *Asset // of images and other files; nil for the rest
	URL     string // root-relative, without base path, with its #fragment; "" when it leads nowhere
	Label   string // the default label: title, or short name of an actor
	Context string
}

// Query is a fenced block's question, checked.
type Query struct {
	// recommendations
	Actors, Topics, Briefs []string
	Badges                 []Badge
	Horizon                string
	Sort                   string // id (default), badge, due, title, updated
	Limit                  int
	View                   string // table (default), cards, scorecard
	// timeline: Actors and Topics as above
	From, To Date
	// chart
	Chart Chart
}

// Chart is a figure drawn from a table.
type Chart struct {
	Data                       string // project-relative path of the CSV
	Type                       string // bar, line, dot, range
	X                          string // column
	Y                          []string
	Title, Caption, SourceText string
	SourceRef                  string // id of a source record when Source names one
	Header                     []string
	Rows                       [][]string
}

// Alias is an old path of a record.
type Alias struct {
	Path string // root-relative: "/recommendations/old-id/", "/old/page.html"
	To   Entity
}

// Asset is a file of content/ that is published as it is.
type Asset struct {
	Source string // project-relative: "content/briefs/x/map.png"
	URL    string // root-relative: "/briefs/x/map.png"
	// Width and Height of an image in pixels; 0 for other files.
	Width, Height int
	Header        []string   // of a table (CSV): its first row
	Rows          [][]string // of a table: the others
}
