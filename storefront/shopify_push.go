package storefront

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"

	"crosslane/shipping"
)

// userError is why Shopify does not do what it understood.
type userError struct{ Message string }

func refused(list []userError) error {
	if len(list) == 0 {
		return nil
	}
	return &fault{why: "it answered: " + beginning([]byte(list[0].Message)), no: true}
}

// fulfilmentOrder is what is still to be sent of an order from one place.
type fulfilmentOrder struct {
	ID     string
	Status string
	Lines  struct {
		Page  struct{ HasNextPage bool } `json:"pageInfo"`
		Nodes []struct {
			ID   string
			SKU  *string
			Left int64 `json:"remainingQuantity"`
		}
	} `json:"lineItems"`
}

const shopifyLeft = `query($id: ID!) { order(id: $id) { id
 fulfillments(first: 100) { status trackingInfo { number } }
 fulfillmentOrders(first: 50) { nodes { id status lineItems(first: 100) { pageInfo { hasNextPage } nodes { id sku remainingQuantity } } } } } }`

// ship makes a fulfilment of what a parcel carries. One that bears its number is there already.
func (s *shopify) ship(ctx context.Context, remote string, p *parcel) error {
	var answer struct {
		Order *struct {
			ID           string
			Fulfillments []struct {
				Status   string
				Tracking []struct{ Number string } `json:"trackingInfo"`
			}
			Open struct{ Nodes []fulfilmentOrder } `json:"fulfillmentOrders"`
		}
	}
	if err := s.ask(ctx, shopifyLeft, map[string]any{"id": remote}, &answer); err != nil {
		return err
	}
	if answer.Order == nil || answer.Order.ID != remote {
		return &fault{why: "the shop has no order " + remote, no: true}
	}
	for _, f := range answer.Order.Fulfillments {
		for _, t := range f.Tracking {
			if t.Number == p.waybill && f.Status != "CANCELLED" {
				return nil
			}
		}
	}
	lines, err := carried(answer.Order.Open.Nodes, p.goods)
	if err != nil {
		return err
	}
	tracking := map[string]any{"company": string(p.carrier), "number": p.waybill}
	if p.link != "" {
		tracking["url"] = p.link
	}
	var made struct {
		Create struct {
			Fulfillment *struct{ ID string }
			Errors      []userError `json:"userErrors"`
		} `json:"fulfillmentCreate"`
	}
	err = s.ask(ctx, "mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id } userErrors { field message } } }",
		map[string]any{"f": map[string]any{"lineItemsByFulfillmentOrder": lines, "trackingInfo": tracking, "notifyCustomer": false}}, &made)
	if err == nil {
		err = refused(made.Create.Errors)
	}
	if err == nil && made.Create.Fulfillment == nil {
		err = &fault{why: "the answer names no fulfilment"}
	}
	return err
}

// carried deals what a parcel carries to what is still to be sent. What is not to be sent any more cannot be told.
func carried(open []fulfilmentOrder, goods map[shipping.SKU]int64) (lines []any, err error) {
	left := map[shipping.SKU]int64{}
	maps.Copy(left, goods)
	for _, o := range open {
		if o.Status != "OPEN" && o.Status != "IN_PROGRESS" {
			continue
		}
		if o.Lines.Page.HasNextPage {
			return nil, &fault{why: "more than 100 lines of the order are to be sent from one place", no: true}
		}
		var some []any
		for _, l := range o.Lines.Nodes {
			if l.SKU == nil {
				continue
			}
			sku := shipping.SKU(*l.SKU)
			if n := min(l.Left, left[sku]); n > 0 {
				left[sku] -= n
				some = append(some, map[string]any{"id": l.ID, "quantity": n})
			}
		}
		if len(some) > 0 {
			lines = append(lines, map[string]any{"fulfillmentOrderId": o.ID, "fulfillmentOrderLineItems": some})
		}
	}
	for sku, n := range left {
		if n > 0 {
			return nil, &fault{why: fmt.Sprintf("%d x %s of the parcel are not to be sent any more, or are on hold there", n, sku), no: true}
		}
	}
	return lines, nil
}

// shopifyItem is what is believed of a variant's stock.
type shopifyItem struct {
	SKU  *string
	Item struct {
		ID      string
		Tracked bool
		Level   *struct {
			Quantities []struct{ Quantity int64 }
		} `json:"inventoryLevel"`
	} `json:"inventoryItem"`
}

const shopifyLevels = `query($q: String!, $at: ID!) { productVariants(first: 10, query: $q) { nodes { sku inventoryItem { id tracked inventoryLevel(locationId: $at) { quantities(names: ["available"]) { quantity } } } } } }`

// level sets what is available at the location. Each is looked up before, and set from what it was then: what the shop sold meanwhile
// is not overwritten, but told again at the next visit.
func (s *shopify) level(ctx context.Context, list []stocked) error {
	var changes []any
	key := sha256.New()
	for i := range list {
		l := &list[i]
		was, item, err := s.available(ctx, l)
		if err != nil {
			return err
		}
		if l.why == "" && was != l.free {
			changes = append(changes, map[string]any{"inventoryItemId": item, "locationId": s.location, "quantity": l.free, "changeFromQuantity": was})
			fmt.Fprintf(key, "%s %d %d %d\n", item, was, l.free, l.turn)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	var answer struct {
		Set struct {
			Errors []userError `json:"userErrors"`
		} `json:"inventorySetQuantities"`
	}
	err := s.ask(ctx, "mutation($in: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $in) @idempotent(key: $key) { userErrors { field message } } }",
		map[string]any{"key": hex.EncodeToString(key.Sum(nil)[:16]), "in": map[string]any{"name": "available", "reason": "correction", "quantities": changes}}, &answer)
	return cmp.Or(err, refused(answer.Set.Errors))
}

// available is how many pieces of a product the shop shows at the location, and how it names their stock.
func (s *shopify) available(ctx context.Context, l *stocked) (was int64, item string, err error) {
	var answer struct {
		Variants struct{ Nodes []shopifyItem } `json:"productVariants"`
	}
	q := `sku:"` + escape(string(l.sku)) + `"`
	if err := s.ask(ctx, shopifyLevels, map[string]any{"q": q, "at": s.location}, &answer); err != nil {
		return 0, "", err
	}
	found := 0
	for _, v := range answer.Variants.Nodes {
		if v.SKU == nil || *v.SKU != string(l.sku) {
			continue
		}
		found++
		switch {
		case !v.Item.Tracked:
			l.why = "the storefront does not count the stock of this product"
		case v.Item.Level == nil || len(v.Item.Level.Quantities) != 1:
			l.why = "the product is not kept at this location of the storefront"
		default:
			was, item = v.Item.Level.Quantities[0].Quantity, v.Item.ID
		}
	}
	switch {
	case found == 0:
		l.why = "the storefront has no product of this SKU"
	case found > 1:
		l.why = "the storefront has several products of this SKU"
	}
	return was, item, nil
}

// escape writes a text for a search of Shopify.
func escape(text string) string {
	var b []rune
	for _, r := range text {
		if r == '"' || r == '\\' {
			b = append(b, '\\')
		}
		b = append(b, r)
	}
	return string(b)
}
