package shipengine

import (
	"testing"
	"time"

	"crosslane/book"

	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/shipengine/mock"
)

func TestMishaps(t *testing.T) {
	carriertest.Mishaps(t, func(t *testing.T) *carriertest.Road {
		r := start(t, &mock.Server{})
		return &carriertest.Road{Mock: r.Server, Request: ask(1), Now: r.Account.Now, Pass: r.Pass, Booked: r.Bought, By: func(base string) carrier.Connector {
			c := Open(book.Carrier{ID: "usps", Account: "se-1", Address: base}, mock.Key, &r.Account, time.Minute)
			t.Cleanup(c.Close)
			return c
		}}
	})
}
