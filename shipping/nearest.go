package shipping

import "strings"

// Nearest is the name that somebody may have meant who wrote another, in any case; empty where none is near.
func Nearest(text string, names []string) string {
	best, least := "", 2+len(text)/2
	for _, n := range names {
		if d := distance(strings.ToLower(text), strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance counts the signs that have to be put in, taken out or changed to make one text of the
// other (Levenshtein 1965).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, corner+1, row[j]+1)
		}
	}
	return row[len(b)]
}
