package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/fulfillment/note"
	"crosslane/shipping"
	"crosslane/view"
)

var functions = template.FuncMap{
	"day": func(m view.Millis) template.HTML { return clock(m.Time(), "2 Jan 15:04") },
	"at":  func(t time.Time) template.HTML { return clock(t, "2006-01-02 15:04") },
	"money": func(amount int64, c shipping.Currency) string {
		return money(shipping.Money{Amount: amount, Currency: c})
	},
	"words": func(s any) string { return strings.ReplaceAll(fmt.Sprint(s), "_", " ") },
	"kind":  note.CaseKind,
	"who":   func(by string) string { return strings.TrimPrefix(by, "clerk:") },
	"late": func(p view.ParcelRow) bool {
		return p.Promised > 0 && (p.Ended > p.Promised || p.Ended == 0 && p.Updated > p.Promised)
	},
	"agent":     agentInWords,
	"proof":     func(by account.Proof) string { return proofs[by] },
	"thousands": func(n int64) string { return group(strconv.FormatInt(n, 10)) },
	"percent":   percent,
	"part":      part,
	"minus":     func(a, b int64) int64 { return a - b },
	"pair":      func(at string, of any) pair { return pair{at, of} },
}

// proofs are what besides a password was shown, in words.
var proofs = map[account.Proof]string{account.ByPhone: "a phone's code", account.ByRecovery: "a code for when the phone is lost", account.ByKey: "a passkey, in its place", account.ByProvider: "what a provider asked for"}

// pair hands a part of a page two things.
type pair struct {
	At string
	Of any
}

// part is how long a bar is, in whole per cent; what is not nothing is seen.
func part(n, whole int64) int64 {
	if n <= 0 || whole <= 0 {
		return 0
	}
	return max(2, min(100, n*100/whole))
}

// clock writes an instant of UTC, so that programs can read it, too; nothing for the zero time.
func clock(t time.Time, layout string) template.HTML {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + t.Format(layout) + `</time>`) //nolint:gosec // digits, and the names of months
}

func money(m shipping.Money) string {
	if m.Currency == "" {
		return ""
	}
	number, currency, _ := strings.Cut(m.String(), " ")
	whole, fraction, dot := strings.Cut(number, ".")
	if dot {
		fraction = "." + fraction
	}
	return group(whole) + fraction + " " + currency
}

// group sets a thin space before every third digit from the right.
func group(digits string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteRune('\u202f')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// percent writes part of whole in percent with one decimal, rounded half up; of nothing it is unknown.
func percent(part, whole int64) string {
	if whole == 0 {
		return "-"
	}
	n := (2000*part + whole) / (2 * whole)
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + " %"
}
