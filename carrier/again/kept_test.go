package again

import (
	"fmt"
	"testing"
)

func TestAnAnswerIsKeptUntilItIsOldOrHoldsNoMore(t *testing.T) {
	k := &Kept[string]{}
	for n := range mostAnswers {
		k.Keep(fmt.Sprint(n), fmt.Sprint("W", n))
	}
	if answer, ok := k.Of("1"); !ok || answer != "W1" {
		t.Errorf("%q, %t", answer, ok)
	}
	k.Keep("0", "W0") // is the newest now
	k.Keep("new", "N")
	for key, want := range map[string]bool{"0": true, "1": false, "2": true, "new": true} {
		if _, ok := k.Of(key); ok != want {
			t.Errorf("%s is kept: %t", key, ok)
		}
	}
	k.Drop(func(answer string) bool { return answer == "N" })
	for key, want := range map[string]bool{"2": true, "new": false} {
		if _, ok := k.Of(key); ok != want {
			t.Errorf("%s is kept: %t", key, ok)
		}
	}
}
