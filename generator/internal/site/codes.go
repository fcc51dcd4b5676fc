package site

import (
	"iter"

	"readout/generator/internal/diag"
)

// The severities that site.yaml can give to a check, and the one that it
// cannot take away.
const (
	SeverityOff     = "off"
	SeverityWarning = "warning"
	SeverityError   = "error"
)

// Check is one thing that is checked of a publication, for the reference and
// for site.yaml, whose checks set the severity of those that are not errors.
type Check struct {
	Code     string
	Severity string // when site.yaml says nothing
	About    string // what it reports
}

// Checks returns every check of content, the warnings of other rooms among
// them, in order of code. Errors stay errors, whatever site.yaml says.
func Checks() []Check { return checks[:] }

var checks = [...]Check{
	{"actor-not-addressed", SeverityError, "an event says what an actor did who is no addressee"},
	{"addressee-twice", SeverityError, "an addressee is named twice"},
	{"alias-invalid", SeverityError, "an alias is neither an old id nor an old path"},
	{"alias-self", SeverityError, "a record has its own id as an alias"},
	{"alias-taken", SeverityError, "an alias is a record's id, another record's alias, or the address of a page"},
	{"alt-missing", SeverityError, "an image has no words for those who cannot see it"},
	{"anchor-unknown", SeverityWarning, "a link to a heading of its own text leads to none"},
	{"asset-active", SeverityError, "a file holds what a browser or a server would run, or what it would load from elsewhere"},
	{"asset-place", SeverityError, "a file would be published where the site has another"},
	{"axis-computed", SeverityError, "an event sets the schedule, which is computed"},
	{"block-unknown", SeverityWarning, "a fenced block's name looks like a figure's, and is none"},
	{"body-misplaced", SeverityError, "a .md file has its body in the front matter"},
	{"callout-unknown", SeverityWarning, "a callout has a name that is none"},
	{"chart-columns", SeverityError, "a chart asks for a column that its table lacks"},
	{"chart-number", SeverityError, "a chart's column holds something other than numbers"},
	{"check-fixed", SeverityError, "site.yaml sets the severity of an error"},
	{"check-unknown", SeverityError, "site.yaml sets the severity of a check that does not exist"},
	{"cycle", SeverityError, "part_of, supersedes, merged_into, repeats, broader, parent or embeds lead back to where they began"},
	{"cycle-depends-on", SeverityWarning, "recommendations depend on one another in a circle"},
	{"date-invalid", SeverityError, "a date cannot be read"},
	{"date-order", SeverityError, "a date is before another that it must follow"},
	{"deadline-misplaced", SeverityError, "an event that sets no deadline has one"},
	{"deadline-missing", SeverityError, "an event that sets a deadline has none"},
	{"deadline-moved-twice", SeverityWarning, "a deadline is set twice on one day"},
	{"deadline-unset", SeverityWarning, "a deadline is moved that was never set"},
	{"due-unresolvable", SeverityWarning, "a deadline names no date"},
	{"embed-limit", SeverityError, "cards stand too deep in one another, or a text shows too many"},
	{"event-after-superseded", SeverityWarning, "a superseded recommendation goes on without being reopened"},
	{"event-before-issued", SeverityWarning, "an event is before the recommendation was issued"},
	{"event-closed-twice", SeverityWarning, "a closed recommendation is closed"},
	{"event-dropped", SeverityWarning, "an event was published and is no longer there"},
	{"event-inserted", SeverityWarning, "an event stands before others that were published"},
	{"event-note-changed", SeverityWarning, "the note of an event has changed since it was published"},
	{"event-recorded-early", SeverityWarning, "an event was recorded before it happened"},
	{"event-reopened-open", SeverityWarning, "an open recommendation is reopened"},
	{"event-rewritten", SeverityWarning, "an event is no longer what was published"},
	{"evidence-contradicted", SeverityWarning, "something is assessed as started or better, and evidence against it is not answered"},
	{"evidence-missing", SeverityError, "something is assessed as delivered without any evidence"},
	{"evidence-single", SeverityOff, "something is assessed as started or better on a single source"},
	{"evidence-weak", SeverityWarning, "something is assessed as started or better on less than law, audit or own observation (tiers 1, 2 and 5)"},
	{"file-encoding", SeverityError, "a text file is not written in UTF-8"},
	{"file-misplaced", SeverityError, "a record's file is in no folder of records"},
	{"file-name", SeverityError, "a file has a name that some system cannot store"},
	{"file-too-large", SeverityError, "a text file is too large"},
	{"file-unknown", SeverityError, "a link, image or chart leads to a file or a page that is not there"},
	{"file-unreadable", SeverityError, "a file cannot be read"},
	{"footnote-duplicate", SeverityWarning, "a footnote is written twice"},
	{"footnote-unknown", SeverityWarning, "a footnote is referred to and not written"},
	{"footnote-unused", SeverityWarning, "a footnote is written and not referred to"},
	{"front-matter-missing", SeverityError, "a .md file has no front matter"},
	{"front-matter-unclosed", SeverityError, "front matter does not end"},
	{"heading-id-duplicate", SeverityWarning, "two headings ask for one id"},
	{"heading-skip", SeverityWarning, "a heading's level skips one"},
	{"heading-unknown", SeverityError, "a reference leads to a heading that its target does not have"},
	{"html-raw", SeverityWarning, "Markdown holds HTML, which is shown as text"},
	{"id-duplicate", SeverityError, "two records have one id, or ids that differ only in case"},
	{"id-invalid", SeverityError, "an id does not have the form of one"},
	{"id-reserved", SeverityError, "an id's page would stand where the site has another file"},
	{"identifier-invalid", SeverityError, "a ROR, ORCID, ISNI, Wikidata or DOI identifier is not one"},
	{"image-broken", SeverityError, "an image is cut off, damaged, or none"},
	{"image-external", SeverityWarning, "an image is on another site"},
	{"image-too-large", SeverityError, "an image has more than 50 million pixels or 16 MB"},
	{"key-missing", SeverityError, "a key that must be there is not"},
	{"key-unknown", SeverityError, "a key is none that a record has"},
	{"kind-unknown", SeverityError, "a reference names a kind of record that does not exist"},
	{"language-invalid", SeverityError, "a language is no language"},
	{"language-twice", SeverityError, "a language is listed twice"},
	{"language-undeclared", SeverityError, "a text is in a language that site.yaml does not list"},
	{"link-label-duplicate", SeverityWarning, "a link label is defined twice"},
	{"link-label-unknown", SeverityWarning, "a link label is not defined"},
	{"markdown-failed", SeverityError, "a text made the Markdown reader fail"},
	{"markdown-too-deep", SeverityError, "Markdown nests beyond all measure"},
	{"name-shared", SeverityError, "the names of two files differ only in letter case or in how their letters are written"},
	{"priority-reason", SeverityError, "a priority has no reason"},
	{"recommendation-addressee", SeverityWarning, "a recommendation is made to nobody"},
	{"recommendation-stale", SeverityOff, "a recommendation is open, and nothing was recorded for long"},
	{"recommendation-text", SeverityWarning, "a recommendation has no text"},
	{"record-gone", SeverityWarning, "a record was published and is gone, and no other has its id as an alias"},
	{"record-type", SeverityError, "an event sets record to a value that another type of event sets"},
	{"ref-attribute-unknown", SeverityWarning, "a reference has an attribute that does not exist"},
	{"ref-heading-unknown", SeverityError, "a reference leads to a heading that its own text does not have"},
	{"ref-kind", SeverityError, "a reference leads to a record of another kind than it must"},
	{"ref-limit", SeverityError, "a text refers to more than a page can bear"},
	{"ref-self", SeverityError, "a record is its own part, relation, parent or the like"},
	{"ref-unknown", SeverityError, "a reference leads to no record"},
	{"response-text", SeverityWarning, "a response does not say what was answered"},
	{"revision-malformed", SeverityError, "a line of revisions.jsonl cannot be read"},
	{"revision-unkept", SeverityWarning, "what was published could not be added to revisions.jsonl"},
	{"search-missing", SeverityError, "no evidence was found, and no search is recorded"},
	{"site-missing", SeverityError, "there is no site.yaml"},
	{"source-accessed", SeverityOff, "a source on the web has no date of access"},
	{"state-changed", SeverityWarning, "a sentence leans on a state that the recommendation is no longer in"},
	{"state-unknown", SeverityError, "a sentence leans on a state that does not exist"},
	{"symlink-outside", SeverityError, "a symlink leads out of the project"},
	{"table-invalid", SeverityError, "a CSV file cannot be read"},
	{"table-limit", SeverityError, "a table is larger than a page or a chart can bear"},
	{"table-pipe", SeverityWarning, "a | in a reference ends its table cell"},
	{"translation-duplicate", SeverityError, "a record has two translations into one language"},
	{"translation-orphan", SeverityError, "a translation has no original"},
	{"url-invalid", SeverityError, "an address is no web address"},
	{"url-unsafe", SeverityError, "an address is not on the web"},
	{"value-range", SeverityError, "a number is too small or too large"},
	{"value-type", SeverityError, "a value is a list, a mapping or a text where another is wanted"},
	{"value-unknown", SeverityError, "a value is none of those that a key takes"},
	{"wording-addressee", SeverityWarning, "a recommendation asks something of nobody"},
	{"yaml-duplicate-key", SeverityError, "a YAML key is written twice"},
	{"yaml-limit", SeverityError, "YAML nests or repeats beyond all measure"},
	{"yaml-syntax", SeverityError, "YAML cannot be read"},
	{"yaml-unsupported", SeverityError, "YAML that records may not use"},
}

func findCheck(code string) (Check, bool) {
	for _, c := range checks {
		if c.Code == code {
			return c, true
		}
	}
	return Check{}, false
}

// adjustable yields the codes that site.yaml can set.
func adjustable() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, c := range checks {
			if c.Severity != SeverityError && !yield(c.Code) {
				return
			}
		}
	}
}

// withDefaults leaves out the warnings of checks that are off unless the
// publication asks for them.
func withDefaults(l diag.List, chosen map[string]string) diag.List {
	out := l[:0]
	for _, d := range l {
		if d.Severity == diag.Warning && chosen[d.Code] == "" {
			if c, _ := findCheck(d.Code); c.Severity == SeverityOff {
				continue
			}
		}
		out = append(out, d)
	}
	return out
}
