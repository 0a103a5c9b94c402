package merchant_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/fulfillment/laws"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/ledger/upkeep"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/world"
)

// played plays a small world to its end, with an order behind it that still asks for a booking. It answers with where its data lie.
func played(t testing.TB, days, perDay int) merchant.At {
	t.Helper()
	ctx, at := context.Background(), merchant.At{Data: t.TempDir()}
	p, err := world.Open(ctx, world.Config{Seed: 11, Days: days, PerDay: perDay, Start: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}, at, world.Rules{}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Run(ctx); err != nil {
		t.Fatal(err)
	}
	var again *fact.OrderReceived
	if err := p.Merchant.Ledger.Replay(ctx, p.Merchant.ID, 0, func(list []ledger.Recorded) error {
		for _, r := range list {
			if b, ok := r.Fact.Body.(*fact.OrderReceived); ok {
				again = b
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	again.Order.ID, again.Order.Number = "ord_last", "last"
	if _, err := p.Merchant.Ledger.Record(ctx, p.Merchant.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: again.Order.ID.Stream(), By: "import", Body: again}}}); err != nil {
		t.Fatal(err)
	}
	if err := p.Merchant.Fill(ctx); err != nil {
		t.Fatal(err)
	}
	return at
}

// on is the same business in a place of its own on an engine.
func on(t *testing.T, from merchant.At, postgres bool) merchant.At {
	t.Helper()
	ctx := context.Background()
	at := merchant.At{Data: t.TempDir()}
	if !postgres {
		if err := os.CopyFS(filepath.Join(at.Data, "copy"), os.DirFS(from.Data)); err != nil {
			t.Fatal(err)
		}
		return merchant.At{Data: filepath.Join(at.Data, "copy")}
	}
	at.DB = dbtest.Postgres(t)
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := merchant.BackupFile(ctx, from, file); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if _, err := merchant.Restore(ctx, at, in, merchant.Options{}); err != nil {
		t.Fatal(err)
	}
	return at
}

func audited(t testing.TB, at merchant.At, views bool) ([]merchant.Audited, error) {
	t.Helper()
	p, err := merchant.Look(context.Background(), at, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	return auditOf(p, views)
}

func auditOf(p *merchant.Place, views bool) ([]merchant.Audited, error) {
	list, err := p.Audit(context.Background(), merchant.AuditOptions{Views: views})
	if err == nil {
		err = merchant.Violation(list)
	}
	return list, err
}

// damage is something that is changed by hand, and what the audit says of it.
type damage struct {
	name, want string
	sql        []string
	views      bool
	forge      func([]*said) []*said // facts, with hashes made to fit
}

const (
	anOrder = "'order:ord_last'"
	aParcel = "(SELECT min(stream) FROM balances WHERE stream LIKE 'parcel:%' AND stream NOT LIKE '%ord_last%' AND version > 12)"
)

var damages = []damage{
	{name: "a fact says what another says", want: "the fact or its hash was changed", sql: []string{"UPDATE facts SET record = (SELECT record FROM facts WHERE pos = 40) WHERE pos = 50"}},
	{name: "a fact cannot be read", want: "the fact or its hash was changed", sql: []string{"UPDATE facts SET record = hash WHERE pos = 50"}},
	{name: "a hash", want: "the fact or its hash was changed", sql: []string{"UPDATE facts SET hash = (SELECT hash FROM facts WHERE pos = 40) WHERE pos = 50"}},
	{name: "first fact of a stream", want: "#1: the fact is missing", sql: []string{"DELETE FROM facts WHERE stream = " + aParcel + " AND prev = 0"}},
	{name: "a fact within a stream", want: "#2: the fact is missing", sql: []string{"DELETE FROM facts WHERE pos = (SELECT min(pos) FROM facts WHERE prev > 0 AND stream = " + aParcel + ")"}},
	{name: "last fact of a stream", want: "the fact is missing", sql: []string{"DELETE FROM facts WHERE pos = (SELECT max(pos) FROM facts WHERE stream = " + aParcel + ")"}},
	{name: "a whole stream", want: "missing", sql: []string{"UPDATE documents SET person = " + aParcel + " WHERE id = (SELECT min(id) FROM documents)",
		"DELETE FROM facts WHERE stream = (SELECT person FROM documents WHERE person LIKE 'parcel:%')", "DELETE FROM balances WHERE stream = (SELECT person FROM documents WHERE person LIKE 'parcel:%')"}},
	{name: "the newest facts", want: "missing", sql: []string{"DELETE FROM facts WHERE pos > (SELECT newest - 5 FROM merchants)"}},
	{name: "the newest facts, and as if they had not been recorded", want: "", sql: []string{"DELETE FROM facts WHERE pos > (SELECT newest - 5 FROM merchants)", "UPDATE merchants SET newest = newest - 5, facts = facts - 5"}},
	{name: "all facts", want: "missing", sql: []string{"DELETE FROM facts"}},
	{name: "two facts change places", want: "", sql: []string{"UPDATE facts SET pos = -1 WHERE pos = 50", "UPDATE facts SET pos = 50 WHERE pos = 51", "UPDATE facts SET pos = 51 WHERE pos = -1"}},
	{name: "a fact twice", want: "", sql: []string{"INSERT INTO facts (merchant, pos, stream, prev, record, hash) SELECT merchant, (SELECT newest + 1 FROM merchants), stream, prev, record, hash FROM facts WHERE pos = 50"}},
	{name: "a fact in another stream", want: "", sql: []string{"UPDATE facts SET stream = 'order:ord_other' WHERE pos = 50"}},
	{name: "the place of the fact before", want: "facts before it are missing", sql: []string{"UPDATE facts SET prev = prev - 1 WHERE pos = (SELECT max(pos) FROM facts WHERE stream = " + anOrder + ")"}},
	{name: "a balance", want: "order:ord_last", sql: []string{"UPDATE balances SET state = (SELECT state FROM balances WHERE stream = (SELECT min(stream) FROM balances WHERE stream LIKE 'order:%')) WHERE stream = " + anOrder}},
	{name: "the version of a balance", want: "order:ord_last#", sql: []string{"UPDATE balances SET version = version + 1 WHERE stream = " + anOrder}},
	{name: "the hash of a balance", want: "order:ord_last#", sql: []string{"UPDATE balances SET hash = (SELECT hash FROM facts WHERE pos = 3) WHERE stream = " + anOrder}},
	{name: "where a balance ends", want: "order:ord_last", sql: []string{"UPDATE balances SET head = head + 1000000 WHERE stream = " + anOrder}},
	{name: "a timer that nobody set", want: "its balance is not what its facts add up to", sql: []string{"UPDATE balances SET due = 5 WHERE stream = " + anOrder}},
	{name: "a timer that was set", want: "its balance is not what its facts add up to", sql: []string{"UPDATE balances SET due = NULL WHERE stream = (SELECT min(stream) FROM balances WHERE due IS NOT NULL)"}},
	{name: "no balance", want: "order:ord_last#1: no balance counts the fact", sql: []string{"DELETE FROM balances WHERE stream = " + anOrder}},
	{name: "no balances", want: "no balance counts the fact", sql: []string{"DELETE FROM balances"}},
	{name: "a balance without facts", want: "there are balances without facts", sql: []string{"INSERT INTO balances (merchant, stream, version, head, hash, due, state, seal) SELECT merchant, 'order:ord_none', version, head, hash, due, state, seal FROM balances WHERE stream = " + anOrder}},
	{name: "a job is gone", want: "the job that it asks for is lost", sql: []string{"DELETE FROM jobs"}},
	{name: "a job for somebody else", want: "is kept as one for somebody else", sql: []string{"UPDATE jobs SET partner = 'thief'"}},
	{name: "a job of another kind", want: "is kept as one for somebody else", sql: []string{"UPDATE jobs SET kind = 'CancelRequested'"}},
	{name: "a job that nobody asked for", want: "no fact asks for it", sql: []string{"INSERT INTO jobs (merchant, pos, kind, partner, due) SELECT merchant, 2, kind, partner, due FROM jobs"}},
	{name: "a job that was performed", want: "job", sql: []string{"INSERT INTO jobs (merchant, pos, kind, partner, due) SELECT merchant, {booking}, kind, partner, due FROM jobs"}},
	{name: "a document says something else", want: "it does not hash to its name", sql: []string{"UPDATE documents SET body = (SELECT body FROM documents WHERE id = (SELECT max(id) FROM documents)) WHERE person <> ''"}},
	{name: "a document speaks of nobody", want: "it does not hash to its name", sql: []string{"UPDATE documents SET person = '' WHERE person <> ''"}},
	{name: "a document speaks of somebody else", want: "it does not hash to its name", sql: []string{"UPDATE documents SET person = 'per_thief' WHERE person <> ''"}},
	{name: "the media type of a document", want: "it does not hash to its name", sql: []string{"UPDATE documents SET media = 'text/html' WHERE person <> ''"}},
	{name: "a document that nobody asked to have erased", want: "no fact says that it was", sql: []string{"UPDATE documents SET person = '', media = '', body = substr(body, 1, 0), erased = 5 WHERE id = (SELECT max(id) FROM documents WHERE person <> '')"}},
	{name: "documents are gone", want: "is not there", sql: []string{"DELETE FROM documents WHERE person <> ''"}},
	{name: "an erased document is still there", want: "is marked erased, and is still there", sql: []string{"UPDATE documents SET erased = 5 WHERE person <> ''"}},
	{name: "the text of a Book", want: "its text was changed since it was published", sql: []string{"UPDATE documents SET body = (SELECT body FROM documents WHERE person <> '' LIMIT 1) WHERE media = 'application/yaml'"}},
	{name: "no text of a Book", want: "its text is not there", sql: []string{"DELETE FROM documents WHERE media = 'application/yaml'"}},
	{name: "no row of the merchant", want: "the row that says how the merchant stands is missing", sql: []string{"DELETE FROM merchants"}},
	{name: "the newest position", want: "missing", sql: []string{"UPDATE merchants SET newest = newest + 7"}},
	{name: "the newest position, back", want: "its newest is before its stored", sql: []string{"UPDATE merchants SET newest = newest - 7"}},
	{name: "the count", want: "not those that were recorded", sql: []string{"UPDATE merchants SET facts = facts + 1"}},
	{name: "the hash over all", want: "not those that were recorded", sql: []string{"UPDATE merchants SET hash = (SELECT hash FROM facts WHERE pos = 3)"}},
	{name: "no row of a parcel", want: "main/view_parcel par_last-1: the read tables are not what the facts give", views: true, sql: []string{"DELETE FROM view_parcel WHERE id LIKE '%last-1'"}},
	{name: "a row of a parcel", want: "waybill is \"X\"", views: true, sql: []string{"UPDATE view_parcel SET waybill = 'X' WHERE id LIKE '%last-1'"}},
	{name: "a count", want: "view_count", views: true, sql: []string{"UPDATE view_count SET n = n + 1"}},
	{name: "a forged value", want: "says otherwise now: plan.value.amount was", forge: func(list []*said) []*said {
		list[find(list, "ParcelPlanned")].fact.Body.(*fact.ParcelPlanned).Plan.Value.Amount++
		return list
	}},
	{name: "a forged cause", want: "order:", forge: func(list []*said) []*said {
		list[find(list, "OrderReceived")].fact.Body.(*fact.OrderReceived).Order.Lines[0].Quantity = 1000
		return list
	}},
	{name: "a forged time", want: "happens at another time now", forge: func(list []*said) []*said {
		f := list[find(list, "OrderAccepted")].fact
		f.At = f.At.Add(time.Hour)
		return list
	}},
	{name: "a forged removal", want: "is recorded where", forge: func(list []*said) []*said {
		return slices.Delete(list, find(list, "Allocated"), find(list, "Allocated")+1)
	}},
	{name: "a forged removal of a cause", want: "follows from", forge: func(list []*said) []*said {
		return slices.Delete(list, find(list, "OrderReceived"), find(list, "OrderReceived")+1)
	}},
	{name: "a forged end", want: "par_last-1#3: the fact is decided now, and is not recorded", forge: func(list []*said) []*said { return list[:len(list)-1] }},
	{name: "a forged fact", want: "would not be recorded now", forge: func(list []*said) []*said {
		f := *list[len(list)-1].fact
		f.Cause, f.By, f.Body = "", "thief", &fact.BookingCancelled{Waybill: "X"}
		return append(list, &said{fact: &f})
	}},
	{name: "a forged removal of a parcel, where nothing is decided again", want: "there are no facts of it, and order:", forge: func(list []*said) []*said {
		parcel := list[find(list, "ParcelPlanned")].fact.Stream
		return slices.DeleteFunc(list[1:], func(s *said) bool { return s.fact.Stream == parcel })
	}},
	{name: "a forged removal of an outcome", want: "", forge: func(list []*said) []*said { return slices.Delete(list, find(list, "Booked"), find(list, "Booked")+1) }},
}

// TestAuditFindsDamage: whatever is changed by hand, in facts, balances, jobs, documents, Books, and in how the merchant
// stands, is found and named; and what nobody touched is in order.
func TestAuditFindsDamage(t *testing.T) {
	from := played(t, 1, 12)
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			at := on(t, from, engine == "postgres")
			p, err := merchant.Look(context.Background(), at, merchant.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			list, err := auditOf(p, true)
			if err != nil {
				t.Fatalf("a clean place: %v", err)
			}
			if a := list[0]; a.Decided != a.Facts || a.Earlier != 0 || a.Jobs != 1 || a.Documents < 10 || a.Streams < 10 {
				t.Errorf("found %+v", a)
			}
			d, views := databases(t, at)
			keep(t, d, record.Tables)
			keep(t, views, viewTables)
			all := factsOf(t, d)
			booking := fmt.Sprint(find(all, "BookingRequested") + 1)
			for _, c := range damages {
				on := d.Write
				if c.views {
					on = views.Write
				}
				for _, text := range c.sql {
					if _, err := on.Exec(strings.ReplaceAll(text, "{booking}", booking)); err != nil {
						t.Fatalf("%s: %v", c.name, err)
					}
				}
				if c.forge != nil {
					forge(t, d, c.forge)
				}
				_, err := auditOf(p, c.views)
				if shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: the audit says %v, not %q", c.name, err, c.want)
				}
				putBack(t, d, record.Tables)
				if c.views {
					putBack(t, views, viewTables)
				}
			}
			if _, err := auditOf(p, true); err != nil {
				t.Errorf("put back: %v", err)
			}
		})
	}
}

// said is a fact as it lies there.
type said struct {
	fact *fact.Fact
}

func find(list []*said, kind fact.Kind) int {
	return slices.IndexFunc(list, func(s *said) bool { return s.fact.Kind() == kind })
}

// factsOf reads all facts in their order.
func factsOf(t *testing.T, d *db.DB) []*said {
	t.Helper()
	rows, err := d.Read.Query("SELECT stream, record FROM facts ORDER BY pos")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []*said
	for rows.Next() {
		var stream string
		var raw []byte
		if err := rows.Scan(&stream, &raw); err != nil {
			t.Fatal(err)
		}
		f, err := record.Read(shipping.Stream(stream), raw)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, &said{fact: f})
	}
	return list
}

// forge changes facts, and has everything fit that can be made to fit without deciding: versions, hashes, balances, jobs.
func forge(t *testing.T, d *db.DB, change func([]*said) []*said) {
	t.Helper()
	list := factsOf(t, d)
	if _, err := d.Write.Exec("DELETE FROM facts"); err != nil {
		t.Fatal(err)
	}
	chain, heads, sums, versions := record.NewChain(), map[shipping.Stream]int64{}, map[shipping.Stream]*record.Sum{}, map[shipping.Stream]int64{}
	for i, s := range change(list) {
		f := s.fact
		if sums[f.Stream] == nil {
			sums[f.Stream] = &record.Sum{}
		}
		versions[f.Stream]++
		f.Version = versions[f.Stream]
		raw := record.Append(nil, f)
		chain.Next(sums[f.Stream], merchant.First, f.Stream, raw)
		if _, err := d.Write.Exec("INSERT INTO facts (merchant, pos, stream, prev, record, hash) VALUES ($1, $2, $3, $4, $5, $6)",
			string(merchant.First), i+1, string(f.Stream), heads[f.Stream], raw, sums[f.Stream][:]); err != nil {
			t.Fatal(err)
		}
		heads[f.Stream] = int64(i + 1)
	}
	if _, err := upkeep.Rebuild(context.Background(), d, upkeep.Options{Awaits: laws.Awaits, AcceptLoss: true}); err != nil {
		t.Fatal(err)
	}
}

// databases are those of the ledger and of the read tables, in which changes wait for no disk.
func databases(t *testing.T, at merchant.At) (d, views *db.DB) {
	d = unsynced(t, cmp.Or(at.DB, filepath.Join(at.Data, "ledger.db")))
	if at.DB != "" {
		return d, d
	}
	return d, unsynced(t, filepath.Join(at.Data, "views.db"))
}

var viewTables = []string{"view_parcel", "view_count"}

// keep keeps copies of tables, putBack brings them back.
func keep(t *testing.T, d *db.DB, tables []string) {
	for _, table := range tables {
		if _, err := d.Write.Exec("CREATE TABLE kept_" + table + " AS SELECT * FROM " + table); err != nil {
			t.Fatal(err)
		}
	}
}

func putBack(t *testing.T, d *db.DB, tables []string) {
	for _, table := range tables {
		if _, err := d.Write.Exec("DELETE FROM " + table); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Write.Exec("INSERT INTO " + table + " SELECT * FROM kept_" + table); err != nil {
			t.Fatal(err)
		}
	}
}
