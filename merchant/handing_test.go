package merchant_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/handover"
	"crosslane/shipping"
)

// booked is a merchant with some parcels that are booked with the first of two carriers, and their waybills.
func booked(t *testing.T, n int, now func() time.Time) (m *merchant.Merchant, parcels []shipping.ParcelID, waybills []string) {
	t.Helper()
	m = of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: now}), merchant.First)
	published(t, m, twoLines("", ""))
	stocked(t, m, "MUG")
	orders := ordered(t, m, mugs(1, n)...)
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	drained(t, m, c)
	filled(t, m)
	for _, o := range orders {
		rows, err := m.Views.OrderParcels(t.Context(), m.ID, o.ID)
		if err != nil || len(rows) != 1 || rows[0].Waybill == "" {
			t.Fatalf("%s: %+v, %v", o.Number, rows, err)
		}
		parcels, waybills = append(parcels, rows[0].ID), append(waybills, rows[0].Waybill)
	}
	return m, parcels, waybills
}

// track is how far a parcel has come.
func track(t *testing.T, m *merchant.Merchant, id shipping.ParcelID) fact.Track {
	t.Helper()
	state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	return fact.ParcelIn(state, id).Track
}

// handOver says that parcels were handed over.
func handOver(t *testing.T, m *merchant.Merchant, by shipping.CarrierID, from shipping.WarehouseID, named []string, at time.Time, who string) (*handover.Handed, error) {
	t.Helper()
	return handover.Record(t.Context(), m, handover.Handing{Carrier: by, Warehouse: from, Named: named, At: at, Who: who})
}

// TestHandOver hands parcels over that are named by identifier or waybill, and then all that wait; each once.
func TestHandOver(t *testing.T) {
	clock := time.Now()
	m, parcels, waybills := booked(t, 5, func() time.Time { return clock })
	clock = clock.Add(time.Hour)
	list, err := handOver(t, m, "one", "szx", []string{string(parcels[0]), waybills[1], "nonsense", "par_nobody-1"}, clock, "clerk:anna")
	if err != nil {
		t.Fatal(err)
	}
	var handed []string
	for _, l := range list.Lines {
		handed = append(handed, l.Waybill)
	}
	want := []string{waybills[0], waybills[1]}
	slices.Sort(want)
	if !slices.Equal(handed, want) || len(list.LeftOut) != 2 || !list.Simulated || list.Carrier != "one" {
		t.Errorf("%+v", list)
	}
	for _, out := range list.LeftOut {
		if out.Why == "" || out.Named != "nonsense" && out.Named != "par_nobody-1" {
			t.Errorf("left out without a reason: %+v", out)
		}
	}
	if !track(t, m, parcels[0]).Handed.Equal(clock.Truncate(time.Millisecond)) || !track(t, m, parcels[2]).Handed.IsZero() {
		t.Errorf("handed over are %+v and %+v", track(t, m, parcels[0]), track(t, m, parcels[2]))
	}
	again, err := handOver(t, m, "one", "", []string{waybills[0]}, clock, "clerk:anna")
	if err != nil || len(again.Lines) != 0 || len(again.LeftOut) != 1 {
		t.Errorf("handed over twice: %+v, %v", again, err)
	}
	rest, err := handOver(t, m, "one", "szx", nil, clock, "clerk:anna")
	if err != nil || len(rest.Lines) != 3 || len(rest.LeftOut) != 0 {
		t.Errorf("the rest: %+v, %v", rest, err)
	}
	none, err := handOver(t, m, "one", "", nil, clock, "clerk:anna")
	if err != nil || len(none.Lines) != 0 {
		t.Errorf("nothing waits any more: %+v, %v", none, err)
	}
	other, err := handOver(t, m, "two", "", []string{waybills[2]}, clock, "clerk:anna")
	if err != nil || len(other.Lines) != 0 || len(other.LeftOut) != 1 {
		t.Errorf("handed to another carrier than its own: %+v, %v", other, err)
	}
	_, err = handOver(t, m, "nobody", "", nil, clock, "clerk:anna")
	says(t, err, shipping.Invalid, `no carrier "nobody"`)
	_, err = handOver(t, m, "one", "moon", nil, clock, "clerk:anna")
	says(t, err, shipping.Invalid, `no warehouse "moon"`)
}

// TestTakeScans takes in a list of scans that a carrier sent by hand: each once; what cannot be recorded is told by line.
func TestTakeScans(t *testing.T) {
	clock := time.Now()
	m, parcels, waybills := booked(t, 3, func() time.Time { return clock })
	at := func(hours int) string { return clock.Add(time.Duration(hours) * time.Hour).UTC().Format(time.RFC3339) }
	text := "waybill,parcel,time,milestone\n" +
		waybills[0] + ",," + at(1) + ",picked_up\n" +
		"," + string(parcels[1]) + "," + at(1) + ",picked_up\n" +
		waybills[0] + ",," + at(30) + ",delivered\n" +
		"NOBODYS,," + at(2) + ",picked_up\n" +
		",par_nobody-1," + at(2) + ",picked_up\n" +
		waybills[2] + ",," + at(2) + ",flown away\n"
	clock = clock.Add(48 * time.Hour)
	taken := func() (*merchant.ScansTaken, *carrier.ScanSheet) {
		sheet, err := carrier.ReadScanSheet(strings.NewReader(text), carrier.ScanSheetOptions{Carrier: "one", Now: clock})
		if err != nil {
			t.Fatal(err)
		}
		sum, err := m.TakeScans(t.Context(), sheet, "clerk:anna")
		if err != nil {
			t.Fatal(err)
		}
		return sum, sheet
	}
	sum, sheet := taken()
	if sum.Recorded != 3 || sum.Unchanged != 0 || sum.ToMend != 3 || len(sheet.Repairs) != 3 {
		t.Errorf("%+v; %+v", sum, sheet.Repairs)
	}
	var lines []int
	for _, r := range sheet.Repairs {
		if lines = append(lines, r.Line); r.Error == nil {
			t.Errorf("line %d is to be mended without a reason", r.Line)
		}
	}
	if slices.Sort(lines); !slices.Equal(lines, []int{5, 6, 7}) {
		t.Errorf("to mend are the lines %v", lines)
	}
	if s := track(t, m, parcels[0]).Status; s != shipping.Delivered {
		t.Errorf("it is %s", s)
	}
	before := told(t, m)
	if sum, _ := taken(); sum.Recorded != 0 || sum.Unchanged != 3 || sum.ToMend != 3 {
		t.Errorf("the same list again: %+v", sum)
	}
	if after := told(t, m); !slices.Equal(after, before) {
		t.Errorf("the same list again recorded %v", after[len(before):])
	}
	f, err := m.Views.Figures(t.Context(), m.ID)
	if err != nil || f.Delivered != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

// TestScansOfTheErased: what a carrier says of a parcel whose buyer was erased is recorded all the same, of nobody.
func TestScansOfTheErased(t *testing.T) {
	clock := time.Now()
	m, parcels, waybills := booked(t, 2, func() time.Time { return clock })
	if n, err := m.Erase(t.Context(), shipping.Address{Name: "Anne Roux", Postcode: "75011", Country: "FR"}); err != nil || n == 0 {
		t.Fatalf("%d documents, %v", n, err)
	}
	clock = clock.Add(2 * time.Hour)
	at := clock.Add(-time.Hour).UTC().Format(time.RFC3339)
	sheet, err := carrier.ReadScanSheet(strings.NewReader("waybill,parcel,time,milestone\n"+waybills[0]+",,"+at+",picked_up\n,"+string(parcels[1])+","+at+",picked_up\n"), carrier.ScanSheetOptions{Carrier: "one", Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := m.TakeScans(t.Context(), sheet, "clerk:anna"); err != nil || sum.Recorded != 2 || sum.ToMend != 0 {
		t.Errorf("%+v, %v", sum, err)
	}
}

// TestCancelledWhenItHadLeft: who calls off an order whose parcel has left is told its case, and so is who asks what was decided;
// what follows from a scan stands below it there.
func TestCancelledWhenItHadLeft(t *testing.T) {
	clock := time.Now()
	m, parcels, waybills := booked(t, 1, func() time.Time { return clock })
	clock = clock.Add(time.Hour)
	if _, err := handOver(t, m, "one", "szx", []string{waybills[0]}, clock, "clerk:anna"); err != nil {
		t.Fatal(err)
	}
	state, err := m.Ledger.Read(t.Context(), m.ID, parcels[0].Stream())
	if err != nil {
		t.Fatal(err)
	}
	order := fact.ParcelIn(state, parcels[0]).Plan.Order
	clock = clock.Add(time.Hour)
	gone, err := m.CancelOrder(t.Context(), order, "the buyer does not want it any more", "clerk:anna")
	if err != nil || len(gone) != 1 || gone[0].Parcel != parcels[0] || gone[0].Case == "" {
		t.Fatalf("%+v, %v", gone, err)
	}
	note, err := m.Explain(t.Context(), string(order))
	if err != nil {
		t.Fatal(err)
	}
	last := note[len(note)-1]
	if last.Stream != gone[0].Case.Stream() || !strings.Contains(strings.Join(last.Why, " "), "the parcel has left") {
		t.Errorf("the note ends with %+v", last)
	}
}
