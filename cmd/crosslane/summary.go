package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"crosslane/ledger/upkeep"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/world"
)

// summary is what a run adds up to.
type summary struct {
	view.Figures
	Laws lawsSummary `json:"laws"`
}

type lawsSummary struct {
	Checked  int64 `json:"checked"` // balances folded again and held against every law
	Violated int64 `json:"violated"`
}

// sumUp audits the ledger, holds the read tables against a rebuild, and adds everything up.
func (s *shop) sumUp(ctx context.Context) (*summary, error) {
	found, err := upkeep.Audit(ctx, s.ledgerDB, upkeep.Options{Law: world.Laws})
	if err != nil {
		return nil, err
	}
	f, err := s.views.Figures(ctx, s.tenant)
	if err != nil {
		return nil, err
	}
	return &summary{f, lawsSummary{Checked: found.Streams}}, nil
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
	"refusals":          "bookings that carriers refused",
	"backups_used":      "parcels that travel with another channel than the one chosen first",
	"cases_open":        "what somebody still has to look at",
	"laws.checked":      "balances folded again and held against every law",
	"laws.violated":     "of these, that broke one",
}

// tellWorld prints every figure with what it means.
func (p *program) tellWorld(w *play, s *summary) {
	fmt.Fprintf(p.stdout, "%d days of about %d orders, seed %d\n", w.days, w.orders, w.seed)
	if w.scenario != nil {
		fmt.Fprintf(p.stdout, "%s: %s\n", w.scenario.Title, strings.Join(strings.Fields(w.scenario.Shows), " "))
	}
	fmt.Fprintln(p.stdout)
	figures := reflect.ValueOf(s.Figures)
	for i := range figures.NumField() {
		name, _, _ := strings.Cut(figures.Type().Field(i).Tag.Get("json"), ",")
		p.tellFigure(name, figures.Field(i).Interface())
	}
	p.tellFigure("laws.checked", s.Laws.Checked)
	p.tellFigure("laws.violated", s.Laws.Violated)
}

func (p *program) tellFigure(name string, value any) {
	words := strings.NewReplacer("_", " ", ".", " ").Replace(name)
	switch v := value.(type) {
	case map[shipping.Currency]int64:
		var sums []shipping.Money
		for c, n := range v {
			sums = append(sums, shipping.Money{Amount: n, Currency: c})
		}
		slices.SortFunc(sums, func(a, b shipping.Money) int { return cmp.Compare(a.Currency, b.Currency) })
		for _, m := range sums {
			fmt.Fprintf(p.stdout, "%-20s %14s  %s\n", words, m, meanings[name])
		}
	case int, int64, json.Number, string, float64:
		fmt.Fprintf(p.stdout, "%-20s %14v  %s\n", words, v, meanings[name])
	default:
		text, _ := json.Marshal(v) // a figure is numbers and words
		fmt.Fprintf(p.stdout, "%-20s %14s  %s\n", words, text, meanings[name])
	}
}
