package merchant

import (
	"context"
	"io"

	"crosslane/account"
	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/shipping"
)

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
	for i, err := range m.RecordReports(ctx, reports) {
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
		owners, err := m.Owners(ctx, row.Carrier, []string{row.Message.Waybill})
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
