package shipengine

import (
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// fault makes an error of an answer that is no yes: what the account is to blame for, what the carrier is too busy for, its no.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	e := a.Tree.At("errors")
	code, message := e.Get("error_code"), e.Get("message")
	switch {
	case code == "":
		return carrier.Unavailable("something answered that is not ShipEngine's own answer", nil)
	case code == "rate_limit_exceeded":
		return (&wire.Answer{Status: http.StatusTooManyRequests, Header: a.Header, Tree: a.Tree}).Busy()
	case code == "unauthorized" || code == "forbidden" || a.Status == http.StatusUnauthorized || code == "carrier_not_connected" || code == "carrier_disconnected":
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "ShipEngine does not accept the account: " + message,
			Hint: "look at account and secret of the carrier in the Book, and at the carrier's connection in ShipEngine"}
	case e.Get("error_type") == "system":
		return carrier.Unavailable("ShipEngine could not do it: "+message, nil)
	case a.Status == http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: message}
	}
	if field := e.Get("field_name"); field != "" {
		message = field + ": " + message
	}
	if hint := hints[code]; hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

// hints are what a seller can do about a refusal.
var hints = map[string]string{
	"customs_items_required": "give the goods names, HS codes and origins in the list of products",
	"field_value_required":   "the order or the Book leaves it out",
	"insufficient_funds":     "add funds to the carrier's account",
	"invalid_address":        "look at the address of the order",
	"invalid_string_length":  "shorten what is too long",
	"meter_failure":          "look at the carrier's account",
	"terms_not_accepted":     "accept the carrier's terms in ShipEngine",
}

// taken reports whether an answer says that there is a shipment under our key already.
func taken(a *wire.Answer) bool {
	if a.Status != http.StatusBadRequest && a.Status != http.StatusConflict {
		return false
	}
	for _, e := range a.Tree.All("errors") {
		if about(e) && (e.Get("error_code") == "identifier_conflict" || e.Get("error_code") == "field_conflict" || says(e, "already") || says(e, "unique") || says(e, "duplicate")) {
			return true
		}
	}
	return false
}

func about(e *payload.Node) bool {
	return e.Get("error_code") == "identifier_conflict" || strings.Contains(e.Get("field_name"), "external_shipment_id") || says(e, "external_shipment_id") || says(e, "external shipment id")
}

func says(e *payload.Node, word string) bool {
	return strings.Contains(strings.ToLower(e.Get("message")), word)
}
