package canadapost

import (
	"context"
	"net/http"
	"net/url"

	"crosslane/carrier"
	"crosslane/carrier/proving"
	"crosslane/shipping"
)

// certificates is where certificates of deliveries lie below an address (track-v2).
const certificates = "/vis/certificate/"

// unproved are the codes by which Canada Post says that it has nothing to prove the delivery by.
var unproved = map[string]bool{"002": true, "003": true, "004": true, "007": true}

// Prove asks for the certificate of a delivery, a PDF. The picture of the signature by itself Canada Post does not give any more.
func (c *Connector) Prove(ctx context.Context, waybill string) (*proving.Proof, error) {
	answer, err := c.call(ctx, http.MethodGet, certificates+url.PathEscape(waybill), nil, "")
	switch {
	case shipping.CodeOf(err) == shipping.NotFound, shipping.CodeOf(err) == shipping.Refused && unproved[carrier.RefusalCode(err)],
		err == nil && answer.Name == "messages" && unproved[answer.Get("message", "code")]:
		return &proving.Proof{}, nil
	case err != nil:
		return nil, err
	case answer.Name != "delivery-confirmation-certificate":
		return nil, carrier.CannotUse("it answers with no certificate")
	}
	paper, err := proving.Read(answer.Get("image"))
	if err != nil {
		return nil, err
	}
	return &proving.Proof{Papers: []proving.Paper{paper}}, nil
}

var _ proving.Prover = (*Connector)(nil)
