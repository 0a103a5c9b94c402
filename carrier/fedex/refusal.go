package fedex

import (
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// fault makes an error of an answer that is no yes: what the account is to blame for, what the carrier is too busy for, its no.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	list := a.Tree.All("errors")
	words := make([]string, len(list))
	for i, e := range list {
		words[i] = strings.TrimSpace(e.Get("message"))
		if words[i] == "" {
			words[i] = e.Get("code")
		}
	}
	code, message := a.Tree.Get("errors", "code"), strings.Join(words, "; ")
	if code == "" { // at the gateway
		code, message = a.Tree.Get("error"), a.Tree.Get("error_description")
	}
	switch {
	case code == "" && message == "":
		return carrier.Unavailable("something answered that is not FedEx's own answer", nil)
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden || strings.Contains(code, "UNAUTHORIZED") || strings.HasPrefix(code, "ACCOUNT.NUMBER"):
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "FedEx does not accept the account: " + message,
			Hint: "look at account, login and secret of the carrier in the Book, and whether the project at FedEx has the APIs that are asked"}
	case code == "INTERNAL.SERVER.ERROR" || code == "SERVICE.UNAVAILABLE.ERROR":
		return carrier.Unavailable("FedEx could not do it: "+message, nil)
	case a.Status == http.StatusNotFound || strings.HasSuffix(code, "NOTFOUND"):
		return &shipping.Error{Code: shipping.NotFound, Message: code + ": " + message}
	}
	if hint := hint(code); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

// hint is what a seller can do, by the part of the booking that FedEx's code names.
func hint(code string) string {
	for _, h := range []struct{ part, hint string }{
		{"TRACKINGNUMBER.CLOSED", "its day is closed at FedEx: it is not cancelled any more"}, {"SHIPPER", "look at the warehouse in the Book"}, {"ORIGIN", "look at the warehouse in the Book"},
		{"RECIPIENT", "look at the address of the order"}, {"DESTINATION", "look at the address of the order"}, {"PHONENUMBER", "look at the address of the order"}, {"POSTALCODE", "look at the address of the order"}, {"ZIPCODE", "look at the address of the order"},
		{"STATEORPROVINCE", "look at the address of the order"}, {"COMMODIT", "give the goods names, weights, codes and origins in the list of products"}, {"CUSTOM", "look at the prices of the order's lines"}, {"CURRENCY", "look at the currency of the order's prices: FedEx does not take each for an account"},
		{"WEIGHT", "look at the weight of the parcel"}, {"DIMENSION", "look at the size of the parcel"}, {"SERVICE", "look at the channel's service in the Book"},
	} {
		if strings.Contains(code, h.part) {
			return h.hint
		}
	}
	return ""
}
