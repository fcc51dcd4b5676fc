package view

import (
	"slices"
	"strconv"

	"readout/generator/internal/site"
)

// TablePage is a further page of the recommendations on the page of an actor or
// a topic, which has the first.
type TablePage struct {
	Head
	Of     Link // the actor or topic
	Tables []Table
	Pager  Pager
	Filter Link // the same in the tracker
}

// tableRows is how many recommendations stand on the page of an actor or a
// topic, and on each further page.
const tableRows = 200

// tablePages is how many pages the recommendations of a record take: one where
// its layout does not lead to others, and then shows all.
func (v *Views) tablePages(e site.Entity) int {
	n := 0
	switch e := e.(type) {
	case *site.Actor:
		if !v.uses("actor", "Pager") {
			return 1
		}
		n = v.asked(e)
		for _, i := range v.site.Inheritances(e, v.site.AsOf()) {
			n += v.asked(i.From)
		}
	case *site.Topic:
		if !v.uses("topic", "Pager") {
			return 1
		}
		for from := range v.pointers(e) {
			if r, ok := from.(*site.Recommendation); ok && v.oneLeads(r.Topics, e) {
				n++
			}
		}
	}
	return pagesOf(n, tableRows)
}

// asked is how many recommendations are made to an actor.
func (v *Views) asked(a *site.Actor) (n int) {
	for from := range v.pointers(a) {
		r, ok := from.(*site.Recommendation)
		if ok && slices.ContainsFunc(r.To, func(to site.Addressee) bool { return v.leads(to.Actor, a) }) {
			n++
		}
	}
	return n
}

func (v *Views) tablePage(e site.Entity, page int) Page {
	return Page{URL: pageURL(v.site.URL(e), page), Layout: "table", View: func() any { return v.table(e, page) }}
}

func (v *Views) table(e site.Entity, page int) any {
	r := e.Common()
	title := "Recommendations on " + v.title(e)
	var tables []Table
	var filter Link
	switch e := e.(type) {
	case *site.Actor:
		p := &Actor{}
		v.work(p, e, recommendationsVia(v.site.Links(e), site.ViaAddressee))
		title, tables, filter = "What "+v.title(e)+" was asked", p.Work, p.Filter
	case *site.Topic:
		made := recommendationsVia(v.site.Links(e), site.ViaTopic)
		tables, filter = []Table{v.madeOn(made)}, v.filterOn(e)
	}
	p := &TablePage{
		Head:   v.head("table", pageURL(v.site.URL(e), page), title+", page "+strconv.Itoa(page), title+" as of "+v.site.AsOf().Words()+"."),
		Of:     v.link(e),
		Filter: filter,
	}
	p.Tables, p.Pager = v.tablesOn(tables, e, page)
	p.Prev, p.Next = p.Pager.Prev, p.Pager.Next
	p.Breadcrumbs = append(p.Breadcrumbs, v.listLink(r.Kind), p.Of)
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

// madeOn is the table of the recommendations on a topic.
func (v *Views) madeOn(made []*site.Recommendation) Table {
	return Table{Rows: v.rowsOf(made), Empty: "No recommendation is on this topic."}
}

// filterOn is the tracker with what is on a topic.
func (v *Views) filterOn(t *site.Topic) Link {
	return v.trackerAt("topic="+t.ID, "Sort and filter these in the tracker")
}

// tablesOn are the tables of a record with the rows that stand on one page: they
// follow one another. The first page has the empty ones, too.
func (v *Views) tablesOn(tables []Table, e site.Entity, page int) ([]Table, Pager) {
	n := 0
	for i := range tables {
		n += len(tables[i].Rows)
	}
	per := tableRows
	if v.tablePages(e) == 1 {
		per = max(n, 1)
	}
	from, to := (page-1)*per, page*per
	var out []Table
	for _, t := range tables {
		has := len(t.Rows)
		begin, end := max(0, min(from, has)), max(0, min(to, has))
		from, to = from-has, to-has
		if t.Rows = t.Rows[begin:end]; len(t.Rows) > 0 || has == 0 && page == 1 {
			out = append(out, t)
		}
	}
	return out, v.pager(v.site.URL(e), page, per, n)
}
