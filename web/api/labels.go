package api

import (
	"context"
	"net/http"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/merchant/printing"
	"crosslane/shipping"
)

// ToPrint is which labels go to the printer together.
type ToPrint struct {
	Carrier   shipping.CarrierID   `json:"carrier,omitempty" maxLength:"100" doc:"only its parcels"`
	Warehouse shipping.WarehouseID `json:"warehouse,omitempty" maxLength:"100" doc:"only what leaves from there"`
	Parcels   []string             `json:"parcels,omitempty" maxItems:"1000" doc:"by identifier, waybill or the number of an order, also what was printed before; all that wait when none is named"`
	Most      int                  `json:"most,omitempty" minimum:"1" maximum:"1000" doc:"so many at most; 500 where it is left out"`
}

// OneBatch names a batch of labels.
type OneBatch struct {
	Batch string `path:"batch" maxLength:"100" doc:"as the answer to printing named it" example:"20260504-120000-3f2a91"`
}

type batchFileIn struct {
	OneBatch
	Form string `query:"form" enum:"4x6,a6,zpl203,zpl300" doc:"in which those that were drawn here are drawn anew; carriers' own stay as they are"`
}

func (a *api) labels() {
	on(a, call{method: http.MethodPost, path: "/label-batches", id: "print-labels", right: account.Parcels, tag: "Parcels", summary: "Print labels together",
		more: "Labels that were not printed yet, in pick order: parcels with one product first, by product. They are recorded as printed, so that the next batch leaves them out. Where batch is empty, no label waits."},
		func(ctx context.Context, m *merchant.Merchant, in *struct{ Body ToPrint }) (*struct{ Body *printing.Batch }, error) {
			w := in.Body
			b, err := printing.Print(ctx, m, printing.Wanted{Carrier: w.Carrier, Warehouse: w.Warehouse, Named: w.Parcels, Most: w.Most, Who: by(ctx)})
			return &struct{ Body *printing.Batch }{b}, err
		})
	on(a, call{method: http.MethodGet, path: "/label-batches/{batch}", id: "read-label-batch", right: account.Read, tag: "Parcels", summary: "A batch of labels that were printed together",
		more: "Without those whose labels are void since, or were printed with another batch later."},
		func(ctx context.Context, m *merchant.Merchant, in *OneBatch) (*struct{ Body *printing.Batch }, error) {
			b, err := printing.Again(ctx, m, in.Batch)
			return &struct{ Body *printing.Batch }{b}, err
		})
	for kind, media := range map[string]string{"pdf": "application/pdf", "zpl": "application/zpl"} {
		on(a, call{method: http.MethodGet, path: "/label-batches/{batch}/" + kind, id: "read-label-batch-" + kind, right: account.Read, tag: "Parcels", summary: "The labels of a batch in one file, as " + media},
			func(ctx context.Context, m *merchant.Merchant, in *batchFileIn) (*fileOut, error) {
				return batchFile(ctx, m, in, media)
			})
		a.file("/v1/label-batches/{batch}/"+kind, media)
	}
}

type fileOut struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// batchFile is the file of a kind that a batch makes.
func batchFile(ctx context.Context, m *merchant.Merchant, in *batchFileIn, media string) (*fileOut, error) {
	b, err := printing.Again(ctx, m, in.Batch)
	if err != nil {
		return nil, err
	}
	files, err := b.Files(ctx, m, in.Form)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.Media == media {
			return &fileOut{f.Media, f.Body}, nil
		}
	}
	return nil, shipping.Fault(shipping.NotFound, "the batch "+in.Batch+" has no labels of the kind "+media, "another form may have them, or the other file")
}
