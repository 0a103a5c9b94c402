package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
)

// A carrier without capacities and conditions tells the same stories for the same seed as it always did.
func TestTheStoriesOfASeedStayTheSame(t *testing.T) {
	how := Behaviour{Refuse: 50, RefuseCancel: 100, Hold: 150, Miss: 250, Damage: 100, Return: 100, Lose: 100, Slow: 130}
	union := truck
	union.ID, union.Legs = "union", truck.Legs[:2]
	r := open(t, Config{Channels: []book.Channel{truck, local, union}, Behave: always(how),
		Faults: Faults{DropAnswer: 50, Busy: 50, Duplicate: 60, Late: 60, Malformed: 60, Unknown: 60}})
	for n := range 400 {
		ask := request(n)
		ask.Channel = []book.Channel{truck, local, union}[n%3]
		yes, err := r.Book(t.Context(), ask)
		for ; shipping.CodeOf(err) == shipping.Unavailable; yes, err = r.Book(t.Context(), ask) {
		}
		r.pass(17 * time.Minute)
		if err == nil && n%9 == 0 {
			r.pass(3 * time.Hour)
			_ = r.Cancel(t.Context(), &carrier.Cancellation{Key: ask.Key + "c", Waybill: yes.Waybill}) // it may be refused
		}
	}
	r.pass(200 * 24 * time.Hour)
	sum := sha256.New()
	for _, m := range r.feed(t) {
		sum.Write(m.Raw)
	}
	const want = "64f80f55284ef2ec15efabfb40db55f437d776c7e9f2dfd66b9c2a4f9f6b42cc"
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("the feed is now %s", got)
	}
}
