package merchant_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/order"
	"crosslane/shipping"
)

// anne is whom the orders of mugs go to.
var anne = shipping.Address{Name: "Anne Roux", Postcode: "75011", Country: "FR"}

// forgeErasure marks a document erased behind the program's back.
const forgeErasure = "UPDATE documents SET person = '', media = '', body = substr(body, 1, 0), erased = 5 WHERE id = (SELECT max(id) FROM documents WHERE merchant = 'main' AND person <> '')"

func tampered(t *testing.T, d *db.DB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if _, err := d.Write.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// TestEveryErasureIsAFact: what is erased is recorded in the same moment and without a name, told about the order, and held
// against the documents by an audit; a mark that nobody asked for is found, in the place itself, in a backup of it, and
// where that is restored.
func TestEveryErasureIsAFact(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		p := placed(t, at, merchant.Options{})
		m := of(t, p, merchant.First)
		stocked(t, m, "MUG")
		first := ordered(t, m, mugs(1, 2)...)
		ordered(t, m, mug("M-9", "FR", "69001"))
		n, err := m.Erase(t.Context(), anne)
		if err != nil || n != 3 { // two orders as they came, and one address
			t.Fatalf("%d documents are erased, %v", n, err)
		}
		if again, err := m.Erase(t.Context(), anne); again != 0 || err != nil {
			t.Errorf("erased again: %d, %v", again, err)
		}
		facts := told(t, m)
		if facts[len(facts)-1] != "erasure:main DocumentsErased" || strings.Count(strings.Join(facts, "\n"), "DocumentsErased") != 1 {
			t.Errorf("the facts are %v", facts)
		}
		filled(t, m)
		for _, number := range []string{first[0].Number, "M-9"} {
			note, err := m.Explain(t.Context(), number)
			said := slices.ContainsFunc(note, func(r merchant.Remark) bool { return strings.Contains(r.Text, "Erased, as was asked") })
			if err != nil || said != (number != "M-9") {
				t.Errorf("%s: it is said that it was erased: %v, %v", number, said, err)
			}
		}
		whole := func(what string, at merchant.At, n int64) {
			t.Helper()
			if list, err := audited(t, at, false); err != nil || list[0].Erased != n || list[0].Before != 0 || list[0].Unnamed != 0 {
				t.Errorf("%s: %+v, %v", what, list, err)
			}
		}
		whole("erased", at, 3)
		// Who orders again is known again, until erased again.
		ordered(t, m, mug("M-10", "FR", "75011"))
		whole("the address came in again", at, 2)
		if n, err := m.Erase(t.Context(), anne); n != 2 || err != nil {
			t.Errorf("erased anew: %d, %v", n, err)
		}
		whole("and was erased again", at, 4)
		p.Close()

		good := backedUp(t, at)
		behind(t, at, func(d *db.DB) { tampered(t, d, forgeErasure) })
		_, err = audited(t, at, false)
		says(t, err, shipping.Corrupt, "no fact says that it was")
		forged := backedUp(t, at)
		_, err = merchant.Restore(t.Context(), merchant.At{Data: t.TempDir()}, bytes.NewReader(forged), merchant.Options{})
		says(t, err, shipping.Corrupt, "no fact says that it was")
		to := merchant.At{Data: t.TempDir()}
		if _, err := merchant.Restore(t.Context(), to, bytes.NewReader(good), merchant.Options{}); err != nil {
			t.Fatal(err)
		}
		whole("restored", to, 4)
		for text, want := range map[string]string{
			"UPDATE documents SET erased = erased + 1 WHERE erased <> 0":                                                                                  "at another time than erasure:main#",
			"UPDATE documents SET media = 'text/plain' WHERE erased <> 0":                                                                                 "is marked erased, and is still there",
			"UPDATE documents SET person = 'per_x' WHERE erased <> 0":                                                                                     "is marked erased, and is still there",
			"UPDATE documents SET erased = 0 WHERE erased <> 0":                                                                                           "it does not hash to its name",
			"DELETE FROM documents WHERE erased <> 0":                                                                                                     "is not there",
			"UPDATE documents SET id = id || 'x' WHERE erased <> 0 AND media = ''":                                                                        "is not there",
			"DELETE FROM facts WHERE stream LIKE 'erasure:%'":                                                                                             "missing",
			"UPDATE facts SET record = hash WHERE stream LIKE 'erasure:%' AND prev = 0":                                                                   "the fact or its hash was changed",
			"INSERT INTO documents SELECT merchant, 'pap_0', '', '', 7, body FROM documents WHERE id = (SELECT min(id) FROM documents WHERE erased <> 0)": "no fact says that it was",
		} {
			copied := on(t, to, false)
			behind(t, copied, func(d *db.DB) { tampered(t, d, text) })
			_, err := audited(t, copied, false)
			if shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the audit says %v, not %q", text, err, want)
			}
		}
	})
}

// TestErasedBeforeThereWereFacts: what an earlier program erased is listed once, when a place is opened by one that records
// erasures; from then on nothing is taken for it.
func TestErasedBeforeThereWereFacts(t *testing.T) {
	from := played(t, 1, 3)
	at := on(t, from, false)
	behind(t, at, func(d *db.DB) {
		tampered(t, d, strings.ReplaceAll(forgeErasure, "media = '', ", ""), "UPDATE documents SET media = '' WHERE erased <> 0")
		forge(t, d, func(list []*said) []*said {
			list[find(list, "DecisionsRevised")].fact.Body.(*fact.DecisionsRevised).Erasures = false
			return list
		})
	})
	for range 2 {
		if list, err := audited(t, at, false); err != nil || list[0].Before != 1 || list[0].Erased != 0 || !strings.Contains(list[0].Text(), "1 documents were erased before erasures were recorded") {
			t.Fatalf("%+v, %v", list, err)
		}
		p := placed(t, at, merchant.Options{})
		facts := told(t, of(t, p, merchant.First))
		if n := strings.Count(strings.Join(facts, "\n"), "DecisionsRevised"); n != 2 {
			t.Errorf("it is noted %d times", n-1)
		}
		p.Close()
	}
	behind(t, at, func(d *db.DB) { tampered(t, d, forgeErasure) })
	_, err := audited(t, at, false)
	says(t, err, shipping.Corrupt, "no fact says that it was")
	p := placed(t, at, merchant.Options{})
	of(t, p, merchant.First)
	p.Close()
	_, err = audited(t, at, false)
	says(t, err, shipping.Corrupt, "no fact says that it was")
}

// TestUnnamedDocumentsAreTold: a document that no fact names does no harm, and an audit says that it is there.
func TestUnnamedDocumentsAreTold(t *testing.T) {
	at := placeWithFacts(t)
	list, err := audited(t, at, false)
	if err != nil || list[0].Unnamed != 1 || !strings.Contains(list[0].Text(), "1 documents are named by no fact, so nothing shows them; the first is "+string(list[0].FirstUnnamed)) {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestErasuresAreListedOnce: a program with other decisions notes that it decides from now on, and lists nothing that the record
// says already.
func TestErasuresAreListedOnce(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	p := placed(t, at, merchant.Options{})
	m := of(t, p, merchant.First)
	stocked(t, m, "MUG")
	ordered(t, m, mugs(1, 1)...)
	if n, err := m.Erase(t.Context(), anne); n != 2 || err != nil {
		t.Fatalf("%d documents are erased, %v", n, err)
	}
	p.Close()
	behind(t, at, func(d *db.DB) {
		forge(t, d, func(list []*said) []*said {
			list[find(list, "DecisionsRevised")].fact.Body.(*fact.DecisionsRevised).Version = 0
			return list
		})
	})
	for range 2 {
		p = placed(t, at, merchant.Options{})
		facts, err := of(t, p, merchant.First).Ledger.History(t.Context(), merchant.First, shipping.BookStream)
		if err != nil {
			t.Fatal(err)
		}
		noted := 0
		for _, f := range facts {
			if b, ok := f.Body.(*fact.DecisionsRevised); ok {
				if noted++; len(b.Erased) > 0 {
					t.Errorf("%s lists %v", f.Stream, b.Erased)
				}
			}
		}
		if noted != 2 {
			t.Errorf("it is noted %d times", noted)
		}
		p.Close()
		if list, err := audited(t, at, false); err != nil || list[0].Erased != 2 || list[0].Before != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	}
}

// TestOrdersOfBeforeAreNumbered: orders that were received before numbers were kept are given theirs when a place is opened, once,
// so that none of them is sent a second time under another date.
func TestOrdersOfBeforeAreNumbered(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	p := placed(t, at, merchant.Options{})
	ordered(t, of(t, p, merchant.First), mugs(1, 3)...)
	p.Close()
	behind(t, at, func(d *db.DB) {
		forge(t, d, func(list []*said) []*said {
			list[find(list, "DecisionsRevised")].fact.Body.(*fact.DecisionsRevised).Version = 4
			return slices.DeleteFunc(list, func(s *said) bool { return s.fact.Kind() == "OrderNumbered" })
		})
	})
	for range 2 {
		p := placed(t, at, merchant.Options{})
		m := of(t, p, merchant.First)
		if n := strings.Count(strings.Join(told(t, m), "\n"), "OrderNumbered"); n != 3 {
			t.Errorf("%d orders are numbered, want 3", n)
		}
		taken, err := m.TakeOrders(t.Context(), []byte(redated(mugs(2, 1)[0])), nil)
		if err != nil || len(taken) != 1 || taken[0].Verdict == order.Accepted {
			t.Errorf("under another date: %+v, %v", taken, err)
		}
		p.Close()
		if _, err := audited(t, at, false); err != nil {
			t.Error(err)
		}
	}
}
