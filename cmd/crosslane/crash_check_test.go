package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// told is what the ledger holds, read fact by fact and folded anew.
type told struct {
	facts    int
	balances map[shipping.Stream]*fact.Balance
	received map[shipping.OrderID]int // how often each order came in
	accepted map[shipping.OrderID]int
	off      map[shipping.OrderID]int // how often it was called off
	jobs     map[shipping.FactID]*fact.Fact
	undo     []shipping.FactID       // jobs to cancel a booking
	outcomes map[shipping.FactID]int // of jobs
	// withdrawn are the jobs to book that were taken back before anybody began them.
	withdrawn map[shipping.FactID]bool
	booked    []*fact.Fact
	prints    map[shipping.ParcelID]map[uint64]int // scans, by fingerprint
}

func (c *crash) read() *told {
	ctx := context.Background()
	d, err := db.OpenReadOnly(ctx, filepath.Join(c.data, "ledger.db"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer d.Close()
	w := &told{balances: map[shipping.Stream]*fact.Balance{}, received: map[shipping.OrderID]int{}, accepted: map[shipping.OrderID]int{}, off: map[shipping.OrderID]int{},
		jobs: map[shipping.FactID]*fact.Fact{}, outcomes: map[shipping.FactID]int{}, withdrawn: map[shipping.FactID]bool{}, prints: map[shipping.ParcelID]map[uint64]int{}}
	l := ledger.Look(d)
	err = l.Replay(ctx, "main", 0, func(list []ledger.Recorded) error {
		for _, r := range list {
			w.hear(r.Fact)
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	open, err := l.OpenJobs(ctx, "main")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, job := range open {
		c.t.Errorf("the job %s was tried %d times and is not performed: %s", job.Fact.ID(), job.Attempt, job.Error)
	}
	return w
}

func (w *told) hear(f *fact.Fact) {
	w.facts++
	b := w.balances[f.Stream]
	if b == nil {
		b = fact.NewBalance(f.Stream)
		w.balances[f.Stream] = b
	}
	b.Apply(f)
	switch body := f.Body.(type) {
	case *fact.OrderReceived:
		w.received[body.Order.ID]++
	case *fact.OrderAccepted:
		w.accepted[shipping.OrderID(f.Stream.ID())]++
	case *fact.OrderCancelled:
		w.off[shipping.OrderID(f.Stream.ID())]++
	case *fact.BookingRequested:
		w.jobs[f.ID()] = f
	case *fact.Booked:
		w.booked = append(w.booked, f)
		w.outcomes[f.Cause]++
	case *fact.BookingWithdrawn: // no carrier ever heard of it
		w.withdrawn[f.Cause] = true
		w.outcomes[f.Cause]++
	case *fact.CancelRequested:
		w.undo = append(w.undo, f.ID())
	case *fact.BookingRejected, *fact.BookingCancelled, *fact.CancelRejected:
		w.outcomes[f.Cause]++
	case *fact.ScanReceived:
		id := shipping.ParcelID(f.Stream.ID())
		if w.prints[id] == nil {
			w.prints[id] = map[uint64]int{}
		}
		w.prints[id][body.Scan.Print]++
	}
}

// findings are the figures of a run.
type findings struct {
	shopTally
	Answered, Lost, Repeated, Unchanged, CalledOff, TooLate int
	Facts, Parcels, Held, Rebooked                          int
	Events, EventsMissing                                   int
	carriers                                                sim.Stats
}

// check holds the ledger against what the shops were told, against the carriers' books, against an audit,
// and the read tables against a rebuild.
func (c *crash) check() *findings {
	w := c.read()
	f := &findings{shopTally: c.shops.tally, Facts: w.facts, carriers: c.carriers.stats()}
	c.checkOrders(w, f)
	c.checkBookings(w, f)
	c.checkEvents(w, f)
	if out := done(c.t, "", "--data", c.data, "audit", "--json"); !strings.Contains(out, `"violated": 0`) {
		c.t.Error(out)
	}
	c.checkViews()
	return f
}

// checkOrders: every order of which a shop was told is recorded, once, and as it was told.
func (c *crash) checkOrders(w *told, f *findings) {
	known := map[shipping.OrderID]bool{}
	for _, shop := range c.shops.all {
		for _, o := range shop.orders {
			f.Answered++
			if o.tries > 1 {
				f.Unchanged++
			}
			known[o.id] = true
			most := 1
			if st := fact.OrderIn(balances(w), o.id); st.Order.Cancelled { // it was held, and came in again called off
				most = 2
			}
			if n := w.received[o.id]; n == 0 {
				f.Lost++
				c.t.Errorf("order %s was answered as %s, and is not recorded", o.number, o.first)
			} else if n > most {
				f.Repeated++
				c.t.Errorf("order %s is recorded %d times", o.number, n)
			}
			if o.first == "accepted" && w.accepted[o.id] != 1 {
				c.t.Errorf("order %s was answered as accepted, and was accepted %d times", o.number, w.accepted[o.id])
			}
			switch o.cancel {
			case calledOff:
				f.CalledOff++
			case tooLate:
				f.TooLate++
			}
			if want := o.cancel == calledOff; want != (w.off[o.id] == 1) || w.off[o.id] > 1 {
				c.t.Errorf("order %s is called off %d times, and its shop believes %v", o.number, w.off[o.id], want)
			}
		}
	}
	for id := range w.received {
		if !known[id] {
			c.t.Errorf("order %s is recorded, and nobody sent it", id)
		}
	}
}

func balances(w *told) fact.Balances { return fact.Balances(w.balances) }

// checkBookings: what the ledger believes to be booked is what the carriers have booked, number by number;
// each job was performed once.
func (c *crash) checkBookings(w *told, f *findings) {
	byKey, live := c.carriers.promises()
	if f.carriers.Doubles != 0 || f.carriers.Keys != int64(len(byKey)) {
		c.t.Errorf("the carriers count %d double labels; %d keys, and %d promises in their books", f.carriers.Doubles, f.carriers.Keys, len(byKey))
	}
	for key, p := range byKey {
		if job := w.jobs[shipping.FactID(key)]; job == nil || job.Stream != p.Parcel.Stream() || job.Body.(*fact.BookingRequested).Channel != p.Channel {
			c.t.Errorf("carrier %s was asked by %s, which no parcel wanted", p.by, key)
		}
	}
	for id := range w.jobs {
		if (byKey[string(id)] == nil) != w.withdrawn[id] || w.outcomes[id] != 1 {
			c.t.Errorf("the job %s has %d outcomes", id, w.outcomes[id])
		}
	}
	for _, id := range w.undo {
		if w.outcomes[id] != 1 {
			c.t.Errorf("the job %s has %d outcomes", id, w.outcomes[id])
		}
	}
	for _, said := range w.booked {
		b := said.Body.(*fact.Booked)
		if p := byKey[string(said.Cause)]; p == nil || p.Waybill != b.Waybill || p.by != b.Carrier || p.Parcel.Stream() != said.Stream {
			c.t.Errorf("%s is recorded as booked by %s, and the carrier's books say %+v", said.Stream, b.Waybill, p)
		}
	}
	for stream, balance := range w.balances {
		if parcel, ok := balance.State.(*fact.ParcelState); ok {
			f.Parcels++
			c.checkParcel(shipping.ParcelID(stream.ID()), parcel, live, f)
		}
	}
	for id := range live {
		c.t.Errorf("%s has a label, and is not known", id)
	}
}

// checkParcel holds one parcel against its live labels, and takes those out.
func (c *crash) checkParcel(id shipping.ParcelID, p *fact.ParcelState, live map[shipping.ParcelID][]*promised, f *findings) {
	labels := live[id]
	delete(live, id)
	switch {
	case p.Booking.Stage == fact.BookingHeld:
		f.Held++
		if p.Booking.Attempt > 1 {
			f.Rebooked++
		}
		if len(labels) != 1 || labels[0].Waybill != p.Booking.Waybill || labels[0].by != p.Booking.Carrier {
			c.t.Errorf("%s is booked by %s with %s, and %d labels are alive: %+v", id, p.Booking.Waybill, p.Booking.Carrier, len(labels), labels)
		}
	case p.Booking.Stage == fact.BookingAsked || p.Booking.Stage == fact.BookingCancelling:
		c.t.Errorf("%s is left %s", id, p.Booking.Stage)
	case len(labels) != 0:
		c.t.Errorf("%s is %s, and %d labels are alive: %+v", id, p.Booking.Stage, len(labels), labels)
	}
}

// checkEvents: every event that the carriers reported of a booked parcel is recorded, once.
func (c *crash) checkEvents(w *told, f *findings) {
	for i, url := range c.carriers.urls {
		client := sim.Connect(url, 0)
		defer client.Close()
		p := &carrier.Poller{Reader: carrier.Reader{Carrier: c.carriers.ids[i], Now: c.carriers.clock.now, Owners: w.owners()}, Tracker: client,
			Recall: func(context.Context) (string, string, error) { return "", "", nil },
			Keep:   func(context.Context, string, string, string) error { return nil },
			Record: func(_ context.Context, reports []carrier.Report) []error {
				for _, r := range reports {
					c.checkEvent(w, r.Fact, f)
				}
				return make([]error, len(reports))
			}}
		for more := true; more; more = p.State().Behind > 0 {
			if err := p.Poll(context.Background()); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	for id, prints := range w.prints {
		for _, n := range prints {
			if n > 1 {
				c.t.Errorf("%s: an event is recorded %d times", id, n)
			}
		}
	}
}

func (c *crash) checkEvent(w *told, said *fact.Fact, f *findings) {
	f.Events++
	if w.prints[shipping.ParcelID(said.Stream.ID())][said.Body.(*fact.ScanReceived).Scan.Print] == 0 {
		f.EventsMissing++
		c.t.Errorf("%s: an event is not recorded: %+v", said.Stream, said.Body)
	}
}

// owners finds the parcels that are booked with a number.
func (w *told) owners() func(context.Context, shipping.CarrierID, []string) ([]carrier.Owner, error) {
	byWaybill := map[string]shipping.ParcelID{}
	for stream, b := range w.balances {
		if p, ok := b.State.(*fact.ParcelState); ok && p.Booking.Stage == fact.BookingHeld {
			byWaybill[p.Booking.Waybill] = shipping.ParcelID(stream.ID())
		}
	}
	return func(_ context.Context, _ shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
		owners := make([]carrier.Owner, len(waybills))
		for i, waybill := range waybills {
			owners[i].Parcel = byWaybill[waybill]
		}
		return owners, nil
	}
}

// checkViews: the read tables are what they are when they are filled from the first fact.
func (c *crash) checkViews() {
	before := c.views()
	done(c.t, "", "--data", c.data, "rebuild", "--views")
	after := c.views()
	for i := range max(len(before), len(after)) {
		if i >= len(before) || i >= len(after) || before[i] != after[i] {
			c.t.Errorf("%d rows in the read tables, %d when they are filled anew; the first difference is in row %d", len(before), len(after), i)
			_ = os.WriteFile(filepath.Join(filepath.Dir(c.data), "before.txt"), []byte(strings.Join(before, "\n")), 0o600)
			_ = os.WriteFile(filepath.Join(filepath.Dir(c.data), "after.txt"), []byte(strings.Join(after, "\n")), 0o600)
			return
		}
	}
}

func (c *crash) views() []string {
	d, err := db.OpenReadOnly(context.Background(), filepath.Join(c.data, "views.db"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer d.Close()
	return viewRows(c.t, d)
}

// viewRows reads the read tables, a line each row.
func viewRows(t *testing.T, d *db.DB) (rows []string) {
	for _, table := range []string{"view_order", "view_parcel", "view_case", "view_switch", "view_unmapped"} {
		list, err := d.Read.Query("SELECT * FROM " + table + " ORDER BY merchant, id")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := list.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for list.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := list.Scan(into...); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, table+" "+fmt.Sprint(values))
		}
		if err := list.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return rows
}

// table prints the figures.
func (c *crash) table(f *findings) string {
	var b strings.Builder
	line := func(what string, n any) { fmt.Fprintf(&b, "  %-58s %9v\n", what, n) }
	line("kills", c.kills)
	line("  before the server served", c.early)
	line("mean time until it served, ms", c.starts.Milliseconds()/max(int64(c.kills-c.early), 1))
	line("orders acknowledged", f.Answered)
	line("  recorded already when they were sent again", f.Unchanged)
	line("  called off", f.CalledOff)
	line("  too late to be called off", f.TooLate)
	line("requests with orders, of those broken off", fmt.Sprintf("%d / %d", f.Sent, f.Broken))
	line("facts recorded", f.Facts)
	line("parcels", f.Parcels)
	line("  booked at the end, of those with a backup", fmt.Sprintf("%d / %d", f.Held, f.Rebooked))
	line("requests to book that the carriers saw", f.carriers.Asked)
	line("  of those the same again", f.carriers.Asked-f.carriers.Keys)
	line("bookings made / refused / undone", fmt.Sprintf("%d / %d / %d", f.carriers.Booked, f.carriers.Refused, f.carriers.Cancelled))
	line("events of booked parcels, of those not recorded", fmt.Sprintf("%d / %d", f.Events, f.EventsMissing))
	line("parcels with two labels", f.carriers.Doubles)
	line("orders lost", f.Lost)
	line("orders recorded twice", f.Repeated)
	var warned []string
	for text, n := range c.warned {
		warned = append(warned, fmt.Sprintf("  %6d x %s\n", n, text))
	}
	sort.Strings(warned)
	slices.Reverse(warned)
	if len(warned) > 0 {
		b.WriteString("warnings of the server\n" + strings.Join(warned, ""))
	}
	return b.String()
}
