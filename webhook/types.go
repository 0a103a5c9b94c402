package webhook

import (
	"slices"

	"crosslane/fact"
	"crosslane/shipping"
)

// Type is a type of event that may be told.
type Type struct {
	Name string `json:"type"`
	Text string `json:"text"` // when it is told
}

// The types of which one kind of fact is told apart.
const (
	orderCompleted   = "order.completed"
	orderUndelivered = "order.undelivered"
	parcelMilestone  = "parcel.milestone"
	parcelDelivered  = "parcel.delivered"
	channelSwitched  = "channel.switched"
	channelRestored  = "channel.restored"
	stockChanged     = "stock.changed"
)

// Test is the type of the event that is sent on demand. No subscription names it.
const Test = "webhook.test"

// types are all of them, in the order of an order's way.
var types = []Type{
	{"order.received", "an order came in, or came in again, mended"},
	{"order.accepted", "nothing is missing; stock is looked for"},
	{"order.held", "something must be put right before it goes on"},
	{"order.rejected", "it can never be served as it is"},
	{"order.cancelled", "it is called off"},
	{"order.retold", "its storefront tells it otherwise than it was recorded"},
	{"order.allocated", "stock in a warehouse is set aside for it"},
	{"order.backordered", "some or all of it waits for stock"},
	{orderCompleted, "every parcel has reached the buyer"},
	{orderUndelivered, "every parcel has reached its end, and not each of them the buyer"},
	{"parcel.planned", "what leaves as one parcel"},
	{"parcel.booked", "a carrier took it and gave it a number"},
	{"parcel.booking_refused", "a carrier does not take it"},
	{"parcel.stuck", "no channel is left for it"},
	{"parcel.label_void", "its label is void"},
	{"parcel.called_off", "it will not travel"},
	{"parcel.handed_over", "the carrier has it in hand"},
	{"parcel.scheduled", "when the driver of a tour comes, or that none does"},
	{parcelMilestone, "it moved a step"},
	{parcelDelivered, "it moved the last step: the addressee has it"},
	{"parcel.delayed", "it is not where it should be"},
	{"case.opened", "a deviation that somebody must work on"},
	{"case.closed", "nothing more is to be done"},
	{channelSwitched, "a trigger keeps parcels off a channel, or changed how many"},
	{channelRestored, "all parcels are back on the channel"},
	{stockChanged, "what lies of a product, or what of it is free, changed"},
}

// untold is the type of what nobody is told.
const untold = ""

// kinds has every kind of fact, with the type of event as which it is told.
var kinds = map[fact.Kind]string{
	"OrderReceived": "order.received", "OrderAccepted": "order.accepted", "OrderHeld": "order.held", "OrderRejected": "order.rejected",
	"OrderCancelled": "order.cancelled", "OrderRetold": "order.retold", "Allocated": "order.allocated", "Backordered": "order.backordered",
	"OrderCompleted":  orderCompleted,
	"StockArrivedFor": untold, "OrderNumbered": untold, "GoodsRenewed": untold, // steps within
	"GoodsMissing": untold, "PartTakenBack": untold, // what follows is told: order.backordered, parcel.called_off
	"ParcelClosed": untold, // the parcel's own end is told

	"ParcelPlanned": "parcel.planned", "Booked": "parcel.booked", "BookingRejected": "parcel.booking_refused", "ParcelStuck": "parcel.stuck",
	"BookingCancelled": "parcel.label_void", "ParcelCalledOff": "parcel.called_off", "HandedOver": "parcel.handed_over",
	"TourScheduled": "parcel.scheduled", "MilestoneReached": parcelMilestone, "Deviated": "parcel.delayed",
	"ChannelChosen": untold, "BookingRequested": untold, "CancelRequested": untold, "Awaited": untold, // asked, not answered
	"NotBooked":     untold,                                                  // between the seller and the carrier
	"LabelPrinted":  untold,                                                  // it stays in the warehouse
	"ManifestAsked": untold, "ManifestAnswered": untold, "ProofKept": untold, // between the seller and the carrier
	"BookingHindered": untold, "CancelRejected": untold, // a case is opened
	"ParcelRecalled": untold, "BookingWithdrawn": untold, "DiversionAsked": untold, // what comes of it is told
	"ScanReceived": untold, "ParcelNumbered": untold, "TimerElapsed": untold, // what it means is told: a milestone, a delay
	"SlotChanged": untold, "LockerChosen": untold,

	"CaseOpened": "case.opened", "CaseClosed": "case.closed",
	"CaseJoined": untold, "CaseLeft": untold, "CaseAssigned": untold, "CaseScheduled": untold, "CaseNoted": untold, // how it is worked on

	"ChannelSwitched": channelSwitched,
	"ChannelAssessed": untold, "RebookRequested": untold, "RebookAdvanced": untold, "CauseGathered": untold, // how a switch is carried out

	"StockMoved": stockChanged, "StockReserved": stockChanged, "StockReleased": stockChanged,
	"StockCounted": untold, // what differs is a move
	"StockAwaited": untold, "StockAwaitEnded": untold, "ProductListed": untold,

	"StopChanged": untold, "StopEnded": untold, "TourRequested": untold, "TourPlanned": untold, // of a depot; each parcel is told of its tour

	"MessageRequested": untold, "MessageSent": untold, "MessageDropped": untold, // what buyers are told
	"PickupAsked": untold, "PickupChangeAsked": untold, "PickupCancelAsked": untold, "PickupAnswered": untold, // between the seller and the carrier
	"BookPublished": untold, "DecisionsRevised": untold, "DocumentsErased": untold, "LineRejected": untold, // no subject of the trade
}

// Types lists the types of events that may be told.
func Types() []Type { return slices.Clone(types) }

// isType tells whether there is such a type.
func isType(name string) bool {
	return slices.ContainsFunc(types, func(t Type) bool { return t.Name == name })
}

// typeOf is the type of event as which something is told; untold where nobody is.
func typeOf(b fact.Body) string {
	switch b := b.(type) {
	case *fact.OrderCompleted:
		if len(b.Undelivered) > 0 {
			return orderUndelivered
		}
	case *fact.MilestoneReached:
		if b.Status == shipping.Delivered {
			return parcelDelivered
		}
	case *fact.ChannelSwitched:
		if b.Phase == fact.SwitchOver {
			return channelRestored
		}
	}
	return kinds[fact.KindOf(b)]
}
