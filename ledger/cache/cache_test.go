package cache_test

import (
	"testing"

	"crosslane/ledger/cache"
)

// TestGenerations: what was used in the last generation but one is kept, unless it was only looked at.
func TestGenerations(t *testing.T) {
	c := cache.New[string, int](4)
	for i, k := range []string{"used", "seen", "left"} {
		if c.Full() != (i == 2) {
			t.Errorf("with %d values full is %v", i, c.Full())
		}
		c.Put(k, i)
	}
	c.Turn()
	if v, ok := c.Get("used"); v != 0 || !ok {
		t.Error("the last generation is gone")
	}
	if v, ok := c.Peek("seen"); v != 1 || !ok {
		t.Error("the last generation is not seen")
	}
	if v, ok := c.Get("used"); v != 0 || !ok {
		t.Error("what was used is not young")
	}
	c.Turn()
	for k, want := range map[string]bool{"used": true, "seen": false, "left": false, "never": false} {
		if _, ok := c.Peek(k); ok != want {
			t.Errorf("%s is kept: %v", k, ok)
		}
		if _, ok := c.Get(k); ok != want {
			t.Errorf("%s is there: %v", k, ok)
		}
	}
	c.Put("new", 7)
	c.Forget(func(k string) bool { return k == "used" || k == "new" })
	if _, ok := c.Get("used"); ok {
		t.Error("what was forgotten is there")
	}
	if _, ok := c.Get("new"); ok {
		t.Error("what was forgotten of the young is there")
	}
}
