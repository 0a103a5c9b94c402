package carriertest

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/proving"
	"crosslane/shipping"
)

// Proves is a carrier that proves deliveries, as [Prove] tries it.
type Proves struct {
	// Open begins an account with a parcel that is booked, and answers every so many-th call with 429 from then on. Pass lets it be delivered.
	Open func(t *testing.T, slow int) (by proving.Prover, waybill string, pass func())
	// Behind is a connector to whatever answers, that asks for no token.
	Behind func(base string) proving.Prover
	Wants  []string // the kinds of the documents
}

// Prove holds a carrier against what every carrier that proves deliveries does.
func Prove(t *testing.T, c *Proves) {
	t.Helper()
	t.Run("once it is delivered", func(t *testing.T) {
		by, waybill, pass := c.Open(t, 0)
		if p, err := by.Prove(t.Context(), waybill); err != nil || !p.Empty() {
			t.Errorf("on its way: %+v, %v", p, err)
		}
		if p, err := by.Prove(t.Context(), "1Z0000000000000000"); err != nil || !p.Empty() {
			t.Errorf("of no parcel: %+v, %v", p, err)
		}
		pass()
		p, err := by.Prove(t.Context(), waybill)
		if err != nil || len(p.Papers) != len(c.Wants) {
			t.Fatalf("%+v, %v", p, err)
		}
		for i, paper := range p.Papers {
			if kind, err := proving.Kind(paper.Body); err != nil || kind.Media != c.Wants[i] || paper.Media != c.Wants[i] {
				t.Errorf("document %d is %s, %v", i, paper.Media, err)
			}
		}
	})
	t.Run("called too often", func(t *testing.T) {
		by, waybill, pass := c.Open(t, 1)
		pass()
		_, err := by.Prove(t.Context(), waybill)
		if busy, is := errors.AsType[*carrier.BusyError](err); !is || !busy.Many || busy.For != time.Second {
			t.Errorf("%v", err)
		}
	})
	t.Run("what is no answer", func(t *testing.T) {
		for _, status := range []int{200, 403, 502} {
			base := At(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				fmt.Fprint(w, "<html><body>a gateway</body>")
			}))
			if _, err := c.Behind(base).Prove(t.Context(), "1"); shipping.CodeOf(err) != shipping.Unavailable {
				t.Errorf("a page with status %d: %v", status, err)
			}
		}
	})
}
