package view

import (
	"fmt"
	"strings"
	"testing"
)

func TestPagerLeadsThroughAList(t *testing.T) {
	v := &Views{options: Options{Base: "/sub/"}}
	for _, c := range []struct {
		page, n              int
		from, to             int
		prev, next, numbered string
	}{
		{1, 0, 0, 0, "", "", ""},
		{1, 100, 1, 100, "", "", ""},
		{1, 101, 1, 100, "", "/sub/briefs/page/2/", "[1] 2"},
		{2, 101, 101, 101, "/sub/briefs/", "", "1 [2]"},
		{7, 2000, 601, 700, "/sub/briefs/page/6/", "/sub/briefs/page/8/", "1 … 5 6 [7] 8 9 … 20"},
		{4, 700, 301, 400, "/sub/briefs/page/3/", "/sub/briefs/page/5/", "1 2 3 [4] 5 6 7"},
		{20, 2000, 1901, 2000, "/sub/briefs/page/19/", "", "1 … 18 19 [20]"},
	} {
		t.Run(fmt.Sprintf("page %d of %d items", c.page, c.n), func(t *testing.T) {
			p := v.pager("/briefs/", c.page, 100, c.n)
			url := func(l *Link) string {
				if l == nil {
					return ""
				}
				return l.URL
			}
			var numbers []string
			for _, n := range p.Numbers {
				if n.Current {
					n.Label = "[" + n.Label + "]"
				}
				if (n.URL == "") != (n.Label == "…") {
					t.Errorf("entry %+v", n)
				}
				numbers = append(numbers, n.Label)
			}
			if p.From != c.from || p.To != c.to || p.Of != c.n || url(p.Prev) != c.prev || url(p.Next) != c.next || strings.Join(numbers, " ") != c.numbered {
				t.Errorf("got %d to %d, before %q, after %q, %q", p.From, p.To, url(p.Prev), url(p.Next), numbers)
			}
		})
	}
}

func TestPageNumberReadsOnlyWhatPageURLWrites(t *testing.T) {
	for _, c := range []struct {
		url, list string
		page      int
	}{
		{"/briefs/", "/briefs/", 1},
		{"/briefs/page/2/", "/briefs/", 2},
		{"/actors/homepage/page/2/", "/actors/homepage/", 2},
		{"/actors/homepage/", "/actors/homepage/", 1},
		{"/actors/page/page/12/", "/actors/page/", 12},
		{"/actors/page/", "/actors/page/", 0},
		{"/briefs/page/1/", "/briefs/page/1/", 0},
		{"/briefs/page/02/", "/briefs/page/02/", 0},
		{"/briefs/page/2", "/briefs/page/2", 0},
		{"/briefs/page/", "/briefs/page/", 0},
		{"/briefs/page/x/", "/briefs/page/x/", 0},
	} {
		if list, page := pageNumber(c.url); list != c.list || page != c.page {
			t.Errorf("pageNumber(%q) = %q, %d; want %q, %d", c.url, list, page, c.list, c.page)
		}
	}
}
