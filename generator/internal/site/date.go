package site

import (
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

// Day is a civil day: days since 1970-01-01.
type Day int32

// ParseDate reads a date as authors write it.
func ParseDate(s string) (Date, error) { panic("not written yet") }

// String returns the date as authors write it: "2022-07", "~2022", "before 2023-01".
func (d Date) String() string { panic("not written yet") }

// ISO returns the date for <time datetime> and data: "2022-07"; ~ and before are left out.
func (d Date) ISO() string { panic("not written yet") }

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// First returns the earliest day the date can mean; of "before X" the day
// before X begins.
func (d Date) First() Day { panic("not written yet") }

// Last returns the latest day the date can mean.
func (d Date) Last() Day { panic("not written yet") }

// Words returns the date in English: "20 July 2022", "July 2022", "about
// 2022", "before January 2023".
func (d Date) Words() string { panic("not written yet") }

// DecodeNode reads a date from YAML.
func (d *Date) DecodeNode(n *source.Node, l *diag.List) { panic("not written yet") }
