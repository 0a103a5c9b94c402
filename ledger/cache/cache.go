// Package cache answers the question: what of many things was used last? It keeps a young generation and the one
// before; what was not used for a whole generation is forgotten.
package cache

import "maps"

// Cache keeps values by their keys. It is for one goroutine.
type Cache[K comparable, V any] struct {
	young, old map[K]V
	limit      int
}

// New makes a cache of at most about so many values.
func New[K comparable, V any](limit int) *Cache[K, V] {
	return &Cache[K, V]{young: map[K]V{}, old: map[K]V{}, limit: limit}
}

// Get answers with a value, and counts as a use.
func (c *Cache[K, V]) Get(k K) (v V, ok bool) {
	if v, ok = c.young[k]; ok {
		return v, true
	}
	if v, ok = c.old[k]; ok {
		c.young[k] = v
	}
	return v, ok
}

// Peek is Get that does not count as a use.
func (c *Cache[K, V]) Peek(k K) (v V, ok bool) {
	if v, ok = c.young[k]; ok {
		return v, true
	}
	v, ok = c.old[k]
	return v, ok
}

// Put keeps a value.
func (c *Cache[K, V]) Put(k K, v V) { c.young[k] = v }

// Full tells that a generation ends with the next turn.
func (c *Cache[K, V]) Full() bool { return len(c.young) >= c.limit/2 }

// Turn begins a generation.
func (c *Cache[K, V]) Turn() { c.old, c.young = c.young, make(map[K]V, len(c.young)) }

// Forget drops the values of some keys.
func (c *Cache[K, V]) Forget(these func(K) bool) {
	for _, generation := range []map[K]V{c.young, c.old} {
		maps.DeleteFunc(generation, func(k K, _ V) bool { return these(k) })
	}
}
