package note

import (
	"fmt"
	"strings"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/route/tour"
	"crosslane/tracking"
)

// tellRefused tells why the other channels were not chosen; those with the same reason together.
func tellRefused(refused []fact.Reason) []string { return grouped(refused, explain) }

func grouped(refused []fact.Reason, explain func(fact.Reason) string) []string {
	var order []string
	channels := map[string][]string{}
	for _, r := range refused {
		text := explain(r)
		if channels[text] == nil {
			order = append(order, text)
		}
		channels[text] = append(channels[text], r.About)
	}
	var list []string
	for _, text := range order {
		list = append(list, "not "+strings.Join(channels[text], ", ")+": "+text)
	}
	return list
}

// tellWhy is tellReasons where nothing goes on: channels that refuse are named, with the part of the Book by which they do.
func tellWhy(reasons []fact.Reason) (list []string) {
	var refused, others []fact.Reason
	for _, r := range reasons {
		if r.About != "" && channel.Refuses(r) {
			refused = append(refused, r)
		} else {
			others = append(others, r)
		}
	}
	return append(grouped(refused, func(r fact.Reason) string {
		if key := channel.DecidedBy(r.Rule); key != "" {
			return explain(r) + " (by " + key + " in the Book)"
		}
		return explain(r)
	}), tellReasons(others)...)
}

// tellReasons asks the desks for the words; each knows its own rules.
func tellReasons(reasons []fact.Reason) []string {
	var list []string
	times := map[string]int{}
	for _, r := range reasons {
		text := explain(r)
		if times[text]++; times[text] == 1 {
			list = append(list, text)
		}
	}
	for i, text := range list { // as where each of several channels says so
		if n := times[text]; n > 1 {
			list[i] = fmt.Sprintf("%s (%d times)", text, n)
		}
	}
	return list
}

// explain asks each desk for the words of its own rules. What was recorded before reasons named their desk is
// explained by the first that knows the rule.
func explain(r fact.Reason) string {
	for _, desk := range []func(fact.Reason) string{channel.Explain, inventory.Explain, tracking.Explain, tour.Explain, ownWords} {
		if text := desk(r); text != "" {
			return text
		}
	}
	return strings.TrimSpace(r.Rule + " " + r.About + " " + r.Note)
}
