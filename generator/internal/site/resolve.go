package site

import (
	"iter"
	"path"
	"slices"
	"strings"

	"readout/generator/internal/markdown"
)

// Lookup returns the record with an id, in any case; old ids lead to the
// record that has them as aliases.
func (s *Site) Lookup(id string) (Entity, bool) {
	e, _ := s.find(keyOf(id))
	return e, e != nil
}

// find returns the public record that a key of an id leads to; when there is
// none, why says why one that is not public is not.
func (s *Site) find(k string) (e Entity, why string) {
	if own, ok := s.records.Get(k); ok {
		if s.public(own) {
			return own.entity, ""
		}
		why = own.why
	}
	as, ok := s.aliases.Get(k)
	if !ok {
		return nil, why
	}
	if a, ok := s.aliasOf(as); ok {
		return a.of.self, ""
	}
	if why == "" {
		old, _ := s.records.Get(keyOf(as[0].of.ID))
		why = old.why
	}
	return nil, why
}

// aliasOf returns the first of some claims to an alias that is a public
// record's.
func (s *Site) aliasOf(as []alias) (alias, bool) {
	for _, a := range as {
		if e, ok := s.records.Get(keyOf(a.of.ID)); ok && s.public(e) {
			return a, true
		}
	}
	return alias{}, false
}

// aliases yields a record's claims with the keys under which they are looked
// up: an old id is also the address that its page had.
func (r *Record) aliases() iter.Seq2[alias, string] {
	return func(yield func(alias, string) bool) {
		for _, ref := range r.Aliases {
			one := alias{ref, r}
			if !strings.HasPrefix(ref.Value, "/") && !yield(one, keyOf(ref.Value)) || !yield(one, keyOf(one.path())) {
				return
			}
		}
	}
}

// path returns where the alias redirects from.
func (a *alias) path() string {
	if strings.HasPrefix(a.ref.Value, "/") {
		return beside("", a.ref.Value)
	}
	return folderURL(a.of.Kind) + a.ref.Value + "/"
}

// URL returns a record's address, root-relative and without base path:
// "/briefs/x/".
func (s *Site) URL(e Entity) string { return urlOf(e.Common()) }

func urlOf(r *Record) string { return r.place.url }

// Hidden says why a record is not public: "Draft", "Scheduled for 2 March
// 2027", "Expired on 2 March 2026". It is empty for a public one.
func (s *Site) Hidden(e Entity) string {
	own, _ := s.records.Get(e.Common().place.key)
	return own.why
}

// Has reports whether there is a record with an id, public or not.
func (s *Site) Has(id string) bool {
	_, ok := s.records.Get(keyOf(id))
	return ok
}

// hidden says why a record is not public by itself and, of a recommendation,
// by the brief that it is made in.
func (s *Site) hidden(e Entity) string {
	if e.Common().Draft {
		return "Draft"
	}
	switch e := e.(type) {
	case *Brief:
		return s.unpublished(e)
	case *Recommendation:
		if e.Brief.Value == "" {
			return ""
		}
		if b := s.briefWith(keyOf(e.Brief.Value)); b != nil {
			if b.Draft {
				return "Draft"
			}
			return s.unpublished(b)
		}
	}
	return ""
}

// briefWith returns the brief that an id leads to, public or not.
func (s *Site) briefWith(k string) *Brief {
	if own, ok := s.records.Get(k); ok {
		b, _ := own.entity.(*Brief)
		return b
	}
	as, _ := s.aliases.Get(k)
	for _, a := range as {
		if b, ok := a.of.self.(*Brief); ok {
			return b
		}
	}
	return nil
}

// unpublished compares a brief's dates with today: it is public from the
// first day of publish_at on, and until the day before expires_at.
func (s *Site) unpublished(b *Brief) string {
	today := s.options.Today
	switch {
	case today.IsZero():
		return ""
	case !b.PublishAt.IsZero() && b.PublishAt.First() > today.Last():
		return "Scheduled for " + b.PublishAt.Words()
	case !b.ExpiresAt.IsZero() && b.ExpiresAt.First() <= today.First():
		return "Expired " + b.ExpiresAt.When()
	}
	return ""
}

// target is what an edge leads to. The zero target is nothing.
type target struct {
	entity Entity
	asset  *Asset
	url    string // of a page that is no record's
	why    string // of nothing: why the record that is meant is not public
}

func (t target) found() bool { return t.entity != nil || t.asset != nil || t.url != "" }

// follow returns what an edge leads to.
func (s *Site) follow(e edge) target {
	var t target
	if e.id != "" {
		t.entity, t.why = s.find(keyOf(e.id))
	}
	if t.entity == nil && e.path != "" {
		if at := s.at(e.path); at.found() || e.id == "" {
			return at
		}
	}
	return t
}

// at returns what stands at a path of the project or, when it begins with /,
// of the published site.
func (s *Site) at(p string) target {
	if strings.HasPrefix(p, "/") {
		return s.page(p)
	}
	f, ok := s.files.Get(p)
	if !ok {
		if f, ok = s.files.Get(p + "/index.md"); !ok {
			return target{}
		}
	}
	switch {
	case f.asset != nil:
		return target{asset: f.asset}
	case f.translation != nil:
		return s.own(f.translation.id)
	case len(f.records) == 1 && strings.HasSuffix(f.Path, ".md"):
		return s.own(f.records[0].Common().ID)
	}
	return target{}
}

// own returns the record that has an id as its own.
func (s *Site) own(id string) target {
	e, _ := s.records.Get(keyOf(id))
	if !s.public(e) {
		return target{why: e.why}
	}
	return target{entity: e.entity}
}

// page returns what stands at an address of the site.
func (s *Site) page(p string) target {
	if isFixed(p) {
		return target{url: p}
	}
	_, id := path.Split(strings.TrimSuffix(p, "/"))
	hidden := ""
	if e, _ := s.records.Get(keyOf(id)); e.entity != nil && urlOf(e.entity.Common()) == p {
		if s.public(e) {
			return target{entity: e.entity}
		}
		hidden = e.why
	}
	as, _ := s.aliases.Get(keyOf(p))
	if a, ok := s.aliasOf(as); ok {
		return target{entity: a.of.self}
	}
	if f, ok := s.files.Get(contentDir + strings.Trim(p, "/")); ok && f.asset != nil {
		return target{asset: f.asset}
	}
	return target{why: hidden}
}

// fixedPaths are the files that every site has and no record owns.
var fixedPaths = []string{
	"/", "/search/", "/404.html", "/feed.xml", "/feed.json", "/deadlines.ics", "/sitemap.xml", "/robots.txt",
	"/data/datapackage.json", "/data/csv-metadata.json", "/data/catalog.jsonld", "/data/" + sumsName, "/data/build.json", "/" + sumsName,
}

// sumsName is the only file name without an extension that texts may link to.
const sumsName = "SHA256SUMS"

// dataTables are the tables of data/, each a CSV and a JSON file.
var dataTables = []string{
	"recommendations", "assignments", "events", "evidence", "briefs", "actors", "topics", "sources", "crosswalk",
}

// DataTables returns the names of the tables that texts may link to.
func DataTables() []string { return dataTables }

func isTableFile(p string) bool {
	name, ok := strings.CutPrefix(p, "/data/")
	base, ext, _ := strings.Cut(name, ".")
	return ok && (ext == "csv" || ext == "json") && slices.Contains(dataTables, base)
}

func isFixed(p string) bool {
	if slices.Contains(fixedPaths, p) || isTableFile(p) {
		return true
	}
	for _, k := range Kinds() {
		if k != KindPage && p == "/"+k.Folder()+"/" {
			return true
		}
	}
	name, isBeside := strings.CutPrefix(p, "/recommendations/")
	return isBeside && slices.Contains(trackerPages, strings.TrimSuffix(name, "/"))
}

// headingIn returns the id of a record's heading that a reference names, by
// its id or by its words.
func headingIn(r *Record, name string) (id string, ok bool) {
	for h := range r.headings() {
		if h.ID == name {
			return h.ID, true
		}
	}
	for h := range r.headings() {
		if strings.EqualFold(h.Text, strings.TrimSpace(name)) {
			return h.ID, true
		}
	}
	return "", false
}

// headings yields the headings of a record's page: those of its body, in the
// original and in translations.
func (r *Record) headings() iter.Seq[*markdown.Heading] {
	return func(yield func(*markdown.Heading) bool) {
		bodies := make([]*markdown.Document, 0, 4)
		bodies = append(bodies, r.Body)
		for _, t := range r.Others {
			bodies = append(bodies, t.Body)
		}
		for _, d := range bodies {
			if d == nil {
				continue
			}
			hs := d.Headings()
			for i := range hs {
				if !yield(&hs[i]) {
					return
				}
			}
		}
	}
}

// label is what a record is called where no label was written.
func (s *Site) label(e Entity) string {
	lang := s.settings.Lang()
	if a, ok := e.(*Actor); ok && !a.ShortName.IsZero() {
		return a.ShortName.In(lang)
	}
	return e.Common().Title.In(lang)
}

// edgeOf returns a reference in a text as an edge.
func edgeOf(ref *markdown.Ref) edge {
	var out edge
	v := edgeVisitor{f: func(e edge) { out = e }}
	v.text(nil, ref)
	return out
}

// Resolve returns where a reference in one of from's documents leads. The
// zero Resolved leads nowhere.
func (s *Site) Resolve(_ *Record, ref *markdown.Ref) Resolved {
	if ref.Target == "" {
		if ref.Heading == "" {
			return Resolved{}
		}
		return Resolved{URL: "#" + ref.Heading, Label: ref.Heading}
	}
	e := edgeOf(ref)
	t := s.follow(e)
	var r Resolved
	switch {
	case t.entity != nil:
		common := t.entity.Common()
		r = Resolved{Entity: t.entity, URL: urlOf(common), Label: s.label(t.entity)}
		if ref.Heading != "" {
			if id, ok := headingIn(common, ref.Heading); ok {
				r.URL += "#" + id
			}
		}
		return r
	case t.asset != nil:
		r = Resolved{Asset: t.asset, URL: t.asset.URL, Label: path.Base(t.asset.Source)}
	case t.url != "":
		r = Resolved{URL: t.url, Label: t.url}
	default:
		return Resolved{}
	}
	if ref.Heading != "" {
		r.URL += "#" + ref.Heading
	}
	return r
}

// NavigationURL returns where an entry of the navigation leads, like URL.
func (s *Site) NavigationURL(n NavItem) string {
	to, fragment, has := strings.Cut(n.To.Value, "#")
	if has {
		fragment = "#" + fragment
	}
	switch {
	case wrongAddressOf(to) == "":
		return n.To.Value
	case strings.HasPrefix(to, "/"):
		p := beside("", to)
		if t := s.page(p); t.entity != nil {
			p = urlOf(t.entity.Common())
		}
		return p + fragment
	}
	if e, ok := s.Lookup(to); ok {
		return urlOf(e.Common()) + fragment
	}
	return to
}

func wrongAddressOf(s string) string {
	wrong, _ := wrongAddress(s)
	return wrong
}
