package storefront

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// wooOrder is what is believed of an order of the shop.
type wooOrder struct {
	ID     int64  `json:"id"`
	Number string `json:"number"`
	Status string `json:"status"`
	Meta   []struct {
		Key   string          `json:"key"`
		Value json.RawMessage `json:"value"`
	} `json:"meta_data"`
}

func (w *woo) order(ctx context.Context, remote string) (*wooOrder, error) {
	var o wooOrder
	if _, err := w.call(ctx, http.MethodGet, w.at+"orders/"+url.PathEscape(remote), nil, &o); err != nil {
		return nil, err
	}
	if strconv.FormatInt(o.ID, 10) != remote || o.Status == "" {
		return nil, &fault{why: "it was asked for the order " + remote + ", and answers otherwise"}
	}
	return &o, nil
}

// find takes the number for the identifier, as it is without plug-ins, and believes what bears that number alone.
func (w *woo) find(ctx context.Context, number string) (string, error) {
	if n, err := strconv.ParseInt(number, 10, 64); err != nil || strconv.FormatInt(n, 10) != number {
		return "", &fault{why: "how the shop itself names the order " + number + " is not known: it did not come in from there", no: true}
	}
	o, err := w.order(ctx, number)
	if err == nil && o.Number != number {
		err = &fault{why: "the order " + number + " of the shop bears the number " + beginning([]byte(o.Number)), no: true}
	}
	return number, err
}

// ship notes a parcel at its order: as a note for whoever looks at it, and as a value that programs read. What is there already is not
// written again.
func (w *woo) ship(ctx context.Context, remote string, p *parcel) error {
	o, err := w.order(ctx, remote)
	if err != nil {
		return err
	}
	if err := w.note(ctx, remote, p); err != nil {
		return err
	}
	value := map[string]string{"carrier": string(p.carrier), "tracking_number": p.waybill, "tracking_link": p.link}
	key, change := "_crosslane_"+string(p.id), map[string]any{}
	if !o.has(key, value) {
		change["meta_data"] = []any{map[string]any{"key": key, "value": value}}
	}
	if p.last && o.Status == "processing" { // one that is called off or refunded there stays so
		change["status"] = "completed"
	}
	if len(change) == 0 {
		return nil
	}
	var now wooOrder
	_, err = w.call(ctx, http.MethodPut, w.at+"orders/"+url.PathEscape(remote), change, &now)
	if err == nil && now.ID != o.ID {
		err = &fault{why: "it was told of the order " + remote + ", and answers of another one"}
	}
	return err
}

// has tells whether an order has a value.
func (o *wooOrder) has(key string, want map[string]string) bool {
	for _, m := range o.Meta {
		var value map[string]string
		if m.Key == key && json.Unmarshal(m.Value, &value) == nil && fmt.Sprint(value) == fmt.Sprint(want) {
			return true
		}
	}
	return false
}

// note writes the note of a parcel, unless it is there.
func (w *woo) note(ctx context.Context, remote string, p *parcel) error {
	at := w.at + "orders/" + url.PathEscape(remote) + "/notes"
	var notes []struct{ Note string }
	if _, err := w.call(ctx, http.MethodGet, at, nil, &notes); err != nil {
		return err
	}
	for _, n := range notes {
		if strings.Contains(n.Note, string(p.id)) && strings.Contains(n.Note, p.waybill) {
			return nil
		}
	}
	text := fmt.Sprintf("Parcel %s goes by %s, tracking number %s. %s", p.id, p.carrier, p.waybill, p.link)
	var made struct{ ID int64 }
	_, err := w.call(ctx, http.MethodPost, at, map[string]any{"note": strings.TrimSpace(text), "customer_note": false}, &made)
	return err
}

// wooProduct is what is believed of a product, or of a variation of one.
type wooProduct struct {
	ID     int64           `json:"id"`
	Parent int64           `json:"parent_id"`
	SKU    string          `json:"sku"`
	Type   string          `json:"type"`
	Manage json.RawMessage `json:"manage_stock"` // true, false, or "parent"
	Stock  *float64        `json:"stock_quantity"`
}

// level sets the stock of products and variations by their SKUs. Each is looked up before: what has its level already is left alone.
func (w *woo) level(ctx context.Context, list []stocked) error {
	found, err := w.products(ctx, list)
	if err != nil {
		return err
	}
	changes := map[int64]map[int64]*stocked{} // by parent, 0 of products, and by identifier
	for i := range list {
		l := &list[i]
		switch of := found[string(l.sku)]; {
		case len(of) == 0:
			l.why = "the storefront has no product of this SKU"
		case len(of) > 1:
			l.why = "the storefront has several products of this SKU"
		case string(of[0].Manage) == "true" && of[0].Stock != nil && *of[0].Stock == float64(l.free):
		default:
			parent := int64(0)
			if of[0].Type == "variation" {
				parent = of[0].Parent
			}
			if changes[parent] == nil {
				changes[parent] = map[int64]*stocked{}
			}
			changes[parent][of[0].ID] = l
		}
	}
	for parent, of := range changes {
		if err := w.set(ctx, parent, of); err != nil {
			return err
		}
	}
	return nil
}

// set sets the stock of products, or of the variations of one, in one call. One that the shop does not take holds up no other.
func (w *woo) set(ctx context.Context, parent int64, of map[int64]*stocked) error {
	at := w.at + "products/batch"
	if parent > 0 {
		at = fmt.Sprintf("%sproducts/%d/variations/batch", w.at, parent)
	}
	var update []any
	for id, l := range of {
		update = append(update, map[string]any{"id": id, "manage_stock": true, "stock_quantity": l.free})
	}
	var answer struct {
		Update []struct {
			ID    int64
			Error *struct{ Message string }
		}
	}
	if _, err := w.call(ctx, http.MethodPost, at, map[string]any{"update": update}, &answer); err != nil {
		return err
	}
	answered := 0
	for _, u := range answer.Update {
		l := of[u.ID]
		if l == nil {
			continue
		}
		answered++
		if u.Error != nil {
			l.why = "the storefront says: " + beginning([]byte(u.Error.Message))
		}
	}
	if answered != len(of) {
		return &fault{why: fmt.Sprintf("it was told %d levels, and answers of %d", len(of), answered)}
	}
	return nil
}

// products looks products up by their SKUs. A SKU with a comma, which parts a list of them, is looked up by itself.
func (w *woo) products(ctx context.Context, list []stocked) (map[string][]wooProduct, error) {
	var together, alone []string
	for _, l := range list {
		if strings.Contains(string(l.sku), ",") {
			alone = append(alone, string(l.sku))
		} else {
			together = append(together, string(l.sku))
		}
	}
	found := map[string][]wooProduct{}
	for len(together) > 0 {
		n := min(len(together), 25)
		alone, together = append(alone, strings.Join(together[:n], ",")), together[n:]
	}
	for _, skus := range alone {
		var answer []wooProduct
		if _, err := w.call(ctx, http.MethodGet, w.at+"products?"+url.Values{"sku": {skus}, "per_page": {"100"}}.Encode(), nil, &answer); err != nil {
			return nil, err
		}
		for _, p := range answer {
			if p.ID <= 0 || p.Type == "variation" && p.Parent <= 0 {
				return nil, &fault{why: "a product of the answer has no id"}
			}
			found[p.SKU] = append(found[p.SKU], p)
		}
	}
	return found, nil
}
