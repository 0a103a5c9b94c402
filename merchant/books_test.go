package merchant_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/shipping"
)

// twoLines is the file of a Book with two simulated carriers at these addresses; an empty one is started here.
func twoLines(first, second string) string { return fmt.Sprintf(jamBook, first, second) }

// dearer is a Book in which the second of two lines is the cheaper one.
func dearer(text string) string {
	return strings.Replace(strings.Replace(text, "name: Two lines", "name: The second", 1), "{up_to: 30000, flat: 500}", "{up_to: 30000, flat: 900}", 1)
}

// forged changes the kept text of every Book of a place.
func forged(t *testing.T, at merchant.At, from, to string) {
	t.Helper()
	where := at.DB
	if where == "" {
		where = filepath.Join(at.Data, "ledger.db")
	}
	d, err := db.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Read.Query("SELECT id, body FROM documents WHERE media = 'application/yaml'")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			t.Fatal(err)
		}
		texts[id] = string(body)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	changed := 0
	for id, text := range texts {
		if other := strings.Replace(text, from, to, 1); other != text {
			if _, err := d.Write.Exec("UPDATE documents SET body = $1 WHERE id = $2", []byte(other), id); err != nil {
				t.Fatal(err)
			}
			changed++
		}
	}
	if changed != 1 {
		t.Fatalf("%d Books were changed", changed)
	}
}

// TestAForgedBookIsNamed: a Book whose text was changed in the database is not decided by, and the error names it.
// Publishing the right file again mends it.
func TestAForgedBookIsNamed(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		p := placed(t, at, merchant.Options{})
		published(t, of(t, p, merchant.First), twoLines("", ""))
		books, err := of(t, p, merchant.First).Books(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		version := books.InForce(time.Now())
		p.Close()
		forged(t, at, "flat: 500", "flat: 1")
		p = placed(t, at, merchant.Options{})
		_, err = p.Merchant(t.Context(), merchant.First)
		says(t, err, shipping.Corrupt, version, "changed since it was published", "publish the right file again")
		p.Close()
		mended(t, at, twoLines("", ""))
	})
}

// mended publishes the right file of a Book whose text was forged, and decides by it.
func mended(t *testing.T, at merchant.At, text string) {
	t.Helper()
	p := placed(t, at, merchant.Options{})
	if err := p.Publish(t.Context(), merchant.First, []byte(text), time.Now()); err != nil {
		t.Fatal(err)
	}
	says(t, p.Publish(t.Context(), merchant.First, []byte(text), time.Now()), shipping.Known)
	p.Close()
	p = placed(t, at, merchant.Options{})
	m := of(t, p, merchant.First)
	if b, err := m.Book(t.Context()); err != nil || b.Name != "Two lines" {
		t.Fatalf("%+v, %v", b, err)
	}
	if books, err := m.Books(t.Context()); err != nil || len(books.Published) != 2 {
		t.Errorf("mended, it stands there twice: %+v, %v", books, err)
	}
	stocked(t, m, "MUG")
	ordered(t, m, mugs(1, 2)...)
}

// TestALookAtAForgedBook explains and audits as ever, and names the Book where it is asked for.
func TestALookAtAForgedBook(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	p := placed(t, at, merchant.Options{})
	m := of(t, p, merchant.First)
	published(t, m, twoLines("", ""))
	stocked(t, m, "MUG")
	taken := ordered(t, m, mugs(1, 1)...)
	filled(t, m)
	p.Close()
	forged(t, at, "flat: 500", "flat: 1")
	p, err := merchant.Look(t.Context(), at, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if note, err := of(t, p, merchant.First).Explain(t.Context(), taken[0].Number); err != nil || len(note) == 0 {
		t.Errorf("%v, %v", note, err)
	}
	_, err = of(t, p, merchant.First).Book(t.Context())
	says(t, err, shipping.Corrupt, "changed since it was published")
}

// TestAForgedBookOfThePastHarmsNothing that is decided now, and is named when it is asked for.
func TestAForgedBookOfThePastHarmsNothing(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	clock := time.Now()
	now := func() time.Time { return clock }
	p := placed(t, at, merchant.Options{Now: now})
	published(t, of(t, p, merchant.First), twoLines("", ""))
	past, err := of(t, p, merchant.First).Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(time.Hour)
	published(t, of(t, p, merchant.First), dearer(twoLines("", "")))
	p.Close()
	forged(t, at, "flat: 500", "flat: 1")
	m := of(t, placed(t, at, merchant.Options{Now: now}), merchant.First)
	if b, err := m.Book(t.Context()); err != nil || b.Name != "The second" {
		t.Errorf("in force: %+v, %v", b, err)
	}
	_, err = m.BookFile(t.Context(), past.Version)
	says(t, err, shipping.Corrupt, past.Version)
}

// TestPublishedBesideAnotherNode: what one node publishes, the other decides by.
func TestPublishedBesideAnotherNode(t *testing.T) {
	at := merchant.At{Data: t.TempDir(), DB: dbtest.Postgres(t)}
	here := of(t, placed(t, at, merchant.Options{}), merchant.First)
	there := of(t, placed(t, at, merchant.Options{}), merchant.First)
	published(t, here, twoLines("", ""))
	eventually(t, "the other node follows the Book", func() bool {
		b, err := there.Book(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return b.Name == "Two lines"
	})
	stocked(t, there, "MUG")
	taken := ordered(t, there, mugs(1, 1)...)
	filled(t, there)
	rows, err := there.Views.OrderParcels(t.Context(), there.ID, taken[0].ID)
	if err != nil || len(rows) != 1 || rows[0].Channel != "first" {
		t.Fatalf("decided by the Book that was published elsewhere: %+v, %v", rows, err)
	}
	published(t, there, dearer(twoLines("", "")))
	eventually(t, "the first node follows the second", func() bool {
		b, err := here.Book(t.Context())
		return err == nil && b.Name == "The second"
	})
}

// TestABookFromTomorrowOn decides nothing today.
func TestABookFromTomorrowOn(t *testing.T) {
	clock := time.Now()
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return clock }}), merchant.First)
	published(t, m, twoLines("", ""))
	if err := m.Publish(t.Context(), []byte(dearer(twoLines("", ""))), clock.Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if b, err := m.Book(t.Context()); err != nil || b.Name != "Two lines" {
		t.Errorf("today: %+v, %v", b, err)
	}
	clock = clock.Add(24*time.Hour + time.Second)
	if b, err := m.Book(t.Context()); err != nil || b.Name != "The second" {
		t.Errorf("tomorrow: %+v, %v", b, err)
	}
	text, err := m.BookFile(t.Context(), "")
	if err != nil || string(text) != dearer(twoLines("", "")) {
		t.Errorf("its file: %.60s, %v", text, err)
	}
	_, err = m.BookFile(t.Context(), "nonsense")
	says(t, err, shipping.NotFound, "nonsense")
}

// TestNobodyIsRefusedForABook: an order that comes in at the moment at which another node publishes is taken, again and again.
func TestNobodyIsRefusedForABook(t *testing.T) {
	at := merchant.At{Data: t.TempDir(), DB: dbtest.Postgres(t)}
	here := of(t, placed(t, at, merchant.Options{}), merchant.First)
	there := of(t, placed(t, at, merchant.Options{}), merchant.First)
	for i := range 4 {
		published(t, here, strings.Replace(twoLines("", ""), "name: Two lines", fmt.Sprintf("name: Lines %d", i), 1))
		taken, err := there.TakeOrders(t.Context(), []byte(mug(fmt.Sprintf("M-%d", i), "FR", "75011")), nil)
		if err != nil || len(taken) != 1 || taken[0].ID == "" {
			t.Errorf("after Book %d: %+v, %v", i, taken, err)
		}
	}
}
