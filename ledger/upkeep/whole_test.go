package upkeep

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/fact/papers"
	"crosslane/ledger"
	"crosslane/ledger/cache"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// reviewer decides nothing again, but looks at every stream that there was so far, and at one that never is.
type reviewer struct {
	t     *testing.T
	s     fact.State
	seen  map[shipping.Stream]int64
	at    int64
	fails int64 // at this fact
	more  int64 // behind this fact it decides one more
	end   error
}

var errReview = shipping.Fault(shipping.Corrupt, "decided otherwise", "")

func (r *reviewer) Take(f *fact.Fact) error {
	if r.at++; r.at == r.fails {
		return errReview
	}
	r.s.Balance(f.Stream).Apply(f)
	r.seen[f.Stream]++
	for stream, n := range r.seen {
		if b := r.s.Balance(stream); b.Version != n {
			r.t.Errorf("at fact %d the balance of %s counts %d facts, want %d", r.at, stream, b.Version, n)
		}
	}
	for _, ahead := range []shipping.Stream{"order:never", "stock:NEVER", parcel(2)} {
		if b := r.s.Balance(ahead); b.Version != r.seen[ahead] {
			r.t.Errorf("at fact %d the balance of %s counts %d facts", r.at, ahead, b.Version)
		}
	}
	if r.at == r.more {
		r.s.Balance(f.Stream).Apply(&fact.Fact{Stream: f.Stream, Body: &fact.HandedOver{}})
		r.seen[f.Stream]++
	}
	return nil
}

func (r *reviewer) End() error             { return r.end }
func (r *reviewer) Counts() (int64, int64) { return r.at, 3 }

// TestReview: facts are decided again in their order, each by the balances as they were then, also those of streams that
// had come to their end.
func TestReview(t *testing.T) {
	p := opened(t)
	for _, c := range []struct {
		what  string
		with  reviewer
		sql   string
		says  string
		field string
		found int64
	}{
		{what: "the same", found: 18},
		{what: "the same by balances of another program", sql: "UPDATE balances SET state = x'00'", found: 18},
		{what: "the same by rows that are behind", sql: "UPDATE merchants SET stored = 3; DELETE FROM balances WHERE head > 3", found: 18},
		{what: "otherwise", with: reviewer{fails: 7}, says: "decided otherwise (where facts were changed, restore the last backup", found: 7},
		{what: "something is to follow", with: reviewer{end: errReview}, says: "decided otherwise (where facts were changed, restore the last backup", found: 18},
		{what: "one more follows from the last", with: reviewer{more: 18}, says: "the fact is decided now, and is not recorded", field: "acme/parcel:par_1#5", found: 18},
	} {
		t.Run(c.what, func(t *testing.T) {
			p.t = t
			defer p.back()
			if c.sql != "" {
				p.do(strings.Split(c.sql, "; ")...)
				p.seal()
			}
			o := all
			o.Review = func(m shipping.MerchantID, s fact.State) Review {
				r := c.with
				r.t, r.s, r.seen = t, s, map[shipping.Stream]int64{}
				return &r
			}
			found, err := p.audit(o)
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) || fieldOf(err) != c.field {
				t.Errorf("the audit says %v, want %q of %q", err, c.says, c.field)
			}
			if found.Decided != c.found || found.Earlier != 3 {
				t.Errorf("decided %d again, %d earlier", found.Decided, found.Earlier)
			}
		})
	}
	p.t = t
}

// TestLaw: every stream's balance is held against the law once, as it is at its end, in an audit and in a rebuild.
func TestLaw(t *testing.T) {
	p := opened(t)
	var asked []string
	broken := shipping.Stream("")
	o := all
	o.Law = func(m shipping.MerchantID, b *fact.Balance) error {
		asked = append(asked, fmt.Sprint(m, "/", b.Stream, "#", b.Version))
		if b.Stream == broken {
			return shipping.Fault(shipping.Corrupt, "oversold", "")
		}
		return nil
	}
	want := []string{"acme/book:main#1", "acme/erasure:main#1", "acme/order:ord_1#1", "acme/parcel:par_1#4", "acme/parcel:par_2#2", "acme/parcel:par_3#1",
		"acme/parcel:par_4#2", "acme/parcel:par_5#1", "acme/parcel:par_6#2", "acme/stock:CUP#1", "acme/stock:MUG#2"}
	for name, look := range map[string]func() (Found, error){
		"audit":   func() (Found, error) { return p.audit(o) },
		"rebuild": func() (Found, error) { return Rebuild(context.Background(), p.DB, o) },
	} {
		asked, broken = nil, ""
		if _, err := look(); err != nil {
			t.Error(name, err)
		}
		slices.Sort(asked)
		if !slices.Equal(asked, want) {
			t.Errorf("%s: the law was asked about %v, want %v", name, asked, want)
		}
		broken = "stock:MUG"
		if _, err := look(); err == nil || !strings.Contains(err.Error(), "oversold") {
			t.Errorf("%s of what breaks the law: %v", name, err)
		}
	}
}

// second has another merchant record some facts.
func second(t testing.TB, d *db.DB, n int) {
	t.Helper()
	l, err := ledger.Open(context.Background(), d, plain{}, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	facts := make([]*fact.Fact, n)
	for i := range facts {
		facts[i] = receipt("CUP", 1)
	}
	facts[0] = asked(9)
	if _, err := l.Record(context.Background(), "zeta", ledger.Entry{Facts: facts, Documents: []shipping.Document{list}}); err != nil {
		t.Fatal(err)
	}
}

// TestTwoMerchants: what was looked at is added up; of two, one alone may be asked about.
func TestTwoMerchants(t *testing.T) {
	p := opened(t)
	second(t, p.DB, 4)
	p.keep()
	both := Found{Facts: 22, Streams: 13, Jobs: 7, Void: 1, Kept: Kept{Documents: 4, Unsealed: 1, Unnamed: 2, FirstUnnamed: list.ID, Erased: 1}}
	var progress []int64
	o := all
	o.Progress = func(n int64) { progress = append(progress, n) }
	if found, err := p.audit(o); err != nil || found != both || !slices.Equal(progress, []int64{18, 22}) {
		t.Errorf("both: %+v, %v; told %v", found, err, progress)
	}
	progress = nil
	rebuilt := both
	rebuilt.Kept = Kept{}
	if found, err := Rebuild(context.Background(), p.DB, o); err != nil || found != rebuilt || !slices.Equal(progress, []int64{18, 22}) {
		t.Errorf("rebuilt: %+v, %v; told %v", found, err, progress)
	}
	p.do("DELETE FROM facts WHERE merchant = 'zeta' AND pos = 2")
	o.Merchants = []shipping.MerchantID{me}
	if found, err := p.audit(o); err != nil || found != clean {
		t.Errorf("one: %+v, %v", found, err)
	}
	o.Merchants = []shipping.MerchantID{"zeta"}
	if found, err := p.audit(o); fieldOf(err) != "zeta/stock:CUP#1" || found.Facts == 22 {
		t.Errorf("the other: %+v, %v", found, err)
	}
	if list, err := Merchants(context.Background(), p.DB); err != nil || len(list) != 2 || list[0].Merchant != me || list[1].Merchant != "zeta" || list[0].Wrong != nil {
		t.Errorf("merchants are %+v, %v", list, err)
	}
	p.back()
	p.do("DELETE FROM merchants WHERE merchant = 'acme'", "UPDATE roll SET names = 'zeta' || char(10)")
	if _, err := p.audit(all); fieldOf(err) != "acme/documents" && fieldOf(err) != "acme/facts" {
		t.Errorf("one that was never added: %v", err)
	}
	o = all
	o.Merchants = []shipping.MerchantID{"zeta"}
	if found, err := p.audit(o); err != nil || found.Facts != 4 {
		t.Errorf("that is nothing to the other: %+v, %v", found, err)
	}
}

// TestWithoutTheRoll: that the roll cannot be read is said of the roll, and of no merchant.
func TestWithoutTheRoll(t *testing.T) {
	p := opened(t)
	for _, text := range []string{"DELETE FROM roll", "INSERT INTO roll SELECT names FROM roll", "UPDATE roll SET names = x'00'"} {
		p.do(text)
		list, err := Merchants(context.Background(), p.DB)
		if err != nil || len(list) != 2 || list[0].Merchant != "" || fieldOf(list[0].Wrong) != "/roll" || list[1].Merchant != me || list[1].Wrong != nil {
			t.Errorf("%s: %+v, %v", text, list, err)
		}
		p.back()
	}
}

// TestMany: more facts than are read at a time; what is wrong first, in the order of the facts, is the error.
func TestMany(t *testing.T) {
	d, err := db.OpenUnsynced(context.Background(), dbtest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	const n = 2*chunkRows + 1
	second(t, d, n)
	p := &place{t, d}
	p.keep()
	if found, err := p.audit(all); err != nil || found.Facts != n || found.Streams != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, c := range []struct{ sql, field, says string }{
		{"UPDATE facts SET hash = zeroblob(32) WHERE pos IN (1999, 2001, 4001)", "zeta/stock:CUP#1998", "changed"},
		{"UPDATE facts SET hash = 'x' WHERE pos = 4001; UPDATE facts SET hash = zeroblob(32) WHERE pos = 3", "zeta/stock:CUP#2", "changed"},
		{"DELETE FROM documents; UPDATE facts SET hash = zeroblob(32) WHERE pos = 4001", "zeta/stock:CUP#4000", "changed"},
		{"UPDATE facts SET hash = 'x' WHERE pos = 4001", "zeta/facts pos 4001 stream stock:CUP", "its hash holds a text where bytes belong"},
		{"DELETE FROM facts WHERE pos = 2000", "zeta/stock:CUP#1999", "the fact is missing"},
		{"DELETE FROM facts WHERE pos = 2001", "zeta/stock:CUP#2000", "the fact is missing"},
		{"DELETE FROM facts WHERE pos = 4001", "zeta/stock:CUP#4000", "the fact is missing"},
		{"DELETE FROM facts WHERE pos BETWEEN 1500 AND 2500", "zeta/stock:CUP#2499", "there is none at positions 1500 to 2500"},
		{"UPDATE facts SET prev = 0 WHERE pos = 2001", "zeta/stock:CUP#2000", "facts before it are missing"},
	} {
		p.do(strings.Split(c.sql, "; ")...)
		if _, err := p.audit(all); shipping.CodeOf(err) != shipping.Corrupt || fieldOf(err) != c.field || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s\nthe audit says %v of %q, want %q of %q", c.sql, err, fieldOf(err), c.says, c.field)
		}
		p.back()
	}
	if _, err := Rebuild(context.Background(), d, Options{}); err != nil {
		t.Error(err)
	}
	if found, err := p.audit(all); err != nil || found.Facts != n {
		t.Errorf("rebuilt: %+v, %v", found, err)
	}
}

// TestTextOfWhatIsInOrder: what was looked at is said line by line, and nothing of what there is none of.
func TestTextOfWhatIsInOrder(t *testing.T) {
	full := Found{Facts: 18, Streams: 11, Jobs: 6, Void: 2, Decided: 17, Earlier: 1, Kept: Kept{Documents: 4, Unsealed: 3, Unnamed: 5, FirstUnnamed: "pap_x", Erased: 7, Before: 8}}
	want := "In order: acme, 18 facts in 11 streams, 4 documents; every hash chain is whole, every balance adds up, no law is violated.\n" +
		"17 facts were decided again, and are the same.\n1 facts were decided by earlier versions: folded, not decided again.\n" +
		"6 jobs are to be performed; 2 have no outcome, and nobody waits for one: done or void.\n7 documents were erased, and the record says so.\n" +
		"8 documents were erased before erasures were recorded: whether somebody asked for it cannot be told.\n" +
		"3 documents bear names of an earlier version, which hold their content; whom they speak of, and their media type, is not checked.\n" +
		"5 documents are named by no fact, so nothing shows them; the first is pap_x.\n"
	if got := full.Text(me); got != want {
		t.Errorf("%s", got)
	}
	bare := Found{Facts: 18, Streams: 11, Decided: 18}.Text(me)
	if got := strings.Count(bare, "\n"); got != 2 {
		t.Errorf("of what is not there it says %s", bare)
	}
	for says, found := range map[string][]Found{
		"to be performed":             {{Jobs: 1}, {Void: 1}},
		"the record says so":          {{Kept: Kept{Erased: 1}}},
		"before erasures were":        {{Kept: Kept{Before: 1}}},
		"names of an earlier version": {{Kept: Kept{Unsealed: 1}}},
		"are named by no fact":        {{Kept: Kept{Unnamed: 1}}},
	} {
		for _, f := range found {
			if !strings.Contains(f.Text(me), says) {
				t.Errorf("%+v says nothing of what %s", f, says)
			}
		}
	}
	twice := full.plus(full)
	if want := (Found{36, 22, Kept{8, 6, 10, "pap_x", 14, 16}, 12, 4, 0, 34, 2}); twice != want {
		t.Errorf("twice that is %+v", twice)
	}
	if got := (Found{}).plus(Found{Returned: 2, Kept: Kept{FirstUnnamed: "pap_y"}}).plus(Found{Returned: 1, Kept: Kept{FirstUnnamed: "pap_z"}}); got.Returned != 3 || got.FirstUnnamed != "pap_y" {
		t.Errorf("%+v", got)
	}
}

// TestLoss: a rebuild changes nothing where facts that were recorded are gone, and says how many, unless that is accepted;
// jobs whose outcome is awaited it brings back.
func TestLoss(t *testing.T) {
	p := opened(t)
	ctx := context.Background()
	everything := func() (text string) {
		for _, table := range kept {
			text += p.dump("SELECT * FROM " + table)
		}
		return text
	}
	for _, c := range []struct {
		sql, says string
		facts     int64
	}{
		{"DELETE FROM facts WHERE pos > 15", "3 facts that were recorded are not there", 15},
		{"DELETE FROM facts WHERE pos = 3 OR pos = 16", "2 facts that were recorded are not there", 16},
		{"DELETE FROM facts WHERE pos = 3 OR pos = 16; UPDATE merchants SET facts = 16", "the facts are not those that were recorded", 16},
		{"UPDATE merchants SET facts = 19", "1 facts that were recorded are not there", 18},
		{"UPDATE merchants SET newest = 20, facts = 18", "2 facts that were recorded are not there", 18},
		{"UPDATE merchants SET facts = 0, newest = 0, stored = 0", "", 18},
		{"UPDATE merchants SET facts = -1", "how many facts were recorded cannot be told any more", 18},
		{"UPDATE merchants SET newest = -1", "how many facts were recorded cannot be told any more", 18},
		{"UPDATE merchants SET newest = 'x'", "how many facts were recorded cannot be told any more", 18},
		{"UPDATE merchants SET epoch = -1, facts = 19", "1 facts that were recorded are not there", 18},
		{"UPDATE roll SET names = names || 'gone' || char(10)", "nothing of it is there; nothing was changed", 18},
		{"DELETE FROM roll", "the row that names all merchants is missing, or is there twice; nothing was changed", 18},
		{"UPDATE facts SET merchant = '' WHERE pos = 18; UPDATE merchants SET newest = 17, facts = 17, stored = 17", "belong to a merchant that has no name; nothing was changed", 17},
	} {
		p.do(strings.Split(c.sql, "; ")...)
		before := everything()
		_, err := Rebuild(ctx, p.DB, all)
		if c.says == "" && err != nil || c.says != "" && (shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s\nrebuilt: %v, want %q", c.sql, err, c.says)
		}
		if err != nil && everything() != before {
			t.Errorf("%s: what was refused changed something", c.sql)
		}
		o := all
		o.AcceptLoss = true
		if found, err := Rebuild(ctx, p.DB, o); err != nil || found.Facts != c.facts {
			t.Errorf("%s\naccepted: %+v, %v", c.sql, found, err)
		}
		if list, err := Merchants(ctx, p.DB); err != nil || len(list) != 1 || list[0].Wrong != nil {
			t.Errorf("%s\nthen there is %+v, %v", c.sql, list, err)
		}
		p.back()
	}
	p.do("DELETE FROM jobs WHERE pos IN (11, 12)")
	if found, err := Rebuild(ctx, p.DB, all); err != nil || found.Returned != 2 || found.Jobs != 6 || found.Void != 1 {
		t.Errorf("two lost jobs: %+v, %v", found, err)
	}
	want := fmt.Sprintf("11 BookingRequested swift 0 %d  %[3]s\n12 MessageRequested mail 0 %[2]s  %[3]s\n", noon.UnixMilli(), millis(30*60*60*1e9), record.Perhaps)
	if got := p.dump("SELECT pos, kind, partner, attempt, due, lease, error FROM jobs WHERE pos IN (11, 12) ORDER BY pos"); got != want {
		t.Errorf("they come back as\n%swant\n%s", got, want)
	}
	if row := p.dump("SELECT owner, until, newest, facts, stored FROM merchants"); row != " 0 18 18 18\n" {
		t.Errorf("the merchant stands at %s", row)
	}
	epoch := p.dump("SELECT epoch FROM merchants")
	if _, err := Rebuild(ctx, p.DB, all); err != nil || p.dump("SELECT epoch FROM merchants") == epoch {
		t.Errorf("a node that writes would not see it: epoch %s, %v", epoch, err)
	}
}

// TestReaches: without reading them it is told whether facts reach to where they were recorded to, and no further.
func TestReaches(t *testing.T) {
	p := opened(t)
	for text, says := range map[string]string{
		"UPDATE merchants SET until = 0":                 "", // nothing
		"UPDATE merchants SET facts = 17":                "", // an audit tells
		"UPDATE merchants SET facts = 19":                "19 facts up to position 18 were recorded, and the newest is at 18",
		"UPDATE merchants SET newest = 17, facts = 17":   "17 facts up to position 17 were recorded, and the newest is at 18",
		"DELETE FROM facts WHERE pos > 16":               "18 facts up to position 18 were recorded, and the newest is at 16",
		"DELETE FROM facts":                              "and the newest is at 0",
		"UPDATE merchants SET newest = 'none' WHERE 1=1": "holds a text",
	} {
		p.do(text)
		err := Reaches(context.Background(), p.DB, me)
		if says == "" && err != nil || says != "" && (shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: %v, want %q", text, err, says)
		}
		p.back()
	}
	if err := Reaches(context.Background(), p.DB, "nobody"); err != nil {
		t.Error(err)
	}
}

// TestWhoStays: a rebuild goes on with whoever was added, or is on the roll and has anything.
func TestWhoStays(t *testing.T) {
	p := opened(t)
	ctx := context.Background()
	for _, m := range []shipping.MerchantID{"new", "poor"} {
		if fresh, err := record.Born(ctx, p.DB, m); !fresh || err != nil {
			t.Fatal(fresh, err)
		}
	}
	p.do("INSERT INTO documents SELECT 'poor', id, person, media, erased, body FROM documents WHERE merchant = 'acme'", "DELETE FROM merchants WHERE merchant = 'poor'")
	accepted := all
	accepted.AcceptLoss = true
	if _, err := Rebuild(ctx, p.DB, accepted); err != nil {
		t.Fatal(err)
	}
	list, err := Merchants(ctx, p.DB)
	if err != nil || len(list) != 3 || list[0].Merchant != me || list[1].Merchant != "new" || list[2].Merchant != "poor" {
		t.Errorf("there are %+v, %v", list, err)
	}
	for _, l := range list {
		if l.Wrong != nil {
			t.Error(l.Wrong)
		}
	}
}

// TestRestore: a backup holds everything but what follows from facts, and comes back checked, or not at all.
func TestRestore(t *testing.T) {
	p := opened(t)
	ctx := context.Background()
	backup := func() []byte {
		var file bytes.Buffer
		holds, err := Backup(ctx, p.DB, &file)
		if err != nil || holds.Rows != 18+6+5 {
			t.Errorf("%d rows, %v", holds.Rows, err)
		}
		if err := holds.Check(bytes.NewReader(file.Bytes())); err != nil {
			t.Error(err)
		}
		return file.Bytes()
	}
	file := backup()
	fresh := func() *place {
		d, err := db.OpenUnsynced(ctx, dbtest.SQLite(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return &place{t, d}
	}
	to := fresh()
	if err := Ready(ctx, to.DB); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("an empty database: %v", err)
	}
	if found, err := Restore(ctx, to.DB, bytes.NewReader(file), all); err != nil || found != clean {
		t.Errorf("restored %+v, %v; want %+v", found, err, clean)
	}
	if found, err := to.audit(all); err != nil || found != clean {
		t.Errorf("then %+v, %v", found, err)
	}
	if err := Ready(ctx, to.DB); err != nil {
		t.Error(err)
	}
	for _, table := range []string{"facts", "balances", "jobs", "documents"} {
		text := "SELECT * FROM " + table + " ORDER BY 1, 2"
		if table == "jobs" { // what was not begun when the backup was made may have been since
			p.do("UPDATE jobs SET error = '" + record.Perhaps + "' WHERE error = ''")
		}
		if got, want := to.dump(text), p.dump(text); got != want {
			t.Errorf("%s\n%swant\n%s", table, got, want)
		}
	}
	if _, err := Restore(ctx, to.DB, bytes.NewReader(file), all); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("over facts: %v", err)
	}
	if err := Ready(ctx, to.DB); err != nil {
		t.Errorf("what was refused: %v", err)
	}
	to = fresh()
	if _, err := Restore(ctx, to.DB, bytes.NewReader(file[:len(file)/2]), all); err == nil {
		t.Error("half a backup is restored")
	}
	if err := Ready(ctx, to.DB); shipping.CodeOf(err) != shipping.Refused || to.dump("SELECT count(*) FROM facts") != "0\n" {
		t.Errorf("behind half a backup: %v", err)
	}
	if _, err := Restore(ctx, to.DB, bytes.NewReader(file), all); err != nil {
		t.Errorf("once more, the whole: %v", err)
	}
	if err := Ready(ctx, to.DB); err != nil {
		t.Error(err)
	}
	// what is not whole does not come back; of what was erased earlier programs kept the kind
	p.do("UPDATE documents SET media = 'text/plain' WHERE erased <> 0")
	if _, err := Restore(ctx, fresh().DB, bytes.NewReader(backup()), all); err != nil {
		t.Error(err)
	}
	p.do("UPDATE documents SET body = x'00' WHERE person = 'per_anna'")
	to = fresh()
	var changed bytes.Buffer
	if _, err := p.Export(ctx, &changed, Tables, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, to.DB, &changed, all); fieldOf(err) != "acme/parcel:par_2#2" || to.dump("SELECT count(*) FROM facts") != "0\n" {
		t.Errorf("a changed document came back: %v", err)
	}
}

// TestNoBackupOfWhatNoRestoreTakes: a fact or a document that was changed is found while the backup is written.
func TestNoBackupOfWhatNoRestoreTakes(t *testing.T) {
	p := opened(t)
	for _, c := range []struct{ tamper, field string }{
		{"UPDATE facts SET record = CAST(record || x'00' AS BLOB) WHERE pos = 4", "acme/parcel:par_1"},
		{"UPDATE facts SET stream = 'order:x' WHERE pos = 4", "acme/order:x"},
		{"UPDATE facts SET prev = 1 WHERE pos = 4", "acme/parcel:par_1"},
		{"UPDATE facts SET hash = zeroblob(32) WHERE pos = 4", "acme/parcel:par_1"},
		{"DELETE FROM facts WHERE pos = 4", "acme/parcel:par_1"},
		{"DELETE FROM facts WHERE pos = 18", "acme"},
		{"DELETE FROM merchants", "acme"},
		{"UPDATE documents SET body = x'00' WHERE person = 'per_anna'", "acme/" + string(letter.ID)},
		{"UPDATE documents SET person = 'per_ben' WHERE person = 'per_anna'", "acme/" + string(letter.ID)},
		{"UPDATE documents SET id = 'pap_x' WHERE person = 'per_anna'", "acme/pap_x"},
	} {
		p.back()
		p.do(c.tamper)
		if _, err := Backup(t.Context(), p.DB, io.Discard); shipping.CodeOf(err) != shipping.Corrupt || fieldOf(err) != c.field {
			t.Errorf("%s: %v", c.tamper, err)
		}
	}
}

// TestContentsAbout: those of one kind about one person, and no others.
func TestContentsAbout(t *testing.T) {
	p := opened(t)
	for _, c := range []struct {
		m             shipping.MerchantID
		person, media string
		want          int
	}{{me, "per_anna", "text/plain", 1}, {me, "per_anna", "application/pdf", 0}, {me, "per_ben", "text/plain", 0}, {"zeta", "per_anna", "text/plain", 0}} {
		got, err := ContentsAbout(context.Background(), p.DB, c.m, c.person, c.media)
		if err != nil || len(got) != c.want || c.want > 0 && (got[0].ID != letter.ID || !got[0].Fits()) {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
}

// TestNamedAgain: a document that is named again long after is looked for again, and counted once.
func TestNamedAgain(t *testing.T) {
	p := opened(t)
	tx, err := p.Read.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	d := newDocuments(p.DB)
	d.known = cache.New[shipping.DocumentID, struct{}](2) // one at a time is remembered
	d.held = true
	for n, id := range []shipping.DocumentID{old.ID, letter.ID, ben.ID, old.ID, old.ID} {
		f := message(6, id, 0)
		if id == ben.ID {
			f = &fact.Fact{Stream: shipping.ErasureStream, By: "clerk:li", Recorded: noon.Add(time.Minute), Body: &fact.DocumentsErased{Documents: []shipping.DocumentID{id}}}
		}
		part := &chunk{rows: []row{{stream: f.Stream, version: int64(n + 1), fact: f, documents: papers.Named(f.Body)}}}
		if err := d.look(t.Context(), me, part, func(work func(*sql.Tx) error) error { return work(tx) }); err != nil {
			t.Error(err)
		}
	}
	if err := d.end(t.Context(), tx, me); err != nil {
		t.Error(err)
	}
	if want := (Kept{Documents: 3, Unsealed: 1, Unnamed: 2, FirstUnnamed: min(list.ID, label.ID), Erased: 1}); d.Kept != want {
		t.Errorf("found %+v, want %+v", d.Kept, want)
	}
}
