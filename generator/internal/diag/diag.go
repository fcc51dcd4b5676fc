// Package diag describes problems found in a publication's files and prints
// them with the offending line.
//
// Place in the pipeline: a leaf. Every stage returns a List beside its value;
// the commands print it, the development server shows it in the page.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a problem stops a build.
type Severity uint8

// The zero Severity is Error, so a Diagnostic made without one stops a build.
const (
	Error Severity = iota
	Warning
)

func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText writes the severity as the word people read.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Severity) UnmarshalText(text []byte) error {
	switch string(text) {
	case Error.String():
		*s = Error
	case Warning.String():
		*s = Warning
	default:
		return fmt.Errorf("%q is no severity", text)
	}
	return nil
}

// Pos is a place in a file. File is slash-separated and relative to the
// project ("content/briefs/x.md"); Line and Col count from 1, Col in
// characters (a byte order mark does not count). Line 0 means the whole file.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
}

// IsZero reports whether the position says nothing at all.
func (p Pos) IsZero() bool { return p == Pos{} }

func (p Pos) String() string {
	switch {
	case p.File == "":
		return "-"
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Diagnostic is one problem: where, what is wrong, and what to do about it.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"` // stable, kebab-case: "ref-unknown"
	Pos      Pos      `json:"pos"`
	Width    int      `json:"width,omitempty"` // characters the caret line underlines; 0 and 1 are a lone caret
	Message  string   `json:"message"`         // what is wrong, without a final stop
	Hint     string   `json:"hint,omitempty"`  // what to do
}

func (d Diagnostic) String() string {
	return fmt.Sprintf("%s: %s: %s [%s]", d.Pos, d.Severity, d.Message, d.Code)
}

// List is the problems a stage found. The zero List is ready to use; it is not
// safe for use from several goroutines at once.
type List []Diagnostic

// Errorf appends an error and returns it, so that a hint or width can be added.
func (l *List) Errorf(pos Pos, code, format string, args ...any) *Diagnostic {
	return l.add(Error, pos, code, format, args)
}

// Warnf appends a warning and returns it, so that a hint or width can be added.
func (l *List) Warnf(pos Pos, code, format string, args ...any) *Diagnostic {
	return l.add(Warning, pos, code, format, args)
}

func (l *List) add(s Severity, pos Pos, code, format string, args []any) *Diagnostic {
	*l = append(*l, Diagnostic{Severity: s, Code: code, Pos: pos, Message: fmt.Sprintf(format, args...)})
	return &(*l)[len(*l)-1]
}

// HasErrors reports whether anything in the list stops a build.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count returns the number of errors and of warnings.
func (l List) Count() (errors, warnings int) {
	for _, d := range l {
		if d.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// Sorted returns a copy ordered by position, then severity, code and message,
// with exact repeats removed: the order in which stages ran does not show.
func (l List) Sorted() List {
	s := slices.Clone(l)
	slices.SortStableFunc(s, func(a, b Diagnostic) int {
		return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(s)
}

// WithChecks returns the list with the severities that a publication chose for
// warnings: off drops, warning keeps, error raises. Errors stay errors, since
// nothing can make a broken reference a sound one.
func (l List) WithChecks(checks map[string]string) List {
	if len(checks) == 0 {
		return l
	}
	out := make(List, 0, len(l))
	for _, d := range l {
		if d.Severity == Warning {
			switch checks[d.Code] {
			case "off":
				continue
			case "error":
				d.Severity = Error
			}
		}
		out = append(out, d)
	}
	return out
}
