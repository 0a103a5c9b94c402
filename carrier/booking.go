package carrier

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// BookingWorker performs the jobs to book and to cancel at the carrier that they name. A refusal is an
// outcome, so that the next channel is tried. Silence, an answer that cannot be used and whatever this
// program itself lacks are errors, so that the same job is performed again.
type BookingWorker struct {
	// Book answers with the merchant's Book in force. Before it is loaded no carrier is called.
	Book func(context.Context, shipping.MerchantID) (*book.Book, error)
	// Connector finds a merchant's way to a carrier. Whatever error it gives is NoWayError: this program's own
	// fault, never the carrier's refusal.
	Connector func(shipping.MerchantID, shipping.CarrierID) (Connector, error)
	// InUse finds the live parcel of the merchant that bears a number of a carrier; empty when none does.
	// The worker itself remembers the numbers that it recorded a moment ago. Nil: nobody is asked.
	InUse func(ctx context.Context, m shipping.MerchantID, by shipping.CarrierID, waybill string) (shipping.ParcelID, error)
	// Price reads the rate sheet of a channel whose carrier says no prices. Nil: what such a carrier answers cannot be used.
	Price Pricer
	// Now is the clock: the wall's, or the virtual one of a simulated world.
	Now func() time.Time
	// Reach knows which carriers answer. Nil: every carrier is always asked.
	Reach *Reach

	given  numbers
	unread strikes
}

var _ fact.Worker = (*BookingWorker)(nil)

// Performs lists the jobs that the worker takes.
func (w *BookingWorker) Performs() []fact.Kind {
	return []fact.Kind{fact.KindOf(&fact.BookingRequested{}), fact.KindOf(&fact.CancelRequested{})}
}

// Perform books or cancels. An error means that nothing is known to have happened; see NoWayError, UnusableError and
// NumberTakenError for those at which somebody should look.
func (w *BookingWorker) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	switch b := t.Job.Body.(type) {
	case *fact.BookingRequested:
		return w.book(ctx, t, b)
	case *fact.CancelRequested:
		return w.cancel(ctx, t, b)
	}
	return fact.Outcome{}, shipping.Fault(shipping.Unsupported, "the booking worker does not perform "+string(t.Job.Kind()), "")
}

// book asks the carrier to take the parcel. A job that a later attempt has replaced is void; one of a parcel that was recalled
// before anybody began it is withdrawn. Where somebody has, the carrier may have booked it: it is asked under the same key, and what it says undone.
func (w *BookingWorker) book(ctx context.Context, t *fact.Task, b *fact.BookingRequested) (fact.Outcome, error) {
	parcel, err := parcelOf(ctx, t)
	if err != nil {
		return fact.Outcome{}, err
	}
	if parcel.Booking.Attempt > b.Attempt {
		return fact.Outcome{}, nil
	}
	if parcel.Booking.CallOff && t.Untried {
		own := w.outcome(t, b.Carrier, &fact.BookingWithdrawn{Channel: b.Channel})
		own.Facts[0].By = "booking"
		return own, nil
	}
	r, err := w.request(ctx, t, parcel, b)
	if errors.Is(err, errAddressErased) {
		own := w.rejected(t, b, "", err)
		own.Facts[0].By = "booking"
		return own, nil
	}
	if err != nil {
		return fact.Outcome{}, err
	}
	by, err := w.connector(ctx, t.Merchant, b.Carrier)
	if err != nil {
		return fact.Outcome{}, err
	}
	agreed, err := w.agreed(ctx, t.Merchant, &r.Channel)
	if err != nil {
		return fact.Outcome{}, err
	}
	var yes *Confirmation
	err = w.Reach.ask(ctx, b.Carrier, w.Now, func() (err error) {
		if yes, err = by.Book(ctx, r); err == nil {
			err = w.usable(r, yes, agreed)
		}
		return err
	})
	err = w.unread.count(t.Job.ID(), err)
	switch {
	case err == nil:
		return w.confirmed(ctx, t, b, r, yes, by.Simulated())
	case final(err):
		return w.rejected(t, b, r.To.Person(), err), nil
	}
	return fact.Outcome{}, err
}

// usable tells whether a yes can be recorded, with the price of the rate sheet where the carrier says none.
func (w *BookingWorker) usable(r *Request, yes *Confirmation, agreed []shipping.Currency) (err error) {
	if yes.BySheet {
		if w.Price == nil {
			return CannotUse("it says no price")
		}
		if yes.Cost, err = w.Price(&r.Plan, &r.Channel, r.At); err != nil {
			return Ours("read the rate sheet of what was booked", err)
		}
	}
	return cmp.Or(yes.Check(), foreign(&r.Channel, agreed, yes.Cost.Currency))
}

// agreed are the currencies of the channel's rate sheets; none for a channel that the Book does not have, or has no sheet
// for. They are read before the carrier is asked: that the Book cannot be read is no answer of the carrier.
func (w *BookingWorker) agreed(ctx context.Context, m shipping.MerchantID, ch *book.Channel) (list []shipping.Currency, err error) {
	rules, err := w.rules(ctx, m)
	if err != nil {
		return nil, err
	}
	for i := range rules.Rates {
		if r := &rules.Rates[i]; r.Name == ch.Rates {
			list = append(list, r.Currency)
		}
	}
	return list, nil
}

// foreign tells that a price is in none of the currencies that were agreed: nobody knows what it comes to, and nothing is
// taken for booked.
func foreign(ch *book.Channel, agreed []shipping.Currency, c shipping.Currency) error {
	if len(agreed) == 0 || slices.Contains(agreed, c) {
		return nil
	}
	return CannotUse("its price is in " + string(c) + ", and the rate sheet " + ch.Rates + " is in " + string(agreed[len(agreed)-1]))
}

// connector finds the way to a carrier. What goes wrong is no answer of the carrier, whatever its code says.
func (w *BookingWorker) connector(ctx context.Context, m shipping.MerchantID, id shipping.CarrierID) (Connector, error) {
	c, err := w.Connector(m, id)
	if err != nil || c == nil {
		err = NoWayTo(id, err)
		w.Reach.heard(ctx, id, err, w.Now(), 0)
		return nil, err
	}
	return c, nil
}

// confirmed records the carrier's yes, when its number is nobody else's.
func (w *BookingWorker) confirmed(ctx context.Context, t *fact.Task, b *fact.BookingRequested, r *Request, yes *Confirmation, simulated bool) (fact.Outcome, error) {
	n := number{t.Merchant, b.Carrier, yes.Waybill}
	if w.InUse != nil {
		holder, err := w.InUse(ctx, n.merchant, n.carrier, n.waybill)
		if err != nil {
			return fact.Outcome{}, err
		}
		if holder != "" && holder != r.Parcel {
			return fact.Outcome{}, numberTaken(b.Carrier, yes.Waybill, holder)
		}
	}
	if holder := w.given.give(n, r.Parcel, w.Now()); holder != r.Parcel {
		return fact.Outcome{}, numberTaken(b.Carrier, yes.Waybill, holder)
	}
	body := &fact.Booked{Channel: b.Channel, Carrier: b.Carrier, Waybill: yes.Waybill, Reference: yes.Reference, Cost: yes.Cost, Simulated: simulated, ToClose: yes.ToClose}
	if len(yes.Label) == 0 {
		return w.outcome(t, b.Carrier, body), nil
	}
	label := shipping.NewDocument(yes.Media, r.To.Person(), yes.Label)
	body.Label = label.ID
	return w.outcome(t, b.Carrier, body, label), nil
}

// rejected records the carrier's no.
func (w *BookingWorker) rejected(t *fact.Task, b *fact.BookingRequested, person string, no error) fact.Outcome {
	code, message, full, docs := shortened(RefusalCode(no), refusalMessage(no), person)
	return w.outcome(t, b.Carrier, &fact.BookingRejected{Channel: b.Channel, Code: code, Message: message, Full: full}, docs...)
}

// cancel asks the carrier to undo a booking. A number that the carrier does not know is no proof that no
// label is alive, so it counts as a refusal.
func (w *BookingWorker) cancel(ctx context.Context, t *fact.Task, b *fact.CancelRequested) (fact.Outcome, error) {
	channel, _, err := w.lookUp(ctx, t.Merchant, b.Channel, "")
	if err != nil {
		return fact.Outcome{}, err
	}
	by, err := w.connector(ctx, t.Merchant, b.Carrier)
	if err != nil {
		return fact.Outcome{}, err
	}
	err = w.Reach.ask(ctx, b.Carrier, w.Now, func() error {
		return by.Cancel(ctx, &Cancellation{Key: string(t.Job.ID()), Channel: channel, Waybill: b.Waybill, Why: b.Why})
	})
	switch {
	case err == nil:
		w.given.free(number{t.Merchant, b.Carrier, b.Waybill})
		return w.outcome(t, b.Carrier, &fact.BookingCancelled{Waybill: b.Waybill, Why: b.Why}), nil
	case final(err):
		return w.kept(ctx, t, b, err)
	}
	return fact.Outcome{}, err
}

// kept records that the carrier does not undo the booking.
func (w *BookingWorker) kept(ctx context.Context, t *fact.Task, b *fact.CancelRequested, no error) (fact.Outcome, error) {
	person, err := personOf(ctx, t)
	if err != nil {
		return fact.Outcome{}, err
	}
	_, why, full, docs := shortened("", refusalMessage(no), person)
	return w.outcome(t, b.Carrier, &fact.CancelRejected{Waybill: b.Waybill, Why: why, Full: full}, docs...), nil
}

// Of a refusal this many signs stand in the fact.
const mostCode, mostMessage = 100, 300

// shortened keeps the code and the words of a refusal short enough for a fact. What does not fit, or cannot be
// shown, is kept whole as a document about the addressee, which the words then name, and the fact.
func shortened(code, message, person string) (shortCode, short string, full shipping.DocumentID, docs []shipping.Document) {
	shortCode, whole := cut(code, mostCode)
	short, all := cut(message, mostMessage)
	if whole && all {
		return shortCode, short, "", nil
	}
	doc := shipping.NewDocument("text/plain; charset=utf-8", person, []byte(code+"\n"+message))
	return shortCode, short + " [in full: " + string(doc.ID) + "]", doc.ID, []shipping.Document{doc}
}

// outcome is one fact of the parcel's stream, said by the carrier, and the documents about it.
func (w *BookingWorker) outcome(t *fact.Task, id shipping.CarrierID, body fact.Body, docs ...shipping.Document) fact.Outcome {
	f := &fact.Fact{Stream: t.Job.Stream, At: w.Now(), By: said(id), Cause: t.Job.ID(), Body: body}
	return fact.Outcome{Facts: []*fact.Fact{f}, Documents: docs}
}

// said names a carrier as the one who says a fact.
func said(id shipping.CarrierID) string { return "carrier:" + string(id) }
