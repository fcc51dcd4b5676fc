package site

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
)

// checker checks one record after another against all others. What it finds
// depends on the record and on what its references lead to, and on nothing
// else: With relies on that to know what to check again. It is for one
// goroutine.
type checker struct {
	site   *Site
	known  map[string]target // what ids lead to: most records name the same few
	record *Record
	found  []problem
}

// follow returns what an edge leads to.
func (c *checker) follow(e edge) target {
	if e.id == "" || e.path != "" {
		return c.site.follow(e)
	}
	t, ok := c.known[e.id]
	if !ok {
		t = c.site.follow(e)
		c.known[e.id] = t
	}
	return t
}

func (c *checker) check(r *Record) []problem {
	s := c.site
	c.record, c.found = r, nil
	r.eachEdge(c.edge)
	if rec, ok := r.self.(*Recommendation); ok {
		c.history(rec)
		c.lintState(rec)
	}
	if r.texts != nil {
		c.charts(r.texts.blocks)
		for _, u := range r.texts.languages {
			if !slices.Contains(s.settings.Languages, u.lang) {
				c.undeclared(u)
			}
		}
	}
	for _, t := range r.Others {
		c.charts(t.texts.blocks)
		if !slices.Contains(s.settings.Languages, t.Lang) {
			c.undeclared(langUse{t.Lang, t.Pos})
		}
	}
	if r.Kind == KindPage && slices.Contains(s.settings.Languages, r.ID) {
		c.error(r.Pos, 0, "id-reserved", "“%s” cannot be the id of a page: translations into that language stand there", r.ID).Hint = "choose another id"
	}
	return c.found
}

func (c *checker) undeclared(u langUse) {
	var l diag.List
	undeclared(u, c.site.settings.Languages, &l)
	if !slices.ContainsFunc(c.found, func(p problem) bool { return p.Diagnostic == l[0] }) {
		c.found = append(c.found, problem{Diagnostic: l[0]})
	}
}

func (c *checker) error(pos diag.Pos, width int, code, format string, args ...any) *problem {
	c.found = append(c.found, problem{Diagnostic: diag.Diagnostic{Code: code, Pos: pos, Width: width, Message: fmt.Sprintf(format, args...)}})
	return &c.found[len(c.found)-1]
}

func (c *checker) warn(pos diag.Pos, width int, code, format string, args ...any) *problem {
	p := c.error(pos, width, code, format, args...)
	p.Severity = diag.Warning
	return p
}

// edge checks that a reference leads to something of the right kind.
func (c *checker) edge(e edge) {
	t := c.follow(e)
	if e.ref != nil && e.ref.Of != "" && !c.kindName(e) {
		return
	}
	switch {
	case t.entity != nil:
		c.target(e, t.entity)
	case t.asset != nil:
		c.asset(e, t.asset)
	case t.url != "":
	case e.via == viaChartSource && t.why == "":
		// These are words, then, and no id.
	case t.why != "":
		what := e.id
		if what == "" {
			what = e.written()
		}
		c.notPublic(e.pos, e.width, what, t.why)
	case e.id != "":
		c.unknownID(e)
	case strings.HasPrefix(e.path, "/"):
		c.error(e.pos, e.width, "file-unknown", "no page stands at “%s”", e.written()).Hint = "write [[id]] to link to a record"
	default:
		c.unknownFile(e)
	}
}

func (c *checker) notPublic(pos diag.Pos, width int, what, why string) {
	c.error(pos, width, "ref-unknown", "“%s” is not public (%s)", what, strings.ToLower(why[:1])+why[1:]).
		Hint = "publish it, or take the reference out"
}

// written is what the author wrote of a path.
func (e *edge) written() string {
	if e.ref != nil {
		return e.ref.Target
	}
	return e.path
}

// kindName checks the kind in [[kind:id]].
func (c *checker) kindName(e edge) bool {
	for _, k := range Kinds() {
		if k.String() == e.ref.Of {
			return true
		}
	}
	names := make([]string, 0, len(kindNames))
	for _, k := range Kinds() {
		names = append(names, k.String())
	}
	c.error(e.pos, e.width, "kind-unknown", "“%s” is no kind of record", e.ref.Of).Hint = didYouMean(e.ref.Of, names)
	return false
}

func (c *checker) unknownID(e edge) {
	noun := "record"
	for _, k := range Kinds() {
		if e.kinds == kinds(k) {
			noun = k.String()
		}
	}
	p := c.error(e.pos, e.width, "ref-unknown", "no %s has the id “%s”", noun, e.id)
	p.near, p.kinds = e.id, e.kinds
	if e.ref != nil && e.path != "" && (isImage(e.id) || isTable(e.id)) {
		p.Code, p.Message = "file-unknown", fmt.Sprintf("there is no file “%s”", e.path)
		p.near = e.path
	}
}

func (c *checker) unknownFile(e edge) {
	if f, ok := c.site.files.Get(e.path); ok && f.asset == nil && !f.broken {
		c.error(e.pos, e.width, "file-unknown", "“%s” is a file of records, which is not published", e.written()).
			Hint = "write [[id]] to link to one of them"
		return
	}
	if !strings.HasPrefix(e.path, contentDir) {
		c.error(e.pos, e.width, "file-unknown", "“%s” leads out of %s", e.written(), contentDir).
			Hint = "only what stands in there is published"
		return
	}
	c.error(e.pos, e.width, "file-unknown", "there is no file “%s”", e.path).near = e.path
}

// target checks a reference that leads to a record.
func (c *checker) target(e edge, to Entity) {
	r := to.Common()
	if !e.kinds.has(r.Kind) {
		what := "here stands"
		switch {
		case e.via == ViaCitation:
			what = "a citation names"
		case e.field != "":
			what = e.field + " wants"
		}
		c.error(e.pos, e.width, "ref-kind", "“%s” is %s, and %s %s", e.id, withArticle(r.Kind.String()), what, e.kinds)
		return
	}
	if r == c.record && e.via < viaChartSource {
		if what := selfWord(e.via); what != "" {
			c.error(e.pos, e.width, "ref-self", "“%s” cannot %s itself", r.ID, what).Hint = "remove it"
		}
	}
	if e.ref == nil {
		return
	}
	if of := e.ref.Of; of != "" && of != r.Kind.String() {
		c.error(e.pos, e.width, "ref-kind", "“%s” is %s, not %s", e.id, withArticle(r.Kind.String()), withArticle(of))
		return
	}
	if e.ref.Kind == markdown.Image {
		c.error(e.pos, e.width, "ref-kind", "“%s” is %s, and no image", e.written(), withArticle(r.Kind.String())).
			Hint = "write ![[" + r.ID + "]] to show the record"
		return
	}
	c.heading(e, r)
	c.leaning(e, to)
}

// selfWord says what a record cannot do to itself; "" for what it can.
func selfWord(v Via) string {
	switch v {
	case ViaPartOf:
		return "be part of"
	case ViaRelation:
		return "be related to"
	case ViaObstacle:
		return "be an obstacle to"
	case ViaParent:
		return "be the parent of"
	case ViaSuccessor:
		return "be the successor of"
	case ViaMember:
		return "be a member of"
	case ViaBroader:
		return "be broader than"
	case ViaEmbed:
		return "embed"
	}
	return ""
}

func (c *checker) heading(e edge, r *Record) {
	name := e.ref.Heading
	if name == "" {
		return
	}
	if _, ok := headingIn(r, name); ok {
		return
	}
	p := c.error(e.pos, e.width, "heading-unknown", "“%s” has no heading “%s”", r.ID, name)
	p.Hint = diag.DidYouMean(name, func(yield func(string) bool) {
		for h := range r.headings() {
			if !yield(h.ID) {
				return
			}
		}
	})
}

// leaning checks a state that the sentence around a reference leans on.
func (c *checker) leaning(e edge, to Entity) {
	state := e.ref.State
	if state == "" || !isBadge(state) {
		return
	}
	rec, ok := to.(*Recommendation)
	if !ok {
		c.error(e.pos, e.width, "ref-kind", "“%s” is %s, and only recommendations have a state", e.id, withArticle(to.Common().Kind.String())).
			Hint = "remove {state=" + state + "}"
		return
	}
	if now := c.site.State(rec).Badge; string(now) != state {
		c.warn(e.pos, e.width, "state-changed", "this sentence leans on “%s”, but %s is now “%s”", state, rec.ID, now).
			Hint = "write the sentence anew, with {state=" + string(now) + "}"
	}
}

// asset checks a reference that leads to a file.
func (c *checker) asset(e edge, a *Asset) {
	switch {
	case e.field == "data":
		if !isTable(a.Source) {
			c.error(e.pos, e.width, "ref-kind", "“%s” is no table", path.Base(a.Source)).Hint = "a chart is drawn from a .csv file"
		}
	case e.ref == nil:
	case e.ref.Kind == markdown.Image && !isImage(a.Source):
		c.error(e.pos, e.width, "ref-kind", "“%s” is no image", path.Base(a.Source)).Hint = "take the ! away to link to it"
	case e.ref.Kind == markdown.Embed && !isImage(a.Source) && !isTable(a.Source):
		c.error(e.pos, e.width, "ref-kind", "“%s” cannot be shown in a page: it is no image and no table", path.Base(a.Source)).
			Hint = "take the ! away to link to it"
	case e.ref.Kind == markdown.Embed && isTable(a.Source):
		c.tooLarge(a, e.pos, e.width)
	case e.ref.Kind == markdown.Embed && isImage(a.Source) && e.ref.Label == "":
		c.error(e.pos, e.width, "alt-missing", "this image has no words for those who cannot see it").
			Hint = "write what it shows behind its name: ![[" + path.Base(a.Source) + "|Map of the base]]"
	}
}

// history checks a recommendation's events against its addressees and the
// sources that they rest on.
func (c *checker) history(r *Recommendation) {
	canonical := c.site.states.canonical
	for i := range r.History {
		h := &r.History[i]
		if aboutActors(h) && len(r.To) > 0 {
			for _, actor := range h.Actors {
				id := canonical(actor.Value)
				if !slices.ContainsFunc(r.To, func(to Addressee) bool { return canonical(to.Actor.Value) == id }) {
					c.error(actor.Pos, actor.Width, "actor-not-addressed", "“%s” is no addressee of this recommendation", actor.Value).
						Hint = diag.DidYouMean(actor.Value, addresseeIDs(r))
					if p := &c.found[len(c.found)-1]; p.Hint == "" {
						p.Hint = "add it to to:, or leave it out"
					}
				}
			}
		}
		for _, v := range h.Set {
			if v.Axis != "assessed" || !slices.Contains(actedValues, v.Value) {
				continue
			}
			evidence := evidenceUntil(r, i)
			if len(evidence) == 0 && slices.Contains(deliveredValues, v.Value) {
				continue // an error already
			}
			if !c.strong(evidence) {
				c.warn(v.Pos, len(v.Value), "evidence-weak", "“%s” rests on no law, budget, audit, statistics or own observation", v.Value).
					Hint = "add evidence: with a source of tier 1, 2 or 5"
			}
		}
	}
}

func addresseeIDs(r *Recommendation) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range r.To {
			if !yield(r.To[i].Actor.Value) {
				return
			}
		}
	}
}

// aboutActors reports whether an event says what its actors did, so that they
// must be addressees.
func aboutActors(h *HistoryEvent) bool {
	switch h.Type {
	case "response", "progress_claim", "assessment", "deadline_set", "deadline_moved":
		return true
	}
	return h.sets("response") != "" || h.sets("claimed") != "" || h.sets("assessed") != ""
}

// strong reports whether some evidence can carry an assessment.
func (c *checker) strong(list []Evidence) bool {
	return slices.ContainsFunc(list, func(v Evidence) bool {
		src, ok := c.follow(edge{id: v.Source.Value}).entity.(*Source)
		return ok && (src.Tier == 1 || src.Tier == 2 || src.Tier == 5)
	})
}

// checkSettings checks where the navigation leads.
func (s *Site) checkSettings() []problem {
	c := checker{site: s}
	for _, n := range s.settings.Navigation {
		to, _, _ := strings.Cut(n.To.Value, "#")
		switch {
		case strings.HasPrefix(to, "/"):
			if !s.page(beside("", to)).found() {
				c.error(n.To.Pos, n.To.Width, "file-unknown", "no page stands at “%s”", to).Hint = "write the id of a record, or the path of a list such as /briefs/"
			}
		case strings.Contains(to, ":"):
			if wrong, code := wrongAddress(to); wrong != "" {
				c.error(n.To.Pos, n.To.Width, code, "“%s” %s", to, wrong).Hint = "write the id of a record, a path, or an address on the web"
			}
		default:
			e, why := s.find(keyOf(to))
			if why != "" {
				c.notPublic(n.To.Pos, n.To.Width, to, why)
			} else if e == nil {
				c.error(n.To.Pos, n.To.Width, "ref-unknown", "no record has the id “%s”", to).near = to
			}
		}
	}
	return c.found
}

// checkAlias checks one old id or path: no other record may have it.
func (s *Site) checkAlias(k string) []problem {
	claims, _ := s.aliases.Get(k)
	c := checker{site: s}
	var first *alias
	for i := range claims {
		a := &claims[i]
		if e, _ := s.records.Get(keyOf(a.of.ID)); !s.public(e) || e.entity.Common() != a.of {
			continue
		}
		taken := s.alreadyAt(k, a)
		isID := !strings.HasPrefix(k, "/")
		if taken == "" && first != nil && first.of != a.of && (isID || strings.HasPrefix(a.ref.Value, "/") || keyOf(first.ref.Value) != keyOf(a.ref.Value)) {
			taken = "an alias of “" + first.of.ID + "”, at " + first.ref.Pos.String()
		}
		if taken != "" {
			c.error(a.ref.Pos, a.ref.Width, "alias-taken", "“%s” is %s", a.ref.Value, taken).Hint = "remove one of them"
		}
		if first == nil {
			first = a
		}
	}
	return c.found
}

// alreadyAt says what stands where an alias would lead from, "" when nothing.
func (s *Site) alreadyAt(k string, a *alias) string {
	if !strings.HasPrefix(k, "/") {
		own, _ := s.records.Get(k)
		if s.public(own) && own.entity.Common() != a.of {
			return "the id of the record at " + own.entity.Common().Pos.String()
		}
		return ""
	}
	p := a.path()
	id := strings.TrimSuffix(p, "/")
	own, _ := s.records.Get(keyOf(id[strings.LastIndexByte(id, '/')+1:]))
	switch {
	case isFixed(keyOf(p)):
		return "the address of a page that every site has"
	case strings.HasPrefix(keyOf(p), "/assets/"):
		return "an address that the site's own files have"
	case s.public(own) && keyOf(urlOf(own.entity.Common())) == keyOf(p) && strings.HasPrefix(a.ref.Value, "/"):
		return "the address of the record at " + own.entity.Common().Pos.String()
	}
	files, _ := s.folded.Get(fold(contentDir + strings.TrimPrefix(p, "/")))
	for _, file := range files {
		if keyOf(assetURL(file)) == keyOf(p) { // by which redirects knows what to look at again
			return "the address of the file " + file
		}
	}
	return ""
}
