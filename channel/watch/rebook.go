package watch

import (
	"context"

	"crosslane/shipping"
)

// Rebooker finds the parcels that are to leave a channel and asks each of them to.
type Rebooker struct {
	// Waiting lists parcels behind one, ascending, that are booked with a channel on a lane and have not
	// been handed over. It must see everything that was recorded before it is called.
	Waiting func(ctx context.Context, tenant shipping.Tenant, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error)
}

var _ shipping.Worker = (*Rebooker)(nil)

// Performs lists the wishes to rebook.
func (*Rebooker) Performs() []shipping.Kind { return []shipping.Kind{"RebookRequested"} }

// Perform asks the next parcels to leave the channel.
func (r *Rebooker) Perform(ctx context.Context, t *shipping.Task) (shipping.Outcome, error) {
	return shipping.Outcome{}, nil
}
