package printing_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/printing"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

const handBook = `
name: Hand
from: 2024-01-01T00:00:00Z
base: CAD
warehouses:
  - &ottawa {id: ottawa, name: Ottawa, place: {country: CA, region: ON, postcode: K1K 4T3}, zone: America/Toronto, sender: Sunny, street: 502 Main St N, city: Ottawa, phone: "613 555 0100"}
carriers: [{id: hand, name: By hand, connector: table}, {id: bare, name: Bare, connector: table}]
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels:
  - &hand
    id: hand
    name: Hand
    carrier: hand
    service: X
    waybill: "HAND######"
    kind: postal
    from: [ottawa]
    to: [US]
    legs: [{name: carriage, from: CA, to: "", ends: delivered, usual_hours: 84, most_hours: 120}]
    rates: all
    days: {least: 2, most: 5}
    limits: {weight: 30000}
    reliability: 950
  - {<<: *hand, id: bare, name: Bare, carrier: bare, waybill: "BARE######", to: [CA]}
rates: [{name: all, currency: CAD, from: 2024-01-01, zones: [{name: all, countries: [CA, US], breaks: [{up_to: 30000, flat: 1200}]}]}]
`

type shop struct {
	*merchant.Merchant
	place *merchant.Place
	t     *testing.T
	clock time.Time
	n     int
}

func open(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, clock: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return s.clock }})
	s.must(err)
	t.Cleanup(p.Close)
	s.place = p
	s.Merchant, err = p.Merchant(t.Context(), merchant.First)
	s.must(err)
	s.must(s.Publish(t.Context(), []byte(handBook), s.clock))
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,ottawa,100,A\nCUP,ottawa,100,B\n"))
	s.must(err)
	_, err = stock.Receive(t.Context(), s.Merchant, list, stock.AsKnown)
	s.must(err)
	return s
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// booked books an order of products, one each, and answers with its parcel.
func (s *shop) booked(country string, labels bool, skus ...string) shipping.ParcelID {
	s.t.Helper()
	c := s.Carriers(merchant.CarrierOptions{Labels: labels})
	defer c.Close()
	s.n++
	region, code := "QC", "H2B 1A0"
	if country == "US" {
		region, code = "ID", "83701"
	}
	var lines []string
	for _, sku := range skus {
		lines = append(lines, fmt.Sprintf(`{"sku":%q,"name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}`, sku))
	}
	taken, err := s.TakeOrders(s.t.Context(), fmt.Appendf(nil, `[{"number":"N-%d","placed":"2026-05-04T08:00:00Z","currency":"CAD",
 "address":{"name":"Anne Roux","lines":["1 Rue Haute"],"city":"Anywhere","region":%q,"postcode":%q,"country":%q,"email":"anne@example.com"},"lines":[%s]}]`, s.n, region, code, country, strings.Join(lines, ",")), nil)
	s.must(err)
	_, err = s.Ledger.Drain(s.t.Context(), s.ID, s.Workers(c)...)
	s.must(err)
	return taken[0].ID.Parcel(1)
}

func (s *shop) print(w printing.Wanted) *printing.Batch {
	s.t.Helper()
	s.clock = s.clock.Add(time.Minute)
	w.Who = "clerk:anna"
	b, err := printing.Print(s.t.Context(), s.Merchant, w)
	s.must(err)
	return b
}

func parcels(b *printing.Batch) (list []shipping.ParcelID) {
	for i, l := range b.Labels {
		if l.Place != i+1 {
			return nil
		}
		list = append(list, l.Parcel)
	}
	return list
}

// TestABatchIsInPickOrder, has nothing twice, and can be printed again as it was.
func TestABatchIsInPickOrder(t *testing.T) {
	s := open(t)
	mug, both, cup, mug2 := s.booked("US", true, "MUG"), s.booked("US", true, "MUG", "CUP"), s.booked("US", true, "CUP"), s.booked("US", true, "MUG")
	first := s.print(printing.Wanted{Most: 3})
	if got := parcels(first); !slices.Equal(got, []shipping.ParcelID{cup, mug, mug2}) && !slices.Equal(got, []shipping.ParcelID{cup, mug2, mug}) || first.Waiting != 1 || len(first.LeftOut) != 0 {
		t.Fatalf("%v, %+v", got, first)
	}
	files, err := first.Files(t.Context(), s.Merchant, "")
	s.must(err)
	if n, err := api.PageCount(bytes.NewReader(files[0].Body), model.NewDefaultConfiguration()); err != nil || n != 3 || len(files) != 1 || files[0].Labels != 3 || files[0].Media != "application/pdf" {
		t.Errorf("%d pages in %d files, %v", n, len(files), err)
	}
	streams, err := first.Files(t.Context(), s.Merchant, "zpl203")
	if err != nil || len(streams) != 1 || streams[0].Media != "application/zpl" || strings.Count(string(streams[0].Body), "^XA") != 3 {
		t.Errorf("%d files for a label printer, %v", len(streams), err)
	}
	second := s.print(printing.Wanted{})
	if got := parcels(second); !slices.Equal(got, []shipping.ParcelID{both}) || second.Waiting != 0 || second.ID == first.ID {
		t.Errorf("%+v", second)
	}
	if none := s.print(printing.Wanted{}); none.ID != "" || len(none.Labels) != 0 {
		t.Errorf("%+v", none)
	}
	again, err := printing.Again(t.Context(), s.Merchant, first.ID)
	if err != nil || !slices.Equal(parcels(again), parcels(first)) {
		t.Errorf("%+v, %v", again, err)
	}
	lines, err := s.Explain(t.Context(), string(cup.Order()))
	if err != nil || !strings.Contains(fmt.Sprint(lines), "Label printed: number 1 of batch "+first.ID+".") {
		t.Errorf("%v, %v", lines, err)
	}
	if list, err := s.place.Audit(t.Context(), merchant.AuditOptions{Views: true}); err != nil || len(list) != 1 || list[0].Violated > 0 {
		t.Errorf("%s %v", merchant.AuditText(list), err)
	}
}

// TestANamedLabelIsPrintedAgain: and then belongs to its newest batch alone. What is no parcel, or has no label, is left out with the reason.
func TestANamedLabelIsPrintedAgain(t *testing.T) {
	s := open(t)
	one, two := s.booked("US", true, "MUG"), s.booked("US", true, "MUG")
	bare := s.booked("CA", false, "CUP")
	first := s.print(printing.Wanted{Carrier: "hand"})
	second := s.print(printing.Wanted{Named: []string{string(two), "N-2", "nobody", string(bare)}})
	if got := parcels(second); !slices.Equal(got, []shipping.ParcelID{two}) || len(second.LeftOut) != 2 || !strings.Contains(second.LeftOut[0].Why, "no parcel nobody; name it") || second.LeftOut[1].Parcel != bare || !strings.Contains(second.LeftOut[1].Why, "gave none with its booking") {
		t.Errorf("%+v", second)
	}
	again, err := printing.Again(t.Context(), s.Merchant, first.ID)
	if err != nil || len(again.Labels) != 1 || again.Labels[0].Parcel != one {
		t.Errorf("%+v, %v", again, err)
	}
	if other := s.print(printing.Wanted{Carrier: "hand", Warehouse: "ottawa"}); len(other.Labels)+len(other.LeftOut) != 0 {
		t.Errorf("%+v", other)
	}
	for _, w := range []printing.Wanted{{Warehouse: "elsewhere"}, {Carrier: "nobody"}} {
		if _, err := printing.Print(t.Context(), s.Merchant, w); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("what nobody knows: %v", err)
		}
	}
	if _, err := printing.Again(t.Context(), s.Merchant, ""); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("the batch of what was not printed: %v", err)
	}
	if _, err := printing.Print(t.Context(), s.Merchant, printing.Wanted{Most: printing.Most + 1}); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("too many: %v", err)
	}
}

// TestTwoWhoPrintAtOnce have each label in one of their batches, and are told of those that the other has.
func TestTwoWhoPrintAtOnce(t *testing.T) {
	s := open(t)
	for range 6 {
		s.booked("US", true, "MUG")
	}
	batches := make([]*printing.Batch, 4)
	var all sync.WaitGroup
	for i := range batches {
		all.Go(func() {
			var err error
			if batches[i], err = printing.Print(t.Context(), s.Merchant, printing.Wanted{Who: "clerk:anna", Most: 6 - i/2}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	times := map[shipping.ParcelID]int{}
	for _, b := range batches {
		if (b.ID == "") != (len(b.Labels) == 0) {
			t.Errorf("%+v", b)
		}
		for _, l := range b.Labels {
			times[l.Parcel]++
		}
	}
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s is printed %d times", id, n)
		}
	}
	if len(times) != 6 {
		t.Errorf("%d are printed", len(times))
	}
}

// TestWhoComesNextHasTheNext: of several at once each has as many as he asked for, as long as there are.
func TestWhoComesNextHasTheNext(t *testing.T) {
	s := open(t)
	for range 9 {
		s.booked("US", true, "MUG")
	}
	batches := make([]*printing.Batch, 5)
	var all sync.WaitGroup
	for i := range batches {
		all.Go(func() {
			var err error
			if batches[i], err = printing.Print(t.Context(), s.Merchant, printing.Wanted{Who: "clerk:anna", Most: 2}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	printed := 0
	for _, b := range batches {
		if printed += len(b.Labels); len(b.LeftOut) != 0 || len(b.Labels) == 0 {
			t.Errorf("%d labels, left out %+v", len(b.Labels), b.LeftOut)
		}
	}
	if printed != 9 {
		t.Errorf("%d of 9 are printed", printed)
	}
}

// TestLargeLabels: a batch ends when its labels are large, says how many wait, and is whole when it is printed again.
func TestLargeLabels(t *testing.T) {
	s := open(t)
	const large, all = 3 << 20, 40 // every second one is half as large
	for i := range all {
		taken, err := s.TakeOrders(t.Context(), fmt.Appendf(nil, `[{"number":"L-%d","placed":"2026-05-04T08:00:00Z","currency":"CAD","address":{"name":"Anne Roux","lines":["1 Rue Haute"],"city":"Anywhere","region":"QC","postcode":"H2B 1A0","country":"CA"},
 "lines":[{"sku":"CUP","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`, i), nil)
		s.must(err)
		id := taken[0].ID.Parcel(1)
		doc := shipping.NewDocument("application/zpl", "", []byte(fmt.Sprintf("^XA^FD%d%s^FS^XZ", i, strings.Repeat("A", large-20-i%2*large/2))))
		_, err = s.Ledger.Record(t.Context(), s.ID, ledger.Entry{Documents: []shipping.Document{doc},
			Facts: []*fact.Fact{{Stream: id.Stream(), At: s.clock, By: "bare", Body: &fact.Booked{Channel: "bare", Carrier: "bare", Waybill: fmt.Sprintf("BARE%d", i), Label: doc.ID}}}})
		s.must(err)
	}
	first := s.print(printing.Wanted{})
	size := 0
	files, err := first.Files(t.Context(), s.Merchant, "")
	s.must(err)
	for _, f := range files {
		size += len(f.Body)
	}
	if first.Waiting == 0 || size > 64<<20+large || len(first.Labels)+first.Waiting != all {
		t.Fatalf("%d labels of %d bytes, %d wait", len(first.Labels), size, first.Waiting)
	}
	again, err := printing.Again(t.Context(), s.Merchant, first.ID)
	if err != nil || again.Waiting != 0 || !slices.Equal(parcels(again), parcels(first)) {
		t.Errorf("%d labels of %d, %d wait: %v", len(again.Labels), len(first.Labels), again.Waiting, err)
	}
}

// TestALabelThatNobodyCanRead is left out before anything is recorded: it would keep the others from having a file.
func TestALabelThatNobodyCanRead(t *testing.T) {
	s := open(t)
	good := s.booked("US", true, "MUG")
	taken, err := s.TakeOrders(t.Context(), []byte(`[{"number":"B-1","placed":"2026-05-04T08:00:00Z","currency":"CAD","address":{"name":"Anne Roux","lines":["1 Rue Haute"],"city":"Anywhere","region":"QC","postcode":"H2B 1A0","country":"CA"},
 "lines":[{"sku":"CUP","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`), nil)
	s.must(err)
	bad := taken[0].ID.Parcel(1)
	doc := shipping.NewDocument("application/pdf", "", []byte("%PDF-1.4 nothing"))
	_, err = s.Ledger.Record(t.Context(), s.ID, ledger.Entry{Documents: []shipping.Document{doc},
		Facts: []*fact.Fact{{Stream: bad.Stream(), At: s.clock, By: "bare", Body: &fact.Booked{Channel: "bare", Carrier: "bare", Waybill: "BARE9", Label: doc.ID}}}})
	s.must(err)
	b := s.print(printing.Wanted{})
	if got := parcels(b); !slices.Equal(got, []shipping.ParcelID{good}) || len(b.LeftOut) != 1 || b.LeftOut[0].Parcel != bad || !strings.Contains(b.LeftOut[0].Why, "crosslane label "+string(bad)) {
		t.Fatalf("%+v", b)
	}
	if files, err := b.Files(t.Context(), s.Merchant, ""); err != nil || len(files) != 1 || files[0].Labels != 1 {
		t.Errorf("%d files, %v", len(files), err)
	}
}

// TestWhoLeavesIsToldAllTheSame what was recorded: the next batch leaves it out. Where nothing was, there is no batch.
func TestWhoLeavesIsToldAllTheSame(t *testing.T) {
	s := open(t)
	id := s.booked("US", true, "MUG")
	state, err := s.Ledger.Read(t.Context(), s.ID, id.Stream())
	s.must(err)
	gone, leave := context.WithCancel(t.Context())
	leave()
	b := &printing.Batch{ID: "B1", Labels: []printing.Line{{Place: 1, Parcel: id, Waybill: fact.ParcelIn(state, id).Booking.Waybill}}}
	if err := b.Record(gone, s.Merchant, &printing.Wanted{Who: "clerk:anna"}); err != nil || len(b.Labels) != 1 || b.ID != "B1" {
		t.Errorf("%+v, %v", b, err)
	}
	s.place.Close()
	other := &printing.Batch{ID: "B2", Labels: []printing.Line{b.Labels[0]}}
	if err := other.Record(t.Context(), s.Merchant, &printing.Wanted{Named: []string{"N-1"}}); err == nil || other.ID != "" || len(other.LeftOut) != 1 {
		t.Errorf("%+v, %v", other, err)
	}
}

// TestBagsStandApart: each carrier's labels come together, and in them what has one product first. What was handed over needs none.
func TestBagsStandApart(t *testing.T) {
	s := open(t)
	cup, both, mug := s.booked("US", true, "CUP"), s.booked("US", true, "CUP", "MUG"), s.booked("US", true, "MUG")
	bare, gone := s.booked("CA", true, "MUG"), s.booked("US", true, "CUP")
	_, err := s.Ledger.Record(t.Context(), s.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: gone.Stream(), At: s.clock, By: "clerk:anna", Body: &fact.HandedOver{}}}})
	s.must(err)
	if got := parcels(s.print(printing.Wanted{})); !slices.Equal(got, []shipping.ParcelID{bare, cup, mug, both}) {
		t.Errorf("%v, want %v", got, []shipping.ParcelID{bare, cup, mug, both})
	}
}

// TestAVoidLabelIsNotPrinted, neither the first time nor again.
func TestAVoidLabelIsNotPrinted(t *testing.T) {
	s := open(t)
	one, two := s.booked("US", true, "MUG"), s.booked("US", true, "MUG")
	first := s.print(printing.Wanted{})
	_, err := s.CancelOrder(t.Context(), one.Order(), "the buyer does not want it", "clerk:anna")
	s.must(err)
	again, err := printing.Again(t.Context(), s.Merchant, first.ID)
	if err != nil || len(again.Labels) != 1 || again.Labels[0].Parcel != two || len(again.LeftOut) > 1 {
		t.Errorf("%+v, %v", again, err)
	}
	if named := s.print(printing.Wanted{Named: []string{string(one)}}); len(named.Labels) != 0 || len(named.LeftOut) != 1 || named.ID != "" {
		t.Errorf("%+v", named)
	}
	_, err = s.Ledger.Record(t.Context(), s.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: one.Stream(), At: s.clock, By: "x", Body: &fact.LabelPrinted{Waybill: "HAND000001", Batch: "B"}}}})
	if shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("recorded all the same: %v", err)
	}
}

// TestWhoMayPrint: whoever may handle parcels; who may only look has what was printed again.
func TestWhoMayPrint(t *testing.T) {
	s := open(t)
	s.booked("US", true, "MUG")
	b := s.print(printing.Wanted{})
	for _, c := range []struct {
		grants          account.Grants
		prints, rereads shipping.Code
	}{{account.Grants{"main": account.Warehouse}, "", ""}, {account.Grants{"main": account.ReadOnly}, shipping.Forbidden, ""}, {account.Grants{"other": account.Owner}, shipping.NotFound, shipping.NotFound}} {
		ctx := account.As(t.Context(), account.Actor{Name: "token:x", Grants: c.grants})
		_, prints := printing.Print(ctx, s.Merchant, printing.Wanted{})
		_, rereads := printing.Again(ctx, s.Merchant, b.ID)
		_, file := b.Files(ctx, s.Merchant, "")
		if shipping.CodeOf(prints) != c.prints || shipping.CodeOf(rereads) != c.rereads || shipping.CodeOf(file) != c.rereads {
			t.Errorf("%v: %v, %v, %v", c.grants, prints, rereads, file)
		}
	}
}

// TestALabelForWhichNoFileIsNamedWaitsOn: what goes into no file is not recorded as printed.
func TestALabelForWhichNoFileIsNamedWaitsOn(t *testing.T) {
	s := open(t)
	mug := s.booked("US", true, "MUG")
	zpl := []string{"application/zpl"}
	if b := s.print(printing.Wanted{Media: zpl}); b.ID != "" || len(b.Labels) != 0 || len(b.LeftOut) != 1 || b.LeftOut[0].Parcel != mug || !strings.Contains(b.LeftOut[0].Why, "application/pdf") {
		t.Fatalf("%+v", b)
	}
	if b := s.print(printing.Wanted{Media: []string{"application/pdf"}, Form: "zpl203"}); b.ID != "" || len(b.LeftOut) != 1 || !strings.Contains(b.LeftOut[0].Why, "application/zpl") {
		t.Fatalf("drawn anew: %+v", b)
	}
	b := s.print(printing.Wanted{Media: zpl, Form: "zpl203"})
	if len(b.Labels) != 1 || b.Labels[0].Parcel != mug || len(b.LeftOut) != 0 {
		t.Fatalf("%+v", b)
	}
	files, err := b.Files(t.Context(), s.Merchant, "zpl203")
	if s.must(err); len(files) != 1 || files[0].Media != zpl[0] {
		t.Errorf("%+v", files)
	}
}
