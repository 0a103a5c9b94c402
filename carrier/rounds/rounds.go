// Package rounds asks carriers that answer for single numbers alone: round after round, the numbers that are open, as many at a time as the
// carrier takes. What it tells of each becomes messages as of any other carrier.
package rounds

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
	"crosslane/tracking"
	"crosslane/tracking/history"
)

// Rounds is a Tracker. Its cursor is the round, and the number up to which it has come in it.
type Rounds struct {
	// Ask answers with all that is told of some numbers; those that the carrier does not know are left out.
	Ask func(ctx context.Context, waybills []string) ([]carrier.Message, error)
	// Open lists the numbers that are not at their end, in any order.
	Open func(context.Context) ([]string, error)
	// Each is how many numbers one call takes.
	Each int

	mu    sync.Mutex
	ahead []string // of this round, those that were not asked for yet
}

// next are the numbers to ask for behind one; fewer than Each are the last. They are listed once a round, and again
// where a cursor is none of it.
func (r *Rounds) next(ctx context.Context, after string) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, _ := slices.BinarySearch(r.ahead, after+"\x00")
	if after == "" || i != r.Each {
		list, err := r.Open(ctx)
		if err != nil {
			return nil, err
		}
		slices.Sort(list)
		r.ahead = list
		i, _ = slices.BinarySearch(r.ahead, after+"\x00")
	}
	r.ahead = r.ahead[i:]
	return r.ahead[:min(r.Each, len(r.ahead))], nil
}

var _ carrier.Tracker = (*Rounds)(nil)

// Track asks for some numbers.
func (r *Rounds) Track(ctx context.Context, waybills []string) ([]carrier.Message, error) {
	var all []carrier.Message
	for len(waybills) > 0 {
		n := min(r.Each, len(waybills))
		part, err := r.Ask(ctx, waybills[:n])
		if err != nil {
			return nil, err
		}
		all, waybills = append(all, part...), waybills[n:]
	}
	return all, nil
}

// Changes asks for the next numbers of a round. Behind the last one begins the next round, which is for the next poll.
func (r *Rounds) Changes(ctx context.Context, cursor string) (*carrier.Batch, error) {
	round, after, _ := strings.Cut(cursor, " ")
	numbers, err := r.next(ctx, after)
	if err != nil {
		return nil, err
	}
	b := &carrier.Batch{}
	if len(numbers) > 0 {
		if b.Messages, err = r.Ask(ctx, numbers); err != nil {
			return nil, err
		}
	}
	if len(numbers) < r.Each {
		n, _ := strconv.ParseUint(round, 10, 63)
		b.Next = strconv.FormatUint(n+1, 10)
		return b, nil
	}
	b.Next, b.More = round+" "+numbers[len(numbers)-1], true
	if round == "" {
		b.Next = "0" + b.Next
	}
	return b, nil
}

// Messages makes what a carrier told of a number into messages, and the further numbers of its parcel behind them. An event that was taken back is none; what takes it back is a correction
// to what stood before. Where only the clocks of a place are known, and not its zone, nobody can say when it happened.
func Messages(waybill string, h *history.History, route history.Route) []carrier.Message {
	h.Tell(route)
	list := make([]carrier.Message, 0, len(h.Events))
	var stands shipping.Milestone
	for i := range h.Events {
		e := &h.Events[i]
		if e.Withdrawn {
			continue
		}
		m := carrier.Message{Waybill: waybill, Raw: []byte(e.When.Text() + "\t" + e.Code + "\t" + e.Text), Scan: fact.Scan{Code: e.Code, Text: e.Text, Milestone: e.Milestone, Seq: int64(i + 1), Reason: e.Reason,
			Place: fact.ScanPlace{Country: e.Place.Country, City: e.Place.City, Facility: e.Place.Facility, Region: e.Place.Region, Postcode: e.Place.Postcode, Locode: e.Place.Locode, IATA: e.Place.IATA},
			Back:  e.Direction == history.Back, Leg: fact.ScanLeg{Carrier: e.Carrier, Number: e.Number}}}
		m.At, m.Scan.Said = dated(e)
		if e.Milestone == shipping.Unmapped && e.Meaning != history.Unknown {
			m.Scan.Noted = fact.Silent
		}
		if e.Withdraws && stands != "" {
			m.Scan.Milestone, m.Scan.Classifier = stands, tracking.Correction
		}
		if tracking.Stands(stands, e.Milestone) {
			stands = e.Milestone
		}
		list = append(list, m)
	}
	return append(list, numbers(waybill, h.Onward)...)
}

// numbers makes the further numbers of a parcel into messages, of each carrier the one that it is told of last. They have no time: they are known from when they are heard.
func numbers(waybill string, legs []history.Leg) (list []carrier.Message) {
	for i, l := range legs {
		if l.Number != "" && !slices.ContainsFunc(legs[i+1:], func(later history.Leg) bool { return later.Number != "" && onward.Same(later.Carrier, l.Carrier) }) {
			list = append(list, carrier.Message{Waybill: waybill, Scan: fact.Scan{Leg: fact.ScanLeg{Carrier: l.Carrier, Number: l.Number}}})
		}
	}
	return list
}

// dated is when an event happened, and what was said where that was no instant. A local time of which the zone is not known is taken for one of UTC, and a day
// for its noon there, which is that day nearly everywhere: it is at most half a day off, and what happened is known.
func dated(e *history.Event) (at time.Time, said string) {
	at, exact, ok := e.Instant()
	switch {
	case exact:
		return at, ""
	case !ok && e.When.Precision == history.Day:
		at = e.When.Wall.Add(12 * time.Hour)
	case !ok:
		at = e.When.Wall
	}
	return at, e.When.Text()
}
