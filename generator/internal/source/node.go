package source

import "readout/generator/internal/diag"

// Kind is the kind of a YAML value.
type Kind uint8

// The kinds of YAML values. A null is a Scalar with an empty Value and Null set.
const (
	Scalar Kind = iota
	Sequence
	Mapping
)

// Node is a YAML value with its place. Aliases are already replaced by what
// they stand for and merge keys (<<) are refused. Immutable.
type Node struct {
	Kind  Kind
	Value diag.Text // of a scalar: its text, as a person reads it; knows where each byte stood
	Plain bool      // a scalar without quotes, so that true, 3 and null mean what YAML says
	Null  bool
	Items []*Node // of a sequence
	Pairs []Pair  // of a mapping, in file order, keys unique
	Pos   diag.Pos
	Width int // characters of the scalar on its first line, for the caret
}

// Pair is a key of a mapping with its value.
type Pair struct{ Key, Value *Node }

// Located is a decoded value with its place, for problems found later.
type Located[T any] struct {
	Value T
	Pos   diag.Pos
	Width int
}

// Decoder is implemented by types that decode themselves from a Node: dates,
// texts by language, shorthands. DecodeNode adds problems to l; it must not
// keep l.
type Decoder interface {
	DecodeNode(n *Node, l *diag.List)
}
