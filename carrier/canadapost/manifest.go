package canadapost

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/shipping"
)

// What is asked to close a group, in Canada Post's words (manifest-v8).
type (
	transmitSet struct {
		XMLName  xml.Name  `xml:"http://www.canadapost.ca/ws/manifest-v8 transmit-set"`
		Groups   []string  `xml:"group-ids>group-id"`
		Point    string    `xml:"requested-shipping-point"`
		Detailed bool      `xml:"detailed-manifests"`
		Method   string    `xml:"method-of-payment"`
		Company  string    `xml:"manifest-address>manifest-company"`
		Phone    string    `xml:"manifest-address>phone-number"`
		Address  address   `xml:"manifest-address>address-details"`
		Excluded *excluded `xml:"excluded-shipments"`
	}
	excluded struct {
		List []string `xml:"shipment-id"`
	}
)

// Manifest transmits the parcels of a warehouse's group that are handed over, and makes manifests of them: those of the group that are not stay in it. What was transmitted before stands on a
// manifest already, so that the same list can be handed in again. The reference is the numbers of the manifests' orders.
func (c *Connector) Manifest(ctx context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	group, err := c.group(ctx, string(l.Warehouse))
	if err != nil {
		return nil, err
	}
	var handed, left []*payload.Node
	for _, each := range group {
		if slices.Contains(l.Waybills, number(each)) {
			handed = append(handed, each)
		} else {
			left = append(left, each)
		}
	}
	closing, orders := &carrier.Closing{}, []string{}
	if len(handed) > 0 {
		if orders, err = c.transmit(ctx, l, handed, left); err != nil {
			return nil, err
		}
	}
	for _, n := range l.Waybills {
		if !slices.ContainsFunc(handed, func(each *payload.Node) bool { return number(each) == n }) {
			order, err := c.ordered(ctx, n)
			if err != nil {
				return nil, err
			}
			if order == "" {
				closing.Unknown = append(closing.Unknown, n)
				continue
			}
			orders = append(orders, order)
		}
		closing.Waybills = append(closing.Waybills, n)
	}
	if len(closing.Waybills) == 0 {
		return nil, carrier.Refuse("nothing_to_close", "none of these numbers stands in the group "+string(l.Warehouse)+" at Canada Post")
	}
	slices.Sort(orders)
	closing.Reference = strings.Join(slices.Compact(orders), ", ")
	return closing, nil
}

// group are the shipments of a group that were not transmitted.
func (c *Connector) group(ctx context.Context, name string) ([]*payload.Node, error) {
	answer, err := c.call(ctx, http.MethodGet, c.rs()+"/group", nil, "groups")
	if shipping.CodeOf(err) == shipping.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, g := range answer.All("group") {
		if path, _ := linked(g, "group"); g.Get("group-id") == name && path != "" {
			return c.infos(ctx, path)
		}
	}
	return nil, nil
}

// transmit transmits some parcels of a group, and tells the orders of the manifests that were made.
func (c *Connector) transmit(ctx context.Context, l *carrier.Handover, handed, left []*payload.Node) (orders []string, err error) {
	set := &transmitSet{Groups: []string{string(l.Warehouse)}, Detailed: true, Method: onAccount}
	path, _ := linked(handed[0], "details")
	if path == "" {
		return nil, carrier.CannotUse("it does not say where the details of the shipment are")
	}
	details, err := c.call(ctx, http.MethodGet, path, nil, "shipment-details")
	if err != nil {
		return nil, err
	}
	// The hand-over names the warehouse alone: where it lies is told by what was booked from it.
	from := details.At("shipment-detail", "delivery-spec", "sender")
	at := from.At("address-details")
	set.Company, set.Phone = from.Get("company"), from.Get("contact-phone")
	set.Address = address{Line1: at.Get("address-line-1"), Line2: at.Get("address-line-2"), City: at.Get("city"), Province: at.Get("prov-state"), Country: "CA", Postcode: bare(at.Get("postal-zip-code"))}
	set.Point = set.Address.Postcode
	if len(left) > 0 {
		set.Excluded = &excluded{}
		for _, each := range left {
			set.Excluded.List = append(set.Excluded.List, each.Get("shipment-id"))
		}
	}
	made, err := c.call(ctx, http.MethodPost, c.rs()+"/manifest", set, "manifests")
	if err != nil {
		return nil, err
	}
	for _, n := range made.All("link") {
		manifest, err := c.call(ctx, http.MethodGet, below(n.Get("href")), nil, "manifest")
		if err != nil {
			return nil, err
		}
		if manifest.Get("po-number") == "" {
			return nil, carrier.CannotUse("its manifest has no number")
		}
		orders = append(orders, manifest.Get("po-number"))
	}
	if len(orders) == 0 {
		return nil, carrier.CannotUse("it made no manifest")
	}
	return orders, nil
}

// ordered is the order on whose manifest a parcel stands; empty where it stands on none.
func (c *Connector) ordered(ctx context.Context, waybill string) (string, error) {
	list, err := c.infos(ctx, c.rs()+"/shipment?trackingPIN="+url.QueryEscape(waybill))
	if shipping.CodeOf(err) == shipping.Refused {
		return "", nil
	}
	for _, each := range list {
		if number(each) == waybill {
			return each.Get("po-number"), err
		}
	}
	return "", err
}
