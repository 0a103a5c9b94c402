package canadapost

import (
	"cmp"
	"context"
	"net/http"

	"crosslane/carrier"
	"crosslane/shipping"
)

// Rate asks what a parcel would cost, without booking.
func (c *Connector) Rate(ctx context.Context, r *carrier.Request) (m shipping.Money, err error) {
	ask, err := c.price(r)
	if err != nil {
		return m, err
	}
	answer, err := c.call(ctx, http.MethodPost, prices, ask, "price-quotes")
	if err != nil {
		return m, err
	}
	for _, n := range answer.All("price-quote") {
		if n.Get("service-code") != ask.Services[0] {
			continue
		}
		if m, bySheet, err := dollars(n.Get("price-details", "due")); err != nil || !bySheet {
			return m, cmp.Or(err, carrier.CheckPrice(m))
		}
	}
	return m, carrier.Refuse("no_rate", "Canada Post has no price for this parcel by "+ask.Services[0])
}
