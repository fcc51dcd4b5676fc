// Package export writes the machine-readable editions of a publication: data
// files, the data twin beside every record's page, feeds, and the site map.
//
// Place in the pipeline: site → files. It stands beside view and layout, which
// write the editions for people, and says the same as they do: the same
// records, the same states at the same as-of date. Every file is rendered when
// it is asked for, on its own, from the immutable Site.
//
// # What is written
//
//	data/<table>.csv, data/<table>.json  recommendations (the JSON is the contract's, section 6), assignments,
//	                                     events, evidence, briefs, actors, topics, sources, crosswalk
//	data/schemas/*.json                  JSON Schemas of each table's JSON and of each kind's twin
//	data/datapackage.json                a Data Package (v2) that describes the tables
//	data/csv-metadata.json               CSVW metadata of all tables; <table>.csv-metadata.json of each
//	data/catalog.jsonld                  the same as a DCAT catalogue
//	data/SHA256SUMS                      the sums of all of them
//	data/build.json                      what the site was made of: the sums of its inputs, the version and the date (buildfile.go)
//	data/tracker/**.json                 what the script of /recommendations/ filters, see tracker.go
//	<page>/index.json                    the twin of every record's page
//	feed.xml, feed.json                  briefs and changes of recommendations: Atom and JSON Feed 1.1
//	<page>/feed.xml, <page>/feed.json    the same beside briefs, topics, actors and recommendations
//	deadlines.ics, <page>/deadlines.ics  the dates of the same as iCalendar, where there are any
//	<page>/cite.bib, .ris, .json         how to cite briefs and the states of recommendations
//	_headers                             what a static host is to send with the pages (headers.go)
//	sitemap.xml, robots.txt              with sitemap-1.xml and so on from 50,001 addresses
//
// The key outputs of site.yaml turns them on and off by these names: data,
// tables (all of data but the recommendations as JSON, and the tracker's), twins, feeds (the site's), record_feeds (those beside pages), calendars,
// citations (off unless asked for), headers, sitemap, proof (data/build.json; output writes the rest of it). robots.txt is always written.
//
// # Choices
//
// JSON, the tables and everything that describes them come from the same
// definitions of fields (field.go), so they cannot disagree. Every file says
// as of which date it speaks and under which licence it stands. Absent texts,
// dates and numbers are left out of JSON, lists are there even when empty.
// Dates are written as authors write them ("~2022", "before 2023-01"), because
// rounding them would invent precision; feeds, calendars and the site map,
// which need days, take one that the date can mean.
//
// Tables are RFC 4180: commas, CRLF, UTF-8. They begin with a byte order mark,
// without which Excel reads UTF-8 as something else and shows no Korean and no
// curly quote; programs that do not expect one read it as part of the first
// column's name, so the first column is as_of, which rows can do without. A
// cell that a spreadsheet could take for a formula gets an apostrophe in front.
// Lists stand in one cell, separated by semicolons.
//
// Feeds and the site map never show a record that is hidden, even in a build
// that includes drafts.
package export

import (
	"io"
	"iter"
	"path"
	"strings"
	"sync"

	"readout/generator/internal/markdown"
	"readout/generator/internal/output"
	"readout/generator/internal/site"
)

// Options are what the files say that does not come from the publication.
type Options struct {
	// Origin and Base are where the site is published, for absolute addresses:
	// "https://example.org" and "/" or "/sub/path/".
	Origin, Base string
	// Version is the generator's version, which feeds name.
	Version string
	// Drafts is set in a build that includes hidden records.
	Drafts bool
	// Inputs yields the files that the site is made of, in order of path. It may
	// be nil, and must be safe for use from many goroutines.
	Inputs iter.Seq[Input]
	// Cite says how to cite a record; false for one that is not cited. It may
	// be nil, and must be safe for use from many goroutines.
	Cite func(site.Entity) (Citation, bool)
	// Tracker is the tracker of the site; nil where no page has its script, and
	// its files are not written.
	Tracker *Tracker
}

// Citation says how to cite a record, in the forms that reference managers
// read. Each is a whole file.
type Citation struct{ BibTeX, RIS, CSL string }

// Files yields every file of the machine-readable editions, each once.
func Files(s *site.Site, o Options) iter.Seq[output.File] {
	e := newExporter(s, o)
	return func(yield func(output.File) bool) {
		for _, f := range e.single() {
			if !yield(f.output()) {
				return
			}
		}
		for x := range s.Entities() {
			for _, name := range besideNames {
				if f, ok := e.beside(x, name); ok && !yield(f.output()) {
					return
				}
			}
		}
	}
}

// Find returns one of Files by its path, without making the others.
func Find(s *site.Site, o Options, p string) (output.File, bool) {
	e := newExporter(s, o)
	dir, name := path.Split(p)
	if f, ok := e.trackerFile(p); ok {
		return f.output(), true
	}
	if dir != "" && dir != "data/" && dir != "data/schemas/" {
		x, ok := s.Lookup(path.Base(dir))
		if !ok || s.URL(x) != "/"+dir {
			return output.File{}, false
		}
		f, ok := e.beside(x, name)
		return f.output(), ok
	}
	for _, f := range e.single() {
		if f.path == p {
			return f.output(), true
		}
	}
	return output.File{}, false
}

// exporter answers for one Site. It is immutable.
type exporter struct {
	site    *site.Site
	set     *site.Settings
	options Options
	lang    string
	asOf    string
	newest  func() (briefs, recommendations site.Date) // when one of them last changed
}

func newExporter(s *site.Site, o Options) *exporter {
	set := s.Settings()
	e := &exporter{site: s, set: set, options: o, lang: set.Lang(), asOf: s.AsOf().String()}
	e.newest = sync.OnceValues(e.findNewest)
	return e
}

// file is an output file that is written into a sink.
type file struct {
	path  string
	write func(*sink)
}

// sinks are kept for reuse: a build writes well over 100,000 small files.
var sinks = sync.Pool{New: func() any { return &sink{b: make([]byte, 0, 8<<10)} }}

func (f file) output() output.File {
	return output.File{Path: f.path, Write: func(w io.Writer) error {
		s := sinks.Get().(*sink)
		defer sinks.Put(s)
		s.w, s.b, s.err = w, s.b[:0], nil
		f.write(s)
		return s.close()
	}}
}

// sink gathers what is written and passes it on in large pieces, so that a
// file of any size takes little memory.
type sink struct {
	w    io.Writer
	also io.Writer // gets the same, unless it is nil; it never fails
	b    []byte    // writers append to it and then call spill
	err  error
}

// spill passes on what was gathered once it is much.
func (s *sink) spill() {
	if len(s.b) >= 64<<10 {
		s.flush()
	}
}

func (s *sink) flush() {
	if s.err == nil && len(s.b) > 0 {
		if s.also != nil {
			_, _ = s.also.Write(s.b)
		}
		_, s.err = s.w.Write(s.b)
	}
	s.b = s.b[:0]
}

func (s *sink) close() error {
	s.flush()
	s.w = nil
	return s.err
}

// single are the files that there is one of.
func (e *exporter) single() []file {
	var files []file
	if e.set.Writes("data") {
		if e.set.Writes("tables") {
			files = append(files, e.dataFiles()...)
		} else {
			t := &tables[0] // recommendations
			files = append(files, file{"data/" + t.name + ".json", func(s *sink) { t.writeJSON(e, s) }})
		}
		if e.set.Writes("tracker") {
			files = append(files, e.trackerFiles()...)
		}
	}
	if e.set.Writes("proof") && e.options.Inputs != nil {
		files = append(files, file{buildFile, e.writeBuild})
	}
	if e.set.Writes("feeds") {
		files = append(files,
			file{"feed.xml", func(s *sink) { e.siteFeed().writeAtom(s) }},
			file{"feed.json", func(s *sink) { e.siteFeed().writeJSON(s) }})
	}
	if e.hasCalendar(nil) {
		files = append(files, file{calendarName, func(s *sink) { e.writeCalendar(nil, s) }})
	}
	files = append(files, file{"robots.txt", e.writeRobots})
	if e.set.Writes("headers") {
		files = append(files, file{"_headers", e.writeHeaders})
	}
	if e.set.Writes("sitemap") {
		files = append(files, e.sitemaps(mapLimit)...)
	}
	return files
}

// besideNames are the files that can stand beside a record's page.
var besideNames = []string{"index.json", "feed.xml", "feed.json", calendarName, "cite.bib", "cite.ris", "cite.json"}

// beside returns a file beside a record's page.
func (e *exporter) beside(x site.Entity, name string) (file, bool) {
	var write func(*sink)
	switch {
	case name == "index.json" && e.set.Writes("twins"):
		write = func(s *sink) { e.writeTwin(x, s) }
	case name == "feed.xml" && e.hasFeed(x):
		write = func(s *sink) { e.recordFeed(x).writeAtom(s) }
	case name == "feed.json" && e.hasFeed(x):
		write = func(s *sink) { e.recordFeed(x).writeJSON(s) }
	case name == calendarName && e.hasCalendar(x):
		write = func(s *sink) { e.writeCalendar(x, s) }
	case strings.HasPrefix(name, "cite.") && e.cites(x):
		write = func(s *sink) {
			c, _ := e.options.Cite(x)
			s.b = append(s.b, map[string]string{"cite.bib": c.BibTeX, "cite.ris": c.RIS, "cite.json": c.CSL}[name]...)
		}
	default:
		return file{}, false
	}
	return file{strings.TrimPrefix(e.site.URL(x), "/") + name, write}, true
}

// cites reports whether files beside a record's page say how to cite it.
func (e *exporter) cites(x site.Entity) bool {
	switch x.Common().Kind {
	case site.KindBrief, site.KindRecommendation, site.KindSource:
		return e.options.Cite != nil && e.set.Writes("citations")
	}
	return false
}

// absolute is the published address of a root-relative URL.
func (e *exporter) absolute(url string) string {
	return e.options.Origin + e.options.Base + strings.TrimPrefix(url, "/")
}

// url is the published address of a record's page.
func (e *exporter) url(x site.Entity) string { return e.absolute(e.site.URL(x)) }

// title is a record's title, or an actor's name, in the main language.
func (e *exporter) title(x site.Entity) string { return x.Common().Title.In(e.lang) }

// id is the id of the record that a reference means: its own, however the
// reference spells it. One that leads nowhere is left as it is written.
func (e *exporter) id(ref site.Ref) string {
	if ref.Value == "" {
		return ""
	}
	if x, ok := e.site.Lookup(ref.Value); ok {
		return x.Common().ID
	}
	return ref.Value
}

// plain is a document of a record as plain text.
func (e *exporter) plain(r *site.Record, d *markdown.Document) string {
	if d == nil {
		return ""
	}
	return d.Text(func(ref *markdown.Ref) string { return e.site.Resolve(r, ref).Label })
}
