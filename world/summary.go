package world

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"crosslane/shipping"
	"crosslane/view"
)

// Summary is what a world adds up to.
type Summary struct {
	view.Figures
	Laws LawsSummary `json:"laws"`
}

// LawsSummary is what the audit of a world found.
type LawsSummary struct {
	Checked  int64 `json:"checked"` // balances folded again and held against every law
	Violated int64 `json:"violated"`
}

// meanings says what the figures mean, by their names in JSON.
var meanings = map[string]string{
	"orders":            "received, held and cancelled ones included",
	"parcels":           "planned",
	"delivered":         "parcels at the door",
	"delivered_on_time": "of these, not after the last moment of the promise",
	"delivered_late":    "of these, later than promised",
	"late_share":        "late among the delivered",
	"cost":              "what carriers charge for booked parcels",
	"cost_unknown":      "parcels of which nobody knows what their carriers charge",
	"refusals":          "bookings that carriers refused",
	"backups_used":      "parcels that travel with another channel than the one chosen first",
	"cases_open":        "what somebody still has to look at",
	"cases_opened":      "what somebody had to look at, in all",
	"switches":          "how often a trigger was set off",
	"rebooked":          "parcels booked anew because their channel was switched",
	"deviations":        "of parcels, from what was awaited",
	"stuck":             "how often no channel was left for a parcel",
	"lost":              "parcels that carriers lost",
	"late":              "parcels that were not there when their promise ended, those still on the way included",
	"days_late":         "by how many days, all together",
	"warned":            "late parcels whose buyers were told before the promise ended",
	"laws.checked":      "balances folded again and held against every law",
	"laws.violated":     "of these, that broke one",
}

// Tell prints every figure with what it means.
func (s *Summary) Tell(out io.Writer) {
	figures := reflect.ValueOf(s.Figures)
	for i := range figures.NumField() {
		name, _, _ := strings.Cut(figures.Type().Field(i).Tag.Get("json"), ",")
		tellFigure(out, name, figures.Field(i).Interface())
	}
	tellFigure(out, "laws.checked", s.Laws.Checked)
	tellFigure(out, "laws.violated", s.Laws.Violated)
}

func tellFigure(out io.Writer, name string, value any) {
	words := strings.NewReplacer("_", " ", ".", " ").Replace(name)
	switch v := value.(type) {
	case map[shipping.Currency]int64:
		var sums []shipping.Money
		for c, n := range v {
			sums = append(sums, shipping.Money{Amount: n, Currency: c})
		}
		slices.SortFunc(sums, func(a, b shipping.Money) int { return cmp.Compare(a.Currency, b.Currency) })
		for _, m := range sums {
			fmt.Fprintf(out, "%-20s %14s  %s\n", words, m, meanings[name])
		}
	case int, int64, json.Number, string, float64:
		fmt.Fprintf(out, "%-20s %14v  %s\n", words, v, meanings[name])
	default:
		fmt.Fprintf(out, "%-20s %14v  %s\n", words, v, meanings[name])
	}
}
