package view

import (
	"fmt"

	"readout/generator/internal/site"
)

// BriefList is one page of /briefs/.
type BriefList struct {
	Head
	Pager Pager
	Items []BriefItem // newest first
}

// BriefItem is a brief as lists show it.
type BriefItem struct {
	Link
	Subtitle        string
	Summary         string
	Date            Time
	Authors         []Link
	Topics          []Link
	Series          string // "Name, part 2"; empty when in none
	Number          string
	Recommendations int    // how many it makes
	Draft           string // as Head.Draft
}

// briefsPerPage is how many briefs stand on one page of /briefs/.
const briefsPerPage = 100

func (v *Views) briefs(page int) any {
	all := v.site.Briefs()
	pager := v.pager("/briefs/", page, briefsPerPage, len(all))
	p := &BriefList{
		Head: v.listHead("briefs", "/briefs/", "Briefs",
			fmt.Sprintf("%s of %s, newest first.", number(len(all), "brief", "briefs"), v.frame().SiteTitle), pager),
		Pager: pager,
	}
	for _, b := range onPage(all, page, briefsPerPage) {
		p.Items = append(p.Items, v.briefItem(b))
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

func (v *Views) briefItem(b *site.Brief) BriefItem {
	it := BriefItem{
		Link:     v.link(b),
		Subtitle: b.Subtitle.In(v.lang),
		Summary:  b.Summary.In(v.lang),
		Date:     timeOf(b.Date),
		Authors:  v.linksTo(b.Authors),
		Topics:   v.linksTo(b.Topics),
		Series:   b.Series,
		Number:   b.Number,
		Draft:    v.site.Hidden(b),
	}
	if b.Series != "" && b.Part > 0 {
		it.Series = fmt.Sprintf("%s, part %d", b.Series, b.Part)
	}
	it.Recommendations = len(v.made(b))
	return it
}
