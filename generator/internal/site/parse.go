package site

import (
	"path"
	"slices"
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/source"
)

// contentDir is the folder of the publication's own files.
const contentDir = "content/"

const settingsFile = contentDir + "site.yaml"

// fileTranslation is what a <id>.<lang>.md holds.
type fileTranslation struct {
	*Translation
	kind Kind
	id   string
}

// Parse reads one file. It is for use inside source.Tree.Update's callback.
func Parse(f *source.File) *Parsed {
	p := &Parsed{Path: f.Path}
	if f.Err != nil {
		p.Problems = diag.List{*f.Err}
		p.broken = true
		return p
	}
	rest := strings.TrimPrefix(f.Path, contentDir)
	switch ext := strings.ToLower(path.Ext(rest)); {
	case f.Path == settingsFile:
		p.parseSettings(f)
	case ext != ".md" && ext != ".yaml" && ext != ".yml":
		p.parseAsset(f)
	default:
		folder, in, _ := strings.Cut(rest, "/")
		kind, ok := kindOfFolder(folder)
		switch {
		case !ok || in == "":
			p.misplaced(rest)
		case ext == ".md":
			p.parseMarkdown(f, kind, in)
		default:
			p.parseList(f, kind)
		}
	}
	p.Problems = slices.Clip(p.Problems)
	return p
}

func kindOfFolder(folder string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Folder() == folder {
			return k, true
		}
	}
	return 0, false
}

// misplaced reports a record file outside the folders of records.
func (p *Parsed) misplaced(rest string) {
	d := p.Problems.Errorf(diag.Pos{File: p.Path}, "file-misplaced", "this file is in no folder of records")
	folders := make([]string, 0, len(kindNames))
	for _, k := range Kinds() {
		folders = append(folders, k.Folder())
	}
	folder, in, deeper := strings.Cut(rest, "/")
	base := strings.TrimSuffix(strings.TrimSuffix(rest, path.Ext(rest)), "/")
	switch {
	case deeper:
		if s := diag.Suggest(folder, slices.Values(folders)); s != "" {
			d.Hint = `did you mean "` + contentDir + s + "/" + in + `"?`
			return
		}
	case rest == "site.yml":
		d.Hint = "the settings are called " + settingsFile
		return
	case slices.Contains(folders, base) && path.Ext(rest) != ".md":
		d.Hint = `did you mean "` + contentDir + base + "/" + rest + `"?`
		return
	}
	d.Hint = "records stand in " + orList(folders) + ", each in " + contentDir
}

// parseMarkdown reads a .md file; in is its path inside its kind's folder.
func (p *Parsed) parseMarkdown(f *source.File, kind Kind, in string) {
	name := strings.TrimSuffix(path.Base(in), path.Ext(in))
	lang := ""
	if i := strings.LastIndexByte(name, '.'); i > 0 && isTranslationSuffix(name[i+1:]) {
		name, lang = name[:i], name[i+1:]
	}
	at := diag.Pos{File: p.Path}
	if name == "index" {
		dir := path.Dir(in)
		if dir == "." {
			p.Problems.Errorf(at, "id-invalid", "an index.md takes its id from the folder that it stands in, and this is the folder of all %s", kind.Plural()).
				Hint = "give the file the record's id as its name"
			return
		}
		name = path.Base(dir)
	}
	name = intern(name)
	meta, body, problems := f.FrontMatter()
	p.Problems = append(p.Problems, problems...)
	if meta == nil {
		if !problems.HasErrors() {
			p.Problems.Errorf(diag.Pos{File: p.Path, Line: 1, Col: 1}, "front-matter-missing", "this file has no front matter").
				Hint = "begin it with a line of three dashes, the keys of the record (title: …), and a line of three dashes"
		}
		// The record is there, so that what refers to it is not reported too.
		meta = &source.Node{Kind: source.Mapping, Pos: diag.Pos{File: p.Path, Line: 1, Col: 1}}
		if lang == "" {
			var unheard diag.List
			p.records = []Entity{readRecord(kind, &reader{problems: &unheard, record: &Record{ID: name}, fromFile: true}, meta)}
		}
		return
	}
	if lang != "" {
		p.parseTranslation(kind, name, intern(lang), meta, body)
		return
	}
	c := &reader{problems: &p.Problems, record: &Record{ID: name}, body: body, fromFile: true}
	checkID(Ref{Value: name, Pos: at}, kind, &p.Problems)
	p.records = []Entity{readRecord(kind, c, meta)}
}

// isTranslationSuffix reports whether the last part of a file's name is a
// language: two letters, with more behind a hyphen. Ids may hold dots too, so
// that languages of three letters cannot be told from them.
func isTranslationSuffix(s string) bool {
	base, _, _ := strings.Cut(s, "-")
	return len(base) == 2 && isLanguage(s)
}

// parseList reads a .yaml file.
func (p *Parsed) parseList(f *source.File, kind Kind) {
	root, problems := f.YAML()
	p.Problems = append(p.Problems, problems...)
	p.broken = problems.HasErrors()
	if root == nil || root.Null {
		return
	}
	if root.Kind != source.Mapping {
		root.WrongType(&p.Problems, "a list of records under the key "+kind.Folder())
		return
	}
	for _, pair := range root.Pairs {
		if name := pair.Key.Value.String; name != kind.Folder() {
			d := p.Problems.Errorf(pair.Key.Pos, source.CodeUnknownKey, "unknown key %q", name)
			d.Width, d.Hint = pair.Key.Width, "a file in "+contentDir+kind.Folder()+"/ holds a list under the key "+kind.Folder()
			continue
		}
		if pair.Value.Null {
			continue
		}
		if pair.Value.Kind != source.Sequence {
			pair.Value.WrongType(&p.Problems, "a list of records")
			continue
		}
		p.records = make([]Entity, 0, len(pair.Value.Items))
		for _, item := range pair.Value.Items {
			if e := p.parseItem(item, kind); e != nil {
				p.records = append(p.records, e)
			}
		}
	}
}

// parseItem reads one record of a list; nil when it has no id.
func (p *Parsed) parseItem(n *source.Node, kind Kind) Entity {
	c := &reader{problems: &p.Problems, record: new(Record)}
	var id *source.Node
	if n.Kind == source.Mapping {
		id = n.Get("id")
		if id == nil || id.Null || id.Kind == source.Scalar && id.Value.String == "" {
			p.Problems.Errorf(n.Pos, source.CodeMissingKey, "the key %q is missing", "id").
				Hint = "give every record of the list an id"
		} else if id.Kind == source.Scalar {
			c.record.ID = intern(id.Value.String)
			checkID(Ref{Value: c.record.ID, Pos: id.Pos, Width: id.Width}, kind, &p.Problems)
		}
	}
	e := readRecord(kind, c, n)
	if c.record.ID == "" {
		return nil
	}
	return e
}

// readRecord reads one record of a kind. The reader's record has its id.
func readRecord(kind Kind, c *reader, n *source.Node) Entity {
	pos := n.Pos
	id := c.record.ID
	start := func(r *Record) {
		*r = Record{Kind: kind, ID: id, Pos: pos, File: pos.File}
		if kind == KindBrief || kind == KindRecommendation {
			r.wording = wordingSum(n, c.body.String, always)
		}
		c.record = r
	}
	switch kind {
	case KindBrief:
		e := new(Brief)
		start(&e.Record)
		c.brief(e, n)
		return e
	case KindRecommendation:
		e := &Recommendation{state: new(stateMemo)}
		start(&e.Record)
		c.recommendation(e, n)
		return e
	case KindActor:
		e := new(Actor)
		start(&e.Record)
		c.actor(e, n)
		return e
	case KindInstrument:
		e := new(Instrument)
		start(&e.Record)
		c.instrument(e, n)
		return e
	case KindTopic:
		e := new(Topic)
		start(&e.Record)
		c.topic(e, n)
		return e
	case KindEvent:
		e := new(Event)
		start(&e.Record)
		c.event(e, n)
		return e
	case KindSource:
		e := new(Source)
		start(&e.Record)
		c.source(e, n)
		return e
	}
	e := new(Page)
	start(&e.Record)
	c.page(e, n)
	return e
}

// checkID reports an id that is none.
func checkID(id Ref, kind Kind, l *diag.List) {
	report := func(code, format string, args ...any) *diag.Diagnostic {
		d := l.Errorf(id.Pos, code, format, args...)
		d.Width = id.Width
		return d
	}
	if !isID(id.Value) {
		d := report("id-invalid", "“%s” cannot be an id", id.Value)
		d.Hint = "ids are made of a to z, 0 to 9, hyphens and single dots, and begin with a letter or digit"
		if s := strings.ToLower(id.Value); isID(s) {
			d.Hint = `write it in lower case: "` + s + `"`
		}
		return
	}
	if wrong, _ := source.WrongName(id.Value); wrong != "" {
		report("id-invalid", "“%s” cannot be an id: %s", id.Value, wrong).Hint = "choose another id"
		return
	}
	if isReserved(kind, id.Value) {
		report("id-reserved", "“%s” cannot be the id of %s: its page would stand where the site has another file", id.Value, withArticle(kind.String())).
			Hint = "choose another id"
	}
}

// isID reports whether s has the form of an id. Dots that stand together or at
// the end could climb out of a folder.
func isID(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		case c == '-' && i > 0:
		case c == '.' && i > 0 && i < len(s)-1 && s[i-1] != '.':
		default:
			return false
		}
	}
	return s != ""
}

// besidePages are the files that the site has beside its pages.
var besidePages = []string{
	"index.html", "index.json", "feed.xml", "feed.json", "deadlines.ics", "cite.bib", "cite.ris", "cite.json", "card.png",
}

// isReserved reports whether the site keeps a file where the record's page
// would be a folder.
func isReserved(kind Kind, id string) bool {
	if slices.Contains(besidePages, id) {
		return true
	}
	switch kind {
	case KindPage:
	case KindRecommendation:
		return slices.Contains(reservedRecommendations, id)
	default:
		return false
	}
	if _, isFolder := kindOfFolder(id); isFolder {
		return id != "pages"
	}
	return slices.Contains(reservedPages, id)
}

// reservedPages are names at the root of the published site.
var reservedPages = []string{"search", "data", "assets", "404.html", "sitemap.xml", "robots.txt", "sha256sums"}

// trackerPages are names beside the recommendations' pages at which pages about
// several of them stand.
var trackerPages = []string{"due", "gaps", "matrix", "repeated", "stale"}

// TrackerPages returns the names of those pages, which stand below
// /recommendations/.
func TrackerPages() []string { return trackerPages }

// reservedRecommendations are they and the folders of further pages.
var reservedRecommendations = append([]string{"page", "state"}, trackerPages...)

// checkAlias reports an alias that is neither an id nor a path.
func (c *reader) checkAlias(a Ref) {
	switch {
	case strings.HasPrefix(a.Value, "/"):
		for part := range strings.SplitSeq(a.Value, "/") {
			if wrong, _ := source.WrongName(part); wrong != "" {
				c.errorAt(a, "alias-invalid", "“%s” is no path that every system can store: %s", a.Value, wrong).Hint = "leave it to your host to redirect it"
				return
			}
		}
		if clean := path.Clean(a.Value); strings.ContainsAny(a.Value, "?#\\ \t\r\n") ||
			clean != "/" && clean != strings.TrimSuffix(a.Value, "/") {
			c.errorAt(a, "alias-invalid", "“%s” is no path that a page could have stood at", a.Value).
				Hint = "write the path alone, as in /old/page.html or /old/"
		}
	case !isID(strings.ToLower(a.Value)):
		c.errorAt(a, "alias-invalid", "“%s” is no old id and no old path", a.Value).
			Hint = "old ids look like ids; old paths begin with /"
	case keyOf(a.Value) == keyOf(c.record.ID):
		c.errorAt(a, "alias-self", "a record's own id is no alias of it").Hint = "remove it"
	}
}
