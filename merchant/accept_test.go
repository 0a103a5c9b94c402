package merchant

import (
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
)

// TestABookOfAnEarlierProgram: one that was published before this program got stricter stays in force, opens, and may
// be published again; another with the same mistakes is refused, with its place.
func TestABookOfAnEarlierProgram(t *testing.T) {
	at, ctx := At{Data: t.TempDir()}, t.Context()
	old := []byte(strings.NewReplacer("flat: 1650}", "flat: 16.50}", `["995",`, `[042,`, "usual_hours: 20, most_hours: 40", "usual_hours: 20, most_hours: 7",
		`waybill: "ME#########C"`, "waybill: ABC", "connector: table", "connector: ups").Replace(string(book.DefaultFile())))
	open := func() (*Place, *Merchant) {
		t.Helper()
		p, err := Open(ctx, at, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := p.Merchant(ctx, First)
		if err != nil {
			t.Fatal(err)
		}
		return p, m
	}
	p, m := open()
	refused := m.Publish(ctx, old, m.now())
	if shipping.CodeOf(refused) != shipping.Invalid || !strings.Contains(refused.Error(), ", column ") || !strings.Contains(refused.Error(), "16.50") {
		t.Fatalf("a mistake is published: %v", refused)
	}
	rules, err := fulfillment.Open(old)
	if err != nil {
		t.Fatal(err)
	}
	m.place.shelf.Put(rules) // as an earlier program did
	doc := shipping.NewDocument("application/yaml", "", old)
	if _, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{
		Facts:     []*fact.Fact{{Stream: shipping.BookStream, At: m.now(), By: "publish", Body: &fact.BookPublished{Version: rules.Book.Version, Name: "old", File: doc.ID}}},
		Documents: []shipping.Document{doc},
	}); err != nil {
		t.Fatal(err)
	}
	p.Close()
	p, m = open()
	defer p.Close()
	if b, err := m.Book(ctx); err != nil || b.Version != rules.Book.Version {
		t.Fatalf("in force is %v, %v", b, err)
	}
	if err := m.Publish(ctx, old, m.now()); shipping.CodeOf(err) != shipping.Known {
		t.Errorf("again: %v", err)
	}
	if err := m.Publish(ctx, append([]byte("# another\n"), old...), m.now()); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("another with its mistakes: %v", err)
	}
	if err := m.Publish(ctx, append([]byte("# another\n"), book.DefaultFile()...), m.now()); err != nil {
		t.Errorf("a right one: %v", err)
	}
	if err := m.Publish(ctx, old, m.now()); err != nil {
		t.Errorf("back to it: %v", err)
	}
}
