package ups

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// passing are the codes by which UPS says that it is out of order itself, whatever the status.
var passing = map[string]bool{"10004": true, "20001": true}

// fault makes an error of an answer that is no yes: what the account is to blame for, what the carrier is too busy for, its no.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	list := a.Tree.All("response", "errors")
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = n.Get("message")
	}
	message := strings.Join(words, "; ")
	var code string
	if len(list) > 0 {
		code = list[0].Get("code")
	}
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "UPS does not accept the account: " + message, Hint: "look at account, login and secret of the carrier in the Book"}
	case code == "" && message == "":
		return carrier.Unavailable("something answered with status "+strconv.Itoa(a.Status)+" that is not UPS's own answer", nil)
	case passing[code]:
		return carrier.Unavailable("UPS is out of order: "+message, nil)
	case a.Status == http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: code + ": " + message}
	}
	if hint := hint(message); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(cmp.Or(code, "status_"+strconv.Itoa(a.Status)), message)
}

// refused reports whether UPS says no: what is looked for is not there, then, and no parcel that was booked is lost by it.
func refused(err error) bool {
	return shipping.CodeOf(err) == shipping.NotFound || shipping.CodeOf(err) == shipping.Refused
}

// hint is what a seller can do, by the words of a refusal.
func hint(message string) string {
	message = strings.ToLower(message)
	for _, h := range []struct{ word, hint string }{
		{"shipto", "look at the address of the order"}, {"ship to", "look at the address of the order"}, {"shippernumber", "look at the account of the carrier in the Book"},
		{"shipper number", "look at the account of the carrier in the Book"}, {"shipper", "look at the warehouse in the Book"}, {"service", "look at the channel's service in the Book"},
		{"internationalforms", "look at the list of products"}, {"weight", "look at weight and size of the parcel"}, {"postal code", "look at the address of the order"},
	} {
		if strings.Contains(message, h.word) {
			return h.hint
		}
	}
	return ""
}
