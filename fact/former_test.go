package fact

import (
	"testing"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// reread is a body as it comes back from the form of a version.
func reread[B any, P interface {
	*B
	Body
}](t *testing.T, b B, version uint64) B {
	t.Helper()
	c := coder.Encoder(nil)
	c.Version(version)
	P(&b).Form(&c)
	var back B
	d := coder.Decoder(string(c.Written()))
	d.Version(0)
	if P(&back).Form(&d); d.End() != nil {
		t.Fatal(d.End())
	}
	return back
}

// TestWordsDecideNoMore: of what an earlier program recorded it is read from its words what is decided by; of what is recorded now
// the same words say nothing.
func TestWordsDecideNoMore(t *testing.T) {
	hold := shipping.Hold{Why: shipping.InPart, Word: "credited in part by C1001"}
	held := OrderHeld{Problems: []Problem{{Message: "no channel takes 1 x ANVIL"}}}
	off := OrderCancelled{Why: "called off by the storefront"}
	for name, c := range map[string]struct{ earlier, now, want string }{
		"held":      {string(reread(t, held, 1).Lacks), string(reread(t, held, 2).Lacks), string(LacksChannel)},
		"cancelled": {string(reread(t, off, 1).For), string(reread(t, off, 2).For), string(ForStorefront)},
		"received":  {reread(t, OrderReceived{Order: shipping.Order{Hold: hold}}, 4).Order.Hold.Note, reread(t, OrderReceived{Order: shipping.Order{Hold: hold}}, 5).Order.Hold.Note, "C1001"},
		"retold":    {reread(t, OrderRetold{Order: shipping.Order{Hold: hold}}, 2).Order.Hold.Note, reread(t, OrderRetold{Order: shipping.Order{Hold: hold}}, 3).Order.Hold.Note, "C1001"},
	} {
		if c.earlier != c.want || c.now != "" {
			t.Errorf("%s: %q of an earlier program, want %q; %q of this one", name, c.earlier, c.want, c.now)
		}
	}
	if two := (OrderHeld{Problems: []Problem{held.Problems[0], {Message: "the weight is missing"}}}); reread(t, two, 1).Lacks != "" {
		t.Error("one that wants more than a channel goes on by itself")
	}
}
