package merchant_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/usps/mock"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// TestTwoNumbersOneParcel: the line tells under which number another carrier has the parcel, that one is heard of it, the line's echo moves nothing, and the
// parcel is found by both. A number that two parcels claim is nobody's, and said so.
func TestTwoNumbersOneParcel(t *testing.T) {
	at := time.Now().Truncate(time.Second)
	line, last := openOffice(t), openOffice(t)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return at }}), merchant.First)
	published(t, m, twoLines(line.URL, last.URL))
	stocked(t, m, "MUG")
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	order := ordered(t, m, mug("M-1", "FR", "75011"))[0].ID
	drained(t, m, c)
	other := ordered(t, m, mug("M-2", "FR", "75011"))[0].ID
	drained(t, m, c)
	filled(t, m)
	event := func(waybill, code string, minute int, more string) string {
		return fmt.Sprintf(`{"waybill":%q,"code":%q,"time":%q,"country":"FR"%s}`, waybill, code, at.Add(time.Duration(minute-600)*time.Minute).Format(time.RFC3339), more)
	}
	listen := func() {
		t.Helper()
		for range 2 { // what came before its parcel was known is looked up again
			if err := c.Listen(t.Context()); err != nil {
				t.Fatal(err)
			}
			filled(t, m)
		}
	}
	leg := `,"partner":"Two","partner_number":"LM100001"`
	last.tell(event("LM100001", "PU01", 20, ""))
	line.tell(event("SX00000001", "LM01", 10, leg))
	listen()
	last.tell(event("LM100001", "LM04", 60, ""), event("LM100001", "LM09", 120, ""))
	listen()
	line.tell(event("SX00000001", "LM04", 90, leg), event("SX00000001", "LM09", 200, ""))
	listen()
	p := parcelOf(t, m, order)
	if p.Track.Milestone != shipping.DeliveredMilestone || !p.Track.At.Equal(at.Add(-480*time.Minute)) || !p.Track.Onward.Has("LM100001") {
		t.Errorf("%+v", p.Track)
	}
	var told []string
	facts, err := m.Ledger.History(t.Context(), m.ID, order.Parcel(1).Stream())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if b, ok := f.Body.(*fact.MilestoneReached); ok {
			told = append(told, string(b.Milestone))
		}
	}
	if want := []string{"handed_to_last_mile", "with_courier", "delivered"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	for _, name := range []string{"SX00000001", "LM100001", "lm-100001", string(order)} {
		if id, err := m.OrderOf(t.Context(), name, ""); err != nil || id != order {
			t.Errorf("%s: %s, %v", name, id, err)
		}
	}
	if id, err := m.Parcel(t.Context(), "LM100001"); err != nil || id != order.Parcel(1) {
		t.Errorf("%s, %v", id, err)
	}
	if _, err := m.OrderOf(t.Context(), "LM100009", ""); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("a number of nobody: %v", err)
	}
	notes, err := m.Explain(t.Context(), "LM100001")
	echoes := 0
	for _, n := range notes {
		if n.Echo {
			echoes++
		}
	}
	if err != nil || echoes != 2 {
		t.Errorf("%d echoes, %v", echoes, err)
	}
	twice(t, m, c, line, last, other, event, listen)
}

// twice has two parcels claim one number.
func twice(t *testing.T, m *merchant.Merchant, c *merchant.Carriers, line, last *office, other shipping.OrderID, event func(string, string, int, string) string, listen func()) {
	t.Helper()
	third := ordered(t, m, mug("M-3", "FR", "75011"))[0].ID
	drained(t, m, c)
	filled(t, m)
	leg := `,"partner":"Two","partner_number":"LM200002"`
	line.tell(event("SX00000002", "LM01", 300, leg))
	listen()
	numbers, err := m.LastMile().Tell(t.Context(), other.Parcel(1))
	if err != nil || len(numbers) != 1 || numbers[0].Asked != "two" || numbers[0].Why != "" {
		t.Errorf("%+v, %v", numbers, err)
	}
	if open, err := m.LastMile().Open(t.Context(), "two"); err != nil || len(open) != 1 || open[0].Number != "LM200002" || open[0].Parcel != other.Parcel(1) {
		t.Errorf("asked for %+v, %v", open, err)
	}
	if asked := askedByRounds(t, m, "two"); !slices.ContainsFunc(asked, func(path string) bool { return strings.HasSuffix(path, "/LM200002") }) {
		t.Errorf("in rounds it is asked for %q", asked)
	}
	line.tell(event("SX00000003", "LM01", 305, `,"partner":"One","partner_number":"SX00000001"`))
	listen()
	if numbers, err := m.LastMile().Tell(t.Context(), third.Parcel(1)); err != nil || len(numbers) != 1 || numbers[0].Asked != "" || !strings.Contains(numbers[0].Why, "the waybill of another parcel") {
		t.Errorf("%+v, %v", numbers, err)
	}
	line.tell(event("SX00000003", "LM02", 310, leg))
	listen()
	last.tell(event("LM200002", "LM04", 320, ""))
	listen()
	for _, id := range []shipping.OrderID{other, third} {
		numbers, err := m.LastMile().Tell(t.Context(), id.Parcel(1))
		if err != nil || len(numbers) == 0 || numbers[0].Number != "LM200002" || numbers[0].Asked != "" || !strings.Contains(numbers[0].Why, "another parcel") {
			t.Errorf("%+v, %v", numbers, err)
		}
		if p := parcelOf(t, m, id); p.Track.Custody.Since != (time.Time{}) {
			t.Errorf("%s: %+v", id, p.Track.Custody)
		}
	}
	if open, err := m.LastMile().Open(t.Context(), "two"); err != nil || len(open) != 0 {
		t.Errorf("asked for %+v, %v", open, err)
	}
}

func parcelOf(t *testing.T, m *merchant.Merchant, id shipping.OrderID) *fact.ParcelState {
	t.Helper()
	state, err := m.Ledger.Read(t.Context(), m.ID, id.Parcel(1).Stream())
	if err != nil {
		t.Fatal(err)
	}
	return fact.ParcelIn(state, id.Parcel(1))
}

// askedByRounds lists what a carrier that answers for single numbers alone is asked for.
func askedByRounds(t *testing.T, m *merchant.Merchant, id shipping.CarrierID) (paths []string) {
	t.Helper()
	office := &mock.Server{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.Path)
		office.ServeHTTP(w, r)
	}))
	defer server.Close()
	t.Setenv("CROSSLANE_CARRIER_MAIN__TWO", mock.Secret)
	by, err := m.Called(book.Carrier{ID: id, Name: "Two", Connector: "usps", Address: server.URL, Account: mock.Account, Login: mock.Login, Secret: "env:CROSSLANE_CARRIER_MAIN__TWO"})
	if err != nil {
		t.Fatal(err)
	}
	defer by.Close()
	if _, err := by.Changes(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	return paths
}
