// Package payload reads what carriers answer, in JSON or XML, into one tree, so that a field that is missing, of
// another type or in another place than usual never loses the rest of an answer.
package payload
