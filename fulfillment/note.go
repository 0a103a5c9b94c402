package fulfillment

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/route/tour"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Entry is one line of the note that tells what was decided about an order, and why.
type Entry struct {
	At     time.Time       `json:"at"`
	Stream shipping.Stream `json:"stream"`
	Kind   fact.Kind       `json:"fact"`
	By     string          `json:"by,omitempty"` // who said it; empty when the program decided it
	Text   string          `json:"text"`
	Why    []string        `json:"why,omitempty"`
}

// Note tells facts as a clerk would write them down, in the order given.
func Note(facts []*fact.Fact) []Entry {
	var list []Entry
	for _, f := range facts {
		e := Entry{At: f.At, Stream: f.Stream, Kind: f.Body.Kind(), By: f.By}
		switch f.Stream.Sort() {
		case shipping.OrderSort:
			e.Text, e.Why = noteOrder(f.Body)
		case shipping.ParcelSort:
			e.Text, e.Why = noteParcel(f.Body)
		case shipping.LaneSort:
			e.Text, e.Why = noteLane(f.Body)
		case shipping.CaseSort:
			e.Text, e.Why = noteCase(f.Body)
		}
		if e.Text != "" {
			list = append(list, e)
		}
	}
	return list
}

func noteOrder(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.OrderReceived:
		return noteReceived(&b.Order), noteLines(&b.Order)
	case *fact.OrderAccepted:
		return "Accepted: nothing is missing.", nil
	case *fact.OrderHeld:
		return "Held until this is put right:", noteProblems(b.Problems)
	case *fact.OrderRejected:
		return "Rejected; it cannot be served as it is:", noteProblems(b.Problems)
	case *fact.OrderCancelled:
		return "Cancelled: " + b.Why + ".", nil
	case *fact.Allocated:
		return "Set aside in warehouse " + string(b.Warehouse) + ": " + notePicks(b.Picks) + ".", noteReasons(b.Why)
	case *fact.Backordered:
		return "Waits for stock: " + noteShortages(b.Missing) + ".", noteReasons(b.Why)
	case *fact.StockArrivedFor:
		return "Stock of " + string(b.SKU) + " came in; tried again.", nil
	case *fact.ParcelClosed:
		return "Parcel " + string(b.Parcel) + " has reached its end: " + tracking.StatusName(b.Status) + ".", nil
	case *fact.OrderCompleted:
		return "Completed: every parcel has reached its end.", nil
	}
	return "", nil
}

func noteReceived(o *shipping.Order) string {
	text := fmt.Sprintf("Received: order %s of %s", o.Number, o.Storefront)
	if o.Seller != "" {
		text += " for " + o.Seller
	}
	return text + fmt.Sprintf(", placed %s, to %s, worth %s.", o.Placed.Format("2006-01-02 15:04"), o.Ship, o.Value())
}

func noteLines(o *shipping.Order) []string {
	var list []string
	for i := range o.Lines {
		l := &o.Lines[i]
		list = append(list, fmt.Sprintf("%d x %s %s at %s, %s each", l.Quantity, l.SKU, strings.TrimSpace(l.Name), l.Price, l.Weight))
	}
	return list
}

func noteParcel(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.ParcelPlanned:
		return notePlan(&b.Plan), nil
	case *fact.ChannelChosen:
		return noteChoice(b), noteRefused(b.Refused)
	case *fact.BookingRequested:
		return fmt.Sprintf("Asked %s to take it by channel %s (attempt %d).", b.Carrier, b.Channel, b.Attempt), nil
	case *fact.Booked:
		return fmt.Sprintf("Booked with %s, waybill %s, for %s.", b.Channel, b.Waybill, b.Cost), nil
	case *fact.BookingRejected:
		return fmt.Sprintf("%s does not take it: %s.", b.Channel, note(b.Code, b.Message)), nil
	case *fact.CancelRequested:
		return fmt.Sprintf("Asked %s to void waybill %s: %s.", b.Carrier, b.Waybill, b.Why), nil
	case *fact.BookingCancelled:
		return "Waybill " + b.Waybill + " is void.", nil
	case *fact.CancelRejected:
		return "Waybill " + b.Waybill + " stays valid: " + b.Why + ".", nil
	case *fact.HandedOver:
		return "Handed over to the carrier.", nil
	case *fact.Awaited:
		return noteAwaited(b), nil
	case *fact.ParcelStuck:
		return "No channel is left; case " + string(b.Case) + " is open.", noteReasons(b.Why)
	case *fact.ParcelCalledOff:
		return "Called off: " + b.Why + ".", nil
	case *fact.TourScheduled:
		return noteScheduled(b), noteReasons(b.Why)
	case *fact.DiversionAsked:
		return fmt.Sprintf("To leave channel %s, if another takes it.", b.Channel), noteReasons(b.Why)
	case *fact.SlotChanged:
		return "The addressee asks for " + noteWindow(b.Slot) + ".", nil
	case *fact.LockerChosen:
		return fmt.Sprintf("After %d failed attempts it goes to locker %s.", b.Tries, b.Locker), nil
	}
	return noteWay(body)
}

func noteWay(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.ScanReceived:
		s := &b.Scan
		text := fmt.Sprintf("%s reported %s", s.Carrier, s.Code)
		if s.Place.City != "" {
			text += " in " + s.Place.City
		}
		if s.Milestone == shipping.Unmapped {
			return text + "; nobody knows what that means, so it is kept as it is.", nil
		}
		return text + ".", nil
	case *fact.MilestoneReached:
		return tracking.MilestoneName(b.Milestone) + " (" + tracking.StatusName(b.Status) + ").", nil
	case *fact.TimerElapsed:
		return "Not in time: " + timerWord(b.Timer.Name) + ".", nil
	case *fact.Deviated:
		return "Not where it should be.", noteReasons(b.Why)
	}
	return noteMessage(body), nil
}

func notePlan(p *fact.ParcelPlan) string {
	text := fmt.Sprintf("Parcel of %s", p.Weight)
	if !p.Size.IsZero() {
		text += ", " + p.Size.String()
	}
	text += fmt.Sprintf(", goods worth %s, from %s to %s", p.Value, p.Warehouse, p.Ship)
	if len(p.Batteries) > 0 {
		text += ", with lithium cells"
	}
	if p.Dangerous {
		text += ", dangerous goods"
	}
	return text + ": " + notePicks(p.Picks) + "."
}

func noteChoice(b *fact.ChannelChosen) string {
	text := "Channel " + noteOption(&b.Primary) + " by Book " + b.Book + "."
	for i := range b.Backups {
		if i == 0 {
			text += " Standing by: "
		} else {
			text += "; "
		}
		text += noteOption(&b.Backups[i])
	}
	if len(b.Backups) == 0 {
		return text + " Nothing stands by."
	}
	return text + "."
}

func noteOption(o *fact.Option) string {
	return fmt.Sprintf("%s (%s, %d to %d days, score %d)", o.Channel, o.Price, o.Days.Least, o.Days.Most, o.Score)
}

func noteScheduled(b *fact.TourScheduled) string {
	if b.Vehicle == "" {
		return fmt.Sprintf("On no tour of %s on %s:", b.Depot, b.Date)
	}
	return fmt.Sprintf("On the tour of %s from %s on %s, expected %s.", b.Vehicle, b.Depot, b.Date, noteWindow(b.Slot))
}

func noteWindow(w shipping.Window) string {
	return w.From.Format("2006-01-02 15:04") + " to " + w.To.Format("15:04 -0700")
}

func noteAwaited(b *fact.Awaited) string {
	text := ""
	if !b.Promise.To.IsZero() {
		text = "Promised between " + b.Promise.From.Format("2 January") + " and " + b.Promise.To.Format("2 January 2006") + ". "
	}
	var timers []string
	for _, t := range b.Await {
		timers = append(timers, timerWord(t.Name)+" by "+t.Due.UTC().Format("2006-01-02 15:04"))
	}
	if len(timers) == 0 {
		return text
	}
	return text + "Awaited: " + strings.Join(timers, ", ") + "."
}

var timerWords = map[string]string{
	retry: "another try", fact.CaseDue: "the case",
	tracking.Depart: "departure", tracking.Arrive: "arrival in the destination country", tracking.Silence: "a sign of life",
	tracking.Promise: "delivery", tracking.Pickup: "collection by the addressee", tracking.Handover: "hand-over to the carrier",
	tracking.PromiseAtRisk: "delivery (at risk)",
}

func timerWord(name string) string {
	if word, ok := timerWords[name]; ok {
		return word
	}
	if ends, ok := tracking.LegEnd(name); ok {
		return "\"" + tracking.MilestoneName(ends) + "\""
	}
	return name
}

func notePicks(picks []shipping.Pick) string {
	var list []string
	for _, p := range picks {
		text := fmt.Sprintf("%d x %s", p.Quantity, p.SKU)
		if p.Lot != "" {
			text += " of lot " + p.Lot
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func noteShortages(missing []fact.Shortage) string {
	var list []string
	for _, m := range missing {
		list = append(list, fmt.Sprintf("%d x %s", m.Quantity, m.SKU))
	}
	return strings.Join(list, ", ")
}

func noteProblems(problems []fact.Problem) []string {
	var list []string
	for _, p := range problems {
		text := p.Field + ": " + p.Message
		if p.Line > 0 {
			text = fmt.Sprintf("line %d, %s", p.Line, text)
		}
		if p.Hint != "" {
			text += " (" + p.Hint + ")"
		}
		list = append(list, text)
	}
	return list
}

// noteRefused tells why the other channels were not chosen; those with the same reason together.
func noteRefused(refused []fact.Reason) []string {
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

// noteReasons asks the desks for the words; each knows its own rules.
func noteReasons(reasons []fact.Reason) []string {
	var list []string
	for _, r := range reasons {
		list = append(list, explain(r))
	}
	return list
}

func explain(r fact.Reason) string {
	for _, desk := range []func(fact.Reason) string{channel.Explain, inventory.Explain, tracking.Explain, tour.Explain} {
		if text := desk(r); text != "" {
			return text
		}
	}
	switch r.Rule {
	case "last_refusal":
		return r.About + " was the last channel, and does not take it: " + r.Note
	case "promised_more":
		return strconv.FormatInt(r.Actual, 10) + " more are promised of " + r.About + " than lie there"
	case "void_and_moving":
		return "its label is void, and it moves all the same: " + tracking.MilestoneName(shipping.Milestone(r.About))
	case "called_off":
		return "it was called off, and moves all the same: " + tracking.MilestoneName(shipping.Milestone(r.About))
	case "cancel_refused":
		return r.About + " does not void the label: " + r.Note
	}
	return r.Rule + " " + r.About + " " + r.Note
}
