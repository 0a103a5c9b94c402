package api

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

type tableIn struct {
	AsWritten bool   `query:"as_written" doc:"a SKU that differs from a known one in capitals, blanks or the width of signs alone is another product, and one that reads like what a spreadsheet writes is real; otherwise its row is refused"`
	RawBody   []byte `contentType:"text/csv"`
}

type listTaken struct{ Body *stock.Summary }

func (a *api) stock() {
	type shelvesAsked struct {
		Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"at most so many"`
		Cursor string `query:"cursor" maxLength:"64" doc:"go on behind the list before: its next; empty: from the first SKU on"`
	}
	type shelvesOut struct {
		Body struct {
			Products []stock.Product `json:"products" doc:"in the order of their SKUs" nullable:"false"`
			Next     string          `json:"next,omitempty" doc:"the cursor of the next page; left out: there is none"`
		}
	}
	on(a, call{method: http.MethodGet, path: "/stock", id: "list-stock", right: account.Read, tag: "Stock", summary: "What lies of every product, and who waits for it"},
		func(ctx context.Context, m *merchant.Merchant, in *shelvesAsked) (*shelvesOut, error) {
			list, err := stock.ShelvesBehind(ctx, m, shipping.SKU(in.Cursor), in.Limit+1)
			out := &shelvesOut{}
			out.Body.Products = list[:min(len(list), in.Limit)]
			if len(list) > in.Limit {
				out.Body.Next = string(list[in.Limit-1].SKU)
			}
			return out, err
		})
	type skuIn struct {
		SKU shipping.SKU `path:"sku" maxLength:"64"`
	}
	on(a, call{method: http.MethodGet, path: "/stock/{sku}", id: "read-stock", right: account.Read, tag: "Stock", summary: "What lies of a product, to whom it is promised, and who waits for it"},
		func(ctx context.Context, m *merchant.Merchant, in *skuIn) (*struct{ Body *stock.Product }, error) {
			p, err := stock.Shelf(ctx, m, in.SKU)
			return &struct{ Body *stock.Product }{p}, err
		})
	lists(a, "/receipts", "receive-goods", "Goods that came in: sku, warehouse, location, lot, expires, quantity, reference. A reference is recorded once.", order.NewStock, stock.Receive)
	lists(a, "/counts", "count-goods", "A stock-take: the same columns; what was counted is what lies there from then on.", order.NewCount, stock.Count)
	lists(a, "/products", "list-products", "Products: sku, name, weight_g, length_mm, width_mm, height_mm, hs, origin and others.", order.NewProducts, afresh.Products)
	a.moves()
}

// lists registers a call that takes a table in.
func lists[T any](a *api, path, id, summary string, read func(io.Reader) (*order.List[T], error), take func(context.Context, *merchant.Merchant, *order.List[T], stock.Spelling) (*stock.Summary, error)) {
	on(a, call{method: http.MethodPost, path: path, id: id, right: account.Stock, tag: "Stock", summary: summary, raw: true, most: 32 << 20,
		more: "A table in CSV, or a list of objects in JSON with the same keys. Rows that cannot be understood are told, the others are recorded; the same table again adds nothing."},
		func(ctx context.Context, m *merchant.Merchant, in *tableIn) (*listTaken, error) {
			list, err := read(bytes.NewReader(bytes.Clone(in.RawBody)))
			if err != nil {
				return nil, err
			}
			as := stock.AsKnown
			if in.AsWritten {
				as = stock.AsWritten
			}
			sum, err := take(ctx, m, list, as)
			return &listTaken{sum}, err
		})
	rows := &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}
	a.huma.OpenAPI().Paths["/v1"+path].Post.RequestBody.Content["application/json"] = &huma.MediaType{Schema: rows}
}

// StockChange is what somebody says about the stock of one lot.
type StockChange struct {
	Do        string            `json:"do" enum:"move,count,scrap,adjust" doc:"move: to another place; count: so many lie there; scrap: nobody can use them any more; adjust: so many more, or fewer"`
	SKU       shipping.SKU      `json:"sku" minLength:"1" maxLength:"64"`
	Quantity  int64             `json:"quantity" minimum:"-1000000000" maximum:"1000000000" doc:"pieces; below zero for adjust alone"`
	At        shipping.Location `json:"at" minLength:"1" maxLength:"200" doc:"where they lie" example:"szx/A-01-3"`
	To        shipping.Location `json:"to,omitempty" maxLength:"200" doc:"where they are moved to"`
	Lot       *string           `json:"lot,omitempty" maxLength:"200" doc:"left out: the only one that lies there"`
	Reason    string            `json:"reason,omitempty" maxLength:"500" doc:"why; move needs none"`
	Reference string            `json:"reference,omitempty" maxLength:"200" doc:"the same one is recorded once"`
}

func (a *api) moves() {
	on(a, call{method: http.MethodPost, path: "/stock-changes", id: "change-stock", right: account.Stock, tag: "Stock", summary: "Move, count, scrap or adjust the stock of one lot", more: "What moved is answered: nothing where what was counted is what was known, or where the reference was recorded before."},
		func(ctx context.Context, m *merchant.Merchant, in *struct{ Body StockChange }) (*struct{ Body *stock.Change }, error) {
			c := in.Body
			p := stock.Paper{By: by(ctx), Why: c.Reason, Reference: cmp.Or(c.Reference, reference(ctx)), Lot: c.Lot}
			var done *stock.Change
			var err error
			switch c.Do {
			case "move":
				done, err = stock.Move(ctx, m, c.SKU, c.Quantity, c.At, c.To, p)
			case "count":
				done, err = stock.CountLot(ctx, m, c.SKU, c.Quantity, c.At, p)
			case "scrap":
				done, err = stock.Scrap(ctx, m, c.SKU, c.Quantity, c.At, p)
			default:
				done, err = stock.Adjust(ctx, m, c.SKU, c.Quantity, c.At, p)
			}
			if shipping.CodeOf(err) == shipping.Known { // by its reference
				done, err = &stock.Change{SKU: c.SKU, Moves: []stock.Moved{}}, nil
			}
			return &struct{ Body *stock.Change }{done}, err
		})
}
