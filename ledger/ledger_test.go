package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

func TestRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 10))
		facts := put(t, l, order(1, "MUG", 2))
		var kinds []string
		for _, f := range facts {
			kinds = append(kinds, fmt.Sprint(f.Kind(), " ", f.ID().Stream().Sort(), "#", f.Version))
		}
		want := "OrderReceived order#1 OrderAccepted order#2 StockReserved stock#2 Allocated order#3 ParcelPlanned parcel#1 ChannelChosen parcel#2 BookingRequested parcel#3"
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("recorded\n%s, want\n%s", got, want)
		}
		if facts[1].Cause != facts[0].ID() || facts[1].Recorded.IsZero() {
			t.Errorf("the second fact has cause %q, recorded %v", facts[1].Cause, facts[1].Recorded)
		}
		if free := stock(t, l, "MUG").Free(""); free != 8 {
			t.Errorf("%d mugs are free, want 8", free)
		}
		story, err := l.History(context.Background(), me, orderID(1).Stream())
		if err != nil || len(story) != 3 || story[0].Body.(*fact.OrderReceived).Order.Number != "1" || story[0].By != "import" || !story[0].At.Equal(noon) {
			t.Errorf("the history is %v, %v", story, err)
		}
		if none, err := l.History(context.Background(), me, "order:none"); err != nil || none != nil {
			t.Errorf("an empty stream has the history %v, %v", none, err)
		}
	})
}

// TestARefusedEntryLeavesNothing: also not where it is the first of its commit, as the one before was of its own, and touches
// the same balances.
func TestARefusedEntryLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{})
		take := func(n int64) *fact.Fact {
			return &fact.Fact{Stream: shipping.SKU("MUG").Stream(), Body: &fact.StockMoved{SKU: "MUG", Quantity: n, From: "szx/A-01", To: shipping.Scrap}}
		}
		put(t, l, receipt("MUG", 10))
		for i := range 3 {
			_, err := l.Record(context.Background(), me, entry(take(3), order(i, "MUG", 1), take(7))) // 7 are not left
			if shipping.CodeOf(err) != shipping.Refused {
				t.Fatalf("the refused entry: %v", err)
			}
			if facts := put(t, l, take(1)); facts[0].Version != int64(i+2) {
				t.Errorf("fact %d of the stock is recorded as its %dth", i+2, facts[0].Version)
			}
		}
		if got := stock(t, l, "MUG").Free(""); got != 7 {
			t.Errorf("%d mugs are free, want 7", got)
		}
		l.Close()
		audit(t, dsn)
	})
}

// TestAllOrNothing: what is refused leaves nothing behind, and harms no other entry of its commit.
func TestAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 10))
		take := func(n int64) *fact.Fact {
			return &fact.Fact{Stream: shipping.SKU("MUG").Stream(), Body: &fact.StockMoved{SKU: "MUG", Quantity: n, From: "szx/A-01", To: shipping.Scrap}}
		}
		pending := []*ledger.Pending{
			l.Submit(me, entry(take(1))),
			l.Submit(me, entry(take(3), order(1, "MUG", 1), take(7))), // 7 are not left
			l.Submit(me, entry(take(4))),
			l.Submit(me, entry(&fact.Fact{Stream: "case:c", Body: &fact.CaseOpened{}}, &fact.Fact{Stream: "case:c", Body: &fact.CaseClosed{}})),
			l.Submit(me, entry(order(2, "MUG", 1))),
			l.Submit(me, entry(order(2, "MUG", 1))),
			l.Submit(me, entry()),
			l.Submit("", entry(take(1))),
		}
		want := []shipping.Code{"", shipping.Refused, "", shipping.Internal, "", shipping.Known, shipping.Invalid, shipping.Invalid}
		for i, p := range pending {
			if _, err := p.Wait(ctx); shipping.CodeOf(err) != want[i] {
				t.Errorf("entry %d: %v, want code %q", i, err, want[i])
			}
		}
		if got := stock(t, l, "MUG").Free(""); got != 4 {
			t.Errorf("%d mugs are free, want 4", got)
		}
		for _, s := range []shipping.Stream{orderID(1).Stream(), "case:c"} {
			if facts, err := l.History(ctx, me, s); err != nil || len(facts) != 0 {
				t.Errorf("%s of the refused entry was recorded: %v %v", s, facts, err)
			}
		}
		// what comes after builds on what was recorded, not on what was refused
		put(t, l, take(4))
		audit(t, dsn)
	})
}

func TestReopen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		for round := range 3 {
			d := dbtest.Open(t, dsn)
			l, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
			if err != nil {
				t.Fatal(err)
			}
			put(t, l, receipt("MUG", 5))
			for i := range 4 {
				put(t, l, order(round*10+i, "MUG", 1))
			}
			if free := stock(t, l, "MUG").Free(""); free != int64(round+1) {
				t.Errorf("round %d: %d are free", round, free)
			}
			audit(t, dsn)
			l.Close()
			if _, err := l.Record(ctx, me, entry(order(99, "MUG", 1))); shipping.CodeOf(err) != shipping.Unavailable {
				t.Errorf("a closed ledger says %v", err)
			}
			d.Close()
		}
	})
}

func TestTimers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		if due, err := l.NextDue(ctx, me); err != nil || !due.IsZero() {
			t.Fatalf("an empty ledger is due %v, %v", due, err)
		}
		parcel := shipping.ParcelID("par_1").Stream()
		scan := func(hour int) *fact.Fact {
			return &fact.Fact{Stream: parcel, At: noon.Add(time.Duration(hour) * time.Hour), Body: &fact.ScanReceived{
				Scan: fact.Scan{Milestone: shipping.PickedUp, Print: uint64(hour + 1)}}}
		}
		put(t, l, scan(0))
		put(t, l, scan(2)) // sets the timer anew
		want := noon.Add(50 * time.Hour)
		if due, err := l.NextDue(ctx, me); err != nil || !due.Equal(want) {
			t.Fatalf("next due %v, %v; want %v", due, err, want)
		}
		for _, step := range []struct {
			at   time.Time
			want int
		}{{want.Add(-time.Second), 0}, {want.Add(time.Hour), 1}, {want.Add(2 * time.Hour), 0}} {
			if n, err := l.Sweep(ctx, me, step.at); n != step.want || err != nil {
				t.Errorf("at %v %d timers elapsed, %v; want %d", step.at, n, err, step.want)
			}
		}
		facts, _ := l.History(ctx, me, parcel)
		elapsed := facts[len(facts)-2]
		if elapsed.Kind() != "TimerElapsed" || !elapsed.At.Equal(want) || facts[len(facts)-1].Kind() != "Deviated" {
			t.Errorf("the history ends with %v at %v", elapsed.Kind(), elapsed.At)
		}
		if due, _ := l.NextDue(ctx, me); !due.IsZero() {
			t.Errorf("something is still due %v", due)
		}
	})
}

func TestFeed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		l := open(t, dsn, ledger.Options{})
		go func() {
			for i := range 50 {
				l.Submit(me, entry(receipt(shipping.SKU(fmt.Sprint("S", i%7)), 1)))
				l.Submit("other", entry(receipt("S1", 1)))
			}
		}()
		for _, m := range []shipping.MerchantID{me, "other"} {
			versions := map[shipping.Stream]int64{}
			var at int64
			for n := 0; n < 50; {
				list, err := l.Tail(ctx, m, at, 7)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range list {
					if r.Fact.Version != versions[r.Fact.Stream]+1 || r.Pos != at+1 {
						t.Fatalf("%s/%s #%d at %d comes after #%d at %d", m, r.Fact.Stream, r.Fact.Version, r.Pos, versions[r.Fact.Stream], at)
					}
					versions[r.Fact.Stream], at = r.Fact.Version, r.Pos
					n++
				}
			}
		}
		if list, err := l.Merchants(ctx); err != nil || fmt.Sprint(list) != "[acme other]" {
			t.Errorf("the merchants are %v, %v", list, err)
		}
	})
}

func TestPapers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 5))
		letter := shipping.NewDocument("text/plain", "per_anna", []byte("Anna, Lindenweg 4"))
		other := shipping.NewDocument("text/plain", "", []byte("price list"))
		e := ledger.Entry{Facts: []*fact.Fact{order(1, "MUG", 1)}, Documents: []shipping.Document{letter, other, letter}}
		if _, err := l.Record(ctx, me, e); err != nil {
			t.Fatal(err)
		}
		refused := shipping.NewDocument("text/plain", "", []byte("of a refused entry"))
		l.Record(ctx, me, ledger.Entry{Facts: []*fact.Fact{order(1, "MUG", 1)}, Documents: []shipping.Document{refused}})
		if _, err := l.Document(ctx, me, refused.ID); shipping.CodeOf(err) != shipping.NotFound {
			t.Errorf("the document of a refused entry: %v", err)
		}
		if p, err := l.Document(ctx, me, letter.ID); err != nil || string(p.Body) != string(letter.Body) || p.Media != letter.Media {
			t.Errorf("the letter reads %q, %v", p.Body, err)
		}
		if _, err := l.Document(ctx, "other", letter.ID); shipping.CodeOf(err) != shipping.NotFound {
			t.Errorf("another merchant reads the letter: %v", err)
		}
		for want := int64(1); want >= 0; want-- {
			if n, err := l.Erase(ctx, me, "per_anna", "clerk"); n != want || err != nil {
				t.Errorf("erased %d, %v; want %d", n, err, want)
			}
		}
		if _, err := l.Document(ctx, me, letter.ID); shipping.CodeOf(err) != shipping.NotFound || !strings.Contains(err.Error(), "erased") {
			t.Errorf("the erased letter: %v", err)
		}
		if p, err := l.Document(ctx, me, other.ID); err != nil || len(p.Body) == 0 {
			t.Errorf("the price list went too: %v", err)
		}
		audit(t, dsn) // replay never looks at documents
		if _, err := l.Record(ctx, me, ledger.Entry{Documents: []shipping.Document{letter}}); err != nil {
			t.Fatal(err)
		}
		if p, err := l.Document(ctx, me, letter.ID); err != nil || len(p.Body) == 0 {
			t.Errorf("a letter that comes in again: %v", err)
		}
	})
}
