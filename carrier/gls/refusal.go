package gls

import (
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// fault makes an error of an answer that is no yes. ShipIT says in the header what is wrong, mostly with nothing behind it, so that what could
// not be read of an answer counts only where the header says nothing.
func fault(a *wire.Answer, unread error) error {
	if a == nil {
		return unread
	}
	if busy := a.Busy(); busy != nil {
		return busy
	}
	code, message := a.Header.Get("Error"), a.Header.Get("Message")
	if e := a.Tree.At("errors"); code == "" && e != nil {
		code, message = e.First("errorCode", "code"), e.First("errorMessage", "message", "description")
	}
	if code == "" {
		code, message = a.Tree.Get("title"), a.Tree.Get("detail") // Track and Trace
	}
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "GLS does not accept the account: " + message, Hint: "look at account, login and secret of the carrier in the Book"}
	case code == "" && unread != nil:
		return unread
	case code == "":
		return carrier.Unavailable("something answered that is not GLS's own answer", nil)
	case a.Status == http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: code + ": " + message}
	}
	if hint := hint(code + " " + message); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

// checked reads whether GLS would take a parcel: it says no with a good status, and lists what is wrong. The values that are wrong are not told, as
// they may be names.
func checked(answer *payload.Node) error {
	issues := answer.All("ValidationResult", "Issues")
	switch {
	case answer.Get("Success") == "true" && len(issues) == 0:
		return nil
	case answer.Get("Success") == "" && answer.At("ValidationResult") == nil:
		return carrier.CannotUse("it does not say whether the parcel would be taken")
	}
	code, list := "not_valid", make([]string, 0, len(issues))
	for i, n := range issues {
		if i == 0 && n.Get("Rule") != "" {
			code = n.Get("Rule")
		}
		list = append(list, n.Get("Location")+": "+n.Get("Rule"))
	}
	message := strings.Join(list, "; ")
	if message == "" {
		message = "GLS does not take the parcel, and does not say why"
	}
	if hint := hint(message); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

// hint is what a seller can do, by the place in the booking that GLS names.
func hint(words string) string {
	words = strings.ToLower(words)
	for _, h := range []struct{ place, hint string }{
		{"consignee", "look at the address of the order"}, {"shipper", "look at the account of the carrier in the Book: it is the contact id"}, {"contactid", "look at the account of the carrier in the Book: it is the contact id"},
		{"weight", "look at the weight of the parcel"}, {"service", "look at the channel's service in the Book"}, {"product", "look at the channel's service in the Book"},
	} {
		if strings.Contains(words, h.place) {
			return h.hint
		}
	}
	return ""
}
