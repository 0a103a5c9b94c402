package retold_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/fact/telling"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/listed"
	"crosslane/merchant/retold"
	"crosslane/order"
	"crosslane/shipping"
)

const head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"

// shop is a merchant to whom invoices and their credit notes are handed in.
type shop struct {
	*testing.T
	m          *merchant.Merchant
	prefixes   []string // of credit notes; empty: those of invoice-lines
	storefront string
}

func open(t *testing.T) *shop {
	t.Helper()
	p, err := merchant.Open(context.Background(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	return &shop{T: t, m: m, storefront: "invoices"}
}

// stocked lays mugs down, so that orders of them are set aside at once.
func (s *shop) stocked() {
	s.Helper()
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity\nMUG,szx,9\n"))
	if err != nil {
		s.Fatal(err)
	}
	item, err := list.Next()
	if err == nil {
		_, err = s.m.Ledger.Record(s.Context(), s.m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: shipping.SKU("MUG").Stream(), By: "test", Body: &item.Value}}})
	}
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shop) decoder(text string) *order.Decoder {
	s.Helper()
	mapping := "format: invoice-lines\naddress: country\ncurrency: GBP\ndefaults: {weight_g: 400, hs: \"691200\", origin: CN}\n"
	if len(s.prefixes) > 0 {
		mapping += "cancel_prefix: [" + strings.Join(s.prefixes, ", ") + "]\n"
	}
	read, err := order.ReadMapping([]byte(mapping))
	if err != nil {
		s.Fatal(err)
	}
	o := order.Options{Merchant: s.m.ID, Storefront: s.storefront, Mapping: read, Now: s.m.Now()}
	if o.Apart, err = order.Apart(strings.NewReader(text), o); err != nil {
		s.Fatal(err)
	}
	d, err := order.NewDecoder(strings.NewReader(text), o)
	if err != nil {
		s.Fatal(err)
	}
	return d
}

// take hands a file in, and answers with what became of each order.
func (s *shop) take(text string) string {
	s.Helper()
	var said []string
	became := func(in *order.Intake, verdict order.Verdict, remark error) {
		one := in.Number + " " + string(verdict)
		if e, ok := errors.AsType[*shipping.Error](remark); ok {
			one += ": " + e.Message
		}
		said = append(said, one)
	}
	if err := s.m.Intake("test", "file", listed.New(s.m.Ledger, s.m.ID), became).Run(s.Context(), s.decoder(text)); err != nil {
		s.Fatal(err)
	}
	return strings.Join(said, "\n")
}

// is the state of an order of the shop.
func (s *shop) is(number string) *fact.OrderState {
	s.Helper()
	state, err := s.m.Ledger.Read(s.Context(), s.m.ID, shipping.NumbersStream(s.storefront, number))
	if err != nil {
		s.Fatal(err)
	}
	id := fact.NumbersIn(state, s.storefront, number).Bearer(s.storefront, number)
	if state, err = s.m.Ledger.Read(s.Context(), s.m.ID, id.Stream()); err != nil {
		s.Fatal(err)
	}
	return fact.OrderIn(state, id)
}

// row is an invoice of mugs, or a note that credits some.
func row(number string, quantity int) string {
	day := 1
	if quantity < 0 {
		day = 2
	}
	return fmt.Sprintf("\n%s,MUG,Mug,%d,3/%d/26 9:00,2.55,17850,United Kingdom", number, quantity, day)
}

// TestACreditNoteCountsOnce: a note is known by its number, however its file is written when it is exported again; what notes left
// counts until somebody says what is to be sent.
func TestACreditNoteCountsOnce(t *testing.T) {
	redated := head + strings.Replace(row("C1001", -1), "3/2/26", "3/3/26", 1)
	clerk := head + ",Clerk" + row("C1001", -1) + ",Bob"
	for name, c := range map[string]struct {
		files []string
		stage fact.Stage // without stock; with it, it is shipping, where it is held
		says  string     // of the last file
	}{
		"a part":                   {[]string{head + row("1001", 2), head + row("C1001", -1)}, fact.StageHeld, "C1001 cancelled: it credits 1001, but not just all of it"},
		"exported otherwise":       {[]string{head + row("1001", 2), head + row("C1001", -1), clerk}, fact.StageHeld, "C1001 unchanged"},
		"in one file, exported so": {[]string{head + row("1001", 2) + row("C1001", -1), clerk}, fact.StageHeld, "C1001 unchanged"},
		"two notes":                {[]string{head + row("1001", 2), head + row("C1001", -1), head + row("-1001", -1)}, fact.StageCancelled, "-1001 cancelled"},
		"two notes again":          {[]string{head + row("1001", 2), head + row("C1001", -1) + row("-1001", -1), head + row("C1001", -1) + row("-1001", -1)}, fact.StageCancelled, "C1001 unchanged\n-1001 unchanged"},
		"a changed note":           {[]string{head + row("1001", 2), head + row("C1001", -1), head + row("C1001", -2)}, fact.StageHeld, "credit note C1001 came in before with other content, and counts as it was: -2 x MUG instead of -1"},
		"another date":             {[]string{head + row("1001", 2), head + row("C1001", -1), redated}, fact.StageHeld, "C1001 cancelled: it credits 1001, as a note of that number with another date did before it: it is not counted"},
		"another date, again":      {[]string{head + row("1001", 2), head + row("C1001", -1), redated, redated}, fact.StageHeld, "C1001 unchanged"},
		"another date, and more":   {[]string{head + row("1001", 3), head + row("C1001", -1), redated, head + row("-1001", -1)}, fact.StageHeld, "-1001 cancelled: it credits 1001, but not just all of it"},
		"changed before its order": {[]string{head + row("C1001", -1), head + row("1001", 2), head + row("C1001", -2)}, fact.StageCancelled, "C1001 unchanged: credit note C1001 came in before"},
		"before its order":         {[]string{head + row("C1001", -2), head + row("1001", 2), head + row("C1001", -2)}, fact.StageCancelled, "C1001 unchanged"},
	} {
		for _, stocked := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, stocked %t", name, stocked), func(t *testing.T) {
				s, said := open(t), ""
				if stocked {
					s.stocked()
				}
				for _, text := range c.files {
					said = s.take(text)
				}
				stage := c.stage
				if stocked && stage == fact.StageHeld && !strings.HasPrefix(name, "in one file") {
					stage = fact.StageShipping
				}
				if st := s.is("1001"); st.Stage != stage || !strings.HasPrefix(said, c.says) && !strings.Contains(said, " unchanged: "+c.says) || c.says == "C1001 unchanged" && said != c.says {
					t.Errorf("%s: %s", st.Stage, said)
				}
			})
		}
	}
}

// TestNotesBesideAMendedOrder: a note is reckoned against what somebody said is to be sent, and a note of before that is told again
// takes nothing off that. Where the storefront wants more than is recorded, no note calls the order off.
func TestNotesBesideAMendedOrder(t *testing.T) {
	s := open(t)
	s.take(head + row("1001", 2))
	s.take(head + row("C1001", -1))
	if said := s.take(head + row("1001", 2)); s.is("1001").Stage != fact.StageHeld || !strings.HasPrefix(said, "1001 ") || strings.HasPrefix(said, "1001 accepted") {
		t.Errorf("as it was: %s", said)
	}
	s.take(head + row("1001", 5))
	if st := s.is("1001"); st.Stage != fact.StageWaiting || st.Order.Lines[0].Quantity != 5 {
		t.Fatalf("mended: %s, %d pieces", st.Stage, st.Order.Lines[0].Quantity)
	}
	if said := s.take(head + row("C1001", -1)); s.is("1001").Stage != fact.StageWaiting || said != "C1001 unchanged" {
		t.Errorf("the note of before: %s", said)
	}
	if said := s.take(head + row("-1001", -1)); s.is("1001").Stage != fact.StageHeld || !strings.Contains(said, "4 x MUG instead of 5") {
		t.Errorf("the next note: %s: %s", s.is("1001").Stage, said)
	}

	s = open(t)
	s.stocked()
	s.take(head + row("1001", 2))
	if said := s.take(head + row("1001", 5)); !strings.Contains(said, "5 x MUG instead of 2") {
		t.Errorf("told with more: %s", said)
	}
	if said := s.take(head + row("C1001", -2)); s.is("1001").Stage != fact.StageShipping || !strings.Contains(said, "tells with more pieces than are recorded") {
		t.Errorf("all of what is recorded: %s: %s", s.is("1001").Stage, said)
	}
}

// TestMoreNotesThanAreRemembered: however many notes credit an order, and however often they come in, they count once; beyond those
// that are remembered none calls it off.
func TestMoreNotesThanAreRemembered(t *testing.T) {
	for most, stage := range map[int]fact.Stage{6: fact.StageHeld, telling.MostNotes: fact.StageCancelled, telling.MostNotes + 1: fact.StageHeld} {
		s, notes, said := open(t), head, ""
		for i := range most {
			s.prefixes = append(s.prefixes, fmt.Sprintf("N%03d-", i))
			notes += row(s.prefixes[i]+"1001", -1)
		}
		quantity := most
		if most == 6 {
			quantity = 10
		}
		s.take(head + row("1001", quantity))
		for range 3 {
			said = s.take(notes)
		}
		if st := s.is("1001"); st.Stage != stage {
			t.Errorf("%d notes: %s: %s", most, st.Stage, said)
		}
		if asked := strings.Contains(said, "it credits 1001, as 100 notes did before it: more are not counted"); asked != (most > telling.MostNotes) {
			t.Errorf("%d notes, told %t: %s", most, asked, said)
		}
	}
}

// TestNotesOfWhatIsOver: of an order that was delivered a note of all goods says so once, and of one that is called off no part is asked.
func TestNotesOfWhatIsOver(t *testing.T) {
	s := open(t)
	s.stocked()
	s.take(head + row("C1001", -2)) // before its order
	s.take(head + row("1001", 2))
	s.delivered(s.is("1001").Parcels[0].ID)
	if stage := s.is("1001").Stage; stage != fact.StageCompleted {
		t.Fatalf("it is %s", stage)
	}
	for _, c := range []struct{ note, says string }{
		{row("C1001", -2), "C1001 unchanged"},
		{row("-1001", -2), "-1001 cancelled: the order has been delivered"},
		{row("-1001", -2), "-1001 unchanged"},
	} {
		if said := s.take(head + c.note); said != c.says {
			t.Errorf("%s, not %s", said, c.says)
		}
	}

	s = open(t)
	s.take(head + row("1001", 2))
	s.take(head + row("C1001", -2))
	if said := s.take(head + row("-1001", -1)); said != "-1001 cancelled" || s.is("1001").Stage != fact.StageCancelled || len(s.is("1001").Retold) > 0 {
		t.Errorf("of one called off: %s: %+v", said, s.is("1001"))
	}
}

// delivered has a parcel booked, handed over and delivered.
func (s *shop) delivered(id shipping.ParcelID) {
	s.Helper()
	state, err := s.m.Ledger.Read(s.Context(), s.m.ID, id.Stream())
	if err != nil {
		s.Fatal(err)
	}
	k := fact.ParcelIn(state, id).Booking
	for _, body := range []fact.Body{&fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: "W1"}, &fact.HandedOver{},
		&fact.ScanReceived{Scan: fact.Scan{Carrier: k.Carrier, Waybill: "W1", Code: "D", Milestone: shipping.DeliveredMilestone, Print: 1}}} {
		if _, err := s.m.Ledger.Record(s.Context(), s.m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), At: s.m.Now(), By: "test", Body: body}}}); err != nil {
			s.Fatal(err)
		}
	}
}

// TestOrdersBeyondThoseThatWait: an order whose notes stand in its file, which holds too many such to wait for them, is held; one that is
// known already goes on as it is.
func TestOrdersBeyondThoseThatWait(t *testing.T) {
	s := open(t)
	s.stocked()
	const most = 10_000
	for _, known := range []bool{false, true} {
		if known {
			s.take(head + row("2002", 2))
		}
		number, said := map[bool]string{false: "1001", true: "2002"}[known], ""
		in := s.m.Intake("test", "file", listed.New(s.m.Ledger, s.m.ID), func(in *order.Intake, verdict order.Verdict, remark error) {
			said += fmt.Sprint(in.Number, " ", verdict, " ", remark, ";")
		})
		for range most {
			if err := in.Take(t.Context(), &order.Intake{Credited: true}); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second time it is known
			one, err := s.decoder(head + row(number, 2)).Next()
			if err != nil {
				t.Fatal(err)
			}
			one.Credited = true
			if err := errors.Join(in.Take(t.Context(), one), in.Settle(t.Context(), 0)); err != nil {
				t.Fatal(err)
			}
		}
		st := s.is(number)
		if want := map[bool]fact.Stage{false: fact.StageHeld, true: fact.StageShipping}[known]; st.Stage != want || len(st.Retold) > 0 {
			t.Errorf("known %t: %s: %s", known, st.Stage, said)
		}
		if held := st.Order.Hold == retold.Uncounted; held == known || strings.Contains(said, "held") == known {
			t.Errorf("known %t: %+v: %s", known, st.Order.Hold, said)
		}
	}
}

// TestLeftBy: an order is held before it is recorded where notes of its file credit a part: its own notes, of its own storefront.
func TestLeftBy(t *testing.T) {
	s := open(t)
	read := func(storefront, text string) (list []*order.Intake) {
		s.storefront = storefront
		for d := s.decoder(head + text); ; {
			in, err := d.Next()
			if errors.Is(err, io.EOF) {
				return list
			}
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, in)
		}
	}
	in := read("one", row("1001", 2))[0]
	for name, c := range map[string]struct {
		notes []*order.Intake
		word  string
	}{
		"none":                  {nil, ""},
		"a part":                {read("one", row("C1001", -1)), "credited in part by C1001"},
		"all":                   {read("one", row("C1001", -2)), ""},
		"all, by two":           {read("one", row("C1001", -1)+row("-1001", -1)), ""},
		"of another order":      {read("one", row("C1002", -1)), ""},
		"of another storefront": {read("two", row("C1001", -1)), ""},
	} {
		if h := retold.LeftBy(in, c.notes); h.Word != c.word || (h.Why == shipping.InPart) != (c.word != "") {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

// TestKeep: an order whose part was credited is held again when it comes in as it was, as long as it is held; one of which goods are set
// aside is not, and comes in as known.
func TestKeep(t *testing.T) {
	for _, stocked := range []bool{false, true} {
		s := open(t)
		if stocked {
			s.stocked()
		}
		s.take(head + row("1001", 2))
		s.take(head + row("C1001", -1))
		desk := retold.Desk{Ledger: s.m.Ledger, Merchant: s.m.ID, By: "test", Now: s.m.Now}
		for quantity, held := range map[int]bool{2: !stocked, 3: false} {
			in, err := s.decoder(head + row("1001", quantity)).Next()
			if err != nil {
				t.Fatal(err)
			}
			if err := desk.Keep(t.Context(), in, retold.Uncounted); err != nil {
				t.Fatal(err)
			}
			if telling.Credits(in.Order.Hold) != held || in.Order.Hold == retold.Uncounted {
				t.Errorf("stocked %t, %d pieces: %+v", stocked, quantity, in.Order.Hold)
			}
		}
	}
}
