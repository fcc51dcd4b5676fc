package export

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/site"
)

// feedLimit is how many entries a feed has at most: the newest.
const feedLimit = 50

// feed is what a feed says, in whichever format.
type feed struct {
	*exporter
	title, about string
	page         string // address of what the feed is about
	address      string // of the feed, without its file ending
	entries      []entry
}

// entry is one entry of a feed. Its id and address are the same and permanent.
type entry struct {
	url, title, summary string
	published, updated  site.Day
	authors, tags       []string
}

// news is something that may become an entry: a brief, or an event of a
// recommendation. It is small, because a feed looks at all there are and keeps
// few.
type news struct {
	day            site.Day // on which it became known
	brief          *site.Brief
	recommendation *site.Recommendation
	event          int // index in the recommendation's history
}

func (n news) id() string {
	if n.brief != nil {
		return n.brief.ID
	}
	return n.recommendation.ID
}

// compare orders news newest first; of one day briefs come first, then by id,
// then the later event.
func (n news) compare(m news) int {
	order := cmp.Compare(m.day, n.day)
	if order == 0 && (n.brief != nil) != (m.brief != nil) {
		if n.brief != nil {
			return -1
		}
		return 1
	}
	return cmp.Or(order, strings.Compare(n.id(), m.id()), cmp.Compare(m.event, n.event))
}

// newest keeps the newest of what is added to it, newest first.
type newest []news

// late reports whether something of a day is too old to be kept.
func (ns newest) late(day site.Day) bool {
	return len(ns) == feedLimit && day < ns[feedLimit-1].day
}

func (ns *newest) add(n news) {
	at, found := slices.BinarySearchFunc(*ns, n, news.compare)
	if found || at == feedLimit {
		return
	}
	if len(*ns) == feedLimit {
		*ns = (*ns)[:feedLimit-1]
	}
	*ns = slices.Insert(*ns, at, n)
}

func (e *exporter) siteFeed() *feed {
	var kept newest
	for _, b := range e.site.Briefs() {
		e.addBrief(&kept, b)
	}
	for _, r := range e.site.Recommendations() {
		e.addEvents(&kept, r, nil)
	}
	return e.feed(e.set.Title.In(e.lang), e.set.Description.In(e.lang), "/", kept)
}

// hasFeed reports whether a record has a feed of its own. What is not public
// has none.
func (e *exporter) hasFeed(x site.Entity) bool {
	switch x.Common().Kind {
	case site.KindBrief, site.KindTopic, site.KindActor, site.KindRecommendation:
		return e.set.Writes("record_feeds") && e.site.Hidden(x) == ""
	}
	return false
}

// recordFeed is the feed of a brief, a topic, an actor or a recommendation: the
// brief, or the briefs about it, and the events of the recommendations in it,
// on it, to it, or to one whose duties it holds.
func (e *exporter) recordFeed(x site.Entity) *feed {
	var kept newest
	switch x := x.(type) {
	case *site.Recommendation:
		e.addEvents(&kept, x, nil)
	case *site.Brief:
		e.addBrief(&kept, x)
	}
	for _, l := range e.site.Links(x) {
		switch from := l.From.(type) {
		case *site.Brief:
			if l.Via == site.ViaTopic || l.Via == site.ViaBriefActor || l.Via == site.ViaAuthor {
				e.addBrief(&kept, from)
			}
		case *site.Recommendation:
			switch l.Via {
			case site.ViaTopic, site.ViaBrief:
				e.addEvents(&kept, from, nil)
			case site.ViaAddressee:
				e.addEvents(&kept, from, x)
			}
		}
	}
	if a, ok := x.(*site.Actor); ok {
		for _, duty := range e.site.Inheritances(a, e.site.AsOf()) {
			for _, l := range e.site.Links(duty.From) {
				if r, ok := l.From.(*site.Recommendation); ok && l.Via == site.ViaAddressee {
					e.addEvents(&kept, r, duty.From)
				}
			}
		}
	}
	title := e.set.Title.In(e.lang) + ": " + e.title(x)
	return e.feed(title, x.Common().Summary.In(e.lang), e.site.URL(x), kept)
}

func (e *exporter) addBrief(kept *newest, b *site.Brief) {
	if _, updated := briefDates(b); e.site.Hidden(b) == "" {
		kept.add(news{day: updated.First(), brief: b})
	}
}

// addEvents adds the known events of a recommendation; of those about some
// addressees only, the ones about an actor, if one is given.
func (e *exporter) addEvents(kept *newest, r *site.Recommendation, about site.Entity) {
	recent := func(v *site.HistoryEvent) bool { return !kept.late(recordedOn(v).First()) }
	if e.site.Hidden(r) != "" || !slices.ContainsFunc(r.History, func(v site.HistoryEvent) bool { return recent(&v) }) {
		return // which spares most recommendations the derivation of their state
	}
	for _, i := range e.site.State(r).History {
		v := &r.History[i]
		if !recent(v) || about != nil && len(v.Actors) > 0 && !e.names(v.Actors, about) {
			continue
		}
		kept.add(news{day: recordedOn(v).First(), recommendation: r, event: i})
	}
}

func (e *exporter) names(refs []site.Ref, x site.Entity) bool {
	return slices.ContainsFunc(refs, func(ref site.Ref) bool { return e.id(ref) == x.Common().ID })
}

// briefDates are when a brief was published and when it last changed.
func briefDates(b *site.Brief) (published, updated site.Date) {
	updated = b.Date
	later := func(d site.Date) {
		if d.Compare(updated) > 0 {
			updated = d
		}
	}
	later(b.Updated)
	for i := range b.Changelog {
		later(b.Changelog[i].Date)
	}
	for i := range b.Corrections {
		later(b.Corrections[i].Date)
	}
	return b.Date, updated
}

// recordedOn is when an event became known.
func recordedOn(v *site.HistoryEvent) site.Date {
	if v.Recorded.IsZero() {
		return v.Date
	}
	return v.Recorded
}

func (e *exporter) feed(title, about, url string, kept newest) *feed {
	page := e.absolute(url)
	f := &feed{exporter: e, title: title, about: about, page: page, address: page + "feed", entries: make([]entry, 0, len(kept))}
	for _, n := range kept {
		if n.brief != nil {
			f.entries = append(f.entries, e.briefEntry(n.brief))
		} else {
			f.entries = append(f.entries, e.eventEntry(n.recommendation, n.event))
		}
	}
	return f
}

func (e *exporter) briefEntry(b *site.Brief) entry {
	published, updated := briefDates(b)
	n := entry{
		url: e.url(b), title: e.title(b), summary: b.Summary.In(e.lang),
		published: published.First(), updated: updated.First(),
		tags: e.titles(b.Topics), authors: e.titles(b.Authors),
	}
	if n.summary == "" {
		n.summary = cmp.Or(b.Subtitle.In(e.lang), n.title)
	}
	return n
}

func (e *exporter) eventEntry(r *site.Recommendation, i int) entry {
	v := &r.History[i]
	known := recordedOn(v).First()
	return entry{
		url:       e.url(r) + "#" + eventAnchor(i),
		title:     e.title(r) + ": " + site.EventTypeLabel(v.Type),
		summary:   e.eventSummary(r, v),
		published: known, updated: known,
		tags: e.titles(r.Topics),
	}
}

// eventAnchor is where a recommendation's page shows an event, by its index.
func eventAnchor(i int) string { return "event-" + strconv.Itoa(i+1) }

// eventSummary tells an event in short sentences: when, for whom, what it
// changed, and its note.
func (e *exporter) eventSummary(r *site.Recommendation, v *site.HistoryEvent) string {
	b := append(make([]byte, 0, 256), v.Date.Words()...)
	for i, actor := range e.titles(v.Actors) {
		b = append(append(b, [...]string{". ", ", "}[min(i, 1)]...), actor...)
	}
	change := func(what, value string) {
		b = append(append(append(append(b, ". "...), what...), ": "...), value...)
	}
	for _, set := range v.Set {
		change(site.AxisName(set.Axis), site.AxisLabel(set.Axis, set.Value))
	}
	if !v.Due.IsZero() {
		change("Due", v.Due.Words())
	}
	if !v.RespondBy.IsZero() {
		change("Reply due", v.RespondBy.Words())
	}
	b = append(b, '.')
	if note := strings.TrimSpace(e.plain(&r.Record, v.Note)); note != "" {
		b = append(append(b, ' '), note...)
	}
	return string(b)
}

// titles are the titles of the records that references mean.
func (e *exporter) titles(refs []site.Ref) []string {
	if len(refs) == 0 {
		return nil
	}
	out := make([]string, 0, len(refs))
	for _, ref := range refs {
		if x, ok := e.site.Lookup(ref.Value); ok {
			out = append(out, e.title(x))
		}
	}
	return out
}

// updated is when the feed last changed: with its newest entry. A feed without
// entries has never changed, which Atom can only say with a date.
func (f *feed) updated() site.Day {
	var last site.Day
	for i, n := range f.entries {
		if i == 0 || n.updated > last {
			last = n.updated
		}
	}
	return last
}

// publisher is who answers for the feed.
func (f *feed) publisher() string {
	return cmp.Or(f.set.Publisher.Name, f.set.Title.In(f.lang))
}

// timestamp is a day as RFC 3339 writes it.
func timestamp(d site.Day) string { return d.Date().ISO() + "T00:00:00Z" }
