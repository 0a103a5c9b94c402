package web

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"crosslane/shipping"
	"crosslane/view"
)

var functions = template.FuncMap{
	"day": func(m view.Millis) string { return when(m.Time(), "2 Jan 15:04") },
	"at":  func(t time.Time) string { return when(t, "2006-01-02 15:04") },
	"money": func(amount int64, c shipping.Currency) string {
		return money(shipping.Money{Amount: amount, Currency: c})
	},
	"words": func(s any) string { return strings.ReplaceAll(toText(s), "_", " ") },
	"late": func(p view.ParcelRow) bool {
		return p.Promised > 0 && (p.Ended > p.Promised || p.Ended == 0 && p.Updated > p.Promised)
	},
	"thousands": func(n int64) string { return group(strconv.FormatInt(n, 10)) },
	"percent":   percent,
}

func when(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
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

// percent writes part of whole in percent with one decimal.
func percent(part, whole int64) string {
	if whole == 0 {
		return "0.0 %"
	}
	n := part * 1000 / whole
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + " %"
}

func toText(s any) string {
	switch s := s.(type) {
	case shipping.Status:
		return string(s)
	case shipping.Milestone:
		return string(s)
	case string:
		return s
	}
	return ""
}
