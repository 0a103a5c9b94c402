package merchant

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"crosslane/document"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant/listed"
	"crosslane/merchant/retold"
	"crosslane/order"
	"crosslane/shipping"
	"crosslane/view"
)

// InFlight is how many entries are on their way into the ledger while a file is read on.
const InFlight = 2048

// fewInFlight are as many as one who waits for each hands in: from the next on it is a file, and gives way to who waits.
const fewInFlight = 8

// Intake takes a merchant's orders in. Many are under way at once; what became of them is told in the order in
// which they came.
type Intake struct {
	m    *Merchant
	by   string // who hands them in
	file string // hash of what holds them
	// known is asked about orders that are known.
	known retold.Desk
	// listed is where the orders' products were looked up.
	listed *listed.Catalogue
	// tell is told what became of each order, or of each line that belongs to none, once that is durable;
	// with what there is to say of it beside its own problems.
	tell   Became
	queue  []underway
	held   map[shipping.OrderID]string // why orders were held before a file was taken in
	parked []*order.Intake             // orders of which the file holds credit notes
	early  []underway                  // credit notes of orders that are not known yet, and may stand below them
	// filling, and busy, while the read tables are brought up beside the reading.
	filling sync.WaitGroup
	busy    atomic.Bool
}

// Became is told what became of an order, or of a line that belongs to none, and what there is to say of it
// beside its own problems.
type Became func(in *order.Intake, verdict order.Verdict, remark error)

// Intake makes ready to take orders in. By says who hands them in, file is the hash of what holds them.
func (m *Merchant) Intake(by, file string, goods *listed.Catalogue, tell Became) *Intake {
	return &Intake{m: m, by: by, file: file, known: retold.Desk{Ledger: m.Ledger, Views: m.Views, Merchant: m.ID, By: by, Now: m.now}, listed: goods, tell: tell}
}

type underway struct {
	in      *order.Intake
	pending *ledger.Pending
	verdict order.Verdict // of one that is early
}

// Run takes in what a file holds and waits until it is durable. What came before an error stands. Of orders that are held
// since before, and come just as they are, it is told why.
func (i *Intake) Run(ctx context.Context, decoder *order.Decoder) error {
	if err := i.readHeld(ctx); err != nil {
		return err
	}
	defer i.filling.Wait()
	for {
		in, err := decoder.Next()
		if errors.Is(err, io.EOF) {
			if err := i.Settle(ctx, 0); err != nil {
				return err
			}
			return i.late(ctx)
		}
		if err == nil {
			err = i.listed.Err() // an order without what is known of its goods would be recorded for good
		}
		if err != nil {
			if e := i.Settle(ctx, 0); e != nil {
				return e
			}
			return err
		}
		if err := i.Take(ctx, in); err != nil {
			return err
		}
		if len(i.queue) == InFlight/2 { // it was full, and is settled so far
			i.fill(ctx)
		}
	}
}

func (i *Intake) readHeld(ctx context.Context) error {
	if err := i.m.Fill(ctx); err != nil {
		return err
	}
	i.held = map[shipping.OrderID]string{}
	for page := (view.Page{Limit: 1000, Only: string(fact.StageHeld)}); ; {
		rows, err := i.m.Views.Orders(ctx, i.m.ID, page)
		for k := range rows {
			i.held[rows[k].ID], page.Before = rows[k].Problem, string(rows[k].ID)
		}
		if err != nil || len(rows) < 1000 {
			return err
		}
	}
}

// mostParked bounds the orders that wait for the notes that credit them. What comes beyond is held unless all of it is credited.
const mostParked = 10_000

// Take sends one order, or one rejected line, on its way. One of which its file holds a credit note waits until Run has read all of
// the file, or is held.
func (i *Intake) Take(ctx context.Context, in *order.Intake) error {
	if in.Order != nil {
		if err := i.known.Look(ctx, in); err != nil {
			return err
		}
	}
	switch {
	case in.Credited && len(i.parked) < mostParked:
		i.parked = append(i.parked, in)
		return nil
	case in.Order == nil:
	case in.Credited || i.held[in.Order.ID] != "":
		return i.keep(ctx, in, retold.Uncounted)
	}
	return i.send(ctx, in)
}

// keep sends an order on its way, held where a part of it is credited: one that is new as fresh says.
func (i *Intake) keep(ctx context.Context, in *order.Intake, fresh shipping.Hold) error {
	if err := i.known.Keep(ctx, in, fresh); err != nil {
		return err
	}
	return i.send(ctx, in)
}

func (i *Intake) send(ctx context.Context, in *order.Intake) error {
	e := i.entry(in)
	e.Bulk = len(i.queue) >= fewInFlight
	i.queue = append(i.queue, underway{in: in, pending: i.m.Ledger.Submit(i.m.ID, e)})
	if len(i.queue) < InFlight {
		return ctx.Err()
	}
	return i.Settle(ctx, InFlight/2)
}

// fill brings the read tables up while a large file is read on. What fails here fails again at the end, and is told there.
func (i *Intake) fill(ctx context.Context) {
	if i.busy.CompareAndSwap(false, true) {
		i.filling.Go(func() {
			defer i.busy.Store(false)
			_ = i.m.Fill(ctx)
		})
	}
}

func (i *Intake) entry(in *order.Intake) ledger.Entry {
	f := &fact.Fact{At: i.m.now(), By: i.by}
	if in.Order == nil {
		f.Stream, f.Body = shipping.ImportStream(i.file), in.Rejection()
		return ledger.Entry{Facts: []*fact.Fact{f}}
	}
	in.Keep(document.Hold(in.Order.Number, &in.Address))
	f.Stream, f.At, f.Body = in.Order.ID.Stream(), in.Order.Placed, &fact.OrderReceived{Order: *in.Order, Found: in.Problems}
	return ledger.Entry{Facts: []*fact.Fact{f}, Documents: in.Papers}
}

// Settle waits for the answers until no more than left are under way, and tells what became of each.
func (i *Intake) Settle(ctx context.Context, left int) error {
	n := len(i.queue) - left
	for _, u := range i.queue[:max(n, 0)] {
		facts, err := u.pending.Wait(ctx)
		verdict, remark, err := i.became(ctx, u.in, facts, err)
		if err != nil {
			return err
		}
		if u.in.Cancels != "" && shipping.CodeOf(remark) == shipping.NotFound {
			u.in.Raw, u.in.Papers = nil, nil // they are recorded
			i.early = append(i.early, underway{in: u.in, verdict: verdict})
			continue
		}
		i.tell(u.in, verdict, remark)
	}
	i.queue = append(i.queue[:0], i.queue[max(n, 0):]...)
	return nil
}

// late takes in, when all of the file was read, what waited for its credit notes, and credits what stood above its order, or waited.
func (i *Intake) late(ctx context.Context) error {
	notes := map[string][]*order.Intake{}
	for _, u := range i.early {
		notes[u.in.Cancels] = append(notes[u.in.Cancels], u.in)
	}
	for _, in := range i.parked {
		if err := i.keep(ctx, in, retold.LeftBy(in, notes[in.Number])); err != nil {
			return err
		}
	}
	if err := i.Settle(ctx, 0); err != nil {
		return err
	}
	for _, u := range i.early {
		remark, err := i.known.Credit(ctx, u.in, false)
		if err != nil {
			return err
		}
		i.tell(u.in, u.verdict, remark)
	}
	i.early, i.parked = nil, nil
	return nil
}

// became answers with what the ledger made of an order, and with what there is to remark.
func (i *Intake) became(ctx context.Context, in *order.Intake, facts []*fact.Fact, err error) (verdict order.Verdict, remark, failed error) {
	switch shipping.CodeOf(err) {
	case "":
		remark, failed = i.known.Credit(ctx, in, false)
		return in.Decided(facts), remark, failed
	case shipping.Known:
		if in.Order == nil {
			return in.Verdict, nil, nil
		}
		remark, failed = i.known.Credit(ctx, in, true)
		why := i.held[in.Order.ID]
		if i.held != nil && why == "" {
			in.Sure()
		}
		if remark == nil && why != "" && len(in.Problems) == 0 {
			remark = shipping.Fault(shipping.Refused, "it is held since before: "+why, "crosslane explain "+in.Number+" tells what to do")
		}
		return order.Unchanged, remark, failed
	case shipping.Conflict:
		return i.known.Changed(ctx, in, err)
	}
	return "", nil, err
}
