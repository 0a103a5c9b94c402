package dhlexpress

import (
	"context"
	"net/http"
	"net/url"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/proving"
	"crosslane/shipping"
)

// Prove asks for the electronic proof of delivery (MyDHL API 3.1.1: proof-of-delivery), a PDF.
func (c *Connector) Prove(ctx context.Context, waybill string) (*proving.Proof, error) {
	query := url.Values{"shipperAccountNumber": {c.who.Account}, "content": {"epod-summary"}}
	a, err := c.call.Call(ctx, http.MethodGet, "/shipments/"+url.PathEscape(waybill)+"/proof-of-delivery?"+query.Encode(), nil, carrier.BookingAnswer)
	if err == nil && !a.Good() {
		err = fault(a)
	}
	if shipping.CodeOf(err) == shipping.NotFound {
		return &proving.Proof{}, nil
	}
	if err != nil {
		return nil, err
	}
	var list []*payload.Node
	for _, d := range a.Tree.All("documents") {
		if n := d.At("content"); n != nil {
			list = append(list, n)
		}
	}
	papers, err := proving.Papers(list)
	return &proving.Proof{Papers: papers}, err
}

var _ proving.Prover = (*Connector)(nil)
