package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Why a message was not sent; AddressErased is the code of a BookingRejected too.
const (
	Superseded    = "superseded"     // newer news came before it left
	NoAddress     = "no_address"     // the buyer gave no address of this kind, or none that can be used
	AddressErased = "address_erased" // the buyer asked to be forgotten
	NotAccepted   = "not_accepted"   // the receiving side refuses it for good
	GivenUp       = "given_up"       // it was tried for too long
)

// Facts about what a buyer is told; they stand in the parcel's stream.
type (
	// MessageRequested is the job that a buyer is told something. It names nobody: the address
	// lies in the document To.
	MessageRequested struct {
		Message  shipping.MessageKind `json:"message"`
		Way      shipping.MessageWay  `json:"way"`
		Language string               `json:"language"` // BCP 47, "de"
		// Earliest is the end of the buyer's quiet hours, in the buyer's time. Zero: at once.
		Earliest  time.Time           `json:"earliest"`
		To        shipping.DocumentID `json:"address"`
		Milestone shipping.Milestone  `json:"milestone"` // where the parcel stood
		Promise   shipping.Window     `json:"promise"`
		Carrier   string              `json:"carrier"` // its name
		Waybill   string              `json:"waybill"`
	}
	// MessageSent: the mail server or the seller's system took the message.
	MessageSent struct {
		Message shipping.MessageKind `json:"message"`
		Way     shipping.MessageWay  `json:"way"`
		ID      string               `json:"id"` // the name under which it travels: Message-ID, webhook-id
	}
	// MessageDropped: the message is not sent any more.
	MessageDropped struct {
		Message shipping.MessageKind `json:"message"`
		Way     shipping.MessageWay  `json:"way"`
		Why     string               `json:"why"`
		Note    string               `json:"note"` // the refusal's code; never the other side's words, which may name people
	}
)

// Partner is the way that the message travels.
func (b *MessageRequested) Partner() string { return string(b.Way) }

// NotBefore is when the buyer may be disturbed.
func (b *MessageRequested) NotBefore() time.Time { return b.Earliest }

func (b *MessageRequested) Form(c *coder.Coder) {
	coder.Pair(c, &b.Message, &b.Way)
	coder.Text(c, &b.Language)
	c.Time(&b.Earliest)
	coder.Pair(c, &b.To, &b.Milestone)
	coder.Window(c, &b.Promise)
	coder.Pair(c, &b.Carrier, &b.Waybill)
}

func (b *MessageSent) Form(c *coder.Coder) {
	coder.Pair(c, &b.Message, &b.Way)
	coder.Text(c, &b.ID)
}

func (b *MessageDropped) Form(c *coder.Coder) {
	coder.Pair(c, &b.Message, &b.Way)
	coder.Pair(c, &b.Why, &b.Note)
}
