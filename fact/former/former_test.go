package former_test

import (
	"testing"

	"crosslane/fact"
	"crosslane/fact/former"
	"crosslane/shipping"
)

func TestLack(t *testing.T) {
	for message, want := range map[string]fact.Lack{
		"no channel goes to Peru":                            fact.LacksLane,
		"no channel takes 1 x ANVIL from dui, and the order": fact.LacksChannel,
		"stock of MUG lies in szx, no channel goes from szx": fact.LacksChannel,
		"no channels":                 "",
		"says: no channel takes it":   "",
		"":                            "",
		"No channel goes to anywhere": "",
	} {
		if got := fact.Lack(former.Lack(message)); got != want {
			t.Errorf("%s: %q, want %q", message, got, want)
		}
	}
}

func TestCalledOffFor(t *testing.T) {
	for why, want := range map[string]fact.CalledOffFor{
		"called off by the storefront":                        fact.ForStorefront,
		"called off by the storefront before it was served":   fact.ForStorefront,
		"the order came in again with another date, as ord_7": fact.ForNewDate,
		"called off by C1001":                                 "",
		"buyer":                                               "",
	} {
		if got := fact.CalledOffFor(former.CalledOffFor(why)); got != want {
			t.Errorf("%s: %q, want %q", why, got, want)
		}
	}
}

func TestNote(t *testing.T) {
	for _, c := range []struct {
		hold shipping.Hold
		want string
	}{
		{shipping.Hold{Why: shipping.InPart, Word: "credited in part by C1001"}, "C1001"},
		{shipping.Hold{Why: shipping.InPart, Word: "credited in part by C 7/1, which names none of its goods"}, "C 7/1"},
		{shipping.Hold{Why: shipping.InPart, Word: "partially refunded"}, ""},
		{shipping.Hold{Why: shipping.Waits, Word: "credited in part by C1001"}, ""},
	} {
		if got := former.Note(c.hold); got != c.want {
			t.Errorf("%q: note %q, want %q", c.hold.Word, got, c.want)
		}
	}
}
