package pickup

import (
	"context"

	"crosslane/fact/pickup"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Change asks a carrier to come otherwise than it was asked before: what is empty stays as it was. The day stays. What it was asked and has not answered may be asked once more: it is changed once.
func Change(ctx context.Context, m *merchant.Merchant, name string, a Asking) (*Pickup, error) {
	d, end, err := begin(ctx, m, a.Who)
	if err != nil {
		return nil, err
	}
	defer end()
	p, who, err := d.named(ctx, name)
	if err != nil {
		return nil, err
	}
	by, err := d.open(who, pickup.ToChange)
	if err != nil {
		return nil, err
	}
	defer by.Close()
	plan, loads, contact, err := d.changed(ctx, p, &a)
	if err != nil {
		return nil, err
	}
	docs := d.document(plan, p.Warehouse, contact)
	err = d.record(ctx, shipping.PickupStream(p.Carrier, p.Warehouse), &pickup.ChangeAsked{Pickup: p.ID, Plan: *plan}, docs...)
	again := shipping.CodeOf(err) == shipping.Known
	if err != nil && !again {
		return nil, err
	}
	p.Wanted = *plan
	return d.ask(ctx, by, who, p, loads, pickup.ToChange, "", again)
}

// Cancel asks a carrier not to come. One of which it is not known whether it comes is looked for first. What it was asked and has not answered may be asked once more.
func Cancel(ctx context.Context, m *merchant.Merchant, name, why, by string) (*Pickup, error) {
	d, end, err := begin(ctx, m, by)
	if err != nil {
		return nil, err
	}
	defer end()
	p, who, err := d.named(ctx, name)
	if err != nil {
		return nil, err
	}
	way, err := d.open(who, pickup.ToCancel)
	if err != nil {
		return nil, err
	}
	defer way.Close()
	if p.Stage == pickup.Unanswered {
		found, err := d.find(ctx, way, who, p)
		if err != nil || found.Stage != pickup.Held {
			return found, err
		}
		p = &found.state
	}
	err = d.record(ctx, shipping.PickupStream(p.Carrier, p.Warehouse), &pickup.CancelAsked{Pickup: p.ID, Why: why})
	again := shipping.CodeOf(err) == shipping.Known
	if err != nil && !again {
		return nil, err
	}
	return d.ask(ctx, way, who, p, nil, pickup.ToCancel, why, again)
}

// known refuses to settle what is settled.
func known(p *pickup.Pickup) error {
	return shipping.Fault(shipping.Refused, "it is known how the pick-up stands: "+stands(p), "change or cancel it where it comes; --none tells that it was cancelled at the carrier's")
}

// mostNumber is how long the carrier's number of a pick-up may be.
const mostNumber = 64

// Settle records what somebody saw at the carrier of a pick-up: of one that has no answer, that it is there as it was asked for last, under a number, or with an empty one that there is none; of one that comes,
// that it was cancelled there. The carrier is asked nothing.
func Settle(ctx context.Context, m *merchant.Merchant, name, number, by string) (*Pickup, error) {
	d, end, err := begin(ctx, m, by)
	if err != nil {
		return nil, err
	}
	defer end()
	if number != shipping.Text(number) || len(number) > mostNumber {
		return nil, shipping.BadField("confirmed", "is no number of a pick-up", "write it as the carrier does")
	}
	p, _, err := d.named(ctx, name)
	if p == nil {
		return nil, err
	}
	a := &pickup.Answer{Number: number, Done: number != "", Message: "as " + by + " saw there"}
	switch p.Stage {
	case pickup.Unanswered:
		a.To = pickup.ToCome
	case pickup.Changing:
		if a.To = pickup.ToChange; number == "" {
			return nil, shipping.BadField("none", "the carrier was asked to change the pick-up, which is there", "type the change again, or settle it with the number that it has")
		}
	case pickup.Cancelling:
		a.To, a.Done = pickup.ToCancel, number == "" // one that is there was not cancelled
	case pickup.Held:
		if number != "" {
			return nil, known(p)
		}
		a.To, a.Done = pickup.ToCancel, true
	default:
		return nil, known(p)
	}
	if a.Done {
		a.Message = ""
	}
	if !a.Done || p.Stage == pickup.Held {
		a.Code = pickup.SeenThere
	}
	stream := shipping.PickupStream(p.Carrier, p.Warehouse)
	if err := d.record(ctx, stream, &pickup.Answered{Pickup: p.ID, Answer: *a}); err != nil {
		return nil, err
	}
	return d.told(ctx, p.ID, stream, nil)
}
