// Package cow keeps ordered maps that change by difference: a Map never
// changes, and a changed copy shares all that stayed the same, so the copy
// costs what was changed and not what is kept.
//
// Place in the pipeline: a leaf. source keeps its files in such maps and site
// its records, which is what makes the way to the next snapshot short.
package cow

import (
	"iter"

	"github.com/tidwall/btree"
)

// Map is an immutable map from strings, in order of its keys. The zero Map is
// empty. It is safe for use from many goroutines.
type Map[V any] struct{ tree *btree.Map[string, V] }

// Len returns the number of entries.
func (m Map[V]) Len() int {
	if m.tree == nil {
		return 0
	}
	return m.tree.Len()
}

// Get returns the value of a key.
func (m Map[V]) Get(key string) (V, bool) {
	if m.tree == nil {
		var none V
		return none, false
	}
	return m.tree.Get(key)
}

// All yields every entry in order of its key.
func (m Map[V]) All() iter.Seq2[string, V] { return m.From("") }

// From yields the entries whose keys are not before key, in order.
func (m Map[V]) From(key string) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		if m.tree != nil {
			m.tree.Ascend(key, yield)
		}
	}
}

// Edit starts a changed copy.
func (m Map[V]) Edit() *Editor[V] {
	if m.tree == nil {
		return &Editor[V]{tree: new(btree.Map[string, V])}
	}
	return &Editor[V]{tree: m.tree.Copy()}
}

// Editor makes a changed copy of a Map. It is for one goroutine. Two editors
// of one Map may not be started at the same moment.
type Editor[V any] struct{ tree *btree.Map[string, V] }

// Get returns the value of a key as changed so far.
func (e *Editor[V]) Get(key string) (V, bool) { return e.tree.Get(key) }

// Set gives a key a value.
func (e *Editor[V]) Set(key string, value V) { e.tree.Set(key, value) }

// Delete removes a key; one that is not there is no matter.
func (e *Editor[V]) Delete(key string) { e.tree.Delete(key) }

// Map ends the edit and returns its result. The Editor is of no use after it.
func (e *Editor[V]) Map() Map[V] {
	m := Map[V]{tree: e.tree}
	e.tree = nil
	return m
}
