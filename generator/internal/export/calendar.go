package export

import (
	"cmp"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"readout/generator/internal/site"
)

// calendarName is the file of a calendar, at the root and beside pages.
const calendarName = "deadlines.ics"

// hasCalendar reports whether there is any date to show for a record, nil for
// the whole publication. A calendar without entries would be none by RFC 5545.
func (e *exporter) hasCalendar(x site.Entity) bool {
	if !e.set.Writes("calendars") {
		return false
	}
	for range e.site.Deadlines(x) {
		return true
	}
	return false
}

// writeCalendar writes the deadlines of a record, nil for all of the
// publication, as iCalendar (RFC 5545, with the names of RFC 7986).
func (e *exporter) writeCalendar(x site.Entity, s *sink) {
	title, page := e.set.Title.In(e.lang), e.absolute("/")
	if x != nil {
		title, page = title+": "+e.title(x), e.url(x)
	}
	c := calendarWriter{s.b}
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//Readout//Deadlines//EN")
	c.line("CALSCALE:GREGORIAN")
	c.text("NAME", title)
	c.text("X-WR-CALNAME", title)
	about := "Replies, deliveries and rechecks that are expected, as of " + e.site.AsOf().Words() + "."
	c.text("DESCRIPTION", about)
	c.text("X-WR-CALDESC", about)
	c.line("URL:" + page)
	c.line("SOURCE;VALUE=URI:" + page + calendarName)
	c.line("REFRESH-INTERVAL;VALUE=DURATION:P1D")
	c.line("X-PUBLISHED-TTL:P1D")
	for _, d := range byDate(e.site.Deadlines(x)) {
		e.writeDeadline(&c, &d)
	}
	c.line("END:VCALENDAR")
	s.b = c.b
}

// byDate sorts deadlines; those of one day stay in the order of the site.
func byDate(all iter.Seq[site.Deadline]) []site.Deadline {
	list := slices.Collect(all)
	slices.SortStableFunc(list, func(a, b site.Deadline) int {
		return cmp.Or(cmp.Compare(a.On.Last(), b.On.Last()), strings.Compare(a.Of.ID, b.Of.ID))
	})
	return list
}

// writeDeadline writes one deadline as an entry for the whole of the last day
// that its date can mean. Everything in it comes from the record, never from
// the clock, so that an unchanged record gives an unchanged calendar.
func (e *exporter) writeDeadline(c *calendarWriter, d *site.Deadline) {
	r := d.Of
	stamp := compact(e.lastKnown(r)) + "T000000Z"
	c.line("BEGIN:VEVENT")
	c.line("UID:" + e.deadlineID(d))
	c.line("DTSTAMP:" + stamp)
	c.line("LAST-MODIFIED:" + stamp)
	c.line("SEQUENCE:" + strconv.Itoa(d.Moved))
	c.line("DTSTART;VALUE=DATE:" + compact(d.On.Last()))
	c.line("DTEND;VALUE=DATE:" + compact(d.On.Last()+1))
	summary, url := e.title(r), e.url(r)
	about := "Recommendation " + r.ID + ": " + e.title(r) + "\n"
	switch d.Axis {
	case "recheck":
		summary = "Recheck: " + summary
		url += "#" + eventAnchor(d.Event)
		if note := strings.TrimSpace(e.plain(&r.Record, r.History[d.Event].Note)); note != "" {
			about += note + "\n"
		}
	default:
		what := map[string]string{"respond_by": "Reply due", "due": "Due"}[d.Axis]
		actor := e.titleOf(d.To.Addressee.Actor)
		summary = what + ": " + summary + " (" + actor + ")"
		about += "To: " + actor + "\n" + strings.Join(d.To.Statements(), " ") + "\n"
	}
	if d.On.Last() != d.On.First() || d.On.About || d.On.Before {
		about += "The date is given as: " + d.On.Words() + ".\n"
	}
	c.text("SUMMARY", summary)
	c.text("DESCRIPTION", about+"As of "+e.site.AsOf().Words()+".")
	c.line("URL:" + url)
	if tags := e.titles(r.Topics); len(tags) > 0 {
		c.texts("CATEGORIES", tags)
	}
	status := "CONFIRMED"
	if d.Closed {
		status = "CANCELLED"
	}
	c.line("STATUS:" + status)
	c.line("TRANSP:TRANSPARENT") // it is a date to know, and takes up nobody's day
	c.line("END:VEVENT")
}

// deadlineID is the UID of a deadline: the same in every calendar that shows
// it, and the same when it moves, so that subscribers see it move.
func (e *exporter) deadlineID(d *site.Deadline) string {
	host := "localhost"
	if u, err := url.Parse(e.options.Origin); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	part := "recheck." + strconv.Itoa(d.Event+1)
	switch d.Axis {
	case "respond_by":
		part = "reply-due." + e.id(d.To.Addressee.Actor)
	case "due":
		part = "due." + e.id(d.To.Addressee.Actor)
	}
	return d.Of.ID + "." + part + "@" + host
}

// lastKnown is the day on which something about a recommendation was learned
// last; of one without a history, when its brief was published, or the as-of
// date.
func (e *exporter) lastKnown(r *site.Recommendation) site.Day {
	var last site.Day
	for n, i := range e.site.State(r).History {
		if on := recordedOn(&r.History[i]).First(); n == 0 || on > last {
			last = on
		}
	}
	if len(e.site.State(r).History) > 0 {
		return last
	}
	if x, ok := e.site.Lookup(r.Brief.Value); ok {
		if b, ok := x.(*site.Brief); ok {
			return b.Date.First()
		}
	}
	return e.site.AsOf().Last()
}

// titleOf is what a reference's record is called.
func (e *exporter) titleOf(ref site.Ref) string {
	if x, ok := e.site.Lookup(ref.Value); ok {
		return e.title(x)
	}
	return ref.Value
}

// compact is a day as iCalendar writes it: 20261231.
func compact(d site.Day) string { return strings.ReplaceAll(d.Date().ISO(), "-", "") }

// calendarWriter appends content lines.
type calendarWriter struct{ b []byte }

// lineOctets is how long a line may be, without its end.
const lineOctets = 75

// line appends a content line, folded where it is too long, but never within a
// character.
func (c *calendarWriter) line(s string) {
	room := lineOctets
	for i := 0; i < len(s); {
		_, n := utf8.DecodeRuneInString(s[i:])
		if n > room {
			c.b = append(c.b, "\r\n "...)
			room = lineOctets - 1 // the space counts
		}
		c.b = append(c.b, s[i:i+n]...)
		room -= n
		i += n
	}
	c.b = append(c.b, "\r\n"...)
}

func (c *calendarWriter) text(name, value string) { c.line(name + ":" + calendarText(value)) }

// texts appends a line with several values.
func (c *calendarWriter) texts(name string, values []string) {
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = calendarText(v)
	}
	c.line(name + ":" + strings.Join(escaped, ","))
}

// calendarText escapes a text value. Control characters have no place in one.
func calendarText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd"))
	return calendarEscaper.Replace(s)
}

var calendarEscaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)
