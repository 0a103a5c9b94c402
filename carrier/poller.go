package carrier

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Poller asks a carrier what happened and turns its messages into scans. One message that cannot be read
// never blocks the others.
type Poller struct {
	Carrier shipping.CarrierID
	Tracker Tracker
	// Owners finds whose parcels these numbers of the carrier are, in the same order; the
	// zero value where there is none.
	Owners func(context.Context, shipping.CarrierID, []string) ([]Owner, error)
	Now    func() time.Time
}

// Owner is whose parcel a number is: raw messages are kept as papers about the person.
type Owner struct {
	Parcel shipping.ParcelID
	Person string // see shipping.Paper; empty when it is not known
}

// News is what a carrier reported, ready to be recorded. Next must be kept only after the rest
// was recorded; asking again from the old cursor gives the same news.
type News struct {
	Facts     []*fact.Fact        // scans, each in its parcel's stream
	Documents []shipping.Document // raw messages that were not understood, named by the scans
	// Strays are messages about no parcel that is known: the booking may not be recorded yet, or
	// the number could not be read.
	Strays []Message
	Next   string
	More   bool
}

// Poll asks for what happened since a cursor.
func (p *Poller) Poll(ctx context.Context, cursor string) (*News, error) {
	batch, err := p.Tracker.Changes(ctx, cursor)
	if err != nil {
		return nil, err
	}
	news, err := p.Read(ctx, batch.Messages)
	if err != nil {
		return nil, err
	}
	news.Next, news.More = batch.Next, batch.More
	return news, nil
}

// Read turns messages, however they came, into scans.
func (p *Poller) Read(ctx context.Context, messages []Message) (*News, error) {
	waybills := make([]string, len(messages))
	for i := range messages {
		waybills[i] = messages[i].Waybill
	}
	owners, err := p.Owners(ctx, p.Carrier, waybills)
	if err != nil {
		return nil, err
	}
	news := &News{Facts: make([]*fact.Fact, 0, len(messages))}
	for i := range messages {
		if messages[i].Waybill == "" || owners[i].Parcel == "" {
			news.Strays = append(news.Strays, messages[i])
			continue
		}
		news.Facts = append(news.Facts, p.scan(news, owners[i], &messages[i]))
	}
	return news, nil
}

// mostAhead is how far a carrier's clock may run ahead. A scan from further in the future would
// stand above all that comes after it, so it counts as one that cannot be read.
const mostAhead = 24 * time.Hour

// scan makes the fact of one message. What was not understood is kept as a paper about the
// addressee, as it may name people.
func (p *Poller) scan(news *News, owner Owner, m *Message) *fact.Fact {
	s, at := m.Scan, m.At
	s.Carrier, s.Waybill = p.Carrier, m.Waybill
	unread := m.Problem != nil || at.After(p.Now().Add(mostAhead))
	if unread || s.Milestone == "" {
		s.Milestone = shipping.Unmapped
	}
	if s.Milestone == shipping.Unmapped && len(m.Raw) > 0 {
		raw := shipping.NewDocument("application/octet-stream", owner.Person, m.Raw)
		news.Documents = append(news.Documents, raw)
		s.Raw = raw.ID
	}
	if unread { // known again by its bytes alone, at whatever time it comes
		s.Print = tracking.Fingerprint(&fact.Scan{Carrier: s.Carrier, Waybill: s.Waybill, Text: string(s.Raw)}, time.Unix(0, 0))
		at = p.Now()
	} else {
		s.Print = tracking.Fingerprint(&s, at)
	}
	return &fact.Fact{Stream: owner.Parcel.Stream(), At: at, By: said(p.Carrier), Body: &fact.ScanReceived{Scan: s}}
}
