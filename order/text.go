package order

import (
	"html"
	"regexp"
	"strings"
)

// entity is a sign as HTML writes it.
var entity = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

// unseen takes out signs that nobody sees and that turn what stands behind them: controls of writing direction, and signs without width.
// Those that join letters of Persian, Indian scripts and pictures stay.
func unseen(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C, r == 0x200B, r == 0x2060, r == 0xFEFF, r == 0x00AD, r == 0x180E:
			return -1
		}
		return r
	}, text)
}

// clean takes signs that nobody sees out of a record, and reads signs of HTML where the storefront writes them.
func (m *Mapping) clean(r *record) {
	for f := range r.values {
		v := r.values[f]
		if m.entities && strings.Contains(v, "&") {
			v = strings.TrimSpace(html.UnescapeString(v))
			r.values[f] = v
		}
		if !plainASCII(v) {
			r.values[f] = strings.TrimSpace(unseen(v))
		}
	}
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
