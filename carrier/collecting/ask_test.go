package collecting

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// depot answers as it is told.
type depot struct {
	carrier.Connector
	gives *pickup.Answer
	says  error
}

func (d depot) Collect(context.Context, *Pickup) (*pickup.Answer, error)    { return d.gives, d.says }
func (d depot) FindPickup(context.Context, *Pickup) (*pickup.Answer, error) { return d.gives, d.says }
func (d depot) CancelPickup(context.Context, *Pickup) error                 { return d.says }

// changer changes, too.
type changer struct{ depot }

func (d changer) ChangePickup(context.Context, *Pickup) (*pickup.Answer, error) {
	return d.gives, d.says
}

func call(again bool) *Call {
	return &Call{Carrier: book.Carrier{ID: "ups", Name: "UPS", Connector: "ups"}, Pickup: &Pickup{ID: "pck_1"}, Again: again}
}

// TestWhatIsBelieved of an answer, and what is recorded where there is none.
func TestWhatIsBelieved(t *testing.T) {
	money := shipping.Money{Amount: 500, Currency: "EUR"}
	day := shipping.Window{From: noon, To: noon.Add(3 * time.Hour)}
	dial := carrier.Unavailable("the carrier does not answer", &net.OpError{Op: "dial", Err: errors.New("refused")})
	for name, c := range map[string]struct {
		by    carrier.Connector
		to    pickup.Question
		again bool
		want  *pickup.Answer // nil: nobody knows
		says  string         // of the fault
	}{
		"it comes":                     {depot{gives: &pickup.Answer{Number: "N1", Promised: day, Cost: money}}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Done: true, Number: "N1", Promised: day, Cost: money}, ""},
		"without a number":             {depot{gives: &pickup.Answer{}}, pickup.ToCome, false, nil, "settle pck_1"},
		"with a number that is none":   {depot{gives: &pickup.Answer{Number: "N\n1"}}, pickup.ToCome, false, nil, "settle pck_1"},
		"with a book as its number":    {depot{gives: &pickup.Answer{Number: strings.Repeat("9", 65)}}, pickup.ToCome, false, nil, "settle pck_1"},
		"at a price that is none":      {depot{gives: &pickup.Answer{Number: "N1", Cost: shipping.Money{Amount: -1, Currency: "EUR"}}}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Done: true, Number: "N1"}, ""},
		"in a window that is none":     {depot{gives: &pickup.Answer{Number: "N1", Promised: shipping.Window{From: noon, To: noon.Add(-time.Hour)}}}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Done: true, Number: "N1"}, ""},
		"in a window of two days":      {depot{gives: &pickup.Answer{Number: "N1", Promised: shipping.Window{From: noon, To: noon.Add(48 * time.Hour)}}}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Done: true, Number: "N1"}, ""},
		"a no":                         {depot{says: carrier.Refuse("E1", "not there\x00")}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Code: "E1", Message: "not there"}, "UPS does not come: not there"},
		"what cannot be asked for":     {depot{says: shipping.BadField("phone", "is missing", "name it")}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Code: "invalid", Message: "is missing"}, "name it"},
		"an account that is none":      {depot{says: shipping.Fault(shipping.Unauthorized, "who is that", "")}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Code: "unauthorized", Message: "who is that"}, "who is that"},
		"no answer":                    {depot{says: carrier.Unavailable("it is silent", nil)}, pickup.ToCome, false, nil, "it is not asked for twice"},
		"an answer nobody reads":       {depot{says: carrier.CannotRead(errors.New("a page"))}, pickup.ToCome, false, nil, "settle pck_1"},
		"out of order":                 {depot{says: carrier.RetryAfter("it is down", "9", noon)}, pickup.ToCome, false, nil, "settle pck_1"},
		"called too often":             {depot{says: carrier.TooManyCalls("too often", "9", noon)}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Code: NotAsked, Message: "too often"}, "it was not asked"},
		"not reached":                  {depot{says: dial}, pickup.ToCome, false, &pickup.Answer{To: pickup.ToCome, Code: NotAsked, Message: "the carrier does not answer"}, "it was not asked"},
		"changed":                      {changer{depot{gives: &pickup.Answer{}}}, pickup.ToChange, false, &pickup.Answer{To: pickup.ToChange, Done: true}, ""},
		"a change without an answer":   {changer{depot{says: carrier.Unavailable("it is silent", nil)}}, pickup.ToChange, false, nil, "type the same again"},
		"one that changes none":        {depot{}, pickup.ToChange, false, nil, "crosslane pickup cancel"},
		"cancelled":                    {depot{}, pickup.ToCancel, false, &pickup.Answer{To: pickup.ToCancel, Done: true}, ""},
		"not there to be cancelled":    {depot{says: shipping.Fault(shipping.NotFound, "no such", "")}, pickup.ToCancel, false, &pickup.Answer{To: pickup.ToCancel, Code: "not_found", Message: "no such"}, "does not cancel"},
		"cancelled, the answer lost":   {depot{says: shipping.Fault(shipping.NotFound, "no such", "")}, pickup.ToCancel, true, &pickup.Answer{To: pickup.ToCancel, Done: true}, ""},
		"a cancellation not answered":  {depot{says: carrier.Unavailable("it is silent", nil)}, pickup.ToCancel, false, nil, "type the same again"},
		"one that takes no pick-ups":   {struct{ carrier.Connector }{}, pickup.ToCome, false, nil, "by telephone"},
		"one that refuses a cancelled": {depot{says: carrier.Refuse("E2", "over")}, pickup.ToCancel, true, &pickup.Answer{To: pickup.ToCancel, Code: "E2", Message: "over"}, "does not cancel the pick-up: over"},
	} {
		a, err := call(c.again).Ask(t.Context(), c.by, c.to)
		if (a == nil) != (c.want == nil) || a != nil && *a != *c.want {
			t.Errorf("%s: %+v", name, a)
		}
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhatIsFound of a pick-up whose answer was lost.
func TestWhatIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		by   carrier.Connector
		ago  time.Duration
		want string // number, or code; empty: nobody knows
	}{
		"there":                 {depot{gives: &pickup.Answer{Number: "N1"}}, time.Minute, "N1"},
		"not there yet":         {depot{}, 4 * time.Minute, ""},
		"not there":             {depot{}, 6 * time.Minute, NotThere},
		"the carrier is silent": {depot{says: carrier.Unavailable("it is silent", nil)}, time.Hour, ""},
		"it refuses the search": {depot{says: carrier.Refuse("E1", "no")}, time.Hour, ""},
		"it does not tell":      {struct{ carrier.Connector }{}, time.Hour, ""},
	} {
		a, err := call(true).Find(t.Context(), c.by, noon, noon.Add(c.ago))
		got := ""
		if a != nil {
			got = a.Number + a.Code
		}
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

// TestWhatIsToldOnce: a carrier's words stand once in the fault, and one that tells what it has is to be asked again.
func TestWhatIsToldOnce(t *testing.T) {
	for _, says := range []error{carrier.Refuse("E1", "not there"), shipping.BadField("phone", "not there", "name it"), carrier.Unavailable("not there", nil)} {
		_, err := call(false).Ask(t.Context(), depot{says: says}, pickup.ToCome)
		if n := strings.Count(err.Error(), "not there"); n != 1 {
			t.Errorf("%d times: %v", n, err)
		}
		if told := strings.Contains(err.Error(), "type the same again"); told != (shipping.CodeOf(says) == shipping.Unavailable) {
			t.Errorf("what is next: %v", err)
		}
	}
}
