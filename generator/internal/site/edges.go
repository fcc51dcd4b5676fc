package site

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
)

// kindSet is a set of kinds; the empty set stands for all of them.
type kindSet uint16

func kinds(ks ...Kind) kindSet {
	var s kindSet
	for _, k := range ks {
		s |= 1 << k
	}
	return s
}

func (s kindSet) has(k Kind) bool { return s == 0 || s&(1<<k) != 0 }

// String names the kinds as a sentence does: "an actor or an instrument".
func (s kindSet) String() string {
	var names []string
	for _, k := range Kinds() {
		if s&(1<<k) != 0 {
			names = append(names, withArticle(k.String()))
		}
	}
	if names == nil {
		return "a record"
	}
	return orList(names)
}

func withArticle(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// viaQuery marks what a fenced block names: it must be there, and is no link.
const viaQuery Via = 0xff

// edge is one reference from a record to something else, as it was written.
type edge struct {
	via    Via
	kinds  kindSet // what it may lead to
	field  string  // the key it stands at; "" in texts
	id     string  // "" for paths
	path   string  // of a file of content/, or of a page when it begins with /; beside an id what else it may be
	pos    diag.Pos
	width  int
	detail string             // as Link.Detail
	ref    *markdown.Ref      // of a reference in a text
	doc    *markdown.Document // the text
	other  bool               // it stands in a translation
	event  *HistoryEvent      // in whose data it stands; nil elsewhere, and for notes
}

// keys returns the keys under which an edge is found from what it leads to,
// there or not: of its id and of its path; "" for what it lacks.
func (e *edge) keys() (id, path string) {
	path = e.path
	if strings.HasPrefix(path, "/") {
		path = keyOf(path)
	}
	return keyOf(e.id), path
}

// eachEdge calls f with every reference of a record: those in its data, then
// those in its texts in the order in which they are read. Edges are worked out
// again whenever they are needed, which costs less than to keep them.
func (r *Record) eachEdge(f func(edge)) { r.visit(&edgeVisitor{f: f}) }

// eachEdgeTo is eachEdge without most of the edges that do not lead to a
// record with some names, of which the hashes are given too. A record has many
// and few of them are asked for, so the others are passed over before they are
// made.
func (r *Record) eachEdgeTo(names nameList, hashes []uint32, f func(edge)) {
	r.visit(&edgeVisitor{f: f, to: names, toAny: hashes})
}

func (r *Record) visit(v *edgeVisitor) {
	v.refs(r.Topics, ViaTopic, "topics", kinds(KindTopic))
	switch e := r.self.(type) {
	case *Brief:
		v.refs(e.Authors, ViaAuthor, "authors", kinds(KindActor))
		v.refs(e.Actors, ViaBriefActor, "actors", kinds(KindActor))
	case *Recommendation:
		v.recommendation(e)
	case *Actor:
		v.one(e.Parent, ViaParent, "parent", "", kinds(KindActor))
		for i := range e.Successors {
			v.one(e.Successors[i].Actor, ViaSuccessor, "successors", "", kinds(KindActor))
		}
		v.refs(e.MemberOf, ViaMember, "member_of", kinds(KindActor, KindInstrument))
	case *Instrument:
		v.refs(e.Actors, ViaInstrumentActor, "actors", kinds(KindActor))
	case *Topic:
		v.one(e.Broader, ViaBroader, "broader", "", kinds(KindTopic))
	case *Event:
		v.refs(e.Actors, ViaEventActor, "actors", kinds(KindActor))
		v.refs(e.Recommendations, ViaEventRecommendation, "recommendations", kinds(KindRecommendation))
		v.refs(e.Sources, ViaEventSource, "sources", kinds(KindSource))
	}
	if r.texts != nil {
		v.texts(r.texts)
	}
	v.other = true
	for _, t := range r.Others {
		v.texts(&t.texts)
	}
}

// nameList is what a record may be called in references: keys of ids, and
// paths.
type nameList []string

// has reports whether an id, as it was written, is one of the names.
func (l nameList) has(id string) bool {
	for _, name := range l {
		if len(name) == len(id) && (name == id || name == keyOf(id)) {
			return true
		}
	}
	for i := range len(id) {
		if id[i] >= utf8.RuneSelf { // its key may be of another length
			return slices.Contains(l, keyOf(id))
		}
	}
	return false
}

// hashOfTarget stands for what a reference names: 0 for a path, which may be
// any record's, and else a hash of the id in lower case that is never 0.
func hashOfTarget(r *markdown.Ref) uint32 {
	if r.Kind > markdown.Citation || strings.ContainsAny(r.Target, "/.") {
		return 0
	}
	return hashOf(keyOf(r.Target))
}

// hashOf is FNV-1a of a key.
func hashOf(key string) uint32 {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return max(h, 1)
}

// hashes are those of the names, and of any path.
func (l nameList) hashes() []uint32 {
	out := make([]uint32, 1, 1+len(l))
	for _, name := range l {
		out = append(out, hashOf(name))
	}
	return out
}

type edgeVisitor struct {
	f     func(edge)
	to    nameList      // edges to other ids are passed over; nil for none
	toAny []uint32      // hashes of to
	other bool          // what is visited is a translation
	event *HistoryEvent // what is visited is the data of an event
}

func (v *edgeVisitor) one(r Ref, via Via, field, detail string, ks kindSet) {
	if r.Value == "" || v.to != nil && !v.to.has(r.Value) {
		return
	}
	v.f(edge{via: via, kinds: ks, field: field, id: r.Value, pos: r.Pos, width: r.Width, detail: detail, other: v.other, event: v.event})
}

func (v *edgeVisitor) refs(rs []Ref, via Via, field string, ks kindSet) {
	for i := range rs {
		v.one(rs[i], via, field, "", ks)
	}
}

func (v *edgeVisitor) recommendation(r *Recommendation) {
	v.one(r.Brief, ViaBrief, "brief", "", kinds(KindBrief))
	v.one(r.PartOf, ViaPartOf, "part_of", "", kinds(KindRecommendation))
	for i := range r.To {
		v.one(r.To[i].Actor, ViaAddressee, "to", "", kinds(KindActor))
	}
	for i := range r.Relations {
		rel := &r.Relations[i]
		var ks kindSet
		switch rel.Type {
		case "repeats", "supersedes", "merged_into", "narrows":
			ks = kinds(KindRecommendation)
		}
		v.one(rel.Target, ViaRelation, "relations", rel.Type, ks)
	}
	v.refs(r.Obstacles, ViaObstacle, "obstacles", 0)
	for i := range r.History {
		h := &r.History[i]
		v.event = h
		v.refs(h.Actors, ViaHistoryActor, "actors", kinds(KindActor))
		for j := range h.Evidence {
			v.one(h.Evidence[j].Source, ViaEvidence, "evidence", h.Evidence[j].Locator, kinds(KindSource))
		}
	}
	v.event = nil
}

func (v *edgeVisitor) texts(t *texts) {
	if v.to != nil {
		v.textsTo(t)
		return // what a block names is no link
	}
	for _, d := range t.docs {
		refs := d.Refs()
		for i := range refs {
			v.text(d, &refs[i])
		}
	}
	for i := range t.blocks {
		b := &t.blocks[i]
		v.refs(b.actors, viaQuery, "actor", kinds(KindActor))
		v.refs(b.topics, viaQuery, "topic", kinds(KindTopic))
		v.refs(b.briefs, viaQuery, "brief", kinds(KindBrief))
		if b.data.Value != "" {
			v.f(edge{via: viaQuery, field: "data", path: beside(b.data.Pos.File, b.data.Value), pos: b.data.Pos, width: b.data.Width, other: v.other})
		}
		if isID(keyOf(b.chartSource.Value)) {
			v.one(b.chartSource, viaChartSource, "source", "", kinds(KindSource))
		}
	}
}

// textsTo visits the references that may name what is looked for. A text has
// many references, each of the size of several cache lines, so the others are
// not even touched.
func (v *edgeVisitor) textsTo(t *texts) {
	targets := t.targets
	for _, d := range t.docs {
		refs := d.Refs()
		for i, h := range targets[:len(refs)] {
			if slices.Contains(v.toAny, h) {
				v.text(d, &refs[i])
			}
		}
		targets = targets[len(refs):]
	}
}

// viaChartSource marks a chart's source, which may be words instead of an id.
const viaChartSource Via = 0xfe

func (v *edgeVisitor) text(d *markdown.Document, r *markdown.Ref) {
	if r.Target == "" {
		return // a heading of the text itself, which markdown checks
	}
	if v.to != nil && r.Kind <= markdown.Citation && !v.to.has(r.Target) && !strings.ContainsAny(r.Target, "/.") {
		return
	}
	e := edge{via: ViaMention, pos: r.Pos, width: r.Width, ref: r, doc: d, other: v.other}
	switch r.Kind {
	case markdown.Citation:
		e.via, e.id, e.detail, e.kinds = ViaCitation, r.Target, r.Locator, kinds(KindSource)
	case markdown.Link, markdown.Embed:
		if r.Kind == markdown.Embed {
			e.via = ViaEmbed
		}
		if strings.Contains(r.Target, "/") {
			e.path = beside(r.Pos.File, r.Target)
			break
		}
		e.id = r.Target
		if path.Ext(r.Target) != "" {
			e.path = beside(r.Pos.File, r.Target)
		}
	default:
		e.path = beside(r.Pos.File, r.Target)
	}
	v.f(e)
}

// beside returns the path of what a relative path in a file leads to. A path
// that begins with / is one of the published site, which a page's address
// without its last slash leads to as well.
func beside(file, target string) string {
	if !strings.HasPrefix(target, "/") {
		return path.Join(path.Dir(file), target)
	}
	clean := path.Clean(target)
	if dir, file := path.Split(clean); file == "index.html" {
		return dir
	}
	if clean != "/" && path.Ext(clean) == "" && path.Base(clean) != sumsName {
		clean += "/"
	}
	return clean
}
