package webhook

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/note"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// event is something that was recorded, as it is told.
type event struct {
	place   int64 // in the record
	fact    shipping.FactID
	at      time.Time // when it was recorded: a record that was restored and went on otherwise has other events
	subject shipping.Stream
	turn    int64 // its place in the subject's stream
	kind    string
	body    []byte
}

// Told is the body of an event.
type Told struct {
	Type      string    `json:"type" example:"parcel.booked"`
	Timestamp time.Time `json:"timestamp" doc:"when it happened"`
	Data      Data      `json:"data"`
}

// Data says what happened to whom. It names no buyer. What does not belong to an event is left out of it.
type Data struct {
	Merchant   shipping.MerchantID `json:"merchant"`
	Fact       fact.Kind           `json:"fact,omitempty" doc:"what was recorded"`
	Order      shipping.OrderID    `json:"order,omitempty"`
	Number     string              `json:"number,omitempty" doc:"of the order, as the storefront has it"`
	Storefront string              `json:"storefront,omitempty"`
	Parcel     shipping.ParcelID   `json:"parcel,omitempty"`
	Carrier    shipping.CarrierID  `json:"carrier,omitempty"`
	Waybill    string              `json:"waybill,omitempty"`
	Milestone  shipping.Milestone  `json:"milestone,omitempty"`
	Status     shipping.Status     `json:"status,omitempty" doc:"where the parcel stands"`
	Case       shipping.CaseID     `json:"case,omitempty"`
	What       string              `json:"what,omitempty" doc:"kind of case or deviation"`
	Channel    shipping.ChannelID  `json:"channel,omitempty"`
	Lane       shipping.Lane       `json:"lane,omitempty" doc:"from a warehouse to a country"`
	SKU        shipping.SKU        `json:"sku,omitempty"`
	OnHand     *int64              `json:"on_hand,omitempty" doc:"pieces that lie in all warehouses when it is told"`
	Free       *int64              `json:"free,omitempty" doc:"of these, what is promised to nobody"`
	Webhook    string              `json:"webhook,omitempty" doc:"of a test: which one is tried"`
	Text       string              `json:"text" doc:"in words"`
	Why        []string            `json:"why,omitempty"`
}

// eventsOf tells what of a part of the record is told at all.
func eventsOf(ctx context.Context, m *merchant.Merchant, list []ledger.Recorded) ([]event, error) {
	var told []ledger.Recorded
	var streams []shipping.Stream
	for _, r := range list {
		if typeOf(r.Fact.Body) != untold {
			told, streams = append(told, r), append(streams, r.Fact.Stream)
		}
	}
	if len(told) == 0 {
		return nil, nil
	}
	own, err := balances(ctx, m, streams)
	if err != nil {
		return nil, err
	}
	streams = streams[:0]
	datas := make([]Data, len(told))
	for i, r := range told {
		datas[i] = dataOf(m.ID, r.Fact, own)
		if datas[i].Order != "" {
			streams = append(streams, datas[i].Order.Stream())
		}
	}
	orders, err := balances(ctx, m, streams)
	if err != nil {
		return nil, err
	}
	events := make([]event, len(told))
	for i, r := range told {
		d, f := &datas[i], r.Fact
		if d.Order != "" {
			o := orders.Balance(d.Order.Stream()).State.(*fact.OrderState)
			d.Number, d.Storefront = o.Order.Number, o.Order.Storefront
		}
		kind := typeOf(f.Body)
		body, err := json.Marshal(Told{kind, f.At.UTC(), *d})
		if err != nil {
			return nil, err
		}
		events[i] = event{r.Pos, f.ID(), f.Recorded, f.Stream, f.Version, kind, body}
	}
	return events, nil
}

// balances are those of some streams. One that cannot be read, which the audit names, is as if nothing were recorded in it: it holds up
// no other.
func balances(ctx context.Context, m *merchant.Merchant, streams []shipping.Stream) (fact.Balances, error) {
	all := fact.Balances{}
	if len(streams) == 0 {
		return all, nil
	}
	state, err := m.Ledger.Read(ctx, m.ID, streams...)
	if err != nil && (shipping.CodeOf(err) != shipping.Corrupt || len(streams) == 1) {
		return all, ifNotCorrupt(err)
	}
	for _, s := range streams {
		if err == nil {
			all[s] = state.Balance(s)
			continue
		}
		one, err := balances(ctx, m, []shipping.Stream{s})
		if err != nil {
			return nil, err
		}
		all[s] = one.Balance(s)
	}
	return all, nil
}

func ifNotCorrupt(err error) error {
	if shipping.CodeOf(err) == shipping.Corrupt {
		return nil
	}
	return err
}

// dataOf says what happened to whom; the number of the order is not known yet.
func dataOf(id shipping.MerchantID, f *fact.Fact, own fact.Balances) Data {
	d := Data{Merchant: id, Fact: f.Kind()}
	for _, e := range note.Of([]*fact.Fact{withoutPlace(f)}) {
		d.Text, d.Why = e.Text, e.Why
	}
	switch state := own.Balance(f.Stream).State.(type) {
	case *fact.OrderState:
		d.Order = shipping.OrderID(f.Stream.ID())
	case *fact.ParcelState:
		d.Parcel, d.Order = shipping.ParcelID(f.Stream.ID()), state.Plan.Order
		d.Carrier, d.Waybill = state.Booking.Carrier, state.Booking.Waybill
	case *fact.CaseState:
		d.Case, d.Order, d.Parcel = shipping.CaseID(f.Stream.ID()), state.Order, state.Parcel
		d.What, d.Channel, d.Lane = state.What, state.Channel, state.Lane
	case *fact.LaneState:
		d.Lane = shipping.Lane(f.Stream.ID())
	case *fact.StockState:
		onHand, free := state.OnHand(), state.Free("")
		d.SKU, d.OnHand, d.Free = shipping.SKU(f.Stream.ID()), &onHand, &free
	}
	d.detail(f.Body)
	return d
}

// detail says what the fact itself has: a balance is of now.
func (d *Data) detail(body fact.Body) {
	switch b := body.(type) {
	case *fact.ParcelPlanned:
		d.Order, d.Carrier, d.Waybill = b.Plan.Order, "", ""
	case *fact.Booked:
		d.Channel, d.Carrier, d.Waybill = b.Channel, b.Carrier, b.Waybill
	case *fact.BookingRejected:
		d.Channel, d.Carrier, d.Waybill = b.Channel, "", ""
	case *fact.BookingCancelled:
		d.Carrier, d.Waybill = "", b.Waybill
	case *fact.ParcelStuck:
		d.Case, d.Carrier, d.Waybill = b.Case, "", ""
	case *fact.MilestoneReached:
		d.Milestone, d.Status = b.Milestone, b.Status
	case *fact.Deviated:
		d.What, d.Case = b.What, b.Case
	case *fact.CaseOpened:
		d.What, d.Order, d.Parcel, d.Channel, d.Lane = b.What, b.Order, b.Parcel, b.Channel, b.Lane
	case *fact.ChannelSwitched:
		d.Channel, d.Case = b.Channel, b.Case
	case *fact.StockMoved:
		d.Order, d.Text = b.Order, fmt.Sprintf("%d x %s went from %s to %s.", b.Quantity, b.SKU, b.From, b.To)
		if b.Why != "" {
			d.Why = []string{b.Why}
		}
	case *fact.StockReserved:
		d.Order, d.Text = b.Order, promised(b.Pick, "are promised to an order")
	case *fact.StockReleased:
		d.Order, d.Text = b.Order, promised(b.Pick, "are free again")
	}
}

func promised(p shipping.Pick, what string) string {
	return fmt.Sprintf("%d x %s at %s %s.", p.Quantity, p.SKU, p.Location, what)
}

// withoutPlace leaves of where something goes the country alone: a postcode with an order's number leads to a person.
func withoutPlace(f *fact.Fact) *fact.Fact {
	told := *f
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		bare := *b
		bare.Order.Ship = shipping.Place{Country: b.Order.Ship.Destination(cmp.Or(b.Order.Placed, f.At))}
		told.Body = &bare
	case *fact.ParcelPlanned:
		bare := *b
		bare.Plan.Ship = shipping.Place{Country: b.Plan.Ship.Destination(f.At)}
		told.Body = &bare
	default:
		return f
	}
	return &told
}
