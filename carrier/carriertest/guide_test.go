package carriertest_test

import (
	"context"
	"fmt"
	"hash/crc32"
	"os"
	"strings"
	"testing"

	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/fact"
	"crosslane/shipping"
)

// guide begins

// Courier is the connector of the guide: it carries letters of up to 75 g for 2 EUR each.
type Courier struct{}

// Book gives a letter a number that is made of the key.
func (Courier) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if err := ctx.Err(); err != nil {
		return nil, carrier.Unavailable("the office does not answer", err)
	}
	if r.Plan.Weight > 75 {
		return nil, carrier.Refuse("TOO_HEAVY", "a letter weighs up to 75 g")
	}
	number := fmt.Sprintf("CL%010d", crc32.ChecksumIEEE([]byte(r.Key)))
	return &carrier.Confirmation{Waybill: number, Reference: number, Cost: shipping.Money{Amount: 200, Currency: "EUR"}}, nil
}

// Cancel undoes a booking.
func (Courier) Cancel(ctx context.Context, c *carrier.Cancellation) error {
	if err := ctx.Err(); err != nil {
		return carrier.Unavailable("the office does not answer", err)
	}
	if !strings.HasPrefix(c.Waybill, "CL") {
		return carrier.Refuse("NO_NUMBER", "there is no letter with this number")
	}
	return nil
}

// Simulated is false: somebody carries the letters.
func (Courier) Simulated() bool { return false }

func TestCourier(t *testing.T) {
	letter := func(n int, weight shipping.Grams) *carrier.Request {
		return &carrier.Request{Key: fmt.Sprint(n), Plan: fact.ParcelPlan{Weight: weight}, To: shipping.Address{Country: "DE"}}
	}
	carriertest.Run(t, func(*testing.T) *carriertest.Subject {
		return &carriertest.Subject{
			Connector: Courier{},
			Request:   func(n int) *carrier.Request { return letter(n, 20) },
			Refused:   letter(99, 80),
		}
	})
}

// guide ends

// The guide shows the code above as it is, and names only files that exist.
func TestTheGuideIsTrue(t *testing.T) {
	guide, err := os.ReadFile("../../docs/add-a-carrier.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("guide_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "// guide begins\n")
	code, _, _ := strings.Cut(rest, "// guide ends\n")
	if !strings.Contains(string(guide), strings.TrimSpace(code)) {
		t.Error("the code in the guide is not that of the test")
	}
	for i, word := range strings.Split(string(guide), "`") {
		file := strings.HasPrefix(word, "carrier") && !strings.ContainsAny(word, " \n.")
		if i%2 == 0 || !file {
			continue
		}
		if _, err := os.Stat("../../" + word); err != nil {
			t.Errorf("the guide names %s: %v", word, err)
		}
	}
}
