package laposte

import (
	"testing"

	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/laposte/mock"
)

func TestMishaps(t *testing.T) {
	carriertest.Mishaps(t, func(t *testing.T) *carriertest.Road {
		r := start(t, &mock.Server{})
		return &carriertest.Road{Mock: r.Server, Request: ask(1), Now: r.Account.Now, Pass: r.Pass, Booked: func() (all, alive int) { return r.Booked(), r.Booked() }, By: func(base string) carrier.Connector {
			r.url = base
			c := r.opened()
			t.Cleanup(c.Close)
			return c
		}}
	})
}
