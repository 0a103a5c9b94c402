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
		{1, func() Body { return &MilestoneReached{} }},
		{1, func() Body { return &TimerElapsed{} }},
		{1, func() Body { return &Deviated{} }},

		{1, func() Body { return &CaseOpened{} }},
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
