package site

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"readout/generator/internal/cow"
	"readout/generator/internal/diag"
)

// Site is a publication: every record with its links, its state, and the
// problems in how they fit together. It is immutable and safe for use from
// many goroutines.
//
// Everything in it is kept in maps and slices that the next Site shares where
// nothing changed; With replaces what a change touches.
type Site struct {
	options  Options
	settings *Settings
	asOf     Date
	states   *stateContext

	files  cow.Map[*Parsed]   // by path
	folded cow.Map[[]string]  // the paths of files that are no records, by their fold
	flawed cow.Map[diag.List] // the problems of single files, by path
	broken int                // files that could not be read

	// By key of id, whether or not the records are public.
	claims       cow.Map[[]Entity]           // every record with that id, by position: the first has it
	translations cow.Map[[]*fileTranslation] // by the id of the original, by position
	records      cow.Map[entry]
	heldBy       cow.Map[[]string] // the keys of the recommendations whose brief: is that

	aliases  cow.Map[[]alias]         // by key of an old id, or old path; by position
	mentions cow.Map[[]*Record]       // the public records that point at an id or path, in order of compareSources
	steps    cow.Map[[]step]          // of the public records that could be part of a circle
	dates    cow.Map[*Recommendation] // the public ones by which something is expected
	problems cow.Map[[]problem]       // by what they are about; see assembly

	// The public records and files.
	briefs          ordered[*Brief]
	recommendations ordered[*Recommendation]
	actors          ordered[*Actor]
	instruments     ordered[*Instrument]
	topics          ordered[*Topic]
	events          ordered[*Event]
	sources         ordered[*Source]
	pages           ordered[*Page]
	assets          ordered[*Asset]

	redirects   func() []Alias
	differences []Difference // from the site that it was made from
}

// entry is a record as it is in the site: with its translations.
type entry struct {
	entity Entity
	why    string // it is not public; "" when it is
}

// alias is one record's claim to an old id or path.
type alias struct {
	ref Ref
	of  *Record
}

// stateContext is what states depend on besides their recommendation. A site
// whose context is the same pointer as another's has the same states.
type stateContext struct {
	settings *Settings
	asOf     Date
	aliases  cow.Map[[]alias]
}

// canonical returns one form for all the ids that mean one record.
func (c *stateContext) canonical(id string) string {
	k := keyOf(id)
	if as, ok := c.aliases.Get(k); ok {
		return keyOf(as[0].of.ID)
	}
	return k
}

// stateMemo remembers a recommendation's state in the context in which it was
// asked for last.
type stateMemo struct{ last atomic.Pointer[knownState] }

type knownState struct {
	in *stateContext
	State
}

// New returns the site that has no files yet.
func New(o Options) *Site { return (&Site{options: o}).configured(defaultSettings()) }

// configured is an empty site with settings.
func (s *Site) configured(set *Settings) *Site {
	next := &Site{options: s.options, settings: set}
	if base, wrong := normalBase(s.options.BaseURL); s.options.BaseURL != "" && wrong == "" {
		with := *set
		with.BaseURL = base
		next.settings = &with
	}
	switch o := s.options; {
	case !o.AsOf.IsZero():
		next.asOf = o.AsOf
	case !set.AsOf.IsZero():
		next.asOf = set.AsOf
	default:
		next.asOf = o.Today
	}
	next.states = &stateContext{settings: next.settings, asOf: next.asOf}
	next.redirects = sync.OnceValue(next.listRedirects)
	return next
}

// WithOptions returns the site of the same files under other options.
func (s *Site) WithOptions(o Options) *Site {
	if o == s.options {
		return s
	}
	return s.anew(o, s.files)
}

// Settings returns site.yaml. Its texts are usable even when there are errors.
func (s *Site) Settings() *Settings { return s.settings }

// AsOf returns the date at which every state is given.
func (s *Site) AsOf() Date { return s.asOf }

// The lists below are in the order in which readers see them, and hold no
// draft, scheduled or expired record unless Options.Drafts asked for them.
// Callers must not change them.

// Briefs returns the briefs, newest first.
func (s *Site) Briefs() []*Brief { return s.briefs.items }

// Recommendations returns all recommendations in natural order of id: tri-2
// before tri-10.
func (s *Site) Recommendations() []*Recommendation { return s.recommendations.items }

// Actors returns the actors by sort key, else name.
func (s *Site) Actors() []*Actor { return s.actors.items }

// Instruments returns the instruments by title.
func (s *Site) Instruments() []*Instrument { return s.instruments.items }

// Topics returns the topics by title.
func (s *Site) Topics() []*Topic { return s.topics.items }

// Events returns the events, oldest first.
func (s *Site) Events() []*Event { return s.events.items }

// Sources returns the sources, newest first, undated last.
func (s *Site) Sources() []*Source { return s.sources.items }

// Pages returns the standing pages by title.
func (s *Site) Pages() []*Page { return s.pages.items }

// Assets returns the content files that some text refers to, or that stand in
// the folder of a brief that has one, sorted by URL.
func (s *Site) Assets() []*Asset { return s.assets.items }

// Entities yields every record, kind by kind, each kind in its list's order.
func (s *Site) Entities() iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		_ = all(s.briefs.items, yield) && all(s.recommendations.items, yield) && all(s.actors.items, yield) &&
			all(s.instruments.items, yield) && all(s.topics.items, yield) && all(s.events.items, yield) &&
			all(s.sources.items, yield) && all(s.pages.items, yield)
	}
}

func all[E Entity](list []E, yield func(Entity) bool) bool {
	for _, e := range list {
		if !yield(e) {
			return false
		}
	}
	return true
}

// public reports whether a record is part of the site that is being made.
func (s *Site) public(e entry) bool { return e.entity != nil && (e.why == "" || s.options.Drafts) }

// State returns a recommendation's state at the as-of date.
func (s *Site) State(r *Recommendation) *State {
	if r.state == nil { // a record that was not read from a file
		return derive(r, s.settings, s.asOf, s.states.canonical)
	}
	if known := r.state.last.Load(); known != nil && known.in == s.states {
		return &known.State
	}
	known := &knownState{in: s.states, State: *derive(r, s.settings, s.asOf, s.states.canonical)}
	r.state.last.Store(known)
	return &known.State
}

// StateAt returns a recommendation's state as it was known on a date: events
// dated or recorded after it are left out.
func (s *Site) StateAt(r *Recommendation, asOf Date) *State {
	return derive(r, s.settings, asOf, s.states.canonical)
}

// Aliases returns the old paths, sorted.
func (s *Site) Aliases() []Alias { return s.redirects() }

// AliasAt returns the alias whose old path is a path.
func (s *Site) AliasAt(path string) (Alias, bool) {
	all := s.Aliases()
	i, ok := slices.BinarySearchFunc(all, path, func(a Alias, path string) int { return strings.Compare(a.Path, path) })
	if !ok {
		return Alias{}, false
	}
	return all[i], true
}

func (s *Site) listRedirects() []Alias {
	var out []Alias
	for key, as := range s.aliases.From("/") {
		if !strings.HasPrefix(key, "/") {
			break // the old ids, each of which has an address too
		}
		if a, ok := s.aliasOf(as); ok {
			out = append(out, Alias{Path: a.path(), To: a.of.self})
		}
	}
	slices.SortFunc(out, func(a, b Alias) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// folderURL is the address below which a kind's pages stand.
func folderURL(k Kind) string {
	if k == KindPage {
		return "/"
	}
	return "/" + k.Folder() + "/"
}
