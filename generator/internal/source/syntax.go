package source

import (
	"errors"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

var errTooDeep = errors.New("nested too deep")

// syntaxError reports what the library found, in words for people who write
// records and not parsers.
func (d *document) syntaxError(err error) {
	d.indexLines()
	e, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		d.errorf(0, CodeSyntax, "this is not valid YAML: %v", err)
		return
	}
	at := d.offset(e.Mark.Line, e.Mark.Column)
	if e.Mark.Line == 0 {
		at = min(max(e.Mark.Index, 0), len(d.text.String))
	}
	if errors.Is(err, errTooDeep) || strings.Contains(e.Message, errTooDeep.Error()) {
		d.errorf(at, CodeLimit, "this is nested more than %d deep", maxDepth)
		return
	}
	message, hint := e.Message, ""
	for _, w := range wordings {
		if strings.Contains(e.Message, w.problem) && strings.Contains(e.ContextMsg, w.context) {
			message, hint = w.message, w.hint
			if w.atContext && e.ContextMark.Line > 0 {
				at = d.offset(e.ContextMark.Line, e.ContextMark.Column)
			}
			break
		}
	}
	rest := d.text.String[at:]
	switch {
	case rest == "":
	case strings.Contains(e.Message, "cannot start any token"), strings.Contains(e.Message, "did not find expected node content"):
		switch r, _ := utf8.DecodeRuneInString(rest); r {
		case '\t':
			message, hint = "a tab cannot indent YAML", "indent with spaces"
		case '\n', '\r':
			message, hint = "a value is missing here", "write one, or remove what announces it"
		default:
			message, hint = "a value cannot begin with "+string(r), "put the value in quotes"
		}
	case strings.Contains(e.Message, "did not find expected key") && !d.beginsLine(at):
		message = "this stands behind the end of the value"
		hint = "put all of the text in quotes; inside single quotes write ' twice, inside double quotes write \\\""
	}
	d.errorf(at, CodeSyntax, "%s", message).Hint = hint
}

// beginsLine reports whether only blanks stand before an offset on its line.
func (d *document) beginsLine(at int) bool {
	line := strings.TrimRight(d.text.String[:at], " \t")
	return line == "" || strings.HasSuffix(line, "\n")
}

// wordings says in our words what the library says in those of the YAML
// specification. Each applies to messages that contain problem, in contexts
// that contain context.
var wordings = []struct {
	problem, context string
	message, hint    string
	atContext        bool // the place that helps is where the thing began
}{
	{
		problem: "mapping values are not allowed",
		message: "a colon cannot stand here",
		hint:    `a text with ": " in it needs quotes around it; a new key needs a line of its own`,
	},
	{
		problem: "unexpected end of stream", context: "quoted scalar", atContext: true,
		message: "the quote that opens here is not closed",
		hint:    "close it; inside single quotes write ' twice, inside double quotes write \\\"",
	},
	{
		problem: "unexpected document indicator", context: "quoted scalar", atContext: true,
		message: "the quote that opens here is not closed",
		hint:    "close it; inside single quotes write ' twice, inside double quotes write \\\"",
	},
	{
		problem: "unknown escape character",
		message: "there is no such escape in double quotes",
		hint:    `write \\ for a backslash, or use single quotes`,
	},
	{
		problem: "did not find expected hexadecimal number",
		message: "this escape needs hexadecimal digits",
		hint:    `write \\ for a backslash, or use single quotes`,
	},
	{
		problem: "did not find expected comment or line break", context: "block scalar",
		message: "text cannot follow | or > on its line",
		hint:    "begin the text on the next line, or put a text that begins with | or > in quotes",
	},
	{
		problem: "could not find expected ':'", atContext: true,
		message: "a key without a colon",
		hint:    `write "key: value"; a text of several lines is indented or begins with >-`,
	},
	{
		problem: "did not find expected ',' or ']'", atContext: true,
		message: "the list that opens here is not closed",
		hint:    "close it with ], and put commas between its items",
	},
	{
		problem: "did not find expected ',' or '}'", atContext: true,
		message: "the mapping that opens here is not closed",
		hint:    "close it with }, and put commas between its pairs",
	},
	{
		problem: "did not find expected '-' indicator",
		message: "this is not indented as the list around it is",
		hint:    `begin each item with "- " in the same column`,
	},
	{
		problem: "block sequence entries are not allowed",
		message: "a list cannot begin here",
		hint:    "begin it on a new line, or put a text that begins with - in quotes",
	},
	{
		problem: "did not find expected key",
		message: "this is not indented as the keys around it are",
		hint:    "give keys of one mapping the same indentation",
	},
	{
		problem: "did not find expected <document start>",
		message: "this stands outside of the keys and values before it",
		hint:    "give keys of one mapping the same indentation",
	},
	{
		problem: "tab character where an indentation space is expected",
		message: "a tab cannot indent YAML",
		hint:    "indent with spaces",
	},
	{
		problem: "tab character that violates indentation",
		message: "a tab cannot indent YAML",
		hint:    "indent with spaces",
	},
	{
		problem: "unknown anchor",
		message: "nothing is anchored under this alias's name",
		hint:    "text that begins with * needs quotes",
	},
	{
		problem: "did not find expected alphabetic or numeric character", context: "alias", atContext: true,
		message: "a value cannot begin with *",
		hint:    "put the value in quotes",
	},
	{
		problem: "did not find expected alphabetic or numeric character", context: "anchor", atContext: true,
		message: "a value cannot begin with &",
		hint:    "put the value in quotes",
	},
}
