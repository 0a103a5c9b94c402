package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/merchant/handover"
	"crosslane/merchant/proof"
	"crosslane/shipping"
	"crosslane/view"
)

// Parcel is a parcel as lists show it.
type Parcel struct {
	ID        shipping.ParcelID    `json:"id" example:"par_06f84cj001rpompvi00m1i0h-1"`
	Order     shipping.OrderID     `json:"order"`
	Number    string               `json:"number,omitempty" doc:"the storefront's, of its order" example:"1001"`
	Warehouse shipping.WarehouseID `json:"warehouse" doc:"where it leaves from"`
	Country   shipping.Country     `json:"country" doc:"where it goes, ISO 3166-1"`
	Weight    shipping.Grams       `json:"weight_g"`
	Channel   shipping.ChannelID   `json:"channel,omitempty" doc:"by which it travels; left out: none yet"`
	Carrier   shipping.CarrierID   `json:"carrier,omitempty"`
	Waybill   string               `json:"waybill,omitempty" doc:"the carrier's number"`
	Status    shipping.Status      `json:"status" enum:"pending,info_received,accepted,in_transit,customs,out_for_delivery,ready_for_pickup,attempt_failed,exception,delivered,returning,returned,lost,cancelled,expired"`
	Milestone shipping.Milestone   `json:"milestone,omitempty" doc:"the newest one"`
	Booked    *time.Time           `json:"booked,omitempty"`
	Handed    *time.Time           `json:"handed,omitempty" doc:"to the carrier"`
	Ended     *time.Time           `json:"ended,omitempty"`
	Promised  *time.Time           `json:"promised,omitempty" doc:"when it is there at the latest"`
	Due       *time.Time           `json:"due,omitempty" doc:"when what is awaited now should have come"`
	Cost      *shipping.Money      `json:"cost,omitempty" doc:"what the carrier charges; left out: not known"`
	Attempt   int64                `json:"attempt" doc:"1: booked with its primary channel; more: with a backup; 0: not booked yet"`
	Case      shipping.CaseID      `json:"case,omitempty" doc:"the newest case that it came into"`
	Updated   *time.Time           `json:"updated,omitempty"`
}

func showParcel(r *view.ParcelRow) Parcel {
	return Parcel{ID: r.ID, Order: r.Order, Number: r.Number, Warehouse: r.Warehouse, Country: r.Country, Weight: r.Weight, Channel: r.Channel, Carrier: r.Carrier, Waybill: r.Waybill,
		Status: r.Status, Milestone: r.Milestone, Booked: instant(r.Booked), Handed: instant(r.Handed), Ended: instant(r.Ended), Promised: instant(r.Promised),
		Due: instant(r.Progress.Due), Cost: money(r.Cost.Amount, r.Cost.Currency), Attempt: r.Request.Attempt, Case: r.Trouble.Case, Updated: instant(r.Updated)}
}

// OneParcel names a parcel.
type OneParcel struct {
	Parcel string `path:"parcel" maxLength:"200" doc:"its identifier, a number under which it travels, or its order's number where that has one parcel"`
}

// Handing is which parcels were handed to a carrier.
type Handing struct {
	Carrier   shipping.CarrierID   `json:"carrier" minLength:"1" maxLength:"100"`
	Warehouse shipping.WarehouseID `json:"warehouse,omitempty" maxLength:"100" doc:"left out: from any"`
	Parcels   []string             `json:"parcels,omitempty" maxItems:"10000" doc:"by identifier or waybill; left out: all that wait for the carrier"`
	At        *time.Time           `json:"at,omitempty" doc:"when; left out: now"`
}

func (a *api) parcels() {
	type parcelsAsked struct {
		Listing
		Status string `query:"status" enum:"pending,info_received,accepted,in_transit,customs,out_for_delivery,ready_for_pickup,attempt_failed,exception,delivered,returning,returned,lost,cancelled,expired" doc:"only those"`
	}
	on(a, call{method: http.MethodGet, path: "/parcels", id: "list-parcels", right: account.Read, tag: "Parcels", summary: "List parcels"},
		func(ctx context.Context, m *merchant.Merchant, in *parcelsAsked) (*listOf[Parcel], error) {
			p, err := in.page(in.Status, nameOfParcel)
			if err != nil {
				return nil, err
			}
			rows, err := m.Views.Parcels(ctx, m.ID, p)
			return listOut(&in.Listing, rows, func(r *view.ParcelRow) string { return string(r.ID) }, showParcel), err
		})
	on(a, call{method: http.MethodGet, path: "/parcels/{parcel}", id: "read-parcel", right: account.Read, tag: "Parcels", summary: "Read a parcel"},
		func(ctx context.Context, m *merchant.Merchant, in *OneParcel) (*struct{ Body Parcel }, error) {
			row, err := parcelNamed(ctx, m, in.Parcel)
			if err != nil {
				return nil, err
			}
			return &struct{ Body Parcel }{showParcel(row)}, nil
		})
	on(a, call{method: http.MethodGet, path: "/parcels/{parcel}/reasons", id: "explain-parcel", right: account.Read, tag: "Parcels", summary: "What happened to a parcel and its order, and why"},
		func(ctx context.Context, m *merchant.Merchant, in *OneParcel) (*reasonsOut, error) {
			row, err := parcelNamed(ctx, m, in.Parcel)
			if err != nil {
				return nil, err
			}
			return explain(ctx, m, string(row.Order))
		})
	a.numbers()
	a.label()
	a.labels()
	on(a, call{method: http.MethodGet, path: "/parcels/{parcel}/proof", id: "read-proof", right: account.Parcels, tag: "Parcels", summary: "What proves that a parcel was delivered",
		more: "The carrier is asked once, when the parcel is delivered; what it has is kept. That it has none, or none yet, is said in none, and is no fault."},
		func(ctx context.Context, m *merchant.Merchant, in *OneParcel) (*struct{ Body *proof.Proof }, error) {
			found, err := proof.Of(ctx, m, in.Parcel, by(ctx))
			return &struct{ Body *proof.Proof }{found}, err
		})
	a.handing()
	a.scans()
}

// ParcelNumber is a number under which a parcel travels.
type ParcelNumber struct {
	Number  string             `json:"number" example:"9400100000000000000000"`
	Carrier string             `json:"carrier,omitempty" doc:"whose number it is: as the Book has it for the waybill, as the line named it for others; left out: nobody said"`
	Since   *time.Time         `json:"since,omitempty" doc:"when it was booked, or told"`
	Asked   shipping.CarrierID `json:"asked,omitempty" doc:"the carrier of the Book that is asked what happened under it; left out: none is"`
	Why     string             `json:"why,omitempty" doc:"why none is asked"`
}

func (a *api) numbers() {
	type numbersOut struct {
		Body struct {
			Numbers []ParcelNumber `json:"numbers" doc:"its waybill first" nullable:"false"`
		}
	}
	on(a, call{method: http.MethodGet, path: "/parcels/{parcel}/numbers", id: "read-parcel-numbers", right: account.Read, tag: "Parcels", summary: "Under which numbers a parcel travels", more: "Its waybill, and those of other carriers that have it on a part of its way."},
		func(ctx context.Context, m *merchant.Merchant, in *OneParcel) (*numbersOut, error) {
			row, err := parcelNamed(ctx, m, in.Parcel)
			if err != nil {
				return nil, err
			}
			out := &numbersOut{}
			out.Body.Numbers = []ParcelNumber{}
			if row.Waybill != "" {
				out.Body.Numbers = append(out.Body.Numbers, ParcelNumber{Number: row.Waybill, Carrier: string(row.Carrier), Since: instant(row.Booked), Asked: row.Carrier})
			}
			more, err := m.LastMile().Tell(ctx, row.ID)
			for _, n := range more {
				out.Body.Numbers = append(out.Body.Numbers, ParcelNumber{n.Number, n.Carrier, given(n.Since), n.Asked, n.Why})
			}
			return out, err
		})
}

// parcelNamed is the parcel that a name stands for, as lists show it.
func parcelNamed(ctx context.Context, m *merchant.Merchant, name string) (*view.ParcelRow, error) {
	id, err := m.Parcel(ctx, name)
	if err != nil {
		return nil, err
	}
	rows, err := m.Views.ParcelsNamed(ctx, m.ID, string(id))
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, shipping.Fault(shipping.NotFound, "no parcel "+string(id), "name it by its identifier (par_...)")
	}
	return &rows[0], nil
}

func (a *api) label() {
	on(a, call{method: http.MethodGet, path: "/parcels/{parcel}/label", id: "read-label", right: account.Read, tag: "Parcels", summary: "The label of a parcel", more: "PDF, or what its carrier sends."},
		func(ctx context.Context, m *merchant.Merchant, in *OneParcel) (*fileOut, error) {
			doc, err := m.Label(ctx, in.Parcel)
			return &fileOut{doc.Media, doc.Body}, err
		})
	a.file("/v1/parcels/{parcel}/label", "application/pdf", "application/octet-stream")
}

func (a *api) handing() {
	type slotIn struct {
		OneParcel
		Body struct {
			From time.Time `json:"from"`
			To   time.Time `json:"to"`
		}
	}
	on(a, call{method: http.MethodPut, path: "/parcels/{parcel}/slot", id: "choose-slot", right: account.Parcels, tag: "Parcels", summary: "When the buyer wants a parcel that an own driver brings", status: http.StatusNoContent},
		func(ctx context.Context, m *merchant.Merchant, in *slotIn) (*struct{}, error) {
			return nil, m.ChangeSlot(ctx, in.Parcel, shipping.Window{From: in.Body.From, To: in.Body.To}, by(ctx))
		})
	on(a, call{method: http.MethodPost, path: "/handovers", id: "hand-parcels-over", right: account.Parcels, tag: "Parcels", summary: "Say that parcels were handed to a carrier", more: "The answer is the manifest, and in closings what the carrier closed on its own, where it does. What was handed over before is left out, and closed where it is open."},
		func(ctx context.Context, m *merchant.Merchant, in *struct{ Body Handing }) (*struct{ Body *handover.Handed }, error) {
			at := a.Now()
			if in.Body.At != nil {
				at = *in.Body.At
			}
			handed, err := handover.Record(ctx, m, handover.Handing{Carrier: in.Body.Carrier, Warehouse: in.Body.Warehouse, Named: in.Body.Parcels, At: at, Who: by(ctx)})
			return &struct{ Body *handover.Handed }{handed}, err
		})
}

// ScansTaken is what became of a list of scans.
type ScansTaken struct {
	Recorded  int      `json:"recorded"`
	Unchanged int      `json:"unchanged" doc:"recorded before"`
	Repairs   []Repair `json:"repairs" doc:"the rows to be mended" nullable:"false"`
}

// Repair is a row that could not be taken.
type Repair struct {
	Line int `json:"line" doc:"of the body, counted from 1"`
	Fault
}

type scansIn struct {
	Carrier shipping.CarrierID `query:"carrier" maxLength:"100" doc:"whose scans they are, where no column says so"`
	Zone    string             `query:"zone" maxLength:"100" doc:"of times without an offset" example:"Asia/Shanghai"`
	RawBody []byte             `contentType:"text/csv"`
}

func (a *api) scans() {
	on(a, call{method: http.MethodPost, path: "/scans", id: "report-scans", right: account.Scans, tag: "Parcels", summary: "Tell what became of parcels", raw: true, most: 8 << 20,
		more: "A table with the columns waybill, time and milestone, and others that docs/add-a-carrier.md names. A scan that was recorded before is counted, and not recorded twice."},
		func(ctx context.Context, m *merchant.Merchant, in *scansIn) (*struct{ Body ScansTaken }, error) {
			sheet, err := m.ReadScans(bytes.NewReader(bytes.Clone(in.RawBody)), in.Carrier, in.Zone)
			if err != nil {
				return nil, err
			}
			taken, err := m.TakeScans(ctx, sheet, by(ctx))
			if err != nil {
				return nil, err
			}
			out := ScansTaken{Recorded: taken.Recorded, Unchanged: taken.Unchanged, Repairs: []Repair{}}
			for _, r := range taken.Repairs {
				out.Repairs = append(out.Repairs, Repair{r.Line, Fault{r.Error.Field, r.Error.Message, r.Error.Hint}})
			}
			return &struct{ Body ScansTaken }{out}, nil
		})
}
