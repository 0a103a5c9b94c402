// Package visibility answers the questions: what are trading partners told of parcels in the form of EPCIS, and what is heard from them?
package visibility

import (
	"context"
	"io"
	"slices"
	"time"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/epcis"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// Wanted is what is to be told.
type Wanted struct {
	// Named are parcels by identifier or waybill, and orders by identifier or number. None: all parcels.
	Named []string
	// Since is when it was recorded at the earliest. Zero: ever.
	Since time.Time
}

// Told counts what was told, and what of it was left out.
type Told struct {
	Parcels int           `json:"parcels"`
	Events  int           `json:"events"`
	LeftOut epcis.LeftOut `json:"left_out"`
}

// Write writes a document of what is recorded of parcels, parcel by parcel, so that it may be as long as it likes. Nothing is written where a name stands for
// nothing, or the Book names no domain. Behind an error that comes later, what was written is no document.
func Write(ctx context.Context, m *merchant.Merchant, to io.Writer, wanted Wanted) (Told, error) {
	told := Told{}
	if err := account.Allowed(ctx, m.ID, account.Read); err != nil {
		return told, err
	}
	teller, err := tellerOf(ctx, m, wanted.Since)
	if err != nil {
		return told, err
	}
	ids, err := parcels(ctx, m, wanted.Named)
	if err != nil {
		return told, err
	}
	out, err := epcis.NewWriter(to, teller, m.Now())
	if err != nil {
		return told, err
	}
	for _, id := range ids {
		history, err := m.Ledger.History(ctx, m.ID, id.Stream())
		if err != nil {
			return told, err
		}
		number, err := orderOf(ctx, m, id)
		if err != nil {
			return told, err
		}
		events, left := teller.Tell(id, number, history)
		if err := out.Write(events); err != nil {
			return told, err
		}
		told.Parcels, told.Events = told.Parcels+1, told.Events+len(events)
		told.LeftOut.Add(left)
	}
	return told, out.Close()
}

// tellerOf is by what the Book has partners told.
func tellerOf(ctx context.Context, m *merchant.Merchant, since time.Time) (*epcis.Teller, error) {
	b, err := m.Book(ctx)
	if err != nil {
		return nil, err
	}
	if b.EPCIS.Domain == "" {
		return nil, shipping.BadField("epcis.domain", "the Book names no domain of yours, below which the names of parcels could lie", "write epcis: {domain: shop.example} into the Book, with a domain that is yours, and publish it")
	}
	return &epcis.Teller{Domain: b.EPCIS.Domain, Warehouses: b.Warehouses, Since: since}, nil
}

// parcels are those that names stand for, each once: all of them where none is named.
func parcels(ctx context.Context, m *merchant.Merchant, names []string) (ids []shipping.ParcelID, err error) {
	if len(names) == 0 {
		streams, err := m.Ledger.Streams(ctx, m.ID, shipping.ParcelSort)
		for _, s := range streams {
			ids = append(ids, shipping.ParcelID(s.ID()))
		}
		return ids, err
	}
	known := map[shipping.ParcelID]bool{}
	for _, name := range names {
		rows, err := m.Views.ParcelsNamed(ctx, m.ID, name)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			_, err := m.Parcel(ctx, name) // which says why
			return nil, err
		}
		for i := range rows {
			if id := rows[i].ID; !known[id] {
				known[id], ids = true, append(ids, id)
			}
		}
	}
	return ids, nil
}

// orderOf is the number of a parcel's order, as the storefront has it; empty where it has none.
func orderOf(ctx context.Context, m *merchant.Merchant, id shipping.ParcelID) (string, error) {
	rows, err := m.Views.ParcelsNamed(ctx, m.ID, string(id))
	i := slices.IndexFunc(rows, func(r view.ParcelRow) bool { return r.ID == id })
	if err != nil || i < 0 {
		return "", err
	}
	return rows[i].Number, nil
}

// Taken is what became of a document.
type Taken struct {
	Recorded  int `json:"recorded"`
	Unchanged int `json:"unchanged"` // recorded before
	ToMend    int `json:"to_mend"`
	// Refused are the events that could not be recorded, in their order: of an event with several parcels, one for each.
	Refused []epcis.Refused `json:"refused"`
}

// Take records what a document tells of parcels as scans, each by itself and once. Carrier is whose waybills they are; empty: the document says so. By is who hands it in.
func Take(ctx context.Context, m *merchant.Merchant, text []byte, by shipping.CarrierID, who string) (*Taken, error) {
	if err := account.Allowed(ctx, m.ID, account.Scans); err != nil {
		return nil, err
	}
	heard, refused, err := epcis.Read(text)
	if err != nil {
		return nil, err
	}
	sheet, ids := &carrier.ScanSheet{}, map[int]string{}
	for i := range heard {
		h := &heard[i]
		ids[h.Event] = h.ID
		row := carrier.ScanRow{Line: h.Event, Carrier: h.Carrier, Parcel: h.Parcel, Message: carrier.Message{Waybill: h.Waybill, At: h.At, Scan: h.Scan, Raw: h.Raw}}
		if by != "" {
			row.Carrier = by
		}
		if row.Carrier == "" && row.Parcel == "" {
			refused = append(refused, epcis.Refuse(h.Event, h.ID, shipping.BadField("carrier", "nothing says whose waybill "+h.Waybill+" is", "name the carrier of the document")))
			continue
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	scans, err := m.TakeScans(ctx, sheet, who)
	if err != nil {
		return nil, err
	}
	for _, r := range scans.Repairs {
		refused = append(refused, epcis.Refuse(r.Line, ids[r.Line], r.Error))
	}
	slices.SortStableFunc(refused, func(a, b epcis.Refused) int { return a.Event - b.Event })
	return &Taken{Recorded: scans.Recorded, Unchanged: scans.Unchanged, ToMend: len(refused), Refused: append([]epcis.Refused{}, refused...)}, nil
}
