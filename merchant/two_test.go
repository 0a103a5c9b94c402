package merchant_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// side is one of two merchants in one place, who sell the same product under the same numbers of orders.
type side struct {
	*merchant.Merchant
	carriers *merchant.Carriers
	by       shipping.CarrierID // with whom its Book books
	dir      string             // where that keeps its journal
	orders   []merchant.Taken
	letters  letters
}

// letters takes messages, and remembers whose they were.
type letters struct {
	mu  sync.Mutex
	got []*fact.Task
}

// Performs names the one kind of job.
func (l *letters) Performs() []fact.Kind { return []fact.Kind{"MessageRequested"} }

// Perform takes a message.
func (l *letters) Perform(_ context.Context, t *fact.Task) (fact.Outcome, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.got = append(l.got, t)
	b := t.Job.Body.(*fact.MessageRequested)
	return fact.Outcome{Facts: []*fact.Fact{{Stream: t.Job.Stream, By: "letters", Body: &fact.MessageSent{Message: b.Message, Way: b.Way, ID: string(t.Job.ID())}}}}, nil
}

// booksOfTwo are the Books of the two merchants: by the one the first of two carriers is cheaper, by the other the second.
func booksOfTwo(first, second string) []string {
	const telling = "messages: {enabled: true, ways: [mail], quiet_from: \"00:00\", quiet_until: \"00:00\"}\n"
	return []string{twoLines(first, second) + telling, dearer(twoLines(first, second)) + telling}
}

// work performs what is due of a merchant, hears its carriers and fills its read tables.
func (s *side) work(t *testing.T) {
	t.Helper()
	if _, err := s.Ledger.Drain(t.Context(), s.ID, append(s.Workers(s.carriers), &s.letters)...); err != nil {
		t.Fatal(err)
	}
	if err := s.carriers.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ledger.Sweep(t.Context(), s.ID, s.Now()); err != nil {
		t.Fatal(err)
	}
	filled(t, s.Merchant)
}

// shown is what the read tables say of a merchant.
func (s *side) shown(t *testing.T) string {
	t.Helper()
	figures, err := s.Views.Figures(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	cursor, err := s.Views.Cursor(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(figures)
	if err != nil {
		t.Fatal(err)
	}
	return cursor + " " + string(text)
}

// TestTwoMerchantsInOneDirectory: everything that is done for one merchant of a place leaves the other as it was.
func TestTwoMerchantsInOneDirectory(t *testing.T) {
	clock := time.Now()
	at := merchant.At{Data: t.TempDir()}
	p := placed(t, at, merchant.Options{Now: func() time.Time { return clock }})
	dir := filepath.Join(at.Data, "carriers")
	sides := []*side{{by: "one"}, {by: "two"}}
	for i, id := range []shipping.MerchantID{"lumen", "umbra"} {
		s := sides[i]
		s.Merchant, s.dir = added(t, p, id), filepath.Join(dir, string(id))
		published(t, s.Merchant, booksOfTwo("", "")[i])
		stocked(t, s.Merchant, "MUG")
		s.orders = ordered(t, s.Merchant, mugs(1, 20)...)
		s.carriers = s.Carriers(merchant.CarrierOptions{Dir: dir, AllowSimulated: true, Labels: true})
		defer s.carriers.Close()
	}
	for range 40 { // days
		clock = clock.Add(24 * time.Hour)
		for i, s := range sides {
			other := sides[1-i]
			facts, shown, got := told(t, other.Merchant), other.shown(t), len(other.letters.got)
			s.work(t)
			if after := told(t, other.Merchant); !slices.Equal(after, facts) {
				t.Fatalf("work for %s told %s %v", s.ID, other.ID, after[len(facts):])
			}
			if other.shown(t) != shown || len(other.letters.got) != got {
				t.Fatalf("work for %s changed what is shown of %s, or told its buyers", s.ID, other.ID)
			}
		}
	}
	for i, s := range sides {
		s.judge(t, sides[1-i])
		if f, err := s.Views.Figures(t.Context(), s.ID); err != nil || f.Delivered < 15 || len(s.letters.got) < 15 {
			t.Errorf("%s: too little happened to say anything: %d letters, %+v, %v", s.ID, len(s.letters.got), f, err)
		}
	}
	if facts := told(t, of(t, p, merchant.First)); len(facts) != 2 { // the version of the decisions, and its Book
		t.Errorf("the merchant without orders has %v", facts)
	}
	if _, err := p.Audit(t.Context(), merchant.AuditOptions{}); err != nil {
		t.Error(err)
	}
}

// judge holds all there is of a merchant against its own orders.
func (s *side) judge(t *testing.T, other *side) {
	t.Helper()
	mine, theirs := s.names(), other.names()
	facts, _, err := s.Feed(t.Context(), "", 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		switch f.Stream.Sort() {
		case shipping.OrderSort, shipping.ParcelSort:
			if name := orderOf(f.Stream.ID()); !mine[name] || theirs[name] {
				t.Errorf("%s has a fact of %s", s.ID, f.Stream)
			}
		}
		if b, ok := f.Body.(*fact.Booked); ok && b.Label != "" {
			if _, err := s.Ledger.Document(t.Context(), s.ID, b.Label); err != nil {
				t.Errorf("%s has no label: %v", f.Stream, err)
			}
			_, err := other.Ledger.Document(t.Context(), other.ID, b.Label)
			says(t, err, shipping.NotFound)
		}
	}
	for _, task := range s.letters.got {
		if task.Merchant != s.ID || !mine[orderOf(task.Job.Stream.ID())] {
			t.Errorf("a letter of %s about %s came to %s", task.Merchant, task.Job.Stream, s.ID)
		}
	}
	for _, o := range s.orders {
		_, err := other.Explain(t.Context(), string(o.ID))
		says(t, err, shipping.NotFound)
		if row, err := s.Views.Find(t.Context(), s.ID, o.Number, ""); err != nil || row.ID != o.ID {
			t.Errorf("by number %s, %s finds %+v, %v", o.Number, s.ID, row, err)
		}
	}
	s.judgeJournals(t, mine)
}

// names are the orders of a merchant.
func (s *side) names() map[string]bool {
	list := map[string]bool{}
	for _, o := range s.orders {
		list[string(o.ID)] = true
	}
	return list
}

// orderOf is the order that an order, or a parcel, belongs to.
func orderOf(id string) string {
	name, _, _ := strings.Cut(strings.Replace(id, "par_", "ord_", 1), "-")
	return name
}

// judgeJournals: what the merchant's carriers have in their books is about its own parcels, each has one label that is
// alive, and most of them are of the carrier that its own Book prefers.
func (s *side) judgeJournals(t *testing.T, mine map[string]bool) {
	t.Helper()
	live, preferred := map[string]int{}, 0
	for _, by := range []shipping.CarrierID{"one", "two"} {
		text, err := os.ReadFile(filepath.Join(s.dir, string(by)+".jsonl"))
		if err != nil && (by == s.by || !os.IsNotExist(err)) {
			t.Fatal(err)
		}
		waybills := map[string]string{}
		for line := range bytes.Lines(text) {
			var e struct {
				Book, Cancel *struct{ Waybill, Parcel string }
			}
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			switch {
			case e.Cancel != nil:
				live[waybills[e.Cancel.Waybill]]--
			case e.Book != nil:
				if !mine[orderOf(e.Book.Parcel)] {
					t.Errorf("carrier %s of %s was asked for %s", by, s.ID, e.Book.Parcel)
				}
				if e.Book.Waybill == "" {
					continue
				}
				live[e.Book.Parcel]++
				waybills[e.Book.Waybill] = e.Book.Parcel
				if by == s.by {
					preferred++
				}
			}
		}
	}
	for parcel, n := range live {
		if n > 1 {
			t.Errorf("%s has %d labels", parcel, n)
		}
	}
	if preferred*10 < len(s.orders)*8 {
		t.Errorf("%s booked %d of %d with %s", s.ID, preferred, len(s.orders), s.by)
	}
}

// TestTwoMerchantsOnTwoNodes: two nodes run the business of two merchants on one PostgreSQL, and one of them is killed.
func TestTwoMerchantsOnTwoNodes(t *testing.T) {
	at := merchant.At{Data: t.TempDir(), DB: dbtest.Postgres(t)}
	p := placed(t, at, merchant.Options{})
	sides := []*side{{by: "one"}, {by: "two"}}
	for i, id := range []shipping.MerchantID{"lumen", "umbra"} {
		s := sides[i]
		s.Merchant, s.dir = added(t, p, id), t.TempDir()
		published(t, s.Merchant, booksOfTwo(s.listening(t, "one", "first"), s.listening(t, "two", "second"))[i])
		stocked(t, s.Merchant, "MUG")
	}
	nodes := []*node{startNode(t, merchant.At{Data: t.TempDir(), DB: at.DB}), startNode(t, merchant.At{Data: t.TempDir(), DB: at.DB})}
	for _, n := range nodes {
		n.works(t)
	}
	for part := range 4 {
		for _, s := range sides {
			s.orders = append(s.orders, ordered(t, s.Merchant, mugs(1+20*part, 20)...)...)
		}
		if part == 1 {
			nodes[0].kill(t)
			leaseless(t, at.DB)
		}
	}
	for _, s := range sides {
		for _, o := range s.orders {
			eventually(t, fmt.Sprintf("%s of %s is booked", o.Number, s.ID), func() bool {
				state, err := s.Ledger.Read(t.Context(), s.ID, o.ID.Parcel(1).Stream())
				if err != nil {
					t.Fatal(err)
				}
				return fact.ParcelIn(state, o.ID.Parcel(1)).Booking.Stage == fact.BookingHeld
			})
		}
	}
	nodes[1].kill(t)
	for i, s := range sides {
		filled(t, s.Merchant)
		s.judge(t, sides[1-i])
		state, err := s.Ledger.Read(t.Context(), s.ID, shipping.SKU("MUG").Stream())
		if err != nil {
			t.Fatal(err)
		}
		if f, err := s.Views.Figures(t.Context(), s.ID); err != nil || f.Orders != 80 || f.Parcels != 80 {
			t.Errorf("%s: %+v, %v", s.ID, f, err)
		}
		if b := state.Balance(shipping.SKU("MUG").Stream()); b.Version == 0 {
			t.Errorf("%s has no stock", s.ID)
		}
	}
	if _, err := p.Audit(t.Context(), merchant.AuditOptions{}); err != nil {
		t.Error(err)
	}
}

// listening starts a carrier of one merchant, which sells a channel, and answers with its address.
func (s *side) listening(t *testing.T, by shipping.CarrierID, sells shipping.ChannelID) string {
	t.Helper()
	server, err := sim.New(sim.Config{Name: string(by), Seed: 1, Now: time.Now, Journal: filepath.Join(s.dir, string(by)+".jsonl"),
		Channels: []book.Channel{{ID: sells, Days: shipping.Days{Least: 12, Most: 18}}}})
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = stop(), server.Close() })
	return url
}

// leaseless ends the time for which nodes have taken jobs, as if a minute had passed: also for the node that lives.
func leaseless(t *testing.T, dsn string) {
	t.Helper()
	d, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Write.Exec("UPDATE jobs SET due = 1 WHERE lease <> ''"); err != nil {
		t.Fatal(err)
	}
}
