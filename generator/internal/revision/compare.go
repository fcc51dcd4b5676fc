package revision

import (
	"strings"

	"readout/generator/internal/site"
)

// maxCompare bounds the work on one part: the product of the passages that two
// revisions have of it. Beyond it, all of a part is one change.
const maxCompare = 4 << 20

// compare returns what one wording says otherwise than another, passage by
// passage, in the order of the later one; parts that it lacks come last.
func compare(before, after []site.Passage) []Change {
	was, is := byPart(before), byPart(after)
	var changes []Change
	for _, part := range is.order {
		changes = appendChanges(changes, part, was.passages[part], is.passages[part])
	}
	for _, part := range was.order {
		if is.passages[part] == nil {
			changes = appendChanges(changes, part, was.passages[part], nil)
		}
	}
	return changes
}

type parts struct {
	order    []string
	passages map[string][]site.Passage
}

func byPart(list []site.Passage) parts {
	p := parts{passages: map[string][]site.Passage{}}
	for _, one := range list {
		if p.passages[one.Part] == nil {
			p.order = append(p.order, one.Part)
		}
		p.passages[one.Part] = append(p.passages[one.Part], one)
	}
	return p
}

// appendChanges compares the passages of one part: the fewest taken out and
// put in. What is taken out and put in at one place is one change.
func appendChanges(out []Change, part string, a, b []site.Passage) []Change {
	for len(a) > 0 && len(b) > 0 && a[0].Source == b[0].Source {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1].Source == b[len(b)-1].Source {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 && len(b) == 0 {
		return out
	}
	if (len(a)+1)*(len(b)+1) > maxCompare {
		return append(out, changeOf(part, a, b))
	}
	// longest[i][j] is how many passages a[i:] and b[j:] have in common.
	width := len(b) + 1
	longest := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].Source == b[j].Source {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	i, j, fromA, fromB := 0, 0, 0, 0
	flush := func() {
		if i > fromA || j > fromB {
			out = append(out, changeOf(part, a[fromA:i], b[fromB:j]))
		}
	}
	for i < len(a) && j < len(b) {
		switch {
		case a[i].Source == b[j].Source:
			flush()
			i, j = i+1, j+1
			fromA, fromB = i, j
		case longest[(i+1)*width+j] >= longest[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	i, j = len(a), len(b)
	flush()
	return out
}

// changeOf is one change, in plain text unless it is one of the markup alone.
func changeOf(part string, a, b []site.Passage) Change {
	c := Change{
		Part: part,
		Was:  joined(a, func(p site.Passage) string { return p.Text }),
		Is:   joined(b, func(p site.Passage) string { return p.Text }),
	}
	if c.Was == c.Is {
		c.Was = joined(a, func(p site.Passage) string { return p.Source })
		c.Is = joined(b, func(p site.Passage) string { return p.Source })
	}
	switch {
	case len(b) > 0:
		c.Under = b[0].Under
	case len(a) > 0:
		c.Under = a[0].Under
	}
	return c
}

func joined(list []site.Passage, text func(site.Passage) string) string {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = text(p)
	}
	return strings.Join(texts, "\n\n")
}
