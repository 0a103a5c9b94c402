package api

import (
	"context"
	"net/http"

	"crosslane/account"
	"crosslane/carrier/collecting"
	"crosslane/merchant"
	"crosslane/merchant/pickup"
	"crosslane/shipping"
)

// Wanted is what a carrier is asked to come for. What is left out is as it was, or as the warehouse has it.
type Wanted struct {
	From         string         `json:"from,omitempty" maxLength:"5" doc:"by the clocks of the warehouse: the parcels are ready" example:"14:00"`
	To           string         `json:"to,omitempty" maxLength:"5" doc:"until then somebody is there" example:"17:00"`
	Parcels      int64          `json:"parcels,omitempty" minimum:"0" maximum:"100000" doc:"left out: what waits at the warehouse for the carrier"`
	Weight       shipping.Grams `json:"weight_g,omitempty" minimum:"0" maximum:"40000000" doc:"of all of them; goes together with parcels"`
	Contact      string         `json:"contact,omitempty" maxLength:"100" doc:"whom the driver asks for; left out: the warehouse"`
	Phone        string         `json:"phone,omitempty" maxLength:"40" doc:"left out: that of the warehouse"`
	Email        string         `json:"email,omitempty" maxLength:"100" doc:"for carriers that ask for one"`
	Instructions string         `json:"instructions,omitempty" maxLength:"300" doc:"what the driver is told"`
}

// PickupAsked is which carrier is asked to come where, and when.
type PickupAsked struct {
	Carrier   shipping.CarrierID   `json:"carrier" minLength:"1" maxLength:"100"`
	Warehouse shipping.WarehouseID `json:"warehouse" minLength:"1" maxLength:"100"`
	Day       shipping.Date        `json:"day" format:"date" doc:"by the clocks of the warehouse"`
	Service   string               `json:"service,omitempty" maxLength:"40" doc:"of the carrier, where several collect by themselves (FedEx: express, ground)"`
	Wanted
}

func (w *Wanted) asking(ctx context.Context) pickup.Asking {
	return pickup.Asking{From: w.From, To: w.To, Parcels: w.Parcels, Weight: w.Weight, Contact: collecting.Contact{Name: w.Contact, Phone: w.Phone, Email: w.Email, Instructions: w.Instructions}, Who: by(ctx)}
}

// OnePickup names a pick-up.
type OnePickup struct {
	Pickup string `path:"pickup" maxLength:"200" doc:"its identifier, or the carrier's number"`
}

type pickupOut struct{ Body *pickup.Pickup }

// pickupsOut are pick-ups in the order of their days.
type pickupsOut struct {
	Body struct {
		Pickups []pickup.Pickup `json:"pickups" nullable:"false"`
	}
}

// stays tells what the calls about pick-ups have alike.
const stays = "Where the carrier says no, or does not answer, the answer says so in fault, and how the pick-up stands in stage and stands. "

func (a *api) pickups() {
	type filter struct {
		Carrier   shipping.CarrierID   `query:"carrier" maxLength:"100" doc:"only those of this carrier"`
		Warehouse shipping.WarehouseID `query:"warehouse" maxLength:"100" doc:"only those at this warehouse"`
		Day       shipping.Date        `query:"day" maxLength:"10" doc:"only those of this day"`
		All       bool                 `query:"all" doc:"also those that are over, refused or cancelled, of the last month"`
	}
	on(a, call{method: http.MethodGet, path: "/pickups", id: "list-pickups", right: account.Read, tag: "Pick-ups", summary: "Which carriers come, and when", more: "Those that come, or may, by day."},
		func(ctx context.Context, m *merchant.Merchant, in *filter) (*pickupsOut, error) {
			list, err := pickup.List(ctx, m, pickup.Filter{Carrier: in.Carrier, Warehouse: in.Warehouse, Day: in.Day, Over: in.All})
			out := &pickupsOut{}
			out.Body.Pickups = list
			return out, err
		})
	on(a, call{method: http.MethodPost, path: "/pickups", id: "ask-pickup", right: account.Parcels, tag: "Pick-ups", summary: "Ask a carrier to come to a warehouse on a day",
		more: stays + "Sent again after an answer that did not come, it looks for what came of that, and asks for nothing twice."},
		func(ctx context.Context, m *merchant.Merchant, in *struct{ Body PickupAsked }) (*pickupOut, error) {
			asking := in.Body.asking(ctx)
			asking.Carrier, asking.Warehouse, asking.Day, asking.Service = in.Body.Carrier, in.Body.Warehouse, in.Body.Day, in.Body.Service
			c, err := pickup.Ask(ctx, m, asking)
			return &pickupOut{c}, err
		})
	type pickupChangeIn struct {
		OnePickup
		Body Wanted
	}
	on(a, call{method: http.MethodPost, path: "/pickups/{pickup}/change", id: "change-pickup", right: account.Parcels, tag: "Pick-ups", summary: "Ask a carrier to come otherwise, on the same day", more: stays},
		func(ctx context.Context, m *merchant.Merchant, in *pickupChangeIn) (*pickupOut, error) {
			c, err := pickup.Change(ctx, m, in.Pickup, in.Body.asking(ctx))
			return &pickupOut{c}, err
		})
	type pickupCancelIn struct {
		OnePickup
		Body struct {
			Why string `json:"why,omitempty" maxLength:"80" doc:"what the carrier is told; it names nobody" example:"not needed"`
		}
	}
	on(a, call{method: http.MethodPost, path: "/pickups/{pickup}/cancel", id: "cancel-pickup", right: account.Parcels, tag: "Pick-ups", summary: "Ask a carrier not to come", more: stays},
		func(ctx context.Context, m *merchant.Merchant, in *pickupCancelIn) (*pickupOut, error) {
			c, err := pickup.Cancel(ctx, m, in.Pickup, in.Body.Why, by(ctx))
			return &pickupOut{c}, err
		})
	type pickupSettleIn struct {
		OnePickup
		Body struct {
			Number string `json:"number" maxLength:"64" doc:"the carrier has it as it was asked for last, under this number; empty: it has none, or it was cancelled there"`
		}
	}
	on(a, call{method: http.MethodPost, path: "/pickups/{pickup}/settle", id: "settle-pickup", right: account.Parcels, tag: "Pick-ups", summary: "Say what somebody saw at the carrier, where its answer did not come", more: "The carrier is asked nothing."},
		func(ctx context.Context, m *merchant.Merchant, in *pickupSettleIn) (*pickupOut, error) {
			c, err := pickup.Settle(ctx, m, in.Pickup, in.Body.Number, by(ctx))
			return &pickupOut{c}, err
		})
}
