package fedex

import (
	"context"
	"net/http"

	"crosslane/carrier"
	"crosslane/carrier/proving"
	"crosslane/shipping"
)

// letters is where letters about deliveries lie below an address.
const letters = "/track/v1/trackingdocuments"

// proofAsk is what is asked, in FedEx's words (Track API v1: TrackingDocuments).
type proofAsk struct {
	Detail struct {
		Type   string `json:"documentType"`
		Format string `json:"documentFormat"`
	} `json:"trackDocumentDetail"`
	Of []proofOf `json:"trackDocumentSpecification"`
}

type proofOf struct {
	trace
	Account string `json:"accountNumber"`
}

// Prove asks for the letter with the signature of who took the parcel (SPOD), as a PDF.
func (c *Connector) Prove(ctx context.Context, waybill string) (*proving.Proof, error) {
	ask := &proofAsk{Of: []proofOf{{Account: c.who.Account}}}
	ask.Detail.Type, ask.Detail.Format = "SIGNATURE_PROOF_OF_DELIVERY", "PDF"
	ask.Of[0].Info.Number = waybill
	output, err := call(ctx, c.track, http.MethodPost, letters, ask, carrier.BookingAnswer)
	switch {
	case shipping.CodeOf(err) == shipping.NotFound, err == nil && missing(output.Get("alerts", "code")):
		return &proving.Proof{}, nil
	case err != nil:
		return nil, err
	}
	papers, err := proving.Papers(append(output.All("documents"), output.All("document")...))
	return &proving.Proof{Papers: papers}, err
}

var _ proving.Prover = (*Connector)(nil)
