package dispatch

import (
	"context"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

// Rebooker finds the parcels that are to leave a channel, some at a time, and asks each of them to. It
// may do so twice: a parcel that has been asked, or is on its way, stays as it is.
type Rebooker struct {
	// Waiting lists at most limit parcels behind one, ascending, that are booked with a channel on a lane
	// and have not been handed over. It sees everything that was recorded before it is called.
	Waiting func(ctx context.Context, merchant shipping.MerchantID, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error)
}

var _ fact.Worker = (*Rebooker)(nil)

// together is how many parcels are asked in one go, and so in one transaction.
const together = 500

// Performs lists the jobs to rebook.
func (*Rebooker) Performs() []fact.Kind { return []fact.Kind{"RebookRequested"} }

// Perform asks the next parcels to leave the channel; none when the switch has ended meanwhile.
func (r *Rebooker) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	b, ok := t.Job.Body.(*fact.RebookRequested)
	if !ok {
		return fact.Outcome{}, shipping.Fault(shipping.Unsupported, "a rebooker does not perform "+string(t.Job.Kind()), "")
	}
	balance, err := t.Stream(ctx, t.Job.Stream)
	if err != nil {
		return fact.Outcome{}, err
	}
	advanced := &fact.RebookAdvanced{Channel: b.Channel, Trigger: b.Trigger, Last: b.After}
	o := fact.Outcome{}
	away := fact.Switch{}
	if lane, ok := balance.State.(*fact.LaneState); ok {
		away = lane.Switch(b.Channel, b.Trigger)
	}
	if away.Phase == fact.SwitchAway {
		parcels, err := r.Waiting(ctx, t.Merchant, shipping.Lane(t.Job.Stream.ID()), b.Channel, b.After, together)
		if err != nil {
			return fact.Outcome{}, err
		}
		for _, id := range parcels {
			o.Facts = append(o.Facts, &fact.Fact{Stream: id.Stream(), By: by, Body: &fact.DiversionAsked{Channel: b.Channel, Trigger: b.Trigger,
				Tell: away.Tell, Why: []fact.Reason{channel.SwitchedOff(b.Channel, b.Trigger)}}})
			advanced.Last = id
		}
		advanced.Asked, advanced.More = int64(len(parcels)), len(parcels) == together
	}
	o.Facts = append(o.Facts, &fact.Fact{Stream: t.Job.Stream, By: by, Body: advanced})
	return o, nil
}
