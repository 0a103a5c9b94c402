package upkeep

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

const me shipping.MerchantID = "acme"

// noon is ahead of any clock, so that what is put off is put off from here.
var noon = time.Date(2099, 3, 1, 12, 0, 0, 0, time.UTC)

// plain is decisions by which nothing follows from anything.
type plain struct{}

func (plain) Needs(*fact.Balance, *fact.Fact) []shipping.Stream { return nil }
func (plain) Admit(fact.State, *fact.Fact) error                { return nil }
func (plain) Decide(fact.State, *fact.Fact) []*fact.Fact        { return nil }

func parcel(n int) shipping.Stream { return shipping.ParcelID(fmt.Sprint("par_", n)).Stream() }

const ord shipping.OrderID = "ord_1"

func asked(n int) *fact.Fact {
	return &fact.Fact{Stream: parcel(n), By: "desk", Body: &fact.BookingRequested{Channel: "air", Carrier: "swift", Attempt: 1}}
}

func planned(n int) *fact.Fact {
	return &fact.Fact{Stream: parcel(n), By: "desk", Body: &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: ord}}}
}

func receipt(sku shipping.SKU, quantity int64) *fact.Fact {
	return &fact.Fact{Stream: sku.Stream(), By: "clerk:li", Body: &fact.StockMoved{SKU: sku, Quantity: quantity, From: shipping.Supplier, To: "szx/A-01"}}
}

// message asks that somebody is told something, not before the quiet hours are over.
func message(n int, to shipping.DocumentID, quiet time.Duration) *fact.Fact {
	return &fact.Fact{Stream: parcel(n), By: "desk", Body: &fact.MessageRequested{Way: "mail", To: to, Earliest: noon.Add(quiet)}}
}

var (
	label  = shipping.NewDocument("application/pdf", "", []byte("a label"))
	letter = shipping.NewDocument("text/plain", "per_anna", []byte("Anna, Lindenweg 4"))
	ben    = shipping.NewDocument("text/plain", "per_ben", []byte("Ben, Am Markt 1"))
	old    = unsealed(shipping.NewDocument("text/plain", "per_old", []byte("as earlier programs named it")))
	list   = shipping.NewDocument("text/plain", "", []byte("a price list that no fact names"))
)

// unsealed is a document with the name that earlier programs gave it.
func unsealed(d shipping.Document) shipping.Document {
	d.ID = d.ID.Content()
	return d
}

// swift books parcel 1, knows nothing to do about parcel 4, refuses parcel 3 for good, and is not there for any other.
type swift struct{}

func (swift) Performs() []fact.Kind { return []fact.Kind{"BookingRequested"} }

func (swift) Perform(_ context.Context, t *fact.Task) (out fact.Outcome, err error) {
	switch t.Job.Stream {
	case parcel(1):
		return fact.Outcome{Documents: []shipping.Document{label},
			Facts: []*fact.Fact{{Stream: parcel(1), By: "carrier:swift", Body: &fact.Booked{Waybill: "W1", Label: label.ID}}}}, nil
	case parcel(3):
		return out, shipping.BadField("weight", "is missing", "")
	case parcel(4):
		return out, nil
	}
	return out, errors.New("the line is busy")
}

// awaits: a parcel waits for the answer to the booking it asks for now, and for every message.
func awaits(b *fact.Balance, job *fact.Fact) bool {
	p, ok := b.State.(*fact.ParcelState)
	if _, booking := job.Body.(*fact.BookingRequested); booking {
		return ok && p.Booking.Stage == fact.BookingAsked
	}
	return true
}

// names: a parcel names its order.
func namesOf(b *fact.Balance) []shipping.Stream {
	if p, ok := b.State.(*fact.ParcelState); ok && p.Plan.Order != "" {
		return []shipping.Stream{p.Plan.Order.Stream()}
	}
	return nil
}

// told is the story: positions of the facts are those of the comments.
func told(t testing.TB, d *db.DB) {
	t.Helper()
	ctx, now := context.Background(), noon
	l, err := ledger.Open(ctx, d, plain{}, ledger.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	put := func(documents []shipping.Document, facts ...*fact.Fact) {
		t.Helper()
		if _, err := l.Record(ctx, me, ledger.Entry{Facts: facts, Documents: documents}); err != nil {
			t.Fatal(err)
		}
	}
	put([]shipping.Document{letter, ben, old, list},
		&fact.Fact{Stream: shipping.BookStream, Body: &fact.DecisionsRevised{Version: 1, Erasures: true}},         // 1
		&fact.Fact{Stream: ord.Stream(), By: "import", Body: &fact.OrderReceived{Order: shipping.Order{ID: ord}}}, // 2
		receipt("MUG", 10), // 3
		planned(1),         // 4
		asked(1),           // 5
		asked(3),           // 6
		asked(4),           // 7
		&fact.Fact{Stream: parcel(4), By: "desk", Body: &fact.ParcelCalledOff{}}, // 8
		asked(5)) // 9
	if _, err := l.Drain(ctx, me, swift{}); err != nil { // 10: parcel 1 is booked
		t.Fatal(err)
	}
	put(nil,
		asked(2),                            // 11
		message(2, letter.ID, 30*time.Hour), // 12: named by a job that may not begin yet
		message(6, ben.ID, 0),               // 13
		message(6, old.ID, 0),               // 14
		receipt("CUP", 5),                   // 15
		receipt("MUG", 1))                   // 16
	now = noon.Add(time.Minute)
	if n, err := l.Erase(ctx, me, "per_ben", "clerk:li"); n != 1 || err != nil { // 17
		t.Fatal(n, err)
	}
	put(nil, &fact.Fact{Stream: parcel(1), By: "carrier:swift", Body: &fact.HandedOver{}}) // 18
	l.Close()
}

// place is a database with the story in it, to which it goes back after every case.
type place struct {
	t testing.TB
	*db.DB
}

var kept = append([]string{record.Roll}, record.Tables...)

func opened(t testing.TB) *place {
	t.Helper()
	d, err := db.OpenUnsynced(context.Background(), dbtest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	p := &place{t, d}
	told(t, d)
	p.keep()
	return p
}

func (p *place) keep() {
	for _, table := range kept {
		p.do("DROP TABLE IF EXISTS kept_" + table)
		p.do("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table)
	}
}

func (p *place) back() {
	for _, table := range kept {
		p.do("DELETE FROM " + table)
		p.do("INSERT INTO " + table + " SELECT * FROM kept_" + table)
	}
}

func (p *place) do(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if _, err := p.Write.Exec(text); err != nil {
			p.t.Fatalf("%s: %v", text, err)
		}
	}
}

// dump is some rows as text.
// seal has every balance look as if it had been written as it is now.
func (p *place) seal() {
	p.t.Helper()
	tx, err := p.Write.Begin()
	if err == nil {
		err = record.SealAll(context.Background(), tx)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) dump(text string) (all string) {
	p.t.Helper()
	rows, err := p.Read.Query(text)
	if err != nil {
		p.t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			p.t.Fatal(err)
		}
		all += fmt.Sprintln(values...)
	}
	return all
}

func (p *place) facts() (all []*fact.Fact) {
	p.t.Helper()
	rows, err := p.Read.Query("SELECT stream, record FROM facts WHERE merchant = 'acme' ORDER BY pos")
	if err != nil {
		p.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var stream shipping.Stream
		var raw []byte
		if err := rows.Scan(&stream, &raw); err != nil {
			p.t.Fatal(err)
		}
		f, err := record.Read(stream, raw)
		if err != nil {
			p.t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// forge writes other facts, with chains that are whole, and balances that fit. Jobs stay as they are.
func (p *place) forge(list []*fact.Fact) {
	p.t.Helper()
	p.do("DELETE FROM facts", "CREATE TEMP TABLE asked AS SELECT * FROM jobs")
	chain, heads, sums, versions := record.NewChain(), map[shipping.Stream]int64{}, map[shipping.Stream]*record.Sum{}, map[shipping.Stream]int64{}
	for i, f := range list {
		if sums[f.Stream] == nil {
			sums[f.Stream] = &record.Sum{}
		}
		versions[f.Stream]++
		f.Version = versions[f.Stream]
		if f.Recorded.IsZero() {
			f.At, f.Recorded = noon, noon
		}
		raw := record.Append(nil, f)
		chain.Next(sums[f.Stream], me, f.Stream, raw)
		if _, err := p.Write.Exec("INSERT INTO facts (merchant, pos, stream, prev, record, hash) VALUES ($1, $2, $3, $4, $5, $6)",
			string(me), i+1, string(f.Stream), heads[f.Stream], raw, sums[f.Stream][:]); err != nil {
			p.t.Fatal(err)
		}
		heads[f.Stream] = int64(i + 1)
	}
	if _, err := Rebuild(context.Background(), p.DB, Options{AcceptLoss: true}); err != nil {
		p.t.Fatal(err)
	}
	p.do("DELETE FROM jobs", "INSERT INTO jobs SELECT * FROM asked", "DROP TABLE asked")
}

// all is an audit with all that can be asked.
var all = Options{Awaits: awaits, Names: namesOf}

func (p *place) audit(o Options) (Found, error) { return Audit(context.Background(), p.DB, o) }

func fieldOf(err error) string {
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e.Field
	}
	return ""
}
