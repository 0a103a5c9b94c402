// Package fact answers the question: what can be recorded, and what does it add up to? It holds every kind of
// fact with its stored form, the states that the facts of a stream are folded into, the reasons that a decision
// gives, and Unfold, by which one fact brings about others.
package fact
