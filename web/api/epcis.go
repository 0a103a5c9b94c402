package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/account"
	"crosslane/epcis"
	"crosslane/merchant"
	"crosslane/merchant/visibility"
	"crosslane/shipping"
)

type epcisIn struct {
	Carrier shipping.CarrierID `query:"carrier" maxLength:"100" doc:"whose waybills they are, where the document does not say so"`
	RawBody []byte             `contentType:"application/ld+json"`
}

type epcisOut struct {
	ContentType string `header:"Content-Type"`
	NoInstant   int    `header:"Left-Out-No-Instant" doc:"how much was left out that was told without an offset"`
	Unmapped    int    `header:"Left-Out-Unmapped" doc:"how much was left out that is not understood"`
	Body        []byte
}

func (a *api) epcis() {
	on(a, call{method: http.MethodGet, path: "/parcels/{parcel}/epcis", id: "read-parcel-epcis", right: account.Read, tag: "Parcels", summary: "What happened to a parcel, for trading partners",
		more: "An EPCISDocument of EPCIS 2.0 in JSON-LD; docs/epcis.md says what stands in it. The Book names the domain below which its names lie."},
		func(ctx context.Context, m *merchant.Merchant, in *OneParcel) (*epcisOut, error) {
			id, err := m.Parcel(ctx, in.Parcel)
			if err != nil {
				return nil, err
			}
			var text bytes.Buffer
			told, err := visibility.Write(ctx, m, &text, visibility.Wanted{Named: []string{string(id)}})
			return &epcisOut{epcis.Media, told.LeftOut.NoInstant, told.LeftOut.Unmapped, text.Bytes()}, err
		})
	on(a, call{method: http.MethodPost, path: "/epcis", id: "report-epcis", right: account.Scans, tag: "Parcels", summary: "Tell what became of parcels, as trading partners do", raw: true, most: 8 << 20,
		more: "An EPCISDocument or EPCISQueryDocument of EPCIS 2.0 in JSON. An event that was recorded before is counted, and not recorded twice."},
		func(ctx context.Context, m *merchant.Merchant, in *epcisIn) (*struct{ Body *visibility.Taken }, error) {
			taken, err := visibility.Take(ctx, m, bytes.Clone(in.RawBody), in.Carrier, by(ctx))
			return &struct{ Body *visibility.Taken }{taken}, err
		})
	content := map[string]*huma.MediaType{epcis.Media: {Schema: &huma.Schema{Type: huma.TypeObject}}}
	a.huma.OpenAPI().Paths["/v1/parcels/{parcel}/epcis"].Get.Responses["200"].Content = content
	a.huma.OpenAPI().Paths["/v1/epcis"].Post.RequestBody.Content = map[string]*huma.MediaType{epcis.Media: content[epcis.Media], "application/json": content[epcis.Media]}
}
