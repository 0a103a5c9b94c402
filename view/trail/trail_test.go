package trail

import (
	"reflect"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view/instant"
)

// TestTrail: what a milestone leaves behind is read as it was written, once; what is not of the form is passed over.
func TestTrail(t *testing.T) {
	text := ""
	mark := func(m shipping.Milestone, at instant.Millis, e fact.Estimate) { text = With(text, m, at, e) }
	at := instant.Of(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	window := func(from, to int) shipping.Window {
		return shipping.Window{From: at.Time().Add(time.Duration(from) * time.Minute), To: at.Time().Add(time.Duration(to) * time.Minute)}
	}
	mark(shipping.LabelCreated, at, fact.Estimate{})
	mark(shipping.Delayed, at, fact.Estimate{})
	mark(shipping.PickedUp, at+60_000, fact.Estimate{Half: window(10, 20), Most: window(-5, 30)})
	once := text
	mark(shipping.PickedUp, at+120_000, fact.Estimate{})
	mark(shipping.LabelCreated, at+120_000, fact.Estimate{})
	if text != once {
		t.Errorf("a milestone is marked twice: %s", text)
	}
	minute := Minute(at)
	want := []Mark{{Milestone: shipping.LabelCreated, At: minute}, {shipping.PickedUp, minute + 1, true, [2]int64{minute + 10, minute + 20}, [2]int64{minute - 5, minute + 30}}}
	if got := Marks(text); !reflect.DeepEqual(got, want) {
		t.Errorf("%s is read as %+v", text, got)
	}
	for _, text := range []string{"", "1", "x:", "9:5", "7:5", "-1:5", " ", "1:!"} {
		if got := Marks(text); len(got) > 0 {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
	if got := Marks("0:a 6:b:1:2 1:c:1:2:3:4"); len(got) != 3 || got[0].At != 10 || got[1].Estimated || got[1].Milestone != shipping.WithCourier || !got[2].Estimated {
		t.Errorf("read %+v", got)
	}
}
