package fact

import (
	"crosslane/fact/evidence"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// kinds is the table of every kind of fact and the newest version of its stored form.
var (
	kinds  = makeKinds()
	kindOf = makeKindOf()
)

// stored is every kind of fact, by sort of stream.
var stored = []kindInfo{
	of[OrderReceived](6),
	of[OrderAccepted](2),
	of[OrderHeld](2),
	of[OrderRejected](1),
	of[OrderCancelled](2),
	of[GoodsRenewed](1),
	of[Allocated](2),
	of[Backordered](2),
	of[StockArrivedFor](1),
	of[GoodsMissing](1),
	of[PartTakenBack](1),
	of[ParcelClosed](1),
	of[OrderCompleted](2),
	of[OrderNumbered](1),
	of[OrderRetold](4),

	of[ProductListed](2),
	of[StockMoved](2),
	of[StockCounted](1),
	of[StockReserved](1),
	of[StockReleased](1),
	of[StockAwaited](2),
	of[StockAwaitEnded](1),

	of[ParcelPlanned](3),
	of[ChannelChosen](2),
	of[BookingRequested](1),
	of[Booked](3),
	of[BookingRejected](2),
	of[BookingHindered](1),
	of[CancelRequested](1),
	of[BookingCancelled](1),
	of[CancelRejected](2),
	of[HandedOver](1),
	of[ManifestAsked](1),
	of[ManifestAnswered](1),
	of[NotBooked](1),
	of[LabelPrinted](2),
	named[evidence.Kept]("ProofKept", 1),
	of[Awaited](1),
	of[ParcelStuck](2),
	of[ParcelCalledOff](1),
	of[ParcelRecalled](1),
	of[BookingWithdrawn](1),

	of[ScanReceived](3),
	of[MilestoneReached](3),
	of[ParcelNumbered](1),
	of[TimerElapsed](1),
	of[Deviated](2),

	of[ChannelAssessed](1),
	of[ChannelSwitched](2),
	of[RebookRequested](1),
	of[RebookAdvanced](1),
	of[CauseGathered](1),
	of[DiversionAsked](2),

	of[StopChanged](1),
	of[StopEnded](1),
	of[TourRequested](1),
	of[TourPlanned](2),
	of[TourScheduled](2),
	of[SlotChanged](1),
	of[LockerChosen](1),

	named[pickup.Asked]("PickupAsked", 1),
	named[pickup.ChangeAsked]("PickupChangeAsked", 1),
	named[pickup.CancelAsked]("PickupCancelAsked", 1),
	named[pickup.Answered]("PickupAnswered", 1),

	of[CaseOpened](3),
	of[CaseJoined](1),
	of[CaseLeft](1),
	of[CaseAssigned](1),
	of[CaseScheduled](1),
	of[CaseNoted](1),
	of[CaseClosed](1),
	of[BookPublished](1),
	of[DecisionsRevised](2),
	of[DocumentsErased](1),
	of[LineRejected](1),
	of[MessageRequested](1),
	of[MessageSent](1),
	of[MessageDropped](1),
}

// states makes the balance of each sort of stream in which nothing was recorded yet.
var states = map[shipping.StreamSort]func() Folded{
	shipping.OrderSort:   empty[OrderState],
	shipping.StockSort:   empty[StockState],
	shipping.ParcelSort:  empty[ParcelState],
	shipping.CaseSort:    empty[CaseState],
	shipping.BookSort:    empty[BookState],
	shipping.ImportSort:  empty[ImportState],
	shipping.DepotSort:   empty[DepotState],
	shipping.LaneSort:    empty[LaneState],
	shipping.NumbersSort: empty[NumbersState],
	shipping.PickupSort:  empty[PickupState],
}
