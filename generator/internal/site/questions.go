package site

import (
	"readout/generator/internal/diag"
	"readout/generator/internal/picture"
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

	records     []Entity
	translation *fileTranslation
	settings    *Settings
	asset       *Asset
	broken      bool // it could not be read, so that the ids in it are not known
}

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
	Entity Entity // nil for files, site paths and #headings of the page itself
	Asset  *Asset // of images and other files; nil for the rest
	URL    string // root-relative, without base path, with its #fragment; "" when it leads nowhere
	Label  string // the default label: title, or short name of an actor
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

// Edition is a smaller copy of an image. Its address changes with the image's
// contents.
type Edition struct {
	picture.Edition
	URL string // root-relative: "/briefs/x/map-1a2b3c4d5e-800.webp"
}

// Asset is a file of content/ that is published as it is.
type Asset struct {
	Source string // project-relative: "content/briefs/x/map.png"
	URL    string // root-relative: "/briefs/x/map.png"
	// Width and Height of an image in pixels, as it is shown; 0 for other files.
	Width, Height int
	Editions      []Edition  // of an image: those that are made of it
	Header        []string   // of a table (CSV): its first row
	Rows          [][]string // of a table: the others
}
