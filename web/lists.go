package web

import (
	"cmp"
	"context"
	"net/http"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/lastmile"
	"crosslane/shipping"
	"crosslane/view"
)

// home is what the first page shows.
type home struct {
	Figures  view.Figures
	Parcels  []view.ParcelRow
	Only     string
	Next     string
	Statuses []shipping.Status
}

func (h *handler) readHome(r *http.Request) (p home, err error) {
	p.Statuses = shipping.Statuses()
	page, err := pageOf(r, "par_", p.Statuses)
	if err != nil {
		return p, err
	}
	p.Only = page.Only
	if p.Figures, err = h.Views.Figures(r.Context(), h.ID); err != nil {
		return p, err
	}
	p.Parcels, err = h.Views.Parcels(r.Context(), h.ID, page)
	p.Next = next(r, page, p.Parcels, func(row *view.ParcelRow) string { return string(row.ID) })
	return p, err
}

func (h *handler) home(w http.ResponseWriter, r *http.Request) {
	p, err := h.readHome(r)
	h.show(w, r, "home.html", "parcels", p, err)
}

// live is the part of the first page that changes; the page fetches it every second.
func (h *handler) live(w http.ResponseWriter, r *http.Request) {
	p, err := h.readHome(r)
	h.show(w, r, "live", "parcels", p, err)
}

// orderList is what the list of orders shows.
type orderList struct {
	Orders []view.OrderRow
	Only   string
	Next   string
	Stages []fact.Stage
}

func (h *handler) orderList(w http.ResponseWriter, r *http.Request) {
	page, err := pageOf(r, "ord_", stages)
	var rows []view.OrderRow
	if err == nil {
		rows, err = h.Views.Orders(r.Context(), h.ID, page)
	}
	h.show(w, r, "orders.html", "orders", orderList{rows, page.Only,
		next(r, page, rows, func(row *view.OrderRow) string { return string(row.ID) }), stages}, err)
}

var stages = []fact.Stage{fact.StageReceived, fact.StageHeld, fact.StageAccepted, fact.StageWaiting,
	fact.StageShipping, fact.StageCompleted, fact.StageUndelivered, fact.StageRejected, fact.StageCancelled}

// orderPage is what the page of an order shows.
type orderPage struct {
	Order   string
	Row     view.OrderRow // nothing while the read tables do not hold the order
	Parcels []view.ParcelRow
	Onward  map[shipping.ParcelID][]lastmile.Number // under which they travel besides
	Note    []merchant.Remark
}

func (h *handler) order(w http.ResponseWriter, r *http.Request) {
	p := orderPage{Order: r.PathValue("order"), Onward: map[shipping.ParcelID][]lastmile.Number{}}
	var err error
	if id, none := h.OrderOf(r.Context(), p.Order, ""); none == nil { // by whichever number
		p.Order = string(id)
	}
	if p.Note, err = h.Explain(r.Context(), p.Order); err == nil {
		p.Row, p.Parcels, err = h.parcelsOf(r.Context(), p.Order)
	}
	for i := 0; i < len(p.Parcels) && err == nil; i++ {
		id := p.Parcels[i].ID
		p.Onward[id], err = h.LastMile().Tell(r.Context(), id)
	}
	h.show(w, r, "order.html", "orders", p, err)
}

// parcelsOf finds an order and its parcels; nothing while the read tables do not hold the order.
func (h *handler) parcelsOf(ctx context.Context, order string) (view.OrderRow, []view.ParcelRow, error) {
	row, err := h.Views.Find(ctx, h.ID, order, "")
	if shipping.CodeOf(err) == shipping.NotFound {
		return row, nil, nil
	}
	parcels, failed := h.Views.OrderParcels(ctx, h.ID, row.ID)
	return row, parcels, cmp.Or(err, failed)
}
