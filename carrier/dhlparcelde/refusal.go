package dhlparcelde

import (
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// fault makes an error of an answer that is no yes as a whole: what the account is to blame for, what DHL is too busy for, its no.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	detail := a.Tree.First("detail", "title")
	if s := a.Tree.At("status"); detail == "" {
		detail = s.First("detail", "title")
	}
	switch {
	case detail == "":
		return carrier.Unavailable("something answered that is not DHL's own answer", nil)
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "DHL does not accept the account: " + detail,
			Hint: "look at login and secret of the carrier in the Book (the secret is the application's key, a colon, and the user's password), and at the interfaces that the application is for"}
	case a.Status == http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: detail}
	}
	return refused(a.Tree.At("items"), detail)
}

// refused makes an error of what DHL says about a single shipment that it did not do. Detail is what it says of all of them.
func refused(item *payload.Node, detail string) error {
	status := item.At("sstatus")
	if said := status.First("detail", "title"); said != "" {
		detail = said
	}
	title := status.Get("title")
	switch {
	case title == "UnknownShipmentNumber":
		return &shipping.Error{Code: shipping.NotFound, Message: "DHL does not know the shipment, as it was deleted, or closed at the end of a day: " + detail}
	case strings.HasPrefix(state(item), "5"):
		return carrier.Unavailable("DHL could not do it: "+detail, nil)
	case detail == "":
		return carrier.CannotUse("it does not say whether it was done")
	}
	code, list := "not_done", []string{detail}
	for _, m := range item.All("validationMessages") {
		code, list = "invalid_field", append(list, strings.TrimPrefix(m.Get("property")+": "+m.Get("validationMessage"), ": "))
	}
	if path := item.Get("propertyPath"); path != "" {
		code, list = "invalid_field", append(list, path+": "+item.Get("message"))
	}
	message := strings.Join(list, "; ")
	if hint := hint(strings.ToLower(message)); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

// state is the status of a single shipment; empty where none is told.
func state(item *payload.Node) string { return item.At("sstatus").First("status", "statusCode") }

// hint is what a seller can do, by the place in the order that DHL names.
func hint(words string) string {
	for _, h := range []struct{ place, hint string }{
		{"consignee", "look at the address of the order"}, {"shipper", "look at the warehouse in the Book"}, {"weight", "look at the weight of the parcel"}, {"dim", "look at the size of the parcel"},
		{"customs", "look at the goods in the list of products"}, {"billingnumber", "look at the carrier's account in the Book: it is the billing number"},
		{"services", "look at the channel's service in the Book"}, {"product", "look at the channel's service in the Book"},
	} {
		if strings.Contains(words, h.place) {
			return h.hint
		}
	}
	return ""
}
