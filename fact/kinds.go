package fact

// kinds is the table of every kind of fact and the newest version of its stored form.
var kinds = makeKinds()

type kindInfo struct {
	version uint64
	make    func() Body
}

// stored is every kind of fact, by sort of stream.
var stored = []kindInfo{
	{4, func() Body { return &OrderReceived{} }},
	{2, func() Body { return &OrderAccepted{} }},
	{1, func() Body { return &OrderHeld{} }},
	{1, func() Body { return &OrderRejected{} }},
	{1, func() Body { return &OrderCancelled{} }},
	{2, func() Body { return &Allocated{} }},
	{2, func() Body { return &Backordered{} }},
	{1, func() Body { return &StockArrivedFor{} }},
	{1, func() Body { return &ParcelClosed{} }},
	{1, func() Body { return &OrderCompleted{} }},
	{1, func() Body { return &OrderNumbered{} }},
	{2, func() Body { return &OrderRetold{} }},

	{2, func() Body { return &ProductListed{} }},
	{2, func() Body { return &StockMoved{} }},
	{1, func() Body { return &StockCounted{} }},
	{1, func() Body { return &StockReserved{} }},
	{1, func() Body { return &StockReleased{} }},
	{1, func() Body { return &StockAwaited{} }},
	{1, func() Body { return &StockAwaitEnded{} }},

	{2, func() Body { return &ParcelPlanned{} }},
	{2, func() Body { return &ChannelChosen{} }},
	{1, func() Body { return &BookingRequested{} }},
	{2, func() Body { return &Booked{} }},
	{2, func() Body { return &BookingRejected{} }},
	{1, func() Body { return &BookingHindered{} }},
	{1, func() Body { return &CancelRequested{} }},
	{1, func() Body { return &BookingCancelled{} }},
	{2, func() Body { return &CancelRejected{} }},
	{1, func() Body { return &HandedOver{} }},
	{1, func() Body { return &Awaited{} }},
	{2, func() Body { return &ParcelStuck{} }},
	{1, func() Body { return &ParcelCalledOff{} }},

	{1, func() Body { return &ScanReceived{} }},
	{2, func() Body { return &MilestoneReached{} }},
	{1, func() Body { return &TimerElapsed{} }},
	{2, func() Body { return &Deviated{} }},

	{1, func() Body { return &ChannelAssessed{} }},
	{2, func() Body { return &ChannelSwitched{} }},
	{1, func() Body { return &RebookRequested{} }},
	{1, func() Body { return &RebookAdvanced{} }},
	{1, func() Body { return &CauseGathered{} }},
	{2, func() Body { return &DiversionAsked{} }},

	{1, func() Body { return &StopChanged{} }},
	{1, func() Body { return &StopEnded{} }},
	{1, func() Body { return &TourRequested{} }},
	{2, func() Body { return &TourPlanned{} }},
	{2, func() Body { return &TourScheduled{} }},
	{1, func() Body { return &SlotChanged{} }},
	{1, func() Body { return &LockerChosen{} }},

	{3, func() Body { return &CaseOpened{} }},
	{1, func() Body { return &CaseJoined{} }},
	{1, func() Body { return &CaseLeft{} }},
	{1, func() Body { return &CaseAssigned{} }},
	{1, func() Body { return &CaseScheduled{} }},
	{1, func() Body { return &CaseNoted{} }},
	{1, func() Body { return &CaseClosed{} }},
	{1, func() Body { return &BookPublished{} }},
	{2, func() Body { return &DecisionsRevised{} }},
	{1, func() Body { return &DocumentsErased{} }},
	{1, func() Body { return &LineRejected{} }},
	{1, func() Body { return &MessageRequested{} }},
	{1, func() Body { return &MessageSent{} }},
	{1, func() Body { return &MessageDropped{} }},
}

func makeKinds() map[Kind]kindInfo {
	table := make(map[Kind]kindInfo, len(stored))
	for _, k := range stored {
		table[k.make().Kind()] = k
	}
	return table
}
