package retold_test

import (
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/order"
)

// parcels is how many parcels stand in the record.
func (s *shop) parcels() (n int) {
	s.Helper()
	facts, _, err := s.m.Feed(s.Context(), "", 1000)
	if err != nil {
		s.Fatal(err)
	}
	for _, f := range facts {
		if f.Kind() == "ParcelPlanned" {
			n++
		}
	}
	return n
}

// TestAnOrderIsItsNumber: told again with another date, with or without # in front, an order is held and makes no second parcel.
func TestAnOrderIsItsNumber(t *testing.T) {
	for first, second := range map[string]string{"#I-1": "#I-1", "I-1": "#I-1", "#I-2": "I-2", "I-3": "i‑3"} {
		s := open(t)
		s.stocked()
		if said := s.take(head + row(first, 1)); said != first+" accepted" {
			t.Fatal(said)
		}
		redated := head + strings.Replace(row(second, 1), "3/1/26", "2/1/26", 1)
		for range 2 {
			if said := s.take(redated); !strings.HasPrefix(said, second+" held") && !strings.HasPrefix(said, second+" unchanged: it is held since before") {
				t.Errorf("%s told again as %s: %s", first, second, said)
			}
		}
		if n := s.parcels(); n != 1 || s.is(first).Stage != fact.StageShipping {
			t.Errorf("%s told again as %s: %d parcels, %s", first, second, n, s.is(first).Stage)
		}
	}
}

// TestACreditNoteNamesItsOrder: also where the order is written with # in front, and its note without.
func TestACreditNoteNamesItsOrder(t *testing.T) {
	s := open(t)
	s.take(head + row("#1001", 2))
	if said := s.take(head + row("C1001", -2)); said != "C1001 cancelled" || s.is("#1001").Stage != fact.StageCancelled {
		t.Errorf("%s: %s", s.is("#1001").Stage, said)
	}
}

// TestADateThatCannotBeRead: an order without a date neither calls off, replaces nor credits another one of its number: its row is refused,
// and what is recorded stays.
func TestADateThatCannotBeRead(t *testing.T) {
	unread := func(text string) string { return strings.NewReplacer("3/1/26", "soon", "3/2/26", "soon").Replace(text) }
	refused := func(text string) func(s *shop, t *testing.T) {
		return func(s *shop, t *testing.T) {
			t.Helper()
			in, err := s.decoder(head + text).Next()
			if err != nil || in.Undated == nil {
				t.Fatalf("%+v, %v", in, err)
			}
			said := s.take(head + text)
			if number, _, _ := strings.Cut(strings.TrimPrefix(text, "\n"), ","); said != number+" rejected" {
				t.Errorf("%s", said)
			}
		}
	}
	for name, c := range map[string]struct {
		before string
		stage  fact.Stage
		then   func(s *shop, t *testing.T)
	}{
		"beside one that goes":              {row("1001", 2), fact.StageShipping, refused(unread(row("#1001", 2)))},
		"beside one that is held":           {strings.Replace(row("1001", 2), "2.55", "ten", 1), fact.StageHeld, refused(unread(row("1001", 2)))},
		"a credit note":                     {row("1001", 2), fact.StageShipping, refused(unread(row("C1001", -2)))},
		"a credit note of a known one, too": {row("#1001", 2), fact.StageShipping, refused(unread(row("C1001", -2)))},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			s.stocked()
			s.take(head + c.before)
			c.then(s, t)
			number, _, _ := strings.Cut(strings.TrimPrefix(c.before, "\n"), ",")
			if st := s.is(number); st.Stage != c.stage || st.Order.Placed.IsZero() {
				t.Errorf("it is %s, of %s", st.Stage, st.Order.Placed)
			}
		})
	}
	s := open(t)
	if said := s.take(head + row("1001", 2) + unread(row("C1001", -2))); !strings.Contains(said, "it has no date, and credits nothing of 1001") || s.is("1001").Stage == fact.StageCancelled {
		t.Errorf("in one file: %s: %s", s.is("1001").Stage, said)
	}
	if said := s.take(head + row("C1001", -2)); said != "C1001 cancelled" || s.is("1001").Stage != fact.StageCancelled {
		t.Errorf("its date put right: %s: %s", s.is("1001").Stage, said)
	}
}

// TestARefusedRowNamesItsDate: in the words of the file, with the order that is known.
func TestARefusedRowNamesItsDate(t *testing.T) {
	s := open(t)
	s.take(head + row("#1001", 2))
	var told []string
	in := s.m.Intake("test", "file", nil, func(in *order.Intake, _ order.Verdict, _ error) {
		for _, p := range in.Problems {
			told = append(told, p.Field+": "+p.Message+" ("+p.Hint+")")
		}
	})
	one, err := s.decoder(head + strings.Replace(row("1001", 2), "3/1/26 9:00", "32.1.26", 1)).Next()
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Take(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	if err := in.Settle(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], `InvoiceDate: "32.1.26" is not a date`) || !strings.Contains(told[0], "order #1001 of 2026-03-01 is known") || !strings.Contains(told[0], "orders cancel 1001") {
		t.Errorf("told %q", told)
	}
}
