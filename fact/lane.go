package fact

import (
	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Facts of a lane's stream, and what follows from them for its parcels.
type (
	// ChannelAssessed: so fares a channel on the lane. Spreads are left out (nil) when they have not changed.
	ChannelAssessed struct {
		Channel shipping.ChannelID `json:"channel"`
		Health  Health             `json:"health"`
		Spreads []Spread           `json:"spreads,omitempty"`
	}
	// ChannelSwitched: a trigger was set off on a channel, or went a step further or back. Await replaces what the lane awaits.
	ChannelSwitched struct {
		Channel shipping.ChannelID `json:"channel"`
		Trigger string             `json:"trigger"`
		Phase   SwitchPhase        `json:"phase"`
		Share   int64              `json:"share"` // of its parcels that stays away from now on, in per cent
		Stop    bool               `json:"stop"`
		Tell    bool               `json:"tell"`
		Case    shipping.CaseID    `json:"case"`
		Why     []Reason           `json:"why"`
		Book    string             `json:"book"` // version of the Book that decided
		Await   []Timer            `json:"await"`
	}
	// RebookRequested is the job that the parcels of a channel that wait at the warehouse are found and
	// asked to leave it, some at a time.
	RebookRequested struct {
		Channel shipping.ChannelID `json:"channel"`
		Trigger string             `json:"trigger"`
		After   shipping.ParcelID  `json:"after"` // go on behind this parcel
	}
	// RebookAdvanced: so many parcels were asked.
	RebookAdvanced struct {
		Channel shipping.ChannelID `json:"channel"`
		Trigger string             `json:"trigger"`
		Asked   int64              `json:"asked"`
		Last    shipping.ParcelID  `json:"last"`
		More    bool               `json:"more"` // there may be more behind it
	}
	// CauseGathered: parcels of this channel to which the same happens share this case.
	CauseGathered struct {
		What    string             `json:"what"`
		Channel shipping.ChannelID `json:"channel"`
		Case    shipping.CaseID    `json:"case"`
	}
)

// Partner is empty: the program performs it itself.
func (b *RebookRequested) Partner() string { return "" }

func (b *ChannelAssessed) Form(c *coder.Coder) {
	coder.Text(c, &b.Channel)
	b.Health.Form(c)
	coder.List(c, &b.Spreads, codeSpread)
}

func (b *ChannelSwitched) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Trigger)
	coder.Text(c, &b.Phase)
	coder.Num(c, &b.Share)
	c.Bool(&b.Stop)
	c.Bool(&b.Tell)
	coder.Text(c, &b.Case)
	codeReasons(c, &b.Why, 2)
	coder.Text(c, &b.Book)
	coder.List(c, &b.Await, codeTimer)
}

func (b *RebookRequested) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Trigger)
	coder.Text(c, &b.After)
}

func (b *RebookAdvanced) Form(c *coder.Coder) {
	coder.Pair(c, &b.Channel, &b.Trigger)
	coder.Num(c, &b.Asked)
	coder.Text(c, &b.Last)
	c.Bool(&b.More)
}

func (b *CauseGathered) Form(c *coder.Coder) {
	coder.Pair(c, &b.What, &b.Channel)
	coder.Text(c, &b.Case)
}
