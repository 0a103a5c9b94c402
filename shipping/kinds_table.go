package shipping

// kinds is the table of every kind of fact and the newest version of its stored form.
var kinds = makeKinds()

type kindInfo struct {
	version uint64
	make    func() Body
}

func makeKinds() map[Kind]kindInfo {
	table := map[Kind]kindInfo{}
	for _, k := range []kindInfo{
		{1, func() Body { return &OrderReceived{} }},
		{1, func() Body { return &OrderAccepted{} }},
		{1, func() Body { return &OrderHeld{} }},
		{1, func() Body { return &OrderRejected{} }},
		{1, func() Body { return &OrderCancelled{} }},
		{1, func() Body { return &Allocated{} }},
		{1, func() Body { return &Backordered{} }},
		{1, func() Body { return &StockArrivedFor{} }},
		{1, func() Body { return &ParcelClosed{} }},
		{1, func() Body { return &OrderCompleted{} }},

		{1, func() Body { return &ProductListed{} }},
		{1, func() Body { return &StockMoved{} }},
		{1, func() Body { return &StockReserved{} }},
		{1, func() Body { return &StockReleased{} }},
		{1, func() Body { return &StockAwaited{} }},
		{1, func() Body { return &StockAwaitEnded{} }},

		{1, func() Body { return &ParcelPlanned{} }},
		{1, func() Body { return &ChannelChosen{} }},
		{1, func() Body { return &BookingRequested{} }},
		{1, func() Body { return &Booked{} }},
		{1, func() Body { return &BookingRejected{} }},
		{1, func() Body { return &CancelRequested{} }},
		{1, func() Body { return &BookingCancelled{} }},
		{1, func() Body { return &CancelRejected{} }},
		{1, func() Body { return &HandedOver{} }},
		{1, func() Body { return &Awaited{} }},
		{1, func() Body { return &ParcelStuck{} }},
		{1, func() Body { return &ParcelCalledOff{} }},

		{1, func() Body { return &ScanReceived{} }},
		{2, func() Body { return &MilestoneReached{} }},
		{1, func() Body { return &TimerElapsed{} }},
		{1, func() Body { return &Deviated{} }},

		{1, func() Body { return &ChannelAssessed{} }},
		{1, func() Body { return &ChannelSwitched{} }},
		{1, func() Body { return &RebookRequested{} }},
		{1, func() Body { return &RebookAdvanced{} }},
		{1, func() Body { return &CauseGathered{} }},
		{1, func() Body { return &DiversionAsked{} }},

		{1, func() Body { return &StopChanged{} }},
		{1, func() Body { return &StopEnded{} }},
		{1, func() Body { return &TourRequested{} }},
		{1, func() Body { return &TourPlanned{} }},
		{1, func() Body { return &TourScheduled{} }},
		{1, func() Body { return &SlotChanged{} }},
		{1, func() Body { return &LockerChosen{} }},

		{2, func() Body { return &CaseOpened{} }},
		{1, func() Body { return &CaseJoined{} }},
		{1, func() Body { return &CaseLeft{} }},
		{1, func() Body { return &CaseAssigned{} }},
		{1, func() Body { return &CaseScheduled{} }},
		{1, func() Body { return &CaseNoted{} }},
		{1, func() Body { return &CaseClosed{} }},
		{1, func() Body { return &BookPublished{} }},
		{1, func() Body { return &LineRejected{} }},
		{1, func() Body { return &MessageRequested{} }},
		{1, func() Body { return &MessageSent{} }},
		{1, func() Body { return &MessageDropped{} }},
	} {
		table[k.make().Kind()] = k
	}
	return table
}

// The name of each kind, as it is stored and shown.

func (OrderReceived) Kind() Kind   { return "OrderReceived" }
func (OrderAccepted) Kind() Kind   { return "OrderAccepted" }
func (OrderHeld) Kind() Kind       { return "OrderHeld" }
func (OrderRejected) Kind() Kind   { return "OrderRejected" }
func (OrderCancelled) Kind() Kind  { return "OrderCancelled" }
func (Allocated) Kind() Kind       { return "Allocated" }
func (Backordered) Kind() Kind     { return "Backordered" }
func (StockArrivedFor) Kind() Kind { return "StockArrivedFor" }
func (ParcelClosed) Kind() Kind    { return "ParcelClosed" }
func (OrderCompleted) Kind() Kind  { return "OrderCompleted" }

func (ProductListed) Kind() Kind   { return "ProductListed" }
func (StockMoved) Kind() Kind      { return "StockMoved" }
func (StockReserved) Kind() Kind   { return "StockReserved" }
func (StockReleased) Kind() Kind   { return "StockReleased" }
func (StockAwaited) Kind() Kind    { return "StockAwaited" }
func (StockAwaitEnded) Kind() Kind { return "StockAwaitEnded" }

func (ParcelPlanned) Kind() Kind    { return "ParcelPlanned" }
func (ChannelChosen) Kind() Kind    { return "ChannelChosen" }
func (BookingRequested) Kind() Kind { return "BookingRequested" }
func (Booked) Kind() Kind           { return "Booked" }
func (BookingRejected) Kind() Kind  { return "BookingRejected" }
func (CancelRequested) Kind() Kind  { return "CancelRequested" }
func (BookingCancelled) Kind() Kind { return "BookingCancelled" }
func (CancelRejected) Kind() Kind   { return "CancelRejected" }
func (HandedOver) Kind() Kind       { return "HandedOver" }
func (Awaited) Kind() Kind          { return "Awaited" }
func (ParcelStuck) Kind() Kind      { return "ParcelStuck" }
func (ParcelCalledOff) Kind() Kind  { return "ParcelCalledOff" }

func (ScanReceived) Kind() Kind     { return "ScanReceived" }
func (MilestoneReached) Kind() Kind { return "MilestoneReached" }
func (TimerElapsed) Kind() Kind     { return "TimerElapsed" }
func (Deviated) Kind() Kind         { return "Deviated" }
func (CaseOpened) Kind() Kind       { return "CaseOpened" }
func (CaseNoted) Kind() Kind        { return "CaseNoted" }
func (CaseClosed) Kind() Kind       { return "CaseClosed" }
func (BookPublished) Kind() Kind    { return "BookPublished" }
func (LineRejected) Kind() Kind     { return "LineRejected" }

func (ChannelAssessed) Kind() Kind { return "ChannelAssessed" }
func (ChannelSwitched) Kind() Kind { return "ChannelSwitched" }
func (RebookRequested) Kind() Kind { return "RebookRequested" }
func (RebookAdvanced) Kind() Kind  { return "RebookAdvanced" }
func (CauseGathered) Kind() Kind   { return "CauseGathered" }
func (DiversionAsked) Kind() Kind  { return "DiversionAsked" }
func (CaseJoined) Kind() Kind      { return "CaseJoined" }
func (CaseLeft) Kind() Kind        { return "CaseLeft" }
func (CaseAssigned) Kind() Kind    { return "CaseAssigned" }
func (CaseScheduled) Kind() Kind   { return "CaseScheduled" }

func (MessageRequested) Kind() Kind { return "MessageRequested" }
func (MessageSent) Kind() Kind      { return "MessageSent" }
func (MessageDropped) Kind() Kind   { return "MessageDropped" }

func (StopChanged) Kind() Kind   { return "StopChanged" }
func (StopEnded) Kind() Kind     { return "StopEnded" }
func (TourRequested) Kind() Kind { return "TourRequested" }
func (TourPlanned) Kind() Kind   { return "TourPlanned" }
func (TourScheduled) Kind() Kind { return "TourScheduled" }
func (SlotChanged) Kind() Kind   { return "SlotChanged" }
func (LockerChosen) Kind() Kind  { return "LockerChosen" }
