package shipping

// Facts of a lane's stream, and what follows from them for its parcels.
type (
	// ChannelAssessed: so fares a channel on the lane. Spreads are left out (nil) when they have not changed.
	ChannelAssessed struct {
		Channel ChannelID `json:"channel"`
		Health  Health    `json:"health"`
		Spreads []Spread  `json:"spreads,omitempty"`
	}
	// ChannelSwitched: a trigger was set off on a channel, or went a step further or back. Await replaces what the lane awaits.
	ChannelSwitched struct {
		Channel ChannelID   `json:"channel"`
		Trigger string      `json:"trigger"`
		Phase   SwitchPhase `json:"phase"`
		Share   int64       `json:"share"` // of its parcels that stays away from now on, in per cent
		Stop    bool        `json:"stop"`
		Tell    bool        `json:"tell"`
		Case    CaseID      `json:"case"`
		Why     []Reason    `json:"why"`
		Book    string      `json:"book"` // version of the Book that decided
		Await   []Timer     `json:"await"`
	}
	// RebookRequested is the wish that the parcels of a channel that wait at the warehouse are found and
	// asked to leave it, some at a time.
	RebookRequested struct {
		Channel ChannelID `json:"channel"`
		Trigger string    `json:"trigger"`
		After   ParcelID  `json:"after"` // go on behind this parcel
	}
	// RebookAdvanced: so many parcels were asked.
	RebookAdvanced struct {
		Channel ChannelID `json:"channel"`
		Trigger string    `json:"trigger"`
		Asked   int64     `json:"asked"`
		Last    ParcelID  `json:"last"`
		More    bool      `json:"more"` // there may be more behind it
	}
	// CauseGathered: parcels of this channel to which the same happens share this case.
	CauseGathered struct {
		What    string    `json:"what"`
		Channel ChannelID `json:"channel"`
		Case    CaseID    `json:"case"`
	}

	// DiversionAsked: the parcel is to leave a channel, unless it is on its way. It stands in the parcel's stream.
	DiversionAsked struct {
		Channel ChannelID `json:"channel"`
		Trigger string    `json:"trigger"`
		Why     []Reason  `json:"why"`
		Tell    bool      `json:"tell"`
	}

	// CaseJoined: the same happened to another parcel. It stands in the case's stream.
	CaseJoined struct {
		Parcel ParcelID `json:"parcel"`
	}
	// CaseLeft: a parcel of the case needs nothing more.
	CaseLeft struct {
		Parcel ParcelID `json:"parcel"`
		Why    string   `json:"why"`
	}
	// CaseAssigned: somebody takes the case on. Empty: nobody has it.
	CaseAssigned struct {
		Owner string `json:"owner"`
	}
	// CaseScheduled: the case is to be done by then.
	CaseScheduled struct {
		Due Timer `json:"due"`
	}
)

// Partner is empty: the program performs it itself.
func (b *RebookRequested) Partner() string { return "" }
