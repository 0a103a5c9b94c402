package history

import "strings"

// Answer is what a carrier answered: the histories of the numbers that were asked for, and what is said of none of them.
type Answer struct {
	Histories []*History
	Problems  []Problem
}

// Add takes a history in.
func (a *Answer) Add(h *History) { a.Histories = append(a.Histories, h) }

// Refuse notes that the carrier answered with its own code and words instead of a history. Missing: it knows no such number.
func (a *Answer) Refuse(code, words string, missing bool) {
	kind := Refused
	if missing {
		kind = NotFound
	}
	message := strings.TrimSpace(strings.Join(strings.Fields(words), " "))
	if code != "" && code != message {
		message = strings.TrimSuffix(code+": "+message, ": ")
	}
	a.Problems = append(a.Problems, Problem{kind, message})
}
