package site

import (
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

type recommendationFields struct {
	recordFields
	Title           Text             `yaml:"title,required"`
	Text            prose            `yaml:"text"`
	Brief           Ref              `yaml:"brief"`
	PartOf          Ref              `yaml:"part_of"`
	To              []addresseeField `yaml:"to"`
	Kind            string           `yaml:"kind"`
	Horizon         located          `yaml:"horizon"`
	Priority        priorityField    `yaml:"priority"`
	ClosureCriteria []prose          `yaml:"closure_criteria"`
	Relations       []relationField  `yaml:"relations"`
	Obstacles       []Ref            `yaml:"obstacles"`
	Events          []eventField     `yaml:"events"`
	Searches        []searchField    `yaml:"searches"`
	ReplyExpected   *bool            `yaml:"reply_expected"`
}

// addresseeField is an actor's id, or a mapping.
type addresseeField struct {
	Actor         Ref     `yaml:"actor,required"`
	Role          located `yaml:"role"`
	RespondBy     Date    `yaml:"respond_by"`
	Due           Date    `yaml:"due"`
	DueText       string  `yaml:"due_text"`
	ReplyExpected *bool   `yaml:"reply_expected"`
}

func (a *addresseeField) DecodeNode(n *source.Node, l *diag.List) {
	if n.Kind == source.Scalar {
		a.Actor = refAt(n)
		return
	}
	type plain addresseeField
	source.Decode(n, (*plain)(a), l)
}

func refAt(n *source.Node) Ref { return Ref{Value: n.Value.String, Pos: n.Pos, Width: n.Width} }

type priorityField struct {
	pos    diag.Pos
	Level  located `yaml:"level,required"`
	Reason string  `yaml:"reason"`
}

func (p *priorityField) DecodeNode(n *source.Node, l *diag.List) {
	p.pos = n.Pos
	if n.Kind == source.Scalar {
		p.Level = refAt(n)
		return
	}
	type plain priorityField
	source.Decode(n, (*plain)(p), l)
}

type relationField struct {
	Type   located `yaml:"type,required"`
	Target Ref     `yaml:"target,required"`
	Note   string  `yaml:"note"`
}

// eventField is one entry of a recommendation's events.
type eventField struct {
	pos       diag.Pos
	Date      Date            `yaml:"date,required"`
	Recorded  locatedDate     `yaml:"recorded"`
	Type      located         `yaml:"type,required"`
	Actors    []Ref           `yaml:"actors"`
	Set       axesField       `yaml:"set"`
	Due       locatedDate     `yaml:"due"`
	RespondBy locatedDate     `yaml:"respond_by"`
	Note      prose           `yaml:"note"`
	Evidence  []evidenceField `yaml:"evidence"`
}

func (e *eventField) DecodeNode(n *source.Node, l *diag.List) {
	e.pos = n.Pos
	type plain eventField
	source.Decode(n, (*plain)(e), l)
}

// axesField is an event's set. Its widths serve problems found later.
type axesField struct {
	values []AxisValue
	widths []int
}

func (f *axesField) DecodeNode(n *source.Node, l *diag.List) {
	if n.Kind != source.Mapping {
		n.WrongType(l, "axes with values, as in {response: accepted}")
		return
	}
	for _, p := range n.Pairs {
		axis := located{Value: p.Key.Value.String, Pos: p.Key.Pos, Width: p.Key.Width}
		switch {
		case axis.Value == "schedule":
			d := l.Errorf(axis.Pos, "axis-computed", "the schedule is computed, so no event can set it")
			d.Width, d.Hint = axis.Width, "write an event of type deadline_set with a due date"
			continue
		case oneOf(axis, "axis", Axes(), l) == "" || p.Value.Null:
			continue
		case p.Value.Kind != source.Scalar:
			p.Value.WrongType(l, "one value")
			continue
		}
		value := oneOf(refAt(p.Value), "value of "+axis.Value, AxisValues(axis.Value), l)
		if value == "" {
			continue
		}
		pos := p.Value.Pos
		f.values = append(f.values, AxisValue{Axis: intern(axis.Value), Value: value, Pos: pos})
		f.widths = append(f.widths, p.Value.Width)
	}
}

// evidenceField is a source's id, or a mapping.
type evidenceField struct {
	Source  Ref     `yaml:"source,required"`
	Quote   string  `yaml:"quote"`
	Locator string  `yaml:"locator"`
	Stance  located `yaml:"stance"`
}

func (e *evidenceField) DecodeNode(n *source.Node, l *diag.List) {
	if n.Kind == source.Scalar {
		e.Source = refAt(n)
		return
	}
	type plain evidenceField
	source.Decode(n, (*plain)(e), l)
}

type searchField struct {
	pos    diag.Pos
	Date   Date   `yaml:"date,required"`
	Where  list   `yaml:"where"`
	By     string `yaml:"by"`
	Result string `yaml:"result"`
}

func (s *searchField) DecodeNode(n *source.Node, l *diag.List) {
	s.pos = n.Pos
	type plain searchField
	source.Decode(n, (*plain)(s), l)
}

func (c *reader) recommendation(r *Recommendation, n *source.Node) {
	var f recommendationFields
	source.Decode(n, &f, c.problems)
	r.Text = c.main(f.Text, func(t *Translation, d *markdown.Document) { t.Text = d })
	if own := c.own(f.Text); own != nil {
		r.TextSource = r.Text.Keep(strings.TrimSpace(own.text.String))
	}
	r.Brief, r.PartOf = ref(f.Brief), ref(f.PartOf)
	c.addressees(r, f.To)
	r.Form = intern(f.Kind)
	r.Horizon = c.oneOf(f.Horizon, "horizon", Horizons())
	r.Priority = Priority{Level: intern(f.Priority.Level.Value), Reason: f.Priority.Reason}
	if r.Priority.Level != "" && strings.TrimSpace(r.Priority.Reason) == "" {
		c.errorAt(f.Priority.Level, "priority-reason", "a priority needs its reason").
			Hint = "write priority: {level: " + r.Priority.Level + ", reason: …}"
	}
	r.ClosureCriteria = c.each(f.ClosureCriteria, func(t *Translation) *[]*markdown.Document { return &t.ClosureCriteria })
	for _, rel := range f.Relations {
		kind := c.oneOf(rel.Type, "type of relation", RelationTypes())
		if kind == "" || rel.Target.Value == "" {
			continue
		}
		r.Relations = append(r.Relations, Relation{Type: kind, Target: ref(rel.Target), Note: rel.Note})
	}
	r.Obstacles = refs(f.Obstacles)
	c.history(r, f.Events)
	for _, s := range f.Searches {
		pos := s.pos
		entry := Search{Date: s.Date, By: intern(s.By), Result: s.Result, Pos: pos}
		for _, w := range s.Where {
			entry.Where = append(entry.Where, w.Value)
		}
		r.Searches = append(r.Searches, entry)
	}
	r.ReplyExpected = f.ReplyExpected
	c.common(&f.recordFields, f.Title, r)
	c.checkHistory(r, f.Events)
	c.lint(r, &f)
	switch id := (Ref{Pos: f.ID.Pos, Width: f.ID.Width}); {
	case r.Text == nil && r.Body == nil:
		c.warnAt(c.place(id), "recommendation-text", "this recommendation has no text").Hint = "add text: with the recommendation in full"
	case len(r.To) == 0 && f.To == nil:
		c.warnAt(c.place(id), "recommendation-addressee", "this recommendation is made to nobody").Hint = "add to: with the actors it is made to"
	}
}

// place is where a problem of a whole record is shown: at its id in a list,
// else at the beginning of its file.
func (c *reader) place(id Ref) Ref {
	if id.Pos.IsZero() {
		id.Pos = diag.Pos{File: c.record.File, Line: 1, Col: 1}
	}
	return id
}

// own returns the value of a text that main takes for the record's own.
func (c *reader) own(p prose) *langText {
	for i := range p {
		if p[i].lang == "" || p[i].lang == c.lang {
			return &p[i]
		}
	}
	if len(p) > 0 {
		return &p[0]
	}
	return nil
}

func (c *reader) addressees(r *Recommendation, to []addresseeField) {
	for _, a := range to {
		if a.Actor.Value == "" {
			continue
		}
		for i := range r.To {
			if keyOf(r.To[i].Actor.Value) == keyOf(a.Actor.Value) {
				c.errorAt(a.Actor, "addressee-twice", "“%s” is an addressee already", a.Actor.Value).Hint = "name each addressee once"
			}
		}
		r.To = append(r.To, Addressee{
			Actor: ref(a.Actor), Role: c.oneOf(a.Role, "role", Roles()), RespondBy: a.RespondBy, Due: a.Due,
			DueText: a.DueText, ReplyExpected: a.ReplyExpected,
		})
	}
}

// history keeps the events. One whose date or type is missing or wrong, which
// has been reported, is kept too, so that indexes stay those of the file.
func (c *reader) history(r *Recommendation, events []eventField) {
	r.History = make([]HistoryEvent, 0, len(events))
	for i := range events {
		e := &events[i]
		pos := e.pos
		h := HistoryEvent{
			Pos: pos, Date: e.Date, Recorded: e.Recorded.Value,
			Type:   c.oneOf(e.Type, "type of event", EventTypes()),
			Actors: refs(e.Actors), Set: e.Set.values, Due: e.Due.Value, RespondBy: e.RespondBy.Value,
		}
		if h.Recorded.IsZero() {
			h.Recorded = h.Date
		}
		h.Note = c.main(e.Note, func(t *Translation, d *markdown.Document) {
			t.Notes = append(t.Notes, EventNote{Event: i, Note: d})
		})
		if own := c.own(e.Note); own != nil {
			h.NoteSource = h.Note.Keep(strings.TrimSpace(own.text.String))
		}
		for _, v := range e.Evidence {
			if v.Source.Value == "" {
				continue
			}
			stance := c.oneOf(v.Stance, "stance", Stances())
			if stance == "" {
				stance = "supports"
			}
			h.Evidence = append(h.Evidence, Evidence{Source: ref(v.Source), Quote: v.Quote, Locator: intern(v.Locator), Stance: stance})
		}
		r.History = append(r.History, h)
	}
}
