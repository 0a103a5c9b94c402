package shipping

import "time"

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

// Messages say what buyers are told of their parcels, how, and when they are left in peace.
type Messages struct {
	Enabled bool `json:"enabled"`
	// Ways are how messages travel. Empty: by mail.
	Ways []MessageWay `json:"ways,omitempty"`
	// QuietFrom and QuietUntil are times of day where the buyer is, "21:00" and "08:00"; no mail
	// is sent between them. Both empty: mails are sent at any hour.
	QuietFrom  string `json:"quiet_from,omitempty"`
	QuietUntil string `json:"quiet_until,omitempty"`
	// Kinds are what buyers are told. Empty: everything.
	Kinds []MessageKind `json:"kinds,omitempty"`
}

// Why a message was not sent.
const (
	Superseded    = "superseded"     // newer news came before it left
	NoAddress     = "no_address"     // the buyer gave no address of this kind, or none that can be used
	AddressErased = "address_erased" // the buyer asked to be forgotten
	NotAccepted   = "not_accepted"   // the receiving side refuses it for good
	GivenUp       = "given_up"       // it was tried for too long
)

// Facts about what a buyer is told; they stand in the parcel's stream.
type (
	// MessageRequested is the wish that a buyer is told something. It names nobody: the address
	// lies in the paper To.
	MessageRequested struct {
		Message  MessageKind `json:"message"`
		Way      MessageWay  `json:"way"`
		Language string      `json:"language"` // BCP 47, "de"
		// Earliest is the end of the buyer's quiet hours, in the buyer's time. Zero: at once.
		Earliest  time.Time `json:"earliest"`
		To        PaperID   `json:"address"`
		Milestone Milestone `json:"milestone"` // where the parcel stood
		Promise   Window    `json:"promise"`
		Carrier   string    `json:"carrier"` // its name
		Waybill   string    `json:"waybill"`
	}
	// MessageSent: the mail server or the seller's system took the message.
	MessageSent struct {
		Message MessageKind `json:"message"`
		Way     MessageWay  `json:"way"`
		ID      string      `json:"id"` // the name under which it travels: Message-ID, webhook-id
	}
	// MessageDropped: the message is not sent any more.
	MessageDropped struct {
		Message MessageKind `json:"message"`
		Way     MessageWay  `json:"way"`
		Why     string      `json:"why"`
		Note    string      `json:"note"` // the refusal's code; never the other side's words, which may name people
	}
)

// Partner is the way that the message travels.
func (b *MessageRequested) Partner() string { return string(b.Way) }

// NotBefore is when the buyer may be disturbed.
func (b *MessageRequested) NotBefore() time.Time { return b.Earliest }
