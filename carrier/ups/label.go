package ups

import (
	"bytes"
	"context"
	"encoding/base64"
	"image/gif"
	stdpng "image/png"
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/document"
)

// What is asked to draw a label once more, in UPS's words (Label Recovery v1).
type (
	recoveryAsk struct {
		Label     appearance    `json:"LabelSpecification"`
		Number    string        `json:"TrackingNumber,omitempty"`
		Reference *referenceAsk `json:"ReferenceValues,omitempty"`
	}
	referenceAsk struct {
		Reference reference `json:"ReferenceNumber"`
		Account   string    `json:"ShipperNumber"`
	}
)

// label is one that UPS drew.
type label struct {
	number string
	body   []byte
	media  string
}

// png is the form of a label for people to print.
const png = "image/png"

// labels has labels drawn once more, by a number or by the reference of a booking: for a printer of labels as it takes them, else as a PDF.
func (c *Connector) labels(ctx context.Context, r *carrier.Request, ask recoveryAsk) (list []label, err error) {
	if ask.Label = drawn(r.From.Labels); document.Form(r.From.Labels) != document.ZPL203 {
		ask.Label.Format.Code = "PDF"
	}
	answer, err := c.call(ctx, http.MethodPost, recovery, map[string]any{"LabelRecoveryRequest": ask}, carrier.BookingAnswer)
	if err != nil {
		return nil, err
	}
	if answer.At("LabelRecoveryResponse") == nil {
		return nil, carrier.CannotUse("it answers with no label")
	}
	for _, n := range answer.All("LabelRecoveryResponse", "LabelResults") {
		l := label{number: n.Get("TrackingNumber")}
		if l.number == "" {
			l.number = ask.Number
		}
		if l.body, l.media, err = picture(n.Get("LabelImage", "LabelImageFormat", "Code"), n.Get("LabelImage", "GraphicImage")); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// mostDots is how many dots a picture of a label has at most: 4 by 8 inches have a million or two.
const mostDots = 16 << 20

// picture reads a label that stands in an answer. A GIF becomes a PNG, dot for dot.
func picture(form, text string) (body []byte, media string, err error) {
	if text == "" {
		return nil, "", carrier.CannotUse("its label does not stand in the answer")
	}
	if body, err = base64.StdEncoding.DecodeString(text); err != nil {
		return nil, "", carrier.CannotUse("its label cannot be read")
	}
	switch strings.ToUpper(form) {
	case "PDF":
		return body, "application/pdf", nil
	case "ZPL":
		return bytes.TrimSpace(body), "application/zpl", nil
	case "PNG":
		return body, png, nil
	case "GIF":
		size, err := gif.DecodeConfig(bytes.NewReader(body))
		if err != nil || size.Width*size.Height > mostDots {
			return nil, "", carrier.CannotUse("its label cannot be read")
		}
		dots, err := gif.Decode(bytes.NewReader(body))
		if err != nil {
			return nil, "", carrier.CannotUse("its label cannot be read")
		}
		var b bytes.Buffer
		if err := stdpng.Encode(&b, dots); err != nil {
			return nil, "", carrier.CannotUse("its label cannot be read")
		}
		return b.Bytes(), png, nil
	}
	return nil, "", carrier.CannotUse("its label is in the form " + form)
}
