package merchant

import (
	"context"
	"io"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// HandOver records that parcels were handed to a carrier at a moment, and answers with the manifest: the closed list of
// what it took, and what is not on it and why. Parcels are named by identifier or by waybill; none: all that wait for the
// carrier, from a warehouse or, when that is empty, from any.
func (m *Merchant) HandOver(ctx context.Context, by shipping.CarrierID, from shipping.WarehouseID, named []string, at time.Time, who string) (*carrier.Manifest, error) {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return nil, err
	}
	if at.After(m.now().Add(time.Hour)) {
		return nil, shipping.BadField("at", at.Format(time.RFC3339)+" lies ahead", "write when the parcels were handed over")
	}
	b, err := m.Book(ctx)
	if err != nil {
		return nil, err
	}
	collects, err := b.Collects(by, from)
	if err != nil {
		return nil, err
	}
	list, err := m.candidates(ctx, by, from, named)
	if err != nil {
		return nil, err
	}
	h := carrier.Handing{Carrier: collects, Simulated: simulated(collects), Warehouse: from, At: at, By: who}
	manifest, facts := carrier.HandOver(h, list)
	entries := make([]ledger.Entry, len(facts))
	for i, f := range facts {
		entries[i] = ledger.Entry{Facts: []*fact.Fact{f}}
	}
	for i, p := range m.Ledger.SubmitAll(m.ID, entries) {
		if _, err := p.Wait(ctx); err != nil { // the rest of the list stands
			manifest.LeaveOut(shipping.ParcelID(facts[i].Stream.ID()), err)
		}
	}
	return manifest, m.Fill(ctx)
}

// candidates finds the parcels that may be handed over.
func (m *Merchant) candidates(ctx context.Context, by shipping.CarrierID, from shipping.WarehouseID, named []string) ([]carrier.Candidate, error) {
	if len(named) == 0 {
		waiting, err := m.Views.ToHandOver(ctx, m.ID, by, from)
		if err != nil {
			return nil, err
		}
		for _, id := range waiting {
			named = append(named, string(id))
		}
	}
	list := make([]carrier.Candidate, len(named))
	var waybills []string
	for i, name := range named {
		list[i].Named = name
		if strings.HasPrefix(name, "par_") {
			list[i].Parcel = shipping.ParcelID(name)
		} else {
			waybills = append(waybills, name)
		}
	}
	owners, err := m.owners(ctx, by, waybills)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Parcel == "" {
			list[i].Parcel, owners = owners[0].Parcel, owners[1:]
		}
		if list[i].Parcel == "" {
			continue
		}
		state, err := m.Ledger.Read(ctx, m.ID, list[i].Parcel.Stream())
		if err != nil {
			return nil, err
		}
		if state.Balance(list[i].Parcel.Stream()).Version > 0 {
			list[i].State = fact.ParcelIn(state, list[i].Parcel)
		}
	}
	return list, nil
}

// ScansTaken counts what became of a list of scans, and has the rows that could not be recorded, as they came.
type ScansTaken struct {
	Recorded  int                 `json:"recorded"`
	Unchanged int                 `json:"unchanged"` // recorded before
	ToMend    int                 `json:"to_mend"`
	Repairs   []carrier.RepairRow `json:"repairs"`
}

// ReadScans reads a list of scans of a carrier, where no column says whose they are, with times without an offset read off
// a clock of a zone; each may be empty.
func (m *Merchant) ReadScans(r io.Reader, by shipping.CarrierID, zone string) (*carrier.ScanSheet, error) {
	o := carrier.ScanSheetOptions{Carrier: by, Now: m.now()}
	if zone != "" {
		var err error
		if o.Zone, err = calendar.ZoneAt("zone", zone, shipping.Place{}); err != nil {
			return nil, err
		}
	}
	return carrier.ReadScanSheet(r, o)
}

// TakeScans records the scans of a list, each by itself. The rows that could not be recorded become repairs of the list.
func (m *Merchant) TakeScans(ctx context.Context, sheet *carrier.ScanSheet, by string) (*ScansTaken, error) {
	if err := account.Allowed(ctx, m.ID, account.Scans); err != nil {
		return nil, err
	}
	owners := make([]carrier.Owner, len(sheet.Rows))
	for i := range sheet.Rows {
		var err error
		if owners[i], err = m.ownerOf(ctx, &sheet.Rows[i]); err != nil {
			return nil, err
		}
	}
	taken := &ScansTaken{}
	reports := sheet.Match(owners, by, m.now())
	for i, err := range m.recordReports(ctx, reports) {
		switch shipping.CodeOf(err) {
		case "":
			taken.Recorded++
		case shipping.Known:
			taken.Unchanged++
		case shipping.Unavailable, shipping.Internal:
			return nil, err
		default:
			sheet.Refuse(i, err)
		}
	}
	taken.ToMend, taken.Repairs = len(sheet.Repairs), append([]carrier.RepairRow{}, sheet.Repairs...)
	return taken, m.Fill(ctx)
}

// ownerOf finds whose scan a row is; nobody's when there is no such parcel.
func (m *Merchant) ownerOf(ctx context.Context, row *carrier.ScanRow) (carrier.Owner, error) {
	if row.Parcel == "" {
		owners, err := m.owners(ctx, row.Carrier, []string{row.Message.Waybill})
		if err != nil {
			return carrier.Owner{}, err
		}
		return owners[0], nil
	}
	state, err := m.Ledger.Read(ctx, m.ID, row.Parcel.Stream())
	if err != nil || state.Balance(row.Parcel.Stream()).Version == 0 {
		return carrier.Owner{}, err
	}
	owner := []carrier.Owner{{Parcel: row.Parcel}}
	err = m.namePersons(ctx, owner)
	return owner[0], err
}
