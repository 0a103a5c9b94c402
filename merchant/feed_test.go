package merchant_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// office is a carrier that books by numbers in a row and tells what the test wants.
type office struct {
	*httptest.Server
	mu     sync.Mutex
	booked int
	asked  []string // account and cursor of each request for news
	lines  []string // of the feed; the cursor counts them
}

func openOffice(t *testing.T) *office {
	t.Helper()
	o := &office{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		o.mu.Lock()
		defer o.mu.Unlock()
		if r.URL.Path == "/v1/bookings" {
			o.booked++
			_, _ = fmt.Fprintf(w, `{"waybill":"SX%08d","reference":"r","cost":{"amount":500,"currency":"EUR"}}`, o.booked)
			return
		}
		account, _, _ := r.BasicAuth()
		after := r.FormValue("after")
		o.asked = append(o.asked, account+"@"+after)
		from := 0
		_, _ = fmt.Sscan(after, &from)
		for _, line := range o.lines[from:] {
			_, _ = fmt.Fprintln(w, line)
		}
		_, _ = fmt.Fprintf(w, `{"next":"%d","more":false}`, len(o.lines))
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *office) tell(lines ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lines = append(o.lines, lines...)
}

// TestACursorBelongsToAnAddressAndAnAccount: where a Book gives a carrier another address or account, its news are read from
// their beginning, and by the account of before they are read on.
func TestACursorBelongsToAnAddressAndAnAccount(t *testing.T) {
	one, moved := openOffice(t), openOffice(t)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	n := 0
	by := func(address, account string) {
		t.Helper()
		n++
		text := twoLines(address, "http://127.0.0.1:1")
		if account != "" {
			text = strings.Replace(text, "address: \""+address, "account: "+account+", address: \""+address, 1)
		}
		published(t, m, strings.Replace(text, "name: Two lines", fmt.Sprint("name: Book ", n), 1))
		for range 2 {
			if err := c.Listen(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	line := `{"waybill":"SX1","code":"PU01","time":"` + time.Now().Format(time.RFC3339) + `"}`
	one.tell(line, line, line)
	moved.tell(line)
	by(one.URL, "")
	by(one.URL, "umbra")
	by(moved.URL, "umbra")
	by(one.URL, "umbra")
	by(one.URL, "")
	if want := []string{"@", "@3", "umbra@", "umbra@3", "umbra@3", "umbra@3", "@3", "@3"}; !slices.Equal(one.asked, want) {
		t.Errorf("asked %q, want %q", one.asked, want)
	}
	if want := []string{"umbra@", "umbra@1"}; !slices.Equal(moved.asked, want) {
		t.Errorf("where it has moved: asked %q, want %q", moved.asked, want)
	}
}

// TestAnErasedPersonIsForgottenInWhatCarriersSaid: in what waits for a parcel, by name and by number, and in the documents that
// were made of what was matched; what is said of the parcel later is recorded without its raw message.
func TestAnErasedPersonIsForgottenInWhatCarriersSaid(t *testing.T) {
	at := time.Now()
	one := openOffice(t)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return at }}), merchant.First)
	published(t, m, twoLines(one.URL, "http://127.0.0.1:1"))
	stocked(t, m, "MUG")
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	anne := ordered(t, m, mug("M-1", "FR", "75011"))[0].ID.Parcel(1)
	drained(t, m, c)
	other := strings.Replace(mug("M-2", "FR", "69001"), "Anne Roux", "Luc Blanc", 1)
	ordered(t, m, strings.Replace(other, "1 rue de la Paix", "9 quai Blanc", 1))
	drained(t, m, c)
	filled(t, m)
	event := func(waybill, code, text string) string {
		line, err := json.Marshal(map[string]string{"waybill": waybill, "code": code, "text": text, "time": at.Format(time.RFC3339)})
		if err != nil {
			t.Fatal(err)
		}
		return string(line)
	}
	one.tell(event("SX00000001", "??", "left with a neighbour"), event("SX00000002", "??", "left with a neighbour"),
		event("SX00000077", "PU01", "for ANNE ROUX"), event("SX00000078", "PU01", "for Anne Rouxel"), event("SX00000079", "PU01", "1 rue de la Paix"),
		`{"waybill":["SX00000001"],"code":7}`, `{"waybill":["SX00000002"],"code":7}`)
	listen := func(waits int) {
		t.Helper()
		if err := c.Listen(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := c.States()[0]; s.Unmatched != waits || s.Trouble != nil {
			t.Fatalf("%+v, want %d that wait", s, waits)
		}
	}
	listen(5)
	raw := rawOf(t, m, anne)
	if len(raw) != 1 || raw[0] == "" {
		t.Fatalf("raw messages: %q", raw)
	}
	n, err := m.Erase(t.Context(), shipping.Address{Name: "Anne Roux", Postcode: "75011", Country: "FR"})
	if err != nil || n != 3+3 { // the address, the order as it came, a raw message; by name, by street, by number
		t.Errorf("%d were erased, %v", n, err)
	}
	if _, err := m.Ledger.Document(t.Context(), m.ID, raw[0]); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("the document that was made of a message: %v", err)
	}
	waiting, err := m.Views.Bookmark(t.Context(), m.ID, "unmatched:one")
	if err != nil || !strings.Contains(waiting, "SX00000078") || strings.Contains(waiting, "SX00000077") || strings.Contains(waiting, "SX00000079") {
		t.Errorf("kept: %s, %v", waiting, err)
	}
	one.tell(event("SX00000001", "???", "handed to Anne Roux"))
	listen(2) // who polls has heard of it, and keeps no more than is left
	if raw := rawOf(t, m, anne); len(raw) != 2 || raw[1] != "" {
		t.Errorf("of what was said later the raw message is kept: %q", raw)
	}
	if n, err := m.Erase(t.Context(), shipping.Address{Name: "Anne Roux", Postcode: "75011", Country: "FR"}); n != 0 || err != nil {
		t.Errorf("a second time: %d, %v", n, err)
	}
}

// rawOf lists the raw messages that the scans of a parcel name, empty where there is none.
func rawOf(t *testing.T, m *merchant.Merchant, id shipping.ParcelID) (list []shipping.DocumentID) {
	t.Helper()
	facts, err := m.Ledger.History(t.Context(), m.ID, id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if b, ok := f.Body.(*fact.ScanReceived); ok {
			list = append(list, b.Scan.Raw)
		}
	}
	return list
}

// TestAnErasedAddressIsNoRefusal: a parcel that nobody knows any more where to send is somebody's case; no carrier was asked, and
// none counts as having refused.
func TestAnErasedAddressIsNoRefusal(t *testing.T) {
	one := openOffice(t)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	published(t, m, twoLines(one.URL, one.URL))
	stocked(t, m, "MUG")
	ordered(t, m, mugs(1, 4)...)
	if n, err := m.Erase(t.Context(), shipping.Address{Name: "Anne Roux", Postcode: "75011", Country: "FR"}); n != 1+4 || err != nil { // the address, and the orders as they came
		t.Fatalf("%d were erased, %v", n, err)
	}
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	drained(t, m, c)
	filled(t, m)
	f, err := m.Views.Figures(t.Context(), m.ID)
	if err != nil || f.Refusals != 0 || f.CasesOpen == 0 || one.booked != 0 {
		t.Errorf("%d refusals, %d cases, asked %d times, %v", f.Refusals, f.CasesOpen, one.booked, err)
	}
	health, err := m.Views.Health(t.Context(), m.ID, m.Now().Add(2*time.Hour))
	if err != nil || len(health) == 0 {
		t.Fatal(health, err)
	}
	for _, h := range health {
		if h.Health.Refused != 0 || h.Health.Unanswered != 0 {
			t.Errorf("%s: %+v", h.Channel, h.Health)
		}
	}
}

// TestReadTablesOfAnotherHistory: tables that hold more facts than were recorded would pass over what comes next. Nobody
// opens the merchant until they are filled anew, and every carrier tells again what it told; what waits for its parcel stays.
func TestReadTablesOfAnotherHistory(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		p := placed(t, at, merchant.Options{})
		m := of(t, p, merchant.First)
		stocked(t, m, "MUG")
		keep := map[string]string{"carrier:dragon": "7", "unmatched:dragon": "{}"}
		kept := func(p *merchant.Place, place string) {
			t.Helper()
			for name, want := range map[string]string{"carrier:dragon": place, "unmatched:dragon": "{}"} {
				if is, err := of(t, p, merchant.First).Views.Bookmark(t.Context(), merchant.First, name); is != want || err != nil {
					t.Errorf("%s stands at %q, want %q, %v", name, is, want, err)
				}
			}
		}
		if err := m.Views.KeepBookmarks(t.Context(), m.ID, keep); err != nil {
			t.Fatal(err)
		}
		if err := p.RefillViews(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept(p, "7")
		file := backedUp(t, at)
		if err := m.Views.Apply(t.Context(), m.ID, nil, "999"); err != nil {
			t.Fatal(err)
		}
		p.Close()

		p = placed(t, at, merchant.Options{})
		_, err := p.Merchant(t.Context(), merchant.First)
		says(t, err, shipping.Corrupt, "of another history", "up to 999", "rebuild --views")
		_, _, err = merchant.LookInto(t.Context(), at, merchant.First, merchant.Options{})
		says(t, err, shipping.Corrupt, "of another history")
		list, err := p.Audit(t.Context(), merchant.AuditOptions{Views: true})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		says(t, merchant.Violation(list), shipping.Corrupt, "of another history")
		if list, err := p.Audit(t.Context(), merchant.AuditOptions{}); err != nil || merchant.Violation(list) != nil {
			t.Errorf("%+v, %v", list, err)
		}
		if err := p.RefillViews(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept(p, "")
		if list, err := p.Audit(t.Context(), merchant.AuditOptions{Views: true}); err != nil || merchant.Violation(list) != nil {
			t.Errorf("%+v, %v", list, err)
		}
		p.Close()

		to := merchant.At{Data: t.TempDir()} // where the read tables of before still lie
		opened(t, to, func(m *merchant.Merchant) {
			if err := m.Views.KeepBookmarks(t.Context(), m.ID, keep); err != nil {
				t.Fatal(err)
			}
		})
		for _, name := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(filepath.Join(to.Data, "ledger.db"+name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		}
		if _, err := merchant.Restore(t.Context(), to, bytes.NewReader(file), merchant.Options{}); err != nil {
			t.Fatal(err)
		}
		restored := placed(t, to, merchant.Options{})
		kept(restored, "")
		restored.Close()
	})
}

// TestANumberThatIsNoText: it is nobody's, whatever the engine, and holds up none of the others.
func TestANumberThatIsNoText(t *testing.T) {
	each(t, func(t *testing.T, at merchant.At) {
		one := openOffice(t)
		m := of(t, placed(t, at, merchant.Options{}), merchant.First)
		published(t, m, twoLines(one.URL, "http://127.0.0.1:1"))
		stocked(t, m, "MUG")
		c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
		defer c.Close()
		parcel := ordered(t, m, mug("M-1", "FR", "75011"))[0].ID.Parcel(1)
		drained(t, m, c)
		filled(t, m)
		when := time.Now().Format(time.RFC3339)
		one.tell(`{"waybill":"SX\u0000","code":"PU01","time":"`+when+`"}`, `{"waybill":"SX00000001","code":"PU\u000001","text":"a\u0000b","time":"`+when+`","city":"`+"\xff"+`"}`)
		for range 2 {
			if err := c.Listen(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := c.States()[0]; s.Unmatched != 1 || s.Trouble != nil {
				t.Fatalf("%+v", s)
			}
		}
		filled(t, m)
		if scans := strings.Count(strings.Join(told(t, m), "\n"), "ScanReceived"); scans != 1 {
			t.Errorf("%d scans of %s are recorded", scans, parcel)
		}
		if _, err := m.Erase(t.Context(), anne); err != nil {
			t.Error(err)
		}
	})
}

// TestAnErasureKnowsWhatWasBookedAMomentAgo: what waits about a person's parcel goes, too, where the read tables have not heard of
// the booking yet.
func TestAnErasureKnowsWhatWasBookedAMomentAgo(t *testing.T) {
	one := openOffice(t)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	published(t, m, twoLines(one.URL, "http://127.0.0.1:1"))
	stocked(t, m, "MUG")
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	ordered(t, m, mug("M-1", "FR", "75011"))
	drained(t, m, c)
	one.tell(`{"waybill":["SX00000001"],"code":7}`, `{"waybill":["SX00000002"],"code":7}`)
	if err := c.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, err := m.Erase(t.Context(), anne)
	if err != nil || n != 2+1 { // the address and the order as it came; what names the parcel's number
		t.Errorf("%d were erased, %v", n, err)
	}
	waiting, err := m.Views.Bookmark(t.Context(), m.ID, "unmatched:one")
	if err != nil || !strings.Contains(waiting, `"list":[{`) || strings.Count(waiting, `"raw"`) != 1 {
		t.Errorf("kept: %s, %v", waiting, err)
	}
}

// TestANumberIsFreeAgainWhenItsParcelEnded: a carrier that gives the number of a parcel that is on its way to another is not
// believed, and that is somebody's case; the number of one that has come to its end it may give again.
func TestANumberIsFreeAgainWhenItsParcelEnded(t *testing.T) {
	at := time.Now()
	one := openOffice(t)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return at }}), merchant.First)
	published(t, m, twoLines(one.URL, "http://127.0.0.1:1"))
	stocked(t, m, "MUG")
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	booked := func(id shipping.ParcelID) fact.Booking {
		t.Helper()
		one.booked = 0 // it begins to count anew
		drained(t, m, c)
		filled(t, m)
		state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
		if err != nil {
			t.Fatal(err)
		}
		return fact.ParcelIn(state, id).Booking
	}
	const number = "SX00000001"
	if b := booked(ordered(t, m, mug("M-1", "FR", "75011"))[0].ID.Parcel(1)); b.Waybill != number {
		t.Fatalf("%+v", b)
	}
	second := ordered(t, m, mug("M-2", "FR", "75011"))[0].ID.Parcel(1)
	if b := booked(second); b.Stage != fact.BookingAsked || b.Waybill != "" {
		t.Fatalf("the number of a parcel on its way is taken: %+v", b)
	}
	if kinds, err := m.Views.CaseKinds(t.Context(), m.ID); err != nil || !slices.Equal(kinds, []string{fact.CaseNumberTaken}) {
		t.Errorf("cases: %v, %v", kinds, err)
	}
	for _, code := range []string{"PU01", "LM09"} {
		at = at.Add(time.Hour)
		one.tell(`{"waybill":"` + number + `","code":"` + code + `","time":"` + at.Format(time.RFC3339) + `"}`)
	}
	if err := c.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	filled(t, m)
	if b := booked(second); b.Stage != fact.BookingHeld || b.Waybill != number {
		t.Errorf("the number is not free: %+v", b)
	}
}
