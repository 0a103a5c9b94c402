package webhook_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/merchant"
	"crosslane/merchant/handover"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/seal"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/webhook"
	"crosslane/webhook/signature"
)

// In a child the test binary is a server that records, and tells what it records: childDir is where, childDrains that it records nothing
// more and ends when all is told.
const (
	childDir    = "WEBHOOK_TEST_DIR"
	childDrains = "WEBHOOK_TEST_DRAINS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(context.Background(), dir, os.Getenv(childDrains) != ""); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// business is a place of data with its webhooks.
type business struct {
	place *merchant.Place
	m     *merchant.Merchant
	hooks *webhook.Store
	close func()
}

func begin(ctx context.Context, dir string) (*business, error) {
	place, err := merchant.Open(ctx, merchant.At{Data: dir}, merchant.Options{Now: time.Now})
	if err != nil {
		return nil, err
	}
	b := &business{place: place}
	d, err := db.Open(ctx, filepath.Join(dir, "accounts.db"))
	if err != nil {
		return nil, err
	}
	b.close = func() { place.Close(); _ = d.Close() }
	if b.m, err = place.Merchant(ctx, merchant.First); err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	b.hooks, err = webhook.Open(ctx, d, webhook.Options{Now: time.Now, Keys: seal.Of(dir), Private: true, Log: quiet})
	return b, err
}

// child is one life of the server.
func child(ctx context.Context, dir string, drains bool) error {
	webhook.Hurry(slices.Repeat([]time.Duration{100 * time.Millisecond}, 40)...)
	b, err := begin(ctx, dir)
	if err != nil {
		return err
	}
	defer b.close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go b.hooks.Run(ctx, b.m)
	if !drains {
		carriers := b.m.Carriers(merchant.CarrierOptions{Dir: filepath.Join(dir, "carriers"), AllowSimulated: true, Seed: 1})
		go func() {
			_ = b.m.Run(ctx, merchant.RunOptions{Carriers: carriers, Poll: time.Hour, Log: slog.New(slog.DiscardHandler)})
		}()
		fmt.Println("ready")
		return b.trade(ctx)
	}
	fmt.Println("ready")
	for {
		if idle, err := b.hooks.Idle(ctx, b.m); err != nil || idle {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// trade takes orders in, calls some off, hands parcels over and reports them delivered, until the process is killed.
func (b *business) trade(ctx context.Context) error {
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,szx,50000,R-1\n"))
	if err != nil {
		return err
	}
	if _, err := stock.Receive(ctx, b.m, list, stock.AsKnown); err != nil {
		return err
	}
	for n := time.Now().UnixNano(); ; n++ {
		text := fmt.Sprintf(`{"number":"K-%d","placed":"2026-06-01T08:00:00Z","currency":"EUR","storefront":"corner","address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight_g":400,"hs":"691200","origin":"CN"}]}`, n)
		taken, err := b.m.TakeOrders(ctx, []byte(text), nil)
		if err != nil {
			return err
		}
		if n%7 == 0 {
			if _, err := b.m.CancelOrder(ctx, taken[0].ID, "buyer", "clerk:x"); err != nil {
				return err
			}
		}
		if n%5 == 0 {
			if err := b.ship(ctx); err != nil {
				return err
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// ship hands parcels that are booked over, and tells that they came.
func (b *business) ship(ctx context.Context) error {
	rows, err := b.m.Views.Parcels(ctx, b.m.ID, view.Page{Limit: 50})
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if r.Waybill == "" || r.Handed != 0 {
			continue
		}
		if _, err := handover.Record(ctx, b.m, handover.Handing{Carrier: r.Carrier, Named: []string{string(r.ID)}, At: time.Now(), Who: "clerk:x"}); err != nil {
			return err
		}
		text := "waybill,time,milestone\n"
		for _, milestone := range []string{"departed_origin", "arrived_destination", "delivered"} {
			text += fmt.Sprintf("%s,%s,%s\n", r.Waybill, time.Now().UTC().Format(time.RFC3339), milestone)
		}
		sheet, err := b.m.ReadScans(strings.NewReader(text), r.Carrier, "")
		if err != nil {
			return err
		}
		if _, err := b.m.TakeScans(ctx, sheet, "clerk:x"); err != nil {
			return err
		}
	}
	return nil
}

// arrival is one time that an endpoint got an event.
type arrival struct {
	id    string
	body  [32]byte
	taken bool
}

// moody is an endpoint that answers with 500 now and then, drops connections, and is slow.
type moody struct {
	*endpoint
	mu       sync.Mutex
	arrivals []*arrival
	dropped  int
	refused  int
	slow     int
}

func moodyEndpoint(t *testing.T) *moody {
	t.Helper()
	e := &moody{endpoint: listening(t)}
	e.Config.Handler = http.HandlerFunc(e.hear)
	return e
}

func (e *moody) hear(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // it was cut off
	}
	a := &arrival{id: r.Header.Get(signature.ID), body: sha256.Sum256(body)}
	e.mu.Lock()
	e.arrivals = append(e.arrivals, a)
	mood := rand.IntN(100)
	switch {
	case mood < 8:
		e.refused++
	case mood < 12:
		e.dropped++
	case mood < 15:
		e.slow++
	}
	a.taken = mood >= 12
	e.mu.Unlock()
	switch {
	case mood < 8:
		w.WriteHeader(http.StatusInternalServerError)
	case mood < 12:
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = c.Close()
		}
	case mood < 15:
		time.Sleep(150 * time.Millisecond)
	}
}

// TestKills kills a server again and again while it records and tells: every event of the record arrives, at least once, under one
// identifier and with one body, and those of each subject in order. `make webhooks` kills it 1,000 times.
func TestKills(t *testing.T) {
	kills, began := 20, time.Now()
	if n, err := strconv.Atoi(os.Getenv("WEBHOOK_KILLS")); err == nil {
		kills = n
	}
	dir, e := t.TempDir(), moodyEndpoint(t)
	b, err := begin(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	w, _, err := b.hooks.Make(t.Context(), b.m, webhook.Change{URL: &e.URL})
	if err != nil {
		t.Fatal(err)
	}
	b.close()
	early := 0
	for n := range kills {
		if !life(t, dir, n%10 == 9) {
			early++
		}
		if n%100 == 99 {
			t.Logf("%d kills in %.0f s", n+1, time.Since(began).Seconds())
		}
	}
	drained(t, dir)
	if b, err = begin(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	defer b.close()
	r := e.held(t, b, w)
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills, %d before it served, %.0f s: %s", kills, early, time.Since(began).Seconds(), text)
}

func started(t *testing.T, dir string, more ...string) (*exec.Cmd, <-chan bool) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(append(os.Environ(), childDir+"="+dir), more...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		ready <- lines.Scan()
		for lines.Scan() {
		}
	}()
	return c, ready
}

// life is one life of the server, until it is killed: early, before it may have begun.
func life(t *testing.T, dir string, early bool) (served bool) {
	t.Helper()
	c, ready := started(t, dir)
	if early {
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
	} else {
		select {
		case served = <-ready:
		case <-time.After(2 * time.Minute):
			t.Error("the server does not begin")
		}
		time.Sleep(time.Duration(50+rand.IntN(700)) * time.Millisecond)
	}
	_ = c.Process.Kill()
	_ = c.Wait()
	return served
}

// drained has all told that was recorded.
func drained(t *testing.T, dir string) {
	t.Helper()
	c, _ := started(t, dir, childDrains+"=1")
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(15 * time.Minute):
		_ = c.Process.Kill()
		t.Fatal("not all is told after a quarter of an hour")
	}
}

// report is what came of it.
type report struct {
	Facts, Events, Parcels, Subjects, Arrivals, Twice int
	Refused, Dropped, Slow                            int
}

// held holds what arrived against the record.
func (e *moody) held(t *testing.T, b *business, w *webhook.Subscription) report {
	t.Helper()
	r := report{Arrivals: len(e.arrivals), Refused: e.refused, Dropped: e.dropped, Slow: e.slow}
	type place struct {
		subject shipping.Stream
		version int64
	}
	told, subjects, parcels := map[string]place{}, map[shipping.Stream]bool{}, map[shipping.Stream]int{}
	for after := int64(0); ; {
		list, err := b.m.Ledger.Feed(t.Context(), b.m.ID, after, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, f := range list {
			after = f.Pos
			if name, _ := webhook.TypeOf(f.Fact.Body); name == "" || f.Pos <= w.Behind() {
				continue
			}
			told[webhook.NameOf(b.m.ID, w.ID, f.Fact)] = place{f.Fact.Stream, f.Fact.Version}
			if subjects[f.Fact.Stream] = true; f.Fact.Stream.Sort() == shipping.ParcelSort {
				parcels[f.Fact.Stream]++
			}
		}
		r.Facts += len(list)
	}
	r.Events, r.Subjects, r.Parcels = len(told), len(subjects), len(parcels)
	taken, bodies, newest := map[string]int{}, map[string][32]byte{}, map[shipping.Stream]int64{}
	for _, a := range e.arrivals {
		at, known := told[a.id]
		if !known {
			t.Errorf("%s arrived, which is no event of the record", a.id)
		}
		if at.version < newest[at.subject] {
			t.Errorf("%s: number %d arrived behind number %d", at.subject, at.version, newest[at.subject])
		}
		newest[at.subject] = at.version
		if body, again := bodies[a.id]; again && body != a.body {
			t.Errorf("%s arrived with another body", a.id)
		}
		bodies[a.id] = a.body
		if a.taken {
			if taken[a.id]++; taken[a.id] == 2 {
				r.Twice++
			}
		}
	}
	for id, at := range told {
		if taken[id] == 0 {
			t.Errorf("%s number %d never arrived", at.subject, at.version)
		}
	}
	made, err := b.hooks.Made(t.Context(), b.m.ID, w.ID)
	if err != nil || made[webhook.Taken] != len(told) || len(made) != 1 {
		t.Errorf("deliveries %v of %d events, %v", made, len(told), err)
	}
	if several := slices.Max(append(values(parcels), 0)); several < 3 || r.Events < 20 {
		t.Errorf("too little happened: %+v, of a parcel at most %d events", r, several)
	}
	return r
}

func values(m map[shipping.Stream]int) (list []int) {
	for _, n := range m {
		list = append(list, n)
	}
	return list
}
