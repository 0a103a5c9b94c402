package carrier_test

import (
	"testing"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
)

// TestSecretsAreTheMerchantsOwn: a Book reaches the variables that bear its merchant's name, and no others.
func TestSecretsAreTheMerchantsOwn(t *testing.T) {
	t.Setenv("CROSSLANE_CARRIER_NORTH_SHOP__POST", "s3cret")
	t.Setenv("CROSSLANE_CARRIER_NORTH_SHOP__EMPTY", "")
	t.Setenv("CROSSLANE_CARRIER_NORTH__POST", "another's")
	for _, c := range []struct {
		named, secret string
		code          shipping.Code
	}{
		{"", "", ""},
		{"env:CROSSLANE_CARRIER_NORTH_SHOP__POST", "s3cret", ""},
		{"env:CROSSLANE_CARRIER_NORTH_SHOP__EMPTY", "", shipping.Unauthorized},
		{"env:CROSSLANE_CARRIER_NORTH__POST", "", shipping.Forbidden},
		{"env:CROSSLANE_CARRIER_NORTH_SHOP_EAST__POST", "", shipping.Forbidden}, // of north-shop-east
		{"env:HOME", "", shipping.Forbidden},
	} {
		secret, err := carrier.Secret("north-shop", book.Carrier{ID: "post", Secret: c.named})
		if secret != c.secret || shipping.CodeOf(err) != c.code {
			t.Errorf("%q: %q, %v", c.named, secret, err)
		}
	}
}
