package file

import "testing"

// A line further down may leave out the storefront; its number is known all the same.
func TestNumbersAreRemembered(t *testing.T) {
	var n Numbers
	for i, c := range []struct {
		storefront, number string
		known              bool
	}{{"a", "1", false}, {"b", "1", false}, {"a", "1", true}, {"", "1", true}, {"", "2", false}, {"", "2", true}, {"a", "2", false}, {"", "a1", false}} {
		if n.Known(c.storefront, c.number) != c.known {
			t.Errorf("%d: %+v", i, c)
		}
	}
	for i := range 3 * rememberedNumbers {
		n.add(uint64(i))
	}
	if len(n.young)+len(n.old) > 2*rememberedNumbers {
		t.Errorf("%d numbers are remembered", len(n.young)+len(n.old))
	}
}
