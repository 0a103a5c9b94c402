// Package share answers the question: which part of a whole is it? In whole numbers, rounded half up; of nothing it is not known.
package share

import "fmt"

// Share is a part of a whole as a fraction with four decimals, rounded half up. Where there is no whole it is
// unknown: the empty text, null in JSON.
type Share string

// Of is a part of a whole; unknown of nothing.
func Of(part, whole int64) Share {
	if whole == 0 {
		return ""
	}
	n := Rounded(part, 10000, whole)
	return Share(fmt.Sprintf("%d.%04d", n/10000, n%10000))
}

// String writes the share, "-" where it is unknown.
func (s Share) String() string {
	if s == "" {
		return "-"
	}
	return string(s)
}

// MarshalJSON writes a number, or null.
func (s Share) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return []byte(s), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Share) UnmarshalJSON(text []byte) error {
	if *s = Share(text); *s == "null" {
		*s = ""
	}
	return nil
}

// Rounded is how many of so many parts a part of a whole is, rounded half up; 0 of nothing.
func Rounded(part, parts, whole int64) int64 {
	if whole == 0 {
		return 0
	}
	return (2*part*parts + whole) / (2 * whole)
}
