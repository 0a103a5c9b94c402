package asked_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/awaited"
	"crosslane/carrier/rounds"
	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/merchant/asked"
	"crosslane/merchant/lastmile"
	"crosslane/shipping"
	"crosslane/view"
)

var begun = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// step is what happens to a parcel: on average so many hours after the step before, and awaited within due hours.
type step struct {
	milestone  shipping.Milestone
	status     shipping.Status
	hours, due float64
}

// steps are a parcel's from China to Europe: eighteen days, of which one leg takes ten.
var steps = []step{
	{shipping.PickedUp, shipping.Accepted, 24, 48},
	{shipping.OriginHubIn, shipping.InTransit, 10, 24},
	{shipping.DepartedOrigin, shipping.InTransit, 50, 96},
	{shipping.ArrivedDestination, shipping.InTransit, 240, 336},
	{shipping.ImportReleased, shipping.InTransit, 30, 72},
	{shipping.HandedToLastMile, shipping.InTransit, 24, 48},
	{shipping.WithCourier, shipping.OutForDelivery, 40, 72},
	{shipping.DeliveredMilestone, shipping.Delivered, 6, 24},
}

// world are parcels on their way with some accounts, by a clock of its own: how each fares is drawn from its number. Who is delivered makes room for another.
type world struct {
	now      time.Time
	begins   []time.Time // when each was booked
	lives    []int       // the how manieth parcel it is
	told     []int       // steps of it that were told
	asked    []time.Time // when it was last; when it was booked, where it was not
	accounts int
	db       *db.DB // nil: only what is told is counted

	longest  time.Duration // between two questions for one number
	late     map[string][]time.Duration
	calls    []map[int]int // of each account, by hour
	messages []carrier.Message
}

func newWorld(numbers, accounts int) *world {
	w := &world{now: begun, accounts: accounts, late: map[string][]time.Duration{}, calls: make([]map[int]int, accounts),
		begins: make([]time.Time, numbers), lives: make([]int, numbers), told: make([]int, numbers), asked: make([]time.Time, numbers)}
	for a := range accounts {
		w.calls[a] = map[int]int{}
	}
	for i := range numbers {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		w.begins[i] = begun.Add(-time.Duration(r.Float64() * 18 * 24 * float64(time.Hour)))
		for w.told[i] = w.happened(i); w.told[i] == len(steps); w.told[i] = w.happened(i) {
			w.lives[i]++
		}
		w.asked[i] = begun.Add(-time.Duration(r.Float64() * 4 * float64(time.Hour)))
	}
	return w
}

// at is when a step of a parcel happens. One parcel in ten hangs for weeks in one of its legs.
func (w *world) at(i, k int) time.Time {
	r := rand.New(rand.NewPCG(uint64(i), uint64(w.lives[i])<<8|7))
	hangs := -1
	if r.IntN(10) == 0 {
		hangs = r.IntN(len(steps))
	}
	at := w.begins[i]
	for j := range k + 1 {
		hours := steps[j].hours * (0.6 + 0.8*r.Float64())
		if j == hangs {
			hours += steps[j].due + 24*21*r.Float64()
		}
		at = at.Add(time.Duration(hours * float64(time.Hour)))
	}
	return at
}

// happened is how many of its steps have happened by now.
func (w *world) happened(i int) int {
	k := 0
	for k < len(steps) && !w.at(i, k).After(w.now) {
		k++
	}
	return k
}

func (w *world) number(i int) string { return fmt.Sprintf("W%08d-%d", i, w.lives[i]) }

// due is when the next step of a parcel is due by what was told of it.
func (w *world) due(i int) time.Time {
	since := w.begins[i]
	if w.told[i] > 0 {
		since = w.at(i, w.told[i]-1)
	}
	return since.Add(time.Duration(steps[w.told[i]].due * float64(time.Hour)))
}

// answer is what an account answers. What is told for the first time is counted by what was awaited, and stands in the read tables.
func (w *world) answer(a int) func(context.Context, []string) ([]carrier.Message, error) {
	return func(_ context.Context, numbers []string) ([]carrier.Message, error) {
		w.calls[a][int(w.now.Sub(begun)/time.Hour)]++
		w.messages = w.messages[:0]
		var news []int
		for _, n := range numbers {
			i, err := strconv.Atoi(n[1:9])
			if err != nil || n != w.number(i) {
				return nil, fmt.Errorf("asked for %s", n)
			}
			w.longest = max(w.longest, w.now.Sub(w.asked[i]))
			w.asked[i] = w.now
			k := w.happened(i)
			for range k {
				w.messages = append(w.messages, carrier.Message{Waybill: n})
			}
			if k > w.told[i] {
				news = append(news, i)
				w.count(i, k)
			}
		}
		return w.messages, w.record(news)
	}
}

// count counts how late the newest of what is told is, by what was awaited.
func (w *world) count(i, k int) {
	for ; w.told[i] < k; w.told[i]++ {
		at := w.at(i, w.told[i])
		kind := "others"
		switch {
		case at.After(w.due(i)):
			kind = "overdue"
		case w.told[i] == len(steps)-1:
			kind = "delivered"
		case w.told[i] == 0:
			kind = "first"
		}
		if !at.Before(begun.Add(24 * time.Hour)) { // once it is as it always is
			w.late[kind] = append(w.late[kind], w.now.Sub(at))
		}
	}
	if k == len(steps) {
		w.begins[i], w.told[i] = w.now, 0
	}
}

func millis(t time.Time) int64 { return t.UnixMilli() }

// record has the read tables say what was told of some numbers.
func (w *world) record(news []int) error {
	if w.db == nil || len(news) == 0 {
		for _, i := range news {
			if w.told[i] == 0 {
				w.lives[i]++
			}
		}
		return nil
	}
	return w.db.Change(context.Background(), "record what was told", func(tx *sql.Tx) error {
		for _, i := range news {
			if err := w.recordOne(tx, i); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) recordOne(tx *sql.Tx, i int) error {
	if w.told[i] > 0 {
		s := steps[w.told[i]-1]
		_, err := tx.Exec(`UPDATE view_parcel SET status = $1, milestone = $2, due = $3, updated = $4 WHERE merchant = 'main' AND id = $5`, string(s.status), string(s.milestone), millis(w.due(i)), millis(w.now), w.number(i))
		return err
	}
	if _, err := tx.Exec(`UPDATE view_parcel SET status = 'delivered', ended = $1, updated = $1 WHERE merchant = 'main' AND id = $2`, millis(w.now), w.number(i)); err != nil {
		return err
	}
	w.lives[i]++
	return w.insert(tx, i)
}

// insert has the read tables know a parcel.
func (w *world) insert(tx *sql.Tx, i int) error {
	status, milestone := shipping.InfoReceived, shipping.LabelCreated
	if k := w.told[i]; k > 0 {
		status, milestone = steps[k-1].status, steps[k-1].milestone
	}
	_, err := tx.Exec(`INSERT INTO view_parcel (merchant, id, order_id, warehouse, country, weight, channel, carrier, waybill, status, milestone, booked, handed, ended, promised, cost, currency, updated,
		attempt, refusals, asked, leaving, departed, customs, due, awaits, late, trail, case_id, cased, warned) VALUES ('main', $1, 'ord', 'szx', 'DE', 1, 'air', $2, $1, $3, $4, $5, 0, 0, $6, 0, '', $7, 1, 0, 0, '', 0, 0, $8, $9, 0, '', '', 0, 0)`,
		w.number(i), w.account(i%w.accounts), string(status), string(milestone), millis(w.begins[i]), millis(w.begins[i].AddDate(0, 0, 25)), millis(w.newest(i)), millis(w.due(i)), fact.TimerLeg+"x")
	return err
}

func (w *world) account(a int) string { return fmt.Sprintf("account-%02d", a) }

// newest is when the newest was told of a parcel.
func (w *world) newest(i int) time.Time {
	if w.told[i] == 0 {
		return w.begins[i]
	}
	return w.at(i, w.told[i]-1)
}

// trial is how many parcels are asked for over how many accounts, with how many calls a day each, for how many hours; a
// poll comes after so many minutes.
type trial struct{ numbers, accounts, calls, hours, poll int }

const each = 10

// inTurn asks for all in turn, round after round, as many at a time as there are calls for.
func (c trial) inTurn(t *testing.T) *world {
	t.Helper()
	w := newWorld(c.numbers, c.accounts)
	next, earned := make([]int, c.accounts), make([]float64, c.accounts)
	for range c.hours * 60 / c.poll {
		for a := range c.accounts {
			earned[a] += float64(c.calls*c.poll) / (24 * 60)
			for ; earned[a] >= 1; earned[a]-- {
				var list []string
				for range each {
					list = append(list, w.number(next[a]*c.accounts+a))
					next[a] = (next[a] + 1) % (c.numbers / c.accounts)
				}
				if _, err := w.answer(a)(t.Context(), list); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.now = w.now.Add(time.Duration(c.poll) * time.Minute)
	}
	return w
}

// byNeed asks for those that are wanted most, of read tables on SQLite, with programs that begin anew each day.
func (c trial) byNeed(t *testing.T, seen func(*world, []*rounds.Rounds)) *world {
	t.Helper()
	w := newWorld(c.numbers, c.accounts)
	w.db = dbtest.Open(t, dbtest.SQLite(t))
	s, err := view.Open(t.Context(), w.db)
	if err != nil {
		t.Fatal(err)
	}
	c.begin(t, w, s)
	all, cursors := make([]*rounds.Rounds, c.accounts), make([]string, c.accounts)
	for minute := 0; minute < c.hours*60; minute += c.poll {
		for a := range c.accounts {
			if minute%(24*60) == 0 {
				all[a] = &rounds.Rounds{Who: book.Carrier{CallsPerDay: int64(c.calls)}, Ask: w.answer(a), Each: each,
					Open: asked.Of(lastmile.Desk{Views: s, Merchant: "main"}, shipping.CarrierID(w.account(a)), func() time.Time { return w.now })}
			}
			for more := true; more; {
				b, err := all[a].Changes(t.Context(), cursors[a])
				if err != nil {
					t.Fatal(err)
				}
				cursors[a], more = b.Next, b.More
			}
		}
		seen(w, all)
		w.now = w.now.Add(time.Duration(c.poll) * time.Minute)
	}
	return w
}

// begin fills the read tables, and has each number asked for before as the world has it.
func (c trial) begin(t *testing.T, w *world, s *view.Store) {
	t.Helper()
	for from := 0; from < c.numbers; from += 10_000 {
		if err := w.db.Change(t.Context(), "begin", func(tx *sql.Tx) error {
			for i := from; i < min(from+10_000, c.numbers); i++ {
				if err := w.insert(tx, i); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for a := range c.accounts {
		of := asked.Of(lastmile.Desk{Views: s, Merchant: "main"}, shipping.CarrierID(w.account(a)), func() time.Time { return w.now })
		var since time.Time
		for more := true; more; {
			list, err := of.Changed(t.Context(), since, 10_000)
			if err != nil {
				t.Fatal(err)
			}
			for i := range list {
				n := &list[i]
				k, _ := strconv.Atoi(n.Waybill[1:9])
				n.Asked, n.Told, since = w.asked[k], int64(w.told[k]), n.Booked
				n.Wanted, n.Pace = n.Next(true)
			}
			if err := of.Keep(t.Context(), list); err != nil {
				t.Fatal(err)
			}
			more = len(list) == 10_000
		}
	}
}

// often is how late half of them are, and nine in ten.
func often(late []time.Duration) (half, most time.Duration) {
	if len(late) == 0 {
		return 0, 0
	}
	slices.Sort(late)
	return late[len(late)/2].Round(time.Minute), late[len(late)*9/10].Round(time.Minute)
}

// TestNewsOfWhatIsAwaited: news of parcels that are at the door, or overdue, take a fraction of the time that asking all in turn takes, with the same calls; no
// number goes unasked for longer than is promised, and no account has more calls than it may.
func TestNewsOfWhatIsAwaited(t *testing.T) {
	c := trial{numbers: 2000, accounts: 2, calls: 300, hours: 5 * 24, poll: 5}
	var oldest time.Duration
	turn := c.inTurn(t)
	need := c.byNeed(t, func(w *world, all []*rounds.Rounds) {
		for _, r := range all {
			if since := r.Waits(); !since.IsZero() {
				oldest = max(oldest, w.now.Sub(since))
			}
		}
	})
	for kind, times := range map[string]int64{"delivered": 4, "overdue": 1} {
		before, _ := often(turn.late[kind])
		now, _ := often(need.late[kind])
		if len(need.late[kind]) < 10 || int64(now)*times >= int64(before) {
			t.Errorf("%s: half are known after %v, in turn after %v (%d and %d)", kind, now, before, len(need.late[kind]), len(turn.late[kind]))
		}
	}
	round := 24 * time.Hour * time.Duration(c.numbers/c.accounts) / time.Duration(each*c.calls*24/25) // a 25th is not spent: it may be saved up
	bound := awaited.Rarely.Pause() + awaited.Turn*round
	if need.longest > bound || oldest > awaited.Turn*round {
		t.Errorf("a number went unasked for %v, and %v was promised; a question waited for %v", need.longest, bound, oldest)
	}
	for i, at := range need.asked {
		if need.now.Sub(at) > bound {
			t.Errorf("%d was asked for last at %s", i, at)
		}
	}
	for a, calls := range need.calls {
		for hour := range c.hours {
			n := 0
			for h := range 24 {
				n += calls[hour+h]
			}
			if n > c.calls || calls[hour] > c.calls/10 {
				t.Fatalf("account %d: %d calls in the day behind hour %d, %d in that hour", a, n, hour, calls[hour])
			}
		}
	}
}

// TestAMillion has a million open parcels asked for over ten accounts, AWAITED=1000000 of them, for two days or AWAITED_HOURS, and says
// what it took. News are counted from the second day on.
func TestAMillion(t *testing.T) {
	numbers, err := strconv.Atoi(os.Getenv("AWAITED"))
	if err != nil {
		t.Skip("AWAITED says how many")
	}
	hours := 48
	if h, err := strconv.Atoi(os.Getenv("AWAITED_HOURS")); err == nil {
		hours = h
	}
	c := trial{numbers: numbers, accounts: 10, calls: numbers / 20, hours: hours, poll: 2}
	turn := c.inTurn(t)
	var began time.Time
	var before, most runtime.MemStats
	var oldest time.Duration
	var peak uint64
	need := c.byNeed(t, func(w *world, all []*rounds.Rounds) {
		if began.IsZero() {
			began = time.Now()
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		if w.now.Sub(begun)%(time.Hour) == 0 {
			runtime.ReadMemStats(&most)
			peak = max(peak, most.HeapAlloc)
		}
		for _, r := range all {
			if since := r.Waits(); !since.IsZero() {
				oldest = max(oldest, w.now.Sub(since))
			}
		}
	})
	took, calls := time.Since(began), 0
	for _, hours := range need.calls {
		for _, n := range hours {
			calls += n
		}
	}
	for _, kind := range []string{"delivered", "overdue", "first", "others"} {
		half, nine := often(need.late[kind])
		halfTurn, nineTurn := often(turn.late[kind])
		t.Logf("%-9s %7d: half after %v, nine in ten after %v; in turn %v and %v", kind, len(need.late[kind]), half, nine, halfTurn, nineTurn)
	}
	t.Logf("%d numbers, %d calls in %d hours, in %v: %v a call", c.numbers, calls, c.hours, took.Round(time.Second), (took / time.Duration(calls)).Round(time.Microsecond))
	t.Logf("unasked for %v at most (in turn %v), the oldest question waited %v; heap %d MB before, %d MB at most", need.longest, turn.longest, oldest, before.HeapAlloc>>20, peak>>20)
}
