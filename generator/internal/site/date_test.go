package site

import (
	"slices"
	"testing"
	"time"

	"readout/generator/internal/diag"
	"readout/generator/internal/source"
)

// readable are dates as authors write them, with all that is said of them.
var readable = []struct {
	written     string
	date        Date
	iso, words  string
	first, last string
	when        string
	byWhen      string
}{
	{"2022-07-20", Date{Year: 2022, Month: 7, Day: 20}, "2022-07-20", "20 July 2022", "2022-07-20", "2022-07-20", "on 20 July 2022", "by 20 July 2022"},
	{"2022-07", Date{Year: 2022, Month: 7}, "2022-07", "July 2022", "2022-07-01", "2022-07-31", "in July 2022", "by the end of July 2022"},
	{"2022", Date{Year: 2022}, "2022", "2022", "2022-01-01", "2022-12-31", "in 2022", "by the end of 2022"},
	{"2024-02", Date{Year: 2024, Month: 2}, "2024-02", "February 2024", "2024-02-01", "2024-02-29", "in February 2024", "by the end of February 2024"},
	{"1900-02", Date{Year: 1900, Month: 2}, "1900-02", "February 1900", "1900-02-01", "1900-02-28", "in February 1900", "by the end of February 1900"},
	{"2000-02-29", Date{Year: 2000, Month: 2, Day: 29}, "2000-02-29", "29 February 2000", "2000-02-29", "2000-02-29", "on 29 February 2000", "by 29 February 2000"},
	{"~2022", Date{Year: 2022, About: true}, "2022", "about 2022", "2022-01-01", "2022-12-31", "about 2022", "about 2022"},
	{"~2022-07", Date{Year: 2022, Month: 7, About: true}, "2022-07", "about July 2022", "2022-07-01", "2022-07-31", "about July 2022", "about July 2022"},
	{"before 2023", Date{Year: 2023, Before: true}, "2023", "before 2023", "2022-12-31", "2022-12-31", "before 2023", "before 2023"},
	{"before 2023-01", Date{Year: 2023, Month: 1, Before: true}, "2023-01", "before January 2023", "2022-12-31", "2022-12-31", "before January 2023", "before January 2023"},
	{"before 2024-03-01", Date{Year: 2024, Month: 3, Day: 1, Before: true}, "2024-03-01", "before 1 March 2024", "2024-02-29", "2024-02-29", "before 1 March 2024", "before 1 March 2024"},
	{"0001-01-01", Date{Year: 1, Month: 1, Day: 1}, "0001-01-01", "1 January 1", "0001-01-01", "0001-01-01", "on 1 January 1", "by 1 January 1"},
	{"9999-12-31", Date{Year: 9999, Month: 12, Day: 31}, "9999-12-31", "31 December 9999", "9999-12-31", "9999-12-31", "on 31 December 9999", "by 31 December 9999"},
}

func TestDatesAreReadAndWrittenAsAuthorsWriteThem(t *testing.T) {
	for _, c := range readable {
		got, err := ParseDate(c.written)
		if err != nil || got != c.date {
			t.Errorf("ParseDate(%q) = %+v, %v; want %+v", c.written, got, err, c.date)
			continue
		}
		for _, s := range [][3]string{
			{"String", got.String(), c.written},
			{"ISO", got.ISO(), c.iso},
			{"Words", got.Words(), c.words},
			{"First", got.First().Date().ISO(), c.first},
			{"Last", got.Last().Date().ISO(), c.last},
			{"When", got.When(), c.when},
			{"ByWhen", got.ByWhen(), c.byWhen},
		} {
			if s[1] != s[2] {
				t.Errorf("%s of %q = %q, want %q", s[0], c.written, s[1], s[2])
			}
		}
	}
}

func TestSpacesAroundADateDoNotMatter(t *testing.T) {
	for written, want := range map[string]string{" 2022 ": "2022", "~ 2022": "~2022", "before   2023-01": "before 2023-01"} {
		if got, err := ParseDate(written); err != nil || got.String() != want {
			t.Errorf("ParseDate(%q) = %v, %v; want %s", written, got, err, want)
		}
	}
}

func TestTheZeroDateIsNoDate(t *testing.T) {
	var d Date
	if !d.IsZero() || d.String() != "" || d.ISO() != "" || d.Words() != "" || d.When() != "" || d.ByWhen() != "" {
		t.Errorf("the zero date says something: %q %q %q", d, d.ISO(), d.Words())
	}
	if first := (Date{Year: 1, Month: 1, Day: 1}).First(); d.First() >= first || d.Last() >= first {
		t.Error("the zero date is not before every other")
	}
}

// unreadable are texts that are no dates, with what is wrong with each.
var unreadable = []struct{ written, wrong string }{
	{"", "it is empty"},
	{"   ", "it is empty"},
	{"2022-13-01", "months go from 01 to 12"},
	{"2022-00", "months go from 01 to 12"},
	{"2023-02-29", "February 2023 has 28 days"},
	{"2024-02-30", "February 2024 has 29 days"},
	{"2022-04-31", "April 2022 has 30 days"},
	{"2022-04-00", "April 2022 has 30 days"},
	{"0000", "years begin at 0001"},
	{"22-07-20", "years have four digits"},
	{"20222", "years have four digits"},
	{"2022-7", "months have two digits"},
	{"2022-07-1", "days have two digits"},
	{"2022-", "months have two digits"},
	{"-2022", "years have four digits"},
	{"~", "years have four digits"},
	{"before ", "it is written in a form that is not read"},
	{"2022-07-20-01", "it is written in a form that is not read"},
	{"20 July 2022", "it is written in a form that is not read"},
	{"2022/07/20", "it is written in a form that is not read"},
	{"2022-07-20T12:00:00Z", "it is written in a form that is not read"},
	{"~before 2022", "it is written in a form that is not read"},
	{"before ~2022", "it is written in a form that is not read"},
	{"after 2022", "it is written in a form that is not read"},
	{"２０２２", "it is written in a form that is not read"},
	{"soon", "it is written in a form that is not read"},
}

func TestAnUnreadableDateIsExplained(t *testing.T) {
	for _, c := range unreadable {
		got, err := ParseDate(c.written)
		if err == nil || err.Error() != c.wrong || !got.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v; want the error %q", c.written, got, err, c.wrong)
		}
	}
}

func TestADateInYAMLIsAnErrorAtItsPlaceWithTheAcceptedForms(t *testing.T) {
	at := diag.Pos{File: "content/briefs/x.md", Line: 3, Col: 7}
	scalar := func(s string) *source.Node {
		return &source.Node{Kind: source.Scalar, Value: diag.Text{String: s}, Plain: true, Pos: at, Width: len(s)}
	}
	var l diag.List
	var d Date
	d.DecodeNode(scalar("2022-13-01"), &l)
	want := diag.List{{
		Code: "date-invalid", Pos: at, Width: 10,
		Message: "“2022-13-01” is no date: months go from 01 to 12", Hint: dateForms,
	}}
	if !slices.Equal(l, want) || !d.IsZero() {
		t.Errorf("got %v %+v, want %+v", d, l, want)
	}

	l = nil
	d.DecodeNode(scalar("2022"), &l)
	if len(l) > 0 || d != (Date{Year: 2022}) {
		t.Errorf("an unquoted year: %v, %v", d, l)
	}

	d = Date{}
	d.DecodeNode(&source.Node{Kind: source.Scalar, Null: true, Plain: true, Pos: at}, &l)
	if len(l) > 0 || !d.IsZero() {
		t.Errorf("a key without a value: %v, %v", d, l)
	}

	d.DecodeNode(&source.Node{Kind: source.Sequence, Pos: at}, &l)
	if len(l) != 1 || l[0].Pos != at || l[0].Hint != dateForms {
		t.Errorf("a list: %v", l)
	}
}

func TestDaysCountAsTheCalendarDoes(t *testing.T) {
	at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for ; at.Year() < 10000; at = at.AddDate(0, 0, 13) {
		want := Day(at.Unix() / 86400) // at is midnight, so nothing is left over
		year, month, day := at.Date()
		d := Date{Year: int16(year), Month: uint8(month), Day: uint8(day)}
		if d.First() != want || d.Last() != want || want.Date() != d {
			t.Fatalf("%v is day %d to %d and back %v, want %d", d, d.First(), d.Last(), want.Date(), want)
		}
	}
}

func TestDatesSortByTheEarliestDayTheyCanMean(t *testing.T) {
	sorted := []string{"2021-12-31", "before 2022", "2022-01-01", "2022-01", "2022", "~2022", "2022-01-02", "2022-02"}
	for i, a := range sorted {
		for j, b := range sorted {
			da, _ := ParseDate(a)
			db, _ := ParseDate(b)
			got := da.Compare(db)
			if got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("%s against %s = %d", a, b, got)
			}
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, c := range readable {
		f.Add(c.written)
	}
	for _, c := range unreadable {
		f.Add(c.written)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !d.IsZero() || err.Error() == "" {
				t.Fatalf("%q: %v beside %v", s, d, err)
			}
			return
		}
		again, err := ParseDate(d.String())
		if err != nil || again != d {
			t.Fatalf("%q reads as %+v, written %q, which reads as %+v, %v", s, d, d.String(), again, err)
		}
		if d.First() > d.Last() || d.First() <= (Date{}).First() || d.Words() == "" || d.Compare(d) != 0 {
			t.Fatalf("%q: first %d, last %d, words %q", s, d.First(), d.Last(), d.Words())
		}
		if first := d.First().Date(); first.First() != d.First() {
			t.Fatalf("%q: day %d is %v", s, d.First(), first)
		}
	})
}
