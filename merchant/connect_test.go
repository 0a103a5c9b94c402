package merchant

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/fact"
	"crosslane/shipping"
)

// TestAFaultIsToldOnce: why there is no way to a carrier is said when it comes and when it changes, and again only
// after it had gone.
func TestAFaultIsToldOnce(t *testing.T) {
	var text bytes.Buffer
	log, said := slog.New(slog.NewTextHandler(&text, nil)), map[shipping.CarrierID]string{}
	for i, c := range []struct {
		fault string
		lines int
	}{{"", 0}, {"dark", 1}, {"dark", 1}, {"cold", 2}, {"cold", 2}, {"", 2}, {"cold", 3}} {
		var fault error
		if c.fault != "" {
			fault = errors.New(c.fault)
		}
		tellFault(log, said, "one", fault)
		if n := strings.Count(text.String(), "carrier=one"); n != c.lines {
			t.Errorf("step %d: %d lines, want %d", i, n, c.lines)
		}
	}
}

// business opens the business of a new place.
func business(t *testing.T) *Merchant {
	t.Helper()
	p, err := Open(t.Context(), At{Data: t.TempDir()}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), First)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// opening has carriers opened by other means for a test: open is called with what would have opened them.
func opening(t *testing.T, open func(c *connected, usual func() (carrier.Opened, error)) (carrier.Opened, error)) {
	t.Helper()
	before := hereOpened["sim"]
	hereOpened["sim"] = func(c *Carriers, w *connected) (carrier.Opened, error) {
		return open(w, func() (carrier.Opened, error) { return before(c, w) })
	}
	t.Cleanup(func() { hereOpened["sim"] = before })
}

// TestCloseEndsTheCarriersStartedHere: nobody is at their addresses any more.
func TestCloseEndsTheCarriersStartedHere(t *testing.T) {
	m := business(t)
	var mu sync.Mutex
	var clients []*sim.Client
	opening(t, func(_ *connected, usual func() (carrier.Opened, error)) (carrier.Opened, error) {
		o, err := usual()
		mu.Lock()
		defer mu.Unlock()
		clients = append(clients, o.Connector.(*sim.Client))
		return o, err
	})
	c := m.Carriers(CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	if err := c.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, client := range clients {
		if err := client.Health(t.Context()); err != nil {
			t.Error(err)
		}
	}
	c.Close()
	if len(clients) < 5 {
		t.Fatalf("%d carriers", len(clients))
	}
	for _, client := range clients {
		if err := client.Health(t.Context()); err == nil {
			t.Error("a carrier is still there")
		}
	}
}

// TestACarrierThatHangsAtItsOpeningHoldsUpNoOther: the others are opened and asked, bookings with it are put off and become
// a case when it takes too long, a Book that changes it is followed, and Close does not wait for it.
func TestACarrierThatHangsAtItsOpeningHoldsUpNoOther(t *testing.T) {
	m := business(t)
	b, err := m.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slow, let, hung := b.Carriers[0].ID, make(chan struct{}), make(chan struct{})
	opening(t, func(w *connected, usual func() (carrier.Opened, error)) (carrier.Opened, error) {
		if w.entry.ID == slow && w.entry.Name != "Mended" {
			close(hung)
			<-let
		}
		return usual()
	})
	c := m.Carriers(CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	worker := m.bookings(c, slog.New(slog.DiscardHandler)).(*bookings)
	job := func(id shipping.CarrierID) *fact.Task {
		return &fact.Task{Merchant: m.ID, Job: &fact.Fact{Body: &fact.BookingRequested{Carrier: id}}}
	}
	if err := worker.open(t.Context(), job(b.Carriers[1].ID)); err != nil {
		t.Fatal(err)
	}
	<-hung
	for range 3 {
		begun := time.Now()
		err := worker.open(t.Context(), job(slow))
		if shipping.CodeOf(err) != shipping.Unavailable || !strings.Contains(err.Error(), "still being opened") || time.Since(begun) > 20*time.Second {
			t.Errorf("after %s: %v", time.Since(begun), err)
		}
	}
	what, _ := carrier.Hindrance(worker.open(t.Context(), job(slow)))
	if _, err := c.connector(m.ID, slow); what != "" || err == nil {
		t.Errorf("it is a case at once: %q, or a way: %v", what, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var log bytes.Buffer
	followed := make(chan error, 1)
	go func() { followed <- c.follow(ctx, time.Minute, slog.New(slog.NewTextHandler(&log, nil))) }()
	for {
		asked, states := 0, c.States()
		for _, s := range states {
			if !s.Answered.IsZero() {
				asked++
			}
		}
		if len(states) > 0 && asked == len(states)-1 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if s := c.States()[0]; s.Carrier != slow || s.Trouble == nil {
		t.Errorf("%+v", s)
	}
	file := strings.Replace(string(book.DefaultFile()), "name: "+b.Carriers[0].Name, "name: Mended", 1)
	if err := m.Publish(t.Context(), []byte(file), m.Now()); err != nil {
		t.Fatal(err)
	}
	if err := worker.open(t.Context(), job(slow)); err != nil {
		t.Errorf("the Book that mends it is not followed: %v", err)
	}
	stop()
	if err := <-followed; err != nil || strings.Count(log.String(), "still being opened") != 1 {
		t.Errorf("%v, told:\n%s", err, log.String())
	}
	ended := make(chan struct{})
	go func() {
		c.Close()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("Close waits for ever")
	}
	close(let)
}

// TestACarrierThatCannotBeOpenedIsTriedNowAndThen: not whenever it is asked for, but half a minute later; one that is open is left
// alone.
func TestACarrierThatCannotBeOpenedIsTriedNowAndThen(t *testing.T) {
	m := business(t)
	b, err := m.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	opened, dark := map[shipping.CarrierID]int{}, true
	opening(t, func(w *connected, usual func() (carrier.Opened, error)) (carrier.Opened, error) {
		mu.Lock()
		defer mu.Unlock()
		if opened[w.entry.ID]++; dark && w.entry.ID == b.Carriers[0].ID {
			return carrier.Opened{}, errors.New("dark")
		}
		return usual()
	})
	c := m.Carriers(CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	for _, step := range []struct {
		dark, later    bool
		first, another int // how often they were opened so far
	}{{true, false, 1, 1}, {true, false, 1, 1}, {true, true, 2, 1}, {false, false, 2, 1}, {false, true, 3, 1}, {false, true, 3, 1}} {
		mu.Lock()
		dark = step.dark
		mu.Unlock()
		if step.later {
			c.tried = c.tried.Add(-retried)
		}
		if err := c.Listen(t.Context()); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		if first, another := opened[b.Carriers[0].ID], opened[b.Carriers[1].ID]; first != step.first || another != step.another {
			t.Errorf("%+v: opened %d and %d times", step, first, another)
		}
		mu.Unlock()
	}
	if s := c.States()[0]; s.Carrier != b.Carriers[0].ID || s.Trouble != nil {
		t.Errorf("%+v", s)
	}
}

// TestTheBusinessEndsWithoutItsDatabase: that the database does not answer is borne for a while, and then the business ends and
// says why; the test's clock goes as fast as it can.
func TestTheBusinessEndsWithoutItsDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := business(t)
		c := m.Carriers(CarrierOptions{Dir: t.TempDir()})
		defer c.Close()
		if err := m.place.ledgerDB.Close(); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		err := m.Run(ctx, RunOptions{Carriers: c, Poll: time.Minute, Log: slog.New(slog.DiscardHandler)})
		if err == nil || !strings.Contains(err.Error(), "look for jobs") {
			t.Errorf("it ended with %v", err)
		}
	})
}

// ending is a log that ends the business by its first line.
type ending struct {
	stop func()
	line string
}

func (e *ending) Write(line []byte) (int, error) {
	if e.line == "" {
		e.line = string(line)
	}
	e.stop()
	return len(line), nil
}

// TestTheBusinessTellsOfARecordCutShort: that other facts are there than were recorded is said when the business begins.
func TestTheBusinessTellsOfARecordCutShort(t *testing.T) {
	m := business(t)
	if _, err := m.place.ledgerDB.Write.Exec("UPDATE merchants SET newest = newest + 2, facts = facts + 2"); err != nil {
		t.Fatal(err)
	}
	c := m.Carriers(CarrierOptions{Dir: t.TempDir()})
	defer c.Close()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	log := &ending{stop: stop}
	if err := m.Run(ctx, RunOptions{Carriers: c, Poll: time.Minute, Log: slog.New(slog.NewTextHandler(log, nil))}); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.line, "the record is not in order: crosslane audit") || !strings.Contains(log.line, "merchant=main") || !strings.Contains(log.line, "4 facts up to position 4 were recorded, and the newest is at 2") {
		t.Errorf("the log says %q", log.line)
	}
}

// TestNobodyWaitsForWhoReadsTheBook: while one booking reads the Book from a database that is slow, others give up, or go on,
// by themselves; and what was read before another Book was published is believed no more.
func TestNobodyWaitsForWhoReadsTheBook(t *testing.T) {
	m := business(t)
	c := m.Carriers(CarrierOptions{Dir: t.TempDir()})
	defer c.Close()
	reading := m.place.ledgerDB.Read
	var taken []*sql.Conn
	for range reading.Stats().MaxOpenConnections {
		conn, err := reading.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, conn)
	}
	m.forgetBooks()
	before, slow := reading.Stats().WaitCount, make(chan error, 1)
	go func() { slow <- c.refresh(context.Background()) }()
	for reading.Stats().WaitCount == before {
		time.Sleep(time.Millisecond)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := c.refresh(gone); err == nil {
		t.Error("it does not read the Book itself")
	}
	for _, conn := range taken {
		_ = conn.Close()
	}
	if err := <-slow; err != nil {
		t.Error(err)
	}
}

// TestListeningAnewReachesWhoListens: whoever asks a carrier for news while all of them are to be heard from the beginning, on
// another node too, keeps no place behind that, and begins anew.
func TestListeningAnewReachesWhoListens(t *testing.T) {
	m := business(t)
	c := m.Carriers(CarrierOptions{})
	if err := m.Views.KeepBookmarks(t.Context(), m.ID, map[string]string{erased: "one was"}); err != nil {
		t.Fatal(err)
	}
	news := &pages{}
	p := c.poller(book.Carrier{ID: "one"}, news)
	for i, want := range []string{"", "1", "", "1"} {
		news.meanwhile = nil
		if i == 1 {
			news.meanwhile = func() error { return m.listenAnew(t.Context()) }
		}
		if err := p.Poll(t.Context()); (err != nil) != (i == 1) {
			t.Errorf("poll %d: %v", i, err)
		}
		if got := news.asked[len(news.asked)-1]; got != want {
			t.Errorf("poll %d asks behind %q, want %q", i, got, want)
		}
	}
}

// pages is a carrier's news: each page leads to the next.
type pages struct {
	asked     []string
	meanwhile func() error
}

func (p *pages) Changes(_ context.Context, cursor string) (*carrier.Batch, error) {
	p.asked = append(p.asked, cursor)
	n, _ := strconv.Atoi(cursor)
	b := &carrier.Batch{Next: strconv.Itoa(n + 1)}
	if p.meanwhile != nil {
		return b, p.meanwhile()
	}
	return b, nil
}

func (*pages) Track(context.Context, []string) ([]carrier.Message, error) { return nil, nil }

// TestReadTablesThatCannotBeFilled: those of one merchant keep no other from having theirs, and are named.
func TestReadTablesThatCannotBeFilled(t *testing.T) {
	m := business(t)
	p := m.place
	for _, id := range []shipping.MerchantID{"amber", "zinc"} {
		if _, err := p.Add(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.viewDB.Write.Exec("CREATE TRIGGER stuck BEFORE INSERT ON view_cursor WHEN NEW.merchant = 'amber' BEGIN SELECT RAISE(ABORT, 'stuck'); END"); err != nil {
		t.Fatal(err)
	}
	err := p.RefillViews(t.Context())
	if e, ok := errors.AsType[*shipping.Error](err); !ok || e.Field != "merchant amber" || !strings.Contains(e.Hint, "rebuild --views") || strings.Contains(err.Error(), "zinc") {
		t.Errorf("%v", err)
	}
	for id, want := range map[shipping.MerchantID]bool{"amber": true, "zinc": false} {
		if behind, err := p.merchant(id).Behind(t.Context()); err != nil || behind != want {
			t.Errorf("%s is behind: %t, %v", id, behind, err)
		}
	}
}

// TestAnOlderReadingIsLeft: whoever read the Books before another was published, and comes behind who opened the carriers by
// that, opens none by the older one.
func TestAnOlderReadingIsLeft(t *testing.T) {
	m := business(t)
	c := m.Carriers(CarrierOptions{Dir: t.TempDir()})
	defer c.Close()
	older, err := m.Books(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	file, err := m.bookFile(t.Context(), older.Published[0])
	if err != nil {
		t.Fatal(err)
	}
	stale := *older
	stale.Published = slices.Clone(older.Published)
	if err := m.Publish(t.Context(), append(file, "\n# another\n"...), m.now()); err != nil {
		t.Fatal(err)
	}
	if err := c.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	newer := c.version
	m.mu.Lock()
	m.books = bookList{&stale, time.Now()}
	m.mu.Unlock()
	if err := c.refresh(t.Context()); err != nil || c.version != newer || newer == stale.Published[0].Version {
		t.Errorf("opened by %s, and then by %s: %v", newer, c.version, err)
	}
}
