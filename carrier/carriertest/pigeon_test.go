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

// Pigeon is the connector of the guide: it carries letters of up to 75 g for 2 EUR each.
type Pigeon struct{}

// Book gives a letter the number of a pigeon.
func (Pigeon) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if err := ctx.Err(); err != nil {
		return nil, carrier.Unavailable("the loft does not answer", err)
	}
	if r.Plan.Weight > 75 {
		return nil, carrier.Refuse("TOO_HEAVY", "a pigeon carries 75 g")
	}
	ring := fmt.Sprintf("PG%010d", crc32.ChecksumIEEE([]byte(r.Key)))
	return &carrier.Confirmation{Waybill: ring, Reference: ring, Cost: shipping.Money{Amount: 200, Currency: "EUR"}}, nil
}

// Cancel keeps the pigeon at home.
func (Pigeon) Cancel(ctx context.Context, c *carrier.Cancellation) error {
	if err := ctx.Err(); err != nil {
		return carrier.Unavailable("the loft does not answer", err)
	}
	if !strings.HasPrefix(c.Waybill, "PG") {
		return carrier.Refuse("NO_RING", "there is no pigeon with this ring")
	}
	return nil
}

func TestPigeon(t *testing.T) {
	letter := func(n int, weight shipping.Grams) *carrier.Request {
		return &carrier.Request{Key: fmt.Sprint(n), Plan: fact.ParcelPlan{Weight: weight}, To: shipping.Address{Country: "DE"}}
	}
	carriertest.Run(t, func(*testing.T) *carriertest.Subject {
		return &carriertest.Subject{
			Connector: Pigeon{},
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
	source, err := os.ReadFile("pigeon_test.go")
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
