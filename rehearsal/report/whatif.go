// Package rehearse prints what rehearsals found, for people.
package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"crosslane/rehearsal"
	"crosslane/shipping"
)

// Whatif prints both runs side by side, the parcels that go another way, some of them at most, and what a
// rehearsal cannot know.
func Whatif(out io.Writer, a *rehearsal.Answer, limit int) {
	fmt.Fprintf(out, "%d recorded orders%s decided again by %s (%s)\n\n", a.Orders, bounds(a.Since, a.Until), a.Name, a.Book)
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\trecorded\tby this Book\t\n")
	for _, line := range []struct {
		name    string
		was, is int64
	}{
		{"orders held", a.Recorded.Held, a.Rehearsed.Held}, {"orders rejected", a.Recorded.Rejected, a.Rehearsed.Rejected},
		{"orders that waited for stock", a.Recorded.Waited, a.Rehearsed.Waited}, {"  and wait still", a.Recorded.Waiting, a.Rehearsed.Waiting},
		{"orders split", a.Recorded.Split, a.Rehearsed.Split}, {"parcels called off", a.Recorded.CalledOff, a.Rehearsed.CalledOff},
		{"parcels that no channel takes", a.Recorded.Stuck, a.Rehearsed.Stuck}, {"parcels", a.Recorded.Parcels, a.Rehearsed.Parcels},
	} {
		fmt.Fprintf(t, "%s\t%d\t%d\t\n", line.name, line.was, line.is)
	}
	fmt.Fprintf(t, "promised days, at least\t%s\t%s\t\n", mean(a.Recorded.DaysLeast, a.Recorded.Parcels), mean(a.Rehearsed.DaysLeast, a.Rehearsed.Parcels))
	fmt.Fprintf(t, "promised days, at most\t%s\t%s\t\n", mean(a.Recorded.DaysMost, a.Recorded.Parcels), mean(a.Rehearsed.DaysMost, a.Rehearsed.Parcels))
	fmt.Fprintf(t, "cost as chosen\t%s\t%s\t\n", moneys(a.Recorded.Cost), moneys(a.Rehearsed.Cost))
	fmt.Fprintf(t, "cost as charged in the end\t%s\t\t\n", moneys(a.Real.Cost))
	for _, id := range channelsOf(a) {
		fmt.Fprintf(t, "by %s\t%d\t%d\t\n", id, a.Recorded.Channels[id], a.Rehearsed.Channels[id])
	}
	_ = t.Flush()
	fmt.Fprintf(out, "\n%d parcels go the same way", a.Same+a.Repriced)
	if a.Repriced > 0 {
		fmt.Fprintf(out, ", %d of them at another price or promise", a.Repriced)
	}
	fmt.Fprintf(out, "; %d in another box; %d elsewhere.\n", a.Repacked, a.Elsewhere)
	tellDifferences(out, a.Parcels, limit)
	tellLimits(out, a)
}

func tellDifferences(out io.Writer, list []rehearsal.Difference, limit int) {
	if len(list) == 0 || limit <= 0 {
		return
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\norder\tto\trecorded\tby this Book\tcost\t\tdays\t\tin truth\twhy\n")
	for _, d := range list[:min(limit, len(list))] {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", d.Number, d.Country, wayOf(d.From), wayOf(d.To),
			costOf(d.From), costOf(d.To), daysOf(d.From), daysOf(d.To), fateOf(d.Real), d.Text)
	}
	_ = t.Flush()
	if more := len(list) - limit; more > 0 {
		fmt.Fprintf(out, "... and %d more: --limit %d, or --json\n", more, len(list))
	}
}

// tellLimits says what a rehearsal cannot know.
func tellLimits(out io.Writer, a *rehearsal.Answer) {
	fmt.Fprintf(out, "\nIn truth %d parcels were booked, %d of them by a backup; %d were delivered, %d of them late by %s days on average.\n",
		a.Real.Booked, a.Real.ByBackup, a.Real.Delivered, a.Real.Late, mean(a.Real.LateDays, a.Real.Late))
	if a.Open > 0 {
		fmt.Fprintf(out, "%d of the orders had not ended when the record ended.\n", a.Open)
	}
	for _, message := range sorted(a.LeftOut) {
		fmt.Fprintf(out, "%d facts are left out: %s\n", a.LeftOut[message], message)
	}
	fmt.Fprintln(out, "What a rehearsal does not know: whether carriers would have refused these parcels (here they take all), and whether\n"+
		"the channels would have jammed under this load. Compare with \"cost as chosen\"; days are promises, not arrivals.")
}

func bounds(since, until time.Time) string {
	var text string
	if !since.IsZero() {
		text = " from " + since.Format(time.RFC3339)
	}
	if !until.IsZero() {
		text += " until " + until.Format(time.RFC3339)
	}
	return text
}

// mean writes sum by count with one decimal, rounded half up.
func mean(sum, count int64) string {
	if count == 0 {
		return "-"
	}
	tenths := (sum*20 + count) / (2 * count)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

func moneys(cost map[shipping.Currency]int64) string {
	var list []string
	for _, c := range sorted(cost) {
		list = append(list, shipping.Money{Amount: cost[c], Currency: c}.String())
	}
	return strings.Join(list, ", ")
}

// sorted lists the keys of a map in order.
func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// channelsOf lists every channel that carries something in one of the runs, the busiest first.
func channelsOf(a *rehearsal.Answer) []shipping.ChannelID {
	most := map[shipping.ChannelID]int64{}
	for _, counts := range []map[shipping.ChannelID]int64{a.Recorded.Channels, a.Rehearsed.Channels} {
		for id, n := range counts {
			most[id] = max(most[id], n)
		}
	}
	var list []shipping.ChannelID
	for id := range most {
		list = append(list, id)
	}
	slices.SortFunc(list, func(a, b shipping.ChannelID) int { return cmp.Or(cmp.Compare(most[b], most[a]), cmp.Compare(a, b)) })
	return list
}

func wayOf(w rehearsal.Way) string {
	switch {
	case w.Warehouse == "":
		return "-"
	case w.Channel == "":
		return string(w.Warehouse) + ", no channel"
	}
	text := string(w.Channel)
	if !strings.HasPrefix(text, string(w.Warehouse)+"-") {
		text = string(w.Warehouse) + ", " + text
	}
	if w.Carton != "" {
		text += " (" + w.Carton + ")"
	}
	return text
}

func costOf(w rehearsal.Way) string {
	if w.Channel == "" {
		return "-"
	}
	return w.Cost.String()
}

func daysOf(w rehearsal.Way) string {
	if w.Channel == "" {
		return "-"
	}
	return fmt.Sprintf("%d-%d", w.Days.Least, w.Days.Most)
}

func fateOf(f rehearsal.Fate) string {
	switch {
	case f.LateDays > 0:
		return fmt.Sprintf("%d days late", f.LateDays)
	case f.Status == shipping.Delivered:
		return "in time"
	}
	return cmp.Or(string(f.Status), "-")
}
