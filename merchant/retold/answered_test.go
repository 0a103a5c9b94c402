package retold_test

import (
	"errors"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant/listed"
	"crosslane/order"
	"crosslane/shipping"
)

const shopify = "Name,Financial Status,Fulfillment Status,Currency,Created at,Cancelled at,Refunded Amount,Outstanding Balance,Lineitem quantity,Lineitem price,Lineitem sku,Lineitem fulfillment status,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country\n" +
	"#1,paid,unfulfilled,EUR,2026-03-02 09:00:05 +0100,,0.00,0.00,2,12.50,MUG,pending,Eva B,Gasse 3,Wien,1010,AT\n"

// exported takes an export of the storefront in, and answers with what became of each order, and with every problem that is told.
func (s *shop) exported(text string) string {
	s.Helper()
	d, err := order.NewDecoder(strings.NewReader(text), order.Options{Merchant: s.m.ID, Now: s.m.Now()})
	if err != nil {
		s.Fatal(err)
	}
	var said []string
	became := func(in *order.Intake, verdict order.Verdict, remark error) {
		one := in.Number + " " + string(verdict)
		for _, p := range in.Problems {
			one += ": " + p.Field + " " + p.Message + " (" + p.Hint + ")"
		}
		if e, ok := errors.AsType[*shipping.Error](remark); ok {
			one += ": " + e.Message
		}
		said = append(said, one)
	}
	if err := s.m.Intake("test", "file", listed.New(s.m.Ledger, s.m.ID), became).Run(s.Context(), d); err != nil {
		s.Fatal(err)
	}
	s.storefront = "shopify"
	return strings.Join(said, "\n")
}

// cases are the names of the cases about the shop's orders, in the order in which they were opened.
func (s *shop) cases() (list []shipping.Stream) {
	s.Helper()
	facts, _, err := s.m.Feed(s.Context(), "", 1000)
	if err != nil {
		s.Fatal(err)
	}
	for _, f := range facts {
		if _, ok := f.Body.(*fact.CaseOpened); ok {
			list = append(list, f.Stream)
		}
	}
	return list
}

// TestWhatAPersonDecidedStands: an order that was mended by hand is left alone by the storefront's next exports, which tell what they told
// before, whatever was wrong with it; and is told once they tell something new.
func TestWhatAPersonDecidedStands(t *testing.T) {
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(shopify) }
	for name, c := range map[string]struct{ export, mended, news string }{
		"no city":          {change(",Wien,", ",,"), shopify, change(",Wien,", ",,", ",2,12.50", ",3,12.50")},
		"a city for none":  {change(",Wien,", ",Unknown,"), shopify, change(",Wien,", ",Unknown,", "Eva B", "Eva C")},
		"an amount is bad": {change(",0.00,0.00,", ",abc,0.00,"), shopify, change(",0.00,0.00,", ",7.00,0.00,")},
		"a refund":         {change(",0.00,0.00,", ",5.00,0.00,"), change(",2,12.50", ",1,12.50"), change(",0.00,0.00,", ",6.00,0.00,")},
		"a part is gone":   {change("paid", "partially_refunded"), change(",2,12.50", ",1,12.50"), change("paid", "partially_refunded", ",2,12.50", ",3,12.50")},
		"a bad quantity":   {change(",2,12.50", ",two,12.50"), shopify, change(",2,12.50", ",4,12.50")},
		"a bad price":      {change("12.50", "12.505"), shopify, change("12.50", "13.50")},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			if said := s.exported(c.export); !strings.HasPrefix(said, "#1 held") {
				t.Fatal(said)
			}
			if said := s.exported(c.mended); said != "#1 accepted" {
				t.Fatalf("mended: %s", said)
			}
			for range 2 {
				if said := s.exported(c.export); said != "#1 unchanged" || len(s.cases()) > 0 {
					t.Errorf("the next day: %s, cases %v", said, s.cases())
				}
			}
			if said := s.exported(c.news); !strings.HasPrefix(said, "#1 unchanged: ") || len(s.cases()) != 1 {
				t.Errorf("something new: %s, cases %v", said, s.cases())
			}
			if said := s.exported(c.news); said == "#1 unchanged" || strings.Contains(said, "accepted") || len(s.cases()) != 1 {
				t.Errorf("something new, again: %s, cases %v", said, s.cases())
			}
			if said := s.exported(c.export); said == "#1 unchanged" {
				t.Errorf("as at first, behind something new: %s", said)
			}
		})
	}
}

// TestAMendedOrderThatIsHeldStays: what a person mended is not undone by the next export while something else still holds the order.
func TestAMendedOrderThatIsHeldStays(t *testing.T) {
	s := open(t)
	bad := strings.NewReplacer(",Wien,", ",Unknown,", "12.50", "12.505").Replace(shopify)
	half := strings.NewReplacer("12.50", "12.505").Replace(shopify)
	s.exported(bad)
	s.exported(half)
	for range 2 {
		if said := s.exported(bad); !strings.HasPrefix(said, "#1 unchanged: it is held since before: ") || strings.Contains(said, "city") || s.is("#1").Order.Hold.Why != "" {
			t.Errorf("the next day: %s: %+v", said, s.is("#1").Order.Hold)
		}
	}
	if said := s.exported(shopify); said != "#1 accepted" {
		t.Errorf("mended: %s", said)
	}
}

// TestAWordOfTheStorefrontIsAlwaysNew: an order that waited for its payment, was paid, and is not any more, is told.
func TestAWordOfTheStorefrontIsAlwaysNew(t *testing.T) {
	s := open(t)
	pending := strings.Replace(shopify, "paid", "pending", 1)
	s.exported(pending)
	s.exported(shopify)
	if said := s.exported(pending); said == "#1 unchanged" || len(s.cases()) != 1 {
		t.Errorf("%s, cases %v", said, s.cases())
	}
}

// TestAClosedCaseStaysClosed: once somebody closed the case of an order that was told otherwise, the same telling asks nothing more.
func TestAClosedCaseStaysClosed(t *testing.T) {
	s := open(t)
	other := strings.Replace(shopify, ",2,12.50", ",3,12.50", 1)
	s.exported(shopify)
	for range 2 {
		if said := s.exported(other); !strings.Contains(said, "3 x MUG instead of 2") {
			t.Errorf("told otherwise: %s", said)
		}
	}
	cases := s.cases()
	if len(cases) != 1 {
		t.Fatal(cases)
	}
	if _, err := s.m.Ledger.Record(t.Context(), s.m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: cases[0], At: s.m.Now(), By: "clerk", Body: &fact.CaseClosed{Why: "two are sent"}}}}); err != nil {
		t.Fatal(err)
	}
	if said := s.exported(other); said != "#1 unchanged" || len(s.cases()) != 1 {
		t.Errorf("the next day: %s, cases %v", said, s.cases())
	}
	if said := s.exported(strings.Replace(shopify, ",2,12.50", ",4,12.50", 1)); !strings.Contains(said, "4 x MUG instead of 2") || len(s.cases()) != 2 {
		t.Errorf("something new: %s, cases %v", said, s.cases())
	}
}

// TestTheAdviceForAPartlyRefundedOrder: who does what the import says has an order that goes, also where it is the first row, which alone
// bears address, state and amounts, whose goods were refunded.
func TestTheAdviceForAPartlyRefundedOrder(t *testing.T) {
	s := open(t)
	const more = "#1,,,,,,,,1,5.00,PEN,pending,,,,,\n"
	export := strings.NewReplacer("paid", "partially_refunded", ",0.00,0.00,", ",25.00,0.00,").Replace(shopify) + more
	said := s.exported(export)
	for _, word := range []string{"Financial Status", "keep every row of this order", "write as the quantity how many of each are to go (0 where none is)", "paid in this column", "0 in those of refunded and outstanding amounts"} {
		if !strings.Contains(said, word) {
			t.Errorf("it does not say %q: %s", word, said)
		}
	}
	followed := strings.NewReplacer("partially_refunded", "paid", ",25.00,0.00,2,", ",0,0,0,").Replace(export)
	if said := s.exported(followed); said != "#1 accepted" {
		t.Fatalf("as it was told:\n%s%s", followed, said)
	}
	if o := s.is("#1").Order; len(o.Lines) != 1 || o.Lines[0].SKU != "PEN" || o.To == "" {
		t.Errorf("%+v", o)
	}
	if said := s.exported(export); said != "#1 unchanged" || len(s.cases()) > 0 {
		t.Errorf("the next export: %s, cases %v", said, s.cases())
	}
}
