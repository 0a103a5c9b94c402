package usps

import (
	"cmp"
	"net/http"
	"strconv"
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
	e := a.Tree.At("error")
	code, message := cmp.Or(e.Get("errors", "code"), e.Get("code")), words(a)
	if code == "" || code == strconv.Itoa(a.Status) {
		code = "status_" + strconv.Itoa(a.Status)
	}
	switch {
	case message == "":
		return carrier.Unavailable("something answered that is not USPS's own answer", nil)
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return unauthorized(message)
	case a.Status == http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: message}
	}
	if hint := hint(message); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

func unauthorized(why string) error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "USPS does not accept the account: " + why,
		Hint: "look at account, login and secret of the carrier in the Book, and at the Business Customer Gateway"}
}

// words are all that it says: where several things are wrong they stand in a list, each with the field that it is about.
func words(a *wire.Answer) string {
	e := a.Tree.At("error")
	var list []string
	for _, n := range e.All("errors") {
		text := n.First("detail", "title")
		if field := n.Get("source", "parameter"); field != "" && text != "" {
			text = field + ": " + text
		}
		if text != "" {
			list = append(list, text)
		}
	}
	if len(list) > 0 {
		return strings.Join(list, "; ")
	}
	return cmp.Or(e.Get("message"), a.Tree.Get("error_description"), a.Tree.Get("error"))
}

// hint is what a seller can do, by the part of the booking that USPS names.
func hint(message string) string {
	message = strings.ToLower(message)
	for _, h := range []struct{ part, hint string }{
		{"fromaddress", "look at the warehouse in the Book"}, {"toaddress", "look at the address of the order"}, {"customsform", "give the goods names, weights, codes and origins in the list of products"},
		{"contents", "give the goods names, weights, codes and origins in the list of products"}, {"weight", "look at the weight of the parcel"}, {"length", "look at the size of the parcel"}, {"height", "look at the size of the parcel"},
		{"width", "look at the size of the parcel"}, {"mailclass", "look at the channel's service in the Book"}, {"rateindicator", "look at the channel's service in the Book"}, {"extraservice", "look at the channel's service in the Book"},
		{"processingcategory", "look at the channel's service in the Book"}, {"address", "look at the address of the order"}, {"zip", "look at the address of the order"},
	} {
		if strings.Contains(message, h.part) {
			return h.hint
		}
	}
	return ""
}

// says reports whether an error has words of USPS's own, which it gives no code of their own.
func says(err error, words string) bool {
	return err != nil && strings.Contains(strings.ToLower(err.Error()), words)
}
