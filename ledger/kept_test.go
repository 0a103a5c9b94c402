package ledger

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger/due"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Rows that are known to hold everything are forgotten; of the others it is known how far they are behind.
func TestWhatIsBehind(t *testing.T) {
	k := &memory{heads: map[shipping.Stream]int64{}}
	if streams, upTo := k.behind(); len(streams) != 0 || upTo != 0 {
		t.Errorf("of nothing %v is behind, %d", streams, upTo)
	}
	k.committed(&share{before: 0, newest: 7, heads: map[shipping.Stream]int64{"a": 3, "b": 5, "c": 7}})
	k.committed(&share{before: 7, newest: 9, heads: map[shipping.Stream]int64{"b": 9}, rows: map[shipping.Stream]int64{"c": 7, "b": 5}}) // b went on since its row
	streams, upTo := k.behind()
	slices.Sort(streams)
	if !slices.Equal(streams, []shipping.Stream{"a", "b"}) || upTo != 9 {
		t.Errorf("%v are behind of what is known up to %d", streams, upTo)
	}
	k.committed(&share{before: 12, newest: 14, heads: map[shipping.Stream]int64{"d": 14}}) // what lies between is not known
	if _, upTo := k.behind(); upTo != 9 {
		t.Errorf("it is said to be known up to %d", upTo)
	}
	for _, c := range []struct {
		stored int64
		left   string
	}{{2, "a b d"}, {3, "b d"}, {1, "b d"}, {8, "b d"}, {9, "d"}, {14, ""}} {
		k.prune(c.stored)
		names := []string{}
		for _, s := range slices.Sorted(maps.Keys(k.heads)) {
			names = append(names, string(s))
		}
		if got := strings.Join(names, " "); got != c.left {
			t.Errorf("stored up to %d: behind are %q, want %q", c.stored, got, c.left)
		}
	}
	if k.stored != 14 {
		t.Errorf("stored up to %d", k.stored)
	}
	k.committed(&share{before: 8, newest: 9, heads: map[shipping.Stream]int64{"e": 9}}) // an older one that is told late
	if _, upTo := k.behind(); upTo != 9 {
		t.Errorf("then known up to %d", upTo)
	}
	heads, upTo, _ := k.newest([]shipping.Stream{"e", "never"})
	if len(heads) != 1 || heads["e"] != 9 || upTo != 9 {
		t.Errorf("the newest facts are %v, known up to %d", heads, upTo)
	}
}

// So much may be behind, in rows or in facts, and no more.
func TestMuchIsBehind(t *testing.T) {
	k := &memory{heads: map[shipping.Stream]int64{}, upTo: mostTail + 9, stored: 10}
	for _, c := range []struct {
		stored     int64
		stream     shipping.Stream
		much, some bool
	}{{10, "", false, false}, {9, "", true, false}, {10, "a", false, true}} {
		k.stored = c.stored
		if c.stream != "" {
			k.heads[c.stream] = 1
		}
		if much, some := k.much(); much != c.much || some != c.some {
			t.Errorf("%+v: much %t, some %t", c, much, some)
		}
	}
	for n := int64(2); n < mostBehind; n++ {
		k.heads[shipping.Stream(shipping.NewFactID("a", n))] = n
	}
	if much, _ := k.much(); much {
		t.Errorf("%d rows are much", len(k.heads))
	}
	k.heads["z"] = 1
	if much, _ := k.much(); !much {
		t.Errorf("%d rows are not much", len(k.heads))
	}
}

// A node that lost a merchant does not write for it; one that begins anew goes on with the timers it has, and learns those
// of the streams that others wrote meanwhile.
func TestHoldAMerchant(t *testing.T) {
	k := &memory{heads: map[shipping.Stream]int64{}}
	first, fresh, missed := k.hold(3)
	if !fresh || len(missed) != 0 || k.owned() != 3 {
		t.Errorf("at first: fresh %t, missed %v, epoch %d", fresh, missed, k.owned())
	}
	k.lose()
	if k.owned() != 0 {
		t.Errorf("a lost merchant is written for in epoch %d", k.owned())
	}
	k.missed["a"] = true
	again, fresh, missed := k.hold(5)
	if again != first || fresh || len(missed) != 1 || k.owned() != 5 || len(k.missed) != 0 {
		t.Errorf("again: fresh %t, missed %v, epoch %d", fresh, missed, k.owned())
	}
	k.committed(&share{hints: []due.Hint{{Due: 7, Stream: "a"}}})
	if h, ok := first.First(); !ok || h.Due != 7 {
		t.Errorf("what was set falls due at %v, %t", h, ok)
	}
}

// A batch is written when it has a fact, a row, a document, or settles a job; not for an entry that was refused.
func TestEmptyBatch(t *testing.T) {
	no := shipping.Fault(shipping.Refused, "no", "")
	row := record.Balances{}
	row.Add("m", fact.NewBalance("stock:MUG"), 1, record.Sum{})
	documents := Entry{Documents: []shipping.Document{{ID: "pap_1"}}}
	for name, c := range map[string]struct {
		b     batch
		empty bool
	}{
		"nothing":                        {batch{}, true},
		"an entry that leaves nothing":   {batch{entries: []*Pending{{}}}, true},
		"a fact":                         {batch{facts: []placed{{}}}, false},
		"a row":                          {batch{sealed: sealed{rows: row}}, false},
		"a job that is done":             {batch{entries: []*Pending{{}, {settle: &settlement{}}}}, false},
		"a job whose outcome is refused": {batch{entries: []*Pending{{settle: &settlement{}, err: no}}}, true},
		"a document":                     {batch{entries: []*Pending{{entry: documents}}}, false},
		"a document that is refused":     {batch{entries: []*Pending{{entry: documents, err: no}}}, true},
	} {
		if got := c.b.empty(); got != c.empty {
			t.Errorf("%s: empty %t", name, got)
		}
	}
}

// quiet is decisions by which nothing follows, and that have an answer to each message that was sent.
type quiet struct{ answer error }

func (quiet) Needs(*fact.Balance, *fact.Fact) []shipping.Stream { return nil }
func (quiet) Decide(fact.State, *fact.Fact) []*fact.Fact        { return nil }
func (q quiet) Admit(_ fact.State, f *fact.Fact) error {
	if _, sent := f.Body.(*fact.MessageSent); sent {
		return q.answer
	}
	return nil
}

// mail is a worker that sends every message, unless it fails.
type mail struct {
	calls []int
	fails error
}

func (*mail) Performs() []fact.Kind { return []fact.Kind{"MessageRequested"} }

func (m *mail) Perform(_ context.Context, t *fact.Task) (fact.Outcome, error) {
	m.calls = append(m.calls, t.Attempt)
	if m.fails != nil {
		return fact.Outcome{}, m.fails
	}
	return fact.Outcome{Facts: []*fact.Fact{{Stream: t.Job.Stream, By: "mail", Body: &fact.MessageSent{}}}}, nil
}

var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// asks opens a ledger with one message to be sent at an instant.
func asks(t *testing.T, q quiet, now *time.Time, earliest time.Time) *Ledger {
	t.Helper()
	d, err := db.OpenUnsynced(t.Context(), dbtest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	l, err := Open(t.Context(), d, q, Options{Now: func() time.Time { return *now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	*now = morning
	if _, err := l.Record(t.Context(), "m", Entry{Facts: []*fact.Fact{{Stream: "parcel:par_1", By: "desk", Body: &fact.MessageRequested{Way: "mail", Earliest: earliest}}}}); err != nil {
		t.Fatal(err)
	}
	return l
}

// An outcome that is known already settles the job, as does one that is taken; any other refusal is a failure of the
// attempt, which is told, and after which the job rests.
func TestOutcomeRefused(t *testing.T) {
	for name, c := range map[string]struct {
		admit, fails error
		open         bool   // the job is still to be done
		dead         bool   // or is not tried any more
		says         string // what came of it
	}{
		"taken":             {},
		"known":             {admit: shipping.Fault(shipping.Known, "is known", "")},
		"refused":           {admit: shipping.Fault(shipping.Refused, "not so", ""), open: true, says: "not so"},
		"unavailable":       {admit: shipping.Fault(shipping.Unavailable, "not now", ""), open: true, says: "not now"},
		"never right":       {admit: shipping.BadField("text", "is missing", ""), open: true, dead: true, says: "is missing"},
		"failed":            {fails: errors.New("the line is busy"), open: true, says: "the line is busy"},
		"failed for good":   {fails: shipping.Fault(shipping.Unsupported, "no such way", ""), open: true, dead: true, says: "no such way"},
		"failed, and known": {admit: shipping.Fault(shipping.Known, "is known", ""), fails: errors.New("the line is busy"), open: true, says: "the line is busy"},
	} {
		t.Run(name, func(t *testing.T) {
			now := morning
			l := asks(t, quiet{c.admit}, &now, time.Time{})
			w := &mail{fails: c.fails}
			if n, err := l.Drain(t.Context(), "m", w); n != 1 || err != nil {
				t.Errorf("%d attempts, %v", n, err)
			}
			open, err := l.OpenJobs(t.Context(), "m")
			if err != nil || len(open) > 0 != c.open {
				t.Fatalf("open are %+v, %v", open, err)
			}
			if !c.open {
				return
			}
			j := open[0]
			if j.Due.IsZero() != c.dead || !strings.Contains(j.Error, c.says) || j.Attempt != 1 {
				t.Errorf("due %v after attempt %d, which says %q", j.Due, j.Attempt, j.Error)
			}
			if pause := j.Due.Sub(morning); !c.dead && (pause <= time.Second || pause > 2*time.Second) {
				t.Errorf("it rests for %v", pause)
			}
			if next, err := l.NextJob(t.Context(), "m"); err != nil || !next.Equal(j.Due) {
				t.Errorf("the next is due %v, %v", next, err)
			}
			if next, err := l.NextJob(t.Context(), "other"); err != nil || !next.IsZero() {
				t.Errorf("another merchant's is due %v, %v", next, err)
			}
		})
	}
}

// A job falls due at its instant, to the millisecond, for its own merchant and kind alone.
func TestJobFallsDue(t *testing.T) {
	var now time.Time
	at := morning.Add(time.Hour)
	l := asks(t, quiet{}, &now, at)
	for _, c := range []struct {
		now  time.Time
		m    shipping.MerchantID
		kind string
		due  bool
	}{
		{at.Add(-time.Millisecond), "m", "MessageRequested", false},
		{at, "m", "MessageRequested", true},
		{at.Add(time.Hour), "m", "MessageRequested", true},
		{at, "other", "MessageRequested", false},
		{at, "m", "BookingRequested", false},
	} {
		now = c.now
		if due, err := l.isDue(t.Context(), c.m, c.kind); due != c.due || err != nil {
			t.Errorf("%+v: due %t, %v", c, due, err)
		}
	}
	w := &mail{}
	for _, c := range []struct {
		now  time.Time
		want int
	}{{at.Add(-time.Millisecond), 0}, {at, 1}, {at.Add(time.Hour), 0}} {
		now = c.now
		if n, err := l.Drain(t.Context(), "m", w); n != c.want || err != nil {
			t.Errorf("at %v %d attempts, %v", c.now, n, err)
		}
	}
}

// A job that fails is tried again after each pause, as many times as it may, and is dead then; the pauses are told by the
// number of the failure.
func TestJobIsTriedAgain(t *testing.T) {
	now := morning
	l := asks(t, quiet{}, &now, time.Time{})
	w := &mail{fails: errors.New("the line is busy")}
	pauses := WorkOptions{}.filled()
	job := shipping.NewFactID("parcel:par_1", 1)
	for n := 1; ; n++ {
		if tried, err := l.Drain(t.Context(), "m", w); tried != 1 || err != nil {
			t.Fatalf("attempt %d: %d, %v", n, tried, err)
		}
		next, err := l.NextJob(t.Context(), "m")
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() {
			break
		}
		if want := now.Add(pauses.pause(job, n)).Truncate(time.Millisecond); !next.Equal(want) {
			t.Errorf("after failure %d it is due %v, want %v", n, next, want)
		}
		now = next
	}
	if len(w.calls) != 12 || !slices.IsSorted(w.calls) || w.calls[11] != 12 {
		t.Errorf("it was tried %v", w.calls)
	}
	if err := l.Repeat(t.Context(), "m", job+"1"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("another job is repeated: %v", err)
	}
	if err := l.Repeat(t.Context(), "m", job); err != nil {
		t.Error(err)
	}
	w.fails = nil
	if n, err := l.Drain(t.Context(), "m", w); n != 1 || err != nil || w.calls[12] != 1 {
		t.Errorf("repeated %d, %v: %v", n, err, w.calls)
	}
}

// Each failure of a job has a pause of its own, also when pauses do not grow any more, so that many jobs do not come back at once.
func TestPausesDiffer(t *testing.T) {
	o := WorkOptions{Backoff: time.Hour, MaxBackoff: time.Hour}.filled()
	seen := map[time.Duration]bool{}
	for n := 1; n <= 8; n++ {
		seen[o.pause("parcel:par_1#1", n)] = true
	}
	if len(seen) < 6 {
		t.Errorf("8 failures of a job rest for %v", seen)
	}
}

// What comes in and what is erased in one commit counts in its order: an erasure takes what came in before it, in the same
// commit too, and nothing of what comes in behind it or is about somebody else.
func TestDocumentsAndErasuresTogether(t *testing.T) {
	letter := shipping.NewDocument("text/plain", "per_anna", []byte("Anna, Lindenweg 4"))
	card := shipping.NewDocument("text/plain", "per_ben", []byte("Ben, Am Markt 1"))
	dbtest.Each(t, func(t *testing.T, dsn string) {
		at := morning
		l, err := Open(t.Context(), dbtest.Open(t, dsn), quiet{}, Options{Now: func() time.Time { at = at.Add(time.Second); return at }, Writers: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		for _, c := range []struct {
			order string // of the entries: a letter or a card comes in, or the letter goes
			there bool   // the letter, afterwards
		}{{"letter card", true}, {"letter card goes", false}, {"card goes letter", true}, {"letter goes card letter", true}, {"goes letter card goes", false}, {"letter goes card", false}} {
			m := shipping.MerchantID(strings.ReplaceAll(c.order, " ", "-"))
			var together []*Pending
			for what := range strings.FieldsSeq(c.order) {
				p := &Pending{merchant: m, done: make(chan struct{}), entry: Entry{Facts: []*fact.Fact{{Stream: "stock:MUG", By: "desk", Body: &fact.StockMoved{}}}}}
				switch what {
				case "letter":
					p.entry.Documents = []shipping.Document{letter}
				case "card":
					p.entry.Documents = []shipping.Document{card}
				default:
					p.erases = true
					p.entry.Facts = []*fact.Fact{{Stream: shipping.ErasureStream, By: "clerk", Body: &fact.DocumentsErased{Documents: []shipping.DocumentID{letter.ID}}}}
				}
				together = append(together, p)
			}
			l.enqueue(together...)
			for _, p := range together {
				if facts, err := p.Wait(t.Context()); err != nil || !facts[0].Recorded.Equal(together[0].facts[0].Recorded) {
					t.Fatalf("%s: they were not recorded together: %v, %v", c.order, facts, err)
				}
			}
			if _, err := l.Document(t.Context(), m, letter.ID); (err == nil) != c.there || err != nil && shipping.CodeOf(err) != shipping.NotFound {
				t.Errorf("%s: the letter is there: %t, %v", c.order, err == nil, err)
			}
			if doc, err := l.Document(t.Context(), m, card.ID); err != nil || string(doc.Body) != string(card.Body) {
				t.Errorf("%s: the card reads %q, %v", c.order, doc.Body, err)
			}
		}
	})
}

// TestCloseWaitsForWhoReads: what reads beside whoever asks is done when the ledger is closed; the database may be closed then,
// and its directory taken away.
func TestCloseWaitsForWhoReads(t *testing.T) {
	var now time.Time
	l := asks(t, quiet{}, &now, time.Time{})
	k := l.memory("m")
	broken := &timers{ready: make(chan struct{}), failed: errors.New("not read")}
	close(broken.ready)
	k.mu.Lock()
	k.timers = broken
	k.mu.Unlock()
	var taken []*sql.Conn
	for range l.db.Read.Stats().MaxOpenConnections {
		c, err := l.db.Read.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, c)
	}
	before := l.db.Read.Stats().WaitCount
	read, err := l.ownTimers(t.Context(), k)
	if err != nil || read == broken {
		t.Fatal("they are not read again", err)
	}
	for l.db.Read.Stats().WaitCount == before {
		time.Sleep(time.Millisecond)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_ = l.Close()
	}()
	select {
	case <-closed:
		t.Error("it is closed while the timers are read")
	case <-time.After(50 * time.Millisecond):
	}
	for _, c := range taken {
		_ = c.Close()
	}
	<-closed
	<-read.ready
}
