package site

import (
	"crypto/sha256"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"readout/generator/internal/diag"
	"readout/generator/internal/markdown"
	"readout/generator/internal/source"
)

// Sum is a SHA-256.
type Sum [sha256.Size]byte

// Wording is what a record says, as its author wrote it: the keys and values
// of its data and the text below them. How they are laid out, quoted and
// commented on makes no difference; nor do the keys that say where and when a
// record is published, and not what it says.
type Wording struct {
	Sum      Sum
	Passages []Passage // in the order in which they are written
}

// Passage is a paragraph, an item or a value of a record.
type Passage struct {
	Part   string // the key that it belongs to: "summary", "events", "body"
	Under  string // the heading that a passage of a body stands under
	Source string // as it is written
	Text   string // as plain text
}

// unworded are the keys of a record that are no part of its wording.
var unworded = []string{"id", "draft", "publish_at", "expires_at", "aliases"}

// WordingOf reads the wording of one record of a file as it is known on a day:
// events that are dated or were recorded later are left out. References in its
// passages read as they do on this site. There is none where the file has no
// such record, or cannot be read.
func (s *Site) WordingOf(f *source.File, kind Kind, id string, on Day) (Wording, bool) {
	n, body, ok := findRecord(f, kind, id)
	if !ok {
		return Wording{}, false
	}
	return Wording{wordingSum(n, body, on), passages{s.refLabel, on}.of(n, body)}, true
}

// findRecord returns the data of a record in a file, and the text below them.
func findRecord(f *source.File, kind Kind, id string) (*source.Node, string, bool) {
	if f.Err != nil {
		return nil, "", false
	}
	if strings.EqualFold(path.Ext(f.Path), ".md") {
		meta, body, _ := f.FrontMatter()
		name := strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path))
		if name == "index" {
			name = path.Base(path.Dir(f.Path))
		}
		return meta, body.String, meta != nil && keyOf(name) == keyOf(id)
	}
	root, _ := f.YAML()
	if root == nil || root.Kind != source.Mapping {
		return nil, "", false
	}
	list := root.Get(kind.Folder())
	if list == nil {
		return nil, "", false
	}
	for _, n := range list.Items {
		if n.Kind != source.Mapping {
			continue
		}
		if of := n.Get("id"); of != nil && keyOf(of.Value.String) == keyOf(id) {
			return n, "", true
		}
	}
	return nil, "", false
}

// always is a day that no event is later than.
const always = Day(1<<31 - 1)

// wordingBuffers are used again from record to record.
var wordingBuffers = sync.Pool{New: func() any { return new([]byte) }}

func wordingSum(n *source.Node, body string, on Day) Sum {
	b := wordingBuffers.Get().(*[]byte)
	defer wordingBuffers.Put(b)
	out := (*b)[:0]
	for i := range n.Pairs {
		p := &n.Pairs[i]
		key := p.Key.Value.String
		if slices.Contains(unworded, key) {
			continue
		}
		out = append(append(out, key...), 0)
		if key == "events" && on != always {
			out = append(out, 's')
			for _, item := range p.Value.Items {
				if eventKnown(item, on) {
					out = appendWording(out, item)
				}
			}
			out = append(out, 'e')
			continue
		}
		out = appendWording(out, p.Value)
	}
	out = append(out, strings.TrimSpace(body)...)
	*b = out
	return sha256.Sum256(out)
}

func appendWording(out []byte, n *source.Node) []byte {
	switch n.Kind {
	case source.Mapping:
		out = append(out, 'm')
		for i := range n.Pairs {
			out = append(append(out, n.Pairs[i].Key.Value.String...), 0)
			out = appendWording(out, n.Pairs[i].Value)
		}
		return append(out, 'e')
	case source.Sequence:
		out = append(out, 's')
		for _, item := range n.Items {
			out = appendWording(out, item)
		}
		return append(out, 'e')
	}
	out = append(out, 't')
	return append(append(out, strings.TrimSpace(n.Value.String)...), 0)
}

// eventKnown is HistoryEvent.knownOn for an event that has not been read yet.
func eventKnown(event *source.Node, on Day) bool {
	var e HistoryEvent
	for i := range event.Pairs {
		p := &event.Pairs[i]
		switch p.Key.Value.String {
		case "date":
			e.Date, _ = ParseDate(p.Value.Value.String)
		case "recorded":
			e.Recorded, _ = ParseDate(p.Value.Value.String)
		}
	}
	if e.Recorded.IsZero() {
		e.Recorded = e.Date
	}
	return e.knownOn(on)
}

// Wording identifies what a record says to readers at the as-of date. It is
// zero for a kind of record whose wording is not kept; known is false when it
// must be asked of WordingOf, because the record has an event that is dated or
// was recorded later.
func (s *Site) Wording(e Entity) (sum Sum, known bool) {
	r, ok := e.(*Recommendation)
	if ok {
		day := s.asOf.Last()
		for i := range r.History {
			if !r.History[i].knownOn(day) {
				return Sum{}, false
			}
		}
	}
	return e.Common().wording, true
}

// markdownKeys are the keys whose values are Markdown.
var markdownKeys = []string{"text", "body", "note", "key_points", "closure_criteria"}

// passages takes records apart.
type passages struct {
	label func(*markdown.Ref) string
	on    Day
}

func (w passages) of(n *source.Node, body string) []Passage {
	var out []Passage
	add := func(part, under, text string) {
		if text = strings.TrimSpace(text); text == "" {
			return
		}
		p := Passage{Part: part, Under: under, Source: text, Text: text}
		if slices.Contains(markdownKeys, part) {
			if plain := w.plain(text); plain != "" {
				p.Text = plain
			}
		}
		out = append(out, p)
	}
	prose := func(part, text string) {
		under := ""
		for block := range blocks(text) {
			add(part, under, block)
			if heading, ok := strings.CutPrefix(block, "#"); ok && !strings.Contains(block, "\n") {
				under = w.plain("#" + heading)
			}
		}
	}
	for i := range n.Pairs {
		key, value := n.Pairs[i].Key.Value.String, n.Pairs[i].Value
		switch {
		case slices.Contains(unworded, key):
		case value.Kind == source.Sequence:
			for _, item := range value.Items {
				if key != "events" || eventKnown(item, w.on) {
					add(key, "", w.inWords(item))
				}
			}
		case value.Kind == source.Mapping && !slices.Contains(structured, key): // a text in several languages
			for j := range value.Pairs {
				prose(key+", "+value.Pairs[j].Key.Value.String, value.Pairs[j].Value.Value.String)
			}
		case value.Kind == source.Mapping:
			add(key, "", w.inWords(value))
		default:
			prose(key, value.Value.String)
		}
	}
	prose("body", body)
	return out
}

// structured are the keys that take a mapping of something other than
// languages.
var structured = []string{"priority", "identifiers"}

// inWords writes a value of several keys in one line.
func (w passages) inWords(n *source.Node) string {
	var parts []string
	switch n.Kind {
	case source.Scalar:
		return n.Value.String
	case source.Sequence:
		for _, item := range n.Items {
			parts = append(parts, w.inWords(item))
		}
		return strings.Join(parts, ", ")
	}
	for i := range n.Pairs {
		value := w.inWords(n.Pairs[i].Value)
		key := n.Pairs[i].Key.Value.String
		if slices.Contains(markdownKeys, key) {
			value = w.plain(value)
		}
		parts = append(parts, strings.ReplaceAll(key, "_", " ")+": "+strings.TrimSpace(value))
	}
	return strings.Join(parts, "; ")
}

// note is the mark of a footnote, or what begins one.
var note = regexp.MustCompile(`\[\^[^\]\s]+\](: *)?`)

// plain is Markdown as a reader sees it, without links' addresses and the
// numbers of notes.
func (w passages) plain(text string) string {
	text = note.ReplaceAllStringFunc(text, func(mark string) string {
		if strings.HasSuffix(mark, "]") {
			return ""
		}
		return "Note: "
	})
	d, _ := markdown.Parse(diag.Text{String: text, Runs: []diag.Run{{Line: 1, Col: 1}}}, markdown.Options{})
	return strings.TrimSpace(d.Text(w.label))
}

// blocks yields the paragraphs of a text: what stands between empty lines,
// a fenced block as one.
func blocks(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		var block strings.Builder
		fence := ""
		for line := range strings.Lines(text) {
			bare := strings.TrimSpace(line)
			if bare == "" && fence == "" {
				if block.Len() > 0 && !yield(strings.TrimRight(block.String(), "\n")) {
					return
				}
				block.Reset()
				continue
			}
			switch {
			case fence == "" && (strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~")):
				fence = bare[:3]
			case fence != "" && strings.HasPrefix(bare, fence):
				fence = ""
			}
			block.WriteString(line)
		}
		if block.Len() > 0 {
			yield(strings.TrimRight(block.String(), "\n"))
		}
	}
}
