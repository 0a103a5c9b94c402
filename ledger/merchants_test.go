package ledger_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

// crossing are the statements that concern more than one merchant. They use nothing that a distributed engine refuses.
var crossing = []string{
	"SELECT merchant FROM merchants ORDER BY merchant",
	"SELECT merchant FROM merchants WHERE length(hash) = 0",
	"SELECT names FROM roll",
	"UPDATE roll SET names = names || CASE WHEN names = '' OR substr(names, length(names), 1) = $2 THEN '' ELSE $2 END || $1",
}

// refused is what Citus 13.2 did not take, or took for one merchant alone.
var refused = regexp.MustCompile(`(?i)CROSS JOIN|EXISTS \(|nextval|\bLOCK TABLE\b`)

var ours = regexp.MustCompile(`\b(FROM|JOIN|UPDATE|INTO) (` + strings.Join(append(slices.Clip(record.Tables), record.Roll), "|") + `)\b`)

// oneMerchant says what is wrong with a statement, should it look at rows of several merchants.
func oneMerchant(text string, args []any) string {
	tables := len(ours.FindAllString(text, -1))
	switch {
	case tables == 0 || slices.Contains(crossing, text):
		return ""
	case refused.MatchString(text):
		return "is refused by a distributed engine"
	case strings.HasPrefix(text, "INSERT INTO"):
		if !regexp.MustCompile(`^INSERT INTO \w+ \(merchant, `).MatchString(text) {
			return "does not begin with the merchant"
		}
		if list, ok := args[0].([]string); ok && slices.ContainsFunc(list, func(m string) bool { return m != list[0] }) {
			return fmt.Sprint("writes rows of ", list)
		}
	case strings.Count(text, "merchant = $1")+strings.Count(text, "merchant = j.merchant")+strings.Count(text, "merchant = line.merchant") < tables:
		return "does not name the merchant for each table"
	}
	return ""
}

// TestNoStatementCrossesMerchants lets a ledger do everything it can for two merchants at once, and looks at what it asks
// PostgreSQL.
func TestNoStatementCrossesMerchants(t *testing.T) {
	dsn := dbtest.Postgres(t)
	if err := ledger.Migrate(context.Background(), dbtest.Open(t, dsn)); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	seen := map[string]bool{}
	stop := db.Hear(func(text string, args []any) {
		mu.Lock()
		defer mu.Unlock()
		if what := oneMerchant(text, args); what != "" && !seen[text] {
			t.Errorf("a statement %s:\n%s", what, text)
		}
		seen[text] = true
	})
	defer stop()
	ctx := context.Background()
	at := &clock{now: noon}
	l, other := open(t, dsn, ledger.Options{Now: at.Now}), open(t, dsn, ledger.Options{Now: at.Now})
	var all sync.WaitGroup
	for _, m := range []shipping.MerchantID{me, "other"} {
		all.Go(func() { doEverything(ctx, t, m, l, other) })
	}
	all.Wait()
	l.Close()
	other.Close()
	for _, needed := range []string{"INSERT INTO balances", "INSERT INTO documents", "DELETE FROM jobs", "UPDATE merchants", "WITH RECURSIVE", "UPDATE jobs", "FOR UPDATE SKIP LOCKED"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(text string) bool { return strings.Contains(text, needed) }) {
			t.Errorf("nothing was asked with %s", needed)
		}
	}
}

func doEverything(ctx context.Context, t *testing.T, m shipping.MerchantID, l, other *ledger.Ledger) {
	check := func(what string, err error) {
		if err != nil {
			t.Errorf("%s of %s: %v", what, m, err)
		}
	}
	doc := shipping.NewDocument("text/plain", "per_anna", []byte("Anna"))
	_, err := l.Record(ctx, m, ledger.Entry{Facts: []*fact.Fact{receipt("MUG", 20)}, Documents: []shipping.Document{doc}})
	check("record", err)
	for i := range 5 {
		_, err := []*ledger.Ledger{l, other}[i%2].Record(ctx, m, entry(order(i, "MUG", 1)))
		check("record", err)
	}
	parcel := shipping.ParcelID("par_1").Stream()
	_, err = l.Record(ctx, m, entry(&fact.Fact{Stream: parcel, At: noon, Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}}))
	check("record", err)
	_, err = other.Read(ctx, m, parcel, "stock:MUG")
	check("read", err)
	_, err = other.History(ctx, m, parcel)
	check("history", err)
	_, err = l.Feed(ctx, m, 0, 10)
	check("feed", err)
	check("replay", l.Replay(ctx, m, 0, func([]ledger.Recorded) error { return nil }))
	for range 3 {
		_, err = l.Drain(ctx, m, &swift{answer: func(t *fact.Task, call int) error {
			if t.Job.Stream == orderID(2).Parcel(1).Stream() {
				return shipping.BadField("weight", "is missing", "")
			}
			return nil
		}})
		check("drain", err)
	}
	dead, err := l.DeadJobs(ctx, m)
	check("dead", err)
	for _, w := range dead {
		check("repeat", l.Repeat(ctx, m, w.Fact.ID()))
	}
	for _, on := range []*ledger.Ledger{other, l} {
		_, err = on.NextDue(ctx, m)
		check("next due", err)
		for _, days := range []int{3, 4} {
			_, err = on.Sweep(ctx, m, noon.AddDate(0, 0, days))
			check("sweep", err)
		}
	}
	_, err = l.NextJob(ctx, m)
	check("next job", err)
	_, err = l.Document(ctx, m, doc.ID)
	check("document", err)
	_, err = l.Erase(ctx, m, "per_anna", "clerk")
	check("erase", err)
	_, err = l.Merchants(ctx)
	check("merchants", err)
}

// TestEveryKeyBeginsWithTheMerchant reads the catalog of PostgreSQL: what is unique is unique for a merchant, the
// columns compare alike, and nothing ties tables together or counts for all.
func TestEveryKeyBeginsWithTheMerchant(t *testing.T) {
	dsn := dbtest.Postgres(t)
	open(t, dsn, ledger.Options{})
	d := dbtest.Open(t, dsn)
	list := func(text string) (found []string) {
		t.Helper()
		rows, err := d.Read.Query(text)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			found = append(found, s)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return found
	}
	const mine = "NOT LIKE '%migrations%'"
	if got := list("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname " + mine + " ORDER BY 1"); !slices.Equal(got, slices.Sorted(slices.Values(append(slices.Clip(record.Tables), record.Roll)))) {
		t.Errorf("the tables are %v", got)
	}
	for what, text := range map[string]string{
		"keys that do not begin with the merchant": `SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
			WHERE c.relnamespace = 'public'::regnamespace AND c.relname ` + mine + ` AND a.attname <> 'merchant'`,
		"merchant columns that compare in another way": `SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation o ON o.oid = a.attcollation
			WHERE a.attname = 'merchant' AND c.relkind = 'r' AND o.collname <> 'C'`,
		"foreign keys": "SELECT conname FROM pg_constraint WHERE contype = 'f'",
		"sequences":    "SELECT relname FROM pg_class WHERE relkind = 'S' AND relname " + mine,
		"triggers":     "SELECT tgname FROM pg_trigger",
		"tables without a merchant": `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'roll' AND c.relname ` + mine + `
			AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'merchant')`,
	} {
		if got := list(text); len(got) > 0 {
			t.Errorf("%s: %v", what, got)
		}
	}
}

// TestMerchantsApart: nothing of one merchant is done or seen for another.
func TestMerchantsApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		for _, m := range []shipping.MerchantID{me, "other"} {
			if _, err := l.Record(ctx, m, entry(receipt("MUG", 5), order(1, "MUG", 1), &fact.Fact{Stream: "parcel:par_1", At: noon,
				Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}})); err != nil {
				t.Fatal(err)
			}
		}
		w := &swift{}
		if n, err := l.Drain(ctx, me, w); n != 1 || err != nil {
			t.Errorf("performed %d, %v", n, err)
		}
		if n, err := l.Sweep(ctx, me, noon.AddDate(0, 0, 3)); n != 1 || err != nil {
			t.Errorf("elapsed %d, %v", n, err)
		}
		if due, err := l.NextDue(ctx, me); !due.IsZero() || err != nil {
			t.Errorf("%s is due %v, %v", me, due, err)
		}
		if due, err := l.NextDue(ctx, "other"); !due.Equal(noon.Add(48*time.Hour)) || err != nil {
			t.Errorf("the other is due %v, %v", due, err)
		}
		if left, err := l.OpenJobs(ctx, "other"); len(left) != 1 || left[0].Attempt != 0 || err != nil {
			t.Errorf("the other waits for %v, %v", left, err)
		}
		if job, err := l.NextJob(ctx, me); !job.IsZero() || err != nil {
			t.Errorf("%s has a job at %v, %v", me, job, err)
		}
		mine, _ := l.Feed(ctx, me, 0, 100)
		theirs, _ := l.Feed(ctx, "other", 0, 100)
		if len(mine) != len(theirs)+3 || mine[0].Pos != 1 || theirs[0].Pos != 1 {
			t.Errorf("the feeds have %d and %d facts", len(mine), len(theirs))
		}
		if s, err := l.Read(ctx, "third", "stock:MUG"); err != nil || s.Balance("stock:MUG").Version != 0 {
			t.Errorf("a merchant without facts has stock, %v", err)
		}
		audit(t, dsn)
	})
}

// TestAHashThatWasTakenAway: nobody who opens a ledger sums its facts up again, so that a change is not hidden by that.
func TestAHashThatWasTakenAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 7))
		l.Close()
		d := dbtest.Open(t, copyOf(t, dsn))
		if _, err := d.Write.Exec("UPDATE merchants SET hash = $1", []byte{}); err != nil {
			t.Fatal(err)
		}
		if err := ledger.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if _, err := upkeep.Audit(t.Context(), d, upkeep.Options{}); shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "its hash is none") {
			t.Errorf("an audit says %v", err)
		}
	})
}
