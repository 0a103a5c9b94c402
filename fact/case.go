package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Facts of a case's stream.
type (
	// CaseOpened: a deviation that somebody must work on.
	CaseOpened struct {
		What   string            `json:"what"`
		Order  shipping.OrderID  `json:"order"`
		Parcel shipping.ParcelID `json:"parcel"`
		Why    []Reason          `json:"why"`
		// Channel and Lane are what the parcels of the case share; empty when it is about one alone.
		Channel shipping.ChannelID `json:"channel,omitempty"`
		Lane    shipping.Lane      `json:"lane,omitempty"`
		// Due is when it is to be done. The zero time: whenever.
		Due time.Time `json:"due,omitzero"`
	}
	// CaseJoined: the same happened to another parcel. It stands in the case's stream.
	CaseJoined struct {
		Parcel shipping.ParcelID `json:"parcel"`
	}
	// CaseLeft: a parcel of the case needs nothing more.
	CaseLeft struct {
		Parcel shipping.ParcelID `json:"parcel"`
		Why    string            `json:"why"`
	}
	// CaseAssigned: somebody takes the case on. Empty: nobody has it.
	CaseAssigned struct {
		Owner string `json:"owner"`
	}
	// CaseScheduled: the case is to be done by then.
	CaseScheduled struct {
		Due Timer `json:"due"`
	}
	// CaseNoted: somebody wrote a comment, by the hash of the document that holds it.
	CaseNoted struct {
		Note shipping.DocumentID `json:"note"`
	}
	// CaseClosed: nothing more is to be done.
	CaseClosed struct {
		Why string `json:"why"`
	}
)

func (b *CaseOpened) Form(c *coder.Coder) {
	coder.Pair(c, &b.What, &b.Order)
	coder.Text(c, &b.Parcel)
	codeReasons(c, &b.Why, 3)
	if c.Since(2) {
		coder.Pair(c, &b.Channel, &b.Lane)
		c.Time(&b.Due)
	}
}

func (b *CaseNoted) Form(c *coder.Coder) { coder.Text(c, &b.Note) }

func (b *CaseClosed) Form(c *coder.Coder) { coder.Text(c, &b.Why) }

func (b *CaseJoined) Form(c *coder.Coder) { coder.Text(c, &b.Parcel) }

func (b *CaseLeft) Form(c *coder.Coder) { coder.Text(c, &b.Parcel); coder.Text(c, &b.Why) }

func (b *CaseAssigned) Form(c *coder.Coder) { coder.Text(c, &b.Owner) }

func (b *CaseScheduled) Form(c *coder.Coder) { codeTimer(c, &b.Due) }
