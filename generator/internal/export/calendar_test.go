package export

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"readout/generator/internal/site"
)

// component is a calendar, or an entry of one, as a program reads it that
// knows nothing of the writer.
type component struct {
	name  string
	lines map[string]string // values by name; parameters are left out
	parts []component
}

// readCalendar reads an iCalendar file by the grammar of RFC 5545.
func readCalendar(t testing.TB, text string) component {
	t.Helper()
	if !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		t.Fatalf("lines do not all end with CRLF: %q", text)
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	root := component{}
	open := []*component{&root}
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		if !ok || name == "" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
			t.Fatalf("%q is no content line", line)
		}
		top := open[len(open)-1]
		switch name {
		case "BEGIN":
			top.parts = append(top.parts, component{name: value, lines: map[string]string{}})
			open = append(open, &top.parts[len(top.parts)-1])
		case "END":
			if len(open) == 1 || top.name != value {
				t.Fatalf("END:%s closes %s", value, top.name)
			}
			open = open[:len(open)-1]
		default:
			if _, twice := top.lines[name]; twice {
				t.Errorf("%s stands twice in a %s", name, top.name)
			}
			top.lines[name] = value
		}
	}
	if len(open) != 1 || len(root.parts) != 1 || root.parts[0].name != "VCALENDAR" {
		t.Fatalf("no calendar: %q", text)
	}
	return root.parts[0]
}

// unescaped is a text value as a reader shows it.
func unescaped(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\;`, ";", `\,`, ",").Replace(s)
}

// entries are a calendar's entries by UID.
func entriesIn(t testing.TB, s *site.Site, path string) map[string]map[string]string {
	t.Helper()
	c := readCalendar(t, find(t, s, path))
	if c.lines["VERSION"] != "2.0" || c.lines["PRODID"] == "" || len(c.parts) == 0 {
		t.Errorf("%s begins with %v and has %d entries", path, c.lines, len(c.parts))
	}
	out := map[string]map[string]string{}
	for _, e := range c.parts {
		uid := e.lines["UID"]
		if e.name != "VEVENT" || uid == "" || out[uid] != nil {
			t.Errorf("%s has a %s with the UID %q", path, e.name, uid)
		}
		out[uid] = e.lines
		if _, err := time.Parse("20060102T150405Z", e.lines["DTSTAMP"]); err != nil || e.lines["LAST-MODIFIED"] != e.lines["DTSTAMP"] {
			t.Errorf("%s: stamped %s, modified %s", uid, e.lines["DTSTAMP"], e.lines["LAST-MODIFIED"])
		}
		from, err := time.Parse("20060102", e.lines["DTSTART"])
		if to, _ := time.Parse("20060102", e.lines["DTEND"]); err != nil || to.Sub(from) != 24*time.Hour {
			t.Errorf("%s lasts from %s to %s", uid, e.lines["DTSTART"], e.lines["DTEND"])
		}
		if !strings.HasSuffix(unescaped(e.lines["DESCRIPTION"]), "As of "+s.AsOf().Words()+".") {
			t.Errorf("%s does not say as of when it speaks: %s", uid, e.lines["DESCRIPTION"])
		}
	}
	return out
}

const dated = "content/recommendations/dated.yaml"

// withDates is the publication with recommendations that have dates of every
// sort.
func withDates(t *testing.T, o site.Options, more string) *site.Site {
	t.Helper()
	return published(t, with(map[string]string{dated: `
recommendations:
  - id: d-1
    title: "Pay; all, of it \\ 전부"
    text: Pay.
    brief: triangle
    topics: [money]
    to: [{actor: united-states, due: 2027, respond_by: 2026-06-30}, {actor: kim, due: 2026-12-01}]
    events:
      - {date: 2024-01-01, type: issued}
      - {date: 2026-05-05, recorded: 2026-05-06, type: deadline_moved, actors: [united-states], due: 2028-02}
      - {date: 2027-06-01, recorded: 2026-05-06, type: recheck, note: Whether it was paid.}
` + more}), o)
}

func TestCalendarsHoldEveryDeadlineOnce(t *testing.T) {
	s := withDates(t, site.Options{}, "")
	all := entriesIn(t, s, "deadlines.ics")
	var rows struct{ Assignments []map[string]string }
	if err := json.Unmarshal([]byte(find(t, s, "data/assignments.json")), &rows); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"d-1.recheck.3@example.org": "20270601"}
	for _, a := range rows.Assignments {
		for axis, name := range map[string]string{"due": "due", "respond_by": "reply-due"} {
			if d, _ := site.ParseDate(a[axis]); a[axis] != "" {
				want[a["recommendation"]+"."+name+"."+a["actor"]+"@example.org"] = compact(d.Last())
			}
		}
	}
	got := map[string]string{}
	for uid, e := range all {
		got[uid] = e["DTSTART"]
	}
	if !maps.Equal(got, want) {
		t.Errorf("the calendar holds\n%v, want\n%v", got, want)
	}
	for path, ids := range map[string][]string{
		"recommendations/d-1": {"d-1.due.united-states", "d-1.reply-due.united-states", "d-1.due.kim", "d-1.recheck.3"},
		"topics/money":        {"d-1.due.united-states", "d-1.reply-due.united-states", "d-1.due.kim", "d-1.recheck.3", "tri-2.due.united-states"},
		"actors/kim":          {"d-1.due.kim", "d-1.recheck.3"},
		// Japan took over the file of Kim Min-ji in 2025.
		"actors/japan":    {"tri-1.due.japan", "tri-1.reply-due.japan", "d-1.due.kim", "d-1.recheck.3"},
		"briefs/triangle": {"d-1.due.united-states", "d-1.reply-due.united-states", "d-1.due.kim", "d-1.recheck.3", "tri-1.due.japan", "tri-1.reply-due.japan", "tri-2.due.united-states"},
	} {
		some := entriesIn(t, s, path+"/deadlines.ics")
		for _, id := range ids {
			e := some[id+"@example.org"]
			if e == nil || !maps.Equal(e, all[id+"@example.org"]) {
				t.Errorf("%s has %s as %v", path, id, e)
			}
		}
		if len(some) != len(ids) {
			t.Errorf("%s has %v, want %v", path, slices.Sorted(maps.Keys(some)), ids)
		}
	}
}

func TestAnEntrySaysWhatIsDueWhenAndToWhom(t *testing.T) {
	e := entriesIn(t, withDates(t, site.Options{}, ""), "deadlines.ics")["d-1.due.united-states@example.org"]
	for name, want := range map[string]string{
		"DTSTART": "20280229", "SEQUENCE": "1", "DTSTAMP": "20260506T000000Z", "STATUS": "CONFIRMED",
		"URL":        "https://example.org/readout/recommendations/d-1/",
		"SUMMARY":    `Due: Pay; all, of it \ 전부 (United States of America)`,
		"CATEGORIES": "Money", "TRANSP": "TRANSPARENT",
	} {
		if got := unescaped(e[name]); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if about := unescaped(e["DESCRIPTION"]); !strings.Contains(about, "Delivery is due by the end of February 2028.") && !strings.Contains(about, "The date is given as: February 2028.") {
		t.Errorf("described as %q", about)
	}
}

func TestAMovedOrCancelledDeadlineKeepsItsUID(t *testing.T) {
	const uid = "d-1.due.united-states@example.org"
	at := func(date, more string) map[string]string {
		d, err := site.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		return entriesIn(t, withDates(t, site.Options{AsOf: d}, more), "deadlines.ics")[uid]
	}
	for _, c := range []struct{ asOf, more, start, sequence, status string }{
		{"2026-05-05", "", "20271231", "0", "CONFIRMED"},
		{"2026-05-06", "", "20280229", "1", "CONFIRMED"},
		{"2026-08-01", "      - {date: 2026-07-01, type: withdrawn}\n", "20280229", "2", "CANCELLED"},
		{"2026-08-01", "      - {date: 2026-07-01, type: withdrawn}\n      - {date: 2026-07-02, type: reopened}\n", "20280229", "3", "CONFIRMED"},
		{"2026-08-01", "      - {date: 2026-07-01, type: assessment, set: {record: overtaken}}\n", "20280229", "2", "CANCELLED"},
		{"2026-08-01", "      - {date: 2026-07-01, type: deadline_moved, actors: [kim], due: 2029}\n", "20280229", "1", "CONFIRMED"},
		{"2026-08-01", "      - {date: 2026-07-01, type: deadline_moved, due: 2029}\n", "20291231", "2", "CONFIRMED"},
	} {
		e := at(c.asOf, c.more)
		if got := fmt.Sprint(e["DTSTART"], e["SEQUENCE"], e["STATUS"]); got != fmt.Sprint(c.start, c.sequence, c.status) {
			t.Errorf("as of %s with %q: %s", c.asOf, c.more, got)
		}
	}
}

func TestWhereNothingIsExpectedIsNoCalendar(t *testing.T) {
	for f := range Files(published(t, map[string]string{
		"content/site.yaml":              publication["content/site.yaml"],
		"content/recommendations/r.yaml": "recommendations: [{id: r, title: R, text: R, to: [a], events: [{date: 2024, type: issued}]}]\n",
		"content/actors/a.yaml":          "actors: [{id: a, name: A}]\n",
	}, site.Options{}), options) {
		if strings.HasSuffix(f.Path, ".ics") {
			t.Errorf("there is %s", f.Path)
		}
	}
	d, _ := site.ParseDate("2026-05-05")
	if _, ok := entriesIn(t, withDates(t, site.Options{AsOf: d}, ""), "deadlines.ics")["d-1.recheck.3@example.org"]; ok {
		t.Error("a plan is told before it was recorded")
	}
}

func FuzzCalendarTextsAreReadBack(f *testing.F) {
	for _, s := range []string{"", "plain", `a\b;c,d`, "two\nlines", strings.Repeat("한국어 ", 40), "\x00\x7f\r\n\t", "\xff\xfe", `\n`, strings.Repeat("x", 75)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := calendarWriter{}
		c.line("BEGIN:VCALENDAR")
		c.text("SUMMARY", s)
		c.line("END:VCALENDAR")
		got := unescaped(readCalendar(t, string(c.b)).lines["SUMMARY"])
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' || r == 0x7f {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd"))
		if got != want {
			t.Errorf("%q became %q", s, got)
		}
	})
}
