package dhlexpress

import (
	"testing"

	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/dhlexpress/mock"
)

func TestMishaps(t *testing.T) {
	carriertest.Mishaps(t, func(t *testing.T) *carriertest.Road {
		r := start(t, &mock.Server{})
		return &carriertest.Road{Mock: r.Server, Request: ask(1), Now: r.Account.Now, Pass: r.Pass, Booked: func() (all, alive int) { return r.Made(), r.Made() }, By: func(base string) carrier.Connector {
			r.url = base
			c := r.opened()
			t.Cleanup(c.Close)
			return c
		}}
	})
}
