package upkeep

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// millis is an instant of the story in a statement.
func millis(after time.Duration) string { return fmt.Sprint(noon.Add(after).UnixMilli()) }

// clean is what there is in the story.
var clean = Found{Facts: 18, Streams: 11, Jobs: 6, Void: 1, Kept: Kept{Documents: 4, Unsealed: 1, Unnamed: 1, FirstUnnamed: list.ID, Erased: 1}}

// without takes the facts at some positions out, with adds some at the end.
func without(places ...int) func([]*fact.Fact) []*fact.Fact {
	return func(all []*fact.Fact) (rest []*fact.Fact) {
		for i, f := range all {
			out := false
			for _, p := range places {
				out = out || p == i+1
			}
			if !out {
				rest = append(rest, f)
			}
		}
		return rest
	}
}

func with(more ...*fact.Fact) func([]*fact.Fact) []*fact.Fact {
	return func(all []*fact.Fact) []*fact.Fact { return append(all, more...) }
}

// elsewhere is the outcome of parcel 5's booking in another stream, after which the parcel goes on.
var elsewhere, goesOn = &fact.Fact{Stream: "case:c", By: "desk", Cause: "parcel:par_5#1", Body: &fact.CaseOpened{}},
	&fact.Fact{Stream: "parcel:par_5", By: "desk", Body: &fact.HandedOver{}}

// benIsBack puts a document back that was erased; decidedOfBen is a fact that was decided, and speaks of it.
const benIsBack = "UPDATE documents SET erased = 0, person = 'per_ben', media = 'text/plain', body = cast('Ben, Am Markt 1' AS BLOB) WHERE erased <> 0"

var decidedOfBen = &fact.Fact{Stream: parcel(6), Cause: "parcel:par_6#1", Body: &fact.MessageRequested{Way: "mail", To: ben.ID, Earliest: noon}}

// tampering is what somebody does to the tables, and how the audit names it. Empty: it is in order.
type tampering struct {
	what   string
	forge  func([]*fact.Fact) []*fact.Fact
	sql    []string
	field  string // of the error
	says   string // a part of its message
	sealed bool   // the balances look as if they had been written so
	mends  bool   // a rebuild puts it right
	hides  bool   // it may hide a loss, which a rebuild goes on with only when that is accepted
}

func run(texts ...string) []string { return texts }

var tamperings = []tampering{
	{what: "nothing"},

	// facts
	{what: "a fact is changed", sql: run("UPDATE facts SET record = cast(record || x'00' AS BLOB) WHERE pos = 5"), field: "acme/parcel:par_1#2", says: "the fact or its hash was changed"},
	{what: "the hash of a fact is changed", sql: run("UPDATE facts SET hash = zeroblob(32) WHERE pos = 3"), field: "acme/stock:MUG#1", says: "the fact or its hash was changed"},
	{what: "two facts are changed: the first is named", sql: run("UPDATE facts SET hash = zeroblob(32) WHERE pos IN (9, 15)"), field: "acme/parcel:par_5#1", says: "changed"},
	{what: "a fact is put behind another", sql: run("UPDATE facts SET prev = 4 WHERE pos = 10"), field: "acme/parcel:par_1#3", says: "facts before it are missing"},
	{what: "a fact is put before all others", sql: run("UPDATE facts SET prev = 0 WHERE pos = 10"), field: "acme/parcel:par_1#3", says: "facts before it are missing"},
	{what: "a fact lies where none can be", sql: run("INSERT INTO facts SELECT merchant, 0, stream, prev, record, hash FROM facts WHERE pos = 1"), field: "acme/facts pos 0", says: "no fact can be there"},
	{what: "a fact lies before any place", sql: run("INSERT INTO facts SELECT merchant, -7, stream, prev, record, hash FROM facts WHERE pos = 1"), field: "acme/facts pos -7", says: "no fact can be there"},
	{what: "a fact in the middle of a stream is gone", sql: run("DELETE FROM facts WHERE pos = 5"), field: "acme/parcel:par_1#2", says: "the fact is missing, or was put elsewhere"},
	{what: "the first fact of all is gone", sql: run("DELETE FROM facts WHERE pos = 1"), field: "acme/book:main#1", says: "the fact is missing, or was put elsewhere"},
	{what: "a fact is gone that only a balance counts", sql: run("DELETE FROM facts WHERE pos = 15"), field: "acme/stock:CUP#1", says: "the fact is missing, or was put elsewhere"},
	{what: "two facts are gone", sql: run("DELETE FROM facts WHERE pos IN (4, 5)"), field: "acme/parcel:par_1#2", says: "and others with it: there is none at positions 4 to 5"},
	{what: "a fact is gone that nothing names", sql: run("DELETE FROM facts WHERE pos = 9", "DELETE FROM balances WHERE head = 9"), field: "acme", says: "taken away, and are missing: there is none at position 9"},
	{what: "a fact is gone, and the balance of the next", sql: run("DELETE FROM facts WHERE pos = 14", "DELETE FROM balances WHERE stream = 'stock:CUP'"), field: "acme/parcel:par_6#2", says: "the fact is missing, or was put elsewhere"},
	{what: "the newest fact is gone", sql: run("DELETE FROM facts WHERE pos = 18"), field: "acme/parcel:par_1#4", says: "the fact is missing, or was put elsewhere"},
	{what: "the two newest facts are gone", sql: run("DELETE FROM facts WHERE pos > 16"), field: "acme/erasure:main#1", says: "there is none at positions 17 to 18"},
	{what: "all facts are gone", sql: run("DELETE FROM facts"), field: "acme/book:main#1", says: "positions 1 to 18"},
	{what: "what was recorded is said to be less", sql: run("UPDATE merchants SET newest = 17, stored = 17"), field: "acme", says: "there are facts behind position 17"},
	{what: "what was recorded is said to be more", sql: run("UPDATE merchants SET newest = 19, facts = 19"), field: "acme", says: "there is none at position 19"},
	{what: "how many were recorded is said to be less", sql: run("UPDATE merchants SET facts = 17"), field: "acme", says: "the facts are not those that were recorded", mends: true},
	{what: "the hash over all is another", sql: run("UPDATE merchants SET hash = zeroblob(32)"), field: "acme", says: "the facts are not those that were recorded", mends: true, hides: true},
	{what: "two facts change their places", sql: run("UPDATE facts SET pos = -1 WHERE pos = 6", "UPDATE facts SET pos = 6 WHERE pos = 9", "UPDATE facts SET pos = 9 WHERE pos = -1",
		"UPDATE balances SET head = 6 WHERE stream = 'parcel:par_5'", "UPDATE balances SET head = 9 WHERE stream = 'parcel:par_3'",
		"UPDATE jobs SET pos = -1 WHERE pos = 6", "UPDATE jobs SET pos = 6 WHERE pos = 9", "UPDATE jobs SET pos = 9 WHERE pos = -1"), sealed: true, field: "acme", says: "the facts are not those that were recorded"},

	// balances
	{what: "a balance is gone", sql: run("DELETE FROM balances WHERE stream = 'stock:CUP'"), field: "acme/stock:CUP#1", says: "no balance counts the fact", mends: true},
	{what: "a balance is one of nobody", sql: run("INSERT INTO balances SELECT merchant, 'stock:NONE', version, head, hash, due, state, seal FROM balances WHERE stream = 'stock:MUG'"), field: "acme", says: "there are balances without facts", mends: true},
	{what: "a balance counts more", sql: run("UPDATE balances SET version = 3 WHERE stream = 'stock:MUG'"), field: "acme/stock:MUG#2", says: "its balance counts other facts than there are", mends: true},
	{what: "a balance counts others", sql: run("UPDATE balances SET hash = zeroblob(32) WHERE stream = 'stock:MUG'"), field: "acme/stock:MUG#2", says: "its balance counts other facts than there are", mends: true},
	{what: "a balance ends where its stream does not", sql: run("UPDATE balances SET head = 17 WHERE stream = 'stock:MUG'"), field: "acme/stock:MUG#3", says: "its balance counts the fact, which is not there", mends: true},
	{what: "a balance of one fact ends where its stream does not", sql: run("UPDATE balances SET head = 17 WHERE stream = 'parcel:par_5'"), field: "acme/parcel:par_5#2", says: "its balance counts the fact, which is not there", mends: true},
	{what: "a balance is another's", sql: run("UPDATE balances SET state = (SELECT state FROM balances WHERE stream = 'stock:CUP') WHERE stream = 'stock:MUG'"), field: "acme/stock:MUG#2", says: "its balance is not what its facts add up to", mends: true},
	{what: "a balance is cut off", sql: run("UPDATE balances SET state = substr(state, 1, length(state) - 1) WHERE stream = 'order:ord_1'"), field: "acme/order:ord_1#1", says: "its balance is not what its facts add up to", mends: true},
	{what: "a balance has a timer that nobody set", sql: run("UPDATE balances SET due = 5 WHERE stream = 'stock:MUG'"), field: "acme/stock:MUG#2", says: "its balance is not what its facts add up to", mends: true},
	{what: "a balance of another program has a timer that nobody set", sql: run("UPDATE balances SET due = 5, state = x'00' WHERE stream = 'stock:MUG'"), sealed: true, field: "acme/stock:MUG#2", says: "its balance is not what its facts add up to", mends: true},
	{what: "a balance is of another program", sql: run("UPDATE balances SET state = x'00' WHERE stream IN ('stock:MUG', 'parcel:par_1')"), sealed: true, mends: true},
	{what: "a balance only looks as if it were of another program", sql: run("UPDATE balances SET state = x'00' WHERE stream = 'stock:MUG'"), field: "acme/stock:MUG#2", says: "its balance was changed since it was written", mends: true},
	{what: "a balance has the seal of another", sql: run("UPDATE balances SET seal = (SELECT seal FROM balances WHERE stream = 'stock:CUP') WHERE stream = 'stock:MUG'"), field: "acme/stock:MUG#2", says: "its balance was changed since it was written", mends: true},
	{what: "a balance has no seal", sql: run("UPDATE balances SET seal = x''"), says: "its balance was changed since it was written", field: "acme/book:main#1", mends: true},
	{what: "a balance has a hash of another length", sql: run("UPDATE balances SET hash = zeroblob(31) WHERE stream = 'stock:MUG'"), field: "acme/balances stream stock:MUG", says: "its hash is none", mends: true},
	{what: "rows are behind, as the merchant's says", sql: run("UPDATE merchants SET stored = 14", "DELETE FROM balances WHERE head > 14"), mends: true},
	{what: "a row is behind, and the merchant's does not say so", sql: run("UPDATE merchants SET stored = 17", "DELETE FROM balances WHERE head > 16"), field: "acme/erasure:main#1", says: "no balance counts the fact", mends: true},

	// jobs
	{what: "a job that is awaited is lost", sql: run("DELETE FROM jobs WHERE pos = 11"), field: "acme/parcel:par_2#1", says: "is lost, and its outcome is awaited", mends: true},
	{what: "a message that is awaited is lost", sql: run("DELETE FROM jobs WHERE pos = 12"), field: "acme/parcel:par_2#2", says: "is lost, and its outcome is awaited", mends: true},
	{what: "no fact asks for a job", sql: run("INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('acme', 3, 'BookingRequested', 'swift', 1)"), field: "acme job at position 3", says: "no fact asks for it", mends: true},
	{what: "a job behind all facts", sql: run("INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('acme', 99, 'BookingRequested', 'swift', 1)"), field: "acme job at position 99", says: "no fact asks for it", mends: true},
	{what: "a job that is done is to be performed again", sql: run("INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('acme', 5, 'BookingRequested', 'swift', 1)"), field: "acme/parcel:par_1#2", says: "still to be performed, though parcel:par_1#3 is its outcome", mends: true},
	{what: "a job is another carrier's", sql: run("UPDATE jobs SET partner = 'other' WHERE pos = 11"), field: "acme/parcel:par_2#1", says: "is kept as one for somebody else", mends: true},
	{what: "a job is of another kind", sql: run("UPDATE jobs SET kind = 'CancelRequested' WHERE pos = 11"), field: "acme/parcel:par_2#1", says: "is kept as one for somebody else", mends: true},
	{what: "a job is put aside that never failed", sql: run("UPDATE jobs SET due = NULL WHERE pos = 11"), field: "acme/parcel:par_2#1", says: "is put aside, and no attempt failed", mends: true},
	{what: "a job is put aside that failed", sql: run("UPDATE jobs SET due = NULL, error = 'no' WHERE pos = 11")},
	{what: "a job rests for as long as any does", sql: run("UPDATE jobs SET due = " + millis(time.Minute+24*time.Hour) + " WHERE pos = 11")},
	{what: "a job rests for longer than any", sql: run("UPDATE jobs SET due = 1 + " + millis(time.Minute+24*time.Hour) + " WHERE pos = 11"), field: "acme/parcel:par_2#1", says: "put off for longer than any job rests", mends: true},
	{what: "a message rests as long behind the quiet hours", sql: run("UPDATE jobs SET due = " + millis(54*time.Hour) + " WHERE pos = 12")},
	{what: "a message rests for longer behind the quiet hours", sql: run("UPDATE jobs SET due = 1 + " + millis(54*time.Hour) + " WHERE pos = 12"), field: "acme/parcel:par_2#2", says: "put off for longer than any job rests", mends: true},
	{what: "a job was tried as often as any", sql: run("UPDATE jobs SET attempt = 1000000 WHERE pos = 11")},
	{what: "a job was tried more often than any", sql: run("UPDATE jobs SET attempt = 1000001 WHERE pos = 11"), field: "acme/jobs pos 11", says: "its attempt or its due is none", mends: true},
	{what: "a job was tried less than never", sql: run("UPDATE jobs SET attempt = -1 WHERE pos = 11"), field: "acme/jobs pos 11", says: "its attempt or its due is none", mends: true},
	{what: "a job is performed, and was never tried", sql: run("UPDATE jobs SET lease = 'x' WHERE pos = 11"), field: "acme/jobs pos 11", says: "it was never tried", mends: true},
	{what: "a job is performed, and was tried", sql: run("UPDATE jobs SET lease = 'x', attempt = 1 WHERE pos = 11")},
	{what: "a job is due at the beginning of time", sql: run("UPDATE jobs SET due = 0 WHERE pos = 11")},
	{what: "a job is due before the beginning of time", sql: run("UPDATE jobs SET due = -1 WHERE pos = 11"), field: "acme/jobs pos 11", says: "its attempt or its due is none", mends: true},
	{what: "a job is due at no number", sql: run("UPDATE jobs SET due = 'soon' WHERE pos = 11"), field: "acme/jobs pos 11", says: "its due holds a text where a whole number belongs", mends: true},
	{what: "an outcome stands in another stream", forge: with(elsewhere, goesOn),
		field: "acme/parcel:par_5#1", says: "still to be performed, though case:c#1 is its outcome", mends: true},
	{what: "what was decided is no outcome", forge: with(&fact.Fact{Stream: "case:c", Cause: "parcel:par_5#1", Body: &fact.CaseOpened{}})},
	{what: "what follows from no job is no outcome", forge: with(&fact.Fact{Stream: "case:c", By: "desk", Cause: "parcel:par_4#2", Body: &fact.CaseOpened{}})},
	{what: "an outcome in another stream", forge: with(elsewhere, goesOn), sql: run("DELETE FROM jobs WHERE pos = 9")},

	// documents
	{what: "a document is gone", sql: run("DELETE FROM documents WHERE person = 'per_anna'"), field: "acme/parcel:par_2#2", says: "that it names is not there"},
	{what: "two documents are gone: the first that is named", sql: run("DELETE FROM documents WHERE person <> '' OR media = 'application/pdf'"), field: "acme/parcel:par_1#3", says: "that it names is not there"},
	{what: "a document is changed", sql: run("UPDATE documents SET body = x'00' WHERE person = 'per_anna'"), field: "acme/parcel:par_2#2", says: "it does not hash to its name"},
	{what: "a document is another person's", sql: run("UPDATE documents SET person = 'per_ben' WHERE person = 'per_anna'"), field: "acme/parcel:par_2#2", says: "it does not hash to its name"},
	{what: "a document of an earlier program is another person's", sql: run("UPDATE documents SET person = 'per_ben' WHERE person = 'per_old'")},
	{what: "a document is marked erased, and is there", sql: run("UPDATE documents SET erased = 5 WHERE person = 'per_anna'"), field: "acme/parcel:par_2#2", says: "is marked erased, and is still there"},
	{what: "the body of an erased one is there", sql: run("UPDATE documents SET body = x'00' WHERE erased <> 0"), field: "acme/parcel:par_6#1", says: "is marked erased, and is still there"},
	{what: "the person of an erased one is there", sql: run("UPDATE documents SET person = 'p' WHERE erased <> 0"), field: "acme/parcel:par_6#1", says: "is marked erased, and is still there"},
	{what: "the kind of an erased one is there", sql: run("UPDATE documents SET media = 'm' WHERE erased <> 0"), field: "acme/parcel:par_6#1", says: "is marked erased, and is still there"},
	{what: "one that no fact names is marked erased, and is there", sql: run("UPDATE documents SET erased = 5 WHERE id = '" + string(list.ID) + "'"), field: "acme/documents id " + string(list.ID), says: "it is marked erased, and is still there"},
	{what: "a document is erased, and no fact says so", sql: run("UPDATE documents SET erased = 5, body = x'', person = '', media = '' WHERE person = 'per_anna'"), field: "acme/documents id " + string(letter.ID), says: "no fact says that it was"},
	{what: "a document was erased at another time", sql: run("UPDATE documents SET erased = erased + 1 WHERE erased <> 0"), field: "acme/documents id " + string(ben.ID), says: "at another time than erasure:main#1 says"},
	{what: "the row of an erased one is gone", sql: run("DELETE FROM documents WHERE erased <> 0"), field: "acme/parcel:par_6#1", says: "is not there"},
	{what: "an erased one is back", sql: run(benIsBack), field: "acme/documents id " + string(ben.ID), says: "erasure:main#1 says that it was erased"},
	{what: "an erased one comes in again", forge: with(message(6, ben.ID, 0)), sql: run(benIsBack,
		"INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('acme', 19, 'MessageRequested', 'mail', 1)")},
	{what: "the outcome of a job brings an erased one along", forge: with(&fact.Fact{Stream: parcel(5), By: "carrier:swift", Cause: "parcel:par_5#1", Body: &fact.Booked{Waybill: "W5", Label: ben.ID}}),
		sql: run(benIsBack, "DELETE FROM jobs WHERE pos = 9")},
	{what: "what was decided speaks of an erased one", forge: with(decidedOfBen), sql: run("INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('acme', 19, 'MessageRequested', 'mail', 1)")},
	{what: "what was decided brings nothing back", forge: with(decidedOfBen), sql: run(benIsBack, "INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('acme', 19, 'MessageRequested', 'mail', 1)"),
		field: "acme/documents id " + string(ben.ID), says: "erasure:main#1 says that it was erased"},
	{what: "one erased before that was recorded", forge: without(1, 17), sql: run("UPDATE jobs SET pos = pos - 1")},

	// what is named
	{what: "the order that a parcel names is gone", forge: without(2), sql: run("UPDATE jobs SET pos = pos - 1"), field: "acme/order:ord_1#1", says: "there are no facts of it, and parcel:par_1 names it"},
	{what: "the order that a parcel names comes later", forge: func(all []*fact.Fact) []*fact.Fact { return append(without(2)(all), all[1]) }, sql: run("UPDATE jobs SET pos = pos - 1")},
	{what: "the order that a parcel names has no row yet", forge: func(all []*fact.Fact) []*fact.Fact { return append(without(2)(all), all[1]) }, sql: run("UPDATE jobs SET pos = pos - 1",
		"UPDATE merchants SET stored = 17", "DELETE FROM balances WHERE stream = 'order:ord_1'"), mends: true},

	// how the merchant stands
	{what: "the merchant's row is gone", sql: run("DELETE FROM merchants"), field: "acme", says: "the row that says how the merchant stands is missing", mends: true, hides: true},
	{what: "the merchant was never added", sql: run("DELETE FROM merchants", "UPDATE roll SET names = ''"), field: "acme/facts", says: "and no such merchant was ever added", mends: true, hides: true},
	{what: "the roll does not name the merchant", sql: run("UPDATE roll SET names = ''"), field: "acme/roll", says: "it does not name the merchant", mends: true},
	{what: "the roll names the merchant twice", sql: run("UPDATE roll SET names = names || names"), field: "acme/roll", says: "it stands there twice", mends: true},
	{what: "the roll names somebody without a name", sql: run("UPDATE roll SET names = char(10) || names"), field: "/roll", says: "it names somebody who has no name"},
	{what: "the roll is gone", sql: run("DELETE FROM roll"), field: "/roll", says: "the row that names all merchants is missing"},
	{what: "the roll is there twice", sql: run("INSERT INTO roll SELECT names FROM roll"), field: "/roll", says: "or is there twice"},
	{what: "the roll is no text", sql: run("UPDATE roll SET names = x'00'"), field: "/roll", says: "its names holds bytes where a text belongs"},
	{what: "the roll names somebody of whom nothing is there", sql: run("UPDATE roll SET names = names || 'gone' || char(10)"), field: "gone", says: "the roll names this merchant, and nothing of it is there"},
	{what: "rows of somebody who is no merchant", sql: run("INSERT INTO documents SELECT 'thief', id, person, media, erased, body FROM documents"), field: "thief/documents", says: "there are rows of [documents], and no such merchant was ever added", mends: true},
	{what: "rows of nobody", sql: run("INSERT INTO jobs (merchant, pos, kind, partner, due) VALUES ('', 1, 'k', 'p', 1)"), field: "/jobs", says: "rows of [jobs] belong to a merchant that has no name", mends: true},
	{what: "an epoch that no node comes to", sql: run("UPDATE merchants SET epoch = -1"), field: "acme/merchants", says: "its epoch is none", mends: true},
	{what: "the highest epoch", sql: run("UPDATE merchants SET epoch = 4611686018427387904")},
	{what: "an epoch above the highest", sql: run("UPDATE merchants SET epoch = 4611686018427387905"), field: "acme/merchants", says: "its epoch is none", mends: true},
	{what: "held before time began", sql: run("UPDATE merchants SET until = -1"), field: "acme/merchants", says: "its until", mends: true},
	{what: "held for ever", sql: run("UPDATE merchants SET until = 1 << 60"), field: "acme/merchants", says: "its until", mends: true},
	{what: "less than no facts", sql: run("UPDATE merchants SET facts = -1"), field: "acme/merchants", says: "is less than none"},
	{what: "stored less than nothing", sql: run("UPDATE merchants SET stored = -1"), field: "acme/merchants", says: "its newest is before its stored", mends: true},
	{what: "stored more than recorded", sql: run("UPDATE merchants SET stored = 19"), field: "acme/merchants", says: "its newest is before its stored", mends: true},
	{what: "a hash over all that is none", sql: run("UPDATE merchants SET hash = zeroblob(31)"), field: "acme/merchants", says: "its hash is none", mends: true, hides: true},
}

// lost: what no rebuild puts right is not said to be, by the audit, by a rebuild, or by one that accepts a loss.
func (c *tampering) lost(p *place, audited error) {
	accepting := all
	accepting.AcceptLoss = true
	_, plain := Rebuild(context.Background(), p.DB, all)
	_, accepted := Rebuild(context.Background(), p.DB, accepting)
	for what, err := range map[string]error{"audit": audited, "rebuild": plain, "rebuild --accept-loss": accepted} {
		e, ok := errors.AsType[*shipping.Error](err)
		if !ok {
			continue
		}
		names := what == "audit" && strings.HasSuffix(e.Hint, "and names the next step") && (c.field == "/roll" || c.field == "acme/merchants")
		if !names && (!strings.HasPrefix(e.Hint, "restore ") || strings.Contains(e.Hint, "crosslane rebuild") && what == "rebuild --accept-loss") {
			p.t.Errorf("%s says %v", what, err)
		}
	}
}

// TestAudit: whatever is changed in the tables by hand, the audit names it, stream and fact; what is in order it lets be.
// A rebuild makes anew what follows from the facts, exactly as it was.
func TestAudit(t *testing.T) {
	p := opened(t)
	if found, err := p.audit(all); err != nil || found != clean {
		t.Fatalf("untouched: %+v, %v", found, err)
	}
	const balances, jobs = "SELECT stream, version, head, hash, due, state, seal FROM balances ORDER BY stream", "SELECT pos, kind, partner FROM jobs ORDER BY pos"
	for _, c := range tamperings {
		t.Run(c.what, func(t *testing.T) {
			p.t = t
			defer p.back()
			if c.forge != nil {
				p.forge(c.forge(p.facts()))
			}
			wantBalances, wantJobs := p.dump(balances), p.dump(jobs)
			p.do(c.sql...)
			if c.sealed {
				p.seal()
			}
			_, err := p.audit(all)
			if c.says == "" && err != nil || c.says != "" && (shipping.CodeOf(err) != shipping.Corrupt || fieldOf(err) != c.field || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("the audit says %v of %q, want %q: %q", err, fieldOf(err), c.field, c.says)
			}
			if !c.mends {
				c.lost(p, err)
				return
			}
			o := all
			if o.AcceptLoss = c.hides; c.hides {
				if _, err := Rebuild(context.Background(), p.DB, all); shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "nothing was changed") {
					t.Error("what it may hide was not to be accepted:", err)
				}
			}
			if _, err := Rebuild(context.Background(), p.DB, o); err != nil {
				t.Fatal("the rebuild:", err)
			}
			if _, err := p.audit(all); err != nil {
				t.Error("after the rebuild:", err)
			}
			if list, err := Merchants(context.Background(), p.DB); err != nil || len(list) != 1 || list[0].Merchant != me {
				t.Errorf("merchants after the rebuild are %+v, %v", list, err)
			}
			if got := p.dump(balances); got != wantBalances {
				t.Errorf("balances after the rebuild\n%swant\n%s", got, wantBalances)
			}
			if got := p.dump(jobs); c.forge == nil && got != wantJobs {
				t.Errorf("jobs after the rebuild\n%swant\n%s", got, wantJobs)
			}
		})
	}
	p.t = t
}
