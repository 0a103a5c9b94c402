package merchant

import (
	"context"
	"log/slog"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// bookings is the booking worker of a merchant: what goes wrong at a booking without being the carrier's refusal
// becomes a case.
type bookings struct {
	*carrier.BookingWorker
	m        *Merchant
	carriers *Carriers
	patience time.Duration // for a carrier that is being opened
}

// bookings makes the worker. Without a log every carrier is asked and waited for, so that the same world repeats itself.
func (m *Merchant) bookings(c *Carriers, log *slog.Logger) fact.Worker {
	b := &bookings{&carrier.BookingWorker{
		Book:      func(ctx context.Context, _ shipping.MerchantID) (*book.Book, error) { return m.Book(ctx) },
		Connector: c.connector, InUse: m.bearer, Price: m.price, Now: m.now,
	}, m, c, time.Hour}
	if log != nil {
		b.Reach, b.patience = &carrier.Reach{Log: log.With("merchant", string(m.ID))}, moment
	}
	return b
}

// bearer finds the live parcel that bears a carrier's number, by the read tables; empty when none does.
func (m *Merchant) bearer(ctx context.Context, _ shipping.MerchantID, by shipping.CarrierID, waybill string) (shipping.ParcelID, error) {
	bearers, err := m.Views.Bearers(ctx, m.ID, by, []string{waybill})
	if err != nil || bearers[0].Ended {
		return "", err
	}
	return bearers[0].Parcel, nil
}

// Perform books or cancels by carriers that are open by the Book in force.
func (b *bookings) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	if err := b.open(ctx, t); err != nil {
		return fact.Outcome{}, err
	}
	out, err := b.BookingWorker.Perform(ctx, t)
	if what, about := carrier.Hindrance(err); what != "" && ctx.Err() == nil {
		if e := b.m.hindered(ctx, t, what, about, err); e != nil {
			return out, e
		}
	}
	return out, err
}

// open sees to it that the carrier of a job is open. One that is slow to open holds up its own jobs alone: they are put
// off, and become cases when it takes too long.
func (b *bookings) open(ctx context.Context, t *fact.Task) error {
	if err := b.carriers.refresh(ctx); err != nil {
		return err
	}
	asks, ok := t.Job.Body.(interface{ Partner() string })
	if !ok {
		return nil
	}
	w := b.carriers.connection(shipping.CarrierID(asks.Partner()))
	if w == nil || w.Wait(ctx, b.patience) || w.Late(retried) {
		return nil
	}
	return w.Trouble()
}

// hindered records, once for each attempt, why a booking could not be asked for or its answer not be used.
func (m *Merchant) hindered(ctx context.Context, t *fact.Task, what, about string, why error) error {
	asked, ok := t.Job.Body.(*fact.BookingRequested)
	if !ok {
		return nil // what a cancellation comes to is told by the job
	}
	if about == "" {
		about = asked.Partner()
	}
	_, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: t.Job.Stream, At: m.now(), By: "booking", Body: &fact.BookingHindered{
		Channel: asked.Channel, What: what, Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: what, About: about, Note: why.Error()}}}}}})
	if shipping.CodeOf(err) == shipping.Known {
		return nil
	}
	return err
}
