package watch

import (
	"context"

	"crosslane/shipping"
)

// Rebooker finds the parcels that are to leave a channel, some at a time, and asks each of them to. It
// may do so twice: a parcel that has been asked, or is on its way, stays as it is.
type Rebooker struct {
	// Waiting lists at most limit parcels behind one, ascending, that are booked with a channel on a lane
	// and have not been handed over. It sees everything that was recorded before it is called.
	Waiting func(ctx context.Context, tenant shipping.Tenant, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error)
}

var _ shipping.Worker = (*Rebooker)(nil)

// together is how many parcels are asked in one go, and so in one transaction.
const together = 500

// Performs lists the wishes to rebook.
func (*Rebooker) Performs() []shipping.Kind { return []shipping.Kind{"RebookRequested"} }

// Perform asks the next parcels to leave the channel; none when the switch has ended meanwhile.
func (r *Rebooker) Perform(ctx context.Context, t *shipping.Task) (shipping.Outcome, error) {
	b, ok := t.Wish.Body.(*shipping.RebookRequested)
	if !ok {
		return shipping.Outcome{}, shipping.Fault(shipping.Unsupported, "a rebooker does not perform "+string(t.Wish.Body.Kind()), "")
	}
	balance, err := t.Stream(ctx, t.Wish.Stream)
	if err != nil {
		return shipping.Outcome{}, err
	}
	advanced := &shipping.RebookAdvanced{Channel: b.Channel, Trigger: b.Trigger, Last: b.After}
	o := shipping.Outcome{}
	if away := switchOf(balance, b); away.Phase == shipping.SwitchAway {
		parcels, err := r.Waiting(ctx, t.Tenant, shipping.Lane(t.Wish.Stream.ID()), b.Channel, b.After, together)
		if err != nil {
			return shipping.Outcome{}, err
		}
		for _, id := range parcels {
			o.Facts = append(o.Facts, &shipping.Fact{Stream: id.Stream(), By: by, Body: &shipping.DiversionAsked{Channel: b.Channel, Trigger: b.Trigger,
				Tell: away.Tell, Why: []shipping.Reason{{Rule: "switched_off", About: string(b.Channel), Note: b.Trigger}}}})
			advanced.Last = id
		}
		advanced.Asked, advanced.More = int64(len(parcels)), len(parcels) == together
	}
	o.Facts = append(o.Facts, &shipping.Fact{Stream: t.Wish.Stream, By: by, Body: advanced})
	return o, nil
}

// switchOf is how the trigger stands now by which parcels leave.
func switchOf(lane *shipping.Balance, b *shipping.RebookRequested) shipping.Switch {
	if s, ok := lane.State.(*shipping.LaneState); ok {
		if c := s.Control(b.Channel); c != nil {
			for _, w := range c.Switches {
				if w.Trigger == b.Trigger {
					return w
				}
			}
		}
	}
	return shipping.Switch{}
}
