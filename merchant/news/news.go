// Package news answers the question: what does a carrier have to say of parcels of which it told that there is something new?
package news

import (
	"context"

	"crosslane/account"
	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/connectors"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Heard is what came of asking a carrier about parcels.
type Heard struct {
	Parcels   int
	Recorded  int // scans
	Unchanged int // scans that were recorded before
}

// Tells reports whether a carrier of the Book can be asked about parcels.
func Tells(who book.Carrier) bool { return connectors.List[who.Connector] != nil }

// Ask asks a carrier of the Book what there is about parcels, of which it has some numbers, and records it. Numbers of nobody are passed over. Unsupported: the carrier is
// not called.
func Ask(ctx context.Context, m *merchant.Merchant, by shipping.CarrierID, numbers []string) (h Heard, err error) {
	if err := account.Allowed(ctx, m.ID, account.Scans); err != nil {
		return h, err
	}
	if err := m.Fill(ctx); err != nil {
		return h, err
	}
	owners, err := m.Owners(ctx, by, numbers)
	if err != nil {
		return h, err
	}
	var ours []string
	for i := range owners {
		if owners[i].Parcel != "" {
			ours = append(ours, numbers[i])
		}
	}
	if h.Parcels = len(ours); h.Parcels == 0 {
		return h, nil
	}
	messages, err := track(ctx, m, by, ours)
	if err != nil {
		return h, err
	}
	r := carrier.Reader{Carrier: by, Owners: m.Owners, Now: m.Now}
	reports, _, err := r.Read(ctx, messages)
	if err != nil {
		return h, err
	}
	for _, err := range m.RecordReports(ctx, reports) {
		switch shipping.CodeOf(err) {
		case "":
			h.Recorded++
		case shipping.Known:
			h.Unchanged++
		default:
			return h, err
		}
	}
	return h, m.Fill(ctx)
}

// track asks a carrier what it has about some numbers.
func track(ctx context.Context, m *merchant.Merchant, by shipping.CarrierID, numbers []string) ([]carrier.Message, error) {
	b, err := m.Book(ctx)
	if err != nil {
		return nil, err
	}
	who, err := b.Collects(by, "")
	if err != nil {
		return nil, err
	}
	called, err := m.Called(who)
	if err != nil {
		return nil, err
	}
	defer called.Close()
	return called.Track(ctx, numbers)
}
