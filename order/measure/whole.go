package measure

import (
	"strconv"
	"strings"
)

// Whole reads a whole number, such as of pieces; 2.0 is one, as spreadsheets write it, and 2.000 may be two thousand.
func Whole(text string) (n int64, ok bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	return n, err == nil && strings.Trim(fraction, "0") == "" && len(fraction) != 3 && n < Most && n > -Most
}

// NotWhole is what is wrong with a number of pieces that Whole does not take, in words that follow it, and what to do.
func NotWhole(text string) (wrong, hint string) {
	if _, fraction, _ := strings.Cut(text, "."); fraction == "000" {
		return "may be a thousand times that, or that", "write digits alone, such as 2"
	}
	if digits := strings.TrimLeft(text, "+-"); digits != "" && strings.Trim(digits, "0123456789") == "" {
		return "is more than a line can hold", "up to a million pieces are taken: split the order"
	}
	return "is not a whole number", "write digits alone, such as 2"
}
