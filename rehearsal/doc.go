// Package rehearsal answers the question: what would have come of it by other rules? It decides
// recorded orders again by another Book, lays triggers against recorded history before they are
// published, and compares Books over simulated worlds. It only reads; nothing that it does is recorded.
package rehearsal
