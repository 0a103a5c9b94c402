package shipping

// MessageKind is what a buyer is told.
type MessageKind string

// What buyers are told of a parcel.
const (
	MessageAtRisk    MessageKind = "at_risk"          // the parcel is slower than it should be
	MessageLate      MessageKind = "late"             // the promise was not kept
	MessageSwitched  MessageKind = "switched"         // it travels with another carrier or number than they were told
	MessageCustoms   MessageKind = "before_customs"   // it departed, and comes to their country's customs next
	MessageOffice    MessageKind = "local_office"     // it lies at the local delivery office
	MessagePickup    MessageKind = "ready_for_pickup" // it waits for them
	MessageOut       MessageKind = "out_for_delivery" // it comes today
	MessageDelivered MessageKind = "delivered"        // it is there
)

// MessageKinds lists what buyers can be told, in the order of a parcel's life.
func MessageKinds() []MessageKind {
	return []MessageKind{MessageAtRisk, MessageLate, MessageSwitched, MessageCustoms, MessageOffice, MessagePickup, MessageOut, MessageDelivered}
}

// Message is what a parcel that reaches the milestone has its buyer told; empty: nothing.
func (m Milestone) Message() MessageKind {
	switch m {
	case DepartedOrigin, TransitIn, TransitOut:
		return MessageCustoms
	case AtDeliveryOffice:
		return MessageOffice
	case AwaitingPickup:
		return MessagePickup
	case WithCourier:
		return MessageOut
	case DeliveredMilestone:
		return MessageDelivered
	}
	return ""
}

// MessageWay is how a message travels.
type MessageWay string

// The ways. A webhook tells the seller's own system, which tells the buyer.
const (
	ByMail    MessageWay = "mail"
	ByWebhook MessageWay = "webhook"
)
