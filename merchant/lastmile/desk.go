package lastmile

import (
	"context"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/view/onward"
)

// Desk answers for one merchant, by its read tables and its Book in force.
type Desk struct {
	Views    *view.Store
	Merchant shipping.MerchantID
	Book     func(context.Context) (*book.Book, error)
}

// Tell tells under which further numbers a parcel travels, and which carrier of the Book in force is asked about each.
func (d Desk) Tell(ctx context.Context, id shipping.ParcelID) ([]Number, error) {
	own, err := d.Views.Onward.Of(ctx, d.Merchant, []shipping.ParcelID{id})
	if err != nil || len(own) == 0 {
		return nil, err
	}
	b, err := d.Book(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(own))
	for i := range own {
		names[i] = own[i].Number
	}
	all, err := d.Views.Onward.Claims(ctx, d.Merchant, names)
	if err != nil {
		return nil, err
	}
	list := tell(b.Carriers, own, all)
	for i := range list {
		n := &list[i]
		booked, err := d.Views.Bearers(ctx, d.Merchant, n.Asked, []string{n.Number})
		if err != nil {
			return nil, err
		}
		if n.Asked != "" && booked[0].Parcel != "" && booked[0].Parcel != id {
			n.Asked, n.Why = "", "it is the waybill of another parcel, "+string(booked[0].Parcel)
		}
	}
	return list, nil
}

// Open lists the numbers of a carrier under which it has parcels of others that are on their way.
func (d Desk) Open(ctx context.Context, who shipping.CarrierID) ([]onward.Claim, error) {
	claims, err := d.Views.Onward.Open(ctx, d.Merchant)
	if err != nil || len(claims) == 0 {
		return nil, err
	}
	b, err := d.Book(ctx)
	if err != nil {
		return nil, err
	}
	return Numbers(b.Carriers, who, claims), nil
}

// Match finds whose the numbers are that no parcel booked with a carrier bears: parcels of others that it has on a part of their way.
func (d Desk) Match(ctx context.Context, by shipping.CarrierID, numbers []string, owners []carrier.Owner) error {
	var unknown []string
	for i, n := range numbers {
		if n != "" && owners[i].Parcel == "" {
			unknown = append(unknown, n)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	claims, err := d.Views.Onward.Claims(ctx, d.Merchant, unknown)
	if err != nil || len(claims) == 0 {
		return err
	}
	b, err := d.Book(ctx)
	if err != nil {
		return err
	}
	Match(b.Carriers, by, numbers, claims, owners)
	return nil
}
