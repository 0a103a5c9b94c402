package ups

import (
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/payload"
	"crosslane/carrier/proving"
	"crosslane/carrier/ups/mock"
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
			c := Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, mock.Secret, nil, time.Minute)
			c.wire.Bearer = nil
			return c
		},
		Wants: []string{"image/png", "application/pdf"},
	})
}

// TestWhoTookIt: UPS tells who took the parcel, where and when, and a page for a letter is not kept.
func TestWhoTookIt(t *testing.T) {
	r := start(t, &mock.Server{})
	yes, err := r.Book(t.Context(), ask(1))
	if err != nil {
		t.Fatal(err)
	}
	r.Pass(6 * 24 * time.Hour)
	p, err := r.Prove(t.Context(), yes.Waybill)
	if want := (proving.Words{By: "PROBE", Place: "Front Door", At: p.Words.At}); err != nil || p.Words != want || !p.Words.At.Equal(carriertest.Begun.Add(4*24*time.Hour)) {
		t.Errorf("%+v, %v", p.Words, err)
	}
	n, err := payload.Read([]byte(`{"deliveryInformation":{"receivedBy":"PROBE","pod":{"content":"PGh0bWw+"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	told := &proving.Proof{}
	if err := prove(told, n); err != nil || len(told.Papers) != 0 || told.Words.By != "PROBE" {
		t.Errorf("%+v, %v", told, err)
	}
}
