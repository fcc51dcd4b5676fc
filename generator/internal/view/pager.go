package view

import (
	"strconv"
	"strings"
)

// Pager leads through a list that is cut into pages.
type Pager struct {
	Page, Pages  int // from 1
	From, To, Of int // of the items on this page; From is 0 when the list is empty
	Prev, Next   *Link
	Numbers      []NavLink // the first, the last and those about this one; an entry without URL is a gap
}

// pageURL is the address of one page of a list.
func pageURL(list string, page int) string {
	if page <= 1 {
		return list
	}
	return list + "page/" + strconv.Itoa(page) + "/"
}

// pageNumber takes an address as pageURL makes it apart; 0 is no number.
func pageNumber(url string) (list string, page int) {
	at := strings.LastIndex(url, "/page/")
	if at < 0 {
		return url, 1
	}
	list = url[:at+1]
	page, err := strconv.Atoi(strings.TrimSuffix(url[at+len("/page/"):], "/"))
	if err != nil || page < 2 || pageURL(list, page) != url {
		return url, 0
	}
	return list, page
}

// pagesOf is how many pages a list of n items has: at least one.
func pagesOf(n, per int) int { return max(1, (n+per-1)/per) }

// pager is the place of one page in a list of n items; list is its
// root-relative URL.
func (v *Views) pager(list string, page, per, n int) Pager {
	p := Pager{Page: page, Pages: pagesOf(n, per), To: min(page*per, n), Of: n}
	if n > 0 {
		p.From = (page-1)*per + 1
	}
	entry := func(i int) NavLink {
		return NavLink{URL: v.url(pageURL(list, i)), Label: strconv.Itoa(i), Current: i == page}
	}
	if page > 1 {
		p.Prev = &Link{URL: entry(page - 1).URL, Label: "Page " + strconv.Itoa(page-1)}
	}
	if page < p.Pages {
		p.Next = &Link{URL: entry(page + 1).URL, Label: "Page " + strconv.Itoa(page+1)}
	}
	if p.Pages == 1 {
		return p
	}
	last := 0
	for i := 1; i <= p.Pages; i++ {
		if i != 1 && i != p.Pages && (i < page-2 || i > page+2) {
			continue
		}
		if i > last+1 {
			p.Numbers = append(p.Numbers, NavLink{Label: "…"})
		}
		p.Numbers = append(p.Numbers, entry(i))
		last = i
	}
	return p
}

// listHead is head for one page of a list.
func (v *Views) listHead(kind, url, title, description string, p Pager) Head {
	if p.Page > 1 {
		title += ", page " + strconv.Itoa(p.Page)
	}
	h := v.head(kind, pageURL(url, p.Page), title, description)
	if p.Page > 1 {
		h.Breadcrumbs = append(h.Breadcrumbs, Link{URL: v.url(url), Label: upper(url[1 : len(url)-1])})
	}
	h.Prev, h.Next = p.Prev, p.Next
	return h
}

// onPage is the part of a list that stands on one of its pages.
func onPage[E any](list []E, page, per int) []E {
	from := min((page-1)*per, len(list))
	return list[from:min(from+per, len(list))]
}
