package site

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"readout/generator/internal/diag"
	"readout/generator/internal/source"
)

// Date is a date as precise as its source: a day, a month, a year, "about a
// year" (~2022), or before one (before 2023-01). The zero Date is no date.
type Date struct {
	Year       int16
	Month, Day uint8 // 0: not that precise
	About      bool
	Before     bool
}

// Day is a civil day: days since 1970-01-01 in the proleptic Gregorian
// calendar.
type Day int32

// dateForms is the hint that goes with every date that cannot be read.
const dateForms = "write a day (2022-07-20), a month (2022-07), a year (2022), ~2022 for about a year, or before 2023-01"

// ParseDate reads a date as authors write it: a day, a month or a year, each
// also with ~ (about) or "before " in front. Years have four digits and begin
// at 0001. The error says what is wrong without naming the text.
func ParseDate(s string) (Date, error) {
	var d Date
	rest := strings.TrimSpace(s)
	if rest == "" {
		return Date{}, fmt.Errorf("it is empty")
	}
	if after, ok := strings.CutPrefix(rest, "~"); ok {
		d.About, rest = true, strings.TrimSpace(after)
	} else if after, ok := strings.CutPrefix(rest, "before "); ok {
		d.Before, rest = true, strings.TrimSpace(after)
	}
	parts := strings.Split(rest, "-")
	if len(parts) > 3 || strings.Trim(rest, "0123456789-") != "" {
		return Date{}, fmt.Errorf("it is written in a form that is not read")
	}
	var numbers [3]int
	for i, p := range parts {
		part := [...]struct{ name, digits string }{{"years", "four"}, {"months", "two"}, {"days", "two"}}[i]
		if len(p) != len("2022") && i == 0 || len(p) != len("07") && i > 0 {
			return Date{}, fmt.Errorf("%s have %s digits", part.name, part.digits)
		}
		numbers[i], _ = strconv.Atoi(p) // two or four digits
	}
	year, month, day := numbers[0], numbers[1], numbers[2]
	switch {
	case year == 0:
		return Date{}, fmt.Errorf("years begin at 0001")
	case len(parts) > 1 && (month < 1 || month > 12):
		return Date{}, fmt.Errorf("months go from 01 to 12")
	case len(parts) > 2 && (day < 1 || day > daysIn(year, month)):
		return Date{}, fmt.Errorf("%s %d has %d days", months[month], year, daysIn(year, month))
	}
	d.Year, d.Month, d.Day = int16(year), uint8(month), uint8(day)
	return d, nil
}

// String returns the date as authors write it: "2022-07", "~2022", "before
// 2023-01"; of the zero Date "". ParseDate reads it back.
func (d Date) String() string {
	switch {
	case d.About:
		return "~" + d.ISO()
	case d.Before:
		return "before " + d.ISO()
	}
	return d.ISO()
}

// ISO returns the date for <time datetime> and data: "2022-07"; ~ and before
// are left out. Of the zero Date it is "".
func (d Date) ISO() string {
	if d.Year == 0 {
		return ""
	}
	return d.written().iso
}

// writtenDate is a date with its words.
type writtenDate struct {
	date       Date
	iso, words string
}

// writtenDates remembers some dates: a site shows the same few thousand days
// over and over.
var writtenDates [1 << 13]atomic.Pointer[writtenDate]

func (d Date) written() *writtenDate {
	slot := &writtenDates[(uint(d.Year)*372+uint(d.Month)*31+uint(d.Day))%uint(len(writtenDates))]
	if known := slot.Load(); known != nil && known.date == d {
		return known
	}
	w := &writtenDate{d, d.makeISO(), d.makeWords()}
	slot.Store(w)
	return w
}

func (d Date) makeISO() string {
	var b [10]byte
	y := int(d.Year)
	b[0], b[1], b[2], b[3] = digit(y/1000), digit(y/100), digit(y/10), digit(y)
	n := 4
	for _, part := range [...]uint8{d.Month, d.Day} {
		if part == 0 {
			break
		}
		b[n], b[n+1], b[n+2] = '-', digit(int(part)/10), digit(int(part))
		n += 3
	}
	return string(b[:n])
}

func digit(n int) byte { return '0' + byte(n%10) }

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// First returns the earliest day the date can mean; of "before X" the day
// before X begins, since how long before is not known. "About" does not widen
// a date. The zero Date lies before every other.
func (d Date) First() Day {
	first := civil(int(d.Year), max(int(d.Month), 1), max(int(d.Day), 1))
	if d.Before {
		return first - 1
	}
	return first
}

// Last returns the latest day the date can mean: a month's or a year's last
// day.
func (d Date) Last() Day {
	switch {
	case d.Before:
		return d.First()
	case d.Day != 0:
		return civil(int(d.Year), int(d.Month), int(d.Day))
	case d.Month != 0:
		return civil(int(d.Year), int(d.Month), daysIn(int(d.Year), int(d.Month)))
	}
	return civil(int(d.Year), 12, 31)
}

// Compare orders dates by the earliest day they can mean, then by the latest:
// January before 2 January before February, a year after its own 1 January.
// It is 0 only for equal dates.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.First(), e.First()), cmp.Compare(d.Last(), e.Last()),
		cmp.Compare(d.String(), e.String()))
}

var months = [...]string{
	"", "January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December",
}

// Words returns the date in English: "20 July 2022", "July 2022", "about
// 2022", "before January 2023". Of the zero Date it is "".
func (d Date) Words() string {
	if d.Year == 0 {
		return ""
	}
	return d.written().words
}

func (d Date) makeWords() string {
	words := strconv.Itoa(int(d.Year))
	if d.Month != 0 {
		words = months[d.Month] + " " + words
	}
	if d.Day != 0 {
		words = strconv.Itoa(int(d.Day)) + " " + words
	}
	switch {
	case d.About:
		return "about " + words
	case d.Before:
		return "before " + words
	}
	return words
}

// When returns the date as part of a sentence: "on 20 July 2022", "in July
// 2022", "about 2022", "before January 2023".
func (d Date) When() string {
	switch {
	case d.IsZero() || d.About || d.Before:
		return d.Words()
	case d.Day != 0:
		return "on " + d.Words()
	}
	return "in " + d.Words()
}

// ByWhen returns the date as a deadline in a sentence: "by 20 July 2022", "by
// the end of July 2022", "about 2022", "before January 2023".
func (d Date) ByWhen() string {
	switch {
	case d.IsZero() || d.About || d.Before:
		return d.Words()
	case d.Day != 0:
		return "by " + d.Words()
	}
	return "by the end of " + d.Words()
}

// DecodeNode reads a date from YAML, in which days, months and years may stand
// without quotes.
func (d *Date) DecodeNode(n *source.Node, l *diag.List) {
	if n.Null {
		return
	}
	if n.Kind != source.Scalar {
		l.Errorf(n.Pos, "date-invalid", "a date is expected here, not a list or a mapping").Hint = dateForms
		return
	}
	parsed, err := ParseDate(n.Value.String)
	if err != nil {
		p := l.Errorf(n.Pos, "date-invalid", "“%s” is no date: %s", n.Value.String, err)
		p.Width, p.Hint = n.Width, dateForms
		return
	}
	*d = parsed
}

// Date returns the day as a date, for days that a Date can mean.
func (d Day) Date() Date {
	// The inverse of civil: years begin in March, so that the leap day is the
	// last of its year, and eras have 400 of them.
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	dayOfEra := z - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	m := (5*dayOfYear + 2) / 153
	day := dayOfYear - (153*m+2)/5 + 1
	year := yearOfEra + era*400
	month := m + 3
	if month > 12 {
		month -= 12
		year++
	}
	return Date{Year: int16(year), Month: uint8(month), Day: uint8(day)}
}

// civil returns the day of a calendar date.
func civil(year, month, day int) Day {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDiv(year, 400)
	yearOfEra := year - era*400
	dayOfYear := (153*(month-3)+2)/5 + day - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return Day(era*146097 + dayOfEra - 719468)
}

func floorDiv(a, b int) int {
	if a < 0 {
		return (a - b + 1) / b
	}
	return a / b
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
