package shipping

// The stored form of every fact and balance: the fields in the order in which they are written. New
// fields of a fact go to the end behind Since; a balance of an older form is folded anew.

// Facts of order.

func codeShortage(c *Coder, s *Shortage) { Text(c, &s.SKU); Num(c, &s.Quantity) }

func (b *OrderReceived) code(c *Coder) { b.Order.code(c) }

func (b *OrderAccepted) code(c *Coder) {}

func (b *OrderHeld) code(c *Coder) { List(c, &b.Problems, codeProblem) }

func (b *OrderRejected) code(c *Coder) { List(c, &b.Problems, codeProblem) }

func (b *OrderCancelled) code(c *Coder) { Text(c, &b.Why) }

func (b *Allocated) code(c *Coder) {
	Text(c, &b.Shipment)
	Text(c, &b.Warehouse)
	List(c, &b.Picks, codePick)
	Texts(c, &b.Parcels)
	List(c, &b.Why, codeReason)
}

func (b *Backordered) code(c *Coder) {
	List(c, &b.Missing, codeShortage)
	List(c, &b.Why, codeReason)
}

func (b *StockArrivedFor) code(c *Coder) { Text(c, &b.SKU) }

func (b *ParcelClosed) code(c *Coder) { Text(c, &b.Parcel); Text(c, &b.Status) }

func (b *OrderCompleted) code(c *Coder) {}

func (o *Order) code(c *Coder) {
	Text(c, &o.ID)
	Text(c, &o.Storefront)
	Text(c, &o.Number)
	c.Time(&o.Placed)
	Text(c, &o.Seller)
	Text(c, &o.Currency)
	o.Ship.code(c)
	Text(c, &o.To)
	List(c, &o.Lines, codeLine)
	c.Bool(&o.Complete)
	c.Bool(&o.Cancelled)
	Text(c, &o.Raw)
}

func (p *Place) code(c *Coder) {
	Text(c, &p.Country)
	Text(c, &p.Region)
	Text(c, &p.Postcode)
}

func codeLine(c *Coder, l *Line) {
	l.Product.code(c)
	Num(c, &l.Quantity)
	c.Money(&l.Price)
	Num(c, &l.Source)
}

func (p *Product) code(c *Coder) {
	Text(c, &p.SKU)
	Text(c, &p.Name)
	p.Size.code(c)
	Num(c, &p.Weight)
	Text(c, &p.HS)
	Text(c, &p.Origin)
	c.Money(&p.Value)
	Text(c, &p.Battery)
	Text(c, &p.Dangerous)
	Text(c, &p.Class)
	Text(c, &p.Rotation)
}

func (d *Dimensions) code(c *Coder) {
	Num(c, &d.Length)
	Num(c, &d.Width)
	Num(c, &d.Height)
}

func codePick(c *Coder, p *Pick) {
	Text(c, &p.SKU)
	Text(c, &p.Location)
	Text(c, &p.Lot)
	Num(c, &p.Quantity)
}

// Facts of stock.

func (b *ProductListed) code(c *Coder) { b.Product.code(c) }

func (b *StockMoved) code(c *Coder) {
	Text(c, &b.SKU)
	Text(c, &b.Lot)
	Num(c, &b.Quantity)
	Text(c, &b.From)
	Text(c, &b.To)
	Text(c, &b.Expires)
	Text(c, &b.Order)
	Text(c, &b.Reference)
}

func (b *StockReserved) code(c *Coder) { Text(c, &b.Order); codePick(c, &b.Pick) }

func (b *StockReleased) code(c *Coder) { Text(c, &b.Order); codePick(c, &b.Pick) }

func (b *StockAwaited) code(c *Coder) { Text(c, &b.Order); Num(c, &b.Quantity) }

func (b *StockAwaitEnded) code(c *Coder) { Text(c, &b.Order) }

// Facts of parcel.

func (b *ParcelPlanned) code(c *Coder) { b.Plan.code(c) }

func (b *ChannelChosen) code(c *Coder) {
	codeOption(c, &b.Primary)
	List(c, &b.Backups, codeOption)
	List(c, &b.Refused, codeReason)
	Text(c, &b.Book)
}

func (b *BookingRequested) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Carrier)
	Num(c, &b.Attempt)
}

func (b *Booked) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Carrier)
	Text(c, &b.Waybill)
	Text(c, &b.Reference)
	c.Money(&b.Cost)
	Text(c, &b.Label)
}

func (b *BookingRejected) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Code)
	Text(c, &b.Message)
}

func (b *CancelRequested) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Carrier)
	Text(c, &b.Waybill)
	Text(c, &b.Why)
	c.Bool(&b.CallOff)
}

func (b *BookingCancelled) code(c *Coder) { Text(c, &b.Waybill); Text(c, &b.Why) }

func (b *CancelRejected) code(c *Coder) { Text(c, &b.Waybill); Text(c, &b.Why) }

func (b *HandedOver) code(c *Coder) {}

func (b *Awaited) code(c *Coder) { List(c, &b.Await, codeTimer); b.Promise.code(c) }

func (b *ParcelStuck) code(c *Coder) { Text(c, &b.Case); List(c, &b.Why, codeReason) }

func (b *ParcelCalledOff) code(c *Coder) { Text(c, &b.Why) }

func (p *ParcelPlan) code(c *Coder) {
	Text(c, &p.Order)
	Text(c, &p.Shipment)
	Text(c, &p.Warehouse)
	p.Ship.code(c)
	Text(c, &p.To)
	Num(c, &p.Weight)
	p.Size.code(c)
	c.Money(&p.Value)
	Texts(c, &p.Batteries)
	c.Bool(&p.Dangerous)
	Texts(c, &p.HS)
	Text(c, &p.Carton)
	List(c, &p.Picks, codePick)
}

func codeOption(c *Coder, o *Option) {
	Text(c, &o.Channel)
	c.Money(&o.Price)
	c.Money(&o.Cost)
	Num(c, &o.Days.Least)
	Num(c, &o.Days.Most)
	Num(c, &o.Score)
}

func codeTimer(c *Coder, t *Timer) { Text(c, &t.Name); c.Time(&t.Due) }

func (w *Window) code(c *Coder) { c.Time(&w.From); c.Time(&w.To) }

// Facts of track.

func (b *ScanReceived) code(c *Coder) { b.Scan.code(c) }

func (b *MilestoneReached) code(c *Coder) {
	Text(c, &b.Milestone)
	Text(c, &b.Status)
	Num(c, &b.Leg)
	List(c, &b.Await, codeTimer)
	if c.Since(2) {
		b.Estimate.code(c)
	}
}

func (b *TimerElapsed) code(c *Coder) { codeTimer(c, &b.Timer) }

func (b *Deviated) code(c *Coder) {
	Text(c, &b.What)
	Text(c, &b.Case)
	List(c, &b.Why, codeReason)
	List(c, &b.Await, codeTimer)
}

func (b *CaseOpened) code(c *Coder) {
	Text(c, &b.What)
	Text(c, &b.Order)
	Text(c, &b.Parcel)
	List(c, &b.Why, codeReason)
	if c.Since(2) {
		Text(c, &b.Channel)
		Text(c, &b.Lane)
		c.Time(&b.Due)
	}
}

func (b *CaseNoted) code(c *Coder) { Text(c, &b.Note) }

func (b *CaseClosed) code(c *Coder) { Text(c, &b.Why) }

func (b *BookPublished) code(c *Coder) { Text(c, &b.Version); Text(c, &b.Name); Text(c, &b.File) }

func (b *LineRejected) code(c *Coder) { codeProblem(c, &b.Problem) }

func (s *Scan) code(c *Coder) {
	Text(c, &s.Carrier)
	Text(c, &s.Waybill)
	Text(c, &s.Code)
	Text(c, &s.Text)
	Text(c, &s.Place.Country)
	Text(c, &s.Place.City)
	Text(c, &s.Place.Facility)
	Num(c, &s.Seq)
	Text(c, &s.Milestone)
	Text(c, &s.Classifier)
	Num(c, &s.Mapping)
	c.Hash(&s.Print)
	Text(c, &s.Raw)
}

// Facts of tour.

func (b *StopChanged) code(c *Coder) { codeStop(c, &b.Stop); Text(c, &b.Why) }

func (b *StopEnded) code(c *Coder) { Text(c, &b.Parcel); Text(c, &b.Why) }

func (b *TourRequested) code(c *Coder) {
	Text(c, &b.Depot)
	Text(c, &b.Date)
	Num(c, &b.Revision)
	Text(c, &b.Why)
	Texts(c, &b.Parcels)
}

func (b *TourPlanned) code(c *Coder) {
	Text(c, &b.Date)
	Num(c, &b.Revision)
	List(c, &b.Tours, codeTour)
	List(c, &b.Left, codeReason)
	c.Money(&b.Cost)
}

func (b *TourScheduled) code(c *Coder) {
	Text(c, &b.Depot)
	Text(c, &b.Date)
	Text(c, &b.Vehicle)
	b.Slot.code(c)
	List(c, &b.Why, codeReason)
}

func (b *SlotChanged) code(c *Coder) { b.Slot.code(c) }

func (b *LockerChosen) code(c *Coder) { Text(c, &b.Locker); Num(c, &b.Size); Num(c, &b.Tries) }

func codeTour(c *Coder, t *Tour) {
	Text(c, &t.Vehicle)
	t.Starts.code(c)
	c.Time(&t.Leaves)
	c.Time(&t.Returns)
	Num(c, &t.Metres)
	List(c, &t.Visits, func(c *Coder, v *TourVisit) {
		Text(c, &v.Parcel)
		v.At.code(c)
		c.Time(&v.Arrives)
	})
}

// Facts of message.

func (b *MessageRequested) code(c *Coder) {
	Text(c, &b.Message)
	Text(c, &b.Way)
	Text(c, &b.Language)
	c.Time(&b.Earliest)
	Text(c, &b.To)
	Text(c, &b.Milestone)
	b.Promise.code(c)
	Text(c, &b.Carrier)
	Text(c, &b.Waybill)
}

func (b *MessageSent) code(c *Coder) { Text(c, &b.Message); Text(c, &b.Way); Text(c, &b.ID) }

func (b *MessageDropped) code(c *Coder) {
	Text(c, &b.Message)
	Text(c, &b.Way)
	Text(c, &b.Why)
	Text(c, &b.Note)
}

// Facts of lanes.

func (b *ChannelAssessed) code(c *Coder) {
	Text(c, &b.Channel)
	b.Health.code(c)
	List(c, &b.Spreads, codeSpread)
}

func (b *ChannelSwitched) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Trigger)
	Text(c, &b.Phase)
	Num(c, &b.Share)
	c.Bool(&b.Stop)
	c.Bool(&b.Tell)
	Text(c, &b.Case)
	List(c, &b.Why, codeReason)
	Text(c, &b.Book)
	List(c, &b.Await, codeTimer)
}

func (b *RebookRequested) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Trigger)
	Text(c, &b.After)
}

func (b *RebookAdvanced) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Trigger)
	Num(c, &b.Asked)
	Text(c, &b.Last)
	c.Bool(&b.More)
}

func (b *CauseGathered) code(c *Coder) {
	Text(c, &b.What)
	Text(c, &b.Channel)
	Text(c, &b.Case)
}

func (b *DiversionAsked) code(c *Coder) {
	Text(c, &b.Channel)
	Text(c, &b.Trigger)
	List(c, &b.Why, codeReason)
	c.Bool(&b.Tell)
}

func (b *CaseJoined) code(c *Coder)    { Text(c, &b.Parcel) }
func (b *CaseLeft) code(c *Coder)      { Text(c, &b.Parcel); Text(c, &b.Why) }
func (b *CaseAssigned) code(c *Coder)  { Text(c, &b.Owner) }
func (b *CaseScheduled) code(c *Coder) { codeTimer(c, &b.Due) }

func (h *Health) code(c *Coder) {
	for _, n := range []*int64{&h.Sample, &h.Open, &h.LateHours, &h.LateShare, &h.Backlog, &h.BacklogHours, &h.Waiting,
		&h.ClearanceHours, &h.InClearance, &h.Asked, &h.Refused, &h.Unanswered, &h.Ended, &h.OnTime, &h.Lost} {
		Num(c, n)
	}
}

func codeSpread(c *Coder, s *Spread) {
	Text(c, &s.From)
	for _, n := range []*int64{&s.Sample, &s.P05, &s.P25, &s.P50, &s.P75, &s.P95} {
		Num(c, n)
	}
}

func codeControl(c *Coder, k *ChannelControl) {
	Text(c, &k.Channel)
	c.Time(&k.At)
	k.Health.code(c)
	List(c, &k.Spreads, codeSpread)
	List(c, &k.Switches, func(c *Coder, w *Switch) {
		Text(c, &w.Trigger)
		Text(c, &w.Phase)
		Num(c, &w.Share)
		c.Bool(&w.Stop)
		c.Bool(&w.Tell)
		c.Time(&w.Since)
		Text(c, &w.Case)
	})
}

func (e *Estimate) code(c *Coder) {
	e.Half.code(c)
	e.Most.code(c)
	Num(c, &e.Sample)
}

// Balances and what they hold.

func (v *Position) code(c *Coder) { Num(c, &v.Lon); Num(c, &v.Lat) }

func codeStop(c *Coder, s *Stop) {
	Text(c, &s.Parcel)
	Text(c, &s.Waybill)
	Text(c, &s.Stage)
	s.At.code(c)
	Num(c, &s.Weight)
	s.Slot.code(c)
	Text(c, &s.Locker)
	Num(c, &s.Size)
	Num(c, &s.Tries)
	Num(c, &s.Missed)
	Text(c, &s.Vehicle)
	c.Time(&s.Since)
}

func (s *LaneState) code(c *Coder) {
	List(c, &s.Channels, codeControl)
	List(c, &s.Cases, func(c *Coder, k *Cause) {
		Text(c, &k.What)
		Text(c, &k.Channel)
		Text(c, &k.Case)
		c.Time(&k.At)
	})
	List(c, &s.Timers, codeTimer)
}

func (s *CaseState) code(c *Coder) {
	Text(c, &s.What)
	Text(c, &s.Order)
	Text(c, &s.Parcel)
	Text(c, &s.Channel)
	Text(c, &s.Lane)
	c.Time(&s.Opened)
	Text(c, &s.Closed)
	Text(c, &s.Owner)
	Num(c, &s.Parcels)
	Num(c, &s.Left)
	Texts(c, &s.Notes)
	List(c, &s.Why, codeReason)
	List(c, &s.Timers, codeTimer)
	c.Bool(&s.Overdue)
}

func (s *DepotState) code(c *Coder) {
	List(c, &s.Stops, codeStop)
	Text(c, &s.Date)
	Num(c, &s.Revision)
	c.Bool(&s.Asked)
	List(c, &s.Tours, codeTour)
	List(c, &s.Timers, codeTimer)
}

func (t *Told) code(c *Coder) {
	List(c, &t.Notices, func(c *Coder, n *Notice) {
		Text(c, &n.Message)
		Text(c, &n.Way)
		Text(c, &n.Waybill)
		c.Time(&n.Earliest)
		Text(c, &n.Outcome)
	})
	Text(c, &t.Delay)
	c.Bool(&t.Moved)
}

func (o *OrderState) code(c *Coder) {
	o.Order.code(c)
	Text(c, &o.Stage)
	List(c, &o.Problems, codeProblem)
	List(c, &o.Missing, codeShortage)
	List(c, &o.Shipments, func(c *Coder, s *Shipment) {
		Text(c, &s.ID)
		Text(c, &s.Warehouse)
		List(c, &s.Picks, codePick)
	})
	List(c, &o.Parcels, func(c *Coder, p *OrderParcel) {
		Text(c, &p.ID)
		Text(c, &p.Shipment)
		Text(c, &p.Ended)
	})
	Text(c, &o.Why)
}

func (s *BookState) code(c *Coder) {
	List(c, &s.Published, func(c *Coder, v *BookVersion) {
		Text(c, &v.Version)
		Text(c, &v.Name)
		Text(c, &v.File)
		c.Time(&v.From)
	})
}

func (s *ImportState) code(c *Coder) {
	Num(c, &s.LastLine)
	Num(c, &s.Rejected)
}

func (p *ParcelState) code(c *Coder) {
	p.Plan.code(c)
	p.Booking.code(c)
	p.Track.code(c)
	List(c, &p.Timers, codeTimer)
	Text(c, &p.Case)
	p.Wanted.code(c)
	p.Slot.code(c)
	p.Estimate.code(c)
	p.Told.code(c)
}

func (k *Booking) code(c *Coder) {
	Text(c, &k.Stage)
	Text(c, &k.Channel)
	Text(c, &k.Carrier)
	Num(c, &k.Attempt)
	Texts(c, &k.Backups)
	Text(c, &k.Waybill)
	c.Money(&k.Cost)
	Text(c, &k.Label)
	k.Promise.code(c)
	Texts(c, &k.Tried)
	Text(c, &k.Away)
	c.Bool(&k.CallOff)
}

func (t *Track) code(c *Coder) {
	Text(c, &t.Status)
	Text(c, &t.Milestone)
	Num(c, &t.Leg)
	c.Time(&t.At)
	c.Time(&t.Handed)
	c.Time(&t.Last)
	List(c, &t.Prints, func(c *Coder, v *uint64) { c.Hash(v) })
	Text(c, &t.Country)
}

func (s *StockState) code(c *Coder) {
	s.Product.code(c)
	List(c, &s.Lots, func(c *Coder, l *Lot) {
		Text(c, &l.Location)
		Text(c, &l.Name)
		c.Time(&l.Received)
		Text(c, &l.Expires)
		Num(c, &l.OnHand)
		Num(c, &l.Reserved)
	})
	List(c, &s.Waiting, func(c *Coder, w *Waiting) {
		Text(c, &w.Order)
		Num(c, &w.Quantity)
	})
	List(c, &s.Outside, func(c *Coder, o *Outside) {
		Text(c, &o.Location)
		Num(c, &o.Quantity)
	})
	Texts(c, &s.References)
}
