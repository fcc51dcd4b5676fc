package view

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"readout/generator/internal/site"
)

// Genealogy is /recommendations/repeated/: ideas that were recommended more
// than once, with their wordings compared.
type Genealogy struct {
	Head
	Intro  string
	Rule   string
	Chains []Chain
	Others []TrackerPage
	Empty  string
}

// Chain is one idea: recommendations that repeat, supersede or were merged
// into one another.
type Chain struct {
	ID      string // of the element: the id of the first of them
	Title   string // of the last
	Summary string // "Recommended 4 times since 2014, accepted twice, delivered once."
	Items   []ChainItem
}

// ChainItem is one recommendation of a chain; they are in order of date.
type ChainItem struct {
	*Row
	Issued Time // when it was made; zero when nobody wrote it
	Steps  []ChainStep
}

// ChainStep is how a recommendation came out of an earlier one.
type ChainStep struct {
	Label  string // "Repeats", "Supersedes", "Absorbed"
	Of     Link
	Note   string
	Change string    // "34% of the words differ"
	Diff   []DiffRun // from the earlier text to the later; nil when they are the same
}

// descent are the types of relations through which one idea comes out of
// another.
var descent = []string{"repeats", "supersedes", "merged_into"}

// newChains finds the recommendations that hang together by descent, the
// chain with the latest of all recommendations first.
func (v *Views) newChains() [][]*site.Recommendation {
	up := map[*site.Recommendation]*site.Recommendation{}
	root := func(r *site.Recommendation) *site.Recommendation {
		for up[r] != nil && up[r] != r {
			r = up[r]
		}
		return r
	}
	for _, r := range v.site.Recommendations() {
		for i := range r.Relations {
			if !slices.Contains(descent, r.Relations[i].Type) {
				continue
			}
			e, _ := v.site.Lookup(r.Relations[i].Target.Value)
			if to, ok := e.(*site.Recommendation); ok && to != r {
				up[r], up[to] = cmp.Or(up[r], r), cmp.Or(up[to], to)
				up[root(r)] = root(to)
			}
		}
	}
	at := map[*site.Recommendation]int{}
	var chains [][]*site.Recommendation
	for _, r := range v.site.Recommendations() {
		if up[r] == nil {
			continue
		}
		i, ok := at[root(r)]
		if !ok {
			i = len(chains)
			at[root(r)] = i
			chains = append(chains, nil)
		}
		chains[i] = append(chains[i], r)
	}
	when := func(r *site.Recommendation) site.Day {
		if on := v.site.Issued(r); !on.IsZero() {
			return on.First()
		}
		return math.MaxInt32
	}
	for _, c := range chains {
		slices.SortStableFunc(c, func(a, b *site.Recommendation) int { return cmp.Compare(when(a), when(b)) })
	}
	slices.SortStableFunc(chains, func(a, b []*site.Recommendation) int {
		return cmp.Compare(when(b[len(b)-1]), when(a[len(a)-1]))
	})
	return chains
}

func (v *Views) genealogy(int) any {
	chains := v.chains()
	p := &Genealogy{
		Head: v.trackerHead("repeated", "Recommended more than once", "Ideas that were recommended again, with what became of them and how their wording changed.", 1),
		Rule: "A recommendation belongs to a chain when its record says that it repeats or supersedes another, or was merged into one.",
		Empty: "No recommendation repeats, supersedes or absorbs another: each of the " +
			number(len(v.site.Recommendations()), "recommendation was", "recommendations was") + " made once, as far as the record says.",
		Others: v.trackerPages("repeated"),
	}
	p.Intro = p.Description
	for _, c := range chains {
		p.Chains = append(p.Chains, v.chain(c))
	}
	v.finish(&p.Head, nil, v.pageData(&p.Head, "CollectionPage"))
	return p
}

func (v *Views) chain(of []*site.Recommendation) Chain {
	c := Chain{ID: "chain:" + of[0].ID, Title: v.title(of[len(of)-1])}
	accepted, delivered := 0, 0
	for i, r := range of {
		item := ChainItem{Row: v.row(r), Issued: timeOf(v.site.Issued(r))}
		for _, before := range of[:i] {
			item.Steps = append(item.Steps, v.steps(before, r)...)
		}
		c.Items = append(c.Items, item)
		st := v.site.State(r)
		if slices.ContainsFunc(st.Assignments, func(a site.Assignment) bool {
			return a.Response == "accepted" || a.Response == "accepted_in_principle" || a.Response == "accepted_in_part"
		}) {
			accepted++
		}
		if slices.ContainsFunc(st.Assignments, func(a site.Assignment) bool { return !a.DeliveredOn.IsZero() }) {
			delivered++
		}
	}
	c.Summary = "Recommended " + times(len(of))
	if on := v.site.Issued(of[0]); !on.IsZero() {
		c.Summary += " since " + year(on)
	}
	c.Summary += "; accepted, by at least one addressee, " + times(accepted) + "; delivered, by at least one, " + times(delivered) + "."
	return c
}

func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return strconv.Itoa(n) + " times"
}

// steps are the relations of descent between an earlier and a later
// recommendation, whichever of them says so.
func (v *Views) steps(before, after *site.Recommendation) []ChainStep {
	var out []ChainStep
	add := func(label, note string) {
		was, is := v.plain(&before.Record, before.Text), v.plain(&after.Record, after.Text)
		s := ChainStep{Label: label, Of: v.link(before), Note: note, Diff: diff(was, is)}
		switch n := changedPercent(s.Diff); {
		case n == 0:
			s.Change, s.Diff = "word for word the same", nil
		case n == 100:
			s.Change = "worded anew"
		default:
			s.Change = strconv.Itoa(n) + "% of the words differ"
		}
		out = append(out, s)
	}
	each := func(of, to *site.Recommendation, label func(string) string) {
		for i := range of.Relations {
			rel := &of.Relations[i]
			if e, _ := v.site.Lookup(rel.Target.Value); slices.Contains(descent, rel.Type) && e == site.Entity(to) {
				add(label(rel.Type), rel.Note)
			}
		}
	}
	each(after, before, site.RelationLabel)
	each(before, after, site.RelationInverseLabel)
	return out
}
