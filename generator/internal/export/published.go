package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/site"
)

// ErrNoHistory says that there is no published data to compare with, or none
// that can be read.
var ErrNoHistory = errors.New("no published histories")

// Rewritten compares the histories of a site with the ones that were published
// before, and reports every event that was published and has changed, gone or
// changed its place since: histories are only added to. A recommendation with
// an event of type correction that was not published yet is left out, for that
// event tells readers what changed.
//
// published is a folder of data files as this package writes them: events.json
// and evidence.json or, where there is no events.json, recommendations.json.
// The only error is ErrNoHistory.
func Rewritten(s *site.Site, published fs.FS) (diag.List, error) {
	c := comparison{exporter: newExporter(s, Options{})}
	err := c.events(published)
	if errors.Is(err, fs.ErrNotExist) {
		err = c.recommendations(published)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoHistory, err)
	}
	return c.problems.WithChecks(s.Settings().Checks).Sorted(), nil
}

// comparison compares the published histories, one recommendation's after the
// other.
type comparison struct {
	*exporter
	problems diag.List
}

// told is an event as it was published, or as it would be now.
type told struct {
	number   int // its place in the record, from 1; 0 where the data does not say
	facts    []fact
	note     string
	typ, day string
}

// fact is a part of an event that may not change, such as its date.
type fact struct{ name, value string }

// fact is the value of a fact, "" for one that the event does not state.
func (x *told) fact(name string) string {
	for _, f := range x.facts {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// publishedEvent is an event in the data: changed axes stand beside the other
// fields in events.json and below set in recommendations.json.
type publishedEvent struct {
	ID             string `json:"id"`
	Recommendation string `json:"recommendation"`
	Number         int    `json:"number"`
	Date           string `json:"date"`
	Recorded       string `json:"recorded"`
	Type           string `json:"type"`
	Actors         []string
	Note           string `json:"note"`
	Set            map[string]string
	Response       string `json:"response"`
	Claimed        string `json:"claimed"`
	Assessed       string `json:"assessed"`
	Record         string `json:"record"`
	Due            string `json:"due"`
	RespondBy      string `json:"respond_by"`
	Evidence       []publishedEvidence
}

type publishedEvidence struct {
	Event  string `json:"event"`
	Source string `json:"source"`
	Stance string `json:"stance"`
}

// events reads events.json, and evidence.json beside it.
func (c *comparison) events(published fs.FS) error {
	f, err := published.Open("events.json")
	if err != nil {
		return err
	}
	defer f.Close()
	evidence := map[string][]publishedEvidence{}
	withEvidence := true
	if e, err := published.Open("evidence.json"); err == nil {
		defer e.Close()
		if err := eachRow(e, "evidence", func(row publishedEvidence) { evidence[row.Event] = append(evidence[row.Event], row) }); err != nil {
			return fmt.Errorf("evidence.json: %w", err)
		}
	} else {
		withEvidence = false
	}
	of, list := "", []told(nil)
	err = eachRow(f, "events", func(row publishedEvent) {
		if row.Recommendation != of {
			c.compare(of, list, withEvidence)
			of, list = row.Recommendation, nil
		}
		row.Evidence = evidence[row.ID]
		list = append(list, c.was(&row))
	})
	if err != nil {
		return fmt.Errorf("events.json: %w", err)
	}
	c.compare(of, list, withEvidence)
	return nil
}

// recommendations reads recommendations.json.
func (c *comparison) recommendations(published fs.FS) error {
	f, err := published.Open("recommendations.json")
	if err != nil {
		return err
	}
	defer f.Close()
	type row struct {
		ID     string
		Events []publishedEvent
	}
	err = eachRow(f, "recommendations", func(r row) {
		list := make([]told, len(r.Events))
		for i := range r.Events {
			list[i] = c.was(&r.Events[i])
		}
		c.compare(r.ID, list, true)
	})
	if err != nil {
		return fmt.Errorf("recommendations.json: %w", err)
	}
	return nil
}

// eachRow passes on the rows of a table's JSON one by one.
func eachRow[T any](r io.Reader, table string, row func(T)) error {
	dec := json.NewDecoder(r)
	for {
		t, err := dec.Token()
		if err == io.EOF {
			return fmt.Errorf("there is no list “%s”", table)
		}
		if err != nil {
			return err
		}
		if t != table {
			continue
		}
		if t, err = dec.Token(); err != nil {
			return err
		}
		if t != json.Delim('[') {
			continue
		}
		for dec.More() {
			var x T
			if err := dec.Decode(&x); err != nil {
				return err
			}
			row(x)
		}
		return nil
	}
}

// was is a published event in the form in which it is compared.
func (c *comparison) was(v *publishedEvent) told {
	x := told{number: v.Number, note: v.Note, typ: v.Type, day: v.Date}
	add := func(name, value string) {
		if value != "" {
			x.facts = append(x.facts, fact{name, value})
		}
	}
	add("date", v.Date)
	add("recorded", v.Recorded)
	add("type", v.Type)
	actors := make([]string, len(v.Actors))
	for i, a := range v.Actors {
		actors[i] = c.own(a)
	}
	add("actors", sorted(actors))
	for _, set := range [...]fact{
		{"response", v.Response},
		{"claimed", v.Claimed},
		{"assessed", v.Assessed},
		{"record", v.Record},
		{"due", v.Due},
		{"respond_by", v.RespondBy},
	} {
		if set.value == "" {
			set.value = v.Set[set.name]
		}
		add(set.name, set.value)
	}
	sources := make([]string, len(v.Evidence))
	for i, e := range v.Evidence {
		sources[i] = stated(c.own(e.Source), e.Stance)
	}
	add("evidence", sorted(sources))
	return x
}

// is is an event as it would be published now.
func (c *comparison) is(r *site.Recommendation, i int) told {
	v := &r.History[i]
	p := publishedEvent{Number: i + 1, Date: v.Date.String(), Recorded: recordedOn(v).String(), Type: v.Type, Note: v.NoteSource, Set: map[string]string{}}
	for _, a := range v.Actors {
		p.Actors = append(p.Actors, a.Value)
	}
	event{recommendation: recommendation{record: record[*site.Recommendation]{c.exporter, r}}, HistoryEvent: v}.changes(func(key, value string) { p.Set[key] = value })
	for _, e := range v.Evidence {
		p.Evidence = append(p.Evidence, publishedEvidence{Source: e.Source.Value, Stance: e.Stance})
	}
	return c.was(&p)
}

// own is the id that the record with an id, or an old id, has now.
func (c *comparison) own(id string) string { return c.id(site.Ref{Value: id}) }

func stated(source, stance string) string {
	if stance == "" || stance == "supports" {
		return source
	}
	return source + " (" + stance + ")"
}

func sorted(ids []string) string {
	slices.Sort(ids)
	return strings.Join(ids, ", ")
}

// compare compares the published history of a recommendation with the one that
// it has now.
func (c *comparison) compare(id string, before []told, withEvidence bool) {
	if len(before) == 0 {
		return
	}
	x, _ := c.site.Lookup(id)
	r, ok := x.(*site.Recommendation)
	if !ok {
		c.problems.Warnf(diag.Pos{File: "content/" + site.KindRecommendation.Folder()}, "event-dropped",
			"“%s” was published with %s, and is no longer there", id, events(len(before))).
			Hint = "bring it back, and withdraw it with an event of type withdrawn; if only its id changed, keep the old one in aliases:"
		return
	}
	now := make([]told, len(r.History))
	for i := range now {
		now[i] = c.is(r, i)
	}
	m := match(before, now, withEvidence)
	for i := range now {
		if now[i].typ == "correction" && !m.matched[i] {
			return
		}
	}
	for i, p := range m.at {
		switch {
		case p < 0:
			c.problems.Warnf(r.Pos, "event-dropped", "%s was published and is no longer in the events", name(&before[i])).
				Hint = "bring it back, or explain with an event of type correction why it is gone"
		case !same(&before[i], &now[p], withEvidence):
			c.problems.Warnf(r.History[p].Pos, "event-rewritten", "%s is no longer what was published: %s",
				name(&before[i]), strings.Join(differences(&before[i], &now[p], withEvidence), "; ")).
				Hint = "restore it and add what changed as a new event, or explain the change with an event of type correction"
		case before[i].note != now[p].note:
			c.problems.Warnf(r.History[p].Pos, "event-note-changed", "the note of %s has changed since it was published", name(&before[i])).
				Hint = "if more than its wording changed, say so in an event of type correction"
		}
	}
	if p := m.pushed(before); p >= 0 {
		c.problems.Warnf(r.History[p].Pos, "event-inserted", "this event stands before others that were published, which changes their ids").
			Hint = "move it to the end of events:; its date says when it happened"
	}
}

func events(n int) string {
	if n == 1 {
		return "1 event"
	}
	return strconv.Itoa(n) + " events"
}

// name says which event is meant.
func name(x *told) string {
	return "the event of type " + x.typ + " dated " + x.day
}

// matches says what became of published events.
type matches struct {
	at      []int  // by published event: its index in the record, -1 for none
	matched []bool // by event of the record: whether it was published
}

// match finds each published event in the record: at its own place, else
// wherever the same event stands, else the one that took its place or is most
// like it.
func match(before, now []told, withEvidence bool) matches {
	m := matches{at: make([]int, len(before)), matched: make([]bool, len(now))}
	for i := range m.at {
		m.at[i] = -1
	}
	pass := func(fits func(b *told, place, n int) bool) {
		for i := range before {
			place := before[i].number - 1
			if place < 0 {
				place = i
			}
			for n := range now {
				if m.at[i] < 0 && !m.matched[n] && fits(&before[i], place, n) {
					m.at[i], m.matched[n] = n, true
				}
			}
		}
	}
	pass(func(b *told, place, n int) bool { return place == n && same(b, &now[n], withEvidence) })
	pass(func(b *told, _, n int) bool { return same(b, &now[n], withEvidence) && b.note == now[n].note })
	pass(func(b *told, _, n int) bool { return same(b, &now[n], withEvidence) })
	pass(func(b *told, place, n int) bool { return place == n && (b.typ == now[n].typ || b.day == now[n].day) })
	pass(func(b *told, _, n int) bool { return b.typ == now[n].typ && b.day == now[n].day })
	pass(func(b *told, place, n int) bool {
		return place == n && now[n].typ != "correction" && len(before) <= len(now)
	})
	return m
}

// pushed returns the first event that was not published and stands before one
// that was, and was published with a smaller number; -1 when there is none or
// when an event is gone, which explains the numbers.
func (m *matches) pushed(before []told) int {
	first := -1
	for i, p := range m.at {
		if p < 0 {
			return -1
		}
		if before[i].number > 0 && p >= before[i].number && first < 0 {
			for n := range p {
				if !m.matched[n] {
					first = n
					break
				}
			}
			if first < 0 {
				first = p // the published ones changed places
			}
		}
	}
	return first
}

// same reports whether two events state the same facts.
func same(b, n *told, withEvidence bool) bool { return len(differences(b, n, withEvidence)) == 0 }

// differences says in words which facts differ.
func differences(b, n *told, withEvidence bool) []string {
	if slices.Equal(b.facts, n.facts) {
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, f := range slices.Concat(b.facts, n.facts) {
		if seen[f.name] || f.name == "evidence" && !withEvidence {
			continue
		}
		seen[f.name] = true
		was, is := b.fact(f.name), n.fact(f.name)
		switch {
		case was == is:
		case was == "":
			out = append(out, f.name+" "+is+" was not there")
		case is == "":
			out = append(out, f.name+" "+was+" is gone")
		default:
			out = append(out, f.name+" "+was+" is now "+is)
		}
	}
	return out
}
