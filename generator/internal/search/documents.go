package search

import (
	"strconv"
	"strings"

	"readout/generator/internal/markdown"
	"readout/generator/internal/site"
)

// field is where in a record a term stands: a bit of a mask.
type field uint8

const (
	inTitle   field = 1 << iota // titles in every language
	inName                      // other names, ids, numbers
	inKey                       // key points, subtitle
	inSummary                   //
	inLabel                     // of the records and the state that it is filed under
	inBody                      //
)

// reader hands the texts of records to a collector.
type reader struct {
	site *site.Site
	lang string
	to   *collector
	// labels are the words of records that many others are filed under.
	labels map[string]string
}

// record reads one record.
func (x *reader) record(e site.Entity) {
	r := e.Common()
	x.title(r.Title)
	x.name(r.ID)
	for _, a := range r.Aliases {
		if strings.HasPrefix(a.Value, "/") {
			continue
		}
		x.name(a.Value)
	}
	x.text(r.Summary, inSummary)
	x.topics(r)
	if y := site.DateOf(e).Year; y != 0 {
		x.facet("year", strconv.Itoa(int(y)))
	}
	switch e := e.(type) {
	case *site.Brief:
		x.brief(e)
	case *site.Recommendation:
		x.recommendation(e)
	case *site.Actor:
		x.actor(e)
	case *site.Instrument:
		x.actors(e.Actors)
		x.to.text(e.Form, inLabel)
	case *site.Event:
		x.actors(e.Actors)
		x.to.text(e.Place, inLabel)
	case *site.Source:
		for _, a := range e.Authors {
			x.to.text(a, inLabel)
		}
		x.to.text(e.Publisher, inLabel)
		x.exact(e.DOI)
	case *site.Topic:
		x.topic(r.ID, 0)
	}
	x.document(r, r.Body, inBody)
	for _, t := range r.Others {
		x.translation(r, t)
	}
}

func (x *reader) brief(b *site.Brief) {
	x.text(b.Subtitle, inKey)
	for _, d := range b.KeyPoints {
		x.document(&b.Record, d, inKey)
	}
	x.actors(b.Actors)
	x.actors(b.Authors)
	x.to.text(b.Series, inLabel)
	x.exact(b.Number)
	x.exact(b.DOI)
}

func (x *reader) recommendation(r *site.Recommendation) {
	x.document(&r.Record, r.Text, inBody)
	for _, d := range r.ClosureCriteria {
		x.document(&r.Record, d, inBody)
	}
	for i := range r.To {
		x.actor1(r.To[i].Actor)
	}
	state := x.site.State(r)
	for _, i := range state.History {
		x.document(&r.Record, r.History[i].Note, inBody)
	}
	x.to.text(r.Form, inLabel)
	x.to.text(state.Badge.Label(), inLabel)
	x.facet("state", string(state.Badge))
}

func (x *reader) actor(a *site.Actor) {
	x.title(a.ShortName)
	for _, n := range a.OtherNames {
		x.to.text(n.Name, inName)
	}
	for _, o := range a.Offices {
		x.to.text(o.Title, inLabel)
	}
	x.to.text(a.Form, inLabel)
	x.facet("actor", a.ID)
}

// translation reads a record in another language.
func (x *reader) translation(r *site.Record, t *site.Translation) {
	x.title(t.Title)
	x.title(t.ShortName)
	x.text(t.Subtitle, inKey)
	x.text(t.Summary, inSummary)
	for _, d := range t.KeyPoints {
		x.document(r, d, inKey)
	}
	x.document(r, t.Text, inBody)
	for _, d := range t.ClosureCriteria {
		x.document(r, d, inBody)
	}
	x.document(r, t.Body, inBody)
}

func (x *reader) title(t site.Text) {
	for _, v := range t.Values {
		x.to.titleText(v.Value)
	}
}

func (x *reader) text(t site.Text, in field) {
	for _, v := range t.Values {
		x.to.text(v.Value, in)
	}
}

func (x *reader) document(r *site.Record, d *markdown.Document, in field) {
	if d == nil {
		return
	}
	x.to.in = in
	x.to.buf = x.appendPlain(x.to.buf[:0], r, d)
	x.to.each(x.to.buf, x.to.add)
}

// appendPlain appends a document of a record as plain text.
func (x *reader) appendPlain(out []byte, r *site.Record, d *markdown.Document) []byte {
	return d.AppendText(out, func(ref *markdown.Ref) string { return x.site.Resolve(r, ref).Label })
}

// name is an id, by which a record is found as a whole and by its words.
func (x *reader) name(id string) {
	x.exact(id)
	x.to.text(id, inName)
}

// exact is what finds one record and no other.
func (x *reader) exact(id string) {
	if id != "" {
		x.to.exact(id)
	}
}

func (x *reader) topics(r *site.Record) {
	for _, t := range r.Topics {
		x.topic(t.Value, 0)
	}
}

// topic files a record under a topic and the broader ones above it.
func (x *reader) topic(id string, depth int) {
	const deepest = 32 // more is a circle, which site reports
	e, ok := x.site.Lookup(id)
	if !ok || depth > deepest {
		return
	}
	x.facet("topic", e.Common().ID)
	x.to.text(x.label(e), inLabel)
	if t, ok := e.(*site.Topic); ok && t.Broader.Value != "" {
		x.topic(t.Broader.Value, depth+1)
	}
}

func (x *reader) actors(refs []site.Ref) {
	for _, ref := range refs {
		x.actor1(ref)
	}
}

func (x *reader) actor1(ref site.Ref) {
	if e, ok := x.site.Lookup(ref.Value); ok {
		x.facet("actor", e.Common().ID)
		x.to.text(x.label(e), inLabel)
	}
}

// label is what a topic or an actor is called.
func (x *reader) label(e site.Entity) string {
	r := e.Common()
	if words, ok := x.labels[r.ID]; ok {
		return words
	}
	words := r.Title.In(x.lang)
	if a, ok := e.(*site.Actor); ok && !a.ShortName.IsZero() {
		words += " " + a.ShortName.In(x.lang)
	}
	x.labels[r.ID] = words
	return words
}

func (x *reader) facet(name, code string) { x.to.facet(name, strings.ToLower(code)) }
