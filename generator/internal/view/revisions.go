package view

import (
	"encoding/hex"
	"iter"
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/revision"
	"readout/generator/internal/site"
)

// LastChange says since when a record reads as it does.
type LastChange struct {
	On    Time // zero when nothing is known of it
	Label string
	URL   string // of the page of its revisions; empty when there is one only
}

// Revisions is the page of the revisions of a brief or a recommendation.
type Revisions struct {
	Head
	Of    Link
	Intro string
	Items []RevisionItem // newest first
}

// RevisionItem is one revision, with what it changed.
type RevisionItem struct {
	ID      string // of the element
	On      Time
	Label   string // "Changed"
	Sum     string // SHA-256 of its wording; empty for a withdrawal
	Summary string // "2 passages; 12% of their words differ"
	Changes []PassageChange
}

// PassageChange is a passage that was changed, word by word.
type PassageChange struct {
	Part  string // "Summary"
	Under string // the heading that it stands under; may be empty
	Diff  []DiffRun
}

// revisionsFolder is the page of a record's revisions, below its own.
const revisionsFolder = "revisions/"

// lastChange is what a record's page says of its revisions.
func (v *Views) lastChange(e site.Entity) LastChange {
	if v.options.Book == nil {
		return LastChange{}
	}
	n, on := v.options.Book.Changed(e)
	switch {
	case n == 0:
		return LastChange{}
	case n == 1:
		return LastChange{On: timeOf(on), Label: "Unchanged since"}
	}
	return LastChange{On: timeOf(on), Label: "Last changed", URL: v.url(v.site.URL(e) + revisionsFolder)}
}

// revisionPages yields the pages of revisions, of records that have several.
func (v *Views) revisionPages() iter.Seq[Page] {
	return func(yield func(Page) bool) {
		if v.options.Book == nil {
			return
		}
		for _, b := range v.site.Briefs() {
			if p, ok := v.revisionPage(b); ok && !yield(p) {
				return
			}
		}
		for _, r := range v.site.Recommendations() {
			if p, ok := v.revisionPage(r); ok && !yield(p) {
				return
			}
		}
	}
}

func (v *Views) revisionPage(e site.Entity) (Page, bool) {
	if v.options.Book == nil {
		return Page{}, false
	}
	if n, _ := v.options.Book.Changed(e); n < 2 {
		return Page{}, false
	}
	return Page{URL: v.site.URL(e) + revisionsFolder, Layout: "revisions", View: func() any { return v.revisions(e) }}, true
}

func (v *Views) revisions(e site.Entity) any {
	of := v.link(e)
	p := &Revisions{
		Head: v.head("revisions", v.site.URL(e)+revisionsFolder, "Revisions of “"+of.Label+"”",
			"What was changed in this "+e.Common().Kind.String()+" since it was first published here, and when."),
		Of: of,
	}
	p.Intro = p.Description
	p.NoIndex = true
	p.Breadcrumbs = append(p.Breadcrumbs, v.listLink(e.Common().Kind), of)
	all := v.options.Book.Of(e)
	for i, r := range all {
		p.Items = append(p.Items, revisionItem(i, &r, i > 0 && all[i-1].Gone))
	}
	slices.Reverse(p.Items)
	v.finish(&p.Head, nil)
	return p
}

// revisionItem describes the revision at a place of a record's, from 0; back
// says that the record had been withdrawn before it.
func revisionItem(i int, r *revision.Revision, back bool) RevisionItem {
	it := RevisionItem{ID: "revision-" + strconv.Itoa(i+1), On: timeOf(r.Date)}
	if r.Gone {
		it.Label = "Withdrawn"
		return it
	}
	it.Sum = hex.EncodeToString(r.Sum[:])
	kept, changed := 0, 0
	for _, c := range r.Changes {
		runs := diff(c.Was, c.Is)
		k, n := diffCounts(runs)
		kept, changed = kept+k, changed+n
		it.Changes = append(it.Changes, PassageChange{Part: partLabel(c.Part), Under: c.Under, Diff: runs})
	}
	switch {
	case i == 0:
		it.Label = "First kept"
		it.Summary = "How it read then is what later revisions are compared with."
	case back:
		it.Label = "Published again"
	default:
		it.Label = "Changed"
	}
	switch n := len(it.Changes); {
	case n > 0:
		it.Summary = number(n, "passage", "passages") + ", " + strconv.Itoa(percentOf(kept, changed)) + "% of the words in " + pronoun(n)
	case i > 0 && !r.Compared:
		it.Summary = "How it read before is not in the publication’s archive, so that the change cannot be shown."
	case back:
		it.Summary = "In the words that it had before."
	}
	return it
}

func pronoun(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// partLabel names a part of a record for readers.
func partLabel(key string) string {
	key, lang, translated := strings.Cut(key, ", ")
	label := upper(strings.ReplaceAll(key, "_", " "))
	switch key {
	case "body":
		label = "Text"
	case "to":
		label = "Addressees"
	case "events":
		label = "History"
	}
	if translated {
		label += " (" + lang + ")"
	}
	return label
}

// Tombstone is the page left where a record stood that is no longer published.
type Tombstone struct {
	Head
	What      string // "brief"
	Withdrawn bool   // for good; else it is withheld at present
	Name      string // the title it had; empty while it is withheld
	On        Time   // since when; may be zero
	Last      Time   // when its last revision was published
	List      Link   // of what there is instead
}

// tombstones yields the pages of records that are gone.
func (v *Views) tombstones() iter.Seq[Page] {
	return func(yield func(Page) bool) {
		if v.options.Book == nil {
			return
		}
		for _, g := range v.options.Book.Gone() {
			if !yield(v.tombstonePage(&g)) {
				return
			}
		}
	}
}

// tombstoneAt returns the page of a record that is gone, by its address.
func (v *Views) tombstoneAt(url string) (Page, bool) {
	if v.options.Book == nil {
		return Page{}, false
	}
	g, ok := v.options.Book.FindURL(url)
	if !ok {
		return Page{}, false
	}
	return v.tombstonePage(&g), true
}

func (v *Views) tombstonePage(g *revision.Gone) Page {
	url := g.URL()
	if g.Moved != nil {
		return v.redirect(site.Alias{Path: url, To: g.Moved})
	}
	return Page{URL: url, Layout: "tombstone", View: func() any {
		what := g.Kind.String()
		p := &Tombstone{What: what, Withdrawn: !g.Withheld, On: timeOf(g.On), Last: timeOf(g.Last), List: v.listLink(g.Kind)}
		title, about := upper(what)+" withheld", "A "+what+" stood here that is not published at present."
		if p.Withdrawn {
			p.Name = g.Title
			title, about = upper(what)+" withdrawn", "A "+what+" stood here that was withdrawn."
		}
		p.Head = v.head("tombstone", url, title, about)
		p.NoIndex = true
		p.Breadcrumbs = append(p.Breadcrumbs, p.List)
		v.finish(&p.Head, nil)
		return p
	}}
}
