package world

import (
	"cmp"
	"fmt"
	"time"

	"crosslane/shipping"
	"crosslane/world/scenario"
)

// Wish is what somebody asks of a world. Days and Orders (a day) that are nil are the scenario's own, or 30 and 150.
type Wish struct {
	Seed         uint64
	Days, Orders *int
	// Scenario is a name or a file of what befalls the world; empty: nothing does.
	Scenario string
	NoBackup bool
}

// first is the first day of a world whose scenario names none: a Monday.
var first = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// Config settles what the world is made of, and names it: worlds of one name are the same. A scenario that is not there,
// and a world without a day or an order, are errors.
func (w Wish) Config() (c Config, name string, err error) {
	c = Config{Seed: w.Seed, Days: 30, PerDay: 150, Start: first}
	mark := ""
	if w.Scenario != "" {
		if c.Scenario, mark, err = scenario.Find(w.Scenario); err != nil {
			return c, "", err
		}
		mark = "-" + mark
		c.Start = c.Scenario.Begins(first)
		c.Days, c.PerDay = cmp.Or(c.Scenario.Days, c.Days), cmp.Or(c.Scenario.Orders, c.PerDay)
	}
	for _, asked := range []struct {
		field string
		by    *int
		of    *int
	}{{"--days", w.Days, &c.Days}, {"--orders", w.Orders, &c.PerDay}} {
		if asked.by == nil {
			continue
		}
		if *asked.of = *asked.by; *asked.of < 1 {
			return c, "", shipping.BadField(asked.field, "a world needs at least one day and one order a day", "write 1 or more")
		}
	}
	if w.NoBackup {
		mark += "-nobackup"
	}
	return c, fmt.Sprintf("demo-seed%d-days%d-orders%d%s", c.Seed, c.Days, c.PerDay, mark), nil
}
