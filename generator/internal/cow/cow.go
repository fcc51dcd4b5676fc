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
type Map[V any] struct {
	tree *btree.Map[string, V]
	// A map that is asked very often has all its entries in a hash table too,
	// made once and shared by its changed copies. since holds the keys that
	// were set or deleted after it was made, which only the tree answers.
	table map[string]V
	since *btree.Set[string]
}

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
	if m.table != nil && (m.since == nil || !m.since.Contains(key)) {
		v, ok := m.table[key]
		return v, ok
	}
	return m.tree.Get(key)
}

// Indexed returns the same map, made quicker to ask. It takes as long as to
// read every entry, so it is for maps that have just been filled.
func (m Map[V]) Indexed() Map[V] {
	table := make(map[string]V, m.Len())
	for k, v := range m.All() {
		table[k] = v
	}
	return Map[V]{tree: m.tree, table: table}
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
	e := &Editor[V]{m: m}
	if m.tree == nil {
		e.m.tree = new(btree.Map[string, V])
	} else {
		e.m.tree = m.tree.Copy()
	}
	if m.table != nil {
		if m.since == nil {
			e.m.since = new(btree.Set[string])
		} else {
			e.m.since = m.since.Copy()
		}
	}
	return e
}

// Editor makes a changed copy of a Map. It is for one goroutine. Two editors
// of one Map may not be started at the same moment.
type Editor[V any] struct{ m Map[V] }

// Get returns the value of a key as changed so far.
func (e *Editor[V]) Get(key string) (V, bool) { return e.m.Get(key) }

// Set gives a key a value.
func (e *Editor[V]) Set(key string, value V) {
	e.m.tree.Set(key, value)
	if e.m.since != nil {
		e.m.since.Insert(key)
	}
}

// Delete removes a key; one that is not there is no matter.
func (e *Editor[V]) Delete(key string) {
	e.m.tree.Delete(key)
	if e.m.since != nil {
		e.m.since.Insert(key)
	}
}

// Map ends the edit and returns its result. The Editor is of no use after it.
func (e *Editor[V]) Map() Map[V] {
	m := e.m
	e.m = Map[V]{}
	return m
}
