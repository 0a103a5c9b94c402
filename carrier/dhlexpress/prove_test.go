package dhlexpress

import (
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/dhlexpress/mock"
	"crosslane/carrier/proving"
)

func TestProofs(t *testing.T) {
	carriertest.Prove(t, &carriertest.Proves{
		Open: func(t *testing.T, slow int) (proving.Prover, string, func()) {
			r := start(t, &mock.Server{})
			yes, err := r.Book(t.Context(), ask(1))
			if err != nil {
				t.Fatal(err)
			}
			r.Slow = slow
			return r.Connector, yes.Waybill, func() { r.Pass(6 * 24 * time.Hour) }
		},
		Behind: func(base string) proving.Prover {
			return Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, mock.Secret, nil, time.Minute)
		},
		Wants: []string{"application/pdf"},
	})
}
