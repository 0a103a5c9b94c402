package ups

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/proving"
	"crosslane/carrier/rounds"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Prove asks for the signature of a delivery, the letter that proves it, and who took the parcel (Tracking v1: returnSignature, returnPOD, deliveryInformation).
func (c *Connector) Prove(ctx context.Context, waybill string) (*proving.Proof, error) {
	query := url.Values{"locale": {"en_US"}, "returnSignature": {"true"}, "returnPOD": {"true"}}
	answer, err := c.call(ctx, http.MethodGet, details+url.PathEscape(waybill)+"?"+query.Encode(), nil, carrier.BookingAnswer)
	switch {
	case refused(err):
		return &proving.Proof{}, nil
	case err != nil:
		return nil, err
	case answer.At("trackResponse") == nil:
		return nil, carrier.CannotUse("it does not say where the parcel is")
	}
	p := &proving.Proof{}
	for _, s := range answer.All("trackResponse", "shipment") {
		for _, n := range s.All("package") {
			if n.Get("trackingNumber") == waybill {
				if err := prove(p, n); err != nil {
					return nil, err
				}
				if !p.Empty() {
					p.Words.At = deliveredAt(answer, waybill)
				}
			}
		}
	}
	return p, nil
}

// prove takes what is told of one parcel in. Its letter may be a page (HTML), which is not kept.
func prove(p *proving.Proof, n *payload.Node) error {
	told := n.At("deliveryInformation")
	if told == nil {
		return nil
	}
	p.Words = proving.Words{By: told.Get("receivedBy"), Place: told.Get("location")}
	if text := told.Get("signature", "image"); text != "" {
		paper, err := signature(text)
		if err != nil {
			return err
		}
		p.Papers = append(p.Papers, paper)
	}
	if text := told.Get("pod", "content"); text != "" {
		if paper, err := proving.Read(text); err == nil {
			p.Papers = append(p.Papers, paper)
		}
	}
	return nil
}

// signature reads the picture of a signature; UPS draws GIFs, of which a PNG is made.
func signature(text string) (proving.Paper, error) {
	if body, err := base64.StdEncoding.DecodeString(text); err == nil && strings.HasPrefix(string(body), "GIF8") {
		drawn, media, err := picture("GIF", text)
		return proving.Paper{Media: media, Body: drawn}, err
	}
	return proving.Read(text)
}

// deliveredAt is when a parcel was delivered, as its history says; the zero time where it does not say.
func deliveredAt(answer *payload.Node, waybill string) (at time.Time) {
	for _, h := range Tracking(answer).Histories {
		if h.Number != waybill {
			continue
		}
		for _, m := range rounds.Messages(waybill, h, history.Route{}) {
			if m.Scan.Milestone == shipping.DeliveredMilestone {
				at = m.At
			}
		}
	}
	return at
}

var _ proving.Prover = (*Connector)(nil)
