package push

import (
	"slices"
	"strings"
	"testing"
)

// TestNumbersInWhatIsSent: whatever the form is, what may be a number of a parcel is found once; times, words and keys are no matter, as they are nobody's.
func TestNumbersInWhatIsSent(t *testing.T) {
	for body, want := range map[string][]string{
		`{"trackingNumber":"1Z12345E0205271688","localActivityDate":"20260504","activityStatus":{"type":"D","description":"DELIVERED"}}`: {"1Z12345E0205271688", "20260504"},
		`<TrackInfo ID="LX123456785CN"/><TrackInfo ID="LX123456785CN"/>`:                                                                 {"LX123456785CN"},
		`number=9400136895232333333333&event=x`:                                                                                          {"9400136895232333333333"},
		`no number, 1234567, ABCDEFGHIJ, ` + strings.Repeat("9", 41):                                                                     nil,
		"": nil,
	} {
		if got := numbers(body); !slices.Equal(got, want) {
			t.Errorf("%s: %q", body, got)
		}
	}
	var many strings.Builder
	for i := range 3 * mostNumbers {
		many.WriteString(strings.Repeat("1", 9+i%30) + string(rune('A'+i%26)) + strings.Repeat("2", i%7) + " ")
	}
	if n := len(numbers(many.String())); n > mostNumbers {
		t.Errorf("%d numbers are looked at", n)
	}
}
