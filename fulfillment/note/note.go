// Package note says facts in words: what was decided about an order, and why, as a clerk would write it down.
package note

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/fact/evidence"
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
	// Echo: the parcel's own carrier repeats what another had told itself that has it in its hands.
	Echo bool `json:"echo,omitempty"`
}

// About names the parcel or case that it speaks of; empty for the order itself.
func (e *Entry) About() string {
	switch stream := e.Stream; stream.Sort() {
	case shipping.ParcelSort:
		id := stream.ID()
		return "[parcel " + id[strings.LastIndexByte(id, '-')+1:] + "] "
	case shipping.CaseSort:
		return "[case " + stream.ID() + "] "
	}
	return ""
}

// Of tells facts as a clerk would write them down, in the order given. Facts that say nothing to a person are left out.
func Of(facts []*fact.Fact) []Entry { return WithEchoes(facts, nil) }

// WithEchoes is Of that marks the scans that repeat what another carrier had told itself (see tracking.Echoes).
func WithEchoes(facts []*fact.Fact, echoes map[shipping.FactID]bool) []Entry {
	var list []Entry
	for _, f := range facts {
		e := Entry{At: f.At, Stream: f.Stream, Kind: f.Kind(), By: f.By, Echo: len(echoes) > 0 && echoes[f.ID()]}
		switch f.Stream.Sort() {
		case shipping.OrderSort:
			e.Text, e.Why = tellOrder(f.Body)
		case shipping.ParcelSort:
			e.Text, e.Why = tellParcel(f.Body)
		case shipping.LaneSort:
			e.Text, e.Why = tellLane(f.Body)
		case shipping.CaseSort:
			e.Text, e.Why = tellCase(f.Body)
		case shipping.PickupSort:
			e.Text = tellPickup(f.Body)
		case shipping.ErasureSort:
			e.Text = tellErasure(f.Body)
		}
		if e.Echo {
			e.Text = strings.TrimSuffix(e.Text, ".") + "; who has it in hand told that already, and nothing follows."
		}
		if e.Text != "" {
			list = append(list, e)
		}
	}
	return list
}

// tellErasure names no number: the documents are those about a person, of whatever orders.
func tellErasure(body fact.Body) string {
	if _, ok := body.(*fact.DocumentsErased); !ok {
		return ""
	}
	return "Erased, as was asked: name, address, and what else was kept about this person."
}

func tellOrder(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.OrderReceived:
		return tellReceived(&b.Order), tellLines(&b.Order)
	case *fact.OrderAccepted:
		return "Accepted: nothing is missing.", tellWorth(b.Worth)
	case *fact.OrderHeld:
		return "Held until this is put right:", tellProblems(b.Problems)
	case *fact.OrderRejected:
		return "Rejected; it cannot be served as it is:", tellProblems(b.Problems)
	case *fact.OrderCancelled:
		return "Cancelled: " + b.Why + ".", nil
	case *fact.GoodsRenewed:
		return "Listed anew since it came in, in what its file does not say:", tellRenewed(b.Goods)
	case *fact.Allocated:
		return "Set aside in warehouse " + string(b.Warehouse) + ": " + tellPicks(b.Picks) + ".", tellReasons(b.Why)
	case *fact.Backordered:
		return tellBackordered(b), tellWhy(b.Why)
	case *fact.GoodsMissing:
		return fmt.Sprintf("%d x %s that were promised to it are not at %s: what was to travel with them is taken back.", b.Quantity, b.SKU, b.Location), nil
	case *fact.PartTakenBack:
		return "Parcel " + string(b.Parcel) + " does not travel; looked for again: " + tellPicks(b.Picks) + ".", nil
	case *fact.StockArrivedFor:
		return "Looked again whether stock of " + string(b.SKU) + " is there.", nil
	case *fact.ParcelClosed:
		return "Parcel " + string(b.Parcel) + " has reached its end: " + tracking.StatusName(b.Status) + ".", nil
	case *fact.OrderRetold:
		return "Told otherwise by the storefront, which is somebody's case; what was recorded stands.", tellLines(&b.Order)
	case *fact.OrderCompleted:
		return tellCompleted(b), nil
	}
	return "", nil
}

func tellCompleted(b *fact.OrderCompleted) string {
	if len(b.Undelivered) == 0 {
		return "Completed: every parcel has reached its end."
	}
	var names []string
	for _, id := range b.Undelivered {
		names = append(names, string(id))
	}
	return "Not delivered as a whole: every parcel has reached its end, and this did not reach the buyer: " + strings.Join(names, ", ") + "."
}

func tellBackordered(b *fact.Backordered) string {
	if len(b.Missing) > 0 && b.Missing[0].Quantity == 0 {
		return "Goods lie there, and no channel takes them; looked at again whenever their stock changes."
	}
	return "Waits for stock: " + tellShortages(b.Missing) + "."
}

func tellReceived(o *shipping.Order) string {
	text := fmt.Sprintf("Received: order %s of %s", o.Number, cmp.Or(o.Storefront, "no storefront"))
	if o.Seller != "" {
		text += " for " + o.Seller
	}
	placed := "on a day that cannot be read"
	if !o.Placed.IsZero() {
		placed = o.Placed.Format("2006-01-02 15:04")
	}
	return text + fmt.Sprintf(", placed %s, to %s, worth %s.", placed, goesTo(o.Ship, o.Placed), o.ValueText())
}

// goesTo writes a destination, with the territory that it lies in where that is treated apart.
func goesTo(p shipping.Place, on time.Time) string {
	if t := p.Territory(on); t != nil && t.Apart() && t.Code != p.Country {
		return p.String() + " (" + t.Name + ")"
	}
	return p.String()
}

func tellLines(o *shipping.Order) []string {
	var list []string
	for i := range o.Lines {
		l := &o.Lines[i]
		list = append(list, fmt.Sprintf("%d x %s %s at %s, %s each", l.Quantity, l.SKU, strings.TrimSpace(l.Name), l.PriceText(), l.Weight)+customs(l.HS, string(l.Origin)))
	}
	return list
}

// customs tells what customs and carriers are told of goods: their HS codes, and where they were made.
func customs(hs, origin string) (text string) {
	if hs != "" {
		text = ", HS " + hs
	}
	if origin != "" {
		text += ", made in " + origin
	}
	return text
}

func tellRenewed(goods []fact.RenewedGoods) []string {
	var list []string
	for i := range goods {
		p := &goods[i].Product
		list = append(list, fmt.Sprintf("%s, %s each", strings.TrimSpace(string(p.SKU)+" "+strings.TrimSpace(p.Name)), p.Weight)+customs(p.HS, string(p.Origin)))
	}
	return list
}

func tellParcel(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.ParcelPlanned:
		return tellPlan(&b.Plan), nil
	case *fact.ChannelChosen:
		return tellChoice(b), tellRefused(b.Refused)
	case *fact.BookingRequested:
		return fmt.Sprintf("Asked %s to take it by channel %s (attempt %d).", b.Carrier, b.Channel, b.Attempt), nil
	case *fact.Booked:
		return tellBooked(b), nil
	case *fact.NotBooked:
		return "Somebody has looked: the carrier has no booking of it.", nil
	case *fact.BookingHindered:
		return "The booking is held up, and asked for again.", tellReasons(b.Why)
	case *fact.BookingRejected:
		return fmt.Sprintf("%s does not take it: %s.", b.Channel, said(b.Code, b.Message)), nil
	case *fact.CancelRequested:
		return fmt.Sprintf("Asked %s to void waybill %s: %s.", b.Carrier, b.Waybill, b.Why), nil
	case *fact.BookingCancelled:
		return "Waybill " + b.Waybill + " is void.", nil
	case *fact.CancelRejected:
		return "Waybill " + b.Waybill + " stays valid: " + b.Why + ".", nil
	case *fact.HandedOver:
		return "Handed over to the carrier.", nil
	case *fact.LabelPrinted:
		return fmt.Sprintf("Label printed: number %d of batch %s.", b.Place, b.Batch), nil
	case *fact.ManifestAsked:
		return "Asked the carrier to close waybill " + b.Waybill + " on its manifest.", nil
	case *fact.ManifestAnswered:
		return tellClosed(b), nil
	case *evidence.Kept:
		return tellProof(b), nil
	case *fact.Awaited:
		return tellAwaited(b), nil
	case *fact.ParcelStuck:
		return "No channel is left; case " + string(b.Case) + " is open.", tellWhy(b.Why)
	case *fact.ParcelRecalled:
		return "Not to travel any more: " + b.Why + ".", nil
	case *fact.BookingWithdrawn:
		return "No carrier was asked yet, and none is asked: the booking with " + string(b.Channel) + " is taken back.", nil
	case *fact.ParcelCalledOff:
		return "Called off: " + b.Why + ".", nil
	case *fact.TourScheduled:
		return tellScheduled(b), tellReasons(b.Why)
	case *fact.DiversionAsked:
		return fmt.Sprintf("To leave channel %s, if another takes it.", b.Channel), tellReasons(b.Why)
	case *fact.SlotChanged:
		return "The addressee asks for " + tellWindow(b.Slot) + ".", nil
	case *fact.LockerChosen:
		return fmt.Sprintf("After %d failed attempts it goes to locker %s.", b.Tries, b.Locker), nil
	}
	return tellWay(body)
}

func tellWay(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.ScanReceived:
		return tellScan(&b.Scan), nil
	case *fact.ParcelNumbered:
		return tellNumbered(b), nil
	case *fact.MilestoneReached:
		return tracking.MilestoneName(b.Milestone) + " (" + tracking.StatusName(b.Status) + ")" + toldBy(b.By) + ".", nil
	case *fact.TimerElapsed:
		return "Not in time: " + timerWord(b.Timer.Name) + ".", nil
	case *fact.Deviated:
		return "Not where it should be.", tellReasons(b.Why)
	}
	return tellMessage(body), nil
}

func tellBooked(b *fact.Booked) string {
	text := fmt.Sprintf("Booked with %s, waybill %s, for %s.", b.Channel, b.Waybill, b.Cost)
	if b.Simulated {
		text += " SIMULATED: no parcel travels."
	}
	return text
}

func tellPlan(p *fact.ParcelPlan) string {
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
	return text + customs(strings.Join(p.HS, " and "), joined(p.Origins)) + ": " + tellPicks(p.Picks) + "."
}

func joined(places []shipping.Country) string {
	words := make([]string, len(places))
	for i, c := range places {
		words[i] = string(c)
	}
	return strings.Join(words, " and ")
}

func tellChoice(b *fact.ChannelChosen) string {
	var text strings.Builder
	text.WriteString("Channel " + tellOption(&b.Primary) + " by Book " + b.Book + ".")
	for i := range b.Backups {
		if i == 0 {
			text.WriteString(" Standing by: ")
		} else {
			text.WriteString("; ")
		}
		text.WriteString(tellOption(&b.Backups[i]))
	}
	if len(b.Backups) == 0 {
		return text.String() + " Nothing stands by."
	}
	return text.String() + "."
}

func tellOption(o *fact.Option) string {
	return fmt.Sprintf("%s (%s, %d to %d days, score %d)", o.Channel, o.Price, o.Days.Least, o.Days.Most, o.Score)
}

func tellScheduled(b *fact.TourScheduled) string {
	if b.Vehicle == "" {
		return fmt.Sprintf("On no tour of %s on %s:", b.Depot, b.Date)
	}
	return fmt.Sprintf("On the tour of %s from %s on %s, expected %s.", b.Vehicle, b.Depot, b.Date, tellWindow(b.Slot))
}

func tellWindow(w shipping.Window) string {
	return w.From.Format("2006-01-02 15:04") + " to " + w.To.Format("15:04 -0700")
}

func tellAwaited(b *fact.Awaited) string {
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
	fact.TimerRetry: "another try", fact.CaseDue: "the case",
	fact.TimerDepart: "departure", fact.TimerArrive: "arrival in the destination country", fact.TimerSilence: "a sign of life",
	fact.TimerPromise: "delivery", fact.TimerPickup: "collection by the addressee", fact.TimerHandover: "hand-over to the carrier",
	fact.TimerPromiseAtRisk: "delivery (at risk)",
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

func tellPicks(picks []shipping.Pick) string {
	var list []string
	for _, p := range picks {
		text := fmt.Sprintf("%d x %s", p.Quantity, p.SKU)
		if _, place, named := strings.Cut(string(p.Location), "/"); named && !p.Location.Virtual() { // where in the warehouse it is picked
			text += " at " + place
		}
		if p.Lot != "" {
			text += " of lot " + p.Lot
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func tellShortages(missing []fact.Shortage) string {
	var list []string
	for _, m := range missing {
		list = append(list, fmt.Sprintf("%d x %s", m.Quantity, m.SKU))
	}
	return strings.Join(list, ", ")
}

func tellProblems(problems []fact.Problem) []string {
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
