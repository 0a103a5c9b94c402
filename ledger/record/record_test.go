package record_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

func sample(minutes int) *fact.Fact {
	return &fact.Fact{Stream: "parcel:par_1", Version: 7, By: "carrier:swift", Cause: "order:ord_1#3",
		At:       time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.UTC).In(time.FixedZone("", minutes*60)),
		Recorded: time.Date(2026, 3, 1, 12, 0, 1, 0, time.UTC),
		Body:     &fact.HandedOver{}}
}

func TestReadIsWhatWasWritten(t *testing.T) {
	for _, minutes := range []int{0, 480, -210, 345, 13} {
		want := sample(minutes)
		got, err := record.Read(want.Stream, record.Append(nil, want))
		if err != nil {
			t.Fatal(err)
		}
		_, a := got.At.Zone()
		if _, b := want.At.Zone(); a != b || !got.At.Equal(want.At) || !got.Recorded.Equal(want.Recorded) {
			t.Errorf("at %v recorded %v, want %v %v", got.At, got.Recorded, want.At, want.Recorded)
		}
		got.At, got.Recorded = want.At, want.Recorded
		if !reflect.DeepEqual(got, want) {
			t.Errorf("read %+v, want %+v", got, want)
		}
	}
}

// TestChain: the sum depends on everything before and on whose stream it is.
func TestChain(t *testing.T) {
	c := record.NewChain()
	seen := map[record.Sum]bool{{}: true}
	for _, merchant := range []shipping.MerchantID{"a", "b"} {
		for _, stream := range []shipping.Stream{"x:1", "x:2"} {
			var sum record.Sum
			for range 3 {
				c.Next(&sum, merchant, stream, []byte("the same"))
				if seen[sum] {
					t.Errorf("a sum comes again in %s/%s", merchant, stream)
				}
				seen[sum] = true
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, minutes := range []int{0, 480, -210, 13} {
		f.Add(record.Append(nil, sample(minutes)))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		said, err := record.Read("parcel:p", raw)
		if err != nil {
			if shipping.CodeOf(err) != shipping.Corrupt {
				t.Fatalf("a damaged record is %v", err)
			}
			return
		}
		once := record.Append(nil, said)
		again, err := record.Read("parcel:p", once)
		if err != nil || !bytes.Equal(once, record.Append(nil, again)) {
			t.Fatalf("does not survive a second writing: %v", err)
		}
	})
}
